package intent

import "strings"

// What a text is about is decided first, by rules and the model; then the words of tables/finer.tsv may say which
// part of it: not just "infection" but a missed hit. They touch no place and none of the model's lessons, so a row may
// be added without training anything. No emergency that is named by its own words is touched either; a mere guess at
// one, or a doubt, gives way to the few rows that are marked "calm".

// finerShare is how sure a text is at least in which the words of a finer topic stand.
const finerShare = 0.6

// lightWords may stand anywhere inside a finer topic's words. whereWords are those by which a text asks for a place
// rather than about a thing. waiting words say that help is not there yet.
var (
	lightWords = set("a an the my your his her their our some any is am are was really just this that these those still very so " +
		"bloody actually fucking please")
	whereWords = set("where near nearest nearby open closest")
	waiting    = set("yet when until till if before nearly almost soon should will long waiting")
)

// helpIsCalled is the topic of an ambulance, which may also be one that has come.
const helpIsCalled = "emergency.call"

// mostBesides is how many words a text has at most besides a row's own that sounded like wanting to die, and is taken for
// what the row says.
const mostBesides = 2

// leastLow is how many words a row has at least for that.
const leastLow = 3

// refinable are the intents that have parts. Prison, pregnancy, withdrawal and what is about this service itself have
// answers of their own, whatever else a text names; rows say by "in:" or "any" that they are parts of those.
var refinable = [Intents]bool{SaferUse: true, Substance: true, FindService: true, Infection: true, DrugChecking: true,
	CutDown: true, SomeoneElse: true, Rights: true, Menu: true, Mixing: true, Other: true}

// everyCalm are all intents but the urgent ones.
var everyCalm = func() (all [Intents]bool) {
	for i := range Intents {
		all[i] = !i.Urgent()
	}
	return all
}()

// asked is what a text says besides a row's words.
type asked struct {
	*Heard
	// alarm: it may be an emergency; guess: nothing but the model says so.
	alarm, guess bool
	// where: it asks for a place; placed: it names one; waits: it speaks of what is not there yet.
	where, placed, waits bool
	// ofDrug: what it asks may be asked of one drug.
	ofDrug bool
	// words is how many words it has, light ones left out.
	words int
}

// refine gives the part of its subject that a text is about, where its words say so. The row with the most words
// decides, of two as long the first in the table. What a rule is firm about stays as it is, and so does an emergency by
// its own words.
func (l *Listener) refine(r *reading, h *Heard) {
	if strings.HasPrefix(h.Topic, "crisis.") || strings.HasPrefix(h.Topic, "emergency.") && h.Topic != helpIsCalled {
		return
	}
	a := asked{Heard: h, placed: r.placed, alarm: h.Intent.Urgent() || h.Doubt}
	a.guess = a.alarm && h.Topic == "" && (h.Doubt || h.Confidence < sureShare)
	a.ofDrug = len(r.drugs) < 2 && h.Topic == "" || len(r.drugs) == 1 && (h.Intent == CutDown || h.Intent == Mixing || h.Intent == Substance)
	r.parts = r.parts[:0]
	for i, w := range r.words {
		id := l.partOf(r, w)
		r.parts = append(r.parts, id)
		if id != light {
			a.words++
		}
		a.where = a.where || l.oneOf(r, w, whereWords) && !l.tellsWhere(r, i)
		a.waits = a.waits || l.negations[w.id] || l.oneOf(r, w, waiting)
	}
	r.standing = r.standing[:0]
	for from, id := range r.parts {
		if id > strange {
			r.standing = l.parts.standing(r.parts[from:], r.standing)
		}
	}
	var best standing
	for _, s := range r.standing {
		if (best.finer == nil || s.words > best.words || s.words == best.words && s.row < best.row) && s.fits(&a, s.words) {
			best = s
		}
	}
	if best.finer == nil {
		return
	}
	h.Topic, h.Confidence = best.topic, max(h.Confidence, finerShare)
	if a.alarm && !best.arrived {
		h.Doubt, h.Confidence = false, finerShare
		if h.Intent.Urgent() {
			h.Intent = Other
		}
	}
}

// fits says whether a row whose words stand in a text is what it is about.
func (f *finer) fits(a *asked, words int) bool {
	switch {
	case a.where && !f.always, f.where && !a.where, f.whole && a.words > words+f.less:
		return false
	case f.arrived:
		return !a.waits && a.Intent != Crisis
	case a.Topic == helpIsCalled, f.less > 0 && !a.ofDrug:
		return false
	case a.alarm:
		return a.guess && (f.calm && a.Intent != Crisis || f.low && words >= leastLow && a.words <= words+mostBesides)
	}
	return (!a.placed || f.always && strings.HasPrefix(f.topic, "topic.")) && f.within[a.Intent]
}

// tellsWhere: the word says where something is, and asks nothing: "a lump where i jab". "Tell me where I can go" asks.
func (l *Listener) tellsWhere(r *reading, at int) bool {
	return at > 0 && at+2 < len(r.words) && l.is(r, r.words[at], "where") && l.oneOf(r, r.words[at+1], people) && !l.oneOf(r, r.words[at+2], may)
}

// people do something; may begins what they could do.
var people, may = set("i we he she they you"), set("can could get go do should would find")

// partOf gives a word's number in the table.
func (l *Listener) partOf(r *reading, w word) int32 {
	if w.id < 0 {
		return l.parts.ids[string(r.folded[w.s:w.e])]
	}
	id, known := l.parts.ids[l.words.words[w.id]]
	if !known && l.words.filler[w.id] {
		return light
	}
	return id
}

func (l *Listener) oneOf(r *reading, w word, in map[string]bool) bool {
	if w.id >= 0 {
		return in[l.words.words[w.id]]
	}
	return in[string(r.folded[w.s:w.e])]
}
