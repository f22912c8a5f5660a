package bot

import (
	"fmt"
	"math"
	"unicode/utf8"

	"waymark/bot/counter"
	"waymark/bot/intent"
	"waymark/content"
	"waymark/flows"
)

// What a conversation counts: what a state names in its flow, and what only the bot can see. A session moves each
// counter once (session.Count), so counting the same again costs nothing and changes nothing.

// engineCounters are the counters that the bot itself moves.
type engineCounters struct {
	sessions, firstContact, notText, limited, oldButton, forget, stop, emergency counter.Counter

	notUnderstood, short, medium, long counter.Counter
	useful, notUseful                  counter.Counter
	topics                             [intent.Intents]counter.Counter
	segments                           []step
	entryOther, outOfHours             counter.Counter
}

// step is a counter that a session moves when its replies have come to a number of SMS segments.
type step struct {
	at      uint8
	counter counter.Counter
}

// prepareCounts finds every counter that a conversation can move.
func (v *view) prepareCounts() (err error) {
	named := func(name string) counter.Counter {
		c, ok := counter.Named(name)
		if !ok && err == nil {
			err = fmt.Errorf("there is no counter %q", name)
		}
		return c
	}
	v.counts = make([][]counter.Counter, v.book.Len())
	for i := range v.counts {
		id := flows.StateID(i)
		for _, name := range v.book.State(id).Counts {
			v.counts[i] = append(v.counts[i], named(name))
		}
		if v.book.Group(id) == substances {
			v.counts[i] = append(v.counts[i], counter.MemberOr("substance", v.book.State(id).Flow))
		}
	}
	v.engine = engineCounters{
		sessions: named("sessions"), firstContact: named("first_contact"), notText: named("not_text"),
		limited: named("limited"), oldButton: named("old_button"), forget: named("forget_used"), stop: named("stop_used"),
		emergency: named("emergency_opened"), notUnderstood: named("not_understood"), short: named("not_understood_short"),
		medium: named("not_understood_medium"), long: named("not_understood_long"), useful: named("feedback_useful"),
		notUseful: named("feedback_not_useful"), entryOther: named("entry_other"),
		outOfHours: named("out_of_hours"),
	}
	for i := range v.engine.topics {
		v.engine.topics[i] = named("topic_" + intent.Intent(i).String())
	}
	for _, m := range counter.Members("segments") {
		var at uint8
		if _, scan := fmt.Sscan(m.Name, &at); scan != nil && err == nil {
			err = fmt.Errorf("counter %q does not end in a number", m.Counter)
		}
		v.engine.segments = append(v.engine.segments, step{at, m.Counter})
	}
	return err
}

// fresh gives the counters that the session moves for the first time, and has the session remember them.
func (t *turn) fresh() []counter.Counter {
	var out []counter.Counter
	for _, c := range t.counts {
		if t.session.Count(uint16(c)) {
			out = append(out, c)
		}
	}
	return out
}

func (t *turn) count(c counter.Counter) { t.counts = append(t.counts, c) }

// countStart counts a session that begins: in which language, and which one was wished for in vain.
func (t *turn) countStart() {
	t.count(t.engine.sessions)
	locales := t.book.Locales()
	t.count(counter.MemberOr("locale", locales[int(t.session.Locale)%len(locales)]))
	wish := t.message.Locale
	if len(wish) < 2 {
		return
	}
	for _, l := range locales {
		if l[:2] == wish[:2] {
			return
		}
	}
	t.count(counter.MemberOr("locale_missing", wish[:2]))
}

// The lengths, in characters, up to which a text that was not understood is short or middling.
const (
	shortText  = 20
	mediumText = 80
)

// countMisheard counts a text that was not understood, and of the text only about how long it was.
func (t *turn) countMisheard() {
	t.count(t.engine.notUnderstood)
	switch n := utf8.RuneCountInString(t.message.Text); {
	case n <= shortText:
		t.count(t.engine.short)
	case n <= mediumText:
		t.count(t.engine.medium)
	default:
		t.count(t.engine.long)
	}
}

// countEntered counts what the state names. Feedback is also counted for the conversation it is about: the last one
// before the menu or the question itself.
func (t *turn) countEntered(to *flows.State) {
	t.counts = append(t.counts, t.view.counts[to.ID]...)
	for _, c := range t.view.counts[to.ID] {
		if c == t.engine.useful {
			t.count(counter.MemberOr("useful", t.about()))
		}
		if c == t.engine.notUseful {
			t.count(counter.MemberOr("not_useful", t.about()))
		}
	}
	if to.Urgent {
		t.count(t.engine.emergency)
	}
}

// about is the flow, or group of flows, that somebody was in before they came to say what they think of it.
func (t *turn) about() string {
	trail := t.session.Trail()
	for i := len(trail) - 1; i >= 0; i-- {
		id, ok := t.book.ByKey(flows.Key(trail[i]))
		if !ok {
			continue
		}
		switch flow := t.book.State(id).Flow; {
		case t.book.Group(id) == substances:
			return substances
		case len(flow) > 4 && flow[:4] == "mix_":
			return "mixing"
		case flow != "menu" && flow != "feedback":
			return flow
		}
	}
	return "menu"
}

// countSegments adds what a reply costs as a text message to what the session's replies came to.
func (t *turn) countSegments(n int) {
	if t.message.Form != content.Numbered {
		return
	}
	was := t.session.Segments
	t.session.Segments = uint8(min(int(was)+n, math.MaxUint8)) // far above the last step
	for _, s := range t.engine.segments {
		if s.at > was && s.at <= t.session.Segments {
			t.count(s.counter)
		}
	}
}
