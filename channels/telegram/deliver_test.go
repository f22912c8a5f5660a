package telegram_test

import (
	"fmt"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/google/go-cmp/cmp"

	"waymark/bot"
	"waymark/channels/telegram"
	"waymark/channels/telegram/telegramtest"
)

// always answers everything with the same reply.
func always(r bot.Reply) *parrot { return newParrot(func(bot.Message) bot.Reply { return r }) }

// both runs a test in both modes: what a person sees must not depend on how updates arrive.
func both(t *testing.T, replier func() *parrot, test func(*testing.T, *rig, *parrot)) {
	t.Helper()
	t.Run("polling", func(t *testing.T) { p := replier(); test(t, polling(t, p), p) })
	t.Run("webhook", func(t *testing.T) { p := replier(); test(t, hooked(t, p), p) })
}

func TestAPressThatCannotChangeItsMessageGetsANewOne(t *testing.T) {
	for _, tt := range []struct {
		name  string
		press func(r *rig, menu int64)
	}{
		{"the message was deleted", func(r *rig, menu int64) { r.PressData(ada, menu+1000, "v1:menu:start:near") }},
		{"the message is the person's own", func(r *rig, menu int64) { r.PressData(ada, menu-1, "v1:menu:start:near") }},
		{"the same words already", func(r *rig, menu int64) { r.PressData(ada, menu, "v1:menu:start:same") }},
		{"too old", func(r *rig, menu int64) {
			r.FailNext("editMessageText", telegramtest.Fault{Code: 400, Description: "Bad Request: message can't be edited"})
			r.PressData(ada, menu, "v1:menu:start:near")
		}},
		{"no message number", func(r *rig, _ int64) { r.PressData(ada, 0, "v1:menu:start:near") }},
	} {
		t.Run(tt.name, func(t *testing.T) {
			both(t, func() *parrot { return always(menu("The menu")) }, func(t *testing.T, r *rig, _ *parrot) {
				r.Say(ada, "hello")
				first := r.WaitReply(ada)
				tt.press(r, first.ID)
				second := r.WaitReply(ada)
				if second.ID == first.ID || second.Edited != 0 || second.Text != "The menu" {
					t.Errorf("the press gave %+v, want a new message", second)
				}
				r.WaitPressesAnswered()
				r.WaitConfirmed()
			})
		})
	}
}

func TestLongRepliesComeInPieces(t *testing.T) {
	line := strings.Repeat("Stay with them. ", 30) + "\n"
	long := menu(strings.Repeat(line, 20)) // 9,620 units
	both(t, func() *parrot { return always(long) }, func(t *testing.T, r *rig, p *parrot) {
		r.Say(ada, "hello")
		var text string
		for i := range 3 {
			m := r.WaitReply(ada)
			text += m.Text
			if n := len(utf16.Encode([]rune(m.Text))); n > 4096 {
				t.Errorf("piece %d has %d units", i, n)
			}
			if last := i == 2; (len(m.Buttons) > 0) != last {
				t.Errorf("piece %d has buttons: %v, want them on the last only", i, m.Labels())
			}
		}
		if text != long.Text {
			t.Error("the pieces joined are not the text")
		}
		r.WaitConfirmed()
		if got := len(p.refs()); got != 3 {
			t.Errorf("the bot was told of %d messages, want 3", got)
		}
	})
}

func TestWhatTelegramFindsTooLongIsSplitFurther(t *testing.T) {
	words := strings.Repeat("Call 999 now. ", 250) // 3,500 units
	r := polling(t, always(menu(words)))
	r.FailNext("sendMessage", telegramtest.Fault{Code: 400, Description: "Bad Request: message is too long"})
	r.Say(ada, "hello")
	first, second := r.WaitReply(ada), r.WaitReply(ada)
	if first.Text+second.Text != words || len(second.Buttons) == 0 {
		t.Errorf("got pieces of %d and %d bytes with buttons %v", len(first.Text), len(second.Text), second.Labels())
	}
}

func TestRefusedButtonsDoNotHoldTheAdviceUp(t *testing.T) {
	both(t, func() *parrot {
		reply := menu("Call 999 now.")
		reply.Urgent = true
		return always(reply)
	}, func(t *testing.T, r *rig, _ *parrot) {
		r.FailNext("sendMessage", telegramtest.Fault{Code: 400, Description: "Bad Request: BUTTON_DATA_INVALID"})
		r.Say(ada, "hello")
		got := r.WaitReply(ada)
		if want := menu("Call 999 now.").Plain; got.Text != want || len(got.Buttons) != 0 {
			t.Errorf("got %q with buttons %v, want the choices as words: %q", got.Text, got.Labels(), want)
		}
		r.WaitConfirmed()
	})
}

func TestAReplyThatCannotArriveIsDropped(t *testing.T) {
	for _, tt := range []struct {
		name  string
		fault telegramtest.Fault
		times int
		want  telegram.Event
	}{
		{"the person blocked the bot", telegramtest.Fault{Code: 403, Description: "Forbidden: bot was blocked by the user"}, 1, telegram.Blocked},
		{"the chat is gone", telegramtest.Fault{Code: 400, Description: "Bad Request: chat not found"}, 2, telegram.Undelivered},
		{"Telegram never gets better", telegramtest.Fault{Code: 500}, 8, telegram.Undelivered},
		{"the token is withdrawn", telegramtest.Fault{Code: 401, Description: "Unauthorized"}, 1, telegram.Unauthorized},
	} {
		t.Run(tt.name, func(t *testing.T) {
			r := polling(t, newParrot(echo))
			tt.fault.Chat = ada
			for range tt.times {
				r.FailNext("sendMessage", tt.fault)
			}
			r.Say(ada, "hello")
			r.Say(bob, "hello")
			r.WaitReply(bob)
			r.WaitFaults()
			r.notes.waitEvent(t, tt.want)
			r.WaitConfirmed()
			if n := r.Unread(ada); n != 0 {
				t.Errorf("%d messages arrived all the same", n)
			}
		})
	}
}

func TestSilenceIsKeptAndThePressStillAnswered(t *testing.T) {
	both(t, func() *parrot {
		return newParrot(func(m bot.Message) bot.Reply {
			r := echo(m)
			r.Silent = m.Kind == bot.Press
			return r
		})
	}, func(t *testing.T, r *rig, _ *parrot) {
		r.Say(ada, "hello")
		r.WaitReply(ada)
		r.Press(ada, "Menu")
		r.WaitPressesAnswered()
		r.WaitConfirmed()
		if n := r.Unread(ada); n != 0 {
			t.Errorf("%d messages where silence was asked for", n)
		}
	})
}

func TestThePressNobodyCanAnswerAnyMoreIsNoTrouble(t *testing.T) {
	r := polling(t, newParrot(echo))
	r.FailNext("answerCallbackQuery", telegramtest.Fault{Code: 400, Description: "Bad Request: query is too old and response timeout expired or query ID is invalid"})
	r.Say(ada, "hello")
	r.WaitReply(ada)
	r.Press(ada, "Menu")
	r.WaitReply(ada)
	r.WaitConfirmed()
	if r.notes.has(telegram.Undelivered) {
		t.Error("a reply that arrived was reported as undelivered")
	}
}

func TestTheBotIsToldTheNumbersOfItsMessages(t *testing.T) {
	p := newParrot(echo)
	r := polling(t, p)
	r.Say(ada, "hello")
	first := r.WaitReply(ada)
	r.Press(ada, "Menu") // changes the first, sends nothing
	r.WaitReply(ada)
	own := r.Say(ada, "again")
	second := r.WaitReply(ada)
	r.WaitConfirmed()
	if diff := cmp.Diff([]int64{first.ID, second.ID}, p.refs()); diff != "" {
		t.Errorf("Sent was given (-want +got):\n%s", diff)
	}
	heard := p.heard()
	if heard[1].Ref != first.ID || heard[2].Ref != own {
		t.Errorf("the press came with number %d and the text with %d, want %d and %d", heard[1].Ref, heard[2].Ref, first.ID, own)
	}
}

func TestForgetDeletesWhatLiesBetweenAndThenSaysSo(t *testing.T) {
	var first int64
	both(t, func() *parrot {
		first = 0
		return newParrot(func(m bot.Message) bot.Reply {
			if first == 0 {
				first = m.Ref
			}
			if m.Text != "forget" {
				return echo(m)
			}
			return bot.Reply{Text: "Done. What I could delete is deleted.", Forget: bot.Refs{First: first, Last: m.Ref}}
		})
	}, func(t *testing.T, r *rig, _ *parrot) {
		r.Say(bob, "before")
		r.WaitReply(bob)
		first = 0
		for i := range 120 {
			r.Say(ada, fmt.Sprint(i))
			r.WaitReply(ada)
		}
		r.Say(bob, "between")
		r.WaitReply(bob)
		r.Say(ada, "/forget")
		farewell := r.WaitReply(ada)
		r.WaitConfirmed()
		chat := r.Chat(ada)
		if len(chat) != 1 || chat[0].ID != farewell.ID || chat[0].Text != "Done. What I could delete is deleted." {
			t.Errorf("%d messages are left, the last %q; want the farewell alone", len(chat), chat[len(chat)-1].Text)
		}
		if n := len(r.Chat(bob)); n != 4 {
			t.Errorf("the other chat has %d messages, want its 4", n)
		}
		calls := r.Calls("deleteMessages")
		if len(calls) != 3 {
			t.Fatalf("%d calls of deleteMessages for 243 numbers, want 3", len(calls))
		}
		if refs := calls[0].Fields["message_ids"].([]any); refs[0].(float64) <= refs[1].(float64) || len(refs) != 100 {
			t.Errorf("the first call deletes %v, want the newest hundred, newest first", refs)
		}
	})
}

func TestForgetReachesAThousandBackAndNoFurther(t *testing.T) {
	for _, tt := range []struct {
		name  string
		span  bot.Refs
		calls int
		last  int64 // the lowest number that is deleted
	}{
		{"one message", bot.Refs{First: 50, Last: 50}, 1, 50},
		{"exactly a hundred", bot.Refs{First: 1, Last: 100}, 1, 1},
		{"one more", bot.Refs{First: 1, Last: 101}, 2, 1},
		{"far more than a thousand", bot.Refs{First: 3, Last: 5000}, 10, 4001},
		{"no beginning", bot.Refs{Last: 5}, 1, 1},
		{"the wrong way round", bot.Refs{First: 9, Last: 5}, 0, 0},
	} {
		t.Run(tt.name, func(t *testing.T) {
			r := polling(t, always(bot.Reply{Text: "Done.", Forget: tt.span}))
			r.Say(ada, "forget")
			r.WaitReply(ada)
			calls := r.Calls("deleteMessages")
			if len(calls) != tt.calls {
				t.Fatalf("%d calls, want %d", len(calls), tt.calls)
			}
			if tt.calls > 0 {
				refs := calls[len(calls)-1].Fields["message_ids"].([]any)
				if got := int64(refs[len(refs)-1].(float64)); got != tt.last {
					t.Errorf("the oldest number deleted is %d, want %d", got, tt.last)
				}
			}
		})
	}
}

func TestTheFarewellComesWhateverCannotBeDeleted(t *testing.T) {
	r := polling(t, always(bot.Reply{Text: "Done.", Forget: bot.Refs{First: 1, Last: 250}}))
	r.FailNext("deleteMessages", telegramtest.Fault{Code: 400, Description: "Bad Request: message can't be deleted"})
	r.FailNext("deleteMessages", telegramtest.Fault{Code: 500})
	r.FailNext("deleteMessages", telegramtest.Fault{Code: 500})
	r.FailNext("deleteMessages", telegramtest.Fault{Code: 500})
	r.Say(ada, "forget")
	if got := r.WaitReply(ada).Text; got != "Done." {
		t.Errorf("got %q", got)
	}
	r.WaitConfirmed()
}

func TestAGroupIsToldOnceWhereToWrite(t *testing.T) {
	const group = -1001234567890
	p := newParrot(echo)
	test := func(t *testing.T, r *rig) {
		r.Send(group, map[string]any{"new_chat_members": []any{map[string]any{"id": 1}}})
		r.Say(group, "hello all")
		if got := r.WaitReply(group); got.Text != "Write to me alone." || len(got.Buttons) != 0 {
			t.Errorf("the group got %+v", got)
		}
		r.Say(group, "hes gone over")
		r.PressData(group, 1, "v1:menu:start:near")
		r.Photo(group, "look")
		r.Say(group-1, "another group")
		r.WaitReply(group - 1)
		r.Say(ada, "alone")
		r.WaitReply(ada)
		r.WaitPressesAnswered()
		r.WaitConfirmed()
		if n := r.Unread(group); n != 0 {
			t.Errorf("the group got %d more messages", n)
		}
		if diff := cmp.Diff([]string{"alone"}, p.texts()); diff != "" {
			t.Errorf("what the bot was asked (-want +got):\n%s", diff)
		}
	}
	notice := func(c *telegram.Config) { c.GroupNotice = "Write to me alone." }
	t.Run("polling", func(t *testing.T) { test(t, polling(t, p, notice)) })
	p = newParrot(echo)
	t.Run("webhook", func(t *testing.T) { test(t, hooked(t, p, notice)) })
}

func TestPicturesAreNotFetchedAndPlacesAreRounded(t *testing.T) {
	p := newParrot(func(bot.Message) bot.Reply { return menu("I only read text.") })
	r := polling(t, p)
	r.Photo(ada, "")
	r.WaitReply(ada)
	r.Share(ada, 53.797418, -1.543794)
	r.WaitReply(ada)
	r.Start(ada, "poster7")
	r.WaitReply(ada)
	r.WaitConfirmed()
	heard := p.heard()
	if heard[0].Kind != bot.NotText || heard[1].Kind != bot.Location || heard[2].Kind != bot.Start || heard[2].Text != "poster7" {
		t.Errorf("the bot heard %+v", heard)
	}
	if want := (bot.Point{LatHundredths: 5380, LonHundredths: -154}); heard[1].Near != want {
		t.Errorf("the place is %+v, want %+v", heard[1].Near, want)
	}
}

// TestTheBotLearnsNothingThatNamesAnybody puts marks into everything Telegram tells of a person.
func TestTheBotLearnsNothingThatNamesAnybody(t *testing.T) {
	p := newParrot(echo)
	r := polling(t, p)
	r.Introduce(ada, telegramtest.Person{First: "Markedfirst", Last: "Markedlast", Username: "marked_user", Language: "xx"})
	r.Say(ada, "hello")
	r.WaitReply(ada)
	r.Press(ada, "Menu")
	r.WaitReply(ada)
	r.WaitConfirmed()
	for _, m := range p.heard() {
		for _, verb := range []string{"%v", "%+v", "%#v"} {
			text := fmt.Sprintf(verb, m)
			for _, mark := range []string{"Marked", "marked", "900000001", "xx"} {
				if strings.Contains(text, mark) {
					t.Errorf("the bot's message printed with %s holds %q: %s", verb, mark, text)
				}
			}
		}
	}
	for _, c := range r.Calls("") {
		if strings.Contains(c.Raw, "arked") {
			t.Errorf("a call of %s holds a name", c.Method)
		}
	}
}
