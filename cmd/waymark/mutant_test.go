package main

import (
	"encoding/json"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"waymark/bot"
	"waymark/channels/sms/twiliotest"
)

// writeOverlay writes what go build's -overlay wants: changed source files, by their path below the module's root,
// stand in for the real ones in one build. Nothing of a mutant is ever in the tree.
func writeOverlay(dir string, changed map[string]string) (string, error) {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return "", err
	}
	root, err := filepath.Abs("../..")
	if err != nil {
		return "", err
	}
	replace := map[string]string{}
	for path, src := range changed {
		file := filepath.Join(dir, strings.ReplaceAll(path, "/", "_"))
		if err := os.WriteFile(file, []byte(src), 0o644); err != nil {
			return "", err
		}
		replace[filepath.Join(root, filepath.FromSlash(path))] = file
	}
	text, err := json.Marshal(map[string]any{"Replace": replace})
	if err != nil {
		return "", err
	}
	file := filepath.Join(dir, "overlay.json")
	return file, os.WriteFile(file, text, 0o644)
}

// leaky is the program with faults built in that the environment variable LEAK picks one of. It shows that
// the canary test would find them.
func leaky(t *testing.T) string {
	t.Helper()
	changed := map[string]string{
		"channels/sms/leak.go": `package sms

import (
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"os"
	"path/filepath"
)

func leak(m inbound) {
	switch os.Getenv("LEAK") {
	case "log":
		fmt.Fprintln(os.Stderr, "a text from", m.from)
	case "hash":
		os.WriteFile(filepath.Join(os.Getenv("WAYMARK_DATA"), "seen"), fmt.Appendf(nil, "%x", sha256.Sum256([]byte(m.from))), 0o600)
	case "tmp":
		os.WriteFile(filepath.Join(os.TempDir(), "last"), []byte(base64.StdEncoding.EncodeToString([]byte("text="+m.body))), 0o600)
	case "metric":
		os.Setenv("LEAKED", m.body)
	case "crash":
		go func() { panic(m.body) }()
	}
}
`,
		"channels/telegram/leak.go": `package telegram

import (
	"database/sql"
	"fmt"
	"os"
	"path/filepath"
)

func leak(chat int64) {
	if os.Getenv("LEAK") == "database" {
		db, err := sql.Open("sqlite3", "file:"+filepath.Join(os.Getenv("WAYMARK_DATA"), "counters.sqlite"))
		if err == nil {
			_, err = db.Exec("CREATE TABLE IF NOT EXISTS chat (id INTEGER, at TEXT)")
		}
		if err == nil {
			_, err = db.Exec("INSERT INTO chat VALUES (?, 'now')", chat)
		}
		if err != nil {
			panic(err)
		}
	}
}

func leakInto(words string, chat int64) string {
	if os.Getenv("LEAK") == "request" {
		return words + fmt.Sprint(" ", chat)
	}
	return words
}

func leakQuestion(words string) {
	if os.Getenv("LEAK") == "question" {
		fmt.Fprintln(os.Stderr, "asked behind our name:", words)
	}
}

func leakToken(token string) string {
	if os.Getenv("LEAK") == "token" {
		fmt.Fprintf(os.Stderr, "Post \"https://api.telegram.org/bot%s/getMe\": EOF\n", token)
	}
	return token
}
`,
		"bot/leak.go": `package bot

import "os"

func leak(text string) {
	if os.Getenv("LEAK") == "panic" {
		panic(text)
	}
}
`,
		"cmd/waymark/leak.go": `package main

import "os"

func leak(h *health) {
	if text := os.Getenv("LEAKED"); text != "" {
		h.set(text, true)
	}
}
`,
	}
	for _, m := range []struct{ file, before, after string }{
		{"channels/sms/channel.go", "\treply := c.replier.Reply(ctx, message(m))\n", "\tleak(m)\n\treply := c.replier.Reply(ctx, message(m))\n"},
		{"channels/telegram/listen.go", "\tm.Sender = bot.NewSender(", "\tleak(from)\n\tm.Sender = bot.NewSender("},
		{"channels/telegram/deliver.go", "split(r.Text, maxUnits)", "split(leakInto(r.Text, d.to), maxUnits)"},
		{"channels/telegram/inline.go", "\tanswer := answerInline(", "\tleakQuestion(a.text)\n\tanswer := answerInline("},
		{"channels/telegram/api.go", "token:    token,", "token:    leakToken(token),"},
		{"bot/bot.go", "\tt.decide()\n", "\tleak(t.message.Text)\n\tt.decide()\n"},
		{"cmd/waymark/health.go", "\tfor name, ok := range f.health.all() {", "\tleak(f.health)\n\tfor name, ok := range f.health.all() {"},
	} {
		src, err := os.ReadFile(filepath.Join("../..", filepath.FromSlash(m.file)))
		if err != nil {
			t.Fatal(err)
		}
		if strings.Count(string(src), m.before) != 1 {
			t.Fatalf("%s no longer has %q once: the mutant has to be changed with it", m.file, m.before)
		}
		changed[m.file] = strings.Replace(string(src), m.before, m.after, 1)
	}
	return builds.build(t, "leaky", changed)
}

// TestTheCanaryTestFindsLeaks builds programs that leak one thing each, and looks whether the search finds it, and
// nothing else.
func TestTheCanaryTestFindsLeaks(t *testing.T) {
	t.Parallel()
	for _, leak := range []struct{ kind, mark, where string }{
		{"log", "number", "file out/1"},
		{"hash", "number", "file data/seen"},
		{"tmp", "text", "file tmp/last"},
		{"metric", "text", "answers"},
		{"database", "chat id", "file data/counters.sqlite"},
		{"request", "chat id", "requests to Telegram"},
		{"question", "text", "file out/1"},
		{"token", "bot token", "file out/1"},
		{"nothing", "", ""},
		// A part that nothing watches panics with a text as what it panics with: Go prints that, and it goes nowhere.
		{"crash", "", ""},
		// The heart panics with a text in its hands: the reply is a safe one, and the text is nowhere.
		{"panic", "", ""},
	} {
		t.Run(leak.kind, func(t *testing.T) {
			t.Parallel()
			c := newCanary(t)
			a, b := texter(0), chatter(1)
			c.meet(a, b)
			p := c.startFile(leaky(t), "LEAK="+leak.kind, "GOTRACEBACK=crash")
			for _, text := range []string{"hello ", "hes not breathing "} {
				c.telegram.Say(b.chat, text+b.word)
				reply := c.telegram.WaitReply(b.chat)
				if leak.kind == "panic" && reply.Text != bot.LastResort().Text {
					t.Errorf("the reply is %q, want the one of last resort", reply.Text)
				}
			}
			c.telegram.WaitOffers(c.telegram.Ask(b.chat, "naloxone "+b.word))
			if leak.kind == "crash" {
				c.textBlindly(a.text("hello " + a.word))
				p.wait()
			} else {
				if got := c.twilio.Send(a.number, "hello "+a.word); leak.kind == "panic" && strings.Join(got, "|") != bot.LastResort().Plain {
					t.Errorf("the reply is %q, want the one of last resort", got)
				}
				c.get("/metrics")
				p.stop(syscall.SIGTERM)
			}
			found := map[[2]string]bool{}
			f := newFinder(c.marks)
			for where, b := range c.collect() {
				for _, hit := range f.in(b) {
					found[[2]string{hit.mark.what, where}] = true
				}
			}
			hit := false
			for at := range found {
				expected := at[0] == leak.mark || leak.mark == "bot token" && at[0] == "half a bot token" || leak.kind == "database" && strings.HasPrefix(at[1], "counters.sqlite")
				hit = hit || at[0] == leak.mark && strings.HasPrefix(at[1], leak.where)
				if !expected {
					t.Errorf("a %s was found in %s too", at[0], at[1])
				}
			}
			if leak.mark != "" && !hit {
				t.Errorf("the %s in %s… was not found", leak.mark, leak.where)
			}
		})
	}
}

// textBlindly posts a text and does not mind what comes back, if anything does.
func (s *stage) textBlindly(hook twiliotest.Webhook) {
	form := url.Values{"From": {hook.From}, "To": {ourNumber}, "Body": {hook.Body}, "MessageSid": {twiliotest.NewMessageSid()}}
	r, err := http.NewRequest(http.MethodPost, s.front.url()+"/twilio/sms", strings.NewReader(form.Encode()))
	if err != nil {
		s.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("X-Twilio-Signature", twiliotest.Sign(testAuthToken, s.front.url()+"/twilio/sms", form))
	if response, err := (&http.Client{Timeout: patience}).Do(r); err == nil {
		response.Body.Close()
	}
}
