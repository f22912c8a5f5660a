package flows

import (
	"slices"
	"strings"

	"waymark/content"
	"waymark/content/segment"
)

// sourceAside is the card whose words stand above the list of sources.
const sourceAside = "source"

// Sourced gives the answer to "who says so?" about a state: the words of menu/source and below them where the
// card comes from, as many sources as one reply may cost.
func (b *Book) Sourced(id StateID, locale string, form content.Form) Page {
	s := b.State(id)
	p := s.sourced[locale]
	if p == nil {
		p = s.sourced[content.DefaultLocale]
	}
	return p[form]
}

// source puts together the answer to "who says so?" for every state with words in a locale.
func (l *loader) source(s *State) {
	aside, ok := l.book.byName[menuFlow+"/"+sourceAside]
	if !ok {
		return // which is reported
	}
	for locale := range s.pages {
		card := l.lib.Card(locale, s.Flow, s.Name)
		var both [content.Forms]Page
		for form := range content.Forms {
			heads := l.book.Pages(aside, locale, form)
			if len(heads) == 0 {
				return
			}
			both[form] = l.sourcePage(s, heads[0], card.Sources)
		}
		s.sourced[locale] = &both
	}
}

func (l *loader) sourcePage(s *State, head Page, ids []string) Page {
	page := head
	page.Choices = slices.Clone(head.Choices)
	seen := map[string]bool{}
	for _, id := range ids {
		src, ok := l.lib.Sources[id]
		if !ok {
			continue
		}
		line := segment.Fold("\n- " + src.Publisher + ": " + src.Title)
		if src.Year != "" && src.Year != "n.d." {
			line += ", " + src.Year
		}
		if seen[line] {
			continue
		}
		seen[line] = true
		next := page
		next.Text += line
		next.Plain = numbered(next)
		if next.Cost = segment.Count(next.Plain); next.Cost.Segments > maxSegments {
			break
		}
		page = next
	}
	for i := range page.Choices { // back leads from the card that was asked about
		c := &page.Choices[i]
		c.Data = strings.Replace(c.Data, ":"+menuFlow+":"+sourceAside+":", ":"+s.Flow+":"+s.Name+":", 1)
	}
	return page
}
