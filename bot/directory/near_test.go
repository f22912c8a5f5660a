package directory

import (
	"math"
	"slices"
	"testing"
	"time"

	"waymark/bot/directory/hours"
	"waymark/bot/directory/place"
)

func calendar(t testing.TB) *hours.Calendar {
	t.Helper()
	bank, err := hours.Shipped()
	if err != nil {
		t.Fatal(err)
	}
	c, err := hours.NewCalendar(bank)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func at(t testing.TB, s string) time.Time {
	t.Helper()
	when, err := time.ParseInLocation("Mon 2006-01-02 15:04", s, calendar(t).London())
	if err != nil {
		t.Fatal(err)
	}
	return when
}

// days are hours for every day of the week, bank holidays as usual.
func days(t testing.TB, text string) hours.Hours {
	t.Helper()
	all, reason := hours.ParseStretches(text)
	if reason != "" {
		t.Fatal(reason)
	}
	var week [7][]hours.Stretch
	for i := range week {
		week[i] = all
	}
	return hours.Hours{Rules: hours.WeekRules(week), Bank: hours.AsUsual}
}

// Dalston is where the searches of these tests begin.
var dalston = place.Point{Lat: 51.5462, Lon: -0.0751}

// north is a point so many metres from another.
func north(p place.Point, metres float64) place.Point {
	return place.Point{Lat: p.Lat + metres/111_250, Lon: p.Lon}
}

// door1 is a service with one door.
func door1(name string, p place.Point, h hours.Hours, ts ...Type) Service {
	if len(ts) == 0 {
		ts = []Type{NeedleExchange}
	}
	return Service{Source: "test", ID: name, Name: name, Types: SetOf(ts...), Locations: []Location{{Point: p, Hours: h, Division: hours.EnglandAndWales}}}
}

func build(t testing.TB, services ...Service) *Directory {
	t.Helper()
	d, err := New(services, nil, Config{Calendar: calendar(t)})
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func names(found []Found) []string {
	var all []string
	for _, f := range found {
		all = append(all, f.Service.Name)
	}
	return all
}

func TestOpenNowBeatsNearWithinReason(t *testing.T) {
	const now = "Mon 2026-11-23 15:00"
	open := days(t, "09:00-22:00")
	appointment := hours.Hours{Rules: []hours.Rule{{Kind: hours.Appointment, Interval: 1}}}
	for _, test := range []struct {
		name     string
		services []Service
		want     []string
	}{
		{"both open: the nearer", []Service{door1("far", north(dalston, 900), open), door1("near", north(dalston, 300), open)}, []string{"near", "far"}},
		{"closed round the corner, open 3 km on", []Service{door1("closed", north(dalston, 100), days(t, "09:00-12:00")), door1("open", north(dalston, 3_000), open)}, []string{"open", "closed"}},
		{"closed round the corner, open just within an hour's walk more", []Service{door1("closed", north(dalston, 100), days(t, "09:00-12:00")), door1("open", north(dalston, 4_880), open)}, []string{"open", "closed"}},
		{"closed round the corner, open beyond reason", []Service{door1("closed", north(dalston, 100), days(t, "09:00-12:00")), door1("open", north(dalston, 4_920), open)}, []string{"closed", "open"}},
		{"opens in ten minutes, open 20 minutes' walk further", []Service{door1("soon", north(dalston, 100), days(t, "15:10-18:00")), door1("open", north(dalston, 1_700), open)}, []string{"soon", "open"}},
		{"opens while one walks there", []Service{door1("by then", north(dalston, 2_400), days(t, "15:25-18:00")), door1("open", north(dalston, 2_500), open)}, []string{"by then", "open"}},
		{"closes before one gets there", []Service{door1("closing", north(dalston, 800), days(t, "09:00-15:05")), door1("open", north(dalston, 3_000), open)}, []string{"open", "closing"}},
		{"hours not known come between", []Service{door1("unknown", north(dalston, 100), hours.Hours{}), door1("closed", north(dalston, 90), days(t, "09:00-12:00")), door1("open", north(dalston, 2_000), open)}, []string{"open", "unknown", "closed"}},
		{"by appointment is no open door", []Service{door1("appointment", north(dalston, 100), appointment), door1("open", north(dalston, 3_000), open)}, []string{"open", "appointment"}},
		{"another type is not asked for", []Service{door1("pharmacy", north(dalston, 100), open, Pharmacy), door1("needles", north(dalston, 3_000), open)}, []string{"needles"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			found := build(t, test.services...).Near(dalston, Query{Types: SetOf(NeedleExchange), At: at(t, now)})
			if got := names(found); !slices.Equal(got, test.want) {
				t.Errorf("got %v, want %v", got, test.want)
			}
		})
	}
}

func TestWhatIsFoundSaysAllOfIt(t *testing.T) {
	old := door1("old", north(dalston, 2_000), days(t, "09:00-12:30, 13:30-17:00"))
	old.Checked = Checked{On: hours.DayOf(2025, 11, 21), How: ByPhone}
	fresh := door1("fresh", north(dalston, 40_000), days(t, "24 hours"))
	fresh.Checked = Checked{On: hours.DayOf(2025, 11, 23), How: ByVisiting}
	never := door1("never", north(dalston, 60_000), hours.Hours{Rules: []hours.Rule{{Kind: hours.Appointment, Interval: 1}}})
	found := build(t, old, fresh, never).Near(dalston, Query{Types: SetOf(NeedleExchange), At: at(t, "Mon 2026-11-23 12:00")})
	if len(found) != 3 {
		t.Fatal(names(found))
	}
	if f := found[0]; !f.Old || !f.InReach || !f.Hours.Open || !f.Hours.Until.Equal(at(t, "Mon 2026-11-23 12:30")) || math.Abs(f.Metres-2_000) > 5 {
		t.Errorf("old: %+v", f)
	}
	if f := found[1]; f.Old || f.InReach || !f.Hours.Open || !f.Hours.Until.IsZero() {
		t.Errorf("fresh: %+v", f)
	}
	if f := found[2]; !f.Old || f.InReach || f.Hours.Open || !f.ByAppointment {
		t.Errorf("never: %+v", f)
	}
}

func TestFlagsAreKnownToBeSo(t *testing.T) {
	open := days(t, "24 hours")
	yes, no, unknown := door1("yes", north(dalston, 900), open), door1("no", dalston, open), door1("unknown", dalston, open)
	yes.Yes, no.No = FlagsOf(Dogs, NoID), FlagsOf(Dogs)
	found := build(t, yes, no, unknown).Near(dalston, Query{Types: SetOf(NeedleExchange), Flags: FlagsOf(Dogs), At: at(t, "Mon 2026-11-23 12:00")})
	if got := names(found); !slices.Equal(got, []string{"yes"}) {
		t.Errorf("got %v", got)
	}
}

func TestOneDoorThatTwoSourcesKnowIsFoundOnce(t *testing.T) {
	open := days(t, "24 hours")
	a, b := door1("Corner Pharmacy", dalston, days(t, "09:00-10:00"), Pharmacy, NeedleExchange), door1("CORNER PHARMACY", north(dalston, 10), open, Pharmacy)
	b.Source = "other"
	next, two := door1("Corner Pharmacy", north(dalston, 100), open, Pharmacy), door1("Other", dalston, open, Pharmacy)
	next.Source = "branch"
	found := build(t, a, b, next, two).Near(dalston, Query{Types: SetOf(Pharmacy, NeedleExchange), At: at(t, "Mon 2026-11-23 12:00"), Max: 9})
	var got []string
	for _, f := range found {
		got = append(got, f.Service.Source+" "+f.Service.Name)
	}
	if want := []string{"test Other", "other CORNER PHARMACY", "branch Corner Pharmacy"}; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

func TestAVansStopsAreDoorsOfTheirOwn(t *testing.T) {
	van := Service{Source: "test", ID: "van", Name: "van", Types: SetOf(Van), Locations: []Location{
		{ID: "a", Point: north(dalston, 200), Hours: days(t, "10:00-11:00")},
		{ID: "b", Point: north(dalston, 900), Hours: days(t, "14:00-16:00")},
	}}
	found := build(t, van).Near(dalston, Query{Types: SetOf(Van), At: at(t, "Mon 2026-11-23 15:00")})
	if len(found) != 2 || found[0].Location.ID != "b" || found[1].Location.ID != "a" || found[0].Service != found[1].Service {
		t.Errorf("got %+v", found)
	}
}

func TestNextDoors(t *testing.T) {
	open := days(t, "24 hours")
	d := build(t,
		door1("needles", dalston, open, NeedleExchange, Naloxone),
		door1("wounds", north(dalston, 500), open, WoundCare, MentalHealth),
		door1("food", north(dalston, 700), open, WelcomingSpace),
		door1("food too far", north(dalston, 900), open, WelcomingSpace),
		door1("more naloxone", north(dalston, 100), open, Naloxone),
	)
	now := at(t, "Mon 2026-11-23 12:00")
	found := d.Near(dalston, Query{Types: SetOf(NeedleExchange), At: now})
	got := names(d.Beside(found[0], Query{Types: SetOf(Naloxone, WoundCare, MentalHealth, WelcomingSpace, Housing), At: now}))
	if want := []string{"more naloxone", "wounds", "food"}; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
	if got := d.Beside(found[0], Query{Types: AllTypes, At: now, Max: 1}); len(got) != 1 {
		t.Errorf("got %v", names(got))
	}
}

func TestUnmetNeed(t *testing.T) {
	d, err := New([]Service{door1("needles", north(dalston, 4_900), hours.Hours{}), door1("food", north(dalston, 4_900), hours.Hours{}, WelcomingSpace), door1("detox", north(dalston, 60_000), hours.Hours{}, DetoxRehab)},
		nil, Config{Calendar: calendar(t), Reach: map[Type]float64{WelcomingSpace: 1_000}})
	if err != nil {
		t.Fatal(err)
	}
	if got := d.Unmet(dalston, SetOf(NeedleExchange, WelcomingSpace, DetoxRehab, Housing)); !slices.Equal(got, []Type{Housing, WelcomingSpace}) {
		t.Errorf("unmet: %v", got)
	}
	if _, ok := d.Nearest(place.Point{}, NeedleExchange); ok {
		t.Error("something is near nowhere")
	}
	for _, ts := range Types() {
		if DefaultReach()[ts] == 0 {
			t.Errorf("%s has no reach", ts)
		}
	}
}

func TestNothingIsFoundNowhere(t *testing.T) {
	d := build(t, door1("needles", dalston, hours.Hours{}))
	for _, p := range []place.Point{{}, {Lat: 91, Lon: 0}, {Lat: math.NaN(), Lon: math.NaN()}, {Lat: math.Inf(1), Lon: 0}} {
		if found := d.Near(p, Query{Types: AllTypes, At: time.Unix(0, 0)}); len(found) != 0 {
			t.Errorf("%v: found %d", p, len(found))
		}
	}
	if found := build(t).Near(dalston, Query{Types: AllTypes, At: at(t, "Mon 2026-11-23 12:00")}); len(found) != 0 {
		t.Error("found something in an empty directory")
	}
}

// Nobody is sent over the sea: from Belfast not to Scotland, from Stranraer not to Belfast, from Man not to either.
func TestDoorsAcrossTheSeaAreLeftOut(t *testing.T) {
	glasgow, belfast, douglas := place.Point{Lat: 55.86, Lon: -4.25}, place.Point{Lat: 54.60, Lon: -5.93}, place.Point{Lat: 54.15, Lon: -4.48}
	in := func(name string, p place.Point, div hours.Division) Service {
		s := door1(name, p, hours.Hours{})
		s.Locations[0].Division = div
		return s
	}
	d := build(t, in("glasgow", glasgow, hours.Scotland), in("belfast", belfast, hours.NorthernIreland), in("douglas", douglas, hours.NoDivision), in("carlisle", place.Point{Lat: 54.89, Lon: -2.94}, hours.EnglandAndWales))
	for _, c := range []struct {
		nation place.Nation
		from   place.Point
		want   []string
	}{
		{place.Scotland, place.Point{Lat: 54.90, Lon: -5.03}, []string{"glasgow", "carlisle"}},
		{place.England, place.Point{Lat: 54.55, Lon: -3.59}, []string{"carlisle", "glasgow"}},
		{place.NorthernIreland, place.Point{Lat: 54.80, Lon: -5.78}, []string{"belfast"}},
		{place.IsleOfMan, place.Point{Lat: 54.22, Lon: -4.69}, []string{"douglas"}},
		{place.UnknownNation, place.Point{Lat: 54.22, Lon: -4.69}, []string{"douglas", "belfast", "carlisle", "glasgow"}},
	} {
		var got []string
		for _, f := range d.Near(c.from, Query{Types: SetOf(NeedleExchange), At: at(t, "Mon 2026-11-23 12:00"), Max: 9, Shore: ShoreOf(c.nation)}) {
			got = append(got, f.Service.Name)
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("from %s: %v, want %v", c.nation, got, c.want)
		}
	}
}
