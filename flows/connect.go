package flows

import (
	"slices"
	"strconv"
	"strings"

	"waymark/content"
)

// Words that the bot itself answers in every state, so that no choice and no flow may take them.
func reserved(word string) bool {
	return word == menuEvent || word == backEvent || word == moreEvent || len(word) == 1 && word[0] >= '0' && word[0] <= '9'
}

// ownEvent says whether an event is one that the bot adds itself.
func ownEvent(event string) bool { return reserved(event) || strings.HasPrefix(event, moreEvent) }

// Events that the bot adds to every state. Those of MORE carry the number of the page they lead to.
const (
	menuEvent = "menu"
	backEvent = "back"
	moreEvent = "more"
)

const (
	// maxData is Telegram's limit for a button's data, in bytes.
	maxData = 64
	// maxChoices keeps every choice a single digit.
	maxChoices = 9
	// maxCommand is the length in bytes up to which the bot takes a text for a command.
	maxCommand = 24
)

// connect finds out where everything in a flow leads.
func (l *loader) connect(f *flow) {
	switch {
	case f.start.Text == "":
		l.addTo(f, f.name, `flow %q has no "start"`, f.name.Text)
	case strings.Contains(f.start.Text, "/"):
		l.addTo(f, f.start, "start %q must be a state of its own flow", f.start.Text)
	default:
		l.target(f, f.start)
	}
	for _, in := range f.intents {
		l.intent(f, in)
	}
	for _, c := range f.commands {
		l.command(f, c)
	}
	for _, st := range f.states {
		l.state(f, st)
	}
}

func (l *loader) intent(f *flow, in content.Pair) {
	name := in.Key.Text
	if l.names.Intent != nil && !l.names.Intent(strings.TrimSuffix(name, "_doubt")) {
		l.addTo(f, in.Key, "unknown intent or topic %q", name)
	}
	id, ok := l.target(f, in.Value)
	if other, taken := l.book.intents[name]; taken {
		l.addTo(f, in.Key, "intent %q already leads to %s", name, l.book.states[other].Full)
	} else if ok {
		l.book.intents[name] = id
	}
}

func (l *loader) command(f *flow, c content.Pair) {
	word := strings.ToLower(c.Key.Text)
	to := c.Value
	if to.Text == "" {
		to = f.start
	}
	id, ok := l.target(f, to)
	other, taken := l.book.commands[word]
	switch {
	case reserved(word):
		l.addTo(f, c.Key, "%q is a word the bot answers itself", word)
	case len(word) > maxCommand || word != strings.Trim(word, " .!?/'\""):
		l.addTo(f, c.Key, "command %q would never be heard: it has at most %d characters, and none of .!?/'\" at its ends", word, maxCommand)
	case taken:
		l.addTo(f, c.Key, "command %q already leads to %s", word, l.book.states[other].Full)
	case ok:
		l.book.commands[word] = id
	}
}

func (l *loader) state(f *flow, src sourceState) {
	id, ok := l.book.byName[f.full(src.name.Text)]
	if !ok {
		return // one more than can be numbered
	}
	s := &l.book.states[id]
	for _, c := range src.count {
		if l.names.Counter != nil && !l.names.Counter(c.Text) {
			l.addTo(f, c, "unknown counter %q", c.Text)
		}
		s.Counts = append(s.Counts, c.Text)
	}
	if src.do.Text != "" {
		if s.Do, ok = effects[src.do.Text]; !ok {
			l.addTo(f, src.do, "unknown effect %q: a state can do %s", src.do.Text, strings.Join(effectNames(), ", "))
		}
	}
	l.search(f, src, s)
	l.again(f, src, s)
	l.button(f, src.name, s, moreEvent+strconv.Itoa(maxPages)) // the longest of the bot's own
	if len(src.choices) > maxChoices {
		l.addTo(f, src.name, "state %q has %d choices; more than %d cannot be answered with one digit", s.Name, len(src.choices), maxChoices)
	}
	if isAside(s) && len(src.choices) > 0 {
		l.addTo(f, src.choices[0].Key, "state %q can have no choices: it is said in between, and the conversation stays where it was", s.Name)
	}
	for _, c := range src.choices {
		l.choice(f, s, c)
	}
	for _, c := range src.live {
		l.choice(f, s, c)
		s.live = append(s.live, c.Key.Text)
	}
}

func isAside(s *State) bool { return s.Flow == menuFlow && slices.Contains(asides(), s.Name) }

func (l *loader) again(f *flow, src sourceState, s *State) {
	if src.again.Text == "" {
		return
	}
	if !f.urgent {
		l.addTo(f, src.again, "again stands in flow %q, which is not urgent: nothing would use it", s.Flow)
	}
	to, ok := l.target(f, src.again)
	if !ok {
		return
	}
	s.Again = to
	if !l.book.states[to].Urgent {
		l.addTo(f, src.again, "again leads to %q, which is not urgent: an emergency must stay one", src.again.Text)
	}
}

func (l *loader) choice(f *flow, s *State, c content.Pair) {
	event := c.Key.Text
	if ownEvent(event) {
		l.addTo(f, c.Key, "event %q is one the bot answers itself; use another name", event)
		return
	}
	if !content.ValidName(event) {
		l.addTo(f, c.Key, "event %q: a name has %s", event, content.NameRule)
	}
	l.button(f, c.Key, s, event)
	if to, ok := l.target(f, c.Value); ok {
		f.machine.allow(s.Full, event, l.book.states[to].Full)
	}
}

// button proves that a button can carry its data.
func (l *loader) button(f *flow, at content.Word, s *State, event string) {
	if data := buttonData(s, event); len(data) > maxData {
		l.add(f.file, at, "the button %q is %d bytes long; Telegram takes %d: shorten the names", data, len(data), maxData)
	}
}

func buttonData(s *State, event string) string { return "v1:" + s.Flow + ":" + s.Name + ":" + event }
