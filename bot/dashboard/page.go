package dashboard

import (
	"cmp"
	"slices"
	"strings"

	"waymark/bot/counter"
)

// Page is one page of figures, before anything has decided how it looks.
type Page struct {
	ID, Title string
	// Lead says in a sentence or two what the page is for.
	Lead     string
	Sections []Section
}

// Section is a table of figures, perhaps with a chart of the same figures.
type Section struct {
	ID, Title string
	// Note says how to read it.
	Note  string
	Chart Chart
	// Head names the columns; the first is that of the labels.
	Head []string
	Rows []Row
	// Empty is said where there are no rows.
	Empty string
}

// Chart is how a section is drawn beside its table.
type Chart uint8

// The charts.
const (
	// NoChart: the table says it all.
	NoChart Chart = iota
	// Bars draws the first figure of each row as a bar in its row.
	Bars
	// Lines draws each column of figures as a line, with rows as time.
	Lines
)

// Row is one line of a table.
type Row struct {
	Label string
	Cells []Cell
}

// Cell is a figure, or words.
type Cell struct {
	Text string
	// Figure is what Text was written from, where it is a figure.
	Figure *counter.Figure
}

// none stands where no closed period begins on the days.
const none = "no figure"

func figureCell(f counter.Figure, ok bool) Cell {
	if !ok {
		return Cell{Text: none}
	}
	return Cell{Text: f.Text(), Figure: &f}
}

// clear says whether a figure stands clear of its blinding when it is one of very many, as types of service in postcode areas are: of the
// 5,704 rows of a month, if nothing was counted in any, one or two would show 10 by chance, but one month in a hundred
// only would any show 15 (ε = 1). A sum has to stand out by five quarters of the width that 95 of 100 lie in: about five
// standard deviations.
func (c Cell) clear() bool {
	return c.Figure != nil && c.height() >= max(15, (c.Figure.High-c.Figure.Low)*5/4)
}

func words(text string) Cell { return Cell{Text: text} }

// height is the figure as a chart draws it: fewer than 5 is drawn as nothing.
func (c Cell) height() int {
	if c.Figure == nil || c.Figure.Fewer {
		return 0
	}
	return c.Figure.Value
}

// maker makes pages of one span and channel from one sheet.
type maker struct {
	sheet   *counter.Sheet
	span    span
	channel counter.Channel
	place   Place
	seen    map[counter.Counter]bool // what is on a page already
	// wrong is why the days that somebody asked for are not shown.
	wrong error
}

// figure is the sum of counters over the span.
func (m *maker) figure(cs ...counter.Counter) Cell {
	for _, c := range cs {
		if m.seen != nil {
			m.seen[c] = true
		}
	}
	return figureCell(m.sheet.Sum(m.span.From, m.span.To, m.by(cs[0]), cs...))
}

// before is the sum over as many periods directly before.
func (m *maker) before(cs ...counter.Counter) Cell {
	days := m.span.before[cs[0].Info().Period]
	if days.To.IsZero() {
		return Cell{Text: none}
	}
	return figureCell(m.sheet.Sum(days.From, days.To, m.by(cs[0]), cs...))
}

// by is the channel that was chosen, or all of them for what is only counted together.
func (m *maker) by(c counter.Counter) counter.Channel {
	if c.Info().Together {
		return counter.Channels
	}
	return m.channel
}

// share is what part of whole a cell is, where that may be said.
func share(part, whole Cell) Cell {
	if part.Figure == nil || whole.Figure == nil {
		return words("")
	}
	if p, ok := counter.Share(*part.Figure, *whole.Figure); ok {
		return words(percent(p))
	}
	return words("")
}

// labelled are rows of single counters, each with this span and the one before.
func (m *maker) labelled(names ...string) []Row {
	rows := make([]Row, 0, len(names))
	for _, n := range names {
		if c, ok := counter.Named(n); ok {
			rows = append(rows, m.compare(label(n), c))
		}
	}
	return rows
}

// compare is one row: this span and the one before.
func (m *maker) compare(label string, cs ...counter.Counter) Row {
	r := Row{Label: label, Cells: []Cell{m.figure(cs...)}}
	if m.span.compared() {
		r.Cells = append(r.Cells, m.before(cs...))
	}
	return r
}

// daysBefore heads the column of what is compared with.
const daysBefore = "The days before"

// head names the columns of rows made by compare.
func (m *maker) head(first string) []string {
	if m.span.compared() {
		return []string{first, "These days", daysBefore}
	}
	return []string{first, "These days"}
}

// family are the rows of a family's members.
func (m *maker) family(name string) []Row {
	var rows []Row
	for _, member := range counter.Members(name) {
		rows = append(rows, m.compare(memberLabel(name, member.Name), member.Counter))
	}
	return rows
}

// largest puts the largest first and keeps the order of equals.
func largest(rows []Row) []Row {
	slices.SortStableFunc(rows, func(a, b Row) int { return cmp.Compare(b.Cells[0].height(), a.Cells[0].height()) })
	return rows
}

// overTime are the stretches of the span, with one figure for each column.
func (m *maker) overTime(columns ...column) (rows []Row) {
	by := m.span.by()
	at := map[string]int{}
	for i, c := range columns {
		for _, f := range m.sheet.Each(m.span.From, m.span.To, by, c.channel, c.counters...) {
			key := stretch(by, f.From)
			n, ok := at[key]
			if !ok {
				n = len(rows)
				at[key] = n
				cells := make([]Cell, len(columns))
				for j := range cells {
					cells[j] = Cell{Text: none}
				}
				rows = append(rows, Row{Label: key, Cells: cells})
			}
			rows[n].Cells[i] = figureCell(f, true)
		}
	}
	return rows
}

type column struct {
	channel  counter.Channel
	counters []counter.Counter
}

func named(names ...string) []counter.Counter {
	out := make([]counter.Counter, 0, len(names))
	for _, n := range names {
		if c, ok := counter.Named(n); ok {
			out = append(out, c)
		}
	}
	return out
}

// settle leaves out what says nothing: rows when none has a figure, since a sentence says that better, and the column of the days
// before when there were none. Figures that may be none are said to be so.
func (s *Section) settle() {
	if s.vacant(0) {
		s.Rows = nil
		return
	}
	if last := len(s.Head) - 1; s.Head[last] == daysBefore && s.vacant(last-1) {
		s.Head = s.Head[:last]
		for i := range s.Rows {
			s.Rows[i].Cells = s.Rows[i].Cells[:last-1]
		}
	}
	s.sayMonths()
	if s.Chart != Lines && slices.ContainsFunc(s.Rows, func(r Row) bool { return slices.ContainsFunc(r.Cells, Cell.perhapsNone) }) {
		s.Note = strings.TrimSpace(s.Note + " Where what stands in brackets begins with 0, there may have been none.")
	}
}

// sayMonths marks what is counted by the month among other rows: its months are not the same days as their weeks.
func (s *Section) sayMonths() {
	isMonth := func(r Row) bool { return r.Cells[0].Figure != nil && r.Cells[0].Figure.Period == counter.Month }
	isOther := func(r Row) bool { return r.Cells[0].Figure != nil && r.Cells[0].Figure.Period != counter.Month }
	if !slices.ContainsFunc(s.Rows, isOther) {
		return
	}
	for i, r := range s.Rows {
		if isMonth(r) {
			s.Rows[i].Label += " (whole months)"
		}
	}
}

// vacant says that no row has anything to show from a column on: not one figure, and no words either.
func (s *Section) vacant(from int) bool {
	for _, r := range s.Rows {
		for _, c := range r.Cells[from:] {
			if c.Figure != nil || c.Text != none && c.Text != "" {
				return false
			}
		}
	}
	return true
}

// perhapsNone says that a figure is a number, and that what was counted may be nothing all the same.
func (c Cell) perhapsNone() bool { return c.height() > 0 && c.Figure.High > 0 && c.Figure.Low == 0 }

// figures are all figures of a page, for tests and exports.
func (p Page) figures() (out []counter.Figure) {
	for _, s := range p.Sections {
		for _, r := range s.Rows {
			for _, c := range r.Cells {
				if c.Figure != nil {
					out = append(out, *c.Figure)
				}
			}
		}
	}
	return out
}
