package bot

import (
	"strconv"
	"strings"
	"time"

	"waymark/bot/counter"
	"waymark/bot/intent"
	"waymark/bot/session"
	"waymark/content"
	"waymark/flows"
)

// turn is one message on its way to one reply.
type turn struct {
	*view
	listener Listener
	message  Message
	session  session.Session
	known    bool

	at     flows.StateID // where the conversation was
	locale string

	to        flows.StateID // where it goes
	page      int
	aside     bool // the reply is a word in between: the conversation stays where it was
	repeat    bool // the same page again: nothing new happened
	goesBack  bool
	forgotten bool
	counts    []counter.Counter
	counted   [4]counter.Counter // room for counts without an allocation
}

// begin finds where the conversation is. A state that the book no longer has counts as no session.
func (t *turn) begin() {
	t.counts = t.counted[:0]
	t.at = t.system["start"]
	if t.known {
		id, ok := t.book.ByKey(flows.Key(t.session.At))
		if ok {
			t.at = id
		}
		t.known = ok
	}
	locales := t.book.Locales()
	if !t.known {
		t.count(t.engine.sessions)
		for i, l := range locales {
			if l == t.message.Locale {
				t.session.Locale = uint8(i)
			}
		}
	}
	t.locale = locales[int(t.session.Locale)%len(locales)]
	t.session.Saw(t.message.Ref)
}

func (t *turn) count(c counter.Counter) { t.counts = append(t.counts, c) }

// decide says where the message leads.
func (t *turn) decide() {
	switch t.message.Kind {
	case Press:
		t.press()
	case Start:
		t.hello()
	case Location:
		t.command("near")
	case NotText:
		t.notText()
	default:
		t.text()
	}
}

func (t *turn) goTo(to flows.StateID) { t.to = to }

// say answers with a word in between: the question that was asked stays asked.
func (t *turn) say(name string) { t.to, t.aside = t.system[name], true }

func (t *turn) command(word string) bool {
	id, ok := t.book.Command(word)
	if ok {
		t.goTo(id)
	}
	return ok
}

// press reads a button's data, v1:<flow>:<state>:<event>. It names its own state, so a button from
// before a restart still works; data that names nothing we know may be forged or from an older book,
// and gets the reply for someone who has lost their place.
func (t *turn) press() {
	parts := strings.SplitN(t.message.Text, ":", 5)
	if len(t.message.Text) > 64 || len(parts) != 4 || parts[0] != "v1" {
		t.lost()
		return
	}
	from, ok := t.book.ByName(parts[1] + "/" + parts[2])
	if !ok {
		t.lost()
		return
	}
	t.at = from
	switch event := parts[3]; {
	case event == "menu":
		t.goTo(t.system["start"])
	case event == "back":
		t.back()
	case strings.HasPrefix(event, "more"):
		n, err := strconv.Atoi(strings.TrimPrefix(event, "more"))
		if err != nil || n < 1 || n >= len(t.book.Pages(from, t.locale, t.message.Form)) {
			t.lost()
			return
		}
		t.goTo(from)
		t.page, t.repeat = n, true
	default:
		to, ok := t.book.Next(from, event)
		if !ok {
			t.lost()
			return
		}
		t.goTo(to)
	}
}

func (t *turn) lost() {
	t.count(t.engine.oldButton)
	t.goTo(t.system["lost"])
}

// text answers what was typed: words that always work, then an emergency, then the question that was
// asked, then what the text is about.
func (t *turn) text() {
	typed := strings.TrimSpace(t.message.Text)
	if len(typed) <= longestCommand && t.word(strings.ToLower(strings.Trim(typed, " .!?/'\""))) {
		return
	}
	if n, ok := digit(typed); ok && t.known {
		if _, leads := t.led(n - 1); leads {
			t.answer(n - 1)
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
	switch {
	case asked && here.Urgent && !t.worse(heard): // here the answer to our question moves things on
		t.answer(heard.Answer)
	case asked && heard.Intent != intent.Overdose && t.urgentAnswer(heard.Answer):
		t.answer(heard.Answer) // a choice that leads to the emergency knows better which one
	case heard.Intent.Urgent() || heard.Doubt:
		t.emergency(heard)
	case asked:
		t.answer(heard.Answer)
	case heard.Answer >= 0: // it answers a question that we no longer remember asking
		t.goTo(t.system["lost"])
	case here.Urgent && t.known && !t.mayLeave(heard):
		t.again()
	default:
		t.topic(heard)
	}
}

// mayLeave says whether free text about something else leads out of an emergency. Naloxone does not:
// whoever has just given it needs the next step, not how to get a kit. MENU and BACK always work.
func (t *turn) mayLeave(h intent.Heard) bool {
	return h.Confidence >= sureEnoughToLeave && h.Intent != intent.Naloxone
}

// urgentAnswer says whether a choice of the state we are in leads to an urgent one.
func (t *turn) urgentAnswer(choice int) bool {
	to, ok := t.led(choice)
	return ok && t.book.State(to).Urgent
}

// worse says whether somebody in another emergency says that a person is not waking or not breathing. A
// topic that leads elsewhere, such as "ambulance is here", does not.
func (t *turn) worse(h intent.Heard) bool {
	if h.Intent != intent.Overdose || h.Doubt {
		return false
	}
	id, ok := t.book.Of(h.Topic)
	if !ok {
		id, ok = t.book.Of(h.Intent.String())
	}
	to := t.book.State(id)
	return ok && to.Urgent && to.Flow != t.book.State(t.at).Flow
}

// digit reads the number of a choice.
func digit(typed string) (int, bool) {
	if len(typed) != 1 || typed[0] < '1' || typed[0] > '9' {
		return 0, false
	}
	return int(typed[0] - '0'), true
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

// longestCommand is the length in bytes up to which a text can be one of the words that always work.
const longestCommand = 24

// sureEnoughToLeave is how sure the understanding must be before free text about something else
// leads out of an emergency; below it the same step is shown again. MENU and BACK always work.
const sureEnoughToLeave = 0.75

// word answers the words that work everywhere, when they are the whole text.
func (t *turn) word(w string) bool {
	switch w {
	case "":
		if strings.TrimSpace(t.message.Text) != "" {
			return false // only punctuation: it may still be understood, or is not
		}
		t.goTo(t.system["start"])
		return true
	case "menu", "0":
		t.goTo(t.system["start"])
		return true
	case "back":
		t.back()
		return true
	case "more":
		t.more()
		return true
	case "source", "sources", "who says so", "who says":
		t.say("source")
		return true
	case "stop":
		t.count(t.engine.stop)
	}
	return t.command(w)
}

func (t *turn) back() {
	if t.session.Page > 0 && t.known && t.message.Kind != Press {
		t.goTo(t.at)
		t.page, t.repeat = int(t.session.Page)-1, true
		return
	}
	t.goesBack = true
	if key, ok := t.session.Pop(); ok {
		if id, ok := t.book.ByKey(flows.Key(key)); ok {
			t.goTo(id)
			return
		}
	}
	t.goTo(t.system["start"])
}

func (t *turn) more() {
	next := int(t.session.Page) + 1
	if !t.known || next >= len(t.book.Pages(t.at, t.locale, t.message.Form)) {
		t.say("nothing_more")
		return
	}
	t.goTo(t.at)
	t.page, t.repeat = next, true
}

// led is where a choice of the state we are in leads.
func (t *turn) led(choice int) (flows.StateID, bool) {
	here := t.book.State(t.at)
	events := here.Events[t.locale]
	if events == nil {
		events = here.Events[content.DefaultLocale]
	}
	if choice >= len(events) {
		return t.at, false
	}
	return t.book.Next(t.at, events[choice])
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
	t.count(t.engine.notUnderstood)
	t.goTo(t.at)
	t.page, t.repeat = int(t.session.Page), true
}

// emergency leads to the first thing to do, from anywhere.
func (t *turn) emergency(h intent.Heard) {
	here := t.book.State(t.at)
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
			if id, ok := t.book.Of(name); ok {
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

// topic leads to what the text is about, or says honestly that it was not understood.
func (t *turn) topic(h intent.Heard) {
	if !t.known && h.Intent == intent.Menu {
		t.hello()
		return
	}
	if t.mix(h) {
		return
	}
	if id, ok := t.book.Of(h.Topic); ok {
		t.goTo(id)
		return
	}
	if h.Intent == intent.Substance && len(h.Substances) > 0 {
		if id, ok := t.book.About(substances, h.Substances[0]); ok {
			t.goTo(id)
			return
		}
	}
	if h.Intent != intent.Other {
		if id, ok := t.book.Of(h.Intent.String()); ok {
			t.goTo(id)
			return
		}
	}
	if t.known {
		t.count(t.engine.notUnderstood)
		t.goTo(t.system["unknown"])
		return
	}
	t.hello()
}

// mix answers somebody who asks about two or more things together. A pair that nobody has written about is
// said to be unknown, and risky, never safe.
func (t *turn) mix(h intent.Heard) bool {
	if h.Intent != intent.Mixing && h.Intent != intent.Substance || len(h.Substances) < 2 {
		return false
	}
	id, ok := t.book.Mix(h.Substances)
	if !ok {
		id, ok = t.book.Of("mixing_doubt")
	}
	if ok {
		t.goTo(id)
	}
	return ok
}

// substances is the group of flows that are each about one substance.
const substances = "substances"

// hello greets somebody who writes for the first time, or for the first time in a while.
func (t *turn) hello() {
	t.count(t.engine.firstContact)
	t.goTo(t.system["hello"])
}

// reply puts the session where the message led, and gives the page to send.
func (t *turn) reply(now time.Time) Reply {
	to := t.book.State(t.to)
	free := t.spend(now)
	if !free && !to.Urgent {
		if t.session.Warned {
			return Reply{Silent: true}
		}
		t.session.Warned = true
		t.count(t.engine.limited)
		t.say("slow")
		to = t.book.State(t.to)
	}
	if !t.aside {
		if !t.repeat {
			t.enter(to)
		}
		t.session.At = uint32(to.Key)
		t.session.Page = uint8(t.page)
		t.session.Urgent = to.Urgent
	} else if !t.known {
		t.session.At = uint32(t.book.State(t.system["start"]).Key)
	}
	r := t.compose(to)
	if to.Do == flows.Forget && !t.aside {
		t.count(t.engine.forget)
		r.Forget = Refs{First: int64(t.session.FirstRef), Last: int64(t.session.LastRef)}
		t.forgotten = true
	}
	return r
}

// enter is what happens once when a conversation comes to a state.
func (t *turn) enter(to *flows.State) {
	if t.known && !t.goesBack && t.at != t.to {
		t.session.Push(uint32(t.book.State(t.at).Key))
	}
	t.counts = append(t.counts, t.view.counts[t.to]...)
	if to.Urgent {
		t.count(t.engine.emergency)
	}
}

func (t *turn) compose(to *flows.State) Reply {
	if t.aside && t.to == t.system["source"] {
		p := t.book.Sourced(t.at, t.locale, t.message.Form)
		return Reply{Text: p.Text, Plain: p.Plain, Choices: p.Choices}
	}
	pages := t.book.Pages(t.to, t.locale, t.message.Form)
	if t.page >= len(pages) {
		t.page = 0
	}
	p := &pages[t.page]
	return Reply{Text: p.Text, Plain: p.Plain, Choices: p.Choices, Urgent: to.Urgent}
}

// The rate limiter: a burst of messages is free, then one every few seconds. People in a hurry stay
// far below it; emergencies are never limited.
const (
	burst         = 15
	refillSeconds = 4
)

// spend takes one token and reports whether there was one.
func (t *turn) spend(now time.Time) bool {
	s, second := &t.session, uint32(now.Unix())
	if s.TokensAt == 0 || second < s.TokensAt {
		s.Tokens, s.TokensAt = burst, second
	}
	if gained := (second - s.TokensAt) / refillSeconds; gained > 0 {
		s.Tokens = uint8(min(uint32(s.Tokens)+gained, burst))
		s.TokensAt += gained * refillSeconds
		s.Warned = false
	}
	if s.Tokens == 0 {
		return false
	}
	s.Tokens--
	return true
}
