// Package intake reads other people's lists of services: Open Referral UK feeds and files, the project's own
// spreadsheet, GeoJSON, and the NHS list of pharmacies. Every record is checked as a whole; a bad one is set aside with the reason, and
// no part of it is used. Nothing here is reached by anybody who writes to the bot: an operator runs it.
package intake

import (
	"errors"
	"fmt"

	"waymark/bot/directory"
	"waymark/bot/directory/hours"
	"waymark/bot/directory/place"
)

// Options of an import. The zero value is a good one.
type Options struct {
	// Locate finds a whole postcode, for records without coordinates, and to compare with those that have them.
	Locate func(postcode string) (place.Place, bool)
	// Types are what every record is, for lists that do not say, such as a feed of needle exchanges.
	Types directory.TypeSet
	// Terms are the list's own words for types, lower case, beside those that are known here: "safer injecting room".
	Terms map[string]directory.Type
	// Today is the day of the import; a check dated later than that is a slip. 0 leaves that out.
	Today hours.Day
	// MostBytes and MostRecords are what is read at most; 0 is 128 MiB and directory.MostServices.
	MostBytes   int64
	MostRecords int
	// Progress, where set, is told now and then how far the import is. It is called from one goroutine.
	Progress func(Progress)
}

// Progress is how far an import is. What is not known is 0.
type Progress struct {
	Records      int
	Bytes        int64
	Page, Pages  int // of a feed
	TotalRecords int
}

const (
	defaultBytes = 128 << 20
	// longestRecord is what one service may take in a file, in bytes. Full records with every nested field are some 20 kB.
	longestRecord = 1 << 20
	// mostProblems are kept to be shown; all are counted.
	mostProblems = 200
)

func (o Options) withDefaults() Options {
	if o.MostBytes <= 0 {
		o.MostBytes = defaultBytes
	}
	if o.MostRecords <= 0 {
		o.MostRecords = directory.MostServices
	}
	return o
}

// Why a whole file or feed is refused. Nothing of it is used.
var (
	ErrTooLarge   = errors.New("it is larger than an import may be")
	ErrLongRecord = fmt.Errorf("one record is over %d bytes", longestRecord)
	ErrTooMany    = errors.New("it has more records than an import may have")
	ErrNotJSON    = errors.New("it is not JSON, or it is cut off")
	ErrOpenQuote  = errors.New("a quotation mark opens and never closes, so that all lines behind it are missing")
	ErrNoServices = errors.New("it is JSON, but not a service, a list of services or a page of a feed")
	ErrHeader     = errors.New("the first line does not name the columns that are needed")
	ErrMostlyBad  = errors.New("more than half of its records are bad: is it another format?")
)

// Batch is what a list holds that can be used, and what was found wrong with the rest.
type Batch struct {
	Services []directory.Service
	Records  int // read
	// Passed over, and rightly: services that are not active, that are of no type of ours, and that have no door to go to.
	NotActive, OtherTypes, NoDoor int
	// Bad records were set aside; Problems says why, for the first two hundred of them.
	Bad      int
	Problems []Problem
	// Notes are things that were mended or left out in records that are used, such as a link that is not https.
	Notes []Problem
	// OtherTerms counts the words for what services are that mean no type of ours.
	OtherTerms map[string]int
}

// Problem is one thing wrong with a record. It quotes nothing of it but its id.
type Problem struct {
	Line   int    // where the record begins; 0 in a feed
	Record int    // counted from 1
	ID     string // as far as it is known
	Field  string
	Reason string
}

// String is one line for the operator.
func (p Problem) String() string {
	s := fmt.Sprintf("record %d", p.Record)
	if p.Line > 0 {
		s = fmt.Sprintf("line %d", p.Line)
	}
	if p.ID != "" {
		s += " (" + p.ID + ")"
	}
	if p.Field != "" {
		s += ": " + p.Field
	}
	return s + ": " + p.Reason
}

// collector takes checked records and keeps count.
type collector struct {
	options Options
	batch   Batch
	byID    map[string]taken
}

// taken is where a service with an id went, and what was there first.
type taken struct {
	index int // in Batch.Services
	line  int
	entry int
}

func newCollector(o Options) *collector {
	return &collector{options: o, byID: map[string]taken{}, batch: Batch{OtherTerms: map[string]int{}}}
}

// next counts a record, and says whether there may be another.
func (c *collector) next() error {
	if c.batch.Records >= c.options.MostRecords {
		return ErrTooMany
	}
	c.batch.Records++
	return nil
}

func (c *collector) tell(p Progress) {
	if c.options.Progress != nil {
		p.Records = c.batch.Records
		c.options.Progress(p)
	}
}

func (c *collector) note(p Problem) {
	if len(c.batch.Notes) < mostProblems {
		c.batch.Notes = append(c.batch.Notes, p)
	}
}

// setAside counts a bad record. All its problems are told, so that one look mends it.
func (c *collector) setAside(problems ...Problem) {
	c.batch.Bad++
	if len(c.batch.Problems) < mostProblems {
		c.batch.Problems = append(c.batch.Problems, problems...)
	}
}

// take uses a draft, or sets it aside.
func (c *collector) take(d *draft) {
	d.finish()
	switch {
	case len(d.problems) > 0:
		c.setAside(d.problems...)
		return
	case d.passOver(&c.batch):
		return
	}
	if first, ok := c.byID[d.service.ID]; ok {
		where := fmt.Sprintf("record %d", first.entry)
		if first.line > 0 {
			where = fmt.Sprintf("line %d", first.line)
		}
		d.wrong("id", "the same id as in "+where)
		c.setAside(d.problems...)
		return
	}
	c.byID[d.service.ID] = taken{index: len(c.batch.Services), line: d.line, entry: d.record}
	for _, n := range d.notes {
		c.note(n)
	}
	c.batch.Services = append(c.batch.Services, d.service)
}

// done gives the batch, or refuses a list that is mostly bad: it is then more likely another format than a bad list.
func (c *collector) done() (*Batch, error) {
	if c.batch.Bad*2 > c.batch.Records && c.batch.Bad > 20 {
		return &c.batch, ErrMostlyBad
	}
	return &c.batch, nil
}
