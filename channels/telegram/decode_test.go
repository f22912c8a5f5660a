package telegram

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
	"reflect"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"waymark/bot"
	"waymark/bot/counter"
)

// valid are updates as Telegram sends them, with everything that Waymark must not keep.
const (
	textUpdate = `{"update_id":7,"message":{"message_id":41,"from":{"id":900000001,"is_bot":false,"first_name":"Ada","last_name":"Lovelace","username":"ada_l","language_code":"en"},"chat":{"id":900000001,"first_name":"Ada","last_name":"Lovelace","username":"ada_l","type":"private"},"date":1790000000,"text":"hes gone over"}}`
	pressUpd   = `{"update_id":8,"callback_query":{"id":"4382bfdwdsb323b2d9","from":{"id":900000001,"is_bot":false,"first_name":"Ada"},"message":{"message_id":42,"from":{"id":1,"is_bot":true,"first_name":"Waymark"},"chat":{"id":900000001,"first_name":"Ada","type":"private"},"date":1790000000,"text":"Hello","reply_markup":{"inline_keyboard":[[{"text":"Yes","callback_data":"v1:menu:start:yes"}]]}},"chat_instance":"-1","data":"v1:menu:start:yes"}}`
)

// in wraps a message's fields in an update of a private chat.
func in(fields string) string {
	return `{"update_id":7,"message":{"message_id":41,"chat":{"id":900000001,"type":"private"},"date":1790000000` + fields + `}}`
}

func TestWhatArrivesBecomesAMessage(t *testing.T) {
	who := bot.NewSender(counter.Telegram, "900000001")
	telegram := func(m bot.Message) bot.Message {
		m.Sender, m.Channel = who, counter.Telegram
		return m
	}
	tests := []struct {
		name, raw string
		want      bot.Message
	}{
		{"a text", textUpdate, bot.Message{Kind: bot.Text, Text: "hes gone over", Ref: 41}},
		{"a press", pressUpd, bot.Message{Kind: bot.Press, Text: "v1:menu:start:yes", Ref: 42}},
		{"an empty text", in(`,"text":""`), bot.Message{Kind: bot.Text, Ref: 41}},
		{"a text with signs of every kind", in(`,"text":"& < > ]]> *b* \u0000 \u202e o\u200bd"`), bot.Message{Kind: bot.Text, Text: "& < > ]]> *b* \x00 \u202e o\u200bd", Ref: 41}},
		{"half a surrogate pair", in(`,"text":"od \ud83d"`), bot.Message{Kind: bot.Text, Text: "od \ufffd", Ref: 41}},
		{"a command", in(`,"text":"/od"`), bot.Message{Kind: bot.Text, Text: "od", Ref: 41}},
		{"a command to the bot by name", in(`,"text":"/od@waymark_bot"`), bot.Message{Kind: bot.Text, Text: "od", Ref: 41}},
		{"a command with words behind it", in(`,"text":"/near@waymark_bot  LS1"`), bot.Message{Kind: bot.Text, Text: "near LS1", Ref: 41}},
		{"a command with a line behind it", in(`,"text":"/od\nhes blue"`), bot.Message{Kind: bot.Text, Text: "od hes blue", Ref: 41}},
		{"a slash alone", in(`,"text":"/"`), bot.Message{Kind: bot.Text, Ref: 41}},
		{"a start", in(`,"text":"/start"`), bot.Message{Kind: bot.Start, Ref: 41}},
		{"a start through a link", in(`,"text":"/start poster7"`), bot.Message{Kind: bot.Start, Text: "poster7", Ref: 41}},
		{"a start with a hostile code", in(`,"text":"/start '; DROP TABLE x;--"`), bot.Message{Kind: bot.Start, Text: "'; DROP TABLE x;--", Ref: 41}},
		{"a place", in(`,"location":{"latitude":53.797418,"longitude":-1.543794,"horizontal_accuracy":5}`), bot.Message{Kind: bot.Location, Near: bot.Point{LatHundredths: 5380, LonHundredths: -154}, Ref: 41}},
		{"a venue", in(`,"location":{"latitude":-53.797418,"longitude":179.999},"venue":{"title":"x"}`), bot.Message{Kind: bot.Location, Near: bot.Point{LatHundredths: -5380, LonHundredths: 18000}, Ref: 41}},
		{"a place off the globe", in(`,"location":{"latitude":91,"longitude":0}`), bot.Message{Kind: bot.NotText, Ref: 41}},
		{"half a place", in(`,"location":{"latitude":51}`), bot.Message{Kind: bot.NotText, Ref: 41}},
		{"a picture", in(`,"photo":[{"file_id":"x"}]`), bot.Message{Kind: bot.NotText, Ref: 41}},
		{"a picture with words below it", in(`,"photo":[{"file_id":"x"}],"caption":"he wont wake up"`), bot.Message{Kind: bot.NotText, Text: "he wont wake up", Ref: 41}},
		{"a voice message", in(`,"voice":{"file_id":"x"}`), bot.Message{Kind: bot.NotText, Ref: 41}},
		{"a sticker", in(`,"sticker":{"file_id":"x"}`), bot.Message{Kind: bot.NotText, Ref: 41}},
		{"a contact", in(`,"contact":{"phone_number":"07700900123","first_name":"x"}`), bot.Message{Kind: bot.NotText, Ref: 41}},
		{"a kind that is not known yet", in(`,"hologram":{"file_id":"x"}`), bot.Message{Kind: bot.NotText, Ref: 41}},
		{"nulls where nothing is", in(`,"text":"hi","location":null,"caption":null`), bot.Message{Kind: bot.Text, Text: "hi", Ref: 41}},
		{"no message number", `{"update_id":7,"message":{"chat":{"id":900000001,"type":"private"},"text":"hi"}}`, bot.Message{Kind: bot.Text, Text: "hi"}},
		{"a press on a deleted message", `{"update_id":8,"callback_query":{"id":"1","data":"v1:a:b:c","message":{"message_id":42,"date":0,"chat":{"id":900000001,"type":"private"}}}}`, bot.Message{Kind: bot.Press, Text: "v1:a:b:c", Ref: 42}},
		{"a press with forged data of 65 bytes", `{"update_id":8,"callback_query":{"id":"1","data":"` + strings.Repeat("x", 65) + `","message":{"message_id":42,"chat":{"id":900000001,"type":"private"}}}}`, bot.Message{Kind: bot.Press, Text: strings.Repeat("x", 65), Ref: 42}},
		{"a press without data", `{"update_id":8,"callback_query":{"id":"1","game_short_name":"x","message":{"message_id":42,"chat":{"id":900000001,"type":"private"}}}}`, bot.Message{Kind: bot.Press, Ref: 42}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			u, ok := decode([]byte(tt.raw))
			if !ok {
				t.Fatal("was passed over")
			}
			if diff := cmp.Diff(telegram(tt.want), u.message(), cmp.AllowUnexported(bot.Sender{})); diff != "" {
				t.Errorf("message (-want +got):\n%s", diff)
			}
		})
	}
}

func TestWhatAsksForNoAnswerIsPassedOver(t *testing.T) {
	deep := strings.Repeat("[", 100_000) + strings.Repeat("]", 100_000)
	tests := []struct{ name, raw string }{
		{"nothing", ``},
		{"no JSON", `hello`},
		{"null", `null`},
		{"a list", `[]`},
		{"an empty object", `{}`},
		{"no number", `{"message":{"message_id":1,"chat":{"id":1,"type":"private"},"text":"hi"}}`},
		{"a number that is text", `{"update_id":"7","message":{"message_id":1,"chat":{"id":1,"type":"private"},"text":"hi"}}`},
		{"a number twice", `{"update_id":7,"update_id":8,"message":{"message_id":1,"chat":{"id":1,"type":"private"},"text":"hi"}}`},
		{"nothing in it", `{"update_id":7}`},
		{"an edited message", `{"update_id":7,"edited_message":{"message_id":1,"chat":{"id":1,"type":"private"},"text":"hi"}}`},
		{"a channel post", `{"update_id":7,"channel_post":{"message_id":1,"chat":{"id":-100,"type":"channel"},"text":"hi"}}`},
		{"a reaction", `{"update_id":7,"message_reaction":{"message_id":1,"chat":{"id":1,"type":"private"}}}`},
		{"a kind that is not known", `{"update_id":7,"hologram":{}}`},
		{"a message and a press at once", `{"update_id":7,"message":{"message_id":1,"chat":{"id":1,"type":"private"},"text":"hi"},"callback_query":{"id":"1"}}`},
		{"two messages", `{"update_id":7,"message":{"message_id":1,"chat":{"id":1,"type":"private"},"text":"a"},"message":{"message_id":2,"chat":{"id":2,"type":"private"},"text":"b"}}`},
		{"two texts", in(`,"text":"a","text":"b"`)},
		{"two texts, one shouted", in(`,"text":"a","TEXT":"b"`)},
		{"two chats", `{"update_id":7,"message":{"message_id":1,"chat":{"id":1,"type":"private"},"chat":{"id":2},"text":"a"}}`},
		{"a chat's number twice", `{"update_id":7,"message":{"message_id":1,"chat":{"id":1,"id":2,"type":"private"},"text":"a"}}`},
		{"a text that is a number", in(`,"text":5`)},
		{"a text that is an object", in(`,"text":{"a":1}`)},
		{"a chat's number that is text", `{"update_id":7,"message":{"message_id":1,"chat":{"id":"1","type":"private"},"text":"hi"}}`},
		{"a chat's number that is a fraction", `{"update_id":7,"message":{"message_id":1,"chat":{"id":1.5,"type":"private"},"text":"hi"}}`},
		{"a chat's number beyond 64 bits", `{"update_id":7,"message":{"message_id":1,"chat":{"id":99999999999999999999,"type":"private"},"text":"hi"}}`},
		{"a chat that is a list", `{"update_id":7,"message":{"message_id":1,"chat":[],"text":"hi"}}`},
		{"no chat", `{"update_id":7,"message":{"message_id":1,"text":"hi"}}`},
		{"a chat of no known type", `{"update_id":7,"message":{"message_id":1,"chat":{"id":1,"type":"holodeck"},"text":"hi"}}`},
		{"a message that is a number", `{"update_id":7,"message":3}`},
		{"a place that is text", in(`,"location":"here"`)},
		{"a place beyond every number", in(`,"location":{"latitude":1e999,"longitude":0}`)},
		{"a press without a name", `{"update_id":7,"callback_query":{"data":"x","message":{"message_id":1,"chat":{"id":1,"type":"private"}}}}`},
		{"a pinned message", in(`,"pinned_message":{"message_id":3}`)},
		{"a changed timer", in(`,"message_auto_delete_timer_changed":{"message_auto_delete_time":86400}`)},
		{"somebody joins a group", `{"update_id":7,"message":{"message_id":1,"chat":{"id":-5,"type":"group"},"new_chat_members":[{"id":1}]}}`},
		{"a hundred thousand brackets", in(`,"photo":` + deep)},
		{"a hundred thousand open brackets", in(`,"photo":` + strings.Repeat("[", 100_000))},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if u, ok := decode([]byte(tt.raw)); ok {
				t.Errorf("was taken as %+v", u)
			}
		})
	}
}

func TestEveryPrefixOfAnUpdateIsPassedOver(t *testing.T) {
	for _, whole := range []string{textUpdate, pressUpd} {
		for end := range len(whole) {
			if _, ok := decode([]byte(whole[:end])); ok {
				t.Errorf("the first %d of %d bytes were taken for an update", end, len(whole))
			}
		}
	}
}

func TestADeepCornerDoesNotKeepTheRestFromBeingRead(t *testing.T) {
	deep := strings.Repeat(`{"a":[`, 50_000) + strings.Repeat(`]}`, 50_000)
	for _, corner := range []string{deep, "[" + deep + "]", "[1,{\"b\":2}," + deep + "]"} {
		raw := in(`,"text":"a \"]}[{\\\" b","forward_origin":` + corner + `,"caption":null`)
		flat, err := io.ReadAll(newShallow(strings.NewReader(raw)))
		if err != nil {
			t.Fatal(err)
		}
		u, ok := decode(flat)
		if !ok || u.heard.text != `a "]}[{\" b` {
			t.Errorf("got %+v, %v; want the text", u, ok)
		}
	}
}

func TestJSONThatIsNotDeepPassesUnchanged(t *testing.T) {
	nested := strings.Repeat("[", maxDepth) + `"\\\"]"` + strings.Repeat("]", maxDepth)
	for _, raw := range []string{textUpdate, pressUpd, nested, `{"a":"` + strings.Repeat("[", 99) + `"}`} {
		got, err := io.ReadAll(newShallow(oneByte{strings.NewReader(raw)}))
		if err != nil || string(got) != raw {
			t.Errorf("%.40q… came out as %.40q…, %v", raw, got, err)
		}
	}
}

// oneByte reads as slowly as a reader can.
type oneByte struct{ r io.Reader }

func (o oneByte) Read(p []byte) (int, error) { return o.r.Read(p[:min(1, len(p))]) }

func TestLongTextsAreCutAtARune(t *testing.T) {
	for _, unit := range []string{"x", "é", "😀"} {
		u, ok := decode([]byte(in(`,"text":"` + strings.Repeat(unit, 100_000) + `"`)))
		if !ok || len(u.heard.text) > maxText || len(u.heard.text) < maxText-4 || !utf8.ValidString(u.heard.text) {
			t.Errorf("%q a hundred thousand times was kept as %d bytes, valid %v", unit, len(u.heard.text), utf8.ValidString(u.heard.text))
		}
	}
}

// TestNamesHaveNowhereToBe walks every type an update is decoded into: the fields that can hold text are
// the ones this list allows.
func TestNamesHaveNowhereToBe(t *testing.T) {
	allowed := map[string]bool{
		"heard.text": true, "pressed.id": true, "pressed.data": true, "asked.id": true, "asked.text": true, "wireInline.ID": true, "wireInline.Query": true,
		"wireMessage.Text": true, "wireMessage.Caption": true, "wireChat.Type": true, "wirePress.ID": true, "wirePress.Data": true,
	}
	found := map[string]bool{}
	var walk func(reflect.Type, string)
	walk = func(typ reflect.Type, where string) {
		switch typ.Kind() {
		case reflect.Pointer:
			walk(typ.Elem(), where)
		case reflect.Struct:
			for f := range typ.Fields() {
				name := where // once[T] is as good as T
				if f.Name != "value" {
					name = fmt.Sprintf("%s.%s", typ.Name(), f.Name)
				}
				walk(f.Type, name)
			}
		case reflect.Bool, reflect.Int16, reflect.Int64:
		default:
			found[where] = true
			if !allowed[where] {
				t.Errorf("%s can hold a %s", where, typ)
			}
		}
	}
	for _, typ := range []reflect.Type{reflect.TypeFor[update](), reflect.TypeFor[wireMessage](), reflect.TypeFor[wirePress](), reflect.TypeFor[wireInline]()} {
		walk(typ, "")
	}
	if len(found) != len(allowed) {
		t.Errorf("found %v, want exactly the allowed ones", found)
	}
}

func TestAGroupsWordsAreNotKept(t *testing.T) {
	u, ok := decode([]byte(`{"update_id":7,"message":{"message_id":1,"chat":{"id":-5,"type":"supergroup","title":"T"},"text":"hi"}}`))
	if !ok || !u.heard.chat.group || u.heard.text != "" {
		t.Errorf("got %+v, %v; want a group's message without words", u.heard, ok)
	}
}

func FuzzDecode(f *testing.F) {
	for _, seed := range []string{textUpdate, pressUpd, in(`,"location":{"latitude":53.797418,"longitude":-1.543794}`), in(`,"photo":[]`), `{"update_id":7,"message":{"message_id":1,"chat":{"id":-5,"type":"group"},"text":"/start"}}`} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		u, ok := decode(raw)
		flat, err := io.ReadAll(newShallow(strings.NewReader(string(raw))))
		if err != nil || len(flat) > len(raw) {
			t.Fatalf("shallow gave %d bytes of %d, %v", len(flat), len(raw), err)
		}
		if json.Valid(raw) && !json.Valid(flat) {
			t.Fatal("shallow broke valid JSON")
		}
		if !ok {
			return
		}
		if (u.heard == nil) == (u.pressed == nil) || u.id <= 0 {
			t.Fatalf("an update of two kinds or none: %+v", u)
		}
		m := u.message()
		if len(m.Text) > maxText || !utf8.ValidString(m.Text) {
			t.Fatalf("%d bytes of text, valid %v", len(m.Text), utf8.ValidString(m.Text))
		}
		if abs := max(m.Near.LatHundredths, -m.Near.LatHundredths); abs > 9000 {
			t.Fatalf("latitude %d", m.Near.LatHundredths)
		}
		if again, ok := decode(flat); !ok || !reflect.DeepEqual(again, u) {
			t.Fatalf("read differently once flattened: %+v, then %+v", u, again)
		}
	})
}

// FuzzPressData shows that whatever a button's data is, it reaches the bot as it came, and nothing else does.
func FuzzPressData(f *testing.F) {
	for _, seed := range []string{"v1:menu:start:safer", "", "v0:a:b:c", strings.Repeat("x", 65), "v1:\x00:\u202e:😀", `"}],"chat":{"id":2}`} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, data string) {
		if !utf8.ValidString(data) || len(data) > maxText {
			return // JSON holds neither
		}
		quoted, err := json.Marshal(data)
		if err != nil {
			t.Fatal(err)
		}
		u, ok := decode([]byte(`{"update_id":8,"callback_query":{"id":"1","data":` + string(quoted) + `,"message":{"message_id":42,"chat":{"id":5,"type":"private"}}}}`))
		if !ok || u.message().Text != data || u.message().Kind != bot.Press || u.pressed.chat.id != 5 {
			t.Fatalf("data %q became %+v, %v", data, u.pressed, ok)
		}
	})
}

func TestTheCorpusIsThere(t *testing.T) {
	for _, name := range []string{"FuzzDecode", "FuzzPressData"} {
		entries, err := os.ReadDir("testdata/fuzz/" + name)
		if err != nil || len(entries) == 0 {
			t.Errorf("no corpus for %s: %v", name, err)
		}
	}
}
