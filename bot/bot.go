// Package bot turns one Message into one Reply. It is the heart: it takes clock, randomness and stores
// as arguments, imports no channel, keeps no state of its own, and whatever arrives and whatever fails
// inside it, the person gets text that makes sense on its own.
package bot

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"waymark/bot/counter"
	"waymark/bot/intent"
	"waymark/bot/session"
	"waymark/content"
	"waymark/flows"
)

// Sessions remembers where conversations are. A failing store behaves like an empty one: nobody is left
// without a reply because of it.
type Sessions interface {
	Get(ctx context.Context, p session.Pseudonym, now time.Time) (session.Session, bool)
	Put(ctx context.Context, p session.Pseudonym, s session.Session, now time.Time)
	Delete(ctx context.Context, p session.Pseudonym)
}

// Tally counts. Add must not block and cannot fail.
type Tally interface {
	Add(c counter.Counter, ch counter.Channel)
}

// Listener understands free text: Hear all of it, Answer only which choice of a question it means, or -1.
type Listener interface {
	Hear(text string, q *intent.Question) intent.Heard
	Answer(text string, q *intent.Question) int
}

// Config is everything a Bot needs; all of it but Entries and Ground must be given, and Shared in place of Sessions and Pseudonyms when
// several instances answer together.
type Config struct {
	Book       *flows.Book
	Sessions   Sessions
	Pseudonyms *session.Pseudonyms
	Shared     Conversations
	Listener   Listener
	Tally      Tally
	Clock      func() time.Time
	// Entries are the operator's own links, in the order of the counters entry_01, entry_02 and on. It may be empty.
	Entries []Entry
	// Ground gives what is known of places; it is asked once a message, so that an import can replace it. It must not wait. Nil,
	// or a nil Ground, is that there is no list of services.
	Ground func() *Ground
}

// Entry is a link by which a conversation can begin.
type Entry struct {
	// Code is what the link carries, or the first word of a first text, in small letters.
	Code string
	// Topic is a state of flow door, "" for none; Locale is the language to begin in, "" for the default one.
	Topic, Locale string
}

// door is an Entry as it is counted.
type door struct {
	Entry
	counter counter.Counter
}

// Bot answers messages. It is safe for concurrent use: one person's messages are handled in order,
// different people's in parallel.
type Bot struct {
	conversations Conversations
	tally         Tally
	clock         func() time.Time
	entries       atomic.Pointer[map[string]door]
	ground        func() *Ground
	view          atomic.Pointer[view]
}

// New makes a Bot and prepares everything that can be prepared before the first message.
func New(c Config) (*Bot, error) {
	if c.Shared == nil && c.Sessions != nil && c.Pseudonyms != nil {
		c.Shared = &local{sessions: c.Sessions, pseudonyms: c.Pseudonyms}
	}
	if c.Book == nil || c.Shared == nil || c.Listener == nil || c.Tally == nil || c.Clock == nil {
		return nil, errors.New("bot: every field of Config but Entries and Ground must be given, and Shared or Sessions and Pseudonyms")
	}
	b := &Bot{conversations: c.Shared, tally: c.Tally, clock: c.Clock, ground: c.Ground}
	if err := b.Enter(c.Entries); err != nil {
		return nil, err
	}
	if b.ground == nil {
		b.ground = func() *Ground { return nil }
	}
	return b, b.Use(c.Book, c.Listener)
}

// Enter replaces the links by which conversations can begin, in the order of the counters entry_01, entry_02 and on. On an error
// those in use stay.
func (b *Bot) Enter(links []Entry) error {
	counters := counter.Members("entry")
	if len(links) > len(counters) {
		return fmt.Errorf("bot: %d entry links, at most %d can be counted apart", len(links), len(counters))
	}
	all := make(map[string]door, len(links))
	for i, e := range links {
		all[e.Code] = door{e, counters[i].Counter}
	}
	b.entries.Store(&all)
	return nil
}

// Use replaces the flows and words, and what understands texts, which knows the names of substances from the same words.
// Conversations go on where they are: sessions name states by keys that do not depend on the book. On an error what is in
// use stays.
func (b *Bot) Use(book *flows.Book, listener Listener) error {
	v, err := newView(book)
	if err != nil {
		return fmt.Errorf("prepare the flows: %w", err)
	}
	v.listener = listener
	b.view.Store(v)
	return nil
}

// Reply turns one message into one reply. It is total: whatever arrives and whatever fails inside,
// the person gets text that makes sense on its own.
func (b *Bot) Reply(ctx context.Context, m Message) (r Reply) {
	defer func() {
		if recover() != nil { // what was being read must not reach a log, so the panic's value is dropped
			r = lastResort()
		}
	}()
	e := exchange{bot: b, message: m, now: b.clock(), view: b.view.Load()}
	if b.conversations.Change(ctx, m.Sender.key, e.now, e.step) { // or the next message would count the same again
		for _, c := range e.counts {
			b.tally.Add(c, m.Channel)
		}
	}
	return e.reply
}

// exchange is a message and its reply, in one piece: one allocation for all of it.
type exchange struct {
	bot     *Bot
	message Message
	now     time.Time
	view    *view
	turn    turn
	reply   Reply
	counts  []counter.Counter
}

// step is a session.Step: it may be taken again, and begins anew each time.
func (e *exchange) step(s session.Session, known bool) (session.Session, session.Fate) {
	t := &e.turn
	e.begin(s, known)
	if !t.hold(e.bot.ground, &e.reply) { // a list of services that fails is one that is not there
		e.begin(s, known)
		t.hold(nil, &e.reply)
	}
	e.counts = t.fresh()
	if t.forgotten {
		return t.session, session.Forgotten
	}
	return t.session, session.Kept
}

func (e *exchange) begin(s session.Session, known bool) {
	e.turn = turn{view: e.view, now: e.now, entries: *e.bot.entries.Load(), message: e.message, session: s, known: known}
	e.reply = Reply{}
}

// hold takes a turn from its message to its reply. With a list of services it says whether that went well; without one
// there is nothing to fall back on, and a failure goes further up.
func (t *turn) hold(ground func() *Ground, r *Reply) (ok bool) {
	if ground != nil {
		defer func() {
			if !ok {
				_ = recover() // what was being read must not reach a log
			}
		}()
		t.ground = ground()
	}
	t.begin()
	t.decide()
	t.steer()
	*r = t.reply()
	return true
}

// Sent tells the bot the platform's numbers of messages that went to a sender, so that FORGET can
// delete them. After FORGET there is no session to tell, and nothing is kept.
func (b *Bot) Sent(ctx context.Context, to Sender, refs ...int64) {
	b.conversations.Change(ctx, to.key, b.clock(), func(s session.Session, known bool) (session.Session, session.Fate) {
		if !known {
			return s, session.Untouched
		}
		for _, ref := range refs {
			s.Saw(ref)
		}
		return s, session.Kept
	})
}

// Left forgets the conversation of a sender who wants no more messages.
func (b *Bot) Left(ctx context.Context, who Sender) {
	b.conversations.Change(ctx, who.key, b.clock(), func(s session.Session, _ bool) (session.Session, session.Fate) {
		return s, session.Forgotten
	})
}

// lastResort is what goes out when everything else has failed. It is compiled in: no file, no store and
// no reload stands in its way. Sources: OD-08 to OD-11 of the facts behind content/sources.yaml.
func lastResort() Reply {
	const words = "If someone won't wake: call 999 now, on speaker. Tilt their head back, lift the chin. Say if they are breathing. Then text OD here. Text MENU for the rest."
	return Reply{Text: words, Plain: words, Urgent: true}
}

// LastResort is the reply of last resort, for a channel that cannot reach the bot.
func LastResort() Reply { return lastResort() }

// view is one book with everything that can be worked out about it beforehand.
type view struct {
	book      *flows.Book
	listener  Listener
	questions map[string][]*intent.Question   // by locale, then state
	counts    [][]counter.Counter             // by state
	titles    func() map[flows.StateID]string // in the default locale; made when somebody first passes a card on
	system    map[string]flows.StateID
	engine    engineCounters
	// bare is the question that only yes, no and the numbers of choices answer: somebody who types one of
	// those first was answering us before a restart.
	bare *intent.Question
	// countable is the question that nothing but a number answers.
	countable *intent.Question
	looks     looks
}

func newView(book *flows.Book) (*view, error) {
	v := &view{book: book, questions: map[string][]*intent.Question{}, system: map[string]flows.StateID{}, looks: newLooks(book)}
	for _, name := range flows.System() {
		id, ok := book.ByName("menu/" + name)
		if !ok {
			return nil, fmt.Errorf("state menu/%s is missing", name)
		}
		v.system[name] = id
	}
	for _, locale := range book.Locales() {
		qs := make([]*intent.Question, book.Len())
		for i := range qs {
			qs[i] = intent.NewQuestion(wordsIn(book.State(flows.StateID(i)), locale))
		}
		v.questions[locale] = qs
	}
	v.bare = intent.NewQuestion([][]string{{"yes"}, {"no"}, {"3"}, {"4"}, {"5"}, {"6"}, {"7"}, {"8"}, {"9"}})
	v.countable = intent.NewQuestion(make([][]string, 9))
	v.titles = sync.OnceValue(func() map[flows.StateID]string { return book.Titles(content.DefaultLocale) })
	return v, v.prepareCounts()
}

// wordsIn gives what may be typed for each choice of a state in a language. The default language's words are understood
// in every other one too, where they do not mean something else there: nobody in a hurry keeps to one.
func wordsIn(s *flows.State, locale string) [][]string {
	base, events := s.Words[content.DefaultLocale], s.Events[content.DefaultLocale]
	own, ok := s.Words[locale]
	if !ok || locale == content.DefaultLocale {
		return base
	}
	taken := map[string]bool{}
	for _, words := range own {
		for _, w := range words {
			taken[w] = true
		}
	}
	out := make([][]string, len(own))
	for i, words := range own {
		out[i] = slices.Clone(words)
		n := slices.Index(events, s.Events[locale][i])
		if n < 0 {
			continue
		}
		for _, w := range base[n] {
			if !taken[w] {
				out[i] = append(out[i], w)
			}
		}
	}
	return out
}
