package bot_test

import (
	"testing"

	"waymark/bot"
	"waymark/bot/bottest"
	"waymark/bot/session"
	"waymark/content"
	"waymark/content/segment"
	"waymark/flows"
)

// deepestLook is how many messages a path through a look for a service has at most: a place, a kind, three doors, no luck, the next, who else to ask.
const deepestLook = 8

// With a list of services too: every path through a look for one, on both forms, from nowhere, from a town with doors, from where none
// is near, and from each nation. What is shown is taken; where a place is asked for, one is typed that is known, that several have, that is
// too wide, and that nobody knows.
func TestEveryPathThroughALook(t *testing.T) {
	for name, form := range map[string]content.Form{"buttons": content.Buttons, "numbered": content.Numbered} {
		t.Run(name, func(t *testing.T) {
			c := newCrawl(t, bottest.Book(t, nil), content.DefaultLocale, form, deepestLook)
			c.ground, c.within = true, "near"
			start, _ := c.book.ByName("near/start")
			dalston, lerwick := session.PlaceAt(5155, -8), session.PlaceAt(6016, -114)
			c.look(start, 0, 0, 0)
			c.look(start, dalston, 0, 0)
			for _, id := range c.wanted() {
				c.look(id, dalston, c.key(id), deepestLook-4)
				c.look(id, lerwick, c.key(id), deepestLook-3)
				c.look(id, 0, c.key(id), deepestLook-3)
			}
			treatment, _ := c.book.ByName("near/treatment")
			for _, near := range []session.Place{
				session.PlaceAt(5586, -425), session.PlaceAt(5148, -318), session.PlaceAt(5460, -593), session.PlaceAt(5415, -448), session.PlaceAt(4919, -211), session.PlaceAt(4946, -254),
			} { // Glasgow, Cardiff, Belfast, Douglas, St Helier, St Peter Port
				c.look(treatment, near, c.key(treatment), deepestLook-6)
			}
			c.run(nil)
			for i, wrong := range c.wrong {
				if i == 20 {
					t.Fatalf("and %d more", len(c.wrong)-i)
				}
				t.Error(wrong)
			}
			for id := range c.book.Len() {
				if s := c.book.State(flows.StateID(id)); s.Flow == "near" && !c.seen[s.ID] && s.Full != "near/no_list" && s.Full != "near/lines" {
					t.Errorf("%s: no path of %d messages leads there", s.Full, deepestLook)
				}
			}
			t.Logf("%d places, %d messages; the last new place was found after %d", len(c.places), c.messages, c.last)
		})
	}
}

// look begins a conversation in a state of a look, near a place.
func (c *crawl) look(id flows.StateID, near session.Place, wanted uint32, depth int) {
	s := session.Session{At: c.key(c.book.Start())}
	s.Look.Near, s.Look.For = near, wanted
	s.Push(c.key(id))
	c.take(&stand{session: s, said: "(" + c.book.State(id).Full + ")", depth: depth}, bot.Text, "back")
}

// types names places where one is asked for.
func (c *crawl) types(at *stand, id flows.StateID) {
	s := c.book.State(id)
	if !c.ground || s.Do < flows.Where || s.Do > flows.Unplaced {
		return
	}
	for text, leads := range map[string][]uint32{
		"Dalston": {c.doing(flows.Doors), c.named("near/start")}, "newport": {c.doing(flows.Which)}, "kent": {c.doing(flows.Wide)}, "SW1A 0AA": {c.doing(flows.Wide)},
		"zxqvville": {c.doing(flows.Unplaced)},
	} {
		to := c.take(at, bot.Text, text)
		arrived := to.session.Look.For != 0 && to.session.At == to.session.Look.For // a kind that is on no list
		for _, want := range leads {
			arrived = arrived || to.session.At == want
		}
		if !arrived {
			c.fail(to, "a place that was typed leads elsewhere")
		}
	}
}

// found proves what holds of replies that doors are in: two text messages at most, a number to ring that is in the words.
func (c *crawl) found(to *stand) {
	r := to.reply
	id, _ := c.book.ByKey(flows.Key(to.session.At))
	if s := c.book.State(id); s.Do != flows.Doors && s.Do != flows.Gone && s.Do != flows.Beside {
		return
	}
	if n := segment.Count(r.Plain).Segments; c.form == content.Numbered && n > 2 {
		c.fail(to, "a door costs more than two text messages")
	}
	if r.Ring != (bot.Number{}) && r.Venue == nil {
		c.fail(to, "a number of no place")
	}
}

// leads says whether a conversation came to a state, or to where it leads on: without a list of services to who else to ask, with one to
// the doors, or to the question where to look.
func (c *crawl) leads(to *stand, want flows.StateID) bool {
	s, at := c.book.State(want), to.session.At
	switch {
	case !c.ground:
		return at == c.key(want) || c.searches(s) && at == c.doing(flows.Advice)
	case s.Do == flows.Lines:
		id, _ := c.book.ByKey(flows.Key(at))
		return at == c.key(want) || c.book.State(id).Nation != ""
	case s.Do == flows.Advice: // who else to ask, of what is looked for if that is known
		return at == c.key(want) || to.session.Look.For != 0 && at == to.session.Look.For
	case len(s.Finds) > 0 && to.session.Look.Near == 0, s.Do > flows.Unplaced && to.session.Look.Near == 0:
		return at == c.doing(flows.Where)
	case len(s.Finds) > 0, s.Do == flows.Gone, s.Do == flows.Beside, s.Do == flows.Doors:
		// Of a kind that is on no list, and after the last door, it is who else to ask.
		return at == c.key(want) || at == c.doing(flows.Doors) || to.session.Look.For != 0 && at == to.session.Look.For
	}
	return at == c.key(want)
}

func (c *crawl) doing(e flows.Effect) uint32 {
	id, _ := c.book.Doing(e)
	return c.key(id)
}

func (c *crawl) named(name string) uint32 {
	id, _ := c.book.ByName(name)
	return c.key(id)
}
