package content

import (
	"errors"
	"fmt"
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
	"github.com/goccy/go-yaml/token"
)

// Word is one value of a YAML file with its place, so that a problem found later can point at it.
type Word struct {
	Text         string
	Line, Column int
}

// Entry is one key of a YAML map, with its value still to be read.
type Entry struct {
	Key   Word
	value ast.Node
}

// Pair is a key and its value, both single words.
type Pair struct{ Key, Value Word }

// YAML reads one file by hand rather than into structs, because every value must remember its place and
// keys their order, and one wrong value must not hide the next. It collects what is wrong.
type YAML struct {
	Problems Problems
	file     string
	before   int // lines of the file before the YAML begins
}

// ReadYAML reads a document that is one map. Whatever the bytes are, it returns. ok is false when they are not
// YAML, so that nothing can be said of what is in them.
func ReadYAML(file string, src []byte, before int) (y *YAML, entries []Entry, ok bool) {
	y = &YAML{file: file, before: before}
	if line := tooDeep(src); line > 0 {
		y.Add(Word{Line: line + before, Column: 1}, "more than %d brackets are open here: close them", maxOpen)
		return y, nil, false
	}
	doc, err := parseYAML(src)
	if err != nil {
		y.Problems = Problems{y.syntax(err)}
		return y, nil, false
	}
	bodies := 0
	for _, d := range doc.Docs {
		if d.Body == nil || d.Body.Type() == ast.CommentType {
			continue
		}
		if bodies++; bodies > 1 {
			y.Add(y.place(d.Body), `a second document begins here: take out the line "---"`)
			return y, nil, false
		}
		before := len(y.Problems)
		if entries = y.entries(d.Body, "the file"); entries == nil && len(y.Problems) > before {
			return y, nil, false
		}
	}
	return y, entries, true
}

// maxOpen is how many brackets may be open at one place. Our own files need three; a thousand make the parser
// take more memory than a machine has, and that cannot be recovered from.
const maxOpen = 20

// tooDeep gives the line on which too many brackets are open, or 0.
func tooDeep(src []byte) int {
	open, line := 0, 1
	for _, c := range src {
		switch c {
		case '[', '{':
			open++
		case ']', '}':
			open = max(open-1, 0)
		case '\n':
			line++
		}
		if open > maxOpen {
			return line
		}
	}
	return 0
}

// parseYAML turns a panic of the parser on hostile bytes into an error: a bad file must never take the
// program down.
func parseYAML(src []byte) (f *ast.File, err error) {
	defer func() {
		if recover() != nil {
			err = errors.New("this is not YAML that can be read")
		}
	}()
	return parser.ParseBytes(src, 0, parser.AllowDuplicateMapKey())
}

func (y *YAML) syntax(err error) Problem {
	p := Problem{File: y.file, Line: y.before + 1, Column: 1}
	var ye yaml.Error
	if errors.As(err, &ye) {
		p.Message = "YAML: " + ye.GetMessage()
		if t := ye.GetToken(); t != nil && t.Position != nil {
			p.Line, p.Column = t.Position.Line+y.before, t.Position.Column
		}
		return p
	}
	first, _, _ := strings.Cut(err.Error(), "\n")
	p.Message = "YAML: " + first
	return p
}

// Add reports a problem at a word.
func (y *YAML) Add(at Word, format string, args ...any) {
	y.Problems = append(y.Problems, Problem{y.file, at.Line, at.Column, fmt.Sprintf(format, args...)})
}

// Map gives the entries of a value that is a map; an empty value counts as an empty map.
func (y *YAML) Map(e Entry) []Entry { return y.entries(e.value, fmt.Sprintf("%q", e.Key.Text)) }

func (y *YAML) entries(n ast.Node, what string) []Entry {
	var values []*ast.MappingValueNode
	switch n := n.(type) {
	case *ast.MappingNode:
		values = n.Values
	case *ast.MappingValueNode:
		values = []*ast.MappingValueNode{n}
	case *ast.NullNode, nil:
		return nil
	default:
		y.Add(y.place(n), "%s must be a map of names to values", what)
		return nil
	}
	out := make([]Entry, 0, len(values))
	seen := make(map[string]int, len(values))
	for _, v := range values {
		k, ok := y.some(v.Key)
		if !ok {
			continue
		}
		if first, twice := seen[k.Text]; twice {
			y.Add(k, "%q stands twice (also on line %d)", k.Text, first)
			continue
		}
		seen[k.Text] = k.Line
		out = append(out, Entry{k, v.Value})
	}
	return out
}

// Pairs gives the entries of a value that is a map of single words. A value that is none has been reported,
// and is empty.
func (y *YAML) Pairs(e Entry) []Pair {
	var out []Pair
	for _, e := range y.Map(e) {
		v, _ := y.some(e.value)
		out = append(out, Pair{e.Key, v})
	}
	return out
}

// IsList says whether the value is a list rather than one word or a map.
func (y *YAML) IsList(e Entry) bool { return e.value != nil && e.value.Type() == ast.SequenceType }

// List gives the words of a value that is a list, or one word alone. An empty list has none.
func (y *YAML) List(e Entry) []Word {
	nodes := []ast.Node{e.value}
	if s, ok := e.value.(*ast.SequenceNode); ok {
		nodes = s.Values
	}
	var out []Word
	for _, n := range nodes {
		if w, ok := y.some(n); ok {
			out = append(out, w)
		}
	}
	return out
}

// Maps gives, for a value that is a list of maps, the entries of each.
func (y *YAML) Maps(e Entry) [][]Entry {
	s, ok := e.value.(*ast.SequenceNode)
	if !ok {
		y.Add(e.Key, "%q must be a list", e.Key.Text)
		return nil
	}
	var out [][]Entry
	for _, n := range s.Values {
		out = append(out, y.entries(n, "each of "+e.Key.Text))
	}
	return out
}

// Word gives a value that is a single word or line, or "" in quotes. What is none of these is reported and
// gives an empty word.
func (y *YAML) Word(e Entry) Word {
	w, ok := y.scalar(e.value)
	if !ok {
		y.Add(w, "%q must be a word", e.Key.Text)
	}
	return w
}

// some gives a single word that must not be empty.
func (y *YAML) some(n ast.Node) (Word, bool) {
	w, ok := y.scalar(n)
	if ok = ok && w.Text != ""; !ok {
		y.Add(w, "a word must stand here")
	}
	return w, ok
}

func (y *YAML) scalar(n ast.Node) (w Word, ok bool) {
	w = y.place(n)
	switch n := n.(type) {
	case *ast.StringNode:
		w.Text = strings.TrimSpace(n.Value)
	case *ast.LiteralNode:
		w.Text = strings.TrimSpace(n.Value.Value)
	case *ast.IntegerNode, *ast.FloatNode, *ast.BoolNode:
		w.Text = n.GetToken().Value
	default:
		return w, false
	}
	return w, true
}

// Bool gives a value that is true or false.
func (y *YAML) Bool(e Entry) bool {
	b, ok := e.value.(*ast.BoolNode)
	if !ok {
		y.Add(y.place(e.value), "%q must be true or false", e.Key.Text)
		return false
	}
	return b.Value
}

// place finds where a node begins; a map begins at its first key, not at the colon behind it.
func (y *YAML) place(n ast.Node) Word {
	w := Word{Line: y.before + 1, Column: 1}
	if n == nil {
		return w
	}
	t := n.GetToken()
	if m, ok := n.(*ast.MappingValueNode); ok && m.Key != nil {
		t = m.Key.GetToken()
	}
	if m, ok := n.(*ast.MappingNode); ok && !m.IsFlowStyle && len(m.Values) > 0 {
		return y.place(m.Values[0])
	}
	if t != nil && t.Position != nil && t.Type != token.UnknownType {
		w.Line, w.Column = t.Position.Line+y.before, t.Position.Column
	}
	return w
}
