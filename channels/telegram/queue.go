package telegram

import (
	"context"
	"sync"

	"waymark/channels"
)

const (
	// servedAtOnce is how many chats are served at the same moment. Telegram takes about 30 messages a
	// second from one bot, so more would only wait there instead of here.
	servedAtOnce = 32
	// waitingJobs is how many messages may wait in all before no more are taken from Telegram, which
	// keeps them.
	waitingJobs = 4096
	// waitingInChat is how many messages of one chat may wait. More come only from a machine, or while
	// Telegram makes that chat wait; then the newest count.
	waitingInChat = 64
)

// job is one update on its way to being answered.
type job struct {
	update  update
	replier channels.Replier
	// answer is an open webhook request that one outgoing call can be put into; nil if there is none.
	answer *answer
	// done is called once: with true when the update needs nothing more, with false when the program
	// stopped before it was answered.
	done func(handled bool)
}

func (j job) chat() chat {
	if j.update.pressed != nil {
		return j.update.pressed.chat
	}
	return j.update.heard.chat
}

// queues serve each chat's messages in order, and different chats at the same time. A chat has a
// goroutine while it has messages waiting; it ends with the last of them.
type queues struct {
	serve func(j job, h *hand)

	room  chan struct{} // holds one for every job taken and not yet done
	hands chan struct{} // holds one for every chat that is being served

	mu    sync.Mutex
	lines map[int64][]job // by chat, while it has a goroutine
}

func newQueues(serve func(job, *hand)) *queues {
	return &queues{
		serve: serve,
		room:  make(chan struct{}, waitingJobs),
		hands: make(chan struct{}, servedAtOnce),
		lines: make(map[int64][]job),
	}
}

// submit takes a job, and waits for room while too many are waiting. It gives back a job of the same
// chat that had to make way, if one did; that job is not served.
func (q *queues) submit(ctx context.Context, j job) (overrun *job, err error) {
	select {
	case q.room <- struct{}{}:
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	id := j.chat().id
	q.mu.Lock()
	defer q.mu.Unlock()
	line, served := q.lines[id]
	if len(line) >= waitingInChat {
		overrun = &job{}
		*overrun, line = line[0], line[1:]
		<-q.room
	}
	q.lines[id] = append(line, j)
	if !served {
		go q.work(id)
	}
	return overrun, nil
}

// work serves one chat until nothing of it waits.
func (q *queues) work(id int64) {
	for {
		q.mu.Lock()
		line := q.lines[id]
		if len(line) == 0 {
			delete(q.lines, id)
			q.mu.Unlock()
			return
		}
		j := line[0]
		q.lines[id] = line[1:]
		q.mu.Unlock()

		h := &hand{hands: q.hands}
		h.take()
		q.serve(j, h)
		h.release()
		<-q.room
	}
}

// drain waits until no job is left, or ctx ends.
func (q *queues) drain(ctx context.Context) {
	taken := 0
	defer func() {
		for range taken {
			<-q.room
		}
	}()
	for taken < cap(q.room) {
		select {
		case q.room <- struct{}{}:
			taken++
		case <-ctx.Done():
			return
		}
	}
}

// hand is the right to be one of the chats that are served at the moment. A chat that has to wait for
// Telegram lets go of it, so that the others go on.
type hand struct{ hands chan struct{} }

func (h *hand) take()    { h.hands <- struct{}{} }
func (h *hand) release() { <-h.hands }

// without runs wait while somebody else has the hand.
func (h *hand) without(wait func() error) error {
	h.release()
	defer h.take()
	return wait()
}
