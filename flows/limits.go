package flows

import (
	"fmt"
	"slices"
	"strings"

	"waymark/content"
	"waymark/content/segment"
)

const (
	// What one text message may cost, in segments: a person waits for it and an operator pays.
	maxSegments       = 3
	maxUrgentSegments = 2
	// How hard a card may read, as a Flesch-Kincaid grade: a reading age of 9 to 11.
	maxGrade       = 6.0
	maxUrgentGrade = 4.0
	// maxPages is how many parts a card may have.
	maxPages = 9
)

// budget proves that a state's text messages cost no more than they may, and names the characters
// that make a message dear.
func (l *loader) budget(s *State, card *content.Card) {
	limit := maxSegments
	switch {
	case s.Urgent:
		limit = maxUrgentSegments
	case s.Do == Share: // somebody else pays for passing it on
		limit = 1
	}
	pages := s.pages[card.Locale][content.Numbered]
	if n := max(len(pages), len(s.pages[card.Locale][content.Buttons])); n > maxPages {
		l.addAt(card.File, card.Line, 1, "card %q has %d pages; at most %d", s.Name, n, maxPages)
	}
	for i, p := range pages {
		if p.Cost.UCS2 && card.Locale == content.DefaultLocale {
			odd := notGSM7(p.Plain)
			line, column := card.Place(string(odd))
			l.addAt(card.File, line, column, "page %d of card %q has %q (U+%04X), which halves what a text message holds; use plain characters", i+1, s.Name, odd, odd)
		}
		if p.Cost.Segments > limit {
			l.addAt(card.File, card.Line, 1, `page %d of card %q takes %d text messages (%d units) with its choices; at most %d: shorten it, add "### sms", or split it with ***`,
				i+1, s.Name, p.Cost.Segments, p.Cost.Units, limit)
		}
	}
}

// notGSM7 finds the first character outside the GSM-7 alphabet.
func notGSM7(text string) rune {
	for _, r := range text {
		if !segment.GSM7(r) {
			return r
		}
	}
	return 0
}

// grade proves that a card is easy to read. The measure is made for English.
func (l *loader) grade(s *State, card *content.Card) {
	if card.Locale != content.DefaultLocale {
		return
	}
	limit := maxGrade
	if s.Urgent {
		limit = maxUrgentGrade
	}
	for form, pages := range card.Pages {
		part := fmt.Sprintf("card %q", s.Name)
		if content.Form(form) == content.Numbered {
			if slices.Equal(pages, card.Pages[content.Buttons]) {
				continue
			}
			part = "the sms part of " + part
		}
		if grade := l.lib.Grade(strings.Join(pages, "\n")); grade > limit {
			l.addAt(card.File, card.Line, 1, "%s reads at grade %.1f; at most %.0f: use shorter words and sentences", part, grade, limit)
		}
	}
}
