package bot_test

import (
	"context"
	"encoding/binary"
	"fmt"
	"testing"
	"time"

	"waymark/bot"
	"waymark/bot/bottest"
	"waymark/bot/counter"
	"waymark/bot/intent"
	"waymark/bot/session"
	"waymark/content"
)

// crowd is a bot with n live sessions and a few of their senders.
func crowd(b *testing.B, n int) (*bottest.Parts, []bot.Sender) {
	parts := bottest.New(b)
	ctx := context.Background()
	for i := range n {
		var p session.Pseudonym
		binary.BigEndian.PutUint64(p[:8], uint64(i)*0x9E3779B97F4A7C15)
		binary.BigEndian.PutUint64(p[8:], uint64(i))
		parts.Sessions.Put(ctx, p, session.Session{}, parts.Clock.Now())
	}
	senders := make([]bot.Sender, 1000)
	for i := range senders {
		senders[i] = bot.NewSender(counter.SMS, fmt.Sprint("person ", i))
	}
	return parts, senders
}

// The road of one choice: pseudonym, session, step, card, count.
func BenchmarkChoice(b *testing.B) {
	for _, n := range []int{1_000, 1_000_000} {
		b.Run(fmt.Sprintf("among %d sessions", n), func(b *testing.B) {
			parts, senders := crowd(b, n)
			ctx := context.Background()
			there, back := "v1:overdose:call:calling", "v1:overdose:breathing:breathing"
			b.ReportAllocs()
			i := 0
			for b.Loop() {
				m := bot.Message{Sender: senders[i/2%len(senders)], Channel: counter.Telegram, Form: content.Buttons, Kind: bot.Press, Text: there}
				if i%2 == 1 {
					m.Text = back
				}
				parts.Reply(ctx, m)
				i++
			}
		})
	}
}

// A button's event that the flow does not have must cost no more than one that it has.
func BenchmarkRejectedPress(b *testing.B) {
	parts, senders := crowd(b, 1000)
	m := bot.Message{Sender: senders[0], Channel: counter.Telegram, Form: content.Buttons, Kind: bot.Press, Text: "v1:overdose:call:nothing_like_it"}
	b.ReportAllocs()
	for b.Loop() {
		parts.Reply(context.Background(), m)
	}
}

func BenchmarkFreeText(b *testing.B) {
	for name, text := range map[string]string{
		"emergency":      "hes gon over n his lips r blue i dont know what to do pls hurry",
		"topic":          "where can i get clean pins and some foil near dalston tonight",
		"not a match":    "the quick brown fox jumps over a lazy dog and then goes home x",
		"an answer":      "yeh hes breathin but only just i think so maybe come quick ok",
		"100000 letters": string(make([]byte, 100_000)),
	} {
		b.Run(name, func(b *testing.B) {
			parts, senders := crowd(b, 1000)
			ctx := context.Background()
			b.ReportAllocs()
			i := 0
			for b.Loop() {
				parts.Clock.Move(time.Second)
				parts.Reply(ctx, bot.Message{Sender: senders[i%len(senders)], Channel: counter.SMS, Form: content.Numbered, Text: text})
				i++
			}
		})
	}
}

// From nothing to the first reply: what a restart costs somebody who is waiting.
func BenchmarkStartToFirstReply(b *testing.B) {
	for b.Loop() {
		names, problems := content.ReadSubstances(content.Embedded())
		if len(problems) > 0 {
			b.Fatal(problems)
		}
		listener, err := intent.New(names)
		if err != nil {
			b.Fatal(err)
		}
		parts := bottest.With(b, bottest.Book(b, map[string]string{}), listener)
		r := parts.Reply(context.Background(), bot.Message{Form: content.Numbered, Text: "hes not breathing"})
		if !isEmergency(r) {
			b.Fatal(r.Plain)
		}
	}
}

// A look for a service, from the text to the door: understanding, the gazetteer, the directory, the words.
func BenchmarkNear(b *testing.B) {
	for name, text := range map[string]string{
		"what and where": "where can i get pins near hackney", "a place": "hull", "several places": "needles in newport",
	} {
		b.Run(name, func(b *testing.B) {
			parts, senders := crowd(b, 1000)
			ctx := context.Background()
			b.ReportAllocs()
			i := 0
			for b.Loop() {
				parts.Clock.Move(time.Second)
				parts.Reply(ctx, bot.Message{Sender: senders[i%len(senders)], Channel: counter.SMS, Form: content.Numbered, Text: text})
				i++
			}
		})
	}
}
