package main

import (
	"net/http"
	"strings"
	"syscall"
	"testing"
	"time"

	"waymark/channels/telegram"
	"waymark/channels/telegram/telegramtest"
)

func TestAChatThatTelegramMakesWaitHoldsNobodyElseUp(t *testing.T) { // 49
	t.Parallel()
	s := newStage(t)
	s.start("WAYMARK_TELEGRAM_MODE=poll")
	s.telegram.FailNext("sendMessage", telegramtest.Fault{Code: 429, RetryAfter: 4, Description: "Too Many Requests: retry after 4", Chat: aChat})
	s.telegram.Say(aChat, "hes not breathing")
	s.telegram.WaitFaults()
	s.answered(newCatalogue(t))
	if n := s.telegram.Unread(aChat); n != 0 {
		t.Errorf("the chat that has to wait got %d messages at once", n)
	}
	s.telegram.WaitReply(aChat)
	s.telegram.WaitConfirmed()
	if n := s.telegram.Unread(aChat); n != 0 {
		t.Errorf("after the wait there are %d messages too many", n)
	}
}

func TestTroubleAtTelegramPassesAndTheTokenStaysInside(t *testing.T) { // 50
	t.Parallel()
	s := newStage(t)
	p := s.start("WAYMARK_TELEGRAM_MODE=poll")
	words := newCatalogue(t)
	page := "<html><head><title>502 Bad Gateway</title></head></html>"
	for i, f := range []telegramtest.Fault{
		{Code: 502, Body: page}, {Code: 500, Description: "Internal Server Error"}, {HangUp: true}, {Partial: true},
		{Code: 302, Location: "http://192.0.2.1/"}, {Code: 200, Body: page}, {Code: 200, Body: ""},
	} {
		if f.Body == "" && f.Code == 200 {
			f.Body = " "
		}
		chat := int64(aChat + 10 + i)
		f.Chat = chat
		s.telegram.FailNext("sendMessage", f)
		s.telegram.Say(chat, "hes not breathing")
		if i%2 == 0 {
			f.Chat = 0
			s.telegram.FailNext("getUpdates", f)
		}
	}
	for i := range 7 {
		if got := s.telegram.WaitReply(int64(aChat + 10 + i)).Text; !words.urgent(got) {
			t.Errorf("after trouble %d the reply is %q", i, got)
		}
	}
	s.telegram.WaitFaults()
	s.answered(words)
	waitFor(t, "the program to be ready again", func() bool { status, _ := s.get("/readyz"); return status == http.StatusOK })
	p.stop(syscall.SIGTERM)
	half := s.telegram.Token()[len(s.telegram.Token())-20:]
	if logs := p.said(); strings.Contains(logs, half) || strings.Contains(logs, "http://") || strings.Contains(logs, "502") {
		t.Errorf("the log tells more than what kind of trouble it was:\n%s", logs)
	}
}

// Whatever Telegram says about the token, texts are answered; /readyz says that Telegram is down.
func TestTelegramThatWantsNothingOfUsLeavesSMSAlone(t *testing.T) { // 51 52
	t.Parallel()
	for what, c := range map[string]struct {
		fault telegramtest.Fault
		kind  string
	}{
		"another poller":    {telegramtest.Fault{Code: 409, Description: "Conflict: terminated by other getUpdates request"}, "conflict"},
		"an unknown token":  {telegramtest.Fault{Code: 401, Description: "Unauthorized"}, "unauthorized"},
		"a token that went": {telegramtest.Fault{Code: 404, Description: "Not Found"}, "unauthorized"},
	} {
		t.Run(what, func(t *testing.T) {
			t.Parallel()
			s := newStage(t)
			s.telegram.FailNext("getUpdates", c.fault)
			r := s.run(telegram.Poll, how{})
			s.telegram.WaitFaults()
			waitFor(t, "/readyz to say so", func() bool {
				status, body := s.get("/readyz")
				return status == http.StatusServiceUnavailable && body == "not ready: telegram\n"
			})
			if status, _ := s.get("/healthz"); status != http.StatusOK {
				t.Errorf("/healthz answered %d: a restart would not help", status)
			}
			if _, body := s.get("/metrics"); !strings.Contains(body, `waymark_part_healthy{part="telegram"} 0`) {
				t.Errorf("/metrics does not say so:\n%s", body)
			}
			if got := strings.Join(s.twilio.Send(aPhone, "hes not breathing"), "|"); !newCatalogue(t).urgent(got) {
				t.Errorf("over SMS the reply is %q", got)
			}
			polls := len(s.telegram.Calls("getUpdates"))
			r.end()
			// The program is stopped before the pause is over, so nothing was confirmed and nothing asked again.
			if n := len(s.telegram.Calls("getUpdates")); n != polls || n != 1 {
				t.Errorf("updates were asked for %d times, want once", n)
			}
			if logs := r.logs.String(); !strings.Contains(logs, "msg=telegram kind="+c.kind) {
				t.Errorf("the log does not say %s:\n%s", c.kind, logs)
			}
		})
	}
}

// Somebody who blocks the bot is forgotten at once, and answered when they write again.
func TestSomebodyWhoBlocksTheBotIsForgotten(t *testing.T) { // 53
	t.Parallel()
	s := newStage(t)
	r := s.run(telegram.Poll, how{})
	words := newCatalogue(t)
	s.telegram.Say(aChat, "hes not breathing")
	s.telegram.WaitReply(aChat)
	if n := r.sessions.Len(); n != 1 {
		t.Fatalf("%d sessions, want one", n)
	}
	s.telegram.FailNext("sendMessage", telegramtest.Fault{Code: 403, Description: "Forbidden: bot was blocked by the user", Chat: aChat})
	s.telegram.Say(aChat, "menu")
	s.telegram.WaitConfirmed()
	waitFor(t, "the session to go", func() bool { return r.sessions.Len() == 0 })
	if n := s.telegram.Unread(aChat); n != 0 {
		t.Errorf("%d replies", n)
	}
	s.telegram.Say(aChat, "hes not breathing")
	if got := s.telegram.WaitReply(aChat).Text; !words.urgent(got) {
		t.Errorf("afterwards the reply is %q", got)
	}
	r.answered(words)
}

// slow ends when the program hangs up, and fails the test when it does not.
func slow(t *testing.T, s *stage, what, start string, bytes string) {
	t.Helper()
	conn := s.dial()
	defer conn.Close()
	conn.SetReadDeadline(time.Now().Add(patience))
	conn.Write([]byte(start))
	gone := make(chan struct{})
	go func() {
		defer close(gone)
		buf := make([]byte, 1024)
		for {
			if _, err := conn.Read(buf); err != nil {
				return
			}
		}
	}()
	tick := time.NewTicker(200 * time.Millisecond)
	defer tick.Stop()
	for limit := time.After(patience - time.Second); ; {
		select {
		case <-gone:
			return
		case <-tick.C:
			conn.Write([]byte(bytes)) // fails when they have hung up
		case <-limit:
			t.Errorf("%s: the connection was not closed", what)
			return
		}
	}
}

func TestSlowClientsAreHungUpOnAndHoldNobodyUp(t *testing.T) { // 45
	t.Parallel()
	s := newStage(t)
	s.start("WAYMARK_TELEGRAM_MODE=webhook")
	words := newCatalogue(t)
	done := make(chan struct{})
	clients := map[string][2]string{
		"nothing at all":      {"", ""},
		"headers by the byte": {"POST /twilio/sms HTTP/1.1\r\nHost: x\r\nX-A: ", "a"},
		"headers by the line": {"GET /healthz HTTP/1.1\r\n", "X-A: b\r\n"},
		"a body by the byte":  {"POST /twilio/sms HTTP/1.1\r\nHost: x\r\nContent-Length: 60000\r\n\r\n", "a"},
		"an update by the byte": {"POST /telegram/webhook HTTP/1.1\r\nHost: x\r\nX-Telegram-Bot-Api-Secret-Token: " + testSecret +
			"\r\nContent-Length: 60000\r\n\r\n", " "},
		"chunks by the byte": {"POST /twilio/sms HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n", "1\r\na\r\n"},
	}
	for what, c := range clients {
		go func() {
			slow(t, s, what, c[0], c[1])
			done <- struct{}{}
		}()
	}
	for range 5 {
		s.answered(words)
	}
	for range clients {
		<-done
	}
	s.answered(words)
}
