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

// crewIsHere is what somebody says when the ambulance has come.
const crewIsHere = "topic.crew_here"

// crew goes on to what the ambulance crew should hear: in the midst of an emergency that is the next step, whatever was
// asked. A state that has a choice for it knows best where.
func (t *turn) crew() bool {
	to, ok := t.book.Next(t.at, "crew")
	if !ok || !t.known {
		to, ok = t.book.Of(crewIsHere)
	}
	if ok {
		t.goTo(to)
	}
	return ok
}

// afraidOfPolice is what somebody says who does not call because of the police.
const afraidOfPolice = "emergency.police_fear"

// police answers who speaks of being arrested while help is still to come: not with the law, but with why to call. The choices
// of the state, or of the one for who cannot call, know best for whom.
func (t *turn) police() bool {
	fear, ok := t.book.Of(afraidOfPolice)
	crew, _ := t.book.Of(crewIsHere)
	if !ok || t.at == crew || t.book.State(fear).Flow != t.book.State(t.at).Flow {
		return false
	}
	if cannot, led := t.book.Next(t.at, "cannot_call"); led {
		if to, led := t.book.Next(cannot, "police"); led {
			fear = to
		}
	}
	if to, led := t.book.Next(t.at, "police"); led {
		fear = to
	}
	t.goTo(fear)
	return true
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

// mayLeave says whether free text about something else leads out of an emergency. Naloxone does not:
// whoever has just given it needs the next step, not how to get a kit; nor does "please help", nor a word or two: "heroin" says
// what was taken, and "na" is a no; nor does any other naming of drugs. MENU and BACK always work.
func (t *turn) mayLeave(h intent.Heard, typed string) bool {
	_, somewhere := t.subject(h)
	switch h.Intent {
	case intent.Naloxone, intent.Menu, intent.Substance, intent.Mixing:
		return false
	}
	return somewhere && len(strings.Fields(typed)) > 2 && h.Confidence >= sureEnoughToLeave
}

// notSure is the choice, of a question in an emergency, of whoever cannot tell.
const notSure = "unsure"

// ahead hears, where an emergency asks something that one may be unsure of, an answer to another question: to the
// one that its flow began with ("hes come round"), or to the one that comes next for who is not sure ("got the nose one"). It
// says whether it did.
func (t *turn) ahead(typed string) bool {
	here := t.book.State(t.at)
	next, ok := t.book.Next(t.at, notSure)
	if !ok || t.onlyYesOrNo(typed) { // that answers what was just asked, or nothing
		return false
	}
	first, ok := t.book.Of(here.Flow)
	if !ok {
		return false
	}
	for _, asked := range []flows.StateID{first, next} {
		if choice := t.listener.Hear(typed, t.questions[t.locale][asked]).Answer; choice >= 0 {
			if to, ok := t.ledFrom(asked, choice); ok && to != t.at && t.book.State(to).Urgent {
				t.goTo(to)
				return true
			}
		}
	}
	return false
}

// onlyYesOrNo says whether a text is a yes or a no and says of nothing else what it is about.
func (t *turn) onlyYesOrNo(typed string) bool {
	answer := t.listener.Hear(typed, t.bare).Answer
	return (answer == 0 || answer == 1) && len(strings.Fields(typed)) <= 4
}

// guessed says whether an emergency is no more than a guess: the name of a place may sound like one.
func guessed(h intent.Heard) bool {
	return h.Intent.Urgent() && h.Topic == "" && h.Confidence < sureEnoughToLeave
}

// urgentAnswer says whether a choice of the state we are in leads to an urgent one.
func (t *turn) urgentAnswer(choice int) bool {
	to, ok := t.led(choice)
	return ok && t.book.State(to).Urgent
}

// worse says whether somebody in another emergency says that a person is not waking or not breathing. A
// topic that leads elsewhere, such as "ambulance is here", does not.
func (t *turn) worse(h intent.Heard) bool {
	if h.Intent != intent.Overdose || h.Doubt || h.Topic == "" && h.Confidence < sureEnoughToLeave {
		return false
	}
	id, ok := t.book.Of(h.Topic)
	if !ok {
		id, ok = t.book.Of(h.Intent.String())
	}
	to := t.book.State(id)
	return ok && to.Urgent && to.Flow != t.book.State(t.at).Flow
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

// again shows the page that was shown last: in an emergency nothing else is as useful.
func (t *turn) again() {
	t.countMisheard()
	t.goTo(t.at)
	t.page, t.repeat = int(t.session.Page), true
}

// emergency leads to the first thing to do, from anywhere.
func (t *turn) emergency(h intent.Heard) {
	here := t.book.State(t.at)
	if t.known && here.Urgent && h.Intent != intent.Overdose && h.Topic == "" && h.Confidence < sureEnoughToLeave {
		t.again() // a mere guess at another emergency does not lead out of the one we are in
		return
	}
	if t.known && here.Urgent && here.Again != flows.None && !h.Doubt {
		t.goTo(here.Again)
		return
	}
	if h.Doubt {
		if t.known && here.Urgent {
			t.again()
			return
		}
		for _, name := range []string{h.Intent.String() + "_doubt", "overdose_doubt"} {
			if id, ok := t.book.Of(name); ok && t.book.State(id).Urgent {
				t.goTo(id)
				return
			}
		}
	}
	if id, ok := t.book.Of(h.Topic); ok && t.book.State(id).Urgent {
		t.goTo(id)
		return
	}
	id, _ := t.book.Of(h.Intent.String())
	t.goTo(id)
}
