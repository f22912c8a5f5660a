package telegram_test

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"waymark/bot"
	"waymark/channels/telegram"
	"waymark/channels/telegram/telegramtest"
)

const hello = `{"update_id":%d,"message":{"message_id":%d,"chat":{"id":900000001,"type":"private"},"date":1,"text":"hello"}}`

func TestOneReplyTravelsInTheAnswer(t *testing.T) {
	r := hooked(t, newParrot(echo))
	r.Say(ada, "hello")
	r.WaitReply(ada)
	r.WaitConfirmed()
	calls := r.Calls("sendMessage")
	if len(calls) != 1 || !calls[0].InAnswer {
		t.Errorf("the reply to a text went by %+v, want one answer", calls)
	}
}

// TestAPressIsAnsweredInTheAnswer: the change of the message goes by a call of its own, because only that
// tells whether it succeeded, and a failed one must not leave the person with nothing.
func TestAPressIsAnsweredInTheAnswer(t *testing.T) {
	r := hooked(t, newParrot(echo))
	r.Say(ada, "hello")
	r.WaitReply(ada)
	r.Press(ada, "Menu")
	r.WaitReply(ada)
	r.WaitPressesAnswered()
	r.WaitConfirmed()
	if calls := r.Calls("editMessageText"); len(calls) != 1 || calls[0].InAnswer {
		t.Errorf("the change went by %+v, want one call", calls)
	}
	if calls := r.Calls("answerCallbackQuery"); len(calls) != 1 || !calls[0].InAnswer {
		t.Errorf("the press was answered by %+v, want the answer", calls)
	}
}

func TestAnUrgentReplyGoesTheSureWayAndHasAnother(t *testing.T) {
	urgent := menu("Call 999 now.")
	urgent.Urgent = true
	for _, tt := range []struct {
		name   string
		fault  *telegramtest.Fault
		answer bool
	}{
		{"all is well", nil, false},
		{"Telegram is broken", &telegramtest.Fault{Code: 502, Body: "<html>"}, true},
		{"the connection breaks", &telegramtest.Fault{HangUp: true}, true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			r := hooked(t, always(urgent))
			if tt.fault != nil {
				r.FailNext("sendMessage", *tt.fault)
			}
			r.Say(ada, "hes gone over")
			if got := r.WaitReply(ada).Text; got != "Call 999 now." {
				t.Errorf("got %q", got)
			}
			r.WaitConfirmed()
			calls := r.Calls("sendMessage")
			if last := calls[len(calls)-1]; last.InAnswer != tt.answer {
				t.Errorf("it arrived in the answer: %v, want %v", last.InAnswer, tt.answer)
			}
		})
	}
}

func TestTheWebhookIsSetWithItsSecret(t *testing.T) {
	r := hooked(t, newParrot(echo))
	calls := r.Calls("setWebhook")
	f := calls[0].Fields
	if len(calls) != 1 || !strings.HasSuffix(f["url"].(string), "/telegram/webhook") || f["secret_token"] != secret ||
		fmt.Sprint(f["allowed_updates"]) != "[message callback_query inline_query]" {
		t.Errorf("setWebhook was called with %v", calls)
	}
}

func TestARefusedWebhookIsReportedAndTriedAgain(t *testing.T) {
	s, n := telegramtest.New(t), newNotes()
	s.FailNext("setWebhook", telegramtest.Fault{Code: 400, Description: "Bad Request: bad webhook: IP address 127.0.0.1 is reserved"})
	cfg := settings(s, n)
	cfg.Mode, cfg.Secret, cfg.PublicURL = telegram.Webhook, secret, "http://127.0.0.1:1"
	start(t, s, n, cfg, newParrot(echo))
	n.waitEvent(t, telegram.WebhookRefused)
	s.WaitWebhook()
	n.waitEvent(t, telegram.Up)
}

// request posts a body to a handler and gives the status and what came back.
func request(t *testing.T, h http.Handler, method, secret, body string) (int, string) {
	t.Helper()
	r := httptest.NewRequest(method, telegram.WebhookPath, strings.NewReader(body))
	if secret != "" {
		r.Header.Set("X-Telegram-Bot-Api-Secret-Token", secret)
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w.Code, w.Body.String()
}

func handler(t *testing.T, p *parrot, n *notes) http.Handler {
	t.Helper()
	channel, err := telegram.New(telegram.Config{
		Token: goodToken, Mode: telegram.Webhook, Secret: secret, PublicURL: "https://waymark.example",
		Transport: telegramtest.Transport(), Events: n.event, Wait: n.wait,
	})
	if err != nil {
		t.Fatal(err)
	}
	return channel.Handler(p)
}

func TestOnlyTelegramIsHeard(t *testing.T) {
	for _, tt := range []struct{ name, method, secret string }{
		{"no secret", "POST", ""},
		{"another secret", "POST", "webhook-secret-of-the-testz"},
		{"the beginning of the secret", "POST", secret[:10]},
		{"the secret and more", "POST", secret + "x"},
		{"the secret in capitals", "POST", strings.ToUpper(secret)},
		{"no secret, and not even a POST", "GET", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			p, n := newParrot(echo), newNotes()
			status, body := request(t, handler(t, p, n), tt.method, tt.secret, fmt.Sprintf(hello, 1, 1))
			if status != 401 || body != "" || len(p.heard()) != 0 {
				t.Errorf("status %d, answer %q, the bot heard %d messages; want 401 and nothing", status, body, len(p.heard()))
			}
			n.waitEvent(t, telegram.Forged)
		})
	}
	t.Run("the right secret", func(t *testing.T) {
		p := newParrot(echo)
		if status, _ := request(t, handler(t, p, newNotes()), "POST", secret, fmt.Sprintf(hello, 1, 1)); status != 200 || len(p.heard()) != 1 {
			t.Errorf("status %d, the bot heard %d messages; want 200 and one", status, len(p.heard()))
		}
	})
	t.Run("the right secret, not by POST", func(t *testing.T) {
		if status, _ := request(t, handler(t, newParrot(echo), newNotes()), "GET", secret, ""); status != 405 {
			t.Errorf("status %d, want 405", status)
		}
	})
	t.Run("a channel that polls has no secret and hears nobody", func(t *testing.T) {
		channel, err := telegram.New(telegram.Config{Token: goodToken})
		if err != nil {
			t.Fatal(err)
		}
		if status, _ := request(t, channel.Handler(newParrot(echo)), "POST", "", fmt.Sprintf(hello, 1, 1)); status != 401 {
			t.Errorf("status %d, want 401", status)
		}
	})
}

func TestBrokenUpdatesAreTakenAndNotAnswered(t *testing.T) {
	whole := fmt.Sprintf(hello, 1, 1)
	bodies := map[string]string{
		"nothing":                   "",
		"no JSON":                   "hello",
		"a hundred thousand lists":  strings.Repeat("[", 60_000),
		"wrong types":               `{"update_id":[],"message":{}}`,
		"an edit":                   `{"update_id":3,"edited_message":{"message_id":1,"chat":{"id":1,"type":"private"},"text":"hi"}}`,
		"more than any update has":  `{"update_id":3,"message":{"message_id":1,"chat":{"id":1,"type":"private"},"text":"` + strings.Repeat("x", 1<<20) + `"}}`,
		"two updates with one body": whole + whole,
	}
	for end := range len(whole) {
		bodies[fmt.Sprintf("the first %d bytes", end)] = whole[:end]
	}
	for name, body := range bodies {
		t.Run(name, func(t *testing.T) {
			p := newParrot(echo)
			status, answer := request(t, handler(t, p, newNotes()), "POST", secret, body)
			if status != 200 || answer != "" || len(p.heard()) != 0 {
				t.Errorf("status %d, answer %q, the bot heard %d messages; want 200 and nothing", status, answer, len(p.heard()))
			}
		})
	}
}

// TestAnEndlessBodyIsClosed sends a megabyte over a real connection: it is cut after 64 KiB.
func TestAnEndlessBodyIsClosed(t *testing.T) {
	web := httptest.NewServer(handler(t, newParrot(echo), newNotes()))
	defer web.Close()
	conn, err := net.Dial("tcp", strings.TrimPrefix(web.URL, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	fmt.Fprintf(conn, "POST / HTTP/1.1\r\nHost: x\r\nX-Telegram-Bot-Api-Secret-Token: %s\r\nContent-Length: 1073741824\r\n\r\n", secret)
	go func() {
		chunk := strings.Repeat("x", 1<<16)
		for {
			if _, err := io.WriteString(conn, chunk); err != nil {
				return
			}
		}
	}()
	answer, _ := io.ReadAll(conn) // ends because the server closes, long before a gigabyte
	if !strings.HasPrefix(string(answer), "HTTP/1.1 200") || !strings.Contains(string(answer), "Connection: close") {
		t.Errorf("the server said %.80q, want 200 and an end", answer)
	}
}

func TestARepeatedDeliveryIsAnsweredOnce(t *testing.T) {
	p := newParrot(echo)
	h := handler(t, p, newNotes())
	_, first := request(t, h, "POST", secret, fmt.Sprintf(hello, 7, 41))
	status, second := request(t, h, "POST", secret, fmt.Sprintf(hello, 7, 41))
	_, other := request(t, h, "POST", secret, fmt.Sprintf(hello, 7, 42)) // the numbers have started again
	if first == "" || status != 200 || second != "" || other == "" || len(p.heard()) != 2 {
		t.Errorf("answers %q, %q, %q, the bot heard %d messages; want one answer each for two messages", first, second, other, len(p.heard()))
	}
}

func TestDeliveriesOutOfOrderAreAllAnswered(t *testing.T) {
	p := newParrot(echo)
	h := handler(t, p, newNotes())
	for _, id := range []int{30, 10, 20} {
		if _, answer := request(t, h, "POST", secret, fmt.Sprintf(hello, id, id)); answer == "" {
			t.Errorf("update %d got no answer", id)
		}
	}
}

// TestAReplyWhoseRequestHasLeftGoesByACall: Telegram hangs up before the reply is ready.
func TestAReplyWhoseRequestHasLeftGoesByACall(t *testing.T) {
	asked, left := make(chan struct{}), make(chan struct{})
	p := newParrot(func(m bot.Message) bot.Reply {
		if m.Text == "slow" {
			close(asked)
			<-left
		}
		return echo(m)
	})
	r := hooked(t, p)
	r.Say(ada, "hello")
	r.WaitReply(ada)

	request, hangUp := context.WithCancel(context.Background())
	done := make(chan struct{})
	w := httptest.NewRecorder()
	go func() {
		defer close(done)
		body := strings.Replace(fmt.Sprintf(hello, 77, 99), "hello", "slow", 1)
		post := httptest.NewRequestWithContext(request, "POST", telegram.WebhookPath, strings.NewReader(body))
		post.Header.Set("X-Telegram-Bot-Api-Secret-Token", secret)
		r.channel.Handler(p).ServeHTTP(w, post)
	}()
	<-asked
	hangUp()
	<-done
	close(left)
	if got := r.WaitReply(ada).Text; got != "You wrote slow" {
		t.Errorf("got %q", got)
	}
	if w.Code != 200 || w.Body.Len() != 0 {
		t.Errorf("the request that had left was answered with %d, %q", w.Code, w.Body)
	}
}

// TestWhatIsCutAtTheEndIsDeliveredAgain: an update that could not be answered before the program
// stopped is refused, so that Telegram keeps it.
func TestWhatIsCutAtTheEndIsDeliveredAgain(t *testing.T) {
	urgent := menu("Call 999 now.")
	urgent.Urgent = true
	r := hooked(t, always(urgent))
	r.channel.StopWithin(10 * time.Millisecond)
	r.notes.holdPauses(7 * time.Second)
	r.FailNext("sendMessage", telegramtest.Fault{Code: 429, RetryAfter: 7})
	status := make(chan int, 1)
	r.Say(ada, "hello there")
	r.notes.waitPause(t, 7*time.Second)
	go func() { status <- r.PostUpdate(fmt.Sprintf(hello, 500, 500)) }() // waits behind it
	r.stop()
	if got := <-status; got != 503 {
		t.Errorf("status %d for an update that was not answered, want 503", got)
	}
	if n := r.Unconfirmed(); n != 1 {
		t.Errorf("%d updates would come again, want 1", n)
	}
	if got := r.PostUpdate(fmt.Sprintf(hello, 500, 500)); got != 503 {
		t.Errorf("status %d when it is delivered again to the program that has stopped, want 503: it was never answered", got)
	}
}
