package intent

import "slices"

// small holds the little sets of words that grammar and answers need, by the words' numbers.
type small struct {
	negations, yes, no, unsure, politeness, quitting, softDrinks, pointing map[int32]bool
	numbers                                                                map[int32]int
}

func (l *Listener) enterSmallWords() {
	set := func(words ...string) map[int32]bool {
		m := map[int32]bool{}
		for _, w := range words {
			m[l.words.id(w)] = true
		}
		return m
	}
	for id := range set("a", "an", "the", "fucking", "fuckin", "fkn", "fkin", "fking", "bloody", "literally", "basically", "actually", "honestly",
		"um", "erm", "er", "uh", "well", "just", "really", "kind", "sort", "absolutely", "totally", "very", "proper", "pure", "bit") {
		l.words.filler[id] = true
	}
	l.negations = set("not", "no", "never", "without", "nothing", "none", "neither", "cannot", "nobody", "nor")
	l.yes = set("yes", "okay", "sure", "correct", "true", "affirmative", "definitely", "yer")
	l.no = set("no", "negative", "nothing", "none")
	l.unsure = set("unsure", "maybe", "perhaps", "possibly", "hard")
	l.politeness = set("please", "the", "one", "option", "number", "choice", "answer", "thanks", "mate", "is", "it", "its", "i", "that", "choose",
		"pick", "um", "erm", "so", "just", "think", "a", "go", "with", "for")
	l.softDrinks = set("water", "tea", "coffee", "milk", "juice", "monster", "squash", "bleach", "antifreeze", "medicine", "pop", "lucozade", "fluids", "brew")
	l.pointing = set("my", "it", "that", "this", "them", "his", "her")
	l.quitting = set("quit", "quitting", "stop", "stopped", "stopping", "give", "giving", "craving", "cravings", "withdrawal", "withdrawing", "without", "since", "no", "addicted", "pack", "packed", "worse", "patches", "off", "cut", "wean", "weaning", "habit")
	l.numbers = map[int32]int{}
	for n, ways := range [][]string{
		{"1", "one", "first", "1st"}, {"2", "two", "second", "2nd"}, {"3", "three", "third", "3rd"},
		{"4", "four", "fourth", "4th"}, {"5", "five", "fifth", "5th"}, {"6", "six", "sixth", "6th"},
		{"7", "seven", "seventh", "7th"}, {"8", "eight", "eighth", "8th"}, {"9", "nine", "ninth", "9th"},
	} {
		for _, w := range ways {
			l.numbers[l.words.id(w)] = n
		}
	}
	l.numbers[l.words.id("last")] = lastOne
}

// lastOne stands for "the last one".
const lastOne = -2

// readTable reads a phrase of a table: words that are new become part of the vocabulary.
func (l *Listener) readTable(text string) []word {
	r := l.scratch.Get().(*reading)
	defer l.put(r)
	r.take(text)
	for i := range r.tokens {
		t := &r.tokens[i]
		letters := r.folded[t.s:t.e]
		means := l.words.exact(letters)
		if means == nil {
			means = []int32{l.words.id(string(letters))}
		}
		l.words.emit(r, t, means)
	}
	return slices.Clone(r.words)
}
