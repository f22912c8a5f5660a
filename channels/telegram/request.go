package telegram

import (
	"cmp"
	"encoding/json"
	"net/url"
	"strconv"
	"strings"
	"unicode/utf8"

	tgbotapi "github.com/go-telegram-bot-api/telegram-bot-api/v5"

	"waymark/bot"
)

// request is one call of the Bot API, not yet written in either of the two ways it travels: as a
// call of our own, or as the answer to a webhook request.
type request struct {
	method string
	fields map[string]any
}

// params writes the request as the library sends it: text and numbers bare, the rest as JSON.
func (r request) params() tgbotapi.Params {
	out := make(tgbotapi.Params, len(r.fields))
	for name, value := range r.fields {
		switch v := value.(type) {
		case string:
			out[name] = v
		case int64:
			out[name] = strconv.FormatInt(v, 10)
		default:
			out[name] = string(mustJSON(v))
		}
	}
	return out
}

// body writes the request as the answer to a webhook request.
func (r request) body() []byte {
	out := make(map[string]any, len(r.fields)+1)
	for name, value := range r.fields {
		out[name] = value
	}
	out["method"] = r.method
	return mustJSON(out)
}

// mustJSON writes what this file builds: strings, whole numbers, true and false, and lists and structs
// of them, which cannot fail.
func mustJSON(v any) []byte {
	out, err := json.Marshal(v)
	if err != nil {
		panic("telegram: a request that is not JSON")
	}
	return out
}

type linkPreview struct {
	Disabled bool `json:"is_disabled"`
}

type keyboard struct {
	Rows [][]button `json:"inline_keyboard"`
}

// button answers with Data, opens URL or puts Copy where a person can paste it; it does one of them.
type button struct {
	Text string    `json:"text"`
	Data string    `json:"callback_data,omitempty"`
	URL  string    `json:"url,omitempty"`
	Copy *copyText `json:"copy_text,omitempty"`
}

type copyText struct {
	Text string `json:"text"`
}

const (
	// maxData is the most bytes of data a button may carry.
	maxData = 64
	// shortLabel is the longest label, in characters, that leaves room for another beside it on a
	// small phone.
	shortLabel = 10
)

// keyboardOf lays choices out as buttons: one a row, two where both are short, and the way out (menu and
// back) together in the last row. A choice that Telegram would refuse is left out, because it would refuse
// the words with it.
func keyboardOf(choices []bot.Choice) *keyboard {
	var rows [][]button
	var out []button
	roomy := false // the last row has one short button
	for _, c := range choices {
		if strings.TrimSpace(c.Label) == "" || c.Data == "" || len(c.Data) > maxData {
			continue
		}
		b := button{Text: c.Label, Data: c.Data}
		if c.Key == "0" || strings.EqualFold(c.Key, "back") {
			out = append(out, b)
			continue
		}
		short := utf8.RuneCountInString(c.Label) <= shortLabel
		if short && roomy {
			rows[len(rows)-1] = append(rows[len(rows)-1], b)
			roomy = false
			continue
		}
		rows = append(rows, []button{b})
		roomy = short
	}
	if len(out) > 0 {
		rows = append(rows, out)
	}
	if len(rows) == 0 {
		return nil
	}
	return &keyboard{Rows: rows}
}

// passing adds a button that opens Telegram's own list of chats with a text to pass on. Telegram takes links of up to 2,048
// bytes; a text that would be longer is left to be copied by hand.
func passing(k *keyboard, p bot.PassOn) *keyboard {
	if p == (bot.PassOn{}) {
		return k
	}
	const longest = 2048
	link := "https://t.me/share/url?" + url.Values{"url": {p.Link}, "text": {p.Text}}.Encode()
	if len(link) > longest {
		return k
	}
	row := []button{{Text: p.Label, URL: link}}
	if k == nil {
		return &keyboard{Rows: [][]button{row}}
	}
	return &keyboard{Rows: append([][]button{row}, k.Rows...)}
}

// ringing adds a button for a telephone number, above the others. No button can dial: the Bot API opens http, https and tg links
// only and refuses a whole message for a tel: link ("Unsupported URL protocol"). sendContact could show a card that dials, but
// it offers to save a drug service among the phone's contacts, beside the chat that FORGET clears. So the button copies the number, without
// telling anybody that it was pressed, and the number stands in the words as well.
func ringing(k *keyboard, n bot.Number) *keyboard {
	const longest = 256 // characters that copy_text takes
	if n.Label == "" || n.Digits == "" || utf8.RuneCountInString(n.Digits) > longest {
		return k
	}
	row := []button{{Text: n.Label, Copy: &copyText{n.Digits}}}
	if k == nil {
		return &keyboard{Rows: [][]button{row}}
	}
	return &keyboard{Rows: append([][]button{row}, k.Rows...)}
}

// send shows text as a new message. Nothing is parsed in it, no link in it is opened by Telegram, and
// people may forward it.
func send(to int64, text string, k *keyboard) request {
	r := request{"sendMessage", map[string]any{
		"chat_id": to, "text": text, "link_preview_options": linkPreview{Disabled: true},
	}}
	if k != nil {
		r.fields["reply_markup"] = k
	}
	return r
}

// venue shows a place on the map. Telegram refuses one without a title or an address.
func venue(to int64, v *bot.Venue) request {
	return request{"sendVenue", map[string]any{
		"chat_id": to, "latitude": v.Lat, "longitude": v.Lon,
		"title": split(cmp.Or(v.Title, "-"), maxVenue)[0], "address": split(cmp.Or(v.Address, v.Title, "-"), maxVenue)[0],
	}}
}

// maxVenue is how much of a title or address is shown, in UTF-16 units. Telegram does not say what it takes; more would not be
// seen.
const maxVenue = 200

// edit puts text and buttons in the place of a message's own.
func edit(in int64, ref int64, text string, k *keyboard) request {
	r := send(in, text, k)
	r.method = "editMessageText"
	r.fields["message_id"] = ref
	return r
}

// answerPress ends the waiting sign on a pressed button.
func answerPress(id string) request {
	return request{"answerCallbackQuery", map[string]any{"callback_query_id": id}}
}

func deleteMessages(in int64, refs []int64) request {
	return request{"deleteMessages", map[string]any{"chat_id": in, "message_ids": refs}}
}

// kinds are the kinds of update that Telegram is asked for: nothing about edits, members, reactions or
// channels ever leaves it.
func kinds() []string { return []string{"message", "callback_query", "inline_query"} }

// getUpdates asks for what has arrived. An offset confirms every update below it; 0 confirms none.
func getUpdates(offset int64, limit, seconds int64) request {
	r := request{"getUpdates", map[string]any{"limit": limit, "timeout": seconds, "allowed_updates": kinds()}}
	if offset != 0 {
		r.fields["offset"] = offset
	}
	return r
}

func deleteWebhook() request { return request{"deleteWebhook", nil} }

func setWebhook(url, secret string) request {
	return request{"setWebhook", map[string]any{"url": url, "secret_token": secret, "allowed_updates": kinds()}}
}

func setMyCommands(list []Command) request {
	return request{"setMyCommands", map[string]any{"commands": list, "scope": map[string]string{"type": "all_private_chats"}}}
}
