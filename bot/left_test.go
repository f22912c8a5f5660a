package bot_test

import (
	"context"
	"testing"
	"time"

	"waymark/bot"
	"waymark/bot/bottest"
	"waymark/bot/counter"
	"waymark/content"
)

func TestWhoeverLeavesIsForgottenAlsoAcrossMidnight(t *testing.T) {
	for name, pause := range map[string]time.Duration{"at once": 0, "when the key has changed since": time.Hour} {
		t.Run(name, func(t *testing.T) {
			parts := bottest.New(t)
			ctx := context.Background()
			say := func(who bot.Sender) {
				parts.Reply(ctx, bot.Message{Sender: who, Channel: counter.Telegram, Form: content.Buttons, Text: "hes not breathing"})
			}
			leaver, stayer := bot.NewSender(counter.Telegram, "7000123"), bot.NewSender(counter.Telegram, "7000124")
			parts.Clock.Move(23*time.Hour + 30*time.Minute) // half an hour before the key changes
			say(leaver)
			say(stayer)
			parts.Clock.Move(pause)
			parts.Left(ctx, leaver)
			if n := parts.Sessions.Len(); n != 1 {
				t.Errorf("%d sessions are left, want the other one's", n)
			}
		})
	}
}
