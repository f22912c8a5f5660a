package telegram_test

import (
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"waymark/bot"
	"waymark/channels/telegram"
	"waymark/channels/telegram/telegramtest"
)

const (
	ada = 900000001
	bob = 900000002
)

// holdPauses makes pauses of d last until release is called.
func (n *notes) holdPauses(d time.Duration) (release func()) {
	held := make(chan struct{})
	n.mu.Lock()
	defer n.mu.Unlock()
	n.hold = func(got time.Duration) <-chan struct{} {
		if got == d {
			return held
		}
		return nil
	}
	return sync.OnceFunc(func() { close(held) })
}

func (n *notes) waitPause(t *testing.T, d time.Duration) {
	t.Helper()
	n.waitFor(t, "a pause of "+d.String(), func(_ []telegram.Event, pauses []time.Duration) bool {
		for _, got := range pauses {
			if got == d {
				return true
			}
		}
		return false
	})
}

func TestNothingIsConfirmedBeforeItIsAnswered(t *testing.T) {
	r := polling(t, newParrot(echo))
	release := r.notes.holdPauses(7 * time.Second)
	defer release()
	r.FailNext("sendMessage", telegramtest.Fault{Code: 429, RetryAfter: 7, Chat: ada})
	r.Say(ada, "first")
	r.notes.waitPause(t, 7*time.Second)
	r.Say(bob, "second")
	if got := r.WaitReply(bob); got.Text != "You wrote second" {
		t.Errorf("the other chat got %q", got.Text)
	}
	if n := r.Unconfirmed(); n != 2 {
		t.Errorf("%d updates would come again after a crash, want 2: the first is not answered, and the second lies behind it", n)
	}
	release()
	if got := r.WaitReply(ada); got.Text != "You wrote first" {
		t.Errorf("after the wait the chat got %q", got.Text)
	}
	r.WaitConfirmed()
}

func TestAChatThatHasToWaitGetsItsRepliesInOrder(t *testing.T) {
	r := polling(t, newParrot(echo))
	release := r.notes.holdPauses(7 * time.Second)
	r.FailNext("sendMessage", telegramtest.Fault{Code: 429, RetryAfter: 7, Chat: ada})
	r.Say(ada, "a")
	r.notes.waitPause(t, 7*time.Second)
	r.Say(ada, "b")
	r.Say(bob, "other")
	r.WaitReply(bob)
	r.Say(ada, "c")
	if n := r.Unread(ada); n != 0 {
		t.Errorf("%d messages reached a chat that was to wait", n)
	}
	release()
	for _, want := range []string{"You wrote a", "You wrote b", "You wrote c"} {
		if got := r.WaitReply(ada).Text; got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}

func TestWhatWasNotAnsweredIsAnsweredAfterARestart(t *testing.T) {
	first := newParrot(echo)
	r := polling(t, first)
	r.channel.StopWithin(10 * time.Millisecond)
	r.notes.holdPauses(7 * time.Second)
	r.FailNext("sendMessage", telegramtest.Fault{Code: 429, RetryAfter: 7})
	r.Say(ada, "are you there")
	r.notes.waitPause(t, 7*time.Second)
	r.stop()
	if n := r.Unconfirmed(); n != 1 {
		t.Fatalf("%d updates would come again, want the one that was not answered", n)
	}
	n := newNotes()
	start(t, r.Server, n, settings(r.Server, n), newParrot(echo))
	if got := r.WaitReply(ada).Text; got != "You wrote are you there" {
		t.Errorf("after the restart the chat got %q", got)
	}
	r.WaitConfirmed()
}

func TestTheLastAnswerIsConfirmedAtTheEnd(t *testing.T) {
	answering := make(chan struct{})
	r := polling(t, newParrot(func(m bot.Message) bot.Reply { close(answering); return echo(m) }))
	r.Say(ada, "hello")
	<-answering
	r.stop()
	if n := r.Unconfirmed(); n != 0 {
		t.Errorf("%d updates would come again after a clean stop", n)
	}
	calls := r.Calls("getUpdates")
	last := calls[len(calls)-1].Fields
	if last["timeout"] != float64(0) || last["offset"] != float64(2) {
		t.Errorf("the last call was getUpdates with %v, want a confirmation that does not wait", last)
	}
}

func TestARepeatedUpdateIsAnsweredOnce(t *testing.T) {
	for _, tt := range []struct {
		name   string
		before func(*rig)
	}{
		{"before it is confirmed", func(*rig) {}},
		{"after it was confirmed", func(r *rig) { r.WaitConfirmed() }},
	} {
		t.Run(tt.name, func(t *testing.T) {
			p := newParrot(echo)
			r := polling(t, p)
			r.Say(ada, "hello")
			r.WaitReply(ada)
			tt.before(r)
			r.Repeat()
			r.Say(ada, "more")
			if got := r.WaitReply(ada).Text; got != "You wrote more" {
				t.Errorf("the reply after a repetition is %q", got)
			}
			r.WaitConfirmed()
			if diff := cmp.Diff([]string{"hello", "more"}, p.texts()); diff != "" {
				t.Errorf("what the bot was asked (-want +got):\n%s", diff)
			}
		})
	}
}

func TestUpdatesOutOfOrderAreAllAnswered(t *testing.T) {
	s, n := telegramtest.New(t), newNotes()
	for _, id := range []int64{30, 10, 20} {
		s.NumberFrom(id)
		s.Say(ada+id, fmt.Sprint(id))
	}
	start(t, s, n, settings(s, n), newParrot(echo))
	for _, id := range []int64{10, 20, 30} {
		if got := s.WaitReply(ada + id).Text; got != fmt.Sprintf("You wrote %d", id) {
			t.Errorf("update %d was answered with %q", id, got)
		}
	}
	s.WaitConfirmed()
}

func TestNumbersMayStartAgain(t *testing.T) {
	r := polling(t, newParrot(echo))
	for i, from := range []int64{1_000_000, 5, 5, 6, 900} {
		r.NumberFrom(from)
		words := fmt.Sprintf("message %d", i)
		r.Say(ada, words)
		if got := r.WaitReply(ada).Text; got != "You wrote "+words {
			t.Errorf("update %d was answered with %q, want the answer to %q", from, got, words)
		}
		r.WaitConfirmed()
	}
}

func TestAPoisonedUpdateDoesNotKeepOthersFromBeingAnswered(t *testing.T) {
	deep := strings.Repeat("[", 100_000) + strings.Repeat("]", 100_000)
	for _, tt := range []struct{ name, poison string }{
		{"a hundred thousand brackets", `{"update_id":2,"message":{"message_id":1,"chat":{"id":1,"type":"private"},"text":` + deep + `}}`},
		{"wrong types", `{"update_id":2,"message":"hello"}`},
		{"a field twice", `{"update_id":2,"message":{"message_id":1,"chat":{"id":1,"id":2,"type":"private"},"text":"hi"}}`},
		{"an edit", `{"update_id":2,"edited_message":{"message_id":1,"chat":{"id":1,"type":"private"},"text":"hi"}}`},
		{"a channel post", `{"update_id":2,"channel_post":{"message_id":1,"chat":{"id":-1,"type":"channel"},"text":"hi"}}`},
		{"an unknown kind", `{"update_id":2,"hologram":{"text":"hi"}}`},
		{"no number, before one that has", `{"message":{"message_id":1,"chat":{"id":1,"type":"private"},"text":"hi"}}`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s, n, p := telegramtest.New(t), newNotes(), newParrot(echo)
			s.Say(ada, "before")
			s.Raw(2, tt.poison)
			s.NumberFrom(3)
			s.Say(ada, "after")
			start(t, s, n, settings(s, n), p)
			s.WaitReply(ada)
			if got := s.WaitReply(ada).Text; got != "You wrote after" {
				t.Errorf("the message after it was answered with %q", got)
			}
			s.WaitConfirmed()
			n.waitEvent(t, telegram.Ignored)
			if diff := cmp.Diff([]string{"before", "after"}, p.texts()); diff != "" {
				t.Errorf("what the bot was asked (-want +got):\n%s", diff)
			}
		})
	}
}

func TestAPanicIsOverWithItsMessage(t *testing.T) {
	r := polling(t, newParrot(func(m bot.Message) bot.Reply {
		if m.Text == "boom" {
			panic("a message with words in it")
		}
		return echo(m)
	}))
	r.Say(ada, "boom")
	r.Say(ada, "still there?")
	if got := r.WaitReply(ada).Text; got != "You wrote still there?" {
		t.Errorf("after a panic the chat got %q", got)
	}
	r.WaitConfirmed()
	r.notes.waitEvent(t, telegram.Panicked)
}

func TestDifferentChatsAreAnsweredAtTheSameTime(t *testing.T) {
	bobIsHere := make(chan struct{})
	r := polling(t, newParrot(func(m bot.Message) bot.Reply {
		if m.Text == "bob" {
			close(bobIsHere)
		} else {
			<-bobIsHere
		}
		return echo(m)
	}))
	r.Say(ada, "ada")
	r.Say(bob, "bob")
	r.WaitReply(ada)
	r.WaitReply(bob)
}

func TestOneChatsMessagesAreHandledInOrder(t *testing.T) {
	var mu sync.Mutex
	got := map[bot.Sender][]string{}
	r := polling(t, newParrot(func(m bot.Message) bot.Reply {
		mu.Lock()
		defer mu.Unlock()
		got[m.Sender] = append(got[m.Sender], m.Text)
		return echo(m)
	}))
	var want []string
	for i := range 40 {
		words := fmt.Sprintf("word %d", i)
		want = append(want, words)
		for chat := range int64(5) {
			r.Say(ada+chat, words)
		}
	}
	r.WaitConfirmed()
	mu.Lock()
	defer mu.Unlock()
	if len(got) != 5 {
		t.Errorf("%d senders, want 5", len(got))
	}
	for _, words := range got {
		if diff := cmp.Diff(want, words); diff != "" {
			t.Errorf("one chat's messages (-want +got):\n%s", diff)
		}
	}
}

// TestAFloodHoldsNobodyElseUp: one chat that Telegram makes wait keeps sending. Its newest messages
// count, and others are answered meanwhile, however far behind they stand in Telegram's own queue.
func TestAFloodHoldsNobodyElseUp(t *testing.T) {
	r := polling(t, newParrot(echo))
	release := r.notes.holdPauses(7 * time.Second)
	r.FailNext("sendMessage", telegramtest.Fault{Code: 429, RetryAfter: 7, Chat: ada})
	r.Say(ada, "flood 0")
	r.notes.waitPause(t, 7*time.Second)
	for i := range 500 {
		r.Say(ada, fmt.Sprintf("flood %d", i+1))
	}
	r.Say(bob, "hello")
	if got := r.WaitReply(bob).Text; got != "You wrote hello" {
		t.Errorf("the other chat got %q", got)
	}
	r.notes.waitEvent(t, telegram.Overrun)
	release()
	var last string
	for range 65 {
		last = r.WaitReply(ada).Text
	}
	if last != "You wrote flood 500" {
		t.Errorf("the last of the flood's 65 replies is %q", last)
	}
	r.WaitConfirmed()
	if n := r.Unread(ada); n != 0 {
		t.Errorf("%d more replies, want none: what had to make way is not answered", n)
	}
}

func TestAFullWindowDoesNotHideOthers(t *testing.T) {
	r := polling(t, newParrot(echo))
	release := r.notes.holdPauses(7 * time.Second)
	defer release()
	for chat := range int64(4) {
		r.FailNext("sendMessage", telegramtest.Fault{Code: 429, RetryAfter: 7, Chat: ada + 10 + chat})
		for i := range 40 {
			r.Say(ada+10+chat, fmt.Sprint(i))
		}
	}
	r.Say(bob, "hello")
	if got := r.WaitReply(bob).Text; got != "You wrote hello" {
		t.Errorf("the other chat got %q", got)
	}
	release()
	for chat := range int64(4) {
		for i := range 40 {
			if got := r.WaitReply(ada + 10 + chat).Text; got != fmt.Sprintf("You wrote %d", i) {
				t.Fatalf("reply %d is %q", i, got)
			}
		}
	}
	r.WaitConfirmed()
}
