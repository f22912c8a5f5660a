package flows_test

import (
	"strings"
	"testing"
)

const (
	drinkFlow = "flows/drink.yaml"
	teaCards  = "content/en/drinks/tea.md"
)

// drinks is a map that two files share.
func drinks(more ...change) []change {
	front := "---\nlocale: en\nsources: [AA-01]\nreviewed: {on: 2026-11-22, by: nobody}\nreview_by: 2027-05-22\n"
	cards := "---\n\n## start\nIt is hot.\n\n- on: Tell me more\n\n## longer\nIt cools down.\n"
	return append([]change{
		{drinkFlow, "", "each: drinks\nstart: start\nstates:\n  start: {choices: {on: longer}}\n  longer:\n"},
		{teaCards, "", front + "flow: tea\n" + cards},
		{"content/en/drinks/two_cups.md", "", front + "flow: two_cups\nabout: 2cups\n" + cards},
	}, more...)
}

func TestFlowsOfOneMap(t *testing.T) {
	book, ps := load(t, small(t, drinks()...))
	if err := ps.Err(); err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{"tea": "tea/start", "2cups": "two_cups/start"} {
		id, ok := book.About("drinks", name)
		if !ok || book.State(id).Full != want {
			t.Errorf("About(drinks, %s) = %q, %v; want %s", name, book.State(id).Full, ok, want)
		}
		to, ok := book.Next(id, "on")
		if !ok || book.State(to).Flow != book.State(id).Flow {
			t.Errorf("from %s the step leads to %s", want, book.State(to).Full)
		}
	}
	if _, ok := book.About("drinks", "two_cups"); ok {
		t.Error("a file that says what it is about is found under its own name too")
	}
}

func TestBrokenFlowsOfOneMap(t *testing.T) {
	for _, c := range []struct {
		shows   string
		changes []change
		want    string
	}{
		{"no files", []change{{drinkFlow, "", "each: drinks\nstart: start\nstates:\n  start:\n"}},
			`flows/drink.yaml:1:7: there is no file content/en/drinks/*.md`},
		{"a problem of the map is said once", drinks(change{drinkFlow, "on: longer", "on: shorter"}),
			`flows/drink.yaml:4:25: there is no state "tea/shorter"
			flows/drink.yaml:5:3: state "longer" cannot be reached: no choice, intent or command leads to it`},
		{"an intent", drinks(change{drinkFlow, "start: start", "intents: {other: start}\nstart: start"}),
			`flows/drink.yaml:1:7: a map that several flows share can have no intents and no commands: each word leads to one of them`},
		{"two states of one key in the second flow of a map", drinks(
			change{drinkFlow, "start: {choices: {on: longer}}", "start: {choices: {on: longer}}\n  spare_1816628: {choices: {on: start}}\n  spare_2354066: {choices: {on: start}}"},
			change{teaCards, "## longer", "## spare_1816628\nTea.\n\n- on: On\n\n## spare_2354066\nTea.\n\n- on: On\n\n## longer"},
			change{"content/en/drinks/two_cups.md", "## longer", "## spare_1816628\nTea.\n\n- on: On\n\n## spare_2354066\nTea.\n\n- on: On\n\n## longer"}),
			`flows/drink.yaml:5:3: state "spare_1816628" cannot be reached: no choice, intent or command leads to it
			flows/drink.yaml:6:3: state "spare_2354066" cannot be reached: no choice, intent or command leads to it
			flows/drink.yaml:6:3: state "two_cups/spare_2354066" has the same key as two_cups/spare_1816628: rename one of them`},
		{"two files about the same", drinks(change{teaCards, "flow: tea\n", "flow: tea\nabout: 2cups\n"}),
			`content/en/drinks/two_cups.md:1:1: this is about "2cups", as is content/en/drinks/tea.md`},
		{"a file whose name cannot be a flow's", drinks(change{"content/en/drinks/2cups.md", "", "---\nflow: 2cups\nlocale: en\nsources: [AA-01]\nreviewed: {on: 2026-11-22, by: nobody}\nreview_by: 2027-05-22\n---\n## start\nIt is hot.\n\n- on: Tell me more\n\n## longer\nIt cools down.\n"}),
			`content/en/drinks/2cups.md:1:1: flow "2cups": a name has small letters, digits and _, a letter first, at most 32 characters
			content/en/drinks/two_cups.md:1:1: this is about "2cups", as is content/en/drinks/2cups.md`},
		{"a file with the name of another flow", drinks(change{"content/en/drinks/menu.md", "", "---\nflow: menu\nlocale: en\nsources: [AA-01]\nreviewed: {on: 2026-11-22, by: nobody}\nreview_by: 2027-05-22\n---\n## start\nIt is hot.\n"}),
			`content/en/drinks/menu.md:1:1: there is another flow "menu": call the file something else`},
		{"both kinds of map", drinks(change{drinkFlow, "each: drinks\n", "each: drinks\nflow: drink\n"}),
			`flows/drink.yaml:2:7: a map has "flow" or "each", not both`},
		{"a card that no state shows", drinks(change{teaCards, "## longer", "## colder\nIce.\n\n## longer"}),
			`content/en/drinks/tea.md:14:1: card "colder" has no state in flows/drink.yaml`},
		{"a state without a card", drinks(change{teaCards, "## longer\nIt cools down.\n", ""}),
			`flows/drink.yaml:5:3: state "longer" has no card: add "## longer" to content/en/drinks/tea.md`},
		{"a map that cannot be read does not make its cards orphans", drinks(change{drinkFlow, "each: drinks", "each: [drinks"}),
			`flows/drink.yaml:2:1: YAML: ',' or ']' must be specified`},
		{"a drug on the lock screen", drinks(change{teaCards, "It is hot.", "Heroin is not tea."}),
			`content/en/drinks/tea.md:10:1: card "start" can be a first reply and names "Heroin" in its first 40 characters, which a lock screen shows`},
	} {
		t.Run(c.shows, func(t *testing.T) {
			_, ps := load(t, small(t, c.changes...))
			if got := ps.Error(); got != unindented(c.want) {
				t.Errorf("lint says\n%s\nwant\n%s", got, c.want)
			}
		})
	}
}

// A mix is found whichever way round it is asked, the worst of several first, and an unknown one is not found.
func TestMixes(t *testing.T) {
	front := "---\nlocale: en\nsources: [AA-01]\nreviewed: {on: 2026-11-22, by: nobody}\nreview_by: 2027-05-22\n"
	about := "\n---\n\n## start\nWhat it is.\n"
	rate := func(level, cards string) []change {
		return []change{
			{"flows/mix_" + level + ".yaml", "", "flow: mix_" + level + "\nmixes: \"" + level + "\"\nstart: start\nstates:\n  start:\n  \"*\": {choices: {rate: start}}\n"},
			{"content/en/mix_" + level + ".md", "", front + "flow: mix_" + level + "\n---\n\n## start\nHow it is rated.\n" + cards},
		}
	}
	changes := []change{{"flows/substance.yaml", "", "each: substances\nstart: start\nstates:\n  start:\n"}}
	names := "substances:\n"
	for _, name := range []string{"ale", "beer", "cider", "nitrous_tea"} {
		names += "  " + name + ": {title: {en: " + name + "}, names: [" + name + "]}\n"
		changes = append(changes, change{"content/en/substances/" + name + ".md", "", front + "flow: " + name + about})
	}
	changes = append(changes, rate("2", "\n## ale_cider\nA little risky.\n\n- rate: How it is rated\n\n## ale_nitrous_tea\nA little risky.\n\n- rate: How it is rated\n")...)
	changes = append(changes, change{"content/substances.yaml", "", names})
	good := append(changes, rate("5", "\n## beer_cider\nIt can kill.\n\n- rate: How it is rated\n")...)
	book, ps := load(t, small(t, good...))
	if err := ps.Err(); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		asked []string
		want  string
	}{
		{[]string{"ale", "cider"}, "mix_2/ale_cider"},
		{[]string{"cider", "ale"}, "mix_2/ale_cider"},
		{[]string{"nitrous_tea", "ale"}, "mix_2/ale_nitrous_tea"},
		{[]string{"ale", "cider", "beer"}, "mix_5/beer_cider"},
		{[]string{"ale", "beer"}, ""},
		{[]string{"ale"}, ""},
		{nil, ""},
	} {
		id, ok := book.Mix(c.asked)
		if ok != (c.want != "") || ok && book.State(id).Full != c.want {
			t.Errorf("Mix(%q) = %s, %v; want %q", c.asked, book.State(id).Full, ok, c.want)
		}
	}
	bad := append(changes, rate("5", "\n## ale_cider\nIt can kill.\n\n- rate: How it is rated\n\n## cider_beer\nIt can kill.\n\n- rate: How it is rated\n")...)
	_, ps = load(t, small(t, bad...))
	want := "content/en/mix_5.md:12:1: the mix \"ale_cider\" has a card in mix_2 too\n" +
		"content/en/mix_5.md:17:1: card \"cider_beer\" is not named for two substances that have files, in the order of the alphabet, as alcohol_heroin"
	if !strings.HasPrefix(ps.Error(), want) {
		t.Errorf("lint says\n%v\nwant\n%s", ps, want)
	}
}
