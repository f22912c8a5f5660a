package flows

import (
	"fmt"
	"hash/fnv"
	"io/fs"
	"slices"
	"strings"
	"sync"

	"waymark/content"
)

// Names says which names outside flows and content a flow may use. A nil function knows every name.
type Names struct {
	Counter func(string) bool
	Intent  func(string) bool
	// Type knows the types of services that a state can find, Nation the nations that can have a card of their own.
	Type, Nation func(string) bool
	// Phrases are the names of the pieces that answers about places are made of: all of them must be on the card near/words.
	Phrases []string
}

// System are the states of flow "menu" that the bot itself speaks with.
func System() []string { return append(asides(), "start", "hello", "unknown", "lost") }

// asides are the system states that are said in between: the conversation stays where it was.
func asides() []string {
	return []string{"not_text", "slow", "group", "nothing_more", sourceAside, sendAside}
}

// menuFlow is the flow that the bot itself speaks with; controls is the card of it whose labels are those of
// Menu, Back and More. It is no state.
const (
	menuFlow = "menu"
	controls = "controls"
)

// doorFlow has a state for every topic that an entry link can offer first.
const doorFlow = "door"

// Door finds the state for a topic of an entry link.
func (b *Book) Door(topic string) (StateID, bool) {
	id, ok := b.byName[doorFlow+"/"+topic]
	return id, ok
}

type loader struct {
	book     *Book
	lib      *content.Library
	names    Names
	values   *strings.Replacer
	settings map[string]string // what values are made of
	unread   map[string]bool   // flows whose file could not be read: nothing can be said of their states
	byState  map[string][]string
	problems content.Problems
}

// Load reads every *.yaml of fsys, proves the flows against each other and against the library, and
// compiles them. Values fill the placeholders of content.Placeholders. It returns every problem at
// once; with any problem the book is nil.
func Load(fsys fs.FS, lib *content.Library, names Names, values map[string]string) (*Book, content.Problems) {
	l := &loader{lib: lib, names: names, values: filler(values), settings: values, unread: map[string]bool{}, byState: map[string][]string{}, book: &Book{
		byKey: map[Key]StateID{}, byName: map[string]StateID{},
		intents: map[string]StateID{}, commands: map[string]StateID{}, about: map[aboutKey]StateID{}, groups: map[string]string{}, mixes: map[string]mix{}, locales: lib.Locales, lib: lib,
	}}
	if link := values["link"]; strings.HasPrefix(link, secure) {
		l.book.link = link
	}
	l.read(fsys)
	for _, f := range l.book.flows {
		l.number(f)
	}
	l.nameGroups()
	l.mixtures()
	for _, f := range l.book.flows {
		l.connect(f)
	}
	l.everyWord()
	l.controlsCard()
	l.alerts()
	l.wordsCard()
	l.orphans()
	l.languages()
	l.system()
	if len(l.unread) == 0 { // or else much would seem to be missing that only could not be read
		l.emergencies()
		l.searches()
		l.reach()
	}
	l.firstReplies()
	l.warnings()
	if len(l.problems) > 0 {
		l.problems.Sort()
		return nil, l.problems
	}
	for _, f := range l.book.flows {
		f.machine.ready()
	}
	return l.book, nil
}

// beside does n parts of the work beside each other, because somebody may be waiting for the program to start. A part
// changes nothing that another one looks at; what it finds wrong is taken in, in the order of the parts.
func (l *loader) beside(n int, do func(part *loader, i int)) {
	parts := make([]loader, n)
	var work sync.WaitGroup
	for i := range parts {
		parts[i] = *l
		parts[i].problems = nil
		work.Go(func() { do(&parts[i], i) })
	}
	work.Wait()
	for i := range parts {
		l.problems = append(l.problems, parts[i].problems...)
	}
}

// fill puts values in the place of placeholders. Most texts have none.
func (l *loader) fill(text string) string {
	if strings.IndexByte(text, '{') < 0 {
		return text
	}
	return l.values.Replace(text)
}

// filler puts values in the place of placeholders.
func filler(values map[string]string) *strings.Replacer {
	var fill []string
	for _, p := range content.Placeholders() {
		if v, ok := values[strings.Trim(p, "{}")]; ok {
			fill = append(fill, p, v)
		}
	}
	return strings.NewReplacer(fill...)
}

// top is the place of a problem of a whole file.
func top() content.Word { return content.Word{Line: 1, Column: 1} }

// addTo reports a problem of a flow's map, once where several flows share it.
func (l *loader) addTo(f *flow, at content.Word, format string, args ...any) {
	if !f.copied {
		l.add(f.file, at, format, args...)
	}
}

func (l *loader) add(file string, at content.Word, format string, args ...any) {
	l.addAt(file, at.Line, at.Column, format, args...)
}

func (l *loader) addAt(file string, line, column int, format string, args ...any) {
	l.problems = append(l.problems, content.Problem{File: file, Line: line, Column: column, Message: fmt.Sprintf(format, args...)})
}

// read reads every file. A flow is known by its file's name; a file that says otherwise has a problem, and is
// read under its file's name, so that one mistake does not look like a hundred.
func (l *loader) read(fsys fs.FS) {
	files, err := fs.Glob(fsys, "*.yaml")
	if err != nil || len(files) == 0 {
		l.add("flows", top(), "no flows found: there must be files such as menu.yaml")
	}
	var shared []source
	for i, read := range parseAll(fsys, files) {
		flowName, s := strings.TrimSuffix(files[i], ".yaml"), read.source
		shown := s.file
		l.problems = append(l.problems, read.problems...)
		if !read.ok {
			l.unread[flowName] = true
			continue
		}
		if s.each.Text != "" {
			shared = append(shared, s)
			continue
		}
		switch {
		case s.name.Line == 0:
			s.name = top()
			l.add(shown, s.name, `no "flow": add a line "flow: %s"`, flowName)
		case s.name.Text != flowName:
			l.add(shown, s.name, "flow %q does not match the file's name %q", s.name.Text, flowName)
		}
		s.name.Text = flowName
		if !content.ValidName(flowName) {
			l.add(shown, s.name, "flow %q: a name has %s", flowName, content.NameRule)
		}
		if len(s.states) == 0 {
			l.add(shown, s.name, "flow %q has no states", flowName)
		}
		l.flow(s, false)
	}
	for _, s := range shared {
		l.each(s)
	}
}

// parsed is a flow file as parse gives it.
type parsed struct {
	source
	ok       bool
	problems content.Problems
}

// parseAll parses files, all of them at once, and gives them in their order.
func parseAll(fsys fs.FS, files []string) []parsed {
	all := make([]parsed, len(files))
	var reading sync.WaitGroup
	for i, name := range files {
		reading.Go(func() {
			p, shown := &all[i], "flows/"+name
			src, problems := content.ReadText(fsys, name, shown)
			if problems != nil {
				p.file, p.problems = shown, problems
				return
			}
			p.source, p.ok, p.problems = parse(shown, src)
		})
	}
	reading.Wait()
	return all
}

func (l *loader) flow(s source, copied bool) {
	s.states = l.rest(s)
	if s.each.Text != "" {
		l.book.groups[s.name.Text] = s.each.Text
	}
	l.book.flows = append(l.book.flows, &flow{source: s, machine: newMachine(s.name.Text + "/" + s.start.Text), copied: copied})
}

// restName stands in a map for every card that has no state of its own.
const restName = "*"

// rest puts a state for each card that the map does not name in the place of the state "*": a hundred answers of
// one shape need one line.
func (l *loader) rest(s source) []sourceState {
	i := slices.IndexFunc(s.states, func(st sourceState) bool { return st.name.Text == restName })
	if i < 0 {
		return s.states
	}
	shape := s.states[i]
	states := slices.Delete(slices.Clone(s.states), i, i+1)
	for _, file := range l.lib.Files {
		if file.Front.Flow != s.name.Text || file.Front.Locale != content.DefaultLocale {
			continue
		}
		for _, c := range file.Cards {
			if !slices.ContainsFunc(states, func(st sourceState) bool { return st.name.Text == c.State }) {
				one := shape
				one.name.Text = c.State
				states = append(states, one)
			}
		}
	}
	return states
}

// number gives every state of a flow its id and key.
func (l *loader) number(f *flow) {
	for _, st := range f.states {
		if !content.ValidName(st.name.Text) {
			l.addTo(f, st.name, "state %q: a name has %s", st.name.Text, content.NameRule)
		}
		if len(l.book.states) >= int(None) {
			l.add(f.file, st.name, "there are more than %d states", None)
			return
		}
		full := f.full(st.name.Text)
		key, id := keyOf(full), StateID(len(l.book.states))
		if other, taken := l.book.byKey[key]; taken {
			l.add(f.file, st.name, "state %q has the same key as %s: rename one of them", full, l.book.states[other].Full)
		}
		l.book.byKey[key], l.book.byName[full] = id, id
		l.byState[st.name.Text] = append(l.byState[st.name.Text], full)
		l.book.states = append(l.book.states, State{
			ID: id, Key: key, Flow: f.name.Text, Name: st.name.Text, Full: full, Urgent: f.urgent, Again: None, Without: None, machine: f.machine,
			Words: map[string][][]string{}, Events: map[string][]string{}, pages: map[string]*[content.Forms][]Page{},
		})
	}
}

func keyOf(full string) Key {
	h := fnv.New32a()
	h.Write([]byte(full))
	return Key(h.Sum32())
}

// full is the name by which the whole book knows a state of the flow; a name with a slash is one already.
func (f *flow) full(state string) string {
	if strings.Contains(state, "/") {
		return state
	}
	return f.name.Text + "/" + state
}

// target finds where a choice, intent or command leads: a state of the same flow, or flow/state.
func (l *loader) target(f *flow, w content.Word) (StateID, bool) {
	if w.Text == "" {
		return None, false // which has been reported
	}
	full := f.full(w.Text)
	id, ok := l.book.byName[full]
	if inFlow, _, _ := strings.Cut(full, "/"); !ok && !l.unread[inFlow] {
		l.addTo(f, w, "there is no state %q%s", full, l.suggest(full))
	}
	return id, ok
}
