package bot_test

import (
	"strings"
	"testing"

	"waymark/bot/bottest"
	"waymark/content"
)

// Where there is no list of postcodes, the letters of one that was typed are the area that is counted, and nothing finer is.
func TestTheLettersOfAPostcodeAreItsAreaWithoutAList(t *testing.T) {
	for name, c := range map[string]struct {
		says []string
		want string // counters with an area
	}{
		"an outcode and no more":            {[]string{"needle exchange e8"}, "lookup_needle_exchange_in_e"},
		"an outcode, then a part of it":     {[]string{"needle exchange e8", "hackney"}, "lookup_needle_exchange_in_e"},
		"a place and its outcode":           {[]string{"needle exchange hackney e8"}, "lookup_needle_exchange_in_e"},
		"nothing within reach":              {[]string{"needle exchange np20", "newport wales"}, "lookup_needle_exchange_in_np unmet_needle_exchange_in_np"},
		"a whole postcode, then a kind":     {[]string{"sa1 1dp", "swansea", "6"}, "lookup_welcoming_space_in_sa unmet_welcoming_space_in_sa"},
		"another kind at the same place":    {[]string{"needle exchange np20", "newport wales", "foil or a hostel near me", "housing"}, "lookup_needle_exchange_in_np unmet_needle_exchange_in_np lookup_housing_in_np unmet_housing_in_np"},
		"a town alone":                      {[]string{"needle exchange penzance"}, ""},
		"a postcode, then another town":     {[]string{"needle exchange e8", "hackney", "needle exchange penzance"}, "lookup_needle_exchange_in_e"},
		"where the nation is one area":      {[]string{"needle exchange bangor northern ireland"}, "lookup_needle_exchange_in_bt unmet_needle_exchange_in_bt"},
		"a postcode that nobody looked for": {[]string{"e8"}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			parts := bottest.New(t)
			p := newPerson(parts, name, content.Numbered)
			p.takes(c.says)
			for _, name := range strings.Fields(c.want) {
				if parts.Tally.Of(name) != 1 {
					t.Errorf("%s is %d, want 1", name, parts.Tally.Of(name))
				}
			}
			if got, want := inAreas(parts.Tally), len(strings.Fields(c.want)); got != want {
				t.Errorf("%d counters with an area moved, want %d: %s", got, want, p.last.Plain)
			}
		})
	}
}

// A place that was taken for granted is said, and the other of its name is one answer away on both forms.
func TestThePlaceThatWasNotMeantIsOffered(t *testing.T) {
	parts := bottest.New(t)
	for form, label := range map[content.Form]string{content.Buttons: "buttons", content.Numbered: "numbered"} {
		for _, answer := range []string{"4", "cumbria", "the one in cumbria", "press"} {
			p := newPerson(parts, label+answer, form)
			r := p.types("pins near dalston")
			if !strings.HasPrefix(r.Plain, "Near Dalston, London.") || len(r.Choices) < 4 || r.Choices[3].Label != "I meant Dalston, Cumbria" {
				t.Fatalf("%s", r.Plain)
			}
			if r.Ring.Digits != "01632 960102" || !strings.Contains(r.Text, r.Ring.Digits) || !strings.Contains(r.Ring.Label, r.Ring.Digits) {
				t.Errorf("%s: the number to ring is %+v", label, r.Ring)
			}
			if answer == "press" {
				p.takes([]string{r.Choices[3].Data})
			} else {
				p.types(answer)
			}
			if !strings.HasPrefix(p.last.Plain, "Near Dalston, Cumbria.") {
				t.Errorf("%s, > %s\n%s", label, answer, p.last.Plain)
			}
			if p.types("4"); strings.HasPrefix(p.last.Plain, "Near Dalston") {
				t.Errorf("%s: the offer stands after it was taken:\n%s", label, p.last.Plain)
			}
		}
	}
}

// In a text message the door's own words go before other places of the name.
func TestAnOfferDoesNotPushOutTheNumberToRing(t *testing.T) {
	parts := bottest.New(t)
	p := newPerson(parts, "stoke", content.Numbered)
	r := p.types("detox in stoke")
	if !strings.HasPrefix(r.Plain, "Near Stoke-on-Trent.") || r.Ring.Digits == "" || !strings.Contains(r.Plain, "Ring "+r.Ring.Digits) {
		t.Errorf("%s", r.Plain)
	}
	if p.types("cheshire"); !strings.HasPrefix(p.last.Plain, "Near Stoke, Cheshire.") {
		t.Errorf("what is not offered for want of room is heard all the same:\n%s", p.last.Plain)
	}
}
