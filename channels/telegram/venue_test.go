package telegram_test

import (
	"slices"
	"testing"

	"waymark/bot"
	"waymark/channels/telegram/telegramtest"
)

// withPlace is a reply that has a place on the map.
func withPlace(v bot.Venue) bot.Reply {
	r := menu("EXAMPLE Needle Exchange")
	r.Venue = &v
	return r
}

func TestAPlaceIsShownOnTheMapBelowTheWords(t *testing.T) {
	place := bot.Venue{Title: "EXAMPLE Needle Exchange", Address: "10 Example Street", Lat: 51.5472, Lon: -0.0741}
	both(t, func() *parrot { return always(withPlace(place)) }, func(t *testing.T, r *rig, p *parrot) {
		r.Say(ada, "pins near dalston")
		words := r.WaitReply(ada)
		got := r.WaitVenues(ada, 1)[0]
		if want := (telegramtest.Venue{Title: place.Title, Address: place.Address, Lat: place.Lat, Lon: place.Lon}); got != want {
			t.Errorf("on the map is %+v, want %+v", got, want)
		}
		if len(words.Buttons) == 0 {
			t.Error("the words have lost their buttons")
		}
		pin := r.Chat(ada)[2].ID // after what was typed and the words
		r.Say(ada, "and again")  // which is answered once everything about the first is done
		r.WaitReply(ada)
		if !slices.Contains(p.refs(), pin) {
			t.Errorf("FORGET knows the messages %v, and not the place's", p.refs())
		}
		r.WaitVenues(ada, 2)
	})
}

func TestWordsStandWhenThePlaceIsRefused(t *testing.T) {
	place := bot.Venue{Title: "EXAMPLE", Lat: 51.5, Lon: -0.07}
	both(t, func() *parrot { return always(withPlace(place)) }, func(t *testing.T, r *rig, _ *parrot) {
		r.FailNext("sendVenue", telegramtest.Fault{Code: 400, Description: "Bad Request: wrong place"})
		r.Say(ada, "pins near dalston")
		if got := r.WaitReply(ada).Text; got != "EXAMPLE Needle Exchange" {
			t.Errorf("the words were %q", got)
		}
		r.WaitConfirmed()
		r.Say(ada, "again") // an address that is not known is the title
		r.WaitReply(ada)
		if got := r.WaitVenues(ada, 1)[0]; got.Address != "EXAMPLE" {
			t.Errorf("the address is %q", got.Address)
		}
		r.WaitConfirmed()
	})
}

// A number to ring stands on a button that copies it, above the others; the words keep it too.
func TestANumberToRingIsCopiedByAButton(t *testing.T) {
	reply := menu("EXAMPLE Needle Exchange\nRing 01632 960101")
	reply.Ring = bot.Number{Label: "To ring: copy 01632 960101", Digits: "01632 960101"}
	both(t, func() *parrot { return always(reply) }, func(t *testing.T, r *rig, p *parrot) {
		r.Say(ada, "pins near dalston")
		got := r.WaitReply(ada)
		if b := got.Buttons[0]; len(b) != 1 || b[0].Text != reply.Ring.Label || b[0].Copy.Text != "01632 960101" || b[0].Data != "" || b[0].URL != "" {
			t.Errorf("the first row is %+v", got.Buttons[0])
		}
		if len(got.Buttons) < 2 || got.Text != reply.Text {
			t.Errorf("the reply has lost something: %+v", got)
		}
	})
}
