package content

import "io/fs"

// The files of rules, kept as data so that the people who know may change them. A folder of words of one's own
// need not repeat them.
const (
	avoidFile    = "avoid.yaml"
	termsFile    = "terms.yaml"
	discreetFile = "discreet.yaml"
)

// rules are what words are checked against.
type rules struct {
	// avoid finds the words that must not reach a person; instead says for each what to write.
	avoid   phrases
	instead map[string]string
	// prompts are words that nobody may be asked to text back: carriers and the SMS provider act on
	// them and would block every later reply.
	prompts []string
	// known are terms that everybody who needs them has been taught.
	known terms
	// drugs finds the names that no lock screen should show.
	drugs phrases
	// musts are what cards have to say.
	musts Musts
	// disagreements are what words must not say where sources do not agree.
	disagreements disagreements
	languages     []Language
}

func loadRules(fsys fs.FS, names *Substances) (*rules, Problems) {
	r := &rules{instead: map[string]string{}, known: terms{}}
	var ps Problems
	read := func(name string, take func(*YAML, []Entry)) {
		shown, from := "content/"+name, fsys
		if !hasFile(fsys, name) {
			from = embedded
		}
		src, more := ReadText(from, name, shown)
		if more != nil {
			ps = append(ps, more...)
			return
		}
		y, entries, _ := ReadYAML(shown, src, 0)
		take(y, entries)
		ps = append(ps, y.Problems...)
	}
	read(avoidFile, r.readAvoid)
	read(termsFile, func(y *YAML, entries []Entry) {
		for _, w := range onlyList(y, entries, "known") {
			r.known.add(w)
		}
	})
	read(discreetFile, func(y *YAML, entries []Entry) {
		r.drugs = newPhrases(append(names.discreet(), onlyList(y, entries, "drugs")...))
	})
	r.musts.Own = hasFile(fsys, warningsFile)
	read(warningsFile, r.musts.read)
	read(disagreementsFile, r.disagreements.read)
	read(languagesFile, func(y *YAML, entries []Entry) { r.languages = readLanguages(y, entries) })
	return r, ps
}

func (r *rules) readAvoid(y *YAML, entries []Entry) {
	var words []string
	for _, e := range entries {
		switch e.Key.Text {
		case "avoid":
			for _, group := range y.Maps(e) {
				words = append(words, r.group(y, group)...)
			}
		case "prompts":
			r.prompts = texts(y.List(e))
		default:
			y.Add(e.Key, "unknown key %q: there are avoid and prompts", e.Key.Text)
		}
	}
	r.avoid = newPhrases(words)
}

// group reads words that have one better word.
func (r *rules) group(y *YAML, entries []Entry) (words []string) {
	use := ""
	for _, e := range entries {
		switch e.Key.Text {
		case "words":
			words = texts(y.List(e))
		case "use":
			use = y.Word(e).Text
		default:
			y.Add(e.Key, "unknown key %q: there are words and use", e.Key.Text)
		}
	}
	for _, w := range words {
		r.instead[phraseKey(w)] = use
	}
	return words
}

// onlyList reads a file that holds one list.
func onlyList(y *YAML, entries []Entry, key string) (words []string) {
	for _, e := range entries {
		if e.Key.Text != key {
			y.Add(e.Key, "unknown key %q: there is %s", e.Key.Text, key)
			continue
		}
		words = texts(y.List(e))
	}
	return words
}

// Drug gives the first name of a drug that stands in text, as it stands there, or nothing.
func (l *Library) Drug(text string) string {
	first := ""
	l.rules.drugs.find(text, func(i, j int, _ string) {
		if first == "" {
			first = text[i:j]
		}
	})
	return first
}

// Grade is how hard a text reads, the taught terms of terms.yaml counted as easy words.
func (l *Library) Grade(text string) float64 { return grade(text, l.rules.known) }
