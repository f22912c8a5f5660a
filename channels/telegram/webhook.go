package telegram

import (
	"context"
	"crypto/sha256"
	"crypto/subtle"
	"errors"
	"io"
	"net/http"
	"strconv"
	"time"

	"waymark/channels"
)

const (
	// maxUpdate is the longest update that is read, in bytes.
	maxUpdate = 64 << 10
	// answerWithin is how long a webhook request stays open for the reply. Telegram would wait for a
	// minute; after this the reply goes out by a call of its own.
	answerWithin = 10 * time.Second
	secretHeader = "X-Telegram-Bot-Api-Secret-Token"
)

// Handler takes updates from Telegram, for POST on WebhookPath. It answers 401 to whoever does not know
// the secret, and 200 to everything else that has been read, however broken: any other status makes
// Telegram send the same again for a day and hold that chat's other messages back. 503 is for what was
// not taken on because too much waits or the program is stopping; that is to be sent again.
//
// Where one reply suffices it travels as the answer to the request. The number of that message stays
// unknown; FORGET reaches it because it lies between the numbers of the person's own messages. Nobody
// learns either whether it arrived, so urgent replies and changes of a message go by calls of their
// own, and the answer carries what nothing hangs on: the end of the waiting sign on the button.
func (c *Channel) Handler(replier channels.Replier) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		given := sha256.Sum256([]byte(r.Header.Get(secretHeader)))
		if c.secret == "" || subtle.ConstantTimeCompare(given[:], c.secretHash[:]) != 1 {
			c.events(Forged)
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		if r.Method != http.MethodPost {
			w.WriteHeader(http.StatusMethodNotAllowed)
			return
		}
		u, ok, err := readUpdate(w, r)
		switch {
		case err != nil:
			w.WriteHeader(http.StatusBadRequest) // broken off on the way
		case !ok:
			c.events(Ignored)
		case !c.seen.add(u.trace()):
			// Repeated: answered already, or about to be.
		default:
			c.take(w, r, job{update: u, replier: replier, answer: newAnswer(), done: func(bool) {}})
		}
	})
}

// readUpdate gives false for a body that is no update, or longer than any.
func readUpdate(w http.ResponseWriter, r *http.Request) (update, bool, error) {
	raw, err := io.ReadAll(newShallow(http.MaxBytesReader(w, r.Body, maxUpdate)))
	defer clear(raw) // names and exact places do not wait for the collector
	if _, long := errors.AsType[*http.MaxBytesError](err); long {
		return update{}, false, nil
	}
	if err != nil {
		return update{}, false, err
	}
	u, ok := decode(raw)
	return u, ok, nil
}

// take has the job served and gives the request its answer.
func (c *Channel) take(w http.ResponseWriter, r *http.Request, j job) {
	a := j.answer
	defer a.leave()
	ctx, cancel := context.WithTimeout(r.Context(), answerWithin)
	defer cancel()
	overrun, err := c.queues.submit(ctx, j)
	if err != nil {
		c.seen.drop(j.update.trace())
		w.WriteHeader(http.StatusServiceUnavailable)
		return
	}
	c.passOver(overrun)
	select {
	case call := <-a.offers:
		// Both may have happened; what is written to somebody who has left is lost.
		a.written <- ctx.Err() == nil && writeCall(w, call)
	case handled := <-a.closed:
		if !handled {
			w.WriteHeader(http.StatusServiceUnavailable)
		}
	case <-ctx.Done():
		// Accepted; the reply goes out by a call of its own.
	}
}

// writeCall puts a call into the answer and says whether it has left, as far as this side can know.
func writeCall(w http.ResponseWriter, call request) bool {
	body := call.body()
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Content-Length", strconv.Itoa(len(body)))
	if _, err := w.Write(body); err != nil {
		return false
	}
	err := http.NewResponseController(w).Flush()
	return err == nil || errors.Is(err, http.ErrNotSupported)
}

// passOver ends a job that had to make way for a newer one of its chat.
func (c *Channel) passOver(j *job) {
	if j == nil {
		return
	}
	c.events(Overrun)
	j.answer.close(true)
	j.done(true)
}

// answer is a webhook request that waits to be answered. One call can be put into it.
type answer struct {
	offers  chan request
	written chan bool
	closed  chan bool
	gone    chan struct{}
}

func newAnswer() *answer {
	return &answer{
		offers:  make(chan request),
		written: make(chan bool, 1),
		closed:  make(chan bool, 1),
		gone:    make(chan struct{}),
	}
}

// offer puts a call into the answer and says whether it was sent. It is false without an open request.
func (a *answer) offer(r request) bool {
	if a == nil {
		return false
	}
	select {
	case a.offers <- r:
		return <-a.written
	case <-a.gone:
		return false
	}
}

// close says that nothing will be offered any more, and whether the update is dealt with.
func (a *answer) close(handled bool) {
	if a != nil {
		a.closed <- handled
	}
}

// leave says that the request no longer waits.
func (a *answer) leave() { close(a.gone) }

// runWebhook tells Telegram where to deliver, and waits for ctx.
func (c *Channel) runWebhook(ctx context.Context) {
	if c.untilDone(ctx, setWebhook(c.webhookURL, c.secret)) {
		c.offerCommands(ctx)
	}
	<-ctx.Done()
	c.finish(context.WithoutCancel(ctx))
}
