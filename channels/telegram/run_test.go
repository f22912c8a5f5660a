package telegram_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"time"

	"waymark/channels"
	"waymark/channels/telegram"
	"waymark/channels/telegram/telegramtest"
)

// secret is what the tests' webhook is guarded with.
const secret = "webhook-secret-of-the-tests"

// rig is a channel that runs against the fake server.
type rig struct {
	*telegramtest.Server
	channel *telegram.Channel
	notes   *notes
	stop    func()
}

// settings are what every test starts from. Pauses pass at once and are noted.
func settings(s *telegramtest.Server, n *notes) telegram.Config {
	return telegram.Config{
		Token:     s.Token(),
		APIBase:   s.URL(),
		Transport: telegramtest.Transport(),
		Events:    n.event,
		Wait:      n.wait,
		Rand:      func() float64 { return 0.5 },
	}
}

// polling runs a channel in poll mode until the test ends or stop is called.
func polling(t *testing.T, replier channels.Replier, change ...func(*telegram.Config)) *rig {
	t.Helper()
	s, n := telegramtest.New(t), newNotes()
	cfg := settings(s, n)
	for _, c := range change {
		c(&cfg)
	}
	return start(t, s, n, cfg, replier)
}

// hooked runs a channel in webhook mode.
func hooked(t *testing.T, replier channels.Replier, change ...func(*telegram.Config)) *rig {
	t.Helper()
	s, n := telegramtest.New(t), newNotes()
	var handler http.Handler
	mux := http.NewServeMux()
	mux.HandleFunc("POST "+telegram.WebhookPath, func(w http.ResponseWriter, r *http.Request) { handler.ServeHTTP(w, r) })
	web := httptest.NewServer(mux)
	t.Cleanup(web.Close)
	cfg := settings(s, n)
	cfg.Mode, cfg.Secret, cfg.PublicURL = telegram.Webhook, secret, web.URL
	for _, c := range change {
		c(&cfg)
	}
	channel, err := telegram.New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	handler = channel.Handler(replier)
	r := run(t, s, n, channel, replier)
	s.WaitWebhook()
	return r
}

func start(t *testing.T, s *telegramtest.Server, n *notes, cfg telegram.Config, replier channels.Replier) *rig {
	t.Helper()
	channel, err := telegram.New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	return run(t, s, n, channel, replier)
}

func run(t *testing.T, s *telegramtest.Server, n *notes, channel *telegram.Channel, replier channels.Replier) *rig {
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- channel.Run(ctx, replier) }()
	stop := sync.OnceFunc(func() {
		cancel()
		if err := <-ended; err != nil {
			t.Errorf("Run ended with %v, want nil", err)
		}
	})
	t.Cleanup(stop)
	return &rig{Server: s, channel: channel, notes: n, stop: stop}
}

// notes keeps the events a channel gave and the pauses it made.
type notes struct {
	mu      sync.Mutex
	changed chan struct{}
	events  []telegram.Event
	pauses  []time.Duration
	hold    func(time.Duration) <-chan struct{} // nil: pauses pass at once
}

func newNotes() *notes { return &notes{changed: make(chan struct{})} }

func (n *notes) event(e telegram.Event) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.events = append(n.events, e)
	close(n.changed)
	n.changed = make(chan struct{})
}

func (n *notes) wait(ctx context.Context, d time.Duration) error {
	n.mu.Lock()
	if d != telegram.SettleTime { // that one waits for work in hand, not for Telegram: a slow machine has more of them
		n.pauses = append(n.pauses, d)
	}
	close(n.changed)
	n.changed = make(chan struct{})
	var held <-chan struct{}
	if n.hold != nil {
		held = n.hold(d)
	}
	n.mu.Unlock()
	if held != nil {
		select {
		case <-held:
		case <-ctx.Done():
		}
	}
	return ctx.Err()
}

func (n *notes) has(e telegram.Event) bool {
	n.mu.Lock()
	defer n.mu.Unlock()
	for _, got := range n.events {
		if got == e {
			return true
		}
	}
	return false
}

// waitFor waits until cond is true of the notes, and fails the test when it does not become so.
func (n *notes) waitFor(t *testing.T, what string, cond func(events []telegram.Event, pauses []time.Duration) bool) {
	t.Helper()
	limit := time.NewTimer(20 * time.Second)
	defer limit.Stop()
	for {
		n.mu.Lock()
		met, changed := cond(n.events, n.pauses), n.changed
		n.mu.Unlock()
		if met {
			return
		}
		select {
		case <-changed:
		case <-limit.C:
			t.Fatalf("waited in vain for %s; events %v", what, n.events)
		}
	}
}

func (n *notes) waitEvent(t *testing.T, e telegram.Event) {
	t.Helper()
	n.waitFor(t, "the event "+e.String(), func(events []telegram.Event, _ []time.Duration) bool {
		for _, got := range events {
			if got == e {
				return true
			}
		}
		return false
	})
}
