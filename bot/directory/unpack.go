package directory

import (
	"encoding/binary"
	"math"

	"waymark/bot/directory/hours"
	"waymark/bot/directory/place"
)

// unpacker reads a snapshot. After the first thing that is wrong it reads nothing but zeros.
type unpacker struct {
	b     []byte
	texts []string
	bad   bool
	// Pools that many short lists are cut from, so that 20 000 services are a few hundred allocations.
	locations []Location
	rules     []hours.Rule
	phones    []Phone
	languages []string
}

func unpack(file []byte) (Snapshot, error) {
	if len(file) < len(mark)+4 || string(file[:len(mark)]) != mark ||
		binary.LittleEndian.Uint32(file[len(mark):]) != checksum(file[len(mark)+4:]) {
		return Snapshot{}, errDamaged
	}
	return unpackBody(file[len(mark)+4:])
}

func unpackBody(b []byte) (Snapshot, error) {
	u := unpacker{b: b}
	u.readTexts()
	var s Snapshot
	s.Sources = make([]Source, u.count())
	for i := range s.Sources {
		s.Sources[i] = Source{Name: u.text(), Format: u.text(), Origin: u.text(), Licence: u.text(), Imported: u.day(), AsOf: u.day()}
	}
	n := u.count()
	if n > MostServices {
		return Snapshot{}, errDamaged
	}
	s.Services = make([]Service, n)
	for i := range s.Services {
		u.service(&s.Services[i])
	}
	if u.bad || len(u.b) > 0 {
		return Snapshot{}, errDamaged
	}
	return s, nil
}

func (u *unpacker) fail() {
	u.bad, u.b = true, nil
}

func (u *unpacker) number() uint64 {
	n, size := binary.Uvarint(u.b)
	if size <= 0 {
		u.fail()
		return 0
	}
	u.b = u.b[size:]
	return n
}

// upTo is a number that must not be over a limit.
func (u *unpacker) upTo(limit uint64) uint64 {
	n := u.number()
	if n > limit {
		u.fail()
		return 0
	}
	return n
}

// count is the length of a list. Each entry takes at least a byte, so a list cannot be longer than what is left.
func (u *unpacker) count() int { return int(u.upTo(uint64(len(u.b)))) }

func (u *unpacker) signed() int64 {
	n, size := binary.Varint(u.b)
	if size <= 0 {
		u.fail()
		return 0
	}
	u.b = u.b[size:]
	return n
}

func (u *unpacker) day() hours.Day {
	n := u.signed()
	if n < 0 || n > 3_000_000 { // the year 10183
		u.fail()
		return 0
	}
	return hours.Day(n)
}

func (u *unpacker) readTexts() {
	lengths := make([]int, u.count())
	total := 0
	for i := range lengths {
		lengths[i] = u.count()
		if total += lengths[i]; total > len(u.b) {
			u.fail()
			return
		}
	}
	if u.bad {
		return
	}
	all := string(u.b[:total])
	u.b = u.b[total:]
	u.texts = make([]string, len(lengths))
	for i, n := range lengths {
		u.texts[i], all = all[:n], all[n:]
	}
}

func (u *unpacker) text() string {
	i := u.number()
	if i >= uint64(len(u.texts)) {
		u.fail()
		return ""
	}
	return u.texts[i]
}

func (u *unpacker) service(s *Service) {
	s.Source, s.ID, s.Name, s.Organisation = u.text(), u.text(), u.text(), u.text()
	s.Description, s.GetIn, s.Alert, s.URL = u.text(), u.text(), u.text(), u.text()
	s.Types, s.Yes, s.No = TypeSet(u.upTo(uint64(AllTypes))), FlagSet(u.upTo(1<<flags-1)), FlagSet(u.upTo(1<<flags-1))
	s.MinimumAge, s.MaximumAge = uint8(u.upTo(math.MaxUint8)), uint8(u.upTo(math.MaxUint8))
	s.Checked.How = How(u.upTo(uint64(hows - 1)))
	s.Checked.On = u.day()
	s.Languages = cut(&u.languages, u.count())
	for i := range s.Languages {
		s.Languages[i] = u.text()
	}
	s.Phones = cut(&u.phones, u.count())
	for i := range s.Phones {
		s.Phones[i] = Phone{u.text(), u.text()}
	}
	u.hours(&s.Hours)
	s.Locations = cut(&u.locations, u.count())
	for i := range s.Locations {
		l := &s.Locations[i]
		l.ID, l.Name, l.Address, l.Postcode, l.Access = u.text(), u.text(), u.text(), u.text(), u.text()
		l.Point = place.Point{Lat: float64(u.signed()) / microdegrees, Lon: float64(u.signed()) / microdegrees}
		l.Division = hours.Division(u.upTo(uint64(hours.NorthernIreland)))
		u.hours(&l.Hours)
		if !l.Point.InBounds() {
			u.fail()
		}
	}
}

func (u *unpacker) hours(h *hours.Hours) {
	h.Bank = hours.Bank(u.upTo(uint64(hours.AsUsual)))
	h.Rules = cut(&u.rules, u.count())
	for i := range h.Rules {
		r := &h.Rules[i]
		r.Freq, r.Kind = hours.Freq(u.upTo(uint64(hours.Once))), hours.Kind(u.upTo(uint64(hours.Appointment)))
		r.Interval, r.Days = uint16(u.upTo(math.MaxUint16)), uint8(u.upTo(127))
		if r.Freq == hours.Monthly {
			for j := range r.Nth {
				r.Nth[j] = uint16(u.upTo(1<<10 - 1))
			}
			r.MonthDays, r.MonthDaysBack = uint32(u.upTo(math.MaxUint32)), uint32(u.upTo(math.MaxUint32))
		}
		r.Start, r.From, r.To = u.day(), u.day(), u.day()
		r.Opens, r.Closes = uint16(u.upTo(1440)), uint16(u.upTo(2880))
	}
	if n := u.count(); n > 0 {
		h.Changes = make([]hours.Change, n)
		for i := range h.Changes {
			h.Changes[i] = hours.Change{From: u.day(), To: u.day(), Opens: uint16(u.upTo(1440)), Closes: uint16(u.upTo(2880))}
		}
	}
}

// cut takes n entries from a pool, and nothing for none. What it gives cannot grow into the next list.
func cut[T any](pool *[]T, n int) []T {
	if n == 0 {
		return nil
	}
	if n > len(*pool) {
		*pool = make([]T, max(n, 1024))
	}
	got := (*pool)[:n:n]
	*pool = (*pool)[n:]
	return got
}
