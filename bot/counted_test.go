package bot_test

import (
	"context"
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"waymark/bot"
	"waymark/bot/bottest"
	"waymark/bot/counter"
	gazetteer "waymark/bot/directory/place"
	"waymark/bot/intent"
	"waymark/content"
	"waymark/flows"
)

// notYet are counters that no conversation of everyWalk moves yet: what has to ask for them is still to be written.
var notYet = strings.Fields(`locale_*`) // there are words in one language

// byOthers are moved only where an operator has words of their own.
var byOthers = map[string]bool{"substance_other": true, "equipment_other": true}

// byMachines are moved by channels and by cmd, not in a conversation.
var byMachines = map[string]bool{"provider_error": true, "reply_failed": true, "spend_limit": true}

func matches(patterns []string, name string) bool {
	for _, p := range patterns {
		if stem, ok := strings.CutSuffix(p, "*"); ok && strings.HasPrefix(name, stem) || p == name {
			return true
		}
	}
	return false
}

// everyWalk holds every kind of conversation there is: each choice of each state pressed once, and then what only words can do.
func everyWalk(t *testing.T) *bottest.Tally {
	parts := bottest.New(t)
	parts.Entries(t, counter.Members("entry"))
	n, pause := 0, 5*time.Second
	say := func(form content.Form, kind bot.Kind, locale string, texts ...string) {
		n++
		who := bot.NewSender(counter.SMS, "walk "+string(rune(n)))
		for _, text := range texts {
			parts.Reply(context.Background(), bot.Message{Sender: who, Channel: counter.SMS, Form: form, Kind: kind, Text: text, Locale: locale})
			parts.Clock.Move(pause)
		}
	}
	for id := range parts.Book.Len() {
		s := parts.Book.State(flows.StateID(id))
		for _, event := range s.Events[content.DefaultLocale] {
			say(content.Buttons, bot.Press, "", "v1:"+s.Flow+":"+s.Name+":"+event)
		}
	}
	for _, m := range counter.Members("entry") {
		say(content.Buttons, bot.Start, "", "poster-"+m.Name)
	}
	say(content.Buttons, bot.Start, "", "a code of nobody's")
	for _, m := range counter.Members("locale_missing") {
		say(content.Buttons, bot.Text, m.Name, "menu")
	}
	say(content.Buttons, bot.Text, "xx", "menu")
	say(content.Numbered, bot.NotText, "", "")
	say(content.Numbered, bot.Press, "", "v1:nothing:at:all")
	say(content.Numbered, bot.Text, "", "stop")
	say(content.Numbered, bot.Text, "", "menu", "xqj", strings.Repeat("xqj zzv ", 5), strings.Repeat("xqj zzv ", 20))
	say(content.Numbered, bot.Text, "", strings.Fields(strings.Repeat("private menu ", 20))...) // every step of segments
	say(content.Numbered, bot.Text, "", "toddler drank my methadone")
	for i := range intent.Intents {
		say(content.Numbered, bot.Text, "", topicTexts[i]...)
	}
	say(content.Numbered, bot.Text, "", "swallowed a wrap")
	for id := range parts.Book.Len() { // everything that can be looked for, near services and far from them
		s := parts.Book.State(flows.StateID(id))
		if len(s.Finds) == 0 {
			continue
		}
		for _, near := range []string{"Hull", "Lerwick"} {
			for _, wrong := range []string{"was_shut", "turned_away", "none_left"} {
				n++
				who := bot.NewSender(counter.SMS, "look "+string(rune(n)))
				ask := bot.Message{Kind: bot.Press, Text: buttonTo(parts.Book, s.ID)}
				if ask.Text == "" {
					ask = bot.Message{Text: parts.Book.Phrases("en")["t_"+s.Finds[0]].Text + " in " + near}
				}
				for _, m := range []bot.Message{
					{Text: "near " + near}, ask,
					{Kind: bot.Press, Text: "v1:near:doors:no_luck"}, {Kind: bot.Press, Text: buttonTo(parts.Book, must(parts.Book.ByName("near/"+wrong)))},
				} {
					m.Sender, m.Channel = who, counter.SMS
					parts.Reply(context.Background(), m)
					parts.Clock.Move(pause)
				}
			}
		}
	}
	parts.Ground = areasGround(t)
	for i, near := range areaPoints() {
		for _, kind := range counter.Members("lookup_type") {
			n++
			who := bot.NewSender(counter.SMS, "area "+string(rune(n)))
			ask := bot.Message{Kind: bot.Press, Text: buttonTo(parts.Book, findsFirst(parts.Book, kind.Name))}
			if ask.Text == "" {
				ask = bot.Message{Text: "where is the nearest " + strings.ToLower(parts.Book.Phrases("en")["t_"+kind.Name].Text)}
			}
			for _, m := range []bot.Message{{Kind: bot.Location, Near: near}, ask} {
				m.Sender, m.Channel = who, counter.Telegram
				if r := parts.Reply(context.Background(), m); r.Silent {
					t.Fatalf("area %d: silence", i)
				}
				parts.Clock.Move(pause)
			}
		}
	}
	for _, first := range []string{"od", "chest pain after coke", "i want to kill myself", "safer", "what is ketamine", "mix ketamine and alcohol", "near", "v1:equipment:start:needles", "how do i get naloxone"} {
		for _, answer := range []string{"useful", "not_useful"} {
			n++
			m := bot.Message{Sender: bot.NewSender(counter.SMS, "says "+first+answer), Channel: counter.SMS, Form: content.Buttons}
			for _, text := range []string{first, "feedback", "v1:feedback:start:" + answer} {
				if m.Kind, m.Text = bot.Text, text; strings.HasPrefix(text, "v1:") {
					m.Kind = bot.Press
				}
				parts.Reply(context.Background(), m)
				parts.Clock.Move(pause)
			}
		}
	}
	pause = 0 // too fast
	say(content.Numbered, bot.Text, "", strings.Fields(strings.Repeat("private menu ", 12))...)
	return parts.Tally
}

// areaPoints are places far from every example service, one for each postcode area.
func areaPoints() []bot.Point {
	points := make([]bot.Point, len(counter.Areas()))
	for i := range points {
		points[i] = bot.Point{LatHundredths: int16(5800 + i/12*20), LonHundredths: int16(-800 + i%12*40)}
	}
	return points
}

// areasGround knows a district of each postcode area, where areaPoints has it.
func areasGround(t *testing.T) *bot.Ground {
	t.Helper()
	csv := "outcode,lat,lon\n"
	for i, p := range areaPoints() {
		csv += fmt.Sprintf("%s1,%.2f,%.2f\n", counter.Areas()[i], float64(p.LatHundredths)/100, float64(p.LonHundredths)/100)
	}
	folder := t.TempDir()
	from := gazetteer.Source{ReaderAt: strings.NewReader(csv), Size: int64(len(csv))}
	if r, err := gazetteer.Import(context.Background(), gazetteer.Outcodes, from, filepath.Join(folder, gazetteer.Outcodes.FileName()), gazetteer.Options{}); err != nil {
		t.Fatal(err, r)
	}
	places, err := gazetteer.Open(folder)
	if err != nil {
		t.Fatal(err)
	}
	return &bot.Ground{Directory: bottest.Ground(t).Directory, Places: places, ShowExample: true}
}

func findsFirst(book *flows.Book, kind string) flows.StateID {
	for id := range book.Len() {
		if s := book.State(flows.StateID(id)); len(s.Finds) > 0 && s.Finds[0] == kind {
			return s.ID
		}
	}
	return 0
}

// buttonTo is what a button carries that leads to a state.
func buttonTo(book *flows.Book, to flows.StateID) string {
	for id := range book.Len() {
		s := book.State(flows.StateID(id))
		for _, event := range s.Events[content.DefaultLocale] {
			if next, ok := book.Next(s.ID, event); ok && next == to {
				return "v1:" + s.Flow + ":" + s.Name + ":" + event
			}
		}
	}
	return ""
}

func must(id flows.StateID, _ bool) flows.StateID { return id }

// topicTexts are texts about each intent.
var topicTexts = [intent.Intents][]string{
	intent.Other: {"xqj zzv", "menu", "xqj zzv"}, intent.Overdose: {"hes gone over n his lips r blue"},
	intent.BadReaction: {"chest pain after coke"}, intent.Crisis: {"i want to kill myself"},
	intent.Naloxone: {"where can i get naloxone"}, intent.SaferUse: {"how to inject safer"},
	intent.Mixing: {"is it ok to mix ketamine and alcohol"}, intent.Substance: {"what is ketamine"},
	intent.FindService: {"where is the nearest needle exchange"}, intent.Infection: {"my injection site is red and has pus"},
	intent.DrugChecking: {"where can i get my drugs tested"}, intent.Alerts: {"any bad batches going round"},
	intent.CutDown: {"i want to cut down"}, intent.Withdrawal: {"im rattling bad, clucking"},
	intent.PrisonRelease: {"just got out of prison"}, intent.Pregnancy: {"im pregnant and on heroin"},
	intent.SomeoneElse: {"worried about my son using heroin"}, intent.Rights: {"can the police search me"},
	intent.Privacy: {"is this private"}, intent.Share: {"how do i pass this on to a mate"},
	intent.ForgetMe: {"please forget everything about me"}, intent.Menu: {"what can you help with"},
}

// Every counter on the list can be moved by a conversation.
func TestEveryCounterIsReachableFromAConversation(t *testing.T) {
	tally := everyWalk(t)
	for _, info := range counter.All() {
		moved, pending := tally.Of(info.Name) > 0, matches(notYet, info.Name)
		switch {
		case byMachines[info.Name] && moved:
			t.Errorf("%s is about machines, and a conversation moved it", info.Name)
		case byMachines[info.Name], byOthers[info.Name], strings.HasPrefix(info.Name, "locale_"), pending:
		case !moved:
			t.Errorf("no conversation moved %s", info.Name)
		}
	}
}

func TestLanguagesAskedForAndMissingAreCounted(t *testing.T) {
	tally := everyWalk(t)
	for _, l := range []string{"locale_en", "locale_missing_cy", "locale_missing_pl", "locale_missing_other"} {
		if tally.Of(l) == 0 && l != "locale_missing_cy" && l != "locale_missing_pl" {
			t.Errorf("%s was not counted", l)
		}
	}
	if tally.Of("locale_missing_en") != 0 {
		t.Error("English is not missing")
	}
	for _, m := range counter.Members("locale_missing") {
		if have := tally.Of("locale_"+m.Name) > 0; m.Name != "other" && have == (tally.Of("locale_missing_"+m.Name) > 0) {
			t.Errorf("%s: answered in it and missing are the same: %v", m.Name, have)
		}
	}
}

func TestALinksCodeIsCountedAndNothingElseOfIt(t *testing.T) {
	parts := bottest.New(t)
	parts.Entries(t, counter.Members("entry"))
	for _, code := range []string{"poster-03", "poster-03x", "07700 900123", ""} {
		parts.Reply(context.Background(), bot.Message{Sender: bot.NewSender(counter.Telegram, code), Channel: counter.Telegram, Kind: bot.Start, Text: code})
	}
	if one, other := parts.Tally.Of("entry_03"), parts.Tally.Of("entry_other"); one != 1 || other != 2 {
		t.Errorf("entry_03 %d, entry_other %d; want 1 and 2", one, other)
	}
}

// What texts cost is told by how many sessions came to each number of segments: nobody is in a row twice.
func TestSegmentsAreCountedInSteps(t *testing.T) {
	parts := bottest.New(t)
	p := newPerson(parts, "one", content.Numbered)
	var sent int
	for range 4 {
		p.types("private")
		sent++
	}
	var steps int
	for _, m := range counter.Members("segments") {
		n := parts.Tally.Of(m.Counter.String())
		if n > 1 {
			t.Errorf("%s moved %d times in one session", m.Counter, n)
		}
		steps += n
	}
	if first := parts.Tally.Of("segments_1"); first != 1 || steps < 2 || parts.Tally.Of("segments_64") != 0 {
		t.Errorf("%d replies moved segments_1 %d times and %d steps in all", sent, first, steps)
	}
	newPerson(parts, "two", content.Buttons).types("private")
	if parts.Tally.Of("segments_1") != 1 {
		t.Error("a reply on a screen was counted in SMS segments")
	}
}

// inAreas is how many counters of a postcode area moved.
func inAreas(tally *bottest.Tally) (n int) {
	for _, info := range counter.All() {
		if strings.Contains(info.Name, "_in_") && tally.Of(info.Name) > 0 {
			n++
		}
	}
	return n
}
