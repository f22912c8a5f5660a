package place

import (
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"hash/crc32"
	"math"
	"time"
)

// A gazetteer file is a header and eight sections, little-endian, every number of a fixed size, so that looking something
// up reads the bytes where they lie. Postcodes stand in groups, one for each outcode, sorted by their second half: six
// bytes each, 12 bits of second half, 3 bits of nation and 16 bits each way across the box that holds the group.
// A box of 150 km, the widest there is, gives steps of 2.3 m; a whole country's 1.8 million come to 11 MB.
//
//	header    magic 8, version 2, sections 2, size of the file 8, then offset 4, length 4, CRC-32C 4 of each section,
//	          and the CRC-32C of the header
//	meta      JSON: what it was made from
//	outcodes  outSize each, by outcode
//	units     unitSize each, by group and second half
//	places    placeSize each
//	keys      keySize each, by the folded name
//	endings   numbers of keys, by the folded name read backwards
//	counties  countySize each
//	text      what names, keys and counties are cut from
const (
	magic         = "WAYPLACE"
	layoutVersion = 1

	tableAt    = 20
	headerSize = tableAt + sections*12 + 4

	outSize    = 40
	unitSize   = 6
	placeSize  = 28
	keySize    = 12
	endingSize = 4
	countySize = 8

	// maxFile is far over what these islands can fill; a header that says more is wrong.
	maxFile = 256 << 20
)

const (
	sectionMeta = iota
	sectionOutcodes
	sectionUnits
	sectionPlaces
	sectionKeys
	sectionEndings
	sectionCounties
	sectionText
	sections
)

var little = binary.LittleEndian

// castagnoli is the polynomial that processors compute themselves.
var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// Coordinates in files are whole millionths of a degree: 11 cm.
const micro = 1e6

func microdegrees(p Point) (lat, lon int32) {
	return int32(math.Round(p.Lat * micro)), int32(math.Round(p.Lon * micro))
}

func fromMicro(lat, lon int32) Point { return Point{float64(lat) / micro, float64(lon) / micro} }

// microInBounds is Point.InBounds for millionths, without rounding.
func microInBounds(lat, lon int64) bool {
	return lat >= south*micro && lat <= north*micro && lon >= west*micro && lon <= east*micro
}

// Data says what a gazetteer is made from and under which terms; the operator must show Licence.
type Data struct {
	Format  Format
	Source  string // who made it
	Licence string // the line that its licence asks for
	// Date is how recent the data are, to the day or month, as far as they say; zero where it is not known.
	Date time.Time
	// What it holds.
	Postcodes, Outcodes, Names int
}

// meta is Data as it stands in a file.
type meta struct {
	Format    string `json:"format"`
	Source    string `json:"source"`
	Licence   string `json:"licence"`
	Date      string `json:"date,omitempty"`
	Postcodes int    `json:"postcodes"`
	Outcodes  int    `json:"outcodes"`
	Names     int    `json:"names"`
}

func (d Data) encode() []byte {
	m := meta{Format: d.Format.String(), Source: d.Source, Licence: d.Licence, Postcodes: d.Postcodes, Outcodes: d.Outcodes, Names: d.Names}
	if !d.Date.IsZero() {
		m.Date = d.Date.UTC().Format(time.DateOnly)
	}
	b, err := json.Marshal(m)
	if err != nil {
		panic("place: " + err.Error()) // strings and numbers always encode
	}
	return b
}

func decodeData(b []byte) (Data, error) {
	var m meta
	if json.Unmarshal(b, &m) != nil {
		return Data{}, errors.New("what it says of itself cannot be read")
	}
	format, ok := FormatNamed(m.Format)
	if !ok {
		return Data{}, errors.New("it was made from a format that this version does not know")
	}
	d := Data{Format: format, Source: m.Source, Licence: m.Licence, Postcodes: m.Postcodes, Outcodes: m.Outcodes, Names: m.Names}
	if m.Date != "" {
		var err error
		if d.Date, err = time.Parse(time.DateOnly, m.Date); err != nil {
			return Data{}, errors.New("its date cannot be read")
		}
	}
	return d, nil
}

// assemble puts a header before the sections.
func assemble(parts [sections][]byte) ([]byte, error) {
	size := headerSize
	for _, p := range parts {
		size += len(p)
	}
	if size > maxFile {
		return nil, fmt.Errorf("the gazetteer would take %d MB; %d MB is the limit", size>>20, maxFile>>20)
	}
	b := make([]byte, headerSize, size)
	copy(b, magic)
	little.PutUint16(b[8:], layoutVersion)
	little.PutUint16(b[10:], sections)
	little.PutUint64(b[12:], uint64(size))
	for i, p := range parts {
		at := b[tableAt+i*12:]
		little.PutUint32(at, uint32(len(b)))
		little.PutUint32(at[4:], uint32(len(p)))
		little.PutUint32(at[8:], crc32.Checksum(p, castagnoli))
		b = append(b, p...)
	}
	little.PutUint32(b[headerSize-4:], crc32.Checksum(b[:headerSize-4], castagnoli))
	return b, nil
}

// Why a file is refused. Each is wrapped with what exactly is wrong.
var (
	// ErrNotGazetteer is for a file that is something else.
	ErrNotGazetteer = errors.New("not a gazetteer file")
	// ErrOtherVersion is for one that another version of this program wrote: import the data again.
	ErrOtherVersion = errors.New("written by another version of this program: import the data again")
	// ErrDamaged is for one that is cut short or changed: import the data again.
	ErrDamaged = errors.New("damaged: import the data again")
)

// dissect checks header and sums and cuts the sections apart.
func dissect(b []byte) (parts [sections][]byte, err error) {
	if len(b) < len(magic) || string(b[:len(magic)]) != magic {
		return parts, ErrNotGazetteer
	}
	if len(b) < headerSize {
		return parts, fmt.Errorf("%w (the header is cut short)", ErrDamaged)
	}
	if little.Uint16(b[8:]) != layoutVersion {
		return parts, ErrOtherVersion
	}
	if crc32.Checksum(b[:headerSize-4], castagnoli) != little.Uint32(b[headerSize-4:]) {
		return parts, fmt.Errorf("%w (the header is not what was written)", ErrDamaged)
	}
	if little.Uint16(b[10:]) != sections || little.Uint64(b[12:]) != uint64(len(b)) {
		return parts, fmt.Errorf("%w (it is not as long as it was)", ErrDamaged)
	}
	next := uint64(headerSize)
	for i := range parts {
		at := b[tableAt+i*12:]
		from, length := uint64(little.Uint32(at)), uint64(little.Uint32(at[4:]))
		if from != next || from+length > uint64(len(b)) {
			return parts, fmt.Errorf("%w (its parts are not in order)", ErrDamaged)
		}
		next = from + length
		parts[i] = b[from:next:next]
		if crc32.Checksum(parts[i], castagnoli) != little.Uint32(at[8:]) {
			return parts, fmt.Errorf("%w (part %d is not what was written)", ErrDamaged, i)
		}
	}
	if next != uint64(len(b)) {
		return parts, fmt.Errorf("%w (there is more than it should hold)", ErrDamaged)
	}
	return parts, nil
}
