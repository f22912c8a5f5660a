package intake

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"strings"

	"waymark/bot/directory"
	"waymark/bot/directory/hours"
)

// scalar takes a text, a number or nothing: feeds differ, and "12", 12 and null are all an age.
type scalar string

// UnmarshalJSON refuses lists and objects.
func (s *scalar) UnmarshalJSON(b []byte) error {
	switch b[0] {
	case '"':
		return json.Unmarshal(b, (*string)(s))
	case '{', '[':
		return &json.UnmarshalTypeError{Value: "list or object"}
	case 'n':
		*s = ""
	default:
		*s = scalar(b)
	}
	return nil
}

// orService is a service of Open Referral UK 3.0 with what hangs on it, as far as we use it. Fields of HSDS that the UK
// profile drops (phones, schedules' until and count) are read where a feed has them all the same.
type orService struct {
	ID, Name, Description, URL, Status, Alert scalar
	ApplicationProcess                        scalar        `json:"application_process"`
	MinimumAge                                scalar        `json:"minimum_age"`
	MaximumAge                                scalar        `json:"maximum_age"`
	AssuredDate                               scalar        `json:"assured_date"`
	Schedules                                 []orSchedule  `json:"schedules"`
	Places                                    *[]orAt       `json:"service_at_locations"`
	Languages                                 []orLanguage  `json:"languages"`
	Organization                              orNamed       `json:"organization"`
	Contacts                                  []orContact   `json:"contacts"`
	Phones                                    []orPhone     `json:"phones"`
	Attributes                                []orAttribute `json:"attributes"`
	// Of a service_at_location that stands alone: the service in it, and its place.
	Service  *json.RawMessage
	Location *orLocation
}

type orNamed struct{ Name scalar }

type orLanguage struct{ Name, Code scalar }

type orContact struct{ Phones []orPhone }

type orPhone struct {
	Number, Description, Extension scalar
	Type                           scalar
}

type orAttribute struct {
	Term orTerm `json:"taxonomy_term"`
}

type orTerm struct{ Name, Code, Taxonomy, Description scalar }

type orAt struct {
	ID          scalar
	Description scalar
	Location    *orLocation
	Schedules   []orSchedule
	Phones      []orPhone
	Attributes  []orAttribute
}

type orLocation struct {
	ID, Name            scalar
	LocationType        scalar `json:"location_type"`
	Latitude, Longitude scalar
	Addresses           []orAddress
	Accessibility       []orAccess
	Schedules           []orSchedule
	Phones              []orPhone
}

type orAddress struct {
	Address1    scalar `json:"address_1"`
	Address2    scalar `json:"address_2"`
	City        scalar
	PostalCode  scalar `json:"postal_code"`
	AddressType scalar `json:"address_type"`
	Country     scalar
}

type orAccess struct{ Description, Details, Accessibility scalar }

type orSchedule struct {
	Freq, Interval, Count, Until, DTStart, WkSt, Description, Notes scalar

	ByDay         scalar `json:"byday"`
	ByMonthDay    scalar `json:"bymonthday"`
	ByWeekNo      scalar `json:"byweekno"`
	ByYearDay     scalar `json:"byyearday"`
	ValidFrom     scalar `json:"valid_from"`
	ValidTo       scalar `json:"valid_to"`
	OpensAt       scalar `json:"opens_at"`
	ClosesAt      scalar `json:"closes_at"`
	AttendingType scalar `json:"attending_type"`
}

// OpenReferral reads a file: one service, a list, a page of a feed, or service_at_locations.
func OpenReferral(ctx context.Context, r io.Reader, o Options) (*Batch, error) {
	o = o.withDefaults()
	c := newCollector(o)
	s := newStream(ctx, r, o.MostBytes, "contents")
	err := s.each(func(record json.RawMessage, line int) error {
		if err := c.next(); err != nil {
			return err
		}
		if c.batch.Records%50 == 0 {
			c.tell(Progress{Bytes: s.in.total})
		}
		c.openReferral(record, line)
		return nil
	})
	if err != nil {
		return nil, err
	}
	if s.single && s.rest["id"] == nil && s.rest["name"] == nil {
		return nil, ErrNoServices // some other object
	}
	return c.done()
}

// openReferral uses one record: a service, or a service_at_location with its service inside.
func (c *collector) openReferral(record json.RawMessage, line int) {
	d := &draft{options: &c.options, line: line, record: c.batch.Records}
	var service orService
	if !d.decode(record, &service) {
		c.setAside(d.problems...)
		return
	}
	if at := service; at.Service != nil { // each of them is a service with one door, under its own id
		service = orService{}
		if !d.decode(*at.Service, &service) {
			c.setAside(d.problems...)
			return
		}
		service.ID = at.ID
		service.Places = &[]orAt{{ID: at.ID, Location: at.Location, Schedules: at.Schedules, Phones: at.Phones, Attributes: at.Attributes}}
	}
	d.openReferral(&service, c.batch.OtherTerms)
	c.take(d)
}

// decode reads JSON and says which field is of the wrong kind.
func (d *draft) decode(record json.RawMessage, into any) bool {
	err := json.Unmarshal(record, into)
	if err == nil {
		return true
	}
	field := ""
	if kind, ok := errors.AsType[*json.UnmarshalTypeError](err); ok {
		field = shorten(clean(kind.Field), 60)
	}
	var id struct{ ID scalar }
	if json.Unmarshal(record, &id) == nil {
		d.service.ID = shorten(clean(string(id.ID)), longID)
	}
	d.wrong(field, "is of another kind than Open Referral UK has there")
	return false
}

func (d *draft) openReferral(s *orService, others map[string]int) {
	d.service.ID = d.short("id", string(s.ID), longID)
	d.status(string(s.Status))
	d.service.Name = d.short("name", string(s.Name), longName)
	d.service.Organisation = d.text(string(s.Organization.Name), longName)
	d.service.Description = d.text(string(s.Description), longDescription)
	d.service.Alert = d.text(string(s.Alert), longGetIn)
	d.service.GetIn = d.text(string(s.ApplicationProcess), longGetIn)
	d.service.URL = d.link("url", string(s.URL))
	d.service.MinimumAge, d.service.MaximumAge = d.age("minimum_age", string(s.MinimumAge)), d.age("maximum_age", string(s.MaximumAge))
	d.checked("assured_date", string(s.AssuredDate), directory.ByRecord)
	for _, l := range s.Languages {
		name := l.Name
		if name == "" {
			name = l.Code
		}
		d.languages([]string{string(name)})
	}
	attributes := s.Attributes
	if s.Places != nil {
		for _, at := range *s.Places {
			attributes = append(attributes, at.Attributes...)
		}
	}
	d.attributes(attributes, others)
	for _, c := range s.Contacts {
		d.phones("contacts.phones", c.Phones)
	}
	d.phones("phones", s.Phones)
	d.service.Hours = d.schedules("schedules", s.Schedules)
	d.places(s)
}

func (d *draft) phones(field string, all []orPhone) {
	for _, p := range all {
		if t := fold(string(p.Type)); t == "fax" || t == "pager" {
			continue
		}
		number := string(p.Number)
		if e := clean(string(p.Extension)); e != "" {
			number += " x" + e
		}
		d.phone(field, number, string(p.Description))
	}
}

func (d *draft) schedules(field string, all []orSchedule) hours.Hours {
	fields := make([]hours.Fields, len(all))
	for i, s := range all {
		fields[i] = hours.Fields{
			Freq: string(s.Freq), Interval: string(s.Interval), ByDay: string(s.ByDay), ByMonthDay: string(s.ByMonthDay),
			ByWeekNo: string(s.ByWeekNo), ByYearDay: string(s.ByYearDay), WkSt: string(s.WkSt), DTStart: string(s.DTStart),
			Until: string(s.Until), Count: string(s.Count), ValidFrom: string(s.ValidFrom), ValidTo: string(s.ValidTo),
			OpensAt: string(s.OpensAt), ClosesAt: string(s.ClosesAt), Description: clean(string(s.Description)),
			Notes: clean(string(s.Notes)), AttendingType: clean(string(s.AttendingType)),
		}
	}
	h, problems := hours.Read(fields)
	for _, p := range problems {
		d.wrong(field+"."+p.Field, p.Reason)
	}
	return h
}

// places makes the doors. A service that is only online, on the telephone or by post has none.
func (d *draft) places(s *orService) {
	if s.Places == nil || len(*s.Places) == 0 {
		d.noDoor = true
		return
	}
	for _, at := range *s.Places {
		l := at.Location
		if l == nil {
			d.wrong("service_at_locations.location", "is missing")
			continue
		}
		if t := fold(string(l.LocationType)); t == "virtual" || t == "postal" {
			continue
		}
		door := directory.Location{ID: d.short("location.id", string(l.ID), longID), Name: d.text(string(l.Name), longName)}
		address := l.address()
		door.Address = d.text(joined(clean(string(address.Address1)), clean(string(address.Address2)), clean(string(address.City))), longAddress)
		d.point(&door, string(l.Latitude), string(l.Longitude), string(address.PostalCode))
		for _, a := range l.Accessibility {
			d.access(&door, a)
		}
		d.phones("location.phones", l.Phones)
		d.phones("service_at_locations.phones", at.Phones)
		switch {
		case len(at.Schedules) > 0:
			door.Hours = d.schedules("service_at_locations.schedules", at.Schedules)
		case len(s.Schedules) == 0 && len(l.Schedules) > 0:
			door.Hours = d.schedules("location.schedules", l.Schedules)
		}
		d.service.Locations = append(d.service.Locations, door)
	}
	d.noDoor = len(d.service.Locations) == 0
}

// address is the physical one, or the first.
func (l *orLocation) address() orAddress {
	for _, a := range l.Addresses {
		if fold(string(a.AddressType)) == "physical" {
			return a
		}
	}
	if len(l.Addresses) > 0 {
		return l.Addresses[0]
	}
	return orAddress{}
}

// access keeps what is said of getting in, and a wheelchair only where the text is plain about it.
func (d *draft) access(l *directory.Location, a orAccess) {
	said := clean(string(a.Description))
	if said == "" {
		said = clean(string(a.Accessibility))
	}
	if details := clean(string(a.Details)); details != "" && details != said {
		said = strings.TrimSpace(said + " " + details)
	}
	l.Access = shorten(strings.TrimSpace(l.Access+" "+said), longGetIn)
	words := " " + fold(said) + " "
	if !strings.Contains(words, " wheelchair ") && !strings.Contains(words, " wheelchairs ") {
		return
	}
	for _, no := range []string{" no ", " not ", " without ", " unsuitable ", " isnt ", " cannot ", " cant ", " limited ", " partial ", " partially ", " steps "} {
		if strings.Contains(words, no) {
			return
		}
	}
	d.service.Yes |= directory.FlagsOf(directory.Wheelchair)
}

// attributes reads taxonomy terms: our own taxonomy, "waymark", whose terms are the names of types and flags and
// "not_" flags; and anybody's words for types.
func (d *draft) attributes(all []orAttribute, others map[string]int) {
	for _, a := range all {
		t := a.Term
		name := fold(string(t.Name))
		if fold(string(t.Taxonomy)) == "waymark" {
			if !d.ownTerm(strings.ReplaceAll(name, " ", "_")) {
				d.wrong("attributes", "has a term of the waymark taxonomy that is not known")
			}
			continue
		}
		found := typesIn(name, d.options.Terms) | typesIn(fold(string(t.Code)), d.options.Terms)
		if found == 0 && name != "" && (len(others) < 1000 || others[name] > 0) {
			others[shorten(name, 80)]++
		}
		d.service.Types |= found
	}
	d.service.Types |= d.options.Types
	d.otherType = d.service.Types == 0
}

func (d *draft) ownTerm(name string) bool {
	if t, ok := directory.TypeNamed(name); ok {
		d.service.Types |= directory.SetOf(t)
		return true
	}
	if f, ok := directory.FlagNamed(name); ok {
		d.service.Yes |= directory.FlagsOf(f)
		return true
	}
	if f, ok := directory.FlagNamed(strings.TrimPrefix(name, "not_")); ok {
		d.service.No |= directory.FlagsOf(f)
		return true
	}
	if how, ok := directory.HowNamed(strings.TrimPrefix(name, "checked_by_")); ok {
		d.service.Checked.How = how
		return true
	}
	return false
}
