package main

import (
	"bytes"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
)

// tap passes connections on and keeps a copy of every byte of them.
type tap struct {
	listener net.Listener
	target   string

	mu    sync.Mutex
	lines []*line
}

// line is one connection: what the side that opened it sent, and what it got.
type line struct{ up, down copied }

type copied struct {
	mu    sync.Mutex
	bytes bytes.Buffer
}

func (c *copied) Write(b []byte) (int, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.bytes.Write(b)
}

func (c *copied) String() string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.bytes.String()
}

func newTap(t *testing.T, target string) *tap {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	x := &tap{listener: l, target: target}
	t.Cleanup(func() { l.Close() })
	go x.serve()
	return x
}

func (x *tap) url() string { return "http://" + x.listener.Addr().String() }

func (x *tap) serve() {
	for {
		from, err := x.listener.Accept()
		if err != nil {
			return
		}
		go x.pass(from.(*net.TCPConn))
	}
}

func (x *tap) pass(from *net.TCPConn) {
	defer from.Close()
	conn, err := net.Dial("tcp", x.target)
	if err != nil {
		from.SetLinger(0) // as if nobody had been there
		return
	}
	to := conn.(*net.TCPConn)
	defer to.Close()
	c := &line{}
	x.mu.Lock()
	x.lines = append(x.lines, c)
	x.mu.Unlock()
	back := make(chan struct{})
	go func() {
		defer close(back)
		if _, err := io.Copy(io.MultiWriter(&c.down, from), to); err != nil {
			from.SetLinger(0)
		}
		from.CloseWrite()
		from.CloseRead() // whoever has answered and hung up reads no more
	}()
	io.Copy(io.MultiWriter(&c.up, to), from)
	to.CloseWrite()
	<-back
}

// sent and got give every connection's bytes so far, in the one direction and the other.
func (x *tap) sent() []string { return x.all(func(l *line) string { return l.up.String() }) }
func (x *tap) got() []string  { return x.all(func(l *line) string { return l.down.String() }) }

func (x *tap) all(of func(*line) string) []string {
	x.mu.Lock()
	defer x.mu.Unlock()
	var out []string
	for _, l := range x.lines {
		out = append(out, of(l))
	}
	return out
}

// trap is a proxy that nothing may ever use.
type trap struct{ *httptest.Server }

func newTrap(t *testing.T) *trap {
	x := &trap{httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		t.Errorf("the program tried to reach %s", r.Host)
		w.WriteHeader(http.StatusBadGateway)
	}))}
	t.Cleanup(x.Close)
	return x
}
