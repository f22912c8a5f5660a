package example

import (
	"regexp"
	"strings"
	"testing"
	"time"

	"waymark/bot/directory"
	"waymark/bot/directory/hours"
	"waymark/bot/directory/place"
)

func open(t testing.TB) *directory.Directory {
	t.Helper()
	bank, err := hours.Shipped()
	if err != nil {
		t.Fatal(err)
	}
	c, err := hours.NewCalendar(bank)
	if err != nil {
		t.Fatal(err)
	}
	d, err := Open(c)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// drama are the numbers that Ofcom keeps free for television and films.
var drama = regexp.MustCompile(`^(07700 900\d{3}|01632 960\d{3})$`)

func TestEverythingInventedSaysSo(t *testing.T) {
	d := open(t)
	if !d.Example() {
		t.Error("the directory does not say that it is an example")
	}
	numbers := map[string]bool{}
	for _, s := range d.Services() {
		if !strings.HasPrefix(s.Name, "EXAMPLE ") || !strings.HasPrefix(s.Organisation, "EXAMPLE ") {
			t.Errorf("%s, %s", s.Name, s.Organisation)
		}
		for _, l := range s.Locations {
			if !strings.Contains(l.Address, "EXAMPLE") || !strings.HasPrefix(l.Name, "EXAMPLE ") || l.Postcode != "" {
				t.Errorf("%s: %+v", s.Name, l)
			}
		}
		for _, p := range s.Phones {
			if !drama.MatchString(p.Number) || numbers[p.Number] {
				t.Errorf("%s: %s", s.Name, p.Number)
			}
			numbers[p.Number] = true
		}
		if s.URL != "" && !strings.HasPrefix(s.URL, "https://example.org/") {
			t.Errorf("%s: %s", s.Name, s.URL)
		}
		if s.Checked.On == 0 || s.Checked.How == directory.NotSaid {
			t.Errorf("%s: nobody checked it", s.Name)
		}
	}
}

func TestEveryTypeAndFlagIsShown(t *testing.T) {
	var types directory.TypeSet
	var flags directory.FlagSet
	for _, s := range open(t).Services() {
		types |= s.Types
		flags |= s.Yes
	}
	if types != directory.AllTypes {
		t.Errorf("nothing of %v", (directory.AllTypes &^ types).Types())
	}
	if all := directory.FlagsOf(directory.Flags()...); flags != all {
		t.Errorf("nothing with %v", (all &^ flags).Flags())
	}
}

func TestPinsNearDalston(t *testing.T) {
	d := open(t)
	now := time.Date(2026, 11, 23, 14, 0, 0, 0, time.UTC) // a Monday
	found := d.Near(place.Point{Lat: 51.55, Lon: -0.08}, directory.Query{Types: directory.SetOf(directory.NeedleExchange, directory.NeedleVending), At: now})
	if len(found) != 3 || found[0].Service.Name != "EXAMPLE Needle Vending Machine, Dalston" || found[1].Service.Name != "EXAMPLE Needle Exchange, Dalston" || found[2].InReach {
		t.Fatalf("%+v", found)
	}
	if f := found[1]; !f.Hours.Open || f.Hours.Until.Hour() != 17 || f.Old || !f.InReach {
		t.Errorf("%+v", f)
	}
	if beside := d.Beside(found[1], directory.Query{Types: directory.SetOf(directory.WoundCare, directory.WelcomingSpace), At: now}); len(beside) != 2 {
		t.Errorf("next doors: %d", len(beside))
	}
	if unmet := d.Unmet(place.Point{Lat: 52.48, Lon: -1.89}, directory.SetOf(directory.NeedleExchange)); len(unmet) != 1 {
		t.Error("there is a needle exchange in Birmingham")
	}
}

func BenchmarkOpen(b *testing.B) {
	c := open(b).Calendar()
	for b.Loop() {
		if _, err := Open(c); err != nil {
			b.Fatal(err)
		}
	}
}
