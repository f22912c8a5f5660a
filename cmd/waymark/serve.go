package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"os"
	"os/signal"
	"sync/atomic"
	"syscall"
	"time"

	"github.com/redis/go-redis/v9"

	"waymark/bot"
	"waymark/bot/counter"
	"waymark/bot/intent"
	"waymark/bot/session"
	"waymark/channels"
	"waymark/channels/sms"
	"waymark/channels/telegram"
	"waymark/content"
	"waymark/flows"
)

type serveCmd struct{ settings }

// Run serves until it is told to stop.
func (c *serveCmd) Run(ctx context.Context, std stdio, files *sourced) error {
	hush()
	redis.SetLogger(discardLines{}) // its lines name the server
	log.SetOutput(io.Discard)       // net/http prints what it did not expect from a server through it
	c.unread = files.problems
	// SIGQUIT would print every goroutine's stack; here it only stops the program.
	ctx, stop := signal.NotifyContext(ctx, syscall.SIGQUIT)
	defer stop()
	lines := aside(std.err)
	calm := hurry()
	p, err := newProgram(ctx, &c.settings, newLogbook(lines, time.Now), time.Now)
	calm()
	if err != nil {
		return err
	}
	defer deafen(lines)()
	return p.run(ctx)
}

// How long after it is told to stop the program stops waiting: for requests under way, for them and everything else
// that answers people, and for the counters to be written once more.
const (
	shutWithin    = 5 * time.Second
	stopWithin    = 8500 * time.Millisecond
	writeWithin   = 9500 * time.Millisecond
	sweepEvery    = time.Minute
	headerTimeout = 5 * time.Second
	idleTimeout   = 60 * time.Second
	maxHeader     = 16 << 10
)

// program is everything serve runs. It starts in a test as it does for real.
type program struct {
	settings *settings
	log      *logbook
	clock    func() time.Time
	health   *health

	listener *intent.Listener
	passing  passing
	doors    atomic.Pointer[bot.Ground] // what is known of places; replaced whole
	bot      *bot.Bot
	sessions *session.Memory
	shared   *session.Valkey // nil unless several instances answer together
	ledger   *counter.Ledger
	tally    bot.Tally // the ledger, for what is counted of machines
	channels []channels.Channel
	sms      *sms.Channel
	smsSeen  [sms.Outcomes]uint64 // only sweep touches it

	socket   net.Listener
	server   *http.Server
	pages    *dashboardServer // nil when there is no password
	underway underway
}

// newProgram checks every setting and prepares every part. All problems with settings come in one
// error; nothing has been sent to a platform when it returns.
func newProgram(ctx context.Context, s *settings, lb *logbook, clock func() time.Time) (*program, error) {
	p := &program{settings: s, log: lb, clock: clock, health: newHealth()}
	book, problems, err := p.words()
	if err != nil {
		return nil, err
	}
	problems = append(problems, s.check()...)
	problems = append(problems, p.share(ctx, len(problems) == 0)...)
	var tg *telegram.Channel
	if s.useTelegram() {
		cfg := s.telegramConfig()
		cfg.Once = p.once()
		cfg.Events = p.telegramEvent
		cfg.GroupNotice = groupNotice(book)
		if tg, err = telegram.New(cfg); err != nil {
			problems = append(problems, lines(err)...)
		} else {
			p.channels = append(p.channels, tg)
		}
	}
	if s.useSMS() {
		cfg := s.smsConfig()
		cfg.Once = p.once()
		if p.sms, err = sms.New(cfg); err != nil {
			problems = append(problems, lines(err)...)
		} else {
			p.channels = append(p.channels, p.sms)
		}
	}
	if err := os.MkdirAll(s.Data, 0o700); err != nil {
		problems = append(problems, "WAYMARK_DATA: the folder cannot be made")
	}
	if len(problems) > 0 {
		return nil, refusal(problems)
	}
	if err := p.prepareBot(ctx, book); err != nil {
		return nil, err
	}
	if p.socket, err = net.Listen("tcp", s.Listen); err != nil {
		return nil, refusal([]string{"WAYMARK_LISTEN: the address cannot be listened on; is something else running there?"})
	}
	p.server = &http.Server{
		Handler:           p.routes(tg),
		ReadHeaderTimeout: headerTimeout,
		ReadTimeout:       sms.ReadTimeout,
		WriteTimeout:      sms.WriteTimeout,
		IdleTimeout:       idleTimeout,
		MaxHeaderBytes:    maxHeader,
		ConnState:         p.underway.see,
		ErrorLog:          log.New(discardLines{}, "", 0), // its lines name clients' addresses
	}
	p.server.RegisterOnShutdown(p.underway.closeUnused)
	if s.DashboardHash != "" {
		if p.pages, err = newDashboardServer(s, p.passing.entryLinks, p.peers, p.ledger, p.health.all, p.clock); err != nil {
			_ = p.socket.Close()
			return nil, refusal(lines(err))
		}
	}
	return p, nil
}

// words loads flows and content. What is wrong with them is a problem with a setting, because the built-in ones
// are proved.
func (p *program) words() (*flows.Book, []string, error) {
	s := p.settings
	book, listener, problems, err := loadAll(s.contentDir, s.values(s.TwilioNumber))
	p.listener = listener
	var use wrongUse
	switch {
	case errors.As(err, &use):
		return nil, []string{"WAYMARK_CONTENT: " + use.Error()}, nil
	case err != nil:
		return nil, nil, err
	case len(problems) > 0:
		return nil, []string{fmt.Sprintf("WAYMARK_CONTENT: %d problem(s) in flows or content; waymark lint lists them. The first: %s", len(problems), problems[0])}, nil
	}
	p.passing.use(book, listener)
	p.passing.links, problems, err = s.entryLinks.read(book, listener)
	switch {
	case err != nil:
		return book, []string{"WAYMARK_ENTRY_LINKS: " + err.Error()}, nil
	case len(problems) > 0:
		return book, []string{fmt.Sprintf("WAYMARK_ENTRY_LINKS: %d problem(s); waymark lint --links lists them. The first: %s", len(problems), problems[0])}, nil
	}
	return book, nil, nil
}

// groupNotice is the one line for a group that the bot was put into; empty leaves it to the channel.
func groupNotice(book *flows.Book) string {
	if book == nil {
		return ""
	}
	id, ok := book.ByName("menu/group")
	if !ok {
		return ""
	}
	return book.Pages(id, content.DefaultLocale, content.Buttons)[0].Text
}

func (p *program) prepareBot(ctx context.Context, book *flows.Book) (err error) {
	s := p.settings
	if p.ledger, err = counter.Open(ctx, counter.Config{Path: s.counters(), Clock: p.clock, Alarm: p.counterEvent}); err != nil {
		return refusal(lines(err))
	}
	pseudonyms, err := session.NewPseudonyms(rand.Reader, p.clock())
	if err != nil {
		return err
	}
	if err := p.openDoors(); err != nil {
		return err
	}
	p.tally = p.ledger
	p.sessions = session.NewMemory(int(s.MaxSessions))
	p.bot, err = bot.New(bot.Config{
		Book: book, Sessions: p.sessions, Pseudonyms: pseudonyms, Shared: p.conversations(),
		Listener: p.listener, Tally: p.ledger, Clock: p.clock, Entries: entries(p.passing.entryLinks()), Ground: p.ground,
	})
	return err
}

// Addr is the address that is listened on.
func (p *program) Addr() string { return p.socket.Addr().String() }

// run runs every part until ctx ends, then stops them: no new work, what was accepted is answered, the
// counters are written once more.
func (p *program) run(ctx context.Context) error {
	work, cancel := context.WithCancel(context.WithoutCancel(ctx))
	defer cancel()
	done := make(chan struct{}, 8) // room for every part: one that ends too late must not wait here
	var parts int
	start := func(part func(context.Context)) {
		parts++
		go func() {
			defer func() {
				if recover() != nil { // its value may hold anything
					p.log.seldom("a part of the program failed and was stopped", "panic")
				}
				done <- struct{}{}
			}()
			part(work)
		}()
	}
	// The counters are stopped after everything that counts.
	counting, stopCounting := context.WithCancel(context.WithoutCancel(ctx))
	defer stopCounting()
	counted := make(chan struct{})
	go func() {
		defer close(counted)
		defer func() {
			if recover() != nil { // counting that fails never fails a reply
				p.health.set("counters", false)
				p.log.seldom("a part of the program failed and was stopped", "panic")
			}
		}()
		_ = p.ledger.Run(counting) // failures come through counterEvent
	}()
	for _, c := range p.channels {
		start(func(ctx context.Context) {
			if err := c.Run(ctx, p.bot); err != nil {
				p.log.seldom("a channel stopped with an error", c.Name())
			}
		})
	}
	start(p.sweep)
	if p.shared != nil {
		start(p.shared.Run)
	}
	start(p.reloadOnHangup)
	if p.pages != nil {
		start(func(ctx context.Context) {
			if p.pages.run(ctx) != nil {
				p.log.seldom("the dashboard's listener failed", "dashboard")
			}
		})
		p.log.say("dashboard", "listen", p.pages.Addr())
	}
	start(func(context.Context) { // Serve returns when the server is shut down
		if err := p.server.Serve(p.socket); !errors.Is(err, http.ErrServerClosed) {
			p.log.seldom("the listener failed", "listen")
		}
	})
	p.log.say("ready", "listen", p.Addr(), "channels", len(p.channels))
	p.health.set("started", true)

	<-ctx.Done()
	p.health.set("started", false)
	p.log.say("stopping")
	enough := time.After(writeWithin)
	finished := p.stop(parts, done, cancel)
	// Whatever hung, what was counted is written.
	stopCounting()
	select {
	case <-counted:
		_ = p.ledger.Close()
	case <-enough: // a disk that hangs would hang Close too
		finished = false
	}
	if !finished {
		p.log.say("stopped before everything was finished")
		return nil
	}
	p.log.say("stopped")
	return nil
}

// stop ends everything that answers people: first the requests under way, then, through cancel, the
// parts. It says whether all of it came to its end by itself.
func (p *program) stop(parts int, done <-chan struct{}, cancel func()) bool {
	all, cancelAll := context.WithTimeout(context.Background(), stopWithin)
	defer cancelAll()
	requests, cancelRequests := context.WithTimeout(all, shutWithin)
	defer cancelRequests()
	finished := true
	if p.server.Shutdown(requests) != nil {
		finished = !p.underway.any()
		_ = p.server.Close() // a client that sends or reads too slowly, or not at all
	}
	cancel()
	for range parts {
		select {
		case <-done:
		case <-all.Done():
			return false
		}
	}
	return finished
}

// sweep wipes sessions whose time is over.
func (p *program) sweep(ctx context.Context) {
	tick := time.NewTicker(sweepEvery)
	defer tick.Stop()
	for {
		select {
		case <-tick.C:
			p.sessions.Sweep(p.clock())
			p.smsTrouble()
		case <-ctx.Done():
			return
		}
	}
}

// reloadOnHangup reads flows and content, entry links, services and places anew on SIGHUP. Words with problems are not used: somebody may
// be in the middle of an emergency, and the ones in use are whole.
func (p *program) reloadOnHangup(ctx context.Context) {
	hup := make(chan os.Signal, 1)
	signal.Notify(hup, syscall.SIGHUP)
	defer signal.Stop(hup)
	for {
		select {
		case <-ctx.Done():
			return
		case <-hup:
			p.reload()
			p.reloadEntries()
			p.reloadDoors()
		}
	}
}

func (p *program) reload() {
	book, listener, problems, err := loadAll(p.settings.contentDir, p.settings.values(p.settings.TwilioNumber))
	if err != nil || len(problems) > 0 {
		p.log.say("flows and content were not reloaded: they have problems, which waymark lint lists; the ones in use stay", "problems", len(problems))
		return
	}
	if err := p.bot.Use(book, listener); err != nil {
		p.log.say("flows and content were not reloaded; the ones in use stay")
		return
	}
	p.passing.use(book, listener)
	p.log.say("flows and content reloaded")
}

// discardLines drops what it is given.
type discardLines struct{}

func (discardLines) Write(b []byte) (int, error) { return len(b), nil }

// Printf drops what it is given.
func (discardLines) Printf(context.Context, string, ...any) {}
