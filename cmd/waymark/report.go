package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"waymark/bot/counter"
	"waymark/bot/dashboard"
)

type reportCmd struct {
	figuresFile
	Month    string `help:"The month, as 2026-11; by default the newest that has closed." placeholder:"YYYY-MM"`
	Out      string `help:"The file to write." short:"o" required:"" type:"path" placeholder:"FILE.html"`
	Operator string `help:"Who runs this copy, as the page will say it." env:"WAYMARK_OPERATOR" placeholder:"NAME"`
}

// Run writes the page whole or not at all.
func (c *reportCmd) Run(ctx context.Context, std stdio) error {
	r, err := c.open(ctx)
	if err != nil {
		return err
	}
	defer r.Close()
	sheet, err := r.Sheet(ctx)
	if err != nil {
		return err
	}
	_, last, any := sheet.Days(counter.Month)
	if !any {
		return errors.New("no month has closed yet; a month closes an hour after its last day")
	}
	month := last.AddDate(0, 0, 1).AddDate(0, -1, 0)
	if c.Month != "" {
		if month, err = time.Parse("2006-01", c.Month); err != nil {
			return wrongUse{errors.New("--month is not a month like 2026-11")}
		}
	}
	if !dashboard.Closed(sheet, month) {
		return fmt.Errorf("that month has no figures: it has not closed, or Waymark did not run; the newest is %s", last.Format("2006-01"))
	}
	var b bytes.Buffer
	if err := dashboard.Report(&b, sheet, month, dashboard.Place{Operator: c.Operator, Today: time.Now()}); err != nil {
		return err
	}
	part, err := os.CreateTemp(filepath.Dir(c.Out), ".report-*")
	if err != nil {
		return errors.New("the folder of the file cannot be written")
	}
	defer os.Remove(part.Name())
	_, err = part.Write(b.Bytes())
	if err = errors.Join(err, part.Chmod(0o644), part.Close()); err != nil {
		return err
	}
	if err := os.Rename(part.Name(), c.Out); err != nil {
		return err
	}
	fmt.Fprintf(std.err, "%s: %s\n", c.Out, month.Format("January 2006"))
	return nil
}
