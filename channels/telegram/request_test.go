package telegram

import (
	"encoding/json"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"waymark/bot"
)

func labelled(labels ...string) []bot.Choice {
	var out []bot.Choice
	for _, l := range labels {
		key, label, _ := strings.Cut(l, "=")
		out = append(out, bot.Choice{Key: key, Label: label, Data: "v1:f:s:" + key})
	}
	return out
}

func TestChoicesBecomeRowsOfButtons(t *testing.T) {
	tests := []struct {
		name    string
		choices []bot.Choice
		want    string // rows by line, buttons by bar
	}{
		{"none", nil, ""},
		{"long ones, each its own row", labelled("1=I'm calling", "2=I can't call them"), "I'm calling\nI can't call them"},
		{"short ones, two a row", labelled("1=Yes", "2=No", "3=Not sure"), "Yes|No\nNot sure"},
		{"a short one between long ones stays alone", labelled("1=Something long", "2=No", "3=Something else", "4=Yes"), "Something long\nNo\nSomething else\nYes"},
		{"menu and back share the last row", labelled("1=I'm calling", "0=Menu", "back=Back to where I was"), "I'm calling\nMenu|Back to where I was"},
		{"menu and back come last wherever they stand", labelled("0=Menu", "1=Yes", "BACK=Back", "2=No"), "Yes|No\nMenu|Back"},
		{"menu alone", labelled("0=Menu"), "Menu"},
		{"what Telegram would refuse is left out", append(labelled("1= ", "2=Yes"), bot.Choice{Key: "3", Label: "Long", Data: strings.Repeat("x", 65)}, bot.Choice{Key: "4", Label: "None"}), "Yes"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var rows []string
			if k := keyboardOf(tt.choices); k != nil {
				for _, row := range k.Rows {
					var labels []string
					for _, b := range row {
						labels = append(labels, b.Text)
					}
					rows = append(rows, strings.Join(labels, "|"))
				}
			}
			if diff := cmp.Diff(tt.want, strings.Join(rows, "\n")); diff != "" {
				t.Errorf("rows (-want +got):\n%s", diff)
			}
		})
	}
}

func TestARequestReadsTheSameBothWays(t *testing.T) {
	k := keyboardOf(labelled("1=Yes", "0=Menu"))
	tests := []struct {
		name   string
		r      request
		params map[string]string
		body   string
	}{
		{
			"a new message", send(5, "Call 999 now. <b>&\n", k),
			map[string]string{"chat_id": "5", "text": "Call 999 now. <b>&\n", "link_preview_options": `{"is_disabled":true}`,
				"reply_markup": `{"inline_keyboard":[[{"text":"Yes","callback_data":"v1:f:s:1"}],[{"text":"Menu","callback_data":"v1:f:s:0"}]]}`},
			`{"method":"sendMessage","chat_id":5,"text":"Call 999 now. <b>&\n","link_preview_options":{"is_disabled":true},"reply_markup":{"inline_keyboard":[[{"text":"Yes","callback_data":"v1:f:s:1"}],[{"text":"Menu","callback_data":"v1:f:s:0"}]]}}`,
		},
		{
			"a changed message without buttons", edit(5, 42, "Hello", nil),
			map[string]string{"chat_id": "5", "message_id": "42", "text": "Hello", "link_preview_options": `{"is_disabled":true}`},
			`{"method":"editMessageText","chat_id":5,"message_id":42,"text":"Hello","link_preview_options":{"is_disabled":true}}`,
		},
		{"the answer to a press", answerPress("p1"), map[string]string{"callback_query_id": "p1"}, `{"method":"answerCallbackQuery","callback_query_id":"p1"}`},
		{"deleting", deleteMessages(5, []int64{3, 2}), map[string]string{"chat_id": "5", "message_ids": "[3,2]"}, `{"method":"deleteMessages","chat_id":5,"message_ids":[3,2]}`},
		{"asking for updates", getUpdates(0, 100, 50), map[string]string{"limit": "100", "timeout": "50", "allowed_updates": `["message","callback_query","inline_query"]`}, `{"method":"getUpdates","limit":100,"timeout":50,"allowed_updates":["message","callback_query","inline_query"]}`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if diff := cmp.Diff(tt.params, map[string]string(tt.r.params())); diff != "" {
				t.Errorf("as a form (-want +got):\n%s", diff)
			}
			var want, got any
			if err := json.Unmarshal([]byte(tt.body), &want); err != nil {
				t.Fatal(err)
			}
			if err := json.Unmarshal(tt.r.body(), &got); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("as an answer (-want +got):\n%s", diff)
			}
		})
	}
}

func TestLongTextsAreSplitWhereItHurtsLeast(t *testing.T) {
	tests := []struct {
		name, text string
		limit      int
		want       []string
	}{
		{"short", "Call 999 now.", 20, []string{"Call 999 now."}},
		{"nothing", "", 20, nil},
		{"only blanks", " \n ", 20, nil},
		{"after a line", "One two\nthree four", 12, []string{"One two\n", "three four"}},
		{"after a word", "One two three", 9, []string{"One two ", "three"}},
		{"inside a word when there is no other place", "abcdefgh", 3, []string{"abc", "def", "gh"}},
		{"never inside a character", "😀😀😀", 3, []string{"😀", "😀", "😀"}},
		{"exactly full", "abcd", 4, []string{"abcd"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if diff := cmp.Diff(tt.want, split(tt.text, tt.limit)); diff != "" {
				t.Errorf("pieces (-want +got):\n%s", diff)
			}
		})
	}
}

func TestEveryPieceFitsAndNoWordIsLost(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.StringOfN(rapid.SampledFrom([]rune("ab \n\u00e9\u20ac😀")), 0, 300, -1).Draw(t, "text")
		limit := rapid.IntRange(2, 40).Draw(t, "limit")
		joined := ""
		for _, piece := range split(text, limit) {
			if n := len(utf16.Encode([]rune(piece))); n > limit || strings.TrimSpace(piece) == "" {
				t.Fatalf("a piece of %d units, %q", n, piece)
			}
			joined += piece
		}
		without := func(s string) string { return strings.Join(strings.Fields(s), "") }
		if without(joined) != without(text) {
			t.Fatalf("%q came out as %q", text, joined)
		}
	})
}

func TestNoButtonForANumberThatTelegramWouldRefuse(t *testing.T) {
	for _, n := range []bot.Number{{}, {Label: "Copy"}, {Digits: "01632 960101"}, {Label: "Copy", Digits: strings.Repeat("1", 257)}} {
		if k := ringing(nil, n); k != nil {
			t.Errorf("%+v has a button", n)
		}
	}
	if k := ringing(nil, bot.Number{Label: "Copy", Digits: strings.Repeat("1", 256)}); k == nil || len(k.Rows) != 1 {
		t.Error("a number alone has no button")
	}
}
