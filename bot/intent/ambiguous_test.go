package intent

import "testing"

// Words that mean two things are never guessed when they stand alone; in a sentence, what is around them decides.
func TestWordsThatMeanTwoThingsAreAskedAbout(t *testing.T) {
	l := listener(t)
	for _, word := range []string{"meth", "blues", "white", "done", "chat", "test", "pulse"} {
		for _, text := range []string{word, word + "?", "some " + word + " pls"} {
			if h := l.Hear(text, nil); h.Topic != "ask."+word || h.Confidence > strangeShare {
				t.Errorf("%q heard as %v (%s), confidence %.2f; want a question", text, h.Intent, h.Topic, h.Confidence)
			}
		}
	}
	for text, topic := range map[string]string{"no pulse": "ask.pulse", "hes gone white": "ask.white", "took blues and hes blue": "ask.blues", "meth clinic times": "ask.meth"} {
		if h := l.Hear(text, nil); h.Topic == topic {
			t.Errorf("%q is asked about, though what is around the word decides", text)
		}
	}
	for text, want := range map[string]Intent{"no pulse": Overdose, "his pulse has stopped": Overdose, "took blues and hes blue": Overdose} {
		if h := l.Hear(text, nil); h.Intent != want {
			t.Errorf("%q heard as %v, want %v", text, h.Intent, want)
		}
	}
}

// Letters that mean nothing, and everyday sentences, are "other", and not surely anything.
func TestNonsenseIsHeardAsNothing(t *testing.T) {
	l := listener(t)
	for _, text := range []string{"aaaa", "asdf", "asdf jkl", "qwe rty uio", "the quick brown fox", "xkcd qqq", "zzzzzz", "lorem ipsum dolor", "%%% $$$", "jfkdls ajfkd sjafk", "mxyzptlk", "1234567890123"} {
		h := l.Hear(text, nil)
		if h.Intent != Other || h.Confidence > vagueShare || h.Doubt {
			t.Errorf("%q heard as %v, confidence %.2f, doubt %v; want other, hardly sure", text, h.Intent, h.Confidence, h.Doubt)
		}
	}
}

// Denial, the past and learning are no emergency; a short denial is worth the question.
func TestNegationAndTense(t *testing.T) {
	l := listener(t)
	for text, doubt := range map[string]bool{"he isn't blue": true, "shes not od'd": true, "hes not unconscious": true,
		"overdosed last year": false, "how do i know if someone is not breathing": false, "signs of an overdose": false,
		"my phone died": false, "my mate od'd last year and still uses": false} {
		if h := l.Hear(text, nil); h.Intent == Overdose || doubt && !h.Doubt {
			t.Errorf("%q heard as %v, doubt %v (want %v)", text, h.Intent, h.Doubt, doubt)
		}
	}
	for _, text := range []string{"not breathing", "hes not blue but he wont wake up", "he isnt breathing", "never mind that hes not breathing", "cant wake him, not blue tho"} {
		if h := l.Hear(text, nil); h.Intent != Overdose {
			t.Errorf("%q heard as %v", text, h.Intent)
		}
	}
}

// The person who edits words is told what decided.
func TestExplanationNamesWhatDecided(t *testing.T) {
	l := listener(t)
	for text, by := range map[string]string{"hes not breathing": byRule, "he isn't blue": byDenial, "meth": byTwoWays, "LS6": byPlace, "where can i get a kit": byModel} {
		e := l.Explain(text)
		if e.By != by {
			t.Errorf("%q decided by %q, want %q\n%s", text, e.By, by, e)
		}
		if h := l.Hear(text, nil); h.Intent != e.Heard.Intent || h.Confidence != e.Heard.Confidence {
			t.Errorf("%q is explained as %v and heard as %v", text, e.Heard.Intent, h.Intent)
		}
	}
}
