package content

import (
	"fmt"
	"io/fs"
	"maps"
	"slices"
	"strings"
)

const (
	substancesFile = "substances.yaml"
	// SubstancesFile is the file of names as problems name it.
	SubstancesFile = "content/" + substancesFile
	// SubstancesGroup is the folder of cards that are each about one substance.
	SubstancesGroup = "substances"
)

// Substance is one thing that people use: its canonical name, and what it is called on a screen in each language.
type Substance struct {
	Name   Word
	Titles map[string]string
	// Open says that its names tell nothing about whoever has them on a locked phone's screen.
	Open bool
}

// Called is one thing that people type, and what they mean by it.
type Called struct {
	Word
	// Means are canonical names: several where several things are meant at once, none for what is no substance of ours.
	Means []string
	// When names the context in which it means that; empty for always.
	When string
	// Never says that it only looks like a name.
	Never bool
}

// Substances are all names of substances: the one place that menus, understanding and checks take them from. It does not
// change after it was read.
type Substances struct {
	All   []Substance
	Calls []Called

	byName   map[string]*Substance
	contexts map[string]bool
	typed    map[string]Word // by how it is compared
}

// ReadSubstances reads substances.yaml, the built-in one where a folder brings none of its own.
func ReadSubstances(fsys fs.FS) (*Substances, Problems) {
	s := &Substances{byName: map[string]*Substance{}, contexts: map[string]bool{}, typed: map[string]Word{}}
	if !hasFile(fsys, substancesFile) {
		fsys = embedded
	}
	src, ps := ReadText(fsys, substancesFile, SubstancesFile)
	if ps != nil {
		return s, ps
	}
	y, entries, ok := ReadYAML(SubstancesFile, src, 0)
	if ok {
		s.read(y, entries)
	}
	return s, y.Problems
}

func hasFile(fsys fs.FS, name string) bool {
	_, err := fs.Stat(fsys, name)
	return err == nil
}

// read takes contexts and substances before what rests on them, wherever they stand.
func (s *Substances) read(y *YAML, entries []Entry) {
	parts := map[string]func(*YAML, Entry){
		"contexts": s.readContexts, "substances": s.readSubstances, "together": s.readTogether,
		"unlisted": s.readUnlisted, "look_alikes": s.readLookAlikes,
	}
	for _, e := range entries {
		if parts[e.Key.Text] == nil {
			y.Add(e.Key, "unknown key %q: there are contexts, substances, together, unlisted and look_alikes", e.Key.Text)
		}
	}
	for _, key := range []string{"contexts", "substances", "together", "unlisted", "look_alikes"} {
		for _, e := range entries {
			if e.Key.Text == key {
				parts[key](y, e)
			}
		}
	}
}

func (s *Substances) readContexts(y *YAML, e Entry) {
	for _, p := range y.Pairs(e) {
		s.contexts[p.Key.Text] = true
	}
}

func (s *Substances) readSubstances(y *YAML, e Entry) {
	all := y.Map(e)
	s.All = make([]Substance, 0, len(all)) // or pointers into it would go stale
	for _, one := range all {
		name := one.Key
		if strings.Trim(name.Text, "abcdefghijklmnopqrstuvwxyz0123456789_") != "" {
			y.Add(name, "%q is no canonical name: it has small letters, digits and _", name.Text)
		}
		s.All = append(s.All, Substance{Name: name, Titles: map[string]string{}})
		sub := &s.All[len(s.All)-1]
		s.byName[name.Text] = sub
		named := false
		for _, f := range y.Map(one) {
			switch f.Key.Text {
			case "title":
				for _, t := range y.Pairs(f) {
					sub.Titles[t.Key.Text] = t.Value.Text
				}
			case "open":
				sub.Open = y.Bool(f)
			case "names", "slang":
				named = true
				s.called(y, f, []string{name.Text})
			default:
				y.Add(f.Key, "unknown key %q: a substance has title, open, names and slang", f.Key.Text)
			}
		}
		if sub.Titles[DefaultLocale] == "" {
			y.Add(name, `substance %q has no title: add "title: {%s: …}", as it stands in menus`, name.Text, DefaultLocale)
		}
		if !named {
			y.Add(name, "substance %q has no names: nobody who types one is understood", name.Text)
		}
	}
}

func (s *Substances) readTogether(y *YAML, e Entry) {
	for _, one := range y.Maps(e) {
		var means []string
		for _, f := range one {
			if f.Key.Text != "means" {
				continue
			}
			for _, w := range y.List(f) {
				if s.byName[w.Text] == nil {
					y.Add(w, "%q is no substance of this file", w.Text)
				}
				means = append(means, w.Text)
			}
		}
		for _, f := range one {
			switch f.Key.Text {
			case "means":
			case "names", "slang":
				s.called(y, f, means)
			default:
				y.Add(f.Key, "unknown key %q: what is taken together has means, names and slang", f.Key.Text)
			}
		}
		if len(means) < 2 {
			y.Add(e.Key, "each of together means two substances or more")
		}
	}
}

func (s *Substances) readUnlisted(y *YAML, e Entry) {
	for _, f := range y.Map(e) {
		if f.Key.Text != "names" && f.Key.Text != "slang" {
			y.Add(f.Key, "unknown key %q: unlisted has names and slang", f.Key.Text)
			continue
		}
		s.called(y, f, nil)
	}
}

func (s *Substances) readLookAlikes(y *YAML, e Entry) {
	for _, w := range y.List(e) {
		s.call(y, Called{Word: w, Never: true})
	}
}

// called reads names, a list; or slang, a list for each context.
func (s *Substances) called(y *YAML, f Entry, means []string) {
	if f.Key.Text == "names" {
		for _, w := range y.List(f) {
			s.call(y, Called{Word: w, Means: means})
		}
		return
	}
	for _, in := range y.Map(f) {
		if !s.contexts[in.Key.Text] {
			y.Add(in.Key, "unknown context %q: there are %s", in.Key.Text, strings.Join(slices.Sorted(maps.Keys(s.contexts)), ", "))
		}
		for _, w := range y.List(in) {
			s.call(y, Called{Word: w, Means: means, When: in.Key.Text})
		}
	}
}

// call enters a name; no two are the same but for case, spaces and marks.
func (s *Substances) call(y *YAML, c Called) {
	key := phraseKey(c.Text)
	if key == "" {
		y.Add(c.Word, "%q has no letter or digit: nobody could type it", c.Text)
		return
	}
	if first, taken := s.typed[key]; taken {
		y.Add(c.Word, "%q stands twice (also on line %d): one name means one thing", c.Text, first.Line)
		return
	}
	s.typed[key] = c.Word
	s.Calls = append(s.Calls, c)
}

// Known says whether a name is a canonical one.
func (s *Substances) Known(name string) bool { return s.byName[name] != nil }

// Title is what a substance is called on a screen, in the default language where there is no other; empty for one that is
// not known.
func (s *Substances) Title(locale, name string) string {
	sub := s.byName[name]
	if sub == nil {
		return ""
	}
	if t := sub.Titles[locale]; t != "" {
		return t
	}
	return sub.Titles[DefaultLocale]
}

// discreet lists the names that a lock screen should not show: not those of everyday words.
func (s *Substances) discreet() []string {
	var all []string
	for _, c := range s.Calls {
		if c.Never || c.When != "" {
			continue
		}
		if !slices.ContainsFunc(c.Means, func(m string) bool { return s.byName[m] == nil || !s.byName[m].Open }) && len(c.Means) > 0 {
			continue
		}
		all = append(all, c.Text)
	}
	return all
}

// checkSubstances proves that cards about substances are about those of the file; and, where the library brings its own
// names, that each of them has its cards.
func (l *Library) checkSubstances(own bool) (ps Problems) {
	carded := map[string]bool{}
	for _, f := range l.Files {
		if f.Group != SubstancesGroup || f.Front.Locale != DefaultLocale {
			continue
		}
		name := f.Subject()
		carded[name] = true
		if !l.Substances.Known(name) {
			ps = append(ps, Problem{f.Name, 1, 1, fmt.Sprintf("this is about %q, which is no canonical name of %s: nobody who types it would find it", name, SubstancesFile)})
		}
	}
	if !own || len(carded) == 0 {
		return ps
	}
	for _, s := range l.Substances.All {
		if !carded[s.Name.Text] {
			ps = append(ps, Problem{SubstancesFile, s.Name.Line, s.Name.Column, fmt.Sprintf("substance %q has no cards: add %s/%s/%s.md", s.Name.Text, DefaultLocale, SubstancesGroup, s.Name.Text)})
		}
	}
	return ps
}

// Subject is what a file of a group is about.
func (f *File) Subject() string {
	if f.Front.About != "" {
		return f.Front.About
	}
	return f.Front.Flow
}
