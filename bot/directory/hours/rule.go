package hours

// Kind is what a rule's hours are for.
type Kind uint8

const (
	// WalkIn hours: the door is open to whoever comes.
	WalkIn Kind = iota
	// Appointment hours: somebody is there, for those who arranged it.
	Appointment
)

// Freq is how a rule repeats.
type Freq uint8

const (
	// Never: the rule has no hours; with Kind Appointment it says no more than that one is needed.
	Never Freq = iota
	Weekly
	Monthly
	// Once is the day Start alone.
	Once
)

// Rule is one schedule of HSDS, checked: days on which something opens and closes at the same time. It holds no
// pointer and can be compared with ==.
type Rule struct {
	Freq     Freq
	Kind     Kind
	Interval uint16 // every so many weeks or months, counted from Start; at least 1
	// Days are the days of the week, Monday the lowest bit. In a monthly rule they are every such day.
	Days uint8
	// Nth are a monthly rule's "1SA" and "-1FR": for each day of the week a bit for the first (0) to the fifth
	// (4), and for the last (5) to the fifth from last (9).
	Nth [7]uint16
	// MonthDays are a monthly rule's days of the month, bits 1 to 31; MonthDaysBack those counted from its end, 1 the last.
	MonthDays, MonthDaysBack uint32
	Start                    Day // of the first event; 0 where nothing is counted from it
	From, To                 Day // the first and last day on which the rule holds; 0 is no limit
	// Opens and Closes are minutes from midnight by London's clocks; Closes is past 1440 when that is on the next day.
	Opens, Closes uint16
}

// startsOn says whether the rule's hours begin on a day.
func (r *Rule) startsOn(d Day) bool {
	if r.From != 0 && d < r.From || r.To != 0 && d > r.To || r.Start != 0 && d < r.Start {
		return false
	}
	switch r.Freq {
	case Weekly:
		if r.Days>>d.weekday()&1 == 0 {
			return false
		}
		return r.Interval <= 1 || (weekOf(d)-weekOf(r.Start))%int32(r.Interval) == 0
	case Monthly:
		return r.inMonth(d)
	case Once:
		return d == r.Start
	}
	return false
}

// inMonth is a monthly rule's answer. As in iCal, days of the month and days of the week given together must both hold.
func (r *Rule) inMonth(d Day) bool {
	w := d.weekday()
	byDay := r.Days != 0 || r.Nth != [7]uint16{}
	if byDay && r.Days>>w&1 == 0 && r.Nth[w] == 0 {
		return false
	}
	year, month, day := d.Date()
	if r.Interval > 1 {
		fromYear, fromMonth, _ := r.Start.Date()
		if ((year-fromYear)*12+int(month)-int(fromMonth))%int(r.Interval) != 0 {
			return false
		}
	}
	back := daysIn(year, month) - day // days left in the month after this one
	if r.MonthDays|r.MonthDaysBack != 0 && r.MonthDays>>day&1 == 0 && r.MonthDaysBack>>(back+1)&1 == 0 {
		return false
	}
	return !byDay || r.Days>>w&1 != 0 || r.Nth[w]>>((day-1)/7)&1 != 0 || r.Nth[w]>>(5+back/7)&1 != 0
}

// weekOf numbers the weeks from Monday to Sunday.
func weekOf(d Day) int32 { return int32(floorDiv(int64(d)+3, 7)) }

// Change replaces the usual hours of some days.
type Change struct {
	From, To Day // both included
	// Closes == 0 is closed all day; otherwise these are the hours instead, as in Rule.
	Opens, Closes uint16
}

// Bank is what a place does on bank holidays.
type Bank uint8

const (
	// AskFirst: it is not known. The place counts as closed on such a day, and Status.Unsure says why.
	AskFirst Bank = iota
	// ClosedThen: closed on bank holidays.
	ClosedThen
	// AsUsual: a bank holiday changes nothing.
	AsUsual
)

// Hours is when a place is open, as it is kept.
type Hours struct {
	Rules   []Rule
	Changes []Change
	Bank    Bank
}

// Known says whether anything at all is said about when the place is open.
func (h Hours) Known() bool { return len(h.Rules) > 0 }

// Merged joins rules that differ in the day of the week alone, so that a week of nine to five is one rule, and drops repeats.
// The order is that of each rule's first mention.
func Merged(rules []Rule) []Rule {
	merged := make([]Rule, 0, len(rules))
next:
	for _, r := range rules {
		for i := range merged {
			same := r
			same.Days = merged[i].Days
			if same == merged[i] && (r.Freq == Weekly || same.Days == r.Days) {
				merged[i].Days |= r.Days
				continue next
			}
		}
		merged = append(merged, r)
	}
	return merged
}
