package bot

import (
	"slices"
	"strconv"
	"strings"

	"waymark/bot/directory/place"
	"waymark/bot/session"
	"waymark/content"
	"waymark/flows"
)

// This file is about places of one name: asking which is meant, offering the others beside the likeliest, and hearing the answer.

// choose asks which place is meant.
func (t *turn) choose(places []place.Place) {
	t.picks = t.remember(places)
	t.goTo(t.part(flows.Which))
}

// offer has other places of the name beside the doors, for whoever meant one of them.
func (t *turn) offer(others []place.Place) { t.others = t.remember(others) }

// remember keeps places to choose from, by their numbers.
func (t *turn) remember(places []place.Place) []place.Place {
	places = places[:min(len(places), session.Picks)]
	t.session.Look.Picks = [session.Picks]session.Place{}
	for i, p := range places {
		t.session.Look.Picks[i] = rounded(p.Point)
	}
	return places
}

// offered hears the number of a place that was offered beside the doors: they stand after the card's own choices.
func (t *turn) offered(choice int) bool {
	here := t.book.State(t.at)
	events := here.Events[t.locale]
	if events == nil {
		events = here.Events[content.DefaultLocale]
	}
	i := choice - len(events)
	return here.Do == flows.Doors && t.session.Page == 0 && i >= 0 && i < session.Picks && t.picked(t.session.Look.Picks[i])
}

// picksByWords hears which place is meant by the county, nation or city that it is in: "the essex one". Beside doors it is said in a few
// words: "food in essex" is another search.
func (t *turn) picksByWords(typed string) bool {
	here, n := t.book.State(t.at), t.session.Look.Count()
	if !t.known || n == 0 || !t.ground.usable() || here.Do != flows.Which && (here.Do != flows.Doors || len(strings.Fields(typed)) > shortAnswer) {
		return false
	}
	p, _, ok := t.ground.Places.Among(typed, t.pickPoints()[:n])
	if !ok {
		return false
	}
	t.settle(p)
	t.onwards()
	return true
}

// pickPoints are the places to choose from. Beside doors, the last is the place that they are near: it has the same name.
func (t *turn) pickPoints() []place.Point {
	var points []place.Point
	for _, p := range slices.Concat(t.session.Look.Picks[:t.session.Look.Count()], []session.Place{t.session.Look.Near}) {
		if p != 0 {
			points = append(points, pointOf(p))
		}
	}
	return points
}

// pickData begins the event of a button that means a place.
const pickData = "at"

// picked hears which place is meant: by its number, or by a button, whose data may be forged.
func (t *turn) picked(near session.Place) bool {
	if near == 0 || !t.ground.usable() {
		return false
	}
	p := pointOf(near)
	at, ok := t.ground.Places.Locate(p)
	if !ok {
		return false
	}
	at.Point, at.Label = p, "" // the nearest name is not always the one that was shown
	if i := slices.Index(t.session.Look.Picks[:], near); i >= 0 {
		if again, ok := t.ground.Places.Again(t.pickPoints(), i); ok {
			at.Label = again.Label
		}
	}
	t.settle(at)
	t.onwards()
	return true
}

// pickedPress reads the event of a button that means a place.
func pickedPress(event string) session.Place {
	digits, ok := strings.CutPrefix(event, pickData)
	n, err := strconv.ParseUint(digits, 10, 32)
	if !ok || err != nil {
		return 0
	}
	return session.Place(n)
}
