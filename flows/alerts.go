package flows

import (
	"slices"
	"strconv"
	"time"

	"waymark/content"
	"waymark/content/segment"
)

// alert is one alert with its words filled in, by locale and form.
type alert struct {
	*content.Alert
	texts map[string]*[content.Forms][]string
}

// maxAlerts is how many alerts one reply steps through, the newest: nobody reads more, and MORE counts to nine.
const maxAlerts = 4

// live gives the alerts of a day, or the stories, the newest first.
func (b *Book) live(kind Effect, now time.Time) []alert {
	all := b.alerts
	if kind == Stories {
		all = b.stories
	}
	if len(all) == 0 {
		return nil
	}
	day := now.UTC().Format(time.DateOnly)
	var out []alert
	for _, a := range all {
		if a.Live(day) && len(out) < maxAlerts {
			out = append(out, a)
		}
	}
	return out
}

// PagesAt gives what a person reads in a state at a time: live alerts stand before the card of the state that shows
// them, and the menu offers them while there are any. Any other state says what it always says.
func (b *Book) PagesAt(id StateID, locale string, form content.Form, now time.Time) []Page {
	s := b.State(id)
	if s.Do != Alerts && s.Do != Stories && s.livePages == nil {
		return b.Pages(id, locale, form)
	}
	live := b.live(s.Do, now)
	switch {
	case len(live) == 0:
		return b.Pages(id, locale, form)
	case s.Do == Alerts || s.Do == Stories:
		return b.withAlerts(s, live, locale, form)
	}
	p := s.livePages[locale]
	if p == nil {
		p = s.livePages[content.DefaultLocale]
	}
	return p[form]
}

// withAlerts puts a page for each alert before the pages of a card.
func (b *Book) withAlerts(s *State, live []alert, locale string, form content.Form) []Page {
	own, words := b.Pages(s.ID, locale, form), b.controls[locale]
	if words == nil {
		words = b.controls[content.DefaultLocale]
	}
	var out []Page
	for _, a := range live {
		texts := a.texts[locale]
		if texts == nil {
			texts = a.texts[content.DefaultLocale]
		}
		for _, text := range texts[form] {
			out = append(out, alertPage(s, text, form, words, len(out)+1))
		}
	}
	for _, p := range own {
		if p.More { // it leads on from further back now
			p = alertPage(s, p.Text, form, words, len(out)+1)
		}
		out = append(out, p)
	}
	return out
}

// alertPage is a page of a state that MORE leads on from, to page number next, counted from 0.
func alertPage(s *State, text string, form content.Form, words map[string]string, next int) Page {
	p := Page{Text: text, More: true}
	event := moreEvent + strconv.Itoa(next)
	p.Choices = []Choice{{Key: moreEvent, Label: words[moreEvent], Event: event, Data: buttonData(s, event)}}
	p.Choices = append(p.Choices, ways(s, form, words, p)...)
	p.Plain = numbered(p)
	p.Cost = segment.Count(p.Plain)
	return p
}

// alerts fills in every alert's words, and proves that each is short and plain enough for the state that shows it.
func (l *loader) alerts() {
	for _, locale := range l.lib.Locales {
		if l.book.controls == nil {
			l.book.controls = map[string]map[string]string{}
		}
		l.book.controls[locale] = l.controls(locale)
	}
	l.book.alerts = l.dated(l.lib.Alerts, Alerts, "alerts")
	l.book.stories = l.dated(l.lib.Stories, Stories, "stories")
}

// dated fills in the words of alerts, or of stories, for the state that shows them.
func (l *loader) dated(all []*content.Alert, kind Effect, folder string) (out []alert) {
	var shows *State
	for i := range l.book.states {
		if s := &l.book.states[i]; s.Do == kind {
			shows = s
		}
	}
	for _, a := range all {
		if shows == nil {
			l.add("content/"+folder+"/"+a.Name+".md", top(), "no state shows %s: one needs do: %s", folder, folder)
			continue
		}
		out = append(out, l.alert(a, shows))
	}
	return out
}

func (l *loader) alert(a *content.Alert, shows *State) alert {
	out := alert{Alert: a, texts: map[string]*[content.Forms][]string{}}
	for _, locale := range l.lib.Locales {
		card := a.Card(locale)
		if card.Locale != locale {
			continue
		}
		shown := State{Name: a.Name, Flow: shows.Flow, Full: shows.Full, pages: map[string]*[content.Forms][]Page{locale: {}}}
		out.texts[locale] = &[content.Forms][]string{}
		for form := range content.Forms {
			for i, text := range card.Pages[form] {
				text = l.fill(text)
				out.texts[locale][form] = append(out.texts[locale][form], text)
				shown.pages[locale][form] = append(shown.pages[locale][form], alertPage(shows, text, form, l.controls(locale), i+1))
			}
		}
		l.budget(&shown, card)
		l.grade(&shown, card)
		if n := len(shown.pages[locale][content.Numbered]); n > 1 {
			l.addAt(card.File, card.Line, 1, "this has %d pages; one has to say it all", n)
		}
	}
	return out
}

// whileLive renders a state once more with the choices that it has only while an alert is live.
func (l *loader) whileLive(s *State, card *content.Card) {
	if len(s.live) == 0 {
		return
	}
	if s.livePages == nil {
		s.livePages = map[string]*[content.Forms][]Page{}
	}
	n := len(card.Choices) - len(s.live)
	for i, lb := range card.Choices {
		if slices.Contains(s.live, lb.Event) != (i >= n) {
			l.addAt(card.File, lb.Line, lb.Column, "choices that are there only while an alert is live stand last")
			return
		}
	}
	s.livePages[card.Locale] = l.render(s, card)
	ordinary := *card
	ordinary.Choices = card.Choices[:max(n, 0)]
	dearest := *s
	dearest.pages = s.livePages
	l.budget(&dearest, card)
	s.pages[card.Locale] = l.render(s, &ordinary)
}
