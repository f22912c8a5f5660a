package directory

import (
	"math"
	"strconv"
	"time"

	"waymark/bot/directory/hours"
)

// Distance is a way in the pieces that words are made of. Exactly one of them is not zero.
type Distance struct {
	// WalkMinutes is about how long it takes to walk, in fives up to 30.
	WalkMinutes int
	// HalfMiles is further than that: half miles, and beyond ten miles whole ones.
	HalfMiles int
}

const metresInAMile = 1609.344

// InWords rounds a way as people say it: "about 10 minutes' walk", "about 2½ miles". Walking is 80 m a minute, on the way that
// the crow flies: streets are longer, so it is never less than five minutes and always "about".
func InWords(metres float64) Distance {
	if !(metres >= 0) {
		metres = 0
	}
	minutes := int(math.Round(min(metres, 1e6)/80/5)) * 5
	if minutes <= 30 {
		return Distance{WalkMinutes: max(minutes, 5)}
	}
	miles := metres / metresInAMile
	if miles >= 10 {
		return Distance{HalfMiles: 2 * int(math.Round(min(miles, 1e6)))}
	}
	return Distance{HalfMiles: int(math.Round(miles * 2))}
}

// State is what to say of a door's hours. Each has its own pattern in content.
type State uint8

// The states, from the best for somebody on the way to the least known.
const (
	OpenAlways    State = iota // it does not close within a week
	OpenUntil                  // Words.When says until when
	Opens                      // it is closed, and Words.When says when it opens
	BankHoliday                // it would be open today, but for a bank holiday on which nobody knows; When, if there is one, is the next opening after
	ByAppointment              // there are no hours for walking in
	Closed                     // and not known to open within a year
	HoursUnknown
	states
)

var stateNames = [states]string{"open_always", "open_until", "opens", "bank_holiday", "appointment", "closed", "hours_unknown"}

// String is the state's name for patterns.
func (s State) String() string {
	if s < states {
		return stateNames[s]
	}
	return ""
}

// Words is what a reply about a door is made of, beside the texts of its service and location.
type Words struct {
	Distance
	State State
	// When goes with OpenUntil, Opens and BankHoliday; WhenKnown says whether it is there.
	When      hours.When
	WhenKnown bool
	// Old: say that it was checked long ago, on CheckedOn; 0 is that nobody knows when.
	Old       bool
	CheckedOn hours.Day
}

// Words takes apart what was found, as seen at the time it was asked.
func (d *Directory) Words(f Found, at time.Time) Words {
	w := Words{Distance: InWords(f.Metres), Old: f.Old, CheckedOn: f.Service.Checked.On}
	now := d.calendar.At(at)
	switch {
	case f.Hours.Open && f.Hours.Until.IsZero():
		w.State = OpenAlways
	case f.Hours.Open:
		w.State, w.When, w.WhenKnown = OpenUntil, d.calendar.Closes(now, f.Hours.Until), true
	case f.Hours.Unsure:
		w.State = BankHoliday
	case !f.Hours.Opens.IsZero():
		w.State = Opens
	case f.ByAppointment:
		w.State = ByAppointment
	case f.Hours.Known:
		w.State = Closed
	default:
		w.State = HoursUnknown
	}
	if !f.Hours.Open && !f.Hours.Opens.IsZero() {
		w.When, w.WhenKnown = d.calendar.Opens(now, f.Hours.Opens), true
	}
	return w
}

// Clock is a time as English writes it: 9am, 5:30pm, midday, midnight (the NHS's style). Other languages make their own of
// the hour and minute.
func Clock(hour, minute int) string {
	switch {
	case minute == 0 && hour == 12:
		return "midday"
	case minute == 0 && (hour == 0 || hour == 24):
		return "midnight"
	}
	half := "am"
	if hour%24 >= 12 {
		half = "pm"
	}
	s := strconv.Itoa((hour+11)%12 + 1)
	if minute != 0 {
		s += ":" + strconv.Itoa(100 + minute)[1:]
	}
	return s + half
}
