package hours

import (
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"
)

// Division is a part of the United Kingdom with bank holidays of its own, as gov.uk has them.
type Division uint8

// The divisions. The Crown dependencies are none: their bank holidays are their own and not on gov.uk.
const (
	NoDivision Division = iota
	EnglandAndWales
	Scotland
	NorthernIreland
	divisions
)

var divisionNames = [divisions]string{"", "england-and-wales", "scotland", "northern-ireland"}

// String is the division's name in gov.uk's file.
func (d Division) String() string {
	if d < divisions {
		return divisionNames[d]
	}
	return ""
}

// The years that bank holidays are known for: those of the file, and for the others what the rules give.
const (
	firstYear = 2020
	lastYear  = 2049
)

// BankHolidays are the bank holidays of each division. It never changes and may be shared.
type BankHolidays struct {
	first     Day
	days      [divisions][]uint64 // a bit for each day from first
	quiet     [divisions][]uint64 // those, and the days themselves that had a substitute, and Easter Sunday
	announced [lastYear + 1]bool
}

//go:embed bank-holidays.json
var shipped string

// Shipped gives the bank holidays that come with the program: 2026 to 2028 as gov.uk had them in 2026. They were read from
// public copies of its file, not from gov.uk itself; a test holds them against the rules and the one proclamation (Scotland, 15 June
// 2026). An operator's newer copy takes their place through ReadBankHolidays.
func Shipped() (BankHolidays, error) { return ReadBankHolidays(strings.NewReader(shipped)) }

const longestBankFile = 4 << 20 // bytes; gov.uk's own is 30 kB

// ReadBankHolidays reads the shape of https://www.gov.uk/bank-holidays.json. Years that it does not have are worked
// out from the rules and are not Announced: a one-off holiday is not among them, and a moved one is wrong.
func ReadBankHolidays(r io.Reader) (BankHolidays, error) {
	var file map[string]struct {
		Events []struct {
			Date string `json:"date"`
		} `json:"events"`
	}
	in := io.LimitedReader{R: r, N: longestBankFile}
	if err := json.NewDecoder(&in).Decode(&file); err != nil {
		if in.N <= 0 {
			return BankHolidays{}, fmt.Errorf("bank holidays: the file is over %d bytes", longestBankFile)
		}
		return BankHolidays{}, fmt.Errorf("bank holidays: the file is not the JSON of gov.uk: %w", err)
	}
	b := newBankHolidays()
	var seen [divisions][lastYear + 1]bool
	for div := EnglandAndWales; div < divisions; div++ {
		part, ok := file[div.String()]
		if !ok || len(part.Events) == 0 {
			return BankHolidays{}, fmt.Errorf("bank holidays: the file has none for %s", div)
		}
		for i, e := range part.Events {
			day, ok := ParseDay(e.Date)
			if !ok {
				return BankHolidays{}, fmt.Errorf("bank holidays: %s, event %d: the date is not like 2026-12-25", div, i+1)
			}
			if year, _, _ := day.Date(); year >= firstYear && year <= lastYear {
				b.set(div, day)
				seen[div][year] = true
			}
		}
	}
	any := false
	for year := firstYear; year <= lastYear; year++ {
		b.announced[year] = seen[EnglandAndWales][year] && seen[Scotland][year] && seen[NorthernIreland][year]
		any = any || b.announced[year]
		for div := EnglandAndWales; div < divisions; div++ {
			if !seen[div][year] {
				for _, d := range Rules(div, year) {
					b.set(div, d)
				}
			}
		}
	}
	if !any {
		return BankHolidays{}, errors.New("bank holidays: the file has no year for all of the United Kingdom")
	}
	b.addQuiet()
	return b, nil
}

// addQuiet marks the days on which the usual hours cannot be relied on. When Christmas Day is a Saturday the bank
// holiday is the Monday, and the doors are shut on both; NHS pharmacies may also close on Easter Sunday.
func (b *BankHolidays) addQuiet() {
	for div := range b.quiet {
		from := Division(div)
		if from == NoDivision { // nobody publishes the Crown dependencies' together; most are England's
			from = EnglandAndWales
		}
		copy(b.quiet[div], b.days[from])
		for year := firstYear; year <= lastYear; year++ {
			for _, d := range []Day{DayOf(year, 1, 1), Easter(year), DayOf(year, 12, 25), DayOf(year, 12, 26)} {
				n := d - b.first
				b.quiet[div][n/64] |= 1 << (n % 64)
			}
		}
	}
}

func newBankHolidays() BankHolidays {
	b := BankHolidays{first: DayOf(firstYear, 1, 1)}
	words := (DayOf(lastYear+1, 1, 1)-b.first)/64 + 1
	for i := range b.days {
		b.days[i] = make([]uint64, words)
		b.quiet[i] = make([]uint64, words)
	}
	return b
}

func (b *BankHolidays) set(div Division, d Day) {
	n := d - b.first
	b.days[div][n/64] |= 1 << (n % 64)
}

func (b *BankHolidays) on(div Division, d Day) bool {
	return div < divisions && b.bit(b.days[div], d)
}

func (b *BankHolidays) isQuiet(div Division, d Day) bool {
	return div < divisions && b.bit(b.quiet[div], d)
}

func (b *BankHolidays) bit(days []uint64, d Day) bool {
	n := d - b.first
	return n >= 0 && int(n/64) < len(days) && days[n/64]>>(n%64)&1 != 0
}

// Announced says whether a year's bank holidays come from the file for every division. Those of other years are worked out.
func (b *BankHolidays) Announced(year int) bool {
	return year >= firstYear && year <= lastYear && b.announced[year]
}

// LastAnnounced is the last year that the file has, so that somebody can be told when it runs out.
func (b *BankHolidays) LastAnnounced() int {
	for year := lastYear; year >= firstYear; year-- {
		if b.announced[year] {
			return year
		}
	}
	return 0
}

// Rules gives a year's bank holidays by the Banking and Financial Dealings Act 1971, the yearly proclamations that
// have given substitutes for weekends since, and the St Andrew's Day Bank Holiday (Scotland) Act 2007. One-off
// holidays, and the years in which one was moved (1995, 2002, 2012, 2020, 2022), are beyond it.
func Rules(div Division, year int) []Day {
	easter := Easter(year)
	newYear, christmas := DayOf(year, 1, 1), DayOf(year, 12, 25)
	days := []Day{
		workday(newYear),
		easter - 2,
		monday(DayOf(year, 5, 1)),
		monday(DayOf(year, 5, 25)),
	}
	switch div {
	case Scotland:
		second := workday(newYear + 1)
		if second == days[0] { // 1 January was on the weekend and has taken the Monday
			second++
		}
		days = append(days, second, monday(DayOf(year, 8, 1)), workday(DayOf(year, 11, 30)))
	case NorthernIreland:
		days = append(days, workday(DayOf(year, 3, 17)), workday(DayOf(year, 7, 12)))
		fallthrough
	default:
		days = append(days, easter+1, monday(DayOf(year, 8, 25)))
	}
	switch christmas.Weekday() {
	case time.Friday:
		days = append(days, christmas, christmas+3)
	case time.Saturday:
		days = append(days, christmas+2, christmas+3)
	case time.Sunday:
		days = append(days, christmas+1, christmas+2)
	default:
		days = append(days, christmas, christmas+1)
	}
	return days
}

// monday is the first Monday from a day on.
func monday(d Day) Day { return d + Day((7-d.weekday())%7) }

// workday is the day, or the Monday after it when it is on a weekend.
func workday(d Day) Day {
	if d.weekday() >= 5 {
		return monday(d)
	}
	return d
}

// Easter is Easter Sunday of the Gregorian calendar (the algorithm of Meeus, Jones and Butcher).
func Easter(year int) Day {
	a, b, c := year%19, year/100, year%100
	d, e := b/4, b%4
	f := (b + 8) / 25
	g := (b - f + 1) / 3
	h := (19*a + b - d - g + 15) % 30
	i, k := c/4, c%4
	l := (32 + 2*e + 2*i - h - k) % 7
	m := (a + 11*h + 22*l) / 451
	n := h + l - 7*m + 114
	return DayOf(year, time.Month(n/31), n%31+1)
}
