package intent

import "fmt"

// substances finds drugs by their many names.
type substances struct {
	names []string // canonical names
	tree  *tree
	terms []term
}

// A term is one name for a substance. Some names are everyday words and mean the drug only beside
// other drug words.
type term struct {
	substance int // in names; -1 is a drug that has no name of its own here
	use       use
}

type use uint8

const (
	always use = iota
	context
	never
)

func (l *Listener) loadSubstances() error {
	table, err := rows("substances.tsv", 3)
	if err != nil {
		return err
	}
	s := &l.substances
	known := map[string]int{"unlisted": -1}
	for _, row := range table {
		if row[2] == "never" {
			continue
		}
		use, ok := map[string]use{"": always, "context": context}[row[2]]
		if !ok {
			return fmt.Errorf("tables/substances.tsv: %q: flag %q is unknown", row[1], row[2])
		}
		if _, ok := known[row[0]]; !ok {
			known[row[0]] = len(s.names)
			s.names = append(s.names, row[0])
		}
		if was := s.tree.enter(l.readTable(row[1]), int32(len(s.terms))); was < 0 {
			s.terms = append(s.terms, term{known[row[0]], use})
		}
	}
	return nil
}

func (l *Listener) findSubstances(r *reading) []string {
	var found []string
	for i := 0; i < len(r.words); i++ {
		id, to := l.substances.tree.longest(r.words, i)
		if id < 0 {
			continue
		}
		t := l.substances.terms[id]
		if t.use == always && t.substance >= 0 {
			name := l.substances.names[t.substance]
			seen := false
			for _, f := range found {
				seen = seen || f == name
			}
			if !seen {
				found = append(found, name)
			}
		}
		i = to - 1
	}
	return found
}
