package content

import (
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
	fields := map[string]*string{
		"publisher": &s.Publisher, "title": &s.Title, "year": &s.Year, "link": &s.Link,
		"seen_on": &s.SeenOn, "status": &s.Status, "tier": &s.Tier,
	}
	for _, f := range y.Map(e) {
		if field, ok := fields[f.Key.Text]; ok {
			*field = y.Word(f).Text
		} else {
			y.Add(f.Key, "unknown key %q: a source has publisher, title, year, link, seen_on, status and tier", f.Key.Text)
		}
	}
	id := e.Key.Text
	if s.Publisher == "" || s.Title == "" || s.Year == "" {
		y.Add(e.Key, "source %s needs a publisher, a title and a year (or n.d.)", id)
	}
	if s.Link != "" && !strings.HasPrefix(s.Link, "https://") && !strings.HasPrefix(s.Link, "http://") {
		y.Add(e.Key, "source %s has a link that is no web address", id)
	}
	if !isDay(s.SeenOn) {
		y.Add(e.Key, "source %s has no seen_on day like 2026-11-22", id)
	}
	if s.Status != "confirmed" && s.Status != "unconfirmed" {
		y.Add(e.Key, "source %s has status %q; it is confirmed or unconfirmed", id, s.Status)
	}
	if s.Tier != "A" && s.Tier != "B" && s.Tier != "C" {
		y.Add(e.Key, "source %s has tier %q; it is A, B or C", id, s.Tier)
	}
	return s
}
