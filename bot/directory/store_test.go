package directory

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"waymark/bot/directory/hours"
	"waymark/bot/directory/place"
)

// full is a service that says everything there is to say.
func full(id string) Service {
	monthly, _ := hours.ParseMonthly("1SA 10:00-13:00; last Friday 18:00-20:00")
	day, _ := hours.ParseStretches("09:00-12:30, 13:30-17:00")
	closed, _ := hours.ParseClosed("2026-12-25 to 2026-12-28")
	return Service{
		Source: "csv", ID: id, Name: "EXAMPLE " + id, Organisation: "EXAMPLE Trust", Description: "Tea, and no questions.",
		GetIn: "Blue door; ask for a token.", Alert: "Lift out of order", URL: "https://example.org/" + id,
		Types: SetOf(NeedleExchange, Naloxone), Yes: FlagsOf(NoID, Dogs), No: FlagsOf(Wheelchair), Languages: []string{"English", "Polski"},
		Phones: []Phone{{"01632 960123", "text only"}, {"07700 900123", ""}}, MinimumAge: 18, MaximumAge: 99,
		Checked: Checked{On: hours.DayOf(2026, 11, 1), How: ByVisiting},
		Hours:   hours.Hours{Rules: hours.WeekRules([7][]hours.Stretch{day, day, 6: day}), Bank: hours.ClosedThen, Changes: closed},
		Locations: []Location{
			{ID: "a", Name: "Front", Address: "1 Example Street", Postcode: "E8 1AA", Point: place.Point{Lat: 51.546200, Lon: -0.075100}, Division: hours.EnglandAndWales, Access: "Ramp"},
			{ID: "b", Point: place.Point{Lat: 60.15, Lon: -1.15}, Division: hours.Scotland, Hours: hours.Hours{Rules: monthly}},
		},
	}
}

func some(n int) []Service {
	var all []Service
	for i := range n {
		all = append(all, full(fmt.Sprint("s", i)))
	}
	return all
}

var csvSource = Source{Name: "csv", Format: "csv", Origin: "ours.csv", Licence: "ours", Imported: hours.DayOf(2026, 11, 22)}

func must(t *testing.T) func(Change, error) Change {
	return func(c Change, err error) Change {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return c
	}
}

func TestASnapshotComesBackAsItWas(t *testing.T) {
	want := Snapshot{Services: some(40), Sources: []Source{csvSource}}
	slices.SortFunc(want.Services, compareServices)
	got, err := unpack(pack(want))
	if err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v\nwant %+v", got, want)
	}
	shuffled := Snapshot{Services: slices.Clone(want.Services), Sources: want.Sources}
	rand.Shuffle(len(shuffled.Services), func(i, j int) {
		shuffled.Services[i], shuffled.Services[j] = shuffled.Services[j], shuffled.Services[i]
	})
	if !bytes.Equal(pack(shuffled), pack(want)) {
		t.Error("the same services in another order are other bytes")
	}
}

func TestADamagedFileIsNeverRead(t *testing.T) {
	file := pack(Snapshot{Services: some(2), Sources: []Source{csvSource}})
	for n := range file {
		if _, err := unpack(file[:n]); err == nil {
			t.Fatalf("cut after %d bytes, it was read", n)
		}
		broken := bytes.Clone(file)
		broken[n] ^= 0x40
		if _, err := unpack(broken); err == nil {
			t.Fatalf("with byte %d changed, it was read", n)
		}
	}
	if _, err := unpack(append(bytes.Clone(file), 0)); err == nil {
		t.Error("with a byte more, it was read")
	}
}

func FuzzUnpack(f *testing.F) {
	file := pack(Snapshot{Services: some(2), Sources: []Source{csvSource}})
	f.Add(file[len(mark)+4:])
	f.Add(binary.AppendUvarint(nil, 1<<40))
	c := calendar(f)
	f.Fuzz(func(t *testing.T, body []byte) {
		s, err := unpackBody(body)
		if err != nil {
			return
		}
		d, err := New(s.Services, s.Sources, Config{Calendar: c})
		if err != nil {
			t.Fatalf("what can be read cannot be used: %v", err)
		}
		d.Near(dalston, Query{Types: AllTypes, At: at(t, "Mon 2026-11-23 12:00")})
	})
}

func TestReplacingASource(t *testing.T) {
	s := StoreIn(filepath.Join(t.TempDir(), "not", "yet"))
	if _, err := s.Load(); !errors.Is(err, fs.ErrNotExist) {
		t.Fatalf("an empty folder: %v", err)
	}
	first := must(t)(s.Replace(csvSource, some(4), false))
	if len(first.Added) != 4 || first.Before != 0 || first.After != 4 {
		t.Errorf("first: %+v", first)
	}
	other := must(t)(s.Replace(Source{Name: "nhsbsa"}, some(2), false))
	if len(other.Added) != 2 {
		t.Errorf("ids are a source's own: %+v", other)
	}
	before := stamped(t, s)
	again := must(t)(s.Replace(csvSource, some(4), false))
	if len(again.Same) != 4 || len(again.Added)+len(again.Changed)+len(again.Gone) != 0 || stamped(t, s) != before {
		t.Errorf("the same again: %+v", again)
	}
	services := some(5)[1:]
	services[0].GetIn = "Red door"
	changed := must(t)(s.Replace(csvSource, services, false))
	if !slices.Equal(changed.Added, []string{"EXAMPLE s4"}) || !slices.Equal(changed.Changed, []string{"EXAMPLE s1"}) || !slices.Equal(changed.Gone, []string{"EXAMPLE s0"}) || len(changed.Same) != 2 {
		t.Errorf("changed: %+v", changed)
	}
	got, err := s.Load()
	if err != nil || len(got.Services) != 6 || len(got.Sources) != 2 {
		t.Fatalf("%d services of %d sources: %v", len(got.Services), len(got.Sources), err)
	}
	previous, err := read(filepath.Join(s.folder, PreviousFileName))
	if err != nil || len(previous.Services) != 6 || !slices.ContainsFunc(previous.Services, func(p Service) bool { return p.ID == "s0" && p.Source == "csv" }) {
		t.Errorf("the previous file: %d services, %v", len(previous.Services), err)
	}
	n, err := s.Remove("nhsbsa")
	if err != nil || n != 2 {
		t.Errorf("removed %d: %v", n, err)
	}
	if files := listing(t, s.folder); !slices.Equal(files, []string{PreviousFileName, FileName}) {
		t.Errorf("left behind: %v", files)
	}
}

// stamped is what the file holds, for telling whether it changed.
func stamped(t *testing.T, s Store) string {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(s.folder, FileName))
	if err != nil {
		t.Fatal(err)
	}
	return s.Stamp() + string(b)
}

func listing(t *testing.T, folder string) []string {
	t.Helper()
	entries, err := os.ReadDir(folder)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, e := range entries {
		names = append(names, e.Name())
	}
	return names
}

func TestWhatIsRefusedChangesNothing(t *testing.T) {
	s := StoreIn(t.TempDir())
	must(t)(s.Replace(csvSource, some(10), false))
	before := stamped(t, s)
	twice := append(some(9), full("s0"))
	for name, c := range map[string]struct {
		services []Service
		want     error
	}{
		"fewer than half":         {some(4), ErrShrunk},
		"none":                    {nil, ErrNothing},
		"one id twice":            {twice, ErrTwice},
		"more than there is room": {make([]Service, 0), ErrNothing},
	} {
		change, err := s.Replace(csvSource, c.services, false)
		if !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", name, err, c.want)
		}
		if change.Before != 10 {
			t.Errorf("%s: the change is not told: %+v", name, change)
		}
		if stamped(t, s) != before {
			t.Fatalf("%s: the file changed", name)
		}
	}
	if c := must(t)(s.Replace(csvSource, some(5), false)); c.After != 5 || len(c.Gone) != 5 {
		t.Errorf("exactly half is taken: %+v", c)
	}
	if c := must(t)(s.Replace(csvSource, some(1), true)); c.After != 1 {
		t.Errorf("fewer, and said so: %+v", c)
	}
}

func TestADamagedFileGivesWayToThePrevious(t *testing.T) {
	s := StoreIn(t.TempDir())
	must(t)(s.Replace(csvSource, some(3), false))
	must(t)(s.Replace(csvSource, some(4), false))
	file := filepath.Join(s.folder, FileName)
	if err := os.WriteFile(file, []byte(mark+"half of it"), 0o644); err != nil {
		t.Fatal(err)
	}
	got, err := s.Load()
	if err == nil || len(got.Services) != 3 {
		t.Fatalf("%d services, %v", len(got.Services), err)
	}
	if strings.Contains(err.Error(), s.folder) {
		t.Errorf("the error names the folder: %v", err)
	}
	if d, err := s.Open(Config{Calendar: calendar(t)}); err == nil || d == nil || len(d.Services()) != 3 || d.Example() {
		t.Errorf("opened: %v, %v", d, err)
	}
	// An import repairs it, and the damaged file does not displace the good previous one.
	must(t)(s.Replace(csvSource, some(5), false))
	if got, err = s.Load(); err != nil || len(got.Services) != 5 {
		t.Fatalf("after an import: %d services, %v", len(got.Services), err)
	}
	if previous, err := read(filepath.Join(s.folder, PreviousFileName)); err != nil || len(previous.Services) != 3 {
		t.Errorf("the previous: %d services, %v", len(previous.Services), err)
	}
	for _, name := range []string{FileName, PreviousFileName} {
		if err := os.WriteFile(filepath.Join(s.folder, name), nil, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if d, err := s.Open(Config{Calendar: calendar(t)}); err == nil || d != nil || errors.Is(err, fs.ErrNotExist) {
		t.Errorf("both damaged: %v", err)
	}
	if _, err := s.Replace(csvSource, some(5), false); err == nil {
		t.Error("both damaged, and written over without a word")
	}
}

func TestAWriteThatCannotBeDoneLeavesTheOldFile(t *testing.T) {
	if os.Getuid() == 0 {
		t.Log("as root, a folder without permission is no obstacle: the target is made a folder instead")
	}
	folder := t.TempDir()
	s := StoreIn(folder)
	must(t)(s.Replace(csvSource, some(3), false))
	if err := os.Mkdir(filepath.Join(folder, PreviousFileName), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(folder, PreviousFileName, "in the way"), nil, 0o644); err != nil {
		t.Fatal(err)
	}
	before := stamped(t, s)
	if _, err := s.Replace(csvSource, some(4), false); err == nil {
		t.Fatal("the previous file could not be kept, and nothing was said")
	} else if strings.Contains(err.Error(), folder) {
		t.Errorf("the error names the folder: %v", err)
	}
	if stamped(t, s) != before {
		t.Error("the old file is gone")
	}
	for _, name := range listing(t, folder) {
		if strings.HasPrefix(name, "services.new.") {
			t.Errorf("left behind: %s", name)
		}
	}
	blocked := StoreIn(filepath.Join(folder, FileName)) // a file where a folder has to be
	if _, err := blocked.Replace(csvSource, some(1), false); err == nil {
		t.Error("written into a file")
	}
}

func TestTwoImportsAtOnce(t *testing.T) {
	s := StoreIn(t.TempDir())
	must(t)(s.Replace(csvSource, some(3), false))
	stamp := s.Stamp()
	must(t)(s.Replace(csvSource, some(4), false))
	if err := s.write(pack(Snapshot{Services: some(9)}), stamp, true); !errors.Is(err, ErrBusy) {
		t.Errorf("the later one wins: %v", err)
	}
}

func BenchmarkLoad(b *testing.B) {
	s := StoreIn(b.TempDir())
	if _, err := s.Replace(csvSource, some(20_000), false); err != nil {
		b.Fatal(err)
	}
	info, err := os.Stat(filepath.Join(s.folder, FileName))
	if err != nil {
		b.Fatal(err)
	}
	c := calendar(b)
	b.Run("read", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if _, err := s.Load(); err != nil {
				b.Fatal(err)
			}
		}
		b.ReportMetric(float64(info.Size())/1e6, "MB")
	})
	b.Run("read and index", func(b *testing.B) {
		for b.Loop() {
			snapshot, err := s.Load()
			if err != nil {
				b.Fatal(err)
			}
			if _, err := New(snapshot.Services, snapshot.Sources, Config{Calendar: c}); err != nil {
				b.Fatal(err)
			}
		}
	})
}
