package bot

import (
	"crypto/sha256"
	"fmt"
	"io"

	"waymark/bot/counter"
	"waymark/content"
	"waymark/flows"
)

// Sender says which conversation a message belongs to, and nothing else. A channel makes it from
// whatever the platform calls the person; there is no way back, and no way to print it.
type Sender struct{ key [sha256.Size]byte }

// NewSender makes a Sender from a channel and the platform's own id of the conversation. The id is
// not kept.
func NewSender(channel counter.Channel, id string) Sender {
	buf := make([]byte, 0, 64)
	buf = append(buf, byte(channel))
	buf = append(buf, id...)
	s := Sender{key: sha256.Sum256(buf)}
	clear(buf)
	return s
}

// Format never says who, whatever the verb.
func (Sender) Format(f fmt.State, _ rune) { io.WriteString(f, "sender") }

// Kind is what sort of thing arrived.
type Kind uint8

const (
	// Text is something typed.
	Text Kind = iota
	// Press is a button: Message.Text holds its data as the channel got it, which may be forged.
	Press
	// Start is a first hello through a link: Message.Text holds the link's code, which may be rubbish.
	Start
	// Location is a shared place: Message.Near holds it, already rounded.
	Location
	// NotText is a photo, voice message, sticker or file. It was not fetched.
	NotText
)

// Point is a place rounded to a hundredth of a degree (about 1 km) before it leaves a channel.
type Point struct{ LatHundredths, LonHundredths int16 }

// Message is one thing a person sent, with everything that could name them left behind.
type Message struct {
	Sender  Sender
	Channel counter.Channel
	// Form is how this channel shows replies.
	Form content.Form
	Kind Kind
	// Text is what was typed, a button's data or a link's code. It is read once and never kept.
	Text string
	Near Point
	// Ref is the platform's number of this message within the conversation, for FORGET; 0 if there is none.
	Ref int64
	// Locale is a wish such as "cy"; empty for the default.
	Locale string
}

// Choice is one thing a person can answer: the key that is typed for it ("1", "2", … and "0" for the
// menu), the label that is shown, and what a button carries, v1:<flow>:<state>:<event>, at most 64 bytes.
type Choice = flows.Choice

// Refs is the span of message numbers that FORGET may delete, both ends included; zero when there is
// nothing to delete. Numbers in the span that belong to other conversations are not this
// conversation's to delete, and the platform skips them.
type Refs struct{ First, Last int64 }

// PassOn is a text to pass on and the link that goes with it, and what stands on the button.
type PassOn struct{ Label, Text, Link string }

// Number is the telephone number of a place, and what stands on a button that is for ringing it.
type Number struct{ Label, Digits string }

// Reply is what goes back: words from the catalogue, and nothing anybody sent.
type Reply struct {
	// Text is the words alone, for a screen that shows Choices as buttons.
	Text string
	// Plain is the whole reply as one text message: the words, then the choices as numbered lines.
	Plain   string
	Choices []Choice
	// Venue is where the first place in the words is, for a channel that can show a map; nil for none.
	Venue *Venue
	// Ring is the telephone number of that place, which is in the words too, for a channel that has more than words for a number; zero for
	// none.
	Ring Number
	// Urgent replies are always new messages: an edited one makes no sound.
	Urgent bool
	// PassOn is offered where a channel has buttons that open its own way of passing a text on; zero for none.
	PassOn PassOn
	// Silent means nothing is to be sent: the sender is over its limit and has been told so.
	Silent bool
	// Forget asks the channel to delete what it can.
	Forget Refs
}
