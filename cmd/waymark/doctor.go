package main

import (
	"fmt"
	"time"

	"waymark/bot/intent"
	"waymark/channels/sms"
	"waymark/channels/telegram"
	"waymark/content"
)

type doctorCmd struct{ settings }

// Run checks what can be known on this machine and says what it cannot know.
func (c *doctorCmd) Run(std stdio, files *sourced) error {
	c.unread = files.problems
	bad := 0
	say := func(ok bool, format string, args ...any) {
		mark := "ok     "
		if !ok {
			mark, bad = "PROBLEM", bad+1
		}
		fmt.Fprintf(std.out, "%s  %s\n", mark, fmt.Sprintf(format, args...))
	}
	problems := c.check()
	if c.useTelegram() {
		_, err := telegram.New(c.telegramConfig())
		problems = append(problems, lines(err)...)
	}
	if c.useSMS() {
		_, err := sms.New(c.smsConfig())
		problems = append(problems, lines(err)...)
	}
	for _, p := range problems {
		say(false, "%s", p)
	}
	if len(problems) == 0 {
		say(true, "settings")
	}
	listener, err := intent.New()
	if err != nil {
		return err
	}
	_, found, err := loadBook(c.Content, listener, c.values(c.TwilioNumber))
	if err != nil {
		return err
	}
	say(len(found) == 0, "flows and content: %d problem(s); waymark lint lists them", len(found))
	if err := c.ages(say); err != nil {
		return err
	}
	fmt.Fprintln(std.out, "not checked by this version: the Twilio and Telegram accounts themselves; README lists the settings to check by hand")
	if bad > 0 {
		return errFound
	}
	return nil
}

// ages says which words are past their review date.
func (c *doctorCmd) ages(say func(bool, string, ...any)) error {
	_, cards, err := sources(c.Content)
	if err != nil {
		return err
	}
	lib, _ := content.Load(cards)
	today := time.Now().Format(time.DateOnly)
	for _, f := range lib.Files {
		if f.Front.ReviewBy != "" {
			say(f.Front.ReviewBy >= today, "%s: review by %s, reviewed by %q, %d fact(s) to confirm", f.Name, f.Front.ReviewBy, f.Front.Reviewed.By, len(f.Front.Confirm))
		}
	}
	return nil
}
