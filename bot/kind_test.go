package bot_test

import (
	"testing"

	"waymark/bot/bottest"
	"waymark/content"
)

// What is looked for is what is talked of: a town, or a plain "where", needs no second question. Where a card leads to no one
// kind, the kinds are asked about.
func TestATownMeansWhatIsTalkedOf(t *testing.T) {
	for name, c := range map[string]struct {
		says []string
		want string // the look that is counted; "" for none
	}{
		"naloxone, then a town":               {[]string{"naloxone", "hull"}, "lookup_type_naloxone"},
		"naloxone, where, then a town":        {[]string{"used my naloxone last night", "where can i get more", "hull"}, "lookup_type_naloxone"},
		"a town from before, naloxone, where": {[]string{"pins in hull", "naloxone", "where can i get one"}, "lookup_type_naloxone"},
		"hep c, then a town":                  {[]string{"hep c", "hull"}, "lookup_type_bbv_test"},
		"a lost script, then a town":          {[]string{"my script is lost", "hull"}, "lookup_type_treatment"},
		"another kind, named with its town":   {[]string{"naloxone", "somewhere to sleep in hull"}, "lookup_type_housing"},
		"the law, then a town":                {[]string{"what are my rights", "hull"}, ""},
		"nothing yet, then a town":            {[]string{"hi", "hull"}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			parts := bottest.New(t)
			p := newPerson(parts, name, content.Numbered)
			p.takes(c.says)
			if c.want == "" {
				if want := mustState(t, parts.Book, "near/start"); p.last.Choices[1].Data != parts.Book.Pages(want, "en", content.Numbered)[0].Choices[1].Data {
					t.Errorf("got\n%s", p.last.Plain)
				}
				return
			}
			if parts.Tally.Of(c.want) != 1 {
				t.Errorf("%s was not counted:\n%s", c.want, p.last.Plain)
			}
		})
	}
}
