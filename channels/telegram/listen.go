package telegram

import (
	"strconv"
	"strings"

	"waymark/bot"
	"waymark/bot/counter"
	"waymark/content"
)

// message turns what arrived in a private chat into the bot's words. The chat's id ends here.
func (u update) message() bot.Message {
	m := bot.Message{Channel: counter.Telegram, Form: content.Buttons}
	var from int64
	if p := u.pressed; p != nil {
		from = p.chat.id
		m.Kind, m.Text, m.Ref = bot.Press, p.data, p.ref
	} else {
		h := u.heard
		from = h.chat.id
		m.Ref = h.ref
		switch {
		case h.typed:
			m.Kind, m.Text = command(h.text)
		case h.place != nil:
			m.Kind, m.Near = bot.Location, *h.place
		default:
			// The caption goes along: it may be where somebody wrote what is wrong.
			m.Kind, m.Text = bot.NotText, h.text
		}
	}
	m.Sender = bot.NewSender(counter.Telegram, strconv.FormatInt(from, 10))
	return m
}

// command takes Telegram's dress off a command: "/od" and "/od@name" are the word "od", "/start code"
// is a first hello with a link's code. Everything else is what was typed.
func command(text string) (bot.Kind, string) {
	bare, slash := strings.CutPrefix(text, "/")
	if !slash {
		return bot.Text, text
	}
	word, rest := bare, ""
	if i := strings.IndexAny(bare, " \t\n"); i >= 0 {
		word, rest = bare[:i], strings.TrimSpace(bare[i:])
	}
	word, _, _ = strings.Cut(word, "@")
	if strings.EqualFold(word, "start") {
		return bot.Start, rest
	}
	return bot.Text, strings.TrimSpace(word + " " + rest)
}
