package content

import (
	"path"
	"slices"
	"strings"
)

const disagreementsFile = "disagreements.yaml"

// Disagreement is something sources do not agree about, and what words must not say of it: see disagreements.yaml.
type Disagreement struct {
	ID, Say string
	// Wrong and Right are sentences that go against it and that do not.
	Wrong, Right string

	near, unless, says phrases
	always             bool // in any sentence, whatever words are near
	asks               bool // a card about it has to say something
	cards, signs       []string
}

// disagreements are all of them, with one list of phrases to look for in everything: few words have any.
type disagreements struct {
	all            []*Disagreement
	refuse, about  phrases
	refused, asked map[string][]*Disagreement // by phraseKey
}

func (d *disagreements) read(y *YAML, entries []Entry) {
	var refuse, about []string
	d.refused, d.asked = map[string][]*Disagreement{}, map[string][]*Disagreement{}
	for _, e := range entries {
		one := &Disagreement{ID: e.Key.Text}
		lists := map[string][]string{}
		for _, f := range y.Map(e) {
			switch f.Key.Text {
			case "say":
				one.Say = y.Word(f).Text
			case "wrong":
				one.Wrong = y.Word(f).Text
			case "right":
				one.Right = y.Word(f).Text
			case "near", "refuse", "unless", "about", "says", "cards", "signs":
				lists[f.Key.Text] = texts(y.List(f))
			default:
				y.Add(f.Key, "unknown key %q: there are say, near, refuse, unless, cards, signs, about, says, wrong and right", f.Key.Text)
			}
		}
		if one.Say == "" || one.Wrong == "" || one.Right == "" {
			y.Add(e.Key, "%s needs say, wrong and right", one.ID)
		}
		one.near, one.unless, one.says = newPhrases(lists["near"]), newPhrases(lists["unless"]), newPhrases(lists["says"])
		one.always, one.asks, one.cards, one.signs = len(lists["near"]) == 0, len(lists["says"]) > 0, lists["cards"], lists["signs"]
		for _, p := range lists["refuse"] {
			d.refused[phraseKey(p)] = append(d.refused[phraseKey(p)], one)
		}
		for _, p := range lists["about"] {
			d.asked[phraseKey(p)] = append(d.asked[phraseKey(p)], one)
		}
		refuse, about = append(refuse, lists["refuse"]...), append(about, lists["about"]...)
		d.all = append(d.all, one)
	}
	d.refuse, d.about = newPhrases(refuse), newPhrases(about)
}

// in says whether a disagreement has to do with a card.
func (d *Disagreement) in(card string) bool {
	return len(d.cards) == 0 || slices.ContainsFunc(d.cards, func(pattern string) bool {
		ok, _ := path.Match(pattern, card)
		return ok
	})
}

// against calls say with the place of everything in a text that goes against what is said where sources disagree.
// card is its name, "flow/state".
func (d *disagreements) against(card string, words worded, say func(i, j int, what *Disagreement)) {
	text := words.text
	d.refuse.among(words, func(i, j int, key string) {
		for _, one := range d.refused[key] {
			if s := sentence(text, i, j); one.in(card) && (one.always || one.near.in(s)) && !one.unless.in(s) {
				say(i, j, one)
			}
		}
	})
	for _, one := range d.all {
		for _, sign := range one.signs {
			if i := strings.Index(text, sign); i >= 0 && one.in(card) {
				say(i, i+len(sign), one)
			}
		}
	}
}

// silent calls say with the place of everything in a part of a card's text that asks for words the card does not have.
func (d *disagreements) silent(card string, part worded, whole string, say func(i, j int, what *Disagreement)) {
	d.about.among(part, func(i, j int, key string) {
		for _, one := range d.asked[key] {
			if one.in(card) && one.asks && !one.says.in(whole) {
				say(i, j, one)
			}
		}
	})
}

// sentence gives the sentence of text that bytes i to j stand in.
func sentence(text string, i, j int) string {
	const ends = ".?\n"
	from := strings.LastIndexAny(text[:i], ends) + 1
	if n := strings.IndexAny(text[j:], ends); n >= 0 {
		return text[from : j+n]
	}
	return text[from:]
}

// Disagreements are those that words are checked against.
func (l *Library) Disagreements() []*Disagreement { return l.rules.disagreements.all }

// Contradicts gives the ids of the disagreements that a text of a card goes against, or is silent about.
func (l *Library) Contradicts(card, text string) (ids []string) {
	words := wordsOf(text, nil)
	note := func(_, _ int, d *Disagreement) { ids = append(ids, d.ID) }
	l.rules.disagreements.against(card, words, note)
	l.rules.disagreements.silent(card, words, text, note)
	return ids
}
