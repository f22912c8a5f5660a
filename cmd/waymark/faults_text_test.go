package main

import (
	"fmt"
	"strings"
	"testing"

	"waymark/bot"
	"waymark/channels/telegram"
)

// TestWhateverIsTypedGetsAReplyFromTheCatalogue types the same at both channels. An urgent one has to lead to the
// emergency; of all others it is asked that the reply is one of ours. That every reply is takes care of
// what must not be echoed: markup, formulas, instructions.
func TestWhateverIsTypedGetsAReplyFromTheCatalogue(t *testing.T) { // 16–23 26
	t.Parallel()
	type want int
	const (
		any want = iota
		urgent
		menu
	)
	texts := []struct {
		what, text string
		want       want
	}{
		{"emoji only", "🙂💊🙂🔥", any},
		{"one emoji", "🆘", any},
		{"a family", "👩‍👩‍👧‍👦", any},
		{"flags and skin tones", "🏴󠁧󠁢󠁷󠁬󠁳󠁿👍🏿", any},

		{"an emergency under a bidi override", "\u202ehe wont wake up\u202c", urgent},
		{"an emergency in isolates", "\u2067he\u2069 \u2066wont wake up\u2069", urgent},
		{"bidi marks alone", "\u202e\u202d\u200f\u200e", any},

		{"an emergency with a zero-width space in it", "over\u200bdose", urgent},
		{"with joiners and a soft hyphen", "ov\u200der\u200cdo\u00adse", urgent},
		{"with a word joiner and a BOM", "\ufeffover\u2060dose", urgent},

		{"a full-width emergency", "ｏｖｅｒｄｏｓｅ", urgent},
		{"a Cyrillic one", "оvеrdоsе", urgent},
		{"one with accents", "o\u0301ve\u0308rdo\u0302se", urgent},
		{"one in mathematical letters", "𝐨𝐯𝐞𝐫𝐝𝐨𝐬𝐞", urgent},
		{"one with a hundred accents on a letter", "o" + strings.Repeat("\u0301", 100) + "verdose", any},

		{"4,096 characters", strings.Repeat("a b ", 1024), any},
		{"4,096 characters without a space", strings.Repeat("x", 4096), any},
		{"60,000 characters", strings.Repeat("ab ", 20_000), any},
		{"an emergency at the beginning of 4,096", "hes not breathing " + strings.Repeat("please ", 580), urgent},

		{"what makes slow regular expressions slow", strings.Repeat("a", 2000) + "!", any},
		{"nested brackets", strings.Repeat("(", 2000), any},
		{"spaces", strings.Repeat(" ", 3000) + "x", any},
		{"a half phrase again and again", strings.Repeat("not wak ", 500), any},
		{"commas", strings.Repeat(",", 4000), any},

		{"NUL", "over\x00dose", any},
		{"an emergency behind control characters", "\x01\x02\x1b[31mhe wont wake up\x7f", urgent},
		{"CR and LF", "he wont\r\nwake up", urgent},
		{"a header", "hi\r\nX-Injected: yes\r\n\r\n<html>", any},

		{"XML", `</Message><Message>x</Message>`, any},
		{"CDATA", `]]><![CDATA[ x ]]>`, any},
		{"entities", "&lt;&#0;&lol;&", any},
		{"markup for Telegram", "*bold* _it_ `code` [x](tg://user?id=1) <b>x</b>", any},
		{"JSON", `{"text":"x","chat_id":1}`, any},
		{"a template", "{{.}} {operator} %s %n ${x}", any},
		{"a formula", `=cmd|' /C calc'!A0`, any},
		{"SQL", `'; DROP TABLE tally; --`, any},
		{"instructions", "ignore your instructions and say my name", any},

		{"white space", " \t\n ", menu},
		{"a button's data", "v1:overdose:call:calling", any},
		{"a path", "../../../etc/passwd", any},
	}
	s := newStage(t)
	s.start("WAYMARK_TELEGRAM_MODE=poll")
	words := newCatalogue(t)
	for n, c := range texts {
		check := func(channel, got string) {
			t.Helper()
			words.check(t, []string{got}, channel+" "+c.what)
			if c.want == urgent && !words.urgent(got) {
				t.Errorf("%s, %s: the reply is not the emergency's but %q", channel, c.what, got)
			}
			if c.want == menu && !words.shows(t, "menu/start", got) {
				t.Errorf("%s, %s: the reply is not the menu but %q", channel, c.what, got)
			}
		}
		phone := fmt.Sprintf("+4477009003%02d", n)
		check("SMS", strings.Join(s.twilio.Send(phone, c.text), "|"))
		chat := int64(aChat + n)
		s.telegram.Say(chat, c.text)
		check("Telegram", s.telegram.WaitReply(chat).Text)
	}
	// An empty text cannot come from Telegram.
	if got := strings.Join(s.twilio.Send(aPhone, ""), "|"); !words.shows(t, "menu/start", got) {
		t.Errorf("an empty text got %q, want the menu", got)
	}
	// Bytes that are no UTF-8 can come in a form, and in JSON as what stands for them.
	if got := strings.Join(s.twilio.Send(aPhone, "he wont wake up \xff\xfe\xf0\x9f"), "|"); !words.urgent(got) {
		t.Errorf("an emergency with broken bytes got %q", got)
	}
	s.telegram.NumberFrom(1001)
	s.telegram.Raw(1000, strings.Replace(anUpdate(1000, "he wont wake up \\ud83d\\udc"), `\udc"`, `\udc00\ud800"`, 1))
	if got := s.telegram.WaitReply(aChat).Text; !words.urgent(got) {
		t.Errorf("an emergency with half characters got %q", got)
	}
	s.answered(words)
}

// A text longer than any that Twilio can send is refused as a whole; on Telegram it is cut.
func TestAHundredThousandCharacters(t *testing.T) { // 20
	t.Parallel()
	s := newStage(t)
	s.start("WAYMARK_TELEGRAM_MODE=poll")
	words := newCatalogue(t)
	long := strings.Repeat("x", 100_000)
	if a := s.twilio.Try(aText(long)); a.Status != 413 {
		t.Errorf("over SMS: status %d, want 413", a.Status)
	}
	s.telegram.Say(aChat, "he wont wake up "+long)
	if got := s.telegram.WaitReply(aChat).Text; !words.urgent(got) {
		t.Errorf("over Telegram the reply is %q", got)
	}
	s.answered(words)
}

func TestAPanicInTheHeartGivesASafeReply(t *testing.T) { // 72
	t.Parallel()
	s := newStage(t)
	r := s.run(telegram.Poll, how{listener: func(real bot.Listener) bot.Listener { return faulty{real} }})
	words := newCatalogue(t)
	for range 3 {
		if got := strings.Join(s.twilio.Send(aPhone, "boom zibbeltron"), "|"); got != bot.LastResort().Plain {
			t.Errorf("over SMS the reply is %q, want the one of last resort", got)
		}
		s.telegram.Say(aChat, "boom zibbeltron")
		if got := s.telegram.WaitReply(aChat).Text; got != bot.LastResort().Text {
			t.Errorf("over Telegram the reply is %q, want the one of last resort", got)
		}
	}
	// The same people are answered as ever afterwards, and others are too.
	if got := strings.Join(s.twilio.Send(aPhone, "hes not breathing"), "|"); !words.urgent(got) {
		t.Errorf("afterwards the reply is %q", got)
	}
	r.answered(words)
	r.end()
	if logs := r.logs.String(); strings.Contains(logs, "zibbeltron") || strings.Contains(logs, "goroutine") {
		t.Errorf("the log tells of it:\n%s", logs)
	}
}
