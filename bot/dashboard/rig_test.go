package dashboard

import (
	"context"
	"database/sql"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"waymark/bot/counter"
)

const (
	testPassword = "four unrelated words here"
	testOperator = "The Example Service"
)

// cheapHash is a hash of testPassword that takes no time to check.
const cheapHash = "$argon2id$v=19$m=64,t=1,p=1$c29tZSBzYWx0$eksiwt32+KgfRNRUnYoJq4rUZxp4KcLHzdrD/OVJmPg"

// lastDay is the last day that has closed in every file of these tests: a Sunday, and the end of a month.
var lastDay = time.Date(2027, 1, 31, 0, 0, 0, 0, time.UTC)

func folder(t testing.TB) string {
	t.Helper()
	dir, err := os.MkdirTemp("/dev/shm", "dashboard-")
	if err != nil {
		dir = t.TempDir()
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	return dir
}

// file makes a counter file in which so many days have closed, each row with what value says, as if blinding had added
// nothing. Rows are put in with the tables' own names, because living through two years would take minutes.
func file(t testing.TB, days int, value func(counter.Info, counter.Channel, time.Time) int) string {
	t.Helper()
	path := filepath.Join(folder(t), "counters.sqlite")
	l, err := counter.Open(t.Context(), counter.Config{Path: path, Clock: func() time.Time { return lastDay.AddDate(0, 0, 1).Add(30 * time.Minute) }})
	if err != nil {
		t.Fatal(err)
	}
	if err := l.Flush(t.Context()); err != nil { // the tables, and periods that are open
		t.Fatal(err)
	}
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	db, err := sql.Open("sqlite3", path)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	tx, err := db.Begin()
	if err != nil {
		t.Fatal(err)
	}
	defer tx.Rollback()
	add, err := tx.Prepare("INSERT INTO tally (period, counter, channel, value, beat) VALUES (?, ?, ?, ?, 0)")
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range periods(days) {
		// A period that the ledger has open already belongs to today and stays open.
		if p.last.After(lastDay) {
			continue
		}
		got, err := tx.Exec("INSERT INTO period (kind, first, last, epsilon, closed) VALUES (?, ?, ?, 1000, 1)",
			p.kind.String(), p.first.Format(time.DateOnly), p.last.Format(time.DateOnly))
		if err != nil {
			t.Fatal(err)
		}
		id, err := got.LastInsertId()
		if err != nil {
			t.Fatal(err)
		}
		for _, info := range counter.All() {
			if info.Period != p.kind {
				continue
			}
			channels := []counter.Channel{counter.Terminal, counter.Telegram, counter.SMS}
			if info.Together {
				channels = []counter.Channel{counter.Channels}
			}
			for _, ch := range channels {
				if value(info, ch, p.first) == noRow {
					continue
				}
				if _, err := add.Exec(id, info.Name, ch.String(), float64(value(info, ch, p.first))); err != nil {
					t.Fatal(err)
				}
			}
		}
	}
	if err := tx.Commit(); err != nil {
		t.Fatal(err)
	}
	return path
}

// noRow is a value that leaves a row out, for tests that need many days and few counters.
const noRow = -1 << 40

type period struct {
	kind        counter.Period
	first, last time.Time
}

// periods are those that lie wholly in the last so many days.
func periods(days int) (out []period) {
	begin := lastDay.AddDate(0, 0, 1-days)
	for d := begin; !d.After(lastDay); d = d.AddDate(0, 0, 1) {
		out = append(out, period{counter.Day, d, d})
		if d.Weekday() == time.Monday {
			out = append(out, period{counter.Week, d, d.AddDate(0, 0, 6)})
		}
		if d.Day() == 1 {
			out = append(out, period{counter.Month, d, d.AddDate(0, 1, -1)})
		}
	}
	return out
}

// likely are values as a service might have them: much in some rows, little in most.
func likely(info counter.Info, ch counter.Channel, first time.Time) int {
	h := 0
	for _, r := range info.Name {
		h = (h*31 + int(r)) % 9973
	}
	n := h % 40
	switch {
	case ch == counter.Terminal:
		return h%3 - 1
	case info.Name == "sessions":
		n = 120 + 30*int(first.Weekday()) + first.YearDay()/4
	case info.Name == "emergency_opened":
		n = 34
	case strings.HasPrefix(info.Name, "overdose_opened"):
		n = 22
	case strings.HasPrefix(info.Name, "lookup_") && strings.Contains(info.Name, "_in_"):
		n = h%29 - 18
	case strings.HasPrefix(info.Name, "unmet_"):
		n = h%9 - 5
	}
	if ch == counter.SMS {
		n = n * 2 / 5
	}
	return n + (first.YearDay()*7+h)%5 - 2
}

func reader(t testing.TB, path string) *counter.Reader {
	t.Helper()
	r, err := counter.Read(context.Background(), path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { r.Close() })
	return r
}

func sheet(t testing.TB, path string) *counter.Sheet {
	t.Helper()
	s, err := reader(t, path).Sheet(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func testPlace() Place {
	return Place{
		Operator: testOperator, Entries: []string{"Poster at the chemist", "Card from outreach"}, SegmentPrice: 0.04, Currency: "£",
		Parts: map[string]bool{"telegram": true, "sms": false, "counters": true}, Today: lastDay,
		Words: []WordFile{
			{"en/overdose.md", "overdose", "en", "2026-11-22", "not yet reviewed by a clinician", "2027-05-22", 2},
			{"en/menu.md", "menu", "en", "2026-01-22", "not yet reviewed by a clinician", "2026-06-22", 0},
		},
	}
}

// served is a dashboard over HTTP, and somebody who may be signed in.
type served struct {
	t      testing.TB
	dash   *Dashboard
	server *httptest.Server
	clock  time.Time
	client *http.Client
	cookie *http.Cookie
	waited []time.Duration
}

func serve(t testing.TB, path string, change ...func(*Config)) *served {
	t.Helper()
	s := &served{t: t, clock: lastDay.Add(34 * time.Hour)}
	c := Config{Source: reader(t, path), PasswordHash: cheapHash, Clock: func() time.Time { return s.clock }, Place: testPlace}
	for _, f := range change {
		f(&c)
	}
	var err error
	if s.dash, err = New(c); err != nil {
		t.Fatal(err)
	}
	s.dash.doors.wait = func(_ context.Context, d time.Duration) error { s.waited = append(s.waited, d); return nil }
	s.server = httptest.NewServer(s.dash)
	t.Cleanup(s.server.Close)
	s.client = &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	return s
}

func (s *served) do(method, path string, form url.Values, header ...string) *http.Response {
	s.t.Helper()
	r, err := http.NewRequest(method, s.server.URL+path, strings.NewReader(form.Encode()))
	if err != nil {
		s.t.Fatal(err)
	}
	if form != nil {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	if s.cookie != nil {
		r.AddCookie(s.cookie)
	}
	for i := 0; i < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
		if header[i] == "Host" {
			r.Host = header[i+1]
		}
	}
	resp, err := s.client.Do(r)
	if err != nil {
		s.t.Fatal(err)
	}
	s.t.Cleanup(func() { resp.Body.Close() })
	for _, c := range resp.Cookies() {
		if c.Name == cookieName {
			s.cookie = c
			if c.MaxAge < 0 {
				s.cookie = nil
			}
		}
	}
	return resp
}

func (s *served) get(path string) string {
	s.t.Helper()
	resp := s.do("GET", path, nil)
	if resp.StatusCode != http.StatusOK {
		s.t.Fatalf("%s: %s", path, resp.Status)
	}
	return body(s.t, resp)
}

func body(t testing.TB, resp *http.Response) string {
	t.Helper()
	b, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func (s *served) signIn() {
	s.t.Helper()
	if resp := s.do("POST", "/dashboard/in", url.Values{"password": {testPassword}}); resp.StatusCode != http.StatusSeeOther {
		s.t.Fatalf("signing in: %s", resp.Status)
	}
}

func makerOf(sh *counter.Sheet, spanName string) *maker {
	return &maker{sheet: sh, span: spanOf(spanName, sh), channel: counter.Channels, place: testPlace()}
}

func ids(pages []Page) (out []string) {
	for _, p := range pages {
		out = append(out, p.ID)
	}
	return out
}
