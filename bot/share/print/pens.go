package print

import (
	"encoding/xml"
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"image/png"
	"io"
	"math"
	"strings"
	"time"

	"codeberg.org/go-pdf/fpdf"
	"golang.org/x/image/font"
	"golang.org/x/image/font/gofont/gobold"
	"golang.org/x/image/font/gofont/goregular"
	"golang.org/x/image/font/opentype"
	"golang.org/x/image/math/fixed"
)

// Formats are the endings of files that Write knows.
func Formats() []string { return []string{".pdf", ".svg", ".png"} }

// Write draws a sheet in the format of an ending: .pdf, .svg or .png. The title goes into a PDF's own description, with
// the day of made and nothing else of when or by whom.
func Write(w io.Writer, s *Sheet, ending, title, language string, made time.Time) error {
	switch ending {
	case ".pdf":
		return writePDF(w, s, title, language, made)
	case ".svg":
		return writeSVG(w, s, title, language)
	case ".png":
		return writePNG(w, s)
	}
	return fmt.Errorf("a file ends in %s", strings.Join(Formats(), ", "))
}

func writePDF(w io.Writer, s *Sheet, title, language string, made time.Time) error {
	day := time.Date(made.Year(), made.Month(), made.Day(), 0, 0, 0, 0, time.UTC)
	f := fpdf.NewCustom(&fpdf.InitType{UnitStr: "mm", Size: fpdf.SizeType{Wd: s.Width, Ht: s.Height}})
	f.SetMargins(0, 0, 0)
	f.SetAutoPageBreak(false, 0)
	f.SetCatalogSort(true)
	f.SetCreationDate(day)
	f.SetModificationDate(day)
	f.SetProducer("waymark", true)
	f.SetTitle(title, true)
	f.SetLang(language)
	f.AddUTF8FontFromBytes("go", "", goregular.TTF)
	f.AddUTF8FontFromBytes("go", "B", gobold.TTF)
	f.AddPage()
	for _, m := range s.marks {
		if m.text == "" {
			f.SetFillColor(int(m.ink.R), int(m.ink.G), int(m.ink.B))
			f.Rect(m.x, m.y, m.w, m.h, "F")
			continue
		}
		weight := ""
		if m.bold {
			weight = "B"
		}
		f.SetFont("go", weight, m.points)
		f.SetTextColor(int(m.ink.R), int(m.ink.G), int(m.ink.B))
		f.Text(m.x, m.y, m.text)
	}
	return f.Output(w)
}

func writeSVG(w io.Writer, s *Sheet, title, language string) error {
	var b strings.Builder
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" width="%gmm" height="%gmm" viewBox="0 0 %g %g" xml:lang="%s"><title>%s</title>`+"\n",
		s.Width, s.Height, s.Width, s.Height, escaped(language), escaped(title))
	fmt.Fprintf(&b, `<rect width="%g" height="%g" fill="#fff"/>`+"\n", s.Width, s.Height)
	for _, m := range s.marks {
		ink := fmt.Sprintf("#%02x%02x%02x", m.ink.R, m.ink.G, m.ink.B)
		if m.text == "" {
			fmt.Fprintf(&b, `<rect x="%.3f" y="%.3f" width="%.3f" height="%.3f" fill="%s" shape-rendering="crispEdges"/>`+"\n", m.x, m.y, m.w, m.h, ink)
			continue
		}
		weight := "normal"
		if m.bold {
			weight = "bold"
		}
		// The length keeps the line in its place where the typeface is another.
		fmt.Fprintf(&b, `<text x="%.3f" y="%.3f" font-family="Go, Arial, Helvetica, sans-serif" font-weight="%s" font-size="%.3f" fill="%s" textLength="%.3f" lengthAdjust="spacingAndGlyphs">%s</text>`+"\n",
			m.x, m.y, weight, m.points*pointMM, ink, m.w, escaped(m.text))
	}
	b.WriteString("</svg>\n")
	_, err := io.WriteString(w, b.String())
	return err
}

func escaped(text string) string {
	var b strings.Builder
	xml.EscapeText(&b, []byte(text)) // a Builder does not fail
	return b.String()
}

// dpi is what printers and copiers of offices do.
const dpi = 300

func writePNG(w io.Writer, s *Sheet) error {
	picture, err := raster(s)
	if err != nil {
		return err
	}
	encoder := png.Encoder{CompressionLevel: png.BestSpeed}
	return encoder.Encode(w, picture)
}

func raster(s *Sheet) (image.Image, error) {
	dots := func(mm float64) int { return int(math.Round(mm / 25.4 * dpi)) }
	bounds := image.Rect(0, 0, dots(s.Width), dots(s.Height))
	var picture draw.Image = image.NewGray(bounds)
	for _, m := range s.marks {
		if m.ink.R != m.ink.G || m.ink.G != m.ink.B {
			picture = image.NewRGBA(bounds)
			break
		}
	}
	draw.Draw(picture, bounds, image.White, image.Point{}, draw.Src)
	pens := map[mark]font.Face{}
	for _, m := range s.marks {
		ink := image.NewUniform(color.RGBA{m.ink.R, m.ink.G, m.ink.B, 255})
		if m.text == "" {
			draw.Draw(picture, image.Rect(dots(m.x), dots(m.y), dots(m.x+m.w), dots(m.y+m.h)), ink, image.Point{}, draw.Src)
			continue
		}
		key := mark{points: m.points, bold: m.bold}
		if pens[key] == nil {
			face, err := pen(m)
			if err != nil {
				return nil, err
			}
			pens[key] = face
		}
		d := font.Drawer{Dst: picture, Src: ink, Face: pens[key], Dot: fixed.P(dots(m.x), dots(m.y))}
		d.DrawString(m.text)
	}
	return picture, nil
}

func pen(m mark) (font.Face, error) {
	ttf := goregular.TTF
	if m.bold {
		ttf = gobold.TTF
	}
	parsed, err := opentype.Parse(ttf)
	if err != nil {
		return nil, fmt.Errorf("read a typeface: %w", err)
	}
	return opentype.NewFace(parsed, &opentype.FaceOptions{Size: m.points, DPI: dpi, Hinting: font.HintingNone})
}
