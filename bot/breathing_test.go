package bot_test

import (
	"fmt"
	"strings"
	"testing"

	"waymark/bot"
	"waymark/bot/bottest"
	"waymark/content"
)

// What people type at the questions on which most hangs, and where it has to lead, however it is put. A plain no or yes
// answers what was just asked, never another question.
func TestAnswersThatMostHangsOn(t *testing.T) {
	parts := bottest.New(t)
	into := buttonsInto(parts.Book)
	for _, c := range []struct{ at, typed, to string }{
		{"breathing", "no|nope|No.|nah|no he isnt|no hes not|no they arent|no theyre not|she is not|he isn't|not breathing|how do i do cpr|hes gone blue|no idea|dunno", "cpr"},
		{"breathing", "na|nie|nu", "cpr"}, // Welsh, Polish, Romanian
		{"breathing", "tak|ydy", "recovery"},
		{"breathing", "heroin|methadone|took heroin and vallies|he took heroin n crack|how long does heroin last", "breathing"}, // what was taken leads nowhere else
		{"breathing", "yes|yeah|yeah he is|yes hes breathing fine|hes breathing but wont wake up", "recovery"},
		{"breathing", "hes breathing weird|he's breathing funny|hes breathing but weird|hes breathing really slowly|hes breathing but only just|hes breathing but not properly|snoring|not rely its lyk every 10 secs", "slow_breaths"},
		{"slow_breaths", "no|no there arent|hardly any", "cpr"},
		{"slow_breaths", "yes|yes there are", "recovery"},
		{"breathing", "ok|ok ringing|sure", "breathing"}, // it will be done; nobody said that they breathe
		{"call", "ok|ok ringing", "breathing"},
		{"cpr_no_naloxone", "nose one|got a kit", "cpr"},
		{"cpr_no_naloxone", "hes up and angry|shes come round", "awake"},
		{"recovery", "no|nope|i dont have naloxone|i havent got naloxone|i dont have a kit|no naloxone|none", "no_naloxone"},
		{"cpr", "no|nope|i dont have naloxone|havent got any", "cpr_no_naloxone"},
		{"call", "no|no answer|no he isnt|no response|ringing them", "breathing"},
		{"call", "no phone|i cant call|no credit", "cannot_call"},
		// One breath during CPR is not breathing: it goes on until they breathe normally.
		{"cpr", "he took a breath|hes took a breth|he gasped|she took a breath but stopped again|just gasps", "gasps"},
		{"no_breath", "got a breath|took a breath|gasps", "gasps"},
		{"no_breath", "no|nope|still not|no change", "cpr"},
		{"no_breath", "i cant call|no phone|no credit", "cannot_call"},
		{"slow_breaths", "still not|not really|hardly", "cpr"},
		{"cpr_spray_wait", "she took one breath|gasping", "dosed_gasps"},
		{"gasps", "yes|normally|hes breathing normally", "recovery"},
		{"gasps", "no|not sure|he stopped again|he gasped again|no hes not breathing normally|he isnt breathing normally|just gasps", "cpr"},
		{"dosed_gasps", "no|he isn't", "dosed_cpr"},
		{"dosed_gasps", "yes he is", "breathes_again"},
		{"self", "phone on 2 percent|battery nearly gone|my phones about to die", "self_cannot"},
		{"call", "battery on 3 percent|phone is dying", "cannot_call"},
		{"injection_wait", "he opend his eyes|shes opened her eyes", "came_round"},
		{"breathing", "they will arrest me|ill get arrested", "police"}, // no talk of the law while somebody does not breathe
		// A dose that was given before it was asked for is not given again.
		{"breathing", "gave him the nose spray|ive given naloxone", "after_dose"},
		{"recovery", "gave him the nose spray", "spray_wait"},
		{"recovery", "gave prenoxad", "injection_wait"},
		{"recovery", "nose spray|got the spray|yeah spray|spray but never used it", "spray"},
		{"cpr", "gave him the nose spray", "cpr_spray_wait"},
		{"spray", "gave him the spray", "spray_wait"},
		{"spray_wait", "gave naloxone", "after_dose"},
		{"check", "sleepy|cant stay awake", "call"},
		{"self", "ill get arrested if i ring", "self_police"},
		{"child", "yes|yes he is|wide awake", "child_awake"},
		{"child", "no|no she isnt|floppy", "child_out"},
	} {
		for typed := range strings.SplitSeq(c.typed, "|") {
			for _, form := range []content.Form{content.Buttons, content.Numbered} {
				t.Run(fmt.Sprintf("%s, %s, %v", c.at, typed, form), func(t *testing.T) {
					p := newPerson(parts, t.Name(), form)
					p.message(bot.Press, into[mustState(t, parts.Book, "overdose/"+c.at)])
					got := p.types(typed)
					if want := parts.Book.Pages(mustState(t, parts.Book, "overdose/"+c.to), content.DefaultLocale, form)[0].Plain; got.Plain != want {
						t.Errorf("got:\n%s\nwant:\n%s", got.Plain, want)
					}
				})
			}
		}
	}
}
