package main

import (
	"context"
	"crypto/rand"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"waymark/bot"
	"waymark/bot/counter"
	"waymark/bot/intent"
	"waymark/bot/session"
	"waymark/channels/sms/twiliotest"
	"waymark/channels/telegram"
	"waymark/channels/telegram/telegramtest"
)

// running is the program in this process, where a test can give it a listener of its own, look at what it counts,
// move its clock, and have its counters written when it wants to. Everything else is as in serve: the
// server with its limits, both channels, the words.
type running struct {
	*program
	*stage
	logs    *copied
	counted *tally
	arrived *atomic.Int64 // requests that have reached a webhook
	ahead   *atomic.Int64 // nanoseconds that the program's clock is ahead
	end     func()
}

// how is what a test changes about the program before it starts.
type how struct {
	settings func(*settings)
	listener func(bot.Listener) bot.Listener
}

// run starts the program, polling Telegram or with a webhook, and stops it when the test ends.
func (s *stage) run(mode telegram.Mode, change how) *running {
	s.Helper()
	set := &settings{
		Data: s.path("data"), Listen: s.listen, PublicURL: s.front.url(), Sessions: "memory", MaxSessions: 10_000,
		TelegramToken: s.telegram.Token(), TelegramMode: string(mode), TelegramSecret: testSecret, TelegramAPI: s.back.url(),
		TwilioAuthToken: []string{testAuthToken}, TwilioNumber: ourNumber,
	}
	if change.settings != nil {
		change.settings(set)
	}
	r := &running{stage: s, logs: &copied{}, arrived: &atomic.Int64{}, ahead: &atomic.Int64{}, counted: &tally{by: map[string]int{}}}
	clock := func() time.Time { return time.Now().Add(time.Duration(r.ahead.Load())) }
	ctx, cancel := context.WithCancel(context.Background())
	var err error
	if r.program, err = newProgram(ctx, set, newLogbook(r.logs, clock), clock); err != nil {
		s.Fatal(err)
	}
	r.useBot(change.listener)
	ended := make(chan error, 1)
	go func() { ended <- r.program.run(ctx) }()
	r.end = sync.OnceFunc(func() {
		cancel()
		select {
		case err := <-ended:
			if err != nil {
				s.Errorf("the program ended with %v", err)
			}
		case <-time.After(10 * time.Second):
			s.Errorf("the program did not stop within 10 s")
		}
	})
	s.Cleanup(r.end)
	for limit := time.Now().Add(patience); ; time.Sleep(time.Millisecond) {
		if status, err := healthz(r.Addr()); err == nil && status == http.StatusOK { // whether it is ready too, a test may have an opinion on
			return r
		}
		if time.Now().After(limit) {
			s.Fatalf("the program does not answer\n%s", r.logs)
		}
	}
}

// healthz asks a program that may not listen yet.
func healthz(address string) (int, error) {
	resp, err := http.Get("http://" + address + "/healthz")
	if err != nil {
		return 0, err
	}
	return resp.StatusCode, resp.Body.Close()
}

// useBot gives the program a bot whose counts can be looked at, and that listens as the test wants.
func (r *running) useBot(listener func(bot.Listener) bot.Listener) {
	r.stage.Helper()
	book, err := builtIn()
	if err != nil {
		r.stage.Fatal(err)
	}
	pseudonyms, err := session.NewPseudonyms(rand.Reader, r.clock())
	if err != nil {
		r.stage.Fatal(err)
	}
	r.counted.to = r.ledger
	config := bot.Config{Book: book, Sessions: r.sessions, Pseudonyms: pseudonyms, Shared: r.conversations(), Listener: r.listener, Tally: r.counted, Clock: r.clock, Ground: r.ground}
	if listener != nil {
		config.Listener = listener(r.listener)
	}
	if r.bot, err = bot.New(config); err != nil {
		r.stage.Fatal(err)
	}
	for _, c := range r.channels {
		if tg, ok := c.(*telegram.Channel); ok {
			routes := r.routes(tg)
			r.server.Handler = http.HandlerFunc(func(w http.ResponseWriter, q *http.Request) {
				if q.Method == http.MethodPost {
					r.arrived.Add(1)
				}
				routes.ServeHTTP(w, q)
			})
		}
	}
}

// tally notes what is counted and passes it on.
type tally struct {
	to bot.Tally
	mu sync.Mutex
	by map[string]int
}

func (c *tally) Add(n counter.Counter, ch counter.Channel) {
	c.mu.Lock()
	c.by[ch.String()+" "+n.String()]++
	c.mu.Unlock()
	c.to.Add(n, ch)
}

// of gives how often a counter moved, as "sms sessions"; all gives the sum of everything.
func (c *tally) of(name string) int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.by[name]
}

func (c *tally) all() (n int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, v := range c.by {
		n += v
	}
	return n
}

// waitFor waits until cond is true, and fails the test when it does not become so.
func waitFor(t *testing.T, what string, cond func() bool) {
	t.Helper()
	for limit := time.Now().Add(patience); !cond(); time.Sleep(2 * time.Millisecond) {
		if time.Now().After(limit) {
			t.Fatalf("waited in vain for %s", what)
		}
	}
}

// The people of the fault tests.
const (
	aPhone  = "+447700900321"
	anOther = "+447700900654"
	aChat   = 5_000_001
	aFriend = 5_000_002
)

// aText is one text from a phone.
func aText(body string) twiliotest.Webhook { return twiliotest.Webhook{From: aPhone, Body: body} }

// answered fails the test unless both channels answer an emergency as they should.
func (s *stage) answered(words *catalogue) {
	s.Helper()
	const emergency = "hes gone over, not breathing"
	if got := strings.Join(s.twilio.Send(anOther, emergency), "|"); !words.urgent(got) {
		s.Errorf("over SMS the reply to an emergency is %q", got)
	}
	s.telegram.Say(aFriend, emergency)
	if got := s.telegram.WaitReply(aFriend).Text; !words.urgent(got) {
		s.Errorf("over Telegram the reply to an emergency is %q", got)
	}
}

// quiet are messages that Telegram's fake has shown so far.
func quiet(s *telegramtest.Server) int {
	n := 0
	for _, method := range []string{"sendMessage", "editMessageText"} {
		n += len(s.Calls(method))
	}
	return n
}

// faulty is a listener that panics at some texts, with the text as what it panics with.
type faulty struct{ bot.Listener }

func (f faulty) Hear(text string, q *intent.Question) intent.Heard {
	if strings.HasPrefix(text, "boom") {
		panic(text)
	}
	return f.Listener.Hear(text, q)
}
