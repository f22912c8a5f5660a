package telegram_test

import (
	"strings"
	"testing"

	"waymark/channels/telegram"
)

const goodToken = "7000000001:AAFakeFakeFakeFakeFakeFakeFakeFake_-"

func TestWrongSettingsAreRefusedAndNotRepeated(t *testing.T) {
	poll := func(token, api string) telegram.Config {
		return telegram.Config{Token: token, APIBase: api}
	}
	hook := func(secret, public string) telegram.Config {
		return telegram.Config{Token: goodToken, Mode: telegram.Webhook, Secret: secret, PublicURL: public}
	}
	const goodSecret, goodURL = "0123456789abcdef", "https://waymark.example"
	tests := []struct {
		name string
		cfg  telegram.Config
		want []string // what the error says; nothing for settings that are right
	}{
		{"polling", poll(goodToken, ""), nil},
		{"polling at a server of one's own", poll(goodToken, "http://127.0.0.1:9000"), nil},
		{"polling at a neighbour container", poll(goodToken, "http://botapi:8081/"), nil},
		{"a webhook", hook(goodSecret, goodURL), nil},
		{"no token", poll("", ""), []string{"WAYMARK_TELEGRAM_TOKEN is empty"}},
		{"a token without its number", poll("AAFakeFakeFakeFakeFake", ""), []string{"WAYMARK_TELEGRAM_TOKEN is not a bot token"}},
		{"a token with a line behind it", poll(goodToken+"\n", ""), []string{"WAYMARK_TELEGRAM_TOKEN is not a bot token"}},
		{"a token with a path in it", poll("7000000001:AAFake/../../x", ""), []string{"WAYMARK_TELEGRAM_TOKEN is not a bot token"}},
		{"a placeholder token", poll("123456:CHANGE-ME", ""), []string{"WAYMARK_TELEGRAM_TOKEN is still a placeholder"}},
		{"a token of x's", poll("123456:xxxxxxxxxxxx", ""), []string{"WAYMARK_TELEGRAM_TOKEN is still a placeholder"}},
		{"a server without a scheme", poll(goodToken, "api.telegram.org"), []string{"WAYMARK_TELEGRAM_API is not a server's address"}},
		{"the token in the clear over the internet", poll(goodToken, "http://api.telegram.org"), []string{"WAYMARK_TELEGRAM_API is not a server's address"}},
		{"a server with a verb of printf in it", poll(goodToken, "https://api.example/%d"), []string{"WAYMARK_TELEGRAM_API is not a server's address"}},
		{"a server with a password", poll(goodToken, "https://a:b@api.example"), []string{"WAYMARK_TELEGRAM_API is not a server's address"}},
		{"an unknown mode", telegram.Config{Token: goodToken, Mode: "push"}, []string{"WAYMARK_TELEGRAM_MODE has to be poll or webhook"}},
		{"a webhook without a secret", hook("", goodURL), []string{"WAYMARK_TELEGRAM_SECRET is empty"}},
		{"a webhook with a short secret", hook("hunter2", goodURL), []string{"WAYMARK_TELEGRAM_SECRET has to be"}},
		{"a webhook with a secret Telegram refuses", hook("not allowed here!", goodURL), []string{"WAYMARK_TELEGRAM_SECRET has to be"}},
		{"a webhook with a placeholder", hook("change-this", goodURL), []string{"WAYMARK_TELEGRAM_SECRET is still a placeholder"}},
		{"a webhook without an address", hook(goodSecret, ""), []string{"WAYMARK_PUBLIC_URL"}},
		{"a webhook in the clear", hook(goodSecret, "http://waymark.example"), []string{"WAYMARK_PUBLIC_URL"}},
		{"everything at once", telegram.Config{Mode: telegram.Webhook, APIBase: "ftp://x"}, []string{"WAYMARK_TELEGRAM_TOKEN", "WAYMARK_TELEGRAM_API", "WAYMARK_TELEGRAM_SECRET", "WAYMARK_PUBLIC_URL"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			c, err := telegram.New(tt.cfg)
			if len(tt.want) == 0 {
				if err != nil || c == nil {
					t.Fatalf("refused: %v", err)
				}
				return
			}
			if err == nil {
				t.Fatal("was accepted")
			}
			for _, want := range tt.want {
				if !strings.Contains(err.Error(), want) {
					t.Errorf("the error does not say %q:\n%v", want, err)
				}
			}
			for _, value := range []string{tt.cfg.Token, tt.cfg.Secret, tt.cfg.PublicURL} {
				if value != "" && strings.Contains(err.Error(), value) {
					t.Errorf("the error repeats a setting's value:\n%v", err)
				}
			}
		})
	}
}
