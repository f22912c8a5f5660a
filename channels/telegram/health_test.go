package telegram_test

import (
	"context"
	"io"
	stdlog "log"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	tgbotapi "github.com/go-telegram-bot-api/telegram-bot-api/v5"
	"github.com/google/go-cmp/cmp"

	"waymark/channels/telegram"
	"waymark/channels/telegram/telegramtest"
)

func TestTroubleAtTelegramPasses(t *testing.T) {
	for _, tt := range []struct {
		name  string
		fault telegramtest.Fault
	}{
		{"HTML from a broken gateway", telegramtest.Fault{Code: 502, Body: "<html>Bad Gateway</html>"}},
		{"an error of its own", telegramtest.Fault{Code: 500, Description: "Internal Server Error"}},
		{"a broken connection", telegramtest.Fault{HangUp: true}},
		{"half an answer", telegramtest.Fault{Partial: true}},
		{"something that is no JSON", telegramtest.Fault{Code: 200, Body: "hello"}},
		{"a redirect", telegramtest.Fault{Code: 302, Location: "http://127.0.0.1:1/"}},
	} {
		for _, method := range []string{"deleteWebhook", "getUpdates", "sendMessage"} {
			t.Run(tt.name+" at "+method, func(t *testing.T) {
				s, n := telegramtest.New(t), newNotes()
				s.FailNext(method, tt.fault)
				s.FailNext(method, tt.fault)
				start(t, s, n, settings(s, n), newParrot(echo))
				s.Say(ada, "hello")
				if got := s.WaitReply(ada).Text; got != "You wrote hello" {
					t.Errorf("got %q", got)
				}
				s.WaitConfirmed()
				n.mu.Lock()
				defer n.mu.Unlock()
				if diff := cmp.Diff([]time.Duration{375 * time.Millisecond, 750 * time.Millisecond}, n.pauses); diff != "" {
					t.Errorf("pauses (-want +got):\n%s", diff)
				}
				want := []telegram.Event{telegram.Down, telegram.Up}
				switch method {
				case "getUpdates":
					want = []telegram.Event{telegram.Up, telegram.Down, telegram.Up}
				case "sendMessage":
					want = []telegram.Event{telegram.Up}
				}
				if diff := cmp.Diff(want, n.events); diff != "" {
					t.Errorf("events (-want +got):\n%s", diff)
				}
			})
		}
	}
}

func TestPausesGrowAndEnd(t *testing.T) {
	s, n := telegramtest.New(t), newNotes()
	for range 9 {
		s.FailNext("getUpdates", telegramtest.Fault{Code: 500})
	}
	start(t, s, n, settings(s, n), newParrot(echo))
	s.WaitFaults()
	s.Say(ada, "hello")
	s.WaitReply(ada)
	n.mu.Lock()
	defer n.mu.Unlock()
	ms := func(v int) time.Duration { return time.Duration(v) * time.Millisecond }
	want := []time.Duration{ms(375), ms(750), ms(1500), ms(3000), ms(6000), ms(12000), ms(22500), ms(22500), ms(22500)}
	if diff := cmp.Diff(want, n.pauses); diff != "" {
		t.Errorf("pauses with the middle of every spread (-want +got):\n%s", diff)
	}
}

func TestAnUnknownTokenStopsThePollingAndNothingElse(t *testing.T) {
	for _, method := range []string{"deleteWebhook", "getUpdates"} {
		t.Run(method, func(t *testing.T) {
			s, n := telegramtest.New(t), newNotes()
			s.FailNext(method, telegramtest.Fault{Code: 401, Description: "Unauthorized"})
			r := start(t, s, n, settings(s, n), newParrot(echo))
			n.waitEvent(t, telegram.Unauthorized)
			r.stop() // Run gives nil, and only now
			n.mu.Lock()
			defer n.mu.Unlock()
			if len(n.pauses) != 0 {
				t.Errorf("pauses %v after the refusal, want no further attempt", n.pauses)
			}
			after := len(s.Calls("getUpdates"))
			if method == "getUpdates" && after != 1 || method == "deleteWebhook" && after != 0 {
				t.Errorf("%d polls, want none after the refusal", after)
			}
		})
	}
}

func TestAnotherPollerIsToldOfAndOutwaited(t *testing.T) {
	s, n := telegramtest.New(t), newNotes()
	s.FailNext("getUpdates", telegramtest.Fault{Code: 409, Description: "Conflict: terminated by other getUpdates request"})
	start(t, s, n, settings(s, n), newParrot(echo))
	n.waitEvent(t, telegram.Conflict)
	s.Say(ada, "hello")
	s.WaitReply(ada)
	n.mu.Lock()
	defer n.mu.Unlock()
	if len(n.pauses) != 1 || n.pauses[0] < 15*time.Second {
		t.Errorf("pauses %v, want one long one", n.pauses)
	}
}

// TestTwoPollersOfOneToken runs two programs by mistake: each is told, and people still get replies.
func TestTwoPollersOfOneToken(t *testing.T) {
	s, n := telegramtest.New(t), newNotes()
	n.holdPauses(22500 * time.Millisecond) // the first stays away
	start(t, s, n, settings(s, n), newParrot(echo))
	s.Say(ada, "hello")
	s.WaitReply(ada)
	s.WaitConfirmed()
	second := newNotes()
	start(t, s, second, settings(s, second), newParrot(echo))
	n.waitEvent(t, telegram.Conflict)
	s.Say(ada, "anybody there")
	if got := s.WaitReply(ada).Text; got != "You wrote anybody there" {
		t.Errorf("got %q", got)
	}
}

func TestPollingThatIsLimitedWaits(t *testing.T) {
	s, n := telegramtest.New(t), newNotes()
	s.FailNext("getUpdates", telegramtest.Fault{Code: 429, RetryAfter: 11})
	start(t, s, n, settings(s, n), newParrot(echo))
	n.waitPause(t, 11*time.Second)
	s.Say(ada, "hello")
	s.WaitReply(ada)
}

// TestAnAnswerThatCannotBeReadIsAskedForInPieces: if one update makes a batch unreadable, the others are
// read one at a time.
func TestAnAnswerThatCannotBeReadIsAskedForInPieces(t *testing.T) {
	s, n := telegramtest.New(t), newNotes()
	s.FailNext("getUpdates", telegramtest.Fault{Code: 200, Body: `{"ok":true,"result":{"not":"a list"}}`})
	s.Say(ada, "one")
	s.Say(ada, "two")
	start(t, s, n, settings(s, n), newParrot(echo))
	s.WaitReply(ada)
	s.WaitReply(ada)
	s.WaitConfirmed()
	var limits []float64
	for _, c := range s.Calls("getUpdates")[:3] {
		limits = append(limits, c.Fields["limit"].(float64))
	}
	if diff := cmp.Diff([]float64{100, 1, 100}, limits); diff != "" {
		t.Errorf("how many updates were asked for (-want +got):\n%s", diff)
	}
}

func TestARefusedMenuOfCommandsHoldsNothingUp(t *testing.T) {
	s, n := telegramtest.New(t), newNotes()
	s.FailNext("setMyCommands", telegramtest.Fault{Code: 400, Description: "Bad Request: BOT_COMMAND_INVALID"})
	start(t, s, n, settings(s, n), newParrot(echo))
	s.Say(ada, "hello")
	s.WaitReply(ada)
}

func TestTheMenuOfCommandsIsSet(t *testing.T) {
	r := polling(t, newParrot(echo))
	r.Say(ada, "hello")
	r.WaitReply(ada)
	calls := r.Calls("setMyCommands")
	if len(calls) != 1 {
		t.Fatalf("%d calls of setMyCommands, want 1", len(calls))
	}
	var words []string
	for _, c := range calls[0].Fields["commands"].([]any) {
		command := c.(map[string]any)
		words = append(words, command["command"].(string))
		if text := command["description"].(string); len(text) < 3 || len(text) > 256 || strings.ContainsAny(text, "!…") {
			t.Errorf("the description %q", text)
		}
	}
	slices.Sort(words)
	if diff := cmp.Diff([]string{"forget", "menu", "near", "od", "person", "private"}, words); diff != "" {
		t.Errorf("commands (-want +got):\n%s", diff)
	}
}

// listener is a logger that keeps what it is told.
type listener struct {
	mu    sync.Mutex
	lines []string
}

func (l *listener) note(s string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.lines = append(l.lines, s)
}
func (l *listener) Println(...any)                 { l.note("Println") }
func (l *listener) Printf(format string, _ ...any) { l.note(format) }
func (l *listener) Write(b []byte) (int, error)    { l.note(string(b)); return len(b), nil }

// TestNothingIsLogged: neither the library's logger nor Go's own says a word, whatever happens.
func TestNothingIsLogged(t *testing.T) {
	library, own := &listener{}, &listener{}
	if err := tgbotapi.SetLogger(library); err != nil {
		t.Fatal(err)
	}
	before := stdlog.Writer()
	stdlog.SetOutput(own)
	defer func() {
		_ = tgbotapi.SetLogger(stdlog.New(io.Discard, "", 0))
		stdlog.SetOutput(before)
	}()
	r := polling(t, newParrot(echo))
	for _, f := range []telegramtest.Fault{{Code: 500}, {HangUp: true}, {Partial: true}, {Code: 302, Location: "http://127.0.0.1:1/"}, {Code: 429, RetryAfter: 1}} {
		r.FailNext("getUpdates", f)
		r.FailNext("sendMessage", f)
	}
	r.FailNext("getUpdates", telegramtest.Fault{Code: 409})
	r.Say(ada, "hello")
	conversationEnd(t, r)
	library.mu.Lock()
	own.mu.Lock()
	defer library.mu.Unlock()
	defer own.mu.Unlock()
	if len(library.lines)+len(own.lines) != 0 {
		t.Errorf("the library logged %q, Go's logger %q", library.lines, own.lines)
	}
}

func conversationEnd(t *testing.T, r *rig) {
	t.Helper()
	r.WaitFaults()
	r.Say(bob, "hello")
	r.WaitReply(bob)
	r.WaitConfirmed()
	r.stop()
}

func TestRunEndsWithItsContext(t *testing.T) {
	s, n := telegramtest.New(t), newNotes()
	channel, err := telegram.New(settings(s, n))
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if err := channel.Run(ctx, newParrot(echo)); err != nil {
		t.Errorf("Run gave %v, want nil", err)
	}
	if channel.Name() != "telegram" {
		t.Errorf("the channel calls itself %q", channel.Name())
	}
}
