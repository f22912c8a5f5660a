package telegramtest

import (
	"encoding/json"
	"fmt"
	"maps"
	"strings"
)

// Person is what Telegram tells a bot about whoever writes. Waymark must not keep any of it, so each
// test can put marks here and look for them.
type Person struct{ First, Last, Username, Language string }

// Introduce sets who writes in a chat.
func (s *Server) Introduce(id int64, p Person) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.people[id] = p
}

// Say has a person type a text. It gives the message's number. A negative id is a group.
func (s *Server) Say(id int64, words string) int64 {
	fields := map[string]any{"text": words}
	if strings.HasPrefix(words, "/") {
		end := strings.IndexAny(words+" ", " \n")
		fields["entities"] = []any{map[string]any{"type": "bot_command", "offset": 0, "length": end}}
	}
	return s.Send(id, fields)
}

// Start has a person come in through a link with a code, which may be empty.
func (s *Server) Start(id int64, code string) int64 {
	return s.Say(id, strings.TrimSpace("/start "+code))
}

// Photo has a person send a picture, with a caption if it is not empty.
func (s *Server) Photo(id int64, caption string) int64 {
	fields := map[string]any{"photo": []any{map[string]any{"file_id": "AgACfile", "file_unique_id": "AQ", "width": 90, "height": 90}}}
	if caption != "" {
		fields["caption"] = caption
	}
	return s.Send(id, fields)
}

// Share has a person share a place, in degrees.
func (s *Server) Share(id int64, lat, lon float64) int64 {
	return s.Send(id, map[string]any{"location": map[string]any{"latitude": lat, "longitude": lon, "horizontal_accuracy": 12.5}})
}

// Send has a person send a message with the given fields of the Bot API's Message besides the ones every
// message has.
func (s *Server) Send(id int64, fields map[string]any) int64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.messages++
	m := &Message{ID: s.messages}
	m.Text, _ = fields["text"].(string)
	c := s.chat(id)
	c.messages = append(c.messages, m)
	message := map[string]any{"message_id": m.ID, "date": 1790000000, "chat": s.chatJSON(id), "from": s.personJSON(id)}
	maps.Copy(message, fields)
	s.update(id, map[string]any{"message": message})
	return m.ID
}

// Press has a person press the newest visible button with this label.
func (s *Server) Press(id int64, label string) {
	s.t.Helper()
	s.mu.Lock()
	defer s.mu.Unlock()
	messages := s.chat(id).messages
	var labels []string
	for i := len(messages) - 1; i >= 0; i-- {
		if messages[i].deleted {
			continue
		}
		for _, row := range messages[i].Buttons {
			for _, b := range row {
				if b.Text == label {
					s.press(id, messages[i].ID, b.Data)
					return
				}
				labels = append(labels, b.Text)
			}
		}
	}
	s.t.Fatalf("telegramtest: no button %q to press; there are %q", label, labels)
}

// PressData has a press arrive with any data, on any message: a forged one, or an old one.
func (s *Server) PressData(id, ref int64, data string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.press(id, ref, data)
}

func (s *Server) press(id, ref int64, data string) {
	s.chat(id)
	name := fmt.Sprintf("press%d", len(s.presses)+1)
	s.presses[name] = false
	message := map[string]any{"message_id": ref, "date": 0, "chat": s.chatJSON(id)} // as of a deleted one
	if m := s.chat(id).find(ref); m != nil {
		message = s.messageJSON(id, m)
	}
	s.update(id, map[string]any{"callback_query": map[string]any{
		"id": name, "from": s.personJSON(id), "chat_instance": "-42", "data": data, "message": message,
	}})
}

// Update has any other kind of update arrive in a chat, as {"edited_message": {…}}.
func (s *Server) Update(id int64, fields map[string]any) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.update(id, fields)
}

// update queues an update under the next number; the caller holds the lock.
func (s *Server) update(id int64, fields map[string]any) {
	s.updates++
	u := map[string]any{"update_id": s.updates}
	maps.Copy(u, fields)
	raw, err := json.Marshal(u)
	if err != nil {
		s.t.Errorf("telegramtest: an update that is not JSON: %v", err)
		return
	}
	s.enqueue(&pending{id: s.updates, chat: id, raw: raw})
}

func (s *Server) personJSON(id int64) map[string]any {
	p, known := s.people[id]
	if !known {
		p = Person{First: "Firstname", Last: "Lastname", Username: "user_name", Language: "en"}
	}
	return map[string]any{"id": max(id, -id), "is_bot": false, "first_name": p.First, "last_name": p.Last,
		"username": p.Username, "language_code": p.Language}
}

func (s *Server) chatJSON(id int64) map[string]any {
	if id < 0 {
		return map[string]any{"id": id, "type": "supergroup", "title": "A group"}
	}
	p := s.personJSON(id)
	return map[string]any{"id": id, "type": "private", "first_name": p["first_name"], "last_name": p["last_name"], "username": p["username"]}
}
