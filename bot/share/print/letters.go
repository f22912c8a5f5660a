package print

import (
	"fmt"
	"strings"

	"golang.org/x/image/font"
	"golang.org/x/image/font/gofont/gobold"
	"golang.org/x/image/font/gofont/goregular"
	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"
)

// millimetres in a point.
const pointMM = 25.4 / 72

// letters measures text in the Go typeface (BSD licence), which has the letters of Welsh and Polish too.
type letters struct {
	regular, bold *sfnt.Font
	buffer        sfnt.Buffer
}

func newLetters() (*letters, error) {
	l := &letters{}
	var err error
	if l.regular, err = sfnt.Parse(goregular.TTF); err != nil {
		return nil, fmt.Errorf("the regular typeface: %w", err)
	}
	if l.bold, err = sfnt.Parse(gobold.TTF); err != nil {
		return nil, fmt.Errorf("the bold typeface: %w", err)
	}
	return l, nil
}

// width is how wide a line is, in millimetres.
func (l *letters) width(text string, points float64, bold bool) float64 {
	face := l.regular
	if bold {
		face = l.bold
	}
	const fine = 1000 // one thousand units to a letter's height
	var total fixed.Int26_6
	for _, r := range text {
		i, err := face.GlyphIndex(&l.buffer, r)
		if err != nil {
			continue
		}
		a, err := face.GlyphAdvance(&l.buffer, i, fixed.I(fine), font.HintingNone)
		if err == nil {
			total += a
		}
	}
	return float64(total) / 64 / fine * points * pointMM
}

// wrap cuts text into lines no wider than width, at spaces; a word that is wider stands alone.
func (l *letters) wrap(text string, points float64, bold bool, width float64) []string {
	var lines []string
	for part := range strings.SplitSeq(text, "\n") {
		line := ""
		for _, word := range strings.Fields(part) {
			longer := strings.TrimSpace(line + " " + word)
			if line != "" && l.width(longer, points, bold) > width {
				lines = append(lines, line)
				longer = word
			}
			line = longer
		}
		if line != "" {
			lines = append(lines, line)
		}
	}
	return lines
}

// leading is the height of a line, in heights of its letters.
const leading = 1.22

// style is how a passage is set. Largest and smallest are in points; a passage is set as large as its area allows.
type style struct {
	largest, smallest float64
	bold, centred     bool
	oneLine           bool
	ink               Ink
}

// set writes a passage into an area, in the middle of its height, and says what size it came to. A passage that does not fit
// even at its smallest is an error: paper cannot be scrolled.
func (l *letters) set(s *Sheet, a area, text string, st style) error {
	for points := st.largest; points >= st.smallest; points -= 0.25 {
		lines := []string{text}
		if !st.oneLine {
			lines = l.wrap(text, points, st.bold, a.w)
		}
		line := points * pointMM * leading
		if float64(len(lines))*line > a.h+0.01 || l.widest(lines, points, st.bold) > a.w+0.01 {
			continue
		}
		y := a.y + (a.h-float64(len(lines))*line)/2 + points*pointMM*0.94
		for _, t := range lines {
			w := l.width(t, points, st.bold)
			x := a.x
			if st.centred {
				x += (a.w - w) / 2
			}
			s.marks = append(s.marks, mark{x: x, y: y, w: w, ink: st.ink, text: t, points: points, bold: st.bold})
			y += line
		}
		return nil
	}
	return fmt.Errorf("these words are too long for their place on paper, even at %g points: %q", st.smallest, text)
}

func (l *letters) widest(lines []string, points float64, bold bool) (w float64) {
	for _, t := range lines {
		w = max(w, l.width(t, points, bold))
	}
	return w
}
