package flows

import (
	"strings"
	"time"

	"waymark/content"
	"waymark/content/segment"
)

// sendAside is the card around a text to be passed on: its first paragraph says so, the others go below the text.
const sendAside = "send"

// dateMark stands where the day goes on which the words were last looked at.
const dateMark = "{date}"

// Forward gives what a page of a state says at a time, to send to somebody: the words of menu/send around it, its first source and
// the day its words were last looked at; no choices of its own, and no name. It is put together when somebody asks, which few do.
func (b *Book) Forward(id StateID, page int, locale string, form content.Form, now time.Time) Page {
	if b.State(id).Do == Share { // it stands alone as it is
		return b.around(id, locale, form, func(string) string { return b.Pages(id, locale, form)[0].Text })
	}
	return b.around(id, locale, form, func(tail string) string { return b.alone(id, page, locale, form, now, tail) })
}

// ForwardFilled is Forward for a state whose words are filled in when somebody asks: text is what they say now, with how old it
// is.
func (b *Book) ForwardFilled(id StateID, locale string, form content.Form, text string) Page {
	return b.around(id, locale, form, func(tail string) string {
		s := b.State(id)
		return text + b.signed(tail, b.lookedAt(b.lib.Card(locale, s.Flow, s.Name), longDay))
	})
}

// around puts the words of menu/send around a text, which is made with those that go below it.
func (b *Book) around(id StateID, locale string, form content.Form, text func(tail string) string) Page {
	send := b.Pages(b.byName[menuFlow+"/"+sendAside], locale, form)[0]
	head, tail, _ := strings.Cut(send.Text, "\n\n")
	s, out := b.State(id), send
	out.Text = head + "\n\n" + text(tail)
	out.Plain = numbered(out)
	out.Cost = segment.Count(out.Plain)
	out.Choices = append([]Choice(nil), send.Choices...)
	for i := range out.Choices { // back leads from the card that was passed on
		c := &out.Choices[i]
		c.Data = strings.Replace(c.Data, ":"+menuFlow+":"+sendAside+":", ":"+s.Flow+":"+s.Name+":", 1)
	}
	return out
}

// Alone gives the whole of a state's words at a time, with their first source and day, as somebody can be sent them who knows nothing
// of what came before.
func (b *Book) Alone(id StateID, locale string, now time.Time) string {
	send := b.Pages(b.byName[menuFlow+"/"+sendAside], locale, content.Buttons)[0]
	_, tail, _ := strings.Cut(send.Text, "\n\n")
	return b.alone(id, 0, locale, content.Buttons, now, tail)
}

func (b *Book) alone(id StateID, page int, locale string, form content.Form, now time.Time, tail string) string {
	s := b.State(id)
	pages := b.PagesAt(id, locale, form, now)
	if page >= len(pages) {
		page = 0
	}
	card := b.lib.Card(locale, s.Flow, s.Name)
	source, day := b.firstSource(card), b.lookedAt(card, longDay)
	if a := b.alertOn(s, page, locale, form, now); a != nil {
		source = a.Source
		if from, err := time.Parse(time.DateOnly, a.From); err == nil {
			day = from.Format(longDay)
		}
	}
	text := pages[page].Text
	if source.Publisher != "" {
		text += segment.Fold("\n\n" + source.Publisher + ": " + source.Title)
	}
	return text + b.signed(tail, day)
}

// longDay is how a day is written in full.
const longDay = "2 January 2006"

// signed is what stands below a text that is passed on: who says so, the day of the words, and the link where there is one.
func (b *Book) signed(tail, day string) string {
	text := "\n\n" + strings.ReplaceAll(tail, dateMark, day)
	if b.link != "" {
		text += " " + b.link
	}
	return text
}

func (b *Book) firstSource(card *content.Card) content.Source {
	for _, name := range card.Sources {
		if src, ok := b.lib.Sources[name]; ok {
			return src
		}
	}
	return content.Source{}
}

// alertOn is the warning on a page of the state that shows them; nil where the page is the state's own.
func (b *Book) alertOn(s *State, page int, locale string, form content.Form, now time.Time) *content.Alert {
	if s.Do != Alerts {
		return nil
	}
	for _, a := range b.live(Alerts, now) {
		texts := a.texts[locale]
		if texts == nil {
			texts = a.texts[content.DefaultLocale]
		}
		if page < len(texts[form]) {
			return a.Alert
		}
		page -= len(texts[form])
	}
	return nil
}

// lookedAt gives the day on which a card's words were last looked at, as a layout of the time package writes it.
func (b *Book) lookedAt(card *content.Card, layout string) string {
	for _, f := range b.lib.Files {
		if f.Name != card.File {
			continue
		}
		if day, err := time.Parse("2006-01-02", f.Front.Reviewed.On); err == nil {
			return day.Format(layout)
		}
	}
	return "an unknown day"
}

// Titles gives a short name to every state that some choice leads to, in words that people already read: the shortest label
// of such a choice, after the name of the thing where many things have the same map.
func (b *Book) Titles(locale string) map[StateID]string {
	titles := map[StateID]string{}
	for i := range b.states {
		from := &b.states[i]
		pages := b.Pages(from.ID, locale, content.Buttons)
		for _, c := range pages[len(pages)-1].Choices {
			to, ok := b.Next(from.ID, c.Event)
			if !ok {
				continue
			}
			if have := titles[to]; have == "" || len(c.Label) < len(have) || len(c.Label) == len(have) && c.Label < have {
				titles[to] = c.Label
			}
		}
	}
	about, begins := b.titlesOf(locale)
	for id, title := range titles {
		of, grouped := about[b.State(id).Flow]
		switch {
		case grouped && begins[id]:
			titles[id] = of
		case grouped:
			titles[id] = of + ": " + title
		}
	}
	return titles
}

// PassOnLabel is what stands on a button that passes a card on, in a locale; "" where there are no words for it.
func (b *Book) PassOnLabel(locale string) string {
	if card := b.lib.Card(locale, menuFlow, controls); card != nil {
		for _, lb := range card.Choices {
			if lb.Event == passOnEvent {
				return lb.Text
			}
		}
	}
	return ""
}

// passOnEvent is the optional choice of menu/controls with the words for passing a card on.
const passOnEvent = "pass_on"

// Link is the https link that people pass on; "" where none is set.
func (b *Book) Link() string { return b.link }
