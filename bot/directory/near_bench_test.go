package directory

import (
	"math/rand/v2"
	"testing"

	"waymark/bot/directory/hours"
	"waymark/bot/directory/place"
)

func BenchmarkNear(b *testing.B) {
	r := rand.New(rand.NewPCG(1, 2))
	lunch, night := days(b, "09:00-12:30, 13:30-17:00"), days(b, "22:00-04:00")
	d := build(b, scatter(r, 20_000, []hours.Hours{lunch, lunch, lunch, night, {}})...)
	for _, c := range []struct {
		name string
		when string
		set  TypeSet
		from place.Point
	}{
		{"city, open", "Mon 2026-11-23 10:00", SetOf(NeedleExchange), dalston},
		{"city, at night", "Mon 2026-11-23 05:00", SetOf(NeedleExchange), dalston},
		{"country, open", "Mon 2026-11-23 10:00", SetOf(NeedleExchange), place.Point{Lat: 57.1, Lon: -4.2}},
		{"country, at night", "Mon 2026-11-23 05:00", SetOf(NeedleExchange), place.Point{Lat: 57.1, Lon: -4.2}},
		{"any type, city, at night", "Mon 2026-11-23 05:00", AllTypes, dalston},
	} {
		b.Run(c.name, func(b *testing.B) {
			q := Query{Types: c.set, At: at(b, c.when)}
			b.ReportAllocs()
			for b.Loop() {
				d.Near(c.from, q)
			}
		})
	}
}

// BenchmarkNearAmong20000OfOneType asks where every one of the 20,000 services is of the type that is looked for.
func BenchmarkNearAmong20000OfOneType(b *testing.B) {
	r := rand.New(rand.NewPCG(1, 2))
	services := scatter(r, 20_000, []hours.Hours{days(b, "09:00-12:30, 13:30-17:00"), days(b, "22:00-04:00"), {}})
	for i := range services {
		services[i].Types = SetOf(NeedleExchange)
	}
	d := build(b, services...)
	for name, when := range map[string]string{"by day": "Mon 2026-11-23 10:00", "at lunch": "Mon 2026-11-23 12:45", "at night": "Mon 2026-11-23 05:00"} {
		b.Run(name, func(b *testing.B) {
			q := Query{Types: SetOf(NeedleExchange), At: at(b, when)}
			froms := make([]place.Point, 512)
			for i := range froms {
				froms[i] = services[r.IntN(len(services))].Locations[0].Point.Rounded()
			}
			i := 0
			b.ReportAllocs()
			for b.Loop() {
				i++
				if len(d.Near(froms[i%len(froms)], q)) != 3 {
					b.Fatal("not three")
				}
			}
		})
	}
}

func BenchmarkNew(b *testing.B) {
	r := rand.New(rand.NewPCG(1, 2))
	services := scatter(r, 20_000, []hours.Hours{days(b, "09:00-12:30, 13:30-17:00")})
	c := Config{Calendar: calendar(b)}
	for b.Loop() {
		if _, err := New(services, nil, c); err != nil {
			b.Fatal(err)
		}
	}
}
