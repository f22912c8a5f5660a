package telegram

import (
	"context"
	"net/http/httptest"
	"strings"
	"testing"

	"waymark/bot"
)

// yes answers everything.
type yes struct{}

func (yes) Reply(context.Context, bot.Message) bot.Reply { return bot.Reply{Text: "Yes."} }
func (yes) Sent(context.Context, bot.Sender, ...int64)   {}

// TestWhatThereIsNoRoomForIsTakenLater: while too much waits an update is refused, which makes Telegram
// keep it, and when it is delivered again it is not mistaken for one that had its answer.
func TestWhatThereIsNoRoomForIsTakenLater(t *testing.T) {
	const secret = "webhook-secret-of-the-tests"
	c, err := New(Config{Token: testToken, Mode: Webhook, Secret: secret, PublicURL: "https://waymark.example"})
	if err != nil {
		t.Fatal(err)
	}
	deliver := func(ctx context.Context) (int, string) {
		r := httptest.NewRequestWithContext(ctx, "POST", WebhookPath, strings.NewReader(textUpdate))
		r.Header.Set(secretHeader, secret)
		w := httptest.NewRecorder()
		c.Handler(yes{}).ServeHTTP(w, r)
		return w.Code, w.Body.String()
	}
	for range waitingJobs {
		c.queues.room <- struct{}{}
	}
	gone, cancel := context.WithCancel(context.Background())
	cancel() // or the request would wait for room
	if status, answer := deliver(gone); status != 503 || answer != "" {
		t.Errorf("without room: status %d, answer %q; want 503", status, answer)
	}
	for range waitingJobs {
		<-c.queues.room
	}
	if status, answer := deliver(context.Background()); status != 200 || !strings.Contains(answer, "Yes.") {
		t.Errorf("delivered again: status %d, answer %q; want the reply", status, answer)
	}
}
