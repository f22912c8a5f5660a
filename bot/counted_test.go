package bot_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"waymark/bot"
	"waymark/bot/bottest"
	"waymark/bot/counter"
	"waymark/bot/intent"
	"waymark/content"
	"waymark/flows"
)

// notYet are counters that no conversation of everyWalk moves yet: what has to ask for them is still to be written.
var notYet = strings.Fields(`
	equipment_* had_to_reuse could_not_get turned_away shut found_what_needed not_found_needed feedback_* useful_*
	not_useful_* lookup_* unmet_* nothing_within_reach out_of_hours locale_*`)

// byOthers are moved only where an operator has words of their own.
var byOthers = map[string]bool{"substance_other": true}

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
	pause = 0 // too fast
	say(content.Numbered, bot.Text, "", strings.Fields(strings.Repeat("private menu ", 12))...)
	return parts.Tally
}

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
