package intake

import (
	"slices"
	"strings"
	"testing"
	"time"

	"waymark/bot/directory"
	"waymark/bot/directory/hours"
	"waymark/bot/directory/place"
)

var today = hours.DayOf(2026, 11, 22)

// postcodes are the only ones that tests know.
func postcodes(code string) (place.Place, bool) {
	known := map[string]place.Point{
		"E8 1AA": {Lat: 51.5462, Lon: -0.0751}, "HU1 1AA": {Lat: 53.7443, Lon: -0.3325}, "G1 1AA": {Lat: 55.8609, Lon: -4.2514},
	}
	p, ok := known[code]
	return place.Place{Point: p, Precision: place.Unit, Radius: 100}, ok
}

func options() Options { return Options{Today: today, Locate: postcodes} }

// fields are where the problems of a batch are, each once.
func fields(b *Batch) []string {
	var all []string
	for _, p := range b.Problems {
		if !slices.Contains(all, p.Field) {
			all = append(all, p.Field)
		}
	}
	return all
}

func readCSV(t *testing.T, text string) *Batch {
	t.Helper()
	b, err := CSV(t.Context(), strings.NewReader(text), options())
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// only is the one service that there has to be.
func only(t *testing.T, b *Batch) directory.Service {
	t.Helper()
	if len(b.Services) != 1 {
		t.Fatalf("%d services; set aside: %v", len(b.Services), b.Problems)
	}
	return b.Services[0]
}

// london is the calendar that directories of these tests use.
func london(t testing.TB) *hours.Calendar {
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

func hoursAt(t *testing.T, s string) time.Time {
	t.Helper()
	at, err := time.ParseInLocation("2006-01-02 15:04", s, london(t).London())
	if err != nil {
		t.Fatal(err)
	}
	return at
}
