package flows_test

import (
	"io/fs"
	"maps"
	"math/rand/v2"
	"path"
	"regexp"
	"strings"
	"sync"
	"testing"

	"github.com/goccy/go-yaml"

	"waymark/bot/counter"
	"waymark/bot/intent"
	"waymark/content"
	"waymark/flows"
)

// embedded loads the book that is built into the program, against the counters and intents that the program
// really has, which is why this test, unlike the package, knows of them.
func embedded(t testing.TB) *flows.Book {
	t.Helper()
	library, problems := content.Load(content.Embedded())
	listener, err := intent.New(library.Substances)
	if err != nil {
		t.Fatal(err)
	}
	book, more := flows.Load(flows.Embedded(), library, flows.Names{
		Counter: func(name string) bool { _, ok := counter.Named(name); return ok },
		Intent:  listener.Known,
	}, nil)
	for _, p := range append(problems, more...) {
		t.Error(p)
	}
	if book == nil {
		t.FailNow()
	}
	return book
}

func TestEmbeddedBookHasNoProblems(t *testing.T) { walk(t, embedded(t)) }

func TestSmallBookPassesTheWalk(t *testing.T) { walk(t, mustLoad(t, small(t))) }

// plainFlow is a flow file read in the plainest way there is, to compare the book with.
type plainFlow struct {
	Flow   string
	Each   string
	States map[string]plainState
}

type plainState struct {
	Choices     map[string]string
	WhileAlerts map[string]string `yaml:"while_alerts"`
}

// table gives, as the files have it, where every event of every state leads.
func table(t testing.TB, files fs.FS) map[string]map[string]string {
	t.Helper()
	moves := map[string]map[string]string{}
	names, err := fs.Glob(files, "*.yaml")
	if err != nil || len(names) == 0 {
		t.Fatalf("no flows: %v", err)
	}
	for _, name := range names {
		src, err := fs.ReadFile(files, name)
		if err != nil {
			t.Fatal(err)
		}
		var f plainFlow
		if err := yaml.Unmarshal(src, &f); err != nil {
			t.Fatal(err)
		}
		cards := []string{"en/" + f.Flow + ".md"}
		if f.Each != "" {
			if cards, err = fs.Glob(content.Embedded(), "en/"+f.Each+"/*.md"); err != nil || len(cards) == 0 {
				t.Fatalf("no cards of %s: %v", f.Each, err)
			}
		}
		for _, c := range cards {
			f.addTo(t, moves, c)
		}
	}
	return moves
}

// addTo adds the moves of the flow that a file of cards has.
func (f plainFlow) addTo(t testing.TB, moves map[string]map[string]string, cards string) {
	t.Helper()
	flow := strings.TrimSuffix(path.Base(cards), ".md")
	states := maps.Clone(f.States)
	if rest, ok := states["*"]; ok {
		delete(states, "*")
		src, err := fs.ReadFile(content.Embedded(), cards)
		if err != nil {
			t.Fatal(err)
		}
		for _, heading := range regexp.MustCompile(`(?m)^## (\w+)`).FindAllStringSubmatch(string(src), -1) {
			if _, named := states[heading[1]]; !named {
				states[heading[1]] = rest
			}
		}
	}
	for state, s := range states {
		at := flow + "/" + state
		moves[at] = map[string]string{}
		all := maps.Clone(s.Choices)
		maps.Copy(all, s.WhileAlerts)
		for event, to := range all {
			if !strings.Contains(to, "/") {
				to = flow + "/" + to
			}
			moves[at][event] = to
		}
	}
}

func TestNextAgreesWithTheFilesForEveryStateAndEvent(t *testing.T) {
	b, moves := embedded(t), table(t, flows.Embedded())
	if len(moves) != b.Len() {
		t.Fatalf("the files have %d states, the book %d", len(moves), b.Len())
	}
	events := map[string]bool{"": true, "menu": true, "back": true, "more1": true, "no such event": true}
	for _, choices := range moves {
		for event := range choices {
			events[event] = true
		}
	}
	for i := range b.Len() {
		at := flows.StateID(i)
		choices, ok := moves[b.State(at).Full]
		if !ok {
			t.Errorf("the files have no state %s", b.State(at).Full)
		}
		for event := range events {
			to, moved := b.Next(at, event)
			want, expected := choices[event]
			switch {
			case moved != expected:
				t.Errorf("Next(%s, %q) moves: %v, want %v", b.State(at).Full, event, moved, expected)
			case moved && b.State(to).Full != want:
				t.Errorf("Next(%s, %q) = %s, want %s", b.State(at).Full, event, b.State(to).Full, want)
			case !moved && to != at:
				t.Errorf("a rejected event led from %s to %s", b.State(at).Full, b.State(to).Full)
			}
		}
	}
}

func TestNextFromMany(t *testing.T) {
	b, moves := embedded(t), table(t, flows.Embedded())
	var group sync.WaitGroup
	for person := range 8 {
		group.Go(func() {
			dice := rand.New(rand.NewPCG(1, uint64(person)))
			at := b.Start()
			for range 2000 {
				events := b.State(at).Events["en"]
				if len(events) == 0 {
					at = b.Start()
					continue
				}
				event := events[dice.IntN(len(events))]
				to, ok := b.Next(at, event)
				if want := moves[b.State(at).Full][event]; !ok || b.State(to).Full != want {
					t.Errorf("person %d: Next(%s, %q) = %s, %v; want %s", person, b.State(at).Full, event, b.State(to).Full, ok, want)
					return
				}
				at = to
			}
		})
	}
	group.Wait()
}

func TestAnIDThatTheBookDidNotGiveIsTheMenu(t *testing.T) {
	b := mustLoad(t, small(t))
	for _, id := range []flows.StateID{flows.StateID(b.Len()), flows.None} {
		if got := b.State(id).Full; got != "menu/start" {
			t.Errorf("State(%d) is %s", id, got)
		}
	}
	if id, ok := b.ByName("menu/nowhere"); ok {
		t.Errorf("menu/nowhere is state %d", id)
	}
	if id, ok := b.ByKey(0); ok {
		t.Errorf("key 0 is state %d", id)
	}
}

func TestKeysAreTheSameInEveryBook(t *testing.T) {
	before := mustLoad(t, small(t))
	// A flow that comes first in the alphabet moves every id along.
	after := mustLoad(t, small(t,
		change{"flows/aaa.yaml", "", "flow: aaa\nstart: one\ncommands: [aaa]\nstates: {one: }\n"},
		change{"content/en/aaa.md", "", "---\nflow: aaa\nlocale: en\nsources: [AA-01]\nreviewed: {on: 2026-11-22, by: nobody}\nreview_by: 2027-05-22\n---\n## one\nOne.\n"}))
	for i := range before.Len() {
		s := before.State(flows.StateID(i))
		id, ok := after.ByKey(s.Key)
		if !ok || after.State(id).Full != s.Full {
			t.Errorf("the key of %s does not lead to it in another book", s.Full)
		}
		if id == s.ID {
			t.Errorf("%s has the same id in another book: the test shows nothing", s.Full)
		}
	}
}

func TestPages(t *testing.T) {
	b := mustLoad(t, small(t))
	page := func(name string, form content.Form, n int) flows.Page {
		id, ok := b.ByName(name)
		if !ok {
			t.Fatalf("there is no state %s", name)
		}
		return b.Pages(id, "en", form)[n]
	}
	for _, c := range []struct {
		shows string
		page  flows.Page
		want  string
	}{
		{"the menu has no way to the menu", page("menu/start", content.Numbered, 0), "If someone will not wake, call 999. What do you need?\n1 Emergency now\n2 About this bot"},
		{"a page that is not the last has MORE, and its placeholders are filled", page("menu/about", content.Numbered, 0), "This is run by a charity.\nMORE: next page\n0 Menu"},
		{"the last page has the choices, in their short form", page("menu/about", content.Numbered, 1), "It keeps nothing.\n1 Forget it\n0 Menu"},
		{"an urgent text message with choices keeps its room for them", page("aid/call", content.Numbered, 0), "Call 999 now, on speaker.\n1 I'm calling\n2 Say it again"},
		{"buttons have the long labels, back and menu", page("menu/about", content.Buttons, 1), "It keeps nothing.\n1 Forget this chat\nBACK: Back\n0 Menu"},
		{"so do urgent ones", page("aid/wait", content.Buttons, 0), "Stay with them.\n1 They are worse\nBACK: Back\n0 Menu"},
	} {
		t.Run(c.shows, func(t *testing.T) {
			if c.page.Plain != c.want {
				t.Errorf("got\n%s\nwant\n%s", c.page.Plain, c.want)
			}
		})
	}
}

func TestAnUrgentPageBeforeTheLastOffersMoreAlone(t *testing.T) {
	b := mustLoad(t, small(t, change{aidCards, "Stay with them.\n", "Stay with them.\n\n***\n\nOr sit.\n"}))
	id, _ := b.ByName("aid/wait")
	pages := b.Pages(id, "en", content.Numbered)
	if want := "Stay with them.\nMORE: next page"; pages[0].Plain != want {
		t.Errorf("got\n%s\nwant\n%s", pages[0].Plain, want)
	}
	if want := "Or sit.\n1 They are worse"; pages[1].Plain != want {
		t.Errorf("got\n%s\nwant\n%s", pages[1].Plain, want)
	}
}

func TestAnotherLocaleFallsBackCardByCard(t *testing.T) {
	b := mustLoad(t, small(t, change{"content/cy/aid.md", "", `---
flow: aid
locale: cy
sources: [AA-01]
reviewed: {on: 2026-11-22, by: nobody}
review_by: 2027-05-22
---
## call
Ffoniwch 999 nawr.

- calling: Rwy'n ffonio
- again: Eto
`}))
	id, _ := b.ByName("aid/call")
	if got := b.Pages(id, "cy", content.Numbered)[0].Plain; got != "Ffoniwch 999 nawr.\n1 Rwy'n ffonio\n2 Eto" {
		t.Errorf("in Welsh: %q", got)
	}
	if got := b.State(id).Words["cy"]; len(got) != 2 || got[0][0] != "rwyn ffonio" {
		t.Errorf("Welsh words %q", got)
	}
	id, _ = b.ByName("aid/wait")
	if got := b.Pages(id, "cy", content.Numbered)[0].Text; got != "Stay with them." {
		t.Errorf("a card that is not in Welsh: %q", got)
	}
	if got := b.Pages(id, "xx", content.Numbered)[0].Text; got != "Stay with them." {
		t.Errorf("a locale that is not there: %q", got)
	}
}

func TestAStateThatOnlyAgainLeadsToIsReached(t *testing.T) {
	b := mustLoad(t, small(t,
		change{aidFlow, "    again: call\n", "    again: worse\n  worse: {choices: {on: call}}\n"},
		change{aidCards, "## wait\n", "## worse\nStay.\n\n- on: Go on\n\n## wait\n"}))
	id, _ := b.ByName("aid/wait")
	if got := b.State(b.State(id).Again).Full; got != "aid/worse" {
		t.Errorf("again leads from aid/wait to %s", got)
	}
}

func TestWhatMayBeTyped(t *testing.T) {
	b := mustLoad(t, small(t))
	id, _ := b.ByName("menu/about")
	if got := strings.Join(b.State(id).Words["en"][0], ", "); got != "forget this chat, forget it, wipe" {
		t.Errorf("for the only choice of menu/about: %s", got)
	}
	id, _ = b.ByName("aid/call")
	if got := strings.Join(b.State(id).Words["en"][0], ", "); got != "im calling, calling" {
		t.Errorf("for the first choice of aid/call: %s", got)
	}
}

func TestIntentsAndCommands(t *testing.T) {
	b := mustLoad(t, small(t))
	full := func(id flows.StateID, ok bool) string {
		if !ok {
			return ""
		}
		return b.State(id).Full
	}
	for intent, want := range map[string]string{"overdose": "aid/call", "crisis": "aid/check", "menu": "menu/start", "weather": ""} {
		if got := full(b.Of(intent)); got != want {
			t.Errorf("intent %q leads to %q, want %q", intent, got, want)
		}
	}
	for word, want := range map[string]string{"od": "aid/call", "999": "aid/call", "hello": "menu/hello", "forget": "menu/wiped", "menu": ""} {
		if got := full(b.Command(word)); got != want {
			t.Errorf("command %q leads to %q, want %q", word, got, want)
		}
	}
	id, _ := b.ByName("menu/wiped")
	if b.State(id).Do != flows.Forget {
		t.Error("menu/wiped does not forget")
	}
}
