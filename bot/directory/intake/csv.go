package intake

import (
	"bufio"
	"bytes"
	"context"
	"encoding/csv"
	"errors"
	"io"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"
)

// CSV reads the project's own spreadsheet; Columns says what goes where. Commas, semicolons or tabs, any line ends, with or
// without a byte order mark, in UTF-8, UTF-16 or the old Windows letters.
func CSV(ctx context.Context, r io.Reader, o Options) (*Batch, error) {
	o = o.withDefaults()
	c := newCollector(o)
	rows, err := openTable(ctx, r, o.MostBytes)
	if err != nil {
		return nil, err
	}
	s := newSheet()
	header := s.header(rows.header, c)
	if _, ok := header[s.byName["name"]]; !ok {
		return nil, ErrHeader
	}
	for {
		record, line, err := rows.next()
		if err == io.EOF {
			return c.done()
		}
		if err == nil || errors.As(err, new(*csv.ParseError)) {
			if tooMany := c.next(); tooMany != nil {
				return nil, tooMany
			}
		}
		if c.batch.Records%100 == 0 {
			c.tell(Progress{Bytes: rows.in.total})
		}
		d := &draft{options: &c.options, line: line, record: c.batch.Records}
		if parse, ok := errors.AsType[*csv.ParseError](err); ok {
			d.wrong("", "the quotes in it do not match: "+parse.Err.Error())
			c.setAside(d.problems...)
			continue
		}
		if err != nil {
			return nil, err
		}
		cells := make([]string, len(s.columns))
		for column, i := range header {
			if i < len(record) {
				cells[column] = record[i]
			}
		}
		if len(record) > len(rows.header) && notEmpty(record[len(rows.header):]) {
			d.service.ID = shorten(clean(cells[s.byName["id"]]), longID)
			d.wrong("", "has more cells than the first line; is a comma or a quote missing?")
			c.setAside(d.problems...)
			continue
		}
		c.takeRow(d, s.read(d, cells, "", ""))
	}
}

func notEmpty(cells []string) bool {
	for _, c := range cells {
		if clean(c) != "" {
			return true
		}
	}
	return false
}

// header says in which cell of a record each column is, and notes the names that mean nothing.
func (s *sheet) header(names []string, c *collector) map[int]int {
	at := map[int]int{}
	for i, name := range names {
		column, ok := s.byName[heading(name)]
		_, twice := at[column]
		switch {
		case ok && twice:
			c.note(Problem{Line: 1, Field: s.columns[column].Name, Reason: "is there twice; the first one is used"})
		case ok:
			at[column] = i
		case heading(name) != "":
			c.note(Problem{Line: 1, Field: shorten(clean(name), 40), Reason: "is not a column that is known; left out"})
		}
	}
	return at
}

// table reads any CSV: the header, then records with the line each begins on.
type table struct {
	in     *meter
	csv    *csv.Reader
	header []string
	open   bool // the last record was a quotation mark that went over lines
}

// openTable finds out letters and separator, and reads the header.
func openTable(ctx context.Context, r io.Reader, most int64) (*table, error) {
	in := &meter{ctx: ctx, r: r, most: most}
	text := bufio.NewReaderSize(decoded(in), 64<<10)
	start, err := text.Peek(4 << 10)
	if err != nil && err != io.EOF {
		return nil, bare(err)
	}
	t := &table{in: in, csv: csv.NewReader(text)}
	t.csv.Comma = separator(start)
	t.csv.FieldsPerRecord = -1
	t.csv.ReuseRecord = true
	for {
		in.record()
		record, err := t.csv.Read()
		if err != nil {
			if over := in.over(); over != nil {
				return nil, over
			}
			return nil, ErrHeader
		}
		if notEmpty(record) {
			t.header = append([]string(nil), record...)
			return t, nil
		}
	}
}

// next gives a record and the line it begins on. A csv.ParseError is about that record alone.
func (t *table) next() ([]string, int, error) {
	for {
		t.in.record()
		record, err := t.csv.Read()
		if over := t.in.over(); over != nil {
			return nil, 0, over
		}
		if parse, ok := errors.AsType[*csv.ParseError](err); ok {
			t.open = parse.Line > parse.StartLine
			return nil, parse.StartLine, parse
		}
		if err == io.EOF && t.open {
			return nil, 0, ErrOpenQuote // it has all lines from there on in it
		}
		if err != nil {
			return nil, 0, bare(err)
		}
		t.open = false
		if notEmpty(record) {
			line, _ := t.csv.FieldPos(0)
			return record, line, nil
		}
	}
}

// separator is the mark that the first line has most of.
func separator(start []byte) rune {
	line, _, _ := bytes.Cut(bytes.TrimLeft(start, "\r\n"), []byte("\n"))
	best, most := ',', 0
	for _, mark := range []rune{',', ';', '\t'} {
		if n := bytes.Count(line, []byte(string(mark))); n > most {
			best, most = mark, n
		}
	}
	return best
}

// decoded gives UTF-8 whatever the letters are. What is not UTF-8 at its beginning is Windows-1252, which has Latin-1 in
// it; a stray byte further on becomes a mark that cleaning drops.
func decoded(r io.Reader) io.Reader {
	b := bufio.NewReaderSize(r, 1<<20)
	start, _ := b.Peek(1 << 20)
	switch {
	case bytes.HasPrefix(start, []byte{0xEF, 0xBB, 0xBF}):
		_, _ = b.Discard(3)
		return b
	case bytes.HasPrefix(start, []byte{0xFF, 0xFE}), bytes.HasPrefix(start, []byte{0xFE, 0xFF}):
		return unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewDecoder().Reader(b)
	}
	if !utf8.Valid(trimmed(start)) {
		return charmap.Windows1252.NewDecoder().Reader(b)
	}
	return b
}

// trimmed leaves out a letter that was cut at the end of what was peeked at.
func trimmed(b []byte) []byte {
	for i := 1; i <= utf8.UTFMax && i <= len(b); i++ {
		if utf8.RuneStart(b[len(b)-i]) {
			if !utf8.FullRune(b[len(b)-i:]) {
				return b[:len(b)-i]
			}
			break
		}
	}
	return b
}
