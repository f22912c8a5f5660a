package intent

import (
	"cmp"
	"slices"
)

// How sure the model must be. Missing an overdose costs a life, a false alarm a question: so the shares are far from
// even. They were set by cross-validation on the examples in testdata/understanding.
const (
	// overdoseShare: from here a text with a sign of an emergency is heard as one, whatever else is likelier.
	overdoseShare = 0.2
	// blindShare: the same for a text without any word that is a sign.
	blindShare = 0.4
	// crisisShare: from here a text with a sign of it is heard as wanting to die, whatever else is likelier;
	// blindCrisisShare: the same for a text without any.
	crisisShare, blindCrisisShare = 0.2, 0.35
	// tiedShare, tiedPart: an overdose that is nearly as likely as a wish to die comes first
	tiedShare, tiedPart = 0.4, 0.8
	// overruledShare: below it, all emergencies together, a firm rule for one is overruled by a model that is sure, by
	// overrulingShare, of something else: "do nitazenes make you stop breathing".
	overruledShare, overrulingShare = 0.08, 0.6
	// despairShare: from here a firm rule for an overdose that names nobody is overruled by a wish to die
	despairShare = 0.8
	// takenShare: from here a wish to die, and words for what was taken, are an overdose
	takenShare = 0.03
	// doubtShare: from here a text that is something else more likely gets the emergency line and a question.
	doubtShare = 0.14
	// strangeDoubt: from here a text of nearly only unknown words is asked whether it is about an emergency.
	strangeDoubt = 0.5
	// faintShare: from here a firm rule that was overruled still leaves a doubt.
	faintShare = 0.02
	// sureShare: an emergency that no rule or phrase names is asked about below it, and acted on above it.
	sureShare = 0.8
	// firmShare is how sure a firm rule is at least, and strangeShare how sure one is of letters that mean nothing.
	firmShare, strangeShare = 0.95, 0.2
	// vagueShare is how sure one can be at most that a text is about nothing we know
	vagueShare = 0.5
)

// How a text was decided, for those who ask why.
const (
	byRule    = "a firm rule"
	byBuried  = "an emergency's own words in a long text"
	byNothing = "hardly a word is known"
	byTwoWays = "a word that means two things"
	byDenial  = "signs that are denied"
	byTaken   = "a wish to die, and what is taken already"
	byNumber  = "a number and nothing else"
	byPlace   = "a place and nothing else"
	byModel   = "the model"
	byLean    = "the model, which leans to emergencies"
	byOver    = "the model, surer of something harmless than a firm rule is of an emergency"
)

// decide says what the text is about: rules for safety first, then the model.
func (l *Listener) decide(r *reading) (Heard, string) {
	shares := l.model.score(r.features)
	about, topic, rule := l.safety(r)
	overruled := rule == byRule && (overrules(shares) || about == Overdose && despairs(shares) || about == Crisis && livesOn(shares)) && !l.ofSomebody(r)
	if rule != "" && !overruled {
		if about == Crisis && l.fears(r) {
			return Heard{Intent: Overdose, Doubt: true, Confidence: firmShare}, rule
		}
		if about == Crisis && (l.taken(r, shares) || shares[Overdose] > shares[Crisis] && shares[Overdose] > overdoseShare) {
			about, topic = Overdose, cmp.Or(l.topicOf(r, Overdose), tabletsTaken) // tablets are taken already
		}
		return Heard{Intent: about, Topic: topic, Confidence: max(firmShare, shares[about])}, rule
	}
	if h, ok := l.asksWhich(r); ok {
		return h, byTwoWays
	}
	if top := likeliest(shares, Intents); (top.Urgent() || shares[top] < sureOfDenial) && l.denies(r) {
		return Heard{Intent: Other, Doubt: true, Confidence: vagueShare}, byDenial
	}
	if _, ok := l.number(r.words, mostChoices); ok {
		return Heard{Intent: Other, Confidence: strangeShare}, byNumber // "the second one" means nothing but what was asked
	}
	if r.onlyPlace {
		return Heard{Intent: FindService, Topic: "service.nearest", Confidence: firmShare}, byPlace
	}
	if l.gibberish(r, shares) {
		return Heard{Intent: Other, Doubt: shares[Overdose]+shares[BadReaction] >= strangeDoubt && l.knowsOne(r), Confidence: strangeShare}, byNothing
	}
	best, by := l.lean(r, shares), byModel
	switch {
	case best != likeliest(shares, Intents):
		by = byLean
	case overruled:
		by = byOver
	}
	if best == Crisis && l.fears(r) {
		return Heard{Intent: Overdose, Doubt: true, Confidence: shares[best]}, byLean
	}
	if best == Crisis && l.taken(r, shares) {
		return Heard{Intent: Overdose, Topic: tabletsTaken, Confidence: shares[best]}, byTaken
	}
	h := Heard{Intent: best, Topic: l.topicOf(r, best), Confidence: shares[best]}
	if best == Other && h.Topic == "" {
		h.Confidence = min(h.Confidence, vagueShare)
	}
	switch overdose := shares[Overdose]; {
	case best == Overdose:
		if h.Topic == "" && l.tookIt(r) {
			h.Topic = "emergency.self"
		}
		h.Doubt = h.Topic == "" && overdose < sureShare
	case best != Crisis:
		h.Doubt = overdose >= doubtShare && l.signs(r) || overruled && overdose >= faintShare || l.asks(r)
	}
	return h, by
}

// lean is the likeliest intent, or an emergency that is likely enough.
func (l *Listener) lean(r *reading, shares [Intents]float64) Intent {
	best, signs := likeliest(shares, Intents), l.signs(r)
	overdose, crisis := shares[Overdose], shares[Crisis]
	switch {
	case best == Overdose && !signs && overdose < blindShare:
		return likeliest(shares, Overdose)
	case best == Crisis && overdose >= tiedShare && overdose >= crisis*tiedPart:
		return Overdose
	case best == Crisis && crisis < blindCrisisShare && !l.dark(r):
		return likeliest(shares, Crisis)
	case best == Overdose, best == Crisis && overdose < crisis:
		return best
	case best == BadReaction && crisis >= blindCrisisShare && crisis > overdose:
		return Crisis
	case best == BadReaction && (!signs || overdose < overdoseShare):
		return best
	case best == BadReaction, signs && overdose >= overdoseShare && overdose >= crisis:
		return Overdose
	case crisis >= blindCrisisShare, crisis >= crisisShare && l.dark(r):
		return Crisis
	}
	return best
}

// ofSomebody: what a firm rule found names a person. No model overrules that.
func (l *Listener) ofSomebody(r *reading) bool {
	h, ok := l.firm(r)
	return ok && l.namesSomebody(r, &h)
}

// overrules: the model is sure of something that is no emergency.
func overrules(shares [Intents]float64) bool {
	return shares[Overdose]+shares[BadReaction]+shares[Crisis] < overruledShare && shares[likeliest(shares, Intents)] >= overrulingShare
}

// livesOn: the model is sure of something else than a wish to die: "panicking, am i going to die".
func livesOn(shares [Intents]float64) bool {
	return shares[Crisis] < overruledShare && shares[likeliest(shares, Intents)] >= overrulingShare
}

// mostChoices is the largest number that is heard as the number of a choice.
const mostChoices = 9

// despairs: the model is sure of a wish to die and of nobody in danger yet: "wish i hadnt woken up this morning".
func despairs(shares [Intents]float64) bool {
	return shares[Crisis] >= despairShare && shares[Overdose]+shares[BadReaction] < overruledShare
}

// fears: a text asks whether somebody else is going to die, "is he going to die". Whoever asks that is not wanting to die: it is worth
// the question how they are now.
func (l *Listener) fears(r *reading) bool {
	if len(r.words) < 3 || !l.oneOf(r, r.words[0], asking) || !slices.ContainsFunc(r.words, func(w word) bool { return l.oneOf(r, w, dying) }) {
		return false
	}
	return slices.ContainsFunc(r.tags, func(t tag) bool {
		return l.concepts.people[t.concept] && t.concept != l.concepts.ids["SELF"] && t.from >= 1 && t.from <= 2
	})
}

// tookIt: whoever writes says that they have taken something, and speaks of nobody else: "i have taken two extra tablets". To shake
// somebody is no help to them.
func (l *Listener) tookIt(r *reading) bool {
	self, took := false, false
	for _, t := range r.tags {
		switch {
		case t.concept == l.concepts.ids["SELF"]:
			self = self || t.from == 0
		case t.concept == l.concepts.ids["TOOK"]:
			took = took || t.from <= 3
			self = self || t.from == 0 // "took 2 many vallies, cant stay awake"
		case took && l.oneOf(r, r.words[t.from], swallowed): // what was taken, not somebody
		case l.concepts.people[t.concept]:
			return false
		}
	}
	return self && took
}

// tabletsTaken is the topic of what was swallowed on purpose, signTaken the sign that something was taken, and much of it.
const tabletsTaken, signTaken = "emergency.tablets_taken", "sign.taken"

// taken: whoever wants to die, or somebody else, has swallowed what was to do it: that is an overdose.
func (l *Listener) taken(r *reading, shares [Intents]float64) bool {
	return shares[Overdose] >= takenShare && slices.ContainsFunc(r.hits, func(h hit) bool {
		return l.book.topics[h.topic].name == signTaken && (h.negative || !l.negated(r.words, int(h.from)))
	})
}

// swallowed are words for what was taken that may be somebody elsewhere: "i took them".
var swallowed = set("them")

// asking and dying are the words that such a question begins with and holds.
var (
	asking = set("is will are")
	dying  = set("die dying")
)

// dark: the text holds a word that may be a sign of wanting to die.
func (l *Listener) dark(r *reading) bool {
	for _, t := range r.tags {
		if l.concepts.darks[t.concept] {
			return true
		}
	}
	for i := range r.hits {
		if t := &l.book.topics[r.hits[i].topic]; t.intent == Crisis {
			return true
		}
	}
	return false
}

// sureOfDenial is how sure the model must be that a text is about something harmless for signs in it that are denied not
// to be asked about: "she wont get help".
const sureOfDenial = 0.95

// asks: a rule says that the text may be about an emergency, and nothing in it says otherwise.
func (l *Listener) asks(r *reading) bool {
	for _, h := range r.hits {
		t := &l.book.topics[h.topic]
		if h.ask && int(h.source) >= len(l.book.phrases) && t.intent == Overdose && !l.calm(r) {
			return true
		}
	}
	return false
}

// shortDenial is how many words a text has at most that says only what somebody is not.
const shortDenial = 6

// denies: a short text says that a sign of an emergency is not there, and nothing else: "he isn't blue". That is
// worth the question, and no more.
func (l *Listener) denies(r *reading) bool {
	if len(r.words) > shortDenial {
		return false
	}
	denied := false
	for _, h := range r.hits {
		if t := &l.book.topics[h.topic]; t.intent == Overdose {
			if h.negative || !l.negated(r.words, int(h.from)) {
				return false
			}
			denied = true
		}
	}
	for _, t := range r.tags {
		if l.concepts.plain[t.concept] {
			if !l.negated(r.words, int(t.from)) {
				return false
			}
			denied = true
		}
	}
	return denied
}

// likeliest is the intent with the largest share, but for one.
func likeliest(shares [Intents]float64, but Intent) Intent {
	best := Other
	for i := range Intents {
		if i != but && (best == but || shares[i] > shares[best]) {
			best = i
		}
	}
	return best
}

// safety gives what the rules for safety find, and by which kind of them; by is empty when they find nothing.
func (l *Listener) safety(r *reading) (about Intent, topic, by string) {
	if h, ok := l.firm(r); ok {
		t := &l.book.topics[h.topic]
		return t.intent, t.name, byRule
	}
	if h, ok := l.buried(r); ok {
		t := &l.book.topics[h.topic]
		return t.intent, t.name, byBuried
	}
	return Other, "", ""
}

// signs: the text holds a word that may be a sign of an overdose.
func (l *Listener) signs(r *reading) bool {
	for _, t := range r.tags {
		if l.concepts.alarms[t.concept] {
			return true
		}
	}
	for i := range r.hits {
		if t := &l.book.topics[r.hits[i].topic]; t.intent == Overdose && !r.hits[i].ask {
			return true
		}
	}
	return false
}

// long is how many words, and letters, a text may have before what surrounds an emergency drowns it for the model.
const (
	longWords   = 40
	longLetters = 300
)

// buried finds an emergency's own words in a long text, whatever else it says.
func (l *Listener) buried(r *reading) (hit, bool) {
	if len(r.words) <= longWords && len(r.folded) <= longLetters {
		return hit{}, false
	}
	for _, h := range r.hits {
		if l.book.topics[h.topic].rank >= urgentRank && !h.ask && (h.negative || !l.negated(r.words, int(h.from))) {
			return h, true
		}
	}
	return hit{}, false
}

// gibberish says that hardly a word of the text is known: what the model says of letters alone is no more than chance.
func (l *Listener) gibberish(r *reading, shares [Intents]float64) bool {
	if len(r.hits) > 0 {
		return false
	}
	words, letters, all := 0, 0, 0
	for i := range r.words {
		w := &r.words[i]
		all += int(w.e - w.s)
		switch {
		case w.id >= 0:
			words++
			letters += min(int(w.e-w.s), len(l.words.words[w.id]))
		case w.common:
			words++
			letters += int(w.e - w.s)
		}
	}
	sure := shares[likeliest(shares, Intents)]
	if words*3 < len(r.words) || letters < 2 {
		return sure < sureOfStrange || likeliest(shares, Intents).Urgent() || len(r.words) > fewStrange
	}
	return letters*2 < all && sure < sureOfLetters
}

// knowsOne says whether at least one word of the text is known.
func (l *Listener) knowsOne(r *reading) bool {
	for i := range r.words {
		if r.words[i].id >= 0 {
			return true
		}
	}
	return false
}

// fewStrange is how many words a text may have whose letters alone say what it is: "heya", "alreet pal".
const fewStrange = 2

// sureOfLetters is how sure the model must be of a text that is mostly unknown letters, sureOfStrange of one whose words
// are nearly all unknown.
const sureOfLetters, sureOfStrange = 0.6, 0.8

// topicOf gives the finest label found that belongs to the intent.
func (l *Listener) topicOf(r *reading, about Intent) string {
	best := -1
	for i := range r.hits {
		h := &r.hits[i]
		t := &l.book.topics[h.topic]
		if t.intent != about || t.rank == 0 || h.ask || !h.negative && l.negated(r.words, int(h.from)) {
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
