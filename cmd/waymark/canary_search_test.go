package main

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
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

const spreader = 0x9E3779B97F4A7C15

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
	bit := key * spreader >> (64 - maybeBits)
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
	mark   mark
	form   int32
	at     int
	beside string // what stands around it
}

func (f find) String() string {
	return fmt.Sprintf("a %s as %s: …%q…", f.mark.what, f.mark.forms()[f.form].name(), f.beside)
}

// in gives every place where a mark stands in b, or in what b is the hex or base64 of.
func (f *finder) in(b []byte) []find {
	out := f.asItIs(b)
	for _, hit := range f.asItIs(decoded(b)) {
		hit.at = -1
		out = append(out, hit)
	}
	return out
}

// The race detector need not watch this: it is where the time goes, and nothing is written.
//
//go:norace
func (f *finder) asItIs(b []byte) []find {
	var out []find
	for _, in := range []*index{&f.long, &f.short} {
		width, maybe := in.width, in.maybe
		if len(b) < width {
			continue
		}
		key := uint64(0) // the bytes up to here, the newest on top
		for end := 1; end <= len(b); end++ {
			key = key>>8 | uint64(b[end-1])<<(8*(width-1))
			if end < width {
				continue
			}
			if bit := key * spreader >> (64 - maybeBits); maybe[bit/64]&(1<<(bit%64)) == 0 {
				continue
			}
			if first, known := in.first[key]; known {
				out = append(out, f.at(b, end, width, first)...)
			}
		}
	}
	return out
}

// at gives the patterns, of those with one key, that stand before end.
func (f *finder) at(b []byte, end, width int, first int32) (out []find) {
	for i := first; i >= 0; i = f.patterns[i].next {
		p := &f.patterns[i]
		if p.bytes == nil || bytes.HasSuffix(b[:end], p.bytes) {
			at := end - max(width, len(p.bytes))
			out = append(out, find{f.marks[p.mark], p.form, at, string(b[max(0, at-40):min(len(b), at+60)])})
		}
	}
	return out
}

// decoded undoes hex and base64: it gives the bytes of every stretch that could be either, from each place where a
// byte could begin, so that what stands in the middle of something longer is found too.
func decoded(b []byte) []byte {
	var out []byte
	for _, run := range runs(b, 2*shortest, func(c byte) bool { return hexDigit[c] }) {
		for from := range 2 {
			digits := run[from : from+(len(run)-from)/2*2]
			part := make([]byte, len(digits)/2)
			if _, err := hex.Decode(part, digits); err == nil {
				out = append(append(out, part...), '\n')
			}
		}
	}
	for _, run := range runs(b, (8*shortest+5)/6, func(c byte) bool { return base64Digit[c] }) {
		std := bytes.Map(func(r rune) rune {
			switch r {
			case '-':
				return '+'
			case '_':
				return '/'
			}
			return r
		}, run)
		for from := range min(4, len(std)) {
			digits := std[from:]
			if len(digits)%4 == 1 { // that is no whole byte
				digits = digits[:len(digits)-1]
			}
			part := make([]byte, base64.RawStdEncoding.DecodedLen(len(digits)))
			if _, err := base64.RawStdEncoding.Decode(part, digits); err == nil {
				out = append(append(out, part...), '\n')
			}
		}
	}
	return out
}

// runs gives the stretches of at least a length that have only certain bytes in them.
//
//go:norace
func runs(b []byte, shortest int, of func(byte) bool) (out [][]byte) {
	from := 0
	for i := 0; i <= len(b); i++ {
		if i < len(b) && of(b[i]) {
			continue
		}
		if i-from >= shortest {
			out = append(out, b[from:i])
		}
		from = i + 1
	}
	return out
}

// Which bytes are digits.
var (
	hexDigit    = digits("0123456789abcdefABCDEF")
	base64Digit = digits("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/-_")
)

func digits(all string) (is [256]bool) {
	for _, c := range []byte(all) {
		is[c] = true
	}
	return is
}

// evidence is everything that was produced, by where it was found.
type evidence map[string][]byte

func (e evidence) bytes() (n int) {
	for _, b := range e {
		n += len(b)
	}
	return n
}

// count gives how many pieces have a name that begins with prefix.
func (e evidence) count(prefix string) (n int) {
	for where := range e {
		if strings.HasPrefix(where, prefix) {
			n++
		}
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
			t.Errorf("%s at byte %d: %v", where, hit.at, hit)
		}
	}
}

func TestTheSearchFindsEveryFormWhereverItStands(t *testing.T) {
	marks := []mark{
		phone("+447700900123"), phone("+447700900124"), id("chat", 4271_8281_8284_5901),
		word("text", `Zibbel "Tron" <é> & Söhne`), {what: "place", floats: []float64{51.234567}}, word("postcode", "ZZ99 3VZ"),
	}
	f := newFinder(marks)
	random := rand.NewChaCha8([32]byte{1})
	noise := make([]byte, 400)
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
			at := int(random.Uint64() % 390)
			hidden := slices.Concat(noise[:at], form.bytes, noise[at:])
			if !slices.ContainsFunc(f.in(hidden), func(h find) bool { return h.mark.what == m.what && h.at == at }) {
				t.Errorf("a %s as %s was not found at %d", m.what, form.name(), at)
			}
			if len(f.in(form.bytes)) == 0 {
				t.Errorf("a %s as %s was not found alone", m.what, form.name())
			}
		}
	}
	if looked < 3000 {
		t.Errorf("only %d forms were tried", looked)
	}
	t.Logf("%d forms", looked)
}

// In hex a value may be written large or small, in base64 it looks different by where it stands and mixes at its ends with
// what is beside it. The same goes for its hashes, also for those that were cut short.
func TestTheSearchUndoesHexAndBase64(t *testing.T) {
	f := newFinder([]mark{phone("+447700900123"), word("text", "Zibbeltron")})
	hash := sha256.Sum256([]byte("+447700900123"))
	for _, value := range []string{"+447700900123", "07700900123", "Zibbeltron", "ZIBBELTRON", string(hash[:]), string(hash[:8]), "\x44\x77\x00\x90\x01\x23"} {
		for before := range 5 {
			for after := range 4 {
				whole := []byte(strings.Repeat("x", before) + value + strings.Repeat("y", after))
				for how, written := range map[string]string{
					"hex": fmt.Sprintf("%x", whole), "large hex": fmt.Sprintf("%X", whole), "hex behind a digit": fmt.Sprintf("7%x", whole),
					"base64": base64.StdEncoding.EncodeToString(whole), "base64 for the web": base64.RawURLEncoding.EncodeToString(whole),
					"base64 behind a word": "name/" + base64.StdEncoding.EncodeToString(whole),
				} {
					if len(f.in([]byte("{"+written+"}"))) == 0 {
						t.Errorf("%q behind %d and before %d others was not found in %s %s", value, before, after, how, written)
					}
				}
			}
		}
	}
}

func (f *finder) String() string {
	return fmt.Sprintf("%d patterns, %d too short", len(f.patterns), f.dropped)
}
