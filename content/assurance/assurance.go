// Package assurance reads what is kept beside the words for those who answer for them: which question of the
// guidance is answered where (coverage.yaml), what can go wrong and what stands against it (hazards.yaml), and how
// old and how well reviewed every file is. Nobody who texts ever sees any of it.
package assurance

import (
	"fmt"
	"io/fs"
	"strconv"
	"strings"

	"waymark/content"
)

// Names says which names of other rooms exist.
type Names struct {
	Card    func(flowAndState string) bool
	Counter func(string) bool
	Service func(string) bool
	Test    func(string) bool // of a Go test; nil where the source is not at hand
	Talk    func(string) bool // of a conversation in testdata/conversations; nil likewise
}

// known proves that every name is one, where that can be known.
func known(y *content.YAML, names []content.Word, is func(string) bool, what string) {
	for _, n := range names {
		if is != nil && !is(n.Text) {
			y.Add(n, "there is no %s %q", what, n.Text)
		}
	}
}

// read gives the entries of a file whose keys are all different.
func read(fsys fs.FS, name string) (*content.YAML, []content.Entry, content.Problems) {
	shown := "content/" + name
	src, ps := content.ReadText(fsys, name, shown)
	if ps != nil {
		return nil, nil, ps
	}
	y, entries, ok := content.ReadYAML(shown, src, 0)
	if !ok {
		return nil, nil, y.Problems
	}
	return y, entries, nil
}

func texts(words []content.Word) []string {
	var out []string
	for _, w := range words {
		out = append(out, w.Text)
	}
	return out
}

// number reads a whole number between two.
func number(y *content.YAML, w content.Word, least, most int) int {
	n, err := strconv.Atoi(w.Text)
	if err != nil || n < least || n > most {
		y.Add(w, "%q is no number from %d to %d", w.Text, least, most)
		return 0
	}
	return n
}

// row writes one row of a Markdown table.
func row(cells ...string) string {
	for i, c := range cells {
		cells[i] = strings.ReplaceAll(c, "|", "/")
	}
	return fmt.Sprintf("| %s |\n", strings.Join(cells, " | "))
}
