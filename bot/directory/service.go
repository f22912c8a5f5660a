package directory

import (
	"waymark/bot/directory/hours"
	"waymark/bot/directory/place"
)

// Service is something people can go to, in the terms of Open Referral UK. Every text in it was cleaned and cut when it
// was imported; it is the operator's, and nobody who writes to the bot has a word in it.
type Service struct {
	// Source is the import that it came from, and ID its own name for the service; together they are unique.
	Source, ID         string
	Name, Organisation string
	Description        string // what it is like inside
	GetIn              string // which door, what to say, where the token or code comes from
	Alert              string // what is different at present
	URL                string // https
	Types              TypeSet
	Yes, No            FlagSet // what is so and what is not; what is in neither is not known
	Languages          []string
	Phones             []Phone
	// MinimumAge and MaximumAge are in years; 0 is no limit.
	MinimumAge, MaximumAge uint8
	Checked                Checked
	Hours                  hours.Hours // of locations that have none of their own
	Locations              []Location  // at least one
}

// Location is one door of a service, or one stop of a van.
type Location struct {
	ID, Name string
	Address  string // in one line, without the postcode
	Postcode string // in its usual form, or empty
	Point    place.Point
	Division hours.Division // whose bank holidays hold there
	Access   string         // how to get in with a wheelchair, a pram, poor hearing
	Hours    hours.Hours
}

// Phone is a number as it is dialled in the United Kingdom, with spaces for reading.
type Phone struct {
	Number string
	Note   string // "text only", "out of hours"
}

// How is how somebody made sure that what is said of a service is so.
type How uint8

// The ways of checking, from the least to the surest.
const (
	NotSaid    How = iota
	ByRecord       // the service's own record or feed says so
	ByWebsite      // somebody looked at its website
	ByPhone        // somebody rang
	ByVisiting     // somebody was there
	hows
)

var howNames = [hows]string{"", "record", "website", "phone", "visit"}

// String is the name in files.
func (h How) String() string {
	if h < hows {
		return howNames[h]
	}
	return ""
}

// HowNamed finds a way of checking by its name.
func HowNamed(name string) (How, bool) {
	for i, n := range howNames {
		if n == name {
			return How(i), true
		}
	}
	return NotSaid, false
}

// Checked is when and how a service was last checked; the zero value is that nobody knows.
type Checked struct {
	On  hours.Day
	How How
}

// Source is one import that the directory is made of.
type Source struct {
	Name    string // as services name it
	Format  string // oruk, csv, geojson, nhsbsa
	Origin  string // the file's name or the feed's host, never a whole URL: those may hold keys
	Licence string // the line that has to be shown with the data
	// Imported is the day of the import; AsOf that of the data, where it is known.
	Imported, AsOf hours.Day
}
