package hours

import (
	"strconv"
	"strings"
)

// Fields is one schedule as Open Referral UK and HSDS have it: the fields of an iCal rule, as text. A
// time is London's whatever stands behind it: the UK profile has no timezone, and feeds write a "Z" all the
// same, summer and winter.
type Fields struct {
	Freq, Interval, ByDay, ByMonthDay string
	ByWeekNo, ByYearDay, WkSt         string
	DTStart, Until, Count             string
	ValidFrom, ValidTo                string
	OpensAt, ClosesAt                 string
	// Description, Notes and AttendingType are free text, looked through for "by appointment" and bank holidays only.
	Description, Notes, AttendingType string
}

// Problem is one thing wrong with a schedule. Reason never quotes what was there.
type Problem struct{ Field, Reason string }

// Read checks schedules and makes hours of them. With any problem the hours are not to be used: part of a week
// would pass for all of it.
func Read(all []Fields) (Hours, []Problem) {
	var (
		h        Hours
		problems []Problem
		said     = AskFirst
	)
	for _, f := range all {
		text := strings.ToLower(f.Description + "\n" + f.Notes + "\n" + f.AttendingType)
		if b := bankIn(text); b != AskFirst {
			said = b
		}
		rule, change, wrong := f.read(needsAppointment(text), text)
		problems = append(problems, wrong...)
		if len(wrong) > 0 {
			continue
		}
		if change != nil {
			h.Changes = append(h.Changes, *change)
		} else if rule != (Rule{}) {
			h.Rules = append(h.Rules, rule)
		}
	}
	if len(problems) > 0 {
		return Hours{}, problems
	}
	h.Bank, h.Rules = said, Merged(h.Rules)
	return h, nil
}

// fieldReader collects what is wrong with one schedule.
type fieldReader struct{ problems []Problem }

func (r *fieldReader) wrong(field, reason string) {
	r.problems = append(r.problems, Problem{field, reason})
}

// read makes one rule, one change (a single day that is closed), or neither where the schedule says nothing.
func (f Fields) read(appointment bool, text string) (Rule, *Change, []Problem) {
	var in fieldReader
	rule := Rule{Interval: 1}
	if appointment {
		rule.Kind = Appointment
	}
	if strings.TrimSpace(f.ByWeekNo+f.ByYearDay) != "" {
		in.wrong("byweekno", "weeks of the year and days of the year are not understood; use byday or bymonthday")
	}
	rule.Start = in.day("dtstart", f.DTStart)
	rule.From, rule.To = in.day("valid_from", f.ValidFrom), in.day("valid_to", f.ValidTo)
	if until := in.day("until", f.Until); until != 0 && (rule.To == 0 || until < rule.To) {
		rule.To = until
	}
	if rule.From != 0 && rule.To != 0 && rule.To < rule.From || rule.Start != 0 && rule.To != 0 && rule.To < rule.Start {
		in.wrong("valid_to", "the last day is before the first")
	}
	in.recurrence(f, &rule)
	timed := in.times(f, &rule)
	in.count(f, &rule)
	switch {
	case len(in.problems) > 0:
		return Rule{}, nil, in.problems
	case timed && rule.Freq == Never:
		return Rule{}, nil, []Problem{{"freq", "there are times but no days; say freq and byday"}}
	case !timed && rule.Freq == Once && strings.Contains(text, "closed"):
		return Rule{}, &Change{From: rule.Start, To: rule.Start}, nil
	case !timed && appointment:
		return Rule{Kind: Appointment, Interval: 1}, nil, nil
	case !timed && rule.Freq != Never:
		return Rule{}, nil, []Problem{{"opens_at", "there are days but no times; say opens_at and closes_at"}}
	case !timed:
		return Rule{}, nil, nil
	}
	return rule, nil, nil
}

func (r *fieldReader) day(field, s string) Day {
	if s = strings.TrimSpace(s); s == "" {
		return 0
	}
	d, ok := ParseDay(s)
	if !ok || d == 0 {
		r.wrong(field, "a date must be like 2026-11-22")
		return 0
	}
	return d
}

func (r *fieldReader) recurrence(f Fields, rule *Rule) {
	byDay, byMonthDay := strings.TrimSpace(f.ByDay), strings.TrimSpace(f.ByMonthDay)
	freq := strings.ToUpper(strings.TrimSpace(f.Freq))
	if freq == "" { // feeds leave it out; what the rest says is plain enough
		switch {
		case byMonthDay != "", strings.ContainsAny(byDay, "0123456789"):
			freq = "MONTHLY"
		case byDay != "":
			freq = "WEEKLY"
		case rule.Start != 0:
			freq = "ONCE"
		case rule.From != 0 && rule.From == rule.To:
			freq, rule.Start = "ONCE", rule.From
		}
	}
	r.interval(f, rule)
	switch freq {
	case "":
	case "ONCE":
		rule.Freq = Once
	case "DAILY":
		if rule.Interval > 1 || byDay != "" || byMonthDay != "" {
			r.wrong("freq", "DAILY with an interval or days is not understood; use WEEKLY and byday")
		}
		rule.Freq, rule.Days = Weekly, 1<<7-1
	case "WEEKLY":
		rule.Freq = Weekly
		if byMonthDay != "" {
			r.wrong("bymonthday", "days of the month have no meaning with freq WEEKLY")
		}
		r.days(byDay, rule)
		if byDay == "" && rule.Start != 0 {
			rule.Days = 1 << rule.Start.weekday()
		} else if byDay == "" {
			r.wrong("byday", "WEEKLY needs byday, or dtstart to say which day")
		}
	case "MONTHLY":
		rule.Freq = Monthly
		r.days(byDay, rule)
		r.monthDays(byMonthDay, rule)
		if byDay == "" && byMonthDay == "" {
			if _, _, day := rule.Start.Date(); rule.Start != 0 {
				rule.MonthDays = 1 << day
			} else {
				r.wrong("byday", "MONTHLY needs byday or bymonthday, or dtstart to say which day")
			}
		}
	default:
		r.wrong("freq", "must be WEEKLY or MONTHLY")
	}
	if w := strings.ToUpper(strings.TrimSpace(f.WkSt)); w != "" && w != "MO" && rule.Freq == Weekly && rule.Interval > 1 {
		r.wrong("wkst", "weeks that do not begin on Monday are not understood with an interval")
	}
}

func (r *fieldReader) interval(f Fields, rule *Rule) {
	s := strings.TrimSpace(f.Interval)
	if s == "" {
		return
	}
	n, err := strconv.Atoi(strings.TrimSuffix(s, ".0"))
	if err != nil || n < 1 || n > 520 {
		r.wrong("interval", "must be a whole number from 1")
		return
	}
	if rule.Interval = uint16(n); n > 1 && rule.Start == 0 {
		r.wrong("interval", "an interval needs dtstart, to know which weeks or months are meant")
	}
}

// dayNames are what byday may say; feeds also write the days out.
var dayNames = [7][3]string{
	{"MO", "MON", "MONDAY"}, {"TU", "TUE", "TUESDAY"}, {"WE", "WED", "WEDNESDAY"}, {"TH", "THU", "THURSDAY"},
	{"FR", "FRI", "FRIDAY"}, {"SA", "SAT", "SATURDAY"}, {"SU", "SUN", "SUNDAY"},
}

func (r *fieldReader) days(s string, rule *Rule) {
	for part := range strings.FieldsFuncSeq(strings.ToUpper(s), func(c rune) bool { return c == ',' || c == ';' || c == ' ' }) {
		letters := strings.TrimLeft(part, "+-0123456789")
		weekday := -1
		for i, names := range dayNames {
			if letters == names[0] || letters == names[1] || letters == names[2] {
				weekday = i
			}
		}
		number := part[:len(part)-len(letters)]
		if weekday < 0 {
			r.wrong("byday", "must be days such as MO,TU or, with MONTHLY, 1SA or -1FR")
			return
		}
		if number == "" {
			rule.Days |= 1 << weekday
			continue
		}
		n, err := strconv.Atoi(strings.TrimPrefix(number, "+"))
		switch {
		case rule.Freq != Monthly:
			r.wrong("byday", "a numbered day such as 1SA needs freq MONTHLY")
			return
		case err != nil || n == 0 || n < -5 || n > 5:
			r.wrong("byday", "a month has days such as 1SA to 5SA, or -1SA to -5SA")
			return
		case n > 0:
			rule.Nth[weekday] |= 1 << (n - 1)
		default:
			rule.Nth[weekday] |= 1 << (4 - n)
		}
	}
}

func (r *fieldReader) monthDays(s string, rule *Rule) {
	for part := range strings.FieldsFuncSeq(s, func(c rune) bool { return c == ',' || c == ';' || c == ' ' }) {
		n, err := strconv.Atoi(part)
		switch {
		case err != nil || n == 0 || n < -31 || n > 31:
			r.wrong("bymonthday", "must be days such as 1,15 or -1 for the last")
			return
		case n > 0:
			rule.MonthDays |= 1 << n
		default:
			rule.MonthDaysBack |= 1 << -n
		}
	}
}

// times reads the hours and says whether there are any.
func (r *fieldReader) times(f Fields, rule *Rule) bool {
	opens, closes := strings.TrimSpace(f.OpensAt), strings.TrimSpace(f.ClosesAt)
	if opens == "" && closes == "" {
		return false
	}
	from, ok := ParseClock(opens)
	if !ok || from == 1440 {
		r.wrong("opens_at", "must be a time such as 09:30")
		return true
	}
	to, ok := ParseClock(closes)
	if !ok {
		r.wrong("closes_at", "must be a time such as 17:00")
		return true
	}
	if rule.Opens, rule.Closes, ok = stretch(from, to); !ok {
		r.wrong("closes_at", "it opens and closes at the same time; all day is 00:00 to 24:00")
	}
	return true
}

// stretch puts a closing time behind the opening time: one that is not after it is of the next day. 23:59 is
// what forms that have no 24:00 are filled in with.
func stretch(opens, closes int) (uint16, uint16, bool) {
	if closes == 1439 {
		closes = 1440
	}
	switch {
	case opens == 0 && closes == 0:
		closes = 1440
	case opens == closes:
		return 0, 0, false
	case closes < opens:
		closes += 1440
	}
	return uint16(opens), uint16(closes), true
}

// ParseClock reads a time as minutes from midnight: 09:30, 9.30, 09:30:00, 09:30:00Z, 24:00. What stands for a zone
// is passed over if it is one that London's clocks have.
func ParseClock(s string) (int, bool) {
	for _, zone := range []string{"Z", "+00:00", "+01:00", "+0000", "+0100"} {
		s = strings.TrimSuffix(s, zone)
	}
	if i := strings.IndexByte(s, 'T'); i == len("2006-01-02") { // a date and time, of which the time counts
		s = s[i+1:]
	}
	hour, rest, ok := strings.Cut(s, ":")
	if !ok {
		hour, rest, ok = strings.Cut(s, ".")
	}
	if !ok || len(hour) < 1 || len(hour) > 2 {
		return 0, false
	}
	minute, second, seconds := strings.Cut(rest, ":")
	second, _, _ = strings.Cut(second, ".")
	h, hOK := twoDigits(hour)
	m, mOK := twoDigits(minute)
	if !hOK || !mOK || len(minute) != 2 || m > 59 || h > 24 || h == 24 && m > 0 {
		return 0, false
	}
	if n, ok := twoDigits(second); seconds && (!ok || n > 59) {
		return 0, false
	}
	return h*60 + m, true
}

func twoDigits(s string) (int, bool) {
	n := 0
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return 0, false
		}
		n = n*10 + int(s[i]-'0')
	}
	return n, len(s) == 1 || len(s) == 2
}

// count turns a number of occurrences into a last day.
func (r *fieldReader) count(f Fields, rule *Rule) {
	s := strings.TrimSpace(f.Count)
	if s == "" || len(r.problems) > 0 || rule.Freq == Never || rule.Freq == Once {
		return
	}
	n, err := strconv.Atoi(strings.TrimSuffix(s, ".0"))
	if err != nil || n < 1 || n > 10_000 {
		r.wrong("count", "must be a whole number from 1")
		return
	}
	if rule.Start == 0 {
		r.wrong("count", "a count needs dtstart, to know from when")
		return
	}
	counting := *rule
	counting.From, counting.To = 0, 0 // iCal counts every occurrence, valid or not
	for d := rule.Start; d < rule.Start+200*366; d++ {
		if !counting.startsOn(d) {
			continue
		}
		if n--; n == 0 {
			if rule.To == 0 || d < rule.To {
				rule.To = d
			}
			return
		}
	}
}

// needsAppointment says whether a schedule's text makes one needed, and not that none is.
func needsAppointment(text string) bool {
	for _, walkIn := range []string{"drop in", "drop-in", "walk in", "walk-in", "no appointment", "without appointment", "without an appointment", "not by appointment"} {
		if strings.Contains(text, walkIn) {
			return false
		}
	}
	for _, only := range []string{"by appointment", "appointment only", "appointments only", "appointment required", "appointment needed", "appointment is required", "appointment is needed", "appointments are required", "need an appointment", "appointment necessary"} {
		if i := strings.Index(text, only); i >= 0 {
			before := text[max(0, i-12):i]
			return !strings.Contains(before, "not ") && !strings.Contains(before, "n't ")
		}
	}
	return false
}

// bankIn looks for what a schedule's text says of bank holidays.
func bankIn(text string) Bank {
	for _, name := range []string{"bank holiday", "public holiday"} {
		i := strings.Index(text, name)
		if i < 0 {
			continue
		}
		before := text[max(0, i-60):i]
		if j := strings.LastIndexAny(before, ".\n!;"); j >= 0 {
			before = before[j:]
		}
		after := text[i:min(len(text), i+60)]
		if j := strings.IndexAny(after, ".\n!;"); j >= 0 {
			after = after[:j]
		}
		said := before + after
		for _, no := range []string{"closed", "not available", "not open", "no ", "except", "exclud", "unavailable", "shut"} {
			if strings.Contains(said, no) {
				return ClosedThen
			}
		}
		for _, yes := range []string{"open", "includ", "available"} {
			if strings.Contains(said, yes) {
				return AsUsual
			}
		}
	}
	return AskFirst
}
