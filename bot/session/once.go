package session

import (
	"context"
	"crypto/sha256"
	"errors"
	"time"

	"github.com/redis/go-redis/v9"
)

const (
	oncePrefix = "waymark:o:"
	// onceLife is how long a message is known again, as in one instance: as long as a session lives.
	onceLife = TTL
	// claimLife is how long a message belongs to the instance that took it on, if that says nothing more: then it was killed, and
	// whoever is given the message again answers it. It is longer than a reply may take.
	claimLife = 12 * time.Second
	// lookAgain is how often an instance looks whether another has answered.
	lookAgain = 40 * time.Millisecond
)

const claimScript = `
for i, name in ipairs(KEYS) do
	local there = redis.call('GET', name)
	if there then return there end
end
redis.call('SET', KEYS[1], '', 'PX', ARGV[1])
return false`

// Claim takes a message on, by what the platform calls it, which leaves this process as a pseudonym only. When another instance
// has taken it on, Claim waits until that has said what the answer was, and gives the answer; or until ctx ends, and
// gives none. A server that cannot be reached lets everybody have what they ask for.
func (v *Valkey) Claim(ctx context.Context, id string) (answer string, first bool) {
	taken := false // by somebody else, as far as is known
	for {
		answer, first, ok := v.claim(ctx, id)
		taken = taken || ok && !first
		switch {
		case first, answer != "":
			return answer, first
		case !taken:
			return "", true
		}
		again := time.NewTimer(lookAgain)
		select {
		case <-again.C:
		case <-ctx.Done():
			again.Stop()
			return "", false
		}
	}
}

func (v *Valkey) claim(all context.Context, id string) (answer string, first, ok bool) {
	ctx, cancel := context.WithTimeout(all, v.conf.Patience)
	defer cancel()
	keys := v.keys()
	if keys == nil {
		return "", false, false
	}
	answer, err := redis.NewScript(claimScript).Run(ctx, v.client, onceNames(keys, id), claimLife.Milliseconds()).Text()
	switch {
	case errors.Is(err, redis.Nil):
		return "", true, true
	case all.Err() != nil: // nobody waits any more
		return "", false, false
	case err != nil:
		v.trouble()
		return "", false, false
	}
	return answer, false, true
}

// Settle says what a message that was taken on was answered with: words of the catalogue, or anything that is not empty.
func (v *Valkey) Settle(ctx context.Context, id, answer string) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), v.conf.Patience)
	defer cancel()
	if keys := v.keys(); keys != nil {
		if v.client.Set(ctx, onceNames(keys, id)[0], answer, onceLife).Err() != nil {
			v.trouble()
		}
	}
}

// Release gives a message back: whoever is given it again may answer it.
func (v *Valkey) Release(ctx context.Context, id string) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), v.conf.Patience)
	defer cancel()
	if keys := v.keys(); keys != nil {
		if v.client.Del(ctx, onceNames(keys, id)...).Err() != nil {
			v.trouble()
		}
	}
}

// onceNames are made with the keys of pseudonyms: what a platform calls a message leads to its sender.
func onceNames(keys *ring, id string) []string {
	return names(oncePrefix, keys.of(sha256.Sum256([]byte("message\x00"+id))))
}
