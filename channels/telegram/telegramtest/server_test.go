package telegramtest

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
)

// witness is a test that only notes that it would have failed.
type witness struct {
	testing.TB
	mu     sync.Mutex
	errors []string
	after  []func()
}

func (w *witness) Errorf(format string, args ...any) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.errors = append(w.errors, fmt.Sprintf(format, args...))
}

func (w *witness) Cleanup(f func()) { w.after = append(w.after, f) }

// end does what the end of a test does, and gives what it failed for.
func (w *witness) end() string {
	for _, f := range w.after {
		f()
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	return strings.Join(w.errors, "\n")
}

func (s *Server) form(t *testing.T, method, token string, form url.Values) int {
	t.Helper()
	resp, err := http.PostForm(s.URL()+"/bot"+token+"/"+method, form)
	if err != nil {
		t.Fatal(err)
	}
	resp.Body.Close()
	return resp.StatusCode
}

const off = `{"is_disabled":true}`

func TestTheServerIsStrict(t *testing.T) {
	values := func(pairs ...string) url.Values {
		v := url.Values{}
		for i := 0; i < len(pairs); i += 2 {
			v.Add(pairs[i], pairs[i+1])
		}
		return v
	}
	good := values("chat_id", "5", "text", "hi", "link_preview_options", off)
	tests := []struct {
		name string
		do   func(t *testing.T, s *Server)
		want string // what the test fails for; empty when it does not
	}{
		{"a good call", func(t *testing.T, s *Server) {
			s.Say(5, "x")
			s.form(t, "getUpdates", s.Token(), values("limit", "1", "timeout", "0", "allowed_updates", `["message"]`))
			if got := s.form(t, "sendMessage", s.Token(), good); got != 200 {
				t.Errorf("status %d", got)
			}
		}, ""},
		{"an unknown method", func(t *testing.T, s *Server) { s.form(t, "sendDice", s.Token(), values("chat_id", "5")) }, "sendDice is not known"},
		{"a field Waymark does not use", func(t *testing.T, s *Server) {
			s.form(t, "sendMessage", s.Token(), values("chat_id", "5", "text", "hi", "link_preview_options", off, "parse_mode", "HTML"))
		}, "sendMessage has no field parse_mode"},
		{"a missing field", func(t *testing.T, s *Server) {
			s.form(t, "sendMessage", s.Token(), values("chat_id", "5", "text", "hi"))
		}, "lacks the field link_preview_options"},
		{"link previews on", func(t *testing.T, s *Server) {
			s.form(t, "sendMessage", s.Token(), values("chat_id", "5", "text", "hi", "link_preview_options", `{"is_disabled":false}`))
		}, "link_preview_options.is_disabled is not of type True"},
		{"a chat that is a word", func(t *testing.T, s *Server) {
			s.form(t, "sendMessage", s.Token(), values("chat_id", "@ada", "text", "hi", "link_preview_options", off))
		}, "sendMessage.chat_id is not JSON"},
		{"a field inside an object", func(t *testing.T, s *Server) {
			s.form(t, "sendMessage", s.Token(), values("chat_id", "5", "text", "hi", "link_preview_options", off, "reply_markup", `{"inline_keyboard":[[{"text":"x","callback_data":"y","switch_inline_query":"x"}]]}`))
		}, "reply_markup.inline_keyboard[0][0] has no field switch_inline_query"},
		{"a list that is none", func(t *testing.T, s *Server) {
			s.form(t, "deleteMessages", s.Token(), values("chat_id", "5", "message_ids", "7"))
		}, "deleteMessages.message_ids is not of type Array of Integer"},
		{"a fraction for a number", func(t *testing.T, s *Server) {
			s.form(t, "deleteMessages", s.Token(), values("chat_id", "5", "message_ids", "[1.5]"))
		}, "deleteMessages.message_ids[0] is not of type Integer"},
		{"a field twice", func(t *testing.T, s *Server) {
			s.form(t, "sendMessage", s.Token(), values("chat_id", "5", "chat_id", "6", "text", "hi", "link_preview_options", off))
		}, "the field chat_id is given 2 times"},
		{"GET", func(t *testing.T, s *Server) {
			resp, err := http.Get(s.URL() + "/bot" + s.Token() + "/getMe")
			if err == nil {
				resp.Body.Close()
			}
		}, "getMe by GET, not POST"},
		{"no Bot API call", func(t *testing.T, s *Server) {
			resp, err := http.Get(s.URL() + "/favicon.ico")
			if err == nil {
				resp.Body.Close()
			}
		}, "no Bot API call"},
		{"another token", func(t *testing.T, s *Server) {
			if got := s.form(t, "getMe", "1:other", nil); got != 401 {
				t.Errorf("status %d, want 401", got)
			}
		}, ""},
		{"writing first", func(t *testing.T, s *Server) { s.form(t, "sendMessage", s.Token(), good) }, "never writes first"},
		{"a fault that was not met", func(_ *testing.T, s *Server) { s.FailNext("sendMessage", Fault{Code: 500}) }, "the fault scripted for sendMessage was never met"},
		{"an update that was not fetched", func(_ *testing.T, s *Server) { s.Say(5, "x") }, "update 1 was never fetched"},
		{"a webhook's answer with a field too many", func(t *testing.T, s *Server) {
			web := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
				w.Header().Set("Content-Type", "application/json")
				fmt.Fprint(w, `{"method":"sendMessage","chat_id":5,"text":"hi","link_preview_options":{"is_disabled":true},"protect_content":true}`)
			}))
			defer web.Close()
			s.form(t, "setWebhook", s.Token(), values("url", web.URL, "secret_token", "x", "allowed_updates", `["message"]`))
			s.Say(5, "x")
			s.WaitConfirmed()
		}, "sendMessage has no field protect_content"},
		{"a webhook without a secret", func(t *testing.T, s *Server) {
			s.form(t, "setWebhook", s.Token(), values("url", "http://127.0.0.1:1", "secret_token", "", "allowed_updates", `["message"]`))
		}, "setWebhook without url or secret_token"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			w := &witness{TB: t}
			tt.do(t, New(w))
			got := w.end()
			if tt.want == "" && got != "" || !strings.Contains(got, tt.want) {
				t.Errorf("the test would fail for %q, want %q", got, tt.want)
			}
		})
	}
}

// TestTheBotAPIsOwnDescriptionIsHeldToo: where there is a description, a call that only the built-in table
// knows fails.
func TestTheBotAPIsOwnDescriptionIsHeldToo(t *testing.T) {
	path := filepath.Join(t.TempDir(), "api.json")
	const description = `{"methods":{"getMe":{"name":"getMe"},"sendMessage":{"name":"sendMessage","fields":[
		{"name":"chat_id","types":["Integer","String"],"required":true},
		{"name":"text","types":["String"],"required":true},
		{"name":"link_preview_options","types":["LinkPreviewOptions"],"required":false},
		{"name":"reply_markup","types":["InlineKeyboardMarkup","ForceReply"],"required":false}]}},
		"types":{"LinkPreviewOptions":{"fields":[{"name":"is_disabled","types":["Boolean"],"required":false}]},
		"InlineKeyboardMarkup":{"fields":[{"name":"inline_keyboard","types":["Array of Array of InlineKeyboardButton"],"required":true}]},
		"ForceReply":{"fields":[{"name":"force_reply","types":["True"],"required":true}]},
		"InlineKeyboardButton":{"fields":[{"name":"text","types":["String"],"required":true}]}}}`
	if err := os.WriteFile(path, []byte(description), 0o600); err != nil {
		t.Fatal(err)
	}
	t.Setenv(SchemaEnv, path)
	for _, tt := range []struct {
		name, method string
		form         url.Values
		want         string
	}{
		{"what both know", "getMe", nil, ""},
		{"a method it does not know", "deleteWebhook", nil, "the Bot API says: method deleteWebhook is not known"},
		{"a field it does not know", "sendMessage", url.Values{"chat_id": {"5"}, "text": {"hi"}, "link_preview_options": {off},
			"reply_markup": {`{"inline_keyboard":[[{"text":"x","callback_data":"y"}]]}`}}, "the Bot API says: sendMessage.reply_markup"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			w := &witness{TB: t}
			s := New(w)
			s.form(t, tt.method, s.Token(), tt.form)
			got := w.end()
			if tt.want == "" && got != "" || !strings.Contains(got, tt.want) {
				t.Errorf("the test would fail for %q, want %q", got, tt.want)
			}
		})
	}
}

func TestRequestsStayOnThisMachine(t *testing.T) {
	client := &http.Client{Transport: Transport()}
	for _, elsewhere := range []string{"https://api.telegram.org/x", "http://192.0.2.1/", "http://[2001:db8::1]/", "http://localhost.example/"} {
		if resp, err := client.Get(elsewhere); err == nil {
			resp.Body.Close()
			t.Errorf("%s was reached", elsewhere)
		} else if !strings.Contains(err.Error(), "is not this machine") {
			t.Errorf("%s failed for another reason: %v", elsewhere, err)
		}
	}
	here := httptest.NewServer(http.NotFoundHandler())
	defer here.Close()
	resp, err := client.Get(here.URL)
	if err != nil {
		t.Fatalf("this machine was not reached: %v", err)
	}
	resp.Body.Close()
}
