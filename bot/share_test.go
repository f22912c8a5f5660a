package bot_test

import (
	"strings"
	"testing"

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
			p := book.Forward(s.ID, 0, content.DefaultLocale, form)
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
