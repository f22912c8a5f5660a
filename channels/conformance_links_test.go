package channels_test

import (
	"context"
	"slices"
	"strings"
	"testing"

	"waymark/bot"
	"waymark/bot/bottest"
	"waymark/bot/counter"
	"waymark/content"
)

// Offers lets a channel whose platform asks for cards have them.
func (s *swap) Offers(text string) []bot.Offer { return s.now.Load().Offers(text) }

// doors are links of an operator: one with a topic and one without.
func doors() []bot.Entry {
	return []bot.Entry{{Code: "hostel-door"}, {Code: "kit-class", Topic: "naloxone"}}
}

// follows says how somebody comes by a link over a road: Telegram tells the code apart, elsewhere it is the first text.
func follows(name, code string) string {
	if strings.HasPrefix(name, "telegram") {
		return strings.TrimSpace("/start " + code)
	}
	return code
}

// A link opens over every channel with what the bot says to it; one that nobody made is a normal hello where the platform tells codes
// apart, and a text like any other elsewhere. Each link is counted once, and nothing else is.
func TestLinksOverEveryChannel(t *testing.T) {
	w := world{book: bottest.Book(t, nil), listener: bottest.Listener(t)}
	for name, open := range map[string]func(*testing.T, world) (content.Form, road){
		"terminal": terminalRoad, "telegram poll": pollRoad, "telegram webhook": webhookRoad, "sms": smsRoad,
	} {
		for _, code := range []string{"hostel-door", "kit-class", "KIT-CLASS", "nobodys-code", "v1:overdose:call:calling", "../../etc/passwd", "'; DROP TABLE tally"} {
			t.Run(name+"/"+strings.ReplaceAll(code, "/", "|"), func(t *testing.T) {
				t.Parallel()
				form, r := open(t, w)
				parts := bottest.With(t, w.book, w.listener)
				switch r := r.(type) {
				case *keyboard:
					parts = r.bot
				case *phone:
					parts = r.swap.now.Load()
				case *handset:
					parts = r.swap.now.Load()
				}
				parts.Doors(t, doors())
				kind := bot.Text
				if strings.HasPrefix(name, "telegram") {
					kind = bot.Start
				}
				want := bottest.With(t, w.book, w.listener)
				want.Doors(t, doors())
				reply := want.Reply(context.Background(), bot.Message{Kind: kind, Form: form, Text: code, Sender: bot.NewSender(counter.Terminal, "reference")})
				if got := sayOnce(t, r, follows(name, code)); got != asShown(reply, form) {
					t.Errorf("got:\n%s\nwant:\n%s", got, asShown(reply, form))
				}
				known := map[string]string{"hostel-door": "entry_01", "kit-class": "entry_02"}[strings.ToLower(code)]
				if known == "" {
					if kind == bot.Start && reply.Plain != want.Reply(context.Background(), bot.Message{Kind: kind, Form: form, Sender: bot.NewSender(counter.Terminal, "another")}).Plain {
						t.Errorf("a code that nobody made is no normal hello:\n%s", reply.Plain)
					}
					return
				}
				if n := parts.Tally.Of(known); n != 1 {
					t.Errorf("%s was counted %d times", known, n)
				}
				if !strings.HasPrefix(reply.Text, "If someone will not wake, call 999 now.") || strings.Contains(reply.Plain, "naloxone") != (known == "entry_02") {
					t.Errorf("the first message is\n%s", reply.Plain)
				}
			})
		}
	}
}

// sayOnce sends a first message. The terminal is given its own bot, which has the links.
func sayOnce(t *testing.T, r road, typed string) string {
	if k, ok := r.(*keyboard); ok {
		return k.typedTo(t, k.bot, typed)
	}
	return r.say(t, typed)
}

func asShown(r bot.Reply, form content.Form) string {
	if form == content.Numbered {
		return r.Plain
	}
	var labels []string
	for _, c := range r.Choices {
		labels = append(labels, c.Label)
	}
	return shown(r.Text, labels)
}

// What is asked behind the bot's name is answered, over both of Telegram's ways in, with the bot's own cards: the emergency first, at
// most ten, each with its source and date; and nothing is counted or remembered of who asked. The other channels have no such question.
func TestQuestionsBehindTheBotsNameOverTelegram(t *testing.T) {
	w := world{book: bottest.Book(t, nil), listener: bottest.Listener(t)}
	for name, open := range map[string]func(*testing.T, world) (content.Form, road){"poll": pollRoad, "webhook": webhookRoad} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, r := open(t, w)
			p := r.(*phone)
			parts := p.swap.now.Load()
			for _, asked := range []string{"naloxone", "hes not breathing", "ket and a drink", "", "zibbeltron", strings.Repeat("word ", 60), "<b>&\u202e'; DROP"} {
				got, want := p.server.WaitOffers(p.server.Ask(chat, asked)), parts.Offers(asked)
				if len(got) != len(want) || len(got) == 0 || len(got) > 10 {
					t.Errorf("%q: %d cards, the bot has %d", asked, len(got), len(want))
					continue
				}
				if !strings.Contains(got[0].Content.Text, "999") {
					t.Errorf("%q: the first card is\n%s", asked, got[0].Content.Text)
				}
				for i, o := range got {
					if o.ID != want[i].ID || o.Title != want[i].Title || o.Description != want[i].First || o.Content.Text != want[i].Text {
						t.Errorf("%q: card %d is %+v, want %+v", asked, i, o, want[i])
					}
					if !strings.Contains(o.Content.Text, "Words of ") || !strings.Contains(o.Content.Text, ": ") {
						t.Errorf("%q: card %d has no source or date:\n%s", asked, i, o.Content.Text)
					}
				}
			}
			if n := parts.Sessions.Len(); n != 0 {
				t.Errorf("%d conversations were begun by questions", n)
			}
			for _, c := range p.server.Calls("answerInlineQuery") {
				if keep, _ := c.Fields["cache_time"].(float64); keep <= 0 || keep > 3600 || slices.Contains([]any{true, nil}, c.Fields["is_personal"]) {
					t.Errorf("kept for %v, personal %v", c.Fields["cache_time"], c.Fields["is_personal"])
				}
			}
		})
	}
}
