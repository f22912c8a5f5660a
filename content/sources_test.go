package content

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

const plainLine = `OD-01: {publisher: "A: b, c", title: "B {x}", year: "2026", link: "https://a.example/b", seen_on: 2026-11-22, status: confirmed, tier: A}` + "\n"

// What is read without the YAML parser is what the parser reads: of the built-in sources, all.
func TestPlainSourcesAreWhatYAMLReads(t *testing.T) {
	src, ps := ReadText(embedded, sourcesFile, sourcesFile)
	if len(ps) > 0 {
		t.Fatal(ps)
	}
	plain, ok := plainSources(src)
	if !ok || len(plain) < 100 {
		t.Fatalf("the built-in sources are not plain: a line of another shape makes the start slower (%d read)", len(plain))
	}
	asYAML, ps := yamlSources(sourcesFile, src)
	if diff := cmp.Diff(asYAML, plain); diff != "" || len(ps) > 0 {
		t.Fatal(diff, ps)
	}
}

// Whatever is wrong with a line, or only written otherwise, is left to the YAML parser.
func TestSourcesOfAnotherShapeAreLeftToYAML(t *testing.T) {
	if _, ok := plainSources([]byte("# a comment\n\n" + plainLine)); !ok {
		t.Fatal("a plain line is not read")
	}
	for shows, change := range map[string][2]string{
		"an escape":            {`A: b, c`, `A\tb`},
		"a value twice":        {`, tier: A`, `, tier: A, tier: A`},
		"an empty link twice":  {`link: "https://a.example/b"`, `link: "", link: ""`},
		"an unknown key":       {`year:`, `when:`},
		"a comment behind":     {`}` + "\n", `} # seen` + "\n"},
		"single quotes":        {`"2026"`, `'2026'`},
		"nothing":              {`"2026"`, `null`},
		"no value":             {`"2026"`, `""`},
		"no day":               {`2026-11-22`, `yesterday`},
		"a status of no kind":  {`confirmed`, `seen`},
		"a link that is none":  {`https://a`, `a`},
		"a list":               {`"2026"`, `[2026]`},
		"an anchor":            {`"2026"`, `&y "2026"`},
		"two spaces":           {`year: `, `year:  `},
		"no space":             {`, year`, `,year`},
		"no comma":             {`, year`, ` year`},
		"a comma at the end":   {`A}`, `A, }`},
		"no end":               {`}` + "\n", "\n"},
		"an id with a space":   {`OD-01`, `OD 01`},
		"a quoted id":          {`OD-01`, `"OD-01"`},
		"the same id twice":    {`OD-01`, plainLine + `OD-01`},
		"values on more lines": {`, year`, ",\n  year"},
	} {
		text := strings.Replace(plainLine, change[0], change[1], 1)
		if text == plainLine {
			t.Fatalf("%s: nothing is changed", shows)
		}
		if _, ok := plainSources([]byte(text)); ok {
			t.Errorf("%s is read as plain: %s", shows, text)
		}
	}
}

// Whatever stands in a line, what is taken for plain is what the YAML parser reads, and nothing is wrong with it.
func FuzzPlainSources(f *testing.F) {
	for _, word := range []string{"OD-01", "2026", "true", "null", "NULL", "0x1f", "1e5", "0b1", "01", "2026-11-22", "12-", "y", "x # y", "a: b", "", "\u2028", "é", "a\"b", "}"} {
		f.Add(word, word, word)
	}
	f.Fuzz(func(t *testing.T, id, plain, quoted string) {
		src := []byte(id + `: {publisher: ` + plain + `, title: "` + quoted + `", year: "2026", seen_on: 2026-11-22, status: confirmed, tier: A}` + "\n" + plainLine)
		if unreadable("", src) != nil {
			return
		}
		read, ok := plainSources(src)
		if !ok {
			return
		}
		asYAML, ps := yamlSources("", src)
		if diff := cmp.Diff(asYAML, read); diff != "" || len(ps) > 0 {
			t.Fatalf("%q: %s %v", src, diff, ps)
		}
	})
}
