package telegram

import (
	"maps"
	"slices"
	"sync"
)

// window holds the numbers of the updates that Telegram has not been told to forget: the ones being
// answered, and those handled since the last confirmation. Telegram knows one mark only, below which
// everything is forgotten, so what is handled above a gap stays here until the gap closes.
type window struct {
	mu      sync.Mutex
	handled map[int64]bool
}

func newWindow() *window { return &window{handled: make(map[int64]bool)} }

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
	defer w.mu.Unlock()
	if _, known := w.handled[id]; known {
		w.handled[id] = true
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
	maps.DeleteFunc(w.handled, func(id int64, _ bool) bool { return id < offset })
}

// letGo counts everything as handled, although some of it is still being answered.
func (w *window) letGo() {
	w.mu.Lock()
	defer w.mu.Unlock()
	for id := range w.handled {
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
