package content

import (
	"strings"
	"testing"
)

// Whatever the bytes of a file of cards are: loading ends, does not panic, and gives either cards that can be
// shown or problems that point into the file.
func FuzzCards(f *testing.F) {
	good := string(small(f)[aid].Data)
	front, body, _ := strings.Cut(good, "\n---\n")
	f.Add(body)
	for _, s := range []string{
		"", "## a\nb\n", "## a\n\n***\n", "## a\nb\n===\n", "## a\n- b: c | d, e\n", "## a\n* b\n  * c\n", "## a\n1. b\n", "## a\n<!-- b -->\n",
		"## a\n[b]: c\n", "## a\n[b](c \"d\")\n", "## a\n![b](c)\n", "## a\n`b` *c* **d** ~e~\n", "## a\nb\\\nc  \nd\n", "## a\n<https://b.c> <b@c.d>\n",
		"## a\n&amp; &#0; \\& {link} {\n", "## a\nb\n\n### sms\n\n### sources\n,A,\n", "# a\n", "####### a\n", "##a\n", "## a ##\nb\n", "> a\n", "- \n", "* \n\n  \n* a", "\tb\n", "## a\n-\n- : b\n-  b: \n",
		"## a\r\nb\r\n", "## a\nb\x00c\n", "## a\n\xff\n", "---\n", "## a\n\u00ad\u202e\n", "## a\nb!\n", "## a\n- b: STOP\n", "## a\nText STOP\n",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, body string) {
		checkLoad(t, front+"\n---\n"+body)
	})
}

// The same for the front matter.
func FuzzFront(f *testing.F) {
	front, body, _ := strings.Cut(string(small(f)[aid].Data), "\n---\n")
	f.Add(front)
	for _, s := range []string{
		"", "---", "---\n", "---\n---", "---\nflow: aid", "---\nflow: [aid]", "---\nflow: {aid: b}", "---\nsources: AA-01", "---\nsources: [[AA-01]]",
		"---\nreviewed: {on: 2026-11-22, by: x}\nreview_by: 2026-11-21", "---\nreviewed: 2026-11-22", "---\nreviewed:\n  on: 2026-11-22\n  by: |\n    x\n",
		"---\nflow: aid\nflow: aid", "---\n...\nflow: aid", "---\n? flow\n: aid", "---\n&a flow: *a", "---\nflow: !!str aid", "---\nflow: \"a\\nid\"", "---\n\tflow: aid", "\ufeff---\nflow: aid", "---\r\nflow: aid",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, front string) {
		checkLoad(t, front+"\n---\n"+body)
	})
}

func checkLoad(t *testing.T, file string) {
	t.Helper()
	l, ps := Load(small(t, change{aid, "", file},
		// Few rules, so that time goes into what is tested.
		change{"avoid.yaml", "", "avoid: [{words: [junkie], use: x}]\nprompts: [STOP]\n"},
		change{"terms.yaml", "", "known: [naloxone]\n"}, change{"discreet.yaml", "", "drugs: [heroin]\n"}))
	lines := strings.Count(file, "\n") + 1
	for _, p := range ps {
		if p.File != "content/"+aid || p.Line < 1 || p.Line > lines || p.Column < 1 || p.Message == "" {
			t.Errorf("a problem that points nowhere: %q in a file of %d lines", p, lines)
		}
	}
	if len(ps) > 0 {
		return
	}
	for _, f := range l.Files {
		if !isDay(f.Front.Reviewed.On) || !isDay(f.Front.ReviewBy) || f.Front.Reviewed.By == "" || f.Front.Flow != "aid" || f.Front.Locale != "en" {
			t.Errorf("front matter %+v has no problem", f.Front)
		}
		if len(f.Cards) == 0 {
			t.Error("a file without cards has no problem")
		}
		for _, c := range f.Cards {
			checkCard(t, l, c)
		}
	}
}

func checkCard(t *testing.T, l *Library, c *Card) {
	t.Helper()
	if !ValidName(c.State) || l.Card("en", "aid", c.State) != c {
		t.Errorf("card %q cannot be found by its name", c.State)
	}
	if len(c.Sources) == 0 {
		t.Errorf("card %q rests on nothing", c.State)
	}
	for _, id := range c.Sources {
		if _, ok := l.Sources[id]; !ok {
			t.Errorf("card %q rests on %q, which is no source", c.State, id)
		}
	}
	for form, pages := range c.Pages {
		if len(pages) == 0 {
			t.Errorf("card %q has no pages in form %d", c.State, form)
		}
		for _, p := range pages {
			if strings.TrimSpace(p) == "" || strings.ContainsAny(p, "!\x00\r") {
				t.Errorf("card %q has page %q", c.State, p)
			}
		}
	}
	seen := map[string]bool{}
	for _, lb := range c.Choices {
		if lb.Text == "" || seen[lb.Event] || strings.ContainsAny(lb.Text, "\n|") {
			t.Errorf("card %q has choice %+v", c.State, lb)
		}
		seen[lb.Event] = true
	}
}
