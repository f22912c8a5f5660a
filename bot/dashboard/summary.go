package dashboard

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"waymark/bot/counter"
)

// summary says in plain sentences what the figures of the span say, and no more: every number in it is a released figure.
func (m *maker) summary() []string {
	sessions := m.figure(named("sessions")...)
	if sessions.Figure == nil {
		return []string{"No day of these has closed, so there is nothing to say yet."}
	}
	out := []string{fmt.Sprintf("Waymark was used in %s sessions. A session is what one sender did until half an hour of silence; sessions are not people. What each figure lies between stands in the tables.", spoken(sessions))}
	overdose, had, none := m.figure(named("overdose_opened")...), m.figure(named("naloxone_had")...), m.figure(named("naloxone_not_had")...)
	if overdose.height() > 0 {
		line := fmt.Sprintf("The overdose steps were opened in %s sessions. Naloxone was to hand in %s and not in %s.", spoken(overdose), spoken(had), spoken(none))
		if came := m.figure(named("came_round")...); came.height() > 0 {
			line += fmt.Sprintf(" In %s somebody answered that the person came round.", spoken(came))
		}
		out = append(out, line)
	} else {
		out = append(out, "The overdose steps were opened too few times to tell from none.")
	}
	if top := m.topOf(m.topicRows(), 3); top != "" {
		out = append(out, "In their own words, people wrote most about "+top+".")
	}
	if top := m.topOf(m.family("substance"), 3); top != "" {
		out = append(out, "They read most about "+top+".")
	}
	out = append(out, m.needs()...)
	line := fmt.Sprintf("%s were not understood", sentence(spoken(m.figure(named("not_understood")...))+" sessions with a text"))
	if turned := m.figure(named("turned_away")...); turned.height() > 0 {
		line += fmt.Sprintf("; %s said that they were turned away", spoken(turned))
	}
	return append(out, line+".")
}

// needs says for each need that was asked for how often, and how much of it could not be placed, and where.
func (m *maker) needs() (out []string) {
	type asked struct {
		need       counter.Need
		all, unmet Cell
	}
	var needs []asked
	for _, n := range counter.Needs() {
		var all, unmet []counter.Counter
		for _, t := range n.Types {
			all = append(all, named("lookup_type_"+t)...)
			unmet = append(unmet, named("unmet_type_"+t)...)
		}
		if a := (asked{n, m.figure(all...), m.figure(unmet...)}); a.all.height() > 0 {
			needs = append(needs, a)
		}
	}
	slices.SortStableFunc(needs, func(a, b asked) int { return cmp.Compare(b.all.height(), a.all.height()) })
	for _, a := range needs[:min(4, len(needs))] {
		line := fmt.Sprintf("%s was asked for in %s sessions", plain(a.need.What), spoken(a.all))
		if strings.Contains(a.need.What, " and ") {
			line = fmt.Sprintf("%s were asked for in %s sessions", plain(a.need.What), spoken(a.all))
		}
		line += fmt.Sprintf("; %s could not be placed", spoken(a.unmet))
		if where := m.worst(a.need); where != "" && a.unmet.height() > 0 {
			line += ", most in " + where
		}
		out = append(out, line+".")
	}
	if len(needs) == 0 {
		out = append(out, "No kind of service was looked for often enough to tell from none.")
	}
	return out
}

// worst names the postcode areas where a need went unmet most: the sum of the types of service that meet it.
func (m *maker) worst(need counter.Need) string {
	var rows []Row
	for _, area := range counter.Areas() {
		var all []counter.Counter
		for _, t := range need.Types {
			if _, unmet, ok := counter.InArea(t, area); ok {
				all = append(all, unmet)
			}
		}
		if c := m.figure(all...); c.clear() {
			rows = append(rows, Row{area, []Cell{c}})
		}
	}
	rows = largest(rows)
	names := make([]string, 0, 2)
	for _, r := range rows[:min(2, len(rows))] {
		names = append(names, r.Label)
	}
	return strings.Join(names, " and ")
}

// topOf names the largest rows with their figures.
func (m *maker) topOf(rows []Row, n int) string {
	var parts []string
	for _, r := range largest(rows) {
		if r.Cells[0].height() == 0 || len(parts) == n {
			break
		}
		parts = append(parts, fmt.Sprintf("%s (%s)", r.Label, spoken(r.Cells[0])))
	}
	switch len(parts) {
	case 0, 1:
		return strings.Join(parts, "")
	}
	return strings.Join(parts[:len(parts)-1], ", ") + " and " + parts[len(parts)-1]
}

// spoken is a figure within a sentence. What it lies between stands in the tables.
func spoken(c Cell) string {
	switch {
	case c.Figure == nil:
		return "an unknown number of"
	case c.Figure.Fewer:
		return c.Text
	}
	return "about " + strconv.Itoa(c.Figure.Value)
}

func sentence(s string) string { return strings.ToUpper(s[:1]) + s[1:] }
