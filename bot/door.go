package bot

import "strings"

// enterBy begins a conversation by a link. Everybody gets the same first message; a link of the operator's list with a
// topic offers that first. A code that is not on the list may be anything somebody typed: it is counted as
// another, and is a normal hello.
func (t *turn) enterBy(code string) {
	if code == "" {
		t.hello()
		return
	}
	d, ok := t.entries[strings.ToLower(code)]
	if !ok {
		t.count(t.engine.entryOther)
		t.hello()
		return
	}
	t.count(d.counter)
	t.speak(d.Locale)
	t.open(d)
}

// entered answers a first text that is one of the operator's codes, as a link for text messages or a poster asks for. Somebody may
// write on behind it: what they write is answered, and an emergency as it stands, code and all.
func (t *turn) entered(typed string) bool {
	if t.known || len(t.entries) == 0 {
		return false
	}
	first, rest, _ := strings.Cut(strings.ToLower(strings.Trim(typed, " .!?/'\"")), " ")
	code := strings.Trim(first, ".,:;!?/'\"")
	d, ok := t.entries[code]
	if !ok {
		return false
	}
	if rest = strings.TrimSpace(rest); rest == "" {
		t.enterBy(code)
		return true
	}
	t.entries = nil
	t.count(d.counter)
	t.speak(d.Locale)
	if h := t.listener.Hear(typed, nil); h.Intent.Urgent() || h.Doubt {
		return false
	}
	_, after, _ := strings.Cut(strings.TrimLeft(typed, " .!?/'\""), " ")
	t.message.Text = strings.TrimSpace(after)
	t.text()
	if t.to == t.system["hello"] || t.to == t.system["unknown"] { // it said nothing that means something
		t.aside = false
		t.open(d)
	}
	return true
}

// open gives the first message of a door: the same for everybody, with the door's topic before the other choices.
func (t *turn) open(d door) {
	t.hello()
	if id, ok := t.book.Door(d.Topic); ok {
		t.goTo(id)
	}
}

// speak changes the language of the conversation to one that there are words in.
func (t *turn) speak(locale string) {
	for i, l := range t.book.Locales() {
		if l == locale {
			t.session.Locale, t.locale = uint8(i), l
		}
	}
}
