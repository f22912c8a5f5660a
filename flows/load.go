package flows

import (
	"fmt"
	"hash/fnv"
	"io/fs"
	"path"
	"slices"
	"strings"

	"waymark/content"
)

// Names says which names outside flows and content a flow may use.
type Names struct {
	Counter func(string) bool
	Intent  func(string) bool
}

// System are the states of flow "menu" that the bot itself speaks with.
func System() []string {
	return []string{"start", "hello", "unknown", "not_text", "lost", "slow", "group", "nothing_more"}
}

// controls is the card of flow "menu" whose labels are those of Menu, Back and More. It is no state.
const controls = "controls"

// Words that the bot itself answers in every state, so that no choice and no flow may take them.
var reserved = []string{"menu", "back", "more"}

// maxData is Telegram's limit for a button's data, in bytes.
const maxData = 64

// maxChoices keeps every choice a single digit.
const maxChoices = 9

type loader struct {
	book     *Book
	lib      *content.Library
	names    Names
	values   *strings.Replacer
	problems content.Problems
}

// Load reads every *.yaml of fsys, proves the flows against each other and against the library, and
// compiles them. Values fill the placeholders of content.Placeholders. It returns every problem at
// once; with any problem the book is nil.
func Load(fsys fs.FS, lib *content.Library, names Names, values map[string]string) (*Book, content.Problems) {
	l := &loader{lib: lib, names: names, book: &Book{
		byKey: map[Key]StateID{}, byName: map[string]StateID{},
		intents: map[string]StateID{}, commands: map[string]StateID{}, locales: lib.Locales,
	}}
	var fill []string
	for _, p := range content.Placeholders() {
		v, ok := values[strings.Trim(p, "{}")]
		if !ok {
			v = p
		}
		fill = append(fill, p, v)
	}
	l.values = strings.NewReplacer(fill...)
	l.read(fsys)
	l.number()
	for _, f := range l.book.flows {
		l.connect(f)
	}
	l.system()
	l.orphans()
	l.reach()
	if len(l.problems) > 0 {
		l.problems.Sort()
		return nil, l.problems
	}
	for _, f := range l.book.flows {
		f.machine.ready()
	}
	return l.book, nil
}

func (l *loader) add(file string, w word, format string, args ...any) {
	l.problems = append(l.problems, content.Problem{File: file, Line: w.line, Column: w.column, Message: fmt.Sprintf(format, args...)})
}

func (l *loader) read(fsys fs.FS) {
	files, err := fs.Glob(fsys, "*.yaml")
	if err != nil || len(files) == 0 {
		l.problems = append(l.problems, content.Problem{File: "flows", Line: 1, Column: 1, Message: "no flows found: there must be files such as menu.yaml"})
	}
	slices.Sort(files)
	for _, name := range files {
		shown := "flows/" + name
		src, err := fs.ReadFile(fsys, name)
		if err != nil {
			l.problems = append(l.problems, content.Problem{File: shown, Line: 1, Column: 1, Message: "cannot be read"})
			continue
		}
		s, ps := parse(shown, src)
		l.problems = append(l.problems, ps...)
		top := word{line: 1, column: 1}
		if s.name.text == "" {
			if len(ps) == 0 {
				l.add(shown, top, `no "flow": add a line "flow: %s"`, strings.TrimSuffix(name, ".yaml"))
			}
			continue
		}
		if want := strings.TrimSuffix(path.Base(name), ".yaml"); s.name.text != want {
			l.add(shown, s.name, "flow %q does not match the file's name %q", s.name.text, want)
		}
		if len(s.states) == 0 {
			l.add(shown, s.name, "flow %q has no states", s.name.text)
		}
		l.book.flows = append(l.book.flows, &flow{source: s, machine: newMachine(s.name.text + "/" + s.start.text)})
	}
}

// number gives every state its id and key.
func (l *loader) number() {
	for _, f := range l.book.flows {
		for _, st := range f.states {
			if !content.ValidName(st.name.text) {
				l.add(f.file, st.name, "state %q: a name has small letters, digits and _, begins with a letter and has at most 24 characters", st.name.text)
			}
			full := f.name.text + "/" + st.name.text
			h := fnv.New32a()
			h.Write([]byte(full))
			key, id := Key(h.Sum32()), StateID(len(l.book.states))
			if other, taken := l.book.byKey[key]; taken {
				l.add(f.file, st.name, "state %q has the same key as %s: rename one of them", full, l.book.states[other].Full)
			}
			l.book.byKey[key], l.book.byName[full] = id, id
			l.book.states = append(l.book.states, State{
				ID: id, Key: key, Flow: f.name.text, Name: st.name.text, Full: full, Urgent: f.urgent, Again: None, machine: f.machine,
				Words: map[string][][]string{}, Events: map[string][]string{}, pages: map[string]*[content.Forms][]Page{},
			})
		}
	}
}

// target finds where a choice, intent or command leads: a state of the same flow, or flow/state.
func (l *loader) target(f *flow, w word) (StateID, bool) {
	name := w.text
	if !strings.Contains(name, "/") {
		name = f.name.text + "/" + name
	}
	id, ok := l.book.byName[name]
	if !ok {
		l.add(f.file, w, "there is no state %q%s", name, l.nearest(name))
	}
	return id, ok
}

// nearest suggests the state that was probably meant.
func (l *loader) nearest(name string) string {
	_, want, _ := strings.Cut(name, "/")
	var found []string
	for full := range l.book.byName {
		if _, state, _ := strings.Cut(full, "/"); state == want {
			found = append(found, full)
		}
	}
	if len(found) == 0 {
		return ""
	}
	slices.Sort(found)
	return fmt.Sprintf("; did you mean %s?", strings.Join(found, " or "))
}

func (l *loader) connect(f *flow) {
	if f.start.text == "" {
		l.add(f.file, f.name, `flow %q has no "start"`, f.name.text)
	} else {
		l.target(f, f.start)
	}
	for _, in := range f.intents {
		l.intent(f, in)
	}
	for _, c := range f.commands {
		l.command(f, c)
	}
	for _, st := range f.states {
		l.state(f, st)
	}
}

func (l *loader) intent(f *flow, in pair) {
	if l.names.Intent != nil && !l.names.Intent(strings.TrimSuffix(in.key.text, "_doubt")) {
		l.add(f.file, in.key, "unknown intent or topic %q", in.key.text)
	}
	if _, taken := l.book.intents[in.key.text]; taken {
		l.add(f.file, in.key, "intent %q already leads to another state", in.key.text)
		return
	}
	if id, ok := l.target(f, in.value); ok {
		l.book.intents[in.key.text] = id
	}
}

func (l *loader) command(f *flow, c pair) {
	word := strings.ToLower(c.key.text)
	if slices.Contains(reserved, word) {
		l.add(f.file, c.key, "%q is a word the bot answers itself", word)
		return
	}
	if _, taken := l.book.commands[word]; taken {
		l.add(f.file, c.key, "command %q already leads to another state", word)
		return
	}
	to := c.value
	if to.text == "" {
		to = f.start
	}
	if id, ok := l.target(f, to); ok {
		l.book.commands[word] = id
	}
}

func (l *loader) state(f *flow, src sourceState) {
	id, ok := l.book.byName[f.name.text+"/"+src.name.text]
	if !ok {
		return
	}
	s := &l.book.states[id]
	for _, c := range src.count {
		if l.names.Counter != nil && !l.names.Counter(c.text) {
			l.add(f.file, c, "unknown counter %q", c.text)
		}
		s.Counts = append(s.Counts, c.text)
	}
	if src.do.text != "" {
		if s.Do, ok = effects[src.do.text]; !ok {
			l.add(f.file, src.do, "unknown effect %q: a state can do forget", src.do.text)
		}
	}
	if src.again.text != "" {
		if to, ok := l.target(f, src.again); ok {
			s.Again = to
			if !l.book.states[to].Urgent {
				l.add(f.file, src.again, "again leads to %q, which is not urgent: an emergency must stay one", src.again.text)
			}
		}
	}
	if len(src.choices) > maxChoices {
		l.add(f.file, src.name, "state %q has %d choices; more than %d cannot be answered with one digit", src.name.text, len(src.choices), maxChoices)
	}
	for _, c := range src.choices {
		l.choice(f, s, c)
	}
	l.words(f, src, s)
}

func (l *loader) choice(f *flow, s *State, c pair) {
	event := c.key.text
	if slices.Contains(reserved, event) || strings.HasPrefix(event, "more") {
		l.add(f.file, c.key, "event %q is one the bot answers itself; use another name", event)
		return
	}
	if !content.ValidName(event) {
		l.add(f.file, c.key, "event %q: a name has small letters, digits and _, begins with a letter and has at most 24 characters", event)
	}
	if data := buttonData(s, event); len(data) > maxData {
		l.add(f.file, c.key, "the button %q is %d bytes long; Telegram takes %d: shorten the names", data, len(data), maxData)
	}
	if to, ok := l.target(f, c.value); ok {
		f.machine.allow(s.Full, event, l.book.states[to].Full)
	}
}

func buttonData(s *State, event string) string { return "v1:" + s.Flow + ":" + s.Name + ":" + event }
