package assurance

import (
	"fmt"
	"io"
	"io/fs"
	"slices"
	"strings"

	"waymark/content"
)

const hazardsFile = "hazards.yaml"

// Hazard is one thing that can go wrong, and what stands against it.
type Hazard struct {
	ID, Hazard, Cause, Effect string
	// Severity is 1, a nuisance, to 5, somebody may die.
	Severity int
	// Controls stand against it; Tests show that they do.
	Controls, Tests []string
	// Residual is what remains.
	Residual string
}

const (
	worst       = 5
	twoControls = 4 // from this severity on there are two
)

// ReadHazards reads hazards.yaml and proves that every hazard is whole, that every test it names exists, and that
// the severe ones have two controls.
func ReadHazards(fsys fs.FS, names Names) ([]Hazard, content.Problems) {
	y, entries, ps := read(fsys, hazardsFile)
	if ps != nil {
		return nil, ps
	}
	var all []Hazard
	for _, e := range entries {
		all = append(all, hazard(y, e, names))
	}
	if len(all) == 0 {
		y.Add(content.Word{Line: 1, Column: 1}, "there is no hazard here, which cannot be")
	}
	return all, y.Problems
}

func hazard(y *content.YAML, e content.Entry, names Names) Hazard {
	h := Hazard{ID: e.Key.Text}
	words := map[string]*string{"hazard": &h.Hazard, "cause": &h.Cause, "effect": &h.Effect, "residual": &h.Residual}
	for _, f := range y.Map(e) {
		switch into, ok := words[f.Key.Text]; {
		case ok:
			*into = y.Word(f).Text
		case f.Key.Text == "severity":
			h.Severity = number(y, y.Word(f), 1, worst)
		case f.Key.Text == "controls":
			h.Controls = texts(y.List(f))
		case f.Key.Text == "tests":
			list := y.List(f)
			known(y, list, names.Test, "test")
			h.Tests = texts(list)
		default:
			y.Add(f.Key, "unknown key %q: a hazard has hazard, cause, effect, severity, controls, tests and residual", f.Key.Text)
		}
	}
	for _, key := range []string{"hazard", "cause", "effect", "residual"} {
		if *words[key] == "" {
			y.Add(e.Key, "hazard %s has no %q", h.ID, key)
		}
	}
	if len(h.Controls) == 0 || h.Severity >= twoControls && len(h.Controls) < 2 {
		y.Add(e.Key, "hazard %s, of severity %d, has %d control(s)", h.ID, h.Severity, len(h.Controls))
	}
	if len(h.Tests) == 0 {
		y.Add(e.Key, "hazard %s has no test", h.ID)
	}
	return h
}

// WriteHazards writes the hazards, the worst first.
func WriteHazards(w io.Writer, all []Hazard) {
	all = slices.Clone(all)
	slices.SortStableFunc(all, func(a, b Hazard) int { return b.Severity - a.Severity })
	for _, h := range all {
		fmt.Fprintf(w, "%s  severity %d  %s\n", h.ID, h.Severity, h.Hazard)
		fmt.Fprintf(w, "    cause:    %s\n    effect:   %s\n", h.Cause, h.Effect)
		for _, c := range h.Controls {
			fmt.Fprintf(w, "    control:  %s\n", c)
		}
		fmt.Fprintf(w, "    tests:    %s\n    residual: %s\n", strings.Join(h.Tests, ", "), h.Residual)
	}
	fmt.Fprintf(w, "%d hazards\n", len(all))
}
