package bot

import (
	"strconv"
	"strings"

	"waymark/bot/directory"
	"waymark/bot/directory/hours"
	"waymark/content"
	"waymark/content/segment"
	"waymark/flows"
)

// How many doors one reply shows, by form: a text message has room for one.
var doorsAPage = [content.Forms]int{content.Buttons: 3, content.Numbered: 1}

// mostSegments is what a text message about a door costs at most.
const mostSegments = 2

// Venue is a place on the map for a channel that can show one. Title and Address are the operator's.
type Venue struct {
	Title, Address string
	Lat, Lon       float64 // degrees, WGS84
}

func (t *turn) perPage() int { return doorsAPage[t.message.Form] }

// doorPages is how many pages there are to step through. What is out of reach is shown once: the nearest.
func (t *turn) doorPages() int {
	if !t.reachable() {
		return min(len(t.found), 1)
	}
	return (len(t.found) + t.perPage() - 1) / t.perPage()
}

// reachable says whether any door is no further than people would go.
func (t *turn) reachable() bool {
	for i := range t.found {
		if t.found[i].InReach {
			return true
		}
	}
	return false
}

// composeLook fills the card of a state that is about a place. ok is false for a state that needs no filling.
func (t *turn) composeLook(to *flows.State) (r Reply, ok bool) {
	card := t.pages(t.to)[0]
	switch {
	case t.aside: // a word in between is about no place
		return Reply{}, false
	case to.Do == flows.Which && len(t.picks) > 0:
		return t.composeWhich(card), true
	case to.Do == flows.Wide:
		return t.fill(card, card.Text, "{area}", t.area.Name), true
	case (to.Do == flows.Doors || to.Do == flows.Gone) && len(t.found) > 0:
		return t.composeDoors(to, card), true
	case to.Do == flows.Gone && len(t.found) == 0 && t.ground.usable():
		return t.replyOf(card.Text, t.withMore(to, card.Choices)), true // there is no other door: who else to ask
	case to.Do == flows.Beside && len(t.found) > 0:
		return t.composeBeside(card), true
	case t.lacking && t.asIs, t.place.Label != "" && !t.asIs:
		pages := t.pages(t.to)
		card = pages[min(t.page, len(pages)-1)]
		before, after := t.nearWords(), ""
		if t.lacking {
			before = joined(" ", before, t.say1("none"))
			if t.message.Form == content.Buttons { // a text message has no room for it
				after = t.pages(t.lines(t.part(flows.Lines)))[0].Text
			}
		}
		return t.fill(card, joined("\n\n", before, card.Text, after)), true
	}
	return Reply{}, false
}

// say1 is a piece of an answer, with its slots filled. Words from the directory are put into the alphabet that a text message
// is cheap in.
func (t *turn) say1(name string, slots ...string) string {
	return filled(t.view.looks.phrases[t.locale][name].Text, slots)
}

// fill makes a reply of a card with other words and its slots filled.
func (t *turn) fill(card flows.Page, text string, slots ...string) Reply {
	return t.replyOf(filled(text, slots), card.Choices)
}

func (t *turn) replyOf(text string, choices []flows.Choice) Reply {
	return Reply{Text: text, Plain: flows.Plain(text, choices), Choices: choices}
}

// nearWords say which place was understood.
func (t *turn) nearWords() string {
	switch {
	case t.place.Label == "":
		return ""
	case t.fromLocation:
		return t.say1("near_pin", "{place}", t.place.Label)
	case t.guess:
		return t.say1("near_guess", "{place}", t.place.Label)
	}
	return t.say1("near", "{place}", t.place.Label)
}

// doorChoices are what can be answered to a door: the card's own choices, n other places of the name, and how to see more.
func (t *turn) doorChoices(to *flows.State, card flows.Page, n int) []flows.Choice {
	choices := card.Choices
	if n > 0 {
		choices = t.withOthers(to, choices, n)
	}
	if t.page+1 < t.doorPages() || t.message.Form == content.Numbered {
		choices = t.withMore(to, choices)
	}
	return choices
}

// withOthers offers smaller places of the name that was typed, after a card's own choices.
func (t *turn) withOthers(to *flows.State, choices []flows.Choice, n int) []flows.Choice {
	own, out := choices, []flows.Choice(nil)
	for i, c := range choices {
		if _, numbered := digit(c.Key); !numbered || c.Key == "0" {
			own, out = choices[:i], choices[i:]
			break
		}
	}
	all := append(make([]flows.Choice, 0, len(choices)+n), own...)
	for i, p := range t.others[:n] {
		event := pickData + strconv.FormatUint(uint64(rounded(p.Point)), 10)
		all = append(all, flows.Choice{
			Key: strconv.Itoa(len(own) + i + 1), Label: t.say1("instead", "{place}", p.Label), Event: event, Data: "v1:" + to.Flow + ":" + to.Name + ":" + event,
		})
	}
	return append(all, out...)
}

// composeWhich offers the places of one name, before the choices that the card has.
func (t *turn) composeWhich(card flows.Page) Reply {
	choices := make([]flows.Choice, 0, len(t.picks)+len(card.Choices))
	here := t.book.State(t.to)
	for i, p := range t.picks {
		event := pickData + strconv.FormatUint(uint64(rounded(p.Point)), 10)
		choices = append(choices, flows.Choice{
			Key: strconv.Itoa(i + 1), Label: p.Label, Event: event, Data: "v1:" + here.Flow + ":" + here.Name + ":" + event,
		})
	}
	n := len(choices)
	for _, c := range card.Choices {
		if _, numbered := digit(c.Key); numbered && c.Key != "0" {
			n++
			c.Key = strconv.Itoa(n)
		}
		choices = append(choices, c)
	}
	return t.replyOf(card.Text, choices)
}

// composeDoors shows the doors of a page, and how to see more.
func (t *turn) composeDoors(to *flows.State, card flows.Page) Reply {
	t.session.Look.Shown = uint32(t.page)
	first := t.page * t.perPage()
	last := min(first+t.perPage(), len(t.found))
	if !t.reachable() {
		last = first + 1
	}
	before := []string{t.nearWords()}
	if wanted, _ := t.wanted(); t.page == 0 {
		before = append(before, t.say1("before_"+t.book.State(wanted).Name))
	}
	if to.Do == flows.Gone && !t.repeat {
		before[0] = t.say1("sorry")
	}
	if t.ground.Directory.Example() {
		before = append(before, t.say1("example"))
	}
	if !t.reachable() {
		before = append(before, t.say1("far"))
	}
	head := joined(" ", before...)
	best := &t.found[first]
	r := Reply{}
	if t.message.Form == content.Numbered {
		d, n := t.doorWords(best), len(t.others)
		choices := t.doorChoices(to, card, n)
		for ; n > 0 && !d.fits(head, choices); n-- { // what the door is comes before another place of its name
			choices = t.doorChoices(to, card, n-1)
		}
		r = t.replyOf(t.fitted(head, d, choices), choices)
	} else {
		var parts []string
		for i := first; i < last; i++ {
			parts = append(parts, t.doorWords(&t.found[i]).whole())
		}
		text := joined("\n\n", head, joined("\n\n", parts...))
		if !t.reachable() {
			text = joined("\n\n", text, t.otherWays())
		}
		r = t.replyOf(text, t.doorChoices(to, card, len(t.others)))
	}
	r.Venue = &Venue{Title: best.Service.Name, Address: addressOf(best), Lat: best.Location.Point.Lat, Lon: best.Location.Point.Lon}
	if phones := best.Service.Phones; len(phones) > 0 {
		r.Ring = Number{Label: t.say1("ring", "{text}", phones[0].Number), Digits: phones[0].Number}
	}
	return r
}

// otherWays is who else to ask, for a screen that has room for it: the card of what is looked for and the lines of the nation.
func (t *turn) otherWays() string {
	wanted, _ := t.wanted()
	var all []string
	for _, id := range []flows.StateID{wanted, t.lines(t.part(flows.Lines))} {
		for _, p := range t.pages(id) {
			all = append(all, p.Text)
		}
	}
	return joined("\n\n", all...)
}

// withMore puts the way to the next page after a card's own choices. After the last page it leads to who else to ask.
func (t *turn) withMore(to *flows.State, choices []flows.Choice) []flows.Choice {
	label := t.say1("next_door")
	if t.page+1 >= t.doorPages() {
		label = t.say1("other_ways")
	}
	event := "more" + strconv.Itoa(t.page+1)
	more := flows.Choice{Key: "more", Label: label, Event: event, Data: "v1:" + to.Flow + ":" + to.Name + ":" + event}
	at := len(choices)
	for i, c := range choices {
		if c.Key == "0" || c.Key == "back" {
			at = i
			break
		}
	}
	all := append(make([]flows.Choice, 0, len(choices)+1), choices[:at]...)
	return append(append(all, more), choices[at:]...)
}

// doorWords are what is said of one door, in lines. The first are always said; of the others as many as there is room for.
type doorWords struct{ always, more []string }

func (d doorWords) whole() string {
	return joined("\n", joined("\n", d.always...), joined("\n", d.more...))
}

func (t *turn) doorWords(f *directory.Found) doorWords {
	w := t.ground.Directory.Words(*f, t.now)
	return t.doorLines(f, joined(" ", t.hours(w), t.distance(w.Distance)), w, w.Old)
}

// doorToKeep is what is said of a door to somebody who gets it from somebody else: with the day it was last checked in place of
// how far it is and whether it is open now.
func (t *turn) doorToKeep(f *directory.Found) doorWords {
	return t.doorLines(f, "", t.ground.Directory.Words(*f, t.now), true)
}

// doorLines are the lines about a door; now is what is true at this moment, checked whether the day it was last checked is said.
func (t *turn) doorLines(f *directory.Found, now string, w directory.Words, checked bool) doorWords {
	s, l := f.Service, f.Location
	d := doorWords{always: []string{s.Name, now, s.Alert, addressOf(f)}}
	for _, p := range s.Phones[:min(len(s.Phones), 1)] {
		number := p.Number
		if p.Note != "" {
			number += " (" + p.Note + ")"
		}
		d.always = append(d.always, t.say1("phone", "{text}", number))
	}
	if checked {
		d.always = append(d.always, t.checked(w))
	}
	if s.GetIn != "" {
		d.more = append(d.more, t.say1("get_in", "{text}", s.GetIn))
	}
	if s.Description != "" {
		d.more = append(d.more, t.say1("inside", "{text}", s.Description))
	}
	var flags []string
	for _, flag := range s.Yes.Flags() {
		flags = append(flags, t.say1("f_"+flag.String()))
	}
	d.more = append(d.more, joined(" ", flags...), l.Access)
	for _, lines := range [][]string{d.always, d.more} {
		for i := range lines {
			lines[i] = segment.Fold(lines[i])
		}
	}
	return d
}

// addressOf is the name of the place where it says more than the service's, the address and the postcode.
func addressOf(f *directory.Found) string {
	return joined(", ", f.Location.Address, f.Location.Postcode)
}

// hours say when a door is open.
func (t *turn) hours(w directory.Words) string {
	name := w.State.String()
	if !w.WhenKnown {
		return t.say1(name)
	}
	day := "on_" + w.When.Near.String()
	if w.State == directory.OpenUntil && w.When.Near != hours.Today {
		name = "open_until_day"
	}
	_, month, n := w.When.Day.Date()
	return t.say1(name, "{time}", directory.Clock(w.When.Hour, w.When.Minute), "{day}",
		t.say1(day, "{day}", t.say1(strings.ToLower(w.When.Weekday.String())), "{text}", t.date(n, int(month))))
}

func (t *turn) date(day, month int) string {
	return t.say1("m"+strconv.Itoa(month), "{n}", strconv.Itoa(day))
}

func (t *turn) checked(w directory.Words) string {
	if w.CheckedOn == 0 {
		return t.say1("never_checked")
	}
	y, m, d := w.CheckedOn.Date()
	return t.say1("checked", "{text}", t.date(d, int(m))+" "+strconv.Itoa(y))
}

func (t *turn) distance(d directory.Distance) string {
	switch {
	case d.WalkMinutes > 0:
		return t.say1("walk", "{n}", strconv.Itoa(d.WalkMinutes))
	case d.HalfMiles%2 == 1:
		return t.say1("miles_half", "{n}", strconv.Itoa(d.HalfMiles/2))
	}
	return t.say1("miles", "{n}", strconv.Itoa(d.HalfMiles/2))
}

// mostBeside is how many doors beside one are shown.
const mostBeside = 3

// composeBeside shows what else there is near the door that was shown.
func (t *turn) composeBeside(card flows.Page) Reply {
	wanted, _ := t.wanted()
	first := min(int(t.session.Look.Shown)*t.perPage(), len(t.found)-1)
	others := directory.AllTypes &^ t.view.looks.finds[wanted]
	all := t.ground.Directory.Beside(t.found[first], directory.Query{Types: others, At: t.now, Max: mostBeside})
	if len(all) == 0 {
		return t.fill(card, t.say1("beside_none"))
	}
	text := ""
	if t.ground.Directory.Example() {
		text = t.say1("example")
	}
	for i := range all {
		f := &all[i]
		w := t.ground.Directory.Words(*f, t.now)
		kind := (f.Service.Types & others).Types()[0]
		line := segment.Fold(joined(" ", t.say1("t_"+kind.String())+":", f.Service.Name+".", t.hours(w), addressOf(f)))
		next := joined("\n", text, line)
		if t.message.Form == content.Numbered &&
			segment.Count(t.fill(card, card.Text, "{doors}", next).Plain).Segments > mostSegments {
			break
		}
		text = next
	}
	return t.fill(card, card.Text, "{doors}", text)
}
