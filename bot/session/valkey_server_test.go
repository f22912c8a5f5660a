package session

import (
	"bytes"
	"context"
	"encoding/hex"
	"errors"
	"reflect"
	"strings"
	"testing"
	"time"

	"waymark/bot/session/valkeytest"
)

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
