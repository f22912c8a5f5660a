package hours

import (
	"fmt"
	"strings"
	"time"
	_ "time/tzdata" // the program's image has no time zone files
)

// Day is a date: days since 1 January 1970.
type Day int32

// DayOf is the day of a date; a 31 February becomes 3 March, as time.Date has it.
func DayOf(year int, month time.Month, day int) Day {
	return Day(time.Date(year, month, day, 0, 0, 0, 0, time.UTC).Unix() / 86400)
}

// Date gives the day back as a year, month and day of the month. It is package time's answer in a fifth of the
// time, which counts when a month is searched for its first Saturday. The reckoning, in years that begin in March, is Howard
// Hinnant's days_from_civil turned round.
func (d Day) Date() (year int, month time.Month, day int) {
	z := int64(d) + 719468 // days since 1 March of the year 0
	era := floorDiv(z, 146097)
	doe := z - era*146097
	yoe := (doe - doe/1460 + doe/36524 - doe/146096) / 365
	doy := doe - (365*yoe + yoe/4 - yoe/100)
	mp := (5*doy + 2) / 153
	day = int(doy - (153*mp+2)/5 + 1)
	month, year = time.Month(mp+3), int(yoe+era*400)
	if month > 12 {
		month, year = month-12, year+1
	}
	return year, month, day
}

// daysIn is how many days a month has.
func daysIn(year int, month time.Month) int {
	switch month {
	case time.April, time.June, time.September, time.November:
		return 30
	case time.February:
		if year%4 == 0 && (year%100 != 0 || year%400 == 0) {
			return 29
		}
		return 28
	}
	return 31
}

// String is the day as 2026-11-22.
func (d Day) String() string {
	y, m, n := d.Date()
	return fmt.Sprintf("%04d-%02d-%02d", y, m, n)
}

// weekday counts from Monday, 0, because weeks of iCal begin there unless they say otherwise.
// 1 January 1970 was a Thursday.
func (d Day) weekday() int { return int((int64(d)+3)%7+7) % 7 }

// Weekday is the day of the week as package time has it.
func (d Day) Weekday() time.Weekday { return time.Weekday((d.weekday() + 1) % 7) }

// ParseDay reads 2026-11-22 and iCal's 20261122, also with a time behind them, which is left out: an UNTIL may carry one.
func ParseDay(s string) (Day, bool) {
	if i := strings.IndexAny(s, "T "); i >= 0 {
		s = s[:i]
	}
	t, err := time.Parse(time.DateOnly, s)
	if err != nil {
		if t, err = time.Parse("20060102", s); err != nil {
			return 0, false
		}
	}
	if t.Year() < 1970 || t.Year() > 9999 {
		return 0, false
	}
	return Day(t.Unix() / 86400), true
}

// Calendar is what opening hours must know of the world: the clock of these islands and the bank holidays.
// It never changes and may be shared.
type Calendar struct {
	london *time.Location
	bank   BankHolidays
}

// NewCalendar makes a calendar; Shipped() gives the bank holidays that come with the program.
func NewCalendar(bank BankHolidays) (*Calendar, error) {
	london, err := time.LoadLocation("Europe/London")
	if err != nil {
		return nil, fmt.Errorf("the time zone of Europe/London: %w", err)
	}
	return &Calendar{london: london, bank: bank}, nil
}

// London is the clock that opening hours are written in. It is the same in Belfast, Douglas, St Helier and
// St Peter Port.
func (c *Calendar) London() *time.Location { return c.london }

// BankHoliday says whether a day is one, and whether that was announced or is worked out from the rules.
func (c *Calendar) BankHoliday(div Division, d Day) (holiday, announced bool) {
	year, _, _ := d.Date()
	return c.bank.on(div, d), c.bank.Announced(year)
}

// Moment is an instant with what London's clocks show then, worked out once so that thousands of
// doors can be asked about it.
type Moment struct {
	sec        int64 // Unix
	day        Day
	offset     int64 // of London's clocks from UTC, seconds
	safe, ends int64 // between these instants the offset holds beyond doubt
}

// aboutAChange is how far from a change of the clocks a time must be to be reckoned with one offset: more
// than the hour that is left out or comes twice.
const aboutAChange = 2 * 3600

// At makes a Moment.
func (c *Calendar) At(t time.Time) Moment {
	local := t.In(c.london)
	_, offset := local.Zone()
	m := Moment{sec: t.Unix(), offset: int64(offset), safe: -1 << 62, ends: 1<<62 - 1}
	m.day = Day(floorDiv(m.sec+m.offset, 86400))
	start, end := local.ZoneBounds()
	if !start.IsZero() {
		m.safe = start.Unix() + aboutAChange
	}
	if !end.IsZero() {
		m.ends = end.Unix() - aboutAChange
	}
	return m
}

// Day is the date in London.
func (m Moment) Day() Day { return m.day }

// Unix is the instant in seconds.
func (m Moment) Unix() int64 { return m.sec }

// instant is when London's clocks show a minute of a day; minutes past 1440 are of the next day. It keeps to RFC 5545
// §3.3.5: a time that comes twice is the first of the two, and one that is left out is reckoned with the
// offset from before the change.
func (c *Calendar) instant(m *Moment, d Day, minute int) int64 {
	wall := int64(d)*86400 + int64(minute)*60
	if u := wall - m.offset; u >= m.safe && u < m.ends {
		return u
	}
	before, after := c.offset(wall-86400), c.offset(wall+86400)
	if before == after {
		return wall - before
	}
	early, late := wall-before, wall-after
	if c.offset(late) == after && c.offset(early) == after {
		return late
	}
	return early
}

// offset is how far London's clocks are from UTC, in seconds.
func (c *Calendar) offset(unix int64) int64 {
	_, offset := time.Unix(unix, 0).In(c.london).Zone()
	return int64(offset)
}

func (c *Calendar) time(unix int64) time.Time { return time.Unix(unix, 0).In(c.london) }

func floorDiv(a, b int64) int64 {
	q := a / b
	if a%b < 0 {
		q--
	}
	return q
}
