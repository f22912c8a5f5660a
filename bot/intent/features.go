package intent

// kinds of features; they keep buckets apart.
const (
	isWord byte = iota + 1
	isPair
	isConcept
	isChain
	isFar
	isGram
	isTopic
	isShape
	isDrug
	isSkip
	isNear
	isMixed
)

// featuresOf lists what a text has, for the model: words, neighbours, concepts, concepts together, topics found,
// letters, and its shape. Drug names count as themselves and as "a drug", so that what is learnt of one holds for all.
func (l *Listener) featuresOf(r *reading) {
	add := func(kind byte, a, b uint64, value int32) {
		r.features = append(r.features, feature{mix(kind, a, b), int16(value), kind})
	}
	var before, before2 uint64
	add(isShape, 1, 0, shapeValue)
	count := 0
	for i := range r.words {
		w := &r.words[i]
		if w.id >= 0 && l.words.filler[w.id] {
			continue
		}
		h := l.hashOf(r, w)
		count++
		add(isWord, h, 0, wordValue)
		add(isPair, before, h, pairValue)
		if before2 != 0 {
			add(isSkip, before2, h, farValue)
		}
		before2, before = before, h
	}
	add(isPair, before, 0, pairValue)
	l.conceptFeatures(r, add)
	l.gramFeatures(r, add)
	if mixedValue > 0 {
		for i := range r.tags {
			t := &r.tags[i]
			if l.concepts.literal[t.concept] {
				continue
			}
			name := l.concepts.hashes[t.concept]
			if t.from > 0 {
				add(isMixed, l.hashOf(r, &r.words[t.from-1]), name, mixedValue)
			}
			if int(t.to) < len(r.words) {
				add(isMixed, name, l.hashOf(r, &r.words[t.to]), mixedValue)
			}
		}
	}
	for i := range r.hits {
		t := &r.hits[i]
		neg := uint64(0)
		if !t.negative && l.negated(r.words, int(t.from)) {
			neg = 1
		}
		add(isTopic, uint64(t.topic)+1000, neg, topicValue)
	}
	l.shapeFeatures(r, count, add)
}

// hashOf gives a word's hash: its stem's, or of its letters when it is unknown. Drugs share one.
func (l *Listener) hashOf(r *reading, w *word) uint64 {
	if w.id < 0 {
		return hashBytes(r.folded[w.s:w.e])
	}
	return l.words.hashes[l.words.stem[w.id]]
}

func (l *Listener) conceptFeatures(r *reading, add func(kind byte, a, b uint64, value int32)) {
	tags := r.tags
	if len(tags) > maxTags {
		tags = tags[:maxTags]
	}
	names := l.concepts.hashes
	for i := range tags {
		t := &tags[i]
		if l.concepts.literal[t.concept] {
			continue
		}
		add(isConcept, names[t.concept], 0, conceptVal)
		for j := i + 1; j < len(tags); j++ {
			u := &tags[j]
			if l.concepts.literal[u.concept] || u.from < t.to {
				continue
			}
			if r.steps[u.from]-r.steps[t.to] <= 1 {
				add(isChain, names[t.concept], names[u.concept], chainValue)
			}
			if d := r.steps[u.from] - r.steps[t.to]; d > 1 && d <= 4 {
				add(isNear, names[t.concept], names[u.concept], nearValue)
			}
			add(isFar, min(names[t.concept], names[u.concept]), max(names[t.concept], names[u.concept]), farValue)
		}
	}
}

// maxTags bounds the pairs of concepts that are looked at.
const maxTags = 60

// gramFeatures are the runs of three to five letters in each word, its ends marked.
func (l *Listener) gramFeatures(r *reading, add func(kind byte, a, b uint64, value int32)) {
	for i := range r.words {
		w := &r.words[i]
		if i > 0 && w.s == r.words[i-1].s {
			continue
		}
		var buf [26]byte
		buf[0] = '<'
		n := 1 + copy(buf[1:25], r.folded[w.s:w.e])
		buf[n] = '>'
		n++
		for size := 3; size <= 4; size++ {
			for at := 0; at+size <= n; at++ {
				add(isGram, hashBytes(buf[at:at+size]), 0, gramValue)
			}
		}
	}
}

func (l *Listener) shapeFeatures(r *reading, count int, add func(kind byte, a, b uint64, value int32)) {
	length := uint64(0)
	for _, n := range []int{1, 2, 3, 5, 8, 12, 18} {
		if count > n {
			length++
		}
	}
	add(isShape, 2, length, shapeValue)
	if r.questions > 0 {
		add(isShape, 3, 0, shapeValue)
	}
	if r.exclamations > 0 {
		add(isShape, 4, 0, shapeValue)
	}
	add(isDrug, uint64(min(len(r.drugs), 3)), 0, drugValue)
	for _, d := range r.drugs {
		add(isDrug, l.substances.hashes[d], 1, drugValue)
	}
	if r.placed {
		add(isShape, 5, 0, shapeValue)
	}
}
