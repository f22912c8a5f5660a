package intent

// decide says what the text is about, from what was found in it.
func (l *Listener) decide(r *reading) Heard {
	if h, ok := l.buried(r); ok {
		return h
	}
	if l.gibberish(r) {
		return Heard{Intent: Other, Confidence: 0.5}
	}
	shares := l.model.score(r.features)
	best := Intent(0)
	for i := range Intents {
		if shares[i] > shares[best] {
			best = i
		}
	}
	h := Heard{Intent: best, Confidence: shares[best]}
	if best != Overdose && shares[Overdose] > overdoseShare {
		h.Intent, h.Confidence = Overdose, shares[Overdose]
	}
	h.Topic = l.topicOf(r, h.Intent)
	if h.Intent == Overdose {
		h.Doubt = h.Topic == "" && h.Confidence < sureShare
	} else {
		h.Doubt = shares[Overdose] > doubtShare
	}
	return h
}

// An emergency needs less of a share than anything else to be heard, and a little to be asked about.
const (
	overdoseShare = 0.35
	doubtShare    = 0.15
	// sureShare: an emergency that no phrase names is asked about below it, and acted on above it.
	sureShare = 0.8
)

// long is how many words, and letters, a text may have before what surrounds an emergency drowns it for the model.
const (
	longWords   = 40
	longLetters = 300
)

// buried finds an emergency's own words in a long text, whatever else it says.
func (l *Listener) buried(r *reading) (Heard, bool) {
	if len(r.words) <= longWords && len(r.folded) <= longLetters {
		return Heard{}, false
	}
	for i := range r.hits {
		h := &r.hits[i]
		t := &l.book.topics[h.topic]
		if t.rank >= urgentRank && !h.ask && (h.negative || !l.negated(r.words, int(h.from))) {
			return Heard{Intent: t.intent, Topic: t.name, Confidence: 0.8}, true
		}
	}
	return Heard{}, false
}

// gibberish says that hardly a word of the text is known: what the model says of letters alone is no more than chance.
func (l *Listener) gibberish(r *reading) bool {
	if len(r.hits) > 0 {
		return false
	}
	known, letters := 0, 0
	for i := range r.words {
		if w := &r.words[i]; w.id >= 0 {
			known++
			letters += int(w.e - w.s)
		}
	}
	return known*3 < len(r.words) || letters < 2
}

// topicOf gives the finest label found that belongs to the intent.
func (l *Listener) topicOf(r *reading, about Intent) string {
	best := -1
	for i := range r.hits {
		h := &r.hits[i]
		t := &l.book.topics[h.topic]
		if t.intent != about || h.ask || !h.negative && l.negated(r.words, int(h.from)) {
			continue
		}
		if best < 0 || t.rank > l.book.topics[best].rank {
			best = int(h.topic)
		}
	}
	if best < 0 {
		return ""
	}
	return l.book.topics[best].name
}
