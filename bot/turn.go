package bot

import (
	"strconv"
	"strings"
	"time"

	"waymark/bot/counter"
	"waymark/bot/directory"
	"waymark/bot/session"
	"waymark/flows"
)

// turn is one message on its way to one reply.
type turn struct {
	*view
	entries map[string]door
	message Message
	now     time.Time
	session session.Session
	known   bool
	look

	at     flows.StateID // where the conversation was
	locale string

	to        flows.StateID // where it goes
	page      int
	aside     bool // the reply is a word in between: the conversation stays where it was
	repeat    bool // the same page again: nothing new happened
	goesBack  bool
	forgotten bool
	counts    []counter.Counter
	counted   [8]counter.Counter // room for counts without an allocation
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
		for i, l := range locales {
			if l == t.message.Locale {
				t.session.Locale = uint8(i)
			}
		}
		t.countStart()
	}
	t.locale = locales[int(t.session.Locale)%len(locales)]
	t.session.Saw(t.message.Ref)
}

// decide says where the message leads.
func (t *turn) decide() {
	switch t.message.Kind {
	case Press:
		t.press()
	case Start:
		t.enterBy(t.message.Text)
	case Location:
		t.location()
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
	version, rest, _ := strings.Cut(t.message.Text, ":")
	flow, rest, _ := strings.Cut(rest, ":")
	state, event, whole := strings.Cut(rest, ":")
	if len(t.message.Text) > 64 || version != "v1" || !whole || strings.Contains(event, ":") {
		t.lost()
		return
	}
	from, ok := t.book.ByName(flow + "/" + state)
	if !ok {
		t.lost()
		return
	}
	t.at = from
	switch {
	case event == "menu":
		t.goTo(t.system["start"])
	case event == "back":
		t.back()
	case strings.HasPrefix(event, "more"):
		n, err := strconv.Atoi(strings.TrimPrefix(event, "more"))
		if err != nil || n < 1 || n >= t.pageCount(from) {
			t.lost()
			return
		}
		t.goTo(from)
		t.page, t.repeat = n, true
	case t.book.State(from).Do.InSearch() && t.picked(pickedPress(event)):
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

// digit reads the number of a choice.
func digit(typed string) (int, bool) {
	if len(typed) != 1 || typed[0] < '1' || typed[0] > '9' {
		return 0, false
	}
	return int(typed[0] - '0'), true
}

// longestCommand is the length in bytes up to which a text can be one of the words that always work.
const longestCommand = 24

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
	case "next", "another", "another one", "somewhere else", "anywhere else":
		if here := t.book.State(t.at).Do; t.known && (here == flows.Doors || here == flows.Gone) {
			t.more()
			return true
		}
	case "source", "sources", "who says so", "who says":
		t.say("source")
		return true
	case "stop":
		t.count(t.engine.stop)
	}
	if sendWords[w] {
		t.sendOn()
		return true
	}
	if locale, ok := t.book.Language(w); ok {
		t.language(locale)
		return true
	}
	return t.command(w)
}

// language goes on in another language, where the conversation stands.
func (t *turn) language(locale string) {
	t.speak(locale)
	t.count(counter.MemberOr("locale", locale))
	if !t.known {
		t.goTo(t.system["start"])
		return
	}
	t.goTo(t.at)
	t.page, t.repeat = int(t.session.Page), true
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
	if !t.known || next >= t.pageCount(t.at) {
		t.say("nothing_more")
		return
	}
	t.goTo(t.at)
	t.page, t.repeat = next, true
}

// pageCount is how many pages a state has for this channel. After the last door comes who else to ask.
func (t *turn) pageCount(at flows.StateID) int {
	switch t.book.State(at).Do {
	case flows.Doors, flows.Gone:
		return directory.MostFound + 1
	}
	return len(t.pages(at))
}

// reply puts the session where the message led, and gives the page to send.
func (t *turn) reply() Reply {
	to := t.book.State(t.to)
	switch t.spend(to.Urgent) {
	case nothing:
		return Reply{Silent: true}
	case brief:
		t.count(t.engine.limited)
		return t.composeBrief()
	case slowed:
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
	} else {
		t.stay()
	}
	r := t.compose(to)
	if to.Do == flows.Forget && !t.aside {
		t.count(t.engine.forget)
		r.Forget = Refs{First: int64(t.session.FirstRef), Last: int64(t.session.LastRef)}
		t.forgotten = true
	}
	return r
}

// stay leaves the conversation where it was; one that begins is at the menu.
func (t *turn) stay() {
	if !t.known {
		t.session.At = uint32(t.book.State(t.system["start"]).Key)
	}
}

// composeBrief answers the emergency of somebody who has had hundreds of urgent replies. What they have not been shown they
// cannot answer, so the conversation stays where it was, for as long as an emergency does.
func (t *turn) composeBrief() Reply {
	t.stay()
	t.session.Urgent = true
	t.countSegments(1)
	return lastResort()
}

// enter is what happens once when a conversation comes to a state.
func (t *turn) enter(to *flows.State) {
	if t.known && !t.goesBack && t.at != t.to {
		t.session.Push(uint32(t.book.State(t.at).Key))
	}
	t.countEntered(to)
}

// pages are what a state says now.
func (t *turn) pages(id flows.StateID) []flows.Page {
	return t.book.PagesAt(id, t.locale, t.message.Form, t.now)
}

func (t *turn) compose(to *flows.State) Reply {
	if t.aside && t.to == t.system["source"] {
		p := t.book.Sourced(t.at, t.locale, t.message.Form, t.now)
		t.countSegments(p.Cost.Segments)
		return Reply{Text: p.Text, Plain: p.Plain, Choices: p.Choices}
	}
	if r, ok := t.composeLook(to); ok {
		return r
	}
	if t.aside && t.to == t.system["send"] {
		return t.composeSend()
	}
	pages := t.pages(t.to)
	if t.page >= len(pages) {
		t.page = 0
	}
	p := &pages[t.page]
	t.countSegments(p.Cost.Segments)
	r := Reply{Text: p.Text, Plain: p.Plain, Choices: p.Choices, Urgent: to.Urgent}
	if to.Do == flows.Share {
		r.PassOn = t.passOn(to.ID)
	}
	return r
}
