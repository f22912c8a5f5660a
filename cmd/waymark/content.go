package main

import (
	"fmt"
	"os"
	"time"

	"waymark/bot/counter"
	"waymark/bot/directory"
	"waymark/content"
	"waymark/content/assurance"
	"waymark/flows"
)

type contentCmd struct {
	Status   statusCmd   `cmd:"" help:"Cards by age, sign-off and what is to be confirmed. Exit 1 when a file is past its review date."`
	Coverage coverageCmd `cmd:"" help:"Where each of the 80 things that the guidance asks for is, as a Markdown page."`
	Hazards  hazardsCmd  `cmd:"" help:"What can go wrong, what stands against it and which tests show that, the worst first."`
}

type statusCmd struct {
	contentDir
	Today day `help:"The day to look from, as 2026-11-22; without it, today." placeholder:"DAY"`
}

// day is a day of the calendar, or none.
type day struct{ time.Time }

// UnmarshalText reads 2026-11-22.
func (d *day) UnmarshalText(text []byte) (err error) {
	if d.Time, err = time.Parse(time.DateOnly, string(text)); err != nil {
		return fmt.Errorf("is not a day such as 2026-11-22")
	}
	return nil
}

// Run prints the table.
func (c *statusCmd) Run(std stdio) error {
	_, cards, err := sources(c.Content)
	if err != nil {
		return err
	}
	lib, problems := content.Load(cards)
	if len(lib.Files) == 0 {
		return fmt.Errorf("no words can be read:\n%w", problems)
	}
	today := c.Today.Time
	if today.IsZero() {
		today = time.Now()
	}
	if assurance.WriteStatus(std.out, lib, today) > 0 {
		return errFound
	}
	return nil
}

type coverageCmd struct {
	contentDir
	Output string `short:"o" help:"File to write; without it, standard output." type:"path" placeholder:"FILE"`
}

// Run writes the page, and every item without a home.
func (c *coverageCmd) Run(std stdio) error {
	book, _, err := ready(c.contentDir, operator{}.values(""))
	if err != nil {
		return err
	}
	_, files, err := sources(c.Content)
	if err != nil {
		return err
	}
	items, problems := assurance.ReadCoverage(files, provable(book))
	out := std.out
	if c.Output != "" {
		f, err := os.Create(c.Output)
		if err != nil {
			return wrongUse{fmt.Errorf("the file cannot be written")}
		}
		defer f.Close()
		out = f
	}
	assurance.WriteCoverage(out, items)
	return told(std, problems)
}

type hazardsCmd struct{ contentDir }

// Run prints the log.
func (c *hazardsCmd) Run(std stdio) error {
	_, files, err := sources(c.Content)
	if err != nil {
		return err
	}
	hazards, problems := assurance.ReadHazards(files, assurance.Names{})
	assurance.WriteHazards(std.out, hazards)
	return told(std, problems)
}

// told prints problems on the side, below what was asked for.
func told(std stdio, problems content.Problems) error {
	for _, p := range problems {
		fmt.Fprintln(std.err, p)
	}
	if len(problems) > 0 {
		return errFound
	}
	return nil
}

// provable are the names that a program without its source can know.
func provable(book *flows.Book) assurance.Names {
	return assurance.Names{
		Card:    func(name string) bool { _, ok := book.ByName(name); return ok },
		Counter: func(name string) bool { _, ok := counter.Named(name); return ok },
		Service: func(name string) bool { _, ok := directory.TypeNamed(name); return ok },
	}
}
