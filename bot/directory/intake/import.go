package intake

import (
	"context"
	"errors"
	"io"

	"waymark/bot/directory"
	"waymark/bot/directory/hours"
)

// Format is a kind of list.
type Format uint8

// The formats.
const (
	ORUK Format = iota + 1
	Sheet
	Features
	NHSBSA
	formats
)

var formatNames = [formats]string{"", "oruk", "csv", "geojson", "nhsbsa"}

// String is the format's name on the command line.
func (f Format) String() string {
	if f < formats {
		return formatNames[f]
	}
	return ""
}

// FormatNamed finds a format by its name.
func FormatNamed(name string) (Format, bool) {
	for i, n := range formatNames {
		if n == name && n != "" {
			return Format(i), true
		}
	}
	return 0, false
}

// Licence is the line that has to be shown with a format's data; empty where the list has its own terms.
func (f Format) Licence() string {
	if f == NHSBSA {
		return "Contains NHSBSA Consolidated Pharmaceutical List data, licensed under the Open Government Licence v3.0"
	}
	return ""
}

// Job is one import: from where, and into which source of the directory.
type Job struct {
	Format Format
	// From is the file's content; nil where there is an Address: that of an Open Referral UK feed, or of a file.
	From    io.Reader
	Address string
	// Codes is the operator's list for NHSBSA; nil for none.
	Codes io.Reader
	// Source names what is replaced; empty is the format's name. Origin is the file's name, for lists; a feed's is its host.
	Source, Origin string
	// Licence replaces the format's usual line; AsOf is the day of the data, where it is known.
	Licence string
	AsOf    hours.Day
	// AcceptShrink takes a list with less than half of the services that the source had.
	AcceptShrink bool
	Options      Options // Options.Today is the day of the import
}

// Report is what an import did or would have done.
type Report struct {
	Batch
	directory.Change
	Source directory.Source
}

// Import reads a list and puts it in the place of what its source had, or refuses and changes nothing. The report is good
// with an error too, as far as the import came. Imported again, the same list changes nothing.
func Import(ctx context.Context, store directory.Store, job Job) (Report, error) {
	report := Report{Source: directory.Source{
		Name: job.Source, Format: job.Format.String(), Origin: shorten(clean(job.Origin), longName),
		Licence: shorten(clean(job.Licence), 300), Imported: job.Options.Today, AsOf: job.AsOf,
	}}
	if report.Source.Name == "" {
		report.Source.Name = job.Format.String()
	}
	if report.Source.Licence == "" {
		report.Source.Licence = job.Format.Licence()
	}
	if job.Address != "" {
		report.Source.Origin = Host(job.Address)
	}
	batch, err := job.read(ctx)
	if batch != nil {
		report.Batch = *batch
	}
	if err != nil {
		return report, err
	}
	report.Change, err = store.Replace(report.Source, batch.Services, job.AcceptShrink)
	return report, err
}

func (j Job) read(ctx context.Context) (*Batch, error) {
	switch {
	case j.Address != "" && j.Format == ORUK && !namesFile(j.Address):
		return Feed(ctx, j.Address, j.Options)
	case j.Address != "":
		return fetched(ctx, j.Address, j.Options, func(r io.Reader) (*Batch, error) { return j.list(ctx, r) })
	case j.From == nil:
		return nil, errors.New("there is nothing to read from")
	}
	return j.list(ctx, j.From)
}

// list reads a whole list.
func (j Job) list(ctx context.Context, from io.Reader) (*Batch, error) {
	switch j.Format {
	case ORUK:
		return OpenReferral(ctx, from, j.Options)
	case Sheet:
		return CSV(ctx, from, j.Options)
	case Features:
		return GeoJSON(ctx, from, j.Options)
	case NHSBSA:
		return Pharmacies(ctx, from, j.Codes, j.Options)
	}
	return nil, errors.New("the format is not one of oruk, csv, geojson, nhsbsa")
}
