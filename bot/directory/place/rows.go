package place

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
)

// This file reads rows of separated values from files of any size and any honesty. encoding/csv would take the rest of a
// file into memory after one open quotation mark, and stop at the first bad row.

const (
	maxRecord = 64 << 10 // bytes; the longest real row has some 600
	maxFields = 256
	maxQuoted = 20 // lines in one row
)

var (
	errUTF16    = errors.New("the file is UTF-16; save it as UTF-8")
	errLongRow  = errors.New("the row is longer than 64 KB")
	errManyCols = errors.New("the row has more than 256 columns")
	errQuote    = errors.New("a quotation mark is not closed")
	errNotText  = errors.New("the row is not text")
)

// rowReader gives the rows of a file.
type rowReader struct {
	in     *bufio.Reader
	comma  byte
	quotes bool
	line   int // of the row that was given last
	next   int // lines taken so far
	// pending are lines that were read ahead of a row that turned out bad.
	pending []byte
	record  []byte
	fields  [][]byte
}

// newRowReader skips a byte order mark.
func newRowReader(r io.Reader, comma byte, quotes bool) (*rowReader, error) {
	in := bufio.NewReaderSize(r, maxRecord)
	head, err := in.Peek(3)
	if err != nil && err != io.EOF {
		return nil, err
	}
	switch {
	case bytes.HasPrefix(head, []byte("\xEF\xBB\xBF")):
		_, _ = in.Discard(3) // they were peeked at
	case bytes.HasPrefix(head, []byte("\xFF\xFE")), bytes.HasPrefix(head, []byte("\xFE\xFF")):
		return nil, errUTF16
	}
	return &rowReader{in: in, comma: comma, quotes: quotes}, nil
}

// row gives the next row that is not empty, valid until the next call. A rowError is about that row only; every other
// error but io.EOF is the end.
func (r *rowReader) row() ([][]byte, error) {
	for {
		r.record = r.record[:0]
		r.line = r.next + 1
		if err := r.takeLine(); err != nil {
			return nil, err
		}
		if len(bytes.TrimSpace(r.record)) == 0 {
			continue
		}
		for lines := 1; r.quotes && r.unclosed(); lines++ {
			if lines == maxQuoted || r.takeLine() != nil {
				r.giveBack()
				return nil, rowError{errQuote}
			}
		}
		return r.split()
	}
}

// rowError is what is wrong with one row.
type rowError struct{ error }

// takeLine adds the next line to the record, with its end.
func (r *rowReader) takeLine() error {
	if i := bytes.IndexByte(r.pending, '\n'); i >= 0 {
		r.record = append(r.record, r.pending[:i+1]...)
		r.pending = r.pending[i+1:]
		r.next++
		return nil
	}
	line, err := r.in.ReadSlice('\n')
	if err == bufio.ErrBufferFull || err == nil && len(r.record)+len(line) > maxRecord {
		for err == bufio.ErrBufferFull {
			_, err = r.in.ReadSlice('\n')
		}
		r.next++
		if err != nil && err != io.EOF {
			return err
		}
		return rowError{errLongRow}
	}
	if err != nil && (err != io.EOF || len(line) == 0) {
		return err
	}
	r.next++
	r.record = append(r.record, line...)
	if err == io.EOF {
		r.record = append(r.record, '\n')
	}
	return nil
}

// unclosed says whether the record ends inside a quoted field. A quotation mark further on in a field is a
// character like any other.
func (r *rowReader) unclosed() bool {
	const (
		start  = iota // of a field
		plain         // in a field without marks
		quoted        // between marks
		mark          // after a mark in a quoted field: it closes the field, or is the first of two
	)
	state := start
	for _, c := range r.record {
		switch {
		case state == start && c == '"', state == mark && c == '"':
			state = quoted
		case state == quoted:
			if c == '"' {
				state = mark
			}
		case c == r.comma:
			state = start
		default:
			state = plain
		}
	}
	return state == quoted
}

// giveBack keeps all lines of the record but the first to be read again.
func (r *rowReader) giveBack() {
	i := bytes.IndexByte(r.record, '\n') + 1
	rest := append(bytes.Clone(r.record[i:]), r.pending...)
	r.next = r.line
	r.pending = rest
}

// split cuts the record into fields, in place.
func (r *rowReader) split() ([][]byte, error) {
	b := bytes.TrimRight(r.record, "\r\n")
	if bytes.IndexByte(b, 0) >= 0 {
		return nil, rowError{errNotText}
	}
	r.fields = r.fields[:0]
	for {
		if len(r.fields) == maxFields {
			return nil, rowError{errManyCols}
		}
		if !r.quotes || len(b) == 0 || b[0] != '"' {
			i := bytes.IndexByte(b, r.comma)
			if i < 0 {
				r.fields = append(r.fields, bytes.TrimSpace(b))
				return r.fields, nil
			}
			r.fields = append(r.fields, bytes.TrimSpace(b[:i]))
			b = b[i+1:]
			continue
		}
		// A quoted field; "" in it stands for one.
		w, i := 0, 1
		for ; i < len(b); i++ {
			if b[i] == '"' {
				if i+1 >= len(b) || b[i+1] != '"' {
					break
				}
				i++
			}
			b[w] = b[i]
			w++
		}
		r.fields = append(r.fields, bytes.TrimSpace(b[:w]))
		i = min(i+1, len(b))
		// What stands between the closing mark and the comma belongs nowhere.
		j := bytes.IndexByte(b[i:], r.comma)
		if j < 0 {
			return r.fields, nil
		}
		b = b[i+j+1:]
	}
}

// textOf is a field as text: UTF-8, or else what Windows calls Latin-1; without control characters, at most
// maxName bytes.
func textOf(field []byte) string {
	if !utf8.Valid(field) {
		if b, err := charmap.Windows1252.NewDecoder().Bytes(field); err == nil {
			field = b
		}
	}
	clean := bytes.Map(func(c rune) rune {
		switch {
		case c == '’':
			return '\''
		case c < ' ' || c == 0x7F || c == utf8.RuneError:
			return -1
		}
		return c
	}, field)
	if len(clean) > maxName {
		return ""
	}
	return string(clean)
}
