package content

import (
	"fmt"
	"io/fs"
	"slices"
	"strings"
)

const printFile = "print.yaml"

// Print is the words for paper in one locale, by name; PrintNames has the names. Placeholders stand unfilled.
type Print map[string]string

// PrintNames are the words that each locale of print.yaml must have.
func PrintNames() []string {
	return []string{"first", "title", "title_discreet", "what", "what_discreet", "promise", "scan", "text", "cost", "runs", "by", "operator", "plain",
		"say_title", "say", "not_title", "not", "practice_title", "practice", "counted_title", "counted"}
}

// reviewedKey says in print.yaml when the words of a locale were reviewed and by whom.
const reviewedKey = "reviewed"

// Draft says whether a machine wrote the words and nobody has reviewed them.
func (p Print) Draft() bool { return strings.Contains(p[reviewedKey], draftMark) }

// ServedPrint leaves out the words for paper in languages that a library has no cards in, and drafts unless they are served:
// paper must not promise a language in which nobody would be answered.
func ServedPrint(all map[string]Print, served *Library, drafts bool) map[string]Print {
	out := map[string]Print{}
	for locale, words := range all {
		if locale == DefaultLocale || slices.Contains(served.Locales, locale) && (drafts || !words.Draft()) {
			out[locale] = words
		}
	}
	return out
}

// LoadPrint reads print.yaml below fsys, or the embedded one where there is none, and proves it as other words are
// proved: sources that exist, nothing from avoid.yaml, no drug in what is discreet, placeholders that can be filled.
func LoadPrint(fsys fs.FS, lib *Library) (map[string]Print, Problems) {
	shown, from := "content/"+printFile, fsys
	if _, err := fs.Stat(fsys, printFile); err != nil {
		from = embedded
	}
	src, ps := ReadText(from, printFile, shown)
	if ps != nil {
		return nil, ps
	}
	y, entries, ok := ReadYAML(shown, src, 0)
	if !ok {
		return nil, y.Problems
	}
	all := map[string]Print{}
	for _, e := range entries {
		all[e.Key.Text] = printed(y, e, lib)
	}
	if all[DefaultLocale] == nil {
		y.Add(Word{Line: 1, Column: 1}, "there are no words for paper in %s", DefaultLocale)
	}
	y.Problems.Sort()
	return all, y.Problems
}

func printed(y *YAML, locale Entry, lib *Library) Print {
	p := Print{}
	for _, e := range y.Map(locale) {
		switch name := e.Key.Text; {
		case name == reviewedKey:
			p[name] = y.Word(e).Text
		case name == "sources":
			for _, id := range y.List(e) {
				if _, known := lib.Sources[id.Text]; !known {
					y.Add(id, "source %q is not in %s", id.Text, sourcesFile)
				}
			}
		case slices.Contains(PrintNames(), name):
			w := y.Word(e)
			p[name] = w.Text
			for _, what := range printFaults(name, w.Text, lib) {
				y.Add(w, "%s", what)
			}
		default:
			y.Add(e.Key, "unknown words %q: there are %s", name, strings.Join(PrintNames(), ", "))
		}
	}
	for _, name := range append(PrintNames(), reviewedKey) {
		if p[name] == "" {
			y.Add(locale.Key, "%s has no words for %q", locale.Key.Text, name)
		}
	}
	return p
}

// printFaults says what is wrong with one line for paper.
func printFaults(name, text string, lib *Library) (faults []string) {
	lib.rules.avoid.find(text, func(i, j int, key string) {
		faults = append(faults, fmt.Sprintf("%q is avoided: %s", text[i:j], lib.rules.instead[key]))
	})
	if drug := lib.Drug(text); drug != "" && name != "say" && name != "practice" && (strings.HasSuffix(name, "_discreet") || name != "title" && name != "what") {
		faults = append(faults, fmt.Sprintf("%q names a drug, and a discreet edition shows these words too", drug))
	}
	rest := text
	for _, known := range []string{"{operator}", "{number}", "{code}", "{link}"} {
		rest = strings.ReplaceAll(rest, known, "")
	}
	if strings.ContainsAny(rest, "{}") {
		faults = append(faults, "a placeholder is {operator}, {number}, {code} or {link}")
	}
	if strings.Contains(text, "!") {
		faults = append(faults, "no exclamation marks")
	}
	if name == "first" && !strings.Contains(text, "999") {
		faults = append(faults, "the first line says 999")
	}
	return faults
}
