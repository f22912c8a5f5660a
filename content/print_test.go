package content

import (
	"maps"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
)

func TestTheWordsForPaperAreProved(t *testing.T) {
	lib, problems := Load(Embedded())
	if problems != nil {
		t.Fatal(problems)
	}
	src, err := embedded.ReadFile(printFile)
	if err != nil {
		t.Fatal(err)
	}
	if _, problems := LoadPrint(Embedded(), lib); problems != nil {
		t.Errorf("the words that are built in: %v", problems)
	}
	for name, c := range map[string]struct{ old, new, want string }{
		"a word to avoid":               {"Drugs or drink on your mind?", "For users and addicts.", `content/print.yaml:8:10: "users" is avoided`},
		"a drug in what is discreet":    {"Something hard to ask out loud?", "Heroin?", `content/print.yaml:9:19: "Heroin" names a drug, and a discreet edition shows these words too`},
		"no 999":                        {"call 999 first.\n", "get help first.\n", `content/print.yaml:7:10: the first line says 999`},
		"an exclamation mark":           {"Scan this, or open", "Scan this now!", `content/print.yaml:13:9: no exclamation marks`},
		"a placeholder nobody fills":    {"{operator}. It keeps", "{owner}. It keeps", `a placeholder is {operator}, {number}, {code} or {link}`},
		"a source that does not exist":  {"[OD-08, OD-09]", "[OD-08, XX-99]", `content/print.yaml:6:20: source "XX-99" is not in sources.yaml`},
		"words that are missing":        {"  cost: Your network may charge for texts.\n", "", `content/print.yaml:4:1: en has no words for "cost"`},
		"words that nobody prints":      {"  cost: ", "  price: ", `content/print.yaml:15:3: unknown words "price": there are first,`},
		"words nobody answers for":      {"  reviewed: \"2026-11-22, not yet reviewed by a clinician\"\n", "", `content/print.yaml:4:1: en has no words for "reviewed"`},
		"a locale with nothing":         {"en:\n", "pl: {}\nen:\n", `content/print.yaml:4:1: pl has no words for "first"`},
		"no words in the first locale":  {"en:\n", "pl:\n", `content/print.yaml:1:1: there are no words for paper in en`},
		"a file that is no YAML at all": {"en:\n", "en: [\n", `content/print.yaml:`},
	} {
		t.Run(name, func(t *testing.T) {
			text := string(src)
			if !strings.Contains(text, c.old) {
				t.Fatalf("there is no %q to break", c.old)
			}
			_, problems := LoadPrint(fstest.MapFS{printFile: {Data: []byte(strings.Replace(text, c.old, c.new, 1))}}, lib)
			if !strings.Contains(problems.Error(), c.want) {
				t.Errorf("got\n%v\nwant %s", problems, c.want)
			}
		})
	}
}

func TestOnlyServedLanguagesAreForPaper(t *testing.T) {
	lib, problems := Load(Embedded())
	all, more := LoadPrint(Embedded(), lib)
	if problems = append(problems, more...); problems != nil {
		t.Fatal(problems)
	}
	if !all["cy"].Draft() || all[DefaultLocale].Draft() {
		t.Error("the words in Welsh are a draft, and those in English are not")
	}
	for what, c := range map[string]struct {
		served *Library
		drafts bool
		want   string
	}{
		"nothing but what is reviewed":            {lib.Reviewed(), false, "en"},
		"drafts too":                              {lib, true, "cy en"},
		"reviewed cards, and a draft for paper":   {lib, false, "en"},
		"drafts for paper, and no cards for them": {lib.Reviewed(), true, "en"},
	} {
		if got := strings.Join(slices.Sorted(maps.Keys(ServedPrint(all, c.served, c.drafts))), " "); got != c.want {
			t.Errorf("%s: %s, want %s", what, got, c.want)
		}
	}
}
