package place

import (
	"fmt"
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"
)

// said is a result in a line: the labels of its places, or the area, or why there is none.
func said(r Result) string {
	switch r.Answer {
	case One, Several:
		var labels []string
		for _, p := range r.Places {
			labels = append(labels, p.Label)
		}
		s := strings.Join(labels, " | ")
		for _, p := range r.Others {
			s += "; or " + p.Label
		}
		if r.Guess {
			s += " ?"
		}
		return s
	case AreaOnly:
		return "area: " + r.Area.Name
	}
	return "nothing: " + [...]string{"", "no place", "near me", "unknown name", "no postcodes", "unknown postcode", "too wide", "no address", "forces", "abroad"}[r.Why]
}

func TestTextsWithoutAnImport(t *testing.T) {
	f := New()
	for _, c := range []struct{ text, want string }{
		// names
		{"hull", "Hull"},
		{"Hull", "Hull"},
		{"HULL", "Hull"},
		{"near the station in Hull", "Hull"},
		{"needle exchange in hull pls", "Hull"},
		{"Kingston upon Hull", "Hull"},
		{"where can i get pins in Reading", "Reading"},
		{"I was reading about it", "nothing: no place"},
		{"in bath", "Bath"},
		{"I'm in the bath", "nothing: no place"},
		{"north leeds", "Leeds"},
		{"leeds needle exchange", "Leeds"},
		{"stoke on trent", "Stoke-on-Trent"},
		{"Stoke-on-Trent", "Stoke-on-Trent"},
		{"stokeontrent", "Stoke-on-Trent"},
		{"newcastle on tyne", "Newcastle upon Tyne"},
		{"st. albans", "St Albans"},
		{"Saint Albans", "St Albans"},
		{"gt yarmouth", "Great Yarmouth"},
		{"king's cross station", "King's Cross"},
		{"kings cross", "King's Cross"},
		{"Caerdydd", "Cardiff"},
		{"Abertawe", "Swansea"},
		{"Dùn Èideann", "Edinburgh"},
		{"Béal Feirste", "Belfast"},
		{"londonderry", "Derry"},
		{"brum", "Birmingham"},
		{"ｈｕｌｌ", "Hull"},
		{"hu\u200bll", "Hull"},
		{"st helier", "St Helier, Jersey | St Helier, London"},
		{"Douglas isle of man", "Douglas, Isle of Man"},
		{"is there anything open near the infirmary in leeds", "Leeds"},
		{"near old street", "Old Street"},
		// which of several
		{"newport", "Newport, Wales | Newport, Isle of Wight | Newport, Shropshire | Newport, Essex | Newport, East Yorkshire | Newport, Pembrokeshire | Newport-on-Tay"},
		{"newport iow", "Newport, Isle of Wight"},
		{"Newport, Shropshire", "Newport, Shropshire"},
		{"newport near telford", "Newport, Shropshire"},
		{"richmond", "Richmond, London | Richmond, North Yorkshire"},
		{"richmond yorks", "Richmond, North Yorkshire"},
		{"bangor", "Bangor, Northern Ireland | Bangor, Wales"},
		{"bangor wales", "Bangor, Wales"},
		{"bangor, ni", "Bangor, Northern Ireland"},
		{"Where can I get pins near Dalston?", "Dalston, London; or Dalston, Cumbria"},
		{"bow", "Bow, London; or Bow, Devon"},
		{"needle exchange near wells", "Wells, Somerset; or Wells-next-the-Sea, Norfolk"},
		{"stoke", "Stoke-on-Trent; or Stoke, Cheshire; or Stoke by Clare, Suffolk"},
		{"yarmouth", "Great Yarmouth; or Yarmouth, Isle of Wight"},
		{"whitchurch", "Whitchurch, Shropshire | Whitchurch, Buckinghamshire | Whitchurch, Herefordshire | Whitchurch, Somerset"},
		{"newport gwent", "Newport, Wales"},
		{"newport dyfed", "Newport, Pembrokeshire"},
		{"ashford middlesex", "Ashford, Surrey"},
		{"dalston in london", "Dalston, London"},
		{"dalston cumbria", "Dalston, Cumbria"},
		{"kensington liverpool", "Kensington, Liverpool"},
		{"hayes", "Hayes, near Southall | Hayes, near Bromley"},
		{"newcastle", "Newcastle upon Tyne | Newcastle under Lyme | Newcastle, Northern Ireland"},
		{"bath somerset", "Bath"},
		{"street, somerset", "Street"},
		{"I live in Leeds but I'm in Hull now", "Leeds | Hull"},
		// one of several that everybody means
		{"leeds", "Leeds"},
		{"preston", "Preston, Lancashire"},
		{"sutton", "Sutton, London"},
		{"hackney, london", "Hackney"},
		{"Bow, London", "Bow, London"},
		{"Chelsea in London", "Chelsea"},
		// spelt otherwise
		{"manchster", "Manchester ?"},
		{"in birmigham", "Birmingham ?"},
		{"needle exchange birkenhed", "Birkenhead ?"},
		{"need foil lverpool", "Liverpool ?"},
		{"drug stroke", "nothing: no place"},
		{"hiv newborn", "nothing: no place"},
		{"pins wlsall tonight", "nothing: no place"}, // not behind what is wanted alone
		{"middlesborough", "Middlesbrough ?"},
		{"newcaslte upon tyne", "Newcastle upon Tyne ?"},
		{"in sheffeild", "Sheffield ?"},
		{"wolverhamton", "Wolverhampton ?"},
		{"edinborough", "Edinburgh"},
		{"hul", "nothing: unknown name"},
		{"rocks", "nothing: no place"},
		{"meeting", "nothing: no place"},
		{"groin", "nothing: unknown name"},
		{"locked in the bog not answering", "nothing: no place"},
		{"having a baby n i drink", "nothing: no place"},
		{"angel dust", "nothing: no place"},
		{"gdzie mogę dostać igły w Slough", "Slough"},
		{"spray wales free", "area: Wales"},
		// too wide
		{"cornwall", "area: Cornwall"},
		{"in yorkshire", "area: Yorkshire"},
		{"Scotland", "area: Scotland"},
		{"wales", "area: Wales"},
		{"jersey", "Jersey"},
		{"in guernsey", "Guernsey"},
		{"St Helier, Jersey", "St Helier, Jersey"},
		{"stratford", "Stratford, London | Stratford-upon-Avon"},
		{"ely", "Ely, Cambridgeshire | Ely, Cardiff"},
		{"in wales", "area: Wales"},
		{"isle of man", "area: Isle of Man"},
		{"herts", "area: Hertfordshire"},
		// no place
		{"", "nothing: no place"},
		{"near me", "nothing: near me"},
		{"nearest needle exchange", "nothing: near me"},
		{"where i am", "nothing: near me"},
		{"any around here?", "nothing: near me"},
		{"where can i get naloxone", "nothing: no place"},
		{"in pain near my chest", "nothing: no place"},
		{"in prison", "nothing: no place"},
		{"my mate preston has gone over", "nothing: no place"},
		{"xanadu", "nothing: unknown name"},
		{"in xanadu", "nothing: unknown name"},
		{"Leeds Road", "nothing: no place"},
		{"Leeds Road, Bradford", "Bradford"},
		{"🙂🙂", "nothing: no place"},
		// postcodes, with no list imported
		{"E8", "area: East London"},
		{"I'm in E8 1EA mate", "area: East London"},
		{"swia oaa", "area: South West London"},
		{"bt1 5gs", "area: Northern Ireland"},
		{"JE2 4UE", "JE2"},
		{"gy9", "GY9"},
		{"Hackney E8", "Hackney"},
		{"GIR 0AA", "nothing: no address"},
		{"BFPO 58", "nothing: forces"},
		{"bf1 3aa", "nothing: forces"},
		{"D02 AF30", "nothing: abroad"},
		{"GX11 1AA", "nothing: abroad"},
	} {
		t.Run(c.text, func(t *testing.T) {
			r := f.Find(c.text)
			checkResult(t, r)
			if got := said(r); got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

// everyDistrict is a list of outcodes that has whatever a test asks for.
func everyDistrict(t *testing.T) *Finder {
	t.Helper()
	csv := "outcode,lat,lon,country\n"
	for i, out := range []string{"E8", "N1", "N16", "SW1A", "SW1P", "B4", "B12", "M8", "M25", "M6", "NE1", "L8", "W8", "CO2", "WD4", "E17", "S10", "EC1V", "N10", "SO1", "N20"} {
		csv += fmt.Sprintf("%s,%.2f,-1.00,ENG\n", out, 51+float64(i)/10)
	}
	f, _ := imported(t, Outcodes, csv)
	return f
}

func TestPostcodesAreFoundInSentences(t *testing.T) {
	f := everyDistrict(t)
	for _, c := range []struct{ text, want string }{
		{"e8", "E8"},
		{"chem sex clinic near E8", "E8"},
		{"any vans in e8 tonight?", "E8"},
		{"e8 or n16", "E8 | N16"},
		{"i live at e8 1ea, flat 2", "E8"},
		{"E81EA", "E8"},
		{"e8-1ea", "E8"},
		{"e 8", "E8"},
		{"e 8 1 ea", "E8"},
		{"E8 1EA and E8 3PN", "E8"},
		{"swia oaa", "SW1A"},
		{"SW1 A0AA", "SW1A"},
		{"sw1", "SW1"},
		{"near ni6", "N16"},
		{"N1 0", "N1"},
		{"my postcode is n16 8jl thanks", "N16"},
		{"n1 old street", "N1"},
		{"pins in m8", "M8"},
		{"cheers m8", "nothing: no place"},
		{"M8", "M8"},
		{"need some b4 bed", "nothing: no place"},
		{"ne1 know where to get pins", "nothing: no place"},
		{"the M25", "nothing: unknown name"},
		{"stuck on the m6", "nothing: no place"},
		{"b12 shots in leeds", "Leeds"},
		{"needle exchange b12", "B12"},
		{"n2o", "nothing: unknown name"},
		{"112", "nothing: no place"},
		{"spliff", "nothing: unknown name"},
		{"1ml", "nothing: no place"},
		{"co2", "CO2"},
		{"i need 2 e and 8 g", "nothing: no place"},
		{"it cost 20 quid", "nothing: no place"},
		{"call me on 07700 900123", "nothing: no place"},
		{"e8 in hackney", "E8"},
		{"so 1st thing", "nothing: no place"},
	} {
		t.Run(c.text, func(t *testing.T) {
			r := f.Find(c.text)
			checkResult(t, r)
			if got := said(r); got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

// checkResult fails where a result breaks what its type promises.
func checkResult(t testing.TB, r Result) {
	t.Helper()
	switch r.Answer {
	case Nothing:
		if len(r.Places) != 0 || r.Why == NoReason || r.Area != (Area{}) {
			t.Fatalf("nothing, and yet %+v", r)
		}
	case AreaOnly:
		if len(r.Places) != 0 || r.Area.Name == "" || r.Why != NoPostcodes && r.Why != UnknownPostcode && r.Why != TooWide {
			t.Fatalf("an area, and yet %+v", r)
		}
	case One:
		if len(r.Places) != 1 || r.Why != NoReason {
			t.Fatalf("one, and yet %+v", r)
		}
	case Several:
		if len(r.Places) < 2 || len(r.Places) > mostPlaces || r.Why != NoReason {
			t.Fatalf("several, and yet %+v", r)
		}
	}
	seen := map[string]bool{}
	for _, p := range r.Places {
		if p.Label == "" || seen[p.Label] || !utf8.ValidString(p.Label) || strings.ContainsAny(p.Label, "\n\t\r\x00") {
			t.Fatalf("the label %q is empty, twice there or no text", p.Label)
		}
		seen[p.Label] = true
		if !p.Point.InBounds() || p.Radius <= 0 || p.Precision < Unit || p.Precision > City || p.Nation >= nations {
			t.Fatalf("a place is incomplete: %+v", p)
		}
	}
}

// Labels come from our tables: every part of one is a name, a county, a nation or a district there.
func TestLabelsAreNeverWhatWasTyped(t *testing.T) {
	f := New()
	own := map[string]bool{}
	file := f.files[0]
	for i := range len(file.places) / placeSize {
		n := file.place(i)
		own[n.name], own[n.county], own[n.nation.String()] = true, true, true
	}
	rapid.Check(t, func(t *rapid.T) {
		words := rapid.SampledFrom([]string{"near", "in", "the", "hull", "Newport", "bangor", "e8 1ea", "JE2 3AB", "gy9", "manchster", "hayes", "Zanzibar<b>",
			"my name is Bob", "kings cross", ",", ".", "\n", "leeds", "london", "iow", "07700900123", "ｅ8", "🙂", "cornwall", "Bow", "ashton", "norton"})
		var text strings.Builder
		for range rapid.IntRange(0, 8).Draw(t, "words") {
			text.WriteString(words.Draw(t, "word") + " ")
		}
		r := f.Find(text.String())
		for _, p := range r.Places {
			name, where, found := strings.Cut(p.Label, ", ")
			where = strings.TrimPrefix(where, "near ")
			if i := strings.Index(where, " ("); i > 0 {
				where = where[:i]
			}
			island := p.Precision == District && isOutcode([]byte(name)) && (Nation.Crown(p.Nation))
			if !own[name] && !own[p.Label] && !island || found && !own[where] && !own[p.Label] {
				t.Fatalf("the label %q is not ours", p.Label)
			}
		}
	})
}

func TestFindNeverPanicsAndKeepsItsPromises(t *testing.T) {
	f := New()
	rapid.Check(t, func(t *rapid.T) {
		r := f.Find(rapid.String().Draw(t, "text"))
		if len(r.Places) > mostPlaces || (r.Answer == One) != (len(r.Places) == 1) {
			t.Fatalf("%+v", r)
		}
	})
}

func FuzzFind(f *testing.F) {
	for _, s := range []string{"near the station in Hull", "swia oaa", "e 8 1 e a", "Newport, Isle of Wight", "\xff\xfe", "st. st. st.", strings.Repeat("newport ", 300),
		strings.Repeat("a", 5000), "in in in in", "E8 E9 E10 N1 N2 N3 N4 N5 N6 N7 N8", "hayes hayes", "Dùn Èideann", "'''''", "&&&&"} {
		f.Add(s)
	}
	finder := New()
	f.Fuzz(func(t *testing.T, s string) {
		checkResult(t, finder.Find(s))
	})
}

// A search must not get slow because of what is typed: the time grows with the part that is read, which is bounded.
func TestLongTextsAreCutShort(t *testing.T) {
	if n := len(read(strings.Repeat("hull ", 100_000))); n > headWords+tailWords {
		t.Errorf("%d words are read of half a megabyte", n)
	}
	if got := said(New().Find(strings.Repeat("x ", 50_000) + "near Hull")); got != "Hull" {
		t.Errorf("the end of a long text is not read: %s", got)
	}
}

func TestLocateTellsNationAndArea(t *testing.T) {
	plain, listed := New(), everyDistrict(t)
	for _, c := range []struct {
		f           *Finder
		at          Point
		label, area string
		nation      Nation
	}{
		{plain, Point{53.75, -0.34}, "Hull", "", England},
		{plain, Point{55.86, -4.25}, "Trongate", "G", Scotland},
		{plain, Point{51.48, -3.18}, "Cardiff", "", Wales},
		{plain, Point{54.15, -4.48}, "Douglas", "", IsleOfMan},
		{listed, Point{51.01, -1.01}, "E8", "E", England},
	} {
		p, ok := c.f.Locate(c.at)
		if !ok || p.Label != c.label || p.Nation != c.nation || p.Area != c.area || p.Point != c.at {
			t.Errorf("%v: %+v, want %s in %s", c.at, p, c.label, c.nation)
		}
	}
	for _, far := range []Point{{0, 0}, {48.85, 2.35}, {59, -8.9}} {
		if p, ok := plain.Locate(far); ok {
			t.Errorf("%v is near %s", far, p.Label)
		}
	}
}

func TestTownsGetThePostcodeAreaOfAnImportedList(t *testing.T) {
	f, _ := imported(t, Outcodes, "outcode,lat,lon\nHU1,53.744,-0.341\nLS1,53.797,-1.546\n")
	for text, want := range map[string]string{"hull": "HU", "leeds": "LS", "belfast": "BT", "douglas, isle of man": "IM", "dalston london": "E", "penzance": ""} {
		if r := f.Find(text); r.Answer != One || r.Places[0].Area != want {
			t.Errorf("%s: %+v, want area %q", text, r.Places, want)
		}
	}
}

func BenchmarkFind(b *testing.B) {
	f := New()
	for _, text := range []string{"hull", "Where can I get pins near Dalston?", "newport", "manchster", "i dont know where i am or what to do about any of this", "E8 1EA", strings.Repeat("newport ", 200), strings.Repeat("e 8 ", 300), strings.Repeat("in manchstr ", 100)} {
		b.Run(text[:min(len(text), 40)], func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				f.Find(text)
			}
		})
	}
}

func BenchmarkNew(b *testing.B) {
	for b.Loop() {
		New()
	}
}
