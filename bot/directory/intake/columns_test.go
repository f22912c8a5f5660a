package intake

import (
	"bytes"
	"encoding/csv"
	"flag"
	"os"
	"strings"
	"testing"

	"waymark/bot/directory"
	"waymark/bot/directory/hours"
	"waymark/bot/directory/place"
)

var write = flag.Bool("write", false, "write testdata/template.csv anew from Columns")

// template is the sheet that an operator begins with: every column, and one line that fills most of them.
func template() []byte {
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	var header, example []string
	for _, c := range Columns() {
		header = append(header, c.Name)
		example = append(example, c.Example)
	}
	_ = w.WriteAll([][]string{header, example}) // into memory
	return b.Bytes()
}

func TestTheTemplateIsTheColumnsAndReads(t *testing.T) {
	if *write {
		if err := os.WriteFile("testdata/template.csv", template(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile("testdata/template.csv")
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, template()) {
		t.Error("testdata/template.csv is not what Columns says: run go test -write")
	}
	b := readCSV(t, ownTemplate(t))
	s := only(t, b)
	if len(b.Notes) > 0 {
		t.Errorf("notes: %v", b.Notes)
	}
	l := s.Locations[0]
	if s.ID != "hx-dalston" || s.Types != directory.SetOf(directory.NeedleExchange, directory.Naloxone) || s.Yes != directory.FlagsOf(directory.NoID, directory.NoAppointment, directory.NoCap) ||
		s.Phones[0].Number != "01632 960123" || s.MinimumAge != 18 || s.Checked != (directory.Checked{On: hours.DayOf(2026, 11, 1), How: directory.ByVisiting}) ||
		l.Address != "1 Example Street, London" || l.Point != (place.Point{Lat: 51.5462, Lon: -0.0751}) || l.Hours.Bank != hours.ClosedThen || len(l.Hours.Changes) != 2 || len(l.Hours.Rules) != 4 {
		t.Errorf("got %+v", s)
	}
	for _, c := range Columns() {
		if c.What == "" {
			t.Errorf("%s is not explained", c.Name)
		}
	}
}

// ownTemplate is the template with a name, an organisation and a website of somebody's own.
func ownTemplate(t *testing.T) string {
	t.Helper()
	own := string(template())
	for _, c := range Columns() {
		if c.invented {
			if strings.Count(own, c.Example) != 1 {
				t.Fatalf("the example of %s is not there once", c.Name)
			}
			own = strings.Replace(own, c.Example, "https://example.com/own", 1)
		}
	}
	return own
}

// The line that the sheet begins with is nobody's: as it stands, or with what is most telling of it left in, it is set aside, and
// the lines beside it are read.
func TestTheInventedLineOfTheTemplateIsSetAside(t *testing.T) {
	const own = "name,types,latitude,longitude,organisation,website\nOurs,naloxone,51.5,-0.1,,\n"
	for name, c := range map[string]struct{ sheet, field string }{
		"as it stands":             {string(template()), "name"},
		"with another id":          {strings.Replace(string(template()), "hx-dalston", "ours-1", 1), "name"},
		"in other letters":         {strings.Replace(string(template()), "EXAMPLE Needle", "Example  needle", 1), "name"},
		"with a name of its own":   {own + "Mine,naloxone,51.6,-0.1,EXAMPLE Trust,\n", "organisation"},
		"with the website left in": {own + "Mine,naloxone,51.6,-0.1,,https://example.org/dalston\n", "website"},
	} {
		t.Run(name, func(t *testing.T) {
			b := readCSV(t, c.sheet)
			if len(b.Problems) != 1 || b.Problems[0].Field != c.field || b.Problems[0].Line != strings.Count(c.sheet, "\n") || !strings.Contains(b.Problems[0].Reason, "put one of yours into this line") {
				t.Errorf("set aside: %v", b.Problems)
			}
			if want := strings.Count(c.sheet, "Ours"); len(b.Services) != want {
				t.Errorf("%d services, want %d", len(b.Services), want)
			}
		})
	}
}
