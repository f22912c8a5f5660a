package telegramtest

import (
	"fmt"
	"net"
	"net/http"
	"net/netip"
)

// Fault is one way for a call to go wrong. Code alone gives the Bot API's own kind of refusal.
type Fault struct {
	// Code is the HTTP status and error code.
	Code        int
	Description string
	// RetryAfter is in seconds; 0 for none.
	RetryAfter int
	// Body, if not empty, is sent instead of the Bot API's JSON.
	Body string
	// Location, if not empty, makes it a redirect to there.
	Location string
	// HangUp closes the connection without an answer; Partial does so in the middle of one.
	HangUp, Partial bool
	// Stall gives no answer until the caller gives up.
	Stall bool
	// Chat, if not 0, is the only chat whose calls fail.
	Chat int64
}

type fault struct {
	method string
	Fault
}

// FailNext has the next call of a method fail that no earlier fault is for. A fault that is never met
// fails the test.
func (s *Server) FailNext(method string, f Fault) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.faults = append(s.faults, &fault{method, f})
}

func (s *Server) fault(method string, fields map[string]any) *fault {
	s.mu.Lock()
	defer s.mu.Unlock()
	for i, f := range s.faults {
		if f.method == method && (f.Chat == 0 || f.Chat == number(fields, "chat_id")) {
			s.faults = append(s.faults[:i:i], s.faults[i+1:]...)
			s.stir()
			return f
		}
	}
	return nil
}

// WaitFaults waits until every scripted fault was met.
func (s *Server) WaitFaults() {
	s.t.Helper()
	s.until("all scripted faults to be met", func() bool { return len(s.faults) == 0 })
}

func (f *fault) play(w http.ResponseWriter, r *http.Request, done <-chan struct{}) {
	switch {
	case f.Stall:
		select {
		case <-r.Context().Done():
		case <-done:
		}
	case f.HangUp:
		panic(http.ErrAbortHandler)
	case f.Partial:
		w.Header().Set("Content-Length", "1000")
		fmt.Fprint(w, `{"ok":true,"result":{"mess`)
		panic(http.ErrAbortHandler)
	case f.Location != "":
		w.Header().Set("Location", f.Location)
		w.WriteHeader(f.Code)
	case f.Body != "":
		w.WriteHeader(f.Code)
		fmt.Fprint(w, f.Body)
	default:
		write(w, nil, &refusal{f.Code, f.Description, f.RetryAfter})
	}
}

// Transport carries requests on this machine only: one to any other host fails.
func Transport() http.RoundTripper { return loopback{} }

type loopback struct{}

func (loopback) RoundTrip(r *http.Request) (*http.Response, error) {
	host := r.URL.Hostname()
	ip, err := netip.ParseAddr(host)
	if host != "localhost" && (err != nil || !ip.IsLoopback()) {
		return nil, &net.OpError{Op: "dial", Net: "tcp", Err: fmt.Errorf("telegramtest: %q is not this machine", host)}
	}
	return http.DefaultTransport.RoundTrip(r)
}
