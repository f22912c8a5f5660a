package main

import (
	"context"
	"fmt"
	"os"
	"sync"
	"time"

	"waymark/bot"
	"waymark/bot/intent"
	"waymark/channels"
	"waymark/channels/terminal"
	"waymark/content"
	"waymark/flows"
)

type replayCmd struct {
	contentDir
	operator
	Files []string `arg:"" name:"file" help:"Transcripts to replay." type:"path"`
	Write bool     `help:"Write the replies that came into the files, for reading and keeping."`
}

// Run replays every file and says of each whether it went the same way.
func (c *replayCmd) Run(ctx context.Context, std stdio) error {
	book, listener, err := ready(c.contentDir, c.values(""))
	if err != nil {
		return err
	}
	ground, err := exampleGround()
	if err != nil {
		return err
	}
	// A conversation in another language is replayed with its words, whether or not anybody has reviewed them.
	drafts := sync.OnceValues(func() (*flows.Book, error) {
		book, _, err := ready(contentDir{c.Content, true}, c.values(""))
		return book, err
	})
	failed := false
	for _, name := range c.Files {
		same, err := c.replay(ctx, name, func(locale string) (*flows.Book, error) {
			if locale == "" || locale == content.DefaultLocale {
				return book, nil
			}
			return drafts()
		}, listener, ground, std)
		if err != nil {
			fmt.Fprintf(std.err, "%s: %v\n", name, err)
		}
		failed = failed || !same
	}
	if failed {
		return errFound
	}
	return nil
}

func (c *replayCmd) replay(ctx context.Context, name string, bookIn func(locale string) (*flows.Book, error), listener *intent.Listener, ground *bot.Ground, std stdio) (bool, error) {
	src, err := os.ReadFile(name)
	if err != nil {
		return false, fmt.Errorf("cannot be read")
	}
	t, err := terminal.ReadTranscript(string(src))
	if err != nil {
		return false, err
	}
	if t.NoPlaces {
		ground = nil
	}
	book, err := bookIn(t.Locale)
	if err != nil {
		return false, err
	}
	fresh := func() (channels.Replier, error) {
		return localBot(book, listener, clockFrom(t.At), ground)
	}
	if c.Write {
		out, err := terminal.Rewrite(ctx, string(src), fresh)
		if err != nil || out == string(src) {
			return err == nil, err
		}
		return true, os.WriteFile(name, []byte(out), 0o644)
	}
	diff, err := terminal.Replay(ctx, t, fresh)
	if err != nil {
		return false, err
	}
	if diff != nil {
		fmt.Fprintf(std.out, "%s: differs at %s", name, diff)
		return false, nil
	}
	fmt.Fprintf(std.out, "%s: same, %d turns\n", name, len(t.Turns))
	return true, nil
}

// clockFrom is a clock that shows a time now and goes on from there.
func clockFrom(at time.Time) func() time.Time {
	if at.IsZero() {
		return time.Now
	}
	began := time.Now()
	return func() time.Time { return at.Add(time.Since(began)) }
}
