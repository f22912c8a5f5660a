package assurance

import (
	"fmt"
	"io"
	"io/fs"
	"slices"
	"strings"

	"waymark/content"
)

const coverageFile = "coverage.yaml"

// Items is how many questions the guidance has.
const Items = 80

// Item is one thing that the guidance asks for, and where it is.
type Item struct {
	N     int
	Name  string
	Kinds []string
	// Cards are states, "flow/state", in which a person reads about it; Services are types in the directory.
	Cards, Services, Counters []string
	// Tests are Go tests and Talks conversations that show it. Where says in words where else it is.
	Tests, Talks []string
	Where        string
	// Open says what is not there yet.
	Open string

	at content.Word
}

// kinds are what an item can be, and what it then needs.
var kinds = map[string]string{
	"F": "a flow", "C": "a card", "S": "a type of service", "K": "a counter",
	"G": "governance or a feature for staff", "L": "a rule of language", "T": "an acceptance test",
}

// Has says whether an item is of a kind.
func (i Item) Has(kind string) bool { return slices.Contains(i.Kinds, kind) }

// ReadCoverage reads coverage.yaml and proves that every item is there once, that what it names exists, and that every
// flow, card, rule of language and acceptance test has a home. A type of service, a counter and a matter of
// governance may be open, as long as that is said.
func ReadCoverage(fsys fs.FS, names Names) ([]Item, content.Problems) {
	y, entries, ps := read(fsys, coverageFile)
	if ps != nil {
		return nil, ps
	}
	var items []Item
	for n, e := range entries {
		i := item(y, e, names)
		if i.N != n+1 {
			y.Add(e.Key, "item %s stands in the place of item %d: they are 1 to %d, in order", e.Key.Text, n+1, Items)
		}
		i.home(y)
		items = append(items, i)
	}
	if len(items) != Items {
		y.Add(content.Word{Line: 1, Column: 1}, "there are %d items; the guidance has %d", len(items), Items)
	}
	return items, y.Problems
}

func item(y *content.YAML, e content.Entry, names Names) Item {
	i := Item{at: e.Key, N: number(y, e.Key, 1, Items)}
	for _, f := range y.Map(e) {
		var list []content.Word
		switch f.Key.Text {
		case "item", "where", "open":
			w := y.Word(f)
			*map[string]*string{"item": &i.Name, "where": &i.Where, "open": &i.Open}[f.Key.Text] = w.Text
			continue
		case "kinds", "cards", "services", "counters", "tests", "talks":
			list = y.List(f)
		default:
			y.Add(f.Key, "unknown key %q: an item has item, kinds, cards, services, counters, tests, talks, where and open", f.Key.Text)
			continue
		}
		switch f.Key.Text {
		case "kinds":
			known(y, list, func(k string) bool { return kinds[k] != "" }, "kind")
			i.Kinds = texts(list)
		case "cards":
			known(y, list, names.Card, "card")
			i.Cards = texts(list)
		case "services":
			known(y, list, names.Service, "type of service")
			i.Services = texts(list)
		case "counters":
			known(y, list, names.Counter, "counter")
			i.Counters = texts(list)
		case "tests":
			known(y, list, names.Test, "test")
			i.Tests = texts(list)
		case "talks":
			known(y, list, names.Talk, "conversation")
			i.Talks = texts(list)
		}
	}
	if i.Name == "" || len(i.Kinds) == 0 {
		y.Add(e.Key, `item %s needs "item", what it is in a few words, and "kinds"`, e.Key.Text)
	}
	return i
}

// home proves that an item is somewhere.
func (i Item) home(y *content.YAML) {
	lacks := func(kind, what string) { y.Add(i.at, "item %d is %s and has no %s", i.N, kinds[kind], what) }
	shown := len(i.Tests) + len(i.Talks)
	for _, k := range i.Kinds {
		switch {
		case (k == "F" || k == "C") && len(i.Cards) == 0:
			lacks(k, "card")
		case k == "F" && shown == 0:
			lacks(k, "test or conversation")
		case (k == "L" || k == "T") && shown == 0:
			lacks(k, "test or conversation")
		case k == "S" && len(i.Services) == 0 && i.Open == "":
			lacks(k, "type of service, nor is it said to be open")
		case k == "K" && len(i.Counters) == 0 && i.Open == "":
			lacks(k, "counter, nor is it said to be open")
		case k == "G" && i.Where == "" && shown == 0 && i.Open == "":
			lacks(k, "place, nor is it said to be open")
		}
	}
}

// WriteCoverage writes the items as a Markdown page.
func WriteCoverage(w io.Writer, items []Item) {
	open := 0
	fmt.Fprint(w, "# Where the guidance is\n\nF flow, C card, S type of service, K counter, G governance, L rule of language, T acceptance test.\n\n")
	fmt.Fprint(w, row("#", "item", "kind", "read in", "services", "counted", "shown by", "where else", "open"))
	fmt.Fprint(w, row("---", "---", "---", "---", "---", "---", "---", "---", "---"))
	for _, i := range items {
		if i.Open != "" {
			open++
		}
		fmt.Fprint(w, row(fmt.Sprint(i.N), i.Name, strings.Join(i.Kinds, " "), strings.Join(i.Cards, ", "), strings.Join(i.Services, ", "),
			strings.Join(i.Counters, ", "), strings.Join(append(slices.Clone(i.Tests), i.Talks...), ", "), i.Where, i.Open))
	}
	fmt.Fprintf(w, "\n%d items, %d with something open.\n", len(items), open)
}
