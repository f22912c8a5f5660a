package content

import (
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"
	"sync"

	"github.com/yuin/goldmark/parser"
)

// Reading is a library that is being read: what does not rest on each other is read at the same time, because somebody may be
// waiting for the program to start. It ends by itself, whether anybody asks for the library or not.
type Reading struct {
	fsys       fs.FS
	markdown   parser.Parser
	substances func() (*Substances, Problems)
	rules      func() (*rules, Problems)
	sources    func() (map[string]Source, Problems)
	files      func() []fileRead
}

// Read begins to read a library.
func Read(fsys fs.FS) *Reading {
	r := &Reading{fsys: fsys, markdown: newMarkdown()}
	r.substances = sync.OnceValues(func() (*Substances, Problems) { return ReadSubstances(fsys) })
	r.rules = sync.OnceValues(func() (*rules, Problems) {
		names, _ := r.substances()
		return loadRules(fsys, names)
	})
	r.sources = sync.OnceValues(func() (map[string]Source, Problems) { return loadSources(fsys) })
	r.files = sync.OnceValue(r.readFiles)
	go r.rules()
	go r.sources()
	go r.files()
	return r
}

// Substances gives what people call substances, as soon as that is read. What is wrong with the names comes with the library.
func (r *Reading) Substances() *Substances {
	names, _ := r.substances()
	return names
}

// fileRead is a file of cards with what is wrong in it.
type fileRead struct {
	File
	text     bool // it is text that can be read
	problems Problems
}

// readFiles reads every file of cards, in the order of their names.
func (r *Reading) readFiles() []fileRead {
	names := cardFiles(r.fsys)
	files := make([]fileRead, len(names))
	var reading sync.WaitGroup
	for i, name := range names {
		reading.Go(func() { files[i] = r.readFile(name) })
	}
	reading.Wait()
	return files
}

// cardFiles names every file of cards.
func cardFiles(fsys fs.FS) []string {
	names, _ := fs.Glob(fsys, "*/*.md") // the only error is that of a bad pattern
	grouped, _ := fs.Glob(fsys, "*/*/*.md")
	return slices.DeleteFunc(append(names, grouped...), func(name string) bool {
		return alerts.holds(name) || stories.holds(name)
	})
}

// readFile reads one file of cards. Its path says which flow and locale it belongs to; front matter that says
// otherwise is a problem, and changes nothing.
func (r *Reading) readFile(name string) fileRead {
	shown := "content/" + name
	locale, rest, _ := strings.Cut(name, "/")
	group, flow := strings.TrimSuffix(path.Dir(rest), "."), strings.TrimSuffix(path.Base(name), ".md")
	f := File{Name: shown, Group: group, Front: Front{Locale: locale, Flow: flow}}
	src, ps := ReadText(r.fsys, name, shown)
	if ps != nil {
		return fileRead{File: f, problems: ps}
	}
	head, body, bodyLine, ps := splitFront(shown, src)
	if f.readable = ps == nil; f.readable {
		f.Front, f.readable, ps = parseFront(shown, head)
		ps = append(ps, f.Front.belongs(shown, locale, flow)...)
	}
	f.Front.Locale, f.Front.Flow = locale, flow
	var more Problems
	f.Cards, more = parseCards(r.markdown, shown, f.Front, body, bodyLine)
	rules, _ := r.rules()
	return fileRead{f, true, append(append(ps, more...), checkWords(f, rules)...)}
}

// belongs proves that front matter says what the file's path says.
func (f *Front) belongs(file, locale, flow string) Problems {
	var ps Problems
	if f.flow.Text != "" && f.flow.Text != flow {
		ps = append(ps, Problem{file, f.flow.Line, f.flow.Column, fmt.Sprintf("flow %q does not match the file's name %q", f.flow.Text, flow)})
	}
	if f.locale.Text != "" && f.locale.Text != locale {
		ps = append(ps, Problem{file, f.locale.Line, f.locale.Column, fmt.Sprintf("locale %q does not match the folder %q", f.locale.Text, locale)})
	}
	return ps
}
