// Package channels says what a channel is. A channel translates between a platform and the bot and
// decides nothing: if two channels need the same decision, it belongs in bot. Each channel is a
// package below this one and passes the conformance suite here.
package channels

import (
	"context"

	"waymark/bot"
)

// Replier turns one message into one reply. It is total and safe for concurrent use; messages of one
// sender must be given to it in order. Sent tells it the platform's numbers of messages that the
// channel sent to a sender, so that FORGET can delete them.
type Replier interface {
	Reply(ctx context.Context, m bot.Message) bot.Reply
	Sent(ctx context.Context, to bot.Sender, refs ...int64)
}

// Leaver is a Replier that forgets a conversation whose person wants no more messages. A channel whose platform
// says so tells it.
type Leaver interface {
	Left(ctx context.Context, who bot.Sender)
}

// Offerer is a Replier that has cards to be sent into other chats. A channel whose platform has a way of asking for them
// asks it; nothing says who asks.
type Offerer interface {
	Offers(text string) []bot.Offer
}

// Channel carries messages in and replies out until ctx ends. It returns nil when asked to stop.
type Channel interface {
	Name() string
	Run(ctx context.Context, reply Replier) error
}
