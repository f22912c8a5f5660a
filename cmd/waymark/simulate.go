package main

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"time"

	"waymark/bot"
	"waymark/bot/counter"
	"waymark/bot/session"
)

type simulateCmd struct {
	contentDir
	Sessions int    `help:"How many conversations." default:"20000"`
	Days     int    `help:"Over how many days." default:"90"`
	Until    string `help:"The last day; by default yesterday." placeholder:"DATE"`
	Seed     uint64 `help:"The same seed gives the same conversations." default:"1"`
	Out      string `help:"The counter file to make; it must not exist yet." short:"o" default:"simulated.sqlite" type:"path" placeholder:"FILE"`
}

// Help says what it is for.
func (*simulateCmd) Help() string {
	return "The real bot answers made-up people over a clock that runs fast, for demonstrations, screenshots and load. What comes out says SIMULATED on every page and export; a real counter file and a simulated one are never mixed. Look at it with: waymark dashboard show --counters FILE"
}

// Run makes the file.
func (c *simulateCmd) Run(ctx context.Context, std stdio) error {
	if c.Sessions < 1 || c.Days < 1 || c.Days > 800 || c.Sessions > 20_000_000 {
		return wrongUse{errors.New("--sessions is 1 to 20000000 and --days 1 to 800")}
	}
	until, err := dayOr(c.Until, time.Now().AddDate(0, 0, -1))
	if err != nil {
		return wrongUse{fmt.Errorf("--until %w", err)}
	}
	if until.AddDate(0, 0, 1-c.Days).Year() < 2000 {
		return wrongUse{errors.New("--until is too long ago: the first day has to be in 2000 or later")}
	}
	if _, err := os.Stat(c.Out); !errors.Is(err, fs.ErrNotExist) {
		return wrongUse{fmt.Errorf("%s exists already; simulate only ever makes a file of its own", c.Out)}
	}
	book, listener, err := ready(c.contentDir, operator{}.values(""))
	if err != nil {
		return err
	}
	ground, err := exampleGround()
	if err != nil {
		return err
	}
	w, err := newWorld(ctx, c.Out, until.AddDate(0, 0, 1-c.Days), c.Seed)
	if err != nil {
		return err
	}
	w.bot, err = bot.New(bot.Config{
		Book: book, Sessions: w.sessions, Pseudonyms: w.pseudonyms, Listener: listener, Tally: w.ledger, Clock: w.now, Entries: simulatedEntries(), Ground: func() *bot.Ground { return ground },
	})
	if err != nil {
		return err
	}
	if err := w.live(ctx, c.Sessions, c.Days); err != nil {
		return errors.Join(err, w.ledger.Close())
	}
	fmt.Fprintf(std.err, "%s: %d simulated sessions over %d days\n", filepath.Base(c.Out), c.Sessions, c.Days)
	return w.ledger.Close()
}

// simulatedLinks are the codes of the made-up posters.
var simulatedLinks = []string{"poster-chemist", "poster-hostel", "card-outreach", "festival"}

func simulatedEntries() (out []bot.Entry) {
	for _, code := range simulatedLinks {
		out = append(out, bot.Entry{Code: code})
	}
	return out
}

// world is a clock that runs fast, and what stands on it. Nothing runs beside it, so the same seed gives the same file.
type world struct {
	clock      time.Time
	bot        *bot.Bot
	ledger     *counter.Ledger
	sessions   *session.Memory
	pseudonyms *session.Pseudonyms
	dice       *rand.Rand
	people     int
}

// turn is how often the counters are written in a world, and settle how long after its end a period is closed.
const (
	simulatedTurn  = 3 * time.Hour
	simulatedGrace = 6 * time.Hour
)

func newWorld(ctx context.Context, file string, first time.Time, seed uint64) (*world, error) {
	zone, err := time.LoadLocation("Europe/London")
	if err != nil {
		return nil, err
	}
	y, m, d := first.Date()
	w := &world{clock: time.Date(y, m, d, 0, 0, 0, 0, zone), sessions: session.NewMemory(50_000), dice: rand.New(rand.NewPCG(seed, 1))}
	var key [32]byte
	binary.LittleEndian.PutUint64(key[:], seed)
	chance := rand.NewChaCha8(key)
	if w.pseudonyms, err = session.NewPseudonyms(chance, w.clock); err != nil {
		return nil, err
	}
	var failed counter.Event
	w.ledger, err = counter.Open(ctx, counter.Config{
		Path: file, Clock: w.now, Rand: chance, Every: simulatedTurn, Grace: simulatedGrace, Zone: zone, Simulated: true,
		Alarm: func(e counter.Event) { failed = e },
	})
	if err == nil && failed != counter.Working {
		err = errors.New(failed.String())
	}
	return w, err
}

func (w *world) now() time.Time { return w.clock }

// live lets the days pass. Counters are written every three hours, which is also what closes periods.
func (w *world) live(ctx context.Context, sessions, days int) error {
	share := shares(w.dice, w.clock, days)
	left := float64(sessions)
	var whole float64
	for _, s := range share {
		whole += s
	}
	if err := w.ledger.Flush(ctx); err != nil {
		return err
	}
	for i := range days {
		n := int(left*share[i]/whole + 0.5)
		left, whole = left-float64(n), whole-share[i]
		y, m, d := w.clock.Date()
		tomorrow := time.Date(y, m, d+1, 0, 0, 0, 0, w.clock.Location())
		if err := w.day(ctx, n, tomorrow); err != nil {
			return err
		}
	}
	for end := w.clock.Add(simulatedGrace + simulatedTurn); w.clock.Before(end); { // so that the last day closes
		w.clock = w.clock.Add(simulatedTurn)
		if err := w.ledger.Flush(ctx); err != nil {
			return err
		}
	}
	return nil
}

// day holds a day's conversations, each at an hour of its own.
func (w *world) day(ctx context.Context, n int, tomorrow time.Time) error {
	begin, length := w.clock, tomorrow.Sub(w.clock)
	turns := int((length + simulatedTurn - 1) / simulatedTurn)
	for t := range turns {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		from := begin.Add(time.Duration(t) * simulatedTurn)
		to := from.Add(simulatedTurn)
		if to.After(tomorrow) || t == turns-1 {
			to = tomorrow
		}
		here := n * hourly(t, turns) / 100
		if t == turns-1 {
			here = n
			for before := range turns - 1 {
				here -= n * hourly(before, turns) / 100
			}
		}
		for i := range here {
			w.clock = from.Add(to.Sub(from) * time.Duration(i) / time.Duration(here))
			w.converse(ctx)
		}
		w.clock = to
		if err := w.ledger.Flush(ctx); err != nil {
			return err
		}
		w.sessions.Sweep(w.clock)
	}
	return nil
}

// hourly is how much of a day, in percent, falls in each three hours: most in the evening, some at every hour.
func hourly(turn, turns int) int {
	weights := [...]int{11, 5, 3, 9, 14, 17, 20, 21}
	if turn >= turns-1 || turn >= len(weights) {
		return 0 // the last takes what is left
	}
	return weights[turn]
}

// shares are how busy each day is: growing over the year, busier at weekends and after paydays, never even.
func shares(dice *rand.Rand, first time.Time, days int) []float64 {
	out := make([]float64, days)
	for i := range out {
		d := first.AddDate(0, 0, i)
		s := 1 + 0.8*float64(i)/float64(days)
		switch d.Weekday() {
		case time.Friday, time.Saturday:
			s *= 1.3
		case time.Monday:
			s *= 0.85
		}
		out[i] = s * (0.8 + 0.4*dice.Float64())
	}
	return out
}
