// Package share is what peers pass on: entry links, and the words and pictures that carry them. A link belongs to
// a batch of cards or to a poster, never to a person: what is counted is that a conversation began by it, and nothing
// says who passed what to whom. It knows no channel; it may not keep or read anything that a person sent.
package share

import (
	_ "embed"
	"fmt"
	"net/url"
	"slices"
	"strings"

	"waymark/content"
)

// Link is one entry of the operator's list.
type Link struct {
	// Code is what the link carries, and the first word of a text message that comes by it.
	Code string
	// Name says for the operator where the link hangs or lies. It is never shown to a person.
	Name string
	// Language is a locale, "" for the default one.
	Language string
	// Topic is the flow that is offered first, "" for none.
	Topic string
}

// Telegram gives the deep link that opens a chat with the bot, https://t.me/<bot>?start=<code>.
func (l Link) Telegram(bot string) string {
	return "https://t.me/" + url.PathEscape(strings.TrimPrefix(bot, "@")) + "?start=" + url.QueryEscape(l.Code)
}

// SMS gives the link that opens a text message to our number with the code as its first word (RFC 5724).
func (l Link) SMS(number string) string {
	return "sms:" + number + "?body=" + url.QueryEscape(l.Code)
}

// Codes gives the codes in the order of the list.
func Codes(links []Link) []string {
	out := make([]string, len(links))
	for i, l := range links {
		out[i] = l.Code
	}
	return out
}

const (
	// shortestCode keeps codes apart from words that mean something and from the numbers of choices.
	shortestCode = 4
	// longestCode is half of what Telegram takes in a start link (64), so that it can be typed from a poster.
	longestCode = 32
	// mostDigits is how many digits a code may have: enough for a year, too few for a telephone number, a day of
	// birth or a number of the NHS.
	mostDigits = 4
	// MostLinks is how many links can be counted apart.
	MostLinks = 40
)

// Known says what a link may name. All of it must be given.
type Known struct {
	// Topic says whether a flow of this name can be offered first.
	Topic func(name string) bool
	// Locale says whether there are words in this language.
	Locale func(name string) bool
	// Means says whether a text already means something: a code must mean nothing else.
	Means func(text string) bool
}

// ReadLinks reads a list of entry links, entry-links.yaml:
//
//	links:
//	  - code: hostel-door
//	    name: Hostel doors, spring
//	    language: en
//	    topic: naloxone
//
// Everything wrong with it comes at once. A list with problems gives no links, so that the old ones stay.
func ReadLinks(file string, src []byte, known Known) ([]Link, content.Problems) {
	y, entries, ok := content.ReadYAML(file, src, 0)
	if !ok {
		return nil, y.Problems
	}
	r := linkReader{YAML: y, known: known, seen: map[string]bool{}}
	found := false
	for _, e := range entries {
		if e.Key.Text != "links" {
			y.Add(e.Key, "unknown key %q: the file has one, links", e.Key.Text)
			continue
		}
		found = true
		for _, one := range y.Maps(e) {
			r.link(one)
		}
		if len(r.links) > MostLinks {
			y.Add(e.Key, "%d links, and at most %d can be counted apart: take some out", len(r.links), MostLinks)
		}
	}
	if !found && len(y.Problems) == 0 {
		y.Add(content.Word{Line: 1, Column: 1}, "there are no links: begin with a line links:")
	}
	if len(y.Problems) > 0 {
		y.Problems.Sort()
		return nil, y.Problems
	}
	return r.links, nil
}

type linkReader struct {
	*content.YAML
	known Known
	seen  map[string]bool
	links []Link
}

func (r *linkReader) link(entries []content.Entry) {
	var l Link
	var at content.Word
	for _, e := range entries {
		w := r.Word(e)
		if at.Line == 0 {
			at = e.Key
		}
		switch e.Key.Text {
		case "code":
			l.Code = w.Text
			r.code(w)
		case "name":
			l.Name = w.Text
		case "language":
			if l.Language = w.Text; w.Text != "" && !r.known.Locale(w.Text) {
				r.Add(w, "there are no words in %q", w.Text)
			}
		case "topic":
			if l.Topic = w.Text; w.Text != "" && !r.known.Topic(w.Text) {
				r.Add(w, "there is no flow %q to begin with; `waymark graph` names them", w.Text)
			}
		default:
			r.Add(e.Key, "unknown key %q: a link has code, name, language, topic", e.Key.Text)
		}
	}
	if l.Code == "" {
		r.Add(at, "a link needs a code")
	}
	if l.Name == "" {
		r.Add(at, "a link needs a name, that says where it hangs or lies: it is only for you")
	}
	r.links = append(r.links, l)
}

// code says everything that is wrong with a code.
func (r *linkReader) code(w content.Word) {
	code := w.Text
	switch {
	case code == "":
		return
	case len(code) < shortestCode || len(code) > longestCode:
		r.Add(w, "code %q: it has %d to %d characters", code, shortestCode, longestCode)
	case strings.Trim(code, "abcdefghijklmnopqrstuvwxyz0123456789-") != "" || strings.HasPrefix(code, "-") || strings.HasSuffix(code, "-"):
		r.Add(w, "code %q: it has small letters, digits and hyphens, and none at its ends", code)
	}
	if digits := strings.Count(strings.Map(digit, code), "0"); digits > mostDigits {
		r.Add(w, "code %q looks like a number that belongs to somebody: at most %d digits", code, mostDigits)
	}
	for part := range strings.SplitSeq(code, "-") {
		if _, named := slices.BinarySearch(givenNames(), part); named {
			r.Add(w, "code %q looks like somebody's name (%q): a link belongs to a batch of cards or a poster, never to a person; where it is a place's name, write it as one word", code, part)
			break
		}
	}
	if r.known.Means(code) {
		r.Add(w, "code %q means something already when it is texted: choose another", code)
	}
	if r.seen[code] {
		r.Add(w, "code %q is there twice", code)
	}
	r.seen[code] = true
}

// digit maps digits to 0 and drops the rest.
func digit(r rune) rune {
	if r >= '0' && r <= '9' {
		return '0'
	}
	return -1
}

// names.txt has common given names of the United Kingdom, sorted, one a line. Those that are also ordinary words or
// months are left out.
//
//go:embed names.txt
var names string

func givenNames() []string { return strings.Fields(names) }

// String names a link by its code.
func (l Link) String() string { return fmt.Sprintf("%s (%s)", l.Code, l.Name) }
