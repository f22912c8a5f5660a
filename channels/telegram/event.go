package telegram

import "sync"

// Event is something about the channel's health, without a word about whose message it was. For the
// same reason an event is no metric of its own: the moment of each is somebody's moment. Keep the last
// state, or sums over an hour.
type Event uint8

const (
	// Up: Telegram answers. Given when this becomes true.
	Up Event = iota
	// Down: Telegram cannot be reached, or answers with its own errors. Given when this becomes true.
	Down
	// Unauthorized: Telegram does not know the token. Polling has stopped; mend the token and restart.
	Unauthorized
	// Conflict: another program polls with this token, or has set a webhook for it. Tried again slowly.
	Conflict
	// WebhookRefused: Telegram does not take the webhook's address. Tried again slowly.
	WebhookRefused
	// Limited: a chat has to wait before it gets more messages.
	Limited
	// Blocked: a person has blocked the bot; the reply was dropped.
	Blocked
	// Undelivered: a reply was dropped after the last attempt, or refused by Telegram.
	Undelivered
	// Overrun: a chat sent faster than it could be answered; its oldest unanswered message was dropped.
	Overrun
	// Ignored: an update was of no known kind, or no update at all.
	Ignored
	// Forged: a webhook request came without the right secret.
	Forged
	// Panicked: handling a message failed inside; other messages go on.
	Panicked
	// Events counts the events; it is none itself.
	Events
)

var eventNames = [Events]string{
	"up", "down", "unauthorized", "conflict", "webhook_refused", "limited", "blocked", "undelivered",
	"overrun", "ignored", "forged", "panicked",
}

// String gives the event's name.
func (e Event) String() string {
	if e < Events {
		return eventNames[e]
	}
	return "unknown"
}

// health gives an event when the channel's health changes, and not again while it stays.
type health struct {
	mu     sync.Mutex
	known  bool
	last   Event
	events func(Event)
}

func (h *health) set(e Event) {
	h.mu.Lock()
	changed := !h.known || h.last != e
	h.known, h.last = true, e
	h.mu.Unlock()
	if changed {
		h.events(e)
	}
}
