package main

import (
	"fmt"
	"os"
	"strings"
	"syscall"
	"testing"

	"waymark/content"
	"waymark/flows"
)

// ownWords lays the built-in flows and content out in a folder, as an operator does who changes them.
func (s *stage) ownWords() {
	s.Helper()
	s.must(os.CopyFS(s.path("home", "words", "content"), content.Embedded()))
	s.must(os.CopyFS(s.path("home", "words", "flows"), flows.Embedded()))
	s.env = append(s.env, "WAYMARK_CONTENT="+s.path("home", "words"))
}

// spoilt are ways in which an edit goes wrong. What each gives is put in the place of a file, below the folder of words.
func spoilt() map[string]struct {
	file  string
	spoil func(string) string
} {
	type edit = struct {
		file  string
		spoil func(string) string
	}
	const cards, flow = "content/en/overdose.md", "flows/overdose.yaml"
	is := func(text string) func(string) string { return func(string) string { return text } }
	half := func(text string) string { return text[:len(text)/2] }
	return map[string]edit{
		"bytes in place of cards":      {cards, is("\x00\xff\xfe\x80zibbeltron")},
		"bytes in place of a flow":     {flow, is("\x00\xff\xfe\x80zibbeltron")},
		"cards without a byte":         {cards, is("")},
		"a flow without a byte":        {flow, is("")},
		"half of the cards":            {cards, half},
		"half of a flow":               {flow, half},
		"half of the sources":          {"content/sources.yaml", half},
		"a flow in which nothing ends": {flow, is("flow: &a [*a]\n")},
		"states that are never reached": {flow, func(text string) string {
			return text + "\n  island: {choices: {on: island2}}\n  island2: {choices: {on: island}}\n"
		}},
		"a choice that leads nowhere":     {flow, func(text string) string { return strings.Replace(text, ": call", ": zibbeltron", 1) }},
		"a review day before the review":  {cards, func(text string) string { return strings.Replace(text, "review_by: 20", "review_by: 19", 1) }},
		"words that shame":                {cards, func(text string) string { return strings.Replace(text, "\n## ", "\n## ", 1) + "\nJunkie.\n" }},
		"a conflict that nobody resolved": {cards, func(text string) string { return "<<<<<<< zibbeltron\n" + text + "\n>>>>>>> theirs\n" }},
	}
}

// TestABrokenEditNeverReplacesWholeWords breaks the words of the real program under its hands, in every way, and tells it to read
// them again. The words in use stay, in the middle of an emergency too; a good edit is in use at once.
func TestABrokenEditNeverReplacesWholeWords(t *testing.T) { // 65 71
	t.Parallel()
	s := newStage(t, "WAYMARK_TELEGRAM_MODE=poll")
	s.ownWords()
	p := s.start()
	words := newCatalogue(t)
	const refused, taken = "flows and content were not reloaded", "msg=\"flows and content reloaded\""
	said := map[string]int{}
	hangUp := func(says string) {
		t.Helper()
		s.must(p.cmd.Process.Signal(syscall.SIGHUP))
		said[says]++
		waitFor(t, says, func() bool { return strings.Count(p.said(), says) == said[says] })
	}
	before := strings.Join(s.twilio.Send(aPhone, "private"), "|")
	phone := 0
	same := func() {
		t.Helper()
		phone++
		from := fmt.Sprintf("+447700900%03d", phone)
		if got := strings.Join(s.twilio.Send(from, "private"), "|"); got != before {
			t.Errorf("the words are\n%s\nbefore they were\n%s", got, before)
		}
		first := strings.Join(s.twilio.Send(from, "hes gone over"), "|")
		if next := strings.Join(s.twilio.Send(from, "1"), "|"); !words.urgent(first) || !words.urgent(next) || next == first {
			t.Errorf("an emergency goes %q, %q", first, next)
		}
	}
	for what, edit := range spoilt() {
		path := s.path("home", "words", edit.file)
		whole, err := os.ReadFile(path)
		s.must(err)
		if text := edit.spoil(string(whole)); text != string(whole) {
			s.must(os.WriteFile(path, []byte(text), 0o600))
		} else {
			t.Errorf("%s: nothing was spoilt", what)
		}
		first := strings.Join(s.twilio.Send(aPhone, "hes gone over"), "|")
		hangUp(refused)
		if got := strings.Join(s.twilio.Send(aPhone, "1"), "|"); !words.urgent(got) || got == first {
			t.Errorf("%s: in the middle of an emergency the next step is %q", what, got)
		}
		same()
		// The same words, at a start: it is refused, and said where.
		if again := s.launch(p.cmd.Path, "WAYMARK_LISTEN="+freeAddress(t)); again.wait() != 2 || !strings.Contains(again.said(), "WAYMARK_CONTENT: ") {
			t.Errorf("%s: at the start:\n%s", what, again.said())
		}
		s.must(os.WriteFile(path, whole, 0o600))
	}
	// The whole folder is gone.
	s.must(os.Rename(s.path("home", "words"), s.path("home", "gone")))
	hangUp(refused)
	same()
	s.must(os.Rename(s.path("home", "gone"), s.path("home", "words")))
	hangUp(taken)
	same()
	// Words past their day are words: a clock that is wrong must not silence anybody.
	cards := s.path("home", "words", "content", "en", "privacy.md")
	whole, err := os.ReadFile(cards)
	s.must(err)
	old := strings.NewReplacer("reviewed: {on: 2026", "reviewed: {on: 2020", "review_by: 2027", "review_by: 2021").Replace(string(whole))
	s.must(os.WriteFile(cards, []byte(old), 0o600))
	hangUp(taken)
	same()
	// A good edit.
	better := strings.Replace(old, "I'm a bot: no worker reads this.", "I'm a bot and no worker reads this.", 1)
	s.must(os.WriteFile(cards, []byte(better), 0o600))
	hangUp(taken)
	if got := strings.Join(s.twilio.Send(anOther, "private"), "|"); !strings.Contains(got, "a bot and no worker") {
		t.Errorf("after a good edit the words are %q", got)
	}
	if code := p.stop(syscall.SIGTERM); code != 0 {
		t.Errorf("the exit code was %d", code)
	}
	if strings.Contains(p.said(), "zibbeltron") {
		t.Errorf("the log repeats what was in a file:\n%s", p.said())
	}
}
