package flows

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"text/tabwriter"

	"waymark/content"
)

// WriteCosts prints, for every flow and locale, what its text messages cost in segments: all pages together, the
// mean and the dearest page, and the farthest state: the one that is dearest to get to from the flow's
// start, by its cheapest path, all messages on the way and its own counted.
func WriteCosts(w io.Writer, b *Book) {
	tw := tabwriter.NewWriter(w, 0, 8, 2, ' ', 0)
	fmt.Fprintln(tw, "flow\tlocale\tstates\tpages\tsegments\tmean\tdearest\tat\tfarthest\tat")
	for _, f := range b.flows {
		for _, locale := range b.locales {
			if c := b.cost(f, locale); c.pages > 0 {
				fmt.Fprintf(tw, "%s\t%s\t%d\t%d\t%d\t%.1f\t%d\t%s\t%d\t%s\n", f.name.Text, locale, c.states, c.pages, c.segments,
					float64(c.segments)/float64(c.pages), c.dearest, c.dearestAt, c.farthest, c.farthestAt)
			}
		}
	}
	tw.Flush()
	for _, locale := range b.locales {
		if locale != content.DefaultLocale {
			b.writeComplete(w, locale)
		}
	}
}

// writeComplete prints how much of the words there is in another language. What is not there is said in the default one.
func (b *Book) writeComplete(w io.Writer, locale string) {
	have, dear := 0, 0
	var missing []string
	for _, f := range b.flows {
		in, not := 0, []string{}
		for _, id := range b.statesOf(f) {
			s := b.State(id)
			if s.pages[locale] == nil {
				not = append(not, s.Full)
				continue
			}
			in++
			for _, p := range s.pages[locale][content.Numbered] {
				if p.Cost.UCS2 {
					dear++
				}
			}
		}
		if have += in; in > 0 {
			missing = append(missing, not...)
		}
	}
	fmt.Fprintf(w, "\n%s: %d of %d cards; all others are in %s. %d text messages cost more than twice as much because of a character outside GSM-7.\n",
		locale, have, len(b.states), content.DefaultLocale, dear)
	if len(missing) > 0 {
		fmt.Fprintf(w, "%s: begun and not complete, missing %s\n", locale, strings.Join(missing, ", "))
	}
}

// flowCost is what a flow costs as text messages, in segments.
type flowCost struct {
	states, pages, segments, dearest, farthest int
	dearestAt, farthestAt                      string
}

func (b *Book) cost(f *flow, locale string) flowCost {
	var c flowCost
	for _, id := range b.statesOf(f) {
		s := b.State(id)
		if s.pages[locale] == nil {
			continue
		}
		c.states++
		for _, p := range s.pages[locale][content.Numbered] {
			c.pages++
			c.segments += p.Cost.Segments
			if p.Cost.Segments > c.dearest {
				c.dearest, c.dearestAt = p.Cost.Segments, s.Name
			}
		}
	}
	paths := b.cheapest(f, locale)
	for _, id := range b.statesOf(f) { // in the file's order, so that two runs print the same
		if paths[id] > c.farthest {
			c.farthest, c.farthestAt = paths[id], b.State(id).Name
		}
	}
	return c
}

// cheapest gives, for every state that the flow's start leads to within the flow, the segments of the
// cheapest path (Dijkstra's way).
func (b *Book) cheapest(f *flow, locale string) map[StateID]int {
	costOf := func(id StateID) (sum int) {
		for _, p := range b.Pages(id, locale, content.Numbered) {
			sum += p.Cost.Segments
		}
		return sum
	}
	start := b.byName[f.full(f.start.Text)]
	open, done := map[StateID]int{start: costOf(start)}, map[StateID]int{}
	for len(open) > 0 {
		at := None
		for id, cost := range open {
			if at == None || cost < open[at] || cost == open[at] && id < at {
				at = id
			}
		}
		done[at] = open[at]
		delete(open, at)
		for _, event := range b.State(at).Events[content.DefaultLocale] {
			to, ok := b.Next(at, event)
			if _, known := done[to]; !ok || known || b.State(to).Flow != f.name.Text {
				continue
			}
			if cost := done[at] + costOf(to); open[to] == 0 || cost < open[to] {
				open[to] = cost
			}
		}
	}
	return done
}

// statesOf lists a flow's states in its file's order.
func (b *Book) statesOf(f *flow) []StateID {
	ids := make([]StateID, len(f.states))
	for i, st := range f.states {
		ids[i] = b.byName[f.full(st.name.Text)]
	}
	return ids
}

// WriteGraph prints one flow, or all of them, as a Mermaid flowchart. Urgent states have double sides; a
// dotted line is where a new emergency text leads; states of other flows are round.
func WriteGraph(w io.Writer, b *Book, name string) error {
	var chosen []*flow
	var known []string
	for _, f := range b.flows {
		known = append(known, f.name.Text)
		if name == "" || f.name.Text == name {
			chosen = append(chosen, f)
		}
	}
	if len(chosen) == 0 {
		return fmt.Errorf("there is no flow %q; there are %s", name, strings.Join(known, ", "))
	}
	fmt.Fprintln(w, "flowchart TD")
	var beyond []StateID
	for _, f := range chosen {
		for _, id := range b.statesOf(f) {
			for _, to := range b.writeState(w, id) {
				if b.State(to).Flow != f.name.Text && name != "" && !slices.Contains(beyond, to) {
					beyond = append(beyond, to)
				}
			}
		}
	}
	for _, id := range beyond {
		fmt.Fprintf(w, "    %s([%q])\n", node(b.State(id)), b.State(id).Full)
	}
	return nil
}

// writeState prints a state and the lines that begin at it, and gives the states where they end.
func (b *Book) writeState(w io.Writer, id StateID) (ends []StateID) {
	s := b.State(id)
	shape := "    %s[%q]\n"
	if s.Urgent {
		shape = "    %s[[%q]]\n"
	}
	fmt.Fprintf(w, shape, node(s), s.Full)
	pages := b.Pages(id, content.DefaultLocale, content.Buttons)
	for _, c := range pages[len(pages)-1].Choices {
		if to, ok := b.Next(id, c.Event); ok {
			fmt.Fprintf(w, "    %s -->|\"%s\"| %s\n", node(s), strings.ReplaceAll(c.Label, `"`, "#quot;"), node(b.State(to)))
			ends = append(ends, to)
		}
	}
	if s.Again != None {
		fmt.Fprintf(w, "    %s -.->|again| %s\n", node(s), node(b.State(s.Again)))
		ends = append(ends, s.Again)
	}
	return ends
}

// node is a state's name as Mermaid takes it. A bare "end" would be a word of Mermaid's own.
func node(s *State) string { return s.Flow + "__" + s.Name }
