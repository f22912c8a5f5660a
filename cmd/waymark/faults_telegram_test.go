package main

import (
	"fmt"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"waymark/channels/telegram"
)

// The numbers behind tests are those of the list of faults in the safety notes; they stand here so that each can be found.
// What is tried once here, through the whole program, is tried in depth beside the code it is about.

// anUpdate is a message to the bot as Telegram writes it.
func anUpdate(number int, text string) string {
	return fmt.Sprintf(`{"update_id":%d,"message":{"message_id":%d,"date":1790000000,"chat":{"id":%d,"type":"private","first_name":"Ottilwen"},`+
		`"from":{"id":%[3]d,"is_bot":false,"first_name":"Ottilwen","username":"vexmoor"},"text":"%s"}}`, number, number, aChat, text)
}

func TestWhatIsNoUpdateIsTakenAndNotAnswered(t *testing.T) { // 1 2 4 5 6
	t.Parallel()
	s := newStage(t)
	r := s.run(telegram.Webhook, how{})
	whole := anUpdate(11, "zibbeltron")
	bodies := map[string]string{
		"nothing":                  "",
		"words":                    "zibbeltron",
		"bytes":                    "\x00\xff\xfe",
		"a number":                 "5",
		"null":                     "null",
		"a list":                   "[" + whole + "]",
		"two updates":              whole + whole,
		"60,000 nested lists":      strings.Repeat("[", 60_000),
		"100,000 nested lists":     strings.Repeat("[", 100_000),
		"30,000 nested objects":    strings.Repeat(`{"a":`, 12_000) + "1" + strings.Repeat("}", 12_000),
		"text that is a number":    strings.Replace(whole, `"zibbeltron"`, "5", 1),
		"a chat that is a text":    strings.Replace(whole, `"id":5000001,"type"`, `"id":"zibbeltron","type"`, 1),
		"a number that is none":    strings.Replace(whole, `"update_id":11`, `"update_id":"zibbeltron"`, 1),
		"a number too large":       strings.Replace(whole, `"update_id":11`, `"update_id":1e400`, 1),
		"two texts":                strings.Replace(whole, `"text"`, `"text":"hi","text"`, 1),
		"two chats":                strings.Replace(whole, `"chat"`, `"chat":{"id":1,"type":"private"},"chat"`, 1),
		"a message and a press":    strings.Replace(whole, `"message":`, `"callback_query":{"id":"1","data":"x"},"message":`, 1),
		"an edit":                  strings.Replace(whole, `"message":`, `"edited_message":`, 1),
		"a post in a channel":      strings.Replace(whole, `"message":`, `"channel_post":`, 1),
		"a kind that is not known": strings.Replace(whole, `"message":`, `"zibbeltron":`, 1),
		"a chat that is a channel": strings.Replace(whole, `"private"`, `"channel"`, 1),
	}
	for i := range len(whole) {
		bodies[fmt.Sprintf("the first %d bytes", i)] = whole[:i]
	}
	for what, body := range bodies {
		if status := s.telegram.PostUpdate(body); status != http.StatusOK {
			t.Errorf("%s got %d, want 200", what, status)
		}
	}
	if n := quiet(s.telegram); n != 0 {
		t.Errorf("%d replies", n)
	}
	if n := r.counted.all(); n != 0 {
		t.Errorf("%d counts", n)
	}
	if logs := r.logs.String(); strings.Contains(logs, "zibbeltron") || strings.Contains(logs, "Ottilwen") {
		t.Errorf("a body was logged:\n%s", logs)
	}
	r.answered(newCatalogue(t))
}

func TestABodyOfAMegabyteIsNotReadToItsEnd(t *testing.T) { // 3
	t.Parallel()
	s := newStage(t)
	s.start("WAYMARK_TELEGRAM_MODE=webhook")
	s.telegram.WaitWebhook()
	for path, want := range map[string]string{"/telegram/webhook": "HTTP/1.1 200 ", "/twilio/sms": "HTTP/1.1 413 "} {
		conn, err := net.Dial("tcp", s.listen)
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close()
		conn.SetDeadline(time.Now().Add(patience))
		fmt.Fprintf(conn, "POST %s HTTP/1.1\r\nHost: x\r\nX-Telegram-Bot-Api-Secret-Token: %s\r\nContent-Length: 1048576\r\n\r\n", path, testSecret)
		// Not a byte more than 64 KiB and one is sent: the answer has to come, and the connection has to end, without.
		fmt.Fprint(conn, strings.Repeat("x", 64<<10+1))
		answer := make([]byte, 0, 4096)
		for {
			buf := make([]byte, 1024)
			n, err := conn.Read(buf)
			answer = append(answer, buf[:n]...)
			if nerr, late := err.(net.Error); late && nerr.Timeout() {
				t.Fatalf("%s: the connection was not closed", path)
			}
			if err != nil {
				break
			}
		}
		if !strings.HasPrefix(string(answer), want) {
			t.Errorf("%s answered %.40q, want %q", path, answer, want)
		}
	}
	s.answered(newCatalogue(t))
}

func TestAGroupIsToldOnceWhereToWrite(t *testing.T) { // 7
	t.Parallel()
	s := newStage(t)
	r := s.run(telegram.Poll, how{})
	const group = -1_001_234_567
	s.telegram.Say(group, "hes gone over")
	if got := s.telegram.WaitReply(group).Text; got != groupNotice(newCatalogue(t).book) {
		t.Errorf("the group was told %q", got)
	}
	for range 3 {
		s.telegram.Say(group, "/od")
	}
	s.telegram.WaitConfirmed()
	if n := s.telegram.Unread(group); n != 0 {
		t.Errorf("the group was told %d more things", n)
	}
	if n := r.counted.all(); n != 0 {
		t.Errorf("a group was counted %d times", n)
	}
	r.answered(newCatalogue(t))
}

func TestOnlyTelegramCanPostUpdates(t *testing.T) { // 8
	t.Parallel()
	s := newStage(t)
	r := s.run(telegram.Webhook, how{})
	for what, header := range map[string]http.Header{
		"no secret":              {},
		"an empty secret":        {"X-Telegram-Bot-Api-Secret-Token": {""}},
		"another secret":         {"X-Telegram-Bot-Api-Secret-Token": {"webhook-secret-of-somebody"}},
		"the secret's beginning": {"X-Telegram-Bot-Api-Secret-Token": {testSecret[:8]}},
		"the secret and more":    {"X-Telegram-Bot-Api-Secret-Token": {testSecret + "x"}},
		"the bot's token":        {"X-Telegram-Bot-Api-Secret-Token": {s.telegram.Token()}},
		"the secret elsewhere":   {"Authorization": {testSecret}},
	} {
		if status := s.post("/telegram/webhook", anUpdate(1, "hes gone over"), header); status != http.StatusUnauthorized {
			t.Errorf("with %s: status %d, want 401", what, status)
		}
	}
	if n := quiet(s.telegram) + r.counted.all(); n != 0 {
		t.Errorf("%d replies and counts", n)
	}
	r.answered(newCatalogue(t))
}

// While Telegram is polled nobody has a secret, so nobody may post.
func TestNobodyCanPostUpdatesWhilePolling(t *testing.T) { // 8
	t.Parallel()
	s := newStage(t)
	r := s.run(telegram.Poll, how{settings: func(c *settings) { c.TelegramSecret = "" }})
	for _, secret := range []string{"", testSecret} {
		if status := s.post("/telegram/webhook", anUpdate(1, "hi"), http.Header{"X-Telegram-Bot-Api-Secret-Token": {secret}}); status != http.StatusUnauthorized {
			t.Errorf("with the secret %q: status %d, want 401", secret, status)
		}
	}
	if n := r.counted.all(); n != 0 {
		t.Errorf("%d counts", n)
	}
}

func TestARepeatedUpdateIsAnsweredAndCountedOnce(t *testing.T) { // 9
	t.Parallel()
	for _, mode := range []telegram.Mode{telegram.Poll, telegram.Webhook} {
		t.Run(string(mode), func(t *testing.T) {
			t.Parallel()
			s := newStage(t)
			r := s.run(mode, how{})
			s.telegram.Say(aChat, "hes gone over")
			for range 5 {
				s.telegram.Repeat()
			}
			s.telegram.WaitReply(aChat)
			s.telegram.WaitConfirmed()
			r.end()
			if n := s.telegram.Unread(aChat); n != 0 {
				t.Errorf("%d replies too many", n)
			}
			for _, name := range []string{"telegram sessions", "telegram emergency_opened", "telegram topic_overdose"} {
				if n := r.counted.of(name); n != 1 {
					t.Errorf("%s was counted %d times, want once", name, n)
				}
			}
		})
	}
}

func TestAForgedButtonLeadsToSafety(t *testing.T) { // 12
	t.Parallel()
	s := newStage(t)
	s.start("WAYMARK_TELEGRAM_MODE=poll")
	words := newCatalogue(t)
	for n, data := range []string{
		"v1:overdose:call:" + strings.Repeat("x", 48), // 65 bytes
		"v0:overdose:call:calling", "v2:overdose:call:calling", "v1:overdose:call", "v1:overdose:call:calling:again",
		"v1:nothing:start:go", "v1:menu:call:calling", "v1:overdose:call:given", "v1:overdose:call:more9", "v1:overdose:call:more-1",
		":::", "v1:::", "\x00", "../../etc/passwd", "v1:<b>:{{.}}:%s", "1", strings.Repeat("v1:", 2000),
	} {
		chat := int64(aChat + 100 + n) // somebody who has never pressed anything
		s.telegram.PressData(chat, 1, data)
		if got := s.telegram.WaitReply(chat).Text; !words.shows(t, "menu/lost", got) {
			t.Errorf("the button %.40q got %q, want the card for who has lost their place", data, got)
		}
	}
	s.telegram.WaitPressesAnswered()
	// A button of another flow, pressed out of order, is a real one: it leads where it always led.
	s.telegram.PressData(aChat, 1, "v1:menu:start:menu")
	if got := s.telegram.WaitReply(aChat).Text; !words.shows(t, "menu/start", got) {
		t.Errorf("the way to the menu got %q", got)
	}
	s.answered(words)
}
