package flows

import (
	"strings"

	"waymark/content"
	"waymark/content/segment"
)

// Unnamed is what stands for the operator on a copy where none is set.
const Unnamed = "the service that gave you this number or link"

// shared is a card that is passed on, with the one of its pages that goes out. The pages of such a card are ways of saying the
// same, the best first: chosen is the first of them whose placeholders are all set, and which, with the way out below it, is
// one text message. It goes out in the same words everywhere, so that it can be forwarded to anybody.
func (l *loader) shared(s *State, card *content.Card) *content.Card {
	one := *card
	pages := card.Pages[content.Numbered]
	chosen := len(pages) - 1
	for i, text := range pages {
		if filled, ok := l.filled(text, card); ok && segment.Count(l.passedOn(s, card.Locale, filled)).Segments == 1 {
			chosen = i
			break
		}
	}
	text, _ := l.filled(pages[chosen], card)
	for form := range one.Pages {
		one.Pages[form] = []string{text}
	}
	return &one
}

// filled puts values into a text that is passed on, and says whether all of them are set. A link goes without its https://,
// which telephones do not need and a text message has no room for.
func (l *loader) filled(text string, card *content.Card) (string, bool) {
	operator, link, number := l.settings["operator"], l.settings["link"], l.settings["number"]
	set := true
	for p, ok := range map[string]bool{
		"{operator}": operator != "" && operator != Unnamed, "{link}": strings.HasPrefix(link, secure), "{number}": strings.HasPrefix(number, "+"),
	} {
		set = set && (ok || !strings.Contains(text, p))
	}
	return strings.NewReplacer("{operator}", operator, "{link}", strings.TrimPrefix(link, secure), "{number}", number,
		dateMark, l.book.lookedAt(card, "2 Jan 2006")).Replace(text), set
}

const secure = "https://"

// passedOn is a text that is passed on, as the whole of a text message.
func (l *loader) passedOn(s *State, locale, text string) string {
	return Plain(text, ways(s, content.Numbered, l.controls(locale), Page{Text: text}))
}
