package telegramtest

import (
	"encoding/json"
	"fmt"
	"unicode/utf16"
)

// Offer is one card of an answer to a question that was typed behind the bot's name.
type Offer struct {
	ID          string `json:"id"`
	Title       string `json:"title"`
	Description string `json:"description"`
	Content     struct {
		Text string `json:"message_text"`
	} `json:"input_message_content"`
}

// Ask has somebody type words behind the bot's name in some chat of theirs. It gives the question's name.
func (s *Server) Ask(id int64, words string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	name := fmt.Sprintf("question%d", len(s.asked)+1)
	s.asked[name] = nil
	s.update(id, map[string]any{"inline_query": map[string]any{
		"id": name, "from": s.personJSON(id), "query": words, "offset": "", "chat_type": "group",
		"location": map[string]any{"latitude": 53.797418, "longitude": -1.543794},
	}})
	return name
}

// WaitOffers waits for the answer to a question.
func (s *Server) WaitOffers(name string) []Offer {
	s.t.Helper()
	var offers []Offer
	s.until("cards", func() bool { offers = s.asked[name]; return offers != nil })
	return offers
}

// answerInlineQuery checks what Telegram checks of an answer.
func (s *Server) answerInlineQuery(fields map[string]any) (any, error) {
	name := text(fields, "inline_query_id")
	if given, known := s.asked[name]; !known || given != nil {
		return nil, badRequest("query is too old and response timeout expired or query ID is invalid")
	}
	again, _ := json.Marshal(fields["results"])
	offers := []Offer{}
	if err := json.Unmarshal(again, &offers); err != nil || len(offers) > 50 {
		return nil, badRequest("RESULTS_TOO_MUCH")
	}
	seen := map[string]bool{}
	for _, o := range offers {
		switch {
		case o.ID == "" || len(o.ID) > 64 || seen[o.ID]:
			return nil, badRequest("RESULT_ID_INVALID")
		case o.Title == "":
			return nil, badRequest("ARTICLE_TITLE_EMPTY")
		case o.Content.Text == "" || len(utf16.Encode([]rune(o.Content.Text))) > 4096:
			return nil, badRequest("MESSAGE_TOO_LONG")
		}
		seen[o.ID] = true
	}
	if t := number(fields, "cache_time"); t > 3600 {
		s.t.Errorf("telegramtest: an answer may be kept for %d seconds, more than an hour", t)
	}
	s.asked[name] = offers
	return true, nil
}
