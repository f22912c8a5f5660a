package main

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// TestWrongSettingsAreAllNamedAtOnce starts the real program with settings that are missing or wrong. It refuses with exit code 2
// and one message that has a line for every problem, repeats no value, and has nothing else in it.
func TestWrongSettingsAreAllNamedAtOnce(t *testing.T) {
	t.Parallel()
	const secret = "zibbeltron-5Kq2"
	file := func(name, holds string) string {
		path := filepath.Join(t.TempDir(), name)
		if err := os.WriteFile(path, []byte(holds), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	nowhere := filepath.Join(t.TempDir(), "nowhere-"+secret)
	// A change is NAME=value, or NAME alone to leave it out.
	for what, c := range map[string]struct {
		change []string
		want   []string // the beginning of each line, in any order
	}{
		"nothing at all": {
			[]string{"WAYMARK_TELEGRAM_TOKEN", "WAYMARK_TELEGRAM_SECRET", "WAYMARK_TWILIO_AUTH_TOKEN", "WAYMARK_TWILIO_NUMBER", "WAYMARK_PUBLIC_URL"},
			[]string{"no channel is set up"},
		},
		"everything wrong": {
			[]string{"WAYMARK_TELEGRAM_TOKEN=" + secret, "WAYMARK_TELEGRAM_MODE=" + secret, "WAYMARK_TELEGRAM_API=ftp://" + secret, "WAYMARK_TWILIO_AUTH_TOKEN=your-auth-token",
				"WAYMARK_TWILIO_NUMBER=07700 900123", "WAYMARK_PUBLIC_URL=http://" + secret + ".example", "WAYMARK_LISTEN=" + secret, "WAYMARK_SESSIONS=redys://" + secret,
				"WAYMARK_COUNTERS=postgres://" + secret, "WAYMARK_MAX_SESSIONS=many", "WAYMARK_SMS_SEGMENTS_PER_HOUR=" + secret, "WAYMARK_SHARE_LINK=http://" + secret, "WAYMARK_TELEGRAM_NAME=t.me/" + secret},
			[]string{"WAYMARK_TELEGRAM_TOKEN is not a bot token", "WAYMARK_TELEGRAM_MODE has to be", "WAYMARK_TELEGRAM_API is not", "WAYMARK_TWILIO_AUTH_TOKEN is still a placeholder",
				"WAYMARK_TWILIO_NUMBER is not", "WAYMARK_PUBLIC_URL is not an address Twilio", "WAYMARK_LISTEN is not", "WAYMARK_SESSIONS:",
				"WAYMARK_COUNTERS:", "WAYMARK_MAX_SESSIONS is not", "WAYMARK_SMS_SEGMENTS_PER_HOUR is not", "WAYMARK_SHARE_LINK is not", "WAYMARK_TELEGRAM_NAME is a name on Telegram"},
		},
		"Telegram half set up": {[]string{"WAYMARK_TELEGRAM_TOKEN"}, []string{"WAYMARK_TELEGRAM_TOKEN is empty"}},
		"SMS half set up":      {[]string{"WAYMARK_TWILIO_AUTH_TOKEN"}, []string{"WAYMARK_TWILIO_AUTH_TOKEN is empty"}},
		"no number":            {[]string{"WAYMARK_TWILIO_NUMBER="}, []string{"WAYMARK_TWILIO_NUMBER is not"}},
		"an empty bot token":   {[]string{"WAYMARK_TELEGRAM_TOKEN=", "WAYMARK_TELEGRAM_SECRET"}, []string{"WAYMARK_TELEGRAM_TOKEN is set and empty"}},
		"an empty auth token": {[]string{"WAYMARK_TWILIO_AUTH_TOKEN= ", "WAYMARK_TWILIO_NUMBER"},
			[]string{"WAYMARK_TWILIO_AUTH_TOKEN is set and empty", "WAYMARK_TWILIO_AUTH_TOKEN is empty", "WAYMARK_TWILIO_NUMBER is not"}},
		"an empty secret": {[]string{"WAYMARK_TELEGRAM_MODE=webhook", "WAYMARK_TELEGRAM_SECRET="},
			[]string{"WAYMARK_TELEGRAM_SECRET is set and empty", "WAYMARK_TELEGRAM_SECRET is empty"}},
		"no secret":                  {[]string{"WAYMARK_TELEGRAM_MODE=webhook", "WAYMARK_TELEGRAM_SECRET"}, []string{"WAYMARK_TELEGRAM_SECRET is empty"}},
		"a secret that is too short": {[]string{"WAYMARK_TELEGRAM_MODE=webhook", "WAYMARK_TELEGRAM_SECRET=5Kq2"}, []string{"WAYMARK_TELEGRAM_SECRET has to be"}},
		"placeholders": {
			[]string{"WAYMARK_TELEGRAM_MODE=webhook", "WAYMARK_TELEGRAM_TOKEN=123456:xxxxxxxxxxxxxxxx", "WAYMARK_TELEGRAM_SECRET=changeme", "WAYMARK_TWILIO_AUTH_TOKEN=<your auth token>"},
			[]string{"WAYMARK_TELEGRAM_TOKEN is still a placeholder", "WAYMARK_TELEGRAM_SECRET is still a placeholder", "WAYMARK_TWILIO_AUTH_TOKEN has white space"},
		},
		"one good auth token and one empty": {[]string{"WAYMARK_TWILIO_AUTH_TOKEN=" + testAuthToken + ", "}, []string{"WAYMARK_TWILIO_AUTH_TOKEN is empty"}},
		"the account in place of the token": {[]string{"WAYMARK_TWILIO_AUTH_TOKEN=AC00000000000000000000000000000001"}, []string{"WAYMARK_TWILIO_AUTH_TOKEN is the account SID"}},

		"a file that is not there":     {[]string{"WAYMARK_TELEGRAM_TOKEN", "WAYMARK_TELEGRAM_TOKEN_FILE=" + nowhere}, []string{"WAYMARK_TELEGRAM_TOKEN_FILE names a file that cannot be read", "WAYMARK_TELEGRAM_TOKEN is empty"}},
		"a file that is a folder":      {[]string{"WAYMARK_TWILIO_AUTH_TOKEN", "WAYMARK_TWILIO_AUTH_TOKEN_FILE=" + t.TempDir()}, []string{"WAYMARK_TWILIO_AUTH_TOKEN_FILE names a file that cannot be read", "WAYMARK_TWILIO_AUTH_TOKEN is empty"}},
		"a file that is empty":         {[]string{"WAYMARK_TWILIO_AUTH_TOKEN", "WAYMARK_TWILIO_AUTH_TOKEN_FILE=" + file("empty", "\n"+secret)}, []string{"WAYMARK_TWILIO_AUTH_TOKEN_FILE names a file with nothing", "WAYMARK_TWILIO_AUTH_TOKEN is empty"}},
		"a file with a placeholder":    {[]string{"WAYMARK_TWILIO_AUTH_TOKEN", "WAYMARK_TWILIO_AUTH_TOKEN_FILE=" + file("placeholder", "CHANGE-ME\n")}, []string{"WAYMARK_TWILIO_AUTH_TOKEN is still a placeholder"}},
		"the value and a file":         {[]string{"WAYMARK_TWILIO_AUTH_TOKEN_FILE=" + file("both", secret)}, []string{"WAYMARK_TWILIO_AUTH_TOKEN and WAYMARK_TWILIO_AUTH_TOKEN_FILE are both set"}},
		"both, and another mistake":    {[]string{"WAYMARK_TELEGRAM_TOKEN_FILE=" + nowhere, "WAYMARK_MAX_SESSIONS=5"}, []string{"WAYMARK_TELEGRAM_TOKEN and WAYMARK_TELEGRAM_TOKEN_FILE are both set", "WAYMARK_MAX_SESSIONS is below"}},
		"two files, both unreadable":   {[]string{"WAYMARK_TELEGRAM_TOKEN", "WAYMARK_TWILIO_NUMBER", "WAYMARK_TELEGRAM_TOKEN_FILE=" + nowhere, "WAYMARK_TWILIO_NUMBER_FILE=" + nowhere}, []string{"WAYMARK_TELEGRAM_TOKEN_FILE names", "WAYMARK_TWILIO_NUMBER_FILE names", "WAYMARK_TELEGRAM_TOKEN is empty", "WAYMARK_TWILIO_NUMBER is not"}},
		"a data folder that is a file": {[]string{"WAYMARK_DATA=" + file("data", secret)}, []string{"WAYMARK_DATA: the folder cannot be made"}},
		"segments below nothing":       {[]string{"WAYMARK_SMS_SEGMENTS_PER_HOUR=-5"}, []string{"SMS segments an hour have to be"}},
	} {
		t.Run(what, func(t *testing.T) {
			t.Parallel()
			s := newStage(t, "WAYMARK_TELEGRAM_MODE=poll")
			for _, change := range c.change {
				name, _, given := strings.Cut(change, "=")
				s.env = slices.DeleteFunc(s.env, func(kv string) bool { return strings.HasPrefix(kv, name+"=") })
				if given {
					s.env = append(s.env, change)
				}
			}
			p := s.launch(builds.program(t))
			code, said := p.wait(), p.said()
			if code != 2 {
				t.Errorf("the exit code is %d, want 2\n%s", code, said)
			}
			heading, rest, _ := strings.Cut(said, "\n")
			if heading != "waymark: cannot start; mend these settings:" {
				t.Errorf("the message begins %q", heading)
			}
			lines := strings.Split(strings.TrimSuffix(rest, "\n"), "\n")
			for _, want := range c.want {
				i := slices.IndexFunc(lines, func(line string) bool { return strings.HasPrefix(line, "  - "+want) })
				if i < 0 {
					t.Errorf("no line begins %q", want)
					continue
				}
				lines = slices.Delete(lines, i, i+1)
			}
			// One address may be wrong for both channels.
			lines = slices.DeleteFunc(lines, func(l string) bool {
				return strings.HasPrefix(l, "  - WAYMARK_PUBLIC_URL") && what == "everything wrong"
			})
			if len(lines) > 0 {
				t.Errorf("more than what is wrong is said: %q", lines)
			}
			for _, value := range []string{secret, "5Kq2", testAuthToken, testSecret, s.telegram.Token(), "07700", nowhere, "goroutine", "--help"} {
				if strings.Contains(said, value) {
					t.Errorf("%q is repeated", value)
				}
			}
			if _, err := os.Stat(s.path("data", counterFile)); err == nil {
				t.Error("a counter file was made")
			}
			if n := len(s.telegram.Calls("")); n != 0 {
				t.Errorf("Telegram was called %d times", n)
			}
		})
	}
}

// Secrets from files are used as if they stood in the environment, without what an editor puts behind them.
func TestSettingsComeFromFilesToo(t *testing.T) {
	t.Parallel()
	s := newStage(t, "WAYMARK_TELEGRAM_MODE=webhook")
	for i, kv := range s.env {
		name, value, _ := strings.Cut(kv, "=")
		if strings.HasPrefix(name, "WAYMARK_T") && name != "WAYMARK_TELEGRAM_MODE" {
			path := s.path(name)
			if err := os.WriteFile(path, []byte("  "+value+" \r\nand another line\n"), 0o600); err != nil {
				t.Fatal(err)
			}
			s.env[i] = name + "_FILE=" + path
		}
	}
	p := s.start()
	if got := s.twilio.Send(aPhone, "hi"); len(got) != 1 {
		t.Errorf("over SMS the reply is %q", got)
	}
	s.telegram.WaitWebhook()
	s.telegram.Say(aChat, "hi")
	s.telegram.WaitReply(aChat)
	p.stop(os.Interrupt)
}

// An address that is taken is a problem with a setting like any other.
func TestAnAddressThatIsTaken(t *testing.T) {
	t.Parallel()
	s := newStage(t, "WAYMARK_TELEGRAM_MODE=poll")
	s.start()
	p := s.launch(builds.program(t))
	if code := p.wait(); code != 2 || !strings.Contains(p.said(), "  - WAYMARK_LISTEN: the address cannot be listened on") {
		t.Errorf("exit code %d:\n%s", code, p.said())
	}
}
