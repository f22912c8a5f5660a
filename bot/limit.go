package bot

import "time"

// The rate limiter: a burst of messages is free, then one every few seconds. People in a hurry stay
// far below it; emergencies are never limited.
const (
	burst         = 15
	refillSeconds = 4
)

// spend takes one token and reports whether there was one.
func (t *turn) spend(now time.Time) bool {
	s, second := &t.session, uint32(now.Unix())
	if s.TokensAt == 0 || second < s.TokensAt {
		s.Tokens, s.TokensAt = burst, second
	}
	if gained := (second - s.TokensAt) / refillSeconds; gained > 0 {
		s.Tokens = uint8(min(uint32(s.Tokens)+gained, burst))
		s.TokensAt += gained * refillSeconds
		s.Warned = false
	}
	if s.Tokens == 0 {
		return false
	}
	s.Tokens--
	return true
}
