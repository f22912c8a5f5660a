package bot_test

import (
	"strings"
	"testing"
	"time"

	"waymark/bot"
	"waymark/bot/bottest"
	"waymark/content"
	"waymark/content/segment"
	"waymark/flows"
)

// The longest there are: a bot's name has at most 32 characters on Telegram, a number 15 digits (E.164).
var (
	longestBot    = strings.Repeat("b", 29) + "Bot"
	longestNumber = "+" + strings.Repeat("0", 15)
)

// What SHARE answers is one text message, ways out and all, that says what it is, how to reach it, who says so and the day of its
// words; and it is the same on Telegram, where a button passes it on.
func TestSHAREIsOneTextMessageThatStandsAlone(t *testing.T) {
	const short, number = "WaymarkExampleBot", "+447700900123"
	for name, c := range map[string]struct {
		operator, bot, number string
		by                    bool // there is room for the operator's name
	}{
		"an example":                          {"Example Harm Reduction", short, number, true},
		"the longest bot's name and number":   {"Example Harm Reduction", longestBot, longestNumber, false},
		"those, from somebody with few words": {"Example", longestBot, longestNumber, true},
		"the longest bot's name, no number":   {"The Example Harm Reduction Trust", longestBot, "", true},
		"the longest number, no bot":          {"The Example Harm Reduction Partnership", "", longestNumber, true},
		"an operator with a long name":        {"The Example Partnership for Health and Wellbeing", short, number, false},
		"an operator nobody has named":        {flows.Unnamed, short, number, false},
		"signs that count twice":              {strings.Repeat("[~]", 6), short, number, false},
	} {
		t.Run(name, func(t *testing.T) {
			values := map[string]string{"operator": c.operator, "link": "(none)", "number": "(none)"}
			if c.bot != "" {
				values["link"] = "https://t.me/" + c.bot
			}
			if c.number != "" {
				values["number"] = c.number
			}
			parts := bottest.With(t, bottest.Book(t, values), bottest.Listener(t))
			r := newPerson(parts, name, content.Numbered).types("SHARE")
			if cost := segment.Count(r.Plain); cost.Segments != 1 || cost.UCS2 || cost.Units > 160 {
				t.Errorf("%+v:\n%s", cost, r.Plain)
			}
			wants := []string{"Call 999", "Waymark", "anonymous help by text", "22 Nov 2026"}
			if c.bot != "" {
				wants = append(wants, " t.me/"+c.bot)
			}
			if c.number != "" {
				wants = append(wants, "ext "+c.number)
			}
			for _, want := range wants {
				if !strings.Contains(r.Plain, want) {
					t.Errorf("no %q in\n%s", want, r.Plain)
				}
			}
			if strings.Contains(r.Plain, c.operator) != c.by || strings.ContainsAny(r.Plain, "{}(") {
				t.Errorf("the operator's name stands there: %v, want %v:\n%s", !c.by, c.by, r.Plain)
			}
			on := newPerson(parts, name, content.Buttons).types("share")
			if on.Text != r.Text || c.bot != "" && (on.PassOn != bot.PassOn{Label: "Pass it on", Text: r.Text, Link: values["link"]}) {
				t.Errorf("on Telegram: %q, passed on as %+v", on.Text, on.PassOn)
			}
		})
	}
}

// Every card can be asked for to be passed on, and then says where it comes from and how old it is; nobody's words or choices go
// with it.
func TestEveryCardThatIsPassedOnKeepsItsSourceAndDate(t *testing.T) {
	book := bottest.Book(t, nil)
	without := 0
	for i := range book.Len() {
		s := book.State(flows.StateID(i))
		for _, form := range []content.Form{content.Buttons, content.Numbered} {
			p := book.Forward(s.ID, 0, content.DefaultLocale, form, bottest.NewClock().Now())
			if s.Do == flows.Share {
				continue // it says so in its own words
			}
			if !strings.Contains(p.Text, "\n\nPassed on from Waymark") || !strings.Contains(p.Text, ". Words of 2") {
				t.Errorf("%s: no date in\n%s", s.Full, p.Text)
			}
			first := book.Pages(s.ID, content.DefaultLocale, form)[0]
			if !strings.HasPrefix(p.Text, "Copy or forward this:\n\n"+first.Text+"\n\n") {
				t.Errorf("%s: not its own words:\n%s", s.Full, p.Text)
			}
			for _, c := range first.Choices {
				if strings.HasSuffix(c.Data, ":back") || strings.HasSuffix(c.Data, ":menu") {
					continue
				}
				if strings.Contains(p.Plain, "\n"+c.Key+" "+c.Label) {
					t.Errorf("%s: its choice %q goes with it", s.Full, c.Label)
				}
			}
			rest := strings.TrimPrefix(p.Text, "Copy or forward this:\n\n"+first.Text)
			if source, _, _ := strings.Cut(strings.TrimSpace(rest), "\n"); !strings.Contains(source, ": ") || strings.HasPrefix(source, "Passed on") {
				without++
				t.Errorf("%s: no source in\n%s", s.Full, p.Text)
			}
		}
	}
}

// "Send this to someone" gives the card that stands last; where there is none, how Waymark itself is passed on.
func TestSendThisToSomeone(t *testing.T) {
	parts := bottest.New(t)
	for i, ask := range []string{"send this", "Send this to someone.", "forward this", "pass this on", "share this with a friend", "Send it to a mate!"} {
		p := newPerson(parts, ask, content.Numbered)
		if r := p.types(ask); !strings.HasPrefix(r.Plain, "Someone won't wake? Call 999. Waymark") {
			t.Errorf("%q from somebody new:\n%s", ask, r.Plain)
		}
		p.types("naloxone")
		if r := p.types(ask); !strings.HasPrefix(r.Plain, "Copy or forward this:\n\nIf someone will not wake, call 999 now.") || !strings.Contains(r.Plain, "Naloxone undoes") || !strings.Contains(r.Plain, "Words of 22 November 2026") {
			t.Errorf("%q at a card:\n%s", ask, r.Plain)
		}
		if n := parts.Tally.Of("share_opened"); n != i+1 {
			t.Errorf("%q: share was opened %d times, want %d", ask, n, i+1)
		}
	}
}

// A door is sent on with what stays true for somebody else: not where it was looked for, how far that is, or whether it is open now.
// From every other step of a look Waymark itself is passed on, and no slot is left open.
func TestADoorIsSentOnWithoutWhereItWasLookedFor(t *testing.T) {
	for _, form := range []content.Form{content.Buttons, content.Numbered} {
		for state, steps := range searchSteps() {
			parts := bottest.New(t)
			p := newPerson(parts, state, form)
			p.shares(hull)
			p.takes(steps)
			before, looks := p.last.Plain, parts.Tally.Of("lookup_type_needle_exchange")
			r := p.types("send this")
			for _, slot := range content.Slots() {
				if strings.Contains(r.Plain, slot) {
					t.Errorf("%s: %s is left open:\n%s", state, slot, r.Plain)
				}
			}
			if after := parts.Tally.Of("lookup_type_needle_exchange"); after != looks {
				t.Errorf("%s: sending it on counts as a look: %d, then %d", state, looks, after)
			}
			if state != "near/doors" {
				continue
			}
			if looks != 1 {
				t.Errorf("the look was counted %d times: this test would see nothing", looks)
			}
			if !strings.Contains(before, "walk") {
				t.Fatalf("the door is\n%s", before)
			}
			for _, want := range []string{"Copy or forward this:", "EXAMPLE, not a real place.", "Example Street, Hull", "Last checked 1 November 2026. Ring first.", "Passed on from Waymark", "Words of 22 November 2026"} {
				if !strings.Contains(r.Plain, want) {
					t.Errorf("no %q in\n%s", want, r.Plain)
				}
			}
			for _, never := range []string{"Near ", "walk", "mile", "Open now", "Shut now", "your pin"} {
				if strings.Contains(r.Text, never) {
					t.Errorf("%q is sent on:\n%s", never, r.Text)
				}
			}
			if form == content.Numbered && segment.Count(r.Plain).Segments > 3 {
				t.Errorf("%+v", segment.Count(r.Plain))
			}
			if r := p.types("2"); !strings.Contains(r.Plain, "What") && r.Plain == before {
				t.Errorf("the question that was asked is no longer asked:\n%s", r.Plain)
			}
		}
	}
}

// A warning is sent on with its own source and its own day, page by page.
func TestAWarningIsSentOnWithItsOwnSource(t *testing.T) {
	for _, form := range []content.Form{content.Buttons, content.Numbered} {
		parts := bottest.New(t)
		if err := parts.Use(withFiles(t, map[string]string{"alerts/older.md": olderAlert, "alerts/newer.md": newerAlert}), bottest.Listener(t)); err != nil {
			t.Fatal(err)
		}
		parts.Clock.Move(time.Date(2026, 12, 2, 12, 0, 0, 0, time.UTC).Sub(parts.Clock.Now()))
		p := newPerson(parts, "a peer", form)
		p.types("alerts")
		for i, want := range [][]string{
			{"EXAMPLE for Otherham", "Another service: Another example", "Words of 1 December 2026"},
			{"EXAMPLE for Exampletown", "Example drug service: An example", "Words of 23 November 2026"},
			{"What always holds", "Words of 22 November 2026"},
		} {
			if i > 0 {
				p.types("more")
			}
			r := p.types("send this")
			for _, w := range want {
				if !strings.Contains(r.Plain, w) {
					t.Errorf("page %d: no %q in\n%s", i+1, w, r.Plain)
				}
			}
		}
	}
}
