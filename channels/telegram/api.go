package telegram

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net"
	"net/http"
	"strings"
	"time"

	tgbotapi "github.com/go-telegram-bot-api/telegram-bot-api/v5"
)

const (
	// callTimeout is how long a call other than getUpdates may take.
	callTimeout = 10 * time.Second
	// pollTimeout is how long Telegram holds a getUpdates that has nothing to say.
	pollTimeout = 50 * time.Second
	// maxAnswer is the longest answer that is read: 100 updates of 4,096 characters with their
	// surroundings stay well below.
	maxAnswer = 8 << 20
)

// api makes single calls of the Bot API. The library's own constructor is not used because it calls
// getMe at once; its logger needs no silencing because it is reached only by Debug and by
// GetUpdatesChan, and neither is used here.
type api struct {
	token    string
	endpoint string // as the library wants it: %s for the token, %s for the method
	client   *http.Client
}

func newAPI(base, token string, transport http.RoundTripper) *api {
	if transport == nil {
		transport = &http.Transport{
			Proxy:                 http.ProxyFromEnvironment,
			DialContext:           (&net.Dialer{Timeout: 5 * time.Second}).DialContext,
			TLSHandshakeTimeout:   5 * time.Second,
			ResponseHeaderTimeout: pollTimeout + callTimeout,
			MaxIdleConnsPerHost:   servedAtOnce,
			IdleConnTimeout:       time.Minute,
			ForceAttemptHTTP2:     true,
		}
	}
	return &api{
		token:    token,
		endpoint: strings.TrimRight(base, "/") + "/bot%s/%s",
		client: &http.Client{
			Transport: transport,
			// A redirect would carry the token, which is part of the path, to wherever it points.
			CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		},
	}
}

// call makes one attempt. Its error is always a *failure.
func (a *api) call(ctx context.Context, timeout time.Duration, r request) (json.RawMessage, error) {
	ctx, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()
	gate := &gate{ctx: ctx, client: a.client}
	lib := &tgbotapi.BotAPI{Token: a.token, Client: gate}
	lib.SetAPIEndpoint(a.endpoint)
	answer, err := lib.MakeRequest(r.method, r.params())
	if err != nil {
		return nil, gate.failureOf(err)
	}
	return answer.Result, nil
}

// gate is the only road to the network. net/http puts the whole URL, token included, into its errors,
// and encoding/json puts pieces of the answer into its own; past the gate there are only failures.
// One gate serves one call.
type gate struct {
	ctx    context.Context
	client *http.Client
	status int
	body   *io.LimitedReader
}

// Do implements the library's HTTPClient, which knows no context.
func (g *gate) Do(req *http.Request) (*http.Response, error) {
	resp, err := g.client.Do(req.WithContext(g.ctx))
	if err != nil {
		return nil, &failure{why: reasonOf(err)}
	}
	g.status = resp.StatusCode
	if resp.StatusCode >= 300 && resp.StatusCode < 400 {
		resp.Body.Close()
		return nil, &failure{why: redirected}
	}
	g.body = &io.LimitedReader{R: resp.Body, N: maxAnswer}
	resp.Body = struct {
		io.Reader
		io.Closer
	}{newShallow(g.body), resp.Body}
	return resp, nil
}

// failureOf turns whatever the library gives into a failure.
func (g *gate) failureOf(err error) *failure {
	if f, ok := errors.AsType[*failure](err); ok {
		return f
	}
	if refusal, ok := errors.AsType[*tgbotapi.Error](err); ok {
		code := refusal.Code
		if code == 0 {
			code = g.status
		}
		return refused(code, refusal.RetryAfter, refusal.Message)
	}
	// What is left is an answer that could not be read.
	switch {
	case g.ctx.Err() != nil:
		return &failure{why: reasonOf(g.ctx.Err())}
	case g.body != nil && g.body.N <= 0:
		return &failure{why: tooLarge}
	case g.status == http.StatusTooManyRequests, g.status >= 500:
		return refused(g.status, 0, "")
	}
	return &failure{why: garbled}
}
