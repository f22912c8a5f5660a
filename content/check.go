package content

import (
	"fmt"
	"io/fs"
	"regexp"
	"slices"
	"strings"
)

// Rules are the words that must not reach a person, kept as data so that the people who know may
// change them.
type Rules struct {
	Avoid []struct {
		Words []string `yaml:"words"`
		Use   string   `yaml:"use"`
	} `yaml:"avoid"`
	// Prompts are words that no choice may ask a person to text back: carriers and the SMS provider
	// act on them and would block every later reply.
	Prompts []string `yaml:"prompts"`
	phrases []avoided
}

// avoided is one phrase in lower case. It is looked for as a plain string: a regular expression for each
// would cost more than everything else at start.
type avoided struct{ phrase, use string }

const rulesFile = "avoid.yaml"

func loadRules(fsys fs.FS) (*Rules, Problems) {
	shown := "content/" + rulesFile
	var r Rules
	src, err := fs.ReadFile(fsys, rulesFile)
	if err != nil {
		// An operator's own folder need not repeat our list of words.
		if src, err = embedded.ReadFile(rulesFile); err != nil {
			return &r, Problems{{shown, 1, 1, "cannot be read"}}
		}
	}
	if err := decodeStrict(src, &r); err != nil {
		return &r, Problems{yamlProblem(shown, 0, err)}
	}
	for _, a := range r.Avoid {
		for _, w := range a.Words {
			r.phrases = append(r.phrases, avoided{strings.ToLower(w), a.Use})
		}
	}
	return &r, nil
}

var (
	placeholder = regexp.MustCompile(`\{[^}]*\}`)
	link        = regexp.MustCompile(`(?i)\b[a-z][a-z+.-]*://\S+|\bwww\.\S+`)
)

// Placeholders are what a card may leave for the operator's settings to fill.
func Placeholders() []string { return []string{"{link}", "{number}", "{operator}"} }

// Grade limits (guidance for reading age 9 to 11): Flesch-Kincaid grade of a card's words.
const (
	maxGrade       = 6.0
	maxUrgentGrade = 4.0
)

// check proves what can be proved about the words of one file, knowing nothing of flows.
func check(f File, sources map[string]Source, rules *Rules) Problems {
	var ps Problems
	file := func(line int, format string, args ...any) {
		ps = append(ps, Problem{f.Name, line, 1, fmt.Sprintf(format, args...)})
	}
	for _, id := range append(slices.Clone(f.Front.Sources), f.Front.Confirm...) {
		if _, ok := sources[id]; !ok {
			file(1, "source %q is not in content/%s", id, sourcesFile)
		}
	}
	for _, c := range f.Cards {
		for _, id := range c.Sources {
			s, ok := sources[id]
			switch {
			case !ok && !slices.Contains(f.Front.Sources, id):
				file(c.Line, "card %q cites source %q, which is not in content/%s", c.State, id, sourcesFile)
			case ok && s.NeedsConfirming() && !slices.Contains(f.Front.Confirm, id):
				file(c.Line, "card %q rests on %s, which is not confirmed: list it under confirm_before_launch", c.State, id)
			}
		}
		if len(c.Sources) == 0 {
			file(c.Line, "card %q has no source", c.State)
		}
		checkWords(c, rules, file)
	}
	return ps
}

// holdsWords says whether a phrase stands in a text as whole words.
func holdsWords(text, phrase string) bool {
	for from := 0; ; {
		i := strings.Index(text[from:], phrase)
		if i < 0 {
			return false
		}
		start, end := from+i, from+i+len(phrase)
		if (start == 0 || !wordByte(text[start-1])) && (end == len(text) || !wordByte(text[end])) {
			return true
		}
		from = start + 1
	}
}

func wordByte(b byte) bool {
	return b >= 'a' && b <= 'z' || b >= '0' && b <= '9' || b == '_' || b >= 0x80
}

func checkWords(c *Card, rules *Rules, add func(line int, format string, args ...any)) {
	all := append(slices.Clone(c.Pages[Buttons]), c.Pages[Numbered]...)
	for _, l := range c.Choices {
		all = append(all, l.Text)
	}
	for _, short := range c.ShortLabels {
		all = append(all, short)
	}
	t := strings.Join(all, "\n")
	low := strings.ToLower(t)
	for _, a := range rules.phrases {
		if holdsWords(low, a.phrase) {
			add(c.Line, "card %q says %q: %s", c.State, a.phrase, a.use)
		}
	}
	if strings.Contains(t, "!") {
		add(c.Line, "card %q has an exclamation mark; a calm voice needs none", c.State)
	}
	for _, m := range slices.Compact(placeholder.FindAllString(t, -1)) {
		if !slices.Contains(Placeholders(), m) {
			add(c.Line, "card %q has an unknown placeholder %s; there are %s", c.State, m, strings.Join(Placeholders(), ", "))
		}
	}
	for _, m := range link.FindAllString(t, -1) {
		if !strings.HasPrefix(m, "https://") {
			add(c.Line, "card %q has a link that is not https: %s", c.State, m)
		}
	}
	for _, l := range c.Choices {
		for _, p := range rules.Prompts {
			if strings.EqualFold(l.Text, p) {
				add(l.Line, "choice %q asks for the word %s, which carriers and providers act on; use other words", l.Event, p)
			}
		}
	}
}
