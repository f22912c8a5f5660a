package session

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/binary"
	rand2 "math/rand/v2"
	"reflect"
	"runtime"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// start is an ordinary afternoon.
func start() time.Time { return time.Date(2026, 11, 22, 15, 0, 0, 0, time.UTC) }

func pseudonym(n uint64) (p Pseudonym) {
	// The first byte picks the shard; a real pseudonym is evenly spread.
	binary.BigEndian.PutUint64(p[:8], n*0x9E3779B97F4A7C15)
	binary.BigEndian.PutUint64(p[8:], n)
	return p
}

func TestSessionIsForgottenAfterItsTime(t *testing.T) {
	for name, c := range map[string]struct {
		urgent bool
		after  time.Duration
		want   bool
	}{
		"ordinary, just before": {false, TTL - time.Second, true},
		"ordinary, after":       {false, TTL, false},
		"urgent, after TTL":     {true, TTL + time.Minute, true},
		"urgent, after its own": {true, UrgentTTL, false},
	} {
		t.Run(name, func(t *testing.T) {
			m, ctx, p := NewMemory(1000), context.Background(), pseudonym(1)
			m.Put(ctx, p, Session{At: 7, Urgent: c.urgent}, start())
			got, ok := m.Get(ctx, p, start().Add(c.after))
			if ok != c.want || ok && got.At != 7 {
				t.Fatalf("Get = %+v, %v; want found %v", got, ok, c.want)
			}
		})
	}
}

func TestSweepLeavesNothingInMemory(t *testing.T) {
	m, ctx := NewMemory(1000), context.Background()
	for n := range uint64(500) {
		m.Put(ctx, pseudonym(n), Session{At: 0xfeedbeef}, start())
	}
	m.Sweep(start().Add(TTL))
	if n := m.Len(); n != 0 {
		t.Fatalf("%d sessions are left after their time", n)
	}
	for i := range m.shard {
		if len(m.shard[i].cores.chunks) != 0 || len(m.shard[i].rests.chunks) != 0 {
			t.Fatal("an empty shard still holds storage with what was in it")
		}
	}
}

func TestDeletedSlotIsWiped(t *testing.T) {
	m, ctx, p := NewMemory(1000), context.Background(), pseudonym(1)
	m.Put(ctx, p, Session{At: 0xfeedbeef, FirstRef: 42, Look: Look{For: 7, Near: PlaceAt(5155, -7)}}, start())
	m.Delete(ctx, p)
	s := m.of(p)
	if *s.cores.at(0) != (core{}) || *s.rests.at(0) != (rest{}) {
		t.Fatalf("the slots still hold %+v, %+v", *s.cores.at(0), *s.rests.at(0))
	}
	if _, ok := m.Get(ctx, p, start()); ok {
		t.Fatal("a deleted session was found")
	}
}

func TestFullStoreLetsEmergenciesGoLast(t *testing.T) {
	m, ctx := NewMemory(shards*4), context.Background() // four a shard
	same := func(n byte) Pseudonym { return Pseudonym{15: n} }
	m.Put(ctx, same(0), Session{Urgent: true}, start())
	for n := byte(1); n < 100; n++ {
		m.Put(ctx, same(n), Session{}, start().Add(time.Duration(n)*time.Second))
		if got := m.Len(); got > 4 {
			t.Fatalf("%d sessions in a shard of 4", got)
		}
	}
	if _, ok := m.Get(ctx, same(0), start().Add(time.Minute)); !ok {
		t.Fatal("the emergency was let go for an ordinary session")
	}
	if _, ok := m.Get(ctx, same(99), start().Add(100*time.Second)); !ok {
		t.Fatal("the newest session is not there")
	}
}

// A session is taken apart to be kept: every field of it must come back, whatever is in it.
func TestEverythingOfASessionComesBack(t *testing.T) {
	m, ctx, p := NewMemory(1000), context.Background(), pseudonym(1)
	for seed := range uint64(200) {
		s := filled(rand2.New(rand2.NewPCG(seed, 1)), seed%2 == 0)
		m.Put(ctx, p, s, start())
		got, ok := m.Get(ctx, p, start())
		s.expires = got.expires
		if !ok || got != s {
			t.Fatalf("put %+v\ngot %+v", s, got)
		}
	}
}

// filled has something else in every field, or in every field but those that most sessions leave empty.
func filled(random *rand2.Rand, whole bool) Session {
	var s Session
	var fill func(reflect.Value)
	fill = func(v reflect.Value) {
		v = reflect.NewAt(v.Type(), v.Addr().UnsafePointer()).Elem()
		switch v.Kind() {
		case reflect.Struct:
			for i := range v.NumField() {
				fill(v.Field(i))
			}
		case reflect.Array:
			for i := range v.Len() {
				fill(v.Index(i))
			}
		case reflect.Bool:
			v.SetBool(random.IntN(2) == 1)
		default:
			v.SetUint(random.Uint64() >> (64 - v.Type().Bits()))
		}
	}
	fill(reflect.ValueOf(&s).Elem())
	if !whole {
		s.Look, s.rare = Look{}, [rare]uint16{}
		clear(s.counted[usual:])
	}
	return s
}

// What is kept beside a session is given back when there is nothing left of it, and wiped.
func TestTheRestOfASessionIsGivenBack(t *testing.T) {
	m, ctx, p := NewMemory(1000), context.Background(), pseudonym(1)
	s := m.of(p)
	for range 3 {
		m.Put(ctx, p, Session{Look: Look{Near: PlaceAt(5155, -7)}}, start())
		m.Put(ctx, p, Session{}, start())
		if *s.rests.at(0) != (rest{}) || len(s.rests.free) != 1 || s.rests.used != 1 {
			t.Fatalf("the rest: %+v, free %v of %d", *s.rests.at(0), s.rests.free, s.rests.used)
		}
	}
}

// A store is a map with times: whatever is done to it in whatever order, it answers as one would.
func TestMemoryIsAMapWithTimes(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m, ctx, now := NewMemory(1<<20), context.Background(), start()
		type entry struct {
			s    Session
			ends time.Time
		}
		model := map[Pseudonym]entry{}
		for range rapid.IntRange(1, 60).Draw(t, "steps") {
			p := pseudonym(rapid.Uint64Range(0, 5).Draw(t, "who"))
			switch rapid.IntRange(0, 4).Draw(t, "do") {
			case 0:
				s := Session{At: rapid.Uint32().Draw(t, "at"), Urgent: rapid.Bool().Draw(t, "urgent")}
				m.Put(ctx, p, s, now)
				life := TTL
				if s.Urgent {
					life = UrgentTTL
				}
				model[p] = entry{s, now.Add(life)}
			case 1:
				m.Delete(ctx, p)
				delete(model, p)
			case 2:
				now = now.Add(time.Duration(rapid.IntRange(0, 5400).Draw(t, "wait")) * time.Second)
			case 3:
				m.Sweep(now)
			}
			got, ok := m.Get(ctx, p, now)
			want, has := model[p]
			has = has && now.Before(want.ends)
			if ok != has || ok && (got.At != want.s.At || got.Urgent != want.s.Urgent) {
				t.Fatalf("Get = %+v, %v; want %+v, %v", got, ok, want.s, has)
			}
		}
	})
}

// Nothing anybody typed, no id and no pointer to either can be in a session: its type has no room for
// them.
func TestSessionTypeHoldsNoTextAndNoPointer(t *testing.T) {
	var walk func(reflect.Type, string)
	walk = func(typ reflect.Type, path string) {
		switch typ.Kind() {
		case reflect.Struct:
			for i := range typ.NumField() {
				walk(typ.Field(i).Type, path+"."+typ.Field(i).Name)
			}
		case reflect.Array:
			walk(typ.Elem(), path+"[]")
		case reflect.Bool, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		default:
			t.Errorf("%s is a %s", path, typ.Kind())
		}
	}
	walk(reflect.TypeFor[Session](), "Session")
}

func TestBackGoesTheWayOneCame(t *testing.T) {
	var s Session
	for key := uint32(1); key <= trailLength+3; key++ {
		s.Push(key)
		s.Push(key) // the same state again is one step
	}
	for want := uint32(trailLength + 3); want > 3; want-- {
		if got, ok := s.Pop(); !ok || got != want {
			t.Fatalf("Pop = %d, %v; want %d", got, ok, want)
		}
	}
	if got, ok := s.Pop(); ok {
		t.Fatalf("Pop of an empty trail = %d", got)
	}
}

func TestCounterMovesOnceASession(t *testing.T) {
	var s Session
	for n := range uint16(Counted) {
		if !s.Count(n) || s.Count(n) {
			t.Fatalf("counter %d: want once, and once only", n)
		}
	}
	for n := range uint16(rare) {
		if !s.Count(Counted+100*n) || s.Count(Counted+100*n) || s.Count(Counted) {
			t.Fatalf("counter %d: want once, and once only", Counted+100*n)
		}
	}
	if s.Count(Counted + 50) {
		t.Fatal("a counter beyond what can be remembered was counted")
	}
}

func TestSpanOfMessageNumbers(t *testing.T) {
	var s Session
	for _, ref := range []int64{0, -4, 500, 497, 510, 1 << 40} {
		s.Saw(ref)
	}
	if s.FirstRef != 497 || s.LastRef != 510 {
		t.Fatalf("span is %d to %d; want 497 to 510", s.FirstRef, s.LastRef)
	}
}

func TestPseudonymsChangeDailyAndNobodyIsCutOff(t *testing.T) {
	p, err := NewPseudonyms(rand.Reader, start())
	if err != nil {
		t.Fatal(err)
	}
	sender := [32]byte{1, 2, 3}
	first, _, has := p.Of(sender, start())
	if again, _, _ := p.Of(sender, start().Add(keyLife-time.Second)); again != first || has {
		t.Fatal("a pseudonym changed within its day")
	}
	next, before, has := p.Of(sender, start().Add(keyLife))
	if next == first || !has || before != first {
		t.Fatal("after a day: want a new pseudonym, and the one before it for running sessions")
	}
	later, _, has := p.Of(sender, start().Add(keyLife+UrgentTTL))
	if later != next || has {
		t.Fatal("the old key outlived the longest session")
	}
}

// A clock that is set back must not make anything live longer than it should: what was written by a clock that was far ahead is
// let go. Less than an hour costs nobody their place.
func TestAClockSetBackKeepsNobodyLonger(t *testing.T) {
	for name, c := range map[string]struct {
		urgent bool
		back   time.Duration
		want   bool
	}{
		"half an hour":               {false, 30 * time.Minute, true},
		"half an hour, an emergency": {true, 30 * time.Minute, true},
		"two hours":                  {false, 2 * time.Hour, false},
		"a day":                      {false, 24 * time.Hour, false},
		"a day, an emergency":        {true, 24 * time.Hour, false},
		"to 1970":                    {true, start().Sub(time.Unix(60, 0)), false},
	} {
		t.Run(name, func(t *testing.T) {
			m, ctx, now := NewMemory(1000), context.Background(), start().Add(-c.back)
			for n := range uint64(2) {
				m.Put(ctx, pseudonym(n), Session{At: 7, Urgent: c.urgent}, start())
			}
			if _, ok := m.Get(ctx, pseudonym(0), now); ok != c.want {
				t.Errorf("it is found: %v, want %v", ok, c.want)
			}
			m.Sweep(now)
			if got := m.Len() > 0; got != c.want {
				t.Errorf("it is kept after a sweep: %v, want %v", got, c.want)
			}
		})
	}
}

func TestAClockSetBackKeepsNoKeyLonger(t *testing.T) {
	sender := [32]byte{1, 2, 3}
	of := func(back time.Duration) (first, then, before Pseudonym) {
		p, err := NewPseudonyms(rand.Reader, start())
		if err != nil {
			t.Fatal(err)
		}
		first, _, _ = p.Of(sender, start())
		then, before, _ = p.Of(sender, start().Add(-back))
		if _, _, has := p.Of(sender, start().Add(-back).Add(UrgentTTL)); has {
			t.Errorf("%v back: the old key outlived the longest session", back)
		}
		return first, then, before
	}
	if first, then, _ := of(30 * time.Minute); then != first {
		t.Error("half an hour back cost everybody their place")
	}
	if first, then, before := of(24 * time.Hour); then == first || before != first {
		t.Error("a day back: want a new key, and the one before it for running sessions")
	}
}

// The time that a program was asleep counts too. Go's monotonic clock leaves it out.
func TestAKeyAgesWhileTheMachineSleeps(t *testing.T) {
	now := time.Now()
	p, err := NewPseudonyms(rand.Reader, now)
	if err != nil {
		t.Fatal(err)
	}
	if p.until != now.Round(0).Add(keyLife) {
		t.Errorf("the key lives until %v, by another clock than the time of day", p.until)
	}
}

func TestWithoutRandomnessThereIsNoKey(t *testing.T) {
	if _, err := NewPseudonyms(bytes.NewReader(nil), start()); err == nil {
		t.Fatal("made a key without randomness")
	}
	p, err := NewPseudonyms(bytes.NewReader(make([]byte, 32)), start())
	if err != nil {
		t.Fatal(err)
	}
	one, _, _ := p.Of([32]byte{1}, start())
	if two, _, _ := p.Of([32]byte{1}, start().Add(48*time.Hour)); one != two {
		t.Fatal("when no new key can be drawn the present one must stay: nobody may be cut off")
	}
}

// BenchmarkMillionSessions reports what a million live sessions weigh and what a full collection of
// garbage costs with them.
func BenchmarkMillionSessions(b *testing.B) {
	const million = 1_000_000
	for _, c := range []struct {
		name    string
		looking uint64 // one in how many looks for a service
	}{{"nobody looks for a service", million + 1}, {"one in ten looks for a service", 10}, {"all look for a service", 1}} {
		b.Run(c.name, func(b *testing.B) {
			for b.Loop() {
				runtime.GC()
				var before, after runtime.MemStats
				runtime.ReadMemStats(&before)
				m, ctx := NewMemory(2*million), context.Background()
				for n := range uint64(million) {
					s := Session{At: uint32(n)}
					if n%c.looking == c.looking-1 {
						s.Look.Near = PlaceAt(5155, -7)
					}
					m.Put(ctx, pseudonym(n), s, start())
				}
				runtime.GC()
				began := time.Now()
				runtime.GC()
				b.ReportMetric(float64(time.Since(began).Microseconds())/1000, "ms/collection")
				runtime.ReadMemStats(&after)
				b.ReportMetric(float64(after.HeapAlloc-before.HeapAlloc)/million, "B/session")
				runtime.KeepAlive(m)
			}
		})
	}
}

func BenchmarkPseudonym(b *testing.B) {
	p, err := NewPseudonyms(rand.Reader, start())
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		p.Of([32]byte{1}, start())
	}
}

func BenchmarkGetPut(b *testing.B) {
	for _, n := range []uint64{1_000, 1_000_000} {
		b.Run(map[uint64]string{1_000: "1000 sessions", 1_000_000: "1000000 sessions"}[n], func(b *testing.B) {
			m, ctx := NewMemory(2_000_000), context.Background()
			for i := range n {
				m.Put(ctx, pseudonym(i), Session{}, start())
			}
			b.ReportAllocs()
			var i uint64
			for b.Loop() {
				p := pseudonym(i % n)
				s, _ := m.Get(ctx, p, start())
				m.Put(ctx, p, s, start())
				i++
			}
		})
	}
}
