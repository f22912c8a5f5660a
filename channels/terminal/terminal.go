// Package terminal is the channel for somebody sitting at a keyboard: to try Waymark, to preview words
// and to replay conversations. It shows what the other channels would show and decides nothing.
package terminal

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"strings"

	"waymark/bot"
	"waymark/bot/counter"
	"waymark/channels"
	"waymark/content"
	"waymark/content/segment"
)

// Config says how the terminal looks.
type Config struct {
	In  io.Reader
	Out io.Writer
	// Notes gets what is about the conversation rather than in it: segments and their cost.
	Notes io.Writer
	// Form is the form to preview: Buttons as on Telegram, Numbered as in a text message.
	Form content.Form
	// Locale is the language to begin in; empty for the default.
	Locale string
	// Live is set for a person at a real terminal; otherwise the transcript form is written.
	Live bool
	// Width is the live terminal's width in columns.
	Width int
	// Colour says whether the live terminal shows colours.
	Colour bool
	// Price is what one text-message segment costs, in Currency; 0 leaves money out.
	Price    float64
	Currency string
}

// Terminal is one conversation at one keyboard.
type Terminal struct {
	Config
	sender   bot.Sender
	choices  []bot.Choice
	segments int
}

// New makes a terminal channel.
func New(c Config) *Terminal {
	return &Terminal{Config: c, sender: bot.NewSender(counter.Terminal, "keyboard")}
}

// Name is the channel's name.
func (t *Terminal) Name() string { return counter.Terminal.String() }

// longestLine is how much of one line of input is read, in bytes; the rest of the line is dropped.
const longestLine = 1 << 20

// Run answers line after line until the input or ctx ends.
func (t *Terminal) Run(ctx context.Context, replier channels.Replier) error {
	if t.Live {
		fmt.Fprintln(t.Out, t.dim("Type what you would text. A number picks a choice. Ctrl-D leaves."))
	}
	lines := bufio.NewReaderSize(t.In, 4096)
	for ctx.Err() == nil {
		if t.Live {
			fmt.Fprint(t.Out, "\n"+t.bold("> "))
		}
		line, err := readLine(lines)
		if err != nil {
			if t.Live {
				fmt.Fprintln(t.Out)
			}
			if err == io.EOF {
				return nil
			}
			return fmt.Errorf("read from the terminal: %w", err)
		}
		r := replier.Reply(ctx, t.message(line))
		if !r.Silent {
			t.choices = r.Choices
		}
		if t.Live {
			t.showLive(r)
		} else {
			fmt.Fprintf(t.Out, "> %s\n%s\n", line, Lines(r))
		}
		t.note(r)
	}
	return nil
}

// readLine reads one line without its end. A last line without an end counts.
func readLine(r *bufio.Reader) (string, error) {
	var b strings.Builder
	for {
		part, more, err := r.ReadLine()
		if err != nil {
			if err == io.EOF && b.Len() > 0 {
				return b.String(), nil
			}
			return "", err
		}
		if b.Len()+len(part) <= longestLine {
			b.Write(part)
		}
		if !more {
			return b.String(), nil
		}
	}
}

// message turns a line into what a channel of this form would hand on: where there are buttons, a
// number or a label presses one.
func (t *Terminal) message(line string) bot.Message {
	return ToMessage(t.sender, t.Form, t.Locale, t.choices, line)
}

// ToMessage turns a typed line into a message. With buttons, a choice's key or label presses it.
func ToMessage(who bot.Sender, form content.Form, locale string, choices []bot.Choice, line string) bot.Message {
	m := bot.Message{Sender: who, Channel: counter.Terminal, Form: form, Kind: bot.Text, Text: line, Locale: locale}
	if form != content.Buttons {
		return m
	}
	for _, c := range choices {
		if line == c.Key || strings.EqualFold(line, c.Label) {
			m.Kind, m.Text = bot.Press, c.Data
		}
	}
	return m
}

// Lines writes a reply in the transcript form: every line after "< ", choices as "< [1] label". It ends
// with a line end, and is empty for a silent reply.
func Lines(r bot.Reply) string {
	if r.Silent {
		return ""
	}
	var b strings.Builder
	for _, l := range strings.Split(r.Text, "\n") {
		b.WriteString(strings.TrimRight("< "+l, " ") + "\n")
	}
	for _, c := range r.Choices {
		b.WriteString("< [" + c.Key + "] " + c.Label + "\n")
	}
	return b.String()
}

// note says what the reply would cost as a text message.
func (t *Terminal) note(r bot.Reply) {
	if t.Form != content.Numbered || t.Notes == nil || r.Silent {
		return
	}
	c := segment.Count(r.Plain)
	t.segments += c.Segments
	alphabet := "GSM-7"
	if c.UCS2 {
		alphabet = "UCS-2"
	}
	money := ""
	if t.Price > 0 {
		money = fmt.Sprintf(", %s%.3f, %s%.3f so far", t.Currency, float64(c.Segments)*t.Price, t.Currency, float64(t.segments)*t.Price)
	}
	fmt.Fprintln(t.Notes, t.dim(fmt.Sprintf("sms segments: %d (%d units, %s), so far %d%s", c.Segments, c.Units, alphabet, t.segments, money)))
}
