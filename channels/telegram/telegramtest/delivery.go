package telegramtest

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"time"
)

// pending is an update that has not been confirmed.
type pending struct {
	id, chat  int64
	raw       json.RawMessage
	delivered bool
}

type webhook struct{ url, secret string }

// enqueue has an update delivered; the caller holds the lock.
func (s *Server) enqueue(p *pending) {
	s.queue = append(s.queue, p)
	s.last = p
	s.stir()
	if s.webhook.url != "" {
		s.push(p.chat)
	}
}

// Raw queues an update as it stands, under the number it says it has.
func (s *Server) Raw(id int64, raw string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.enqueue(&pending{id: id, raw: json.RawMessage(raw)})
}

// Repeat has the newest update arrive a second time, under the same number.
func (s *Server) Repeat() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.last == nil {
		s.t.Errorf("telegramtest: nothing to repeat")
		return
	}
	again := *s.last
	again.delivered = false
	s.enqueue(&again)
}

// NumberFrom has the next update's number be n, as after a week of silence.
func (s *Server) NumberFrom(n int64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.updates = n - 1
}

// Unconfirmed gives how many updates Telegram would deliver again.
func (s *Server) Unconfirmed() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.queue)
}

// WaitConfirmed waits until every update has been confirmed, or taken by the webhook.
func (s *Server) WaitConfirmed() {
	s.t.Helper()
	s.until("all updates to be confirmed", func() bool { return len(s.queue) == 0 })
}

func (s *Server) getUpdates(r *http.Request, fields map[string]any) (any, error) {
	s.mu.Lock()
	s.polls++
	mine := s.polls
	s.allowed, _ = fields["allowed_updates"].([]any)
	s.stir() // an older poll has to see that there is a newer one
	if s.webhook.url != "" {
		s.mu.Unlock()
		return nil, &refusal{code: 409, description: "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"}
	}
	if offset := number(fields, "offset"); offset > 0 {
		s.queue = slices.DeleteFunc(s.queue, func(p *pending) bool { return p.id < offset })
	}
	s.mu.Unlock()

	limit := time.NewTimer(time.Duration(number(fields, "timeout")) * time.Second)
	defer limit.Stop()
	for {
		s.mu.Lock()
		newer, changed := s.polls != mine, s.changed
		batch := s.batch(int(number(fields, "limit")))
		s.mu.Unlock()
		if newer {
			return nil, &refusal{code: 409, description: "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"}
		}
		if len(batch) > 0 || number(fields, "timeout") == 0 {
			return batch, nil
		}
		select {
		case <-changed:
		case <-limit.C:
			return batch, nil
		case <-r.Context().Done():
			return batch, nil
		case <-s.done:
			return batch, nil
		}
	}
}

// batch is a list of updates as they stand. It is written without a look inside, because tests put
// things there that encoding/json would not write.
type batch []json.RawMessage

func (b batch) write(w io.Writer) {
	fmt.Fprint(w, `{"ok":true,"result":[`)
	for i, raw := range b {
		if i > 0 {
			fmt.Fprint(w, ",")
		}
		_, _ = w.Write(raw)
	}
	fmt.Fprint(w, "]}")
}

// batch gives the oldest unconfirmed updates; the caller holds the lock.
func (s *Server) batch(limit int) batch {
	var batch batch
	for _, p := range s.queue {
		if len(batch) == limit {
			break
		}
		p.delivered = true
		batch = append(batch, p.raw)
	}
	return batch
}

func (s *Server) setWebhook(url, secret string) (any, error) {
	if url == "" || secret == "" {
		s.t.Errorf("telegramtest: setWebhook without url or secret_token")
	}
	s.webhook = webhook{url, secret}
	for _, p := range s.queue {
		s.push(p.chat)
	}
	return true, nil
}

// WaitWebhook waits until a webhook is set and gives its address.
func (s *Server) WaitWebhook() string {
	s.t.Helper()
	var url string
	s.until("setWebhook", func() bool { url = s.webhook.url; return url != "" })
	return url
}

// push delivers one chat's updates to the webhook, in order: while one is not taken, the chat's others
// wait. The caller holds the lock.
func (s *Server) push(id int64) {
	if s.pushing[id] {
		return
	}
	s.pushing[id] = true
	go func() {
		for refusals := 0; ; {
			s.mu.Lock()
			i := slices.IndexFunc(s.queue, func(p *pending) bool { return p.chat == id })
			if i < 0 || s.webhook.url == "" {
				delete(s.pushing, id)
				s.mu.Unlock()
				return
			}
			p := s.queue[i]
			p.delivered = true
			to := s.webhook
			s.mu.Unlock()

			status, _, err := s.post(to, p.raw)
			if err == nil && status >= 200 && status < 300 {
				s.mu.Lock()
				s.queue = slices.DeleteFunc(s.queue, func(q *pending) bool { return q == p })
				s.stir()
				s.mu.Unlock()
				refusals = 0
				continue
			}
			if refusals++; refusals > 100 {
				s.t.Errorf("telegramtest: the webhook does not take update %d: status %d, %v", p.id, status, err)
				return
			}
			select {
			case <-time.After(20 * time.Millisecond):
			case <-s.done:
				return
			}
		}
	}()
}

// PostUpdate posts a body to the webhook as Telegram would, and carries out the call in its answer. It
// gives the status.
func (s *Server) PostUpdate(raw string) int {
	s.t.Helper()
	s.WaitWebhook()
	s.mu.Lock()
	to := s.webhook
	s.mu.Unlock()
	status, _, err := s.post(to, []byte(raw))
	if err != nil {
		s.t.Errorf("telegramtest: posting to the webhook: %v", err)
	}
	return status
}

func (s *Server) post(to webhook, raw []byte) (int, string, error) {
	r, err := http.NewRequest(http.MethodPost, to.url, bytes.NewReader(raw))
	if err != nil {
		return 0, "", err
	}
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("X-Telegram-Bot-Api-Secret-Token", to.secret)
	client := &http.Client{Transport: Transport(), Timeout: patience}
	resp, err := client.Do(r)
	if err != nil {
		return 0, "", err
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(io.LimitReader(resp.Body, 1<<20))
	if err != nil {
		return resp.StatusCode, "", err
	}
	if len(body) > 0 {
		if err := s.inAnswer(resp, body); err != nil {
			s.t.Errorf("telegramtest: the webhook's answer: %v", err)
		}
	}
	return resp.StatusCode, string(body), nil
}

// inAnswer carries out the call that a webhook's answer holds. As at Telegram, nobody learns whether it
// succeeded; here the test does.
func (s *Server) inAnswer(resp *http.Response, body []byte) error {
	if kind := resp.Header.Get("Content-Type"); !strings.HasPrefix(kind, "application/json") {
		return fmt.Errorf("the content type is %q", kind)
	}
	var values map[string]json.RawMessage
	if err := json.Unmarshal(body, &values); err != nil {
		return err
	}
	var method string
	if err := json.Unmarshal(values["method"], &method); err != nil {
		return fmt.Errorf("no method in it")
	}
	delete(values, "method")
	form := make(map[string]string, len(values))
	for name, raw := range values {
		var words string
		if json.Unmarshal(raw, &words) != nil {
			words = string(raw)
		}
		form[name] = words
	}
	fields, err := s.expected(method, form)
	if err != nil {
		return err
	}
	s.note(Call{Method: method, Fields: fields, InAnswer: true, Raw: string(body)})
	_, err = s.do(nil, method, fields)
	return err
}
