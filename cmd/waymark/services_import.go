package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"waymark/bot/directory"
	"waymark/bot/directory/hours"
	"waymark/bot/directory/intake"
)

type servicesImportCmd struct {
	atlasDir
	Format       string            `help:"What it is: oruk, csv, geojson or nhsbsa." enum:"oruk,csv,geojson,nhsbsa" required:""`
	From         string            `arg:"" name:"file|url" help:"A file, - for stdin, or an https address. For oruk an address is that of the API: its pages are fetched one by one."`
	Source       string            `help:"Which list this is, where there are several of a format: it replaces what came in under the same name. The format's name, if left out." placeholder:"NAME"`
	Codes        string            `help:"With nhsbsa: your own CSV with ods_code and any columns of the sheet, such as types." type:"existingfile" placeholder:"FILE"`
	Type         []string          `help:"What every record is, for lists that do not say, such as a feed of needle exchanges alone." placeholder:"TYPE"`
	Term         map[string]string `help:"A word of the list's own for a type, as \"injecting room=needle_exchange\". May be given again." placeholder:"WORDS=TYPE" mapsep:"none"`
	Licence      string            `help:"The line that the list's licence asks to show; doctor shows it." placeholder:"LINE"`
	AsOf         string            `help:"How recent the list is, as 2026-11-01." placeholder:"DATE"`
	AcceptShrink bool              `help:"Take a list that has less than half of the services that it had before."`
	All          bool              `help:"Print every problem that was kept (200), not only the first 20."`
}

// Help says what an import promises.
func (*servicesImportCmd) Help() string {
	return `Puts the list in the place of what the same source had before; other sources stay. A record that is wrong anywhere is set aside whole and named with line, field and reason. Nothing changes unless the whole list could be read: a list that is cut off, mostly bad, or has less than half of the services it had is refused. The file before is kept as services.previous.waymark. Importing the same list again changes nothing.

Lists with postcodes and no coordinates need "waymark places import" first. A running serve reads the new file on SIGHUP.

Exit codes: 0 the list is in use (what was set aside is printed), 1 it was refused and nothing changed, 2 wrong use.

  waymark services import --format csv services.csv
  waymark services import --format oruk https://example.org/openreferral/v3
  waymark services import --format nhsbsa --codes our-pharmacies.csv pharmaceutical-list.csv`
}

// Run imports, and reports what it did.
func (c *servicesImportCmd) Run(ctx context.Context, std stdio) error {
	job, size, done, err := c.job(std)
	if err != nil {
		return err
	}
	defer done()
	a, err := openAtlas(c.folder(), 0)
	if err != nil {
		return err
	}
	if err := makeFolder(c.folder()); err != nil {
		return err
	}
	job.Options.Locate, job.Options.Today = a.locate, a.today(time.Now())
	bar := newProgress(std.err)
	job.Options.Progress = func(p intake.Progress) { showServices(bar, p, size) }
	report, err := intake.Import(ctx, directory.StoreIn(c.folder()), job)
	bar.end()
	if report.Records > 0 {
		c.print(std.out, report)
	}
	if err != nil {
		return refused(err, "services")
	}
	fmt.Fprintln(std.out, "in use from now on; a running serve reads it on SIGHUP")
	return nil
}

// refused says that nothing changed, and what to do about it.
func refused(err error, what string) error {
	hint := ""
	if strings.Contains(err.Error(), "say so") {
		hint = " (--accept-shrink)"
	}
	return fmt.Errorf("refused, the %s are as they were: %w%s", what, err, hint)
}

func showServices(bar *progress, p intake.Progress, size int64) {
	words := fmt.Sprintf("%d records", p.Records)
	switch {
	case p.Pages > 0:
		bar.show(int64(p.Page), int64(p.Pages), words+fmt.Sprintf(", page %d of %d", p.Page, p.Pages))
	case p.Page > 0:
		bar.show(0, 0, words+fmt.Sprintf(", page %d", p.Page))
	default:
		bar.show(p.Bytes, size, words)
	}
}

// job reads the command line. size is that of the file, 0 where it is not known; done closes what was opened.
func (c *servicesImportCmd) job(std stdio) (job intake.Job, size int64, done func(), err error) {
	job = intake.Job{Source: c.Source, Licence: c.Licence, AcceptShrink: c.AcceptShrink}
	job.Format, _ = intake.FormatNamed(c.Format) // kong allows no other
	if job.Options.Types, err = typesNamed(c.Type); err != nil {
		return job, 0, nil, err
	}
	job.Options.Terms = map[string]directory.Type{}
	for words, name := range c.Term {
		t, ok := directory.TypeNamed(name)
		if !ok {
			return job, 0, nil, unknownType(name)
		}
		job.Options.Terms[strings.ToLower(strings.TrimSpace(words))] = t
	}
	if c.AsOf != "" {
		day, ok := hours.ParseDay(c.AsOf)
		if !ok {
			return job, 0, nil, wrongUse{errors.New("--as-of is not a day like 2026-11-01")}
		}
		job.AsOf = day
	}
	if c.Codes != "" && job.Format != intake.NHSBSA {
		return job, 0, nil, wrongUse{errors.New("--codes goes with --format nhsbsa")}
	}
	var open []io.Closer
	done = func() {
		for _, f := range open {
			_ = f.Close() // only read
		}
	}
	if c.Codes != "" {
		f, err := os.Open(c.Codes)
		if err != nil {
			return job, 0, nil, wrongUse{errors.New("the --codes file cannot be opened")}
		}
		open = append(open, f)
		job.Codes = f
	}
	switch {
	case c.From == "-":
		job.From, job.Origin = std.in, "stdin"
	case isAddress(c.From):
		job.Address = c.From
	default:
		f, err := os.Open(c.From)
		if err == nil && isDir(c.From) {
			err = errors.New("it is a folder")
		}
		if err != nil {
			done()
			return job, 0, nil, wrongUse{fmt.Errorf("the file cannot be opened: %w", bareReason(err))}
		}
		open = append(open, f)
		if info, err := f.Stat(); err == nil {
			size = info.Size()
		}
		job.From, job.Origin = f, filepath.Base(c.From)
	}
	return job, size, done, nil
}

// bareReason is why a file cannot be opened, without its path.
func bareReason(err error) error {
	if p, ok := errors.AsType[*fs.PathError](err); ok {
		return p.Err
	}
	return err
}

// isAddress tells an address from a file's name: one that is not https is refused later, with the reason.
func isAddress(s string) bool { return strings.Contains(s, "://") }

func typesNamed(names []string) (directory.TypeSet, error) {
	var all []directory.Type
	for _, name := range names {
		t, ok := directory.TypeNamed(name)
		if !ok {
			return 0, unknownType(name)
		}
		all = append(all, t)
	}
	return directory.SetOf(all...), nil
}

func unknownType(name string) error {
	var known []string
	for _, t := range directory.Types() {
		known = append(known, t.String())
	}
	return wrongUse{fmt.Errorf("%q is not a type; the types are %s", name, strings.Join(known, ", "))}
}

// fewProblems are printed unless all are asked for.
const fewProblems = 20

func (c *servicesImportCmd) print(out io.Writer, r intake.Report) {
	from := r.Source.Name
	if r.Source.Origin != "" {
		from += " (" + r.Source.Origin + ")"
	}
	fmt.Fprintf(out, "%s: %s read, %s can be used\n", from, counted(r.Records, "record"), counted(len(r.Services), "service"))
	if r.Before+r.After > 0 {
		fmt.Fprintf(out, "  added %d, changed %d, gone %d, the same %d\n", len(r.Added), len(r.Changed), len(r.Gone), len(r.Same))
		printNames(out, "changed", r.Changed)
		printNames(out, "gone", r.Gone)
	}
	if n := r.NotActive + r.OtherTypes + r.NoDoor; n > 0 {
		fmt.Fprintf(out, "  passed over %d: %d not active, %d of no type that people are sent to, %d without a door to go to\n", n, r.NotActive, r.OtherTypes, r.NoDoor)
	}
	c.printOtherTerms(out, r.OtherTerms)
	printProblems(out, fmt.Sprintf("set aside %s, each with its reason", counted(r.Bad, "record")), r.Problems, c.All)
	printProblems(out, "mended or left out in records that are used", r.Notes, c.All)
}

// printOtherTerms names the commonest words that meant no type, since one of them may be a type by another name.
func (c *servicesImportCmd) printOtherTerms(out io.Writer, terms map[string]int) {
	if len(terms) == 0 {
		return
	}
	names := make([]string, 0, len(terms))
	for t := range terms {
		names = append(names, t)
	}
	slices.SortFunc(names, func(a, b string) int {
		if terms[a] != terms[b] {
			return terms[b] - terms[a]
		}
		return strings.Compare(a, b)
	})
	most := 8
	if c.All {
		most = len(names)
	}
	fmt.Fprintf(out, "  words that mean no type of ours: %s%s (--term \"WORDS=TYPE\" gives them one)\n", strings.Join(names[:min(most, len(names))], ", "), andMore(len(names), most))
}

// printProblems prints a heading and a list of problems below it, if there are any.
func printProblems[P fmt.Stringer](out io.Writer, heading string, problems []P, all bool) {
	if len(problems) == 0 {
		return
	}
	fmt.Fprintf(out, "  %s:\n", heading)
	most := fewProblems
	if all {
		most = len(problems)
	}
	for _, p := range problems[:min(most, len(problems))] {
		fmt.Fprintf(out, "    %s\n", p)
	}
	if more := len(problems) - most; more > 0 {
		fmt.Fprintf(out, "    and %d more; --all prints them\n", more)
	}
}

func printNames(out io.Writer, what string, names []string) {
	const most = 10
	if len(names) > 0 {
		fmt.Fprintf(out, "  %s: %s%s\n", what, strings.Join(names[:min(most, len(names))], "; "), andMore(len(names), most))
	}
}

func andMore(n, most int) string {
	if n <= most {
		return ""
	}
	return fmt.Sprintf(" and %d more", n-most)
}

// counted is "1 record", "2 records".
func counted(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}
