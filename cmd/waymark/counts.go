package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"time"

	"waymark/bot/counter"
)

type countsCmd struct {
	Data     string `help:"Folder that serve keeps its counters in." env:"WAYMARK_DATA" default:"waymark-data" type:"path"`
	Counters string `help:"SQLite file for counters; by default in the data folder." env:"WAYMARK_COUNTERS"`
	From     string `help:"First day, as 2026-11-01; by default 90 days ago." placeholder:"DATE"`
	To       string `help:"Last day; by default today." placeholder:"DATE"`
	Format   string `help:"How to print: table, csv or json." enum:"table,csv,json" default:"table"`
	Total    bool   `help:"One sum per counter over all closed periods, instead of each period."`
}

// defaultDays is how far back counts looks when it is not told.
const defaultDays = 90

// Run prints released figures.
func (c *countsCmd) Run(ctx context.Context, std stdio) error {
	today := time.Now()
	from, err := dayOr(c.From, today.AddDate(0, 0, -defaultDays))
	if err != nil {
		return wrongUse{fmt.Errorf("--from %w", err)}
	}
	to, err := dayOr(c.To, today)
	if err != nil {
		return wrongUse{fmt.Errorf("--to %w", err)}
	}
	if to.Before(from) {
		return wrongUse{errors.New("--to is before --from")}
	}
	file := c.Counters
	if file == "" {
		file = filepath.Join(c.Data, "counters.sqlite")
	}
	r, err := counter.Read(ctx, file)
	if errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("there is no counter file at %s; serve makes one", file)
	}
	if err != nil {
		return err
	}
	defer r.Close()
	read := r.Release
	if c.Total {
		read = r.Total
	}
	figures, err := read(ctx, from, to)
	if err != nil {
		return err
	}
	return counter.Write(std.out, figures, counter.Format(c.Format))
}

func dayOr(s string, otherwise time.Time) (time.Time, error) {
	if s == "" {
		return otherwise, nil
	}
	d, err := time.Parse(time.DateOnly, s)
	if err != nil {
		return d, errors.New("is not a day like 2026-11-01")
	}
	return d, nil
}
