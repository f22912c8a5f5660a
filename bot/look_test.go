package bot_test

import (
	"context"
	"testing"
	"time"

	"waymark/bot"
	"waymark/bot/bottest"
	"waymark/bot/counter"
	"waymark/content"
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
