package dashboard

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"sync"
	"time"
)

// How long somebody stays signed in, and how tries at a password are slowed down.
const (
	signedIn   = 12 * time.Hour
	firstDelay = 500 * time.Millisecond
	mostDelay  = 10 * time.Second
	calmAfter  = 15 * time.Minute // without a try, delays begin anew
	mostQueued = 4
	mostSigned = 1000
)

// visit is somebody who may look.
type visit struct {
	// guest is who a link was made for; empty is the manager.
	guest   string
	expires time.Time
}

// doors says who may look. It is in memory only: a restart signs everybody out. Tries are slowed down for all together,
// because no addresses are kept to tell one caller from another.
type doors struct {
	hash  hash
	clock func() time.Time
	// wait sleeps; tests give their own.
	wait func(context.Context, time.Duration) error

	mu     sync.Mutex
	visits map[[sha256.Size]byte]visit // by the hash of the cookie's value
	wrong  int
	last   time.Time

	queue chan struct{} // who waits for a try
	one   chan struct{} // tries are made one at a time: each takes memory and time
}

func newDoors(h hash, clock func() time.Time) *doors {
	return &doors{hash: h, clock: clock, wait: sleep, visits: map[[sha256.Size]byte]visit{},
		queue: make(chan struct{}, mostQueued), one: make(chan struct{}, 1)}
}

func sleep(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

var (
	errBusy  = errors.New("too many tries at once")
	errWrong = errors.New("wrong password")
)

// try checks a password, after the delay that the wrong ones before it have earned.
func (d *doors) try(ctx context.Context, password string) (cookie string, err error) {
	select {
	case d.queue <- struct{}{}:
		defer func() { <-d.queue }()
	default:
		return "", errBusy
	}
	select {
	case d.one <- struct{}{}:
		defer func() { <-d.one }()
	case <-ctx.Done():
		return "", ctx.Err()
	}
	if err := d.wait(ctx, d.delay()); err != nil {
		return "", err
	}
	right := len(password) <= 1000 && d.hash.is(password)
	d.mu.Lock()
	d.last = d.clock()
	if right {
		d.wrong = 0
	} else {
		d.wrong++
	}
	d.mu.Unlock()
	if !right {
		return "", errWrong
	}
	return d.admit(visit{expires: d.clock().Add(signedIn)})
}

// delay is how long the next try has to wait.
func (d *doors) delay() time.Duration {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.clock().Sub(d.last) > calmAfter {
		d.wrong = 0
	}
	if d.wrong == 0 {
		return 0
	}
	return min(firstDelay<<min(d.wrong-1, 10), mostDelay)
}

// admit lets somebody in and gives the cookie's value.
func (d *doors) admit(v visit) (string, error) {
	var value [32]byte
	if _, err := rand.Read(value[:]); err != nil {
		return "", errors.New("the random source failed")
	}
	cookie := base64.RawURLEncoding.EncodeToString(value[:])
	d.mu.Lock()
	defer d.mu.Unlock()
	now := d.clock()
	for k, old := range d.visits {
		if !old.expires.After(now) {
			delete(d.visits, k)
		}
	}
	if len(d.visits) >= mostSigned {
		return "", errBusy
	}
	d.visits[sha256.Sum256([]byte(cookie))] = v
	return cookie, nil
}

// who finds the visit a cookie belongs to.
func (d *doors) who(cookie string) (visit, bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	v, ok := d.visits[sha256.Sum256([]byte(cookie))]
	return v, ok && v.expires.After(d.clock())
}

// out signs a visit out.
func (d *doors) out(cookie string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	delete(d.visits, sha256.Sum256([]byte(cookie)))
}
