package main

import (
	"context"
	"strconv"

	"waymark/bot"
	"waymark/bot/counter"
	"waymark/content"
)

// opening is how somebody begins, how often of all, and what they do next.
type opening struct {
	weight int
	texts  []string // one of them
	// follows are choices by their events, taken where the reply has one; then chance goes on.
	follows []string
}

// openings are made up for this program: how people might begin. Nobody wrote them.
var openings = []opening{
	{weight: 9, texts: []string{"hes gone over n his lips r blue", "she wont wake up", "my mate od'd", "OD", "cant wake him hes taken blues"},
		follows: []string{"calling", "breathing", "spray", "given", "awake", "crew"}},
	{weight: 4, texts: []string{"not breathing help", "overdose", "he stopped breathing"}, follows: []string{"calling", "not_breathing", "injection", "given", "awake"}},
	{weight: 2, texts: []string{"i think ive took too much", "toddler drank my methadone", "swallowed a wrap"}},
	{weight: 5, texts: []string{"chest pain after coke", "shes burning up on pills", "hes having a fit", "bad trip mate freaking out"}},
	{weight: 4, texts: []string{"i want to die", "cant cope anymore", "cutting again"}},
	{weight: 12, texts: []string{"nearest needle exchange E8", "needles near SE15", "pins in Hull", "works near LS8", "pins BS5", "needles NE6 pls", "works LS9", "needle exchange Cardiff", "pins Glasgow", "needle exchange N1"}, follows: []string{"no_luck"}},
	{weight: 4, texts: []string{"what equipment can i get", "citric", "i need foil", "got no filters left"}, follows: []string{"got"}},
	{weight: 8, texts: []string{"where can i get naloxone", "naloxone near Hull", "naloxone kit near LS1", "how do i get narcan", "naloxone E8"}},
	{weight: 4, texts: []string{"food bank near Hull", "somewhere to stay tonight in Manchester", "hep c test BS3", "wound care near LS11", "housing help E8"}},
	{weight: 3, texts: []string{"feedback", "thanks"}, follows: []string{"useful"}},
	{weight: 1, texts: []string{"feedback"}, follows: []string{"not_useful"}},
	{weight: 9, texts: []string{"what is ketamine", "whats spice like", "info on heroin", "tell me about mdma", "crack", "pregabalin", "nitazenes", "cocaine", "what is ghb"}},
	{weight: 7, texts: []string{"can i mix ketamine and alcohol", "is it ok to take mdma and cocaine", "heroin and pregabalin together", "crack with heroin"}},
	{weight: 8, texts: []string{"how do i inject safer", "smoking instead of injecting", "first time using", "safer"}},
	{weight: 4, texts: []string{"my injection site is red and sore", "abscess on my arm", "got a lump in my arm"}},
	{weight: 4, texts: []string{"any bad batches going round", "where can i test my drugs", "bad pills about?"}},
	{weight: 6, texts: []string{"i want to stop", "want to cut down", "how do i get on a script", "methadone script Hull", "drug service near LS7", "script near NE4"}},
	{weight: 4, texts: []string{"im rattling", "clucking bad", "withdrawal symptoms"}},
	{weight: 3, texts: []string{"just got out of prison", "released today"}},
	{weight: 3, texts: []string{"worried about my son using", "my girlfriend is on heroin"}},
	{weight: 2, texts: []string{"can the police search me", "is this private", "who sees this"}},
	{weight: 3, texts: []string{"menu", "hello", "hi"}},
	{weight: 2, texts: []string{"qwx zzv", "asdf", "zxq vvk wwq jjx qqz wkk", "???"}},
	{weight: 1, texts: []string{"stop", "forget", "share"}},
}

// converse is one conversation from its first message to its last.
func (w *world) converse(ctx context.Context) {
	w.people++
	channel, form, locale := counter.Telegram, content.Buttons, ""
	if w.dice.IntN(10) < 3 {
		channel, form = counter.SMS, content.Numbered
	}
	if channel == counter.Telegram && w.dice.IntN(40) == 0 {
		locale = []string{"pl", "ro", "cy", "pt", "so"}[w.dice.IntN(5)]
	}
	m := bot.Message{Sender: bot.NewSender(channel, "simulated "+strconv.Itoa(w.people)), Channel: channel, Form: form, Locale: locale}
	say := func(kind bot.Kind, text string) bot.Reply {
		m.Kind, m.Text = kind, text
		return w.bot.Reply(ctx, m)
	}
	if channel == counter.Telegram && w.dice.IntN(4) == 0 {
		code := ""
		if w.dice.IntN(2) == 0 {
			code = simulatedLinks[min(w.dice.IntN(6), len(simulatedLinks)-1)]
		}
		say(bot.Start, code)
	}
	o := w.open()
	reply := say(bot.Text, o.texts[w.dice.IntN(len(o.texts))])
	for _, event := range o.follows {
		if w.dice.IntN(5) == 0 {
			return // the phone was put down
		}
		c, ok := choiceOf(reply, event)
		if !ok {
			break
		}
		reply = w.choose(say, form, c)
	}
	for w.dice.IntN(100) < 55 && len(reply.Choices) > 0 {
		reply = w.choose(say, form, reply.Choices[w.dice.IntN(len(reply.Choices))])
	}
}

func (w *world) choose(say func(bot.Kind, string) bot.Reply, form content.Form, c bot.Choice) bot.Reply {
	if form == content.Buttons {
		return say(bot.Press, c.Data)
	}
	return say(bot.Text, c.Key)
}

// choiceOf finds the choice of an event.
func choiceOf(r bot.Reply, event string) (bot.Choice, bool) {
	for _, c := range r.Choices {
		if c.Event == event {
			return c, true
		}
	}
	return bot.Choice{}, false
}

// open picks how somebody begins.
func (w *world) open() opening {
	all := 0
	for _, o := range openings {
		all += o.weight
	}
	n := w.dice.IntN(all)
	for _, o := range openings {
		if n -= o.weight; n < 0 {
			return o
		}
	}
	return openings[0]
}
