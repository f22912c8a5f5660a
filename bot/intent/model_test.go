package intent

import (
	"bytes"
	"errors"
	"os"
	"strings"
	"testing"
	"unicode/utf8"
)

const understanding = "../../testdata/understanding/"

func examples(t testing.TB, name string) []Example {
	t.Helper()
	f, err := os.Open(understanding + name)
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
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
	if raced {
		t.Skip("runs without the race detector")
	}
	l, err := Untrained(called(t))
	if err != nil {
		t.Fatal(err)
	}
	made, err := l.TrainFrom(os.DirFS(understanding))
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(made, weights) {
		t.Fatalf("model.bin has %d bytes and differs from the %d that the lessons give: train it again (waymark understand --train testdata/understanding)", len(weights), len(made))
	}
	if len(made) > 15<<20 {
		t.Fatalf("model.bin has %d bytes, more than 15 MB", len(made))
	}
}

// The floors under what was measured. Nothing was trained on the files set aside. The misses of aside2.tsv, which is the hardest,
// were read and kinds of lessons written after them, so that it is no longer quite unseen. aside5.tsv, aside6.tsv and aside7.tsv were
// written by others than the lessons; what was missed of them was counted while the model was made, and but for one text not read.
// starter.tsv the model knows. The floors may rise; the aim on texts not seen before stands first.
func TestFloorsOfUnderstanding(t *testing.T) {
	l := listener(t)
	for _, c := range []struct {
		file                                                               string
		overdose, quiet, grave, crisis, accuracy, substances, place, texts float64
	}{
		// the aim:    0.98, 0.97, 0.97, 0.95, 0.88, 0.92, 0.95
		{"aside2.tsv", 0.93, 0.95, 0.93, 0.85, 0.88, 0.93, 0.99, 400},
		{"aside5.tsv aside6.tsv aside7.tsv", 0.97, 0.97, 0.97, 0.95, 0.92, 0.94, 0.94, 1100},
		{"starter.tsv", 0.99, 0.99, 0.99, 0.99, 0.99, 0.98, 0.98, 260},
	} {
		t.Run(c.file, func(t *testing.T) {
			var r Report
			for file := range strings.FieldsSeq(c.file) {
				for _, e := range examples(t, file) {
					r.Add(e, l.Hear(e.Text, nil))
				}
			}
			for _, f := range []struct {
				what       string
				got, floor float64
			}{
				{"texts", float64(r.Texts), c.texts},
				{"overdose recall", r.Labels[Overdose].Recall(), c.overdose},
				{"other texts without a false alarm", 1 - r.FalseAlarmRate(), c.quiet},
				{"overdose or bad reaction heard as one of the two", r.Emergency.Recall(), c.grave},
				{"crisis recall", r.Labels[Crisis].Recall(), c.crisis},
				{"intent accuracy", r.Accuracy(), c.accuracy},
				{"substances F1", r.Substances.F1(), c.substances},
				{"place F1", r.Place.F1(), c.place},
			} {
				t.Logf("%s: %.3f", f.what, f.got)
				if f.got < f.floor {
					t.Errorf("%s: %.3f is below its floor of %.2f", f.what, f.got, f.floor)
				}
			}
		})
	}
}

// dressings are ways to write the same text otherwise.
func dressings() map[string]func(string) string {
	return map[string]func(string) string{
		"capitals":           strings.ToUpper,
		"spaces":             func(s string) string { return "  " + strings.ReplaceAll(s, " ", "   ") + "\n" },
		"zero width":         func(s string) string { return strings.ReplaceAll(s, "e", "e\u200b") },
		"an emoji":           func(s string) string { return s + " 😭" },
		"please first":       func(s string) string { return "pls help " + s },
		"full width letters": func(s string) string { return strings.ReplaceAll(s, "o", "ｏ") },
		"look-alike letters": func(s string) string { return strings.ReplaceAll(s, "a", "а") },
		"curly apostrophes":  func(s string) string { return strings.ReplaceAll(s, "'", "’") },
	}
}

// An emergency stays one however it is dressed up: every text of the lessons that is heard as one.
func TestDressingUpLosesNoEmergency(t *testing.T) {
	l := listener(t)
	for name, dress := range dressings() {
		t.Run(name, func(t *testing.T) {
			n, lost := 0, 0
			for file := range strings.FieldsSeq(lessonFiles) {
				if !strings.HasSuffix(file, ".tsv") {
					continue
				}
				for _, e := range examples(t, file) {
					if e.Intent != Overdose || l.Hear(e.Text, nil).Intent != Overdose {
						continue
					}
					n++
					if h := l.Hear(dress(e.Text), nil); h.Intent != Overdose && !h.Doubt {
						lost++
						t.Errorf("lost: %q heard as %v", dress(e.Text), h.Intent)
					}
				}
			}
			if n < 800 {
				t.Fatalf("only %d emergencies were tried", n)
			}
		})
	}
}

// However long a text is, what is done with it is bounded by what a message of a few thousand letters takes.
func TestWorkDoesNotGrowWithTheText(t *testing.T) {
	l := listener(t)
	for name, s := range map[string]string{
		"letters": "a", "words": "lips ", "negations": "not ", "drugs": "gear and ", "emergencies": "hes not breathing ", "places": "in leeds ",
		"postcodes": "se1 5", "apostrophes": "i'd've", "accents": "a\u0301", "rules": "he not wake breathing blue lips ", "numbers": "1 ",
	} {
		t.Run(name, func(t *testing.T) {
			r := l.take(strings.Repeat(s, 100_000/len(s)))
			defer l.put(r)
			if len(r.folded) > 3*(headBytes+tailBytes) || len(r.words) > maxWords {
				t.Errorf("%d letters and %d words are read", len(r.folded), len(r.words))
			}
			if most := 40 * maxWords; len(r.tags) > most || len(r.hits) > most || len(r.features) > 40*most {
				t.Errorf("%d tags, %d hits, %d features", len(r.tags), len(r.hits), len(r.features))
			}
		})
	}
}

func BenchmarkHear(b *testing.B) {
	l := listener(b)
	long := strings.Repeat("hes not breathing and his lips are blue ", 2500)
	for _, c := range []struct{ name, text string }{
		{"60 letters", "hes gone over n his lips r blue can someone help me quickly!"},
		{"100000 letters", long},
	} {
		b.Run(c.name, func(b *testing.B) {
			for b.Loop() {
				l.Hear(c.text, nil)
			}
		})
	}
}

// What a start waits for beside the words: the tables are read, the finer topics' tree is built, the model is taken in.
func BenchmarkNew(b *testing.B) {
	names := called(b)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := New(names); err != nil {
			b.Fatal(err)
		}
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
		if answer := l.Answer(s, q); answer != one.Answer {
			t.Fatalf("%q answers %d alone and %d among the rest", s, answer, one.Answer)
		}
		if one.Intent >= Intents || one.Confidence < 0 || one.Confidence > 1 || one.Answer < -1 || one.Answer > 2 {
			t.Fatalf("%q is heard as %+v", s, one)
		}
		if utf8.ValidString(s) && !utf8.ValidString(one.Place) {
			t.Fatalf("%q has a place cut in the middle of a letter: %q", s, one.Place)
		}
	})
}
