package content

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode"
)

// checkSources proves that everything a file rests on is known, and that what is not confirmed is
// listed for confirming.
func checkSources(f File, sources map[string]Source) Problems {
	var ps Problems
	add := func(at Word, format string, args ...any) {
		ps = append(ps, Problem{f.Name, at.Line, at.Column, fmt.Sprintf(format, args...)})
	}
	cited := func(at Word) {
		s, ok := sources[at.Text]
		switch {
		case !ok:
			add(at, "source %q is not in content/%s", at.Text, sourcesFile)
		case s.NeedsConfirming() && !slices.Contains(f.Front.Confirm, at.Text):
			add(at, "source %q is not confirmed: list it under confirm_before_launch", at.Text)
		}
	}
	for _, id := range f.Front.sources {
		cited(id)
	}
	for _, c := range f.Cards {
		for _, id := range c.own {
			cited(id)
		}
	}
	for _, id := range f.Front.confirm {
		s, ok := sources[id.Text]
		switch {
		case !ok:
			add(id, "source %q is not in content/%s", id.Text, sourcesFile)
		case !s.NeedsConfirming():
			add(id, "source %q is confirmed already: take it out of confirm_before_launch, which counts what is left to do", id.Text)
		}
	}
	return ps
}

// A pattern is looked for only where one of its marks stands: regular expressions over every word took most
// of the time to start.
type pattern struct {
	marks []string
	*regexp.Regexp
}

var (
	braces = pattern{[]string{"{", "}"}, regexp.MustCompile(`\{[^{}]*\}?|\}`)}
	link   = pattern{[]string{"://", "www.", "WWW."}, regexp.MustCompile(`(?i)\b[a-z][a-z+.-]*://\S+|\bwww\.\S+`)}
	entity = pattern{[]string{"&"}, regexp.MustCompile(`&(?:#[0-9]+|#[xX][0-9a-fA-F]+|[a-zA-Z]+[0-9]*);`)}
	// asks is how a text asks for a word, which is in capitals: "text STOP", not "send help".
	asks = regexp.MustCompile(`(?i:\b(?:text|send|reply|type|write|answer)(?:\s+(?:back|with|us|me|the\s+word))*\s+["']?)([A-Z]+)\b`)
)

// Placeholders are what a card may leave for the operator's settings to fill; {date} is the day the words of a card that is
// passed on were last looked at.
func Placeholders() []string { return []string{"{date}", "{link}", "{number}", "{operator}"} }

// Slots are what a look for a service fills in when somebody asks: the official name of a place or of an area, what was found,
// and the small pieces of it.
func Slots() []string {
	return []string{"{place}", "{area}", "{doors}", "{n}", "{day}", "{time}", "{text}"}
}

// checkWords proves what can be proved about the words of one file, knowing nothing of flows.
func checkWords(f File, rules *rules) Problems {
	w := wordCheck{file: f.Name, rules: rules}
	var room []stretch
	for _, c := range f.Cards {
		for _, p := range c.said {
			words := wordsOf(p.text, room)
			w.passage(p, words)
			w.cautious(c, p, words)
			room = words.at
		}
		for _, l := range c.Choices {
			w.label(l)
		}
		for _, l := range c.ShortLabels {
			w.label(l)
		}
	}
	return w.problems
}

type wordCheck struct {
	file     string
	rules    *rules
	problems Problems
}

func (w *wordCheck) add(line, column int, format string, args ...any) {
	w.problems = append(w.problems, Problem{w.file, line, column, fmt.Sprintf(format, args...)})
}

// each calls say for every place in p that has the pattern.
func each(p passage, re pattern, say func(match string, line, column int)) {
	if !slices.ContainsFunc(re.marks, func(mark string) bool { return strings.Contains(p.text, mark) }) {
		return
	}
	for _, m := range re.FindAllStringIndex(p.text, -1) {
		line, column := p.place(m[0])
		say(p.text[m[0]:m[1]], line, column)
	}
}

func (w *wordCheck) passage(p passage, words worded) {
	w.rules.avoid.among(words, func(i, j int, key string) {
		line, column := p.place(i)
		w.add(line, column, "%q is avoided: %s", p.text[i:j], w.rules.instead[key])
	})
	each(p, braces, func(m string, line, column int) {
		known := strings.Join(Placeholders(), ", ")
		switch {
		case m == "{" || m == "}" || !strings.HasSuffix(m, "}"):
			w.add(line, column, "a brace stands alone here; placeholders are %s", known)
		case !slices.Contains(Placeholders(), m) && !slices.Contains(Slots(), m):
			w.add(line, column, "unknown placeholder %s; there are %s", m, known)
		}
	})
	each(p, link, func(m string, line, column int) {
		if !strings.HasPrefix(m, "https://") {
			w.add(line, column, "the link %s is not https", m)
		}
	})
	each(p, entity, func(m string, line, column int) {
		w.add(line, column, "%s would be shown as it stands here; write the character itself", m)
	})
	w.prompts(p)
	w.characters(p)
}

// cautious proves that words say nothing else than the cautious thing where sources disagree.
func (w *wordCheck) cautious(c *Card, p passage, words worded) {
	name := c.Flow + "/" + c.State
	w.rules.disagreements.against(name, words, func(i, j int, d *Disagreement) {
		line, column := p.place(i)
		w.add(line, column, "%q goes against %s, where sources disagree: %s", p.text[i:j], d.ID, d.Say)
	})
	w.rules.disagreements.silent(name, words, strings.Join(c.Pages[Buttons], "\n"), func(i, j int, d *Disagreement) {
		line, column := p.place(i)
		w.add(line, column, "%q, about which sources disagree (%s), asks for more words: %s", p.text[i:j], d.ID, d.Say)
	})
}

// prompts proves that no words ask for one that would block every later reply.
func (w *wordCheck) prompts(p passage) {
	if !slices.ContainsFunc(w.rules.prompts, func(word string) bool { return strings.Contains(p.text, word) }) {
		return
	}
	for _, m := range asks.FindAllStringSubmatchIndex(p.text, -1) {
		if word := p.text[m[2]:m[3]]; slices.Contains(w.rules.prompts, word) {
			line, column := p.place(m[2])
			w.add(line, column, "this asks for the word %s, which carriers and providers act on; use other words", word)
		}
	}
}

func (w *wordCheck) characters(p passage) {
	for i, r := range p.text {
		switch {
		case r == '!':
			line, column := p.place(i)
			w.add(line, column, "an exclamation mark; a calm voice needs none")
		case r > 0x7f && unicode.Is(unicode.Cf, r):
			line, column := p.place(i)
			w.add(line, column, "an invisible character (U+%04X) stands here: take it out", r)
		}
	}
}

// label proves that nobody is asked to text back a word that would block every later reply. Many people answer with
// a label's first word.
func (w *wordCheck) label(l Label) {
	i, j := nextWord(l.Text, 0)
	first := l.Text[i:j]
	for _, prompt := range w.rules.prompts {
		if strings.EqualFold(first, prompt) {
			w.add(l.Line, l.Column, "choice %q asks for the word %s, which carriers and providers act on; use other words", l.Event, prompt)
		}
	}
}
