package terminal_test

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"waymark/bot"
	"waymark/bot/bottest"
	"waymark/channels"
	"waymark/channels/terminal"
	"waymark/content"
	"waymark/flows"
)

// witness notes of which flow each reply was, over which form.
type witness struct {
	*bottest.Parts
	seen *[content.Forms]map[string]bool
}

func (w witness) Reply(ctx context.Context, m bot.Message) bot.Reply {
	r := w.Parts.Reply(ctx, m)
	for _, c := range r.Choices {
		if data := strings.Split(c.Data, ":"); len(data) == 4 { // v1:flow:state:event
			w.seen[m.Form][data[1]] = true
		}
	}
	return r
}

// Every flow, each substance among them, has a conversation that people can read, with buttons and as text messages. What an
// entry link opens has none: a transcript has no link, and bot/door_test.go opens every door over both forms.
func TestEveryFlowHasAConversationOnBothForms(t *testing.T) {
	var seen [content.Forms]map[string]bool
	for form := range seen {
		seen[form] = map[string]bool{"door": true}
	}
	files, _ := filepath.Glob("../../testdata/conversations/*.txt")
	for _, file := range files {
		src, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		script, err := terminal.ReadTranscript(string(src))
		if err != nil {
			t.Fatal(err)
		}
		if script.Locale != "" {
			continue
		}
		_, err = terminal.Replay(context.Background(), script, func() (channels.Replier, error) {
			return witness{bottest.New(t).Setting(script.At, script.NoPlaces), &seen}, nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	book, missed := bottest.Book(t, nil), map[string]bool{}
	for id := range book.Len() {
		of := book.State(flows.StateID(id)).Flow
		for form, name := range map[content.Form]string{content.Buttons: "with buttons", content.Numbered: "as text messages"} {
			if !seen[form][of] && !missed[of+name] {
				missed[of+name] = true
				t.Errorf("no conversation in testdata/conversations comes to flow %s %s", of, name)
			}
		}
	}
}
