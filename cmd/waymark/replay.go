package main

import (
	"context"
	"fmt"
	"os"
	"time"

	"waymark/channels"
	"waymark/channels/terminal"
)

type replayCmd struct {
	contentDir
	operator
	Files []string `arg:"" name:"file" help:"Transcripts to replay." type:"path"`
	Write bool     `help:"Write the replies that came into the files, for reading and keeping."`
}

// Run replays every file and says of each whether it went the same way.
func (c *replayCmd) Run(ctx context.Context, std stdio) error {
	book, listener, err := ready(c.Content, c.values(""))
	if err != nil {
		return err
	}
	fresh := func() (channels.Replier, error) { return localBot(book, listener, time.Now) }
	failed := false
	for _, name := range c.Files {
		same, err := c.replay(ctx, name, fresh, std)
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

func (c *replayCmd) replay(ctx context.Context, name string, fresh func() (channels.Replier, error), std stdio) (bool, error) {
	src, err := os.ReadFile(name)
	if err != nil {
		return false, fmt.Errorf("cannot be read")
	}
	if c.Write {
		out, err := terminal.Rewrite(ctx, string(src), fresh)
		if err != nil || out == string(src) {
			return err == nil, err
		}
		return true, os.WriteFile(name, []byte(out), 0o644)
	}
	t, err := terminal.ReadTranscript(string(src))
	if err != nil {
		return false, err
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
