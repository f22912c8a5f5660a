package intake

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"time"
)

// get asks until there is an answer: what passes by itself (a busy server, a lost connection) is tried again, after a pause
// that doubles or that the server names.
func (f *feed) get(ctx context.Context, u *url.URL, read func(io.Reader) error) error {
	pause := time.Second
	for try := 1; ; try++ {
		after, err := f.once(ctx, u, read)
		var again *passing
		if err == nil || !errors.As(err, &again) || try == attempts {
			return err
		}
		if after == 0 {
			after, pause = pause, pause*2
		}
		if err := f.wait(ctx, min(after, longestWait)); err != nil {
			return err
		}
	}
}

// passing is an error that may be over in a moment.
type passing struct{ error }

func (p *passing) Unwrap() error { return p.error }

func (f *feed) once(ctx context.Context, u *url.URL, read func(io.Reader) error) (after time.Duration, err error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, u.String(), nil)
	if err != nil {
		return 0, ErrAddress
	}
	request.Header.Set("Accept", "application/json")
	request.Header.Set("User-Agent", "waymark-import")
	response, err := f.client.Do(request)
	if err != nil {
		if cause := context.Cause(ctx); cause != nil {
			return 0, cause
		}
		if errors.Is(err, ErrRedirect) {
			return 0, ErrRedirect
		}
		return 0, &passing{bare(err)}
	}
	defer response.Body.Close()
	switch code := response.StatusCode; {
	case code == http.StatusOK:
	case code == http.StatusNotFound, code == http.StatusGone:
		return 0, errGone
	case code == http.StatusTooManyRequests, code >= 500:
		return retryAfter(response.Header.Get("Retry-After")), &passing{fmt.Errorf("the feed answers %d", code)}
	default:
		return 0, fmt.Errorf("the feed answers %d", code)
	}
	left := &quota{r: response.Body, f: f}
	err = read(left)
	switch {
	case left.err != nil:
		return 0, left.err
	case errors.Is(err, ErrNotJSON) && left.broken:
		return 0, &passing{errors.New("the connection broke off")}
	}
	return 0, err
}

// retryAfter reads a number of seconds; a date, which needs a clock, counts as a second.
func retryAfter(s string) time.Duration {
	if s == "" {
		return 0
	}
	n, err := strconv.Atoi(s)
	if err != nil || n < 1 {
		return time.Second
	}
	return min(time.Duration(n)*time.Second, longestWait)
}

// quota counts the bytes of all answers together.
type quota struct {
	r      io.Reader
	f      *feed
	err    error
	broken bool // it ended in an error of the connection
}

func (q *quota) Read(b []byte) (int, error) {
	n, err := q.r.Read(b)
	if q.f.bytes.Add(int64(n)) > q.f.options.MostBytes {
		q.err = ErrTooLarge
		return 0, ErrTooLarge
	}
	if err != nil && err != io.EOF {
		q.broken = true
	}
	return n, err
}

func sleep(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return context.Cause(ctx)
	case <-t.C:
		return nil
	}
}
