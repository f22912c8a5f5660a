package hours

import (
	"slices"
	"strings"
	"testing"
	"time"
)

// oneOffs are what the rules cannot know: added or moved by proclamation since 2020.
var oneOffs = map[Division]map[int]struct{ without, with []string }{
	EnglandAndWales: {
		2020: {[]string{"2020-05-04"}, []string{"2020-05-08"}},                             // Victory in Europe
		2022: {[]string{"2022-05-30"}, []string{"2022-06-02", "2022-06-03", "2022-09-19"}}, // jubilee, state funeral
		2023: {nil, []string{"2023-05-08"}},                                                // coronation
	},
	Scotland: {
		2020: {[]string{"2020-05-04"}, []string{"2020-05-08"}},
		2022: {[]string{"2022-05-30"}, []string{"2022-06-02", "2022-06-03", "2022-09-19"}},
		2023: {nil, []string{"2023-05-08"}},
		2026: {nil, []string{"2026-06-15"}}, // World Cup: proclaimed 3 February 2026
	},
	NorthernIreland: {
		2020: {[]string{"2020-05-04"}, []string{"2020-05-08"}},
		2022: {[]string{"2022-05-30"}, []string{"2022-06-02", "2022-06-03", "2022-09-19"}},
		2023: {nil, []string{"2023-05-08"}},
	},
}

// published are gov.uk's bank holidays of past years, month-day, as its file had them.
var published = map[Division]map[int]string{
	EnglandAndWales: {
		2020: "01-01 04-10 04-13 05-08 05-25 08-31 12-25 12-28",
		2021: "01-01 04-02 04-05 05-03 05-31 08-30 12-27 12-28",
		2022: "01-03 04-15 04-18 05-02 06-02 06-03 08-29 09-19 12-26 12-27",
		2023: "01-02 04-07 04-10 05-01 05-08 05-29 08-28 12-25 12-26",
		2024: "01-01 03-29 04-01 05-06 05-27 08-26 12-25 12-26",
		2025: "01-01 04-18 04-21 05-05 05-26 08-25 12-25 12-26",
	},
	Scotland: {
		2020: "01-01 01-02 04-10 05-08 05-25 08-03 11-30 12-25 12-28",
		2021: "01-01 01-04 04-02 05-03 05-31 08-02 11-30 12-27 12-28",
		2022: "01-03 01-04 04-15 05-02 06-02 06-03 08-01 09-19 11-30 12-26 12-27",
		2023: "01-02 01-03 04-07 05-01 05-08 05-29 08-07 11-30 12-25 12-26",
		2024: "01-01 01-02 03-29 05-06 05-27 08-05 12-02 12-25 12-26",
		2025: "01-01 01-02 04-18 05-05 05-26 08-04 12-01 12-25 12-26",
	},
	NorthernIreland: {
		2020: "01-01 03-17 04-10 04-13 05-08 05-25 07-13 08-31 12-25 12-28",
		2021: "01-01 03-17 04-02 04-05 05-03 05-31 07-12 08-30 12-27 12-28",
		2022: "01-03 03-17 04-15 04-18 05-02 06-02 06-03 07-12 08-29 09-19 12-26 12-27",
		2023: "01-02 03-17 04-07 04-10 05-01 05-08 05-29 07-12 08-28 12-25 12-26",
		2024: "01-01 03-18 03-29 04-01 05-06 05-27 07-12 08-26 12-25 12-26",
		2025: "01-01 03-17 04-18 04-21 05-05 05-26 07-14 08-25 12-25 12-26",
	},
}

// ruled is what the rules give for a year, with its one-off holidays.
func ruled(div Division, year int) []string {
	var days []string
	off := oneOffs[div][year]
	for _, d := range Rules(div, year) {
		if !slices.Contains(off.without, d.String()) {
			days = append(days, d.String())
		}
	}
	days = append(days, off.with...)
	slices.Sort(days)
	return days
}

func TestTheRulesGiveThePublishedBankHolidays(t *testing.T) {
	for div, years := range published {
		for year, list := range years {
			var want []string
			for _, day := range strings.Fields(list) {
				want = append(want, DayOf(year, 1, 1).String()[:5]+day)
			}
			if got := ruled(div, year); !slices.Equal(got, want) {
				t.Errorf("%s %d: the rules give %v, gov.uk had %v", div, year, got, want)
			}
		}
	}
}

func TestTheShippedFileIsTheRulesAndTheProclamations(t *testing.T) {
	b, err := Shipped()
	if err != nil {
		t.Fatal(err)
	}
	for div := EnglandAndWales; div < divisions; div++ {
		for year := 2026; year <= 2028; year++ {
			if !b.Announced(year) {
				t.Errorf("%d is not in the file", year)
			}
			var got []string
			for d := DayOf(year, 1, 1); d < DayOf(year+1, 1, 1); d++ {
				if b.on(div, d) {
					got = append(got, d.String())
				}
			}
			if want := ruled(div, year); !slices.Equal(got, want) {
				t.Errorf("%s %d: the file has %v, the rules %v", div, year, got, want)
			}
		}
	}
	if b.Announced(2029) || b.LastAnnounced() != 2028 {
		t.Error("2029 is worked out, and passes for announced")
	}
	if !b.on(Scotland, DayOf(2029, 1, 2)) || b.on(EnglandAndWales, DayOf(2029, 1, 2)) {
		t.Error("2 January 2029 is to be a holiday in Scotland alone")
	}
}

func TestEaster(t *testing.T) {
	for _, want := range []string{"1961-04-02", "2024-03-31", "2026-04-05", "2027-03-28", "2028-04-16", "2038-04-25", "2285-03-22"} {
		d, err := time.Parse(time.DateOnly, want)
		if err != nil {
			t.Fatal(err)
		}
		if got := Easter(d.Year()).String(); got != want {
			t.Errorf("Easter of %d is %s, not %s", d.Year(), got, want)
		}
	}
}

func TestABankHolidayFileIsReplacedOrRefused(t *testing.T) {
	event := func(date string) string {
		return `{"events":[{"title":"x","date":"` + date + `","notes":"","bunting":true}]}`
	}
	whole := func(date string) string {
		e := event(date)
		return `{"england-and-wales":` + e + `,"scotland":` + e + `,"northern-ireland":` + e + `}`
	}
	b, err := ReadBankHolidays(strings.NewReader(whole("2031-07-07")))
	if err != nil {
		t.Fatal(err)
	}
	if !b.on(Scotland, DayOf(2031, 7, 7)) || b.on(Scotland, DayOf(2031, 12, 25)) || !b.Announced(2031) {
		t.Error("a year in the file is the file's alone")
	}
	if !b.on(Scotland, DayOf(2030, 12, 25)) {
		t.Error("a year that the file lacks comes from the rules")
	}
	for name, bad := range map[string]string{
		"no JSON":       "<html>",
		"cut off":       whole("2031-07-07")[:60],
		"no Scotland":   `{"england-and-wales":` + event("2031-07-07") + `}`,
		"bad date":      whole("7 July 2031"),
		"too old":       whole("1999-12-25"),
		"far too large": `{"england-and-wales":"` + strings.Repeat("x", longestBankFile) + `"}`,
	} {
		if _, err := ReadBankHolidays(strings.NewReader(bad)); err == nil {
			t.Errorf("%s: taken", name)
		} else if strings.Contains(err.Error(), "7 July") {
			t.Errorf("%s: the error quotes the file: %v", name, err)
		}
	}
}

func FuzzReadBankHolidays(f *testing.F) {
	f.Add([]byte(shipped))
	f.Add([]byte(`{"scotland":{"events":[{"date":"9999-12-31"}]}}`))
	f.Fuzz(func(t *testing.T, file []byte) {
		b, err := ReadBankHolidays(strings.NewReader(string(file)))
		if err != nil {
			return
		}
		for d := Day(-5); d < 60_000; d += 97 {
			b.on(NorthernIreland, d)
			b.isQuiet(NoDivision, d)
		}
		b.on(divisions+3, 0)
	})
}
