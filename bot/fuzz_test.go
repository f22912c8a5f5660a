package bot_test

import (
	"context"
	"testing"
	"time"

	"waymark/bot"
	"waymark/bot/bottest"
	"waymark/bot/counter"
	"waymark/content"
)

// aWhile is how long one waits between two messages here: long enough that nobody is ever slowed down.
const aWhile = time.Minute

// Whatever a button is made to carry, the reply is from the catalogue and has a way on.
func FuzzPress(f *testing.F) {
	for _, data := range []string{
		"v1:overdose:call:calling", "v1:menu:start:menu", "v1:menu:start:back", "v1:safer_use:inject:more1", "v1:safer_use:inject:more999999999999999999",
		"v2:overdose:call:calling", "v1:::", "v1:menu:start:", ":::::", "v1:menu/start:x:y", "v1:overdose:call:calling\x00", "",
	} {
		f.Add(data)
	}
	parts := bottest.New(f)
	parts.Ground = nil // what a list of services adds is another promise's
	pages := catalogue(parts.Book)
	who := bot.NewSender(counter.Telegram, "fuzz")
	f.Fuzz(func(t *testing.T, data string) {
		parts.Clock.Move(aWhile)
		r := parts.Reply(context.Background(), bot.Message{Sender: who, Channel: counter.Telegram, Form: content.Buttons, Kind: bot.Press, Text: data})
		if r.Silent || !pages(r.Plain) || len(r.Choices) == 0 {
			t.Fatalf("press %q gives %q", data, r.Plain)
		}
		for _, c := range r.Choices {
			if len(c.Data) > 64 {
				t.Fatalf("a button of %d bytes", len(c.Data))
			}
		}
	})
}

// Whatever is typed, over either form, the reply is from the catalogue.
func FuzzText(f *testing.F) {
	for _, text := range []string{"hes not breathing", "menu", "1", "where can i get pins e8", "\xff\xfe", "o\u200bd", "=cmd|' /C calc'!A0", "]]>", ""} {
		f.Add(text)
	}
	parts := bottest.New(f)
	parts.Ground = nil // what a list of services adds is another promise's
	pages := catalogue(parts.Book)
	who := bot.NewSender(counter.SMS, "fuzz")
	f.Fuzz(func(t *testing.T, text string) {
		parts.Clock.Move(aWhile)
		for _, form := range []content.Form{content.Buttons, content.Numbered} {
			r := parts.Reply(context.Background(), bot.Message{Sender: who, Channel: counter.SMS, Form: form, Text: text})
			if r.Silent || !pages(r.Plain) {
				t.Fatalf("> %q gives %q", text, r.Plain)
			}
		}
	})
}
