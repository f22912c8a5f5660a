package intent

// firm says what a firm rule of the tables decides, before the model has a say: "hes not breathing" is an emergency
// whatever else a text holds. A text that speaks of the past, of learning, of a habit, of a thing or an animal is left to
// the model: "how do i know if hes not breathing", "the phone wont wake up".
func (l *Listener) firm(r *reading) (hit, bool) {
	best, found := hit{}, false
	c := l.calms(r)
	for i := range r.hits {
		h := &r.hits[i]
		about := &l.book.topics[h.topic]
		if !h.firm || !h.negative && l.negated(r.words, int(h.from)) || c.denies(l, r, h, about.intent) {
			continue
		}
		if !found || about.rank > l.book.topics[best.topic].rank {
			best, found = *h, true
		}
	}
	return best, found
}

// calm: the text holds something that makes an emergency's words mean something else.
func (l *Listener) calm(r *reading) bool {
	c := l.calms(r)
	return c.told || c.soft || c.thing >= 0
}

// calmed is what there is in a text that makes an emergency's words mean something else.
type calmed struct {
	// told: of the past, of learning, in jest
	told bool
	// soft: anything else that calms but a wish to die, which one may have every night, awake and for years
	soft bool
	// thing is where the first thing or animal stands that may be what is spoken of, or -1
	thing int
}

func (l *Listener) calms(r *reading) calmed {
	c := calmed{thing: -1}
	for _, t := range r.tags {
		switch {
		case !l.concepts.calms[t.concept]:
		case l.concepts.things[t.concept]:
			if c.thing < 0 {
				c.thing = int(t.from)
			}
		case l.concepts.telling[t.concept]:
			c.told = true
		default:
			c.soft = true
		}
	}
	return c
}

// denies: what calms a text makes this of it mean something else. A thing does not that stands behind what is said of a person:
// "she wont wake up, come to the phone box".
func (c *calmed) denies(l *Listener, r *reading, h *hit, about Intent) bool {
	if about == Crisis {
		return c.told
	}
	return c.told || c.soft || c.thing >= 0 && !(c.thing >= int(h.to) && l.namesSomebody(r, h))
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
