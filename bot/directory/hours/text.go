package hours

import (
	"strconv"
	"strings"
)

// Stretch is one stretch of a day: minutes from midnight, Closes past 1440 when that is on the next day.
type Stretch struct {
	Opens, Closes uint16
	Kind          Kind
}

const (
	badStretch = "must be times such as 09:00-17:00, or 09:00-12:30, 13:30-17:00, or closed, or 24 hours"
	badChange  = "must be dates such as 2026-12-25, or 2026-12-27 to 2026-12-31, with ; between them"
	badSpecial = "must be a date and times such as 2026-12-24 09:00-12:00, with ; between them"
	badMonthly = "must be such as 1SA 10:00-13:00, or last Friday 18:00-20:00, with ; between them"
)

// plainTimes are other ways of writing the same, before times are cut apart.
var plainTimes = strings.NewReplacer("–", "-", "—", "-", "‐", "-", "−", "-", " to ", "-", " until ", "-", " till ", "-",
	" and ", ",", "&", ",", ";", ",", "/", ",", "\n", ",", " am", "am", " pm", "pm", "a.m.", "am", "p.m.", "pm", "hrs", "")

// ParseStretches reads one day as people write it in a spreadsheet and as the NHS lists have it: "09:00-12:30,
// 13:30-17:00", "9am to 5pm", "Closed", "24 hours", "10:00-12:00 by appointment". Nothing and "closed" are no
// stretch. The reason for a refusal never quotes the text.
func ParseStretches(s string) (all []Stretch, reason string) {
	s = strings.ToLower(strings.TrimSpace(s))
	kind := WalkIn
	for _, words := range []string{"by appointment only", "by appointment", "appointment only", "appointments only", "(appt)", "appt"} {
		if strings.Contains(s, words) {
			s, kind = strings.TrimSpace(strings.ReplaceAll(s, words, "")), Appointment
		}
	}
	s = strings.Trim(s, " .,()")
	switch s {
	case "", "closed", "close", "shut", "-", "–", "n/a", "none", "null", "closed-closed":
		if kind == Appointment && s == "" {
			return []Stretch{{Kind: Appointment}}, ""
		}
		return nil, ""
	case "24 hours", "24h", "24/7", "24hrs", "24 hrs", "open 24 hours", "all day", "24":
		return []Stretch{{0, 1440, kind}}, ""
	}
	s = plainTimes.Replace(s)
	for strings.Contains(s, " -") || strings.Contains(s, "- ") {
		s = strings.ReplaceAll(strings.ReplaceAll(s, " -", "-"), "- ", "-")
	}
	for part := range strings.FieldsFuncSeq(s, func(c rune) bool { return c == ',' || c == ' ' || c == '\t' || c == '\r' }) {
		from, to, ok := strings.Cut(part, "-")
		opens, fromOK := parseSpoken(from)
		closes, toOK := parseSpoken(to)
		if !ok || !fromOK || !toOK {
			return nil, badStretch
		}
		opens %= 1440
		o, c, ok := stretch(opens, closes)
		if !ok {
			return nil, "it opens and closes at the same time; all day is 24 hours"
		}
		if len(all) == mostSpans {
			return nil, "more stretches than a day can have"
		}
		all = append(all, Stretch{o, c, kind})
	}
	return all, ""
}

// parseSpoken reads a time with "am" or "pm", or as ParseClock does. A bare "9" is not one: "9-5" may be either half of the day.
func parseSpoken(s string) (int, bool) {
	switch s {
	case "noon", "midday":
		return 720, true
	case "midnight":
		return 1440, true
	}
	clock, half := s, 0
	if c, ok := strings.CutSuffix(s, "am"); ok {
		clock, half = c, 1
	} else if c, ok := strings.CutSuffix(s, "pm"); ok {
		clock, half = c, 2
	}
	if half == 0 {
		if len(clock) == 4 { // 0930, as rotas have it
			if n, err := strconv.Atoi(clock); err == nil && clock[0] != '-' && clock[0] != '+' {
				return n/100*60 + n%100, n/100 < 24 && n%100 < 60 || n == 2400
			}
		}
		return ParseClock(clock)
	}
	if !strings.ContainsAny(clock, ":.") {
		clock += ":00"
	}
	n, ok := ParseClock(clock)
	if !ok || n < 60 || n >= 13*60 {
		return 0, false
	}
	n %= 12 * 60
	if half == 2 {
		n += 12 * 60
	}
	return n, true
}

// WeekRules makes rules of the seven days' stretches, Monday first.
func WeekRules(week [7][]Stretch) []Rule {
	var rules []Rule
	for day, all := range week {
		for _, s := range all {
			rules = append(rules, s.rule(Rule{Freq: Weekly, Days: 1 << day}))
		}
	}
	return Merged(rules)
}

func (s Stretch) rule(r Rule) Rule {
	r.Kind, r.Interval, r.Opens, r.Closes = s.Kind, 1, s.Opens, s.Closes
	if s.Closes == 0 { // "by appointment" and no times
		return Rule{Kind: Appointment, Interval: 1}
	}
	return r
}

// ordinals are what "1st Saturday" and "last Friday" may begin with.
var ordinals = map[string]string{
	"1st": "1", "2nd": "2", "3rd": "3", "4th": "4", "5th": "5", "last": "-1",
	"first": "1", "second": "2", "third": "3", "fourth": "4", "fifth": "5",
}

// ParseMonthly reads days of the month: "1SA 10:00-13:00; last Friday 18:00-20:00".
func ParseMonthly(s string) (rules []Rule, reason string) {
	for part := range strings.FieldsFuncSeq(s, func(c rune) bool { return c == ';' || c == '\n' }) {
		words := strings.Fields(part)
		if len(words) == 0 {
			continue
		}
		day, rest := words[0], words[1:]
		if n, ok := ordinals[strings.ToLower(day)]; ok && len(rest) > 0 {
			day, rest = n+rest[0], rest[1:]
		}
		var in fieldReader
		rule := Rule{Freq: Monthly}
		in.days(day, &rule)
		stretches, wrong := ParseStretches(strings.Join(rest, " "))
		if len(in.problems) > 0 || wrong != "" || len(stretches) == 0 || rule.Days != 0 {
			return nil, badMonthly
		}
		for _, st := range stretches {
			rules = append(rules, st.rule(rule))
		}
	}
	return rules, ""
}

// ParseClosed reads days on which the usual hours do not hold and the door is shut.
func ParseClosed(s string) (changes []Change, reason string) {
	for part := range strings.FieldsFuncSeq(s, func(c rune) bool { return c == ';' || c == ',' || c == '\n' }) {
		if part = strings.TrimSpace(part); part == "" {
			continue
		}
		first, last, span := strings.Cut(strings.ReplaceAll(part, "..", " to "), " to ")
		from, ok := ParseDay(strings.TrimSpace(first))
		to := from
		if span && ok {
			to, ok = ParseDay(strings.TrimSpace(last))
		}
		if !ok || to < from {
			return nil, badChange
		}
		changes = append(changes, Change{From: from, To: to})
	}
	return changes, ""
}

// ParseSpecial reads days with other hours than usual: "2026-12-24 09:00-12:00".
func ParseSpecial(s string) (changes []Change, reason string) {
	for part := range strings.FieldsFuncSeq(s, func(c rune) bool { return c == ';' || c == '\n' }) {
		if part = strings.TrimSpace(part); part == "" {
			continue
		}
		date, times, _ := strings.Cut(part, " ")
		day, ok := ParseDay(date)
		stretches, wrong := ParseStretches(times)
		if !ok || wrong != "" || len(stretches) == 0 {
			return nil, badSpecial
		}
		for _, st := range stretches {
			if st.Kind == Appointment {
				return nil, badSpecial
			}
			changes = append(changes, Change{From: day, To: day, Opens: st.Opens, Closes: st.Closes})
		}
	}
	return changes, ""
}

// ParseBank reads what a place does on bank holidays: closed, open (as usual), or nothing for not known.
func ParseBank(s string) (Bank, string) {
	switch strings.ToLower(strings.TrimSpace(s)) {
	case "", "ask", "unknown", "varies", "?":
		return AskFirst, ""
	case "closed", "no", "shut":
		return ClosedThen, ""
	case "open", "yes", "as usual", "usual", "same":
		return AsUsual, ""
	}
	return AskFirst, "must be closed, open or ask"
}
