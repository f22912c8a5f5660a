package counter

import (
	"encoding/csv"
	"encoding/json"
	"regexp"
	"strings"
	"testing"
	"time"
)

func TestFiguresAreRoundedToFiveAndSmallOnesAreNotTold(t *testing.T) {
	for value, want := range map[int64]string{
		-40: "fewer than 5", -1: "fewer than 5", 0: "fewer than 5", 1: "fewer than 5", 4: "fewer than 5",
		5: "5", 7: "5", 8: "10", 12: "10", 13: "15", 1002: "1000", 1003: "1005",
	} {
		if got := (row{value: value}).figure().Text(); got != want {
			t.Errorf("%d is shown as %q, want %q", value, got, want)
		}
	}
}

func TestSumsAreOfRowsNotOfFigures(t *testing.T) {
	day := func(n day, v int64) row { return row{first: n, last: n, channel: SMS, value: v} }
	// Four days of 4: each is "fewer than 5", together they are 16.
	got := figures(sum([]row{day(20800, 4), day(20801, 4), day(20802, 4), day(20803, 4)}))
	if len(got) != 2 || got[0].Text() != "15" || got[1].Text() != "15" || got[1].Channel != Channels {
		t.Fatalf("got %v, want 15 for sms and for all", got)
	}
	if got[0].From != day(20800, 0).first.date() || got[0].To != day(20803, 0).last.date() {
		t.Errorf("%v, want the four days", got[0])
	}
}

func sample(t tb) []Figure {
	d := date(t, "2026-11-25")
	return []Figure{
		{Period: Day, From: d, To: d, Channel: SMS, Counter: counterNamed(t, "overdose_opened"), Value: 15, Epsilon: 1},
		{Period: Week, From: date(t, "2026-11-23"), To: date(t, "2026-11-29"), Channel: Channels, Counter: counterNamed(t, "menu_opened"), Fewer: true, Epsilon: 0.5},
	}
}

func written(t tb, figures []Figure, f Format) string {
	t.Helper()
	var b strings.Builder
	if err := Write(&b, figures, f); err != nil {
		t.Fatalf("%v", err)
	}
	return b.String()
}

func TestTheTableReadsWell(t *testing.T) {
	want := `period  from        to          counter          channel  figure
day     2026-11-25  2026-11-25  overdose_opened  sms      15
week    2026-11-23  2026-11-29  menu_opened      all      fewer than 5

Sessions are not people. One person can begin several, and what a session was about is not what happened.
Only closed periods are shown. A period in which Waymark did not run has no figures.
Each figure is blinded with random numbers, rounded to 5, and below 5 shown as fewer than 5, which may be none. Where the blinding of a sum is wider than that, the figure is given with what it lies between in 95 of 100 cases.
This can stand beside statutory returns. It is not one.
Blinding: two-sided geometric, once per counter, channel and period. Epsilon in use: 0.5, 1.
`
	if got := written(t, sample(t), Table); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

func TestCSVHasNothingASpreadsheetTakesForAFormula(t *testing.T) {
	b := newRig(t, "2026-11-23 00:00", longGrace)
	for range 30 {
		b.flush()
		b.clock.pass(5 * time.Hour)
	}
	from, to := forever(t)
	for name, read := range map[string]func() ([]Figure, error){
		"each period": func() ([]Figure, error) { return b.ledger.Release(t.Context(), from, to) },
		"sums":        func() ([]Figure, error) { return b.ledger.Total(t.Context(), from, to) },
	} {
		t.Run(name, func(t *testing.T) {
			figures, err := read()
			if err != nil || len(figures) == 0 {
				t.Fatalf("%d figures, %v", len(figures), err)
			}
			text := written(t, figures, CSV)
			records, err := csv.NewReader(strings.NewReader(text)).ReadAll()
			if err != nil {
				t.Fatal(err) // among others, when a record has another number of fields
			}
			cell := regexp.MustCompile(`^([a-z0-9_]+|[0-9]+(\.[0-9]+)?|\d{4}-\d\d-\d\d|fewer than [0-9]+|)$`)
			for _, rec := range records {
				for i, c := range rec {
					if c != "" && strings.ContainsAny(c[:1], "=+-@\t\r") {
						t.Errorf("a cell begins with %q", c[:1])
					}
					if !cell.MatchString(c) && !(rec[0] == "note" && i == 3) {
						t.Errorf("cell %q is no name, date or number", c)
					}
				}
			}
			if len(records) != 1+len(figures)+len(Notes(figures)) {
				t.Errorf("%d records for %d figures", len(records), len(figures))
			}
			if strings.Count(text, "\r\n") != len(records) || strings.Count(text, "\n") != len(records) {
				t.Error("lines do not all end as spreadsheets want")
			}
			if regexp.MustCompile(`[^\x0d\x0a\x20-\x7e]`).MatchString(text) {
				t.Error("there is more in it than ASCII")
			}
		})
	}
}

func TestJSONSaysFewerAndNotNought(t *testing.T) {
	var got struct {
		Notes   []string
		Figures []map[string]any
	}
	if err := json.Unmarshal([]byte(written(t, sample(t), JSON)), &got); err != nil {
		t.Fatal(err)
	}
	if len(got.Figures) != 2 || len(got.Notes) != 5 {
		t.Fatalf("got %v", got)
	}
	if f := got.Figures[0]; f["value"] != 15.0 || f["fewer_than_5"] != false || f["counter"] != "overdose_opened" ||
		f["channel"] != "sms" || f["from"] != "2026-11-25" || f["to"] != "2026-11-25" || f["period"] != "day" || f["epsilon"] != 1.0 {
		t.Errorf("got %v", f)
	}
	if f := got.Figures[1]; f["value"] != nil || f["fewer_than_5"] != true || f["channel"] != "all" {
		t.Errorf("got %v", f)
	}
}

func TestEveryFormatSaysWhatItCannotShowEvenWhenThereIsNothing(t *testing.T) {
	for _, f := range []Format{Table, CSV, JSON} {
		for name, figures := range map[string][]Figure{"nothing": nil, "figures": sample(t)} {
			text := written(t, figures, f)
			for _, n := range Notes(figures) {
				if !strings.Contains(text, n) {
					t.Errorf("%s of %s does not say: %s", f, name, n)
				}
			}
		}
	}
	if err := Write(nil, nil, "xlsx"); err == nil || err.Error() != "unknown format; it can be table, csv or json" {
		t.Errorf("got %v", err)
	}
}
