package telegram_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"waymark/channels/telegram"
	"waymark/channels/telegram/telegramtest"
)

func TestInspectSaysWhatTelegramSays(t *testing.T) {
	s := telegramtest.New(t)
	failed := time.Unix(1_795_000_000, 0)
	for name, c := range map[string]struct {
		bot  telegramtest.Bot
		mode telegram.Mode
		want func(telegram.Account) bool
	}{
		"as it should be": {telegramtest.Bot{}, telegram.Poll, func(a telegram.Account) bool {
			return a.Username == "waymark_test_bot" && !a.JoinsGroups && !a.ReadsGroups && !a.Inline && !a.Webhook && a.Waiting == 0 && a.Failed.IsZero() && !a.KindsKnown
		}},
		"in groups":             {telegramtest.Bot{JoinsGroups: true, ReadsGroups: true}, telegram.Poll, func(a telegram.Account) bool { return a.JoinsGroups && a.ReadsGroups }},
		"cards in other chats":  {telegramtest.Bot{Inline: true}, telegram.Poll, func(a telegram.Account) bool { return a.Inline }},
		"our webhook":           {telegramtest.Bot{Webhook: "https://waymark.example/telegram/webhook"}, telegram.Webhook, func(a telegram.Account) bool { return a.Webhook && a.OurWebhook }},
		"another's webhook":     {telegramtest.Bot{Webhook: "https://evil.example/telegram/webhook"}, telegram.Webhook, func(a telegram.Account) bool { return a.Webhook && !a.OurWebhook }},
		"failed deliveries":     {telegramtest.Bot{Failed: failed, Waiting: 7}, telegram.Poll, func(a telegram.Account) bool { return a.Failed.Equal(failed) && a.Waiting == 7 }},
		"the kinds we ask for":  {telegramtest.Bot{Kinds: []string{"message", "callback_query"}}, telegram.Poll, func(a telegram.Account) bool { return a.KindsKnown && a.Kinds == nil }},
		"kinds nobody asks for": {telegramtest.Bot{Kinds: []string{"message", "chat_member", "\x1b[31m"}}, telegram.Poll, func(a telegram.Account) bool { return slices.Equal(a.Kinds, []string{"chat_member", "31m"}) }},
	} {
		s.SetBot(c.bot)
		a, err := telegram.Inspect(t.Context(), telegram.Config{Token: s.Token(), APIBase: s.URL(), Mode: c.mode, Secret: "a-long-secret-1", PublicURL: "https://waymark.example/"})
		if err != nil || !c.want(a) {
			t.Errorf("%s: %v %+v", name, err, a)
		}
	}
	for _, call := range s.Calls("") {
		if call.Method != "getMe" && call.Method != "getWebhookInfo" {
			t.Errorf("it called %s", call.Method)
		}
	}
}

func TestInspectTellsNoSecretWhenItFails(t *testing.T) {
	s := telegramtest.New(t)
	other := strings.Replace(s.Token(), "Fake", "Gone", 1)
	for name, c := range map[string]telegram.Config{
		"a token that is not known": {Token: other, APIBase: s.URL()},
		"nobody there":              {Token: other, APIBase: "http://127.0.0.1:1"},
		"no token":                  {APIBase: s.URL()},
	} {
		_, err := telegram.Inspect(t.Context(), c)
		if err == nil || strings.Contains(err.Error(), "Gone") || strings.Contains(err.Error(), "127.0.0.1") {
			t.Errorf("%s: %v", name, err)
		}
	}
}
