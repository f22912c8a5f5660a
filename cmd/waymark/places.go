package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"waymark/bot/directory/place"
)

type placesCmd struct {
	Import placesImportCmd `cmd:"" help:"Read a list of postcodes or names of places into the gazetteer."`
	Find   placesFindCmd   `cmd:"" help:"Print which place a text means."`
}

type placesImportCmd struct {
	atlasDir
	Format       string `help:"What it is: nspl, onspd, codepoint, opennames, geonames or outcodes." enum:"nspl,onspd,codepoint,opennames,geonames,outcodes" required:""`
	File         string `arg:"" help:"The file, or the zip that it came in."`
	Licence      string `help:"The line to show instead of the one that the format's usual licence asks for." placeholder:"LINE"`
	AcceptShrink bool   `help:"Take a file that has less than half of what was imported before."`
	All          bool   `help:"Print every problem that was kept (100), not only the first 20."`
}

// Help says what each format is and where it comes from.
func (*placesImportCmd) Help() string {
	return `Without an import Waymark knows the towns and cities of these islands, and of a postcode only what its letters tell. Each format fills one file in the data folder and replaces what the same format filled before; all are used together.

  nspl       National Statistics Postcode Lookup (ONS): every postcode, with its nation. The best for the whole United Kingdom.
  onspd      ONS Postcode Directory: the same, with more columns.
  codepoint  Code-Point Open (Ordnance Survey), the zip of CSV files: every postcode of Great Britain.
  opennames  OS Open Names, the zip of CSV files: villages, suburbs and neighbourhoods of Great Britain.
  geonames   GeoNames postal codes, the TSV of a country: first halves of postcodes, or whole ones.
  outcodes   A CSV with the columns outcode, lat, lon, and country if there is one: first halves of postcodes.

Columns are found by their names where there is a header; names that carry a year (lad25cd, lad26cd) are known whatever the year. Bad rows are set aside with file, line, field and reason. Nothing changes unless the new file is complete and reads back.

Exit codes: 0 the list is in use, 1 it was refused and nothing changed, 2 wrong use.

  waymark places import --format nspl NSPL_AUG_2026_UK.zip
  waymark places import --format outcodes outcodes.csv`
}

// Run imports, and reports what it did.
func (c *placesImportCmd) Run(ctx context.Context, std stdio) error {
	format, _ := place.FormatNamed(c.Format) // kong allows no other
	from, file, err := place.OpenSource(c.File)
	if err != nil {
		return wrongUse{fmt.Errorf("the file cannot be opened: %w", err)}
	}
	defer file.Close()
	if err := makeFolder(c.folder()); err != nil {
		return err
	}
	bar := newProgress(std.err)
	report, err := place.Import(ctx, format, from, filepath.Join(c.folder(), format.FileName()), place.Options{
		Licence: c.Licence, AcceptShrink: c.AcceptShrink,
		Progress: func(done, total int64) { bar.show(done, total, fmt.Sprintf("%d MB", done>>20)) },
	})
	bar.end()
	if report.Rows > 0 {
		fmt.Fprintf(std.out, "%s: %s read\n", format, counted(report.Rows, "row"))
		printProblems(std.out, fmt.Sprintf("set aside %s, each with its reason", counted(report.Bad, "row")), report.Problems, c.All)
		if n := report.Terminated + report.Unplaced + report.Other + report.Repeated; n > 0 {
			fmt.Fprintf(std.out, "  passed over %d: %d no longer in use, %d without a position, %d that are no place, %d repeated\n", n, report.Terminated, report.Unplaced, report.Other, report.Repeated)
		}
	}
	if err != nil {
		return refused(err, "places")
	}
	fmt.Fprintf(std.out, "  %s\n", dataLine(report.Data))
	fmt.Fprintf(std.out, "in use from now on, %.1f MB; a running serve reads it on SIGHUP\n", float64(report.Bytes)/1e6)
	return nil
}

// makeFolder makes the folder for imports. The data folder above it is nobody else's: it holds counters too.
func makeFolder(folder string) error {
	if err := os.MkdirAll(filepath.Dir(folder), 0o700); err != nil {
		return errors.New("the data folder cannot be made")
	}
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return errors.New("the folder for imports cannot be made in the data folder")
	}
	return nil
}

// dataLine says what a source of places holds, how recent it is, and its licence.
func dataLine(d place.Data) string {
	var holds []string
	for _, part := range []struct {
		n    int
		what string
	}{{d.Postcodes, "postcode"}, {d.Outcodes, "district"}, {d.Names, "name"}} {
		if part.n > 0 {
			holds = append(holds, counted(part.n, part.what))
		}
	}
	line := d.Source + ": " + strings.Join(holds, ", ")
	if !d.Date.IsZero() {
		line += ", as of " + d.Date.Format("2 January 2006")
	}
	return line + ". " + d.Licence
}

type placesFindCmd struct {
	atlasDir
	Text []string `arg:"" help:"What somebody might type: a postcode, a part of one, a name, a sentence with one in it."`
	JSON bool     `help:"One JSON object." name:"json"`
}

// foundPlace is what places find --json prints; its names are a stable interface.
type foundPlace struct {
	Answer string      `json:"answer"` // one, several, area, nothing
	Why    string      `json:"why,omitempty"`
	Guess  bool        `json:"guess,omitempty"`
	Places []wherePart `json:"places,omitempty"`
	// Others are smaller places of the same name, that a conversation would offer beside the one.
	Others []string  `json:"others,omitempty"`
	Area   *areaPart `json:"area,omitempty"`
}

type wherePart struct {
	Label     string  `json:"label"`
	Precision string  `json:"precision"`
	Latitude  float64 `json:"latitude"`
	Longitude float64 `json:"longitude"`
	Radius    int     `json:"radius_metres"`
	Nation    string  `json:"nation,omitempty"`
	Border    bool    `json:"border,omitempty"`
	Area      string  `json:"postcode_area,omitempty"`
}

type areaPart struct {
	Letters string `json:"postcode_area,omitempty"`
	Name    string `json:"name"`
	Nation  string `json:"nation,omitempty"`
	Border  bool   `json:"border,omitempty"`
}

// Run prints what the text means; one place is exit code 0, anything that would be asked back is 1.
func (c *placesFindCmd) Run(std stdio) error {
	finder, err := place.Open(c.folder())
	if err != nil {
		for _, line := range lines(err) {
			fmt.Fprintln(std.err, "waymark: not used:", line)
		}
	}
	r := finder.Find(strings.Join(c.Text, " "))
	f := describe(r)
	if c.JSON {
		out := json.NewEncoder(std.out)
		out.SetEscapeHTML(false)
		out.SetIndent("", "  ")
		if err := out.Encode(f); err != nil {
			return err
		}
	} else {
		f.print(std.out, r)
	}
	if err != nil || r.Answer != place.One {
		return errFound
	}
	return nil
}

func describe(r place.Result) foundPlace {
	f := foundPlace{Answer: [...]string{place.Nothing: "nothing", place.One: "one", place.Several: "several", place.AreaOnly: "area"}[r.Answer], Guess: r.Guess}
	for _, p := range r.Places {
		f.Places = append(f.Places, wherePart{p.Label, precisionName(p.Precision), p.Point.Lat, p.Point.Lon, int(p.Radius), p.Nation.String(), p.Border, p.Area})
	}
	for _, p := range r.Others {
		f.Others = append(f.Others, p.Label)
	}
	if r.Answer == place.AreaOnly {
		f.Area = &areaPart{r.Area.Letters, r.Area.Name, r.Area.Nation.String(), r.Area.Border}
	}
	if r.Answer != place.One {
		f.Why = whyNot(r)
	}
	return f
}

func precisionName(p place.Precision) string {
	switch p {
	case place.Unit:
		return "postcode"
	case place.Sector:
		return "postcode sector"
	case place.District:
		return "postcode district"
	case place.Village:
		return "village or neighbourhood"
	case place.Town:
		return "town or part of a city"
	case place.City:
		return "city"
	}
	return ""
}

func (f *foundPlace) print(out io.Writer, r place.Result) {
	if f.Why != "" {
		fmt.Fprintln(out, f.Why)
	}
	if f.Guess {
		fmt.Fprintln(out, "(the nearest spelling)")
	}
	for _, p := range f.Places {
		nation := p.Nation
		if p.Border {
			nation += " and its neighbour"
		}
		fmt.Fprintf(out, "%s: %s, %s, postcode area %s, at %.4f, %.4f within about %.1f km\n", p.Label, p.Precision, orDash(nation), orDash(p.Area), p.Latitude, p.Longitude, float64(p.Radius)/1000)
	}
	for _, label := range f.Others {
		fmt.Fprintln(out, "not taken for:", label)
	}
}

func orDash(s string) string {
	if s == "" {
		return "-"
	}
	return s
}
