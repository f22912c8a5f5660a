package intake

import (
	"encoding/csv"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"waymark/bot/directory"
	"waymark/bot/directory/hours"
	"waymark/bot/directory/place"
)

const threeRows = "id,name,types,latitude,longitude,monday\na,A,naloxone,51.5462,-0.0751,09:00-17:00\nb,B,pharmacy,51.5,-0.1,\nc,C,van,51.6,-0.2,\n"

func importCSV(t *testing.T, store directory.Store, text string, accept bool) (Report, error) {
	t.Helper()
	return Import(t.Context(), store, Job{Format: Sheet, From: strings.NewReader(text), Origin: "ours.csv", Licence: "CC0", AcceptShrink: accept, Options: options()})
}

func TestAnImportReportsWhatItDid(t *testing.T) {
	store := directory.StoreIn(t.TempDir())
	r, err := importCSV(t, store, threeRows+"d,D,karate,1,2,\ne,E,naloxone,51.5,-0.1,\n", false)
	if err != nil || r.Records != 5 || r.Bad != 1 || len(r.Added) != 4 || r.Before != 0 || r.After != 4 {
		t.Fatalf("%v %+v", err, r)
	}
	if r.Source != (directory.Source{Name: "csv", Format: "csv", Origin: "ours.csv", Licence: "CC0", Imported: today}) {
		t.Errorf("source %+v", r.Source)
	}
	again, err := importCSV(t, store, threeRows+"e,E,naloxone,51.5,-0.1,\n", false)
	if err != nil || len(again.Same) != 4 || len(again.Added)+len(again.Changed)+len(again.Gone) != 0 {
		t.Errorf("again: %v %+v", err, again)
	}
	next, err := importCSV(t, store, strings.Replace(threeRows, "09:00-17:00", "09:00-16:00", 1), false)
	if err != nil || !slices.Equal(next.Changed, []string{"A"}) || !slices.Equal(next.Gone, []string{"E"}) || len(next.Same) != 2 {
		t.Errorf("changed: %v %+v", err, next)
	}
	// A service that is closed for good goes; nobody is sent to it.
	closed, err := importCSV(t, store, "id,name,types,latitude,longitude,status\na,A,naloxone,51.5462,-0.0751,defunct\nb,B,pharmacy,51.5,-0.1,\nc,C,van,51.6,-0.2,\n", false)
	if err != nil || !slices.Equal(closed.Gone, []string{"A"}) || closed.NotActive != 1 {
		t.Errorf("closed: %v %+v", err, closed)
	}
}

func TestAnImportIsAllOrNothing(t *testing.T) {
	store := directory.StoreIn(t.TempDir())
	if _, err := importCSV(t, store, threeRows, false); err != nil {
		t.Fatal(err)
	}
	before := store.Stamp()
	whole := "[" + service("a") + "," + service("b") + "]"
	for name, c := range map[string]struct {
		job  Job
		want error
	}{
		"one of three is left":        {Job{Format: Sheet, From: strings.NewReader("name,types,lat,lon\nZ,naloxone,51.5,-0.1\n")}, directory.ErrShrunk},
		"none is left":                {Job{Format: Sheet, From: strings.NewReader("name,types,lat,lon\nZ,karate,51.5,-0.1\n")}, directory.ErrNothing},
		"cut off":                     {Job{Format: ORUK, Source: "csv", From: strings.NewReader(whole[:len(whole)-1])}, ErrNotJSON},
		"another format":              {Job{Format: Features, Source: "csv", From: strings.NewReader(threeRows)}, ErrNotJSON},
		"nothing to read":             {Job{Format: Sheet}, nil},
		"no format":                   {Job{From: strings.NewReader("")}, nil},
		"a feed that cannot be asked": {Job{Format: ORUK, Source: "csv", Address: "ftp://example.org"}, ErrAddress},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := Import(t.Context(), store, c.job)
			if err == nil || c.want != nil && !errors.Is(err, c.want) {
				t.Errorf("%v, want %v", err, c.want)
			}
			if store.Stamp() != before {
				t.Error("the directory changed")
			}
		})
	}
	r, err := importCSV(t, store, "name,types,lat,lon\nZ,naloxone,51.5,-0.1\n", true)
	if err != nil || r.After != 1 || len(r.Gone) != 3 {
		t.Errorf("and said so: %v %+v", err, r)
	}
}

func TestAFeedIsASourceOfItsOwn(t *testing.T) {
	folder := t.TempDir()
	store := directory.StoreIn(folder)
	if _, err := importCSV(t, store, threeRows, false); err != nil {
		t.Fatal(err)
	}
	a, url := newAPI(t)
	a.on("/services?key=secret&page=1&per_page=100", pageOf(1, 1, service("a")))
	r, err := Import(t.Context(), store, Job{Format: ORUK, Address: url + "?key=secret", Options: options()})
	if err != nil || r.After != 1 || r.Source.Origin != "127.0.0.1" {
		t.Fatalf("%v %+v", err, r.Source)
	}
	s, err := store.Load()
	if err != nil || len(s.Services) != 4 || len(s.Sources) != 2 {
		t.Errorf("%v %d services", err, len(s.Services))
	}
	file, err := os.ReadFile(filepath.Join(folder, directory.FileName))
	if err != nil || strings.Contains(string(file), "secret") {
		t.Errorf("the feed's key is in the file: %v", err)
	}
}

func TestFormatsHaveNames(t *testing.T) {
	for f := ORUK; f < formats; f++ {
		if got, ok := FormatNamed(f.String()); !ok || got != f {
			t.Errorf("%d: %q", f, f)
		}
	}
	if _, ok := FormatNamed(""); ok {
		t.Error("nothing is a format")
	}
	if NHSBSA.Licence() == "" || Sheet.Licence() != "" {
		t.Error("the licence of the NHS list has to be shown")
	}
}

func TestNumbersAreDialled(t *testing.T) {
	for in, want := range map[string]string{
		"020 7946 0000": "020 7946 0000", "01632960123": "01632 960123", "0161 496 0000": "0161 496 0000", "0113-496-0000": "0113 496 0000",
		"0300 123 1234": "0300 123 1234", "08001111": "0800 1111", "0800 123456": "0800 123456", "+447700900123": "07700 900123", "999": "999", "116 123": "116123", "111": "111",
		"016977 2345": "01697 72345", "02890 960000": "028 9096 0000",
	} {
		if got, reason := dial(in); got != want || reason != "" {
			t.Errorf("%s: %q %s, want %q", in, got, reason, want)
		}
	}
	for _, bad := range []string{"1", "0", "12345", "0123", "055 1234 5678", "070 1234 5678", "0845 123 4567", "0871 123 4567", "118 118", "01632 960123 x5", "see website", "+1 415 867 5309", "07700 900123 / 07700 900124", "079", "٠١٦٣٢٩٦٠١٢٣"} {
		if got, reason := dial(bad); reason == "" {
			t.Errorf("%q is dialled as %q", bad, got)
		} else if strings.Contains(reason, bad) {
			t.Errorf("the reason quotes the number: %s", reason)
		}
	}
}

func TestTextsAreCleanedAndCut(t *testing.T) {
	for in, want := range map[string]string{
		"plain": "plain", "  two  words ": "two words", "<p>One</p><p>two</p>": "One two", "a < b": "a < b", "1<2 and 3>2": "1<2 and 3>2", "&lt;b&gt;": "<b>",
		"<script>alert(1)</script>": "alert(1)", "tab\tand\nline": "tab and line", "x\u202ey\u2066z\u200b": "xyz", "\x1b[31mred": "[31mred", "bad\xffbyte": "badbyte", "&#8238;x": "x", "<": "<", "<!-- c -->y": "y", "": "",
	} {
		if got := clean(in); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
	if got := shorten("One sentence. Another that is far too long to keep.", 20); got != "One sentence." {
		t.Errorf("%q", got)
	}
	if got := shorten("words without an end to them", 20); got != "words without an..." {
		t.Errorf("%q", got)
	}
	if got := shorten(strings.Repeat("ŵ", 50), 20); got != strings.Repeat("ŵ", 17)+"..." {
		t.Errorf("%q", got)
	}
}

func FuzzClean(f *testing.F) {
	f.Add("<p>One &amp; two</p>\u202e")
	f.Fuzz(func(t *testing.T, s string) {
		short := shorten(clean(s), 40)
		if n := len([]rune(short)); n > 40 {
			t.Fatalf("%d characters", n)
		}
		for _, r := range clean(s) {
			if r < ' ' || r == 0x7f || r >= 0x202a && r <= 0x202e || r >= 0x2066 && r <= 0x2069 || r == 0x200b || r == 0xfeff {
				t.Fatalf("%q holds %U", clean(s), r)
			}
		}
	})
}

func TestPlacesAreInTheseIslands(t *testing.T) {
	at := func(lat, lon float64) place.Point { return place.Point{Lat: lat, Lon: lon} }
	for name, c := range map[string]struct {
		p   place.Point
		div hours.Division
	}{
		"Lerwick": {at(60.155, -1.145), hours.Scotland}, "Stornoway": {at(58.209, -6.387), hours.Scotland}, "Campbeltown": {at(55.424, -5.607), hours.Scotland}, "Port Ellen": {at(55.629, -6.188), hours.Scotland},
		"Stranraer": {at(54.903, -5.027), hours.Scotland}, "Gretna": {at(54.998, -3.066), hours.Scotland}, "Carlisle": {at(54.893, -2.932), hours.EnglandAndWales}, "Berwick": {at(55.770, -2.005), hours.EnglandAndWales},
		"Eyemouth": {at(55.873, -2.090), hours.Scotland}, "Kielder": {at(55.234, -2.582), hours.EnglandAndWales}, "Newcastleton": {at(55.178, -2.812), hours.Scotland}, "Whitehaven": {at(54.549, -3.589), hours.EnglandAndWales},
		"Belfast": {at(54.597, -5.930), hours.NorthernIreland}, "Derry": {at(54.997, -7.320), hours.NorthernIreland}, "Newry": {at(54.176, -6.337), hours.NorthernIreland}, "Enniskillen": {at(54.344, -7.634), hours.NorthernIreland},
		"Portrush": {at(55.205, -6.652), hours.NorthernIreland}, "Penzance": {at(50.118, -5.537), hours.EnglandAndWales}, "Hugh Town": {at(49.914, -6.315), hours.EnglandAndWales}, "Dover": {at(51.128, 1.313), hours.EnglandAndWales},
		"Lowestoft": {at(52.475, 1.751), hours.EnglandAndWales}, "Holyhead": {at(53.309, -4.633), hours.EnglandAndWales}, "St Davids": {at(51.882, -5.269), hours.EnglandAndWales}, "Douglas": {at(54.150, -4.482), hours.NoDivision},
		"St Helier": {at(49.186, -2.106), hours.NoDivision}, "St Peter Port": {at(49.455, -2.537), hours.NoDivision}, "Ventnor": {at(50.594, -1.207), hours.EnglandAndWales},
	} {
		if !inTheseIslands(c.p) {
			t.Errorf("%s is in the sea", name)
		}
		if got := divisionOf(place.Postcode{}, false, c.p); got != c.div {
			t.Errorf("%s has the bank holidays of %q, want %q", name, got, c.div)
		}
	}
	for name, p := range map[string]place.Point{
		"Dublin": at(53.350, -6.260), "Dundalk": at(53.92, -6.40), "Letterkenny": at(54.95, -7.73), "Cork": at(51.898, -8.475), "Calais": at(50.951, 1.859), "Cherbourg": at(49.64, -1.62), "Dieppe": at(49.92, 1.08),
		"Bruges": at(51.21, 3.22), "Brest": at(48.39, -4.49), "the North Sea": at(56.5, 1.0), "Torshavn": at(62.01, -6.77),
	} {
		if inTheseIslands(p) {
			t.Errorf("%s is taken for ours", name)
		}
	}
}

// TestEveryOutcodeIsInTheseIslands needs the shared list of outcodes.
func TestEveryOutcodeIsInTheseIslands(t *testing.T) {
	folder := os.Getenv("WAYMARK_SAMPLES")
	if folder == "" {
		t.Skip("WAYMARK_SAMPLES does not name a folder with outcodes.csv")
	}
	file, err := os.Open(filepath.Join(folder, "outcodes.csv"))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	rows, err := csv.NewReader(file).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]hours.Division{"ENG": hours.EnglandAndWales, "WLS": hours.EnglandAndWales, "SCT": hours.Scotland, "NIR": hours.NorthernIreland}
	wrong := 0
	for _, r := range rows[1:] {
		lat, _ := degrees(r[1])
		lon, _ := degrees(r[2])
		p := place.Point{Lat: lat, Lon: lon}
		if r[0] == "TD15" { // Berwick, which the list has in Scotland
			r[5] = "ENG"
		}
		if !inTheseIslands(p) {
			t.Errorf("%s is in the sea: %v", r[0], p)
		}
		if w, ok := want[r[5]]; ok && divisionOf(place.Postcode{}, false, p) != w {
			wrong++
			t.Logf("%s (%s) by the map alone is in %s", r[0], r[5], divisionOf(place.Postcode{}, false, p))
		}
		code, ok := place.ParsePostcode(r[0])
		if w, known := want[r[5]]; known && (!ok || divisionOf(code, true, p) != w) {
			t.Errorf("%s is not in %s", r[0], r[5])
		}
	}
	if wrong > 5 {
		t.Errorf("%d of %d outcodes are on the wrong side of a border", wrong, len(rows)-1)
	}
}

func TestWordsForTypes(t *testing.T) {
	for words, want := range map[string]directory.TypeSet{
		"Needle & Syringe Programmes (NSP)":              directory.SetOf(directory.NeedleExchange),
		"Drug and alcohol services, naloxone":            directory.SetOf(directory.Treatment, directory.Naloxone),
		"Homelessness and rough sleeping":                directory.SetOf(directory.Housing),
		"Hepatitis C testing":                            directory.SetOf(directory.BBVTest),
		"Accident and Emergency":                         directory.SetOf(directory.EmergencyDepartment),
		"Institute of stickers":                          0,
		"Alcoholics Anonymous / SMART Recovery meetings": directory.SetOf(directory.MutualAid),
	} {
		if got := typesIn(fold(words), nil); got != want {
			t.Errorf("%s: %v, want %v", words, got.Types(), want.Types())
		}
	}
	have := directory.TypeSet(0)
	for words, ty := range knownTerms {
		have |= directory.SetOf(ty)
		if fold(words) != words || len(strings.Fields(words)) > longestTerm {
			t.Errorf("%q can never be found", words)
		}
	}
	if have != directory.AllTypes {
		t.Errorf("no words for %v", (directory.AllTypes &^ have).Types())
	}
	for _, bad := range []string{"pill testing drug_checking", "x\tkarate", "\tnaloxone"} {
		if _, err := ReadTerms(bad); err == nil || strings.Contains(err.Error(), "karate") {
			t.Errorf("%q: %v", bad, err)
		}
	}
}

func BenchmarkCSV(b *testing.B) {
	var rows strings.Builder
	rows.WriteString("id,name,types,latitude,longitude,address,town,phone,monday,tuesday,wednesday,thursday,friday,no_id,checked_on\n")
	for i := range 20_000 {
		n := strconv.Itoa(i)
		rows.WriteString(n + ",Service " + n + ",needle_exchange; naloxone,51." + strconv.Itoa(100000+i) + ",-0.1,1 Example Street,London,01632 960123,\"09:00-12:30, 13:30-17:00\",09:00-17:00,09:00-17:00,09:00-17:00,09:00-17:00,yes,2026-11-01\n")
	}
	for b.Loop() {
		batch, err := CSV(b.Context(), strings.NewReader(rows.String()), Options{Today: today})
		if err != nil || len(batch.Services) != 20_000 {
			b.Fatal(err, len(batch.Services))
		}
	}
}

func BenchmarkOpenReferral(b *testing.B) {
	list := make([]string, 2_000)
	for i := range list {
		list[i] = strings.Replace(whole, "ac148810", strconv.Itoa(i), 1)
	}
	text := "[" + strings.Join(list, ",") + "]"
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		batch, err := OpenReferral(b.Context(), strings.NewReader(text), Options{Today: today})
		if err != nil || len(batch.Services) != 2_000 {
			b.Fatal(err)
		}
	}
}
