package print

import (
	"bytes"
	"image"
	"image/color"
	"image/draw"
	"image/png"
	"math"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	qrcode "github.com/skip2/go-qrcode"

	"waymark/content"
)

// copied is a page as a bad photocopier leaves it: black or white only, one dot in fifty wrong, laid on the glass at five
// degrees.
func copied(page *image.Gray, random *rand.Rand) *image.Gray {
	sin, cos := math.Sincos(5 * math.Pi / 180)
	b := page.Bounds()
	cx, cy := float64(b.Dx())/2, float64(b.Dy())/2
	out := image.NewGray(b)
	for y := range b.Dy() {
		for x := range b.Dx() {
			dx, dy := float64(x)-cx, float64(y)-cy
			from := image.Pt(int(cx+dx*cos+dy*sin), int(cy-dx*sin+dy*cos))
			light := uint8(255)
			if from.In(b) && page.Pix[page.PixOffset(from.X, from.Y)] < 140 {
				light = 0
			}
			if random.IntN(50) == 0 {
				light = 255 - light
			}
			out.Pix[out.PixOffset(x, y)] = light
		}
	}
	return out
}

// fartherAway is a picture in which step by step dots have become one.
func fartherAway(p *image.Gray, step int) *image.Gray {
	b := p.Bounds()
	out := image.NewGray(image.Rect(0, 0, b.Dx()/step, b.Dy()/step))
	for y := range out.Rect.Dy() {
		for x := range out.Rect.Dx() {
			sum := 0
			for i := range step * step {
				sum += int(p.Pix[p.PixOffset(x*step+i%step, y*step+i/step)])
			}
			out.SetGray(x, y, color.Gray{uint8(sum / step / step)})
		}
	}
	return out
}

// readCodes gives what an independent reader finds, each once.
func readCodes(t testing.TB, picture image.Image) []string {
	t.Helper()
	name := filepath.Join(t.TempDir(), "page.png")
	f, err := os.Create(name)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if err := (&png.Encoder{CompressionLevel: png.NoCompression}).Encode(f, picture); err != nil {
		t.Fatal(err)
	}
	out, err := exec.Command("zbarimg", "--quiet", "--raw", "-Sdisable", "-Sqrcode.enable", name).Output()
	if err != nil && len(out) == 0 {
		return nil // it exits 4 when it finds none
	}
	found := strings.Fields(string(out))
	slices.Sort(found)
	return slices.Compact(found)
}

// A code is printed, copied badly, and read by a reader that knows nothing of us.
func TestEveryCodeIsReadBackFromPaperAndFromACopyOfIt(t *testing.T) {
	need(t, "pdftoppm")
	need(t, "zbarimg")
	finer := map[string]string{"poster-a4": "100", "poster-a6": "150", "notice": "100", "card": "200", "sticker": "200"} // dots an inch
	read := 0
	for i, f := range files(t) {
		e := f.packed.Edition
		if e.Name == "guide" {
			continue // it has no code
		}
		if f.locale != content.DefaultLocale && f.packed.Way != "" {
			continue // the same code in the same place
		}
		read++
		t.Run(f.name, func(t *testing.T) {
			t.Parallel()
			base := filepath.Join(t.TempDir(), "page")
			output(t, "pdftoppm", "-r", finer[e.Name], "-gray", "-png", f.write(t), base)
			pages, _ := filepath.Glob(base + "*.png")
			if len(pages) != 1 {
				t.Fatalf("%d pages", len(pages))
			}
			src, err := os.ReadFile(pages[0])
			if err != nil {
				t.Fatal(err)
			}
			picture, err := png.Decode(bytes.NewReader(src))
			if err != nil {
				t.Fatal(err)
			}
			page := image.NewGray(picture.Bounds())
			draw.Draw(page, page.Bounds(), picture, image.Point{}, draw.Src)
			want := []string{f.piece.Target()}
			if got := readCodes(t, page); !slices.Equal(got, want) {
				t.Errorf("from paper: %q, want %q", got, want)
			}
			// A telephone is held nearer to a card and farther from a poster, where the specks blur.
			poor, got := copied(page, rand.New(rand.NewPCG(1, uint64(i)))), []string(nil)
			for step := 1; step <= 4 && got == nil; step *= 2 {
				got = readCodes(t, fartherAway(poor, step))
			}
			if !slices.Equal(got, want) {
				t.Errorf("from a copy: %q, want %q", got, want)
			}
		})
	}
	if read < 5*5+5 {
		t.Errorf("only %d files have a code", read)
	}
}

func TestAPictureHoldsTheSameCode(t *testing.T) {
	need(t, "zbarimg")
	p := piece(t)
	p.Colour = true
	s, err := Editions()[1].Lay(p)
	if err != nil {
		t.Fatal(err)
	}
	picture, err := raster(s)
	if err != nil {
		t.Fatal(err)
	}
	if got := readCodes(t, picture); !slices.Equal(got, []string{p.Target()}) {
		t.Errorf("got %q", got)
	}
}

// Level Q: a stain over a seventh of the code leaves it readable. The same stain on level L does not.
func TestACodeSurvivesAStain(t *testing.T) {
	need(t, "zbarimg")
	stained := func(level qrcode.RecoveryLevel) []string {
		code, err := qrcode.New(piece(t).Target(), level)
		if err != nil {
			t.Fatal(err)
		}
		rows := code.Bitmap()
		n := len(rows)
		if n < 2*quietModules || slices.Contains(rows[quietModules-1], true) || !slices.Contains(rows[quietModules], true) {
			t.Error("the quiet zone is not four modules")
		}
		picture := image.NewGray(image.Rect(0, 0, n*8, n*8))
		size := float64(n - 2*quietModules)
		for y := range n * 8 {
			for x := range n * 8 {
				light := uint8(255)
				if rows[y/8][x/8] {
					light = 0
				}
				// A round stain, away from the corners that a reader finds the code by.
				if math.Hypot(float64(x)/8-float64(n)*0.55, float64(y)/8-float64(n)*0.55) < size*math.Sqrt(1/7.0/math.Pi) {
					light = 255
				}
				picture.SetGray(x, y, color.Gray{light})
			}
		}
		return readCodes(t, picture)
	}
	if got := stained(qrcode.High); !slices.Equal(got, []string{piece(t).Target()}) {
		t.Errorf("level Q: got %q", got)
	}
	if got := stained(qrcode.Low); len(got) > 0 {
		t.Errorf("level L is read too (%q): the stain shows nothing", got)
	}
}
