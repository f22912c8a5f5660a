package bot_test

import (
	"fmt"
	"strings"
	"testing"

	"waymark/bot"
	"waymark/bot/bottest"
	"waymark/content"
)

func doors(t *testing.T) *bottest.Parts {
	parts := bottest.New(t)
	parts.Doors(t, []bot.Entry{{Code: "hostel-door"}, {Code: "kit-class", Topic: "naloxone", Locale: "en"}, {Code: "old-poster", Topic: "gardening", Locale: "tlh"}})
	return parts
}

// firstLines is what every first message says before it offers anything.
func firstLines(r bot.Reply) string { return strings.Join(strings.SplitN(r.Text, "\n", 4)[:3], "\n") }

func TestEveryDoorOpensWithTheSameSafeMessage(t *testing.T) {
	parts := doors(t)
	for _, form := range []content.Form{content.Buttons, content.Numbered} {
		plain := newPerson(parts, "nobody's link", form).message(bot.Start, "")
		if !strings.HasPrefix(plain.Plain, "If someone will not wake, call 999 now.") {
			t.Fatalf("the hello is\n%s", plain.Plain)
		}
		for _, how := range []bot.Kind{bot.Start, bot.Text} {
			for _, code := range []string{"hostel-door", "kit-class", "old-poster", "Kit-Class"} {
				r := newPerson(parts, fmt.Sprint(code, how, form), form).message(how, code)
				if firstLines(r) != firstLines(plain) {
					t.Errorf("%s begins\n%s\nand not\n%s", code, r.Text, firstLines(plain))
				}
				offered := strings.Contains(r.Plain, "naloxone")
				if want := strings.EqualFold(code, "kit-class"); offered != want {
					t.Errorf("%s offers naloxone: %v, want %v\n%s", code, offered, want, r.Plain)
				}
			}
		}
	}
}

func TestADoorsTopicIsItsFirstChoice(t *testing.T) {
	parts := doors(t)
	p := newPerson(parts, "in class", content.Numbered)
	if r := p.types("kit-class."); !strings.Contains(r.Plain, "\n1 A naloxone kit") {
		t.Fatalf("\n%s", r.Plain)
	}
	if r := p.types("1"); !strings.Contains(r.Plain, "Do you have a kit?") {
		t.Errorf("\n%s", r.Plain)
	}
	if n := parts.Tally.Of("entry_02"); n != 1 {
		t.Errorf("the link was counted %d times", n)
	}
	p.types("kit-class") // in the middle of a conversation it is a text like any other
	if n := parts.Tally.Of("entry_02"); n != 1 {
		t.Errorf("the link was counted %d times", n)
	}
}

func TestAHostileCodeIsANormalHello(t *testing.T) {
	parts := doors(t)
	plain := newPerson(parts, "plain", content.Buttons).message(bot.Start, "")
	for _, code := range []string{"nobody", strings.Repeat("x", 5000), "v1:overdose:call:calling", "'; DROP TABLE", "\x00\xff", "../../etc/passwd", "door/naloxone"} {
		r := newPerson(parts, "h"+code, content.Buttons).message(bot.Start, code)
		if r.Plain != plain.Plain {
			t.Errorf("%.20q:\n%s", code, r.Plain)
		}
	}
}

func TestAnEmergencyComesBeforeADoor(t *testing.T) {
	parts := doors(t)
	if r := newPerson(parts, "hurry", content.Numbered).types("kit-class hes not breathing"); !isEmergency(r) {
		t.Errorf("\n%s", r.Plain)
	}
}

// Whoever writes on behind a code is answered to what they wrote, and the link is counted all the same.
func TestWordsBehindACodeAreAnswered(t *testing.T) {
	for text, want := range map[string]string{
		"kit-class hello":                "A naloxone kit",
		"Kit-class: hi there":            "A naloxone kit",
		"kit-class asdf qwerty":          "A naloxone kit",
		"KIT-CLASS menu":                 "To stay safer",
		"kit-class where can i get pins": "Where",
		"kit-class can i stop drinking":  "drink",
		"cant breathe":                   "999",
		"cant wake him up":               "999",
		"kit-class hes gone blue":        "999",
	} {
		parts := bottest.New(t)
		parts.Doors(t, []bot.Entry{{Code: "cant"}, {Code: "kit-class", Topic: "naloxone"}})
		r := newPerson(parts, text, content.Numbered).types(text)
		if !strings.Contains(strings.ToLower(r.Plain), strings.ToLower(want)) {
			t.Errorf("%q: no %q in\n%s", text, want, r.Plain)
		}
		if n := parts.Tally.Of("entry_01") + parts.Tally.Of("entry_02"); n != 1 {
			t.Errorf("%q: the links were counted %d times", text, n)
		}
		if want == "999" {
			with := newPerson(bottest.New(t), text, content.Numbered).types(strings.TrimPrefix(text, "kit-class "))
			if with.Plain != r.Plain || !isEmergency(r) {
				t.Errorf("%q is answered with\n%s\nand without links with\n%s", text, r.Plain, with.Plain)
			}
		}
	}
}
