package place

import (
	"errors"
	"fmt"
	"io"
	"os"
	"unicode/utf8"
)

// file is a gazetteer file in memory. It is read whole and not mapped: a country takes 11 MB and a few milliseconds, and
// a mapped file that somebody cuts short kills the process with a signal, which no reply survives.
type file struct {
	Data
	outs, units, places, keys, endings, counties, text []byte
	// index is the outcodes alone, close together: a search among the records would wait for memory at every step.
	index []outcode
}

// openFile reads and checks the file at path. Its errors name neither path nor content.
func openFile(path string) (*file, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, bare(err)
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return nil, bare(err)
	}
	if !info.Mode().IsRegular() {
		return nil, ErrNotGazetteer
	}
	if info.Size() > maxFile {
		return nil, fmt.Errorf("%w (far too long)", ErrNotGazetteer)
	}
	b := make([]byte, info.Size())
	if _, err := io.ReadFull(f, b); err != nil {
		return nil, fmt.Errorf("%w (it changed while it was read)", ErrDamaged)
	}
	return parseFile(b)
}

// bare is the reason of a file system's error without the path.
func bare(err error) error {
	if p, ok := errors.AsType[*os.PathError](err); ok {
		return p.Err
	}
	if l, ok := errors.AsType[*os.LinkError](err); ok {
		return l.Err
	}
	return err
}

// parseFile checks everything that a look-up relies on, so that no look-up can fail or leave its bounds.
func parseFile(b []byte) (*file, error) {
	parts, err := dissect(b)
	if err != nil {
		return nil, err
	}
	for i, size := range map[int]int{sectionOutcodes: outSize, sectionUnits: unitSize, sectionPlaces: placeSize,
		sectionKeys: keySize, sectionEndings: endingSize, sectionCounties: countySize} {
		if len(parts[i])%size != 0 {
			return nil, fmt.Errorf("%w (part %d ends inside an entry)", ErrDamaged, i)
		}
	}
	d, err := decodeData(parts[sectionMeta])
	if err != nil {
		return nil, fmt.Errorf("%w (%w)", ErrDamaged, err)
	}
	f := &file{
		Data: d, outs: parts[sectionOutcodes], units: parts[sectionUnits], places: parts[sectionPlaces],
		keys: parts[sectionKeys], endings: parts[sectionEndings], counties: parts[sectionCounties], text: parts[sectionText],
	}
	if !f.codesHold() {
		return nil, fmt.Errorf("%w (its postcodes are not in order)", ErrDamaged)
	}
	if !f.namesHold() {
		return nil, fmt.Errorf("%w (its names are not in order)", ErrDamaged)
	}
	return f, nil
}

func (f *file) codesHold() bool {
	last := int64(-1)
	first := 0
	for i := range f.outcodes() {
		o := f.outcode(i)
		s := o.out.String()
		if int64(o.out) <= last || !isOutcode([]byte(s)) || packOut([]byte(s)) != o.out || o.first != first {
			return false
		}
		box := microInBounds(int64(o.minLat), int64(o.minLon)) &&
			microInBounds(int64(o.minLat)+int64(o.spanLat), int64(o.minLon)+int64(o.spanLon))
		if first += o.count; first > len(f.units)/unitSize || !o.at.InBounds() || !box || o.nation >= nations {
			return false
		}
		last = int64(o.out)
		f.index = append(f.index, o.out)
	}
	return first == len(f.units)/unitSize
}

func (f *file) namesHold() bool {
	counties, places, keys := len(f.counties)/countySize, len(f.places)/placeSize, len(f.keys)/keySize
	if len(f.endings)/endingSize != keys {
		return false
	}
	for i := range counties {
		b := f.counties[i*countySize:]
		if !f.label(little.Uint32(b), b[4]) || Nation(b[5]) >= nations {
			return false
		}
	}
	for i := range places {
		b := f.places[i*placeSize:]
		at := fromMicro(int32(little.Uint32(b)), int32(little.Uint32(b[4:])))
		out := outcode(little.Uint32(b[16:]))
		if !f.label(little.Uint32(b[12:]), b[20]) || !at.InBounds() || Precision(b[21]) < Village || Precision(b[21]) > City ||
			Nation(b[22]) >= nations || int(little.Uint16(b[24:])) >= counties || out != 0 && !isOutcode([]byte(out.String())) {
			return false
		}
	}
	for i := range keys {
		b := f.keys[i*keySize:]
		if !f.within(little.Uint32(b), b[4]) || little.Uint32(b[8:]) >= uint32(places) ||
			i > 0 && string(f.key(i-1)) > string(f.key(i)) || little.Uint32(f.endings[i*endingSize:]) >= uint32(keys) {
			return false
		}
	}
	return true
}

func (f *file) within(at uint32, length byte) bool {
	return uint64(at)+uint64(length) <= uint64(len(f.text))
}

// label says whether a text is one that can be shown: it lies in the file and holds no control characters.
func (f *file) label(at uint32, length byte) bool {
	if !f.within(at, length) {
		return false
	}
	s := f.text[at : at+uint32(length)]
	for _, c := range s {
		if c < ' ' || c == 0x7F {
			return false
		}
	}
	return utf8.Valid(s)
}
