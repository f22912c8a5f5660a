package telegram_test

import (
	"context"
	"strconv"
	"testing"

	"waymark/bot"
	"waymark/bot/counter"
	"waymark/channels/telegram"
	"waymark/channels/telegram/telegramtest"
)

// leaving is a parrot that is told who left.
type leaving struct {
	*parrot
	left chan bot.Sender
}

func (l leaving) Left(_ context.Context, who bot.Sender) { l.left <- who }

func TestTheBotIsToldOfWhoBlockedItAndOfNobodyElse(t *testing.T) {
	told := leaving{newParrot(echo), make(chan bot.Sender, 10)}
	r := polling(t, told)
	r.FailNext("sendMessage", telegramtest.Fault{Code: 403, Description: "Forbidden: bot was blocked by the user", Chat: ada})
	r.FailNext("sendMessage", telegramtest.Fault{Code: 400, Description: "Bad Request", Chat: bob})
	r.Say(ada, "hello")
	r.Say(bob, "hello")
	r.WaitReply(bob)
	r.WaitFaults()
	r.notes.waitEvent(t, telegram.Blocked)
	r.WaitConfirmed()
	if n := len(told.left); n != 1 {
		t.Fatalf("the bot was told %d times, want once", n)
	}
	if who := <-told.left; who != bot.NewSender(counter.Telegram, strconv.Itoa(ada)) {
		t.Error("it was told of somebody else")
	}
}
