package intake

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"net/url"
)

// meter counts what is read, stops at the limits, and knows on which line a byte is.
type meter struct {
	ctx   context.Context
	r     io.Reader
	most  int64 // bytes in all
	total int64
	mark  int64 // total when the record began
	err   error // why it stopped
	// lines holds where the lines end that were read and not asked about yet; before are those asked about.
	lines  []int64
	before int
	count  bool // whether lines are kept at all
}

// slack is what readers behind the meter take in advance.
const slack = 2 << 20

// record says that a new record begins.
func (m *meter) record() { m.mark = m.total }

// over says why reading stopped, if a limit did it.
func (m *meter) over() error { return m.err }

func (m *meter) Read(b []byte) (int, error) {
	if m.err == nil {
		m.err = context.Cause(m.ctx)
	}
	switch {
	case m.err != nil:
	case m.total >= m.most:
		// One byte more than the limit is too much; none is a list that just fits.
		var one [1]byte
		n, err := m.r.Read(one[:])
		if n > 0 {
			m.err = ErrTooLarge
			break
		}
		return 0, err
	case m.total-m.mark > longestRecord+slack:
		m.err = ErrLongRecord
	}
	if m.err != nil {
		return 0, m.err
	}
	// As much as there is room for: the JSON decoder looks through all it has again after each read, so that a
	// list of spaces in small pieces would keep it busy for ever.
	b = b[:min(int64(len(b)), m.most-m.total)]
	n := 0
	var err error
	for empty := 0; n < len(b) && err == nil; {
		var more int
		more, err = m.r.Read(b[n:])
		n += more
		if empty++; more > 0 {
			empty = 0
		} else if empty > 100 && err == nil {
			err = io.ErrNoProgress
		}
	}
	if m.count {
		for i, c := range b[:n] {
			if c == '\n' {
				m.lines = append(m.lines, m.total+int64(i))
			}
		}
	}
	m.total += int64(n)
	return n, err
}

// line is the line of a byte, from 1. Bytes must be asked about in order.
func (m *meter) line(offset int64) int {
	i := 0
	for i < len(m.lines) && m.lines[i] < offset {
		i++
	}
	m.before += i
	m.lines = m.lines[i:]
	return m.before + 1
}

// bare takes the path or address out of an error: either may hold what is nobody else's business.
func bare(err error) error {
	if p, ok := errors.AsType[*fs.PathError](err); ok {
		return p.Err
	}
	if u, ok := errors.AsType[*url.Error](err); ok {
		return u.Err
	}
	return err
}
