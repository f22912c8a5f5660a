package sms

import (
	"strings"
	"sync"
	"time"
	"unicode/utf8"

	"github.com/twilio/twilio-go/twiml"

	"waymark/content/segment"
)

const (
	// renderedLife bounds how long a reply's TwiML is held; it is no longer than answers holds it anyway.
	renderedLife = onceLife
	// mostRendered is about as many as there are cards.
	mostRendered = 1 << 10
)

// rendered is a reply as Twilio wants it.
type rendered struct {
	twiml    string
	segments int
	text     digest
}

// renderer writes replies as TwiML and keeps those it wrote lately: there are only so many cards, and
// writing one costs ten times what finding it does.
type renderer struct {
	maxSegments int
	hash        *hasher

	mu     sync.Mutex
	lately *aging[string, *rendered]
}

func newRenderer(maxSegments int, hash *hasher) *renderer {
	return &renderer{maxSegments: maxSegments, hash: hash, lately: newAging[string, *rendered](renderedLife, mostRendered)}
}

// render gives the TwiML for a text; nil when there is nothing to say in it or it cannot be written.
//
// Up to maxSegments the text is one message: the phone joins its segments in the right order. Longer ones become
// messages of one segment each, marked 1/4, 2/4, …: a joined message is shown only when every segment has
// come, so the longer it is the likelier that nothing is shown; and Twilio sends nothing above 1,600 characters.
func (d *renderer) render(text string, now time.Time) *rendered {
	d.mu.Lock()
	defer d.mu.Unlock()
	if r, known := d.lately.get(text, now); known {
		return r
	}
	r := d.write(text)
	if r != nil {
		d.lately.put(text, r, now)
	}
	return r
}

func (d *renderer) write(text string) *rendered {
	r := &rendered{text: d.hash.of(strings.TrimSpace(text))}
	var messages []twiml.Element
	for _, body := range segment.Split(sendable(text), d.maxSegments) {
		r.segments += segment.Count(body).Segments
		messages = append(messages, twiml.MessagingMessage{Body: body})
	}
	if messages == nil {
		return nil
	}
	var err error
	if r.twiml, err = twiml.Messages(messages); err != nil {
		return nil
	}
	return r
}

func (d *renderer) sweep(now time.Time) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.lately.sweep(now)
}

// sendable drops what neither XML nor a phone can show: control characters other than line feed, bytes that are
// no UTF-8, and noncharacters.
func sendable(text string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\n':
			return r
		case r == '\t':
			return ' '
		case r < ' ' || r == 0x7f || r == utf8.RuneError || r == 0xFFFE || r == 0xFFFF:
			return -1
		}
		return r
	}, text)
}

// silence is the TwiML that sends nothing.
func silence() (string, error) { return twiml.Messages(nil) }
