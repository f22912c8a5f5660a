package print

import (
	"io"
	"slices"
	"time"
)

// Packed is one file of a pack: an edition, in one of the ways it is made.
type Packed struct {
	// Name is what the file is called, and Way how it differs from the plain one; "" for that.
	Name, Way string
	Edition   Edition
	change    func(*Piece)
}

// way is one way of making editions.
type way struct {
	suffix, name string
	change       func(*Piece)
	of           []string // the names of editions it is for
	need         func(Piece) bool
}

func ways() []way {
	paper := []string{"poster-a4", "poster-a6", "notice", "card", "sticker"}
	always := func(Piece) bool { return true }
	return []way{
		{"", "", func(*Piece) {}, append(paper, "guide"), always},
		{"-colour", "in colour", func(p *Piece) { p.Colour = true }, paper, always},
		{"-discreet", "names no drug", func(p *Piece) { p.Discreet = true }, paper, always},
		{"-discreet-colour", "names no drug, in colour", func(p *Piece) { p.Discreet, p.Colour = true, true }, paper, always},
		{"-sms", "the code opens a text message", func(p *Piece) { p.SMS = true }, paper,
			func(p Piece) bool { return p.Bot != "" && p.Number != "" }},
		{"-large", "in large print", func(p *Piece) { p.Large = true }, []string{"poster-a4"}, always},
	}
}

// Pack lists the files of a pack for a piece, in the order in which people look for them.
func Pack(p Piece) (files []Packed) {
	for _, e := range Editions() {
		for _, w := range ways() {
			if slices.Contains(w.of, e.Name) && w.need(p) {
				files = append(files, Packed{Name: e.Name + w.suffix + ".pdf", Way: w.name, Edition: e, change: w.change})
			}
		}
	}
	return files
}

// Write lays a file of the pack out and writes it as PDF.
func (f Packed) Write(w io.Writer, p Piece, locale string, made time.Time) error {
	f.change(&p)
	sheet, err := f.Edition.Lay(p)
	if err != nil {
		return err
	}
	return Write(w, sheet, ".pdf", p.Words["plain"], locale, made)
}
