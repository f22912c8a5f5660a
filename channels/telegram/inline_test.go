package telegram_test

import (
	"strings"
	"testing"

	"waymark/bot"
)

// librarian is a Replier that has cards too.
type librarian struct {
	*parrot
	offers []bot.Offer
}

func (l librarian) Offers(string) []bot.Offer { return l.offers }

func TestAQuestionBehindTheBotsNameIsAnsweredWithCards(t *testing.T) {
	long := bot.Offer{ID: "2", Title: "Long", First: "Word", Text: strings.Repeat("word ", 2000)}
	cards := librarian{newParrot(echo), []bot.Offer{{ID: "1", Title: "Naloxone", First: "It undoes", Text: "It undoes an overdose.\n<b>&"}, long}}
	for name, r := range map[string]*rig{"polling": polling(t, cards), "webhook": hooked(t, cards)} {
		t.Run(name, func(t *testing.T) {
			got := r.WaitOffers(r.Ask(ada, "naloxone"))
			if len(got) != 2 || got[0].Title != "Naloxone" || got[0].Description != "It undoes" || got[0].Content.Text != "It undoes an overdose.\n<b>&" {
				t.Errorf("got %+v", got)
			}
			r.WaitConfirmed()
			if n := len(r.Chat(ada)); n != 0 {
				t.Errorf("%d messages were written to somebody who asked in another chat", n)
			}
			for _, c := range r.Calls("answerInlineQuery") {
				if c.Fields["is_personal"] != false || strings.Contains(c.Raw, "naloxone") {
					t.Errorf("the answer says who asked, or what: %s", c.Raw)
				}
			}
		})
	}
	if n := len(cards.heard()); n != 0 {
		t.Errorf("%d questions reached the conversation", n)
	}
}

func TestAPassOnButtonOpensTelegramsOwnList(t *testing.T) {
	reply := menu("The card")
	reply.PassOn = bot.PassOn{Label: "Pass it on", Text: "The card & more", Link: "https://t.me/WaymarkExampleBot"}
	both(t, func() *parrot { return always(reply) }, func(t *testing.T, r *rig, _ *parrot) {
		r.Say(ada, "share")
		m := r.WaitReply(ada)
		first := m.Buttons[0][0]
		if first.Text != "Pass it on" || first.URL != "https://t.me/share/url?text=The+card+%26+more&url=https%3A%2F%2Ft.me%2FWaymarkExampleBot" {
			t.Errorf("the first button is %+v", first)
		}
	})
	reply.PassOn.Text = strings.Repeat("long ", 500)
	both(t, func() *parrot { return always(reply) }, func(t *testing.T, r *rig, _ *parrot) {
		r.Say(ada, "share")
		if m := r.WaitReply(ada); m.Buttons[0][0].URL != "" {
			t.Error("a link longer than Telegram takes was sent")
		}
	})
}
