package telegram

import (
	"context"
	"slices"
	"sync"
	"time"
)

// window holds the numbers of the updates that Telegram has not been told to forget: the ones being
// answered, and those handled since the last confirmation. Telegram knows one mark only, below which
// everything is forgotten, so what is handled above a gap stays here until the gap closes.
type window struct {
	mu      sync.Mutex
	handled map[int64]bool
	moved   chan struct{} // holds one when something was handled since somebody looked
}

func newWindow() *window {
	return &window{handled: make(map[int64]bool), moved: make(chan struct{}, 1)}
}

// admit takes an update in and says whether it is new.
func (w *window) admit(id int64) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	if _, known := w.handled[id]; known {
		return false
	}
	w.handled[id] = false
	return true
}

// done marks an update handled, unless it was let go.
func (w *window) done(id int64) {
	w.mu.Lock()
	if _, known := w.handled[id]; known {
		w.handled[id] = true
	}
	w.mu.Unlock()
	select {
	case w.moved <- struct{}{}:
	default:
	}
}

// offset is the mark below which everything has been handled; 0 when there is nothing to confirm.
func (w *window) offset() int64 {
	w.mu.Lock()
	defer w.mu.Unlock()
	var offset int64
	for _, id := range w.ids() {
		if !w.handled[id] {
			break
		}
		offset = id + 1
	}
	return offset
}

// confirmed forgets what Telegram has forgotten after a call with this offset.
func (w *window) confirmed(offset int64) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for id, handled := range w.handled {
		if handled && id < offset {
			delete(w.handled, id)
		}
	}
}

// letGo counts the n oldest as handled although they are still being answered.
func (w *window) letGo(n int) {
	w.mu.Lock()
	defer w.mu.Unlock()
	ids := w.ids()
	for _, id := range ids[:min(n, len(ids))] {
		w.handled[id] = true
	}
}

// ids gives the numbers in order; the caller holds the lock.
func (w *window) ids() []int64 {
	ids := make([]int64, 0, len(w.handled))
	for id := range w.handled {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	return ids
}

// settle waits until everything has been handled, and no longer than settleTime. Without anything new it
// waits that long in any case, because Telegram answers at once while something is not confirmed.
func (w *window) settle(ctx context.Context, news bool) {
	timer := time.NewTimer(settleTime)
	defer timer.Stop()
	for !news || w.busy() {
		select {
		case <-w.moved:
			news = true
		case <-timer.C:
			return
		case <-ctx.Done():
			return
		}
	}
}

func (w *window) busy() bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, handled := range w.handled {
		if !handled {
			return true
		}
	}
	return false
}
