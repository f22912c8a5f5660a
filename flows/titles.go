package flows

import (
	"slices"
	"strings"

	"waymark/content"
)

// titled gives a card the labels of choices that lead to a substance and that the card does not name itself: what the thing is
// called stands in content/substances.yaml, and nowhere else.
func (l *loader) titled(src sourceState, f *flow, card *content.Card) *content.Card {
	out := card
	for _, c := range src.choices {
		if slices.ContainsFunc(out.Choices, func(lb content.Label) bool { return lb.Event == c.Key.Text }) {
			continue
		}
		name, ok := l.book.substance(l.book.byName[f.full(c.Value.Text)])
		if !ok || l.lib.Substances == nil || !l.lib.Substances.Known(name) {
			continue // which is reported
		}
		if out == card {
			copied := *card
			copied.Choices = slices.Clone(card.Choices)
			out = &copied
		}
		out.Choices = append(out.Choices, content.Label{
			Event: c.Key.Text, Text: l.lib.Substances.Title(card.Locale, name), Words: []string{strings.ReplaceAll(name, "_", " ")},
			Line: card.Line, Column: 1,
		})
	}
	return out
}

// substance says which substance a state begins to speak of, by its canonical name.
func (b *Book) substance(id StateID) (name string, ok bool) {
	for key, start := range b.about {
		if start == id && key.group == substancesGroup {
			return key.name, true
		}
	}
	return "", false
}

// titlesOf says for each flow of a group what it is about, as it stands in menus, and where speaking of a substance begins.
func (b *Book) titlesOf(locale string) (about map[string]string, begins map[StateID]bool) {
	about, begins = map[string]string{}, map[StateID]bool{}
	for flow := range b.groups {
		about[flow] = strings.ReplaceAll(flow, "_", " ")
	}
	for key, start := range b.about {
		if key.group != substancesGroup {
			continue
		}
		begins[start] = true
		if b.lib.Substances == nil {
			continue
		}
		if title := b.lib.Substances.Title(locale, key.name); title != "" {
			about[b.State(start).Flow] = title
		}
	}
	return about, begins
}
