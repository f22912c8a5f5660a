package telegram

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"net"
	"net/url"
	"os"
	"strings"
	"time"
)

// reason is why a call failed.
type reason uint8

const (
	unreachable   reason = iota // no address, refused, reset, broken off
	timedOut                    // took too long
	ended                       // the program is stopping
	uncertified                 // the server's certificate is not good
	redirected                  // sent elsewhere; not followed
	garbled                     // the answer is not the Bot API's
	tooLarge                    // the answer is longer than maxAnswer
	limited                     // 429: wait
	unauthorized                // 401, 404: the token is not known
	conflicted                  // 409: somebody else polls, or a webhook is set
	blocked                     // 403: the person does not want messages
	rejected                    // 400 and other refusals of this very call
	upstreamError               // 5xx
)

var reasons = [...]string{
	"unreachable", "timed out", "ended", "certificate not valid", "redirect refused", "answer not understood",
	"answer too large", "too many requests", "token not known", "conflict", "blocked", "call refused", "server error",
}

// failure is what a call's error is reduced to. There is nothing in it but constants and a time.
type failure struct {
	why reason
	// retryAfter is how long this chat has to wait; only with limited.
	retryAfter time.Duration
	// long: the text was too long for one message; only with rejected.
	long bool
}

func (f *failure) Error() string { return "telegram: " + reasons[f.why] }

// mayPass says whether the same call may succeed a little later.
func (f *failure) mayPass() bool {
	switch f.why {
	case unreachable, timedOut, uncertified, redirected, garbled, tooLarge, upstreamError:
		return true
	}
	return false
}

// whyOf gives the failure inside an error of api.call.
func whyOf(err error) *failure {
	if f, ok := errors.AsType[*failure](err); ok {
		return f
	}
	return &failure{why: garbled}
}

// Telegram's waits are between a second and, after real abuse, hours. Longer than maxRetryAfter is
// taken for a mistake.
const (
	minRetryAfter = time.Second
	maxRetryAfter = time.Hour
)

func refused(code, retryAfter int, description string) *failure {
	switch {
	case code == 429:
		after := min(max(time.Duration(retryAfter), 0), maxRetryAfter/time.Second) * time.Second
		return &failure{why: limited, retryAfter: max(after, minRetryAfter)}
	case code == 401, code == 404:
		return &failure{why: unauthorized}
	case code == 403:
		return &failure{why: blocked}
	case code == 409:
		return &failure{why: conflicted}
	case code >= 500:
		return &failure{why: upstreamError}
	}
	return &failure{why: rejected, long: strings.Contains(strings.ToLower(strings.ReplaceAll(description, "_", " ")), "too long")}
}

// reasonOf sorts what net/http says into a reason, and lets go of the words.
func reasonOf(err error) reason {
	if wrapped, ok := errors.AsType[*url.Error](err); ok {
		err = wrapped.Err
	}
	var network net.Error
	var certificate *tls.CertificateVerificationError
	var authority x509.UnknownAuthorityError
	switch {
	case errors.Is(err, context.Canceled):
		return ended
	case errors.Is(err, context.DeadlineExceeded), errors.Is(err, os.ErrDeadlineExceeded):
		return timedOut
	case errors.As(err, &certificate), errors.As(err, &authority):
		return uncertified
	case errors.As(err, &network) && network.Timeout():
		return timedOut
	}
	return unreachable
}
