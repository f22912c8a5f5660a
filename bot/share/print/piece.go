package print

import (
	"errors"
	"strings"

	"waymark/bot/share"
	"waymark/content"
)

// Piece is what is to be said on paper, and how.
type Piece struct {
	Words content.Print
	// Operator runs this copy. Bot is its name on Telegram and Number its number as +44…; one of the two may be empty.
	Operator, Bot, Number string
	// Link is the entry link; its Code may be empty.
	Link share.Link
	// SMS has the code open a text message although there is a bot.
	SMS bool
	// Discreet names no drug. Colour is for a colour printer. Large is in large print.
	Discreet, Colour, Large bool
}

// greeting is what a person texts who came by no entry link.
const greeting = "hello"

// Check says what is missing.
func (p Piece) Check() error {
	if p.Bot == "" && p.Number == "" {
		return errors.New("neither a bot name nor a number: nobody could write to it")
	}
	if p.SMS && p.Number == "" {
		return errors.New("a code that opens a text message needs the number")
	}
	return nil
}

// Target is what the QR code opens.
func (p Piece) Target() string {
	if p.Bot == "" || p.SMS {
		l := p.Link
		if l.Code == "" {
			l.Code = greeting
		}
		return l.SMS(p.Number)
	}
	if p.Link.Code == "" {
		return "https://t.me/" + strings.TrimPrefix(p.Bot, "@")
	}
	return p.Link.Telegram(p.Bot)
}

// typed is the link as somebody would type it, "" where there is no bot.
func (p Piece) typed() string {
	if p.Bot == "" {
		return ""
	}
	one := p
	one.SMS = false
	return strings.TrimPrefix(one.Target(), "https://")
}

// ShownNumber is a number as people in the United Kingdom write it: 07700 900123.
func ShownNumber(number string) string {
	if rest, ok := strings.CutPrefix(number, "+44"); ok && len(rest) == 10 {
		return "0" + rest[:4] + " " + rest[4:]
	}
	return number
}

// Say gives a line of words with its placeholders filled.
func (p Piece) Say(name string) string {
	if discreet, ok := p.Words[name+"_discreet"]; ok && p.Discreet {
		name, _ = name+"_discreet", discreet
	}
	code := p.Link.Code
	if code == "" {
		code = greeting
	}
	operator := p.Operator
	if operator == "" {
		operator = p.Words["operator"]
	}
	return strings.NewReplacer("{operator}", operator, "{number}", ShownNumber(p.Number), "{code}", strings.ToUpper(code),
		"{link}", p.typed()).Replace(p.Words[name])
}

func (p Piece) ink() Ink {
	if p.Colour {
		return teal
	}
	return black
}
