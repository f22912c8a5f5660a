package intent

// firm says what a firm rule of the tables decides, before the model has a say: "hes not breathing" is an emergency
// whatever else a text holds. A text that speaks of the past, of learning, of a habit, of a thing or an animal is left to
// the model: "how do i know if hes not breathing", "the phone wont wake up".
func (l *Listener) firm(r *reading) (hit, bool) {
	best, found := hit{}, false
	calm, things := l.calms(r)
	if calm {
		return best, false
	}
	for i := range r.hits {
		h := &r.hits[i]
		if !h.firm || !h.negative && l.negated(r.words, int(h.from)) || things >= 0 && !(things >= int(h.to) && l.namesSomebody(r, h)) {
			continue
		}
		if !found || l.book.topics[h.topic].rank > l.book.topics[best.topic].rank {
			best, found = *h, true
		}
	}
	return best, found
}

// calm: the text holds something that makes an emergency's words mean something else.
func (l *Listener) calm(r *reading) bool {
	calm, things := l.calms(r)
	return calm || things >= 0
}

// calms says so, and where the first thing or animal stands that may be what is spoken of, or -1: behind what is said of a
// person it is not, "she wont wake up, come to the phone box".
func (l *Listener) calms(r *reading) (calm bool, things int) {
	things = -1
	for _, t := range r.tags {
		switch {
		case !l.concepts.calms[t.concept]:
		case !l.concepts.things[t.concept]:
			return true, things
		case things < 0:
			things = int(t.from)
		}
	}
	return false, things
}

// namesSomebody: what was found names a person: "she wont wake up".
func (l *Listener) namesSomebody(r *reading, h *hit) bool {
	for _, t := range r.tags {
		if l.concepts.people[t.concept] && t.from >= h.from && t.to <= h.to {
			return true
		}
	}
	return false
}
