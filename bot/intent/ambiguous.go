package intent

// ambiguous are the words that mean two things where a wrong guess does harm, and the topic that asks which. They are
// asked about only when they are all that a text says; in a sentence, what stands around them decides.
var ambiguous = map[string]Heard{
	"meth":  {Intent: Substance, Topic: "ask.meth"},
	"blues": {Intent: Substance, Topic: "ask.blues"},
	"white": {Intent: Substance, Topic: "ask.white"},
	"done":  {Intent: Other, Topic: "ask.done"},
	"chat":  {Intent: Other, Topic: "ask.chat"},
	"test":  {Intent: Other, Topic: "ask.test"},
	"pulse": {Intent: Other, Topic: "ask.pulse"},
}

// smallTalk may stand beside such a word and changes nothing: "on meth", "blues?", "test pls".
var smallTalk = set("a an the some my on about info please pls mate hi hello and is it im i am want need")

// asksWhich: the text is one of the words that are never guessed.
func (l *Listener) asksWhich(r *reading) (Heard, bool) {
	var found Heard
	for i := range r.tokens {
		letters := r.letters(i)
		h, is := ambiguous[string(letters)]
		switch {
		case is && found.Topic == "":
			found = h
		case is || !smallTalk[string(letters)] || len(r.tokens) > 4:
			return Heard{}, false
		}
	}
	found.Confidence = strangeShare
	return found, found.Topic != ""
}
