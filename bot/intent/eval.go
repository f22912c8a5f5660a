package intent

import (
	"bufio"
	"fmt"
	"io"
	"sort"
	"strings"
)

// An Example is a text with what it should be heard as.
type Example struct {
	ID, Text   string
	Intent     Intent
	Substances []string
	Place      string
	Note       string
}

// ReadExamples reads tab-separated examples with a header: id, text, intent, substances (comma separated),
// place, note. Errors name the line.
func ReadExamples(from io.Reader) ([]Example, error) {
	var out []Example
	lines := bufio.NewScanner(from)
	lines.Buffer(nil, 1<<20)
	for n := 1; lines.Scan(); n++ {
		line := strings.TrimSuffix(lines.Text(), "\r")
		if n == 1 && strings.HasPrefix(line, "id\t") || line == "" || line[0] == '#' {
			continue
		}
		cells := append(strings.Split(line, "\t"), "", "", "")
		if len(cells) < 6 {
			return nil, fmt.Errorf("line %d: want id, text, intent", n)
		}
		about, ok := Named(cells[2])
		if !ok {
			return nil, fmt.Errorf("line %d: %q is no intent", n, cells[2])
		}
		e := Example{ID: cells[0], Text: cells[1], Intent: about, Place: cells[4], Note: cells[5]}
		if cells[3] != "" {
			e.Substances = strings.Split(cells[3], ",")
		}
		out = append(out, e)
	}
	return out, lines.Err()
}

// Tally counts right answers for one label: Hit found, Missed not found, False found where it was not.
type Tally struct{ Hit, Missed, False int }

// Recall is the share of what was there that was found; 1 when nothing was there.
func (t Tally) Recall() float64 { return share(t.Hit, t.Hit+t.Missed) }

// Precision is the share of what was found that was there; 1 when nothing was found.
func (t Tally) Precision() float64 { return share(t.Hit, t.Hit+t.False) }

// F1 is the harmonic mean of precision and recall.
func (t Tally) F1() float64 { return share(2*t.Hit, 2*t.Hit+t.Missed+t.False) }

func share(part, of int) float64 {
	if of == 0 {
		return 1
	}
	return float64(part) / float64(of)
}

// A Miss is an example that was heard wrong in some way.
type Miss struct {
	Example Example
	Heard   Heard
}

// Report says how well texts were understood.
type Report struct {
	Texts, Right int
	// Labels counts for each intent; Confusion[want][got] counts texts.
	Labels    [Intents]Tally
	Confusion [Intents][Intents]int
	// Emergency counts overdose and bad_reaction heard as either of the two.
	Emergency         Tally
	Substances, Place Tally
	// FalseAlarms counts texts heard as overdose that are not; Quiet counts texts that are not overdose.
	FalseAlarms, Quiet int
	Misses             []Miss
}

// Accuracy is the share of texts whose intent was heard right.
func (r *Report) Accuracy() float64 { return share(r.Right, r.Texts) }

// FalseAlarmRate is the share of texts that are no overdose and were heard as one.
func (r *Report) FalseAlarmRate() float64 {
	if r.Quiet == 0 {
		return 0
	}
	return share(r.FalseAlarms, r.Quiet)
}

// Add counts one example.
func (r *Report) Add(e Example, h Heard) {
	r.Texts++
	r.Confusion[e.Intent][h.Intent]++
	if e.Intent == h.Intent {
		r.Right++
		r.Labels[e.Intent].Hit++
	} else {
		r.Labels[e.Intent].Missed++
		r.Labels[h.Intent].False++
	}
	if e.Intent != Overdose {
		r.Quiet++
		if h.Intent == Overdose {
			r.FalseAlarms++
		}
	}
	grave := func(i Intent) bool { return i == Overdose || i == BadReaction }
	count(&r.Emergency, grave(e.Intent), grave(h.Intent), true)
	drugs := r.Substances
	for _, s := range e.Substances {
		count(&r.Substances, true, contains(h.Substances, s), true)
	}
	for _, s := range h.Substances {
		count(&r.Substances, contains(e.Substances, s), true, !contains(e.Substances, s))
	}
	place := r.Place
	same := strings.EqualFold(e.Place, h.Place)
	count(&r.Place, e.Place != "", e.Place != "" && same, true)
	count(&r.Place, false, h.Place != "" && !same, true)
	if e.Intent != h.Intent || drugs.Missed != r.Substances.Missed || drugs.False != r.Substances.False ||
		place.Missed != r.Place.Missed || place.False != r.Place.False {
		r.Misses = append(r.Misses, Miss{e, h})
	}
}

func count(t *Tally, want, got, matters bool) {
	switch {
	case !matters:
	case want && got:
		t.Hit++
	case want:
		t.Missed++
	case got:
		t.False++
	}
}

func contains(list []string, s string) bool {
	for _, x := range list {
		if x == s {
			return true
		}
	}
	return false
}

// Eval hears every example of a tab-separated file and compares.
func (l *Listener) Eval(from io.Reader) (Report, error) {
	var r Report
	examples, err := ReadExamples(from)
	for _, e := range examples {
		r.Add(e, l.Hear(e.Text, nil))
	}
	return r, err
}

// WriteTo prints the report: figures, recall and precision by label, what was taken for what, every miss.
func (r *Report) WriteTo(to io.Writer) (int64, error) {
	var b strings.Builder
	fmt.Fprintf(&b, "texts %d\naccuracy %.3f\n", r.Texts, r.Accuracy())
	fmt.Fprintf(&b, "overdose recall %.3f, false alarms %.3f\n", r.Labels[Overdose].Recall(), r.FalseAlarmRate())
	fmt.Fprintf(&b, "overdose or bad_reaction heard as one of the two %.3f\n", r.Emergency.Recall())
	fmt.Fprintf(&b, "crisis recall %.3f\n", r.Labels[Crisis].Recall())
	fmt.Fprintf(&b, "substances F1 %.3f (recall %.3f, precision %.3f)\n", r.Substances.F1(), r.Substances.Recall(), r.Substances.Precision())
	fmt.Fprintf(&b, "place F1 %.3f (recall %.3f, precision %.3f)\n\n", r.Place.F1(), r.Place.Recall(), r.Place.Precision())
	fmt.Fprintf(&b, "%-15s %6s %6s %9s  taken for\n", "label", "texts", "recall", "precision")
	for i := range Intents {
		t := r.Labels[i]
		if t.Hit+t.Missed+t.False == 0 {
			continue
		}
		fmt.Fprintf(&b, "%-15s %6d %6.3f %9.3f  %s\n", i, t.Hit+t.Missed, t.Recall(), t.Precision(), r.confused(i))
	}
	r.confusion(&b)
	fmt.Fprintf(&b, "\nmisses %d\n", len(r.Misses))
	for _, m := range r.Misses {
		fmt.Fprintf(&b, "%s\twant %s\t%s\t%s\tgot %s (%s)\t%s\t%s\t%s\n", m.Example.ID,
			m.Example.Intent, strings.Join(m.Example.Substances, ","), m.Example.Place,
			m.Heard.Intent, m.Heard.Topic, strings.Join(m.Heard.Substances, ","), m.Heard.Place, m.Example.Text)
	}
	n, err := io.WriteString(to, b.String())
	return int64(n), err
}

// confused lists what a label was taken for, most often first.
func (r *Report) confused(want Intent) string {
	type pair struct {
		got   Intent
		count int
	}
	var pairs []pair
	for got, n := range r.Confusion[want] {
		if n > 0 && Intent(got) != want {
			pairs = append(pairs, pair{Intent(got), n})
		}
	}
	sort.SliceStable(pairs, func(i, j int) bool { return pairs[i].count > pairs[j].count })
	var out []string
	for _, p := range pairs {
		out = append(out, fmt.Sprintf("%s %d", p.got, p.count))
	}
	return strings.Join(out, ", ")
}

// confusion prints the table of what was wanted (rows) and what was heard (columns, numbered as the rows are).
func (r *Report) confusion(b *strings.Builder) {
	fmt.Fprintf(b, "\n%-18s", "wanted \\ heard")
	for got := range Intents {
		fmt.Fprintf(b, "%5d", got)
	}
	b.WriteString("\n")
	for want := range Intents {
		fmt.Fprintf(b, "%2d %-15s", want, want)
		for _, n := range r.Confusion[want] {
			if n == 0 {
				b.WriteString("    .")
				continue
			}
			fmt.Fprintf(b, "%5d", n)
		}
		b.WriteString("\n")
	}
}
