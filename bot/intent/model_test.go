package intent

import (
	"bytes"
	"os"
	"strings"
	"testing"
	"unicode/utf8"
)

const understanding = "../../testdata/understanding/"

func examples(t testing.TB, name string) []Example {
	t.Helper()
	f, err := os.Open(understanding + name)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	all, err := ReadExamples(f)
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	return all
}

// The same examples and tables give the same weights, to the byte: whoever edits them can make the model again
// by Train.
func TestModelIsMadeFromTheExamples(t *testing.T) {
	l, err := Untrained()
	if err != nil {
		t.Fatal(err)
	}
	f, err := os.Open(understanding + "grammar.txt")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	patterns, err := ReadGrammar(f)
	if err != nil {
		t.Fatal(err)
	}
	if made := l.Train(append(examples(t, "own.tsv"), examples(t, "starter.tsv")...), patterns); !bytes.Equal(made, weights) {
		t.Fatalf("model.bin has %d bytes and differs from the %d that the examples give: train it again", len(weights), len(made))
	}
}

// aside.tsv was never trained or tuned on. These floors are what was measured on it, rounded down; they may rise,
// and what is still short of the aim is said in its own line.
func TestTextsKeptAside(t *testing.T) {
	var r Report
	l := listener(t)
	for _, e := range examples(t, "aside.tsv") {
		r.Add(e, l.Hear(e.Text, nil))
	}
	for _, c := range []struct {
		what       string
		got, floor float64 // and the aim
		aim        float64
	}{
		{"overdose recall", r.Labels[Overdose].Recall(), 0.95, 0.98},
		{"overdose or bad reaction heard as one of the two", r.Emergency.Recall(), 0.95, 0.97},
		{"crisis recall", r.Labels[Crisis].Recall(), 0.70, 0.95},
		{"intent accuracy", r.Accuracy(), 0.78, 0.88},
		{"substances F1", r.Substances.F1(), 0.92, 0.92},
		{"place F1", r.Place.F1(), 0.92, 0.95},
		{"texts without a false alarm", 1 - r.FalseAlarmRate(), 0.95, 0.97},
	} {
		t.Logf("%s: %.3f (aim %.2f)", c.what, c.got, c.aim)
		if c.got < c.floor {
			t.Errorf("%s is %.3f, below its floor of %.2f", c.what, c.got, c.floor)
		}
	}
}

// An emergency stays one however it is dressed up.
func TestDressingUpLosesNoEmergency(t *testing.T) {
	l := listener(t)
	dress := map[string]func(string) string{
		"capitals":     strings.ToUpper,
		"spaces":       func(s string) string { return "  " + strings.ReplaceAll(s, " ", "   ") + "\n" },
		"zero width":   func(s string) string { return strings.ReplaceAll(s, "e", "e\u200b") },
		"an emoji":     func(s string) string { return s + " 😭" },
		"please first": func(s string) string { return "pls help " + s },
	}
	n, lost := 0, map[string][]string{}
	for _, e := range examples(t, "starter.tsv") {
		if e.Intent != Overdose {
			continue
		}
		n++
		for name, f := range dress {
			if h := l.Hear(f(e.Text), nil); !h.Intent.Urgent() && !h.Doubt {
				lost[name] = append(lost[name], e.Text)
			}
		}
	}
	for name, texts := range lost {
		t.Errorf("%s loses %d of %d emergencies: %q", name, len(texts), n, texts)
	}
}

// Whatever arrives, hearing ends, repeats itself, and gives only what the tables hold.
func FuzzHear(f *testing.F) {
	for _, s := range []string{"hes not breathing", "where can i get pins e8", "od'd", "sw1a 0aa", "ｏｖｅｒｄｏｓｅ", "o\u200bd", "\xff\xfe", "a\u0301\u0301\u0301", "nu respiră", "1", ""} {
		f.Add(s)
	}
	l := listener(f)
	q := NewQuestion([][]string{{"yes"}, {"no"}, {"not sure"}})
	f.Fuzz(func(t *testing.T, s string) {
		one, two := l.Hear(s, q), l.Hear(s, q)
		if one.Intent != two.Intent || one.Topic != two.Topic || one.Place != two.Place || one.Answer != two.Answer || one.Confidence != two.Confidence {
			t.Fatalf("%q is heard in two ways: %+v and %+v", s, one, two)
		}
		if one.Intent >= Intents || one.Confidence < 0 || one.Confidence > 1 || one.Answer < -1 || one.Answer > 2 {
			t.Fatalf("%q is heard as %+v", s, one)
		}
		if utf8.ValidString(s) && !utf8.ValidString(one.Place) {
			t.Fatalf("%q has a place cut in the middle of a letter: %q", s, one.Place)
		}
	})
}
