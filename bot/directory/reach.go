package directory

import (
	"math"

	"waymark/bot/directory/place"
)

// DefaultReach is how far somebody would go for each type, in metres. It is a judgement, not a finding: what is needed every
// day has to be near, a detox place may be a county away. Operators set their own in Config.Reach. It decides
// what counts as unmet need and what is called far; it never hides a door.
func DefaultReach() [types]float64 {
	const day, week, once = 5_000, 15_000, 80_000
	return [types]float64{
		NeedleExchange: day, NeedleVending: day, Van: day, PharmacySupervised: day, Naloxone: day, Pharmacy: day,
		SharpsDisposal: day, WelcomingSpace: day,
		Treatment: week, OST: week, MutualAid: week, PeerSupport: week, WoundCare: week, BBVTest: week, SexualHealth: week,
		Housing: week, Benefits: week, MentalHealth: week, YoungPeople: week, Family: week,
		DrugChecking: 30_000, EmergencyDepartment: 40_000, DetoxRehab: once,
	}
}

// Reach is how far somebody would go for the one of the types that they would go furthest for.
func (d *Directory) Reach(s TypeSet) float64 {
	reach := 0.0
	for t := range types {
		if s.Has(t) {
			reach = max(reach, d.reach[t])
		}
	}
	return reach
}

// Unmet lists those of the types that have no door within reach of a point, open or not. It is for counting, by type and
// postcode area and nothing finer.
func (d *Directory) Unmet(p place.Point, s TypeSet) []Type {
	var unmet []Type
	for _, t := range s.Types() {
		if metres, ok := d.Nearest(p, t); !ok || metres > d.reach[t] {
			unmet = append(unmet, t)
		}
	}
	return unmet
}

// Nearest is how far the nearest door of a type is, open or not, in metres; it is not ok where there is none.
func (d *Directory) Nearest(p place.Point, t Type) (metres float64, ok bool) {
	if t >= types || len(d.nearest[t]) == 0 || !p.InBounds() {
		return 0, false
	}
	best := math.Inf(1)
	d.nearest[t].nearest(onGround(p), &best)
	return alongGround(best), true
}

// nearest lowers the square of a distance to that of the nearest spot.
func (part tree) nearest(from vector, best *float64) {
	for len(part) > 0 {
		middle := len(part) / 2
		at := &part[middle]
		*best = min(*best, from.square(at.vector))
		beyond := from[at.axis] - at.vector[at.axis]
		near, far := part[:middle], part[middle+1:]
		if beyond > 0 {
			near, far = far, near
		}
		near.nearest(from, best)
		if beyond*beyond >= *best {
			return
		}
		part = far
	}
}
