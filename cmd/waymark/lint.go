package main

import (
	"fmt"

	"waymark/flows"
)

type lintCmd struct {
	operator
	entryLinks
	Dir string `arg:"" optional:"" help:"Folder with content/ and flows/; without it, what is built in." type:"path"`
}

// Run prints every problem, or else what the flows cost.
func (c *lintCmd) Run(std stdio) error {
	book, listener, problems, err := loadAll(contentDir{c.Dir, true}, c.values(""))
	if err != nil {
		return err
	}
	if len(problems) == 0 { // what follows rests on words that are whole
		_, more, err := printWords(c.Dir)
		if err != nil {
			return err
		}
		_, linked, err := c.read(book, listener)
		if err != nil {
			return err
		}
		problems = append(more, linked...)
	}
	if len(problems) > 0 {
		for _, p := range problems {
			fmt.Fprintln(std.out, p)
		}
		fmt.Fprintf(std.err, "%d problem(s)\n", len(problems))
		return errFound
	}
	flows.WriteCosts(std.out, book)
	return nil
}

type graphCmd struct {
	contentDir
	Flow string `arg:"" optional:"" help:"One flow; without it, all."`
}

// Run prints Mermaid.
func (c *graphCmd) Run(std stdio) error {
	book, _, err := ready(c.contentDir, operator{}.values(""))
	if err != nil {
		return err
	}
	if err := flows.WriteGraph(std.out, book, c.Flow); err != nil {
		return wrongUse{err}
	}
	return nil
}
