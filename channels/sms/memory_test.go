package sms

import (
	"context"
	"strings"
	"sync"
	"testing"
	"time"

	"pgregory.net/rapid"
)

var noon = time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)

func testHasher(t testing.TB) *hasher {
	t.Helper()
	h, err := newHasher(strings.NewReader(strings.Repeat("k", 32)))
	if err != nil {
		t.Fatal(err)
	}
	return h
}

func TestHashesDependOnTheKey(t *testing.T) {
	one := testHasher(t)
	other, err := newHasher(strings.NewReader(strings.Repeat("K", 32)))
	if err != nil {
		t.Fatal(err)
	}
	first := one.of("a")
	one.of("another text in between")
	if one.of("a") != first {
		t.Error("the same text has two digests")
	}
	if one.of("a") == one.of("b") || one.of("a") == other.of("a") {
		t.Error("two texts or two keys give one digest")
	}
}

func TestAgingForgets(t *testing.T) {
	const life, most = time.Minute, 10
	rapid.Check(t, func(t *rapid.T) {
		a := newAging[int, int](life, most)
		now, latest := noon, map[int]time.Time{}
		for i := range rapid.IntRange(1, 200).Draw(t, "steps") {
			now = now.Add(time.Duration(rapid.SampledFrom([]int{0, 0, 0, 1, 5, 40}).Draw(t, "seconds")) * time.Second)
			k := rapid.IntRange(0, 99).Draw(t, "key")
			_, found := a.get(k, now)
			if at, put := latest[k]; found && (!put || now.Sub(at) >= life) {
				t.Fatalf("key %d was found %v after it was put", k, now.Sub(at))
			}
			if rapid.Bool().Draw(t, "put") {
				a.put(k, i, now)
				latest[k] = now
				if v, found := a.get(k, now); !found || v != i {
					t.Fatal("what was just put is not found")
				}
			}
			if n := a.len(); n > 2*most {
				t.Fatalf("%d entries, at most %d are allowed", n, 2*most)
			}
		}
		for range 2 { // as Run sweeps, at least once in a life
			now = now.Add(life)
			a.sweep(now)
		}
		if n := a.len(); n != 0 {
			t.Fatalf("%d entries are left after two lives", n)
		}
	})
}

func TestAgingKeepsWhatIsYoungWhileThereIsRoom(t *testing.T) {
	a := newAging[int, int](time.Minute, 10)
	for i := range 10 {
		a.put(i, i, noon.Add(time.Duration(i)*5*time.Second))
	}
	for i := range 10 {
		if _, found := a.get(i, noon.Add(59*time.Second)); !found {
			t.Errorf("entry %d is gone after %d s of 60", i, 59-5*i)
		}
	}
}

func TestAgingForgetsWhenTheClockIsSetBack(t *testing.T) {
	a := newAging[int, int](time.Minute, 10)
	a.put(1, 1, noon)
	if _, found := a.get(1, noon.Add(-time.Hour)); found {
		t.Error("an entry from the future was found")
	}
	a.sweep(noon.Add(-time.Hour))
	if n := a.len(); n != 0 {
		t.Errorf("%d entries from the future are kept", n)
	}
}

func TestAnAnswerIsSettledOnce(t *testing.T) {
	s, id := newAnswers(), digest{1}
	a, first := s.claim(id, noon)
	if !first {
		t.Fatal("the first message is not the first")
	}
	again, first := s.claim(id, noon.Add(time.Second))
	if first || again != a {
		t.Fatal("a duplicate was taken for another message")
	}
	cancelled, cancel := context.WithCancel(t.Context())
	cancel()
	if got := again.waitUntil(cancelled, "fallback"); got != "fallback" {
		t.Errorf("a duplicate that may not wait got %q", got)
	}
	if got := a.settle("reply"); got != "fallback" {
		t.Errorf("the first then got %q: two answers to one message", got)
	}
	if _, first := s.claim(id, noon.Add(onceLife)); !first {
		t.Error("a message is remembered for longer than onceLife")
	}
}

func TestTurnsAreInOrderForOneSender(t *testing.T) {
	q := turns{last: map[digest]chan struct{}{}}
	who := digest{1}
	leave, ok := q.take(t.Context(), who)
	if !ok {
		t.Fatal("the first had to wait")
	}
	const others = 20
	var mu sync.Mutex
	var order []int
	var all sync.WaitGroup
	for i := range others {
		before := q.latest(who)
		all.Go(func() {
			leave, ok := q.take(context.Background(), who)
			if !ok {
				return
			}
			mu.Lock()
			order = append(order, i)
			mu.Unlock()
			leave()
		})
		for spins := 0; q.latest(who) == before; spins++ { // the next one comes when this one is in the queue
			if spins > 100_000 {
				t.Fatal("a message did not join the queue")
			}
			time.Sleep(10 * time.Microsecond)
		}
	}
	leave()
	all.Wait()
	if len(order) != others {
		t.Fatalf("%d got their turn, want %d", len(order), others)
	}
	for i, n := range order {
		if n != i {
			t.Fatalf("the order is %v", order)
		}
	}
	if len(q.last) != 0 {
		t.Error("a sender is known after its last message")
	}
}

func (t *turns) latest(who digest) chan struct{} {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.last[who]
}

func TestTurnsOfDifferentSendersDoNotWait(t *testing.T) {
	q := turns{last: map[digest]chan struct{}{}}
	leave, _ := q.take(t.Context(), digest{1})
	defer leave()
	cancelled, cancel := context.WithCancel(t.Context())
	cancel()
	if leave, ok := q.take(cancelled, digest{2}); !ok {
		t.Error("another sender had to wait")
	} else {
		leave()
	}
	if _, ok := q.take(cancelled, digest{1}); ok {
		t.Error("the same sender got in out of turn")
	}
}

func TestLoops(t *testing.T) {
	const who, text, card, other = 1, 2, 3, 4
	type arrival struct {
		text, reply byte
		urgent      bool
		after       time.Duration
	}
	repeat := func(n int, a arrival) (all []arrival) {
		for range n {
			all = append(all, a)
		}
		return all
	}
	for name, c := range map[string]struct {
		arrivals []arrival
		want     [3]int // replies whole, brief, none
	}{
		"the same text and reply: five times":         {repeat(30, arrival{text: text, reply: card, after: time.Second}), [3]int{4, 1, 25}},
		"a choice that leads on each time":            {[]arrival{{text: text, reply: 10}, {text: text, reply: 11}, {text: text, reply: 12}, {text: text, reply: 13}, {text: text, reply: 14}, {text: text, reply: 15}, {text: text, reply: 16}}, [3]int{7, 0, 0}},
		"another text between":                        {append(append(repeat(4, arrival{text: text, reply: card}), arrival{text: other, reply: card}), repeat(4, arrival{text: text, reply: card})...), [3]int{9, 0, 0}},
		"a pause":                                     {append(repeat(4, arrival{text: text, reply: card}), repeat(5, arrival{text: text, reply: card, after: loopLife})...), [3]int{9, 0, 0}},
		"an emergency however often":                  {repeat(30, arrival{text: text, reply: card, urgent: true, after: time.Second}), [3]int{30, 0, 0}},
		"an emergency reply that comes back verbatim": {repeat(30, arrival{text: card, reply: card, urgent: true, after: time.Second}), [3]int{4, 1, 25}},
	} {
		t.Run(name, func(t *testing.T) {
			l, now, got := newLoops(), noon, [3]int{}
			for _, a := range c.arrivals {
				now = now.Add(a.after)
				got[l.judge(digest{who}, digest{a.text}, digest{a.reply}, a.urgent, now)]++
			}
			if got != c.want {
				t.Errorf("replies whole, brief, none: %v, want %v", got, c.want)
			}
		})
	}
}

func TestLoopsOfOneSenderDoNotSilenceAnother(t *testing.T) {
	l := newLoops()
	for range 10 {
		l.judge(digest{1}, digest{2}, digest{3}, false, noon)
	}
	if got := l.judge(digest{9}, digest{2}, digest{3}, false, noon); got != whole {
		t.Errorf("another sender got %d, want the reply", got)
	}
}

func TestSpending(t *testing.T) {
	s := spending{hourly: 100}
	count := func(n, segments int, urgent bool, now time.Time) (got [3]int) {
		for range n {
			got[s.spend(segments, urgent, now)]++
		}
		return got
	}
	if got, want := count(1000, 2, false, noon), [3]int{50, 25, 925}; got != want {
		t.Errorf("replies whole, brief, none: %v, want %v", got, want)
	}
	if got, want := count(1000, 2, true, noon.Add(time.Minute)), [3]int{1000, 0, 0}; got != want {
		t.Errorf("urgent ones: %v, want %v", got, want)
	}
	if got, want := count(1, 2, false, noon.Add(59*time.Minute)), [3]int{0, 0, 1}; got != want {
		t.Errorf("before the hour is over: %v, want %v", got, want)
	}
	if got, want := count(1, 2, false, noon.Add(time.Hour)), [3]int{1, 0, 0}; got != want {
		t.Errorf("in the next hour: %v, want %v", got, want)
	}
	if got, want := count(1000, 2, false, noon.Add(time.Hour)), [3]int{49, 25, 926}; got != want {
		t.Errorf("when that is used up too: %v, want %v", got, want)
	}
	if got, want := count(1, 2, false, noon.Add(-24*time.Hour)), [3]int{1, 0, 0}; got != want {
		t.Errorf("after the clock was set back: %v, want %v", got, want)
	}
}

// Whatever comes, replies that are not urgent never cost more than a quarter above the hour's segments.
func TestSpendingIsBounded(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := spending{hourly: rapid.IntRange(1, 300).Draw(t, "hourly")}
		paid := 0
		for range rapid.IntRange(1, 300).Draw(t, "replies") {
			segments, urgent := rapid.IntRange(1, 12).Draw(t, "segments"), rapid.Bool().Draw(t, "urgent")
			switch v := s.spend(segments, urgent, noon); {
			case urgent && v != whole:
				t.Fatal("an urgent reply was held back")
			case urgent:
			case v == whole:
				paid += segments
			case v == brief:
				paid++
			}
		}
		if paid > s.hourly+s.hourly/4 {
			t.Fatalf("%d segments of %d", paid, s.hourly)
		}
	})
}
