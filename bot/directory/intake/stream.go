package intake

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
)

// stream reads the records of a JSON text one at a time, so that a long list takes no more memory than its longest record.
type stream struct {
	in  *meter
	dec *json.Decoder
	// list is the name of the array that holds the records of an object: "contents" or "features".
	list string
	// rest is every other field of the object, for a text that is one record, or a page.
	rest   map[string]json.RawMessage
	single bool // the whole text is one record, and rest its fields
}

func newStream(ctx context.Context, r io.Reader, most int64, list string) *stream {
	in := &meter{ctx: ctx, r: r, most: most, count: true}
	return &stream{in: in, dec: json.NewDecoder(withoutMark(in)), list: list, rest: map[string]json.RawMessage{}}
}

// withoutMark passes over a byte order mark, which JSON may not have and files of some systems do.
func withoutMark(r io.Reader) io.Reader {
	start := make([]byte, 3)
	n, err := io.ReadFull(r, start)
	if start = start[:n]; bytes.Equal(start, []byte{0xEF, 0xBB, 0xBF}) {
		start = start[:0]
	}
	if err != nil && err != io.ErrUnexpectedEOF && err != io.EOF {
		return io.MultiReader(bytes.NewReader(start), &failing{err})
	}
	return io.MultiReader(bytes.NewReader(start), r)
}

type failing struct{ err error }

func (f *failing) Read([]byte) (int, error) { return 0, f.err }

// each calls use with every record and the line it begins on. It is for lists ([…]), pages ({"contents": […]}) and single
// records; of a page the other fields are in rest.
func (s *stream) each(use func(record json.RawMessage, line int) error) error {
	token, err := s.dec.Token()
	if err != nil {
		return s.wrong(err)
	}
	switch token {
	case json.Delim('['):
		if err := s.array(use); err != nil {
			return err
		}
	case json.Delim('{'):
		found, err := s.object(use)
		if err != nil {
			return err
		}
		if !found {
			s.single = true
			whole, err := json.Marshal(s.rest)
			if err != nil {
				return ErrNotJSON
			}
			if err := use(whole, 1); err != nil {
				return err
			}
		}
	default:
		return ErrNoServices
	}
	if _, err := s.dec.Token(); err != io.EOF {
		return s.wrong(errors.Join(err, errors.New("more behind the end")))
	}
	return nil
}

// mostFields is more than a service or a page has.
const mostFields = 500

func (s *stream) object(use func(json.RawMessage, int) error) (found bool, err error) {
	fields, size := 0, 0
	for s.dec.More() {
		if fields++; fields > mostFields || size > longestRecord {
			return false, ErrLongRecord
		}
		s.in.record()
		key, err := s.dec.Token()
		if err != nil {
			return false, s.wrong(err)
		}
		if key != s.list || found {
			var value json.RawMessage
			if err := s.dec.Decode(&value); err != nil {
				return false, s.wrong(err)
			}
			size += len(value)
			s.rest[key.(string)] = value // a key of an object is always a string
			continue
		}
		open, err := s.dec.Token()
		if err != nil {
			return false, s.wrong(err)
		}
		if open == nil {
			found = true
			continue
		}
		if open != json.Delim('[') {
			return false, ErrNoServices
		}
		found = true
		if err := s.array(use); err != nil {
			return false, err
		}
	}
	_, err = s.dec.Token()
	if err != nil {
		return false, s.wrong(err)
	}
	return found, nil
}

func (s *stream) array(use func(json.RawMessage, int) error) error {
	for s.dec.More() {
		s.in.record()
		var record json.RawMessage
		if err := s.dec.Decode(&record); err != nil {
			return s.wrong(err)
		}
		if len(record) > longestRecord {
			return ErrLongRecord
		}
		if err := use(record, s.in.line(s.dec.InputOffset()-int64(len(record)))); err != nil {
			return err
		}
	}
	if _, err := s.dec.Token(); err != nil {
		return s.wrong(err)
	}
	return nil
}

// wrong says why reading failed, and nothing of what was read: the errors of encoding/json quote it.
func (s *stream) wrong(err error) error {
	if over := s.in.over(); over != nil {
		return over
	}
	var syntax *json.SyntaxError
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) || errors.As(err, &syntax) {
		return ErrNotJSON
	}
	if bare(err) != err {
		return bare(err)
	}
	return ErrNotJSON
}
