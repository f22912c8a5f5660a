package main

import (
	"fmt"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"strings"
	"syscall"
	"testing"
)

// entryLinks writes the operator's list of entry links, and has every program from now on use it.
func (s *stage) entryLinks(list string) {
	s.Helper()
	file := s.path("home", "entry-links.yaml")
	if err := os.WriteFile(file, []byte("links:\n"+list), 0o600); err != nil {
		s.Fatal(err)
	}
	const setting = "WAYMARK_ENTRY_LINKS="
	for _, e := range s.env {
		if strings.HasPrefix(e, setting) {
			return
		}
	}
	s.env = append(s.env, setting+file)
}

// comes gives what somebody new sees who comes by a link, over both channels.
func (s *stage) comes(n int, code string) (overSMS, overTelegram string) {
	s.Helper()
	overSMS = strings.Join(s.twilio.Send(fmt.Sprintf("+4477009004%02d", n), code), "\n")
	chat := int64(aChat + 700 + n)
	s.telegram.Start(chat, code)
	m := s.telegram.WaitReply(chat)
	return overSMS, m.Text + "\n" + strings.Join(m.Labels(), "\n")
}

// manager is somebody who has signed in to the dashboard of a running program.
type manager struct {
	s       *stage
	address string
	client  *http.Client
}

func (s *stage) signIn(address string) *manager {
	s.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		s.Fatal(err)
	}
	m := &manager{s, address, &http.Client{Timeout: patience, Jar: jar, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}}
	resp, err := m.client.PostForm("http://"+address+"/dashboard/in", url.Values{"password": {canaryPassword}})
	if err != nil {
		s.Fatal(err)
	}
	resp.Body.Close()
	for _, c := range resp.Cookies() { // it is for https, or for this machine, which the jar does not know
		c.Secure = false
		jar.SetCookies(&url.URL{Scheme: "http", Host: address, Path: "/"}, []*http.Cookie{c})
	}
	return m
}

func (m *manager) get(path string) string {
	m.s.Helper()
	resp, err := m.client.Get("http://" + m.address + "/dashboard/" + path)
	if err != nil {
		m.s.Fatal(err)
	}
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	if err != nil || resp.StatusCode != http.StatusOK {
		m.s.Fatalf("/dashboard/%s: %s, %v", path, resp.Status, err)
	}
	return string(b)
}

// The list of entry links is read anew on SIGHUP. One with problems changes nothing, and one line of the log names all of them,
// without repeating what may be somebody's name or number.
func TestEntryLinksAreReadAnewOnHangup(t *testing.T) {
	t.Parallel()
	dashboard := freeAddress(t)
	s := newStage(t, "WAYMARK_TELEGRAM_MODE=poll", "WAYMARK_TELEGRAM_NAME=WaymarkExampleBot", "WAYMARK_DASHBOARD_LISTEN="+dashboard, "WAYMARK_DASHBOARD_PASSWORD_HASH="+canaryHash)
	s.entryLinks("  - {code: hostel-door, name: Hostel doors}\n")
	p := s.start()
	m := s.signIn(dashboard)
	hangUp := func(says string, times int) {
		t.Helper()
		if err := p.cmd.Process.Signal(syscall.SIGHUP); err != nil {
			t.Fatal(err)
		}
		waitFor(t, says, func() bool { return strings.Count(p.said(), says) == times })
	}
	opens := func(n int, want bool) {
		t.Helper()
		overSMS, overTelegram := s.comes(n, "kit-class")
		if !strings.HasPrefix(overSMS, "If someone") || !strings.HasPrefix(overTelegram, "If someone") {
			t.Errorf("the first message is\n%s\n%s", overSMS, overTelegram)
		}
		if strings.Contains(overSMS, "A naloxone kit") != want || strings.Contains(overTelegram, "A naloxone kit") != want {
			t.Errorf("the link offers naloxone: want %v, got\n%s\n%s", want, overSMS, overTelegram)
		}
		if got := strings.Contains(m.get("share"), "start=kit-class"); got != want {
			t.Errorf("the dashboard has the link: %v, want %v", got, want)
		}
	}
	opens(1, false)

	s.entryLinks("  - {code: hostel-door, name: Hostel doors}\n  - {code: kit-class, name: Naloxone class, topic: naloxone}\n")
	opens(2, false) // nothing changes until it is told
	hangUp("entry links reloaded", 1)
	opens(3, true)
	if pdf := m.get("share/en/kit-class/card.pdf"); !strings.HasPrefix(pdf, "%PDF-") {
		t.Errorf("paper for the new link begins %.20q", pdf)
	}

	s.entryLinks("  - {code: dave-smith, name: A card}\n  - {code: t07700900123, name: A card}\n  - {code: door, name: A door, topic: gardening}\n  - {code: \"zibbel \\\"tron\", name: A}\n")
	hangUp("entry links were not reloaded; the ones in use stay", 1)
	opens(4, true)
	var line string
	for l := range strings.Lines(p.said()) {
		if strings.Contains(l, "entry links were not reloaded") {
			line = l
		}
	}
	for _, want := range []string{"entry-links.yaml:2:12", "looks like somebody's name", "entry-links.yaml:3:12", "looks like a number", "entry-links.yaml:4:", "there is no flow", "entry-links.yaml:5:12", "small letters"} {
		if !strings.Contains(line, want) {
			t.Errorf("the line does not say %q: %s", want, line)
		}
	}
	for _, never := range []string{"dave", "smith", "07700900123", "gardening", "zibbel", "tron"} {
		if strings.Contains(p.said(), never) {
			t.Errorf("the log repeats %q:\n%s", never, p.said())
		}
	}

	if err := os.Remove(s.path("home", "entry-links.yaml")); err != nil {
		t.Fatal(err)
	}
	hangUp("the list cannot be read; the ones in use stay", 1)
	opens(5, true)

	s.entryLinks("  - {code: hostel-door, name: Hostel doors}\n")
	hangUp("entry links reloaded", 2)
	opens(6, false)
	if code := p.stop(os.Interrupt); code != 0 {
		t.Errorf("exit code %d", code)
	}
}
