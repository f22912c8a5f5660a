package account

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"net/url"
	"time"

	"github.com/twilio/twilio-go/client"
)

const (
	callTimeout = 15 * time.Second
	// longestAnswer is more than twenty messages with their surroundings take, in bytes.
	longestAnswer = 1 << 20
)

// road is the only way to the network. The library knows no context and puts addresses, which hold the account, and answers,
// which may hold anything, into its errors: past the road there are only our own.
type road struct {
	client *http.Client
	ctx    context.Context
	to     *url.URL // instead of Twilio's server
	net    *http.Transport
}

func newRoad(ctx context.Context, api string) (*road, error) {
	to, err := base(api)
	if err != nil {
		return nil, err
	}
	r := &road{ctx: ctx, to: to, net: &http.Transport{
		Proxy:                  http.ProxyFromEnvironment,
		DialContext:            (&net.Dialer{Timeout: 5 * time.Second}).DialContext,
		TLSHandshakeTimeout:    5 * time.Second,
		MaxResponseHeaderBytes: 64 << 10,
	}}
	r.client = &http.Client{
		Transport: r, Timeout: callTimeout,
		// Elsewhere nobody is given the token.
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	return r, nil
}

func (r *road) close() { r.net.CloseIdleConnections() }

// RoundTrip sends a request where it belongs and cuts its answer short.
func (r *road) RoundTrip(request *http.Request) (*http.Response, error) {
	request = request.Clone(r.ctx)
	if r.to != nil {
		request.URL.Scheme, request.URL.Host, request.Host = r.to.Scheme, r.to.Host, ""
	}
	response, err := r.net.RoundTrip(request)
	if err != nil {
		return nil, errUnsent
	}
	if response.StatusCode >= 300 && response.StatusCode < 400 {
		_ = response.Body.Close()
		return nil, ErrGarbled
	}
	response.Body = struct {
		io.Reader
		io.Closer
	}{io.LimitReader(response.Body, longestAnswer), response.Body}
	return response, nil
}

var errUnsent = errors.New("not sent")

// reason turns an error of the library into one of ours.
func (r *road) reason(err error) error {
	if cause := context.Cause(r.ctx); cause != nil {
		return cause
	}
	if refusal, ok := errors.AsType[*client.TwilioRestError](err); ok {
		switch {
		case refusal.Status == http.StatusUnauthorized, refusal.Status == http.StatusForbidden, refusal.Code == 21222, refusal.Code == 21224:
			return ErrRefused
		case refusal.Status == http.StatusNotFound:
			return ErrNotFound
		case refusal.Status == http.StatusTooManyRequests, refusal.Status >= 500:
			return ErrBusy
		}
		return ErrGarbled
	}
	if errors.Is(err, ErrGarbled) {
		return ErrGarbled
	}
	if sent, ok := errors.AsType[*url.Error](err); ok && (errors.Is(sent, errUnsent) || sent.Timeout()) {
		return ErrUnreachable
	}
	return ErrGarbled
}
