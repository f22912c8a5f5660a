package telegram

import (
	"context"
	"math"
	"sync"
	"time"

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
	if j.update.asked != nil {
		// Nobody's chat: each question by itself, in a line no chat has, for chats have numbers of less than 52 bits.
		return chat{id: math.MinInt64 + j.update.id}
	}
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
	calm  chan struct{} // holds one when moving has come down to 0 since somebody looked

	mu    sync.Mutex
	lines map[int64]*line
	// moving is how many jobs will be done as soon as it is their turn; the others belong to chats that
	// Telegram makes wait.
	moving int
}

// line is one chat's jobs. The first is being served and is not in waiting.
type line struct {
	waiting []job
	held    bool // the chat has to wait
}

func newQueues(serve func(job, *hand)) *queues {
	return &queues{
		serve: serve,
		room:  make(chan struct{}, waitingJobs),
		hands: make(chan struct{}, servedAtOnce),
		calm:  make(chan struct{}, 1),
		lines: make(map[int64]*line),
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
	q.mu.Lock()
	defer q.mu.Unlock()
	id := j.chat().id
	l := q.lines[id]
	if l == nil {
		l = &line{}
		q.lines[id] = l
		defer func() { go q.work(id, l) }()
	}
	if len(l.waiting) >= waitingInChat {
		oldest := l.waiting[0]
		overrun, l.waiting = &oldest, l.waiting[1:]
		<-q.room
	} else if !l.held {
		q.move(+1)
	}
	l.waiting = append(l.waiting, j)
	return overrun, nil
}

// work serves one chat until nothing of it waits.
func (q *queues) work(id int64, l *line) {
	for {
		q.mu.Lock()
		if len(l.waiting) == 0 {
			delete(q.lines, id)
			q.mu.Unlock()
			return
		}
		j := l.waiting[0]
		l.waiting = l.waiting[1:]
		q.mu.Unlock()

		h := &hand{q, l}
		h.take()
		q.serve(j, h)
		h.release()

		q.mu.Lock()
		q.move(-1)
		q.mu.Unlock()
		<-q.room
	}
}

// move changes how many jobs are moving; the caller holds the lock.
func (q *queues) move(by int) {
	q.moving += by
	if q.moving == 0 {
		select {
		case q.calm <- struct{}{}:
		default:
		}
	}
}

// settle waits until no job moves, and no longer than limit.
func (q *queues) settle(ctx context.Context, limit time.Duration) {
	timer := time.NewTimer(limit)
	defer timer.Stop()
	for {
		q.mu.Lock()
		moving := q.moving
		q.mu.Unlock()
		if moving == 0 {
			return
		}
		select {
		case <-q.calm:
		case <-timer.C:
			return
		case <-ctx.Done():
			return
		}
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

// hand is the right to be one of the chats that are served at the moment.
type hand struct {
	q *queues
	l *line
}

func (h *hand) take()    { h.q.hands <- struct{}{} }
func (h *hand) release() { <-h.q.hands }

// without runs wait while somebody else has the hand: a chat that has to wait holds up nobody but itself.
func (h *hand) without(wait func() error) error {
	h.hold(true)
	h.release()
	defer func() {
		h.take()
		h.hold(false)
	}()
	return wait()
}

// hold says that the chat's jobs, the one being served and those behind it, do not move, or move again.
func (h *hand) hold(held bool) {
	h.q.mu.Lock()
	defer h.q.mu.Unlock()
	h.l.held = held
	jobs := len(h.l.waiting) + 1
	if held {
		jobs = -jobs
	}
	h.q.move(jobs)
}
