// Package telegramtest is a strict Bot API server for tests. It listens on 127.0.0.1, knows only what
// Waymark uses, and fails the test on any call or field it does not expect and on any fault that was
// scripted and not met. It keeps what a person would see: their chat, with messages edited in place
// and deleted. It delivers by getUpdates, or to a webhook once one is set. For tests only.
package telegramtest

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
)

// patience is how long the waiting methods wait before they fail the test. It is there so that a
// broken test ends; no test depends on it.
const patience = 20 * time.Second

// Server is the fake Bot API. Its methods may be called from any goroutine.
type Server struct {
	t     testing.TB
	http  *httptest.Server
	token string
	file  *schema // the Bot API's own description; nil without one
	used  *schema
	done  chan struct{}

	mu       sync.Mutex
	changed  chan struct{} // closed and replaced whenever something below changes
	people   map[int64]Person
	chats    map[int64]*chat
	presses  map[string]bool    // by callback id; true once answered
	asked    map[string][]Offer // by inline query id; nil until answered
	queue    []*pending
	last     *pending // the newest update
	updates  int64    // the number of the last update
	messages int64    // the number of the last message, in all chats together, as Telegram counts them
	polls    int      // how many getUpdates calls there were
	webhook  webhook
	allowed  []any // the kinds of update that were asked for last
	bot      Bot
	pushing  map[int64]bool
	faults   []*fault
	calls    []Call
}

// Call is one request as it arrived: a form, or the answer to a webhook request.
type Call struct {
	Method string
	Fields map[string]any
	// InAnswer: it travelled as the answer to a webhook request.
	InAnswer bool
	// Raw is every byte of the body.
	Raw string
}

// New starts a server and stops it when the test ends.
func New(t testing.TB) *Server {
	t.Helper()
	s := &Server{
		t:       t,
		token:   "7000000001:AAFakeFakeFakeFakeFakeFakeFakeFake_-",
		used:    used(),
		done:    make(chan struct{}),
		changed: make(chan struct{}),
		people:  make(map[int64]Person),
		chats:   make(map[int64]*chat),
		presses: make(map[string]bool),
		asked:   make(map[string][]Offer),
		pushing: make(map[int64]bool),
	}
	if path := os.Getenv(SchemaEnv); path == "" {
		t.Logf("%s is not set: requests are checked against the built-in table only", SchemaEnv)
	} else {
		file, err := schemaFile(path)
		if err != nil {
			t.Fatalf("telegramtest: %v", err)
		}
		s.file = file
	}
	s.http = httptest.NewServer(http.HandlerFunc(s.serve))
	t.Cleanup(s.close)
	return s
}

// URL is the server's address, for WAYMARK_TELEGRAM_API.
func (s *Server) URL() string { return s.http.URL }

// Token is the only token the server knows.
func (s *Server) Token() string { return s.token }

func (s *Server) close() {
	close(s.done)
	s.http.Close()
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, f := range s.faults {
		s.t.Errorf("telegramtest: the fault scripted for %s was never met", f.method)
	}
	for _, p := range s.queue {
		if !p.delivered {
			s.t.Errorf("telegramtest: update %d was never fetched", p.id)
		}
	}
}

// Calls gives every call of a method so far, or of all methods when method is empty.
func (s *Server) Calls(method string) []Call {
	s.mu.Lock()
	defer s.mu.Unlock()
	var out []Call
	for _, c := range s.calls {
		if method == "" || c.Method == method {
			out = append(out, c)
		}
	}
	return out
}

// refusal is an answer of the Bot API that says no.
type refusal struct {
	code        int
	description string
	retryAfter  int
}

func (r *refusal) Error() string { return r.description }

func badRequest(description string) error {
	return &refusal{code: 400, description: "Bad Request: " + description}
}

func (s *Server) serve(w http.ResponseWriter, r *http.Request) {
	path, found := strings.CutPrefix(r.URL.Path, "/bot")
	token, method, both := strings.Cut(path, "/")
	switch {
	case !found || !both:
		s.t.Errorf("telegramtest: a request that is no Bot API call")
		w.WriteHeader(http.StatusNotFound)
		return
	case token != s.token:
		write(w, nil, &refusal{code: 401, description: "Unauthorized"})
		return
	case r.Method != http.MethodPost:
		s.t.Errorf("telegramtest: %s by %s, not POST", method, r.Method)
	}
	r.Body = http.MaxBytesReader(w, r.Body, 1<<20)
	form, raw, err := readForm(r)
	if err != nil {
		s.t.Errorf("telegramtest: %s: %v", method, err)
		write(w, nil, badRequest("can't parse the request"))
		return
	}
	fields, err := s.expected(method, form)
	if err != nil {
		s.t.Errorf("telegramtest: %v", err)
		write(w, nil, badRequest(err.Error()))
		return
	}
	s.note(Call{Method: method, Fields: fields, Raw: raw})
	if f := s.fault(method, fields); f != nil {
		f.play(w, r, s.done)
		return
	}
	result, err := s.do(r, method, fields)
	write(w, result, err)
}

// expected checks a call against what Waymark uses and, where there is one, the Bot API's own description.
func (s *Server) expected(method string, form map[string]string) (map[string]any, error) {
	if s.file != nil {
		if _, err := s.file.request(method, form); err != nil {
			return nil, fmt.Errorf("the Bot API says: %w", err)
		}
	}
	return s.used.request(method, form)
}

func (s *Server) note(c Call) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.calls = append(s.calls, c)
	s.stir()
}

func (s *Server) do(r *http.Request, method string, fields map[string]any) (any, error) {
	if method == "getUpdates" {
		return s.getUpdates(r, fields)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	defer s.stir()
	switch method {
	case "getMe":
		return s.bot.me(), nil
	case "getWebhookInfo":
		return s.webhookInfo(), nil
	case "setWebhook":
		s.allowed, _ = fields["allowed_updates"].([]any)
		return s.setWebhook(text(fields, "url"), text(fields, "secret_token"))
	case "deleteWebhook":
		s.webhook = webhook{}
		return true, nil
	case "setMyCommands":
		return true, nil
	case "sendMessage":
		return s.sendMessage(fields)
	case "sendVenue":
		return s.sendVenue(fields)
	case "editMessageText":
		return s.editMessageText(fields)
	case "answerCallbackQuery":
		return s.answerCallbackQuery(text(fields, "callback_query_id"))
	case "answerInlineQuery":
		return s.answerInlineQuery(fields)
	case "deleteMessages":
		return s.deleteMessages(fields)
	}
	s.t.Errorf("telegramtest: %s is in the table and not served", method)
	return nil, badRequest("not served")
}

// stir wakes whoever waits for something to change; the caller holds the lock.
func (s *Server) stir() {
	close(s.changed)
	s.changed = make(chan struct{})
}

// until waits for cond, which is called with the lock held, and fails the test when it does not come true.
func (s *Server) until(what string, cond func() bool) {
	s.t.Helper()
	limit := time.NewTimer(patience)
	defer limit.Stop()
	for {
		s.mu.Lock()
		met, changed := cond(), s.changed
		s.mu.Unlock()
		if met {
			return
		}
		select {
		case <-changed:
		case <-limit.C:
			s.t.Fatalf("telegramtest: waited in vain for %s", what)
		}
	}
}

func write(w http.ResponseWriter, result any, err error) {
	w.Header().Set("Content-Type", "application/json")
	if updates, ok := result.(batch); ok && err == nil {
		updates.write(w)
		return
	}
	if err == nil {
		_ = json.NewEncoder(w).Encode(map[string]any{"ok": true, "result": result})
		return
	}
	no := &refusal{code: 500, description: "Internal Server Error"}
	if r, ok := err.(*refusal); ok {
		no = r
	}
	answer := map[string]any{"ok": false, "error_code": no.code, "description": no.description}
	if no.retryAfter > 0 {
		answer["parameters"] = map[string]any{"retry_after": no.retryAfter}
	}
	w.WriteHeader(no.code)
	_ = json.NewEncoder(w).Encode(answer)
}

func readForm(r *http.Request) (map[string]string, string, error) {
	raw, values, err := formBody(r)
	if err != nil {
		return nil, "", err
	}
	form := make(map[string]string, len(values))
	for name, all := range values {
		if len(all) != 1 {
			return nil, "", fmt.Errorf("the field %s is given %d times", name, len(all))
		}
		form[name] = all[0]
	}
	return form, raw, nil
}

func text(fields map[string]any, name string) string {
	s, _ := fields[name].(string)
	return s
}

func number(fields map[string]any, name string) int64 {
	switch v := fields[name].(type) {
	case float64:
		return int64(v)
	case string:
		n, _ := strconv.ParseInt(v, 10, 64)
		return n
	}
	return 0
}
