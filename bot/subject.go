package bot

import (
	"strings"

	"waymark/bot/intent"
	"waymark/flows"
)

// topic leads to what the text is about, or says honestly that it was not understood.
func (t *turn) topic(h intent.Heard) {
	if id, ok := t.book.Of(h.Topic); ok && strings.HasPrefix(h.Topic, twoWays) {
		t.goTo(id)
		return
	}
	if h.Confidence < sureEnoughToAnswer {
		if id, ok := t.book.Of(h.Intent.String() + "_doubt"); ok && h.Confidence >= sureEnoughToAsk && h.Intent != intent.Mixing {
			t.goTo(id)
			return
		}
		h = intent.Heard{Intent: intent.Other}
	}
	if _, finer := t.book.Of(h.Topic); !t.known && h.Intent == intent.Menu && !finer {
		t.hello()
		return
	}
	if t.mix(h) {
		return
	}
	if id, ok := t.subject(h); ok {
		t.goTo(id)
		return
	}
	if t.known {
		t.countMisheard()
		t.goTo(t.system["unknown"])
		return
	}
	t.hello()
}

// subject is the state for what a text is about: what it asks of the one substance it names, its finer topic, the
// substance, its intent.
func (t *turn) subject(h intent.Heard) (flows.StateID, bool) {
	if id, ok := t.ofDrug(h); ok {
		return id, true
	}
	if id, ok := t.book.Of(h.Topic); ok {
		return id, true
	}
	if h.Intent == intent.Substance && len(h.Substances) > 0 {
		if id, ok := t.book.About(substances, h.Substances[0]); ok {
			return id, true
		}
	}
	if h.Intent == intent.SaferUse && len(h.Substances) == 1 {
		if id, ok := t.partOf(h.Substances[0], "safer"); ok {
			return id, true
		}
	}
	if h.Intent == intent.Other {
		return 0, false
	}
	return t.book.Of(h.Intent.String())
}

// aboutDrug begins the topics that are a question about a drug: "about.onset" is how it comes on.
const aboutDrug = "about."

// ofDrug is the state for a topic or an intent together with the one drug that is named, or that the conversation is
// about: "how long does ket last", "coming off valium".
func (t *turn) ofDrug(h intent.Heard) (flows.StateID, bool) {
	part, asks := strings.CutPrefix(h.Topic, aboutDrug)
	if len(h.Substances) == 0 && asks && t.known && t.book.Group(t.at) == substances {
		return t.book.ByName(t.book.State(t.at).Flow + "/" + part)
	}
	if len(h.Substances) != 1 {
		return 0, false
	}
	drug := h.Substances[0]
	if asks {
		return t.partOf(drug, part)
	}
	if id, ok := t.book.Of(h.Topic + " " + drug); ok {
		return id, true
	}
	if _, led := t.book.Of(h.Topic); led {
		return 0, false
	}
	return t.book.Of(h.Intent.String() + " " + drug)
}

// partOf is the card about one side of a substance.
func (t *turn) partOf(drug, part string) (flows.StateID, bool) {
	id, ok := t.book.About(substances, drug)
	if !ok {
		return 0, false
	}
	return t.book.ByName(t.book.State(id).Flow + "/" + part)
}

// mix answers somebody who asks about two or more things together. A pair that nobody has written about is
// said to be unknown, and risky, never safe.
func (t *turn) mix(h intent.Heard) bool {
	if h.Intent != intent.Mixing && h.Intent != intent.Substance || len(h.Substances) < 2 {
		return false
	}
	if _, ok := t.book.Of(h.Topic); ok && h.Intent == intent.Substance && strings.HasPrefix(h.Topic, "topic.") {
		return false // two are named, and it is about something that they have in common
	}
	id, ok := t.book.Mix(h.Substances)
	if !ok {
		id, ok = t.book.Of("mixing_doubt")
	}
	if ok {
		t.goTo(id)
	}
	return ok
}

// substances is the group of flows that are each about one substance.
const substances = "substances"

// hello greets somebody who writes for the first time, or for the first time in a while.
func (t *turn) hello() {
	t.count(t.engine.firstContact)
	t.goTo(t.system["hello"])
}
