// Package print puts an entry link on paper: posters, cards, stickers and a notice, as PDF, SVG and PNG. A sheet is laid
// out once, in millimetres, and drawn by three pens. It takes words from content and places from the operator's list, and
// knows nothing of who is handed one.
package print

// Ink is a colour.
type Ink struct{ R, G, B uint8 }

var (
	black = Ink{0, 0, 0}
	white = Ink{255, 255, 255}
	teal  = Ink{0, 84, 92} // on white 8.7:1, so that it stays dark on a photocopy
)

// Sheet is one page of marks. Lengths are millimetres from the top left corner.
type Sheet struct {
	Width, Height float64
	marks         []mark
}

// mark is a filled box, or a line of text when it has text.
type mark struct {
	x, y, w, h float64 // for text: the left end of its baseline, and its width
	ink        Ink
	text       string
	points     float64
	bold       bool
}

func (s *Sheet) box(x, y, w, h float64, ink Ink) {
	s.marks = append(s.marks, mark{x: x, y: y, w: w, h: h, ink: ink})
}

// area is a place on a sheet for something.
type area struct{ x, y, w, h float64 }

func (a area) inset(d float64) area { return area{a.x + d, a.y + d, a.w - 2*d, a.h - 2*d} }

// rows cuts an area into rows whose heights are to each other as shares are, with gap between them.
func (a area) rows(gap float64, shares ...float64) []area {
	whole, free := 0.0, a.h-gap*float64(len(shares)-1)
	for _, s := range shares {
		whole += s
	}
	out, y := make([]area, len(shares)), a.y
	for i, s := range shares {
		out[i] = area{a.x, y, a.w, free * s / whole}
		y += out[i].h + gap
	}
	return out
}
