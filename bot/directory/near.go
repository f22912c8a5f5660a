package directory

import (
	"strings"
	"time"

	"waymark/bot/directory/hours"
	"waymark/bot/directory/place"
)

// Query is what somebody looks for.
type Query struct {
	Types TypeSet   // any of these
	At    time.Time // when they ask
	Flags FlagSet   // all of these are known to be so
	Max   int       // how many to find, at most MostFound; 0 is three
	// Shore leaves out what is across the sea; the zero value leaves out nothing.
	Shore Shore
}

// Shore is some of the divisions that doors are in, and says which of them can be gone to without a ferry.
type Shore uint8

// ShoreOf is what can be gone to over land in a nation. The Isle of Man, Jersey and Guernsey are one here: none of them is within reach of
// another.
func ShoreOf(n place.Nation) Shore {
	switch {
	case n == place.NorthernIreland:
		return 1 << hours.NorthernIreland
	case n.Crown():
		return 1 << hours.NoDivision
	case n != place.UnknownNation:
		return 1<<hours.EnglandAndWales | 1<<hours.Scotland
	}
	return 0
}

func (s Shore) leavesOut(l *Location) bool { return s != 0 && s>>l.Division&1 == 0 }

// MostFound is the most that one query finds: three screens of three.
const MostFound = 9

// Found is one door, best first.
type Found struct {
	Service  *Service
	Location *Location
	Metres   float64 // along the ground, as the crow flies
	Hours    hours.Status
	// ByAppointment: it has hours by appointment and none for walking in.
	ByAppointment bool
	// Old: the service was last checked longer ago than Config.CheckedWithin, or nobody knows when.
	Old bool
	// InReach: it is no further than somebody would go for one of the types asked for.
	InReach bool
}

// Open now beats near, within reason. The score of a door is the way to it in metres and the wait at it, in metres that could be
// walked meanwhile; the lowest score is the best door.
//
//   - Open, and still open after walking there at 80 m a minute: no wait.
//   - Closed, but opening within an hour of getting there: that long a wait.
//   - Closed for longer, or closing before one gets there, or by appointment alone: an hour. So an open door
//     beats a closed one unless it is 3 miles (4.8 km) further away.
//   - Hours not known, today's in doubt because of a bank holiday: half an hour.
//
// What cannot be less than the way itself lets the search stop at the distance of the worst score that it has.
const (
	walkingSpeed = 80.0 / 60 // m/s; 3 miles an hour
	longestWait  = 60 * 60   // s
	doubtfulWait = 30 * 60   // s
)

// wait is how long somebody who sets out now stands before the door, in seconds, up to longestWait.
func wait(now int64, metres float64, a *hours.Answer) float64 {
	arrives := now + int64(metres/walkingSpeed)
	switch {
	case a.Open && (a.Until == 0 || a.Until > arrives):
		return 0
	case a.Open:
		return longestWait
	case !a.Known, a.Unsure:
		return doubtfulWait
	case a.Opens == 0:
		return longestWait
	}
	return float64(min(max(a.Opens-arrives, 0), longestWait))
}

// Near finds the best doors for somebody at a point, best first. It finds the nearest however far it is: what is out of reach says
// so. A point that is nowhere finds nothing.
func (d *Directory) Near(p place.Point, q Query) []Found {
	if !p.InBounds() {
		return nil
	}
	if q.Max <= 0 {
		q.Max = 3
	}
	s := search{d: d, from: onGround(p), moment: d.calendar.At(q.At), types: q.Types, flags: q.Flags, shore: q.Shore, most: min(q.Max, MostFound), bound: 1e300}
	for _, part := range d.trees(q.Types) {
		s.look(part)
	}
	found := make([]Found, s.n)
	for i := range found {
		found[i] = s.found(&s.best[i], q.Types)
	}
	return found
}

// trees are where the doors of some types are: one tree for each type, or the one of all doors where those of the types have
// at least as many spots. A door of three types stands in three trees, and all of them together are slower to search than the one.
func (d *Directory) trees(s TypeSet) []tree {
	var some [types]tree
	n, spots := 0, 0
	for t := range types {
		if s.Has(t) {
			some[n] = d.nearest[t]
			spots += len(some[n])
			n++
		}
	}
	if n > 1 && spots >= len(d.all) {
		some[0], n = d.all, 1
	}
	return some[:n]
}

// search is one query on its way. It lives on the stack.
type search struct {
	d      *Directory
	from   vector
	moment hours.Moment
	types  TypeSet
	flags  FlagSet
	shore  Shore
	most   int
	n      int
	best   [MostFound]candidate // lowest score first
	bound  float64              // the square of the distance beyond which no door can be among the best
}

type candidate struct {
	score  float64
	square float64
	door   int32
	answer hours.Answer
}

// look goes through a tree, nearer parts first.
func (s *search) look(part tree) {
	for len(part) > 0 {
		middle := len(part) / 2
		at := &part[middle]
		if square := s.from.square(at.vector); square <= s.bound {
			s.weigh(at.door, square)
		}
		beyond := s.from[at.axis] - at.vector[at.axis]
		near, far := part[:middle], part[middle+1:]
		if beyond > 0 {
			near, far = far, near
		}
		s.look(near)
		if beyond*beyond > s.bound {
			return
		}
		part = far
	}
}

// weigh gives a door its place among the best, if it has one.
func (s *search) weigh(id int32, square float64) {
	service := s.d.service(id)
	if service.Types&s.types == 0 || service.Yes&s.flags != s.flags || s.shore.leavesOut(s.d.location(id)) {
		return
	}
	c := candidate{square: square, door: id, answer: s.d.sets[id].Ask(&s.moment)}
	metres := alongGround(square)
	c.score = metres + wait(s.moment.Unix(), metres, &c.answer)*walkingSpeed
	if s.n == s.most && !c.before(&s.best[s.n-1]) {
		return
	}
	for i := range s.n {
		if s.same(s.best[i].door, id) {
			if !c.before(&s.best[i]) {
				return
			}
			copy(s.best[i:], s.best[i+1:s.n])
			s.n--
			break
		}
	}
	s.n = min(s.n+1, s.most)
	i := s.n - 1
	for ; i > 0 && c.before(&s.best[i-1]); i-- {
		s.best[i] = s.best[i-1]
	}
	s.best[i] = c
	if s.n == s.most {
		worst := s.best[s.n-1].score
		s.bound = worst * worst
	}
}

// before orders candidates so that the same question has the same answer, whatever shape the trees have.
func (c *candidate) before(other *candidate) bool {
	switch {
	case c.score != other.score:
		return c.score < other.score
	case c.square != other.square:
		return c.square < other.square
	}
	return c.door < other.door
}

// same says whether two doors are one: itself, seen through two of its types, or one place that two sources know by the same
// name.
func (s *search) same(a, b int32) bool {
	if a == b {
		return true
	}
	const apart = 25.0 // m
	p, q := s.d.location(a), s.d.location(b)
	if dLat := p.Point.Lat - q.Point.Lat; dLat > 0.001 || dLat < -0.001 {
		return false
	}
	return strings.EqualFold(s.d.service(a).Name, s.d.service(b).Name) && s.d.doors[a].service != s.d.doors[b].service &&
		onGround(p.Point).square(onGround(q.Point)) < apart*apart
}

func (d *Directory) service(id int32) *Service { return &d.services[d.doors[id].service] }

func (d *Directory) location(id int32) *Location {
	return &d.service(id).Locations[d.doors[id].location]
}

func (s *search) found(c *candidate, asked TypeSet) Found {
	set := &s.d.sets[c.door]
	f := Found{
		Service: s.d.service(c.door), Location: s.d.location(c.door),
		Metres: alongGround(c.square), Hours: set.Status(c.answer),
		ByAppointment: set.ByAppointment() && !set.WalkIns(),
	}
	on := f.Service.Checked.On
	f.Old = on == 0 || int64(s.moment.Day()-on) > s.d.within
	f.InReach = f.Metres <= s.d.Reach(f.Service.Types&asked)
	return f
}

// beside is how far a door is from another to be next to it, in metres: ten minutes' walk.
const beside = 800

// Beside finds other doors near one that was found, such as food or wound care next to a needle exchange: of each type
// of the query the best, each service once, and never the one given.
func (d *Directory) Beside(f Found, q Query) []Found {
	var all []Found
	for _, t := range q.Types.Types() {
		for _, n := range d.Near(f.Location.Point, Query{Types: SetOf(t), At: q.At, Flags: q.Flags, Max: MostFound}) {
			if n.Metres > beside || n.Service == f.Service || contains(all, n.Service) {
				continue
			}
			all = append(all, n)
			break
		}
	}
	if q.Max > 0 && len(all) > q.Max {
		all = all[:q.Max]
	}
	return all
}

func contains(all []Found, s *Service) bool {
	for i := range all {
		if all[i].Service == s {
			return true
		}
	}
	return false
}
