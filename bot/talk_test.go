package bot_test

import (
	"context"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"waymark/bot"
	"waymark/bot/bottest"
	"waymark/bot/counter"
	"waymark/content"
	"waymark/flows"
)

// person is one conversation with a bot.
type person struct {
	*bottest.Parts
	who  bot.Sender
	form content.Form
	last bot.Reply
}

func newPerson(p *bottest.Parts, name string, form content.Form) *person {
	return &person{Parts: p, who: bot.NewSender(counter.SMS, name), form: form}
}

func (p *person) message(kind bot.Kind, text string) bot.Reply {
	p.last = p.Reply(context.Background(), bot.Message{Sender: p.who, Channel: counter.SMS, Form: p.form, Kind: kind, Text: text})
	return p.last
}

func (p *person) types(text string) bot.Reply { return p.message(bot.Text, text) }

// isEmergency says whether a reply does its first duty: 999 at once, and something to do.
func isEmergency(r bot.Reply) bool {
	i := strings.Index(r.Plain, "999")
	return r.Urgent && i >= 0 && i <= 80 && len(r.Plain) > 60
}

// emergencies are what people type when somebody is going under.
func emergencies() []string {
	return []string{
		"hes gone over n his lips r blue", "she wont wake up", "not breathing", "HELP HES NOT BREATHING!!!",
		"my mate has overdosed", "od", "OD", "999", "o\u200bd", "over\u200bdose help", "ｏｖｅｒｄｏｓｅ",
		"cant wake him hes taken loads of blues", "hes making a snoring noise n wont wake", "mate unconscious",
	}
}

// arrive puts a conversation into a state: by a button that leads there, or else by a stored session.
func (p *person) arrive(at *flows.State, buttons map[flows.StateID]string) {
	p.types("menu")
	p.message(bot.Press, "v1:"+at.Flow+":"+at.Name+":more1") // shows its second page where it has one
	if button, ok := buttons[at.ID]; ok {
		p.message(bot.Press, button)
		return
	}
	p.types("back") // only what somebody types leads there: from its second page to its first
}

// buttonsInto gives for every state a button of some other state that leads there, where there is one.
func buttonsInto(book *flows.Book) map[flows.StateID]string {
	into := map[flows.StateID]string{}
	for id := range book.Len() {
		from := book.State(flows.StateID(id))
		for _, e := range from.Events[content.DefaultLocale] {
			if to, ok := book.Next(from.ID, e); ok {
				into[to] = "v1:" + from.Flow + ":" + from.Name + ":" + e
			}
		}
	}
	return into
}

// slot finds what a look for a place fills in when somebody asks: official names, never what was typed.
var slot = regexp.MustCompile(`\\\{[a-z]+\\\}`)

// catalogue knows every page of the book, as sent; of those with slots, with anything in them.
func catalogue(book *flows.Book) func(plain string) bool {
	all := map[string]bool{bot.LastResort().Plain: true}
	var filled []*regexp.Regexp
	for id := range book.Len() {
		for form := range content.Forms {
			for _, p := range book.Pages(flows.StateID(id), content.DefaultLocale, form) {
				all[p.Plain] = true
				if quoted := regexp.QuoteMeta(p.Plain); slot.MatchString(quoted) {
					filled = append(filled, regexp.MustCompile("(?s)^"+slot.ReplaceAllString(quoted, ".+")+"$"))
				}
			}
			all[book.Sourced(flows.StateID(id), content.DefaultLocale, form, time.Time{}).Plain] = true
		}
	}
	return func(plain string) bool {
		return all[plain] || slices.ContainsFunc(filled, func(page *regexp.Regexp) bool { return page.MatchString(plain) })
	}
}

func mustState(t *testing.T, b *flows.Book, name string) flows.StateID {
	t.Helper()
	id, ok := b.ByName(name)
	if !ok {
		t.Fatalf("there is no state %s", name)
	}
	return id
}
