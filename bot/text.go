package bot

import (
	"strings"

	"waymark/bot/intent"
	"waymark/bot/session"
	"waymark/content"
	"waymark/flows"
)

// text answers what was typed: words that always work, then an emergency, then the question that was
// asked, then what the text is about.
func (t *turn) text() {
	typed := strings.TrimSpace(t.message.Text)
	if len(typed) <= longestCommand && !t.chosen(typed) && t.word(strings.ToLower(strings.Trim(typed, " .!?/'\""))) {
		return
	}
	if t.entered(typed) {
		return
	}
	if t.numbersToCome() && t.isNumber(typed) {
		t.more() // it stands for a choice that has not been shown: the page that has the numbers is a better answer
		return
	}
	if n, ok := digit(typed); ok && t.known {
		if t.book.State(t.at).Do == flows.Which {
			if n <= session.Picks && t.picked(t.session.Look.Picks[n-1]) {
				return
			}
			n -= t.session.Look.Count()
		}
		if _, leads := t.led(max(n-1, 0)); leads && n > 0 {
			t.answer(n - 1)
			return
		}
		if n > 0 && t.offered(n-1) {
			return
		}
	}
	question := t.bare
	if t.known {
		question = t.questions[t.locale][t.at]
	}
	heard := t.listener.Hear(typed, question)
	t.count(t.engine.topics[heard.Intent])
	asked := t.known && heard.Answer >= 0
	here := t.book.State(t.at)
	if heard.Topic == crewIsHere && !heard.Intent.Urgent() && !(t.known && here.Urgent) {
		heard.Topic = "" // somebody is there, and nothing says that it is an ambulance crew
	}
	switch {
	case heard.Topic == crewIsHere && t.crew():
	case heard.Topic == doseGiven && t.dosed(heard.Answer):
	case asked && here.Urgent && !t.worse(heard): // here the answer to our question moves things on
		t.answer(heard.Answer)
	case t.known && !asked && here.Urgent && t.ahead(typed):
	case !heard.Intent.Urgent() && !heard.Doubt && t.picksByWords(typed):
	case asked && (heard.Topic == "" || !heard.Intent.Urgent()) && here.Says(t.locale, heard.Answer, typed):
		t.answer(heard.Answer) // in so many words: no guess at what else it may be weighs more
	case asked && heard.Intent != intent.Overdose && t.urgentAnswer(heard.Answer):
		t.answer(heard.Answer) // a choice that leads to the emergency knows better which one
	case !t.known && heard.Answer >= 0 && bareAnswer(typed, heard.Answer) && !heard.Intent.Urgent() && !strings.HasPrefix(heard.Topic, "topic."):
		t.goTo(t.system["lost"]) // it answers a question that we no longer remember asking
	case asked && !here.Urgent && heard.Intent != intent.Overdose && !heard.Doubt && heard.Confidence < sureEnoughToInterrupt:
		t.answer(heard.Answer) // "feel rough" may be many things; here we have just asked about it
	case (heard.Doubt || guessed(heard)) && t.onlyPlace(typed) && t.search(typed, intent.Heard{Answer: -1}, false):
	case heard.Intent.Urgent() || heard.Doubt:
		t.emergency(heard)
	case !here.Urgent && t.search(typed, heard, asked):
	case asked && t.elsewhere(heard, typed):
		t.topic(heard)
	case asked:
		t.answer(heard.Answer)
	case here.Urgent && t.known && heard.Intent == intent.Rights && t.police():
	case here.Urgent && t.known && !t.mayLeave(heard, typed):
		t.again()
	case t.leans(heard):
		t.answer(heard.Leans)
	default:
		t.topic(heard)
	}
}

// numbersToCome says whether the page that was shown last has no numbered choices yet: they stand on the last page of a card.
func (t *turn) numbersToCome() bool {
	if !t.known || t.book.State(t.at).Do.InSearch() { // every page about a place has its own
		return false
	}
	pages, shown := t.pages(t.at), int(t.session.Page)
	return shown < len(pages) && pages[shown].More
}

// isNumber says whether a text is a number and no more than that: "2", "2.", "option two".
func (t *turn) isNumber(typed string) bool {
	if _, ok := digit(typed); ok {
		return true
	}
	heard := t.listener.Hear(typed, t.countable)
	return heard.Answer >= 0 && !heard.Intent.Urgent() && !heard.Doubt
}

// elsewhere says whether a text of some length is surely about a topic of its own, though a word of it would also
// answer the question: "no veins left" is no "no".
func (t *turn) elsewhere(h intent.Heard, typed string) bool {
	if h.Confidence < sureEnoughToLeave || !strings.HasPrefix(h.Topic, "topic.") || len(strings.Fields(typed)) < 3 {
		return false
	}
	to, ok := t.book.Of(h.Topic)
	return ok && to != t.at && !t.book.State(t.at).Urgent && !t.book.State(t.at).Says(t.locale, h.Answer, typed)
}

// leans says whether a text is best taken for one of the choices that stand there: its words are those of the choice,
// and without it the same would be asked again, or a subject's menu shown.
func (t *turn) leans(h intent.Heard) bool {
	if !t.known || h.Leans < 0 || t.book.State(t.at).Urgent {
		return false
	}
	to, ok := t.subject(h)
	if !ok || to == t.at || h.Confidence < sureEnoughToAnswer {
		return true
	}
	here, there := t.book.State(t.at), t.book.State(to)
	led, _ := t.led(h.Leans)
	return there.Flow == menuFlow || there.Name == "start" && (there.Flow == here.Flow || there.Flow == t.book.State(led).Flow)
}

// menuFlow is the flow that the bot itself speaks with.
const menuFlow = "menu"

// chosen says whether a short text is listed for a choice of the question that was asked, where it would otherwise be
// the name of another conversation: "safer", asked about one drug, means safer with that drug. What leads to
// the emergency does so everywhere.
func (t *turn) chosen(typed string) bool {
	to, ok := t.book.Command(strings.ToLower(strings.Trim(typed, " .!?/'\"")))
	if !ok || !t.known || t.book.State(to).Urgent || t.book.State(to).Do == flows.Forget {
		return false
	}
	here := t.book.State(t.at)
	for i := range here.Events[t.locale] {
		if here.Says(t.locale, i, typed) {
			return true
		}
	}
	return false
}

// bareAnswer says whether a text without a question is nothing but an answer: short, or with the answer first.
// "missed 3 days of my script" is no choice of number 3, nor is "out on friday, no script" a no.
func bareAnswer(typed string, choice int) bool {
	words := strings.Fields(strings.ToLower(typed))
	return len(words) <= 2 || choice < 2 && (len(words) <= 4 || strings.HasPrefix(words[0], "y") || strings.HasPrefix(words[0], "n"))
}

// guessed says whether an emergency is no more than a guess: the name of a place may sound like one.
func guessed(h intent.Heard) bool {
	return h.Intent.Urgent() && h.Topic == "" && h.Confidence < sureEnoughOverPlace
}

// notText answers a picture or a voice message, which nobody looks at, unless words came with it that are
// an emergency.
func (t *turn) notText() {
	t.count(t.engine.notText)
	if typed := strings.TrimSpace(t.message.Text); typed != "" {
		if h := t.listener.Hear(typed, nil); h.Intent.Urgent() || h.Doubt {
			t.emergency(h)
			return
		}
	}
	t.say("not_text")
}

// sureEnoughToAnswer is how sure the understanding must be to answer at once; below it we ask, rather than guess.
const sureEnoughToAnswer = 0.4

// sureEnoughToAsk is how sure it must be to ask which of a few things was meant; below it we say that we did
// not understand.
const sureEnoughToAsk = 0.2

// twoWays begins the topics of words that mean two things: they are asked about, however sure the understanding is.
const twoWays = "ask."

// sureEnoughToInterrupt is how sure the understanding must be of a bad reaction or a crisis to pass over an answer to
// the question that was asked. An overdose passes over any.
const sureEnoughToInterrupt = 0.5

// sureEnoughToLeave is how sure the understanding must be before free text about something else
// leads out of an emergency; below it the same step is shown again. MENU and BACK always work.
const sureEnoughToLeave = 0.75

// sureEnoughOverPlace is how sure it must be of an emergency that no words name to pass over the name of a place that was asked for.
const sureEnoughOverPlace = 0.95

// led is where a choice of the state we are in leads.
func (t *turn) led(choice int) (flows.StateID, bool) { return t.ledFrom(t.at, choice) }

// ledFrom is where a choice of a state leads.
func (t *turn) ledFrom(at flows.StateID, choice int) (flows.StateID, bool) {
	here := t.book.State(at)
	events := here.Events[t.locale]
	if events == nil {
		events = here.Events[content.DefaultLocale]
	}
	if choice >= len(events) {
		return at, false
	}
	return t.book.Next(at, events[choice])
}

func (t *turn) answer(choice int) {
	if to, ok := t.led(choice); ok {
		t.goTo(to)
		return
	}
	t.again()
}
