package bot

import (
	"slices"
	"strings"

	"waymark/content"
	"waymark/flows"
)

// sendWords ask for the card that stands last to be sent on.
var sendWords = words("send this", "send it", "send it on", "send this on", "forward", "forward this", "forward it", "pass this on", "share this",
	"send this to someone", "send it to someone", "send this to a friend", "send it to a friend", "send this to a mate", "send it to a mate",
	"share this with a friend", "share this with a mate", "forward this to a mate", "pass this to a mate")

func words(all ...string) map[string]bool {
	set := make(map[string]bool, len(all))
	for _, w := range all {
		set[w] = true
	}
	return set
}

// sendOn asks for the card that stands last to be sent on. Where there is none, or it speaks of this chat alone, that is how Waymark
// itself is passed on.
func (t *turn) sendOn() {
	if _, doors := t.doorAlone(); !doors && (!t.known || !t.view.standsAlone(t.at)) && t.command("share") {
		return
	}
	t.say("send")
}

// standsAlone says whether a card makes sense to somebody else: it is about a thing, and nothing in it is filled in for this chat.
func (v *view) standsAlone(id flows.StateID) bool {
	s := v.book.State(id)
	switch s.Flow {
	case "menu", "door", "forget", "feedback":
		return false
	}
	return !slices.ContainsFunc(v.book.Pages(id, content.DefaultLocale, content.Buttons), func(p flows.Page) bool {
		return slices.ContainsFunc(content.Slots(), func(slot string) bool { return strings.Contains(p.Text, slot) })
	})
}

// composeSend is the card that stands last, to be sent on.
func (t *turn) composeSend() Reply {
	p := t.book.Forward(t.at, int(t.session.Page), t.locale, t.message.Form, t.now)
	doors, ok := t.doorAlone()
	if ok {
		p = t.book.ForwardFilled(t.at, t.locale, t.message.Form, doors)
	}
	t.countSegments(p.Cost.Segments)
	r := Reply{Text: p.Text, Plain: p.Plain, Choices: p.Choices, PassOn: t.passOn(t.at)}
	if ok && r.PassOn.Label != "" {
		_, r.PassOn.Text, _ = strings.Cut(p.Text, "\n\n")
	}
	return r
}

// doorAlone says of the doors that stand last what stays true for somebody else, somewhere else, tomorrow: not how far they are from
// where somebody looked, and not whether they are open now.
func (t *turn) doorAlone() (string, bool) {
	at := t.book.State(t.at)
	wanted, ok := t.wanted()
	if !t.known || !ok || at.Do != flows.Doors && at.Do != flows.Gone || !t.ground.usable() || t.session.Look.Near == 0 {
		return "", false
	}
	looking := t.look
	counted := len(t.counts) // the look itself was counted when it was made
	t.find(wanted)
	found := t.found
	t.look, t.counts = looking, t.counts[:counted]
	first := int(t.session.Look.Shown) * t.perPage()
	if first >= len(found) {
		return "", false
	}
	var parts []string
	if t.ground.Directory.Example() {
		parts = append(parts, t.say1("example"))
	}
	for i := first; i < min(first+t.perPage(), len(found)); i++ {
		parts = append(parts, t.fitted("", t.doorToKeep(&found[i]), nil))
	}
	return joined("\n\n", parts...), true
}

// passOn is what a button for passing a state's card on carries.
func (t *turn) passOn(id flows.StateID) PassOn {
	label, link := t.book.PassOnLabel(t.locale), t.book.Link()
	if label == "" || link == "" {
		return PassOn{}
	}
	if t.book.State(id).Do == flows.Share { // it stands alone as it is
		return PassOn{Label: label, Text: t.book.Pages(id, t.locale, content.Buttons)[0].Text, Link: link}
	}
	return PassOn{Label: label, Text: t.book.Alone(id, t.locale, t.now), Link: link}
}
