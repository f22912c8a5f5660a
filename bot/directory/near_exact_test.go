package directory

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"waymark/bot/directory/hours"
	"waymark/bot/directory/place"
)

// geodesic is the distance on the WGS84 ellipsoid by T. Vincenty, Survey Review 23 (1975), to a tenth of a millimetre.
func geodesic(p, q place.Point) float64 {
	const a, f = 6_378_137.0, 1 / 298.257223563
	const b, rad = a * (1 - f), math.Pi / 180
	if p == q {
		return 0
	}
	l := (q.Lon - p.Lon) * rad
	su1, cu1 := math.Sincos(math.Atan((1 - f) * math.Tan(p.Lat*rad)))
	su2, cu2 := math.Sincos(math.Atan((1 - f) * math.Tan(q.Lat*rad)))
	lambda := l
	for {
		sl, cl := math.Sincos(lambda)
		sinSigma := math.Hypot(cu2*sl, cu1*su2-su1*cu2*cl)
		cosSigma := su1*su2 + cu1*cu2*cl
		sigma := math.Atan2(sinSigma, cosSigma)
		sinAlpha := cu1 * cu2 * sl / sinSigma
		cos2 := 1 - sinAlpha*sinAlpha
		cos2m := cosSigma - 2*su1*su2/cos2
		c := f / 16 * cos2 * (4 + f*(4-3*cos2))
		was := lambda
		lambda = l + (1-c)*f*sinAlpha*(sigma+c*sinSigma*(cos2m+c*cosSigma*(-1+2*cos2m*cos2m)))
		if math.Abs(lambda-was) < 1e-13 {
			u := cos2 * (a*a - b*b) / (b * b)
			big := 1 + u/16384*(4096+u*(-768+u*(320-175*u)))
			small := u / 1024 * (256 + u*(-128+u*(74-47*u)))
			d := small * sinSigma * (cos2m + small/4*(cosSigma*(-1+2*cos2m*cos2m)-small/6*cos2m*(-3+4*sinSigma*sinSigma)*(-3+4*cos2m*cos2m)))
			return b * big * (sigma - d)
		}
	}
}

// scatter makes services all over these islands, some crowded as in a city, each of up to three types.
func scatter(r *rand.Rand, n int, h []hours.Hours) []Service {
	services := make([]Service, n)
	for i := range services {
		p := place.Point{Lat: 49.2 + r.Float64()*12, Lon: -8.5 + r.Float64()*10.5}
		if i%2 == 0 {
			p = place.Point{Lat: 51.3 + r.Float64()*0.4, Lon: -0.5 + r.Float64()*0.8}
		}
		services[i] = door1(fmt.Sprint(i), p, h[i%len(h)], Type(r.IntN(4)), Type(r.IntN(int(types))))
	}
	return services
}

// TestTheNearestOf20000IsABruteForceGeodesics asks with hours that make no difference, so that distance alone decides, and
// compares with every distance reckoned on the ellipsoid.
func TestTheNearestOf20000IsABruteForceGeodesics(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 20000))
	services := scatter(r, 20_000, []hours.Hours{{}})
	d := build(t, services...)
	queries := 60
	if testing.Short() {
		queries = 10
	}
	for range queries {
		from := place.Point{Lat: 49.2 + r.Float64()*12, Lon: -8.5 + r.Float64()*10.5}
		if r.IntN(2) == 0 {
			from = place.Point{Lat: 51.3 + r.Float64()*0.4, Lon: -0.5 + r.Float64()*0.8}
		}
		set := SetOf(Type(r.IntN(4)), Type(r.IntN(int(types))))
		if r.IntN(4) == 0 {
			set = AllTypes // one tree of all doors, instead of one of each type
		}
		type distance struct {
			metres float64
			name   string
		}
		var all []distance
		for i := range services {
			if services[i].Types&set != 0 {
				all = append(all, distance{geodesic(from, services[i].Locations[0].Point), services[i].Name})
			}
		}
		slices.SortFunc(all, func(a, b distance) int {
			if a.metres < b.metres {
				return -1
			}
			return 1
		})
		found := d.Near(from, Query{Types: set, At: time.Unix(1_795_000_000, 0), Max: MostFound})
		if len(found) != MostFound {
			t.Fatalf("found %d", len(found))
		}
		for i, f := range found {
			if f.Service.Name != all[i].name {
				t.Fatalf("from %v, place %d: found %s at %.3f m, the ellipsoid says %s at %.3f m", from, i, f.Service.Name, f.Metres, all[i].name, all[i].metres)
			}
			if math.Abs(f.Metres-all[i].metres) > max(0.5, all[i].metres*0.002) {
				t.Fatalf("%.3f m, the ellipsoid says %.3f m", f.Metres, all[i].metres)
			}
		}
		for _, one := range set.Types() {
			metres, ok := d.Nearest(from, one)
			if near := d.Near(from, Query{Types: SetOf(one), At: time.Unix(1_795_000_000, 0), Max: 1}); !ok || math.Abs(metres-near[0].Metres) > 0.001 {
				t.Fatalf("nearest %s: %f %t, %f", one, metres, ok, near[0].Metres)
			}
		}
	}
}

// TestTheBestAreABruteForcesBest ranks every door by the rule as it is written and compares, at all times of a week.
func TestTheBestAreABruteForcesBest(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 5))
	h := []hours.Hours{{}, days(t, "09:00-17:00"), days(t, "09:00-12:30, 13:30-17:00"), days(t, "22:00-04:00"), days(t, "24 hours"), {Rules: []hours.Rule{{Kind: hours.Appointment, Interval: 1}}}}
	services := scatter(r, 3_000, h)
	d := build(t, services...)
	c := d.Calendar()
	for range 150 {
		from := place.Point{Lat: 51.3 + r.Float64()*0.4, Lon: -0.5 + r.Float64()*0.8}
		now := time.Unix(1_795_000_000+r.Int64N(7*86400), 0)
		set := SetOf(Type(r.IntN(4)), Type(r.IntN(4)))
		if r.IntN(4) == 0 {
			set = AllTypes
		}
		type ranked struct {
			score float64
			name  string
		}
		var all []ranked
		for i := range services {
			if services[i].Types&set == 0 {
				continue
			}
			l := &services[i].Locations[0]
			hoursThere := c.Compile(l.Hours, l.Division)
			metres := alongGround(onGround(from).square(onGround(l.Point)))
			arrival := now.Add(time.Duration(math.Floor(metres/80*60)) * time.Second)
			open, until := hoursThere.OpenAt(now)
			next, ok := hoursThere.Next(now)
			waiting := 3600.0
			switch {
			case open && (until.IsZero() || until.After(arrival)):
				waiting = 0
			case !open && !l.Hours.Known():
				waiting = 1800
			case !open && ok:
				waiting = min(3600, max(0, next.Sub(arrival).Seconds()))
			}
			all = append(all, ranked{metres + waiting/60*80, services[i].Name})
		}
		slices.SortFunc(all, func(a, b ranked) int {
			if a.score < b.score {
				return -1
			}
			return 1
		})
		for i, f := range d.Near(from, Query{Types: set, At: now, Max: MostFound}) {
			if f.Service.Name != all[i].name {
				t.Fatalf("from %v at %s, place %d: found %s, the rule says %s", from, now, i, f.Service.Name, all[i].name)
			}
		}
	}
}
