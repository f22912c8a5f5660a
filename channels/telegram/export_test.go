package telegram

import "time"

// StopWithin shortens how long the messages in hand may take when the channel stops.
func (c *Channel) StopWithin(d time.Duration) { c.grace = d }

// SettleTime is how long a poll that brought nothing new waits for what is in hand.
const SettleTime = settleTime
