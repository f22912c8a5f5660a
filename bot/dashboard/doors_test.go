package dashboard

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"
)

func TestAHashIsOfItsPasswordAlone(t *testing.T) {
	text, err := Hash(testPassword)
	if err != nil {
		t.Fatal(err)
	}
	again, err := Hash(testPassword)
	if err != nil || again == text {
		t.Errorf("two hashes of one password are the same (%v): there is no salt", err)
	}
	h, err := readHash(text)
	if err != nil {
		t.Fatal(err)
	}
	if h.memory < 19<<10 || h.passes < 2 {
		t.Errorf("a guess costs %d KiB and %d passes: too little", h.memory, h.passes)
	}
	for password, want := range map[string]bool{testPassword: true, testPassword + " ": false, "": false, strings.ToUpper(testPassword): false} {
		if h.is(password) != want {
			t.Errorf("%q: want %v", password, want)
		}
	}
	if _, err := Hash("too short"); err == nil {
		t.Error("a password of nine characters was taken")
	}
	for _, bad := range []string{"", "secret", "$argon2i$v=19$m=64,t=1,p=1$c29tZSBzYWx0$AAAAAAAAAAAAAAAAAAAAAAAA", "$argon2id$v=19$m=0,t=0,p=0$$",
		"$argon2id$v=19$m=99999999,t=1,p=1$c29tZSBzYWx0$AAAAAAAAAAAAAAAAAAAAAAAA", strings.TrimSuffix(text, text[len(text)-30:])} {
		if _, err := readHash(bad); err == nil {
			t.Errorf("%q was taken for a hash", bad)
		} else if bad != "" && strings.Contains(err.Error(), bad) {
			t.Error("the error repeats the setting")
		}
	}
}

// Nobody sees a figure without signing in, and whoever signed out or waited twelve hours is asked again.
func TestEveryPageAsksWhoIsThere(t *testing.T) {
	path := file(t, 40, likely)
	s := serve(t, path)
	all := append(ids(makerOf(sheet(t, path), "").pages()), "", "export.csv", "export.json", "periods.csv", "periods.json", "report?month=2027-01", "nothing")
	closed := func(when string) {
		t.Helper()
		for _, p := range all {
			resp := s.do("GET", "/dashboard/"+p, nil)
			if text := body(t, resp); resp.StatusCode != http.StatusUnauthorized || strings.Contains(text, "Sessions are not people") || !strings.Contains(text, `type="password"`) {
				t.Errorf("%s: /dashboard/%s is %s", when, p, resp.Status)
			}
		}
	}
	closed("at first")
	s.cookie = &http.Cookie{Name: cookieName, Value: strings.Repeat("A", 43)}
	closed("with a cookie of one's own making")
	s.signIn()
	cookie := *s.cookie
	if s.get("/dashboard/overview") == "" {
		t.Error("nothing is shown after signing in")
	}
	s.do("POST", "/dashboard/out", url.Values{})
	s.cookie = &cookie
	closed("signed out, with the old cookie")
	s.cookie = nil
	s.signIn()
	s.clock = s.clock.Add(signedIn - time.Second)
	s.get("/dashboard/overview")
	s.clock = s.clock.Add(2 * time.Second)
	closed("after twelve hours")
}

func TestTheCookieIsForThisHostOnly(t *testing.T) {
	s := serve(t, file(t, 0, likely))
	s.signIn()
	c := s.cookie
	if c.Name != "__Host-waymark" || !c.Secure || !c.HttpOnly || c.SameSite != http.SameSiteStrictMode || c.Path != "/" || c.Domain != "" || c.MaxAge != 12*60*60 {
		t.Errorf("the cookie is %v", c)
	}
}

// Each wrong password makes the next try wait longer, whoever tries; the right one ends it.
func TestTriesAtThePasswordAreSlowedDown(t *testing.T) {
	s := serve(t, file(t, 0, likely))
	for range 8 {
		if resp := s.do("POST", "/dashboard/in", url.Values{"password": {"a guess"}}); resp.StatusCode != http.StatusForbidden || s.cookie != nil {
			t.Fatalf("a guess: %s, %v", resp.Status, s.cookie)
		}
	}
	want := []time.Duration{0, 500 * time.Millisecond, time.Second, 2 * time.Second, 4 * time.Second, 8 * time.Second, 10 * time.Second, 10 * time.Second}
	for i, d := range want {
		if s.waited[i] != d {
			t.Errorf("try %d waited %v, want %v", i, s.waited[i], d)
		}
	}
	s.signIn()
	s.do("POST", "/dashboard/in", url.Values{"password": {"a guess"}})
	if last := s.waited[len(s.waited)-1]; last != 0 {
		t.Errorf("after the right password a try waits %v", last)
	}
	// Many at once are turned away, not queued: each would hold memory.
	blocked := make(chan struct{})
	entered := make(chan struct{}, 16)
	s.dash.doors.wait = func(context.Context, time.Duration) error { entered <- struct{}{}; <-blocked; return nil }
	done := make(chan error, 16)
	for range mostQueued {
		go func() { _, err := s.dash.doors.try(context.Background(), "x"); done <- err }()
	}
	<-entered
	for len(s.dash.doors.queue) < mostQueued {
		time.Sleep(time.Millisecond)
	}
	if _, err := s.dash.doors.try(context.Background(), "x"); err != errBusy {
		t.Errorf("one more try at once: %v", err)
	}
	close(blocked)
	for range mostQueued {
		if err := <-done; err != errWrong {
			t.Errorf("a queued try: %v", err)
		}
	}
}

func TestHeadersAllowNothingThatIsNotNeeded(t *testing.T) {
	s := serve(t, file(t, 40, likely))
	for _, path := range []string{"/dashboard/", "/dashboard/style.css", "/dashboard/nothing", "/other"} {
		h := s.do("GET", path, nil).Header
		csp := h.Get("Content-Security-Policy")
		for _, want := range []string{"default-src 'none'", "style-src 'self'", "form-action 'self'", "frame-ancestors 'none'", "base-uri 'none'"} {
			if !strings.Contains(csp, want) {
				t.Errorf("%s: no %s", path, want)
			}
		}
		if strings.Contains(csp, "unsafe") || strings.Contains(csp, "script") {
			t.Errorf("%s: %s", path, csp)
		}
		if h.Get("X-Content-Type-Options") != "nosniff" || h.Get("Referrer-Policy") != "no-referrer" || h.Get("Cache-Control") != "no-store" || h.Get("X-Frame-Options") != "DENY" {
			t.Errorf("%s: %v", path, h)
		}
	}
}

func TestAnotherSiteCannotSignInOrOut(t *testing.T) {
	s := serve(t, file(t, 0, likely))
	s.signIn()
	for _, header := range [][]string{{"Sec-Fetch-Site", "cross-site"}, {"Origin", "https://elsewhere.example"}} {
		for _, path := range []string{"/dashboard/in", "/dashboard/out"} {
			if resp := s.do("POST", path, url.Values{"password": {testPassword}}, header...); resp.StatusCode != http.StatusForbidden {
				t.Errorf("%s with %v: %s", path, header, resp.Status)
			}
		}
	}
	s.get("/dashboard/overview") // still signed in
}

// Plain HTTP answers on this machine's own names only, and behind a proxy under the name that was set only.
func TestOnlyPrivateRoadsAreAnswered(t *testing.T) {
	direct := serve(t, file(t, 0, likely))
	proxied := serve(t, file(t, 0, likely), func(c *Config) { c.URL = "https://figures.example.org" })
	for _, c := range []struct {
		s    *served
		host string
		want int
	}{
		{direct, "localhost:8081", http.StatusUnauthorized}, {direct, "127.0.0.1:8081", http.StatusUnauthorized}, {direct, "[::1]:8081", http.StatusUnauthorized},
		{direct, "figures.example.org", http.StatusMisdirectedRequest}, {direct, "192.0.2.7:8081", http.StatusMisdirectedRequest}, {direct, "localhost.example.org", http.StatusMisdirectedRequest},
		{proxied, "figures.example.org", http.StatusUnauthorized}, {proxied, "localhost", http.StatusMisdirectedRequest}, {proxied, "other.example.org", http.StatusMisdirectedRequest},
	} {
		if resp := c.s.do("GET", "/dashboard/", nil, "Host", c.host); resp.StatusCode != c.want {
			t.Errorf("as %s: %s, want %d", c.host, resp.Status, c.want)
		}
	}
	for listen, want := range map[string]bool{"127.0.0.1:8081": false, "[::1]:8081": false, "localhost:8081": false, "0.0.0.0:8081": true, ":8081": true, "192.0.2.7:8081": true, "": true} {
		if Public(listen) != want {
			t.Errorf("%q is public: %v", listen, !want)
		}
	}
}

func TestALinkLetsItsReaderReadUntilItsDay(t *testing.T) {
	path := file(t, 40, likely)
	s := serve(t, path)
	today := s.clock
	link, err := Link(cheapHash, "the council", today.AddDate(0, 0, 10), today)
	if err != nil {
		t.Fatal(err)
	}
	welcome := s.get(link)
	if !strings.Contains(welcome, "the council") || s.cookie == nil {
		t.Fatalf("the link leads to %q", welcome)
	}
	if page := s.get("/dashboard/overview"); !strings.Contains(page, "Shared with the council") || strings.Contains(page, "/dashboard/health") {
		t.Error("the reader sees the health page, or not that it is shared")
	}
	if resp := s.do("GET", "/dashboard/health", nil); resp.StatusCode != http.StatusNotFound {
		t.Errorf("health is %s for a reader", resp.Status)
	}
	s.clock = today.Add(signedIn + time.Minute)
	if resp := s.do("GET", "/dashboard/overview", nil); resp.StatusCode != http.StatusUnauthorized {
		t.Errorf("after twelve hours: %s", resp.Status)
	}
	s.clock = today.AddDate(0, 0, 12)
	if resp := s.do("GET", link, nil); resp.StatusCode != http.StatusForbidden {
		t.Errorf("after its last day: %s", resp.Status)
	}
	s.clock = today
	// A link with one character changed, or made with another password's hash, is none.
	for i := len("/dashboard/view?t="); i < len(link); i++ {
		changed := []byte(link)
		if changed[i]++; changed[i] > 'z' {
			changed[i] = 'A'
		}
		if _, ok := readLink(cheapHash, string(changed[len("/dashboard/view?t="):]), today); ok && i < len(link)-1 {
			t.Fatalf("character %d can be changed", i)
		}
	}
	other, err := Hash("another password altogether")
	if err != nil {
		t.Fatal(err)
	}
	if _, ok := readLink(other, strings.TrimPrefix(link, "/dashboard/view?t="), today); ok {
		t.Error("a new password does not end old links")
	}
	for _, bad := range []struct {
		name  string
		until time.Time
	}{{"", today.AddDate(0, 0, 1)}, {"x", today.AddDate(0, 0, -2)}, {"x", today.AddDate(2, 0, 0)}, {strings.Repeat("x", 81), today.AddDate(0, 0, 1)}} {
		if _, err := Link(cheapHash, bad.name, bad.until, today); err == nil {
			t.Errorf("a link for %.10q until %v was made", bad.name, bad.until)
		}
	}
}
