package content

import (
	"bytes"
	"fmt"
	"regexp"
	"strings"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
)

// choiceLine is "event: Label" or "event: Label | word, phrase".
var choiceLine = regexp.MustCompile(`^([a-z0-9_]+):\s*(.*)$`)

// cardReader walks the Markdown of one file and collects its cards.
type cardReader struct {
	file     string
	src      []byte
	lineOf   func(offset int) (line, column int)
	front    Front
	cards    []*Card
	card     *Card
	section  string // "", "sms" or "sources"
	body     [2][]string
	hasSMS   bool
	problems Problems
}

// parseCards reads the Markdown below the front matter. firstLine is the line of the file on which
// src begins.
func parseCards(file string, front Front, src []byte, firstLine int) ([]*Card, Problems) {
	r := &cardReader{file: file, src: src, front: front, lineOf: lineFinder(src, firstLine)}
	root := goldmark.DefaultParser().Parse(text.NewReader(src))
	for n := root.FirstChild(); n != nil; n = n.NextSibling() {
		r.block(n)
	}
	r.finish()
	if len(r.cards) == 0 && len(r.problems) == 0 {
		r.problems = append(r.problems, Problem{file, firstLine, 1, `the file has no card: add a heading "## state" and its words`})
	}
	return r.cards, r.problems
}

// lineFinder gives a function from byte offset to line and column, both from 1.
func lineFinder(src []byte, firstLine int) func(int) (int, int) {
	starts := []int{0}
	for i, c := range src {
		if c == '\n' {
			starts = append(starts, i+1)
		}
	}
	return func(offset int) (int, int) {
		lo, hi := 0, len(starts)-1
		for lo < hi {
			mid := (lo + hi + 1) / 2
			if starts[mid] <= offset {
				lo = mid
			} else {
				hi = mid - 1
			}
		}
		return firstLine + lo, offset - starts[lo] + 1
	}
}

func (r *cardReader) add(n ast.Node, format string, args ...any) {
	line, column := r.where(n)
	r.problems = append(r.problems, Problem{r.file, line, column, fmt.Sprintf(format, args...)})
}

// where finds the place of a node: its own first line, or that of the nearest node that has one.
func (r *cardReader) where(n ast.Node) (int, int) {
	for m := n; m != nil; {
		if t, ok := m.(*ast.Text); ok {
			return r.lineOf(t.Segment.Start)
		}
		if m.Type() != ast.TypeInline && m.Lines() != nil && m.Lines().Len() > 0 {
			return r.lineOf(m.Lines().At(0).Start)
		}
		if m.FirstChild() != nil {
			m = m.FirstChild()
			continue
		}
		if p := m.PreviousSibling(); p != nil && p.Type() != ast.TypeInline && p.Lines() != nil && p.Lines().Len() > 0 {
			line, _ := r.lineOf(p.Lines().At(p.Lines().Len() - 1).Start)
			return line + 1, 1
		}
		m = nil
	}
	if r.card != nil {
		return r.card.Line, 1
	}
	return r.lineOf(0)
}

func (r *cardReader) block(n ast.Node) {
	switch n := n.(type) {
	case *ast.Heading:
		r.heading(n)
	case *ast.Paragraph:
		r.paragraph(n)
	case *ast.List:
		r.list(n)
	case *ast.ThematicBreak:
		if r.card != nil && r.section != "sources" {
			i := r.form()
			r.body[i] = append(r.body[i], "")
		}
	default:
		r.add(n, "only headings, paragraphs, lists and a line *** may stand in a file of cards; people get plain text")
	}
}

func (r *cardReader) form() int {
	if r.section == "sms" {
		return 1
	}
	return 0
}

func (r *cardReader) heading(n *ast.Heading) {
	line, _ := r.where(n)
	name := strings.TrimSpace(r.inline(n))
	if n.Lines().Len() > 0 {
		start := n.Lines().At(0).Start
		if lineStart := bytes.LastIndexByte(r.src[:start], '\n') + 1; r.src[lineStart] != '#' {
			r.add(n, "a line of dashes or equals signs under text makes it a heading; to split pages put *** between empty lines")
			return
		}
	}
	switch {
	case n.Level == 2:
		r.finish()
		if !ValidName(name) {
			r.add(n, "card heading %q is not a state's name: use small letters, digits and _", name)
		}
		r.card = &Card{Flow: r.front.Flow, State: name, Locale: r.front.Locale, Sources: r.front.Sources, File: r.file, Line: line}
	case n.Level == 3 && r.card != nil && (name == "sms" || name == "sources"):
		r.section = name
		if name == "sms" {
			r.hasSMS = true
		}
	case n.Level == 3 && r.card == nil:
		r.add(n, `heading "### %s" stands before any card`, name)
	default:
		r.add(n, `unknown heading %q: a card begins with "## state"; below it there may be "### sms" and "### sources"`, name)
	}
}

func (r *cardReader) paragraph(n ast.Node) {
	t := strings.TrimSpace(r.inline(n))
	if r.card == nil {
		r.add(n, `words before the first card: put them under a heading "## state"`)
		return
	}
	if r.section == "sources" {
		r.card.Sources = nil
		for _, id := range strings.Split(t, ",") {
			if id = strings.TrimSpace(id); id != "" {
				r.card.Sources = append(r.card.Sources, id)
			}
		}
		return
	}
	r.put(t)
}

// put adds a paragraph to the page being written.
func (r *cardReader) put(t string) {
	if t == "" {
		return
	}
	i := r.form()
	if len(r.body[i]) == 0 {
		r.body[i] = []string{""}
	}
	last := &r.body[i][len(r.body[i])-1]
	if *last != "" {
		*last += "\n\n"
	}
	*last += t
}

func (r *cardReader) list(n *ast.List) {
	if r.card == nil {
		r.add(n, `a list before the first card: put it under a heading "## state"`)
		return
	}
	if n.Marker == '-' {
		for item := n.FirstChild(); item != nil; item = item.NextSibling() {
			r.choice(item)
		}
		return
	}
	if n.Marker != '*' {
		r.add(n, "numbered lists would look like choices in a text message; use * for lists")
		return
	}
	var lines []string
	for item := n.FirstChild(); item != nil; item = item.NextSibling() {
		lines = append(lines, "- "+strings.TrimSpace(r.itemText(item)))
	}
	r.put(strings.Join(lines, "\n"))
}

func (r *cardReader) itemText(item ast.Node) string {
	var parts []string
	for c := item.FirstChild(); c != nil; c = c.NextSibling() {
		switch c.(type) {
		case *ast.TextBlock, *ast.Paragraph:
			parts = append(parts, r.inline(c))
		default:
			r.add(c, "a list item holds one line of plain text")
		}
	}
	return strings.Join(parts, " ")
}

func (r *cardReader) choice(item ast.Node) {
	t := strings.TrimSpace(r.itemText(item))
	m := choiceLine.FindStringSubmatch(t)
	if m == nil {
		r.add(item, `a line with "-" is a choice and is written "- event: Label | words"; use * for lists`)
		return
	}
	label, words, _ := strings.Cut(m[2], "|")
	l := Label{Event: m[1], Text: strings.TrimSpace(label)}
	l.Line, l.Column = r.where(item)
	for _, w := range strings.Split(words, ",") {
		if w = strings.TrimSpace(w); w != "" {
			l.Words = append(l.Words, w)
		}
	}
	if l.Text == "" {
		r.add(item, "choice %q has no label", l.Event)
		return
	}
	switch r.section {
	case "sms":
		if r.card.ShortLabels == nil {
			r.card.ShortLabels = map[string]string{}
		}
		r.card.ShortLabels[l.Event] = l.Text
		if len(l.Words) > 0 {
			r.add(item, "the words that mean choice %q belong to its main line, not to the sms one", l.Event)
		}
	case "sources":
		r.add(item, `"### sources" holds ids separated by commas, not choices`)
	default:
		for _, c := range r.card.Choices {
			if c.Event == l.Event {
				r.add(item, "choice %q stands twice in card %q", l.Event, r.card.State)
			}
		}
		r.card.Choices = append(r.card.Choices, l)
	}
}

// inline gives a block's plain text: line ends become spaces, forced breaks stay, anything that would
// need formatting is a problem.
func (r *cardReader) inline(n ast.Node) string {
	var b strings.Builder
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		switch c := c.(type) {
		case *ast.Text:
			b.Write(util.UnescapePunctuations(c.Segment.Value(r.src)))
			switch {
			case c.HardLineBreak():
				b.WriteByte('\n')
			case c.SoftLineBreak():
				b.WriteByte(' ')
			}
		case *ast.String:
			b.Write(c.Value)
		case *ast.AutoLink:
			b.Write(c.URL(r.src))
		default:
			r.add(c, "plain text only: no bold, links with other words, code, pictures or HTML; nobody would see them")
		}
	}
	return b.String()
}

// finish closes the card being read.
func (r *cardReader) finish() {
	if c := r.card; c != nil {
		c.Pages[Buttons] = r.body[0]
		c.Pages[Numbered] = r.body[0]
		if r.hasSMS && len(r.body[1]) > 0 {
			c.Pages[Numbered] = r.body[1]
		}
		for _, other := range r.cards {
			if other.State == c.State {
				r.problems = append(r.problems, Problem{r.file, c.Line, 1, fmt.Sprintf("card %q stands twice (also on line %d)", c.State, other.Line)})
			}
		}
		if len(c.Pages[Buttons]) == 0 {
			r.problems = append(r.problems, Problem{r.file, c.Line, 1, fmt.Sprintf("card %q has no words", c.State)})
		}
		for _, pages := range c.Pages {
			for i, p := range pages {
				if p == "" {
					r.problems = append(r.problems, Problem{r.file, c.Line, 1, fmt.Sprintf("page %d of card %q is empty: take out a ***", i+1, c.State)})
				}
			}
		}
		r.cards = append(r.cards, c)
	}
	r.card, r.section, r.hasSMS, r.body = nil, "", false, [2][]string{}
}

// ValidName says whether a name can stand in a button's data and in a heading.
func ValidName(s string) bool {
	if s == "" || len(s) > 24 {
		return false
	}
	for i, c := range s {
		if !(c >= 'a' && c <= 'z' || c == '_' || i > 0 && c >= '0' && c <= '9') {
			return false
		}
	}
	return true
}
