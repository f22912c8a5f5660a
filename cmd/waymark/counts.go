package main

import (
	"context"
	"errors"
	"fmt"
	"path"
	"slices"
	"time"

	"waymark/bot/counter"
)

type countsCmd struct {
	figuresFile
	From   string `help:"First day, as 2026-11-01; by default 90 days ago." placeholder:"DATE"`
	To     string `help:"Last day; by default today." placeholder:"DATE"`
	Format string `help:"How to print: table, csv or json." enum:"table,csv,json" default:"table"`
	Only   string `help:"Only counters of such names, as overdose_* or sessions." placeholder:"NAME"`
	Total  bool   `help:"One sum per counter over all closed periods, instead of each period."`
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
	r, err := c.open(ctx)
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
	if c.Only != "" {
		figures = slices.DeleteFunc(figures, func(f counter.Figure) bool {
			ok, _ := path.Match(c.Only, f.Counter.String())
			return !ok
		})
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
