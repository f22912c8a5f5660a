package bot

import (
	"strings"

	"waymark/bot/intent"
	"waymark/flows"
)

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

// again shows the page that was shown last: in an emergency nothing else is as useful.
func (t *turn) again() {
	t.countMisheard()
	t.goTo(t.at)
	t.page, t.repeat = int(t.session.Page), true
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

// doseGiven is what somebody says who has given naloxone.
const doseGiven = "emergency.naloxone_given"

// given is the choice, of a card that says how to give a dose, of whoever has done it.
const given = "given"

// dosed goes on from a dose that was given before it was asked for: to what comes after that kit, if it was the answer, or else to
// what is asked after any. It says whether it did.
func (t *turn) dosed(choice int) bool {
	here := t.book.State(t.at)
	after, ok := t.book.Of(doseGiven)
	if !ok || !t.known || t.at == after || t.book.State(after).Flow != here.Flow {
		return false
	}
	to, asks := t.book.Next(t.at, given)
	if kit, led := t.led(max(choice, 0)); choice >= 0 && led {
		if asks {
			return false // the card's own words know better
		}
		to, asks = t.book.Next(kit, given)
	}
	if !asks {
		to = after
	}
	t.goTo(to)
	return true
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
		if choice := t.listener.Answer(typed, t.questions[t.locale][asked]); choice >= 0 {
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
	answer := t.listener.Answer(typed, t.bare)
	return (answer == 0 || answer == 1) && len(strings.Fields(typed)) <= 4
}

// mayLeave says whether free text about something else leads out of an emergency. Naloxone does not:
// whoever has just given it needs the next step, not how to get a kit; nor does "please help", nor a word or two: "heroin" says
// what was taken, and "na" is a no; nor does any other naming of drugs; nor what has no topic, and so would lead to no more than
// a menu: "how long do i stay". MENU and BACK always work.
func (t *turn) mayLeave(h intent.Heard, typed string) bool {
	_, somewhere := t.subject(h)
	switch h.Intent {
	case intent.Naloxone, intent.Menu, intent.Substance, intent.Mixing:
		return false
	}
	return somewhere && h.Topic != "" && len(strings.Fields(typed)) > 2 && h.Confidence >= sureEnoughToLeave
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

// urgentAnswer says whether a choice of the state we are in leads to an urgent one.
func (t *turn) urgentAnswer(choice int) bool {
	to, ok := t.led(choice)
	return ok && t.book.State(to).Urgent
}
