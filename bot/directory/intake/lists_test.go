package intake

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"waymark/bot/directory"
	"waymark/bot/directory/hours"
	"waymark/bot/directory/place"
)

func readGeoJSON(t *testing.T, text string) *Batch {
	t.Helper()
	b, err := GeoJSON(t.Context(), strings.NewReader(text), options())
	if err != nil {
		t.Fatal(err)
	}
	return b
}

const point = `{"type":"Feature","id":7,"geometry":{"type":"Point","coordinates":[-0.0751,51.5462]},"properties":{"name":"EXAMPLE","types":["naloxone","needle exchange"],"monday":"09:00-17:00","no_id":true,"minimum_age":16,"colour":"blue","phone":null}}`

func TestFeaturesAreRowsOnAMap(t *testing.T) {
	for _, text := range []string{point, `{"type":"FeatureCollection","name":"x","features":[` + point + `]}`, "[" + point + "]"} {
		b := readGeoJSON(t, text)
		s := only(t, b)
		if s.ID != "7" || s.Types != directory.SetOf(directory.Naloxone, directory.NeedleExchange) || s.Yes != directory.FlagsOf(directory.NoID) || s.MinimumAge != 16 ||
			s.Locations[0].Point != (place.Point{Lat: 51.5462, Lon: -0.0751}) || len(s.Locations[0].Hours.Rules) != 1 {
			t.Errorf("%+v", s)
		}
		if len(b.Notes) != 1 || b.Notes[0].Field != "colour" {
			t.Errorf("notes: %v", b.Notes)
		}
	}
	byPostcode := strings.Replace(strings.Replace(point, `{"type":"Point","coordinates":[-0.0751,51.5462]}`, "null", 1), `"phone":null`, `"postcode":"HU1 1AA"`, 1)
	if s := only(t, readGeoJSON(t, byPostcode)); s.Locations[0].Postcode != "HU1 1AA" || s.Locations[0].Point.Lat != 53.7443 {
		t.Errorf("%+v", s)
	}
}

func TestFeaturesThatAreSetAside(t *testing.T) {
	for name, c := range map[string]struct{ old, new, field string }{
		"latitude first":    {"[-0.0751,51.5462]", "[51.5462,-0.0751]", "latitude"},
		"latitude 100":      {"[-0.0751,51.5462]", "[101,100]", "latitude"},
		"one coordinate":    {"[-0.0751,51.5462]", "[51.5462]", "geometry"},
		"texts":             {"[-0.0751,51.5462]", `["a","b"]`, "geometry"},
		"a line":            {`"Point"`, `"LineString"`, "geometry"},
		"a list of lists":   {`"name":"EXAMPLE"`, `"name":[["x"]]`, "name"},
		"an object":         {`"name":"EXAMPLE"`, `"name":{"x":1}`, "name"},
		"no properties":     {`"properties":{`, `"was":{`, "name"},
		"far too precise":   {"51.5462", "51." + strings.Repeat("5", 60), "latitude"},
		"an exponent":       {"51.5462", "5.15462e1", "latitude"},
		"bad hours":         {"09:00-17:00", "9-5", "monday"},
		"a feature of text": {`{"type":"Point","coordinates":[-0.0751,51.5462]}`, `"here"`, ""},
	} {
		t.Run(name, func(t *testing.T) {
			if !strings.Contains(point, c.old) {
				t.Fatal("there is nothing to change")
			}
			b := readGeoJSON(t, `{"type":"FeatureCollection","features":[`+strings.Replace(point, `"id":7`, `"id":1`, 1)+",\n"+strings.Replace(point, c.old, c.new, 1)+"]}")
			if b.Bad != 1 || len(b.Services) != 1 || b.Services[0].ID != "1" {
				t.Fatalf("%d bad, %v", b.Bad, b.Problems)
			}
			if !slices.Contains(fields(b), c.field) || b.Problems[0].Line != 2 {
				t.Errorf("%v, want %q on line 2", b.Problems, c.field)
			}
		})
	}
	for _, text := range []string{`{"type":"Topology","objects":{}}`, `{"a":1}`} {
		if _, err := GeoJSON(t.Context(), strings.NewReader(text), options()); !errors.Is(err, ErrNoServices) {
			t.Errorf("%s: %v", text, err)
		}
	}
	if _, err := GeoJSON(t.Context(), strings.NewReader(`{"type":"FeatureCollection","features":[`+point), options()); !errors.Is(err, ErrNotJSON) {
		t.Errorf("cut off: %v", err)
	}
}

// nhs is the list with each way of writing its header that has been seen.
func nhs(code, address string) string {
	days := ""
	for _, d := range []string{"MONDAY,MON", "TUESDAY,TUES", "WEDNESDAY,WED", "THURSDAY,THURS", "FRIDAY,FRI", "SATURDAY,SAT", "SUNDAY,SUN"} {
		long, short, _ := strings.Cut(d, ",")
		days += "PHARMACY_OPENING_HOURS_" + long + "," + short + "_TOTAL,"
	}
	header := code + ",HEALTH_AND_WELLBEING_BOARD,PHARMACY_TRADING_NAME,ORGANISATION_NAME," + address + "1," + address + "2," + address + "3," + address + "4,POST_CODE," + days + "WEEKLY_TOTAL,CONTRACT_TYPE\n"
	week := "09:00-18:00,9,09:00-13:00,4,\"09:00-13:00,14:00-18:00\",8,09:00-18:00,9,09:00-18:00,9,09:00-12:00,3,Closed,0,"
	return header +
		"FA001,HACKNEY,EXAMPLE CHEMIST (DALSTON),EXAMPLE & SONS LTD,1 EXAMPLE STREET,,LONDON,GREATER LONDON,E8 1AA," + week + "42,Community\n" +
		"FA002,HULL,EXAMPLE PHARMACY,EXAMPLE LLP,2 EXAMPLE STREET,,HULL,,HU1 1AA," + week + "42,LPS\n" +
		"FA003,HULL,EXAMPLE APPLIANCES,EXAMPLE LLP,3 EXAMPLE STREET,,HULL,,HU1 1AA," + week + "42,DAC\n" +
		"FA004,HULL,EXAMPLE NOWHERE,EXAMPLE LLP,4 EXAMPLE STREET,,HULL,,HU9 9ZZ," + week + "42,Community\n" +
		"FA005,HULL,EXAMPLE BADHOURS,EXAMPLE LLP,5 EXAMPLE STREET,,HULL,,HU1 1AA," + strings.Replace(week, "Closed", "sometimes", 1) + "42,Community\n"
}

func TestTheNHSListOfPharmacies(t *testing.T) {
	for _, header := range [][2]string{{"PHARMACY_ODS_CODE_F_CODE", "ADDRESS_FIELD_"}, {"PHARMACY_ODS_CODE_(F-CODE)", "ADDRESS_FIELD"}, {"PHARMACY_ODS_CODE__F_CODE_", "ADDRESS_FIELD_"}} {
		b, err := Pharmacies(t.Context(), strings.NewReader(nhs(header[0], header[1])), nil, options())
		if err != nil {
			t.Fatal(err)
		}
		if !slices.Equal(ids(b), []string{"FA001", "FA002"}) || b.NotActive != 1 || b.Bad != 2 || b.Records != 5 {
			t.Fatalf("%v %+v", ids(b), b)
		}
		s := b.Services[0]
		if s.Name != "Example Chemist (Dalston)" || s.Organisation != "Example & Sons Ltd" || s.Types != directory.SetOf(directory.Pharmacy) || s.Locations[0].Address != "1 Example Street, London, Greater London" {
			t.Errorf("%+v", s)
		}
		h := s.Locations[0].Hours
		if h.Bank != hours.AskFirst || len(h.Rules) != 4 {
			t.Errorf("%+v", h)
		}
		c := london(t).Compile(h, hours.EnglandAndWales)
		if open, until := c.OpenAt(hoursAt(t, "2026-11-25 12:59")); !open || until.Hour() != 13 {
			t.Errorf("on Wednesday: %t %v", open, until)
		}
		if want := []string{"postcode", "PHARMACYOPENINGHOURSSUNDAY"}; !slices.Equal(fields(b), want) || b.Problems[0].Line != 5 {
			t.Errorf("problems %v", b.Problems)
		}
	}
	if _, err := Pharmacies(t.Context(), strings.NewReader("Organisation Code,Name\nFA1,x\n"), nil, options()); !errors.Is(err, ErrHeader) {
		t.Errorf("another list: %v", err)
	}
	o := options()
	o.Locate = nil
	if b, err := Pharmacies(t.Context(), strings.NewReader(nhs("ODS_CODE", "ADDRESS_FIELD")), nil, o); err != nil || len(b.Services) != 0 || !strings.Contains(b.Problems[0].Reason, "no postcodes have been imported") {
		t.Errorf("without postcodes: %v %+v", err, b)
	}
}

func TestAnOperatorsCodesAddToTheNHSList(t *testing.T) {
	codes := "ODS Code,types,no_id,how_to_get_in,phone,checked_on,checked_how,sunday,bank_holidays\n" +
		"fa001,needle_exchange; pharmacy_supervised; naloxone,yes,Ask at the counter,01632 960123,2026-11-01,visit,10:00-11:00,closed\n" +
		"FA002,needle_exchange,,,,,,,\n" +
		"FA999,naloxone,,,,,,,\n" +
		"FA001,naloxone,,,,,,,\n" +
		",naloxone,,,,,,,\n" +
		"FA003,karate,,,,,,,\n" +
		"FA004,\"=naloxone\",,,,,,,\n"
	b, err := Pharmacies(t.Context(), strings.NewReader(nhs("PHARMACY_ODS_CODE_F_CODE", "ADDRESS_FIELD_")), strings.NewReader(codes), options())
	if err != nil {
		t.Fatal(err)
	}
	s := b.Services[0]
	if s.Types != directory.SetOf(directory.Pharmacy, directory.NeedleExchange, directory.PharmacySupervised, directory.Naloxone) || s.Yes != directory.FlagsOf(directory.NoID) ||
		s.GetIn != "Ask at the counter" || s.Phones[0].Number != "01632 960123" || s.Checked.How != directory.ByVisiting || s.Locations[0].Hours.Bank != hours.ClosedThen {
		t.Errorf("%+v", s)
	}
	if rules := s.Locations[0].Hours.Rules; len(rules) != 1 || rules[0].Days != 1<<6 {
		t.Errorf("the operator's own hours: %+v", rules)
	}
	if two := b.Services[1]; !two.Types.Has(directory.NeedleExchange) || len(two.Locations[0].Hours.Rules) != 4 || two.Name != "Example Pharmacy" {
		t.Errorf("%+v", two)
	}
	if b.Bad != 2+4 {
		t.Errorf("%d bad: %v", b.Bad, b.Problems)
	}
	if len(b.Notes) != 1 || b.Notes[0].ID != "FA999" {
		t.Errorf("notes: %v", b.Notes)
	}
}

func TestNamesInCapitalsAreMadeReadable(t *testing.T) {
	for in, want := range map[string]string{
		"BOOTS THE CHEMISTS": "Boots the Chemists", "O'BRIEN'S PHARMACY": "O'brien's Pharmacy", "THE NHS CENTRE": "The NHS Centre", "Already Fine": "Already Fine",
		"STOCKTON-ON-TEES": "Stockton-On-Tees", "(WEST) LTD": "(West) Ltd", "": "",
	} {
		if got := titled(in); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
}

func FuzzGeoJSON(f *testing.F) {
	f.Add([]byte(point))
	f.Add([]byte(`{"type":"FeatureCollection","features":[` + point + `]}`))
	f.Fuzz(func(t *testing.T, file []byte) {
		if b, err := GeoJSON(t.Context(), strings.NewReader(string(file)), options()); err == nil {
			sound(t, b)
		}
	})
}

func FuzzPharmacies(f *testing.F) {
	f.Add(nhs("PHARMACY_ODS_CODE_F_CODE", "ADDRESS_FIELD_"), "ods_code,types\nFA001,naloxone\n")
	f.Fuzz(func(t *testing.T, list, codes string) {
		if b, err := Pharmacies(t.Context(), strings.NewReader(list), strings.NewReader(codes), options()); err == nil {
			sound(t, b)
		}
	})
}
