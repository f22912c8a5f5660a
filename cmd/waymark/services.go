package main

import (
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"text/tabwriter"
	"time"

	"waymark/bot/directory"
	"waymark/bot/directory/hours"
	"waymark/bot/directory/intake"
)

type servicesCmd struct {
	Import  servicesImportCmd  `cmd:"" help:"Put a list of services in the place of what its source had before."`
	Near    servicesNearCmd    `cmd:"" help:"Print the nearest services to a place, best first, as people would be sent to them."`
	List    servicesListCmd    `cmd:"" help:"Print what the directory was made of, and every service in it."`
	Remove  servicesRemoveCmd  `cmd:"" help:"Take a source, and the services that came from it, out of the directory."`
	Columns servicesColumnsCmd `cmd:"" help:"Print the columns of the CSV layout and what goes there; --csv prints a sheet to begin with."`
}

type servicesListCmd struct {
	atlasDir
	checkedLimit
	Type   []string `help:"Only services of this type. May be given again." placeholder:"TYPE"`
	Source string   `help:"Only services of this source." placeholder:"NAME"`
	JSON   bool     `help:"One JSON object a line." name:"json"`
}

// listed is one line of services list --json; its names are a stable interface.
type listed struct {
	Example      bool          `json:"example,omitempty"`
	Source       string        `json:"source"`
	ID           string        `json:"id"`
	Name         string        `json:"name"`
	Organisation string        `json:"organisation,omitempty"`
	Types        []string      `json:"types"`
	Flags        []string      `json:"flags,omitempty"`
	CheckedOn    string        `json:"checked_on,omitempty"`
	CheckedHow   string        `json:"checked_how,omitempty"`
	Old          bool          `json:"checked_too_long_ago"`
	Locations    []listedPlace `json:"locations"`
}

type listedPlace struct {
	Name      string  `json:"name,omitempty"`
	Address   string  `json:"address,omitempty"`
	Postcode  string  `json:"postcode,omitempty"`
	Latitude  float64 `json:"latitude"`
	Longitude float64 `json:"longitude"`
}

// Run lists the directory.
func (c *servicesListCmd) Run(std stdio) error {
	types, err := typesNamed(c.Type)
	if err != nil {
		return err
	}
	a, err := openAtlas(c.folder(), c.within())
	if err != nil {
		return err
	}
	today := a.today(time.Now())
	var chosen []*directory.Service
	all := a.services.Services()
	for i := range all {
		s := &all[i]
		if (types == 0 || s.Types&types != 0) && (c.Source == "" || s.Source == c.Source) {
			chosen = append(chosen, s)
		}
	}
	if c.JSON {
		out := json.NewEncoder(std.out)
		out.SetEscapeHTML(false)
		for _, s := range chosen {
			if err := out.Encode(c.listed(a, s, today)); err != nil {
				return err
			}
		}
		return a.complain(std.err)
	}
	if a.services.Example() {
		fmt.Fprintln(std.out, exampleBanner)
	}
	for _, s := range a.services.Sources() {
		fmt.Fprintln(std.out, sourceLine(s, countOf(all, s.Name)))
	}
	table := tabwriter.NewWriter(std.out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "SOURCE/ID\tNAME\tWHERE\tTYPES\tLAST CHECKED")
	for _, s := range chosen {
		fmt.Fprintf(table, "%s/%s\t%s\t%s\t%s\t%s\n", s.Source, s.ID, s.Name, whereIs(s), strings.Join(typeNames(s.Types), ", "), checkedWords(s, today, c.CheckedDays))
	}
	if err := table.Flush(); err != nil {
		return err
	}
	return a.complain(std.err)
}

func (c *servicesListCmd) listed(a *atlas, s *directory.Service, today hours.Day) listed {
	l := listed{
		Example: a.services.Example(), Source: s.Source, ID: s.ID, Name: s.Name, Organisation: s.Organisation, Types: typeNames(s.Types),
		Flags: flagNames(s.Yes), CheckedHow: s.Checked.How.String(), Old: tooOld(s, today, c.CheckedDays),
	}
	if s.Checked.On != 0 {
		l.CheckedOn = s.Checked.On.String()
	}
	for i := range s.Locations {
		at := &s.Locations[i]
		l.Locations = append(l.Locations, listedPlace{at.Name, at.Address, at.Postcode, at.Point.Lat, at.Point.Lon})
	}
	return l
}

// complain says on stderr what could not be read. It is an error: what was printed is less than what there should be.
func (a *atlas) complain(w io.Writer) error {
	if len(a.damaged) == 0 {
		return nil
	}
	for _, err := range a.damaged {
		fmt.Fprintln(w, "waymark: not used:", err)
	}
	return errFound
}

// sourceLine says what the directory has from a source, and under which licence.
func sourceLine(s directory.Source, services int) string {
	line := fmt.Sprintf("%s: %s", s.Name, counted(services, "service"))
	if s.Origin != "" {
		line += " from " + s.Origin
	}
	line += " (" + s.Format + ")"
	if s.Imported != 0 {
		line += ", imported " + ukDay(s.Imported)
	}
	if s.AsOf != 0 {
		line += ", as of " + ukDay(s.AsOf)
	}
	if s.Licence != "" {
		line += ". " + s.Licence
	}
	return line
}

func countOf(all []directory.Service, source string) int {
	n := 0
	for i := range all {
		if all[i].Source == source {
			n++
		}
	}
	return n
}

// whereIs is short: the postcodes, or how many doors there are.
func whereIs(s *directory.Service) string {
	l := &s.Locations[0]
	where := l.Postcode
	if where == "" {
		where = fmt.Sprintf("%.4f, %.4f", l.Point.Lat, l.Point.Lon)
	}
	return where + andMore(len(s.Locations), 1)
}

func tooOld(s *directory.Service, today hours.Day, days int) bool {
	return s.Checked.On == 0 || int(today-s.Checked.On) > days
}

func checkedWords(s *directory.Service, today hours.Day, days int) string {
	if s.Checked.On == 0 {
		return "not known"
	}
	words := ukDay(s.Checked.On)
	if how := s.Checked.How.String(); how != "" {
		words += " (" + how + ")"
	}
	if tooOld(s, today, days) {
		words += ", too long ago"
	}
	return words
}

func typeNames(s directory.TypeSet) []string {
	names := []string{}
	for _, t := range s.Types() {
		names = append(names, t.String())
	}
	return names
}

func flagNames(s directory.FlagSet) []string {
	var names []string
	for _, f := range s.Flags() {
		names = append(names, f.String())
	}
	return names
}

type servicesRemoveCmd struct {
	atlasDir
	Source string `arg:"" help:"The source's name, as services list shows it."`
}

// Run removes a source.
func (c *servicesRemoveCmd) Run(std stdio) error {
	n, err := directory.StoreIn(c.folder()).Remove(c.Source)
	if err != nil {
		return fmt.Errorf("nothing was removed: %w", err)
	}
	if n == 0 {
		return errors.New("nothing was removed: there is no such source; services list names them")
	}
	fmt.Fprintf(std.out, "removed %s; a running serve reads it on SIGHUP\n", counted(n, "service"))
	return nil
}

type servicesColumnsCmd struct {
	CSV bool `help:"Print a sheet with the first line and one invented service, which import sets aside until it is replaced." name:"csv"`
}

// Run documents the layout.
func (c *servicesColumnsCmd) Run(std stdio) error {
	columns := intake.Columns()
	if c.CSV {
		names, cells := make([]string, len(columns)), make([]string, len(columns))
		for i, col := range columns {
			names[i], cells[i] = col.Name, col.Example
		}
		w := csv.NewWriter(std.out)
		return w.WriteAll([][]string{names, cells})
	}
	for _, col := range columns {
		fmt.Fprintf(std.out, "%s\n    %s\n", col.Name, col.What)
		if len(col.Others) > 0 {
			fmt.Fprintf(std.out, "    also read as: %s\n", strings.Join(col.Others, ", "))
		}
		if col.Example != "" {
			fmt.Fprintf(std.out, "    example: %s\n", col.Example)
		}
	}
	fmt.Fprint(std.out, `
Only name, types and a place (postcode, or latitude and longitude) are needed; columns may stand in any order, and others are left
out. GeoJSON features have the same names as properties.
`)
	return nil
}
