package telegram

import (
	"bytes"
	"encoding/json"
	"errors"
	"math"
	"strings"
	"unicode/utf8"

	"waymark/bot"
)

// update is all that is kept of a Telegram update. Exactly one of heard, pressed and asked is set in one that
// asks for an answer.
type update struct {
	id      int64
	heard   *heard
	pressed *pressed
	asked   *asked
}

// chat is where a message was sent.
type chat struct {
	id      int64
	private bool
	group   bool
}

// heard is a message that somebody sent.
type heard struct {
	chat chat
	ref  int64 // the message's number in the chat
	text string
	// typed: there was text, even an empty one. Otherwise text is the caption of a picture or file.
	typed bool
	place *bot.Point
}

// pressed is a button that somebody pressed.
type pressed struct {
	id   string // Telegram's name for this press, to be answered
	data string // what the button carried, which may be forged
	chat chat
	ref  int64 // the number of the message with the button
}

// asked is what somebody typed behind the bot's name in a chat of their own. Who asks, where, and in what kind of chat are not
// read.
type asked struct {
	id   string // Telegram's name for the question, to be answered
	text string
}

// maxText is more bytes than a message of Telegram's 4,096 UTF-16 units can have.
const maxText = 3 * 4096

// updateID reads an update's number and nothing else, so that an update which cannot be read any
// further can still be passed over.
func updateID(raw []byte) (int64, bool) {
	var u struct {
		ID once[int64] `json:"update_id"`
	}
	err := json.Unmarshal(raw, &u)
	return u.ID.value, err == nil && u.ID.there && u.ID.value > 0
}

// decode reads one update. It gives false for everything that asks for no answer: broken or ambiguous
// JSON, wrong types, edits, channel posts, service notices, kinds that are not known. There is no
// error, because encoding/json repeats its input in them.
func decode(raw []byte) (update, bool) {
	var wire struct {
		ID      once[int64]       `json:"update_id"`
		Message once[wireMessage] `json:"message"`
		Press   once[wirePress]   `json:"callback_query"`
		Inline  once[wireInline]  `json:"inline_query"`
	}
	err := json.Unmarshal(raw, &wire)
	if err != nil || wire.ID.value <= 0 {
		return update{}, false
	}
	u := update{id: wire.ID.value}
	switch [3]bool{wire.Message.there, wire.Press.there, wire.Inline.there} {
	case [3]bool{true, false, false}:
		u.heard = wire.Message.value.heard()
	case [3]bool{false, true, false}:
		u.pressed = wire.Press.value.pressed()
	case [3]bool{false, false, true}:
		u.asked = wire.Inline.value.asked()
	}
	return u, u.heard != nil || u.pressed != nil || u.asked != nil
}

// The wire types hold what is read of Telegram's types of the same names, and no more. A name or a
// username has no field to be put in.
type wireMessage struct {
	ID       once[int64]    `json:"message_id"`
	Chat     once[wireChat] `json:"chat"`
	Text     once[string]   `json:"text"`
	Caption  once[string]   `json:"caption"`
	Location once[rounded]  `json:"location"`

	// Notices that a person's own act leaves in a private chat without anything being said.
	Pinned      present `json:"pinned_message"`
	AutoDelete  present `json:"message_auto_delete_timer_changed"`
	Background  present `json:"chat_background_set"`
	MayBeSentTo present `json:"write_access_allowed"`
}

type wireChat struct {
	ID   once[int64]  `json:"id"`
	Type once[string] `json:"type"`
}

type wirePress struct {
	ID      once[string]      `json:"id"`
	Data    once[string]      `json:"data"`
	Message once[wireMessage] `json:"message"`
}

type wireInline struct {
	ID    once[string] `json:"id"`
	Query once[string] `json:"query"`
}

func (w wireInline) asked() *asked {
	if w.ID.value == "" {
		return nil
	}
	return &asked{id: w.ID.value, text: capped(w.Query.value)}
}

func (w wireMessage) heard() *heard {
	h := &heard{chat: w.Chat.value.chat(), ref: w.ID.value, text: w.Text.value, typed: w.Text.there}
	switch {
	case h.chat.group && !h.typed: // members that come and go, titles, pictures
		return nil
	case !h.chat.group && !h.chat.private, h.chat.id == 0:
		return nil
	case bool(w.Pinned || w.AutoDelete || w.Background || w.MayBeSentTo):
		return nil
	}
	if !h.typed {
		h.text = w.Caption.value
		if w.Location.value.valid {
			h.place = &w.Location.value.at
		}
	}
	if h.chat.group {
		h.text = "" // a group is told one line, whatever is said in it
	}
	h.text = capped(h.text)
	return h
}

// capped cuts a text at a rune, so that no reader further on is handed megabytes.
func capped(text string) string {
	if len(text) <= maxText {
		return text
	}
	end := maxText
	for end > 0 && !utf8.RuneStart(text[end]) {
		end--
	}
	return strings.Clone(text[:end])
}

func (w wirePress) pressed() *pressed {
	if w.ID.value == "" {
		return nil
	}
	// A press without a chat (from an inline message, which Waymark never sends) can only be answered.
	return &pressed{id: w.ID.value, data: capped(w.Data.value), chat: w.Message.value.Chat.value.chat(), ref: w.Message.value.ID.value}
}

func (w wireChat) chat() chat {
	return chat{
		id:      w.ID.value,
		private: w.Type.value == "private",
		group:   w.Type.value == "group" || w.Type.value == "supergroup",
	}
}

// once is a field that may be given once. Twice is ambiguous: which of two readers' readings is
// right would be up to whoever forged it.
type once[T any] struct {
	value T
	there bool
}

var errTwice = errors.New("given twice")

func (o *once[T]) UnmarshalJSON(raw []byte) error {
	if o.there {
		return errTwice
	}
	if bytes.Equal(raw, []byte("null")) {
		return nil
	}
	o.there = true
	return json.Unmarshal(raw, &o.value)
}

// present notes that a field is there and does not look inside.
type present bool

func (p *present) UnmarshalJSON(raw []byte) error {
	*p = present(!bytes.Equal(raw, []byte("null")))
	return nil
}

// rounded is a place cut to a hundredth of a degree while it is read: the exact one lives no longer
// than this call.
type rounded struct {
	at    bot.Point
	valid bool
}

func (r *rounded) UnmarshalJSON(raw []byte) error {
	var exact struct {
		Lat once[float64] `json:"latitude"`
		Lon once[float64] `json:"longitude"`
	}
	if err := json.Unmarshal(raw, &exact); err != nil {
		return err
	}
	lat, lon := exact.Lat.value, exact.Lon.value
	r.valid = exact.Lat.there && exact.Lon.there && math.Abs(lat) <= 90 && math.Abs(lon) <= 180
	if r.valid {
		r.at = bot.Point{LatHundredths: int16(math.Round(lat * 100)), LonHundredths: int16(math.Round(lon * 100))}
	}
	return nil
}
