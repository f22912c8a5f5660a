package telegram_test

import (
	"context"
	"testing"

	"waymark/channels/telegram"
	"waymark/channels/telegram/telegramtest"
)

// The program is told to stop while it takes in as many updates as Telegram shows at once. What it does not
// answer any more it must leave to the next start.
func TestAStopInTheMiddleOfAFullBatchLosesNothing(t *testing.T) {
	s, n := telegramtest.New(t), newNotes()
	const first, many = 501, 99
	s.NumberFrom(first)
	s.Update(ada, map[string]any{"poll": map[string]any{"id": "1"}}) // passed over in the middle of taking in: here the stop comes
	for chat := range int64(many) {
		s.Say(bob+chat, "hello")
	}
	ctx, stop := context.WithCancel(context.Background())
	defer stop()
	cfg := settings(s, n)
	cfg.Events = func(e telegram.Event) {
		if e == telegram.Ignored {
			stop()
		}
	}
	channel, err := telegram.New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	if err := channel.Run(ctx, newParrot(echo)); err != nil {
		t.Fatal(err)
	}
	unanswered := 0
	for chat := range int64(many) {
		if s.Unread(bob+chat) == 0 {
			unanswered++
		}
	}
	// Telegram forgets all below a mark, so some that were answered may be left too, and are answered twice.
	if left := s.Unconfirmed(); left < unanswered {
		t.Errorf("%d were not answered and %d are left: %d are lost", unanswered, left, unanswered-left)
	}
	if unanswered == 0 {
		t.Error("everything was answered: the stop came too late to show anything")
	}
}
