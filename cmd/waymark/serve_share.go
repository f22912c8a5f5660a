package main

import (
	"regexp"
	"strings"
	"sync"

	"waymark/bot/dashboard"
	"waymark/bot/intent"
	"waymark/bot/share"
	"waymark/content"
	"waymark/flows"
)

// passing is what a running program knows of how it is passed on. SIGHUP replaces it.
type passing struct {
	mu    sync.Mutex
	links []share.Link
	// book and listener are the ones in use: they say what a link may name.
	book     *flows.Book
	listener *intent.Listener
	// paper is read when somebody first looks at the page that needs it, and again after a SIGHUP.
	paper map[string]content.Print
	fresh bool
}

func (p *passing) use(book *flows.Book, listener *intent.Listener) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.book, p.listener, p.fresh = book, listener, false
}

// entryLinks are the links in use.
func (p *passing) entryLinks() []share.Link {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.links
}

// peers is what the dashboard's page for passing it on is made of. Words for paper that have problems are not used: those
// read before stay.
func (p *program) peers() dashboard.Peers {
	s, passing := p.settings, &p.passing
	passing.mu.Lock()
	defer passing.mu.Unlock()
	if !passing.fresh {
		passing.fresh = true
		words, problems, err := servedPrint(s.contentDir)
		if err != nil || len(problems) > 0 {
			p.log.say("the words for paper have problems, which waymark lint lists; the ones in use stay", "problems", len(problems))
		} else {
			passing.paper = words
		}
	}
	return dashboard.Peers{Operator: s.Operator, Bot: s.TelegramName, Number: s.TwilioNumber, Links: passing.links, Words: passing.paper}
}

// reloadEntries reads the list of entry links anew. A list with problems is not used: the one in use stays, and one line says
// everything that is wrong.
func (p *program) reloadEntries() {
	if p.settings.Links == "" {
		return
	}
	p.passing.mu.Lock()
	book, listener := p.passing.book, p.passing.listener
	p.passing.mu.Unlock()
	links, problems, err := p.settings.entryLinks.read(book, listener)
	switch {
	case err != nil:
		p.log.say("entry links were not reloaded: the list cannot be read; the ones in use stay")
		return
	case len(problems) > 0:
		p.log.say("entry links were not reloaded; the ones in use stay", "problems", unquoted(problems))
		return
	}
	if err := p.bot.Enter(entries(links)); err != nil {
		p.log.say("entry links were not reloaded: there are too many; the ones in use stay")
		return
	}
	p.passing.mu.Lock()
	p.passing.links = links
	p.passing.mu.Unlock()
	p.log.say("entry links reloaded")
}

// unquoted is a list's problems for a log: where each is and what is wrong, without what stands there, because a code that is
// refused may be somebody's name or number.
func unquoted(problems content.Problems) string {
	lines := make([]string, len(problems))
	for i, one := range problems {
		one.Message = quoted().ReplaceAllString(one.Message, "…")
		lines[i] = one.String()
	}
	return strings.Join(lines, "; ")
}

func quoted() *regexp.Regexp { return regexp.MustCompile(`"(?:[^"\\]|\\.)*"`) }
