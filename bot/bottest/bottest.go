// Package bottest makes bots for tests: the real flows, words and understanding, with stores in memory and
// a clock that the test holds.
package bottest

import (
	"crypto/rand"
	"sync"
	"testing"
	"time"

	"waymark/bot"
	"waymark/bot/counter"
	"waymark/bot/directory/example"
	"waymark/bot/directory/hours"
	"waymark/bot/directory/place"
	"waymark/bot/intent"
	"waymark/bot/session"
	"waymark/content"
	"waymark/flows"
)

// plainBook is the built-in book with its placeholders left open, loaded once a test program.
var plainBook = sync.OnceValues(func() (*flows.Book, error) { return load(nil, false) })

// draftBook is the same with the drafts of other languages.
var draftBook = sync.OnceValues(func() (*flows.Book, error) { return load(nil, true) })

// Drafts gives the built-in book with the words in other languages that nobody has reviewed, which nobody is served
// unless the operator wants it so.
func Drafts(t testing.TB) *flows.Book {
	t.Helper()
	book, err := draftBook()
	if err != nil {
		t.Fatalf("the built-in flows or content have problems:\n%v", err)
	}
	return book
}

// Book gives the built-in flows and content with the given values for placeholders, and fails the test
// when they have problems.
func Book(t testing.TB, values map[string]string) *flows.Book {
	t.Helper()
	book, err := plainBook()
	if values != nil {
		book, err = load(values, false)
	}
	if err != nil {
		t.Fatalf("the built-in flows or content have problems:\n%v", err)
	}
	return book
}

func load(values map[string]string, drafts bool) (*flows.Book, error) {
	l, err := listener()
	if err != nil {
		return nil, err
	}
	lib, problems := content.Load(content.Embedded())
	if !drafts {
		lib = lib.Reviewed()
	}
	book, more := flows.Load(flows.Embedded(), lib, bot.Names(flows.Names{
		Counter: func(name string) bool { _, ok := counter.Named(name); return ok },
		Intent:  l.Known,
	}), values)
	return book, append(problems, more...).Err()
}

// listener is built once a test program: it never changes.
var listener = sync.OnceValues(func() (*intent.Listener, error) {
	names, problems := content.ReadSubstances(content.Embedded())
	if err := problems.Err(); err != nil {
		return nil, err
	}
	return intent.New(names)
})

// Listener gives the real one.
func Listener(t testing.TB) *intent.Listener {
	t.Helper()
	l, err := listener()
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// Tally counts in plain sight, for tests.
type Tally struct {
	mu     sync.Mutex
	counts map[string]int
}

// Add counts one.
func (t *Tally) Add(c counter.Counter, ch counter.Channel) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.counts == nil {
		t.counts = map[string]int{}
	}
	t.counts[c.String()]++
	t.counts[ch.String()+"/"+c.String()]++
}

// Of gives how often a counter moved; the name may have a channel before it, as "sms/sessions".
func (t *Tally) Of(name string) int {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.counts[name]
}

// Clock is a clock that stands still until the test moves it.
type Clock struct {
	mu  sync.Mutex
	now time.Time
}

// NewClock starts on an ordinary afternoon.
func NewClock() *Clock { return &Clock{now: time.Date(2026, 11, 22, 15, 0, 0, 0, time.UTC)} }

// Now is the time on the clock.
func (c *Clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

// Set puts the clock to a time.
func (c *Clock) Set(to time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = to
}

// Move moves the clock.
func (c *Clock) Move(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

// Parts are a bot and what it was made from.
type Parts struct {
	*bot.Bot
	Book     *flows.Book
	Sessions *session.Memory
	Tally    *Tally
	Clock    *Clock
	// Ground is what the bot knows of places: the example directory. A test may replace it before it writes.
	Ground *bot.Ground
}

func (p *Parts) ground() *bot.Ground { return p.Ground }

// ground is loaded once a test program.
var ground = sync.OnceValues(func() (*bot.Ground, error) {
	bank, err := hours.Shipped()
	if err != nil {
		return nil, err
	}
	calendar, err := hours.NewCalendar(bank)
	if err != nil {
		return nil, err
	}
	services, err := example.Open(calendar)
	return &bot.Ground{Directory: services, Places: place.New(), ShowExample: true}, err
})

// Ground gives the example directory and the built-in places.
func Ground(t testing.TB) *bot.Ground {
	t.Helper()
	g, err := ground()
	if err != nil {
		t.Fatal(err)
	}
	return g
}

// New makes a bot that remembers nothing yet.
func New(t testing.TB) *Parts {
	t.Helper()
	return With(t, Book(t, nil), Listener(t))
}

// With makes a bot from a book and a listener that several bots may share.
func With(t testing.TB, book *flows.Book, listener bot.Listener) *Parts {
	t.Helper()
	p := &Parts{Book: book, Sessions: session.NewMemory(1 << 21), Tally: &Tally{}, Clock: NewClock(), Ground: Ground(t)}
	p.make(t, listener, nil)
	return p
}

// Setting makes the stage for a conversation: when it is held, unless at is zero, and whether there is a list of services.
func (p *Parts) Setting(at time.Time, noPlaces bool) *Parts {
	if !at.IsZero() {
		p.Clock.Set(at)
	}
	if noPlaces {
		p.Ground = nil
	}
	return p
}

// Entries gives the bot links of an operator: the code of entry_01 is poster-01, and so on. Conversations go on.
func (p *Parts) Entries(t testing.TB, entries []counter.Member) {
	t.Helper()
	codes := make([]bot.Entry, len(entries))
	for i, e := range entries {
		codes[i].Code = "poster-" + e.Name
	}
	p.make(t, Listener(t), codes)
}

// Doors gives the bot links of an operator. Conversations go on.
func (p *Parts) Doors(t testing.TB, entries []bot.Entry) {
	t.Helper()
	p.make(t, Listener(t), entries)
}

func (p *Parts) make(t testing.TB, listener bot.Listener, entries []bot.Entry) {
	t.Helper()
	pseudonyms, err := session.NewPseudonyms(rand.Reader, p.Clock.Now())
	if err != nil {
		t.Fatal(err)
	}
	p.Bot, err = bot.New(bot.Config{
		Book: p.Book, Sessions: p.Sessions, Pseudonyms: pseudonyms,
		Listener: listener, Tally: p.Tally, Clock: p.Clock.Now, Entries: entries, Ground: p.ground,
	})
	if err != nil {
		t.Fatal(err)
	}
}
