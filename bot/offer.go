package bot

import (
	"fmt"
	"strings"
	"time"

	"waymark/bot/session"
	"waymark/content"
	"waymark/flows"
)

// Offer is one reviewed card that somebody can send into a chat of their own.
type Offer struct {
	// ID is the same for the same card, and says nothing of who asked.
	ID string
	// Title is its name, First how it begins, Text the whole of it with its source and date.
	Title, First, Text string
}

// mostOffers is how many are given at once: people choose from what a small screen shows.
const mostOffers = 10

// Offers gives up to ten cards about what was typed, by the same understanding as everywhere. What to do when somebody
// will not wake always comes first. Nothing is remembered and nothing is counted; it is total, as Reply is.
func (b *Bot) Offers(text string) (offers []Offer) {
	v := b.view.Load()
	defer func() {
		if recover() != nil { // the panic's value may quote the text
			offers = nil
		}
	}()
	t := turn{view: v, message: Message{Kind: Text, Form: content.Buttons, Text: text}, session: session.Session{}, now: b.clock()}
	t.begin()
	t.decide()
	emergency, _ := v.book.Of("overdose")
	seen := map[flows.StateID]bool{}
	add := func(id flows.StateID) {
		if len(offers) < mostOffers && !seen[id] && (id == emergency || v.forwardable(id, id == t.to)) {
			seen[id] = true
			offers = append(offers, v.offer(id, t.now))
		}
	}
	add(emergency)
	found := t.to
	if t.aside || v.book.State(found).Flow == "menu" { // not understood, or nothing was asked
		share, _ := v.book.Of("share")
		add(share)
	}
	add(found)
	v.beside(found, add)
	return offers
}

// beside adds what a card's choices lead to, and what those lead to.
func (v *view) beside(from flows.StateID, add func(flows.StateID)) {
	steps := []flows.StateID{from}
	for range 2 {
		var next []flows.StateID
		for _, id := range steps {
			for _, event := range v.book.State(id).Events[content.DefaultLocale] {
				if to, ok := v.book.Next(id, event); ok {
					add(to)
					next = append(next, to)
				}
			}
		}
		steps = next
	}
}

// forwardable says whether a card makes sense to somebody who gets it alone: it says something, rather than only asking, and
// does not speak of this chat.
// A card that no choice leads to has no title; it is given only where it is itself what was asked for.
func (v *view) forwardable(id flows.StateID, asked bool) bool {
	s := v.book.State(id)
	if s.Do == flows.Forget || v.titles()[id] == "" && !asked && s.Do != flows.Share {
		return false
	}
	switch s.Flow {
	case "menu", "privacy", "forget", "near", "feedback", "door":
		return false
	}
	return true
}

func (v *view) offer(id flows.StateID, now time.Time) Offer {
	s := v.book.State(id)
	text := v.book.Alone(id, content.DefaultLocale, now)
	first, _, _ := strings.Cut(text, "\n")
	title := v.titles()[id]
	if title == "" {
		title = first
	}
	return Offer{ID: fmt.Sprintf("%08x", uint32(s.Key)), Title: title, First: first, Text: text}
}
