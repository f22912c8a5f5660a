package dashboard

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"math"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"waymark/bot/counter"
)

// some are the counters of tests that make many files or ask for many days: of each kind of period, by channel and together.
var some = map[string]bool{"sessions": true, "overdose_opened": true, "menu_opened": true, "near_asked": true, "lookup_type_naloxone": true}

// between is the part of an address that asks for free dates.
func between(from, to time.Time) string {
	return "?" + url.Values{"span": {freeDates}, "from": {from.Format(time.DateOnly)}, "to": {to.Format(time.DateOnly)}}.Encode()
}

// blinded is one row of a closed period, as it lies in the file.
type blinded struct {
	counter, channel string
	kind             counter.Period
	first            time.Time
	value            int
}

// Somebody who asks for figures between any two days, twice, keeps everything, and subtracts, learns what the blinded rows
// of closed periods say and nothing else: each figure is worked out here from those rows alone, and the same pages come of a
// file in which much more happened in the periods that are still open.
func TestNoPairOfDatesTellsMoreThanTheBlindedRows(t *testing.T) {
	var rows []blinded
	known := map[blinded]bool{}
	value := func(i counter.Info, ch counter.Channel, first time.Time) int {
		if !some[i.Name] {
			return noRow
		}
		r := blinded{i.Name, ch.String(), i.Period, first, (first.YearDay()*7919+len(i.Name)*31+int(ch)*17)%61 - 7}
		if !known[r] { // each row is asked for more than once
			known[r] = true
			rows = append(rows, r)
		}
		return r.value
	}
	quiet, busy := file(t, 100, value), file(t, 100, value)
	write(t, busy, 300)
	one, two := serve(t, quiet), serve(t, busy)
	one.signIn()
	two.signIn()
	shown := func(t *rapid.T, name string) map[string]int {
		from := lastDay.AddDate(0, 0, rapid.IntRange(-130, 20).Draw(t, name+" from"))
		to := from.AddDate(0, 0, rapid.IntRange(0, 150).Draw(t, name+" days"))
		for _, page := range []string{"overview", "services", "export.csv", "export.json", "periods.csv"} {
			a, b := one.do("GET", "/dashboard/"+page+between(from, to), nil), two.do("GET", "/dashboard/"+page+between(from, to), nil)
			if x, y := body(one.t, a), body(two.t, b); a.StatusCode != b.StatusCode || x != y {
				t.Fatalf("%s of %v to %v tells what happens in open periods", page, from, to)
			}
		}
		return sums(t, one, rows, from, to)
	}
	rapid.Check(t, func(t *rapid.T) {
		a, b := shown(t, "one"), shown(t, "other")
		for name := range a {
			if diff := a[name] - b[name]; diff%5 != 0 {
				t.Fatalf("%s: the two differ by %d, which is finer than the rounding", name, diff)
			}
		}
	})
}

// sums asks for the sums between two days and holds each against the blinded rows that begin there. It gives what was shown.
func sums(t *rapid.T, s *served, rows []blinded, from, to time.Time) map[string]int {
	type sum struct{ value, rows int }
	want := map[string]sum{}
	for _, r := range rows {
		if r.first.Before(from) || r.first.After(to) {
			continue
		}
		for _, ch := range []string{r.channel, "all"} {
			if ch == "all" && r.channel == "all" {
				continue
			}
			w := want[r.counter+" "+ch]
			want[r.counter+" "+ch] = sum{w.value + r.value, w.rows + 1}
		}
		if r.channel == "all" {
			w := want[r.counter+" all"]
			want[r.counter+" all"] = sum{w.value + r.value, w.rows + 1}
		}
	}
	resp := s.do("GET", "/dashboard/export.csv"+between(from, to), nil)
	text := body(s.t, resp)
	if resp.StatusCode != http.StatusOK {
		if len(want) > 0 || resp.StatusCode != http.StatusBadRequest {
			t.Fatalf("%v to %v: %s", from, to, resp.Status)
		}
		return nil
	}
	records, err := csv.NewReader(strings.NewReader(text)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]int{}
	for _, r := range records[1:] {
		if r[0] == "note" {
			continue
		}
		name := r[3] + " " + r[4]
		w, there := want[name]
		if !there {
			t.Fatalf("%s is shown for %v to %v, where no blinded row is", name, from, to)
		}
		if cells := strings.Join(r[5:8], " "); cells != written(w.value, w.rows) {
			t.Fatalf("%s from %v to %v is %q, and its rows say %q", name, from, to, cells, written(w.value, w.rows))
		}
		got[name], _ = strconv.Atoi(r[5]) // "fewer than" is 0
	}
	if len(got) != len(want) {
		t.Fatalf("%v to %v: %d figures, want %d", from, to, len(got), len(want))
	}
	return got
}

// written is how a sum of blinded rows has to be shown (figure, low, high), worked out anew: rounded to 5, below 5 not told
// apart, and with what it lies between in 95 of 100 cases where the blinding of so many rows with ε = 1 is wider than that.
func written(value, rows int) string {
	alpha := math.Exp(-1)
	half := 1.96 * math.Sqrt(float64(rows)*2*alpha/((1-alpha)*(1-alpha)))
	figure, low, high := "fewer than 5", "", ""
	if value >= 5 {
		figure = strconv.Itoa((value + 2) / 5 * 5)
	}
	if half > 5 {
		low = strconv.Itoa(max(0, 5*int(math.Floor((float64(value)-half)/5))))
		top := max(5, 5*int(math.Ceil((float64(value)+half)/5)))
		if high = strconv.Itoa(top); value < 5 {
			figure = "fewer than " + high
		}
	}
	return figure + " " + low + " " + high
}

// write counts in the periods of a file that are open.
func write(t *testing.T, path string, times int) {
	t.Helper()
	l, err := counter.Open(t.Context(), counter.Config{Path: path, Clock: func() time.Time { return lastDay.AddDate(0, 0, 1).Add(35 * time.Minute) }})
	if err != nil {
		t.Fatal(err)
	}
	for _, info := range counter.All() {
		for range times {
			l.Add(info.Counter, counter.SMS)
		}
	}
	if err := l.Flush(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
}

// Between any two days the pages, the exports and waymark counts --from --to say the same, to the digit, also where the days
// reach beyond what has closed.
func TestFreeDatesAgreeEverywhere(t *testing.T) {
	path := file(t, 100, likely)
	s, r := serve(t, path), reader(t, path)
	s.signIn()
	for _, c := range []struct{ from, to string }{
		{"2026-12-09", "2027-01-16"}, // from the middle of a week to the middle of another
		{"2026-12-01", "2026-12-31"},
		{"2027-01-05", "2027-01-05"}, // one day, in which no week and no month begins
		{"2020-01-01", "2030-01-01"}, // before and after everything
	} {
		from, to := onDay(t, c.from), onDay(t, c.to)
		counted, err := r.Total(t.Context(), from, to) // what waymark counts --total writes
		if err != nil {
			t.Fatal(err)
		}
		each, err := r.Release(t.Context(), from, to)
		if err != nil {
			t.Fatal(err)
		}
		for file, figures := range map[string][]counter.Figure{"export": counted, "periods": each} {
			for _, f := range []counter.Format{counter.CSV, counter.JSON} {
				var want bytes.Buffer
				if err := counter.Write(&want, figures, f); err != nil {
					t.Fatal(err)
				}
				if s.get("/dashboard/"+file+"."+string(f)+between(from, to)) != want.String() {
					t.Errorf("%s to %s: %s.%s is not what waymark counts writes", c.from, c.to, file, f)
				}
			}
		}
		figures := map[key]counter.Figure{}
		for _, f := range counted {
			figures[key{f.Counter.String(), f.Channel.String()}] = f
		}
		chosen, err := datesOf(c.from, c.to, sheet(t, path))
		if err != nil {
			t.Fatal(err)
		}
		m := makerOf(sheet(t, path), "")
		m.span = chosen
		compared := 0
		for _, p := range m.pages() {
			page := s.get("/dashboard/" + p.ID + between(from, to))
			for _, sec := range p.Sections {
				for _, row := range sec.Rows {
					for i, cell := range row.Cells {
						if cell.Figure == nil || sec.Chart == Lines || i > 0 && sec.Head[i+1] == "The days before" {
							continue
						}
						compared++
						if !strings.Contains(page, ">"+cell.Text) {
							t.Errorf("%s to %s: %q of %s, %s is not on its page", c.from, c.to, cell.Text, sec.Title, row.Label)
						}
						if f := figures[key{cell.Figure.Counter.String(), cell.Figure.Channel.String()}]; f != *cell.Figure {
							t.Errorf("%s to %s: the page says %v, waymark counts says %v", c.from, c.to, *cell.Figure, f)
						}
					}
				}
			}
		}
		if compared < 5 {
			t.Errorf("%s to %s: only %d figures compared", c.from, c.to, compared)
		}
	}
}

func onDay(t *testing.T, text string) time.Time {
	t.Helper()
	d, err := time.Parse(time.DateOnly, text)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// Free dates are cut to what has closed, each kind of period is held against as many of its own, and the page says which.
func TestFreeDatesAreSnappedToClosedPeriods(t *testing.T) {
	few := func(i counter.Info, _ counter.Channel, _ time.Time) int {
		if some[i.Name] {
			return 10
		}
		return noRow
	}
	path := file(t, 100, few) // from 24 October 2026
	sh := sheet(t, path)
	for _, c := range []struct{ from, to, want string }{
		{"2026-12-09", "2027-01-16", "dates 2026-12-09 2027-01-16 beside 2026-10-31 2026-12-08, 2026-11-09 2026-12-13, 2026-12-01 2026-12-31"},
		{"2027-01-16", "", "dates 2027-01-16 2027-01-31 beside 2026-12-31 2027-01-15, 2027-01-04 2027-01-17, -"},
		{"", "2026-11-10", "dates 2026-10-24 2026-11-10 beside -, -, -"},
		{"2020-01-01", "2030-01-01", "dates 2026-10-24 2027-01-31 beside -, -, -"},
		{"2027-01-16", "2027-01-15", "the first day is after the last"},
		{"2027-02-01", "2027-03-01", "nothing that has closed lies between these days"},
		{"2020-01-01", "2026-10-23", "nothing that has closed lies between these days"},
		{"<b>", "2027-01-01", "a day is written like 2026-11-22"},
	} {
		got := ""
		if s, err := datesOf(c.from, c.to, sh); err != nil {
			got = err.Error()
		} else {
			got = described(s)
		}
		if got != c.want {
			t.Errorf("%s to %s: %q, want %q", c.from, c.to, got, c.want)
		}
	}
	s := serve(t, path)
	s.signIn()
	page := s.get("/dashboard/overview?span=dates&from=2026-12-09&to=2027-01-16")
	for _, want := range []string{
		"9 December 2026 to 16 January 2027.", "By the week (topics, substances, answers): 14 December 2026 to 17 January 2027, beside 9 November 2026 to 13 December 2026.",
		"By the month (anything with a place, links): January 2027, beside December 2026.",
		`name="from" type="date" min="2026-10-24" max="2027-01-31" value="2026-12-09"`, "export.csv?channel=all&amp;from=2026-12-09&amp;span=dates&amp;to=2027-01-16",
	} {
		if !strings.Contains(page, want) {
			t.Errorf("the page does not say %q", want)
		}
	}
	if page := s.get("/dashboard/overview?span=dates&from=2027-01-16&to=2027-01-15"); !strings.Contains(page, "The first day is after the last. Other days are shown instead.") || strings.Contains(page, `value="dates" selected`) {
		t.Error("the page does not say that it shows other days than were asked for")
	}
	if page := s.get("/dashboard/services?span=dates&from=2027-01-16&to=2027-01-20"); strings.Contains(page, "Wound care</th>") || !strings.Contains(page, "no closed month begins on these days") || !strings.Contains(page, "choose more of them") {
		t.Error("days in which no month begins are shown as rows of nothing")
	}
	if page := s.get("/dashboard/overview?span=all"); !strings.Contains(page, ">Sessions</th>") || !strings.Contains(page, ">Looked for a place (whole months)</th>") {
		t.Error("what is counted by the month is not told apart from what is counted by the day")
	}
	for _, file := range []string{"export.csv", "export.json", "periods.csv", "periods.json"} {
		resp := s.do("GET", "/dashboard/"+file+"?span=dates&from=2027-01-16&to=2027-01-15", nil)
		if text := body(t, resp); resp.StatusCode != http.StatusBadRequest || !strings.Contains(text, "No file was made") {
			t.Errorf("%s of days that are none: %s", file, resp.Status)
		}
	}
}

// A month with five Mondays is not held against one with four: whatever is compared is of as many days, weeks or months, and all of
// them have closed.
func TestWhatIsComparedIsOfTheSameLength(t *testing.T) {
	sh := sheet(t, file(t, 700, func(i counter.Info, _ counter.Channel, _ time.Time) int {
		if some[i.Name] {
			return 10
		}
		return noRow
	}))
	number := func(p counter.Period, r reach) int { _, _, n := sh.Held(p, r.From, r.To); return n }
	rapid.Check(t, func(t *rapid.T) {
		from := lastDay.AddDate(0, 0, -rapid.IntRange(0, 699).Draw(t, "from"))
		to := from.AddDate(0, 0, rapid.IntRange(0, 400).Draw(t, "days"))
		s, err := datesOf(from.Format(time.DateOnly), to.Format(time.DateOnly), sh)
		if err != nil {
			t.Fatal(err)
		}
		spans := map[string]span{"dates": s}
		for _, named := range spanNames {
			spans[named.Name] = spanOf(named.Name, sh)
		}
		for name, s := range spans {
			for p := range counter.Periods {
				first, _, n := sh.Held(p, s.From, s.To)
				before := s.before[p]
				if before.To.IsZero() {
					continue
				}
				if number(p, before) != n || !before.To.AddDate(0, 0, 1).Equal(first) {
					t.Fatalf("%s: %d of %v beside %v (%d)", name, n, p, before, number(p, before))
				}
			}
		}
	})
	for month := lastDay.AddDate(0, 0, 1).AddDate(0, -1, 0); month.Year() > 2025; month = month.AddDate(0, -1, 0) {
		s := monthSpan(month, sh)
		_, _, weeks := sh.Held(counter.Week, s.From, s.To)
		if got := number(counter.Week, s.before[counter.Week]); got != weeks {
			t.Errorf("%s: %d weeks beside %d", month.Format("2006-01"), weeks, got)
		}
		if got := fmt.Sprint(s.before[counter.Day] == s.before[counter.Month], s.before[counter.Month].From.Equal(month.AddDate(0, -1, 0))); got != "true true" {
			t.Errorf("%s is held against %v", month.Format("2006-01"), s.before)
		}
	}
	if !spanOf("13w", sh).compared() {
		t.Error("thirteen weeks are held against nothing")
	}
}
