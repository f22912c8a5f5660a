package content

import (
	"sort"
	"strings"
	"unicode/utf8"
)

// passage is words of a card in one piece, with the place in the file that each of them has, so that a
// check which reads plain text can point into Markdown.
type passage struct {
	text string
	runs []run // at least one, in order
}

// run says that the text from byte at on stands in the file from that line and column on.
type run struct{ at, line, column int }

// place finds where byte i of the text stands in the file.
func (p passage) place(i int) (line, column int) {
	n := sort.Search(len(p.runs), func(n int) bool { return p.runs[n].at > i })
	if n == 0 {
		return p.runs[0].line, p.runs[0].column
	}
	r := p.runs[n-1]
	return r.line, r.column + utf8.RuneCountInString(p.text[r.at:i])
}

// cut is the passage from byte i up to byte j, without white space at its ends.
func (p passage) cut(i, j int) passage {
	t := strings.TrimRight(p.text[i:j], " \t\n")
	j = i + len(t)
	i = j - len(strings.TrimLeft(t, " \t\n"))
	line, column := p.place(i)
	out := passage{text: p.text[i:j], runs: []run{{0, line, column}}}
	for _, r := range p.runs {
		if r.at > i && r.at < j {
			out.runs = append(out.runs, run{r.at - i, r.line, r.column})
		}
	}
	return out
}

func (p passage) trim() passage {
	if strings.Trim(p.text, " \t\n") == p.text {
		return p
	}
	return p.cut(0, len(p.text))
}

// passageWriter puts a passage together.
type passageWriter struct {
	text strings.Builder
	runs []run
}

// stand says where in the file stands what is written next.
func (w *passageWriter) stand(line, column int) {
	here := run{w.text.Len(), line, column}
	if n := len(w.runs); n > 0 && w.runs[n-1].at == here.at {
		w.runs[n-1] = here // nothing was written since
		return
	}
	w.runs = append(w.runs, here)
}

// add writes another passage.
func (w *passageWriter) add(p passage) {
	for _, r := range p.runs {
		w.runs = append(w.runs, run{w.text.Len() + r.at, r.line, r.column})
	}
	w.text.WriteString(p.text)
}

func (w *passageWriter) passage() passage { return passage{w.text.String(), w.runs} }

// Place finds where the card says something: its line and column, or those of the card's heading when the
// words are not the card's own.
func (c *Card) Place(words string) (line, column int) {
	for _, p := range c.said {
		if i := strings.Index(p.text, words); i >= 0 {
			return p.place(i)
		}
	}
	return c.Line, 1
}
