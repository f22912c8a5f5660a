package dashboard

import (
	"context"
	"sync"

	"waymark/bot/counter"
)

// Source is where figures come from: a counter.Ledger or a counter.Reader.
type Source interface {
	// Mark changes when there is something new to read.
	Mark(context.Context) ([2]int64, error)
	Sheet(context.Context) (*counter.Sheet, error)
}

// kept is a sheet that is read again when a period has closed: a closed period never changes.
type kept struct {
	source Source

	mu    sync.Mutex
	mark  [2]int64
	sheet *counter.Sheet
}

func (k *kept) get(ctx context.Context) (*counter.Sheet, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	mark, err := k.source.Mark(ctx)
	if err != nil {
		return nil, err
	}
	if k.sheet != nil && k.mark == mark {
		return k.sheet, nil
	}
	sheet, err := k.source.Sheet(ctx)
	if err != nil {
		return nil, err
	}
	k.sheet, k.mark = sheet, mark
	return sheet, nil
}

// Warm reads what is new, so that nobody who opens a page has to wait for it.
func (d *Dashboard) Warm(ctx context.Context) error {
	_, err := d.kept.get(ctx)
	return err
}
