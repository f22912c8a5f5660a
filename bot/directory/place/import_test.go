package place

import (
	"archive/zip"
	"bytes"
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// sourceOf is a source of these bytes.
func sourceOf(b string) Source {
	return Source{ReaderAt: strings.NewReader(b), Size: int64(len(b)), Date: time.Date(2026, 8, 1, 0, 0, 0, 0, time.UTC)}
}

// entry is a file of an archive.
type entry struct{ name, body string }

func zipOf(t testing.TB, entries ...entry) string {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, e := range entries {
		w, err := z.Create(e.name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write([]byte(e.body)); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// imported imports the bytes and opens what came of them.
func imported(t testing.TB, format Format, body string) (*Finder, Report) {
	t.Helper()
	dir := t.TempDir()
	r, err := Import(t.Context(), format, sourceOf(body), filepath.Join(dir, format.FileName()), Options{})
	if err != nil {
		t.Fatalf("import: %v (%v)", err, r.Problems)
	}
	f, err := Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	return f, r
}

// near fails unless the one place found for text is within metres of the point.
func near(t *testing.T, f *Finder, text string, want Point, metres float64) Place {
	t.Helper()
	r := f.Find(text)
	if r.Answer != One {
		t.Fatalf("%q: answer %d with %d places, want one", text, r.Answer, len(r.Places))
	}
	if d := r.Places[0].Point.Metres(want); d > metres {
		t.Errorf("%q is %.0f m off", text, d)
	}
	return r.Places[0]
}

const onspd2024 = "pcd,pcd2,pcds,dointr,doterm,oscty,oseast1m,osnrth1m,osgrdind,ctry,lat,long\n" +
	"\"E8 1EA\",\"E8  1EA\",\"E8 1EA\",\"198001\",\"\",\"E99999999\",0534700,0184700,1,\"E92000001\",51.545128,-0.058855\n" +
	"\"E8 1EB\",\"E8  1EB\",\"E8 1EB\",\"198001\",\"202001\",\"E99999999\",0534700,0184700,1,\"E92000001\",51.545128,-0.058855\n" +
	"\"HU1 3ES\",\"HU1 3ES\",\"HU1 3ES\",\"202408\",\"\",\"E99999999\",0509500,0428800,1,\"E92000001\",53.744107,-0.341140\n" +
	"\"BT1 5GS\",\"BT1 5GS\",\"BT1 5GS\",\"198001\",\"\",\"N99999999\",0333800,0374000,1,\"N92000002\",54.596522,-5.930578\n" +
	"\"JE2 3AB\",\"JE2 3AB\",\"JE2 3AB\",\"198001\",\"\",\"L99999999\",,,9,\"L93000001\",99.999999,0.000000\n" +
	"\"CH5 1AA\",\"CH5 1AA\",\"CH5 1AA\",\"198001\",\"\",\"W99999999\",0331000,0366000,1,\"W92000004\",53.186,-3.033\n"

const nspl2026 = "pcd7,pcd8,pcds,dointr,doterm,usrtypind,east1m,north1m,gridind,oa21cd,ctry26cd,lad26cd,lat,long\n" +
	"E8 1EA ,E8  1EA,E8 1EA,198001,,0,534700,184700,1,E00000001,E92000001,E09000012,51.545128,-0.058855\n" +
	"EH6 6AA,EH6 6AA,EH6 6AA,202607,,0,326700,676500,1,S00000001,S92000003,S12000036,55.9757,-3.1746\n"

func TestImportersReadTheirFormats(t *testing.T) {
	dalston, leith := Point{51.545128, -0.058855}, Point{55.9757, -3.1746}
	hull, belfast := Point{53.744107, -0.341140}, Point{54.596522, -5.930578}
	codePoint := []entry{
		{"Code-Point Open/Doc/Code-Point_Open_Column_Headers.csv", "PC,PQ,EA,NO,CY,RH,LH,CC,DC,WC\nPostcode,Positional_quality_indicator,Eastings,Northings,Country_code,NHS_regional_HA_code,NHS_HA_code,Admin_county_code,Admin_district_code,Admin_ward_code\n"},
		{"Code-Point Open/Data/CSV/e.csv", "\"E8  1EA\",10,534700,184700,\"E92000001\",\"\",\"\",\"\",\"\",\"\"\r\n\"E8 1ZZ\",90,0,0,\"E92000001\",\"\",\"\",\"\",\"\",\"\"\r\n"},
		{"Code-Point Open/Data/CSV/hu.csv", "\"HU1 3ES\",10,509500,428800,\"E92000001\",\"\",\"\",\"\",\"\",\"\"\r\n"},
	}
	for _, c := range []struct {
		name   string
		format Format
		body   string
		find   map[string]Point
		nation map[string]Nation
		check  func(t *testing.T, r Report)
	}{
		{"ONSPD of 2024", ONSPD, onspd2024, map[string]Point{"E8 1EA": dalston, "HU1 3ES": hull, "BT1 5GS": belfast, "HU1": hull},
			map[string]Nation{"E8": England, "BT1": NorthernIreland, "CH5 1AA": Wales},
			func(t *testing.T, r Report) {
				if r.Terminated != 1 || r.Unplaced != 1 || r.Postcodes != 4 || r.Outcodes != 4 || r.Bad != 0 {
					t.Errorf("%+v", r)
				}
				if got := r.Date.Format("2006-01"); got != "2024-08" {
					t.Errorf("the data are of %s; the newest postcode is of 2024-08", got)
				}
				if !strings.Contains(r.Licence, "database right 2024.") || strings.Contains(r.Licence, "[") {
					t.Errorf("licence: %s", r.Licence)
				}
			}},
		{"NSPL of 2026, with other names", NSPL, nspl2026, map[string]Point{"E8 1EA": dalston, "EH6 6AA": leith},
			map[string]Nation{"EH6": Scotland}, nil},
		{"NSPL of a later year", NSPL, strings.ReplaceAll(nspl2026, "26cd", "31cd"), map[string]Point{"EH6 6AA": leith},
			map[string]Nation{"EH6": Scotland}, nil},
		{"NSPL without degrees", NSPL, strings.ReplaceAll(strings.ReplaceAll(onspd2024, ",lat,long", ",x,y"), "osgrdind", "gridind"),
			map[string]Point{"E8 1EA": dalston, "HU1 3ES": hull, "BT1 5GS": belfast}, nil, nil},
		{"NSPL with a mark, CRLF and another order", NSPL, "\xEF\xBB\xBFlong,lat,doterm,pcds\r\n-0.058855,51.545128,,E8 1EA\r\n",
			map[string]Point{"E8 1EA": dalston}, map[string]Nation{"E8": England}, nil},
		{"NSPL in its zip", NSPL, zipOf(t,
			entry{"NSPL_AUG_2026/Documents/names.csv", strings.Repeat("code,name\n", 1000)},
			entry{"NSPL_AUG_2026/Data/multi_csv/NSPL_AUG_2026_UK_E.csv", "broken"},
			entry{"NSPL_AUG_2026/Data/NSPL_AUG_2026_UK.csv", nspl2026}),
			map[string]Point{"E8 1EA": dalston, "EH6 6AA": leith}, nil, nil},
		{"ONSPD in many files", ONSPD, zipOf(t, entry{"Data/multi_csv/A.csv", onspd2024}, entry{"Data/multi_csv/B.csv", onspd2024}),
			map[string]Point{"HU1 3ES": hull}, nil, func(t *testing.T, r Report) {
				if r.Repeated != 4 {
					t.Errorf("%d repeated, want the 4 that are in both files", r.Repeated)
				}
			}},
		{"Code-Point Open", CodePoint, zipOf(t, codePoint...), map[string]Point{"E8 1EA": dalston, "HU1 3ES": hull}, map[string]Nation{"E8": England},
			func(t *testing.T, r Report) {
				if r.Unplaced != 1 || r.Postcodes != 2 || r.Rows != 3 {
					t.Errorf("%+v", r)
				}
			}},
		{"Code-Point Open without its headers", CodePoint, zipOf(t, codePoint[1:]...), map[string]Point{"HU1 3ES": hull}, nil, nil},
		{"Code-Point Open with columns moved", CodePoint, zipOf(t,
			entry{"Doc/Code-Point_Open_Column_Headers.csv", "Eastings,Northings,Postcode,Positional_quality_indicator,Country_code\n"},
			entry{"Data/CSV/hu.csv", "509500,428800,HU13ES,10,E92000001\n"}), map[string]Point{"HU1 3ES": hull}, nil, nil},
		{"one file of Code-Point Open", CodePoint, codePoint[2].body, map[string]Point{"HU1 3ES": hull}, nil, nil},
		{"OS Open Names", OpenNames, zipOf(t, entry{"opname_csv_gb/Data/TQ28.csv", "\xEF\xBB\xBF" + openNamesRows}),
			map[string]Point{"Dalston, London": {51.5465, -0.0735}, "Caernarfon": {53.14, -4.27}, "E8 1EA": dalston},
			map[string]Nation{"Caernarfon": Wales},
			func(t *testing.T, r Report) {
				if r.Names != 3 || r.Postcodes != 1 || r.Other != 2 {
					t.Errorf("%+v", r)
				}
			}},
		{"GeoNames, first halves", GeoNames, geoNamesRows, map[string]Point{"E8": {51.5439, -0.0655}, "Frittenden Corner": {51.1, 0.6}, "JE2": {49.1928, -2.1}},
			map[string]Nation{"E8": England, "JE2": Jersey},
			func(t *testing.T, r Report) {
				if r.Other != 1 || r.Outcodes != 3 {
					t.Errorf("%+v", r)
				}
			}},
		{"GeoNames, whole postcodes", GeoNames, zipOf(t, entry{"readme.txt", "hello"}, entry{"GB_full.txt", geoNamesFull}), map[string]Point{"E8 1EA": dalston}, nil, nil},
		{"outcodes", Outcodes, "outcode,lat,lon,town,region,country,source\nE8,51.5420,-0.0631,Hackney,Greater London,ENG,x\nIM1,54.1505,-4.4817,\"Douglas, Braddan\",IOM,IM,x\n",
			map[string]Point{"E8": {51.542, -0.0631}, "im1": {54.152, -4.483}}, map[string]Nation{"E8": England, "IM1": IsleOfMan}, nil},
		{"outcodes with other names and quoted newlines", Outcodes, "\"Postcode\",\"notes\",\"Longitude\",\"Latitude\"\r\ne8,\"two\r\nlines \"\"here\"\"\",-0.0631,51.5420\r\n",
			map[string]Point{"E8": {51.542, -0.0631}}, map[string]Nation{"E8": England}, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			f, r := imported(t, c.format, c.body)
			for text, want := range c.find {
				near(t, f, text, want, 300)
			}
			for text, want := range c.nation {
				if got := f.Find(text); got.Answer != One || got.Places[0].Nation != want {
					t.Errorf("%s is in %v, want %s", text, got.Places, want)
				}
			}
			if c.check != nil {
				c.check(t, r)
			}
			if r.Source == "" || r.Licence == "" || r.Date.IsZero() || r.Bytes == 0 {
				t.Errorf("the report lacks source, licence, date or size: %+v", r)
			}
			if d := f.Data(); len(d) != 2 || d[0] != r.Data || d[1].Format != BuiltIn {
				t.Errorf("the file says %+v, the report %+v", d, r.Data)
			}
		})
	}
}

// Rows as OS Open Names has them: a suburb, a town with names in two languages, a road, a station, a postcode and a hamlet.
var openNamesRows = openName("Dalston", "", "", "", "populatedPlace", "Suburban Area", "533700", "184850", "E8", "Greater London", "England") +
	openName("Caernarfon", "cym", "Carnarvon", "eng", "populatedPlace", "Town", "248000", "362800", "LL55", "Gwynedd", "Wales") +
	openName("Randolph Court", "", "", "", "transportNetwork", "Named Road", "279482", "692210", "FK8", "Stirling", "Scotland") +
	openName("Dalston Kingsland", "", "", "", "transportNetwork", "Railway Station", "533500", "184800", "E8", "Greater London", "England") +
	openName("E8 1EA", "", "", "", "other", "Postcode", "534700", "184700", "E8", "Greater London", "England") +
	openName("Clestrain", "", "", "", "populatedPlace", "Other Settlement", "330491", "1006798", "KW16", "Orkney Islands", "Scotland")

func openName(name1, lang1, name2, lang2, kind, local, x, y, district, county, country string) string {
	row := make([]string, 34)
	row[0] = "osgb4000000074559490"
	row[2], row[3], row[4], row[5], row[6], row[7], row[8], row[9] = name1, lang1, name2, lang2, kind, local, x, y
	row[16], row[24], row[29] = district, county, country
	return strings.Join(row, ",") + "\n"
}

const geoNamesRows = "GB\tE8\tDalston\tEngland\tENG\tGreater London\t11609024\tHackney\tE09000012\t51.5458\t-0.0700\t4\n" +
	"GB\tE8\tHackney\tEngland\tENG\tGreater London\t11609024\tHackney\tE09000012\t51.5420\t-0.0610\t4\n" +
	"GB\tTN17\tFrittenden Corner\tEngland\tENG\tKent\t11609029\t\t\t51.1000\t0.6000\t4\n" +
	"JE\tJE2\tSt Helier\t\t\t\t\t\t\t49.1880\t-2.1050\t4\n" +
	"FR\t75001\tParis\t\t\t\t\t\t\t48.8\t2.3\t4\n"

const geoNamesFull = "GB\tE8 1EA\tLondon\tEngland\tENG\tGreater London\t11609024\tHackney\tE09000012\t51.545128\t-0.058855\t6\n"

func TestBadRowsAreSetAsideWithLineFieldAndReason(t *testing.T) {
	body := "pcds,doterm,lat,long\n" +
		"E8 1EA,,51.545128,-0.058855\n" + // 2 good
		"E8 1EB,,100,-0.058855\n" + // 3
		"E8 1ED,,-0.058855,51.545128\n" + // 4
		"E8 1EE,,north,-0.058855\n" + // 5
		"not one,,51.5,-0.05\n" + // 6
		"E8 1EF,,NaN,NaN\n" + // 7
		"E8 1EG\n" + // 8
		"E8 1EH,,99.999999,0\n" + // 9 no position: no fault
		"E8 1EJ,,51.5,1e400\n" + // 10
		"E8 1EL,,\"51.5,-0.05\n" + // 11 open mark
		"\n" +
		"E8 1EN,,51.5,-0.05\n" + // 13 good
		"E8 1EP,,51\x00.5,-0.05\n" + // 14
		"E8 1EQ,,51.5,-0.05" // 15 good, no end of line
	_, r := imported(t, NSPL, body+strings.Repeat("\nE8 1EA,,51.545128,-0.058855", 10))
	want := []string{
		"line 3: position: it is outside these islands",
		"line 4: position: latitude and longitude are swapped",
		"line 5: position: it is not a number",
		"line 6: postcode: it is not a postcode",
		"line 7: position: it is outside these islands",
		"line 8: the row is cut short",
		"line 10: position: it is not a number",
		"line 11: a quotation mark is not closed",
		"line 14: the row is not text",
	}
	var got []string
	for _, p := range r.Problems {
		got = append(got, p.String())
	}
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("problems:\n%s\nwant:\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	if r.Postcodes != 3 || r.Unplaced != 1 || r.Bad != len(want) || r.Repeated != 10 || r.Rows != 23 {
		t.Errorf("%+v", r)
	}
}

func TestOnlyTheFirstHundredProblemsAreKept(t *testing.T) {
	_, r := imported(t, Outcodes, "outcode,lat,lon\n"+strings.Repeat("E8,51.5,-0.05\n", 400)+strings.Repeat("?,1,1\n", 300))
	if r.Bad != 300 || len(r.Problems) != 100 {
		t.Errorf("%d bad, %d kept", r.Bad, len(r.Problems))
	}
}

func TestHostileSourcesAreRefusedAndTheOldFileStays(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, NSPL.FileName())
	if _, err := Import(t.Context(), NSPL, sourceOf(nspl2026), path, Options{}); err != nil {
		t.Fatal(err)
	}
	old, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	good := zipOf(t, entry{"Data/NSPL.csv", nspl2026 + strings.Repeat("E8 1EA,E8  1EA,E8 1EA,198001,,0,534700,184700,1,E00000001,E92000001,E09000012,51.545128,-0.058855\n", 100)})
	cancelled, cancel := context.WithCancel(t.Context())
	cancel()
	for _, c := range []struct {
		name, body string
		ctx        context.Context
		want       error // or any, when nil
	}{
		{"nothing", "", nil, ErrNothing},
		{"only a header", "pcds,doterm,lat,long\n", nil, ErrNothing},
		{"another table", "a,b,c\n1,2,3\n", nil, nil},
		{"no column of terminations", "pcds,lat,long\nE8 1EA,51.5,-0.05\n", nil, nil},
		{"mostly bad", "pcds,doterm,lat,long\nE8 1EA,,51.5,-0.05\nx,,1,1\nx,,1,1\n", nil, ErrMostlyBad},
		{"UTF-16", "\xFF\xFEp\x00c\x00d\x00s\x00", nil, errUTF16},
		{"not text at all", strings.Repeat("\x00\x01\x02\n", 100), nil, nil},
		{"one endless line", strings.Repeat("x", 1<<20), nil, nil},
		{"zip cut short", good[:len(good)-30], nil, errBadZip},
		{"zip with changed bytes", good[:60] + "XXXXXXXX" + good[68:], nil, errBadZip},
		{"zip without data", zipOf(t, entry{"readme.txt", "hello"}), nil, errZipNoData},
		{"zip bomb", zipOf(t, entry{"Data/NSPL.csv", strings.Repeat("0", 2<<20)}), nil, errZipBomb},
		{"zip of very many files", manyFiles(t), nil, errZipMany},
		{"zip that only begins like one", "PK\x03\x04" + strings.Repeat("x", 100), nil, errBadZip},
		{"half as much as before", "pcds,doterm,lat,long\n", nil, ErrNothing},
		{"cancelled", nspl2026, cancelled, context.Canceled},
	} {
		t.Run(c.name, func(t *testing.T) {
			ctx := c.ctx
			if ctx == nil {
				ctx = t.Context()
			}
			_, err := Import(ctx, NSPL, sourceOf(c.body), path, Options{})
			if err == nil || c.want != nil && !errors.Is(err, c.want) {
				t.Errorf("error %v, want %v", err, c.want)
			}
			if now, err := os.ReadFile(path); err != nil || !bytes.Equal(now, old) {
				t.Error("the old file did not stay")
			}
			if left, _ := filepath.Glob(filepath.Join(dir, "*")); len(left) != 1 {
				t.Errorf("left behind: %v", left)
			}
			if left, _ := filepath.Glob(filepath.Join(dir, ".places*")); len(left) != 0 {
				t.Errorf("left behind: %v", left)
			}
		})
	}
}

// manyFiles is an archive of more empty entries than any real one has.
func manyFiles(t *testing.T) string {
	entries := make([]entry, maxEntries+1)
	for i := range entries {
		entries[i].name = "Data/x.csv"
	}
	return zipOf(t, entries...)
}

func TestAShrunkenSourceNeedsConsent(t *testing.T) {
	path := filepath.Join(t.TempDir(), Outcodes.FileName())
	full := "outcode,lat,lon\nE8,51.5,-0.05\nE9,51.5,-0.05\nHU1,53.7,-0.3\n"
	if _, err := Import(t.Context(), Outcodes, sourceOf(full), path, Options{}); err != nil {
		t.Fatal(err)
	}
	half := "outcode,lat,lon\nE8,51.5,-0.05\n"
	if _, err := Import(t.Context(), Outcodes, sourceOf(half), path, Options{}); !errors.Is(err, ErrShrunk) {
		t.Errorf("error %v, want that it shrank", err)
	}
	if r, err := Import(t.Context(), Outcodes, sourceOf(half), path, Options{AcceptShrink: true}); err != nil || r.Outcodes != 1 {
		t.Errorf("with consent: %v, %+v", err, r)
	}
}

func TestAnUnreadableFileIsReplaced(t *testing.T) {
	path := filepath.Join(t.TempDir(), Outcodes.FileName())
	if err := os.WriteFile(path, []byte("WAYPLACE, but broken"), 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := Import(t.Context(), Outcodes, sourceOf("outcode,lat,lon\nE8,51.5,-0.05\n"), path, Options{}); err != nil {
		t.Error(err)
	}
}

func TestAFolderThatCannotBeWrittenSaysSoWithoutAPath(t *testing.T) {
	_, err := Import(t.Context(), Outcodes, sourceOf("outcode,lat,lon\nE8,51.5,-0.05\n"), filepath.Join(t.TempDir(), "none", "x.places"), Options{})
	if !errors.Is(err, fs.ErrNotExist) || strings.Contains(err.Error(), "/") {
		t.Errorf("error %v", err)
	}
}

func TestTheSameSourceGivesTheSameBytes(t *testing.T) {
	lines := strings.SplitAfter(onspd2024, "\n")
	back := lines[0]
	for i := len(lines) - 1; i > 0; i-- {
		back += lines[i]
	}
	var files [][]byte
	for _, body := range []string{onspd2024, onspd2024, back, zipOf(t, entry{"Data/a.csv", onspd2024})} {
		path := filepath.Join(t.TempDir(), "x.places")
		if _, err := Import(t.Context(), ONSPD, sourceOf(body), path, Options{}); err != nil {
			t.Fatal(err)
		}
		b, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, b)
	}
	for i, b := range files {
		if !bytes.Equal(b, files[0]) {
			t.Errorf("import %d gives other bytes", i)
		}
	}
}

func TestNamesInLatin1AreRead(t *testing.T) {
	row := strings.Replace(geoNamesRows, "Frittenden Corner", "Ynys M\xF4n Bach", 1)
	f, _ := imported(t, GeoNames, row)
	r := f.Find("ynys môn bach")
	if r.Answer != One || r.Places[0].Label != "Ynys Môn Bach" {
		t.Errorf("%+v", r)
	}
}

func TestProgressGrowsToTheTotal(t *testing.T) {
	body := "outcode,lat,lon\n" + strings.Repeat("E8,51.5,-0.05\n", 200_000)
	var last int64
	calls := 0
	_, err := Import(t.Context(), Outcodes, sourceOf(body), filepath.Join(t.TempDir(), "x.places"), Options{Progress: func(done, total int64) {
		if done < last || total != int64(len(body)) {
			t.Errorf("%d of %d after %d", done, total, last)
		}
		last = done
		calls++
	}})
	if err != nil || last != int64(len(body)) || calls < 3 || calls > 10 {
		t.Errorf("%v: %d calls, the last at %d of %d", err, calls, last, len(body))
	}
}
