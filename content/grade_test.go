package content

import (
	"math"
	"strings"
	"testing"
)

func TestSyllablesOfWordsThatCardsUse(t *testing.T) {
	spoken := []string{
		1: `a the you they call tilt head lift chin mouth nose blue lips shake shout wake wakes snore breathe breathes breathed
			safe use used place stopped called help phone foil smoke smokes drunk drugs here there where shoes whole
			more dose one two eyes weight straight don't can't won't 999 30:2 passed looked turned times hour make gone clothes`,
		2: `breathing awake needle needles doses uses naked again someone something sometimes people police rescue
			given being doing seeing trying saying isn't didn't wouldn't useful useless placement little able handle
			handled middle open water alone pinpoint shoulders speaker body other further nostril seizure
			changes boxes washes pieces safely every started ended syringe quiet inject swollen infant minute minutes tablet`,
		3: `ambulance recover injecting together hospital pharmacy alcohol heroin reaction everyone idea area suicide
			medicine completely expensive abandon infection period previous actual media serious dangerous cannabis family`,
		4: `recovery emergency diazepam situation usually television operator`,
		5: `possibility university opportunity`,
	}
	for n, words := range spoken {
		for w := range strings.FieldsSeq(words) {
			if got := countSyllables(w); got != n {
				t.Errorf("countSyllables(%q) = %d, want %d", w, got, n)
			}
		}
	}
}

func TestGrade(t *testing.T) {
	known := terms{}
	known.add("Naloxone")
	known.add("recovery position")
	for _, c := range []struct {
		shows                       string
		text                        string
		words, sentences, syllables float64
	}{
		{shows: "nothing to read is no grade at all", text: " \n"},
		{shows: "too few words to measure", text: "Reconsider immediately."},
		{shows: "plain words", text: "Call 999 now. Say where you are.", words: 7, sentences: 2, syllables: 7},
		{shows: "lines of a list are sentences, their dashes are not words", text: "- Tilt the head back\n- Lift the chin", words: 7, sentences: 2, syllables: 7},
		{shows: "a taught term is one word of two syllables", text: "Give naloxone. Use the recovery position.", words: 5, sentences: 2, syllables: 1 + 2 + 1 + 1 + 2},
		{shows: "links, numbers and placeholders are one syllable", text: "See https://example.org/a.b or text {number} at 10.30.", words: 7, sentences: 1, syllables: 7},
		{shows: "a dot within a number ends no sentence", text: "Now wait for 2.5 minutes", words: 5, sentences: 1, syllables: 6},
		{shows: "hyphenated words are one word", text: "It is a single-dose spray.", words: 5, sentences: 1, syllables: 3 + 3 + 1},
	} {
		t.Run(c.shows, func(t *testing.T) {
			want := 0.0
			if c.words > 0 {
				want = 0.39*c.words/c.sentences + 11.8*c.syllables/c.words - 15.59
			}
			if got := grade(c.text, known); math.Abs(got-want) > 1e-9 {
				t.Errorf("grade(%q) = %.3f, want %.3f", c.text, got, want)
			}
		})
	}
}

func TestGradeRisesWithLongerWordsAndSentences(t *testing.T) {
	easy := grade("Tilt the head. Lift the chin.", nil)
	longer := grade("Tilt the head and then lift the chin.", nil)
	harder := grade("Reposition the casualty. Elevate the mandible.", nil)
	if !(easy < longer && longer < harder) {
		t.Errorf("grades %.1f, %.1f, %.1f: want each above the one before", easy, longer, harder)
	}
}
