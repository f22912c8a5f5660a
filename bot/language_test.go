package bot_test

import (
	"context"
	"regexp"
	"slices"
	"strings"
	"testing"

	"waymark/bot"
	"waymark/bot/bottest"
	"waymark/bot/counter"
	"waymark/bot/session"
	"waymark/content"
	"waymark/flows"
)

const welsh = "cy"

// What a machine wrote in another language and nobody has reviewed is not served: not a word of it, whatever is asked.
func TestWordsThatNobodyReviewedAreNotServed(t *testing.T) {
	if got := bottest.Book(t, nil).Locales(); !slices.Equal(got, []string{content.DefaultLocale}) {
		t.Fatalf("the book that is served has words in %q", got)
	}
	if got := bottest.Drafts(t).Locales(); !slices.Contains(got, welsh) {
		t.Fatalf("with drafts there are words in %q", got)
	}
	p := newPerson(bottest.New(t), "a", content.Numbered)
	for _, text := range []string{"cymraeg", "hes not waking up", "yn gymraeg", "menu", "welsh"} {
		r := p.Reply(context.Background(), bot.Message{Sender: p.who, Channel: counter.SMS, Form: p.form, Text: text, Locale: welsh})
		if strings.Contains(r.Plain, "Ffoniwch") || !strings.Contains(r.Plain, "999") {
			t.Errorf("> %q\n%s", text, r.Plain)
		}
	}
	lib, problems := content.Load(content.Embedded())
	if problems.Err() != nil {
		t.Fatal(problems)
	}
	for _, f := range lib.Files {
		if f.Front.Locale != content.DefaultLocale && !f.Front.Draft() {
			t.Errorf("%s is served: who reviewed it? %q", f.Name, f.Front.Reviewed.By)
		}
	}
}

// A language's own name works everywhere: the conversation stays where it is, and goes on in that language where there are
// words in it.
func TestTheWordForALanguageWorksFromEverywhere(t *testing.T) {
	book, store := bottest.Drafts(t), &one{}
	parts := bottest.With(t, book, bottest.Listener(t))
	pseudonyms, err := session.NewPseudonyms(strings.NewReader(strings.Repeat("k", 4096)), parts.Clock.Now())
	if err != nil {
		t.Fatal(err)
	}
	b, err := bot.New(bot.Config{Book: book, Sessions: store, Pseudonyms: pseudonyms, Listener: bottest.Listener(t), Tally: parts.Tally, Clock: parts.Clock.Now})
	if err != nil {
		t.Fatal(err)
	}
	say := func(text string) bot.Reply {
		return b.Reply(context.Background(), bot.Message{Sender: bot.NewSender(counter.SMS, "one"), Channel: counter.SMS, Form: content.Numbered, Text: text})
	}
	for id := range book.Len() {
		s := book.State(flows.StateID(id))
		if s.Do == flows.Forget || new(crawl).searches(s) {
			continue // there is nothing to go on with, or no list of services to look in
		}
		*store = one{session.Session{At: uint32(s.Key)}, true}
		for _, word := range []struct{ typed, locale string }{{"Cymraeg", welsh}, {"english", content.DefaultLocale}, {"WELSH", welsh}, {"In English.", content.DefaultLocale}} {
			if got, want := say(word.typed).Plain, book.Pages(s.ID, word.locale, content.Numbered)[0].Plain; got != want {
				t.Errorf("in %s, > %s\n%s\nwant\n%s", s.Full, word.typed, got, want)
			}
			if store.session.At != uint32(s.Key) {
				t.Errorf("in %s, %s leads elsewhere", s.Full, word.typed)
			}
		}
	}
	if parts.Tally.Of("locale_cy") == 0 {
		t.Error("that somebody was answered in Welsh is not counted")
	}
}

// In Welsh, an emergency typed in English is one, and English answers are understood.
func TestNobodyHasToKeepToOneLanguage(t *testing.T) {
	book := bottest.Drafts(t)
	p := newPerson(bottest.With(t, book, bottest.Listener(t)), "a", content.Numbered)
	for _, c := range []struct{ typed, state string }{
		{"cymraeg", "menu/start"}, {"hes gone over, lips blue", "overdose/call"}, {"im calling", "overdose/breathing"},
		{"ddim yn anadlu", "overdose/cpr"}, {"nose spray", "overdose/cpr_spray"}, {"wedi rhoi", "overdose/cpr_spray_wait"},
	} {
		id, _ := book.ByName(c.state)
		if got, want := p.types(c.typed).Plain, book.Pages(id, welsh, content.Numbered)[0].Plain; got != want {
			t.Errorf("> %s\n%s\nwant %s\n%s", c.typed, got, c.state, want)
		}
	}
}

var numbers = regexp.MustCompile(`\d+`)

// What a machine translated must at least have the steps of the English: the same choices (which lint proves), the
// same sources, every number of the English text message, and no other number.
func TestEveryWelshCardHasTheStepsOfItsEnglishOne(t *testing.T) {
	lib, problems := content.Load(content.Embedded())
	if problems.Err() != nil {
		t.Fatal(problems)
	}
	complete := map[string]bool{"overdose": true, "bad_reaction": true, "crisis": true, "privacy": true, "menu": true}
	for _, f := range lib.Files {
		if f.Front.Locale != welsh {
			continue
		}
		delete(complete, f.Front.Flow)
		for _, c := range f.Cards {
			en := lib.Card(content.DefaultLocale, c.Flow, c.State)
			if !slices.Equal(c.Sources, en.Sources) {
				t.Errorf("%s:%d: sources %q, in English %q", c.File, c.Line, c.Sources, en.Sources)
			}
			all := strings.Join(append(slices.Clone(en.Pages[content.Buttons]), en.Pages[content.Numbered]...), " ")
			for form, pages := range c.Pages {
				text := strings.Join(pages, " ")
				for _, n := range numbers.FindAllString(text, -1) {
					if !slices.Contains(numbers.FindAllString(all, -1), n) {
						t.Errorf("%s:%d: %q says %s, the English does not", c.File, c.Line, c.State, n)
					}
				}
				for _, n := range numbers.FindAllString(strings.Join(en.Pages[form], " "), -1) {
					short := strings.Join(en.Pages[content.Numbered], " ")
					if strings.Contains(short, n) && !slices.Contains(numbers.FindAllString(text, -1), n) {
						t.Errorf("%s:%d: %q leaves out %s", c.File, c.Line, c.State, n)
					}
				}
			}
		}
	}
	for flow := range complete {
		t.Errorf("there is no Welsh for %s", flow)
	}
	book := bottest.Drafts(t)
	for id := range book.Len() {
		s := book.State(flows.StateID(id))
		if c := lib.Card(welsh, s.Flow, s.Name); c.Locale != welsh && (s.Urgent || s.Flow == "privacy" || slices.Contains(flows.System(), s.Name) && s.Flow == "menu") {
			t.Errorf("%s is not in Welsh", s.Full)
		}
	}
}
