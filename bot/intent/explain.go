package intent

import (
	"fmt"
	"slices"
	"strings"
)

// An Explanation says why a text is heard as it is, for the person who edits the tables. It holds the text's words: it is for
// a terminal, never for a log.
type Explanation struct {
	Heard Heard
	// By is what decided: a firm rule, the model, …
	By string
	// Read is the text as it was spelled out: "he is not breathing".
	Read string
	// Found are the phrases and rules that fit, in the tables' words, and what they mean.
	Found []string
	// Concepts are the concepts found, with the words that say them.
	Concepts []string
	// Shares are the three likeliest intents for the model.
	Shares []Likely
	// Words are the words that weigh most: the share that the model would give the likeliest intent without them.
	Words []Weight
}

// A Likely is how likely the model thinks an intent, from 0 to 1.
type Likely struct {
	Intent Intent
	Share  float64
}

// A Weight is a word, and the likeliest intent's share without it.
type Weight struct {
	Word    string
	Without float64
}

// Explain hears a text and says why.
func (l *Listener) Explain(text string) Explanation {
	r := l.take(text)
	defer l.put(r)
	var e Explanation
	e.Heard, e.By = l.decide(r)
	l.refine(r, &e.Heard)
	e.Heard.Substances, e.Heard.Place = l.mentioned(r), r.place
	e.Read = strings.Join(l.said(r), " ")
	for i := range r.hits {
		e.Found = append(e.Found, l.found(r, &r.hits[i]))
	}
	for _, t := range r.tags {
		if name := l.concepts.names[t.concept]; !l.concepts.literal[t.concept] {
			e.Concepts = append(e.Concepts, fmt.Sprintf("%s (%s)", name, l.cut(r, int(t.from), int(t.to))))
		}
	}
	shares := l.model.score(r.features)
	for i := range Intents {
		e.Shares = append(e.Shares, Likely{i, shares[i]})
	}
	slices.SortStableFunc(e.Shares, func(a, b Likely) int {
		switch {
		case a.Share > b.Share:
			return -1
		case a.Share < b.Share:
			return 1
		}
		return 0
	})
	e.Shares = e.Shares[:3]
	e.Words = l.weigh(text, r, e.Shares[0].Intent)
	return e
}

// found says what fits, and where.
func (l *Listener) found(r *reading, h *hit) string {
	kind, by := "phrase", ""
	if k := int(h.source) - len(l.book.phrases); k >= 0 {
		kind, by = "rule", l.rules[k].text
	} else {
		by = l.cut(r, int(h.from), int(h.to))
	}
	out := fmt.Sprintf("%s: %s %q in %q", l.book.topics[h.topic].name, kind, by, l.cut(r, int(h.from), int(h.to)))
	switch {
	case !h.negative && l.negated(r.words, int(h.from)):
		out += ", denied by the word before it"
	case h.ask:
		out += ", only perhaps"
	case h.firm && l.calm(r):
		out += ", firm, but the text is calm"
	case h.firm:
		out += ", firm"
	}
	return out
}

// cut gives the words of a stretch as they were spelled out.
func (l *Listener) cut(r *reading, from, to int) string {
	part := reading{folded: r.folded, words: r.words[from:to]}
	return strings.Join(l.said(&part), " ")
}

// mostWords is how many words are weighed, and how many are shown.
const mostWeighed, mostShown = 40, 5

// weigh takes each word out in turn and asks the model again.
func (l *Listener) weigh(text string, r *reading, about Intent) []Weight {
	var out []Weight
	for i := range min(len(r.tokens), mostWeighed) {
		at := r.tokens[i].at
		without := l.take(text[:at.from] + text[at.to:])
		shares := l.model.score(without.features)
		l.put(without)
		out = append(out, Weight{text[at.from:at.to], shares[about]})
	}
	slices.SortStableFunc(out, func(a, b Weight) int {
		switch {
		case a.Without < b.Without:
			return -1
		case a.Without > b.Without:
			return 1
		}
		return 0
	})
	return out[:min(len(out), mostShown)]
}

// String prints an explanation, a line for each kind of reason.
func (e Explanation) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "read as     %s\n", e.Read)
	fmt.Fprintf(&b, "heard as    %s %s, confidence %.2f", e.Heard.Intent, e.Heard.Topic, e.Heard.Confidence)
	if e.Heard.Doubt {
		b.WriteString(", may be an emergency: asks")
	}
	fmt.Fprintf(&b, "\ndecided by  %s\n", e.By)
	for _, f := range e.Found {
		fmt.Fprintf(&b, "found       %s\n", f)
	}
	if len(e.Concepts) > 0 {
		fmt.Fprintf(&b, "concepts    %s\n", strings.Join(e.Concepts, ", "))
	}
	var shares, words []string
	for _, s := range e.Shares {
		shares = append(shares, fmt.Sprintf("%s %.2f", s.Intent, s.Share))
	}
	for _, w := range e.Words {
		words = append(words, fmt.Sprintf("%s %.2f", w.Word, w.Without))
	}
	fmt.Fprintf(&b, "model       %s\n", strings.Join(shares, ", "))
	if len(words) > 0 {
		fmt.Fprintf(&b, "without     %s (what the share of %s would be without that word)\n", strings.Join(words, ", "), e.Shares[0].Intent)
	}
	if len(e.Heard.Substances) > 0 {
		fmt.Fprintf(&b, "substances  %s\n", strings.Join(e.Heard.Substances, ", "))
	}
	if e.Heard.Place != "" {
		fmt.Fprintf(&b, "place       %s\n", e.Heard.Place)
	}
	return b.String()
}
