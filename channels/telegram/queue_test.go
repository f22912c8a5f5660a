package telegram

import (
	"context"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func jobFor(chatID, ref int64) job {
	return job{update: update{id: ref, heard: &heard{chat: chat{id: chatID, private: true}, ref: ref}}}
}

// TestQueuesAreEmptyAfterwards drives random jobs, some of which have to wait, and looks at what is left.
func TestQueuesAreEmptyAfterwards(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		waits := rapid.SliceOfN(rapid.Bool(), 1, 150).Draw(t, "waits")
		chats := rapid.Int64Range(1, 5).Draw(t, "chats")
		var mu sync.Mutex
		served := map[int64][]int64{}
		q := newQueues(nil)
		q.serve = func(j job, h *hand) {
			if waits[j.update.id] {
				_ = h.without(func() error { return nil })
			}
			mu.Lock()
			defer mu.Unlock()
			served[j.chat().id] = append(served[j.chat().id], j.update.id)
		}
		submitted := map[int64][]int64{}
		for i := range waits {
			id, ref := int64(i)%chats, int64(i)
			overrun, err := q.submit(context.Background(), jobFor(id, ref))
			if err != nil {
				t.Fatal(err)
			}
			submitted[id] = append(submitted[id], ref)
			if overrun != nil {
				at := overrun.update.id
				if overrun.chat().id != id {
					t.Fatalf("a job of chat %d made way for one of chat %d", overrun.chat().id, id)
				}
				for k, ref := range submitted[id] {
					if ref == at {
						submitted[id] = append(submitted[id][:k:k], submitted[id][k+1:]...)
						break
					}
				}
			}
		}
		q.drain(context.Background())
		mu.Lock()
		defer mu.Unlock()
		if diff := cmp.Diff(submitted, served); diff != "" {
			t.Fatalf("jobs by chat (-submitted +served):\n%s", diff)
		}
		q.mu.Lock()
		defer q.mu.Unlock()
		if q.moving != 0 || len(q.room) != 0 {
			t.Fatalf("%d jobs still move, %d take up room", q.moving, len(q.room))
		}
	})
}

func TestTheNewestOfAChatCount(t *testing.T) {
	started, hold := make(chan struct{}, 1), make(chan struct{})
	var served []int64
	q := newQueues(nil)
	q.serve = func(j job, h *hand) {
		if j.update.id == 0 {
			started <- struct{}{}
			_ = h.without(func() error { <-hold; return nil })
		}
		served = append(served, j.update.id)
	}
	var dropped []int64
	for i := range int64(waitingInChat + 3) {
		overrun, err := q.submit(context.Background(), jobFor(1, i))
		if err != nil {
			t.Fatal(err)
		}
		if i == 0 {
			<-started
		}
		if overrun != nil {
			dropped = append(dropped, overrun.update.id)
		}
	}
	close(hold)
	q.drain(context.Background())
	if diff := cmp.Diff([]int64{1, 2}, dropped); diff != "" {
		t.Errorf("dropped (-want +got):\n%s", diff)
	}
	if len(served) != waitingInChat+1 || served[len(served)-1] != waitingInChat+2 {
		t.Errorf("served %v", served)
	}
}

func TestOnlyAsManyChatsAreServedAtOnce(t *testing.T) {
	var mu sync.Mutex
	now, most := 0, 0
	hold := make(chan struct{})
	full := sync.OnceFunc(func() { close(hold) })
	q := newQueues(nil)
	q.serve = func(job, *hand) {
		mu.Lock()
		now++
		most = max(most, now)
		if now == servedAtOnce {
			full() // all hands are busy; let them go on
		}
		mu.Unlock()
		<-hold
		mu.Lock()
		now--
		mu.Unlock()
	}
	for i := range int64(servedAtOnce * 2) {
		if _, err := q.submit(context.Background(), jobFor(i, i)); err != nil {
			t.Fatal(err)
		}
		if i == servedAtOnce {
			<-hold
		}
	}
	q.drain(context.Background())
	if most != servedAtOnce {
		t.Errorf("%d chats were served at once, want %d", most, servedAtOnce)
	}
}

func TestChatsThatWaitHoldNobodyUp(t *testing.T) {
	hold, served := make(chan struct{}), make(chan struct{})
	var waiting sync.WaitGroup
	q := newQueues(nil)
	q.serve = func(j job, h *hand) {
		if j.update.id == servedAtOnce {
			close(served)
			return
		}
		_ = h.without(func() error { waiting.Done(); <-hold; return nil })
	}
	waiting.Add(servedAtOnce)
	for i := range int64(servedAtOnce) {
		if _, err := q.submit(context.Background(), jobFor(i, i)); err != nil {
			t.Fatal(err)
		}
	}
	waiting.Wait() // as many as can be served at once, all of them waiting
	if _, err := q.submit(context.Background(), jobFor(servedAtOnce, servedAtOnce)); err != nil {
		t.Fatal(err)
	}
	select {
	case <-served:
	case <-time.After(20 * time.Second):
		t.Error("one more chat was not served")
	}
	close(hold)
	q.drain(context.Background())
}

func TestNoMoreIsTakenThanThereIsRoomFor(t *testing.T) {
	hold := make(chan struct{})
	q := newQueues(func(job, *hand) { <-hold })
	for i := range int64(waitingJobs) {
		if _, err := q.submit(context.Background(), jobFor(i, i)); err != nil {
			t.Fatal(err)
		}
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := q.submit(ctx, jobFor(1, 1)); err == nil {
		t.Error("one more was taken")
	}
	close(hold)
	q.drain(context.Background())
}

func TestSettlingEndsWhenNothingMoves(t *testing.T) {
	waiting, hold := make(chan struct{}), make(chan struct{})
	q := newQueues(func(_ job, h *hand) {
		_ = h.without(func() error { close(waiting); <-hold; return nil })
	})
	if _, err := q.submit(context.Background(), jobFor(1, 1)); err != nil {
		t.Fatal(err)
	}
	<-waiting
	q.settle(context.Background(), time.Hour) // would not end if a chat that waits counted
	close(hold)
	q.drain(context.Background())
}

func TestTheMarkStopsBeforeWhatIsNotHandled(t *testing.T) {
	tests := []struct {
		name          string
		in, done      []int64
		want          int64
		afterConfirms int // how many are still remembered once Telegram has been told
	}{
		{"nothing", nil, nil, 0, 0},
		{"all handled", []int64{5, 6, 7}, []int64{5, 6, 7}, 8, 0},
		{"the first is not", []int64{5, 6, 7}, []int64{6, 7}, 0, 3},
		{"one in the middle is not", []int64{5, 6, 7}, []int64{5, 7}, 6, 2},
		{"out of order, with gaps", []int64{30, 10, 20}, []int64{30, 10}, 11, 2},
		{"none", []int64{5}, nil, 0, 1},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			w := newWindow()
			for _, id := range tt.in {
				if !w.admit(id) || w.admit(id) {
					t.Fatalf("update %d was not new once, or new twice", id)
				}
			}
			for _, id := range tt.done {
				w.done(id)
			}
			if got := w.offset(); got != tt.want {
				t.Errorf("the mark is %d, want %d", got, tt.want)
			}
			w.confirmed(w.offset())
			if len(w.handled) != tt.afterConfirms {
				t.Errorf("%d are remembered, want %d", len(w.handled), tt.afterConfirms)
			}
		})
	}
}

func TestMemoryForgetsTheOldestAndSaysNothing(t *testing.T) {
	m := newMemory(3)
	for i := range int64(4) {
		if !m.add(trace{update: i}) {
			t.Errorf("%d was not new", i)
		}
	}
	for i, want := range []bool{true, false, false, false} { // 0 had to go; the rest are known
		if i > 0 && m.add(trace{update: int64(i)}) != want {
			t.Errorf("%d is new: %v, want %v", i, !want, want)
		}
	}
	if !m.add(trace{update: 0}) {
		t.Error("the oldest was not forgotten")
	}
	m.drop(trace{update: 3})
	if !m.add(trace{update: 3}) {
		t.Error("what was dropped is still known")
	}
	if len(m.in) > len(m.ring) {
		t.Errorf("%d are held in a memory for %d", len(m.in), len(m.ring))
	}
	if newMemory(3).seed == m.seed {
		t.Error("two memories have the same key")
	}
}
