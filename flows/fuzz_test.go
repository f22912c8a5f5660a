package flows_test

import (
	"testing"

	"waymark/content"
)

// Whatever the bytes of a flow's file and of its cards are: loading ends, does not panic, and gives either a
// book that holds what the bot relies on, or problems that an editor's program can show. It gives the
// same every time.
func FuzzFlow(f *testing.F) {
	files := small(f)
	flow, cards := string(files[aidFlow].Data), string(files[aidCards].Data)
	f.Add(flow, cards)
	f.Add(string(files[menuFlow].Data), string(files[menuCards].Data))
	for _, s := range []string{
		"", "-", "{}", "[]", "a", "a: b", "a:\n  - b\n", "? a\n: b\n", "&a *a", "!!map {a: b}", "a: |\n  b\n", "a: >-\n  b\n",
		"states: {a: {choices: {b: c/d/e}}}", "states: {a: {choices: {b: /}}}", "commands: [[a]]", "commands: {a: }", "flow: aid\nstart: a\nstates:\n  a: {again: a, do: forget, count: []}\n",
		"flow: aid\n---\nflow: aid\n", "---\n---\n", "a: b\na: c\n", "<<: {a: b}", "each: drinks\nstates: {a: }\n", "flow: aid\nmixes: 6\nstart: a\nstates: {a: , \"*\": {choices: {worse: a}}}\n", "\"", "a: \"\\u0000\"", "é: ü",
	} {
		f.Add(s, cards)
	}
	f.Fuzz(func(t *testing.T, flow, cards string) {
		files := small(t, change{aidFlow, "", flow}, change{aidCards, "", cards},
			// Few rules, so that time goes into what is tested.
			change{"content/avoid.yaml", "", "avoid: [{words: [junkie], use: x}]\nprompts: [STOP]\n"},
			change{"content/terms.yaml", "", "known: [naloxone]\n"}, change{"content/discreet.yaml", "", "drugs: [heroin]\n"})
		book, problems := load(t, files)
		if len(problems) == 0 {
			walk(t, book)
			return
		}
		for _, p := range problems {
			checkProblem(t, p)
		}
		if _, again := load(t, files); again.Error() != problems.Error() {
			t.Errorf("the same files have other problems the second time:\n%s\nand\n%s", problems, again)
		}
	})
}

func checkProblem(t *testing.T, p content.Problem) {
	t.Helper()
	if p.File == "" || p.Line < 1 || p.Column < 1 || p.Message == "" {
		t.Errorf("a problem that says not where or what: %q", p.String())
	}
}
