package bot

import (
	"strings"

	"waymark/content/segment"
	"waymark/flows"
)

// This file makes what is said of a door as short as its text messages.

// shortestCut is how few characters of a line are worth showing.
const shortestCut = 24

// fits says whether everything that is always said of a door has room below a head.
func (d doorWords) fits(head string, choices []flows.Choice) bool {
	text := joined("\n", append([]string{head}, d.always...)...)
	return segment.Count(flows.Plain(text, choices)).Segments <= mostSegments
}

// fitted is a door in as many text messages as it may cost: what is always said, then line by line what there is room for, the
// last of them cut where a word ends.
func (t *turn) fitted(head string, d doorWords, choices []flows.Choice) string {
	fits := func(text string) bool {
		return segment.Count(flows.Plain(text, choices)).Segments <= mostSegments
	}
	text := head
	for _, line := range append(d.always, d.more...) {
		if line == "" {
			continue
		}
		if next := joined("\n", text, line); fits(next) {
			text = next
			continue
		}
		for _, cut := range cuts(line) {
			if next := joined("\n", text, cut); fits(next) {
				text = next
				break
			}
		}
	}
	return text
}

// cuts are shorter forms of a line, the longest first: up to the end of a sentence, or where it is one sentence, of a word.
func cuts(line string) (all []string) {
	sentences := strings.Contains(line, ". ")
	for i := len(line) - 1; i > 0; i-- {
		switch {
		case line[i] != ' ' || i < shortestCut && !sentences:
		case sentences && line[i-1] == '.':
			all = append(all, line[:i])
		case !sentences:
			all = append(all, strings.TrimRight(line[:i], " ,.;:")+"...")
		}
	}
	return all
}
