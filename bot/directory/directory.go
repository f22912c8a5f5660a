// Package directory holds the services that people can be sent to and finds the nearest that is open. It is
// read from one snapshot file, never changes while it is used, and is asked with a point on the map and a time; it
// keeps neither. Importers live in intake, opening hours in hours, postcodes and towns in place. What is said to
// people is made of its answers by the words in content.
package directory

import (
	"errors"
	"fmt"
	"math"
	"time"

	"waymark/bot/directory/hours"
)

// MostServices is how many services a directory can hold.
const MostServices = 50_000

// Config is what a directory needs besides its services.
type Config struct {
	Calendar *hours.Calendar // must be given
	// CheckedWithin is how long a check of a service counts; longer ago, or never, is Found.Old. 0 is a year.
	CheckedWithin time.Duration
	// Reach is how far somebody would go for a type, in metres, where it differs from DefaultReach.
	Reach map[Type]float64
	// Example marks a directory of invented services. Nobody may be sent to one on a real channel.
	Example bool
}

// Directory is every service, ready to be asked. It never changes and may be shared.
type Directory struct {
	services []Service
	sources  []Source
	calendar *hours.Calendar
	within   int64 // days
	reach    [types]float64
	example  bool

	doors   []door
	sets    []hours.Set // by door
	nearest [types]tree
	all     tree
}

// door is one location of one service.
type door struct{ service, location int32 }

// New makes a directory of services that an importer has checked; it keeps the slices, which must not be changed
// afterwards. A directory without services is a good one: it finds nothing.
func New(services []Service, sources []Source, c Config) (*Directory, error) {
	if c.Calendar == nil {
		return nil, errors.New("directory: Config.Calendar must be given")
	}
	if len(services) > MostServices {
		return nil, fmt.Errorf("directory: %d services are more than the %d that it can hold", len(services), MostServices)
	}
	if c.CheckedWithin <= 0 {
		c.CheckedWithin = 365 * 24 * time.Hour
	}
	d := &Directory{
		services: services, sources: sources, calendar: c.Calendar, example: c.Example,
		within: int64(c.CheckedWithin / (24 * time.Hour)), reach: DefaultReach(),
	}
	for t, metres := range c.Reach {
		if t < types && metres > 0 {
			d.reach[t] = metres
		}
	}
	return d, d.index()
}

// index makes the doors, their hours and a tree of them for each type.
func (d *Directory) index() error {
	n := 0
	for i := range d.services {
		n += len(d.services[i].Locations)
	}
	d.doors = make([]door, 0, n)
	d.sets = make([]hours.Set, 0, n)
	var spots [types][]spot
	all := make([]spot, 0, n)
	for i := range d.services {
		s := &d.services[i]
		for j := range s.Locations {
			l := &s.Locations[j]
			if !l.Point.InBounds() {
				return fmt.Errorf("directory: service %d has a location outside these islands", i+1)
			}
			h := l.Hours
			if !h.Known() && len(h.Changes) == 0 {
				h = s.Hours
			}
			at := spot{vector: onGround(l.Point), door: int32(len(d.doors))}
			d.doors = append(d.doors, door{int32(i), int32(j)})
			d.sets = append(d.sets, d.calendar.Compile(h, l.Division))
			all = append(all, at)
			for _, t := range s.Types.Types() {
				spots[t] = append(spots[t], at)
			}
		}
	}
	if len(d.doors) > math.MaxInt32 {
		return errors.New("directory: too many locations")
	}
	for t := range spots {
		d.nearest[t] = plant(spots[t])
	}
	d.all = plant(all)
	return nil
}

// Services gives every service; the slice must not be changed.
func (d *Directory) Services() []Service { return d.services }

// Sources gives what the directory was made of; the slice must not be changed.
func (d *Directory) Sources() []Source { return d.sources }

// Example says whether the services are invented.
func (d *Directory) Example() bool { return d.example }

// Calendar is the calendar that opening hours are reckoned with.
func (d *Directory) Calendar() *hours.Calendar { return d.calendar }

// Len is how many services there are of a type.
func (d *Directory) Len(t Type) int {
	n := 0
	for i := range d.services {
		if d.services[i].Types.Has(t) {
			n++
		}
	}
	return n
}
