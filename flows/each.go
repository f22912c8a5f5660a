package flows

import (
	"slices"

	"waymark/content"
)

// each gives every file of a group of cards a flow of its own, all of one map: what is asked about one substance
// is asked about any.
func (l *loader) each(s source) {
	if len(s.intents)+len(s.commands) > 0 {
		l.add(s.file, s.each, "a map that several flows share can have no intents and no commands: each word leads to one of them")
		s.intents, s.commands = nil, nil
	}
	if s.name.Line > 0 {
		l.add(s.file, s.name, `a map has "flow" or "each", not both`)
	}
	if len(s.states) == 0 {
		l.add(s.file, s.each, "the map of %q has no states", s.each.Text)
	}
	found, copied := false, false
	for _, file := range l.lib.Files {
		if file.Group != s.each.Text || file.Front.Locale != content.DefaultLocale {
			continue
		}
		found = true
		one := s
		one.name = content.Word{Text: file.Front.Flow, Line: s.each.Line, Column: s.each.Column}
		if !content.ValidName(one.name.Text) {
			l.add(file.Name, top(), "flow %q: a name has %s", one.name.Text, content.NameRule)
		}
		if slices.ContainsFunc(l.book.flows, func(f *flow) bool { return f.name.Text == one.name.Text }) {
			l.add(file.Name, top(), "there is another flow %q: call the file something else", one.name.Text)
			continue
		}
		l.flow(one, copied)
		copied = true
	}
	if !found {
		l.add(s.file, s.each, "there is no file content/%s/%s/*.md", content.DefaultLocale, s.each.Text)
	}
}

// nameGroups says for each flow of a group what it is about, and proves that no two are about the same and that
// none has the name of another flow.
func (l *loader) nameGroups() {
	about := map[string]content.File{}
	for _, file := range l.lib.Files {
		if file.Group != "" && file.Front.Locale == content.DefaultLocale {
			about[file.Front.Flow] = file
		}
	}
	for _, f := range l.book.flows {
		file := about[f.name.Text]
		start, ok := l.book.byName[f.full(f.start.Text)]
		if f.each.Text == "" || !ok {
			continue
		}
		name := file.Front.About
		if name == "" {
			name = f.name.Text
		}
		key := aboutKey{f.each.Text, name}
		if other, taken := l.book.about[key]; taken {
			l.add(file.Name, top(), "this is about %q, as is content/%s/%s/%s.md", name, content.DefaultLocale, f.each.Text, l.book.states[other].Flow)
			continue
		}
		l.book.about[key] = start
	}
}
