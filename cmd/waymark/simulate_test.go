package main

import (
	"bytes"
	"context"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"waymark/bot/counter"
	"waymark/bot/dashboard"
)

// waymark runs a command in this process.
func waymark(t *testing.T, args ...string) (code int, out, said string) {
	t.Helper()
	var o, e bytes.Buffer
	code = run(context.Background(), args, stdio{strings.NewReader("four unrelated words here\n"), &o, &e})
	return code, o.String(), e.String()
}

// simulated makes a simulated file of some days, up to the end of a month.
func simulated(t *testing.T, seed, days string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "made-up.sqlite")
	if code, _, said := waymark(t, "simulate", "--sessions", "1000", "--days", days, "--until", "2026-10-31", "--seed", seed, "-o", path); code != exitOK {
		t.Fatalf("simulate: exit %d\n%s", code, said)
	}
	return path
}

func TestTheSameSeedGivesTheSameFigures(t *testing.T) {
	figures := func(seed string) string {
		_, out, _ := waymark(t, "counts", "--counters", simulated(t, seed, "2"), "--from", "2026-10-01", "--to", "2026-10-31", "--format", "csv")
		return out
	}
	first := figures("7")
	if first != figures("7") {
		t.Error("the same seed gave other figures")
	}
	if first == figures("8") {
		t.Error("another seed gave the same figures")
	}
}

// Made-up days may lie in years in which no real clock is believed: each day holds its own sessions.
func TestMadeUpDaysLieWhereTheyWereAskedFor(t *testing.T) {
	path := filepath.Join(t.TempDir(), "made-up.sqlite")
	if code, _, said := waymark(t, "simulate", "--sessions", "400", "--days", "4", "--until", "2026-01-02", "-o", path); code != exitOK {
		t.Fatalf("simulate: exit %d\n%s", code, said)
	}
	_, out, _ := waymark(t, "counts", "--counters", path, "--from", "2025-12-01", "--to", "2026-01-31", "--only", "sessions", "--format", "csv")
	for _, day := range []string{"2025-12-30", "2025-12-31", "2026-01-01", "2026-01-02"} {
		if !strings.Contains(out, "day,"+day+","+day+",sessions,telegram,") || strings.Contains(out, day+",sessions,telegram,fewer") {
			t.Errorf("%s has no sessions of its own", day)
		}
	}
	if code, _, _ := waymark(t, "simulate", "--until", "1999-12-31", "-o", path+"2"); code != exitUse {
		t.Errorf("a year before computers: exit %d", code)
	}
}

// The real bot fills the file, and everything that comes of it says SIMULATED.
func TestSimulatedFiguresSayThatTheyAre(t *testing.T) {
	path := simulated(t, "7", "31")
	code, totals, _ := waymark(t, "counts", "--counters", path, "--from", "2026-10-01", "--to", "2026-10-31", "--total", "--format", "csv")
	if code != exitOK || !strings.Contains(totals, "SIMULATED") {
		t.Errorf("counts: exit %d, and it does not say SIMULATED", code)
	}
	for _, counter := range []string{"sessions", "overdose_opened", "topic_find_service"} {
		line := ""
		for l := range strings.SplitSeq(totals, "\r\n") {
			if strings.Contains(l, ","+counter+",all,") {
				line = l
			}
		}
		if line == "" || strings.Contains(line, "fewer than") {
			t.Errorf("nobody moved %s: %q", counter, line)
		}
	}
	report := filepath.Join(t.TempDir(), "report.html")
	if code, _, said := waymark(t, "report", "--counters", path, "--month", "2026-10", "-o", report); code != exitOK {
		t.Fatalf("report: exit %d\n%s", code, said)
	}
	if b, err := os.ReadFile(report); err != nil || !bytes.Contains(b, []byte("SIMULATED")) || !bytes.Contains(b, []byte("In plain words")) {
		t.Errorf("the report does not say SIMULATED, or has no summary (%v)", err)
	}
	for page, text := range pagesOf(t, path) {
		if !strings.Contains(text, "SIMULATED") {
			t.Errorf("%s does not say SIMULATED", page)
		}
	}
}

// pagesOf shows every page and export of a file.
func pagesOf(t *testing.T, path string) map[string]string {
	t.Helper()
	r, err := counter.Read(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { r.Close() })
	d, err := dashboard.New(dashboard.Config{Source: r, PasswordHash: canaryHash, Clock: time.Now, Place: func() dashboard.Place { return dashboard.Place{} }})
	if err != nil {
		t.Fatal(err)
	}
	in := httptest.NewRecorder()
	post := httptest.NewRequest("POST", "http://localhost/dashboard/in", strings.NewReader(url.Values{"password": {canaryPassword}}.Encode()))
	post.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	d.ServeHTTP(in, post)
	out := map[string]string{}
	for _, page := range []string{"overview", "overdose", "topics", "services", "words", "reach", "health", "export.csv", "export.json", "periods.csv", "periods.json", "report?month=2026-10"} {
		get := httptest.NewRequest("GET", "http://localhost/dashboard/"+page, nil)
		for _, c := range in.Result().Cookies() {
			get.AddCookie(c)
		}
		w := httptest.NewRecorder()
		d.ServeHTTP(w, get)
		if w.Code != http.StatusOK {
			t.Fatalf("%s: %d", page, w.Code)
		}
		out[page] = w.Body.String()
	}
	return out
}

// A simulated file is never written by serve, and simulate never touches a file that is there.
func TestSimulatedAndRealFilesAreNeverMixed(t *testing.T) {
	path := filepath.Join(t.TempDir(), "made-up.sqlite")
	if code, _, said := waymark(t, "simulate", "--sessions", "5", "--days", "1", "--until", "2026-10-31", "-o", path); code != exitOK {
		t.Fatalf("simulate: exit %d\n%s", code, said)
	}
	before, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if code, _, said := waymark(t, "simulate", "--sessions", "5", "--days", "1", "-o", path); code != exitUse || !strings.Contains(said, "exists already") {
		t.Errorf("simulate on a file that is there: exit %d, %s", code, said)
	}
	var event counter.Event
	real, err := counter.Open(t.Context(), counter.Config{Path: path, Alarm: func(e counter.Event) { event = e }})
	if err != nil {
		t.Fatal(err)
	}
	if err := real.Flush(t.Context()); err == nil || event != counter.ForeignFile {
		t.Errorf("a real program writes a simulated file: %v, %v", err, event)
	}
	real.Close()
	if after, err := os.ReadFile(path); err != nil || !bytes.Equal(before, after) {
		t.Errorf("the simulated file was changed (%v)", err)
	}
	mine := filepath.Join(t.TempDir(), "real.sqlite")
	real, err = counter.Open(t.Context(), counter.Config{Path: mine})
	if err != nil {
		t.Fatal(err)
	}
	if err := real.Flush(t.Context()); err != nil {
		t.Fatal(err)
	}
	real.Close()
	fake, err := counter.Open(t.Context(), counter.Config{Path: mine, Simulated: true, Alarm: func(e counter.Event) { event = e }})
	if err != nil {
		t.Fatal(err)
	}
	if err := fake.Flush(t.Context()); err == nil || event != counter.ForeignFile {
		t.Errorf("simulate writes a real file: %v, %v", err, event)
	}
	fake.Close()
}

func TestThePasswordsHashGoesStraightIntoAFile(t *testing.T) {
	code, out, said := waymark(t, "dashboard", "password")
	if code != exitOK || !strings.HasPrefix(out, "$argon2id$") || strings.Count(out, "\n") != 1 || said != "" {
		t.Fatalf("exit %d, %q, %q", code, out, said)
	}
	until := time.Now().AddDate(0, 0, 30).Format(time.DateOnly)
	code, link, said := waymark(t, "dashboard", "link", "--for", "the council", "--until", until, "--hash", strings.TrimSpace(out))
	if code != exitOK || !strings.HasPrefix(link, "http://127.0.0.1:8081/dashboard/view?t=") {
		t.Errorf("exit %d, %q, %q", code, link, said)
	}
}

// Plain HTTP on an address that others can reach is refused, with what to do instead, and no setting is repeated.
func TestTheDashboardRefusesPlainHTTPOnAPublicAddress(t *testing.T) {
	for _, c := range []struct {
		listen, url string
		refused     bool
	}{
		{"127.0.0.1:8081", "", false}, {"0.0.0.0:8081", "", true}, {":8081", "", true}, {"0.0.0.0:8081", "https://figures.example.org", false}, {"nonsense", "", true},
	} {
		s := &settings{DashboardHash: canaryHash, DashboardListen: c.listen, DashboardURL: c.url}
		problems := s.checkDashboard()
		if (len(problems) > 0) != c.refused {
			t.Errorf("%s with %q: %v", c.listen, c.url, problems)
		}
		for _, p := range problems {
			if strings.Contains(p, canaryHash) {
				t.Error("a problem repeats the hash")
			}
		}
	}
}
