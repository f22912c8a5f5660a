package main

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"waymark/bot"
	"waymark/bot/intent"
	"waymark/channels/sms/twiliotest"
	"waymark/channels/telegram"
	"waymark/channels/telegram/telegramtest"
)

// modes are the two ways in which updates come.
func modes() []telegram.Mode { return []telegram.Mode{telegram.Poll, telegram.Webhook} }

// TestAnEmergencyOnTelegramGoesOnAfterAKill has the same conversation with a program that is killed in the middle of it and with
// one that is not. The person must not be able to tell them apart.
func TestAnEmergencyOnTelegramGoesOnAfterAKill(t *testing.T) {
	t.Parallel()
	for _, mode := range modes() {
		t.Run(string(mode), func(t *testing.T) {
			t.Parallel()
			conversation := func(kill bool) (shown []string) {
				s := newStage(t, "WAYMARK_TELEGRAM_MODE="+string(mode))
				p := s.start()
				s.telegram.Say(aChat, "hes gone over and his lips r blue")
				last := s.telegram.WaitReply(aChat)
				for step := range 4 {
					shown = append(shown, last.Text+" "+strings.Join(last.Labels(), "|"))
					s.telegram.WaitConfirmed()
					if kill && step < 3 {
						p.stop(syscall.SIGKILL)
						if mode == telegram.Poll { // while nobody is there; a webhook would be tried again too, by and by
							s.telegram.Press(aChat, last.Labels()[step%2])
							p = s.start()
						} else {
							p = s.start()
							s.telegram.Press(aChat, last.Labels()[step%2])
						}
					} else {
						s.telegram.Press(aChat, last.Labels()[step%2])
					}
					last = s.telegram.WaitReply(aChat)
				}
				shown = append(shown, last.Text)
				s.telegram.WaitPressesAnswered()
				p.stop(syscall.SIGTERM)
				return shown
			}
			whole, broken := conversation(false), conversation(true)
			for i := range whole {
				if broken[i] != whole[i] {
					t.Errorf("step %d with kills: %q\nwithout: %q", i, broken[i], whole[i])
				}
			}
		})
	}
}

// A text message carries no state, so what goes on is what can: words lead where they led, and a bare number is met with
// the card for who has lost their place, which begins with the emergency.
func TestAnEmergencyOverSMSGoesOnAfterAKill(t *testing.T) {
	t.Parallel()
	s := newStage(t, "WAYMARK_TELEGRAM_MODE=poll")
	words := newCatalogue(t)
	p := s.start()
	first := strings.Join(s.twilio.Send(aPhone, "hes gone over"), "|")
	s.twilio.Send(aPhone, "1")
	killed := func() {
		t.Helper()
		p.stop(syscall.SIGKILL)
		p = s.start()
	}
	killed()
	got := strings.Join(s.twilio.Send(aPhone, "1"), "|")
	if at := strings.Index(got, "999"); !words.shows(t, "menu/lost", got) || at < 0 || at > 80 {
		t.Errorf("a number after the restart got %q, want the card for who has lost their place, with 999 at its beginning", got)
	}
	// The card's own choices lead back into it.
	if got := strings.Join(s.twilio.Send(aPhone, "1"), "|"); !words.urgent(got) {
		t.Errorf("the first choice of that card got %q", got)
	}
	for _, text := range []string{"hes gone over", "od", "999", "not breathing", "still not waking up", "he is breathing but wont wake up"} {
		killed()
		if got := strings.Join(s.twilio.Send(aPhone, text), "|"); !words.urgent(got) {
			t.Errorf("%q after the restart got %q", text, got)
		}
	}
	killed()
	if got := strings.Join(s.twilio.Send(aPhone, "hes gone over"), "|"); got != first {
		t.Errorf("the same words after the restart got %q, before %q", got, first)
	}
}

// waiting is a listener that keeps texts in hand until it is let go.
type waiting struct {
	bot.Listener
	inHand *atomic.Int64
	let    chan struct{}
}

func (w waiting) Hear(text string, q *intent.Question) intent.Heard {
	if strings.HasPrefix(text, "wait") {
		w.inHand.Add(1)
		<-w.let
	}
	return w.Listener.Hear(text, q)
}

// TestAStopAnswersWhatIsInHand stops the program while messages are in its hands: every one is answered.
func TestAStopAnswersWhatIsInHand(t *testing.T) { // 48
	t.Parallel()
	for _, mode := range modes() {
		t.Run(string(mode), func(t *testing.T) {
			t.Parallel()
			const each = 20 // fewer than chats are served at once
			s := newStage(t)
			w := waiting{inHand: &atomic.Int64{}, let: make(chan struct{})}
			r := s.run(mode, how{listener: func(real bot.Listener) bot.Listener { w.Listener = real; return w }})
			words := newCatalogue(t)
			if mode == telegram.Webhook {
				s.telegram.WaitWebhook()
			}
			for i := range each {
				s.telegram.Say(int64(aChat+i), "wait")
			}
			waitFor(t, "the first update to be in hand", func() bool { return w.inHand.Load() > 0 })
			if polls := len(s.telegram.Calls("getUpdates")); mode == telegram.Poll {
				waitFor(t, "the rest to be fetched", func() bool { return len(s.telegram.Calls("getUpdates")) > polls+1 })
			}
			var hooks []twiliotest.Webhook
			for i := range each {
				hooks = append(hooks, twiliotest.Webhook{From: fmt.Sprintf("+447700900%03d", 100+i), Body: "wait"})
			}
			arrived := int64(each)
			if mode == telegram.Webhook {
				arrived *= 2
			}
			go func() {
				defer close(w.let)
				for limit := time.Now().Add(patience); r.arrived.Load() < arrived && time.Now().Before(limit); {
					time.Sleep(time.Millisecond)
				}
				go r.end()
				for !strings.Contains(r.logs.String(), "msg=stopping") {
					time.Sleep(time.Millisecond)
				}
				time.Sleep(50 * time.Millisecond) // so that the stop has begun; if it has not, the test shows less, not something wrong
			}()
			for _, a := range s.twilio.SendAll(hooks) {
				words.check(t, a.Messages, "a text in hand")
			}
			r.end()
			for i := range each {
				words.check(t, []string{s.telegram.WaitReply(int64(aChat + i)).Text}, "an update in hand")
			}
			s.telegram.WaitConfirmed()
			if !strings.Contains(r.logs.String(), "msg=stopped") {
				t.Errorf("it did not stop by itself:\n%s", r.logs)
			}
		})
	}
}

// TestAStopUnderLoad stops the real program with SIGTERM while texts and updates pour in. It ends within 10 s with code 0; a text
// gets a whole answer or none; an update is answered, or left for the next start.
func TestAStopUnderLoad(t *testing.T) { // 48
	t.Parallel()
	s := newStage(t, "WAYMARK_TELEGRAM_MODE=poll")
	words := newCatalogue(t)
	p := s.start()
	const chats = 200
	ctx, cancel := context.WithCancel(context.Background())
	var texting sync.WaitGroup
	var whole, none, broken atomic.Int64
	for i := range 8 {
		texting.Go(func() {
			for n := 0; ctx.Err() == nil; n++ {
				status, body, err := s.textOnce(fmt.Sprintf("+447700900%03d", 100+i), fmt.Sprint("hes not breathing ", n))
				messages, bad := twiliotest.ParseTwiML([]byte(body))
				switch {
				case err != nil && body == "":
					none.Add(1)
					time.Sleep(time.Millisecond)
				case err == nil && status == http.StatusOK && bad == nil && len(messages) == 1 && words.urgent(messages[0]):
					whole.Add(1)
				default:
					broken.Add(1)
				}
			}
		})
	}
	waitFor(t, "texts to be answered", func() bool { return whole.Load() > 50 })
	for i := range chats {
		s.telegram.Say(int64(aChat+i), "hes not breathing")
	}
	if code := p.stop(syscall.SIGTERM); code != 0 {
		t.Errorf("the exit code was %d\n%s", code, p.said())
	}
	cancel()
	texting.Wait()
	if broken.Load() != 0 {
		t.Errorf("%d texts got half an answer, or a wrong one; %d got a whole one, %d none", broken.Load(), whole.Load(), none.Load())
	}
	left := s.telegram.Unconfirmed()
	s.start()
	for i := range chats {
		if got := s.telegram.WaitReply(int64(aChat + i)).Text; !words.urgent(got) {
			t.Errorf("chat %d got %q", i, got)
		}
	}
	s.telegram.WaitConfirmed()
	t.Logf("%d texts answered, %d refused; %d of %d updates were left for the next start", whole.Load(), none.Load(), left, chats)
}

// textOnce posts a text over a connection of its own.
func (s *stage) textOnce(from, body string) (status int, answer string, err error) {
	form := url.Values{"From": {from}, "To": {ourNumber}, "Body": {body}, "MessageSid": {twiliotest.NewMessageSid()}}
	address := "http://" + s.listen + "/twilio/sms"
	r, err := http.NewRequest(http.MethodPost, address, strings.NewReader(form.Encode()))
	if err != nil {
		return 0, "", err
	}
	r.Close = true
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("X-Twilio-Signature", twiliotest.Sign(testAuthToken, s.front.url()+"/twilio/sms", form))
	client := http.Client{Timeout: patience}
	response, err := client.Do(r)
	if err != nil {
		return 0, "", err
	}
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	return response.StatusCode, string(text), err
}

// Connections that were opened ahead of need, as proxies do, and those that were in use do not hold up a stop: it ends by itself
// before it would be cut short.
func TestOpenConnectionsDoNotHoldUpAStop(t *testing.T) { // 48
	t.Parallel()
	s := newStage(t, "WAYMARK_TELEGRAM_MODE=poll")
	p := s.start()
	for range 20 {
		defer s.dial().Close()
	}
	used := s.dial()
	defer used.Close()
	used.SetDeadline(time.Now().Add(patience))
	io.WriteString(used, "GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n")
	answer := make([]byte, 12)
	if _, err := io.ReadFull(used, answer); err != nil || string(answer) != "HTTP/1.1 200" {
		t.Fatalf("%q, %v", answer, err)
	}
	if code := p.stop(syscall.SIGTERM); code != 0 || !strings.Contains(p.said(), "msg=stopped\n") {
		t.Errorf("exit code %d:\n%s", code, p.said())
	}
}

// Clients that never finish do not keep the program from stopping, nor from writing its counters.
func TestASlowClientDoesNotKeepTheProgramFromStopping(t *testing.T) { // 45 48
	t.Parallel()
	s := newStage(t, "WAYMARK_TELEGRAM_MODE=webhook")
	p := s.start()
	for _, start := range []string{
		"", "POST /twilio/sms HTTP/1.1\r\nHost: x\r\nX: ", "POST /twilio/sms HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nBody",
		"POST /telegram/webhook HTTP/1.1\r\nHost: x\r\nX-Telegram-Bot-Api-Secret-Token: " + testSecret + "\r\nContent-Length: 100\r\n\r\n{",
	} {
		conn := s.dial()
		defer conn.Close()
		if _, err := io.WriteString(conn, start); err != nil {
			t.Fatal(err)
		}
	}
	s.telegram.FailNext("sendMessage", telegramtest.Fault{Stall: true})
	s.telegram.WaitWebhook()
	s.telegram.Say(aChat, "hes not breathing")
	s.telegram.WaitFaults()
	if code := p.stop(syscall.SIGTERM); code != 0 {
		t.Errorf("the exit code was %d", code)
	}
	if got := p.said(); !strings.Contains(got, "msg=stopp") {
		t.Errorf("the log does not tell of the end:\n%s", got)
	}
}
