package flows

import (
	"fmt"
	"slices"
	"strings"
)

// suggest names the states that were probably meant: those of the same name in other flows, or else those of
// the same flow whose names differ by a letter or two.
func (l *loader) suggest(full string) string {
	inFlow, state, _ := strings.Cut(full, "/")
	found := slices.Clone(l.byState[state])
	if len(found) == 0 {
		found = l.similar(inFlow, state)
	}
	if len(found) == 0 {
		return ""
	}
	slices.Sort(found)
	return fmt.Sprintf("; did you mean %s?", strings.Join(found, " or "))
}

// manyStates is the size of a flow above which nobody compares every name with a wrong one.
const manyStates = 500

func (l *loader) similar(inFlow, state string) (found []string) {
	least := min(3, len(state)/2+1)
	for _, f := range l.book.flows {
		if f.name.Text != inFlow || len(f.states) > manyStates || len(state) > 2*maxData {
			continue
		}
		for _, st := range f.states {
			switch d := distance(state, st.name.Text); {
			case d < least:
				found, least = []string{f.full(st.name.Text)}, d
			case d == least && len(found) > 0:
				found = append(found, f.full(st.name.Text))
			}
		}
	}
	return found
}

// distance is how many letters must be added, taken away or changed to make a into b (Levenshtein).
func distance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			changed := diagonal
			if a[i] != b[j] {
				changed++
			}
			diagonal = row[j+1]
			row[j+1] = min(changed, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(b)]
}
