package flows

import (
	"errors"
	"fmt"
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"

	"waymark/content"
)

// word is a scalar with its place in the file, so that a problem found later can point at it.
type word struct {
	text         string
	line, column int
}

type pair struct{ key, value word }

// source is one flow file as written, before anything is proved about it.
type source struct {
	file     string
	name     word
	urgent   bool
	start    word
	intents  []pair
	commands []pair
	states   []sourceState
}

type sourceState struct {
	name    word
	choices []pair
	count   []word
	again   word
	do      word
}

// yamlReader reads one file by hand rather than into structs, because every value must remember its
// place and the order of keys.
type yamlReader struct {
	file     string
	problems content.Problems
}

func (r *yamlReader) add(w word, format string, args ...any) {
	r.problems = append(r.problems, content.Problem{File: r.file, Line: w.line, Column: w.column, Message: fmt.Sprintf(format, args...)})
}

// parse reads a flow file. Whatever the bytes are, it returns; problems say what is wrong.
func parse(file string, src []byte) (s source, ps content.Problems) {
	s.file = file
	r := &yamlReader{file: file}
	defer func() {
		if recover() != nil {
			ps = append(r.problems, content.Problem{File: file, Line: 1, Column: 1, Message: "this is not YAML that can be read"})
		}
	}()
	doc, err := parser.ParseBytes(src, 0)
	if err != nil {
		return s, content.Problems{syntaxProblem(file, err)}
	}
	if len(doc.Docs) != 1 || doc.Docs[0].Body == nil {
		return s, content.Problems{{File: file, Line: 1, Column: 1, Message: "the file holds no flow: it needs flow, start and states"}}
	}
	for _, kv := range r.mapping(doc.Docs[0].Body, "a flow file") {
		switch kv.key.text {
		case "flow":
			s.name = r.scalar(kv.node)
		case "urgent":
			s.urgent = r.boolean(kv.node)
		case "start":
			s.start = r.scalar(kv.node)
		case "intents":
			s.intents = r.pairs(kv.node, "intents")
		case "commands":
			s.commands = r.commands(kv.node)
		case "states":
			for _, st := range r.mapping(kv.node, "states") {
				s.states = append(s.states, r.state(st))
			}
		default:
			r.add(kv.key, "unknown key %q: a flow has flow, urgent, start, intents, commands and states", kv.key.text)
		}
	}
	return s, r.problems
}

func syntaxProblem(file string, err error) content.Problem {
	p := content.Problem{File: file, Line: 1, Column: 1}
	var ye yaml.Error
	if errors.As(err, &ye) {
		p.Message = "YAML: " + ye.GetMessage()
		if t := ye.GetToken(); t != nil && t.Position != nil {
			p.Line, p.Column = t.Position.Line, t.Position.Column
		}
		return p
	}
	first, _, _ := strings.Cut(err.Error(), "\n")
	p.Message = "YAML: " + first
	return p
}

func (r *yamlReader) state(kv keyed) sourceState {
	st := sourceState{name: kv.key}
	for _, f := range r.mapping(kv.node, "a state") {
		switch f.key.text {
		case "choices":
			st.choices = r.pairs(f.node, "choices")
		case "count":
			st.count = r.list(f.node)
		case "again":
			st.again = r.scalar(f.node)
		case "do":
			st.do = r.scalar(f.node)
		default:
			r.add(f.key, "unknown key %q: a state has choices, count, again and do", f.key.text)
		}
	}
	return st
}

// commands are a list of words that lead to the start, or a map from word to state.
func (r *yamlReader) commands(n ast.Node) []pair {
	if _, ok := n.(*ast.SequenceNode); !ok {
		return r.pairs(n, "commands")
	}
	var out []pair
	for _, w := range r.list(n) {
		out = append(out, pair{key: w})
	}
	return out
}

type keyed struct {
	key  word
	node ast.Node
}

// mapping gives a map's entries in order; an empty value counts as an empty map.
func (r *yamlReader) mapping(n ast.Node, what string) []keyed {
	var values []*ast.MappingValueNode
	switch n := n.(type) {
	case *ast.MappingNode:
		values = n.Values
	case *ast.MappingValueNode:
		values = []*ast.MappingValueNode{n}
	case *ast.NullNode, nil:
		return nil
	default:
		r.add(place(n), "%s must be a map of names to values", what)
		return nil
	}
	var out []keyed
	seen := map[string]word{}
	for _, v := range values {
		k := r.scalar(v.Key)
		if first, dup := seen[k.text]; dup {
			r.add(k, "%q stands twice (also on line %d)", k.text, first.line)
			continue
		}
		seen[k.text] = k
		out = append(out, keyed{k, v.Value})
	}
	return out
}

func (r *yamlReader) pairs(n ast.Node, what string) []pair {
	var out []pair
	for _, kv := range r.mapping(n, what) {
		out = append(out, pair{kv.key, r.scalar(kv.node)})
	}
	return out
}

func (r *yamlReader) list(n ast.Node) []word {
	if s, ok := n.(*ast.SequenceNode); ok {
		var out []word
		for _, v := range s.Values {
			out = append(out, r.scalar(v))
		}
		return out
	}
	return []word{r.scalar(n)}
}

func (r *yamlReader) scalar(n ast.Node) word {
	w := place(n)
	switch n := n.(type) {
	case *ast.StringNode:
		w.text = n.Value
	case *ast.NullNode, *ast.MappingNode, *ast.MappingValueNode, *ast.SequenceNode, nil:
		r.add(w, "a single word must stand here")
	case ast.MapKeyNode:
		if t := n.GetToken(); t != nil {
			w.text = t.Value
		}
	default:
		r.add(w, "a single word must stand here")
	}
	return w
}

func (r *yamlReader) boolean(n ast.Node) bool {
	b, ok := n.(*ast.BoolNode)
	if !ok {
		r.add(place(n), "must be true or false")
		return false
	}
	return b.Value
}

func place(n ast.Node) word {
	if n == nil || n.GetToken() == nil || n.GetToken().Position == nil {
		return word{line: 1, column: 1}
	}
	p := n.GetToken().Position
	return word{line: p.Line, column: p.Column}
}
