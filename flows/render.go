package flows

import (
	"fmt"
	"strconv"
	"strings"

	"waymark/content"
	"waymark/content/segment"
)

// Budgets of one text message, in segments: what a person waits for and an operator pays.
const (
	maxSegments       = 3
	maxUrgentSegments = 2
)

// render puts together every page of a state in one locale, for both forms, once.
func (l *loader) render(s *State, card *content.Card, locale string) *[content.Forms][]Page {
	words := l.controls(locale)
	var out [content.Forms][]Page
	for form := range content.Forms {
		texts := card.Pages[form]
		for i, t := range texts {
			p := Page{Text: l.values.Replace(t), More: i < len(texts)-1}
			if p.More {
				event := "more" + strconv.Itoa(i+1)
				p.Choices = append(p.Choices, Choice{Key: "more", Label: words["more"], Event: event, Data: buttonData(s, event)})
			} else {
				for n, lb := range card.Choices {
					label := lb.Text
					if short, ok := card.ShortLabels[lb.Event]; ok && form == content.Numbered {
						label = short
					}
					p.Choices = append(p.Choices, Choice{Key: strconv.Itoa(n + 1), Label: l.values.Replace(label), Event: lb.Event, Data: buttonData(s, lb.Event)})
				}
			}
			p.Choices = append(p.Choices, ways(s, form, words, p)...)
			p.Plain = numbered(p)
			p.Cost = segment.Count(p.Plain)
			out[form] = append(out[form], p)
		}
	}
	return &out
}

// ways are the ways out that the bot adds by itself. Every reply has one; in an emergency a text
// message keeps its characters for what matters, as long as it offers a choice.
func ways(s *State, form content.Form, words map[string]string, p Page) []Choice {
	menu := Choice{Key: "0", Label: words["menu"], Event: "menu", Data: buttonData(s, "menu")}
	back := Choice{Key: "back", Label: words["back"], Event: "back", Data: buttonData(s, "back")}
	switch {
	case s.Full == "menu/start":
		return nil
	case form == content.Buttons:
		return []Choice{back, menu}
	case s.Urgent && len(p.Choices) > 0:
		return nil
	default:
		return []Choice{menu}
	}
}

// numbered writes a page as one text message.
func numbered(p Page) string {
	var b strings.Builder
	b.WriteString(p.Text)
	for _, c := range p.Choices {
		b.WriteByte('\n')
		if c.Key == "more" || c.Key == "back" {
			b.WriteString(strings.ToUpper(c.Key) + ": " + c.Label)
			continue
		}
		b.WriteString(c.Key + " " + c.Label)
	}
	return b.String()
}

// controls gives the words on the buttons Menu, Back and More.
func (l *loader) controls(locale string) map[string]string {
	words := map[string]string{"menu": "Menu", "back": "Back", "more": "More"}
	if card := l.lib.Card(locale, "menu", controls); card != nil {
		for _, lb := range card.Choices {
			words[lb.Event] = lb.Text
		}
	}
	return words
}

// budget proves that a state's text messages cost no more than they may, and names the characters
// that make a message dear.
func (l *loader) budget(s *State, card *content.Card, locale string) {
	limit := maxSegments
	if s.Urgent {
		limit = maxUrgentSegments
	}
	for i, p := range s.pages[locale][content.Numbered] {
		at := word{line: card.Line, column: 1}
		if p.Cost.UCS2 && locale == content.DefaultLocale {
			l.add(card.File, at, "page %d of card %q has %s, which halves what a text message holds; use plain characters", i+1, s.Name, odd(p.Plain))
		}
		if p.Cost.Segments > limit {
			l.add(card.File, at, `page %d of card %q takes %d text messages (%d units) with its choices; at most %d: shorten it, add "### sms", or split it with ***`,
				i+1, s.Name, p.Cost.Segments, p.Cost.Units, limit)
		}
	}
}

// odd names the first character outside the GSM-7 alphabet.
func odd(t string) string {
	for _, r := range t {
		if segment.Count(string(r)).UCS2 {
			return fmt.Sprintf("%q (U+%04X)", r, r)
		}
	}
	return "an odd character"
}
