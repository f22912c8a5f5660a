// Package telegram carries messages between Telegram's Bot API and the bot, by polling or by webhook.
// It keeps six fields of an update (its number, the chat's id and type, the message's number, what was
// typed, a place rounded to about a kilometre, a button's data) and drops the rest before anything can
// hold it. It decides nothing about the conversation, logs nothing, and its errors hold no token, no
// URL, no id and no words: what went wrong is one of a few constants.
package telegram

import (
	"context"
	"crypto/sha256"
	"math/rand/v2"
	"net/http"
	"strings"
	"time"

	"waymark/channels"
)

// Mode is how updates arrive.
type Mode string

const (
	// Poll asks Telegram for updates: no open port and no address in anybody's log.
	Poll Mode = "poll"
	// Webhook lets Telegram deliver updates to Handler.
	Webhook Mode = "webhook"
)

// WebhookPath is where Handler is to be mounted, below Config.PublicURL.
const WebhookPath = "/telegram/webhook"

// Config is what the operator sets, and what a test replaces. Only Token is always needed.
type Config struct {
	// Token is the bot's token from @BotFather.
	Token string
	// APIBase is the Bot API server without the token; empty for https://api.telegram.org.
	APIBase string
	// Mode is Poll when empty.
	Mode Mode
	// Secret is what Telegram repeats in a header of each webhook request. Webhook mode only.
	Secret string
	// PublicURL is where Telegram reaches this program, without WebhookPath. Webhook mode only.
	PublicURL string
	// GroupNotice is the one line that a group is told, once; empty for a built-in English one.
	GroupNotice string
	// Commands is the list behind Telegram's menu button; nil for a built-in English one.
	Commands []Command
	// Once is what several instances know together of which updates were answered; nil when there is one.
	Once channels.Once
	// Events hears what an operator may want to know about the channel's health; nil for nobody. It
	// is called from several goroutines and must not block.
	Events func(Event)
	// Wait returns after d, or with ctx's error as soon as ctx ends; nil for real time. Every pause
	// between attempts goes through it.
	Wait func(ctx context.Context, d time.Duration) error
	// Rand gives numbers in [0,1) that spread attempts in time; nil for math/rand.
	Rand func() float64
	// Transport carries the requests; nil for the network. Tests give one that stays on this machine.
	Transport http.RoundTripper
}

// Command is one line behind Telegram's menu button.
type Command struct {
	// Word is the command without its slash.
	Word string `json:"command"`
	// Description is what stands beside it.
	Description string `json:"description"`
}

// Channel is Telegram as the bot sees it.
type Channel struct {
	mode       Mode
	api        *api
	webhookURL string
	secret     string
	secretHash [sha256.Size]byte
	notice     string
	commands   []Command
	events     func(Event)
	wait       func(context.Context, time.Duration) error
	random     func() float64

	seen   *memory // updates that were accepted
	once   channels.Once
	told   *memory // groups that had their notice
	queues *queues
	health *health

	grace time.Duration // for the messages in hand once the program is stopping

	// work lasts until the work in hand is finished or cut; cut ends it.
	work context.Context
	cut  context.CancelFunc
}

var _ channels.Channel = (*Channel)(nil)

// New checks the settings, all of them at once, and makes the channel. It asks nothing of the network.
// Its error names settings and what is wrong with them, never their values.
func New(cfg Config) (*Channel, error) {
	if cfg.APIBase == "" {
		cfg.APIBase = defaultAPIBase
	}
	if cfg.Mode == "" {
		cfg.Mode = Poll
	}
	if err := cfg.check(); err != nil {
		return nil, err
	}
	c := &Channel{
		mode:       cfg.Mode,
		api:        newAPI(cfg.APIBase, cfg.Token, cfg.Transport),
		webhookURL: strings.TrimRight(cfg.PublicURL, "/") + WebhookPath,
		secret:     cfg.Secret,
		secretHash: sha256.Sum256([]byte(cfg.Secret)),
		notice:     cfg.GroupNotice,
		commands:   cfg.Commands,
		events:     cfg.Events,
		wait:       cfg.Wait,
		random:     cfg.Rand,
		seen:       newMemory(rememberedUpdates),
		once:       cfg.Once,
		told:       newMemory(rememberedGroups),
		grace:      shutdownGrace,
	}
	if c.notice == "" {
		c.notice = groupNotice
	}
	if c.commands == nil {
		c.commands = commands()
	}
	if c.events == nil {
		c.events = func(Event) {}
	}
	if c.wait == nil {
		c.wait = sleep
	}
	if c.random == nil {
		c.random = rand.Float64
	}
	c.health = &health{events: c.events}
	c.work, c.cut = context.WithCancel(context.Background())
	c.queues = newQueues(c.serve)
	return c, nil
}

// Name is the channel's name in settings and metrics.
func (c *Channel) Name() string { return "telegram" }

// Run carries messages until ctx ends, then finishes the work in hand within shutdownGrace and returns
// nil. A token that Telegram does not know stops the channel, not the program: the event Unauthorized
// is given and Run waits for ctx. Run is called once.
func (c *Channel) Run(ctx context.Context, replier channels.Replier) error {
	defer c.cut()
	if c.mode == Webhook {
		c.runWebhook(ctx)
	} else {
		c.runPoll(ctx, replier)
	}
	return nil
}

// The built-in words. They say what a press does, in the words of the menu it opens.
const groupNotice = "I only talk one to one. Tap my name to write to me there. Emergency? Call 999 now."

func commands() []Command {
	return []Command{
		{"od", "Someone will not wake up, or may have overdosed"},
		{"menu", "See what I can help with"},
		{"near", "Find a service near you"},
		{"person", "Real people to talk to"},
		{"private", "What is private here, and what is not"},
		{"forget", "Delete what can be deleted from this chat"},
	}
}

func sleep(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
