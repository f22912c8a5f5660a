package main

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
)

// shortest is the length below which a form is not looked for, in bytes. What is shorter stands somewhere by
// chance: any given five bytes come up once in 10^12 places, and there are 10^7 places and thousands of forms.
// It leaves out the varint of a number without its 44, and nothing that has no longer form beside it.
const shortest = 6

// finder looks for very many patterns in one pass. A pattern is found by its last eight bytes, or six if
// it is short, because what our values have in common stands at the front: +447700900.
type finder struct {
	marks    []mark
	patterns []pattern
	long     index
	short    index
	dropped  int
}

// pattern is one form of one mark, both by number. bytes is nil when the key is the whole of it.
type pattern struct {
	mark, form int32
	next       int32 // another one with the same key, or -1
	bytes      []byte
}

type index struct {
	width int // bytes of a key
	first map[uint64]int32
	maybe []uint64 // one bit for each hash of a key: most places are ruled out here
}

const maybeBits = 24

func newIndex(width int) index {
	return index{width: width, first: map[uint64]int32{}, maybe: make([]uint64, 1<<(maybeBits-6))}
}

func spread(key uint64) uint64 { return key * 0x9E3779B97F4A7C15 >> (64 - maybeBits) }

func newFinder(marks []mark) *finder {
	f := &finder{marks: marks, long: newIndex(8), short: newIndex(6)}
	for i, m := range marks {
		for j, form := range m.forms() {
			f.add(i, j, form.bytes)
		}
	}
	return f
}

func (f *finder) add(mark, form int, b []byte) {
	in := &f.long
	switch n := len(b); {
	case n < shortest:
		f.dropped++
		return
	case n < 8:
		in = &f.short
	}
	p := pattern{mark: int32(mark), form: int32(form), next: -1}
	if len(b) != in.width {
		p.bytes = b
	}
	key := keyOf(b[len(b)-in.width:])
	if other, taken := in.first[key]; taken {
		for i := other; i >= 0; i = f.patterns[i].next { // the same bytes once are enough
			if bytes.Equal(f.patterns[i].bytes, p.bytes) {
				return
			}
		}
		p.next = other
	}
	in.first[key] = int32(len(f.patterns))
	bit := spread(key)
	in.maybe[bit/64] |= 1 << (bit % 64)
	f.patterns = append(f.patterns, p)
}

// keyOf reads six or eight bytes.
func keyOf(b []byte) uint64 {
	if len(b) == 6 {
		return uint64(binary.LittleEndian.Uint32(b)) | uint64(binary.LittleEndian.Uint16(b[4:]))<<32
	}
	return binary.LittleEndian.Uint64(b)
}

// find is one place where a mark stands, in one of its forms.
type find struct {
	mark mark
	form int32
	at   int
}

func (f find) String() string {
	return fmt.Sprintf("a %s as %s", f.mark.what, f.mark.forms()[f.form].name())
}

// in gives every place in b where a mark stands.
func (f *finder) in(b []byte) []find {
	var out []find
	for _, in := range []*index{&f.long, &f.short} {
		if len(b) < in.width {
			continue
		}
		for end := in.width; end <= len(b); end++ {
			key := keyOf(b[end-in.width : end])
			if bit := spread(key); in.maybe[bit/64]&(1<<(bit%64)) == 0 {
				continue
			}
			first, known := in.first[key]
			if !known {
				continue
			}
			for i := first; i >= 0; i = f.patterns[i].next {
				p := &f.patterns[i]
				if p.bytes == nil || bytes.HasSuffix(b[:end], p.bytes) {
					out = append(out, find{f.marks[p.mark], p.form, end - max(in.width, len(p.bytes))})
				}
			}
		}
	}
	return out
}

// evidence is everything that was produced, by where it was found.
type evidence map[string][]byte

func (e evidence) bytes() (n int) {
	for _, b := range e {
		n += len(b)
	}
	return n
}

// search fails the test for every mark that is found.
func (f *finder) search(t *testing.T, e evidence) {
	t.Helper()
	for _, where := range slices.Sorted(maps.Keys(e)) {
		for i, hit := range f.in(e[where]) {
			if i == 10 {
				t.Errorf("%s: and more", where)
				break
			}
			t.Errorf("%s at byte %d: %v: …%q…", where, hit.at, hit, around(e[where], hit.at))
		}
	}
}

func around(b []byte, at int) []byte { return b[max(0, at-40):min(len(b), at+60)] }

func TestTheSearchFindsEveryFormWhereverItStands(t *testing.T) {
	marks := []mark{
		phone("+447700900123"), phone("+447700900124"), id("chat", 4271_8281_8284_5901),
		word("text", `Zibbel "Tron" <é> & Söhne`), {what: "place", floats: []float64{51.234567}}, word("postcode", "ZZ99 3VZ"),
	}
	f := newFinder(marks)
	random := rand.NewChaCha8([32]byte{1})
	noise := make([]byte, 4096)
	random.Read(noise)
	if hits := f.in(noise); len(hits) > 0 {
		t.Fatalf("found in noise: %v", hits)
	}
	looked := 0
	for _, m := range marks {
		for _, form := range m.forms() {
			if len(form.bytes) < shortest {
				continue
			}
			looked++
			at := int(random.Uint64() % 4000)
			hidden := slices.Concat(noise[:at], form.bytes, noise[at:])
			if !slices.ContainsFunc(f.in(hidden), func(h find) bool { return h.mark.what == m.what && h.at == at }) {
				t.Errorf("a %s as %s was not found at %d", m.what, form.name(), at)
			}
			// At the very beginning and end too.
			if len(f.in(form.bytes)) == 0 {
				t.Errorf("a %s as %s was not found alone", m.what, form.name())
			}
		}
	}
	if looked < 5000 {
		t.Errorf("only %d forms were tried", looked)
	}
	t.Logf("%d forms", looked)
}

// In base64 a value looks different by where it stands, and its ends mix with what is beside it.
func TestTheSearchFindsBase64OfSomethingLonger(t *testing.T) {
	f := newFinder([]mark{phone("+447700900123"), word("text", "Zibbeltron")})
	for before := range 9 {
		for after := range 4 {
			for _, value := range []string{"+447700900123", "07700900123", "Zibbeltron"} {
				e := inside(strings.Repeat("x", before) + value + strings.Repeat("y", after))
				if len(f.in(e[0].bytes)) == 0 {
					t.Errorf("%s behind %d and before %d others was not found", value, before, after)
				}
			}
		}
	}
}

func (f *finder) String() string {
	return fmt.Sprintf("%d patterns, %d too short", len(f.patterns), f.dropped)
}
