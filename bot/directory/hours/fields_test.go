package hours

import (
	"reflect"
	"slices"
	"strings"
	"testing"
)

func TestSchedulesThatAreRefused(t *testing.T) {
	good := Fields{Freq: "WEEKLY", ByDay: "MO", OpensAt: "09:00", ClosesAt: "17:00"}
	with := func(change func(*Fields)) Fields {
		f := good
		change(&f)
		return f
	}
	for name, c := range map[string]struct {
		fields Fields
		field  string
	}{
		"a frequency that is none":          {with(func(f *Fields) { f.Freq = "SOMETIMES" }), "freq"},
		"yearly":                            {with(func(f *Fields) { f.Freq = "YEARLY" }), "freq"},
		"daily with an interval":            {with(func(f *Fields) { f.Freq, f.Interval, f.DTStart, f.ByDay = "DAILY", "2", "2026-01-01", "" }), "freq"},
		"a day that is none":                {with(func(f *Fields) { f.ByDay = "MO,XX" }), "byday"},
		"a numbered day in a week":          {with(func(f *Fields) { f.ByDay = "1SA" }), "byday"},
		"the sixth Saturday":                {with(func(f *Fields) { f.Freq, f.ByDay = "MONTHLY", "6SA" }), "byday"},
		"weekly without a day":              {with(func(f *Fields) { f.ByDay = "" }), "byday"},
		"monthly without a day":             {with(func(f *Fields) { f.Freq, f.ByDay = "MONTHLY", "" }), "byday"},
		"days of the month in a week":       {with(func(f *Fields) { f.ByMonthDay = "2,3,4" }), "bymonthday"},
		"the thirty-second":                 {with(func(f *Fields) { f.Freq, f.ByDay, f.ByMonthDay = "MONTHLY", "", "32" }), "bymonthday"},
		"weeks of the year":                 {with(func(f *Fields) { f.ByWeekNo = "41" }), "byweekno"},
		"every other week from when":        {with(func(f *Fields) { f.Interval = "2" }), "interval"},
		"an interval of nothing":            {with(func(f *Fields) { f.Interval = "0" }), "interval"},
		"weeks from Sunday, every other":    {with(func(f *Fields) { f.Interval, f.DTStart, f.WkSt = "2", "2026-11-01", "SU" }), "wkst"},
		"no closing time":                   {with(func(f *Fields) { f.ClosesAt = "" }), "closes_at"},
		"no opening time":                   {with(func(f *Fields) { f.OpensAt = "" }), "opens_at"},
		"twenty-five o'clock":               {with(func(f *Fields) { f.OpensAt = "25:00" }), "opens_at"},
		"opens at 24:00":                    {with(func(f *Fields) { f.OpensAt = "24:00" }), "opens_at"},
		"sixty minutes":                     {with(func(f *Fields) { f.ClosesAt = "12:60" }), "closes_at"},
		"New York's clock":                  {with(func(f *Fields) { f.OpensAt = "09:00-05:00" }), "opens_at"},
		"shut as it opens":                  {with(func(f *Fields) { f.ClosesAt = "09:00" }), "closes_at"},
		"a date that is none":               {with(func(f *Fields) { f.ValidFrom = "2026-02-30" }), "valid_from"},
		"an American date":                  {with(func(f *Fields) { f.DTStart = "11/22/2026" }), "dtstart"},
		"over before it begins":             {with(func(f *Fields) { f.ValidFrom, f.ValidTo = "2026-12-01", "2026-11-01" }), "valid_to"},
		"a count from nowhere":              {with(func(f *Fields) { f.Count = "3" }), "count"},
		"times on no day":                   {Fields{OpensAt: "09:00", ClosesAt: "17:00"}, "freq"},
		"days without times":                {Fields{Freq: "WEEKLY", ByDay: "MO"}, "opens_at"},
		"text where a time belongs":         {with(func(f *Fields) { f.OpensAt = "ring the bell" }), "opens_at"},
		"a schedule of the official sample": {with(func(f *Fields) { f.ByDay, f.ByMonthDay = "TH,FR", "2,3,4" }), "bymonthday"},
	} {
		t.Run(name, func(t *testing.T) {
			h, problems := Read([]Fields{good, c.fields})
			if len(problems) != 1 || problems[0].Field != c.field {
				t.Fatalf("problems %v, want one with %s", problems, c.field)
			}
			if h.Known() {
				t.Error("half of the week was taken")
			}
		})
	}
}

func TestSchedulesThatAreTaken(t *testing.T) {
	nine := func(r Rule) Rule { r.Interval, r.Opens, r.Closes = max(r.Interval, 1), 540, 1020; return r }
	at := func(f Fields) Fields { f.OpensAt, f.ClosesAt = "09:00", "17:00"; return f }
	for name, c := range map[string]struct {
		fields Fields
		want   Rule
	}{
		"days of the week":           {at(Fields{Freq: "WEEKLY", ByDay: "TH,FR"}), nine(Rule{Freq: Weekly, Days: 1<<3 | 1<<4})},
		"days written out":           {at(Fields{Freq: "weekly", ByDay: "Monday; tue"}), nine(Rule{Freq: Weekly, Days: 1<<0 | 1<<1})},
		"no freq, days":              {at(Fields{ByDay: "SU"}), nine(Rule{Freq: Weekly, Days: 1 << 6})},
		"no freq, a numbered day":    {at(Fields{ByDay: "-1FR"}), nine(Rule{Freq: Monthly, Nth: [7]uint16{4: 1 << 5}})},
		"no days, a start":           {at(Fields{Freq: "WEEKLY", DTStart: "2026-11-25"}), nine(Rule{Freq: Weekly, Days: 1 << 2, Start: DayOf(2026, 11, 25)})},
		"daily":                      {at(Fields{Freq: "DAILY"}), nine(Rule{Freq: Weekly, Days: 127})},
		"the 1st and the last":       {at(Fields{Freq: "MONTHLY", ByMonthDay: "1,-1"}), nine(Rule{Freq: Monthly, MonthDays: 1 << 1, MonthDaysBack: 1 << 1})},
		"every other Tuesday":        {at(Fields{Freq: "WEEKLY", Interval: "2", ByDay: "TU", DTStart: "2026-11-24"}), nine(Rule{Freq: Weekly, Interval: 2, Days: 1 << 1, Start: DayOf(2026, 11, 24)})},
		"until":                      {at(Fields{ByDay: "MO", Until: "20261231T235959Z"}), nine(Rule{Freq: Weekly, Days: 1, To: DayOf(2026, 12, 31)})},
		"until before valid_to":      {at(Fields{ByDay: "MO", Until: "2026-12-31", ValidTo: "2027-01-31"}), nine(Rule{Freq: Weekly, Days: 1, To: DayOf(2026, 12, 31)})},
		"three times":                {at(Fields{ByDay: "MO", DTStart: "2026-11-23", Count: "3"}), nine(Rule{Freq: Weekly, Days: 1, Start: DayOf(2026, 11, 23), To: DayOf(2026, 12, 7)})},
		"once":                       {at(Fields{DTStart: "2026-12-24"}), nine(Rule{Freq: Once, Start: DayOf(2026, 12, 24)})},
		"once, by validity":          {at(Fields{ValidFrom: "2026-12-24", ValidTo: "2026-12-24"}), nine(Rule{Freq: Once, Start: DayOf(2026, 12, 24), From: DayOf(2026, 12, 24), To: DayOf(2026, 12, 24)})},
		"seconds and Z":              {Fields{ByDay: "MO", OpensAt: "09:00:00Z", ClosesAt: "17:00:00"}, nine(Rule{Freq: Weekly, Days: 1})},
		"overnight":                  {Fields{ByDay: "MO", OpensAt: "22:00", ClosesAt: "04:00"}, Rule{Freq: Weekly, Days: 1, Interval: 1, Opens: 1320, Closes: 1680}},
		"all day":                    {Fields{ByDay: "MO", OpensAt: "00:00", ClosesAt: "00:00"}, Rule{Freq: Weekly, Days: 1, Interval: 1, Closes: 1440}},
		"a minute to midnight":       {Fields{ByDay: "MO", OpensAt: "00:00", ClosesAt: "23:59:59"}, Rule{Freq: Weekly, Days: 1, Interval: 1, Closes: 1440}},
		"by appointment":             {at(Fields{ByDay: "MO", Notes: "By appointment only"}), nine(Rule{Freq: Weekly, Days: 1, Kind: Appointment})},
		"no appointment needed":      {at(Fields{ByDay: "MO", Notes: "No appointment needed, or by appointment"}), nine(Rule{Freq: Weekly, Days: 1})},
		"an appointment, or drop in": {at(Fields{ByDay: "MO", Notes: "Drop-in, or by appointment"}), nine(Rule{Freq: Weekly, Days: 1})},
		"an appointment, no times":   {Fields{Description: "Seen by appointment."}, Rule{Kind: Appointment, Interval: 1}},
	} {
		t.Run(name, func(t *testing.T) {
			h, problems := Read([]Fields{c.fields})
			if len(problems) > 0 {
				t.Fatal(problems)
			}
			if len(h.Rules) != 1 || h.Rules[0] != c.want {
				t.Errorf("got %+v, want %+v", h.Rules, c.want)
			}
		})
	}
}

func TestAWeekOfTheSameHoursIsOneRule(t *testing.T) {
	var all []Fields
	for _, d := range []string{"MO", "TU", "WE", "TH", "FR", "FR"} {
		all = append(all, Fields{Freq: "WEEKLY", ByDay: d, OpensAt: "09:00", ClosesAt: "12:30"}, Fields{Freq: "WEEKLY", ByDay: d, OpensAt: "13:30", ClosesAt: "17:00"})
	}
	h, problems := Read(all)
	if len(problems) > 0 || len(h.Rules) != 2 || h.Rules[0].Days != 31 || h.Rules[1].Days != 31 {
		t.Errorf("got %+v, %v", h.Rules, problems)
	}
}

func TestWhatASchedulesTextSaysOfBankHolidays(t *testing.T) {
	for text, want := range map[string]Bank{
		"": AskFirst,
		"The service is available from 10 am to 6pm weekdays. The service is not available on public holidays.": ClosedThen,
		"Closed bank holidays":                         ClosedThen,
		"Open every day including bank holidays":       AsUsual,
		"Every day except public holidays":             ClosedThen,
		"Closed Sundays. Open on bank holidays 10-4.":  AsUsual,
		"Ring us about bank holidays":                  AskFirst,
		"We are closed for lunch. Bank holidays vary.": AskFirst,
	} {
		h, _ := Read([]Fields{{Freq: "WEEKLY", ByDay: "MO", OpensAt: "09:00", ClosesAt: "17:00", Description: text}})
		if h.Bank != want {
			t.Errorf("%q: %d, want %d", text, h.Bank, want)
		}
	}
}

func TestADayMarkedClosedIsAChange(t *testing.T) {
	h, problems := Read([]Fields{{Freq: "WEEKLY", ByDay: "TH", OpensAt: "09:00", ClosesAt: "17:00"}, {DTStart: "2026-12-24", Description: "Closed for Christmas Eve"}})
	want := []Change{{From: DayOf(2026, 12, 24), To: DayOf(2026, 12, 24)}}
	if len(problems) > 0 || !reflect.DeepEqual(h.Changes, want) || len(h.Rules) != 1 {
		t.Errorf("got %+v, %v", h, problems)
	}
}

func TestDaysInASpreadsheet(t *testing.T) {
	walk := func(pairs ...uint16) []Stretch {
		var all []Stretch
		for i := 0; i < len(pairs); i += 2 {
			all = append(all, Stretch{Opens: pairs[i], Closes: pairs[i+1]})
		}
		return all
	}
	for text, want := range map[string][]Stretch{
		"": nil, "Closed": nil, " closed ": nil, "-": nil,
		"09:00-17:00":                walk(540, 1020),
		"09:00 - 17:00":              walk(540, 1020),
		"09:00–12:30, 13:30–17:00":   walk(540, 750, 810, 1020),
		"09:00-12:30;13:30-17:00":    walk(540, 750, 810, 1020),
		"09:00-12:30 13:30-17:00":    walk(540, 750, 810, 1020),
		"09:00-12:30/13:30-17:00":    walk(540, 750, 810, 1020),
		"09:00-12:30 & 13:30-17:00":  walk(540, 750, 810, 1020),
		"9am to 5pm":                 walk(540, 1020),
		"9.30 am - 5 pm":             walk(570, 1020),
		"12pm-12am":                  walk(720, 1440),
		"noon - midnight":            walk(720, 1440),
		"midnight to 6am":            walk(0, 360),
		"0900-1730":                  walk(540, 1050),
		"22:00-04:00":                walk(1320, 1680),
		"24 hours":                   walk(0, 1440),
		"00:00-23:59":                walk(0, 1440),
		"10:00-12:00 by appointment": {{600, 720, Appointment}},
		"by appointment":             {{Kind: Appointment}},
	} {
		got, reason := ParseStretches(text)
		if reason != "" || !slices.Equal(got, want) {
			t.Errorf("%q: %v %s, want %v", text, got, reason, want)
		}
	}
	for _, bad := range []string{"9-5", "9-5pm", "09:00", "09:00-", "25:00-26:00", "09:00-09:00", "13pm-14pm", "when we can", "=A1", "09:00-17:00 ring first", "-0900-1000", strings.Repeat("01:00-02:00,", 20)} {
		if got, reason := ParseStretches(bad); reason == "" {
			t.Errorf("%q was taken as %v", bad, got)
		} else if strings.Contains(reason, "ring") {
			t.Errorf("the reason quotes the text: %s", reason)
		}
	}
}

func TestMonthlyAndSingleDaysInASpreadsheet(t *testing.T) {
	for _, same := range []string{"1SA 10:00-13:00", "first Saturday 10:00-13:00", "1st Sat 10am-1pm; "} {
		got, reason := ParseMonthly(same)
		if want := (Rule{Freq: Monthly, Interval: 1, Nth: [7]uint16{5: 1}, Opens: 600, Closes: 780}); reason != "" || len(got) != 1 || got[0] != want {
			t.Errorf("%q: %+v %s", same, got, reason)
		}
	}
	for _, bad := range []string{"Saturday 10:00-13:00", "1SA", "9SA 10:00-11:00", "1st 10:00-11:00", "10:00-11:00"} {
		if got, reason := ParseMonthly(bad); reason == "" {
			t.Errorf("%q was taken as %+v", bad, got)
		}
	}
	closed, reason := ParseClosed("2026-12-25; 2026-12-27 to 2026-12-31, 2027-01-01..2027-01-02")
	d := func(day int) Day { return DayOf(2026, 12, day) }
	if want := []Change{{From: d(25), To: d(25)}, {From: d(27), To: d(31)}, {From: d(32), To: d(33)}}; reason != "" || !slices.Equal(closed, want) {
		t.Errorf("got %v %s", closed, reason)
	}
	special, reason := ParseSpecial("2026-12-24 09:00-12:00, 13:00-14:00; 2026-12-31 10:00-11:00")
	if want := []Change{{d(24), d(24), 540, 720}, {d(24), d(24), 780, 840}, {d(31), d(31), 600, 660}}; reason != "" || !slices.Equal(special, want) {
		t.Errorf("got %v %s", special, reason)
	}
	for _, bad := range []string{"Christmas", "2026-12-31 to 2026-12-01", "2026-13-01"} {
		if _, reason := ParseClosed(bad); reason == "" {
			t.Errorf("%q was taken", bad)
		}
	}
	for _, bad := range []string{"2026-12-24", "2026-12-24 closed", "24 Dec 09:00-12:00", "2026-12-24 9-12"} {
		if _, reason := ParseSpecial(bad); reason == "" {
			t.Errorf("%q was taken", bad)
		}
	}
}

func FuzzRead(f *testing.F) {
	f.Add("WEEKLY", "2", "TH,FR", "2,3,4", "2005-01-01", "3", "10:00:00", "18:00:00Z", "not available on public holidays")
	f.Add("MONTHLY", "1", "1SA,-1FR", "-1", "2026-11-22", "", "22:00", "04:00", "by appointment")
	f.Fuzz(func(t *testing.T, freq, interval, byday, bymonthday, dtstart, count, opens, closes, text string) {
		h, problems := Read([]Fields{{Freq: freq, Interval: interval, ByDay: byday, ByMonthDay: bymonthday, DTStart: dtstart, Count: count, OpensAt: opens, ClosesAt: closes, Description: text}})
		if len(problems) > 0 && h.Known() {
			t.Fatal("hours with problems are used")
		}
		for _, r := range h.Rules {
			if r.Interval < 1 || r.Freq != Never && (r.Closes <= r.Opens || r.Opens >= 1440 || r.Closes > 2880) {
				t.Fatalf("rule %+v", r)
			}
			r.startsOn(DayOf(2026, 11, 22))
		}
	})
}

func FuzzSpreadsheetTexts(f *testing.F) {
	for _, s := range []string{"09:00-12:30, 13:30-17:00", "9am to 5pm", "closed", "1SA 10:00-13:00", "2026-12-25; 2026-12-27 to 2026-12-31", "2026-12-24 09:00-12:00", "24 hours by appointment"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		all, reason := ParseStretches(s)
		if len(all) > 0 && reason != "" {
			t.Fatal("a refusal with stretches")
		}
		for _, st := range all {
			if (st.Closes != 0 || st.Kind != Appointment) && (st.Closes <= st.Opens || st.Opens >= 1440 || st.Closes > 2880) {
				t.Fatalf("stretch %+v", st)
			}
		}
		ParseMonthly(s)
		ParseClosed(s)
		ParseSpecial(s)
	})
}
