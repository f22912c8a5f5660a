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
	t.hello()
	if id, ok := t.book.Door(d.Topic); ok {
		t.goTo(id)
	}
}

// entered answers a first text that is one of the operator's codes and nothing else: what a link for text messages, or a
// poster, asks for.
func (t *turn) entered(typed string) bool {
	if t.known || len(t.entries) == 0 {
		return false
	}
	code := strings.ToLower(strings.Trim(typed, " .!?/'\""))
	if _, ok := t.entries[code]; ok {
		t.enterBy(code)
		return true
	}
	return false
}

// speak changes the language of the conversation to one that there are words in.
func (t *turn) speak(locale string) {
	for i, l := range t.book.Locales() {
		if l == locale {
			t.session.Locale, t.locale = uint8(i), l
		}
	}
}
