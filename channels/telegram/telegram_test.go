package telegram_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"waymark/bot"
)

func TestAConversationByPolling(t *testing.T) { conversation(t, polling(t, newParrot(echo))) }
func TestAConversationByWebhook(t *testing.T) { conversation(t, hooked(t, newParrot(echo))) }

func conversation(t *testing.T, r *rig) {
	r.Say(ada, "hello")
	first := r.WaitReply(ada)
	if first.Text != "You wrote hello" {
		t.Errorf("the first reply is %q", first.Text)
	}
	if diff := cmp.Diff([]string{"Stay safer", "Find a place near you", "Menu", "Back"}, first.Labels()); diff != "" {
		t.Errorf("buttons (-want +got):\n%s", diff)
	}
	r.Press(ada, "Stay safer")
	second := r.WaitReply(ada)
	if second.ID != first.ID || second.Edited != 1 || second.Text != "You pressed v1:menu:start:safer" {
		t.Errorf("a press gave %+v, want the first message edited", second)
	}
	r.WaitPressesAnswered()
	if n := len(r.Chat(ada)); n != 2 {
		t.Errorf("the chat has %d messages, want the person's and one reply", n)
	}
	r.WaitConfirmed()
}

func TestUrgentRepliesToAPressAreNewMessages(t *testing.T) {
	r := polling(t, newParrot(func(m bot.Message) bot.Reply {
		reply := echo(m)
		reply.Urgent = m.Kind == bot.Press
		return reply
	}))
	r.Say(ada, "hello")
	first := r.WaitReply(ada)
	r.Press(ada, "Stay safer")
	second := r.WaitReply(ada)
	if second.ID == first.ID || second.Edited != 0 {
		t.Errorf("an urgent reply to a press is %+v, want a new message", second)
	}
	r.WaitPressesAnswered()
}
