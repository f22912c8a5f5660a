package telegram

import (
	"waymark/bot"
	"waymark/channels"
)

// cachedFor is how long Telegram may answer the same question by itself, in seconds: long enough to spare us the letters as
// they are typed, short enough for words that change.
const cachedFor = 3600

// article is a card that somebody can send into the chat they are in (InlineQueryResultArticle).
type article struct {
	Type        string  `json:"type"`
	ID          string  `json:"id"`
	Title       string  `json:"title"`
	Description string  `json:"description"`
	Content     wording `json:"input_message_content"`
}

// wording is what is sent when a card is chosen (InputTextMessageContent).
type wording struct {
	Text    string      `json:"message_text"`
	Preview linkPreview `json:"link_preview_options"`
}

// answerInline gives cards for a question. The answer is the same for everybody, and says so, so that Telegram keeps one
// for all.
func answerInline(id string, offers []bot.Offer) request {
	results := make([]article, 0, len(offers))
	for _, o := range offers {
		text := split(o.Text, maxUnits)
		if len(text) == 0 {
			continue
		}
		results = append(results, article{"article", o.ID, o.Title, o.First, wording{text[0], linkPreview{Disabled: true}}})
	}
	return request{"answerInlineQuery", map[string]any{
		"inline_query_id": id, "results": results, "cache_time": int64(cachedFor), "is_personal": false,
	}}
}

// offer answers a question that was typed behind the bot's name. Nothing hangs on it, so it is not tried again.
func (d *delivery) offer(a *asked) *failure {
	o, can := d.job.replier.(channels.Offerer)
	if !can {
		return nil
	}
	answer := answerInline(a.id, o.Offers(a.text))
	if d.job.answer.offer(answer) {
		return nil
	}
	_, f := d.call(answer, 1, ownCall)
	return f
}
