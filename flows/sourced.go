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
// card comes from, as many sources as one reply may cost. It is put together when somebody asks, which few do.
func (b *Book) Sourced(id StateID, locale string, form content.Form) Page {
	s := b.State(id)
	head := b.Pages(b.byName[menuFlow+"/"+sourceAside], locale, form)[0]
	return sourcePage(s, head, b.lib.Card(locale, s.Flow, s.Name).Sources, b.lib.Sources)
}

func sourcePage(s *State, head Page, ids []string, sources map[string]content.Source) Page {
	page := head
	page.Choices = slices.Clone(head.Choices)
	seen := map[string]bool{}
	for _, id := range ids {
		src, ok := sources[id]
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
