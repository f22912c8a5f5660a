package content

import (
	"fmt"
	"slices"
	"strings"
)

// Problem is one thing wrong in a file of flows or content, said so that the person who edits the
// file can mend it: where, what, and where it helps, how. Line and Column count from 1; 0 means the
// whole file.
type Problem struct {
	File         string
	Line, Column int
	Message      string
}

// String gives the form that editors understand: file:line:column: message.
func (p Problem) String() string {
	return fmt.Sprintf("%s:%d:%d: %s", p.File, max(p.Line, 1), max(p.Column, 1), p.Message)
}

// Problems is everything wrong at once, because mending one thing at a time wastes an editor's day.
type Problems []Problem

// Error joins all problems, one a line.
func (ps Problems) Error() string {
	lines := make([]string, len(ps))
	for i, p := range ps {
		lines[i] = p.String()
	}
	return strings.Join(lines, "\n")
}

// Err gives nil when there is no problem, so that callers can return it as it is.
func (ps Problems) Err() error {
	if len(ps) == 0 {
		return nil
	}
	return ps
}

// Sort orders problems by file, line and column, so that two runs print the same.
func (ps Problems) Sort() {
	slices.SortStableFunc(ps, func(a, b Problem) int {
		if c := strings.Compare(a.File, b.File); c != 0 {
			return c
		}
		if a.Line != b.Line {
			return a.Line - b.Line
		}
		if a.Column != b.Column {
			return a.Column - b.Column
		}
		return strings.Compare(a.Message, b.Message)
	})
}
