// Package sms carries text messages: Twilio posts one, the reply goes back in the same request. It checks
// that the request is Twilio's, keeps five fields of it, and bounds what replies cost. It never writes
// first, holds no number and no text once a reply is out, and logs nothing. What to say is the bot's to decide.
package sms

import (
	"context"
	"crypto/rand"
	"errors"
	"io"
	"net/http"
	"strings"
	"sync"
	"time"

	"waymark/bot"
	"waymark/bot/counter"
	"waymark/channels"
	"waymark/content"
)

// sweepEvery is how often the tables are rid of what is too old.
const sweepEvery = time.Minute

// Channel is the webhook and what it remembers. It is an http.Handler for POST Path.
type Channel struct {
	number   string
	deadline time.Duration
	clock    func() time.Time

	signatures signatures
	hash       *hasher
	answers    *answers
	elsewhere  channels.Once // nil when there is no other instance
	turns      turns
	loops      *loops
	phones     *phones
	spending   spending
	renderer   *renderer
	silence    string
	fallback   string
	tally      tally

	running chan struct{} // closed when Run has a replier
	begun   sync.Once
	replier channels.Replier
}

// New makes the channel, or says everything that is wrong with its settings.
func New(config Config) (*Channel, error) {
	config = config.withDefaults()
	if err := config.check(); err != nil {
		return nil, err
	}
	if config.Clock == nil {
		config.Clock = time.Now
	}
	if config.Rand == nil {
		config.Rand = rand.Reader
	}
	hash, err := newHasher(config.Rand)
	if err != nil {
		return nil, err
	}
	silence, err := silence()
	if err != nil {
		return nil, err
	}
	return &Channel{
		number:     config.Number,
		deadline:   config.Deadline,
		clock:      config.Clock,
		signatures: newSignatures(config.PublicURL, config.AuthTokens),
		hash:       hash,
		answers:    newAnswers(),
		elsewhere:  config.Once,
		turns:      turns{last: map[digest]chan struct{}{}},
		loops:      newLoops(),
		phones:     newPhones(),
		spending:   spending{hourly: config.MaxSegmentsPerHour},
		renderer:   newRenderer(config.MaxSegments, hash),
		silence:    silence,
		fallback:   content.Fallback(),
		running:    make(chan struct{}),
	}, nil
}

// Name is "sms".
func (*Channel) Name() string { return counter.SMS.String() }

// Run has messages answered by reply, and forgets what is too old, until ctx ends. It is called once. Messages that
// come before it wait for it; those that come while the server is stopping are still answered.
func (c *Channel) Run(ctx context.Context, reply channels.Replier) error {
	c.begun.Do(func() {
		c.replier = reply
		close(c.running)
	})
	tick := time.NewTicker(sweepEvery)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
			c.sweep(c.clock())
		}
	}
}

func (c *Channel) sweep(now time.Time) {
	c.answers.sweep(now)
	c.loops.sweep(now)
	c.phones.sweep(now)
	c.renderer.sweep(now)
}

// ServeHTTP answers one webhook request: 200 with TwiML, 403 when it is not Twilio's or not for our number, and
// 405, 413 or 400 when it is not even shaped like one or did not arrive whole.
func (c *Channel) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	m, status, outcome := c.admit(w, r)
	if status != http.StatusOK {
		c.tally[outcome].Add(1)
		http.Error(w, http.StatusText(status), status)
		return
	}
	// Twilio hanging up does not stop a reply: it will ask for the same one again.
	ctx, cancel := context.WithTimeout(context.WithoutCancel(r.Context()), c.deadline)
	defer cancel()
	twiml, outcome := c.answer(ctx, m)
	c.tally[outcome].Add(1)
	w.Header().Set("Content-Type", "text/xml; charset=utf-8")
	io.WriteString(w, twiml) // when Twilio has gone there is nobody to tell
}

// admit reads a request and lets in only Twilio's own, for our number.
func (c *Channel) admit(w http.ResponseWriter, r *http.Request) (m inbound, status int, outcome Outcome) {
	if r.Method != http.MethodPost {
		w.Header().Set("Allow", http.MethodPost)
		return inbound{}, http.StatusMethodNotAllowed, Malformed
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, MaxBody))
	if tooLong := (*http.MaxBytesError)(nil); errors.As(err, &tooLong) {
		return inbound{}, http.StatusRequestEntityTooLarge, Malformed
	}
	if err != nil {
		return inbound{}, http.StatusBadRequest, Malformed
	}
	form, ok := decode(body)
	if !ok {
		return inbound{}, http.StatusForbidden, Malformed
	}
	if !c.signatures.genuine(r, body, form) {
		return inbound{}, http.StatusForbidden, Forged
	}
	m = keep(form)
	if m.to != c.number {
		return inbound{}, http.StatusForbidden, Elsewhere
	}
	if m.sid == "" {
		// Not known to happen; the signature then is what only a repetition would have too.
		m.sid = r.Header.Get("X-Twilio-Signature")
	}
	return m, http.StatusOK, Answered
}

// answer gives the TwiML for a message, the same each time the message arrives.
func (c *Channel) answer(ctx context.Context, m inbound) (string, Outcome) {
	switch {
	case m.optOut != "":
		return c.silence, OptOut
	case !answerable(m.from):
		return c.silence, NotMobile
	}
	a, first := c.answers.claim(c.hash.of(m.sid), c.clock())
	if !first {
		return a.waitUntil(ctx, c.fallback), Duplicate
	}
	twiml, outcome := c.compose(ctx, m)
	twiml = a.settle(twiml)
	if outcome != Duplicate {
		c.give(ctx, m.sid, twiml)
	}
	return twiml, outcome
}

// compose asks the bot, in the sender's turn, and writes down what it says. Whatever fails, something that
// makes sense comes out.
func (c *Channel) compose(ctx context.Context, m inbound) (twiml string, outcome Outcome) {
	defer func() {
		// The panic's value may quote the text: it is dropped, not logged.
		if recover() != nil {
			twiml, outcome = c.fallback, Failed
		}
	}()
	who := c.hash.of(m.from)
	done, ok := c.turns.take(ctx, who)
	if !ok {
		return c.fallback, Failed
	}
	defer done()

	if answer, first := c.take(ctx, m.sid); !first {
		return answer, Duplicate
	}
	if !c.runs(ctx) {
		return c.fallback, Failed
	}
	reply := c.replier.Reply(ctx, message(m))
	if reply.Silent {
		return c.silence, Silent
	}
	now := c.clock()
	r := c.renderer.render(reply.Plain, now)
	if r == nil {
		return c.fallback, Failed
	}
	twiml, segments, outcome := r.twiml, r.segments, Answered
	switch c.loops.judge(who, c.hash.of(strings.TrimSpace(m.body)), r.text, reply.Urgent, now) {
	case brief:
		twiml, segments, outcome = c.fallback, 1, Looped
	case nothing:
		return c.silence, Looped
	}
	switch c.phones.spend(who, segments, now) {
	case brief:
		twiml, segments, outcome = c.fallback, 1, Looped
	case nothing:
		return c.silence, Looped
	}
	switch c.spending.spend(segments, reply.Urgent, now) {
	case brief:
		return c.fallback, Brief
	case nothing:
		return c.silence, Unpaid
	}
	return twiml, outcome
}

// runs waits for Run, for as long as ctx allows.
func (c *Channel) runs(ctx context.Context) bool {
	select {
	case <-c.running:
		return true
	default:
	}
	select {
	case <-c.running:
		return true
	case <-ctx.Done():
		return false
	}
}

// message is what the bot gets to see. A picture with words is the words: they may be the emergency.
func message(m inbound) bot.Message {
	kind := bot.Text
	if m.media && strings.TrimSpace(m.body) == "" {
		kind = bot.NotText
	}
	return bot.Message{
		Sender:  bot.NewSender(counter.SMS, m.from),
		Channel: counter.SMS,
		Form:    content.Numbered,
		Kind:    kind,
		Text:    m.body,
	}
}
