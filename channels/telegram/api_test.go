package telegram

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

const testToken = "7000000001:AAFakeFakeFakeFakeFakeFakeFakeFake_-"

// transport is a function that carries requests.
type transport func(*http.Request) (*http.Response, error)

func (f transport) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

// answers carries each request to a fixed answer.
func answers(status int, header, body string) transport {
	return func(r *http.Request) (*http.Response, error) {
		h := http.Header{}
		if name, value, ok := strings.Cut(header, ": "); ok {
			h.Set(name, value)
		}
		return &http.Response{StatusCode: status, Header: h, Body: io.NopCloser(strings.NewReader(body)), Request: r}, nil
	}
}

// fails gives an error that repeats the URL, as net/http's own do.
func fails(cause error) transport {
	return func(r *http.Request) (*http.Response, error) {
		return nil, fmt.Errorf("%s: %w", r.URL, cause)
	}
}

func TestWhateverFailsTheTokenStaysInside(t *testing.T) {
	secure := httptest.NewUnstartedServer(http.NotFoundHandler()) // its certificate is trusted by nobody
	secure.Config.ErrorLog = log.New(io.Discard, "", 0)
	secure.StartTLS()
	defer secure.Close()
	breaks := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Length", "5000")
		fmt.Fprint(w, `{"ok":true,"result":[`)
		_ = http.NewResponseController(w).Flush()
		panic(http.ErrAbortHandler)
	}))
	defer breaks.Close()
	stalls := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body) // or the server would not notice that the caller has left
		<-r.Context().Done()
	}))
	defer stalls.Close()
	closed := httptest.NewServer(http.NotFoundHandler())
	closed.Close()

	tests := []struct {
		name  string
		base  string
		carry http.RoundTripper
		want  reason
	}{
		{"nobody listens", closed.URL, nil, unreachable},
		{"no such host", "https://waymark.invalid", fails(&net.DNSError{Err: "no such host", Name: "waymark.invalid", IsNotFound: true}), unreachable},
		{"the name server is slow", "https://waymark.invalid", fails(&net.DNSError{Err: "i/o timeout", IsTimeout: true}), timedOut},
		{"reset", "https://waymark.invalid", fails(errors.New("read: connection reset by peer")), unreachable},
		{"an untrusted certificate", secure.URL, nil, uncertified},
		{"plain text where TLS was expected", "https" + strings.TrimPrefix(breaks.URL, "http"), nil, unreachable},
		{"an answer that breaks off", breaks.URL, nil, garbled},
		{"no answer in time", stalls.URL, nil, timedOut},
		{"a redirect", "https://waymark.invalid", answers(302, "Location: https://elsewhere.invalid/", ""), redirected},
		{"a redirect without a target", "https://waymark.invalid", answers(307, "", ""), redirected},
		{"HTML", "https://waymark.invalid", answers(200, "", "<html>"+testToken), garbled},
		{"HTML from a broken gateway", "https://waymark.invalid", answers(502, "", "<html>"+testToken), upstreamError},
		{"the wrong JSON", "https://waymark.invalid", answers(200, "", `{"ok":"`+testToken+`"}`), garbled},
		{"an empty answer", "https://waymark.invalid", answers(200, "", ""), garbled},
		{"an endless answer", "https://waymark.invalid", answers(200, "", `{"ok":true,"result":"`+strings.Repeat("x", maxAnswer+1)+`"}`), tooLarge},
		{"400 that repeats the token", "https://waymark.invalid", answers(400, "", `{"ok":false,"error_code":400,"description":"`+testToken+`"}`), rejected},
		{"401", "https://waymark.invalid", answers(401, "", `{"ok":false,"error_code":401,"description":"`+testToken+`"}`), unauthorized},
		{"404 as for a malformed token", "https://waymark.invalid", answers(404, "", `{"ok":false,"error_code":404,"description":"Not Found"}`), unauthorized},
		{"404 of a web server", "https://waymark.invalid", answers(404, "", "<html>not here</html>"), garbled},
		{"403", "https://waymark.invalid", answers(403, "", `{"ok":false,"error_code":403,"description":"Forbidden: bot was blocked by the user"}`), blocked},
		{"409", "https://waymark.invalid", answers(409, "", `{"ok":false,"error_code":409,"description":"Conflict"}`), conflicted},
		{"429", "https://waymark.invalid", answers(429, "", `{"ok":false,"error_code":429,"parameters":{"retry_after":3}}`), limited},
		{"429 of a web server", "https://waymark.invalid", answers(429, "", `slow down`), limited},
		{"500 in the Bot API's own form", "https://waymark.invalid", answers(500, "", `{"ok":false,"error_code":500,"description":"Internal"}`), upstreamError},
		{"a refusal without a code", "https://waymark.invalid", answers(503, "", `{"ok":false}`), upstreamError},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			within := time.Minute
			if tt.want == timedOut {
				within = 20 * time.Millisecond
			}
			_, err := newAPI(tt.base, testToken, tt.carry).call(context.Background(), within, getUpdates(0, 1, 0))
			f, ok := err.(*failure)
			if !ok {
				t.Fatalf("the error is a %T, want a failure", err)
			}
			if f.why != tt.want {
				t.Errorf("the reason is %q, want %q", reasons[f.why], reasons[tt.want])
			}
			for _, verb := range []string{"%v", "%+v", "%#v", "%q", "%s"} {
				if text := fmt.Sprintf(verb, err); leaks(text) {
					t.Errorf("printed with %s it says %s", verb, text)
				}
			}
			if errors.Unwrap(err) != nil {
				t.Error("something is wrapped inside")
			}
		})
	}
}

func leaks(text string) bool {
	return strings.Contains(text, "7000000001") || strings.Contains(text, "AAFake") || strings.Contains(text, "getUpdates") || strings.Contains(text, "://")
}

// TestNetHTTPItselfWouldTellTheToken is the control for the test above: without the gate the same
// failure does hold the token.
func TestNetHTTPItselfWouldTellTheToken(t *testing.T) {
	client := &http.Client{Transport: fails(errors.New("connection refused"))}
	_, err := client.Post("https://waymark.invalid/bot"+testToken+"/getUpdates", "", nil)
	if err == nil || !leaks(err.Error()) {
		t.Errorf("net/http says %v; if it no longer tells the URL, the test above shows nothing", err)
	}
}

func TestARedirectIsNotFollowed(t *testing.T) {
	elsewhere := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {
		t.Error("the request, token and all, went on to where the redirect points")
	}))
	defer elsewhere.Close()
	for _, status := range []int{301, 302, 303, 307, 308} {
		here := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Location", elsewhere.URL+r.URL.Path)
			w.WriteHeader(status)
		}))
		_, err := newAPI(here.URL, testToken, nil).call(context.Background(), time.Second, deleteWebhook())
		if whyOf(err).why != redirected {
			t.Errorf("%d gave %v", status, err)
		}
		here.Close()
	}
}

func TestHowLongToWait(t *testing.T) {
	tests := []struct {
		name, after string
		want        time.Duration
	}{
		{"as told", `{"retry_after":35}`, 35 * time.Second},
		{"not told", `{}`, minRetryAfter},
		{"nothing", `{"retry_after":0}`, minRetryAfter},
		{"less than nothing", `{"retry_after":-5}`, minRetryAfter},
		{"for years", `{"retry_after":4000000000}`, maxRetryAfter},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := newAPI("https://waymark.invalid", testToken, answers(429, "", `{"ok":false,"error_code":429,"parameters":`+tt.after+`}`)).call(context.Background(), time.Second, deleteWebhook())
			if got := whyOf(err).retryAfter; got != tt.want {
				t.Errorf("waits %v, want %v", got, tt.want)
			}
		})
	}
}

func TestCallsEndWithTheirContext(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	_, err := newAPI("http://127.0.0.1:1", testToken, nil).call(ctx, time.Second, deleteWebhook())
	if whyOf(err).why != ended {
		t.Errorf("a call after the end gave %v", err)
	}
}
