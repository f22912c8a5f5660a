package place

import (
	"bytes"
	"sort"
)

// named is one place of a file's names.
type named struct {
	at      Point
	name    string
	county  string
	people  uint32
	class   Precision
	nation  Nation
	out     outcode
	alias   bool // found by another name than its own
	builtIn bool
}

func (f *file) cut(at uint32, length byte) []byte { return f.text[at : at+uint32(length)] }

func (f *file) key(i int) []byte {
	b := f.keys[i*keySize : (i+1)*keySize]
	return f.cut(little.Uint32(b), b[4])
}

func (f *file) keyCount() int { return len(f.keys) / keySize }

// named gives the place that key i names.
func (f *file) named(i int) named {
	k := f.keys[i*keySize : (i+1)*keySize]
	n := f.place(int(little.Uint32(k[8:])))
	n.alias = k[5] != 0
	return n
}

func (f *file) place(i int) named {
	b := f.places[i*placeSize : (i+1)*placeSize]
	c := f.counties[int(little.Uint16(b[24:]))*countySize:]
	return named{
		at:     fromMicro(int32(little.Uint32(b)), int32(little.Uint32(b[4:]))),
		name:   string(f.cut(little.Uint32(b[12:]), b[20])),
		county: string(f.cut(little.Uint32(c), c[4])),
		people: little.Uint32(b[8:]), class: Precision(b[21]), nation: Nation(b[22]), out: outcode(little.Uint32(b[16:])),
		builtIn: f.Format == BuiltIn,
	}
}

// search is the number of the first key that is not before key.
func (f *file) search(key []byte) int {
	return sort.Search(f.keyCount(), func(i int) bool { return bytes.Compare(f.key(i), key) >= 0 })
}

// lookup gives the numbers of the keys that are key, and whether any longer key begins with it.
func (f *file) lookup(key []byte) (from, to int, more bool) {
	from = f.search(key)
	to = from
	for to < f.keyCount() && bytes.Equal(f.key(to), key) {
		to++
	}
	return from, to, to < f.keyCount() && bytes.HasPrefix(f.key(to), key)
}

// How much misspelling is read: one letter wrong, missing, doubled or swapped in a name of five letters or more, two in one
// of nine or more. A shorter word is too soon another.
const (
	oneSlip  = 5
	twoSlips = 9
)

func slipsAllowed(length int) int {
	switch {
	case length >= twoSlips:
		return 2
	case length >= oneSlip:
		return 1
	}
	return 0
}

// similar calls yield with every key that is a few slips from key: those of the fewest slips only. A key with one slip has
// its first half right or its second half, so that only keys that begin or end like it are looked at. For two slips it is
// the first or last third: a name with a slip in both is too wrong to guess at.
func (f *file) similar(key []byte, yield func(i, slips int)) {
	allowed := slipsAllowed(len(key))
	if allowed == 0 {
		return
	}
	half := (len(key) - 1) / 2
	if allowed == 2 {
		half = (len(key) - 2) / 3
	}
	head, tail := key[:half], key[len(key)-half:]
	var table slipTable
	for i := f.search(head); i < f.keyCount() && bytes.HasPrefix(f.key(i), head); i++ {
		if slips := table.count(key, f.key(i), allowed); slips <= allowed {
			yield(i, slips)
		}
	}
	ending := func(n int) int { return int(little.Uint32(f.endings[n*endingSize:])) }
	from := sort.Search(f.keyCount(), func(n int) bool {
		return compareBackwards(f.key(ending(n)), tail) >= 0
	})
	for n := from; n < f.keyCount() && bytes.HasSuffix(f.key(ending(n)), tail); n++ {
		i := ending(n)
		if bytes.HasPrefix(f.key(i), head) {
			continue // seen above
		}
		if slips := table.count(key, f.key(i), allowed); slips <= allowed {
			yield(i, slips)
		}
	}
}

// slipTable is the room to count slips in.
type slipTable [3][maxName + 1]uint8

// count is how many letters of a must be changed, dropped, added or swapped with their neighbour to make b (optimal
// string alignment), or more than limit.
func (t *slipTable) count(a, b []byte, limit int) int {
	if len(a) > maxName || len(b) > maxName || len(a)-len(b) > limit || len(b)-len(a) > limit {
		return limit + 1
	}
	before, last, now := &t[0], &t[1], &t[2]
	for j := range len(b) + 1 {
		last[j] = uint8(j)
	}
	for i := 1; i <= len(a); i++ {
		now[0] = uint8(i)
		least := now[0]
		for j := 1; j <= len(b); j++ {
			cost := uint8(1)
			if a[i-1] == b[j-1] {
				cost = 0
			}
			v := min(last[j]+1, now[j-1]+1, last[j-1]+cost)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				v = min(v, before[j-2]+1)
			}
			now[j] = v
			least = min(least, v)
		}
		if int(least) > limit {
			return limit + 1
		}
		before, last, now = last, now, before
	}
	return int(last[len(b)])
}
