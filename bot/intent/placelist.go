package intent

import (
	"bufio"
	"fmt"
	"io"
	"sort"
	"strconv"
	"strings"
)

// PlaceList makes tables/places.txt from GeoNames' cities500.txt (tab-separated; creative commons attribution; see
// tables/SOURCES.md): one name of a place in the United Kingdom and the Crown dependencies a line, folded as texts are. A name
// that is a small place's, or an ordinary word, or a person's, ends in "?": it is a place only after "in", "near" and the like.
func (l *Listener) PlaceList(geonames io.Reader) ([]byte, error) {
	largest := map[string]int{}
	lines := bufio.NewScanner(geonames)
	lines.Buffer(nil, 1<<20)
	for n := 1; lines.Scan(); n++ {
		cells := strings.Split(lines.Text(), "\t")
		if len(cells) < 15 {
			return nil, fmt.Errorf("line %d: %d columns, want GeoNames' 19", n, len(cells))
		}
		switch cells[8] {
		case "GB", "IM", "JE", "GG":
		default:
			continue
		}
		people, err := strconv.Atoi(cells[14])
		if err != nil {
			return nil, fmt.Errorf("line %d: population is no number", n)
		}
		name := foldName(cells[1])
		if name == "" {
			continue
		}
		if was, ok := largest[name]; !ok || people > was {
			largest[name] = people
		}
	}
	if err := lines.Err(); err != nil {
		return nil, err
	}
	var names []string
	for name, people := range largest {
		if people < sureTown && (!strings.Contains(name, " ") || l.allOrdinary(name)) || l.ordinary(name) {
			name += "?"
		}
		names = append(names, name)
	}
	sort.Strings(names)
	return []byte(strings.Join(names, "\n") + "\n"), nil
}

// sureTown is how many people a town of one word has, at least, for its name to be heard as a place anywhere in a text.
const sureTown = 20000

// ordinary says whether a name is a word that tables use for something else.
func (l *Listener) ordinary(name string) bool {
	return l.words.exact([]byte(name)) != nil
}

func (l *Listener) allOrdinary(name string) bool {
	for w := range strings.FieldsSeq(name) {
		if !l.ordinary(w) {
			return false
		}
	}
	return true
}

// foldName folds a name as texts are folded.
func foldName(name string) string {
	r := &reading{}
	r.take(name)
	var words []string
	for _, t := range r.tokens {
		words = append(words, string(r.folded[t.s:t.e]))
	}
	return strings.Join(words, " ")
}
