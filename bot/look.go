package bot

import (
	"slices"
	"strings"

	"waymark/bot/directory"
	"waymark/bot/directory/place"
	"waymark/bot/intent"
	"waymark/bot/session"
	"waymark/flows"
)

// look is what one turn knows of a look for a service, beside what the session keeps. The name of a place is the gazetteer's, and
// is gone with the turn.
type look struct {
	ground *Ground
	place  place.Place // that was just named; Label is empty for none
	guess  bool
	area   place.Area
	picks  []place.Place
	// others are smaller places of the name that was just named.
	others []place.Place
	found  []directory.Found
	// asIs shows the card of a state that finds something as it is: who else to ask.
	asIs bool
	// lacking: nothing of the kind is known anywhere.
	lacking bool
	// fromLocation: a place was shared, not typed.
	fromLocation bool
}

// steer leads to where the look for a service really goes on: a state that finds something has its place, or asks for one, or
// is who else to ask where there is no list.
func (t *turn) steer() {
	for range 6 { // no more than the states there are to pass through
		to := t.steered()
		if to == t.to {
			break
		}
		t.to = to
	}
}

func (t *turn) steered() flows.StateID {
	to, s := t.book.State(t.to), &t.session.Look
	switch {
	case t.aside:
		return t.to
	case to.Do == flows.Advice:
		if id, ok := t.wanted(); ok && t.at != t.to {
			t.asIs = true
			return id
		}
		return t.to
	case to.Do == flows.Lines:
		return t.lines(t.to)
	case !t.ground.usable():
		if to.Without != flows.None {
			return to.Without
		}
		if to.Do >= flows.Where {
			return t.part(flows.Advice)
		}
		return t.to
	case len(to.Finds) > 0 && !t.asIs && t.book.State(t.at).Do != flows.Advice:
		s.For = uint32(to.Key)
		if s.Near == 0 {
			return t.part(flows.Where)
		}
		return t.part(flows.Doors)
	case to.Do == flows.Which && len(t.picks) == 0, to.Do == flows.Wide && t.area.Name == "": // back to a question whose places are gone
		return t.part(flows.Where)
	case to.Do == flows.Doors, to.Do == flows.Gone, to.Do == flows.Beside:
		return t.arrive(to)
	}
	return t.to
}

// arrive finds the doors for a state that shows some.
func (t *turn) arrive(to *flows.State) flows.StateID {
	s := &t.session.Look
	wanted, ok := t.wanted()
	switch {
	case s.Near == 0:
		return t.part(flows.Where)
	case !ok:
		start, _ := t.book.Command("near")
		return start
	}
	t.find(wanted)
	if to.Do == flows.Gone && !t.repeat {
		t.page = int(s.Shown) + 1
	}
	if to.Do == flows.Doors && t.goesBack && !t.repeat {
		t.page = int(s.Shown)
	}
	if t.page > 0 && t.page >= t.doorPages() && to.Do != flows.Beside {
		if to.Do == flows.Gone {
			t.page, t.found = 0, nil // its own card says what to do when there is no other door
			return t.to
		}
		t.page = 0
		t.found = nil
	}
	if len(t.found) == 0 {
		t.asIs = true
		return wanted
	}
	return t.to
}

// find asks the directory.
func (t *turn) find(wanted flows.StateID) {
	at, _ := t.ground.Places.Locate(pointOf(t.session.Look.Near))
	t.found = t.ground.Directory.Near(pointOf(t.session.Look.Near), directory.Query{
		Types: t.view.looks.finds[wanted], At: t.now, Max: directory.MostFound, Shore: directory.ShoreOf(at.Nation),
	})
	if at.Nation.Crown() { // from one of these islands to the next is a ferry too
		t.found = slices.DeleteFunc(t.found, func(f directory.Found) bool { return f.Metres > acrossIsland(at.Nation) })
	}
	t.countLook(wanted, at.Area)
	// Nobody is sent to a hospital two counties away: its card says 999, and 111 for the nearest.
	if t.view.looks.finds[wanted] == directory.SetOf(directory.EmergencyDepartment) && !t.reachable() {
		t.found = nil
	}
	t.lacking = len(t.found) == 0
	// What is out of reach is for somebody who has nothing nearer.
	if t.reachable() {
		t.found = slices.DeleteFunc(t.found, func(f directory.Found) bool { return !f.InReach })
	}
}

// acrossIsland is how far one can go on an island without a ferry, in metres, or a little more: Man is 52 km long, Jersey and Guernsey about 15,
// and 40 from each other.
func acrossIsland(n place.Nation) float64 {
	if n == place.IsleOfMan {
		return 55_000
	}
	return 20_000
}

// wanted is the state that says what is looked for.
func (t *turn) wanted() (flows.StateID, bool) {
	id, ok := t.book.ByKey(flows.Key(t.session.Look.For))
	return id, ok && t.session.Look.For != 0 && len(t.book.State(id).Finds) > 0
}

func (t *turn) part(e flows.Effect) flows.StateID { return t.view.looks.parts[e] }

// lines is the card with the telephone numbers of the nation that the place is in.
func (t *turn) lines(own flows.StateID) flows.StateID {
	near := t.session.Look.Near
	if near == 0 || t.ground == nil || t.ground.Places == nil {
		return own
	}
	at, ok := t.ground.Places.Locate(pointOf(near))
	if id, has := t.view.looks.nations[at.Nation]; ok && has {
		return id
	}
	return own
}

// pointOf is the point on the map of a place that a session keeps.
func pointOf(p session.Place) place.Point {
	lat, lon := p.Hundredths()
	return place.Point{Lat: float64(lat) / 100, Lon: float64(lon) / 100}
}

// rounded is what a session keeps of a point: about a kilometre.
func rounded(p place.Point) session.Place {
	hundredths := func(degrees float64) int16 { return int16(roundHalf(degrees * 100)) }
	return session.PlaceAt(hundredths(p.Lat), hundredths(p.Lon))
}

func roundHalf(x float64) int {
	if x < 0 {
		return -int(-x + 0.5)
	}
	return int(x + 0.5)
}

// location answers a place that was shared. It came rounded.
func (t *turn) location() {
	if !t.ground.usable() {
		t.command("near")
		return
	}
	near := place.Point{Lat: float64(t.message.Near.LatHundredths) / 100, Lon: float64(t.message.Near.LonHundredths) / 100}
	at, ok := t.ground.Places.Locate(near)
	if !ok {
		t.goTo(t.part(flows.Unplaced))
		return
	}
	at.Point = near
	t.fromLocation = true
	t.settle(at)
	t.onwards()
}

// settle keeps a place, rounded. Who typed a postcode that is known by its area alone and was asked for the part of it says with a
// town where in that area they are.
func (t *turn) settle(p place.Place) {
	t.place = p
	s := &t.session.Look
	s.Near = rounded(p.Point)
	s.Picks = [session.Picks]session.Place{}
	if p.Area != "" || t.book.State(t.at).Do != flows.Wide {
		s.Area = areaNumbers[p.Area]
	}
}

// onwards goes from a place to the doors, or asks what is looked for.
func (t *turn) onwards() {
	if _, ok := t.wanted(); ok {
		t.goTo(t.part(flows.Doors))
		return
	}
	t.command("near")
}

// search hears a place, with or without what is looked for, in a text that is no emergency. It says whether there was
// one.
func (t *turn) search(typed string, h intent.Heard, asked bool) bool {
	if !t.ground.usable() {
		return false
	}
	here := t.book.State(t.at)
	part := here.Do
	if len(here.Finds) > 0 && t.session.Look.For == uint32(here.Key) {
		part = flows.Doors // who else to ask stands where the doors would
	}
	searching := t.known && part.InSearch()
	service, named := t.named(typed, h, asked)
	switch {
	case asked && !named:
		return false
	case named, searching && t.mayBePlace(typed, h, part):
	case h.Place != "" && (h.Intent == intent.FindService || h.Intent == intent.Other || h.Intent == intent.Menu):
	default:
		return false
	}
	r := t.ground.Places.Find(typed)
	if r.Answer == place.Nothing && h.Place != "" {
		r = t.ground.Places.Find(h.Place)
	}
	if r.Answer == place.Nothing && !named && !searching {
		return false
	}
	if named {
		t.session.Look.For = uint32(t.book.State(service).Key)
	} else if !searching {
		t.session.Look.For = 0
		if only, ok := t.onlyKind(t.at); ok && t.known { // a town, said while naloxone is talked of, is where to look for it
			t.session.Look.For = uint32(t.book.State(only).Key)
		}
	}
	switch r.Answer {
	case place.One:
		t.guess = r.Guess
		t.settle(r.Places[0])
		t.offer(r.Others)
		t.onwards()
	case place.Several:
		t.choose(r.Places)
		t.guess = r.Guess
	case place.AreaOnly:
		t.wide(r.Area)
	default:
		if r.Why == place.NoPlace && !named && part > flows.Unplaced {
			return t.sameDoors(h) // or a text about something else, beside a door
		}
		t.nowhere(r.Why, service, named, h)
	}
	return true
}

// wide asks for a part of what is too wide to look in. Of a postcode it is the area that is kept, for counting, and any place
// from before is over.
func (t *turn) wide(a place.Area) {
	t.area = a
	if a.Letters != "" {
		t.session.Look.Near, t.session.Look.Area = 0, areaNumbers[a.Letters]
		t.countWide()
	}
	t.goTo(t.part(flows.Wide))
}

// sameDoors answers what is asked of the doors that were shown, such as when one opens: all that is known of them is said again.
func (t *turn) sameDoors(h intent.Heard) bool {
	_, known := t.wanted()
	if h.Intent != intent.FindService || !known || t.session.Look.Near == 0 || t.book.State(t.at).Do != flows.Doors {
		return false
	}
	t.goTo(t.at)
	t.page, t.repeat = int(t.session.Look.Shown), true
	return true
}

// nowhere answers a text in which no place was heard.
func (t *turn) nowhere(why place.Why, service flows.StateID, named bool, h intent.Heard) {
	switch {
	case named && (h.Place == "" || t.session.Look.Near != 0):
		t.goTo(service)
	case why == place.NearMe && t.session.Look.Near != 0:
		t.onwards()
	case why == place.NearMe:
		t.goTo(t.part(flows.Where))
	default:
		t.goTo(t.part(flows.Unplaced))
	}
}

// shortAnswer is how many words an answer to "where?" has at most; longer ones that are about something else are.
const shortAnswer = 4

// mayBePlace says whether what is typed in a look for a service is to be read as a place.
func (t *turn) mayBePlace(typed string, h intent.Heard, part flows.Effect) bool {
	if h.Intent == intent.Other || h.Intent == intent.FindService || h.Intent == intent.Menu && h.Place != "" || h.Confidence < sureEnoughToAnswer {
		return part <= flows.Unplaced || h.Place != "" || h.Intent == intent.FindService || t.namesPlace(typed)
	}
	return part <= flows.Unplaced && len(strings.Fields(typed)) <= shortAnswer && t.namesPlace(typed)
}

// onlyPlace says whether somebody who was asked for a place typed the name of one and nothing else: Ash, of whom one could
// not be sure elsewhere.
func (t *turn) onlyPlace(typed string) bool {
	asked := t.book.State(t.at).Do
	if !t.known || !t.ground.usable() || asked < flows.Where || asked > flows.Unplaced {
		return false
	}
	for _, p := range t.ground.Places.Find(typed).Places {
		if name, _, _ := strings.Cut(p.Label, ","); strings.EqualFold(name, typed) {
			return true
		}
	}
	return false
}

// namesPlace says whether the gazetteer knows a place in the text, as it is spelt.
func (t *turn) namesPlace(typed string) bool {
	r := t.ground.Places.Find(typed)
	return r.Answer != place.Nothing && !r.Guess
}
