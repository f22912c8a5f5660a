package bot_test

import (
	"context"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"waymark/bot"
	"waymark/bot/bottest"
	"waymark/bot/counter"
	"waymark/bot/directory"
	"waymark/bot/directory/hours"
	gazetteer "waymark/bot/directory/place"
	"waymark/content"
	"waymark/content/segment"
)

// hull is a point that example services are near.
var hull = bot.Point{LatHundredths: 5374, LonHundredths: -34}

// shares sends a location, as Telegram hands it on.
func (p *person) shares(at bot.Point) bot.Reply {
	p.last = p.Reply(context.Background(), bot.Message{Sender: p.who, Channel: counter.Telegram, Form: p.form, Kind: bot.Location, Near: at})
	return p.last
}

// searchSteps lead somebody who has shared where they are to each state of a look for a service: texts, or buttons where they begin with
// v1.
func searchSteps() map[string][]string {
	return map[string][]string{
		"near/start": {"near"}, "near/more_kinds": {"v1:near:start:others"},
		"near/doors": {"v1:near:start:exchange"}, "near/no_luck": {"v1:near:start:exchange", "v1:near:doors:no_luck"},
		"near/was_shut":    {"v1:near:start:exchange", "v1:near:doors:no_luck", "v1:near:no_luck:shut"},
		"near/turned_away": {"v1:near:start:exchange", "v1:near:doors:no_luck", "v1:near:no_luck:turned_away"},
		"near/none_left":   {"v1:near:start:exchange", "v1:near:doors:no_luck", "v1:near:no_luck:none_left"},
		"near/beside":      {"v1:near:start:exchange", "v1:near:doors:beside"},
		"near/found_it":    {"v1:near:start:exchange", "v1:near:doors:found"},
		"near/where":       {"v1:near:start:exchange", "v1:near:beside:elsewhere"},
		"near/wide":        {"v1:near:start:exchange", "v1:near:beside:elsewhere", "Kent"},
		"near/unplaced":    {"v1:near:start:exchange", "v1:near:beside:elsewhere", "Zxqville"},
		"near/which":       {"v1:near:start:exchange", "v1:near:beside:elsewhere", "Newport"},
	}
}

// takes does steps, each of them a text or a button.
func (p *person) takes(steps []string) {
	for _, s := range steps {
		kind := bot.Text
		if len(s) > 3 && s[:3] == "v1:" {
			kind = bot.Press
		}
		p.message(kind, s)
	}
}

// In a look for a service too, the words that a card lists for a choice do what its button does.
func TestListedWordsInALookForAService(t *testing.T) {
	parts := bottest.New(t)
	tried := 0
	for name, steps := range searchSteps() {
		id, ok := parts.Book.ByName(name)
		if !ok {
			t.Fatalf("there is no state %s", name)
		}
		from := parts.Book.State(id)
		for i, words := range from.Words[content.DefaultLocale] {
			event := from.Events[content.DefaultLocale][i]
			for _, word := range words {
				parts.Clock.Move(time.Hour)
				presses := newPerson(parts, "presses "+from.Full+event+word, content.Numbered)
				presses.shares(hull)
				presses.takes(append(steps, "v1:"+from.Flow+":"+from.Name+":"+event))
				types := newPerson(parts, "types "+from.Full+event+word, content.Numbered)
				types.shares(hull)
				types.takes(steps)
				tried++
				if got := types.types(word); got.Plain != presses.last.Plain && !isEmergency(got) {
					t.Errorf("in %s, %q is listed for %q but leads to\n%s\nand not to\n%s", from.Full, word, event, got.Plain, presses.last.Plain)
				}
			}
		}
	}
	if tried < 100 {
		t.Errorf("only %d words were tried", tried)
	}
}

// What somebody types is in no reply, wherever the look for a service has got to and whatever is typed. Official names of places are: they
// are the gazetteer's own.
func TestNoReplyOfALookHoldsWhatWasTyped(t *testing.T) {
	parts := bottest.New(t)
	mark := "qzvxwk" // in no word of anybody's
	states := slices.Sorted(maps.Keys(searchSteps()))
	rapid.Check(t, func(t *rapid.T) {
		parts.Clock.Move(time.Hour)
		p := newPerson(parts, rapid.StringN(8, 8, -1).Draw(t, "who"), rapid.SampledFrom([]content.Form{content.Buttons, content.Numbered}).Draw(t, "form"))
		if rapid.Bool().Draw(t, "location") {
			p.shares(hull)
		}
		p.takes(searchSteps()[rapid.SampledFrom(states).Draw(t, "state")])
		text := rapid.SampledFrom([]string{
			"%s", "near %s", "pins near %s", "%s in hull", "my name is %s and i need food in hull", "hull %s road", "E8 %s", "%s street, newport", "07700900123 %s dalston",
			"{place} %s", "newport %s", "<b>%s</b> leeds", "%s is not breathing", "nearest a&e to %s",
		}).Draw(t, "text")
		r := p.types(fmt.Sprintf(text, mark))
		if strings.Contains(strings.ToLower(r.Plain+r.Text), mark) || strings.Contains(r.Plain, "07700900123") {
			t.Fatalf("> %s\n%s", text, r.Plain)
		}
		if r.Plain == bot.LastResort().Plain || r.Silent || strings.ContainsAny(r.Plain, "{}") {
			t.Fatalf("> %s\n%s", text, r.Plain)
		}
		if r.Venue != nil && strings.Contains(strings.ToLower(r.Venue.Title+r.Venue.Address), mark) {
			t.Fatalf("the map has what was typed: %+v", r.Venue)
		}
	})
}

// An emergency is answered as one from every state of a look, in either form.
func TestAnEmergencyWinsInALook(t *testing.T) {
	parts := bottest.New(t)
	for name, steps := range searchSteps() {
		for i, text := range emergencies() {
			parts.Clock.Move(time.Hour)
			p := newPerson(parts, fmt.Sprint(name, i), content.Form(i%2))
			p.shares(hull)
			p.takes(steps)
			if r := p.types(text); !isEmergency(r) {
				t.Errorf("in %s, > %q\n%s", name, text, r.Plain)
			}
		}
	}
}

// The name of a town, typed when we ask for a place, is a place and no emergency, whatever else the word means: every fifth of the
// gazetteer's, and some that mean much else.
func TestTownsAreHeardAndAreNoEmergencies(t *testing.T) {
	parts := bottest.New(t)
	names := strings.Split("Ash,Hull,Barking,Deal,Bath,Reading,Rugby,Street,Battle,Speke,Crook,Diss,Over,Cold Ash", ",")
	for _, table := range []string{"towns", "neighbourhoods"} {
		b, err := os.ReadFile("directory/place/tables/" + table + ".tsv")
		if err != nil {
			t.Fatal(err)
		}
		for i, line := range strings.Split(string(b), "\n") {
			if name, _, ok := strings.Cut(line, "\t"); ok && i%5 == 0 && !strings.HasPrefix(line, "#") {
				names = append(names, name)
			}
		}
	}
	if len(names) < 1000 {
		t.Fatalf("only %d names", len(names))
	}
	for _, name := range names {
		parts.Clock.Move(time.Hour)
		p := newPerson(parts, "in "+name, content.Numbered)
		p.takes([]string{"needles near me"})
		r := p.types(name)
		found := strings.HasPrefix(r.Plain, "Near ") || strings.Contains(r.Plain, "Which do you mean?") || strings.Contains(r.Plain, "too wide to look in") || strings.Contains(r.Plain, "I have no place on my list")
		if !found || r.Urgent {
			t.Errorf("> %s\n%s", name, r.Plain)
		}
	}
}

// With no list of services, one that fails, and an example list on a real channel, a look says who else to ask and names no
// place.
func TestWithoutAListAnyLookSaysWhoElseToAsk(t *testing.T) {
	for name, ground := range map[string]*bot.Ground{
		"none": nil, "no directory": {Places: bottest.Ground(t).Places}, "no gazetteer": {Directory: bottest.Ground(t).Directory, ShowExample: true},
		"an example on a real channel": {Directory: bottest.Ground(t).Directory, Places: bottest.Ground(t).Places},
		"a directory that fails":       {Directory: &directory.Directory{}, Places: bottest.Ground(t).Places},
		"a gazetteer that fails":       {Directory: bottest.Ground(t).Directory, Places: &place0, ShowExample: true},
	} {
		t.Run(name, func(t *testing.T) {
			parts := bottest.New(t)
			parts.Ground = ground
			for i, text := range []string{"pins near hull", "near", "Hull", "v1:near:doors:no_luck", "v1:near:where:no_place", "v1:near:beside:other"} {
				for _, form := range []content.Form{content.Buttons, content.Numbered} {
					p := newPerson(parts, fmt.Sprint(i, form), form)
					if i%2 == 0 {
						p.shares(hull)
					}
					p.takes([]string{text})
					r := p.last
					if r.Silent || r.Plain == bot.LastResort().Plain || strings.Contains(r.Plain, "EXAMPLE") || r.Venue != nil {
						t.Errorf("> %s\n%s", text, r.Plain)
					}
				}
			}
		})
	}
}

// What is found costs two text messages at most, whatever a service is called and says of itself.
func TestDoorsFitTwoTextMessages(t *testing.T) {
	long := strings.Repeat("A very long sentence about the door, the bell and the stairs. ", 20)
	odd := strings.Repeat("Gwybodaeth — “drws glas” ŵ ŷ Źdźbło ", 20)
	bank, err := hours.Shipped()
	if err != nil {
		t.Fatal(err)
	}
	calendar, err := hours.NewCalendar(bank)
	if err != nil {
		t.Fatal(err)
	}
	for name, words := range map[string]string{"long": long, "odd characters": odd, "nothing": ""} {
		t.Run(name, func(t *testing.T) {
			service := directory.Service{
				ID: "1", Name: "EXAMPLE " + words, Description: words, GetIn: words, Alert: words, Types: directory.AllTypes, Yes: 1<<13 - 1,
				Phones:    []directory.Phone{{Number: "07700 900123", Note: words}},
				Locations: []directory.Location{{ID: "1", Address: words, Point: gazetteer.Point{Lat: 53.74, Lon: -0.34}}},
			}
			d, err := directory.New([]directory.Service{service}, nil, directory.Config{Calendar: calendar})
			if err != nil {
				t.Fatal(err)
			}
			parts := bottest.New(t)
			parts.Ground = &bot.Ground{Directory: d, Places: bottest.Ground(t).Places}
			p := newPerson(parts, "somebody", content.Numbered)
			for _, text := range []string{"wound care in hull", "more", "pins in hull", "1", "back", "2", "1", "food in lerwick", "more"} {
				if r := p.types(text); segment.Count(r.Plain).Segments > 3 || strings.Contains(r.Plain, "EXAMPLE") && segment.Count(r.Plain).Segments > 2 {
					t.Errorf("> %s: %d segments\n%s", text, segment.Count(r.Plain).Segments, r.Plain)
				}
			}
		})
	}
}

// place0 is a gazetteer that nobody opened.
var place0 gazetteer.Finder
