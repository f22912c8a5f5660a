// The conformance suite: what every channel must pass. It holds the conversations of
// testdata/conversations over each channel, against servers that stand in for Telegram and Twilio and
// fail on any call they do not know, and expects the words that the bot itself gives.
package channels_test

import (
	"bytes"
	"context"
	"fmt"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"waymark/bot"
	"waymark/bot/bottest"
	"waymark/bot/counter"
	"waymark/bot/intent"
	"waymark/channels"
	"waymark/channels/sms"
	"waymark/channels/sms/twiliotest"
	"waymark/channels/telegram"
	"waymark/channels/telegram/telegramtest"
	"waymark/channels/terminal"
	"waymark/content"
	"waymark/flows"
)

const (
	token     = "0123456789abcdef0123456789abcdef"
	number    = "+447700900999"
	publicURL = "https://waymark.example"
)

// world is what all conversations share, because it never changes.
type world struct {
	book     *flows.Book
	listener *intent.Listener
	script   terminal.Transcript // where it is held
}

// bot is a bot that remembers nothing.
func (w world) bot(t *testing.T) *bottest.Parts {
	return bottest.With(t, w.book, w.listener).Setting(w.script.At, w.script.NoPlaces)
}

// road is one person at one end of a channel.
type road interface {
	// say sends what was typed, or presses the button it names, and gives what comes back, without the keys
	// of choices.
	say(t *testing.T, typed string) string
	// restart replaces the bot by one that remembers nothing.
	restart(t *testing.T)
}

func TestConversationsOverEveryChannel(t *testing.T) {
	book, listener := bottest.Book(t, nil), bottest.Listener(t)
	roads := map[string]func(*testing.T, world) (content.Form, road){
		"terminal": terminalRoad, "telegram poll": pollRoad, "telegram webhook": webhookRoad, "sms": smsRoad,
	}
	for _, file := range conversations(t) {
		src, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		script, err := terminal.ReadTranscript(string(src))
		if err != nil {
			t.Fatalf("%s: %v", file, err)
		}
		w := world{book, listener, script}
		for name, open := range roads {
			t.Run(strings.TrimSuffix(filepath.Base(file), ".txt")+"/"+name, func(t *testing.T) {
				t.Parallel()
				form, r := open(t, w)
				ref := newReference(t, w, form)
				ref.rings = strings.HasPrefix(name, "telegram")
				for _, turn := range script.Turns {
					if turn.Restart {
						r.restart(t)
						seen := ref.choices // buttons stay on the screen
						ref = newReference(t, w, form)
						ref.rings = strings.HasPrefix(name, "telegram")
						if name != "terminal" { // a new terminal has a new screen
							ref.choices = seen
						}
					}
					want := ref.say(turn.Typed)
					if got := r.say(t, turn.Typed); got != want {
						t.Fatalf("line %d, > %s\ngot:\n%s\nwant:\n%s", turn.Line, turn.Typed, got, want)
					}
				}
			})
		}
	}
}

func conversations(t *testing.T) []string {
	t.Helper()
	files, err := filepath.Glob("../testdata/conversations/*.txt")
	if err != nil || len(files) == 0 {
		t.Fatalf("no conversations found: %v", err)
	}
	return files
}

// reference asks the bot itself, without a channel.
type reference struct {
	bot     *bottest.Parts
	form    content.Form
	who     bot.Sender
	choices []bot.Choice
	rings   bool // the channel has a button for a number to ring
}

func newReference(t *testing.T, w world, form content.Form) *reference {
	return &reference{bot: w.bot(t), form: form, who: bot.NewSender(counter.Terminal, "reference")}
}

func (r *reference) say(typed string) string {
	reply := r.bot.Reply(context.Background(), terminal.ToMessage(r.who, r.form, "", r.choices, typed))
	r.choices = reply.Choices
	if r.form == content.Numbered {
		return reply.Plain
	}
	var labels []string
	for _, c := range reply.Choices {
		labels = append(labels, c.Label)
	}
	if r.rings && reply.Ring.Digits != "" {
		labels = append(labels, reply.Ring.Label)
	}
	return shown(reply.Text, labels)
}

// shown puts a screen's reply in one string: the words, then the buttons in order of their labels,
// because a channel may lay them out in rows of its own.
func shown(text string, labels []string) string {
	labels = slices.Clone(labels)
	slices.Sort(labels)
	return text + "\n[" + strings.Join(labels, "] [") + "]"
}

// keyboard is the terminal, piped.
type keyboard struct {
	w     world
	bot   *bottest.Parts
	typed []string
}

func terminalRoad(t *testing.T, w world) (content.Form, road) {
	return content.Buttons, &keyboard{w: w, bot: w.bot(t)}
}

func (k *keyboard) restart(t *testing.T) {
	k.bot = k.w.bot(t)
	k.typed = nil
}

// say pipes the whole conversation so far through a fresh terminal and takes the last reply: the terminal
// reads until its input ends.
func (k *keyboard) say(t *testing.T, typed string) string {
	k.bot = k.w.bot(t)
	return k.typedTo(t, k.bot, typed)
}

func (k *keyboard) typedTo(t *testing.T, to channels.Replier, typed string) string {
	k.typed = append(k.typed, typed)
	var out bytes.Buffer
	term := terminal.New(terminal.Config{In: strings.NewReader(strings.Join(k.typed, "\n") + "\n"), Out: &out, Form: content.Buttons})
	if err := term.Run(context.Background(), to); err != nil {
		t.Fatal(err)
	}
	turns := strings.Split(strings.TrimSuffix(out.String(), "\n\n"), "\n\n")
	last, _ := strings.CutPrefix(turns[len(turns)-1], "> "+typed+"\n")
	var words, labels []string
	for _, l := range strings.Split(last, "\n") {
		l = strings.TrimPrefix(strings.TrimPrefix(l, "<"), " ")
		if _, label, ok := strings.Cut(l, "] "); ok && strings.HasPrefix(l, "[") {
			labels = append(labels, label)
			continue
		}
		words = append(words, l)
	}
	return shown(strings.Join(words, "\n"), labels)
}

// phone is a person on Telegram.
type phone struct {
	w      world
	server *telegramtest.Server
	swap   *swap
	labels map[string]string // what may be typed for a button, by key
}

const chat = 7_000_123

// swap is a replier that a test can replace, as a restart does.
type swap struct{ now atomic.Pointer[bottest.Parts] }

func newSwap(t *testing.T, w world) *swap {
	s := &swap{}
	s.fresh(t, w)
	return s
}

func (s *swap) fresh(t *testing.T, w world) { s.now.Store(w.bot(t)) }

func (s *swap) Reply(ctx context.Context, m bot.Message) bot.Reply { return s.now.Load().Reply(ctx, m) }

func (s *swap) Sent(ctx context.Context, to bot.Sender, refs ...int64) {
	s.now.Load().Sent(ctx, to, refs...)
}

func pollRoad(t *testing.T, w world) (content.Form, road) {
	return telegramRoad(t, w, telegram.Poll)
}

func webhookRoad(t *testing.T, w world) (content.Form, road) {
	return telegramRoad(t, w, telegram.Webhook)
}

func telegramRoad(t *testing.T, w world, mode telegram.Mode) (content.Form, road) {
	server := telegramtest.New(t)
	p := &phone{w: w, server: server, swap: newSwap(t, w)}
	cfg := telegram.Config{Token: server.Token(), APIBase: server.URL(), Mode: mode, Transport: telegramtest.Transport()}
	var front *httptest.Server
	if mode == telegram.Webhook {
		front = httptest.NewUnstartedServer(nil)
		front.Start()
		t.Cleanup(front.Close)
		cfg.Secret, cfg.PublicURL = "a-long-random-secret", front.URL
	}
	channel, err := telegram.New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	if front != nil {
		front.Config.Handler = channel.Handler(p.swap)
	}
	run(t, channel, p.swap)
	if front != nil {
		server.WaitWebhook()
	}
	return content.Buttons, p
}

// run runs a channel until the test ends.
func run(t *testing.T, c channels.Channel, replier channels.Replier) {
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- c.Run(ctx, replier) }()
	t.Cleanup(func() {
		cancel()
		select {
		case err := <-done:
			if err != nil {
				t.Errorf("%s: %v", c.Name(), err)
			}
		case <-time.After(10 * time.Second):
			t.Errorf("%s did not stop within 10 s", c.Name())
		}
	})
}

func (p *phone) restart(t *testing.T) { p.swap.fresh(t, p.w) }

func (p *phone) say(t *testing.T, typed string) string {
	switch label, press := p.labels[strings.ToLower(typed)]; {
	case press:
		p.server.Press(chat, label)
	default:
		p.server.Say(chat, typed)
	}
	m := p.server.WaitReply(chat)
	p.server.WaitPressesAnswered()
	p.labels = map[string]string{}
	n := 0
	for _, row := range m.Buttons {
		for _, b := range row {
			p.labels[strings.ToLower(b.Text)] = b.Text
			switch {
			case b.Data == "": // copies a number, and is no choice
			case strings.HasSuffix(b.Data, ":menu"):
				p.labels["0"] = b.Text
			case strings.HasSuffix(b.Data, ":back"):
				p.labels["back"] = b.Text
			case strings.Contains(b.Data, ":more"):
				p.labels["more"] = b.Text
			default:
				n++
				p.labels[fmt.Sprint(n)] = b.Text
			}
		}
	}
	return shown(m.Text, m.Labels())
}

// handset is a person with a phone that can only text.
type handset struct {
	w      world
	twilio *twiliotest.Twilio
	swap   *swap
}

func smsRoad(t *testing.T, w world) (content.Form, road) {
	h := &handset{w: w, swap: newSwap(t, w)}
	channel, err := sms.New(sms.Config{AuthTokens: []string{token}, Number: number, PublicURL: publicURL})
	if err != nil {
		t.Fatal(err)
	}
	front := httptest.NewServer(channel)
	t.Cleanup(front.Close)
	run(t, channel, h.swap)
	h.twilio = twiliotest.New(t, front.URL, publicURL, token, number)
	return content.Numbered, h
}

func (h *handset) restart(t *testing.T) { h.swap.fresh(t, h.w) }

func (h *handset) say(t *testing.T, typed string) string {
	messages := h.twilio.Send("+447700900123", typed)
	if len(messages) != 1 {
		t.Fatalf("%d messages came back, want one: %q", len(messages), messages)
	}
	return messages[0]
}
