package telegram

import (
	"context"
	"encoding/json"
	"slices"
	"strings"
	"time"
)

// Account is what Telegram says of a bot, for the operator. Nothing in it is about anybody who writes to it.
type Account struct {
	Username string
	// JoinsGroups: it can be added to groups. ReadsGroups: there it would be sent everything, not only what is meant for it.
	JoinsGroups, ReadsGroups bool
	// Inline: what people type behind its name in other chats is sent to it.
	Inline bool
	// Webhook: Telegram delivers to an address; OurWebhook: to the one of Config.
	Webhook, OurWebhook bool
	// Waiting is how many updates Telegram keeps that have not been fetched or taken.
	Waiting int
	// Failed is when a delivery to the webhook last failed; zero when none has.
	Failed time.Time
	// KindsKnown says whether Telegram says which kinds of update it sends; Kinds are those that Waymark does not ask for.
	KindsKnown bool
	Kinds      []string
}

// Inspect asks Telegram for a bot's settings. It changes nothing, fetches no update, and its errors hold neither token nor address.
func Inspect(ctx context.Context, c Config) (Account, error) {
	if c.APIBase == "" {
		c.APIBase = defaultAPIBase
	}
	if c.Mode == "" {
		c.Mode = Poll
	}
	if err := c.check(); err != nil {
		return Account{}, err
	}
	a := newAPI(c.APIBase, c.Token, c.Transport)
	defer a.client.CloseIdleConnections()
	var me struct {
		Username    string `json:"username"`
		JoinsGroups bool   `json:"can_join_groups"`
		ReadsGroups bool   `json:"can_read_all_group_messages"`
		Inline      bool   `json:"supports_inline_queries"`
	}
	if err := a.ask(ctx, "getMe", &me); err != nil {
		return Account{}, err
	}
	var hook struct {
		URL     string   `json:"url"`
		Waiting int      `json:"pending_update_count"`
		Failed  int64    `json:"last_error_date"`
		Allowed []string `json:"allowed_updates"`
	}
	if err := a.ask(ctx, "getWebhookInfo", &hook); err != nil {
		return Account{}, err
	}
	account := Account{
		Username: plainName(me.Username), JoinsGroups: me.JoinsGroups, ReadsGroups: me.ReadsGroups, Inline: me.Inline,
		Webhook: hook.URL != "", OurWebhook: hook.URL != "" && hook.URL == strings.TrimRight(c.PublicURL, "/")+WebhookPath,
		Waiting: max(hook.Waiting, 0), KindsKnown: len(hook.Allowed) > 0,
	}
	if hook.Failed > 0 {
		account.Failed = time.Unix(hook.Failed, 0)
	}
	for _, kind := range hook.Allowed {
		if !slices.Contains(kinds(), kind) {
			account.Kinds = append(account.Kinds, plainName(kind))
		}
	}
	return account, nil
}

// ask makes a call without fields and reads its answer.
func (a *api) ask(ctx context.Context, method string, into any) error {
	result, err := a.call(ctx, callTimeout, request{method, nil})
	if err != nil {
		return err
	}
	if json.Unmarshal(result, into) != nil {
		return &failure{why: garbled}
	}
	return nil
}

// plainName keeps what names of bots and of kinds of update are made of: the answer may come from anywhere that calls itself a Bot
// API server, and is printed on a terminal.
func plainName(s string) string {
	return strings.Map(func(r rune) rune {
		if r == '_' || r >= '0' && r <= '9' || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' {
			return r
		}
		return -1
	}, s[:min(len(s), 64)])
}
