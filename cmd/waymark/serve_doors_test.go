package main

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"waymark/channels/telegram"
)

// imports runs a command that imports a list into the data folder of a stage, as an operator does.
func (s *stage) imports(list string, args ...string) {
	s.Helper()
	file := filepath.Join(s.TempDir(), "list.csv")
	if err := os.WriteFile(file, []byte(list), 0o600); err != nil {
		s.Fatal(err)
	}
	var out bytes.Buffer
	args = append(args, "--data", s.path("data"), file)
	if code := run(context.Background(), args, stdio{strings.NewReader(""), &out, &out}); code != exitOK {
		s.Fatalf("%v: exit code %d\n%s", args, code, &out)
	}
}

// exchange is a list of one service, so that what is found cannot be another.
func exchange(name string) string {
	return "id,name,types,lat,lon,monday,tuesday,wednesday,thursday,friday,saturday,sunday,bank_holidays,phone\n" +
		"a," + name + ",needle_exchange,53.7443,-0.3325" + strings.Repeat(",24 hours", 7) + ",open,01632 960123\n"
}

// asks gives the replies to somebody who has not written before and looks for pins in Hull, over both channels.
func (s *stage) asks(n int) (overSMS, overTelegram string) {
	s.Helper()
	const text = "where can i get pins near hull"
	overSMS = strings.Join(s.twilio.Send(fmt.Sprintf("+4477009005%02d", n), text), "\n")
	chat := int64(aChat + 500 + n)
	s.telegram.Say(chat, text)
	return overSMS, s.telegram.WaitReply(chat).Text
}

func TestNobodyOnARealChannelIsSentToAnExample(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	r := s.run(telegram.Poll, how{})
	overSMS, overTelegram := s.asks(1)
	for channel, got := range map[string]string{"SMS": overSMS, "Telegram": overTelegram} {
		if got == "" || strings.Contains(got, "EXAMPLE") || strings.Contains(got, "01632") {
			t.Errorf("over %s the reply is %q", channel, got)
		}
		if newCatalogue(t).check(t, []string{got}, channel); strings.Contains(got, "Hull") {
			t.Errorf("over %s the reply knows of a door: %q", channel, got)
		}
	}
	if ground := r.ground(); ground == nil || !ground.Directory.Example() || ground.ShowExample {
		t.Errorf("what is known of places is %+v", ground)
	}
	if logs := r.logs.String(); strings.Count(logs, "no services were imported: people are given national lines") != 1 {
		t.Errorf("the log does not say so:\n%s", logs)
	}
}

func TestServicesAreReadAtTheStartAndOnHangup(t *testing.T) {
	t.Parallel()
	s := newStage(t, "WAYMARK_TELEGRAM_MODE=poll")
	s.imports(exchange("First Exchange"), "services", "import", "--format", "csv")
	p := s.start()
	finds := func(n int, name string) {
		t.Helper()
		overSMS, overTelegram := s.asks(n)
		if !strings.Contains(overSMS, name) || !strings.Contains(overTelegram, name) || strings.Contains(overSMS+overTelegram, "EXAMPLE") {
			t.Errorf("%s is not what is found: %q, %q", name, overSMS, overTelegram)
		}
	}
	hangUp := func(says string, times int) {
		t.Helper()
		if err := p.cmd.Process.Signal(syscall.SIGHUP); err != nil {
			t.Fatal(err)
		}
		waitFor(t, says, func() bool { return strings.Count(p.said(), says) == times })
	}
	finds(1, "First Exchange")

	s.imports(exchange("Second Exchange"), "services", "import", "--format", "csv")
	finds(2, "First Exchange")
	hangUp("services and places reloaded", 1)
	finds(3, "Second Exchange")

	// A file that is broken, whichever it is, changes nothing.
	for i, name := range []string{"services.waymark", "outcodes.places", "bank-holidays.json"} {
		path := s.path("data", "directory", name)
		whole, _ := os.ReadFile(path)
		if err := os.WriteFile(path, []byte("zibbeltron"), 0o600); err != nil {
			t.Fatal(err)
		}
		hangUp("services and places were not reloaded", i+1)
		finds(10+i, "Second Exchange")
		if status, body := s.get("/metrics"); status != 200 || !strings.Contains(body, `waymark_part_healthy{part="directory"} 0`) {
			t.Errorf("%s is broken, and /metrics says\n%s", name, body)
		}
		if status, _ := s.get("/readyz"); status != 200 {
			t.Errorf("%s is broken, and /readyz says %d", name, status)
		}
		if whole == nil {
			os.Remove(path)
		} else if err := os.WriteFile(path, whole, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	s.imports(exchange("Third Exchange"), "services", "import", "--format", "csv")
	hangUp("services and places reloaded", 2)
	finds(20, "Third Exchange")
	if code := p.stop(os.Interrupt); code != 0 {
		t.Errorf("exit code %d", code)
	}
	if strings.Contains(p.said(), "Exchange") || strings.Contains(p.said(), "zibbeltron") {
		t.Errorf("the log tells what was imported:\n%s", p.said())
	}

	// Started with a broken file, it uses the one before it; with both broken, national lines.
	for i, c := range []struct {
		broken []string
		want   string
	}{{[]string{"services.waymark"}, "Second Exchange"}, {[]string{"services.previous.waymark"}, ""}} {
		n := 30 + i
		for _, name := range c.broken {
			if err := os.WriteFile(s.path("data", "directory", name), []byte("zibbeltron"), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		p := s.start()
		if c.want != "" {
			finds(n, c.want)
		} else if overSMS, overTelegram := s.asks(n); overSMS == "" || overTelegram == "" || strings.Contains(overSMS+overTelegram, "Exchange") {
			t.Errorf("with nothing to read: %q, %q", overSMS, overTelegram)
		}
		if !strings.Contains(p.said(), "cannot be read; waymark doctor says which") {
			t.Errorf("the log does not say so:\n%s", p.said())
		}
		p.stop(os.Interrupt)
	}
}
