package sms

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"time"

	"waymark/bot"
	"waymark/channels/sms/twiliotest"
)

func TestTheFallbackGoesOutWhen(t *testing.T) {
	short := func(c *Config) { c.Deadline = time.Millisecond }
	for name, c := range map[string]struct {
		reply  func(context.Context, bot.Message) bot.Reply
		change func(*Config)
	}{
		"the bot panics":              {func(_ context.Context, m bot.Message) bot.Reply { panic(m.Text) }, func(*Config) {}},
		"the bot aborts":              {func(context.Context, bot.Message) bot.Reply { panic(http.ErrAbortHandler) }, func(*Config) {}},
		"the bot says nothing":        {func(context.Context, bot.Message) bot.Reply { return bot.Reply{} }, func(*Config) {}},
		"the bot says what cannot be": {func(context.Context, bot.Message) bot.Reply { return bot.Reply{Plain: "\x00\xff"} }, func(*Config) {}},
		"the bot gives up in time": {func(ctx context.Context, _ bot.Message) bot.Reply {
			<-ctx.Done()
			return bot.Reply{}
		}, short},
	} {
		t.Run(name, func(t *testing.T) {
			channel, twilio := open(t, &scripted{reply: c.reply}, c.change)
			hook := twiliotest.Webhook{From: aPhone, Body: "hi", MessageSid: twiliotest.NewMessageSid()}
			for range 2 {
				want(t, twilio.Post(hook).Messages, fallbackText(t))
			}
			if tally := channel.Tally(); tally[Failed] != 1 || tally[Duplicate] != 1 {
				t.Errorf("the tally is %v, want one failed and one duplicate", tally)
			}
		})
	}
	t.Run("the channel does not run in time", func(t *testing.T) {
		config := settings()
		config.Deadline = time.Millisecond
		c, err := New(config)
		if err != nil {
			t.Fatal(err)
		}
		server := httptest.NewServer(c)
		defer server.Close()
		want(t, twiliotest.New(t, server.URL, testPublic, testToken, ourNumber).Send(aPhone, "hi"), fallbackText(t))
	})
	t.Run("an earlier message of the sender hangs, or a duplicate's first", func(t *testing.T) {
		arrived, let := make(chan bool), make(chan bool)
		replier := &scripted{reply: func(_ context.Context, m bot.Message) bot.Reply {
			if m.Text == "hangs" {
				arrived <- true
				<-let
			}
			return bot.Reply{Plain: "reply"}
		}}
		_, twilio := open(t, replier, short)
		hangs := twiliotest.Webhook{From: aPhone, Body: "hangs", MessageSid: twiliotest.NewMessageSid()}
		first := make(chan []twiliotest.Answer, 1)
		go func() { first <- twilio.SendAll([]twiliotest.Webhook{hangs}) }()
		select {
		case <-arrived:
		case a := <-first:
			t.Fatalf("the first was answered %+v without the bot", a)
		}
		want(t, twilio.Send(aPhone, "behind it"), fallbackText(t))
		want(t, twilio.Post(hangs).Messages, fallbackText(t))
		want(t, twilio.Send("+447700900124", "somebody else"), "reply")
		close(let)
		want(t, (<-first)[0].Messages, fallbackText(t)) // as its duplicate got
	})
}

func TestAMessageThatComesBeforeTheChannelRunsIsAnswered(t *testing.T) {
	c, err := New(settings())
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(c)
	defer server.Close()
	answers := make(chan []twiliotest.Answer, 1)
	twilio := twiliotest.New(t, server.URL, testPublic, testToken, ourNumber)
	go func() {
		answers <- twilio.SendAll([]twiliotest.Webhook{{From: aPhone, Body: "hi"}})
	}()
	for spins := 0; c.answers.len() == 0; spins++ { // it has arrived
		if spins > 100_000 {
			t.Fatal("the message did not arrive")
		}
		time.Sleep(10 * time.Microsecond)
	}
	run(t, c, says("reply"))
	want(t, (<-answers)[0].Messages, "reply")
}

func TestTwilioHangingUpDoesNotStopTheReply(t *testing.T) {
	replier := &scripted{reply: func(ctx context.Context, _ bot.Message) bot.Reply {
		if ctx.Err() != nil {
			return bot.Reply{}
		}
		return bot.Reply{Plain: "reply"}
	}}
	c, err := New(settings())
	if err != nil {
		t.Fatal(err)
	}
	run(t, c, replier)
	gone, hangUp := context.WithCancel(t.Context())
	hangUp()
	s := typical(1, []string{"1"})[0]
	w := httptest.NewRecorder()
	c.ServeHTTP(w, s.request().WithContext(gone))
	want(t, messagesOf(t, w.Body.String()), "reply")
}

func TestMessagesOfOneSenderAreGivenInTurn(t *testing.T) {
	var mu sync.Mutex
	inside, most := map[bot.Sender]int{}, 0
	replier := &scripted{reply: func(_ context.Context, m bot.Message) bot.Reply {
		mu.Lock()
		inside[m.Sender]++
		most = max(most, inside[m.Sender])
		mu.Unlock()
		time.Sleep(time.Microsecond)
		mu.Lock()
		inside[m.Sender]--
		mu.Unlock()
		return bot.Reply{Plain: "reply", Urgent: true}
	}}
	_, twilio := open(t, replier)
	var hooks []twiliotest.Webhook
	for i := range 60 {
		hooks = append(hooks, twiliotest.Webhook{From: fmt.Sprintf("+44770090012%d", i%3), Body: fmt.Sprint(i)})
	}
	for _, a := range twilio.SendAll(hooks) {
		want(t, a.Messages, "reply")
	}
	if most != 1 {
		t.Errorf("%d messages of one sender were with the bot at once", most)
	}
}
