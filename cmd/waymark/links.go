package main

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"waymark/bot"
	"waymark/bot/intent"
	"waymark/bot/share"
	"waymark/content"
	"waymark/flows"
)

// entryLinks is the setting for the operator's list of entry links.
type entryLinks struct {
	Links string `help:"The list of entry links: a YAML file. waymark share link --help shows its form." type:"path" placeholder:"FILE" env:"WAYMARK_ENTRY_LINKS"`
}

// surelyMeans is how sure the understanding must be of a text for a code to be refused because it means something.
const surelyMeans = 0.75

// read reads the list, where one is set; without a list there are no links and no problems.
func (e entryLinks) read(book *flows.Book, listener *intent.Listener) ([]share.Link, content.Problems, error) {
	if e.Links == "" || book == nil {
		return nil, nil, nil
	}
	src, err := os.ReadFile(e.Links)
	if err != nil {
		return nil, nil, wrongUse{fmt.Errorf("the list of entry links (--links, WAYMARK_ENTRY_LINKS) cannot be read")}
	}
	links, problems := share.ReadLinks(filepath.Base(e.Links), src, share.Known{
		Topic:  func(name string) bool { _, ok := book.Door(name); return ok },
		Locale: func(name string) bool { return slices.Contains(book.Locales(), name) },
		Means: func(text string) bool {
			if _, ok := book.Command(text); ok || slices.Contains([]string{"menu", "back", "more", "source", "sources"}, text) {
				return true
			}
			h := listener.Hear(text, nil)
			oneWord := !strings.ContainsAny(text, "-0123456789")
			return h.Intent.Urgent() || h.Doubt || oneWord && h.Intent != intent.Other && h.Confidence >= surelyMeans
		},
	})
	return links, problems, nil
}

// entries are links as the bot takes them.
func entries(links []share.Link) []bot.Entry {
	out := make([]bot.Entry, len(links))
	for i, l := range links {
		out[i] = bot.Entry{Code: l.Code, Topic: l.Topic, Locale: l.Language}
	}
	return out
}

// botNameProblem says what is wrong with a bot's name on Telegram; "" is nothing. It may be left out.
func botNameProblem(name string) string {
	const most = 32 // Telegram's own limit
	name = strings.TrimPrefix(name, "@")
	if len(name) > most || strings.Trim(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_") != "" {
		return "is a name on Telegram: up to 32 letters, digits and _"
	}
	return ""
}

// values gives the words for placeholders. Where no link to pass on is set, it is the bot's own.
func (s *settings) values(number string) map[string]string {
	o := s.operator
	if o.ShareLink == "" && s.TelegramName != "" {
		o.ShareLink = "https://t.me/" + strings.TrimPrefix(s.TelegramName, "@")
	}
	return o.values(number)
}
