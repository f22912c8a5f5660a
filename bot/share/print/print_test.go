package print

import (
	"bytes"
	"encoding/xml"
	"io"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"waymark/bot/share"
	"waymark/content"
)

var made = time.Date(2026, 11, 22, 15, 4, 5, 0, time.UTC)

// load reads the words once: under the race detector that takes a second.
var load = sync.OnceValues(func() (*content.Library, map[string]content.Print) {
	lib, problems := content.Load(content.Embedded())
	words, more := content.LoadPrint(content.Embedded(), lib)
	if problems = append(problems, more...); problems != nil {
		panic(problems)
	}
	return lib, words
})

// piece is what tests print: a number nobody has, and a bot that plainly is an example.
func piece(t testing.TB) Piece {
	t.Helper()
	_, words := load()
	return Piece{
		Words: words["en"], Operator: "Example Harm Reduction", Bot: "WaymarkExampleBot", Number: "+447700900123",
		Link: share.Link{Code: "hostel-door"},
	}
}

// file is a file of the pack in one language, with the piece as it is there.
type file struct {
	name, locale string
	packed       Packed
	base, piece  Piece
}

// files are the whole pack in every language there are words for.
func files(t testing.TB) (all []file) {
	t.Helper()
	_, words := load()
	for _, locale := range slices.Sorted(maps.Keys(words)) {
		base := piece(t)
		base.Words = words[locale]
		for _, f := range Pack(base) {
			p := base
			f.change(&p)
			all = append(all, file{locale + " " + strings.TrimSuffix(f.Name, ".pdf"), locale, f, base, p})
		}
	}
	return all
}

// write puts a file of the pack on the disk.
func (f file) write(t testing.TB) string {
	t.Helper()
	var b bytes.Buffer
	if err := f.packed.Write(&b, f.base, f.locale, made); err != nil {
		t.Fatal(err)
	}
	name := filepath.Join(t.TempDir(), "piece.pdf")
	if err := os.WriteFile(name, b.Bytes(), 0o644); err != nil {
		t.Fatal(err)
	}
	return name
}

// need finds a program of another maker, which make test installs.
func need(t testing.TB, name string) {
	t.Helper()
	if _, err := exec.LookPath(name); err != nil {
		t.Skipf("NOT CHECKED: %s is not installed", name)
	}
}

func output(t testing.TB, name string, args ...string) string {
	t.Helper()
	out, err := exec.Command(name, args...).Output()
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	return string(out)
}

func TestEveryEditionSaysNineNineNineTheNumberAndTheLink(t *testing.T) {
	need(t, "pdftotext")
	for _, f := range files(t) {
		t.Run(f.name, func(t *testing.T) {
			t.Parallel()
			text := output(t, "pdftotext", "-layout", f.write(t), "-")
			flat := strings.Join(strings.Fields(text), " ")
			for _, want := range []string{"999", "t.me/WaymarkExampleBot?start=hostel-door", "HOSTEL-DOOR", "07700 900123"} {
				if !strings.Contains(text, want) {
					t.Errorf("no %q in\n%s", want, text)
				}
			}
			if first := strings.Index(text, "999"); first > 60 {
				t.Errorf("999 comes %d characters in", first)
			}
			if f.packed.Edition.Name == "guide" {
				return
			}
			// Some have columns, so words are looked for one by one.
			for _, name := range []string{"title", "what", "promise", "by"} {
				for _, word := range strings.Fields(f.piece.Say(name)) {
					if !strings.Contains(flat, strings.TrimRight(word, ".")) {
						t.Errorf("no %q of %s in\n%s", word, name, text)
					}
				}
			}
		})
	}
}

func TestADiscreetEditionNamesNoDrug(t *testing.T) {
	need(t, "pdftotext")
	lib, _ := load()
	seen := 0
	for _, f := range files(t) {
		if f.packed.Edition.Name == "guide" {
			continue // for the person who passes it on
		}
		drug := lib.Drug(output(t, "pdftotext", f.write(t), "-"))
		if f.piece.Discreet && drug != "" {
			t.Errorf("%s says %q", f.name, drug)
		}
		if !f.piece.Discreet && drug != "" {
			seen++
		}
	}
	if seen == 0 {
		t.Error("the plain editions name none either: this test would see nothing")
	}
}

func TestAnSVGIsWellFormedWhateverTheOperatorIsCalled(t *testing.T) {
	p := piece(t)
	p.Operator = `<script>"&'x`
	for _, e := range Editions() {
		s, err := e.Lay(p)
		if err != nil {
			t.Fatal(err)
		}
		var b bytes.Buffer
		if err := Write(&b, s, ".svg", "Way<mark", "en", made); err != nil {
			t.Fatal(err)
		}
		for d := xml.NewDecoder(&b); ; {
			tok, err := d.Token()
			if err == io.EOF {
				break
			}
			if err != nil {
				t.Fatalf("%s: %v", e.Name, err)
			}
			if el, ok := tok.(xml.StartElement); ok && !slices.Contains([]string{"svg", "title", "rect", "text"}, el.Name.Local) {
				t.Errorf("%s: an element <%s>", e.Name, el.Name.Local)
			}
		}
	}
}

func TestWhatCannotBePrintedIsSaid(t *testing.T) {
	for name, c := range map[string]struct {
		change func(*Piece)
		want   string
	}{
		"nobody to write to":       {func(p *Piece) { p.Bot, p.Number = "", "" }, "neither a bot name nor a number"},
		"texts and no number":      {func(p *Piece) { p.SMS, p.Number = true, "" }, "needs the number"},
		"a name too long":          {func(p *Piece) { p.Operator = strings.Repeat("Department ", 60) }, "too long for their place on paper"},
		"a bot's name without end": {func(p *Piece) { p.Bot = strings.Repeat("LongBot", 600) }, "make a QR code"},
	} {
		t.Run(name, func(t *testing.T) {
			p := piece(t)
			c.change(&p)
			s, err := Editions()[0].Lay(p)
			if s != nil || err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %v, want %q", err, c.want)
			}
		})
	}
}

func TestTheSamePieceIsTheSameFile(t *testing.T) {
	for _, ending := range Formats() {
		var files [2]bytes.Buffer
		for i := range files {
			s, err := Editions()[1].Lay(piece(t))
			if err != nil {
				t.Fatal(err)
			}
			if err := Write(&files[i], s, ending, "Waymark", "en", made.Add(time.Duration(i)*time.Hour)); err != nil {
				t.Fatal(err)
			}
		}
		if !bytes.Equal(files[0].Bytes(), files[1].Bytes()) {
			t.Errorf("%s differs: it says more than the day it was made", ending)
		}
	}
}

func TestLargePrintIsLarge(t *testing.T) {
	p := piece(t)
	p.Large = true
	s, err := Editions()[0].Lay(p)
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range s.marks {
		if m.text != "" && m.points < 16 { // the smallest that RNIB calls large print
			t.Errorf("%g points: %q", m.points, m.text)
		}
	}
}

func TestNothingLeavesItsSheet(t *testing.T) {
	for _, f := range files(t) {
		s, err := f.packed.Edition.Lay(f.piece)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range s.marks {
			if m.x < 0 || m.y < 0 || m.x+m.w > s.Width+0.01 || m.y+m.h > s.Height+0.01 {
				t.Errorf("%s: %+v", f.name, m)
			}
		}
	}
}

// The longest code, bot's name and number there are still fit every edition.
func TestTheLongestLinkFitsEveryEdition(t *testing.T) {
	for _, f := range files(t) {
		p := f.piece
		p.Bot, p.Number, p.Link.Code = "ExampleHarmReductionServiceUKBot", "+"+strings.Repeat("0", 15), "release-packs-northern-districts"
		if _, err := f.packed.Edition.Lay(p); err != nil {
			t.Errorf("%s: %v", f.name, err)
		}
	}
}

func TestNumbersAreShownAsPeopleWriteThem(t *testing.T) {
	for number, want := range map[string]string{"+447700900123": "07700 900123", "+353851234567": "+353851234567", "60777": "60777", "": ""} {
		if got := ShownNumber(number); got != want {
			t.Errorf("%s: %s, want %s", number, got, want)
		}
	}
}

// picturesEnv, when set, writes the pictures of testdata/print anew.
const picturesEnv = "WAYMARK_PICTURES"

func TestPicturesForReaders(t *testing.T) {
	if os.Getenv(picturesEnv) == "" {
		t.Skipf("set %s to write testdata/print", picturesEnv)
	}
	need(t, "pdftoppm")
	numbered := regexp.MustCompile(`-1\.png$`)
	for _, f := range files(t) {
		name := strings.TrimSuffix(f.packed.Name, ".pdf")
		wanted := []string{"guide", "poster-a4-large", f.packed.Edition.Name + "-colour", f.packed.Edition.Name + "-discreet"}
		if f.locale != content.DefaultLocale {
			name, wanted = f.locale+"-"+name, []string{f.locale + "-poster-a4", f.locale + "-guide"}
		}
		if !slices.Contains(wanted, name) {
			continue
		}
		base := filepath.Join("..", "..", "..", "testdata", "print", name)
		output(t, "pdftoppm", "-r", "60", "-png", f.write(t), base)
		pages, _ := filepath.Glob(base + "-*.png")
		for _, page := range pages {
			if !numbered.MatchString(page) {
				continue // another edition whose name begins alike
			}
			if err := os.Rename(page, numbered.ReplaceAllString(page, ".png")); err != nil {
				t.Fatal(err)
			}
		}
	}
}

// BenchmarkPack is what a pack costs for one link in one language.
func BenchmarkPack(b *testing.B) {
	p := piece(b)
	for b.Loop() {
		for _, f := range Pack(p) {
			if err := f.Write(io.Discard, p, "en", made); err != nil {
				b.Fatal(err)
			}
		}
	}
}
