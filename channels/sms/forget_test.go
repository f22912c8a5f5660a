package sms

import (
	"context"
	"reflect"
	"strings"
	"testing"

	"waymark/bot"
	"waymark/channels/sms/twiliotest"
)

// reachable collects every string, and every run of bytes, that can be reached from v. Function values and the
// insides of sync and atomic types are not looked into.
func reachable(v reflect.Value, seen map[[2]uintptr]bool, found *[]string) {
	switch v.Kind() {
	case reflect.Pointer:
		at := [2]uintptr{v.Pointer(), reflect.ValueOf(v.Type()).Pointer()}
		if v.IsNil() || seen[at] {
			return
		}
		seen[at] = true
		reachable(v.Elem(), seen, found)
	case reflect.Interface:
		if !v.IsNil() {
			reachable(v.Elem(), seen, found)
		}
	case reflect.Struct:
		for i := range v.NumField() {
			reachable(v.Field(i), seen, found)
		}
	case reflect.Map:
		for entries := v.MapRange(); entries.Next(); {
			reachable(entries.Key(), seen, found)
			reachable(entries.Value(), seen, found)
		}
	case reflect.Slice, reflect.Array:
		if v.Type().Elem().Kind() == reflect.Uint8 {
			bytes := make([]byte, v.Len())
			for i := range bytes {
				bytes[i] = byte(v.Index(i).Uint())
			}
			*found = append(*found, string(bytes))
			return
		}
		for i := range v.Len() {
			reachable(v.Index(i), seen, found)
		}
	case reflect.String:
		*found = append(*found, v.String())
	}
}

func traces(v any, of ...string) (kept []string) {
	var found []string
	reachable(reflect.ValueOf(v), map[[2]uintptr]bool{}, &found)
	for _, s := range found {
		for _, mark := range of {
			if strings.Contains(s, mark) {
				kept = append(kept, mark)
			}
		}
	}
	return kept
}

func TestNothingOfAMessageStaysInTheChannel(t *testing.T) {
	// The scripted bot would hold the message; this one does not.
	c, twilio := open(t, &counting{reply: func(context.Context, bot.Message) bot.Reply { return bot.Reply{Plain: "reply"} }})
	const digits, text, sid, city = "7700900987", "marked text zebra", "SMfeedfeedfeedfeedfeedfeedfeedfeed", "ZEBRATOWN"
	twilio.Post(twiliotest.Webhook{From: "+44" + digits, Body: text, MessageSid: sid, More: map[string][]string{"FromCity": {city}}})
	twilio.Post(twiliotest.Webhook{From: "+44" + digits, Body: text, MessageSid: sid})
	twilio.Try(twiliotest.Webhook{From: "+44" + digits, Body: text, MessageSid: sid, To: "+447700900001"})

	if n := c.answers.len(); n != 1 {
		t.Fatalf("%d answers are remembered, want 1", n)
	}
	if kept := traces(c, digits, text, sid, city); len(kept) > 0 {
		t.Errorf("the channel still holds %q", kept)
	}
	// What the test looks with does find what is there.
	if kept := traces(c, "reply", ourNumber); len(kept) < 2 {
		t.Errorf("of the reply and our own number only %q were found", kept)
	}
	if kept := traces(bot.Message{Text: text}, text); len(kept) != 1 {
		t.Error("a message's text was not found in the message")
	}
}
