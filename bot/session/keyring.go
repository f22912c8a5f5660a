package session

import (
	"context"
	"crypto/rand"
	"errors"
	"strconv"
	"time"

	"github.com/redis/go-redis/v9"
)

// Several instances have to give one person one pseudonym, so they need one key, and it must never be at rest.
// It lies where the sessions lie: in the memory of a server that was seen to write nothing to a disk. It is no safer
// there than beside the sessions themselves and no less safe: in one process both lie in the same memory too. A key in the
// settings would be in a file, and whoever had the file could make every UK number's pseudonym at leisure.
//
// Each calendar day (UTC) has a key of its own under a name that every instance knows, drawn by whichever comes first and kept
// by the server until the longest session of that day is over. So nobody has to lead, and clocks need not agree to the second:
// the next day's key is there ten minutes early and the last day's for two hours more, a conversation is looked for under
// each of them, and moves to the present one when it is found.
//
// Instances keep what they have read, look once a minute, and never on a message's way. When the server was restarted, and with
// it every session is gone, the first of them brings the key back.

const (
	keyPrefix  = "waymark:key:"
	earlyKey   = 10 * time.Minute
	secondsDay = 24 * 60 * 60
)

// ring is the keys of the moment.
type ring struct {
	// keys begin with today's, which new pseudonyms are made with.
	keys []*key
	days []int64
}

// of gives every pseudonym that a sender may have at the moment, today's first.
func (r *ring) of(sender [32]byte) []Pseudonym {
	out := make([]Pseudonym, len(r.keys))
	for i, k := range r.keys {
		out[i] = k.of(sender)
	}
	return out
}

func (r *ring) has(day int64) *key {
	if r != nil {
		for i, d := range r.days {
			if d == day {
				return r.keys[i]
			}
		}
	}
	return nil
}

var errKey = errors.New("the key of the day is not one")

// refresh reads the keys that are needed now, and draws those that nobody has.
func (v *Valkey) refresh(ctx context.Context) error {
	now := v.conf.Clock()
	today := now.Unix() / secondsDay
	began := time.Unix(today*secondsDay, 0)
	days := []int64{today}
	if began.Add(secondsDay*time.Second).Sub(now) <= earlyKey {
		days = append(days, today+1)
	}
	if now.Sub(began) < UrgentTTL {
		days = append(days, today-1)
	}
	old := v.ring.Load()
	fresh := &ring{}
	for _, day := range days {
		k, err := v.keyOf(ctx, day, now, old.has(day), day >= today)
		if err != nil {
			return err
		}
		if k != nil {
			fresh.keys, fresh.days = append(fresh.keys, k), append(fresh.days, day)
		}
	}
	v.ring.Store(fresh)
	return nil
}

// keyOf gives the key of a day: the server's, or the one this instance has, or a new one.
func (v *Valkey) keyOf(ctx context.Context, day int64, now time.Time, mine *key, draw bool) (*key, error) {
	name := keyPrefix + strconv.FormatInt(day, 10)
	var secret [32]byte
	switch {
	case mine != nil:
		secret = mine.secret
	case draw:
		if _, err := rand.Read(secret[:]); err != nil {
			return nil, err
		}
	}
	defer clear(secret[:])
	if mine != nil || draw {
		ends := time.Unix((day+1)*secondsDay, 0).Add(UrgentTTL)
		set := v.client.Do(ctx, "SET", name, secret[:], "NX", "PX", max(ends.Sub(now).Milliseconds(), 1))
		if err := set.Err(); err != nil && !errors.Is(err, redis.Nil) {
			return nil, err
		}
	}
	there, err := v.client.Get(ctx, name).Bytes()
	switch {
	case errors.Is(err, redis.Nil):
		return nil, nil
	case err != nil:
		return nil, err
	case len(there) != len(secret):
		return nil, errKey
	}
	defer clear(there)
	if mine != nil && mine.secret == [32]byte(there) {
		return mine, nil
	}
	return newKey([32]byte(there)), nil
}

// dropKeys takes the keys away from the server.
func (v *Valkey) dropKeys(ctx context.Context) {
	today := v.conf.Clock().Unix() / secondsDay
	names := make([]string, 0, 3)
	for day := today - 1; day <= today+1; day++ {
		names = append(names, keyPrefix+strconv.FormatInt(day, 10))
	}
	_ = v.client.Del(ctx, names...).Err() // all that can be done
}
