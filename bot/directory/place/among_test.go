package place

import "testing"

// Somebody who was asked which place of a name is meant says so by its county, region or nation, or by the city it is in.
func TestOneOfSeveralIsPickedByWhereItIs(t *testing.T) {
	f := New()
	for _, c := range []struct{ name, text, want string }{
		{"newport", "the essex one", "Newport, Essex"},
		{"newport", "wales", "Newport, Wales"}, // and not the 851 people of Pembrokeshire's
		{"newport", "south wales", "Newport, Wales"},
		{"newport", "newport gwent", "Newport, Wales"},
		{"newport", "Pembrokeshire", "Newport, Pembrokeshire"},
		{"newport", "iow", "Newport, Isle of Wight"},
		{"newport", "isle of wight mate", "Newport, Isle of Wight"},
		{"newport", "the one near telford", "Newport, Shropshire"},
		{"newport", "scotland", "Newport-on-Tay"},
		{"newport", "england", ""}, // four of them
		{"newport", "kent", ""},
		{"newport", "newport", ""},
		{"newport", "asdf", ""},
		{"newport", "", ""},
		{"richmond", "london", "Richmond, London"},
		{"richmond", "yorkshire", "Richmond, North Yorkshire"},
		{"richmond", "up north in yorks", "Richmond, North Yorkshire"},
		{"richmond", "leeds", ""},
		{"bangor", "wales", "Bangor, Wales"},
		{"bangor", "the northern ireland one", "Bangor, Northern Ireland"},
		{"bangor", "ni", "Bangor, Northern Ireland"},
		{"hayes", "the bromley one", "Hayes, near Bromley"},
		{"gillingham", "dorset", "Gillingham, Dorset"},
		{"newcastle", "tyne and wear", "Newcastle upon Tyne"},
		{"newcastle", "staffordshire", "Newcastle under Lyme"},
	} {
		var points []Point
		var labels []string
		for _, p := range f.Find(c.name).Places {
			points, labels = append(points, p.Point.Rounded()), append(labels, p.Label)
		}
		p, i, ok := f.Among(c.text, points)
		switch {
		case !ok && c.want != "":
			t.Errorf("%s? %q: nothing, want %s", c.name, c.text, c.want)
		case ok && (c.want == "" || labels[i] != c.want):
			t.Errorf("%s? %q: %s, want %q", c.name, c.text, labels[i], c.want)
		case ok && p.Label != c.want:
			t.Errorf("%s? %q: is called %q, want %q", c.name, c.text, p.Label, c.want)
		}
	}
}

// Where one place was taken and another offered, its county picks it.
func TestTheOtherPlaceOfANameIsPickedByItsCounty(t *testing.T) {
	f := New()
	other := []Point{f.Find("dalston").Others[0].Point.Rounded()}
	if p, _, ok := f.Among("no, cumbria", other); !ok || p.Label != "Dalston, Cumbria" || p.Point.Lat < 54 {
		t.Errorf("%+v %t", p, ok)
	}
	for _, text := range []string{"london", "kent", "needles", "dalston", ""} {
		if p, _, ok := f.Among(text, other); ok {
			t.Errorf("%q picks %s", text, p.Label)
		}
	}
	if _, _, ok := f.Among("wales", []Point{{Lat: 50, Lon: 1}}); ok {
		t.Error("a point where nothing is was picked")
	}
}

func TestAPostcodeBesideANameGivesItsArea(t *testing.T) {
	f := New()
	for text, want := range map[string]string{
		"Hackney E8": "E", "e8 1ea hackney": "E", "needles in hackney e8": "E", "hackney": "",
		"I come from E8 and now I am stuck in Leeds": "", "leeds bt1": "", // of another nation
	} {
		if r := f.Find(text); r.Answer != One || r.Places[0].Area != want {
			t.Errorf("%q: %+v, want area %q", text, r.Places, want)
		}
	}
}
