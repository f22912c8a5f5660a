package place

import (
	"bytes"
	"errors"
	"fmt"
	"hash/crc32"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// smallFile is a file with some of everything.
func smallFile(t testing.TB) []byte {
	t.Helper()
	var p packer
	for i, typed := range []string{"E8 1EA", "E8 1EB", "E8 3PN", "E9 5AA", "SW1A 0AA", "SW1A 2AA", "SW1P 1AA", "BT1 5GS"} {
		code, _ := ParsePostcode(typed)
		if err := p.unit(code, Point{51.5 + float64(i)/100, -0.05}, areas[code.out.area()].Nation); err != nil {
			t.Fatal(err)
		}
	}
	_ = p.district(packOut([]byte("N16")), Point{51.56, -0.07}, England)
	_ = p.town(town{name: "Dalston", also: []string{"Dalston Lane End"}, county: "London", at: Point{51.546, -0.075}, class: Town, nation: England, out: packOut([]byte("E8"))})
	_ = p.town(town{name: "Frittenden Corner", county: "Kent", at: Point{51.1, 0.6}, class: Village, nation: England})
	b, err := p.file(&Data{Format: OpenNames, Source: "made up", Licence: "none", Date: time.Date(2026, 8, 1, 0, 0, 0, 0, time.UTC)})
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// resealed puts right the sums of a file whose sections were changed, as somebody would who means harm.
func resealed(b []byte) []byte {
	b = bytes.Clone(b)
	for i := range sections {
		at := b[tableAt+i*12:]
		from, n := uint64(little.Uint32(at)), uint64(little.Uint32(at[4:]))
		if from+n <= uint64(len(b)) {
			little.PutUint32(at[8:], crc32.Checksum(b[from:from+n], castagnoli))
		}
	}
	little.PutUint32(b[headerSize-4:], crc32.Checksum(b[:headerSize-4], castagnoli))
	return b
}

func TestAFileComesBackAsItWasPacked(t *testing.T) {
	f, err := parseFile(smallFile(t))
	if err != nil {
		t.Fatal(err)
	}
	want := Data{Format: OpenNames, Source: "made up", Licence: "none", Date: time.Date(2026, 8, 1, 0, 0, 0, 0, time.UTC), Postcodes: 8, Outcodes: 6, Names: 2}
	if f.Data != want {
		t.Errorf("it says %+v, want %+v", f.Data, want)
	}
	finder, err := finderOf([]*file{f})
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		text      string
		precision Precision
		label     string
		at        Point
	}{
		{"E8 1EA", Unit, "E8", Point{51.5, -0.05}},
		{"E8 1ZZ", Sector, "E8", Point{51.505, -0.05}},
		{"E8 1", Sector, "E8", Point{51.505, -0.05}},
		{"E8 9ZZ", District, "E8", Point{51.51, -0.05}},
		{"E8", District, "E8", Point{51.51, -0.05}},
		{"N16", District, "N16", Point{51.56, -0.07}},
		{"N16 8AA", District, "N16", Point{51.56, -0.07}},
		{"SW1", District, "SW1", Point{51.5525, -0.05}},
		{"SW1A", District, "SW1A", Point{51.545, -0.05}},
		{"frittenden corner", Village, "Frittenden Corner", Point{51.1, 0.6}},
	} {
		p := near(t, finder, c.text, c.at, 20)
		if p.Precision != c.precision || p.Label != c.label || p.Nation != England || p.Radius <= 0 {
			t.Errorf("%s: %+v", c.text, p)
		}
	}
	if r := finder.Find("E10"); r.Answer != AreaOnly || r.Why != UnknownPostcode || r.Area.Letters != "E" {
		t.Errorf("a district that no list has: %+v", r)
	}
}

func TestBrokenFilesAreRefusedWithAReason(t *testing.T) {
	good := smallFile(t)
	change := func(at int, to ...byte) []byte {
		b := bytes.Clone(good)
		copy(b[at:], to)
		return b
	}
	section := func(i int) int { return int(little.Uint32(good[tableAt+i*12:])) }
	for _, c := range []struct {
		name string
		b    []byte
		want error
	}{
		{"nothing", nil, ErrNotGazetteer},
		{"another file", []byte("PK\x03\x04 a zip, perhaps"), ErrNotGazetteer},
		{"only the first bytes", good[:8], ErrDamaged},
		{"half a header", good[:headerSize/2], ErrDamaged},
		{"no body", good[:headerSize], ErrDamaged},
		{"one byte short", good[:len(good)-1], ErrDamaged},
		{"one byte long", append(bytes.Clone(good), 0), ErrDamaged},
		{"a later version", change(8, 2, 0), ErrOtherVersion},
		{"header changed", change(13, 0xFF), ErrDamaged},
		{"section table out of order", resealed(change(tableAt, 1)), ErrDamaged},
		{"a bit in the postcodes", change(section(sectionUnits)+3, good[section(sectionUnits)+3]^1), ErrDamaged},
		{"a bit in the names", change(len(good)-1, good[len(good)-1]^1), ErrDamaged},
		{"what it says of itself", resealed(change(section(sectionMeta), '[')), ErrDamaged},
		{"an outcode that is none", resealed(change(section(sectionOutcodes), 0xFF, 0xFF, 0xFF, 0xFF)), ErrDamaged},
		{"more units than there are", resealed(change(section(sectionOutcodes)+8, 0xFF)), ErrDamaged},
		{"a middle in the ocean", resealed(change(section(sectionOutcodes)+12, 0, 0, 0, 0)), ErrDamaged},
		{"a box around the world", resealed(change(section(sectionOutcodes)+28, 0xFF, 0xFF, 0xFF, 0x7F)), ErrDamaged},
		{"a name beyond the end", resealed(change(section(sectionPlaces)+12, 0xFF, 0xFF, 0, 0)), ErrDamaged},
		{"a place that is no kind", resealed(change(section(sectionPlaces)+21, 99)), ErrDamaged},
		{"a nation that is none", resealed(change(section(sectionPlaces)+22, 99)), ErrDamaged},
		{"a county that is none", resealed(change(section(sectionPlaces)+24, 0xFF)), ErrDamaged},
		{"a key for a place that is none", resealed(change(section(sectionKeys)+8, 0xFF)), ErrDamaged},
		{"an ending that is none", resealed(change(section(sectionEndings), 0xFF)), ErrDamaged},
		{"a label with a control character", resealed(change(section(sectionText)+8, '\n')), ErrDamaged},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := parseFile(c.b)
			if !errors.Is(err, c.want) {
				t.Errorf("error %v, want %v", err, c.want)
			}
		})
	}
}

func TestEveryTruncationAndEveryFlippedBitIsRefused(t *testing.T) {
	good := smallFile(t)
	for n := range good {
		if _, err := parseFile(good[:n]); err == nil {
			t.Fatalf("the first %d of %d bytes are taken", n, len(good))
		}
	}
	for i := range good {
		b := bytes.Clone(good)
		b[i] ^= 1 << (i % 8)
		if _, err := parseFile(b); err == nil {
			t.Fatalf("a change in byte %d of %d is taken", i, len(good))
		}
	}
}

func TestOpenUsesWhatItCanAndNamesTheRest(t *testing.T) {
	dir := t.TempDir()
	good := smallFile(t)
	for format, b := range map[Format][]byte{OpenNames: good, NSPL: good[:100], Outcodes: []byte("no")} {
		if err := os.WriteFile(filepath.Join(dir, format.FileName()), b, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Mkdir(filepath.Join(dir, ONSPD.FileName()), 0o755); err != nil {
		t.Fatal(err)
	}
	f, err := Open(dir)
	if f == nil || len(f.Data()) != 2 {
		t.Fatal("the good file and the built-in one are not used")
	}
	for _, want := range []string{"nspl.places: damaged", "outcodes.places: not a gazetteer file", "onspd.places: not a gazetteer file"} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("error %v lacks %q", err, want)
		}
	}
	if strings.Contains(fmt.Sprint(err), dir) {
		t.Error("the error has the folder in it")
	}
	near(t, f, "E8 1EA", Point{51.5, -0.05}, 20)
}

func TestOpenOfNoFolderHasTheBuiltInPlaces(t *testing.T) {
	f, err := Open(filepath.Join(t.TempDir(), "none"))
	if err != nil || len(f.Data()) != 1 || f.Find("Hull").Answer != One {
		t.Errorf("error %v", err)
	}
}

// Whatever postcodes go in come out, where they were to within the promise.
func TestEveryPackedPostcodeIsFoundWhereItWas(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		type key struct{ out, in string }
		want := map[key]Point{}
		var p packer
		for range rapid.IntRange(1, 60).Draw(t, "postcodes") {
			k := key{outcodeGen().Draw(t, "out"), incodeGen().Draw(t, "in")}
			if _, ok := want[k]; ok {
				continue
			}
			at := Point{rapid.Float64Range(south, north).Draw(t, "lat"), rapid.Float64Range(west, east).Draw(t, "lon")}
			want[k] = at
			code, ok := ParsePostcode(k.out + " " + k.in)
			if !ok || p.unit(code, at, England) != nil {
				t.Fatal("not packed")
			}
		}
		b, err := p.file(&Data{Format: NSPL})
		if err != nil {
			t.Fatal(err)
		}
		f, err := parseFile(b)
		if err != nil {
			t.Fatal(err)
		}
		for k, at := range want {
			code, _ := ParsePostcode(k.out + " " + k.in)
			o, ok := f.findOut(code.out)
			if !ok {
				t.Fatal("the district is lost")
			}
			got, _, ok := f.findUnit(o, code.in)
			// The box may be as wide as these islands: 1 400 km in 65 535 steps are 22 m each way.
			if !ok || got.Metres(at) > 25 {
				t.Fatalf("%v is found at %v, it was at %v", k, got, at)
			}
		}
	})
}

func FuzzFile(f *testing.F) {
	good := smallFile(f)
	f.Add(good)
	f.Add(good[:headerSize])
	f.Add([]byte(magic))
	for i := range sections {
		b := bytes.Clone(good)
		b[int(little.Uint32(good[tableAt+i*12:]))] ^= 0x55
		f.Add(b)
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		if len(b) >= headerSize {
			b = resealed(b) // or nothing would pass the sums
		}
		parsed, err := parseFile(b)
		if err != nil {
			return
		}
		finder, err := finderOf([]*file{parsed})
		if err != nil {
			t.Fatal(err)
		}
		for _, text := range []string{"E8 1EA", "E8 1", "E8", "SW1", "N16 1AA", "Dalston", "Dalstn", "frittenden corner", "near dalston lane end", "Hull", "newport"} {
			checkResult(t, finder.Find(text))
		}
		finder.Locate(Point{51.5, -0.05})
	})
}
