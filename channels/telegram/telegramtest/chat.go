package telegramtest

import (
	"encoding/json"
	"fmt"
	"io"
	"math"
	"net/http"
	"net/url"
	"reflect"
	"strings"
	"unicode/utf16"
)

// Message is one message as a person sees it in their chat.
type Message struct {
	ID      int64
	FromBot bool
	Text    string
	// Buttons are the rows of buttons below it.
	Buttons [][]Button
	// Edited is how often it was changed in place.
	Edited  int
	deleted bool
	// Venue is set for a place on the map, which has no words.
	Venue *Venue
}

// Venue is a place on the map.
type Venue struct {
	Title, Address string
	Lat, Lon       float64
}

// Button is one button of a message.
type Button struct {
	Text string `json:"text"`
	Data string `json:"callback_data"`
	URL  string `json:"url"`
	// Copy is what the button copies.
	Copy struct {
		Text string `json:"text"`
	} `json:"copy_text"`
}

// Labels gives the buttons' texts in reading order.
func (m Message) Labels() []string {
	var labels []string
	for _, row := range m.Buttons {
		for _, b := range row {
			labels = append(labels, b.Text)
		}
	}
	return labels
}

// chat is one conversation: everything that was in it, and the bot's messages that nobody waited for yet.
type chat struct {
	messages []*Message
	unread   []Message
}

func (c *chat) find(ref int64) *Message {
	for _, m := range c.messages {
		if m.ID == ref && !m.deleted {
			return m
		}
	}
	return nil
}

// chat gives a conversation; the caller holds the lock.
func (s *Server) chat(id int64) *chat {
	c := s.chats[id]
	if c == nil {
		c = &chat{}
		s.chats[id] = c
	}
	return c
}

// Chat gives what a person sees when they look at the chat: its messages in order, without the deleted ones.
func (s *Server) Chat(id int64) []Message {
	s.mu.Lock()
	defer s.mu.Unlock()
	var out []Message
	for _, m := range s.chat(id).messages {
		if !m.deleted {
			out = append(out, *m)
		}
	}
	return out
}

// WaitReply gives the bot's next message in a chat, sent or changed in place, that was not given before.
func (s *Server) WaitReply(id int64) Message {
	s.t.Helper()
	var next Message
	s.until("a reply", func() bool {
		c := s.chat(id)
		if len(c.unread) == 0 {
			return false
		}
		next, c.unread = c.unread[0], c.unread[1:]
		return true
	})
	return next
}

// Unread gives how many messages of the bot in a chat WaitReply has not given yet.
func (s *Server) Unread(id int64) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.chat(id).unread)
}

func (s *Server) sendMessage(fields map[string]any) (any, error) {
	id := number(fields, "chat_id")
	words, buttons, err := s.content(fields)
	if err != nil {
		return nil, err
	}
	if _, known := s.chats[id]; !known {
		s.t.Errorf("telegramtest: a message to a chat that never wrote: Waymark never writes first")
		return nil, badRequest("chat not found")
	}
	s.messages++
	m := &Message{ID: s.messages, FromBot: true, Text: words, Buttons: buttons}
	s.show(id, m)
	c := s.chat(id)
	c.messages = append(c.messages, m)
	return s.messageJSON(id, m), nil
}

// sendVenue puts a place on the map into a chat. WaitReply passes over it: Venues gives it.
func (s *Server) sendVenue(fields map[string]any) (any, error) {
	id := number(fields, "chat_id")
	v := &Venue{Title: text(fields, "title"), Address: text(fields, "address"), Lat: float(fields, "latitude"), Lon: float(fields, "longitude")}
	_, known := s.chats[id]
	switch {
	case !known:
		s.t.Errorf("telegramtest: a place to a chat that never wrote: Waymark never writes first")
		return nil, badRequest("chat not found")
	case strings.TrimSpace(v.Title) == "" || strings.TrimSpace(v.Address) == "":
		return nil, badRequest("VENUE_TITLE_EMPTY")
	case v.Lat < -90 || v.Lat > 90 || v.Lon < -180 || v.Lon > 180:
		return nil, badRequest("wrong latitude or longitude specified")
	}
	s.messages++
	m := &Message{ID: s.messages, FromBot: true, Venue: v}
	c := s.chat(id)
	c.messages = append(c.messages, m)
	return map[string]any{"message_id": m.ID, "date": 1, "chat": map[string]any{"id": id, "type": "private"}}, nil
}

// WaitVenues gives the places on the map in a chat as soon as there are n.
func (s *Server) WaitVenues(id int64, n int) (all []Venue) {
	s.t.Helper()
	s.until("places on the map", func() bool {
		all = nil
		for _, m := range s.chat(id).messages {
			if m.Venue != nil && !m.deleted {
				all = append(all, *m.Venue)
			}
		}
		return len(all) >= n
	})
	return all
}

func float(fields map[string]any, name string) float64 {
	switch v := fields[name].(type) {
	case float64:
		return v
	case json.Number:
		f, _ := v.Float64()
		return f
	}
	return math.NaN()
}

func (s *Server) editMessageText(fields map[string]any) (any, error) {
	id := number(fields, "chat_id")
	words, buttons, err := s.content(fields)
	if err != nil {
		return nil, err
	}
	m := s.chat(id).find(number(fields, "message_id"))
	switch {
	case m == nil:
		return nil, badRequest("message to edit not found")
	case !m.FromBot:
		return nil, badRequest("message can't be edited")
	case m.Text == words && reflect.DeepEqual(m.Buttons, buttons):
		return nil, badRequest("message is not modified: specified new message content and reply markup are exactly the same as a current content and reply markup of the message")
	}
	m.Text, m.Buttons = words, buttons
	m.Edited++
	s.show(id, m)
	return s.messageJSON(id, m), nil
}

func (s *Server) show(id int64, m *Message) {
	c := s.chat(id)
	c.unread = append(c.unread, *m)
}

// content checks what Telegram checks of a message's words and buttons.
func (s *Server) content(fields map[string]any) (string, [][]Button, error) {
	words := text(fields, "text")
	if strings.TrimSpace(words) == "" {
		return "", nil, badRequest("message text is empty")
	}
	if len(utf16.Encode([]rune(words))) > 4096 {
		return "", nil, badRequest("message is too long")
	}
	var markup struct {
		Rows [][]Button `json:"inline_keyboard"`
	}
	if raw, given := fields["reply_markup"]; given {
		again, _ := json.Marshal(raw)
		if err := json.Unmarshal(again, &markup); err != nil {
			return "", nil, badRequest("can't parse reply keyboard markup JSON object")
		}
	}
	for _, row := range markup.Rows {
		for _, b := range row {
			if strings.TrimSpace(b.Text) == "" {
				return "", nil, badRequest("can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard")
			}
			if b.URL != "" && b.Data == "" && strings.HasPrefix(b.URL, "https://") && len(b.URL) <= 2048 {
				continue
			}
			if b.URL == "" && b.Data == "" && b.Copy.Text != "" && len([]rune(b.Copy.Text)) <= 256 {
				continue
			}
			if b.URL != "" && !strings.HasPrefix(b.URL, "https://") {
				return "", nil, badRequest("inline keyboard button URL is invalid: Unsupported URL protocol")
			}
			if b.URL != "" || b.Copy.Text != "" || b.Data == "" || len(b.Data) > 64 {
				return "", nil, badRequest("BUTTON_DATA_INVALID")
			}
		}
	}
	return words, markup.Rows, nil
}

func (s *Server) answerCallbackQuery(id string) (any, error) {
	answered, known := s.presses[id]
	if !known || answered {
		return nil, badRequest("query is too old and response timeout expired or query ID is invalid")
	}
	s.presses[id] = true
	return true, nil
}

// WaitPressesAnswered waits until no pressed button shows its waiting sign any more.
func (s *Server) WaitPressesAnswered() {
	s.t.Helper()
	s.until("the answers to all presses", func() bool {
		for _, answered := range s.presses {
			if !answered {
				return false
			}
		}
		return true
	})
}

func (s *Server) deleteMessages(fields map[string]any) (any, error) {
	refs, _ := fields["message_ids"].([]any)
	if len(refs) == 0 || len(refs) > 100 {
		return nil, badRequest("from 1 to 100 message identifiers")
	}
	c := s.chat(number(fields, "chat_id"))
	for _, ref := range refs {
		n, _ := ref.(float64)
		if m := c.find(int64(n)); m != nil {
			m.deleted = true
		}
	}
	return true, nil // also when some were not found: Telegram skips them
}

func (s *Server) messageJSON(id int64, m *Message) map[string]any {
	return map[string]any{
		"message_id": m.ID, "date": 1790000000, "text": m.Text, "chat": s.chatJSON(id),
		"from": map[string]any{"id": 7000000001, "is_bot": true, "first_name": "Waymark"},
	}
}

func formBody(r *http.Request) (string, url.Values, error) {
	raw, err := io.ReadAll(r.Body)
	if err != nil {
		return "", nil, err
	}
	if kind := r.Header.Get("Content-Type"); kind != "application/x-www-form-urlencoded" {
		return "", nil, fmt.Errorf("the content type is %q", kind)
	}
	values, err := url.ParseQuery(string(raw))
	return string(raw), values, err
}
