package telegramtest

import (
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"slices"
	"strconv"
	"strings"
)

// SchemaEnv names the environment variable that holds the path of the Bot API's own description as JSON:
// {"methods": {name: {"fields": [{"name","types","required"}]}}, "types": {…, "subtypes": [name]}}.
// When it is set, every request is checked against it too.
const SchemaEnv = "WAYMARK_BOTAPI_SCHEMA"

// schema says which methods exist and what their fields may hold. Types are written as in the Bot API's
// documentation: Integer, String, Boolean, Float, True, "Array of X", or the name of an object.
type schema struct {
	Methods map[string]object `json:"methods"`
	Types   map[string]object `json:"types"`
}

type object struct {
	Fields   []field  `json:"fields"`
	Subtypes []string `json:"subtypes"`
}

type field struct {
	Name     string   `json:"name"`
	Types    []string `json:"types"`
	Required bool     `json:"required"`
}

func schemaFile(path string) (*schema, error) {
	raw, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	var s schema
	if err := json.Unmarshal(raw, &s); err != nil {
		return nil, err
	}
	if len(s.Methods) == 0 || len(s.Types) == 0 {
		return nil, fmt.Errorf("%s: no methods or types in it", path)
	}
	return &s, nil
}

// request reads a form's fields as the Bot API does: what is not text or a number is JSON.
func (s *schema) request(method string, form map[string]string) (map[string]any, error) {
	m, known := s.Methods[method]
	if !known {
		return nil, fmt.Errorf("method %s is not known", method)
	}
	values := make(map[string]any, len(form))
	for name, raw := range form {
		f := m.field(name)
		if f == nil {
			return nil, fmt.Errorf("%s has no field %s", method, name)
		}
		if slices.Contains(f.Types, "String") {
			values[name] = raw
			if n, err := strconv.ParseInt(raw, 10, 64); err == nil && slices.Contains(f.Types, "Integer") {
				values[name] = float64(n)
			}
			continue
		}
		var v any
		if err := json.Unmarshal([]byte(raw), &v); err != nil {
			return nil, fmt.Errorf("%s.%s is not JSON", method, name)
		}
		values[name] = v
	}
	return values, s.fits(method, m, values)
}

// fits checks an object's fields: each known, of its type, and none missing.
func (s *schema) fits(where string, o object, values map[string]any) error {
	for _, name := range slices.Sorted(maps.Keys(values)) {
		f := o.field(name)
		if f == nil {
			return fmt.Errorf("%s has no field %s", where, name)
		}
		if err := s.oneOf(where+"."+name, f.Types, values[name]); err != nil {
			return err
		}
	}
	for _, f := range o.Fields {
		if _, given := values[f.Name]; f.Required && !given {
			return fmt.Errorf("%s lacks the field %s", where, f.Name)
		}
	}
	return nil
}

func (s *schema) oneOf(where string, types []string, v any) error {
	var err error
	for _, t := range types {
		if err = s.is(where, t, v); err == nil {
			return nil
		}
	}
	return err
}

func (s *schema) is(where, t string, v any) error {
	wrong := fmt.Errorf("%s is not of type %s", where, t)
	if of, list := strings.CutPrefix(t, "Array of "); list {
		items, ok := v.([]any)
		if !ok {
			return wrong
		}
		for i, item := range items {
			if err := s.is(fmt.Sprintf("%s[%d]", where, i), of, item); err != nil {
				return err
			}
		}
		return nil
	}
	ok := false
	switch t {
	case "String":
		_, ok = v.(string)
	case "Boolean":
		_, ok = v.(bool)
	case "True":
		ok = v == true
	case "Float":
		_, ok = v.(float64)
	case "Integer":
		n, number := v.(float64)
		ok = number && n == float64(int64(n))
	default:
		o, known := s.Types[t]
		if !known {
			return fmt.Errorf("%s: type %s is not known", where, t)
		}
		if len(o.Subtypes) > 0 {
			return s.oneOf(where, o.Subtypes, v)
		}
		values, isObject := v.(map[string]any)
		if !isObject {
			return wrong
		}
		return s.fits(where, o, values)
	}
	if !ok {
		return wrong
	}
	return nil
}

func (o object) field(name string) *field {
	for i := range o.Fields {
		if o.Fields[i].Name == name {
			return &o.Fields[i]
		}
	}
	return nil
}

// used is what Waymark uses of the Bot API, and nothing else of it: a field that is not here is a
// surprise, even if Telegram knows it.
func used() *schema {
	must := func(name string, types ...string) field { return field{name, types, true} }
	may := func(name string, types ...string) field { return field{name, types, false} }
	of := func(fields ...field) object { return object{Fields: fields} }
	return &schema{
		Methods: map[string]object{
			"getMe":          of(),
			"getWebhookInfo": of(),
			"getUpdates":     of(may("offset", "Integer"), must("limit", "Integer"), must("timeout", "Integer"), must("allowed_updates", "Array of String")),
			"deleteWebhook":  of(),
			"setWebhook":     of(must("url", "String"), must("secret_token", "String"), must("allowed_updates", "Array of String")),
			"setMyCommands":  of(must("commands", "Array of BotCommand"), must("scope", "BotCommandScope")),
			"sendMessage": of(must("chat_id", "Integer"), must("text", "String"),
				must("link_preview_options", "LinkPreviewOptions"), may("reply_markup", "InlineKeyboardMarkup")),
			"editMessageText": of(must("chat_id", "Integer"), must("message_id", "Integer"), must("text", "String"),
				must("link_preview_options", "LinkPreviewOptions"), may("reply_markup", "InlineKeyboardMarkup")),
			"sendVenue":           of(must("chat_id", "Integer"), must("latitude", "Float"), must("longitude", "Float"), must("title", "String"), must("address", "String")),
			"answerCallbackQuery": of(must("callback_query_id", "String")),
			"answerInlineQuery": of(must("inline_query_id", "String"), must("results", "Array of InlineQueryResultArticle"),
				must("cache_time", "Integer"), must("is_personal", "Boolean")),
			"deleteMessages": of(must("chat_id", "Integer"), must("message_ids", "Array of Integer")),
		},
		Types: map[string]object{
			"BotCommand":           of(must("command", "String"), must("description", "String")),
			"BotCommandScope":      of(must("type", "String")),
			"LinkPreviewOptions":   of(must("is_disabled", "True")),
			"InlineKeyboardMarkup": of(must("inline_keyboard", "Array of Array of InlineKeyboardButton")),
			"InlineKeyboardButton": of(must("text", "String"), may("callback_data", "String"), may("url", "String"), may("copy_text", "CopyTextButton")),
			"CopyTextButton":       of(must("text", "String")),
			"InlineQueryResultArticle": of(must("type", "String"), must("id", "String"), must("title", "String"), must("description", "String"),
				must("input_message_content", "InputTextMessageContent")),
			"InputTextMessageContent": of(must("message_text", "String"), must("link_preview_options", "LinkPreviewOptions")),
		},
	}
}
