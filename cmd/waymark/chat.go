package main

import (
	"context"
	"fmt"
	"os"
	"slices"
	"strings"
	"sync"
	"time"

	"golang.org/x/term"

	"waymark/bot"
	"waymark/channels/terminal"
	"waymark/content"
)

type chatCmd struct {
	contentDir
	operator
	atlasDir
	checkedLimit
	Channel  string  `help:"Which form to show: telegram (buttons) or sms (numbered lines, segments counted)." enum:"telegram,sms" default:"telegram"`
	Locale   string  `help:"Language to begin in." default:"en"`
	Price    float64 `help:"What one SMS segment costs; shows the cost of the conversation." placeholder:"AMOUNT"`
	Currency string  `help:"The sign before the cost." default:"£"`
}

// Help says what the two faces of chat are.
func (*chatCmd) Help() string {
	return `On a terminal: a conversation. When stdin is not a terminal: for every input line "> line", then each line of the reply after "< " (choices as "< [1] label"), then an empty line. With --channel sms the segments of each reply are written to stderr.

A look for a service uses what was imported, and otherwise invented services, marked EXAMPLE.`
}

// Run holds one conversation.
func (c *chatCmd) Run(ctx context.Context, std stdio) error {
	form, err := terminal.FormOf(c.Channel)
	if err != nil {
		return wrongUse{err}
	}
	b, err := c.bot(std)
	if err != nil {
		return err
	}
	cfg := terminal.Config{In: std.in, Out: std.out, Notes: std.err, Form: form, Locale: c.Locale, Price: c.Price, Currency: c.Currency}
	if in, ok := std.in.(*os.File); ok && term.IsTerminal(int(in.Fd())) {
		cfg.Live, cfg.Width = true, 80
		if out, ok := std.out.(*os.File); ok && term.IsTerminal(int(out.Fd())) {
			cfg.Colour = os.Getenv("NO_COLOR") == "" && os.Getenv("TERM") != "dumb"
			if w, _, err := term.GetSize(int(out.Fd())); err == nil && w > 0 {
				cfg.Width = w
			}
		}
	}
	return terminal.New(cfg).Run(ctx, b)
}

// bot makes the bot for the conversation.
func (c *chatCmd) bot(std stdio) (*bot.Bot, error) {
	defer hurry()()
	if c.Locale != content.DefaultLocale { // whoever asks for it by name reads drafts too
		c.ServeUnreviewed = true
	}
	openedAtlas := sync.OnceValues(func() (*atlas, error) { return openAtlas(c.folder(), c.within()) })
	go openedAtlas() // beside the words
	book, listener, err := ready(c.contentDir, c.values(""))
	if err != nil {
		return nil, err
	}
	if c.Locale != content.DefaultLocale && !slices.Contains(book.Locales(), c.Locale) {
		return nil, wrongUse{fmt.Errorf("there are no words in that language; there are %s", strings.Join(book.Locales(), ", "))}
	}
	a, err := openedAtlas()
	if err != nil {
		return nil, err
	}
	for _, err := range a.damaged {
		fmt.Fprintln(std.err, "waymark: not used:", err)
	}
	return localBot(book, listener, time.Now, a.ground(true))
}
