package bot

import (
	"slices"

	"waymark/bot/counter"
	"waymark/bot/directory"
	"waymark/flows"
)

// This file counts looks for a service: the type, and the postcode area at the finest.

// countLook counts what is looked for, in which postcode area, and whether it is there and open. A session moves each counter
// once, and what it can no longer remember is not counted.
func (t *turn) countLook(wanted flows.StateID, located string) {
	kind := t.book.State(wanted).Finds[0]
	area := areaOf(t.session.Look.Area)
	if area == "" {
		area = located
	}
	near := t.reachable()
	t.counts = append(t.counts, counter.Lookup(kind, area, !near)...)
	open := slices.ContainsFunc(t.found, func(f directory.Found) bool { return f.InReach && f.Hours.Open })
	if near && !open {
		t.count(t.engine.outOfHours)
	}
}

// countWide counts what is looked for in a postcode area that is known by its letters alone. Whether it is there nobody has seen.
func (t *turn) countWide() {
	if wanted, ok := t.wanted(); ok {
		t.counts = append(t.counts, counter.Lookup(t.book.State(wanted).Finds[0], t.area.Letters, false)...)
	}
}

// areas are the postcode areas that are counted, and their numbers in a session, which begin at 1.
var areas, areaNumbers = func() ([]string, map[string]uint8) {
	all, numbers := counter.Areas(), map[string]uint8{}
	for i, letters := range all {
		numbers[letters] = uint8(i + 1)
	}
	return all, numbers
}()

// areaOf gives the letters of a postcode area; 0, and a number from another version's list, have none.
func areaOf(number uint8) string {
	if number == 0 || int(number) > len(areas) {
		return ""
	}
	return areas[number-1]
}
