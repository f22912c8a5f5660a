package content

import (
	"strings"

	"github.com/yuin/goldmark/ast"
)

// choice reads one line that begins with a dash: "event: Label" or "event: Label | word, phrase".
func (r *cardReader) choice(item ast.Node) {
	p := r.item(item)
	event, _, ok := strings.Cut(p.text, ":")
	if !ok || event == "" || strings.Trim(event, "abcdefghijklmnopqrstuvwxyz0123456789_") != "" {
		r.add(item, `a line with "-" is a choice and is written "- event: Label | words"; use * for lists`)
		return
	}
	l := Label{Event: event}
	l.Line, l.Column = p.place(0)
	if last, _ := p.place(max(len(p.text)-1, 0)); last != l.Line {
		r.addAt(last, 1, "choice %q goes on here: a choice is one line, with an empty line after the last", l.Event)
		return
	}
	end := len(p.text)
	if bar := strings.IndexByte(p.text, '|'); bar >= 0 {
		l.Words = make([]string, 0, 1+strings.Count(p.text[bar:], ","))
		for w := range strings.SplitSeq(p.text[bar+1:], ",") {
			if w = strings.TrimSpace(w); w != "" {
				l.Words = append(l.Words, w)
			}
		}
		end = bar
	}
	label := p.cut(len(event)+len(":"), end)
	l.Text = label.text
	if l.Text == "" {
		r.addAt(l.Line, l.Column, "choice %q has no label", l.Event)
		return
	}
	r.card.said = append(r.card.said, label)
	if r.part == smsPart {
		r.shortLabel(l)
		return
	}
	for _, c := range r.card.Choices {
		if c.Event == l.Event {
			r.addAt(l.Line, l.Column, "choice %q stands twice in card %q", l.Event, r.card.State)
			return
		}
	}
	r.card.Choices = append(r.card.Choices, l)
}

// shortLabel takes in a choice's SMS wording.
func (r *cardReader) shortLabel(l Label) {
	if len(l.Words) > 0 {
		r.addAt(l.Line, l.Column, "the words that mean choice %q belong to its main line, not to the sms one", l.Event)
	}
	if _, twice := r.card.ShortLabels[l.Event]; twice {
		r.addAt(l.Line, l.Column, "choice %q stands twice in the sms part of card %q", l.Event, r.card.State)
		return
	}
	if r.card.ShortLabels == nil {
		r.card.ShortLabels = map[string]Label{}
	}
	r.card.ShortLabels[l.Event] = l
}
