package terminal_test

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"waymark/bot/bottest"
	"waymark/channels"
	"waymark/channels/terminal"
)

// Every conversation of testdata goes as it is written there, word for word.
func TestConversations(t *testing.T) {
	files, err := filepath.Glob("../../testdata/conversations/*.txt")
	if err != nil || len(files) == 0 {
		t.Fatalf("no conversations found: %v", err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txt"), func(t *testing.T) {
			src, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			script, err := terminal.ReadTranscript(string(src))
			if err != nil {
				t.Fatal(err)
			}
			diff, err := terminal.Replay(context.Background(), script, func() (channels.Replier, error) {
				book := bottest.Book(t, nil)
				if script.Locale != "" { // which nobody has reviewed yet, and nobody is served unless the operator says so
					book = bottest.Drafts(t)
				}
				return bottest.With(t, book, bottest.Listener(t)).Setting(script.At, script.NoPlaces), nil
			})
			if err != nil {
				t.Fatal(err)
			}
			if diff != nil {
				t.Fatalf("it goes another way; if that is right, waymark replay --write keeps it.\n%s", diff)
			}
		})
	}
}

func TestReplayFindsTheFirstDifference(t *testing.T) {
	script, err := terminal.ReadTranscript("> menu\n< not what comes\n")
	if err != nil {
		t.Fatal(err)
	}
	diff, err := terminal.Replay(context.Background(), script, func() (channels.Replier, error) { return bottest.New(t), nil })
	if err != nil || diff == nil || diff.Line != 1 || !strings.Contains(diff.String(), "- < not what comes") {
		t.Fatalf("diff = %v, err = %v", diff, err)
	}
}

func TestBrokenTranscripts(t *testing.T) {
	for name, c := range map[string]struct{ src, want string }{
		"reply first":     {"< hello\n", "line 1: a reply before anything was typed"},
		"neither":         {"> a\nhello\n", "line 2: a line begins with >, < or #, or is empty"},
		"unknown channel": {"# channel: post\n> a\n", `line 1: unknown channel "post": it is telegram or sms`},
		"nothing typed":   {"# only a comment\n", "line 1: nothing is typed in this transcript"},
	} {
		t.Run(name, func(t *testing.T) {
			if _, err := terminal.ReadTranscript(c.src); err == nil || err.Error() != c.want {
				t.Fatalf("err = %v, want %s", err, c.want)
			}
		})
	}
}
