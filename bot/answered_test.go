package bot_test

import (
	"testing"

	"waymark/bot/bottest"
	"waymark/content"
)

// In the middle of a conversation a text in other words than those that are listed takes the choice it means; help that
// has come is the next step of an emergency, and help that has not is not.
func TestATextThatMeansAChoiceTakesIt(t *testing.T) {
	for name, c := range map[string]struct {
		says []string
		want string
	}{
		"the words of a label, in another order":   {[]string{"my partner drinks too much", "how can i ever talk with him about it"}, "someone/talk"},
		"what a label means, in other words":       {[]string{"my son is using", "what do i even say to him"}, "someone/talk"},
		"the crew is there":                        {[]string{"my mate wont wake up", "calling", "ambulance here"}, "overdose/crew"},
		"the crew has taken them":                  {[]string{"my mate wont wake up", "calling", "paramedics took her"}, "overdose/crew"},
		"the crew is not there yet":                {[]string{"my mate wont wake up", "calling", "crew not here yet"}, "overdose/breathing"},
		"the crew is there and it gets worse":      {[]string{"my mate wont wake up", "calling", "crew here but hes stopped breathing"}, "overdose/cpr"},
		"a drug's card, asked about without it":    {[]string{"ketamine", "how long till it wears off"}, "ketamine/onset"},
		"no script after prison":                   {[]string{"just out of prison today", "script not sorted till monday"}, "release/script"},
		"what somebody found, told by its looks":   {[]string{"my son is using", "blue little ones with a line down the middle"}, "someone/found"},
		"a choice, and not its subject's menu":     {[]string{"were do i bin my works", "stood on one yesterday"}, "infection/pricked"},
		"an emergency comes before every question": {[]string{"my son is using", "hes gone blue and i cant talk to him"}, "overdose/call"},
	} {
		t.Run(name, func(t *testing.T) {
			parts := bottest.New(t)
			p := newPerson(parts, name, content.Numbered)
			for _, text := range c.says {
				p.types(text)
			}
			id, ok := parts.Book.ByName(c.want)
			if !ok {
				t.Fatalf("there is no state %s", c.want)
			}
			if want := parts.Book.PagesAt(id, content.DefaultLocale, content.Numbered, parts.Clock.Now())[0].Plain; p.last.Plain != want {
				t.Errorf("want %s, got\n%s", c.want, p.last.Plain)
			}
		})
	}
}
