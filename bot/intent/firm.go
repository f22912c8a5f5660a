package intent

// firm says what a firm rule of the tables decides, before the model has a say: "hes not breathing" is an emergency
// whatever else a text holds. A text that speaks of the past, of learning, of a habit, of a thing or an animal is left to
// the model: "how do i know if hes not breathing", "the phone wont wake up".
func (l *Listener) firm(r *reading) (hit, bool) {
	best, found := hit{}, false
	if l.calm(r) {
		return best, false
	}
	for _, h := range r.hits {
		if !h.firm || !h.negative && l.negated(r.words, int(h.from)) {
			continue
		}
		if !found || l.book.topics[h.topic].rank > l.book.topics[best.topic].rank {
			best, found = h, true
		}
	}
	return best, found
}

// calm: the text holds something that makes an emergency's words mean something else.
func (l *Listener) calm(r *reading) bool {
	for _, t := range r.tags {
		if l.concepts.calms[t.concept] {
			return true
		}
	}
	return false
}
