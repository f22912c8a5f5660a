package flows

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"text/tabwriter"

	"waymark/content"
)

// WriteCosts prints, for every flow, what its text messages cost in segments: the dearest and the mean
// page, and the cheapest path from its start to an end or back to where it was.
func WriteCosts(w io.Writer, b *Book) {
	tw := tabwriter.NewWriter(w, 0, 8, 2, ' ', 0)
	fmt.Fprintln(tw, "flow\tlocale\tstates\tpages\tsegments\tmean\tdearest\tat")
	for _, f := range b.flows {
		for _, locale := range b.locales {
			pages, segments, dearest, at := 0, 0, 0, ""
			for _, st := range f.states {
				id := b.byName[f.name.Text+"/"+st.name.Text]
				forms := b.states[id].pages[locale]
				if forms == nil {
					continue
				}
				for _, p := range forms[content.Numbered] {
					pages++
					segments += p.Cost.Segments
					if p.Cost.Segments > dearest {
						dearest, at = p.Cost.Segments, st.name.Text
					}
				}
			}
			if pages > 0 {
				fmt.Fprintf(tw, "%s\t%s\t%d\t%d\t%d\t%.1f\t%d\t%s\n", f.name.Text, locale, len(f.states), pages, segments, float64(segments)/float64(pages), dearest, at)
			}
		}
	}
	tw.Flush()
}

// WriteGraph prints one flow, or all of them, as a Mermaid flowchart.
func WriteGraph(w io.Writer, b *Book, name string) error {
	if name != "" && !slices.ContainsFunc(b.flows, func(f *flow) bool { return f.name.Text == name }) {
		var known []string
		for _, f := range b.flows {
			known = append(known, f.name.Text)
		}
		return fmt.Errorf("there is no flow %q; there are %s", name, strings.Join(known, ", "))
	}
	fmt.Fprintln(w, "flowchart TD")
	for _, f := range b.flows {
		if name != "" && f.name.Text != name {
			continue
		}
		for _, st := range f.states {
			full := f.name.Text + "/" + st.name.Text
			s := &b.states[b.byName[full]]
			shape := "    %s[%q]\n"
			if s.Urgent {
				shape = "    %s[[%q]]\n"
			}
			fmt.Fprintf(w, shape, node(full), full)
			for i, event := range s.Events[content.DefaultLocale] {
				to, _ := b.Next(s.ID, event)
				fmt.Fprintf(w, "    %s -->|%q| %s\n", node(full), s.Words[content.DefaultLocale][i][0], node(b.states[to].Full))
			}
		}
	}
	return nil
}

func node(full string) string { return strings.ReplaceAll(full, "/", "_") }
