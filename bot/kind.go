package bot

import (
	"strings"

	"waymark/bot/directory"
	"waymark/bot/directory/place"
	"waymark/bot/intent"
	"waymark/flows"
)

// nearHere is the choice of a card that leads to what it is about, near somebody.
const nearHere = "near"

// onlyKind is the state that finds what a conversation is about: the state it is in, or the one that its card's choice "near" leads
// to, or the one for the type of service that its flow is named for. Whoever names a town while naloxone is talked of means
// naloxone there.
func (v *view) onlyKind(at flows.StateID) (flows.StateID, bool) {
	here := v.book.State(at)
	if len(here.Finds) > 0 {
		return at, true
	}
	if to, ok := v.book.Next(at, nearHere); ok && len(v.book.State(to).Finds) > 0 {
		return to, true
	}
	if kind, ok := directory.TypeNamed(here.Flow); ok {
		id, ok := v.looks.byType[kind]
		return id, ok
	}
	return 0, false
}

// named is the state that finds what a text asks for.
func (t *turn) named(typed string, h intent.Heard, asked bool) (flows.StateID, bool) {
	if asked {
		to, ok := t.led(h.Answer)
		if ok && h.Intent == intent.FindService && t.session.Look.Near != 0 { // it asks where, and we know near where
			return t.onlyKind(to)
		}
		return to, ok && len(t.book.State(to).Finds) > 0
	}
	placed := h.Place != "" || t.asksNearby(typed)
	if h.Confidence >= sureEnoughToAnswer {
		for _, name := range []string{h.Topic, h.Intent.String()} {
			id, ok := t.book.Of(name)
			if ok && len(t.book.State(id).Finds) > 0 {
				return id, true
			}
			if kind, isService := strings.CutPrefix(name, "service."); isService && placed {
				if kind, ok := directory.TypeNamed(kind); ok {
					return t.view.looks.byType[kind], true
				}
			}
			if ok && strings.HasPrefix(name, "topic.") && !placed {
				return 0, false // it asks about a thing, not for a place
			}
			if ok && h.Intent != intent.FindService && (!placed || len(strings.Fields(typed)) > shortRequest) {
				return 0, false // it is about something else
			}
		}
	}
	// "A&E in Hull", "nearest chemist": asks for somewhere, and the kind is in the words.
	if t.session.Look.For == 0 && !placed && h.Intent != intent.FindService {
		return 0, false
	}
	if k := t.listener.Answer(typed, t.view.looks.kinds[t.locale]); k >= 0 {
		return t.view.looks.kindOf[k], true
	}
	if t.known && !placed && h.Intent == intent.FindService && h.Topic == "" && len(strings.Fields(typed)) <= shortRequest {
		return t.onlyKind(t.at) // "where can I get more" of what is talked of
	}
	return 0, false
}

// asksNearby says whether a text asks for what is near, without a place: "nearest chemist", "family support near me".
func (t *turn) asksNearby(typed string) bool {
	low := strings.ToLower(typed)
	return (strings.Contains(low, "near") || strings.Contains(low, "closest")) && t.ground.Places.Find(typed).Why == place.NearMe
}

// shortRequest is how many words "hostel in Hull" has at most: longer texts are about what they were understood as.
const shortRequest = 6
