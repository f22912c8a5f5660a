package content

import (
	"fmt"
	"io/fs"
	"strings"
)

// Source is where a fact comes from, as shown to people who ask and to the next reviewer.
type Source struct {
	Publisher, Title, Year, Link string
	// SeenOn is the day on which somebody last read it, as 2026-11-22.
	SeenOn string
	// Status is "confirmed" when the fact was read on a copy of the page, else "unconfirmed".
	Status string
	// Tier is A (official, NHS, maker, established UK charity), B (local service, relay, news) or C.
	Tier string
}

// NeedsConfirming says whether words resting on this source must list it under
// confirm_before_launch.
func (s Source) NeedsConfirming() bool { return s.Status == "unconfirmed" || s.Tier == "C" }

const sourcesFile = "sources.yaml"

// loadSources gives no sources, not even an empty map, when the file cannot be read.
func loadSources(fsys fs.FS) (map[string]Source, Problems) {
	shown := "content/" + sourcesFile
	src, ps := ReadText(fsys, sourcesFile, shown)
	if ps != nil {
		return nil, ps
	}
	if all, ok := plainSources(src); ok {
		return all, nil
	}
	return yamlSources(shown, src)
}

// yamlSources reads the file whatever it has.
func yamlSources(shown string, src []byte) (map[string]Source, Problems) {
	y, entries, ok := ReadYAML(shown, src, 0)
	if !ok {
		return nil, y.Problems
	}
	all := make(map[string]Source, len(entries))
	for _, e := range entries {
		all[e.Key.Text] = source(y, e)
	}
	return all, y.Problems
}

func source(y *YAML, e Entry) Source {
	var s Source
	for _, f := range y.Map(e) {
		if field := s.field(f.Key.Text); field != nil {
			*field = y.Word(f).Text
		} else {
			y.Add(f.Key, "unknown key %q: a source has publisher, title, year, link, seen_on, status and tier", f.Key.Text)
		}
	}
	for _, wrong := range s.wrong(e.Key.Text) {
		y.Add(e.Key, "%s", wrong)
	}
	return s
}

// field gives a field by its key in the file, or nil.
func (s *Source) field(key string) *string {
	switch key {
	case "publisher":
		return &s.Publisher
	case "title":
		return &s.Title
	case "year":
		return &s.Year
	case "link":
		return &s.Link
	case "seen_on":
		return &s.SeenOn
	case "status":
		return &s.Status
	case "tier":
		return &s.Tier
	}
	return nil
}

// wrong says what is wrong with the source of that id.
func (s Source) wrong(id string) (all []string) {
	add := func(format string, args ...any) { all = append(all, fmt.Sprintf(format, args...)) }
	if s.Publisher == "" || s.Title == "" || s.Year == "" {
		add("source %s needs a publisher, a title and a year (or n.d.)", id)
	}
	if s.Link != "" && !strings.HasPrefix(s.Link, "https://") && !strings.HasPrefix(s.Link, "http://") {
		add("source %s has a link that is no web address", id)
	}
	if !isDay(s.SeenOn) {
		add("source %s has no seen_on day like 2026-11-22", id)
	}
	if s.Status != "confirmed" && s.Status != "unconfirmed" {
		add("source %s has status %q; it is confirmed or unconfirmed", id, s.Status)
	}
	if s.Tier != "A" && s.Tier != "B" && s.Tier != "C" {
		add("source %s has tier %q; it is A, B or C", id, s.Tier)
	}
	return all
}
