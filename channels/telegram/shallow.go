package telegram

import "io"

// maxDepth is deeper than anything of an update that is read, and far from what costs anything.
const maxDepth = 32

// shallow passes JSON through and puts a 0 in the place of every list or object that lies deeper than
// maxDepth. encoding/json refuses a whole document for one deep corner, so without this a single
// message could keep a batch from being read. What is not JSON passes through as it is: the decoder says no.
type shallow struct {
	r        io.Reader
	depth    int
	inString bool
	escaped  bool
}

func newShallow(r io.Reader) io.Reader { return &shallow{r: r} }

// Read filters in place: what it gives is never longer than what it read.
func (s *shallow) Read(p []byte) (int, error) {
	for {
		n, err := s.r.Read(p)
		kept := s.filter(p[:n])
		if kept > 0 || err != nil || n == 0 {
			return kept, err
		}
	}
}

func (s *shallow) filter(p []byte) int {
	kept := 0
	keep := func(b byte) { p[kept] = b; kept++ }
	for _, b := range p {
		shown := s.depth <= maxDepth
		switch {
		case s.inString:
			switch {
			case s.escaped:
				s.escaped = false
			case b == '\\':
				s.escaped = true
			case b == '"':
				s.inString = false
			}
		case b == '"':
			s.inString = true
		case b == '{', b == '[':
			s.depth++
			if s.depth == maxDepth+1 {
				keep('0')
			}
			shown = s.depth <= maxDepth
		case b == '}', b == ']':
			s.depth--
		}
		if shown {
			keep(b)
		}
	}
	return kept
}
