// Package flows holds the map of every conversation: states, the events between them, and for each
// state and locale the pages a person reads. Maps are data in *.yaml, words are in package content;
// Go code here reads, proves and walks them. It knows nothing of channels or of people.
package flows

import (
	"embed"
	"io/fs"

	"waymark/content"
	"waymark/content/segment"
)

//go:embed *.yaml
var embedded embed.FS

// Embedded is the flows that are built into the program.
func Embedded() fs.FS { return embedded }

// StateID is a state of some flow: an index into the book that was compiled. It means nothing in
// another book; Key does.
type StateID uint16

// None is no state.
const None StateID = 1<<16 - 1

// Key names a state across books, restarts and instances: the 32-bit FNV-1a hash of "flow/state".
// The loader refuses two states of one key.
type Key uint32

// Effect is what a state does besides showing its card.
type Effect uint8

// The effects.
const (
	NoEffect Effect = iota
	// Forget wipes the session and asks the channel to delete what it can.
	Forget
	// Alerts shows the alerts that are live before the state's own card.
	Alerts
	// Stories shows the stories of people who agreed to it before the state's own card.
	Stories
	// Share offers to pass the card on.
	Share
)

// Choice is one thing a person can answer in a state.
type Choice struct {
	Key, Label, Data, Event string
}

// Page is one reply, ready to send: nothing is put together while somebody waits.
type Page struct {
	// Text is the words alone; Plain has the choices below it as numbered lines.
	Text, Plain string
	Choices     []Choice
	// More says that another page follows.
	More bool
	// Cost is what Plain costs as a text message.
	Cost segment.Cost
}

// State is one state, compiled.
type State struct {
	ID     StateID
	Key    Key
	Flow   string
	Name   string
	Full   string // "flow/state"
	Urgent bool
	Do     Effect
	Counts []string
	// Again is where an emergency text leads that answers none of this state's choices; None means
	// that the emergency itself decides.
	Again StateID
	// Finds are the types of service that the state looks for, where there is a list of them; the state's own card is
	// who else to ask.
	Finds []string
	// Without is where to go instead where there is no list of services; None means nowhere else.
	Without StateID
	// Nation is whose telephone numbers the card has; empty for none.
	Nation string
	// Words are, by locale, what may be typed for each choice, in the order of the page's choices
	// (menu and back left out): the label first.
	Words  map[string][][]string
	Events map[string][]string // by locale: the events in that same order

	machine *machine
	pages   map[string]*[content.Forms][]Page
	// live are the events of choices that the state has only while an alert is live; livePages show them.
	live      []string
	livePages map[string]*[content.Forms][]Page
}

// Book is all flows, proved and compiled. It does not change after Load, so it may be shared.
type Book struct {
	states   []State
	byKey    map[Key]StateID
	byName   map[string]StateID
	intents  map[string]StateID
	commands map[string]StateID
	about    map[aboutKey]StateID
	mixes    map[string]mix
	lib      *content.Library
	locales  []string
	alerts   []alert
	stories  []alert
	controls map[string]map[string]string // by locale: the words on Menu, Back and More
	tongues  map[string]string            // words that change the language, and to which
	flows    []*flow
	groups   map[string]string // by flow
	link     string            // that people pass on; "" for none
}

type flow struct {
	source
	machine *machine
	// copied says that another flow before it has the same map, so that the map's problems are known.
	copied bool
}

// State gives a state by its id. An id that this book did not give is the menu's start.
func (b *Book) State(id StateID) *State {
	if int(id) >= len(b.states) {
		return &b.states[b.Start()]
	}
	return &b.states[id]
}

// Len is the number of states.
func (b *Book) Len() int { return len(b.states) }

// Locales lists the languages that have cards, the default first.
func (b *Book) Locales() []string { return b.locales }

// Start is the menu.
func (b *Book) Start() StateID { return b.byName[menuFlow+"/start"] }

// ByKey finds the state that a session or another instance wrote down.
func (b *Book) ByKey(k Key) (StateID, bool) { id, ok := b.byKey[k]; return id, ok }

// ByName finds a state by "flow/state".
func (b *Book) ByName(name string) (StateID, bool) { id, ok := b.byName[name]; return id, ok }

// Of finds the state that speaks to an intent or to a finer topic.
func (b *Book) Of(intent string) (StateID, bool) { id, ok := b.intents[intent]; return id, ok }

// About finds the start of the flow that is about one thing of a group of flows that share a map, such as
// ("substances", "heroin").
func (b *Book) About(group, name string) (StateID, bool) {
	id, ok := b.about[aboutKey{group, name}]
	return id, ok
}

// Group is the group of cards that a state's flow is one of, such as "substances"; empty for most.
func (b *Book) Group(id StateID) string {
	return b.groups[b.State(id).Flow]
}

type aboutKey struct{ group, name string }

// Command finds the state that a word leads to from anywhere, such as "od" or "privacy". The word is
// in lower case.
func (b *Book) Command(word string) (StateID, bool) { id, ok := b.commands[word]; return id, ok }

// Language finds the locale that a word changes the conversation to, such as "cymraeg", if there are words in it. The
// word is in lower case.
func (b *Book) Language(word string) (locale string, ok bool) { locale, ok = b.tongues[word]; return }

// Pages gives what a person reads in a state, in a locale or else in the default one.
func (b *Book) Pages(id StateID, locale string, form content.Form) []Page {
	s := b.State(id)
	p := s.pages[locale]
	if p == nil {
		p = s.pages[content.DefaultLocale]
	}
	return p[form]
}

// Next moves one step. It reports false, and costs one look-up, when the state has no such event: a
// rejected event of the state machine itself costs more the larger the graph is.
func (b *Book) Next(at StateID, event string) (StateID, bool) {
	s := b.State(at)
	if !s.machine.has(s.Full, event) {
		return at, false
	}
	name, ok := s.machine.step(s.Full, event)
	if !ok {
		return at, false
	}
	id, ok := b.byName[name]
	return id, ok
}
