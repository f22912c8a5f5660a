package content

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/goccy/go-yaml"
)

// Front is the part between the two lines of dashes at the top of a file of cards.
type Front struct {
	Flow     string   `yaml:"flow"`
	Locale   string   `yaml:"locale"`
	Sources  []string `yaml:"sources"`
	Reviewed struct {
		On string `yaml:"on"`
		By string `yaml:"by"`
	} `yaml:"reviewed"`
	// ReviewBy is the day after which the words count as stale.
	ReviewBy string `yaml:"review_by"`
	// Confirm lists the facts that somebody must confirm before these words go live.
	Confirm []string `yaml:"confirm_before_launch"`
}

const day = "2006-01-02"

// splitFront cuts a file into its front matter and its body, and says on which line (from 1) each
// begins.
func splitFront(src []byte) (front, body []byte, frontLine, bodyLine int, err error) {
	src = bytes.TrimPrefix(src, []byte("\xef\xbb\xbf"))
	lines := bytes.SplitAfter(src, []byte("\n"))
	if len(lines) == 0 || strings.TrimRight(string(lines[0]), "\r\n") != "---" {
		return nil, nil, 0, 0, errors.New(`the file must begin with front matter: a line "---", then flow, locale, sources, reviewed, review_by, then "---"`)
	}
	for i := 1; i < len(lines); i++ {
		if strings.TrimRight(string(lines[i]), "\r\n") == "---" {
			return bytes.Join(lines[1:i], nil), bytes.Join(lines[i+1:], nil), 2, i + 2, nil
		}
	}
	return nil, nil, 0, 0, errors.New(`the front matter has no end: add a line "---" after it`)
}

// parseFront reads the front matter strictly and reports what is missing from it.
func parseFront(file string, src []byte, firstLine int) (Front, Problems) {
	var f Front
	var ps Problems
	if err := decodeStrict(src, &f); err != nil {
		return f, Problems{yamlProblem(file, firstLine-1, err)}
	}
	at := func(key string) int {
		for i, l := range bytes.Split(src, []byte("\n")) {
			if bytes.HasPrefix(l, []byte(key+":")) {
				return firstLine + i
			}
		}
		return firstLine
	}
	add := func(key, format string, args ...any) {
		ps = append(ps, Problem{file, at(key), 1, fmt.Sprintf(format, args...)})
	}
	if f.Flow == "" {
		add("flow", `front matter has no "flow": add the flow these cards belong to`)
	}
	if f.Locale == "" {
		add("locale", `front matter has no "locale": add a language such as en`)
	}
	if len(f.Sources) == 0 {
		add("sources", `front matter has no "sources": no advice goes out without one; add ids from content/sources.yaml`)
	}
	if f.Reviewed.By == "" {
		add("reviewed", `front matter has no "reviewed: {on: …, by: …}": say who reviewed the words, or that nobody has`)
	}
	on, err := time.Parse(day, f.Reviewed.On)
	if err != nil {
		add("reviewed", `"reviewed.on" is not a date like 2026-11-22`)
	}
	by, err := time.Parse(day, f.ReviewBy)
	if err != nil {
		add("review_by", `"review_by" is not a date like 2027-05-22: every card has a day by which it is looked at again`)
	} else if !on.IsZero() && !by.After(on) {
		add("review_by", `"review_by" is not after "reviewed.on"`)
	}
	return f, ps
}

// decodeStrict reads YAML and refuses unknown and repeated keys. A panic in the parser on hostile
// bytes becomes an error: a bad file must never take the program down.
func decodeStrict(src []byte, into any) (err error) {
	defer func() {
		if recover() != nil {
			err = errors.New("this is not YAML that can be read")
		}
	}()
	return yaml.NewDecoder(bytes.NewReader(src), yaml.Strict()).Decode(into)
}

// yamlProblem turns a YAML error into a problem with its own line, shifted by the lines before it.
func yamlProblem(file string, before int, err error) Problem {
	var ye yaml.Error
	if errors.As(err, &ye) && ye.GetToken() != nil && ye.GetToken().Position != nil {
		p := ye.GetToken().Position
		return Problem{file, p.Line + before, p.Column, "YAML: " + ye.GetMessage()}
	}
	first, _, _ := strings.Cut(err.Error(), "\n")
	return Problem{file, before + 1, 1, "YAML: " + first}
}
