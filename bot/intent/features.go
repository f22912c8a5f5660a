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
	kinds
)

// featuresOf lists what a text has, for the model: words, neighbours, concepts, concepts together, topics found,
// letters, and its shape. Drug names count as themselves and as "a drug", so that what is learnt of one holds for all.
func (l *Listener) featuresOf(r *reading) {
	add := func(kind byte, a, b uint64) {
		r.features = append(r.features, feature{mix(kind, a, b), kind})
	}
	var before, before2 uint64
	add(isShape, 1, 0)
	count := 0
	for i := range r.words {
		w := &r.words[i]
		if w.id >= 0 && l.words.filler[w.id] {
			continue
		}
		h := l.hashOf(r, w)
		count++
		add(isWord, h, 0)
		add(isPair, before, h)
		if before2 != 0 {
			add(isSkip, before2, h)
		}
		before2, before = before, h
	}
	add(isPair, before, 0)
	l.conceptFeatures(r, add)
	l.gramFeatures(r, add)
	for i := range r.tags {
		t := &r.tags[i]
		if l.concepts.literal[t.concept] {
			continue
		}
		name := l.concepts.hashes[t.concept]
		if t.from > 0 {
			add(isMixed, l.hashOf(r, &r.words[t.from-1]), name)
		}
		if int(t.to) < len(r.words) {
			add(isMixed, name, l.hashOf(r, &r.words[t.to]))
		}
	}
	for i := range r.hits {
		t := &r.hits[i]
		neg := uint64(0)
		if !t.negative && l.negated(r.words, int(t.from)) {
			neg = 1
		}
		add(isTopic, uint64(t.topic)+1000, neg)
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

func (l *Listener) conceptFeatures(r *reading, add func(kind byte, a, b uint64)) {
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
		add(isConcept, names[t.concept], 0)
		for j := i + 1; j < len(tags); j++ {
			u := &tags[j]
			if l.concepts.literal[u.concept] || u.from < t.to {
				continue
			}
			if r.steps[u.from]-r.steps[t.to] <= 1 {
				add(isChain, names[t.concept], names[u.concept])
			}
			if d := r.steps[u.from] - r.steps[t.to]; d > 1 && d <= 4 {
				add(isNear, names[t.concept], names[u.concept])
			}
			add(isFar, min(names[t.concept], names[u.concept]), max(names[t.concept], names[u.concept]))
		}
	}
}

// maxTags bounds the pairs of concepts that are looked at.
const maxTags = 60

// gramFeatures are the runs of three and four letters in each word, its ends marked.
func (l *Listener) gramFeatures(r *reading, add func(kind byte, a, b uint64)) {
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
		for at := 0; at+3 <= n; at++ {
			three := hashBytes(buf[at : at+3])
			add(isGram, three, 0)
			if at+4 <= n {
				add(isGram, hashOn(three, buf[at+3]), 0)
			}
		}
	}
}

func (l *Listener) shapeFeatures(r *reading, count int, add func(kind byte, a, b uint64)) {
	length := uint64(0)
	for _, n := range []int{1, 2, 3, 5, 8, 12, 18} {
		if count > n {
			length++
		}
	}
	add(isShape, 2, length)
	if r.questions > 0 {
		add(isShape, 3, 0)
	}
	if r.exclamations > 0 {
		add(isShape, 4, 0)
	}
	add(isDrug, uint64(min(len(r.drugs), 3)), 0)
	for _, d := range r.drugs {
		add(isDrug, l.substances.hashes[d], 1)
	}
	if r.placed {
		add(isShape, 5, 0)
	}
}
