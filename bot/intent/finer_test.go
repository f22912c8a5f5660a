package intent

import (
	"strings"
	"testing"
)

// Whatever part of a subject a text names, an emergency in it stays one, and a place stays a place.
func TestFinerWordsTouchNoEmergencyAndNoPlace(t *testing.T) {
	l := listener(t)
	if len(l.finer) < 100 {
		t.Fatalf("only %d rows", len(l.finer))
	}
	for i := range l.finer {
		f := &l.finer[i]
		words := strings.Join(f.words, " ")
		for _, text := range []string{words + " and now hes not breathing", "she wont wake up after " + words} {
			if h := l.Hear(text, nil); h.Intent != Overdose || h.Topic == f.topic {
				t.Errorf("%q is heard as %v, %s", text, h.Intent, h.Topic)
			}
		}
		if h := l.Hear("where is the nearest place for "+words, nil); !f.always && h.Topic == f.topic {
			t.Errorf("%q is asked where, and answered with %s", words, h.Topic)
		}
	}
}

func TestTheLongestFinerWordsDecide(t *testing.T) {
	l := listener(t)
	for text, want := range map[string]string{
		"my groin is my only vein":            "topic.groin",
		"they turned me away at the exchange": "topic.not_given",
		"i had to reuse my needle":            "topic.reused",
		"can i reuse my needle":               "topic.equipment_sharing",
		"had to reuse":                        "topic.reused",
		"hep c and hiv and black skin":        "topic.hep_c",
	} {
		if h := l.Hear(text, nil); h.Topic != want {
			t.Errorf("%q is about %q, want %q", text, h.Topic, want)
		}
	}
}
