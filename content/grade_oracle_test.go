package content

import (
	"bufio"
	"bytes"
	"encoding/json"
	"flag"
	"math"
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"
)

var record = flag.Bool("record", false, "write testdata/grade.jsonl anew from npm's syllable and flesch-kincaid")

const recordedGrades = "testdata/grade.jsonl"

// reading is what npm's syllable and flesch-kincaid (both by Titus Wormer) say of a text.
type reading struct {
	Text                     string
	Sentence, Word, Syllable int
	Grade                    float64
}

// Two ways of counting syllables by spelling differ, in both directions. Over a whole card that comes to less than
// a grade, and over many cards to nearly nothing.
const (
	farthestGrade = 1.35 // of one card; of nine words, one syllable more is 1.31
	meanGrade     = 0.3  // over all cards, either way
	sameSyllables = 0.95
)

func TestGradeAgreesWithTheRecordedReadings(t *testing.T) {
	file, err := os.Open(recordedGrades)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	var said []reading
	in := bufio.NewScanner(file)
	in.Buffer(nil, 1<<20)
	for in.Scan() {
		said = append(said, readingOf(t, in.Bytes()))
	}
	if len(said) < 150 {
		t.Errorf("%d texts are recorded, want 150 at least: run go test ./content -run Live -record", len(said))
	}
	compare(t, said)
}

// TestGradeAgreesWithTheLiveReadings asks about every card that there is today, where node finds the packages (npm
// install syllable@4.1.0 flesch-kincaid@1.0.5 somewhere, and NODE_PATH=somewhere/node_modules).
func TestGradeAgreesWithTheLiveReadings(t *testing.T) {
	if exec.Command("node", "-e", "require.resolve('syllable'); require.resolve('flesch-kincaid')").Run() != nil {
		t.Skip("node or its packages are not here; the recorded table is checked instead")
	}
	asked, err := json.Marshal(cardTexts(t))
	if err != nil {
		t.Fatal(err)
	}
	node := exec.Command("node", "testdata/grade.js")
	node.Stdin = bytes.NewReader(asked)
	out, err := node.Output()
	if err != nil {
		t.Fatal(err)
	}
	var said []reading
	var sample []byte
	for line := range bytes.Lines(out) {
		if said = append(said, readingOf(t, line)); len(said)%4 == 1 {
			sample = append(sample, line...)
		}
	}
	compare(t, said)
	if *record {
		if err := os.WriteFile(recordedGrades, sample, 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

func readingOf(t *testing.T, line []byte) (r reading) {
	t.Helper()
	if err := json.Unmarshal(line, &r); err != nil {
		t.Fatal(err)
	}
	return r
}

// cardTexts are the built-in cards, each text once, without what the two ways of cutting words differ about on
// purpose: links and placeholders.
func cardTexts(t *testing.T) []string {
	t.Helper()
	lib, ps := Load(Embedded())
	if ps.Err() != nil {
		t.Fatal(ps)
	}
	var texts []string
	for _, f := range lib.Files {
		if f.Front.Locale != DefaultLocale {
			continue
		}
		for _, c := range f.Cards {
			for _, pages := range c.Pages {
				text := strings.Join(pages, "\n")
				if !strings.Contains(text, "://") && !strings.Contains(text, "{") {
					texts = append(texts, text)
				}
			}
		}
	}
	slices.Sort(texts)
	return slices.Compact(texts)
}

func compare(t *testing.T, said []reading) {
	t.Helper()
	var off, syllables float64
	for _, r := range said {
		if r.Word < fewWords {
			continue
		}
		same := 0.39*float64(r.Word)/float64(r.Sentence) + 11.8*float64(r.Syllable)/float64(r.Word) - 15.59
		if math.Abs(same-r.Grade) > 1e-9 {
			t.Errorf("of %d sentences, %d words and %d syllables our formula makes %.3f, theirs %.3f", r.Sentence, r.Word, r.Syllable, same, r.Grade)
		}
		ours := grade(r.Text, nil)
		if math.Abs(ours-r.Grade) > farthestGrade {
			t.Errorf("grade %.2f, theirs %.2f: %q", ours, r.Grade, r.Text)
		}
		off += ours - r.Grade
		syllables += float64(r.Syllable)
	}
	if mean := off / float64(len(said)); math.Abs(mean) > meanGrade {
		t.Errorf("over %d texts we are %.2f grades off", len(said), mean)
	} else {
		t.Logf("over %d texts we are %+.3f grades off", len(said), mean)
	}
	words(t, said)
}

// words compares the syllables of every word for itself, as far as a whole text can tell.
func words(t *testing.T, said []reading) {
	t.Helper()
	same, all := 0.0, 0.0
	for _, r := range said {
		n := 0
		for token := range strings.FieldsSeq(strings.ToLower(r.Text)) {
			_, weight := next([]string{token}, nil)
			n += weight
		}
		all += float64(r.Syllable)
		same += float64(r.Syllable) - math.Abs(float64(n-r.Syllable))
	}
	if same/all < sameSyllables {
		t.Errorf("we agree about %.1f%% of syllables, want %.0f%%", 100*same/all, 100*sameSyllables)
	} else {
		t.Logf("we agree about %.1f%% of %.0f syllables", 100*same/all, all)
	}
}
