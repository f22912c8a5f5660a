package counter

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"text/tabwriter"
	"time"
)

// Format is a way to write figures down.
type Format string

// The formats.
const (
	Table Format = "table"
	CSV   Format = "csv"
	JSON  Format = "json"
)

// Write writes figures with what they cannot say. Apart from those fixed sentences it writes names from the
// compiled-in list, dates and whole numbers, and nothing a spreadsheet takes for a formula.
func Write(w io.Writer, figures []Figure, format Format) error {
	switch format {
	case Table:
		return writeTable(w, figures)
	case CSV:
		return writeCSV(w, figures)
	case JSON:
		return writeJSON(w, figures)
	}
	return fmt.Errorf("unknown format; it can be %s, %s or %s", Table, CSV, JSON)
}

// Notes is what has to stand beside figures wherever they are shown, in ASCII, one sentence or two each.
func Notes(figures []Figure) []string {
	notes := []string{
		"Sessions are not people. One person can begin several, and what a session was about is not what happened.",
		"Only closed periods are shown. A period in which Waymark did not run has no figures.",
		"Each figure is blinded with random numbers, rounded to 5, and below 5 shown as fewer than 5, which may be none. Where the blinding of a sum is wider than that, the figure is given with what it lies between in 95 of 100 cases.",
		"This can stand beside statutory returns. It is not one.",
	}
	if slices.ContainsFunc(figures, func(f Figure) bool { return f.Simulated }) {
		notes = append([]string{SimulatedNote}, notes...)
	}
	if used := epsilons(figures); len(used) > 0 {
		notes = append(notes, "Blinding: two-sided geometric, once per counter, channel and period. Epsilon in use: "+strings.Join(used, ", ")+".")
	} else {
		notes = append(notes, "There is no closed period among these days.")
	}
	return notes
}

// SimulatedNote is what stands on everything that came from simulate.
const SimulatedNote = "SIMULATED: waymark simulate made these figures. Nobody wrote to Waymark for them."

// epsilons lists the different ones in use, smallest first.
func epsilons(figures []Figure) []string {
	var used []float64
	for _, f := range figures {
		if !slices.Contains(used, f.Epsilon) {
			used = append(used, f.Epsilon)
		}
	}
	slices.Sort(used)
	out := make([]string, len(used))
	for i, e := range used {
		out[i] = strconv.FormatFloat(e, 'f', -1, 64)
	}
	return out
}

func writeTable(w io.Writer, figures []Figure) error {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(t, "period\tfrom\tto\tcounter\tchannel\tfigure")
	for _, f := range figures {
		fmt.Fprintf(t, "%s\t%s\t%s\t%s\t%s\t%s\n", f.Period, f.From.Format(time.DateOnly), f.To.Format(time.DateOnly),
			f.Counter, f.Channel, f.Text())
	}
	if err := t.Flush(); err != nil {
		return err
	}
	_, err := fmt.Fprintf(w, "\n%s\n", strings.Join(Notes(figures), "\n"))
	return err
}

// plain is the figure alone, for a column of a spreadsheet; what it lies between is in two columns of its own.
func (f Figure) plain() string {
	if f.High > 0 && !f.Fewer {
		return strconv.Itoa(f.Value)
	}
	return f.Text()
}

func bound(f Figure, n int) string {
	if f.High == 0 {
		return ""
	}
	return strconv.Itoa(n)
}

// writeCSV gives every record the same nine fields, notes too: some programs refuse a file otherwise.
func writeCSV(w io.Writer, figures []Figure) error {
	c := csv.NewWriter(w)
	c.UseCRLF = true
	// The writer keeps the first error and Error gives it.
	_ = c.Write([]string{"period", "from", "to", "counter", "channel", "figure", "low", "high", "epsilon"})
	for _, f := range figures {
		_ = c.Write([]string{f.Period.String(), f.From.Format(time.DateOnly), f.To.Format(time.DateOnly),
			f.Counter.String(), f.Channel.String(), f.plain(), bound(f, f.Low), bound(f, f.High), strconv.FormatFloat(f.Epsilon, 'f', -1, 64)})
	}
	for _, n := range Notes(figures) {
		_ = c.Write([]string{"note", "", "", n, "", "", "", "", ""})
	}
	c.Flush()
	return c.Error()
}

func writeJSON(w io.Writer, figures []Figure) error {
	type figure struct {
		Period  string `json:"period"`
		From    string `json:"from"`
		To      string `json:"to"`
		Counter string `json:"counter"`
		Channel string `json:"channel"`
		// Value is null when fewer: a nought would be read as none.
		Value *int `json:"value"`
		Fewer bool `json:"fewer_than_5"`
		// Low and High are null where the rounding says it all.
		Low     *int    `json:"low"`
		High    *int    `json:"high"`
		Epsilon float64 `json:"epsilon"`
		// Simulated is left out of real figures.
		Simulated bool `json:"simulated,omitempty"`
	}
	out := struct {
		Notes   []string `json:"notes"`
		Figures []figure `json:"figures"`
	}{Notes(figures), make([]figure, len(figures))}
	for i, f := range figures {
		out.Figures[i] = figure{
			Period: f.Period.String(), From: f.From.Format(time.DateOnly), To: f.To.Format(time.DateOnly),
			Counter: f.Counter.String(), Channel: f.Channel.String(), Fewer: f.Fewer, Epsilon: f.Epsilon, Simulated: f.Simulated,
		}
		if !f.Fewer {
			out.Figures[i].Value = &f.Value
		}
		if f.High > 0 {
			out.Figures[i].Low, out.Figures[i].High = &f.Low, &f.High
		}
	}
	e := json.NewEncoder(w)
	e.SetIndent("", "  ")
	return e.Encode(out)
}
