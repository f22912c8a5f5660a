package content

import (
	"fmt"
	"io/fs"
	"time"
)

// Source is where a fact comes from, as shown to people who ask and to the next reviewer.
type Source struct {
	Publisher string `yaml:"publisher"`
	Title     string `yaml:"title"`
	Year      string `yaml:"year"`
	Link      string `yaml:"link"`
	SeenOn    string `yaml:"seen_on"`
	// Status is "confirmed" when the fact was read on a copy of the page, else "unconfirmed".
	Status string `yaml:"status"`
	// Tier is A (official, NHS, maker, established UK charity), B (local service, relay, news) or C.
	Tier string `yaml:"tier"`
}

// NeedsConfirming says whether words resting on this source must list it under
// confirm_before_launch.
func (s Source) NeedsConfirming() bool { return s.Status != "confirmed" || s.Tier == "C" }

const sourcesFile = "sources.yaml"

func loadSources(fsys fs.FS) (map[string]Source, Problems) {
	shown := "content/" + sourcesFile
	src, err := fs.ReadFile(fsys, sourcesFile)
	if err != nil {
		return nil, Problems{{shown, 1, 1, "cannot be read: every card cites this file"}}
	}
	var all map[string]Source
	if err := decodeStrict(src, &all); err != nil {
		return nil, Problems{yamlProblem(shown, 0, err)}
	}
	var ps Problems
	for id, s := range all {
		add := func(format string, args ...any) {
			ps = append(ps, Problem{shown, keyLine(src, id), 1, fmt.Sprintf("source %s ", id) + fmt.Sprintf(format, args...)})
		}
		if s.Publisher == "" || s.Title == "" || s.Year == "" {
			add("needs a publisher, a title and a year (or n.d.)")
		}
		if _, err := time.Parse(day, s.SeenOn); err != nil {
			add("has no seen_on date like 2026-11-22")
		}
		if s.Status != "confirmed" && s.Status != "unconfirmed" {
			add("has status %q; it is confirmed or unconfirmed", s.Status)
		}
		if s.Tier != "A" && s.Tier != "B" && s.Tier != "C" {
			add("has tier %q; it is A, B or C", s.Tier)
		}
	}
	return all, ps
}

// keyLine finds the line of a top-level key.
func keyLine(src []byte, key string) int {
	line, start := 1, 0
	for i, c := range src {
		if c != '\n' {
			continue
		}
		if l := string(src[start:i]); len(l) > len(key) && l[:len(key)] == key && l[len(key)] == ':' {
			return line
		}
		line, start = line+1, i+1
	}
	return 1
}
