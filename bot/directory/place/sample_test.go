package place

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// The operator's own sample of outcodes, where WAYMARK_SAMPLES names its folder.
func TestTheSampleOfOutcodesResolves(t *testing.T) {
	dir := os.Getenv("WAYMARK_SAMPLES")
	if dir == "" {
		t.Skip("WAYMARK_SAMPLES is not set")
	}
	src, c, err := OpenSource(filepath.Join(dir, "outcodes.csv"))
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	to := t.TempDir()
	r, err := Import(t.Context(), Outcodes, src, filepath.Join(to, Outcodes.FileName()), Options{})
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range r.Problems {
		t.Error(p)
	}
	f, err := Open(to)
	if err != nil {
		t.Fatal(err)
	}
	list := f.files[0]
	if list.outcodes() < 2800 {
		t.Errorf("%d outcodes", list.outcodes())
	}
	for i := range list.outcodes() {
		o := list.outcode(i)
		for _, text := range []string{o.out.String(), strings.ToLower(o.out.String()) + " 1aa", "pins near " + o.out.String()} {
			res := f.Find(text)
			if res.Answer != One || res.Places[0].Label != o.out.String() || res.Places[0].Nation == UnknownNation {
				t.Errorf("%q: %s", text, said(res))
			}
		}
	}
	t.Logf("%d outcodes resolve, %d rows bad", list.outcodes(), r.Bad)

	// The neighbourhoods that were placed by hand lie in their districts.
	own := f.files[1]
	for i := range len(own.places) / placeSize {
		n := own.place(i)
		if n.out == 0 || n.nation.Crown() {
			continue
		}
		o, ok := list.findOut(n.out)
		if !ok || o.at.Metres(n.at) > 4000 {
			t.Errorf("%s, %s is %.0f m from the middle of %s", n.name, n.county, o.at.Metres(n.at), n.out)
		}
	}
}
