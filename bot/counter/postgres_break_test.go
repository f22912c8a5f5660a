package counter

import (
	"bytes"
	"context"
	"io"
	"net"
	"net/url"
	"sync/atomic"
	"testing"

	"waymark/bot/counter/postgrestest"
)

// road carries connections to a database, and breaks one at its next commit: before the database hears of it, or after.
type road struct {
	listener net.Listener
	to       string
	breaks   atomic.Int32 // 0 not, 1 before, 2 after
}

func newRoad(t *testing.T, s *postgrestest.Server) *road {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	r := &road{listener: l, to: s.Socket()}
	t.Cleanup(func() { l.Close() })
	go func() {
		for {
			from, err := l.Accept()
			if err != nil {
				return
			}
			go r.carry(from)
		}
	}()
	return r
}

func (r *road) url() string {
	u := url.URL{Scheme: "postgres", User: url.User("waymark"), Host: r.listener.Addr().String(), Path: "/postgres", RawQuery: "sslmode=disable"}
	return u.String()
}

func (r *road) carry(from net.Conn) {
	defer from.Close()
	to, err := net.Dial("unix", r.to)
	if err != nil {
		return
	}
	defer to.Close()
	var deaf atomic.Bool
	go func() {
		defer from.Close()
		b := make([]byte, 64<<10)
		for {
			n, err := to.Read(b)
			if err != nil || deaf.Load() { // the answer to the commit is what nobody hears
				return
			}
			if _, err := from.Write(b[:n]); err != nil {
				return
			}
		}
	}()
	b := make([]byte, 64<<10)
	for {
		n, err := from.Read(b)
		if err != nil {
			return
		}
		if bytes.Contains(b[:n], []byte("commit\x00")) {
			switch r.breaks.Swap(0) {
			case 1:
				return
			case 2:
				deaf.Store(true)
				if _, err := to.Write(b[:n]); err != nil {
					return
				}
				_, _ = io.Copy(io.Discard, from) // until the other side has had enough
				return
			}
		}
		if _, err := to.Write(b[:n]); err != nil {
			return
		}
	}
}

// A connection that breaks at the commit leaves it open whether the counts were written. They are there once, whichever it was, together
// with what was counted meanwhile.
func TestACommitNobodyHeardOfIsCountedOnce(t *testing.T) {
	s := postgrestest.Start(t)
	r := newRoad(t, s)
	b := newRig(t, "2026-11-25 10:00", func(c *Config) { c.Path = r.url() })
	b.flush()
	before := stored(t, b.ledger)
	var total int64
	for name, when := range map[string]int32{"the database did not hear of it": 1, "nobody heard that it did": 2} {
		b.add("sessions", 3)
		b.add("menu_opened", 1)
		r.breaks.Store(when)
		if err := b.ledger.Flush(context.Background()); err == nil {
			t.Fatalf("%s: the write did not fail", name)
		}
		b.add("sessions", 2)
		total++
		b.flush()
		same(t, difference(t, stored(t, b.ledger), before), map[key]int64{
			{"day", "2026-11-25", "sessions", "sms"}:     5 * total,
			{"week", "2026-11-23", "menu_opened", "sms"}: total,
		})
	}
	if r.breaks.Load() != 0 {
		t.Error("no connection was broken")
	}
}

// The addresses that are refused, before anything is sent anywhere.
func TestAnAddressSaysHowTheRoadIsProtected(t *testing.T) {
	for address, ok := range map[string]bool{
		"postgres://waymark:secret@db.example/waymark":                     false,
		"postgres://waymark:secret@10.0.0.7,localhost/waymark":             false,
		"postgres://waymark:secret@db.example/waymark?sslmode=verify-full": true,
		"postgres://waymark:secret@db.example/waymark?sslmode=disable":     true,
		"postgres://waymark:secret@db.example/waymark?sslmode=prefer":      false,
		"postgres://waymark:secret@db.example/waymark?sslmode=require":     false,
		"postgres://waymark:secret@db.example/waymark?sslmode=verify-ca":   false,
		"postgres://waymark:secret@127.0.0.1/waymark":                      true,
		"postgres://waymark:secret@[::1]:5433/waymark":                     true,
		"postgres://waymark@/waymark?host=/run/postgresql":                 true,
		"postgres://waymark:secret@db.example:port/waymark":                false,
		"postgres://": false,
	} {
		err := CheckDatabase(address)
		if (err == nil) != ok {
			t.Errorf("%s: %v, want accepted %v", address, err, ok)
		}
		if err != nil && bytes.Contains([]byte(err.Error()), []byte("secret")) {
			t.Errorf("%s: the error repeats it", address)
		}
	}
}
