// Package counter counts what happened without being able to say to whom. A counter is one of a
// compiled-in list; what is written to disk is already blinded; only closed periods are ever shown.
// It knows nothing of people, messages or sessions, and counting that fails never fails a reply.
package counter

// Channel is the road a message came by.
type Channel uint8

// The channels. A new one is added at the end, because its number keys the rows on disk.
const (
	Terminal Channel = iota
	Telegram
	SMS
	Channels // counts the channels; it is none itself
)

// String gives the channel's name.
func (c Channel) String() string {
	switch c {
	case Terminal:
		return "terminal"
	case Telegram:
		return "telegram"
	case SMS:
		return "sms"
	}
	return "unknown"
}

// Counter is one thing that is counted: an index into the compiled-in list All.
type Counter uint16
