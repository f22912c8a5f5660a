package telegram

import (
	"context"
	"fmt"
	"time"
)

// answeredElsewhere is how long another instance is waited for that took on the same update. Past that it was killed in the middle,
// and the update is this one's.
const answeredElsewhere = 15 * time.Second

func (t trace) name() string { return fmt.Sprintf("telegram %d %d %d", t.update, t.chat, t.ref) }

// claim takes an update on before other instances do. When it is not the first, the update was answered, unless the program is
// stopping: then nobody here knows.
func (c *Channel) claim(t trace) (first, stopping bool) {
	if c.once == nil {
		return true, false
	}
	ctx, cancel := context.WithTimeout(c.work, answeredElsewhere)
	defer cancel()
	answer, first := c.once.Claim(ctx, t.name())
	return first, answer == "" && c.work.Err() != nil
}

// settle tells other instances whether the update is dealt with.
func (c *Channel) settle(t trace, handled bool) {
	switch {
	case c.once == nil:
	case handled:
		c.once.Settle(c.work, t.name(), "answered")
	default:
		c.once.Release(c.work, t.name())
	}
}
