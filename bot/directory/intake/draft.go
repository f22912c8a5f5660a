package intake

import (
	"math"
	"slices"
	"strconv"
	"strings"

	"waymark/bot/directory"
	"waymark/bot/directory/hours"
	"waymark/bot/directory/place"
)

// draft is a record on its way to be a service: everything that is wrong with it is collected before anything is
// decided.
type draft struct {
	options      *Options
	line, record int
	service      directory.Service
	problems     []Problem
	notes        []Problem
	// Why a record that is not bad is passed over.
	notActive, noDoor, otherType bool
}

func (d *draft) problem(field, reason string) Problem {
	return Problem{Line: d.line, Record: d.record, ID: d.service.ID, Field: field, Reason: reason}
}

func (d *draft) wrong(field, reason string) {
	d.problems = append(d.problems, d.problem(field, reason))
}

func (d *draft) told(field string) bool {
	return slices.ContainsFunc(d.problems, func(p Problem) bool { return p.Field == field })
}

func (d *draft) note(field, reason string) { d.notes = append(d.notes, d.problem(field, reason)) }

// passOver counts a record that is good and not for us.
func (d *draft) passOver(b *Batch) bool {
	switch {
	case d.notActive:
		b.NotActive++
	case d.otherType:
		b.OtherTypes++
	case d.noDoor:
		b.NoDoor++
	default:
		return false
	}
	return true
}

// finish checks what only the whole record can tell.
func (d *draft) finish() {
	if d.notActive || d.otherType && len(d.problems) == 0 {
		d.problems = nil // nobody will see it: what is wrong with it is nobody's work
		return
	}
	s := &d.service
	if s.ID == "" {
		d.wrong("id", "is missing")
	}
	if s.Name == "" && !d.told("name") {
		d.wrong("name", "is missing")
	}
	switch {
	case d.otherType:
		d.wrong("attributes", "has no term that means one of our types")
	case s.Types == 0 && !d.told("types"):
		d.wrong("types", "is missing")
	}
	if s.MaximumAge != 0 && s.MaximumAge < s.MinimumAge {
		d.wrong("maximum_age", "is below the minimum age")
	}
	if len(s.Locations) == 0 && len(d.problems) == 0 && !d.noDoor {
		d.wrong("location", "is missing")
	}
	if s.Checked.On == 0 && s.Checked.How != directory.NotSaid {
		s.Checked = directory.Checked{} // a way of checking without a day says nothing
	}
	h := s.Hours
	for _, l := range s.Locations {
		h.Rules = append(h.Rules[:len(h.Rules):len(h.Rules)], l.Hours.Rules...)
	}
	if d.options.Today != 0 && h.Known() && over(h, d.options.Today) {
		d.note("schedules", "its hours ended before today: it will show as closed")
	}
}

// over says whether no hours begin on a day or after it.
func over(h hours.Hours, today hours.Day) bool {
	for _, r := range h.Rules {
		last := r.To
		if r.Freq == hours.Once {
			last = r.Start
		}
		if last == 0 || last >= today {
			return false
		}
	}
	return true
}

// The longest texts, in characters. What people read on a telephone is cut; names and addresses that long are slips.
const (
	longName, longAddress      = 100, 160
	longDescription, longGetIn = 300, 200
	longID, longNote           = 120, 60
)

// text cleans a text that may be cut.
func (d *draft) text(s string, most int) string { return shorten(clean(s), most) }

// short cleans a text that must not be cut.
func (d *draft) short(field, s string, most int) string {
	s = clean(s)
	if n := len([]rune(s)); n > most {
		d.wrong(field, "is over "+strconv.Itoa(most)+" characters")
		return ""
	}
	return s
}

// link takes https alone: a link that can be read or changed on the way is no link to send somebody.
func (d *draft) link(field, s string) string {
	s = clean(s)
	switch {
	case s == "":
		return ""
	case len(s) > 200 || strings.ContainsAny(s, " <>\"'`{}|\\^"):
		d.note(field, "is not a link; left out")
		return ""
	case !strings.HasPrefix(s, "https://") || len(s) < len("https://a.b"):
		d.note(field, "is not https; left out")
		return ""
	}
	return s
}

// phone adds a number, if there is one.
func (d *draft) phone(field, number, note string) {
	number = clean(number)
	if number == "" {
		return
	}
	dialled, reason := dial(number)
	if reason != "" {
		d.wrong(field, reason)
		return
	}
	for _, p := range d.service.Phones {
		if p.Number == dialled {
			return
		}
	}
	if len(d.service.Phones) < 4 {
		d.service.Phones = append(d.service.Phones, directory.Phone{Number: dialled, Note: d.text(note, longNote)})
	}
}

// postcode puts a postcode in its usual form.
func (d *draft) postcode(field, s string) (place.Postcode, string) {
	s = clean(s)
	if s == "" {
		return place.Postcode{}, ""
	}
	p, ok := place.ParsePostcode(s)
	if !ok || !p.Whole() {
		d.wrong(field, "is not a whole postcode, such as E8 1AA")
		return place.Postcode{}, ""
	}
	return p, p.Text()
}

// point puts a location on the map: by its coordinates, or else by its postcode. It fills in the postcode and the division.
func (d *draft) point(l *directory.Location, lat, lon, postcode string) {
	code, text := d.postcode("postcode", postcode)
	l.Postcode = text
	lat, lon = clean(lat), clean(lon)
	if lat == "" && lon == "" {
		d.pointByPostcode(l, text)
	} else if p, ok := d.coordinates(lat, lon); ok {
		l.Point = p
		d.compare(l)
	}
	l.Division = divisionOf(code, text != "", l.Point)
}

func (d *draft) pointByPostcode(l *directory.Location, postcode string) {
	switch {
	case postcode == "":
		d.wrong("latitude", "there are no coordinates and no postcode")
	case d.options.Locate == nil:
		d.wrong("postcode", "there are no coordinates, and no postcodes have been imported to find them by")
	default:
		found, ok := d.options.Locate(postcode)
		if !ok || found.Precision != place.Unit {
			d.wrong("postcode", "there are no coordinates, and the imported postcodes do not have this one")
			return
		}
		l.Point = rounded(found.Point)
	}
}

// coordinates reads degrees and says what seems to have happened to those that cannot be.
func (d *draft) coordinates(lat, lon string) (place.Point, bool) {
	p := place.Point{}
	var ok, ok2 bool
	if p.Lat, ok = degrees(lat); !ok {
		d.wrong("latitude", "is not a number of degrees, such as 51.5462")
	}
	if p.Lon, ok2 = degrees(lon); !ok2 {
		d.wrong("longitude", "is not a number of degrees, such as -0.0751")
	}
	if !ok || !ok2 {
		return p, false
	}
	p = rounded(p)
	switch swapped := (place.Point{Lat: p.Lon, Lon: p.Lat}); {
	case p.Lat < -90 || p.Lat > 90:
		d.wrong("latitude", "is not between -90 and 90")
	case p.Lon < -180 || p.Lon > 180:
		d.wrong("longitude", "is not between -180 and 180")
	case p.Lat == 0 && p.Lon == 0:
		d.wrong("latitude", "latitude and longitude are both 0")
	case inTheseIslands(p):
		return p, true
	case inTheseIslands(swapped):
		d.wrong("latitude", "latitude and longitude look swapped")
	case inTheseIslands(place.Point{Lat: p.Lat, Lon: -p.Lon}):
		d.wrong("longitude", "is not in the United Kingdom or the Crown dependencies; is the sign right?")
	default:
		d.wrong("latitude", "is not in the United Kingdom or the Crown dependencies")
	}
	return p, false
}

// degrees reads plain decimals only: strconv also takes NaN, infinities and hexadecimal.
func degrees(s string) (float64, bool) {
	if strings.Trim(s, "0123456789.-+") != "" || len(s) > 30 {
		return 0, false
	}
	f, err := strconv.ParseFloat(s, 64)
	return f, err == nil
}

func rounded(p place.Point) place.Point {
	return place.Point{Lat: math.Round(p.Lat*1e6) / 1e6, Lon: math.Round(p.Lon*1e6) / 1e6}
}

// far is how far coordinates may be from their postcode, in metres: rural postcodes are wide, and a van may stop away from its address.
const far = 5_000

// compare finds coordinates that belong to another town than the postcode.
func (d *draft) compare(l *directory.Location) {
	if l.Postcode == "" || d.options.Locate == nil {
		return
	}
	found, ok := d.options.Locate(l.Postcode)
	if !ok || found.Precision != place.Unit {
		return
	}
	if metres := found.Point.Metres(l.Point); metres > far+found.Radius {
		d.wrong("latitude", "the coordinates are "+strconv.Itoa(int(metres/1000+0.5))+" km from the postcode")
	}
}

// types reads words for types: our own names, or words that mean one.
func (d *draft) types(field string, words []string) {
	for _, w := range words {
		w = fold(w)
		if w == "" {
			continue
		}
		t, ok := directory.TypeNamed(strings.ReplaceAll(w, " ", "_"))
		if !ok {
			t, ok = d.options.Terms[w]
		}
		if ok {
			d.service.Types |= directory.SetOf(t)
			continue
		}
		if found := typesIn(w, d.options.Terms); found != 0 {
			d.service.Types |= found
			continue
		}
		d.wrong(field, "has a type that is not known; the types are "+typeList)
	}
}

var typeList = func() string {
	var names []string
	for _, t := range directory.Types() {
		names = append(names, t.String())
	}
	return strings.Join(names, ", ")
}()

// flag reads yes, no or nothing.
func (d *draft) flag(f directory.Flag, s string) {
	switch fold(s) {
	case "", "unknown", "not known", "?":
	case "yes", "y", "true", "1", "x", "✓":
		d.service.Yes |= directory.FlagsOf(f)
	case "no", "n", "false", "0":
		d.service.No |= directory.FlagsOf(f)
	default:
		d.wrong(f.String(), "must be yes, no or nothing")
	}
}

// status says whether the service is to be shown.
func (d *draft) status(s string) {
	switch fold(s) {
	case "", "active", "open":
	case "inactive", "defunct", "closed", "temporarily closed":
		d.notActive = true
	default:
		d.wrong("status", "must be active, inactive, defunct or temporarily closed")
	}
}

// checked reads when the service was last checked.
func (d *draft) checked(field, on string, how directory.How) {
	on = clean(on)
	if on == "" {
		return
	}
	day, ok := dayIn(on)
	switch {
	case !ok:
		d.wrong(field, "must be a date such as 2026-11-22 or 22/11/2026")
	case d.options.Today != 0 && day > d.options.Today+1:
		d.wrong(field, "is in the future")
	default:
		d.service.Checked = directory.Checked{On: day, How: how}
	}
}

// dayIn reads a date as ISO has it and as British spreadsheets do.
func dayIn(s string) (hours.Day, bool) {
	if day, ok := hours.ParseDay(s); ok {
		return day, true
	}
	parts := strings.Split(s, "/")
	if len(parts) != 3 || len(parts[2]) != 4 || len(parts[0]) > 2 || len(parts[1]) > 2 {
		return 0, false
	}
	pad := func(p string) string { return ("0" + p)[len(p)-1:] }
	if parts[0] == "" || parts[1] == "" {
		return 0, false
	}
	return hours.ParseDay(parts[2] + "-" + pad(parts[1]) + "-" + pad(parts[0]))
}

// age reads an age in years.
func (d *draft) age(field, s string) uint8 {
	s = strings.TrimSuffix(clean(s), ".0")
	if s == "" {
		return 0
	}
	n, err := strconv.ParseUint(s, 10, 8)
	if err != nil || n > 130 {
		d.wrong(field, "must be an age in years")
		return 0
	}
	return uint8(n)
}

// languages keeps names of languages.
func (d *draft) languages(all []string) {
	for _, l := range all {
		if l = d.text(l, 30); l != "" && len(d.service.Languages) < 20 {
			d.service.Languages = append(d.service.Languages, l)
		}
	}
}
