package flows

import (
	"slices"
	"strconv"
	"strings"

	"waymark/content"
	"waymark/content/segment"
)

// render puts together every page of a state in one locale, for both forms, once.
func (l *loader) render(s *State, card *content.Card) *[content.Forms][]Page {
	words := l.controls(card.Locale)
	var out [content.Forms][]Page
	for form := range content.Forms {
		texts := card.Pages[form]
		for i, t := range texts {
			p := Page{Text: l.fill(t), More: i < len(texts)-1}
			if p.More {
				event := moreEvent + strconv.Itoa(i+1)
				p.Choices = []Choice{{Key: moreEvent, Label: words[moreEvent], Event: event, Data: buttonData(s, event)}}
			} else {
				p.Choices = l.choices(s, card, form)
			}
			p.Choices = append(p.Choices, ways(s, form, words, p)...)
			p.Plain = numbered(p)
			p.Cost = segment.Count(p.Plain)
			out[form] = append(out[form], p)
		}
	}
	return &out
}

// choices are the answers that a card offers, numbered from 1.
func (l *loader) choices(s *State, card *content.Card, form content.Form) []Choice {
	var out []Choice
	for n, lb := range card.Choices {
		label := lb.Text
		if short, ok := card.ShortLabels[lb.Event]; ok && form == content.Numbered {
			label = short.Text
		}
		key := strconv.Itoa(n + 1)
		if slices.Contains(s.live, lb.Event) {
			key = lb.Event // a word that works everywhere, so that the numbers stay those of every day
		}
		out = append(out, Choice{Key: key, Label: l.fill(label), Event: lb.Event, Data: buttonData(s, lb.Event)})
	}
	return out
}

// ways are the ways out that the bot adds by itself. Every reply has one; in an emergency a text
// message keeps its characters for what matters, as long as it offers a choice.
func ways(s *State, form content.Form, words map[string]string, p Page) []Choice {
	menu := Choice{Key: "0", Label: words[menuEvent], Event: menuEvent, Data: buttonData(s, menuEvent)}
	back := Choice{Key: backEvent, Label: words[backEvent], Event: backEvent, Data: buttonData(s, backEvent)}
	switch {
	case s.Full == menuFlow+"/start":
		return nil
	case form == content.Buttons:
		return []Choice{back, menu}
	case s.Urgent && len(p.Choices) > 0:
		return nil
	default:
		return []Choice{menu}
	}
}

// Plain writes words and choices as one text message, as pages have them.
func Plain(text string, choices []Choice) string { return numbered(Page{Text: text, Choices: choices}) }

// numbered writes a page as one text message.
func numbered(p Page) string {
	var b strings.Builder
	size := len(p.Text)
	for _, c := range p.Choices {
		size += len("\n: ") + len(c.Key) + len(c.Label)
	}
	b.Grow(size)
	b.WriteString(p.Text)
	for _, c := range p.Choices {
		b.WriteByte('\n')
		if len(c.Key) > 1 {
			b.WriteString(strings.ToUpper(c.Key))
			b.WriteByte(':')
		} else {
			b.WriteString(c.Key)
		}
		b.WriteByte(' ')
		b.WriteString(c.Label)
	}
	return b.String()
}

// controls gives the words on the buttons Menu, Back and More.
func (l *loader) controls(locale string) map[string]string {
	words := map[string]string{menuEvent: "Menu", backEvent: "Back", moreEvent: "More"}
	if card := l.lib.Card(locale, menuFlow, controls); card != nil {
		for _, lb := range card.Choices {
			words[lb.Event] = lb.Text
		}
	}
	return words
}
