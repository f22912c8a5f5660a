package place

import (
	"io"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"sync"
	"testing"
	"time"
)

// country is a made-up list of postcodes of the real one's size and shape: 2 950 districts from a town's few streets to a
// hundred kilometres of glens, 1.8 million postcodes.
type country struct {
	packer
	probes []unit // every thousandth
}

const countryUnits = 1_800_000

func newCountry() *country {
	r := rand.New(rand.NewPCG(7, 7))
	var c country
	var letters []string
	for l := range areas {
		letters = append(letters, l)
	}
	slices.Sort(letters)
	var outs []outcode
	for _, l := range letters {
		for d := 1; d <= 24 && len(outs) < 2950; d++ {
			s := l + string(rune('0'+d%10))
			if d >= 10 {
				s = l + string(rune('0'+d/10)) + string(rune('0'+d%10))
			}
			outs = append(outs, packOut([]byte(s)))
		}
	}
	c.units = make([]unit, 0, countryUnits)
	for i, out := range outs {
		middle := Point{50 + 9*r.Float64(), -5.5 + 6*r.Float64()}
		spread := 0.005 * math.Exp(3*r.Float64()) // degrees: 0.5 to 10 km
		n := countryUnits / len(outs)
		if i < countryUnits%len(outs) {
			n++
		}
		nation := areas[out.area()].Nation
		for _, in := range r.Perm(wholeIncodes)[:n] {
			lat, lon := microdegrees(Point{middle.Lat + spread*r.NormFloat64(), middle.Lon + spread*r.NormFloat64()})
			c.units = append(c.units, unit{out: out, lat: lat, lon: lon, in: incode(in), nation: nation})
		}
	}
	for i := 0; i < len(c.units); i += 1000 {
		c.probes = append(c.probes, c.units[i])
	}
	return &c
}

// countryFile is the country's file, made once for all tests and benchmarks.
var countryFile = sync.OnceValues(func() ([]byte, []unit) {
	c := newCountry()
	probes := slices.Clone(c.probes)
	d := Data{Format: NSPL, Source: "made up", Licence: "none", Date: time.Date(2026, 8, 1, 0, 0, 0, 0, time.UTC)}
	b, err := c.file(&d)
	if err != nil {
		panic(err)
	}
	return b, probes
})

func TestACountryOfPostcodesIsSmallAndExact(t *testing.T) {
	b, probes := countryFile()
	if len(b) > 25<<20 {
		t.Errorf("%d bytes for %d postcodes, want at most 25 MB", len(b), countryUnits)
	}
	f, err := parseFile(b)
	if err != nil {
		t.Fatal(err)
	}
	if f.Postcodes != countryUnits {
		t.Fatalf("%d postcodes, want %d", f.Postcodes, countryUnits)
	}
	worst := 0.0
	for _, u := range probes {
		o, ok := f.findOut(u.out)
		if !ok {
			t.Fatal("a district is lost")
		}
		at, nation, ok := f.findUnit(o, u.in)
		if !ok || nation != u.nation {
			t.Fatalf("a postcode is lost, or moved to %s", nation)
		}
		worst = max(worst, at.Metres(fromMicro(u.lat, u.lon)))
	}
	if worst > 10 {
		t.Errorf("the worst of %d postcodes is %.1f m off, want at most 10", len(probes), worst)
	}
	t.Logf("%d postcodes in %d districts: %.1f MB, worst of %d probes %.2f m off", f.Postcodes, f.Outcodes, float64(len(b))/1e6, len(probes), worst)
}

func BenchmarkOpenACountry(b *testing.B) {
	data, _ := countryFile()
	dir := b.TempDir()
	if err := os.WriteFile(filepath.Join(dir, NSPL.FileName()), data, 0o644); err != nil {
		b.Fatal(err)
	}
	b.SetBytes(int64(len(data)))
	for b.Loop() {
		if _, err := Open(dir); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkLookUpAPostcode(b *testing.B) {
	data, probes := countryFile()
	own, err := parseFile(data)
	if err != nil {
		b.Fatal(err)
	}
	f, err := finderOf([]*file{own})
	if err != nil {
		b.Fatal(err)
	}
	rand.New(rand.NewPCG(1, 1)).Shuffle(len(probes), func(i, j int) { probes[i], probes[j] = probes[j], probes[i] })
	b.ReportAllocs()
	b.Run("place", func(b *testing.B) {
		b.ReportAllocs()
		i := 0
		for b.Loop() {
			u := probes[i%len(probes)]
			i++
			if _, ok := f.code(Postcode{u.out, u.in}); !ok {
				b.Fatal("lost")
			}
		}
	})
	b.Run("text", func(b *testing.B) {
		texts := make([]string, len(probes))
		for i, u := range probes {
			texts[i] = Postcode{u.out, u.in}.Text()
		}
		b.ReportAllocs()
		i := 0
		for b.Loop() {
			if f.Find(texts[i%len(texts)]).Answer != One {
				b.Fatal("lost")
			}
			i++
		}
	})
}

func BenchmarkPackACountry(b *testing.B) {
	c := newCountry()
	units := slices.Clone(c.units)
	for b.Loop() {
		c.units = append(c.units[:0], units...)
		if _, err := c.file(&Data{Format: NSPL}); err != nil {
			b.Fatal(err)
		}
	}
}

// rowsAt is a CSV file of any size that is nowhere: its rows are made when they are read.
type rowsAt struct {
	head string
	rows int64
}

const madeRow = 200 // bytes

func (r rowsAt) size() int64 { return int64(len(r.head)) + r.rows*madeRow }

func (r rowsAt) row(n int64) (b [madeRow]byte) {
	for i := range b {
		b[i] = 'x'
	}
	out := "E" + string(rune('1'+n/4000%9)) + string(rune('0'+n/36000%10))
	u := n % 4000
	copy(b[:], out+" "+string(rune('0'+u/400))+string(unitLetters[u/20%20])+string(unitLetters[u%20])+",,51.5"+string(rune('0'+n%10))+",-0.05,")
	b[madeRow-1] = '\n'
	return b
}

func (r rowsAt) ReadAt(b []byte, off int64) (n int, err error) {
	for n < len(b) {
		if off >= r.size() {
			return n, io.EOF
		}
		var k int
		if off < int64(len(r.head)) {
			k = copy(b[n:], r.head[off:])
		} else {
			row := r.row((off - int64(len(r.head))) / madeRow)
			k = copy(b[n:], row[(off-int64(len(r.head)))%madeRow:])
		}
		n, off = n+k, off+int64(k)
	}
	return n, nil
}

func TestAFileOfTwoHundredMegabytesIsReadInLittleMemory(t *testing.T) {
	if testing.Short() {
		t.Skip("reads 200 MB")
	}
	src := rowsAt{head: "pcds,doterm,lat,long,rest\n", rows: 1_000_000}
	var before, now runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	var most uint64
	r, err := Import(t.Context(), NSPL, Source{ReaderAt: src, Size: src.size()}, filepath.Join(t.TempDir(), "x.places"), Options{
		Progress: func(done, total int64) {
			if done%(16<<20) < 1<<20 {
				runtime.ReadMemStats(&now)
				most = max(most, now.HeapAlloc-min(now.HeapAlloc, before.HeapAlloc))
			}
		}})
	if err != nil {
		t.Fatal(err)
	}
	if r.Rows != 1_000_000 || r.Bad != 0 || r.Postcodes+r.Repeated != r.Rows {
		t.Errorf("%+v", r)
	}
	// A million postcodes take 16 MB, and growing a slice of them three times that; the file would be 200.
	if most > 100<<20 {
		t.Errorf("%d MB in use while reading %d MB", most>>20, src.size()>>20)
	}
	t.Logf("%d MB: at most %d MB in use", src.size()>>20, most>>20)
}

func BenchmarkImportNSPL(b *testing.B) {
	src := rowsAt{head: "pcds,doterm,lat,long,rest\n", rows: 100_000}
	dir := b.TempDir()
	b.SetBytes(src.size())
	for b.Loop() {
		if _, err := Import(b.Context(), NSPL, Source{ReaderAt: src, Size: src.size()}, filepath.Join(dir, "x.places"), Options{}); err != nil {
			b.Fatal(err)
		}
	}
}

// neighbourhoods is a made-up list of as many settlements as OS Open Names has.
func neighbourhoods(b *testing.B) *file {
	b.Helper()
	r := rand.New(rand.NewPCG(3, 3))
	starts := []string{"Al", "Bar", "Cas", "Dun", "Ever", "Fair", "Glen", "Hart", "Inver", "Kil", "Lang", "Mel", "New", "Ock", "Pen", "Ros", "Stan", "Thorn", "Up", "Wal"}
	middles := []string{"ber", "ca", "den", "fer", "ging", "ham", "ing", "ken", "ling", "ming", "ner", "ring", "ster", "ter", "wa"}
	ends := []string{"ton", "ham", "by", "ford", "ley", "wick", "worth", "stead", "bury", "field", " End", " Green", " Parva", " Magna", "-on-Sea"}
	pick := func(from []string) string { return from[r.IntN(len(from))] }
	var p packer
	for range 43_000 {
		name := pick(starts) + pick(middles)
		if r.IntN(2) == 0 {
			name += pick(middles)
		}
		if err := p.town(town{name: name + pick(ends), county: pick(starts) + "shire", at: Point{50 + 9*r.Float64(), -5 + 6*r.Float64()}, class: Village, nation: England}); err != nil {
			b.Fatal(err)
		}
	}
	data, err := p.file(&Data{Format: OpenNames})
	if err != nil {
		b.Fatal(err)
	}
	f, err := parseFile(data)
	if err != nil {
		b.Fatal(err)
	}
	return f
}

func BenchmarkFindAmongAllSettlements(b *testing.B) {
	f, err := finderOf([]*file{neighbourhoods(b)})
	if err != nil {
		b.Fatal(err)
	}
	for _, text := range []string{"hull", "Where can I get pins near Dalston?", "manchster", "i dont know where i am or what to do about any of this"} {
		b.Run(text, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				f.Find(text)
			}
		})
	}
}
