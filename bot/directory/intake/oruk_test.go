package intake

import (
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"waymark/bot/directory"
	"waymark/bot/directory/hours"
)

// whole is a service as an Open Referral UK feed has it, with every part that we read.
const whole = `{
  "id": "ac148810", "name": "EXAMPLE Exchange", "description": "<p>Tea &amp; a chair.</p>", "url": "https://example.org/x", "status": "active",
  "alert": null, "application_process": "Blue door", "minimum_age": 18, "maximum_age": "99", "assured_date": "2026-10-01T10:00:00Z",
  "schedules": [
    {"freq": "WEEKLY", "interval": 1, "byday": "MO,TU", "opens_at": "10:00:00", "closes_at": "18:00:00Z", "description": "Closed on bank holidays."},
    {"freq": "MONTHLY", "byday": "1SA", "opens_at": "10:00", "closes_at": "13:00"}
  ],
  "service_at_locations": [
    {"id": "s1", "location": {"id": "l1", "location_type": "physical", "name": "Front", "latitude": 51.5462, "longitude": "-0.0751",
      "addresses": [{"address_type": "postal", "address_1": "PO Box 1"}, {"address_type": "physical", "address_1": "1 Example Street", "city": "London", "postal_code": "e8 1aa"}],
      "accessibility": [{"description": "Wheelchair access on all levels."}]}},
    {"id": "s2", "location": {"id": "l2", "location_type": "virtual"}},
    {"id": "s3", "schedules": [{"freq": "WEEKLY", "byday": "FR", "opens_at": "18:00", "closes_at": "20:00"}],
      "location": {"id": "l3", "location_type": "physical", "latitude": 53.7443, "longitude": -0.3325}}
  ],
  "languages": [{"name": "English"}, {"code": "pl"}],
  "organization": {"id": "o", "name": "EXAMPLE Trust"},
  "contacts": [{"id": "c", "phones": [{"number": "+44 1632 960123", "description": "reception"}, {"number": "01632 960124", "type": "fax"}]}],
  "attributes": [
    {"taxonomy_term": {"name": "Needle & syringe programme", "taxonomy": "local"}},
    {"taxonomy_term": {"name": "no_id", "taxonomy": "waymark"}}, {"taxonomy_term": {"name": "not_dogs", "taxonomy": "waymark"}},
    {"taxonomy_term": {"name": "checked_by_phone", "taxonomy": "waymark"}}, {"taxonomy_term": {"name": "Street dance", "taxonomy": "local"}}
  ]
}`

func readORUK(t *testing.T, text string) *Batch {
	t.Helper()
	b, err := OpenReferral(t.Context(), strings.NewReader(text), options())
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestAWholeServiceIsRead(t *testing.T) {
	b := readORUK(t, whole)
	got := only(t, b)
	fields := func(f ...hours.Fields) hours.Hours {
		h, problems := hours.Read(f)
		if len(problems) > 0 {
			t.Fatal(problems)
		}
		return h
	}
	want := directory.Service{
		ID: "ac148810", Name: "EXAMPLE Exchange", Organisation: "EXAMPLE Trust", Description: "Tea & a chair.", GetIn: "Blue door", URL: "https://example.org/x",
		Types: directory.SetOf(directory.NeedleExchange), Yes: directory.FlagsOf(directory.NoID, directory.Wheelchair), No: directory.FlagsOf(directory.Dogs),
		Languages: []string{"English", "pl"}, Phones: []directory.Phone{{Number: "01632 960123", Note: "reception"}}, MinimumAge: 18, MaximumAge: 99,
		Checked: directory.Checked{On: hours.DayOf(2026, 10, 1), How: directory.ByPhone},
		Hours: fields(hours.Fields{Freq: "WEEKLY", ByDay: "MO,TU", OpensAt: "10:00", ClosesAt: "18:00", Notes: "closed on bank holidays"},
			hours.Fields{Freq: "MONTHLY", ByDay: "1SA", OpensAt: "10:00", ClosesAt: "13:00"}),
		Locations: []directory.Location{
			{ID: "l1", Name: "Front", Address: "1 Example Street, London", Postcode: "E8 1AA", Point: got.Locations[0].Point, Division: hours.EnglandAndWales, Access: "Wheelchair access on all levels."},
			{ID: "l3", Point: got.Locations[1].Point, Division: hours.EnglandAndWales, Hours: fields(hours.Fields{Freq: "WEEKLY", ByDay: "FR", OpensAt: "18:00", ClosesAt: "20:00"})},
		},
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got  %+v\nwant %+v", got, want)
	}
	if b.OtherTerms["street dance"] != 1 {
		t.Errorf("other terms: %v", b.OtherTerms)
	}
}

func TestEveryShapeOfFileIsRead(t *testing.T) {
	at := `{"id": "s9", "location": {"id": "l1", "location_type": "physical", "latitude": 51.5462, "longitude": -0.0751}, "service": ` + whole + `}`
	other := strings.Replace(whole, "ac148810", "other", 1)
	for name, c := range map[string]struct {
		text string
		ids  []string
	}{
		"one service":             {whole, []string{"ac148810"}},
		"a list":                  {"[" + whole + ",\n" + other + "]", []string{"ac148810", "other"}},
		"a page":                  {`{"total_items": 2, "contents": [` + whole + "," + other + `], "last_page": true}`, []string{"ac148810", "other"}},
		"a service_at_location":   {at, []string{"s9"}},
		"a page of them":          {`{"contents":[` + at + `]}`, []string{"s9"}},
		"with a byte order mark":  {"\ufeff" + whole, []string{"ac148810"}},
		"an empty list":           {"[]", nil},
		"an empty page":           {`{"contents": [], "empty": true}`, nil},
		"a page without contents": {`{"contents": null, "empty": true}`, nil},
	} {
		t.Run(name, func(t *testing.T) {
			var ids []string
			for _, s := range readORUK(t, c.text).Services {
				ids = append(ids, s.ID)
			}
			if !slices.Equal(ids, c.ids) {
				t.Errorf("got %v, want %v", ids, c.ids)
			}
		})
	}
}

// changed is the whole service with one thing changed.
func changed(t *testing.T, old, new string) string {
	t.Helper()
	if !strings.Contains(whole, old) {
		t.Fatalf("%q is not there to be changed", old)
	}
	return strings.Replace(whole, old, new, 1)
}

func TestServicesThatAreSetAside(t *testing.T) {
	for name, c := range map[string]struct{ old, new, field string }{
		"latitude 100":             {"51.5462", "100", "latitude"},
		"swapped":                  {`51.5462, "longitude": "-0.0751"`, `-0.0751, "longitude": 51.5462`, "latitude"},
		"a bad postcode":           {"e8 1aa", "ABC 1234", "postcode"},
		"the second door is bad":   {"53.7443", "10", "latitude"},
		"a door without a place":   {`"id": "s2", "location": {"id": "l2", "location_type": "virtual"}`, `"id": "s2"`, "service_at_locations.location"},
		"bad days":                 {"MO,TU", "MO,XX", "schedules.byday"},
		"days of the month":        {`"byday": "MO,TU"`, `"byday": "MO,TU", "bymonthday": "2,3,4"`, "schedules.bymonthday"},
		"no closing time":          {`"closes_at": "18:00:00Z"`, `"closes_at": null`, "schedules.closes_at"},
		"a door's own bad hours":   {`"18:00", "closes_at": "20:00"`, `"half six", "closes_at": "20:00"`, "service_at_locations.schedules.opens_at"},
		"a number that costs":      {"+44 1632 960123", "0909 879 0123", "contacts.phones"},
		"an age that is none":      {`"minimum_age": 18`, `"minimum_age": "adults"`, "minimum_age"},
		"ages the wrong way round": {`"minimum_age": 18`, `"minimum_age": 120`, "maximum_age"},
		"no name":                  {`"name": "EXAMPLE Exchange",`, "", "name"},
		"no id":                    {`"id": "ac148810",`, "", "id"},
		"a status that is none":    {`"status": "active"`, `"status": "maybe"`, "status"},
		"a flag that is none":      {"no_id", "free_beer", "attributes"},
		"a text for a list":        {`"languages": [{"name": "English"}, {"code": "pl"}]`, `"languages": "English"`, "languages"},
		"a list for a text":        {`"alert": null`, `"alert": ["x"]`, "Alert"},
		"checked in the future":    {"2026-10-01", "2027-10-01", "assured_date"},
	} {
		t.Run(name, func(t *testing.T) {
			b := readORUK(t, "[\n"+strings.Replace(whole, "ac148810", "good", 1)+",\n"+changed(t, c.old, c.new)+"\n]")
			if b.Bad != 1 || len(b.Services) != 1 || b.Services[0].ID != "good" {
				t.Fatalf("%d bad, %d services: %v", b.Bad, len(b.Services), b.Problems)
			}
			if !slices.ContainsFunc(fields(b), func(f string) bool { return strings.EqualFold(f, c.field) }) {
				t.Errorf("problems with %q, want %q", fields(b), c.field)
			}
			if want := 3 + strings.Count(whole, "\n"); b.Problems[0].Line != want || b.Problems[0].Record != 2 {
				t.Errorf("on line %d (record %d), want %d", b.Problems[0].Line, b.Problems[0].Record, want)
			}
		})
	}
	twice := readORUK(t, "["+whole+","+whole+"]")
	if twice.Bad != 1 || len(twice.Services) != 1 || !slices.Equal(fields(twice), []string{"id"}) {
		t.Errorf("one id twice: %v", twice.Problems)
	}
}

func TestServicesThatAreNotForUs(t *testing.T) {
	for name, c := range map[string]struct {
		old, new                 string
		notActive, other, noDoor int
	}{
		"inactive":                   {`"active"`, `"inactive"`, 1, 0, 0},
		"defunct and broken besides": {`"status": "active"`, `"status": "defunct", "minimum_age": "x"`, 1, 0, 0},
		"temporarily closed":         {`"active"`, `"temporarily closed"`, 1, 0, 0},
		"a dancing class":            {"Needle & syringe programme", "Ballroom dancing", 0, 1, 0},
		"without a place":            {`"service_at_locations"`, `"was_at"`, 0, 0, 1},
	} {
		t.Run(name, func(t *testing.T) {
			b := readORUK(t, changed(t, c.old, c.new))
			if b.NotActive != c.notActive || b.OtherTypes != c.other || b.NoDoor != c.noDoor || b.Bad != 0 || len(b.Services) != 0 {
				t.Errorf("%+v", b)
			}
		})
	}
	o := options()
	o.Terms = map[string]directory.Type{"ballroom dancing": directory.MentalHealth}
	b, err := OpenReferral(t.Context(), strings.NewReader(changed(t, "Needle & syringe programme", "Ballroom Dancing!")), o)
	if err != nil || only(t, b).Types != directory.SetOf(directory.MentalHealth) {
		t.Errorf("an operator's own word: %v %+v", err, b)
	}
	o.Types = directory.SetOf(directory.Van)
	if b, err = OpenReferral(t.Context(), strings.NewReader(changed(t, "Needle & syringe programme", "x")), o); err != nil || only(t, b).Types != directory.SetOf(directory.Van) {
		t.Errorf("a list that is all of one type: %v %+v", err, b)
	}
}

func TestAWheelchairIsTakenOnAPlainWordOnly(t *testing.T) {
	for text, want := range map[string]bool{
		"Wheelchair access on all levels.": true, "Fully wheelchair accessible": true, "Ramp for wheelchairs": true,
		"No wheelchair access": false, "Wheelchair access is limited": false, "Not suitable for a wheelchair": false, "Two steps; no lift": false, "": false,
	} {
		s := only(t, readORUK(t, changed(t, "Wheelchair access on all levels.", text)))
		if s.Yes.Has(directory.Wheelchair) != want || s.No.Has(directory.Wheelchair) {
			t.Errorf("%q: %t", text, s.Yes.Has(directory.Wheelchair))
		}
	}
}

func TestTextsThatAreNoServicesAreRefused(t *testing.T) {
	for name, c := range map[string]struct {
		text string
		want error
	}{
		"empty":                    {"", ErrNotJSON},
		"HTML":                     {"<html>", ErrNotJSON},
		"cut off in a record":      {whole[:len(whole)/2], ErrNotJSON},
		"cut off between records":  {"[" + whole + ",", ErrNotJSON},
		"cut off at the very end":  {`{"contents":[` + whole + "]", ErrNotJSON},
		"two texts":                {whole + whole, ErrNotJSON},
		"a number":                 {"42", ErrNoServices},
		"contents of another kind": {`{"contents": "none"}`, ErrNoServices},
		"some other object":        {`{"error": "not found"}`, ErrNoServices},
		"a hundred thousand lists": {strings.Repeat("[", 100_000), ErrNotJSON},
		"one endless record":       {`[{"id":"` + strings.Repeat("x", longestRecord+3*slack) + `"}]`, ErrLongRecord},
		"a long record":            {`[{"id":"` + strings.Repeat("x", longestRecord) + `"}]`, ErrLongRecord},
	} {
		t.Run(name, func(t *testing.T) {
			b, err := OpenReferral(t.Context(), strings.NewReader(c.text), options())
			if !errors.Is(err, c.want) {
				t.Errorf("%v, want %v; %+v", err, c.want, b)
			}
		})
	}
	// Cut off anywhere, it is refused: nothing is half-imported.
	list := "[" + whole + "]"
	for n := range list {
		if _, err := OpenReferral(t.Context(), strings.NewReader(list[:n]), options()); err == nil {
			t.Fatalf("cut off after %d bytes, it was read", n)
		}
	}
}

func TestTwoHundredMegabytesOfJSONAreRefused(t *testing.T) {
	compact := strings.Join(strings.Fields(strings.ReplaceAll(whole, "\n", "")), " ")
	for name, r := range map[string]*endless{
		"services":   {head: "[", again: compact + ",", n: 200 << 20},
		"small ones": {head: "[", again: `{"id":"x"},`, n: 200 << 20},
		"spaces":     {head: "[", again: "                ", n: 200 << 20},
		"one text":   {head: `["`, again: "xxxxxxxxxxxxxxxx", n: 200 << 20},
		"fields":     {head: "{", again: `"x":1,`, n: 200 << 20},
	} {
		t.Run(name, func(t *testing.T) {
			o := options()
			o.MostRecords = 1000 // so that the test is short; the default is directory.MostServices
			_, err := OpenReferral(t.Context(), r, o)
			if !errors.Is(err, ErrTooMany) && !errors.Is(err, ErrTooLarge) && !errors.Is(err, ErrLongRecord) {
				t.Errorf("%v", err)
			}
		})
	}
}

// TestTheOfficialSamplesAreSetAside reads the examples of the UK profile itself, whose coordinates are 100 and 101.
func TestTheOfficialSamplesAreSetAside(t *testing.T) {
	folder := os.Getenv("WAYMARK_SAMPLES")
	if folder == "" {
		t.Skip("WAYMARK_SAMPLES does not name a folder with open-referral-uk/*.json")
	}
	for _, name := range []string{"service_full.json", "service_at_location_full.json", "service_at_location_list.json"} {
		t.Run(name, func(t *testing.T) {
			file, err := os.Open(filepath.Join(folder, "open-referral-uk", name))
			if err != nil {
				t.Fatal(err)
			}
			defer file.Close()
			b, err := OpenReferral(t.Context(), file, options())
			if err != nil {
				t.Fatal(err)
			}
			if b.Records != 1 || b.Bad != 1 || len(b.Services) != 0 {
				t.Fatalf("%+v", b)
			}
			want := []string{"latitude", "schedules.bymonthday", "postcode", "attributes"}
			if strings.Contains(name, "list") { // it has neither addresses nor schedules
				want = []string{"latitude", "attributes"}
			}
			for _, f := range want {
				if !slices.Contains(fields(b), f) {
					t.Errorf("%s is not told: %v", f, b.Problems)
				}
			}
		})
	}
}

func FuzzOpenReferral(f *testing.F) {
	f.Add([]byte(whole))
	f.Add([]byte(`{"contents":[` + whole + `]}`))
	f.Add([]byte(`[{"id":1,"service":{},"location":null}]`))
	f.Fuzz(func(t *testing.T, file []byte) {
		b, err := OpenReferral(t.Context(), strings.NewReader(string(file)), options())
		if err != nil {
			return
		}
		if !json.Valid([]byte(strings.TrimPrefix(string(file), "\ufeff"))) {
			t.Fatal("what is no JSON was read")
		}
		sound(t, b)
	})
}
