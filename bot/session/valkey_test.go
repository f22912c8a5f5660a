package session

import (
	"bytes"
	"context"
	"encoding/hex"
	"errors"
	"reflect"
	"strings"
	"sync"
	"testing"
	"time"
	"unsafe"

	"pgregory.net/rapid"

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

func TestASessionIsTheSameOnTheWire(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		// Every field there is, those of tomorrow too, from random bytes.
		var want Session
		raw := unsafe.Slice((*byte)(unsafe.Pointer(&want)), unsafe.Sizeof(want))
		copy(raw, rapid.SliceOfN(rapid.Byte(), len(raw), len(raw)).Draw(t, "bytes"))
		v := reflect.ValueOf(&want).Elem()
		for i := range v.NumField() {
			if f := v.Field(i); f.Kind() == reflect.Bool {
				on := (*byte)(f.Addr().UnsafePointer())
				*on &= 1
			}
		}
		want.trailCount %= trailLength + 1
		want.expires = 0 // the server's business
		sent := want.wire(Numbering{1})
		if len(sent) != wireSize {
			t.Fatalf("%d bytes, want %d", len(sent), wireSize)
		}
		got, known := unwire(sent, Numbering{1})
		if !known || got != want {
			t.Fatalf("came as %+v, %v; was %+v", got, known, want)
		}
	})
}

func TestAnotherVersionsSessionCountsNothingTwice(t *testing.T) {
	s := Session{At: 9}
	s.Count(3)
	for name, c := range map[string]struct {
		sent  []byte
		known bool
	}{
		"counters are numbered differently": {s.wire(Numbering{2}), true},
		"sessions are written differently":  {append([]byte{wireForm + 1}, s.wire(Numbering{1})[1:]...), false},
		"cut short":                         {s.wire(Numbering{1})[:40], false},
	} {
		got, known := unwire(c.sent, Numbering{1})
		if known != c.known || known && got.At != 9 {
			t.Errorf("%s: came as %+v, %v", name, got, known)
		}
		for n := range uint16(Counted + 100) {
			if got.Count(n) {
				t.Fatalf("%s: counter %d can be counted", name, n)
			}
		}
	}
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

// A server that was restarted has lost the key; the instances that are running still agree, and bring it back.
func TestARestartedServerGetsTheKeyBack(t *testing.T) {
	s := valkeytest.Start(t)
	one, two := newInstance(t, s), newInstance(t, s)
	who := [32]byte{7}
	before := one.ring.Load().of(who)[0]
	s.Kill()
	s.Run()
	for _, i := range []*instance{two, one} {
		for try := 0; i.ask(context.Background()) != nil; try++ { // connections that broke are noticed one by one
			if try > 70 {
				t.Fatal("the server is not used again")
			}
		}
	}
	newcomer := newInstance(t, s)
	for _, i := range []*instance{one, two, newcomer} {
		if i.ring.Load().of(who)[0] != before {
			t.Error("the key is another one")
		}
	}
	one.to(who, 4)
	if got, known := newcomer.see(who); !known || got.At != 4 {
		t.Errorf("a new instance has it at %d, %v", got.At, known)
	}
}

func TestAServerThatWritesToADiskIsRefused(t *testing.T) {
	for name, c := range map[string]struct {
		options []string
		want    error
	}{
		"nothing is written":     {nil, nil},
		"snapshots":              {[]string{"--save", "3600 1"}, ErrPersists},
		"every command":          {[]string{"--appendonly", "yes"}, ErrPersists},
		"a copy of another":      {[]string{"--replicaof", "127.0.0.1 1"}, ErrPersists},
		"it may not be asked":    {[]string{"--user", "default", "on", "nopass", "~*", "+@all", "-config"}, ErrUnknown},
		"nor about its replicas": {[]string{"--user", "default", "on", "nopass", "~*", "+@all", "-info"}, ErrUnknown},
	} {
		t.Run(strings.ReplaceAll(name, " ", "_"), func(t *testing.T) {
			t.Parallel()
			s := valkeytest.Start(t, c.options...)
			v, err := NewValkey(context.Background(), ValkeyConfig{URL: s.URL(), Clock: start, Patience: waits})
			if !errors.Is(err, c.want) {
				t.Fatalf("NewValkey says %v, want %v", err, c.want)
			}
			if err == nil {
				v.Close()
			}
		})
	}
}

// A server that begins to write to its disk is left alone, and the keys are taken away from it.
func TestAServerThatBeginsToWriteIsLeftAlone(t *testing.T) {
	s := valkeytest.Start(t)
	i := newInstance(t, s)
	who := [32]byte{7}
	if !i.to(who, 3) {
		t.Fatal("not remembered")
	}
	c := s.Client()
	if err := c.ConfigSet(context.Background(), "save", "3600 1").Err(); err != nil {
		t.Fatal(err)
	}
	if err := i.ask(context.Background()); !errors.Is(err, ErrPersists) {
		t.Fatalf("asked, it says %v", err)
	}
	if _, known := i.see(who); known || i.to(who, 4) {
		t.Error("it is still used")
	}
	if keys, err := c.Keys(context.Background(), keyPrefix+"*").Result(); err != nil || len(keys) != 0 {
		t.Errorf("%d keys are left there, %v", len(keys), err)
	}
	if err := c.ConfigSet(context.Background(), "save", "").Err(); err != nil {
		t.Fatal(err)
	}
	if err := i.ask(context.Background()); err != nil || !i.to(who, 5) {
		t.Errorf("mended, it is not used again: %v", err)
	}
	want := []State{Remembering, Persisting, Remembering}
	if got := i.states(); !reflect.DeepEqual(got, want) {
		t.Errorf("told %v, want %v", got, want)
	}
}

// Down, hanging, or not there from the beginning: every message is answered as if nothing were known of anybody, and counts nothing, within
// a bounded time; and when the server is back, conversations are remembered again.
func TestWithoutTheServerEachMessageStandsByItself(t *testing.T) {
	const patience = 300 * time.Millisecond
	impatient := func(c *ValkeyConfig) { c.Patience = patience }
	for name, c := range map[string]struct{ begin, end func(*valkeytest.Server) }{
		"down":  {(*valkeytest.Server).Kill, (*valkeytest.Server).Run},
		"hangs": {(*valkeytest.Server).Hang, (*valkeytest.Server).Go},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := valkeytest.Start(t)
			i := newInstance(t, s, impatient)
			c.begin(s)
			for n := range 6 {
				steps := 0
				began := time.Now()
				kept := i.Change(context.Background(), [32]byte{9}, start(), func(_ Session, known bool) (Session, Fate) {
					steps++
					if known {
						t.Error("something is known")
					}
					return Session{At: 1}, Kept
				})
				if kept || steps != 1 {
					t.Fatalf("message %d: remembered %v, %d steps; want one step that is not", n, kept, steps)
				}
				if took := time.Since(began); took > waits {
					t.Fatalf("message %d waited %v", n, took)
				}
			}
			if _, first := i.Claim(context.Background(), "SM1"); !first {
				t.Error("a message was not let pass")
			}
			c.end(s)
			for limit := time.Now().Add(waits); i.ask(context.Background()) != nil; {
				if time.Now().After(limit) {
					t.Fatal("the server is not used again")
				}
			}
			i.clock.set(i.clock.read().Add(2 * restFor))
			for limit := time.Now().Add(waits); !i.to([32]byte{9}, 2); {
				if time.Now().After(limit) {
					t.Fatal("conversations are not remembered again")
				}
			}
		})
	}
	t.Run("never there", func(t *testing.T) {
		i := &instance{clock: &atClock{now: start()}}
		v, err := NewValkey(context.Background(), ValkeyConfig{URL: "unix:///nowhere/socket", Clock: i.clock.read, Patience: patience, Alarm: func(s State) { i.heard = append(i.heard, s) }})
		if err != nil {
			t.Fatal(err)
		}
		defer v.Close()
		if i.Valkey = v; i.to([32]byte{1}, 1) {
			t.Error("remembered nowhere")
		}
		if !reflect.DeepEqual(i.heard, []State{Unreachable}) {
			t.Errorf("told %v", i.heard)
		}
	})
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

// What the server holds, names and values, has nothing of what a platform calls a message or a sender.
func TestTheServerHoldsNoName(t *testing.T) {
	s := valkeytest.Start(t)
	i := newInstance(t, s)
	who := [32]byte{0xde, 0xad, 0xbe, 0xef, 1, 2, 3, 4}
	i.to(who, 3)
	i.Claim(context.Background(), "SMmarkedmarkedmarked")
	c := s.Client()
	held, err := c.Keys(context.Background(), "*").Result()
	if err != nil || len(held) != 3 {
		t.Fatalf("the server holds %d names, %v; want a key, a session and a message", len(held), err)
	}
	for _, name := range held {
		value, err := c.Get(context.Background(), name).Bytes()
		if err != nil {
			t.Fatal(err)
		}
		for _, all := range [][]byte{[]byte(name), value} {
			if bytes.Contains(all, who[:8]) || strings.Contains(string(all), "marked") || strings.Contains(string(all), hex.EncodeToString(who[:4])) {
				t.Errorf("%q holds what a sender or a message is called", name)
			}
		}
	}
}
