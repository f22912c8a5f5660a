package print

import (
	"errors"
	"fmt"
	"strings"
)

// Edition is one way to put a Piece on paper.
type Edition struct {
	// Name is what the command and the files are called by; Doc says what it is for.
	Name, Doc string
	lay       func(*layout) error
	w, h      float64 // of the sheet
}

const (
	a4w, a4h = 210, 297
	a6w, a6h = 105, 148
)

// Editions are all there are.
func Editions() []Edition {
	return []Edition{
		{"poster-a4", "A poster for a wall", func(l *layout) error { return l.tall(area{0, 0, a4w, a4h}.inset(14), 1) }, a4w, a4h},
		{"poster-a6", "A small poster, or a flyer", func(l *layout) error { return l.tall(area{0, 0, a6w, a6h}.inset(7), 0.5) }, a6w, a6h},
		{"notice", "A notice for a door", func(l *layout) error { return l.wide(area{0, 0, a4h, a4w}.inset(14), 3.1) }, a4h, a4w},
		{"card", "Ten cards of the size of a bank card, with marks to cut by", (*layout).cards, a4w, a4h},
		{"guide", "A page for whoever passes it on: what to say, what not to promise, and how to practise", (*layout).guide, a4w, a4h},
		{"sticker", "A sheet of 21 labels, 63.5 by 38.1 mm", (*layout).stickers, a4w, a4h},
	}
}

// Lay lays a Piece out. Words that do not fit are an error.
func (e Edition) Lay(p Piece) (*Sheet, error) {
	if err := p.Check(); err != nil {
		return nil, err
	}
	letters, err := newLetters()
	if err != nil {
		return nil, err
	}
	l := &layout{Piece: p, letters: letters, sheet: &Sheet{Width: e.w, Height: e.h}}
	if err := e.lay(l); err != nil {
		return nil, fmt.Errorf("%s: %w", e.Name, err)
	}
	return l.sheet, nil
}

// layout is a Piece on its way to a Sheet.
type layout struct {
	Piece
	letters *letters
	sheet   *Sheet
}

// put sets a line of words. Sizes are in points.
func (l *layout) put(a area, text string, largest, smallest float64, bold, centred bool) error {
	return l.letters.set(l.sheet, a, text, style{largest: largest, smallest: smallest, bold: bold, centred: centred, ink: black})
}

// first puts 999 before everything else: white on dark.
func (l *layout) first(a area, largest, smallest float64) error {
	l.sheet.box(a.x, a.y, a.w, a.h, l.ink())
	return l.letters.set(l.sheet, a.inset(a.h*0.12), l.Say("first"), style{largest: largest, smallest: smallest, bold: true, centred: true, ink: white})
}

// reach says how to write to it: one line for the link and one for texts, each as large as fits and never broken. A link with a long
// code that has no room is given without it: the picture beside it has the code.
func (l *layout) reach(a area, largest, smallest float64, centred bool) error {
	var lines [][]string
	if link := l.typed(); link != "" {
		short, _, _ := strings.Cut(link, "?")
		lines = append(lines, []string{link, short})
	}
	if l.Number != "" {
		lines = append(lines, []string{l.Say("text")})
	}
	shares := make([]float64, len(lines))
	for i := range shares {
		shares[i] = 1
	}
	for i, row := range a.rows(0, shares...) {
		st := style{largest: largest, smallest: smallest, bold: true, centred: centred, oneLine: true, ink: black}
		var err error
		for _, text := range lines[i] {
			if err = l.letters.set(l.sheet, row, text, st); err == nil {
				break
			}
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// small is who runs it, and what a text costs.
func (l *layout) small() string {
	if l.Number == "" {
		return l.Say("runs")
	}
	return l.Say("runs") + " " + l.Say("cost")
}

// tall is a poster; scale is 1 on A4. In large print there are fewer words, and none below 18 points on A4.
func (l *layout) tall(a area, scale float64) error {
	least := 11 * scale
	rows := a.rows(5*scale, 13, 24, 15, 70, 5, 17, 9, 12)
	if l.Large {
		least = 18 * scale
		rows = a.rows(5*scale, 20, 34, 22, 64, 0.1, 26, 14, 26)
	}
	target := l.Target()
	for _, err := range []error{
		l.first(rows[0], 30*scale, least),
		l.put(rows[1], l.Say("title"), 48*scale, least, true, true),
		l.put(rows[2], l.Say("what"), 24*scale, least, false, true),
		qr(l.sheet, rows[3], target),
		l.reach(rows[5], 30*scale, 8*scale, true),
		l.put(rows[6], l.Say("promise"), 26*scale, least, true, true),
		l.put(rows[7], l.small(), 18*scale, min(least, 9.5), false, true),
	} {
		if err != nil {
			return err
		}
	}
	if l.Large {
		return nil
	}
	return l.put(rows[4], l.Say("scan"), 14*scale, 7*scale, false, true)
}

// wide is a card or a notice: words to the left, the code to the right. Scale is 1 for a card.
func (l *layout) wide(a area, scale float64) error {
	top := area{a.x, a.y, a.w, a.h * 0.15}
	code := area{a.x + a.w - a.h*0.58, a.y + a.h*0.165, a.h * 0.58, a.h * 0.58}
	left := area{a.x, a.y + a.h*0.18, a.w - code.w - 2*scale, a.h * 0.56}
	rows := left.rows(0.6*scale, 24, 20, 12)
	foot := area{a.x, a.y + a.h*0.755, a.w, a.h * 0.245}
	feet := foot.rows(0.3*scale, 13, 11)
	for _, err := range []error{
		l.first(top, 11*scale, 6*scale),
		l.put(rows[0], l.Say("title"), 13*scale, 6*scale, true, false),
		l.put(rows[1], l.Say("what"), 8*scale, 5*scale, false, false),
		l.put(rows[2], l.Say("promise"), 8*scale, 5.5*scale, true, false),
		qr(l.sheet, code, l.Target()),
		l.reach(feet[0], 9*scale, 4.5*scale, false),
		l.put(feet[1], l.small(), 6*scale, 4*scale, false, false),
	} {
		if err != nil {
			return err
		}
	}
	return nil
}

const (
	cardW, cardH         = 85.6, 54 // ISO/IEC 7810 ID-1, the size of a bank card
	stickerW, stickerH   = 63.5, 38.1
	stickerLeft          = 7.2
	stickerTop           = 15.1
	stickerGap           = 2.5
	stickersAcross, down = 3, 7
)

// cards puts ten on a sheet, with marks to cut by.
func (l *layout) cards() error {
	const across, rows = 2, 5
	left, top := (a4w-across*cardW)/2, float64(a4h-rows*cardH)/2
	for i := range across * rows {
		a := area{left + float64(i%across)*cardW, top + float64(i/across)*cardH, cardW, cardH}
		if err := l.wide(a.inset(3), 1); err != nil {
			return err
		}
	}
	const long, thin, away = 5, 0.2, 2
	for i := range across + 1 {
		x := left + float64(i)*cardW - thin/2
		l.sheet.box(x, top-away-long, thin, long, black)
		l.sheet.box(x, top+rows*cardH+away, thin, long, black)
	}
	for i := range rows + 1 {
		y := top + float64(i)*cardH - thin/2
		l.sheet.box(left-away-long, y, long, thin, black)
		l.sheet.box(left+across*cardW+away, y, long, thin, black)
	}
	return nil
}

// stickers fills a sheet of labels as they are sold: three across and seven down.
func (l *layout) stickers() error {
	for i := range stickersAcross * down {
		x := stickerLeft + float64(i%stickersAcross)*(stickerW+stickerGap)
		y := stickerTop + float64(i/stickersAcross)*stickerH
		if err := l.sticker(area{x, y, stickerW, stickerH}.inset(2)); err != nil {
			return err
		}
	}
	return nil
}

// sticker has room for little: 999, what it is, the code, how to write and who runs it.
func (l *layout) sticker(a area) error {
	code := area{a.x + a.w - 22.5, a.y + 4.4, 22.5, 22.5}
	left := area{a.x, a.y + 4.8, a.w - code.w - 0.5, 22}
	rows := left.rows(0.4, 10, 8.5, 3)
	feet := area{a.x, a.y + 27, a.w, a.h - 27}.rows(0, 5, 2.1)
	for _, err := range []error{
		l.first(area{a.x, a.y, a.w, 4}, 8, 5),
		l.put(rows[0], l.Say("title"), 11, 6, true, false),
		l.put(rows[1], l.Say("what"), 7, 4.5, false, false),
		l.put(rows[2], l.Say("promise"), 8, 4.5, true, false),
		qr(l.sheet, code, l.Target()),
		l.reach(feet[0], 8, 4.5, false),
		l.put(feet[1], l.Say("by"), 5.5, 3.5, false, false),
	} {
		if err != nil {
			return err
		}
	}
	return nil
}

// guide is a page of text for whoever passes it on.
func (l *layout) guide() error {
	a := area{0, 0, a4w, a4h}.inset(16)
	parts := []string{"say", "not", "practice", "counted"}
	const titleHigh, gap, firstHigh, reachHigh = 9, 5, 16, 14
	if err := l.first(area{a.x, a.y, a.w, firstHigh - 4}, 20, 12); err != nil {
		return err
	}
	tall := func(part string, points float64) float64 {
		return float64(len(l.letters.wrap(l.Say(part), points, false, a.w))) * points * pointMM * leading
	}
	// All parts in one size, the largest in which they fit, so that the page reads as one.
	points := 14.0
	for ; points > 8; points -= 0.25 {
		whole := 0.0
		for _, part := range parts {
			whole += titleHigh + tall(part, points) + gap
		}
		if whole <= a.h-firstHigh-reachHigh {
			break
		}
	}
	y := a.y + firstHigh
	for _, part := range parts {
		if err := l.put(area{a.x, y, a.w, titleHigh}, l.Say(part+"_title"), 15, 12, true, false); err != nil {
			return err
		}
		high := tall(part, points)
		if err := l.put(area{a.x, y + titleHigh, a.w, high + 0.1}, l.Say(part), points, points, false, false); err != nil {
			return err
		}
		y += titleHigh + high + gap
	}
	if y > a.y+a.h-reachHigh+0.01 {
		return errors.New("the words for the page are too long, even at 8 points")
	}
	return l.reach(area{a.x, a.y + a.h - reachHigh, a.w, reachHigh}, 14, 8, false)
}
