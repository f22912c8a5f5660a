package intake

import (
	"bytes"
	"errors"
	"io"
	"slices"
	"strings"
	"testing"
	"unicode/utf16"

	"waymark/bot/directory"
	"waymark/bot/directory/hours"
	"waymark/bot/directory/place"
)

const head = "id,name,types,latitude,longitude,postcode,phone,monday,website,status,checked_on,no_id,minimum_age\n"

func TestRowsThatAreSetAside(t *testing.T) {
	const good = "good,Good,needle_exchange,51.5462,-0.0751,,,,,,,,\n"
	for name, c := range map[string]struct{ row, field string }{
		"latitude 100":                {"x,Bad,naloxone,100,101,,,,,,,,", "latitude"},
		"swapped":                     {"x,Bad,naloxone,-0.0751,51.5462,,,,,,,,", "latitude"},
		"a minus sign lost":           {"x,Bad,naloxone,53.4808,2.2426,,,,,,,,", "longitude"},
		"both nought":                 {"x,Bad,naloxone,0,0,,,,,,,,", "latitude"},
		"in Dublin":                   {"x,Bad,naloxone,53.3498,-6.2603,,,,,,,,", "latitude"},
		"in Calais":                   {"x,Bad,naloxone,50.9513,1.8587,,,,,,,,", "longitude"},
		"not a number":                {"x,Bad,naloxone,NaN,-0.0751,,,,,,,,", "latitude"},
		"infinite":                    {"x,Bad,naloxone,51.5462,Inf,,,,,,,,", "longitude"},
		"hexadecimal":                 {"x,Bad,naloxone,0x33p0,-0.0751,,,,,,,,", "latitude"},
		"half of the coordinates":     {"x,Bad,naloxone,51.5462,,,,,,,,,", "longitude"},
		"a comma for a point":         {"x,Bad,naloxone,\"51,5462\",-0.0751,,,,,,,,", "latitude"},
		"no place at all":             {"x,Bad,naloxone,,,,,,,,,,", "latitude"},
		"postcode unknown":            {"x,Bad,naloxone,,,E8 1AB,,,,,,,", "postcode"},
		"half a postcode":             {"x,Bad,naloxone,,,E8,,,,,,,", "postcode"},
		"postcode of another town":    {"x,Bad,naloxone,51.5462,-0.0751,HU1 1AA,,,,,,,", "latitude"},
		"a type that is none":         {"x,Bad,karate,51.5462,-0.0751,,,,,,,,", "types"},
		"no type":                     {"x,Bad,,51.5462,-0.0751,,,,,,,,", "types"},
		"no name":                     {"x,,naloxone,51.5462,-0.0751,,,,,,,,", "name"},
		"a name that is a story":      {"x," + strings.Repeat("Bad ", 30) + ",naloxone,51.5462,-0.0751,,,,,,,,", "name"},
		"an id twice":                 {"good,Other,naloxone,51.5462,-0.0751,,,,,,,,", "id"},
		"hours that are none":         {"x,Bad,naloxone,51.5462,-0.0751,,,9-5,,,,,", "monday"},
		"a number that is none":       {"x,Bad,naloxone,51.5462,-0.0751,,01632,,,,,,", "phone"},
		"a number that costs":         {"x,Bad,naloxone,51.5462,-0.0751,,0909 879 0123,,,,,,", "phone"},
		"a French number":             {"x,Bad,naloxone,51.5462,-0.0751,,+33 1 23 45 67 89,,,,,,", "phone"},
		"a number as a spreadsheet's": {"x,Bad,naloxone,51.5462,-0.0751,,1.63296E+09,,,,,,", "phone"},
		"a status that is none":       {"x,Bad,naloxone,51.5462,-0.0751,,,,,perhaps,,,", "status"},
		"checked tomorrow week":       {"x,Bad,naloxone,51.5462,-0.0751,,,,,,2026-11-29,,", "checked_on"},
		"checked never":               {"x,Bad,naloxone,51.5462,-0.0751,,,,,,31/02/2026,,", "checked_on"},
		"perhaps":                     {"x,Bad,naloxone,51.5462,-0.0751,,,,,,,perhaps,", "no_id"},
		"an age that is none":         {"x,Bad,naloxone,51.5462,-0.0751,,,,,,,,-3", "minimum_age"},
		"a formula":                   {"x,\"=HYPERLINK(\"\"https://evil.example\"\")\",naloxone,51.5462,-0.0751,,,,,,,,", "name"},
		"a formula in a number":       {"x,Bad,naloxone,51.5462,-0.0751,,+1|cmd!A1,,,,,,", "phone"},
		"a formula in hours":          {"x,Bad,naloxone,51.5462,-0.0751,,,@SUM(A1),,,,,", "monday"},
		"a formula in coordinates":    {"x,Bad,naloxone,-(1),-0.0751,,,,,,,,", "latitude"},
		"more cells than columns":     {"x,Bad,naloxone,51.5462,-0.0751,,,,,,,,,extra", ""},
		"quotes that do not match":    {"x,\"Bad\" or so,naloxone,51.5462,-0.0751,,,,,,,,", ""},
	} {
		t.Run(name, func(t *testing.T) {
			b := readCSV(t, head+good+c.row+"\n")
			if b.Bad != 1 || b.Records != 2 || len(b.Services) != 1 || b.Services[0].ID != "good" {
				t.Fatalf("%d bad of %d, %d services: %v", b.Bad, b.Records, len(b.Services), b.Problems)
			}
			if !slices.Contains(fields(b), c.field) {
				t.Errorf("problems with %q, want %q: %v", fields(b), c.field, b.Problems)
			}
			for _, p := range b.Problems {
				if p.Line != 3 {
					t.Errorf("on line %d, want 3", p.Line)
				}
				if strings.Contains(p.Reason, "Bad") || strings.Contains(p.Reason, "evil") || strings.Contains(p.Reason, "karate") {
					t.Errorf("the reason quotes the record: %s", p.Reason)
				}
			}
		})
	}
}

func TestEveryProblemOfARowIsTold(t *testing.T) {
	b := readCSV(t, head+"x,,karate,100,,,01632,9-5,,,,perhaps,\n")
	for _, f := range []string{"types", "longitude", "phone", "monday", "no_id", "name"} {
		if !slices.Contains(fields(b), f) {
			t.Errorf("%s is not told: %v", f, b.Problems)
		}
	}
	if got := b.Problems[0].String(); !strings.HasPrefix(got, "line 2 (x): ") {
		t.Errorf("got %q", got)
	}
}

func TestRowsThatAreMended(t *testing.T) {
	row := func(cells string) directory.Service { return only(t, readCSV(t, head+cells+"\n")) }
	if s := row("a,A,naloxone,,,e81aa,,,,,,,"); s.Locations[0].Postcode != "E8 1AA" || s.Locations[0].Point != (place.Point{Lat: 51.5462, Lon: -0.0751}) || s.Locations[0].Division != hours.EnglandAndWales {
		t.Errorf("by postcode: %+v", s.Locations[0])
	}
	if s := row("a,A,naloxone,,,G1 1AA,,,,,,,"); s.Locations[0].Division != hours.Scotland {
		t.Errorf("in Glasgow: %+v", s.Locations[0])
	}
	if s := row(",Corner Pharmacy,Pharmacy with needle exchange,51.5462,-0.0751,,,,,,,,"); s.ID != "corner pharmacy||" || s.Types != directory.SetOf(directory.Pharmacy, directory.NeedleExchange) {
		t.Errorf("words for types: %q %v", s.ID, s.Types.Types())
	}
	for _, number := range []string{"07700900123", "+44 7700 900123", "7700900123", "0044 (0)7700 900 123", "(07700) 900-123"} {
		if s := row("a,A,naloxone,51.5462,-0.0751,," + number + ",,,,,,"); s.Phones[0].Number != "07700 900123" {
			t.Errorf("%s: %+v", number, s.Phones)
		}
	}
	b := readCSV(t, head+"a,A,naloxone,51.5462,-0.0751,,,,http://example.org,,,,\nb,B,naloxone,51.5462,-0.0751,,,,javascript:alert(1),,,,\n")
	if len(b.Services) != 2 || b.Services[0].URL+b.Services[1].URL != "" || len(b.Notes) != 2 {
		t.Errorf("links: %+v %v", b.Services, b.Notes)
	}
	dirty := row("a,\" <b>Caf\u00e9</b>\u202e &amp; \x00shop\r\n2 \u200b\",naloxone,51.5462,-0.0751,,,,,,,,")
	if dirty.Name != "Café & shop 2" {
		t.Errorf("cleaned: %q", dirty.Name)
	}
	for _, status := range []string{"inactive", "Defunct", "temporarily closed", "closed"} {
		b := readCSV(t, head+"a,A,naloxone,51.5462,-0.0751,,,,,"+status+",,,\n")
		if len(b.Services) != 0 || b.NotActive != 1 || b.Bad != 0 {
			t.Errorf("%s: %+v", status, b)
		}
	}
}

func TestAnyLettersLineEndsAndSeparators(t *testing.T) {
	plain := "id,name,types,latitude,longitude,description\nb,Café £5,naloxone,51.5462,-0.0751,\"Tea, and\nquiet\"\nc,Last,naloxone,51.5,-0.1,\n"
	check := func(name string, file []byte) {
		t.Run(name, func(t *testing.T) {
			b, err := CSV(t.Context(), bytes.NewReader(file), options())
			if err != nil {
				t.Fatal(err)
			}
			if len(b.Services) != 2 || b.Services[0].Name != "Café £5" || b.Services[0].Description != "Tea, and quiet" {
				t.Errorf("%+v %v", b.Services, b.Problems)
			}
		})
	}
	crlf := strings.ReplaceAll(plain, "\n", "\r\n")
	check("as it is", []byte(plain))
	check("byte order mark", []byte("\ufeff"+plain))
	check("CRLF", []byte(crlf))
	check("byte order mark and CRLF", []byte("\ufeff"+crlf))
	check("no line end at the end", []byte(strings.TrimRight(plain, "\n")))
	check("empty lines", []byte("\n\n"+strings.ReplaceAll(plain, "c,Last", "\n,,,,,\nc,Last")))
	check("semicolons", []byte(strings.ReplaceAll(strings.ReplaceAll(plain, ",", ";"), "Tea;", "Tea,")))
	check("tabs", []byte(strings.ReplaceAll(strings.ReplaceAll(plain, ",", "\t"), "Tea\t", "Tea,")))
	check("spaces and capitals in the header", []byte(strings.Replace(plain, "id,name,types,latitude", "ID,  Service Name ,TYPE,Lat", 1)))
	var latin []byte
	for _, r := range plain {
		latin = append(latin, byte(r))
	}
	check("Latin-1", latin)
	wide := []byte{0xFF, 0xFE}
	for _, u := range utf16.Encode([]rune(crlf)) {
		wide = append(wide, byte(u), byte(u>>8))
	}
	check("UTF-16 of a spreadsheet", wide)
}

func TestAVansStopsAreOneService(t *testing.T) {
	const head = "id,name,types,stop,latitude,longitude,monday,tuesday\n"
	b := readCSV(t, head+
		"van,Van,van,Station,53.7443,-0.3460,10:00-11:00,\n"+
		"van,,,Market,53.7420,-0.3330,,14:00-15:00\n"+
		"van,Van,van,market,53.7420,-0.3330,,16:00-17:00\n"+
		"van,Another,,Park,53.7420,-0.3330,,16:00-17:00\n"+
		"van,,,Dock,100,-0.3330,,16:00-17:00\n")
	s := only(t, b)
	if len(s.Locations) != 2 || s.Locations[0].Name != "Station" || s.Locations[1].ID != "market" || b.Bad != 3 {
		t.Errorf("%+v %v", s, b.Problems)
	}
	if want := []string{"stop", "name", "latitude"}; !slices.Equal(fields(b), want) {
		t.Errorf("problems with %v, want %v", fields(b), want)
	}
}

func TestColumnsThatAreNotKnownAreNoted(t *testing.T) {
	b := readCSV(t, "id,name,types,lat,lon,colour,lat\na,A,naloxone,51.5462,-0.0751,blue,52\n")
	if only(t, b).Locations[0].Point.Lat != 51.5462 || len(b.Notes) != 2 || b.Notes[0].Field != "colour" || b.Notes[1].Field != "latitude" {
		t.Errorf("notes: %v", b.Notes)
	}
}

func TestFilesThatAreRefused(t *testing.T) {
	row := "a,A,naloxone,51.5462,-0.0751\n"
	const small = "id,name,types,lat,lon\n"
	for name, c := range map[string]struct {
		text string
		o    Options
		want error
	}{
		"empty":                     {"", Options{}, ErrHeader},
		"no header":                 {row + row, Options{}, ErrHeader},
		"JSON":                      {`{"id":"x"}`, Options{}, ErrHeader},
		"too many records":          {small + strings.Repeat(row, 11), Options{MostRecords: 10}, ErrTooMany},
		"too many bytes":            {small + strings.Repeat(row, 100), Options{MostBytes: 1000}, ErrTooLarge},
		"a quote that never closes": {small + "a,\"A" + strings.Repeat("x", longestRecord+3*slack), Options{}, ErrLongRecord},
		"an open quote over lines":  {small + row + "b,\"Fictional\n" + row + row + row, Options{}, ErrOpenQuote},
		"mostly bad":                {small + strings.Repeat("a,,karate,100,200\n", 30) + row, Options{}, ErrMostlyBad},
	} {
		t.Run(name, func(t *testing.T) {
			if _, err := CSV(t.Context(), strings.NewReader(c.text), c.o); !errors.Is(err, c.want) {
				t.Errorf("%v, want %v", err, c.want)
			}
		})
	}
	if _, err := CSV(t.Context(), strings.NewReader(small+row), Options{MostBytes: int64(len(small + row))}); err != nil {
		t.Errorf("a file that just fits: %v", err)
	}
}

// broken gives a text and then an error, as a connection or an archive does that breaks off.
type broken struct {
	text io.Reader
	err  error
}

func (b *broken) Read(p []byte) (int, error) {
	n, err := b.text.Read(p)
	if err == io.EOF {
		err = b.err
	}
	return n, err
}

func TestAFileThatBreaksOffIsNotItsFirstHalf(t *testing.T) {
	for _, err := range []error{io.ErrUnexpectedEOF, errors.New("the disk is gone")} {
		b, got := CSV(t.Context(), &broken{strings.NewReader(head + "a,A,naloxone,51.5462,-0.0751,,,,,,,,\n"), err}, options())
		if !errors.Is(got, err) || b != nil {
			t.Errorf("%v: %v %+v", err, got, b)
		}
	}
}

// endless gives a text again and again, without keeping it.
type endless struct {
	head, again string
	off         int
	n           int64
}

func (e *endless) Read(b []byte) (int, error) {
	n := 0
	for n < len(b) {
		if e.head != "" {
			m := copy(b[n:], e.head)
			e.head, n = e.head[m:], n+m
			continue
		}
		if e.n <= 0 {
			return n, io.EOF
		}
		m := copy(b[n:], e.again[e.off:])
		e.off = (e.off + m) % len(e.again)
		n += m
		e.n -= int64(m)
	}
	return n, nil
}

func TestTwoHundredMegabytesAreRefusedWithoutKeepingThem(t *testing.T) {
	for name, r := range map[string]io.Reader{
		"rows":     &endless{head: "name,types,lat,lon\n", again: "A,naloxone,51.5462,-0.0751\n", n: 200 << 20},
		"one row":  &endless{head: "name,types,lat,lon\n", again: "AAAAAAAAAAAAAAAA", n: 200 << 20},
		"no lines": &endless{again: "AAAAAAAAAAAAAAAA", n: 200 << 20},
		"newlines": &endless{head: "name,types,lat,lon\n", again: "\n\n\n\n", n: 200 << 20},
		"nothing":  &endless{head: "name,types,lat,lon\n", again: "\x00\x00\x00\x00", n: 200 << 20},
	} {
		t.Run(name, func(t *testing.T) {
			// Fewer records than usual, so that the test is short.
			b, err := CSV(t.Context(), r, Options{MostRecords: 5_000})
			if !errors.Is(err, ErrTooMany) && !errors.Is(err, ErrTooLarge) && !errors.Is(err, ErrLongRecord) {
				t.Errorf("%v %+v", err, b)
			}
		})
	}
}

func FuzzCSV(f *testing.F) {
	f.Add([]byte(head + "a,A,naloxone,51.5462,-0.0751,E8 1AA,01632 960123,09:00-17:00,https://example.org,active,2026-01-01,yes,18\n"))
	f.Add(template())
	f.Add([]byte("\xff\xfei\x00d\x00"))
	f.Fuzz(func(t *testing.T, file []byte) {
		b, err := CSV(t.Context(), bytes.NewReader(file), options())
		if err == nil {
			sound(t, b)
		}
	})
}

// sound checks what has to hold of every batch, whatever it was read from.
func sound(t *testing.T, b *Batch) {
	t.Helper()
	ids := map[string]bool{}
	for _, s := range b.Services {
		if s.ID == "" || s.Name == "" || s.Types == 0 || len(s.Locations) == 0 || ids[s.ID] {
			t.Fatalf("half a service: %+v", s)
		}
		ids[s.ID] = true
		for _, l := range s.Locations {
			if !inTheseIslands(l.Point) {
				t.Fatalf("a door in the sea: %+v", l)
			}
		}
		for _, text := range []string{s.Name, s.Organisation, s.Description, s.GetIn, s.Alert, s.URL} {
			if text != clean(text) || len([]rune(text)) > longDescription {
				t.Fatalf("not clean: %q", text)
			}
		}
	}
	if len(b.Problems) > 0 && b.Bad == 0 {
		t.Fatal("problems without a bad record")
	}
	if _, err := directory.New(b.Services, nil, directory.Config{Calendar: london(t)}); err != nil {
		t.Fatal(err)
	}
}
