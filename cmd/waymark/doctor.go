package main

import (
	"context"
	"fmt"
	"io"
	"time"

	"waymark/content"
)

type doctorCmd struct {
	settings
	Offline bool `help:"Look at this machine alone, not into the accounts at Telegram and Twilio."`
	All     bool `help:"Print a line for every file of words, not only for those whose review is due."`
}

// Help says what is looked at.
func (*doctorCmd) Help() string {
	return `Checks the settings, the words and their review dates, the directory of services and the gazetteer with their dates and licences, the bank holidays, and the safety settings of the accounts at Telegram and Twilio. It changes nothing. Each line is ok, note (worth knowing) or PROBLEM.

In the Twilio account it asks for the newest messages to see whether texts and numbers are redacted, and whether anything is kept longer than the shortest time; it prints and keeps nothing of them.

Exit codes: 0 no problem, 1 at least one, 2 wrong use.`
}

// checkup prints lines and counts the problems among them.
type checkup struct {
	out io.Writer
	bad int
}

func (c *checkup) line(mark, format string, args ...any) {
	fmt.Fprintf(c.out, "%-7s  %s\n", mark, fmt.Sprintf(format, args...))
}

func (c *checkup) ok(format string, args ...any)   { c.line("ok", format, args...) }
func (c *checkup) note(format string, args ...any) { c.line("note", format, args...) }
func (c *checkup) problem(format string, args ...any) {
	c.bad++
	c.line("PROBLEM", format, args...)
}

// say is ok, or a problem.
func (c *checkup) say(ok bool, format string, args ...any) {
	if !ok {
		c.problem(format, args...)
		return
	}
	c.ok(format, args...)
}

// Run checks what can be known from here and says what cannot.
func (c *doctorCmd) Run(ctx context.Context, std stdio, files *sourced) error {
	c.unread = files.problems
	up := &checkup{out: std.out}
	now := time.Now()
	problems := c.check()
	if c.useTelegram() {
		problems = append(problems, c.telegramWrong()...)
	}
	if c.useSMS() {
		problems = append(problems, c.smsWrong()...)
	}
	for _, p := range problems {
		up.problem("%s", p)
	}
	if len(problems) == 0 {
		up.ok("settings")
	}
	if err := c.words(up, now); err != nil {
		return err
	}
	if err := c.doors(up, now); err != nil {
		return err
	}
	c.stores(ctx, up, time.Now)
	c.accounts(ctx, up, now)
	if up.bad > 0 {
		return errFound
	}
	return nil
}

// words says whether flows and content are proved, and which are past their review date.
func (c *doctorCmd) words(up *checkup, now time.Time) error {
	_, _, found, err := loadAll(contentDir{c.Content, true}, c.values(c.TwilioNumber))
	if err != nil {
		return err
	}
	up.say(len(found) == 0, "flows and content: %d problem(s); waymark lint lists them", len(found))
	_, cards, err := sources(c.Content)
	if err != nil {
		return err
	}
	lib, _ := content.Load(cards)
	today := now.Format(time.DateOnly)
	files, next, confirm := 0, "", 0
	for _, f := range lib.Files {
		if f.Front.ReviewBy == "" {
			continue
		}
		if c.All || f.Front.ReviewBy < today {
			up.say(f.Front.ReviewBy >= today, "%s: review by %s, reviewed by %q, %d fact(s) to confirm", f.Name, f.Front.ReviewBy, f.Front.Reviewed.By, len(f.Front.Confirm))
		}
		if next == "" || f.Front.ReviewBy < next {
			next = f.Front.ReviewBy
		}
		files++
		confirm += len(f.Front.Confirm)
	}
	up.note("words: %s, the first review is due by %s; facts to confirm before launch are named %d times (--all lists every file, and who reviewed it)", counted(files, "file"), next, confirm)
	return nil
}
