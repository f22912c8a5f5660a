package main

import (
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"golang.org/x/term"
)

// progress draws a bar on a terminal while a long import runs, and nothing anywhere else.
type progress struct {
	out   io.Writer // nil draws nothing
	clock func() time.Time
	began time.Time
	last  time.Time
	drawn bool
}

// What is quicker than patienceForBar needs no bar; more often than barEvery nobody can read.
const (
	patienceForBar = 400 * time.Millisecond
	barEvery       = 100 * time.Millisecond
	barWidth       = 30
)

// newProgress draws on w if it is a terminal.
func newProgress(w io.Writer) *progress {
	p := &progress{clock: time.Now}
	if f, ok := w.(*os.File); ok && term.IsTerminal(int(f.Fd())) {
		p.out = w
	}
	p.began = p.clock()
	return p
}

// show says how far the import is: done of total, where total is known, and a few words.
func (p *progress) show(done, total int64, words string) {
	if p.out == nil {
		return
	}
	now := p.clock()
	if now.Sub(p.began) < patienceForBar || now.Sub(p.last) < barEvery {
		return
	}
	p.last, p.drawn = now, true
	if total <= 0 {
		fmt.Fprintf(p.out, "\r\x1b[K%s", words)
		return
	}
	done = min(max(done, 0), total)
	full := int(done * barWidth / total)
	fmt.Fprintf(p.out, "\r\x1b[K[%s%s] %3d %%  %s", strings.Repeat("#", full), strings.Repeat(".", barWidth-full), done*100/total, words)
}

// end takes the bar away, so that the report begins on a clean line.
func (p *progress) end() {
	if p.drawn {
		fmt.Fprint(p.out, "\r\x1b[K")
	}
}
