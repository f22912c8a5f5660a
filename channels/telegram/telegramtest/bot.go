package telegramtest

import "time"

// Bot is what @BotFather and time have made of the bot. The zero value is a bot as it should be: it joins no groups, and no
// delivery has failed.
type Bot struct {
	JoinsGroups, ReadsGroups, Inline bool
	// Webhook is an address that was set by somebody else; empty leaves what the program has set.
	Webhook string
	// Waiting is added to the updates that nobody has fetched.
	Waiting int
	// Failed is when a delivery to the webhook last failed; zero is never.
	Failed time.Time
	// Kinds are the kinds of update that somebody else has asked for.
	Kinds []string
}

// SetBot changes what getMe and getWebhookInfo say.
func (s *Server) SetBot(b Bot) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.bot = b
}

func (b Bot) me() any {
	return map[string]any{
		"id": 7000000001, "is_bot": true, "first_name": "Waymark", "username": "waymark_test_bot",
		"can_join_groups": b.JoinsGroups, "can_read_all_group_messages": b.ReadsGroups, "supports_inline_queries": b.Inline,
	}
}

// webhookInfo is the Bot API's WebhookInfo; the caller holds the lock.
func (s *Server) webhookInfo() any {
	info := map[string]any{"url": s.webhook.url, "has_custom_certificate": false, "pending_update_count": len(s.queue) + s.bot.Waiting}
	if s.bot.Webhook != "" {
		info["url"] = s.bot.Webhook
	}
	if len(s.allowed) > 0 {
		info["allowed_updates"] = s.allowed
	}
	if len(s.bot.Kinds) > 0 {
		info["allowed_updates"] = s.bot.Kinds
	}
	if !s.bot.Failed.IsZero() {
		info["last_error_date"], info["last_error_message"] = s.bot.Failed.Unix(), "Wrong response from the webhook: 502 Bad Gateway"
	}
	return info
}
