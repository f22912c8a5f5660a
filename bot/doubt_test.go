package bot_test

import (
	"testing"

	"waymark/bot"
	"waymark/bot/bottest"
	"waymark/bot/intent"
	"waymark/content"
)

// unsure is a listener that hears the same of every text.
type unsure struct{ heard intent.Heard }

func (u unsure) Hear(string, *intent.Question) intent.Heard { return u.heard }
func (u unsure) Answer(string, *intent.Question) int        { return u.heard.Answer }

// A text that may be about one of a few things is asked about, with at most three choices, and never guessed.
func TestDoubtAsksWithAtMostThreeChoices(t *testing.T) {
	for i := range intent.Intents {
		if i == intent.Other || i.Urgent() {
			continue
		}
		parts := bottest.With(t, bottest.Book(t, nil), unsure{intent.Heard{Intent: i, Confidence: 0.3, Answer: -1}})
		p := newPerson(parts, i.String(), content.Buttons)
		p.message(bot.Press, "v1:menu:start:menu")
		r := p.types("something or other")
		if n := len(r.Choices); n == 0 || n > 3+2 { // Menu and Back are always there
			t.Errorf("%v: %d choices\n%s", i, n, r.Plain)
		}
	}
}
