package content

import (
	"bytes"
	"fmt"
	"sort"
	"strings"
	"unicode/utf8"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
)

// The parts of a card: its words, and below headings of their own its SMS words and its sources. What stands
// below any other heading is not read.
const (
	mainPart    = ""
	smsPart     = "sms"
	sourcesPart = "sources"
	unknownPart = "?"
)

// cardReader walks the Markdown of one file and collects its cards.
type cardReader struct {
	file       string
	src        []byte
	firstLine  int
	lineStarts []int
	front      Front
	cards      []*Card
	lines      map[string]int // where each card begins
	card       *Card
	part       string
	partLine   int               // where the heading of the part stands; 0 once something stands below it
	parts      map[string]bool   // those of this card that have begun
	pages      [Forms][][]string // for each form and page, its paragraphs
	problems   Problems
}

// newMarkdown makes a parser for cards; many files may be read with it at a time. It has no paragraph transformers: a line such
// as "[a]: b" would be taken for a link's address and vanish.
func newMarkdown() parser.Parser {
	return parser.NewParser(
		parser.WithBlockParsers(parser.DefaultBlockParsers()...),
		parser.WithInlineParsers(parser.DefaultInlineParsers()...),
	)
}

// parseCards reads the Markdown below the front matter. firstLine is the line of the file on which
// src begins.
func parseCards(md parser.Parser, file string, front Front, src []byte, firstLine int) ([]*Card, Problems) {
	if line := tooLong(src); line > 0 {
		return nil, Problems{{file, firstLine + line - 1, 1, fmt.Sprintf("more than %d bytes without an empty line end here: part them", maxParagraph)}}
	}
	r := &cardReader{file: file, src: src, firstLine: firstLine, lineStarts: []int{0}, front: front, lines: map[string]int{}}
	for i, c := range src {
		if c == '\n' {
			r.lineStarts = append(r.lineStarts, i+1)
		}
	}
	if !r.read(md) {
		return nil, append(r.problems, Problem{file, firstLine, 1, "this is not Markdown that can be read"})
	}
	r.finish()
	if len(r.cards) == 0 && len(r.problems) == 0 {
		r.problems = Problems{{file, firstLine, 1, `the file has no card: add a heading "## state" and its words`}}
	}
	return r.cards, r.problems
}

// read reads every block. It reports false when that cannot be done: bytes that are too much for the parser must
// never take the program down.
func (r *cardReader) read(md parser.Parser) (ok bool) {
	defer func() { ok = recover() == nil }()
	for n := md.Parse(text.NewReader(r.src)).FirstChild(); n != nil; n = n.NextSibling() {
		r.block(n)
	}
	return true
}

// maxParagraph is how many bytes may stand without an empty line between. A list of nine choices with all
// their words takes a fourth of it. The parser's time for what could be emphasis grows with the square of a
// paragraph: three minutes for a file of stars.
const maxParagraph = 6000

// tooLong gives the line on which a paragraph becomes too long, or 0.
func tooLong(src []byte) int {
	length, line := 0, 0
	for l := range bytes.Lines(src) {
		line++
		if length += len(l); len(bytes.TrimSpace(l)) == 0 {
			length = 0
		}
		if length > maxParagraph {
			return line
		}
	}
	return 0
}

// lineOf gives the line and column of a byte of the body, both from 1 and as the whole file counts them.
func (r *cardReader) lineOf(offset int) (line, column int) {
	n := sort.SearchInts(r.lineStarts, offset+1) - 1
	return r.firstLine + n, utf8.RuneCount(r.src[r.lineStarts[n]:offset]) + 1
}

func (r *cardReader) add(n ast.Node, format string, args ...any) {
	line, column := r.where(n)
	r.addAt(line, column, format, args...)
}

func (r *cardReader) addAt(line, column int, format string, args ...any) {
	r.problems = append(r.problems, Problem{r.file, line, column, fmt.Sprintf(format, args...)})
}

// where finds the place of a node, or of the first of its descendants that has one.
func (r *cardReader) where(n ast.Node) (line, column int) {
	for ; n != nil; n = n.FirstChild() {
		if at := n.Pos(); at >= 0 && at <= len(r.src) {
			return r.lineOf(at)
		}
	}
	if r.card != nil {
		return r.card.Line, 1
	}
	return r.firstLine, 1
}

func (r *cardReader) block(n ast.Node) {
	if h, ok := n.(*ast.Heading); ok {
		r.heading(h)
		return
	}
	if r.card == nil {
		r.add(n, `this stands before the first card: put it under a heading "## state"`)
		return
	}
	r.partLine = 0
	switch r.part {
	case unknownPart:
	case sourcesPart:
		r.sources(n)
	default:
		r.words(n)
	}
}

// words reads a block of what people see.
func (r *cardReader) words(n ast.Node) {
	switch n := n.(type) {
	case *ast.Paragraph:
		r.put(r.inline(n).trim())
	case *ast.List:
		r.list(n)
	case *ast.ThematicBreak:
		r.page()
		f := r.form()
		r.pages[f] = append(r.pages[f], nil)
	default:
		r.refuse(n, "%s cannot be shown: people get paragraphs, lists with * and choices with -", blockName(n))
	}
}

// refuse reports a block. Its page counts as having words, so that it is not reported as empty too.
func (r *cardReader) refuse(n ast.Node, format string, args ...any) {
	r.add(n, format, args...)
	page := r.page()
	*page = append(*page, "")
}

func blockName(n ast.Node) string {
	switch n.(type) {
	case *ast.HTMLBlock:
		return "HTML"
	case *ast.CodeBlock:
		return "a line that begins with four spaces"
	case *ast.FencedCodeBlock:
		return "a block of code"
	case *ast.Blockquote:
		return "a quotation"
	}
	return "this"
}

// page gives the page that is being written.
func (r *cardReader) page() *[]string {
	f := r.form()
	if len(r.pages[f]) == 0 {
		r.pages[f] = [][]string{nil}
	}
	return &r.pages[f][len(r.pages[f])-1]
}

func (r *cardReader) form() Form {
	if r.part == smsPart {
		return Numbered
	}
	return Buttons
}

func (r *cardReader) heading(n *ast.Heading) {
	line, column := r.where(n)
	start := bytes.LastIndexByte(r.src[:max(n.Pos(), 0)], '\n') + 1
	if !bytes.HasPrefix(r.src[start:], []byte("#")) {
		r.add(n, "a line of dashes or equals signs under text makes it a heading; to split pages put *** between empty lines")
		return
	}
	name := r.inline(n).trim().text
	switch {
	case n.Level == 2:
		r.finish()
		if !ValidName(name) {
			r.addAt(line, column, "card heading %q is not a state's name: %s", name, NameRule)
		}
		r.card = &Card{Flow: r.front.Flow, State: name, Locale: r.front.Locale, Sources: r.front.Sources, File: r.file, Line: line}
		r.part, r.parts, r.pages = mainPart, map[string]bool{}, [Forms][][]string{}
	case r.card == nil:
		r.addAt(line, column, `heading %q stands before the first card: a card begins with "## state"`, name)
	case n.Level == 3 && (name == smsPart || name == sourcesPart):
		r.finishPart()
		if r.parts[name] {
			r.addAt(line, column, `"### %s" stands twice in card %q`, name, r.card.State)
		}
		r.part, r.parts[name], r.partLine = name, true, line
	default:
		r.finishPart()
		r.addAt(line, column, `unknown heading %q: a card begins with "## state"; below it there may be "### sms" and "### sources"`, name)
		r.part = unknownPart
	}
}

// finishPart reports a part's heading with nothing below it.
func (r *cardReader) finishPart() {
	if r.partLine > 0 {
		r.addAt(r.partLine, 1, `nothing stands below "### %s": take it out`, r.part)
	}
	r.partLine = 0
}

// sources reads the ids that one card rests on.
func (r *cardReader) sources(n ast.Node) {
	if _, ok := n.(*ast.Paragraph); !ok {
		r.add(n, `"### sources" holds ids separated by commas, nothing else`)
		return
	}
	p, begin := r.inline(n).trim(), 0
	for _, id := range strings.Split(p.text, ",") {
		w := p.cut(begin, begin+len(id))
		begin += len(id) + len(",")
		line, column := w.place(0)
		if w.text == "" {
			r.addAt(line, column, "a source's id is missing between the commas")
			continue
		}
		r.card.own = append(r.card.own, Word{w.text, line, column})
	}
	r.card.Sources = texts(r.card.own)
}

// put adds a paragraph to the page being written.
func (r *cardReader) put(p passage) {
	r.card.said = append(r.card.said, p)
	page := r.page()
	*page = append(*page, p.text)
}

func (r *cardReader) list(n *ast.List) {
	switch {
	case n.Marker == '-':
		for item := n.FirstChild(); item != nil; item = item.NextSibling() {
			r.choice(item)
		}
	case n.Marker == '*':
		r.put(r.bullets(n))
	case n.IsOrdered():
		r.refuse(n, "numbered lists would look like choices in a text message; use * for lists")
	default:
		r.refuse(n, "use * for lists")
	}
}

// finish closes the card being read.
func (r *cardReader) finish() {
	r.finishPart()
	c := r.card
	if c == nil {
		return
	}
	for form, pages := range r.pages {
		for i, paragraphs := range pages {
			c.Pages[form] = append(c.Pages[form], strings.Join(paragraphs, "\n\n"))
			if len(paragraphs) == 0 {
				r.addAt(c.Line, 1, "page %d of card %q is empty: take out a ***", i+1, c.State)
			}
		}
	}
	if len(c.Pages[Numbered]) == 0 {
		c.Pages[Numbered] = c.Pages[Buttons]
	}
	if first, twice := r.lines[c.State]; twice {
		r.addAt(c.Line, 1, "card %q stands twice (also on line %d)", c.State, first)
	} else {
		r.lines[c.State] = c.Line
	}
	if len(c.Pages[Buttons]) == 0 {
		r.addAt(c.Line, 1, "card %q has no words", c.State)
	}
	r.cards, r.card = append(r.cards, c), nil
}

// NameRule says what ValidName asks for.
const NameRule = "small letters, digits and _, a letter first, at most 32 characters"

// ValidName says whether a name can stand in a button's data and in a heading.
func ValidName(s string) bool {
	if s == "" || len(s) > 32 {
		return false
	}
	for i, c := range s {
		if !(c >= 'a' && c <= 'z' || i > 0 && (c == '_' || c >= '0' && c <= '9')) {
			return false
		}
	}
	return true
}
