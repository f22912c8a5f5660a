package telegram_test

import (
	"fmt"
	"net/http/httptest"
	"strings"
	"testing"

	"waymark/channels/telegram"
)

// BenchmarkWebhookText measures one text from the HTTP request to the reply in its answer, with a
// Replier that costs nothing.
func BenchmarkWebhookText(b *testing.B) {
	channel, err := telegram.New(telegram.Config{Token: goodToken, Mode: telegram.Webhook, Secret: secret, PublicURL: "https://waymark.example"})
	if err != nil {
		b.Fatal(err)
	}
	h := channel.Handler(silentParrot{})
	b.ReportAllocs()
	for i := 1; b.Loop(); i++ {
		r := httptest.NewRequest("POST", telegram.WebhookPath, strings.NewReader(fmt.Sprintf(hello, i, i)))
		r.Header.Set("X-Telegram-Bot-Api-Secret-Token", secret)
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		if w.Body.Len() == 0 {
			b.Fatal("no reply in the answer")
		}
	}
}
