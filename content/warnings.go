package content

import "strings"

const warningsFile = "warnings.yaml"

// Warning is something that cards of a kind have to say: see warnings.yaml.
type Warning struct {
	Name Word
	// Topics, Cards and Words say which cards: those that answer a topic, those of a name ("flow/card" or
	// "flow/*"), and those that have a word.
	Topics, Cards, Words []Word

	phrases   string // as they are shown to whoever has to add one
	says, who phrases
	about     phrases
	anybody   bool // nobody has to be named whom to ask
}

// Given says whether a text has the warning.
func (w *Warning) Given(text string) bool { return w.says.in(text) && (w.anybody || w.who.in(text)) }

// About gives the first word in a text that calls for the warning, as it stands there, or nothing.
func (w *Warning) About(text string) string {
	first := ""
	w.about.find(text, func(i, j int, _ string) {
		if first == "" {
			first = text[i:j]
		}
	})
	return first
}

// Phrases lists what would give the warning.
func (w *Warning) Phrases() string { return w.phrases }

// in says whether any of the phrases stands in text.
func (p phrases) in(text string) (found bool) {
	p.find(text, func(int, int, string) { found = true })
	return found
}

// Musts are what cards have to say and where the menu has to lead.
type Musts struct {
	Warnings []*Warning
	// Menu are the topics that one choice of the menu leads to.
	Menu []Word
	// Own says that the library brings these rules itself, so that what they name must be there.
	Own bool
}

// WarningsFile is the file of Musts as problems name it.
const WarningsFile = "content/" + warningsFile

func (m *Musts) read(y *YAML, entries []Entry) {
	for _, e := range entries {
		switch e.Key.Text {
		case "warnings":
			for _, one := range y.Maps(e) {
				m.Warnings = append(m.Warnings, warning(y, e.Key, one))
			}
		case "menu":
			m.Menu = y.List(e)
		default:
			y.Add(e.Key, "unknown key %q: there are warnings and menu", e.Key.Text)
		}
	}
}

func warning(y *YAML, at Word, entries []Entry) *Warning {
	w := &Warning{Name: at}
	var says, who []Word
	lists := map[string]*[]Word{"says": &says, "who": &who, "topics": &w.Topics, "cards": &w.Cards, "words": &w.Words}
	for _, e := range entries {
		if list, ok := lists[e.Key.Text]; ok {
			*list = y.List(e)
		} else if e.Key.Text == "name" {
			w.Name = y.Word(e)
		} else {
			y.Add(e.Key, "unknown key %q: a warning has name, says, who, topics, cards and words", e.Key.Text)
		}
	}
	if len(says) == 0 {
		y.Add(w.Name, "warning %q has nothing to say: add says", w.Name.Text)
	}
	w.says, w.who, w.about = newPhrases(texts(says)), newPhrases(texts(who)), newPhrases(texts(w.Words))
	w.anybody = len(who) == 0
	w.phrases = `"` + strings.Join(texts(says), `", "`) + `"`
	if !w.anybody {
		w.phrases += `; and whom to ask: "` + strings.Join(texts(who), `", "`) + `"`
	}
	return w
}
