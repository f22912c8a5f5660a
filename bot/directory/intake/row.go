package intake

import (
	"slices"
	"strings"

	"waymark/bot/directory"
	"waymark/bot/directory/hours"
)

// sheet reads rows whose cells have the names of Columns.
type sheet struct {
	columns []Column
	byName  map[string]int
}

func newSheet() *sheet {
	s := &sheet{columns: Columns(), byName: map[string]int{}}
	for i, c := range s.columns {
		for _, name := range append([]string{c.Name}, c.Others...) {
			s.byName[heading(name)] = i
		}
	}
	return s
}

// heading makes names of columns that differ in spaces, case and marks the same.
func heading(s string) string { return strings.ReplaceAll(fold(s), " ", "") }

// row is what a row says of its place and hours, beside what goes straight into the draft.
type row struct {
	place    directory.Location
	week     [7][]hours.Stretch
	monthly  []hours.Rule
	from, to hours.Day
}

func (r *row) day(d *draft, field string, day int, cell string) {
	all, reason := hours.ParseStretches(cell)
	if reason != "" {
		d.wrong(field, reason)
	}
	r.week[day] = all
}

func (r *row) rules(d *draft, field string, rules []hours.Rule, reason string) {
	if reason != "" {
		d.wrong(field, reason)
	}
	r.monthly = append(r.monthly, rules...)
}

func (r *row) changes(d *draft, field string, changes []hours.Change, reason string) {
	if reason != "" {
		d.wrong(field, reason)
	}
	r.place.Hours.Changes = append(r.place.Hours.Changes, changes...)
}

func (r *row) date(d *draft, field, cell string) hours.Day {
	day, ok := dayIn(clean(cell))
	if !ok {
		d.wrong(field, "must be a date such as 2026-11-22 or 22/11/2026")
	}
	return day
}

// read puts a row's cells, by column, into a draft. at is where it is on the map; GeoJSON says that elsewhere.
func (s *sheet) read(d *draft, cells []string, lat, lon string) *row {
	cell := func(name string) string { return cells[s.byName[heading(name)]] }
	if lat+lon == "" {
		lat, lon = cell("latitude"), cell("longitude")
	}
	d.service.ID = rowID(cell("id"), cell("name"), cell("postcode"), cell("stop"))
	r := &row{}
	if field, ok := s.invented(cells); ok {
		d.wrong(field, "is that of the invented service which the sheet begins with; put one of yours into this line, or take the line out")
	}
	for i, c := range s.columns {
		if cells[i] == "" {
			continue
		}
		if isFormula(c.Name, cells[i]) {
			d.wrong(c.Name, "is a formula, not a value")
			continue
		}
		if c.read != nil {
			c.read(d, r, cells[i])
		}
	}
	r.place.Address = joined(d.short("address", cell("address"), longAddress), d.short("town", cell("town"), longName))
	d.point(&r.place, lat, lon, cell("postcode"))
	how, ok := directory.HowNamed(fold(cell("checked_how")))
	if !ok {
		d.wrong("checked_how", "must be visit, phone, website or record")
	}
	d.checked("checked_on", cell("checked_on"), how)
	r.hours(d)
	d.service.Types |= d.options.Types
	d.service.Locations = []directory.Location{r.place}
	return r
}

// invented finds a column that still says what nobody's service has.
func (s *sheet) invented(cells []string) (field string, ok bool) {
	for i, c := range s.columns {
		if c.invented && fold(cells[i]) == fold(c.Example) {
			return c.Name, true
		}
	}
	return "", false
}

// hours puts the week together.
func (r *row) hours(d *draft) {
	rules := hours.Merged(append(hours.WeekRules(r.week), r.monthly...))
	if r.from != 0 && r.to != 0 && r.to < r.from {
		d.wrong("valid_to", "is before valid_from")
	}
	for i := range rules {
		rules[i].From, rules[i].To = r.from, r.to
	}
	if len(rules) > 0 {
		r.place.Hours.Rules = rules
	}
}

func joined(parts ...string) string {
	return strings.Join(slices.DeleteFunc(parts, func(s string) bool { return s == "" }), ", ")
}

// rowID is the row's own name for itself, or one made of what hardly changes.
func rowID(id, name, postcode, stop string) string {
	if id = clean(id); id != "" {
		return shorten(id, longID)
	}
	if fold(name) == "" {
		return ""
	}
	return shorten(strings.Join([]string{fold(name), heading(postcode), fold(stop)}, "|"), longID)
}

// isFormula finds what a spreadsheet would reckon out: nobody's address begins so. A number may have a sign, the last
// Friday is -1FR, and a line of a list begins with a dash and a space.
func isFormula(column, cell string) bool {
	c := strings.TrimLeft(cell, " \t\r\n'\"")
	if len(c) < 2 {
		return false
	}
	switch c[0] {
	case '=', '@', '|', '%':
		return true
	case '+', '-':
		switch column {
		case "phone", "phone_2":
			return strings.ContainsAny(c, "!|=")
		case "latitude", "longitude", "monthly":
			return strings.ContainsAny(c, "!|=(")
		}
		return c[0] == '+' || c[1] != ' '
	}
	return false
}

// takeRow uses a row: as a service, or as another stop of one that is there already.
func (c *collector) takeRow(d *draft, r *row) {
	first, known := c.byID[d.service.ID]
	if !known || r.place.ID == "" {
		c.take(d)
		return
	}
	s := &c.batch.Services[first.index]
	switch {
	case d.notActive:
		c.batch.NotActive++
		return
	case slices.ContainsFunc(s.Locations, func(l directory.Location) bool { return l.ID == r.place.ID || l.ID == "" }):
		d.wrong("stop", "the id is there already, with the same stop or none")
	case d.service.Name != "" && d.service.Name != s.Name:
		d.wrong("name", "is not the name of the first line with this id")
	}
	if len(d.problems) > 0 {
		c.setAside(d.problems...)
		return
	}
	s.Locations = append(s.Locations, r.place)
}
