package place

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"
)

// Source is a file to import: a CSV or TSV, or the zip it came in.
type Source struct {
	io.ReaderAt
	Size int64
	// Date is how recent the data are, for formats that do not say so themselves.
	Date time.Time
}

// OpenSource opens the file at path; its date is when it was last changed. Close it after the import.
func OpenSource(path string) (Source, io.Closer, error) {
	f, err := os.Open(path)
	if err != nil {
		return Source{}, nil, bare(err)
	}
	info, err := f.Stat()
	if err == nil && !info.Mode().IsRegular() {
		err = errors.New("not a file")
	}
	if err != nil {
		_ = f.Close() // only read
		return Source{}, nil, bare(err)
	}
	return Source{ReaderAt: f, Size: info.Size(), Date: info.ModTime()}, f, nil
}

// Options of an import.
type Options struct {
	// Licence replaces the line that the format's usual licence asks for.
	Licence string
	// AcceptShrink lets a file replace one with more than twice as many entries.
	AcceptShrink bool
	// Progress, where set, is told now and then how many bytes of how many were read.
	Progress func(done, total int64)
}

// Report is what an import did.
type Report struct {
	// Data is what the new file holds.
	Data
	Rows int // read, without headers
	// Passed over, and rightly: postcodes no longer in use, those without a position, and rows that are no place,
	// such as roads.
	Terminated, Unplaced, Other int
	Repeated                    int       // postcodes that came more than once
	Bad                         int       // rows set aside
	Problems                    []Problem // the first hundred of them
	Bytes                       int64     // the new file's size
}

// Problem says what is wrong with a row. It holds nothing of the row.
type Problem struct {
	File   string // in the archive
	Line   int    // where the row begins
	Field  string
	Reason string
}

func (p Problem) String() string {
	s := fmt.Sprintf("line %d: ", p.Line)
	if p.File != "" {
		s = p.File + ":" + s
	}
	if p.Field != "" {
		s += p.Field + ": "
	}
	return s + p.Reason
}

const mostProblems = 100

// Why an import is refused. The file that was there before stays.
var (
	ErrNothing   = errors.New("no row could be used")
	ErrMostlyBad = errors.New("more than half of the rows are bad: is it another format?")
	ErrShrunk    = errors.New("the new data have less than half of what is there now; to use them all the same, say so")
)

// Import reads a source and writes the gazetteer file at to, all of it or nothing: until the new file is
// complete and has been read back, the old one stays as it is. The report tells of bad rows also when there is an error.
// The same source, date and options give the same bytes.
func Import(ctx context.Context, format Format, from Source, to string, options Options) (Report, error) {
	im := importer{ctx: ctx, options: options, from: from}
	im.report.Data = Data{Format: format, Source: sourceNames[format], Licence: licences[format], Date: from.Date}
	if options.Licence != "" {
		im.report.Licence = options.Licence
	}
	if err := im.read(format); err != nil {
		return im.report, err
	}
	b, err := im.file()
	if err != nil {
		return im.report, err
	}
	if err := im.mayReplace(to); err != nil {
		return im.report, err
	}
	im.report.Bytes = int64(len(b))
	return im.report, replace(to, b)
}

// importer is one import under way.
type importer struct {
	ctx         context.Context
	options     Options
	from        Source
	report      Report
	pack        packer
	done, total int64 // bytes
	told        int64
	newest      time.Time // of what is in the data
}

func (im *importer) read(format Format) error {
	parts, zipped, err := partsOf(im.from)
	if err != nil {
		return err
	}
	switch format {
	case NSPL, ONSPD:
		return im.readONS(parts, zipped)
	case CodePoint:
		return im.readCodePoint(parts, zipped)
	case OpenNames:
		return im.readOpenNames(parts, zipped)
	case GeoNames:
		return im.readGeoNames(parts, zipped)
	case Outcodes:
		return im.readOutcodes(parts, zipped)
	}
	return errors.New("this format cannot be imported")
}

// file makes the new file and proves that it can be read.
func (im *importer) file() ([]byte, error) {
	r := &im.report
	if len(im.pack.units)+len(im.pack.districts)+len(im.pack.towns) == 0 {
		return nil, ErrNothing
	}
	if r.Bad*2 > r.Rows {
		return nil, ErrMostlyBad
	}
	if !im.newest.IsZero() {
		r.Date = im.newest
	}
	r.Licence = withYear(r.Licence, r.Date)
	b, err := im.pack.file(&r.Data)
	r.Repeated = im.pack.repeated
	if err != nil {
		return nil, err
	}
	if _, err := parseFile(b); err != nil {
		return nil, fmt.Errorf("the new file does not read back: %w", err)
	}
	return b, nil
}

// mayReplace refuses data that have shrunk by more than half: a download that broke off looks like that. A file that cannot
// be read may always be replaced.
func (im *importer) mayReplace(to string) error {
	if im.options.AcceptShrink {
		return nil
	}
	old, err := openFile(to)
	if err != nil {
		return nil
	}
	r := im.report
	if r.Postcodes*2 < old.Postcodes || r.Outcodes*2 < old.Outcodes || r.Names*2 < old.Names {
		return ErrShrunk
	}
	return nil
}

// replace writes b beside to and puts it in its place.
func replace(to string, b []byte) (err error) {
	f, err := os.CreateTemp(filepath.Dir(to), ".places-*")
	if err != nil {
		return bare(err)
	}
	defer func() {
		if err != nil {
			_ = f.Close() // it may be closed
			_ = os.Remove(f.Name())
			err = bare(err)
		}
	}()
	if _, err := f.Write(b); err != nil {
		return err
	}
	// CreateTemp's files are their owner's only; this one holds public data.
	if err := f.Chmod(0o644); err != nil {
		return err
	}
	if err := f.Sync(); err != nil {
		return err
	}
	if err := f.Close(); err != nil {
		return err
	}
	if err := os.Rename(f.Name(), to); err != nil {
		return err
	}
	if dir, err := os.Open(filepath.Dir(to)); err == nil {
		_ = dir.Sync() // not every file system can; the rename is done
		_ = dir.Close()
	}
	return nil
}

// row is one row with where it stands.
type row struct {
	part   string
	line   int
	fields [][]byte
}

// at is a column, empty where the row has none.
func (r row) at(column int) []byte {
	if column < 0 || column >= len(r.fields) {
		return nil
	}
	return r.fields[column]
}

// bad sets a row aside.
func (im *importer) bad(r row, field, reason string) {
	im.report.Bad++
	if len(im.report.Problems) < mostProblems {
		im.report.Problems = append(im.report.Problems, Problem{File: r.part, Line: r.line, Field: field, Reason: reason})
	}
}

// each gives every row of a part to use, which returns an error only to stop the import.
func (im *importer) each(p part, comma byte, quotes bool, use func(row) error) error {
	in, err := p.open()
	if err != nil {
		return err
	}
	defer in.Close()
	rows, err := newRowReader(&counting{in, im}, comma, quotes)
	if err != nil {
		return bare(err)
	}
	for n := 0; ; n++ {
		if n%4096 == 0 {
			if err := im.ctx.Err(); err != nil {
				return err
			}
		}
		fields, err := rows.row()
		if err == io.EOF {
			return nil
		}
		r := row{p.name, rows.line, fields}
		if wrong, ok := errors.AsType[rowError](err); ok {
			im.report.Rows++
			im.bad(r, "", wrong.Error())
			continue
		}
		if err != nil {
			return bare(err)
		}
		if err := use(r); err != nil {
			return err
		}
	}
}

// counting tells how far reading has come, about every megabyte.
type counting struct {
	io.Reader
	im *importer
}

func (c *counting) Read(b []byte) (int, error) {
	n, err := c.Reader.Read(b)
	c.im.done += int64(n)
	if c.im.options.Progress != nil && (c.im.done-c.im.told >= 1<<20 || err == io.EOF) {
		c.im.told = c.im.done
		c.im.options.Progress(c.im.done, max(c.im.total, c.im.done))
	}
	return n, err
}

// expect adds up how much there is to read.
func (im *importer) expect(parts []part) {
	for _, p := range parts {
		im.total += p.size
	}
}
