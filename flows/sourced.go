package flows

import (
	"slices"
	"strings"
	"time"

	"waymark/content"
	"waymark/content/segment"
)

// sourceAside is the card whose words stand above the list of sources.
const sourceAside = "source"

// Sourced gives the answer to "who says so?" about a state: the words of menu/source and below them where the
// card and the alerts live before it come from, as many sources as one reply may cost. It is put together when somebody asks, which few do.
func (b *Book) Sourced(id StateID, locale string, form content.Form, now time.Time) Page {
	s := b.State(id)
	head := b.Pages(b.byName[menuFlow+"/"+sourceAside], locale, form)[0]
	var from []content.Source
	if s.Do == Alerts || s.Do == Stories {
		for _, a := range b.live(s.Do, now) {
			from = append(from, a.Source)
		}
	}
	for _, id := range b.lib.Card(locale, s.Flow, s.Name).Sources {
		if src, ok := b.lib.Sources[id]; ok {
			from = append(from, src)
		}
	}
	return sourcePage(s, head, from)
}

func sourcePage(s *State, head Page, sources []content.Source) Page {
	page := head
	page.Choices = slices.Clone(head.Choices)
	seen := map[string]bool{}
	for _, src := range sources {
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
