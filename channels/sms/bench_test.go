package sms

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"testing"
	"time"

	"github.com/twilio/twilio-go/client"

	"waymark/bot"
	"waymark/bot/bottest"
	"waymark/channels/sms/twiliotest"
)

// checkOnly is the least that a safe webhook can be: the same signature check, and a constant.
func checkOnly() http.Handler {
	validator := client.NewRequestValidator(testToken)
	const twiml = `<?xml version="1.0" encoding="UTF-8"?><Response><Message>ok</Message></Response>`
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, MaxBody))
		if err != nil || !validator.ValidateBody(testPublic+r.URL.RequestURI(), body, r.Header.Get("X-Twilio-Signature")) {
			http.Error(w, "Forbidden", http.StatusForbidden)
			return
		}
		w.Header().Set("Content-Type", "text/xml; charset=utf-8")
		io.WriteString(w, twiml)
	})
}

// signed is one request's body and signature, made beforehand.
type signed struct{ body, signature string }

func (s signed) request() *http.Request {
	return &http.Request{
		Method: http.MethodPost, URL: &url.URL{Path: Path}, Body: io.NopCloser(bytes.NewReader([]byte(s.body))),
		Header: http.Header{"Content-Type": {"application/x-www-form-urlencoded"}, "X-Twilio-Signature": {s.signature}},
	}
}

// typical are requests with all the fields Twilio sends, each another message, of 1,000 senders.
func typical(n int, texts []string) []signed {
	all := make([]signed, n)
	for i := range all {
		sid := fmt.Sprintf("SM%032x", i)
		form := url.Values{
			"ToCountry": {"GB"}, "ToState": {""}, "ToCity": {""}, "ToZip": {""}, "FromCountry": {"GB"}, "FromState": {""}, "FromCity": {""}, "FromZip": {""},
			"SmsMessageSid": {sid}, "SmsSid": {sid}, "MessageSid": {sid}, "SmsStatus": {"received"}, "NumSegments": {"1"}, "ApiVersion": {"2010-04-01"},
			"AccountSid": {"AC00000000000000000000000000000000"}, "NumMedia": {"0"},
			"From": {fmt.Sprintf("+447700900%03d", i%1000)}, "To": {ourNumber}, "Body": {texts[i%len(texts)]},
		}
		all[i] = signed{form.Encode(), twiliotest.Sign(testToken, testPublic+Path, form)}
	}
	return all
}

// discard is a ResponseWriter that notes the status.
type discard struct {
	header http.Header
	status int
}

func (d *discard) Header() http.Header         { return d.header }
func (d *discard) Write(p []byte) (int, error) { return len(p), nil }
func (d *discard) WriteHeader(status int)      { d.status = status }

// BenchmarkHandlerAgainstCheckOnly reports the channel's throughput as a part of checkOnly's: with a bot that answers at
// once, with the real bot and choices, and with the real bot and a mix of choices and free texts.
func BenchmarkHandlerAgainstCheckOnly(b *testing.B) {
	mixed := []string{"1", "hes gone over n his lips r blue", "menu", "how do i inject safely", "2"}
	b.Run("constant bot", func(b *testing.B) { againstCheckOnly(b, constantBot(), mixed) })
	b.Run("real bot, choices", func(b *testing.B) { againstCheckOnly(b, realBot(b), []string{"1", "2", "1", "menu"}) })
	b.Run("real bot, mixed", func(b *testing.B) { againstCheckOnly(b, realBot(b), mixed) })
}

func constantBot() *counting {
	cards := []string{
		"Call 999 now, on speaker. Say they are not waking. Shout their name, shake their shoulders.\n1 I'm calling\n2 I can't call\n3 They wake or talk",
		"What do you need?\n1 Someone's gone over\n2 Bad reaction\n3 Using more safely\n4 A place near me\n5 I want to stop",
		"You can text in your own words, or MENU.\n0 Menu",
	}
	next := 0
	return &counting{reply: func(context.Context, bot.Message) bot.Reply { next++; return bot.Reply{Plain: cards[next%len(cards)]} }}
}

// realBot stands on a clock that moves, because a sender who writes too fast is not answered.
func realBot(b *testing.B) *counting {
	parts := bottest.New(b)
	return &counting{reply: func(ctx context.Context, m bot.Message) bot.Reply {
		parts.Clock.Move(time.Second)
		return parts.Reply(ctx, m)
	}}
}

// againstCheckOnly serves batches of the same requests by the channel and by checkOnly, in turns.
func againstCheckOnly(b *testing.B, replier *counting, texts []string) {
	const batch = 20
	requests := typical(250*batch, texts)
	fresh := func() *Channel {
		c, err := New(Config{AuthTokens: []string{testToken}, Number: ourNumber, PublicURL: testPublic, MaxSegmentsPerHour: 1 << 40})
		if err != nil {
			b.Fatal(err)
		}
		ctx, cancel := context.WithCancel(context.Background())
		cancel()
		if err := c.Run(ctx, replier); err != nil {
			b.Fatal(err)
		}
		return c
	}
	serve := func(h http.Handler, all []signed) time.Duration {
		prepared := make([]*http.Request, len(all))
		for i, s := range all {
			prepared[i] = s.request()
		}
		w := &discard{header: http.Header{}}
		begun := time.Now()
		for _, r := range prepared {
			h.ServeHTTP(w, r)
		}
		took := time.Since(begun)
		if w.status != 0 {
			b.Fatalf("status %d", w.status)
		}
		return took
	}
	bare, channel := checkOnly(), fresh()
	var ours, theirs []time.Duration
	served, at := 0, 0
	for b.Loop() {
		if at+batch > len(requests) { // all were answered once: a channel that knows none of them
			at, channel = 0, fresh()
		}
		all := requests[at : at+batch]
		at += batch
		if served += batch; served/batch%2 == 0 {
			ours = append(ours, serve(channel, all))
			theirs = append(theirs, serve(bare, all))
		} else {
			theirs = append(theirs, serve(bare, all))
			ours = append(ours, serve(channel, all))
		}
	}
	if replier.calls < served {
		b.Fatalf("the bot was asked %d times for %d messages", replier.calls, served)
	}
	// The middle batch, because other work on the machine makes some batches several times slower.
	slices.Sort(ours)
	slices.Sort(theirs)
	one, other := ours[len(ours)/2], theirs[len(theirs)/2]
	b.ReportMetric(float64(other)/float64(one), "of-check-only")
	b.ReportMetric(float64(one.Nanoseconds())/batch, "ns/message")
	b.ReportMetric(float64(other.Nanoseconds())/batch, "ns/check")
}

// counting answers at once and counts.
type counting struct {
	reply func(context.Context, bot.Message) bot.Reply
	calls int
}

func (c *counting) Reply(ctx context.Context, m bot.Message) bot.Reply {
	c.calls++
	return c.reply(ctx, m)
}
func (*counting) Sent(context.Context, bot.Sender, ...int64) {}

func BenchmarkRenderANewText(b *testing.B) {
	h := testHasher(b)
	for b.Loop() {
		if newRenderer(3, h).render("Call 999 now, on speaker. Say they are not waking.\n1 I'm calling\n2 I can't call", noon) == nil {
			b.Fatal("it was not rendered")
		}
	}
}
