package bot_test

import (
	"strings"
	"testing"

	"waymark/bot/bottest"
	"waymark/content"
)

func TestCardsAreOfferedWithTheEmergencyFirst(t *testing.T) {
	parts := bottest.New(t)
	for text, want := range map[string]string{
		"naloxone":                   "naloxone",
		"hes not breathing":          "999",
		"ketamine and alcohol":       "ketamine",
		"how do i inject safely":     "inject",
		"":                           "Waymark",
		"asdf qwerty":                "Waymark",
		strings.Repeat("long ", 1e4): "999",
		"\x00\xff<script>":           "Waymark",
	} {
		offers := parts.Offers(text)
		if len(offers) < 2 || len(offers) > 10 {
			t.Errorf("%.20q: %d offers", text, len(offers))
			continue
		}
		if !strings.HasPrefix(offers[0].Text, "If someone") && !strings.Contains(offers[0].First, "999") {
			t.Errorf("%.20q: the first is\n%s", text, offers[0].Text)
		}
		found := false
		seen := map[string]bool{}
		for _, o := range offers {
			found = found || strings.Contains(strings.ToLower(o.Title+o.Text), strings.ToLower(want))
			if o.ID == "" || seen[o.ID] || o.Title == "" || o.First == "" || !strings.HasPrefix(o.Text, o.First) {
				t.Errorf("%.20q: %+v", text, o)
			}
			seen[o.ID] = true
			if !strings.Contains(o.Text, "Words of 22 November 2026") {
				t.Errorf("%.20q: no date in\n%s", text, o.Text)
			}
			if len(text) > 3 && len(text) < 30 && strings.Contains(o.Text, text+" ") && strings.Contains(text, "asdf") {
				t.Errorf("%q is said again", text)
			}
		}
		if !found {
			t.Errorf("%.20q: nothing about %q in %d offers", text, want, len(offers))
		}
	}
	if n := parts.Sessions.Len(); n != 0 {
		t.Errorf("%d sessions were made by questions", n)
	}
	if n := parts.Tally.Of("sessions"); n != 0 {
		t.Errorf("%d sessions were counted for questions", n)
	}
}

func TestACardIsSentOnWithItsSourceAndDate(t *testing.T) {
	parts := bottest.New(t)
	p := newPerson(parts, "a peer", content.Numbered)
	p.types("naloxone")
	r := p.types("send this")
	for _, want := range []string{"Copy or forward this:", "Naloxone undoes an opioid overdose", "Words of 22 November 2026", "anonymous guide"} {
		if !strings.Contains(r.Plain, want) {
			t.Errorf("no %q in\n%s", want, r.Plain)
		}
	}
	if r := p.types("2"); !strings.Contains(r.Plain, "Which kind") {
		t.Errorf("the question that was asked is no longer asked:\n%s", r.Plain)
	}
}
