package place

import (
	"cmp"
	"math"
	"slices"
	"strings"
)

// A name's entry among the keys.
type keyEntry struct {
	key   string
	alias bool
	place int
}

func (p *packer) names() (places, keys, endings, counties, text []byte) {
	slices.SortFunc(p.towns, func(a, b town) int {
		return cmp.Or(cmp.Compare(b.people, a.people), cmp.Compare(b.class, a.class), strings.Compare(a.name, b.name),
			strings.Compare(a.county, b.county), cmp.Compare(a.at.Lat, b.at.Lat), cmp.Compare(a.at.Lon, b.at.Lon),
			cmp.Compare(a.out, b.out), cmp.Compare(a.nation, b.nation), slices.Compare(a.also, b.also))
	})
	p.towns = slices.CompactFunc(p.towns, func(a, b town) bool {
		return a.name == b.name && a.county == b.county && a.at == b.at && a.out == b.out
	})
	var blob textBlob
	// County 0 is none: also of what comes after as many counties as a number can tell apart.
	numbers := map[string]uint16{"": 0}
	counties = make([]byte, countySize)
	var entries []keyEntry
	for i, t := range p.towns {
		county, ok := numbers[t.county]
		if !ok && len(counties)/countySize < math.MaxUint16 {
			county = uint16(len(counties) / countySize)
			numbers[t.county] = county
			at := blob.add(t.county)
			counties = little.AppendUint32(counties, at)
			counties = append(counties, byte(len(t.county)), byte(t.nation), 0, 0)
		}
		lat, lon := microdegrees(t.at)
		for _, v := range []uint32{uint32(lat), uint32(lon), t.people, blob.add(t.name), uint32(t.out)} {
			places = little.AppendUint32(places, v)
		}
		places = append(places, byte(len(t.name)), byte(t.class), byte(t.nation), 0)
		places = little.AppendUint16(places, county)
		places = append(places, 0, 0)
		entries = appendKeys(entries, t, i)
	}
	slices.SortFunc(entries, func(a, b keyEntry) int {
		return cmp.Or(strings.Compare(a.key, b.key), cmp.Compare(a.place, b.place), compareBool(a.alias, b.alias))
	})
	entries = slices.CompactFunc(entries, func(a, b keyEntry) bool { return a.key == b.key && a.place == b.place })
	order := make([]uint32, len(entries))
	for i, e := range entries {
		keys = little.AppendUint32(keys, blob.add(e.key))
		alias := byte(0)
		if e.alias {
			alias = 1
		}
		keys = append(keys, byte(len(e.key)), alias, 0, 0)
		keys = little.AppendUint32(keys, uint32(e.place))
		order[i] = uint32(i)
	}
	slices.SortFunc(order, func(a, b uint32) int {
		return cmp.Or(compareBackwards([]byte(entries[a].key), []byte(entries[b].key)), cmp.Compare(a, b))
	})
	for _, i := range order {
		endings = little.AppendUint32(endings, i)
	}
	return places, keys, endings, counties, blob.b
}

// appendKeys adds what a town is found by.
func appendKeys(entries []keyEntry, t town, place int) []keyEntry {
	for i, name := range append([]string{t.name}, t.also...) {
		key := keyOf(name)
		if len(key) < 2 || len(key) > maxName {
			continue
		}
		entries = append(entries, keyEntry{key, i > 0, place})
		if at := strings.Index(key, "upon"); at > 0 { // "Newcastle on Tyne"
			entries = append(entries, keyEntry{key[:at] + key[at+2:], true, place})
		}
		if rest, ok := strings.CutPrefix(key, "the"); ok && strings.HasPrefix(strings.ToLower(name), "the ") && len(rest) > 3 {
			entries = append(entries, keyEntry{rest, true, place})
		}
	}
	return entries
}

// textBlob keeps each text once.
type textBlob struct {
	b  []byte
	at map[string]uint32
}

func (t *textBlob) add(s string) uint32 {
	if at, ok := t.at[s]; ok {
		return at
	}
	if t.at == nil {
		t.at = map[string]uint32{}
	}
	at := uint32(len(t.b))
	t.b = append(t.b, s...)
	t.at[s] = at
	return at
}

func compareBool(a, b bool) int {
	switch {
	case a == b:
		return 0
	case b:
		return -1
	}
	return 1
}

// compareBackwards compares from the last byte to the first.
func compareBackwards(a, b []byte) int {
	for i, j := len(a)-1, len(b)-1; i >= 0 && j >= 0; i, j = i-1, j-1 {
		if a[i] != b[j] {
			return cmp.Compare(a[i], b[j])
		}
	}
	return cmp.Compare(len(a), len(b))
}
