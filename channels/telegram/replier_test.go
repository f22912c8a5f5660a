package telegram_test

import (
	"context"
	"slices"
	"sync"

	"waymark/bot"
)

// parrot is a small Replier: it notes what it was given, and says what the test told it to say.
type parrot struct {
	mu   sync.Mutex
	got  []bot.Message
	sent []int64
	say  func(bot.Message) bot.Reply
}

func newParrot(say func(bot.Message) bot.Reply) *parrot { return &parrot{say: say} }

func (p *parrot) Reply(_ context.Context, m bot.Message) bot.Reply {
	p.mu.Lock()
	p.got = append(p.got, m)
	p.mu.Unlock()
	return p.say(m)
}

func (p *parrot) Sent(_ context.Context, _ bot.Sender, refs ...int64) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.sent = append(p.sent, refs...)
}

func (p *parrot) heard() []bot.Message {
	p.mu.Lock()
	defer p.mu.Unlock()
	return slices.Clone(p.got)
}

func (p *parrot) texts() []string {
	var out []string
	for _, m := range p.heard() {
		out = append(out, m.Text)
	}
	return out
}

func (p *parrot) refs() []int64 {
	p.mu.Lock()
	defer p.mu.Unlock()
	return slices.Clone(p.sent)
}

// menu is a reply with two choices and the way out.
func menu(text string) bot.Reply {
	return bot.Reply{
		Text:  text,
		Plain: text + "\n1 Stay safer\n2 Find a place\n0 Menu",
		Choices: []bot.Choice{
			{Key: "1", Label: "Stay safer", Data: "v1:menu:start:safer"},
			{Key: "2", Label: "Find a place near you", Data: "v1:menu:start:near"},
			{Key: "0", Label: "Menu", Data: "v1:menu:start:menu"},
			{Key: "back", Label: "Back", Data: "v1:menu:start:back"},
		},
	}
}

// echo answers with the kind of thing that arrived, never with what was in it.
func echo(m bot.Message) bot.Reply {
	switch m.Kind {
	case bot.Press:
		return menu("You pressed " + m.Text)
	case bot.Start:
		return menu("Hello")
	}
	return menu("You wrote " + m.Text)
}

// silentParrot keeps nothing, so that a benchmark measures the channel.
type silentParrot struct{}

func (silentParrot) Reply(_ context.Context, m bot.Message) bot.Reply { return echo(m) }
func (silentParrot) Sent(context.Context, bot.Sender, ...int64)       {}
