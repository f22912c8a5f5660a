package session

import (
	"context"
	"sync"
	"testing"
	"time"

	"waymark/bot/session/valkeytest"
)

// waits is how patient an instance in these tests is: on a busy machine nothing may depend on how long an answer takes.
const waits = 10 * time.Second

// atClock is a clock that a test sets.
type atClock struct {
	mu  sync.Mutex
	now time.Time
}

func (c *atClock) read() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *atClock) set(t time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = t
}

// instance is one Waymark on a server.
type instance struct {
	*Valkey
	clock *atClock
	mu    sync.Mutex
	heard []State
}

func (i *instance) states() []State {
	i.mu.Lock()
	defer i.mu.Unlock()
	return append([]State{}, i.heard...)
}

func newInstance(t *testing.T, s *valkeytest.Server, change ...func(*ValkeyConfig)) *instance {
	t.Helper()
	i := &instance{clock: &atClock{now: start()}}
	conf := ValkeyConfig{URL: s.URL(), Clock: i.clock.read, Numbering: Numbering{1}, Patience: waits, Alarm: func(s State) {
		i.mu.Lock()
		defer i.mu.Unlock()
		i.heard = append(i.heard, s)
	}}
	for _, c := range change {
		c(&conf)
	}
	var err error
	if i.Valkey, err = NewValkey(context.Background(), conf); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { i.Close() })
	return i
}

// see gives where a conversation is, as an instance knows it.
func (i *instance) see(who [32]byte) (found Session, known bool) {
	i.Change(context.Background(), who, i.clock.read(), func(s Session, k bool) (Session, Fate) {
		found, known = s, k
		return s, Untouched
	})
	return found, known
}

// to moves a conversation, and says whether that is remembered.
func (i *instance) to(who [32]byte, at uint32) bool {
	return i.Change(context.Background(), who, i.clock.read(), func(s Session, _ bool) (Session, Fate) {
		s.At = at
		return s, Kept
	})
}

func TestAConversationGoesOnAtAnotherInstance(t *testing.T) {
	s := valkeytest.Start(t)
	one, two := newInstance(t, s), newInstance(t, s)
	who := [32]byte{7}
	for step := range uint32(10) {
		from, at := one, two
		if step%2 == 1 {
			from, at = two, one
		}
		if !from.to(who, step) {
			t.Fatal("not remembered")
		}
		if got, known := at.see(who); !known || got.At != step {
			t.Fatalf("the other instance has it at %d, %v; want %d", got.At, known, step)
		}
	}
	two.Change(context.Background(), who, start(), func(s Session, _ bool) (Session, Fate) { return s, Forgotten })
	if _, known := one.see(who); known {
		t.Error("forgotten at one instance and known at the other")
	}
	left, err := s.Client().Keys(context.Background(), sessionPrefix+"*").Result()
	if err != nil || len(left) != 0 {
		t.Errorf("%d sessions are left, %v", len(left), err)
	}
}

// Many messages of one conversation at once, at two instances: each step is taken on what the one before it left, and what one
// counted none counts again.
func TestStepsAtOnceAreTakenOneAfterAnother(t *testing.T) {
	s := valkeytest.Start(t)
	instances := []*instance{newInstance(t, s), newInstance(t, s)}
	who := [32]byte{7}
	var mu sync.Mutex
	counted, steps := 0, 0
	var all sync.WaitGroup
	for n := range 8 {
		all.Go(func() {
			for range 10 {
				first := false
				if instances[n%2].Change(context.Background(), who, start(), func(s Session, _ bool) (Session, Fate) {
					first = s.Count(5)
					s.At++
					return s, Kept
				}) {
					mu.Lock()
					steps++
					if first {
						counted++
					}
					mu.Unlock()
				}
			}
		})
	}
	all.Wait()
	got, _ := instances[0].see(who)
	if int(got.At) != steps || counted != 1 {
		t.Errorf("%d steps are remembered and the session saw %d; it counted %d times, want once", steps, got.At, counted)
	}
	if steps < 40 {
		t.Errorf("only %d of 80 steps were remembered", steps)
	}
}

func TestASessionEndsOnTheServerToo(t *testing.T) {
	s := valkeytest.Start(t)
	i := newInstance(t, s)
	for name, c := range map[string]struct {
		urgent bool
		want   time.Duration
	}{"ordinary": {false, TTL}, "urgent": {true, UrgentTTL}} {
		who := [32]byte{1}
		if c.urgent {
			who[0] = 2
		}
		i.Change(context.Background(), who, start(), func(s Session, _ bool) (Session, Fate) {
			s.Urgent = c.urgent
			return s, Kept
		})
		name2 := names(sessionPrefix, i.ring.Load().of(who))[0]
		left, err := s.Client().PTTL(context.Background(), name2).Result()
		if err != nil || left > c.want || left < c.want-time.Minute {
			t.Errorf("%s: %v are left, %v; want %v", name, left, err, c.want)
		}
	}
}

// Everybody has one key a day. A conversation outlives midnight, also when one instance's clock is ahead of the other's.
func TestNobodyIsCutOffAtMidnightByTwoClocks(t *testing.T) {
	s := valkeytest.Start(t)
	midnight := time.Date(2026, 11, 23, 0, 0, 0, 0, time.UTC)
	ahead, behind := newInstance(t, s), newInstance(t, s)
	set := func(i *instance, at time.Time) {
		t.Helper()
		i.clock.set(at)
		if err := i.ask(context.Background()); err != nil {
			t.Fatal(err)
		}
	}
	set(ahead, midnight.Add(-5*time.Minute))
	set(behind, midnight.Add(-6*time.Minute))
	who := [32]byte{7}
	behind.to(who, 1)
	today := ahead.ring.Load().of(who)[0]

	set(ahead, midnight.Add(20*time.Second))
	if ahead.ring.Load().of(who)[0] == today {
		t.Fatal("a new day has the old pseudonym")
	}
	for step := range uint32(6) {
		from, at := ahead, behind
		if step%2 == 1 {
			from, at = behind, ahead
		}
		from.to(who, 10+step)
		if got, known := at.see(who); !known || got.At != 10+step {
			t.Fatalf("step %d: the other instance has it at %d, %v", step, got.At, known)
		}
	}
	set(behind, midnight.Add(UrgentTTL+time.Minute))
	if n := len(behind.ring.Load().keys); n != 1 {
		t.Errorf("%d keys two hours after midnight, want today's only", n)
	}
}

func TestAMessageIsTakenOnOnce(t *testing.T) {
	s := valkeytest.Start(t)
	one, two := newInstance(t, s), newInstance(t, s)
	ctx := context.Background()
	if _, first := one.Claim(ctx, "SM1"); !first {
		t.Fatal("nobody had it")
	}
	short, cancel := context.WithTimeout(ctx, 3*lookAgain)
	defer cancel()
	if answer, first := two.Claim(short, "SM1"); first || answer != "" {
		t.Errorf("before it was answered, the other instance got %q, %v", answer, first)
	}
	got := make(chan string)
	go func() {
		answer, first := two.Claim(ctx, "SM1")
		if first {
			answer = "taken on twice"
		}
		got <- answer
	}()
	one.Settle(ctx, "SM1", "the answer")
	if answer := <-got; answer != "the answer" {
		t.Errorf("the other instance got %q", answer)
	}
	if _, first := two.Claim(ctx, "SM2"); !first {
		t.Error("another message was not let pass")
	}
	two.Release(ctx, "SM2")
	if _, first := one.Claim(ctx, "SM2"); !first {
		t.Error("a message that was given back was not let pass")
	}
}
