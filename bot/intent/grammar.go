package intent

import (
	"bufio"
	"fmt"
	"io"
	"strconv"
	"strings"
)

// grammar is a set of sentence patterns with slots, from which lessons are made.
type grammar struct {
	slots    map[string][]string
	patterns []pattern
	under    string // the intent of lines that name none
}

// A pattern gives count lessons of an intent.
type pattern struct {
	intent Intent
	text   string
	count  int
}

// usualCount is how many lessons a pattern gives when it does not say.
const usualCount = 4

// ReadGrammar reads sentence patterns ("= slot a|b|c", "intent: text with {slot} *count"; after a line "[intent]" the
// pattern alone) and makes examples from them, always the same ones.
func ReadGrammar(from io.Reader) ([]Example, error) {
	g := grammar{slots: map[string][]string{}}
	lines := bufio.NewScanner(from)
	lines.Buffer(nil, 1<<20)
	for n := 1; lines.Scan(); n++ {
		if err := g.line(strings.TrimSpace(lines.Text())); err != nil {
			return nil, fmt.Errorf("line %d: %w", n, err)
		}
	}
	if err := lines.Err(); err != nil {
		return nil, err
	}
	return g.examples()
}

func (g *grammar) line(line string) error {
	switch {
	case line == "" || line[0] == '#':
		return nil
	case line[0] == '=':
		name, list, ok := strings.Cut(strings.TrimSpace(line[1:]), " ")
		if !ok {
			return fmt.Errorf("slot %q has no wordings", name)
		}
		if _, twice := g.slots[name]; twice {
			return fmt.Errorf("slot %q is there twice", name)
		}
		g.slots[name] = strings.Split(list, "|")
		return nil
	}
	if line[0] == '[' {
		g.under = strings.Trim(line, "[]")
		if _, known := Named(g.under); !known {
			return fmt.Errorf("%q is no intent", g.under)
		}
		return nil
	}
	name, text, ok := strings.Cut(line, ":")
	if g.under != "" {
		name, text, ok = g.under, line, true
	}
	about, known := Named(name)
	if !ok || !known {
		return fmt.Errorf("want \"intent: pattern\", %q is no intent", name)
	}
	p := pattern{about, strings.TrimSpace(text), usualCount}
	if at := strings.LastIndex(p.text, "*"); at >= 0 {
		count, err := strconv.Atoi(p.text[at+1:])
		if err != nil {
			return fmt.Errorf("%q is no count", p.text[at:])
		}
		p.text, p.count = strings.TrimSpace(p.text[:at]), count
	}
	g.patterns = append(g.patterns, p)
	return nil
}

func (g *grammar) examples() ([]Example, error) {
	var out []Example
	seen := map[string]bool{}
	for _, p := range g.patterns {
		random := dice(hashString(p.text))
		for range p.count {
			text, err := g.fill(p.text, &random, 0)
			if err != nil {
				return nil, err
			}
			text = strings.Join(strings.Fields(text), " ")
			if seen[text] {
				continue
			}
			seen[text] = true
			out = append(out, Example{ID: "g", Text: text, Intent: p.intent})
		}
	}
	return out, nil
}

// fill puts a wording into every slot. Wordings may hold slots themselves, a few deep.
func (g *grammar) fill(text string, random *dice, depth int) (string, error) {
	var b strings.Builder
	for {
		before, rest, ok := strings.Cut(text, "{")
		b.WriteString(before)
		if !ok {
			return b.String(), nil
		}
		name, after, closed := strings.Cut(rest, "}")
		list := g.slots[name]
		if !closed || len(list) == 0 || depth > 4 {
			return "", fmt.Errorf("slot {%s} is unknown, open, or holds itself", name)
		}
		inner, err := g.fill(list[random.roll(len(list))], random, depth+1)
		if err != nil {
			return "", err
		}
		b.WriteString(inner)
		text = after
	}
}

// dice are numbers that look random and are always the same.
type dice uint64

func (d *dice) roll(sides int) int {
	*d = *d*6364136223846793005 + 1442695040888963407
	return int(uint64(*d)>>33) % sides
}
