package dashboard

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"maps"
	"strconv"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"waymark/bot/counter"
)

// plenty gives every row enough to be shown.
func plenty(counter.Info, counter.Channel, time.Time) int { return 40 }

// Every counter on the list can be seen on a page.
func TestEveryCounterIsShownSomewhere(t *testing.T) {
	m := makerOf(sheet(t, file(t, 120, plenty)), "all")
	m.place.Entries = nil
	shown := map[counter.Counter]bool{}
	for _, p := range m.pages() {
		for _, f := range p.figures() {
			shown[f.Counter] = true
		}
	}
	for _, info := range counter.All() {
		if !shown[info.Counter] {
			t.Errorf("%s is on no page", info.Name)
		}
	}
}

type key struct{ counter, channel string }

// Pages, CSV, JSON, report and what waymark counts prints say the same of every counter, to the digit.
func TestPagesExportsAndCountsAgreeToTheDigit(t *testing.T) {
	path := file(t, 200, likely)
	s := serve(t, path)
	s.signIn()
	r := reader(t, path)
	for _, name := range []string{"4w", "13w", "all"} {
		m := makerOf(sheet(t, path), name)
		counted, err := r.Total(t.Context(), m.span.From, m.span.To) // what waymark counts --total writes
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range []counter.Format{counter.CSV, counter.JSON} {
			var want bytes.Buffer
			if err := counter.Write(&want, counted, f); err != nil {
				t.Fatal(err)
			}
			if got := s.get("/dashboard/export." + string(f) + "?span=" + name); got != want.String() {
				t.Errorf("%s: the %s export is not what waymark counts writes", name, f)
			}
		}
		each, err := r.Release(t.Context(), m.span.From, m.span.To)
		if err != nil {
			t.Fatal(err)
		}
		var want bytes.Buffer
		if err := counter.Write(&want, each, counter.CSV); err != nil {
			t.Fatal(err)
		}
		if got := s.get("/dashboard/periods.csv?span=" + name); got != want.String() {
			t.Errorf("%s: the export of each period is not what waymark counts writes", name)
		}
		figures := map[key]counter.Figure{}
		for _, f := range counted {
			figures[key{f.Counter.String(), f.Channel.String()}] = f
		}
		compared := 0
		for _, p := range m.pages() {
			page := s.get("/dashboard/" + p.ID + "?span=" + name)
			for _, sec := range p.Sections {
				for _, row := range sec.Rows {
					for i, c := range row.Cells {
						if c.Figure == nil {
							continue
						}
						if !strings.Contains(page, ">"+c.Text) {
							t.Errorf("%s: %q of %s, %s is not on its page", name, c.Text, sec.Title, row.Label)
						}
						if sec.Chart == Lines || i > 0 && sec.Head[i+1] == "The days before" {
							continue
						}
						compared++
						if f := figures[key{c.Figure.Counter.String(), c.Figure.Channel.String()}]; f != *c.Figure {
							t.Errorf("%s: the page says %v, waymark counts says %v", name, *c.Figure, f)
						}
					}
				}
			}
		}
		if compared < 200 {
			t.Errorf("%s: only %d figures compared", name, compared)
		}
	}
}

func TestTheReportSaysWhatCountsSays(t *testing.T) {
	path := file(t, 120, likely)
	s := sheet(t, path)
	month := time.Date(2027, 1, 1, 0, 0, 0, 0, time.UTC)
	var b bytes.Buffer
	if err := Report(&b, s, month, testPlace()); err != nil {
		t.Fatal(err)
	}
	for _, f := range s.Total(month, month.AddDate(0, 1, -1)) {
		if name := f.Counter.String(); f.Channel == counter.Channels && (name == "sessions" || name == "overdose_opened" || strings.HasPrefix(name, "equipment_") || strings.HasPrefix(name, "topic_")) &&
			!strings.Contains(b.String(), ">"+f.Text()) {
			t.Errorf("%v is not in the report", f)
		}
	}
	for _, never := range []string{"<script", "src=", "http://", "https://", "@import", "url("} {
		if strings.Contains(b.String(), never) {
			t.Errorf("the report has %q: it has to stand alone", never)
		}
	}
}

// The plain words hold no number that is not a released figure of that month.
func TestTheSummaryIsComputedFromTheFigures(t *testing.T) {
	value := func(info counter.Info, ch counter.Channel, first time.Time) int {
		switch {
		case first.Month() != time.January || ch == counter.Terminal || ch == counter.SMS:
			return 0
		case info.Name == "lookup_type_needle_exchange":
			return 121
		case info.Name == "unmet_type_needle_exchange":
			return 14
		case info.Name == "unmet_needle_exchange_in_e":
			return 24
		case info.Name == "unmet_van_in_n":
			return 22
		case info.Name == "unmet_needle_exchange_in_w": // not clear of what so many rows of nothing may show
			return 9
		case info.Name == "sessions":
			return 100
		case info.Name == "topic_crisis":
			return 11
		}
		return 0
	}
	of := sheet(t, file(t, 70, value))
	m := &maker{sheet: of, span: monthSpan(time.Date(2027, 1, 1, 0, 0, 0, 0, time.UTC), of), channel: counter.Channels}
	got := strings.Join(m.summary(), "\n")
	for _, want := range []string{
		"Waymark was used in about 3100 sessions.",
		"Needle exchange was asked for in about 120 sessions; about 15 could not be placed, most in E and N.",
		"people wrote most about Crisis (about 45).",
		"The overdose steps were opened too few times to tell from none.",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("the summary does not say %q:\n%s", want, got)
		}
	}
}

// Whoever looks again and again, over any days, learns no more than the closed rows: sums of parts are sums of wholes,
// stretches of a chart add up, and open periods are nowhere.
func TestFiguresAreSumsOfClosedRowsWhateverIsAsked(t *testing.T) {
	values := map[string]int{}
	path := file(t, 100, func(i counter.Info, ch counter.Channel, first time.Time) int {
		v := (len(values)*7919)%61 - 7
		values[i.Name+ch.String()+first.Format(time.DateOnly)] = v
		return v
	})
	s := sheet(t, path)
	all := counter.All()
	rapid.Check(t, func(t *rapid.T) {
		info := all[rapid.IntRange(0, len(all)-1).Draw(t, "counter")]
		ch := rapid.SampledFrom([]counter.Channel{counter.Telegram, counter.SMS, counter.Channels}).Draw(t, "channel")
		if info.Together {
			ch = counter.Channels
		}
		from := lastDay.AddDate(0, 0, -rapid.IntRange(0, 130).Draw(t, "from"))
		to := from.AddDate(0, 0, rapid.IntRange(0, 140).Draw(t, "days")) // beyond what has closed, too
		want, rows := 0, 0
		for _, p := range periods(100) {
			if p.kind != info.Period || p.first.Before(from) || p.first.After(to) {
				continue
			}
			for _, one := range []counter.Channel{counter.Terminal, counter.Telegram, counter.SMS, counter.Channels} {
				if v, ok := values[info.Name+one.String()+p.first.Format(time.DateOnly)]; ok && (ch == counter.Channels || ch == one) {
					want += v
					rows++
				}
			}
		}
		f, ok := s.Sum(from, to, ch, info.Counter)
		if ok != (rows > 0) {
			t.Fatalf("%s: a figure %v of %d rows", info.Name, ok, rows)
		}
		if !ok {
			return
		}
		if f.Fewer != (want < 5) || !f.Fewer && (f.Value%5 != 0 || f.Value-want > 2 || want-f.Value > 2) || f.Fewer && f.Value != 0 {
			t.Fatalf("%v: the rows sum up to %d", f, want)
		}
		if wide := rows >= 4; wide != (f.High > 0) || wide && (f.Low > max(want, 0) || f.High < want) {
			t.Fatalf("%v of %d rows that sum up to %d lies between %d and %d", f, rows, want, f.Low, f.High)
		}
		// Each stretch of a chart is the sum of its own days.
		for _, part := range s.Each(from, to, counter.Month, ch, info.Counter) {
			if part.From.Before(from) || part.To.After(to) || part.To.After(lastDay) {
				t.Fatalf("a stretch %v that is not whole", part)
			}
			if alone, ok := s.Sum(part.From, part.To, ch, info.Counter); !ok || alone.Value != part.Value || alone.Fewer != part.Fewer {
				t.Fatalf("the stretch %v is %v when asked for alone", part, alone)
			}
		}
	})
}

// What is open is not shown and moves nothing: not a byte of any page or export changes when rows of an open
// period do.
func TestOpenPeriodsMoveNothing(t *testing.T) {
	path := file(t, 40, likely)
	look := func() map[string]string {
		s := serve(t, path)
		s.signIn()
		out := map[string]string{}
		for _, id := range append(ids(makerOf(sheet(t, path), "").pages()), "export.csv", "export.json", "periods.csv", "periods.json", "report?month=2027-01") {
			out[id] = s.get("/dashboard/" + id)
		}
		return out
	}
	before := look()
	write(t, path, 300)
	after := look()
	if !maps.Equal(before, after) {
		for id := range before {
			if before[id] != after[id] {
				t.Errorf("%s changed when somebody wrote", id)
			}
		}
	}
}

func TestPartsAreGivenOnlyOfFiftyOrMore(t *testing.T) {
	f := func(v int) counter.Figure { return counter.Figure{Value: v, Fewer: v == 0} }
	for _, c := range []struct {
		part, whole int
		want        string
	}{{10, 45, "-"}, {10, 50, "20"}, {0, 100, "-"}, {5, 0, "-"}, {60, 50, "100"}, {35, 100, "35"}} {
		p, ok := counter.Share(f(c.part), f(c.whole))
		got := "-"
		if ok {
			got = strconv.Itoa(p)
		}
		if got != c.want {
			t.Errorf("%d of %d is %s, want %s", c.part, c.whole, got, c.want)
		}
	}
}

// What cannot be said stands on every page and in every export.
func TestEverythingSaysWhatItCannotShow(t *testing.T) {
	s := serve(t, file(t, 40, likely))
	s.signIn()
	for _, p := range append(ids(makerOf(sheet(t, file(t, 40, likely)), "").pages()), "export.csv", "export.json", "periods.csv", "report?month=2027-01") {
		text := s.get("/dashboard/" + p)
		for _, want := range []string{"Sessions are not people.", "This can stand beside statutory returns. It is not one.", "Epsilon in use: 1."} {
			if !strings.Contains(text, want) {
				t.Errorf("%s does not say: %s", p, want)
			}
		}
		if strings.Contains(text, "SIMULATED") {
			t.Errorf("%s says SIMULATED of a real file", p)
		}
	}
}

// Exports open in a spreadsheet without surprises: names, dates and numbers only, and nothing it takes for a formula.
func TestExportsHoldNoFormulasAndNoHTMLHoldsMarkupOfOthers(t *testing.T) {
	s := serve(t, file(t, 40, likely), func(c *Config) {
		place := testPlace()
		place.Operator, place.Entries = `=cmd|' /C calc'!A0<script>alert(1)</script>`, []string{`"><img src=x onerror=alert(1)>`}
		place.Words = append(place.Words, WordFile{Flow: "<b>x</b>", ReviewedBy: "<script>1</script>"})
		c.Place = func() Place { return place }
	})
	s.signIn()
	records, err := csv.NewReader(strings.NewReader(s.get("/dashboard/export.csv"))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	for _, rec := range records {
		for _, c := range rec {
			if c != "" && strings.ContainsAny(c[:1], "=+-@\t\r") {
				t.Errorf("a cell begins with %q", c[:1])
			}
		}
	}
	if !json.Valid([]byte(s.get("/dashboard/export.json"))) {
		t.Error("the JSON export is none")
	}
	for _, id := range []string{"overview", "reach", "words", "report?month=2027-01"} {
		if page := s.get("/dashboard/" + id); strings.Contains(page, "<script") || strings.Contains(page, "<img") || strings.Contains(page, "<b>x") {
			t.Errorf("%s has markup that came from a setting", id)
		}
	}
}

func TestSpansEndWithWhatHasClosed(t *testing.T) {
	one := map[string]bool{"sessions": true, "menu_opened": true, "near_asked": true}
	few := func(i counter.Info, _ counter.Channel, _ time.Time) int {
		if one[i.Name] {
			return 10
		}
		return noRow
	}
	for _, c := range []struct {
		name string
		days int
		want string
	}{
		{"4w", 400, "4w 2027-01-04 2027-01-31 beside 2026-12-07 2027-01-03, 2026-12-07 2027-01-03, -"},
		{"", 400, "13w 2026-11-02 2027-01-31 beside 2026-08-03 2026-11-01, 2026-08-03 2026-11-01, 2026-10-01 2026-11-30"},
		{"12m", 400, "12m 2026-02-01 2027-01-31 beside -, -, -"},
		{"12m", 800, "12m 2026-02-01 2027-01-31 beside 2025-02-01 2026-01-31, 2025-02-03 2026-02-01, 2025-02-01 2026-01-31"},
		{"all", 400, "all 2025-12-28 2027-01-31 beside -, -, -"},
		{"4w", 3, "4w 2027-01-29 2027-01-31 beside -, -, -"},
		{"nonsense", 7, "all 2027-01-25 2027-01-31 beside -, -, -"},
		{"13w", 0, "13w   beside -, -, -"},
	} {
		if got := described(spanOf(c.name, sheet(t, file(t, c.days, few)))); got != c.want {
			t.Errorf("%s of %d days: %q, want %q", c.name, c.days, got, c.want)
		}
	}
}

// described is a span in a line: its days, and for days, weeks and months those that they are compared with.
func described(s span) string {
	d := func(x time.Time) string {
		if x.IsZero() {
			return ""
		}
		return x.Format(time.DateOnly)
	}
	beside := make([]string, 0, counter.Periods)
	for _, b := range s.before {
		if b.To.IsZero() {
			beside = append(beside, "-")
			continue
		}
		beside = append(beside, d(b.From)+" "+d(b.To))
	}
	return fmt.Sprintf("%s %s %s beside %s", s.Name, d(s.From), d(s.To), strings.Join(beside, ", "))
}
