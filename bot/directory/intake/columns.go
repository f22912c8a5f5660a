package intake

import (
	"strings"

	"waymark/bot/directory"
	"waymark/bot/directory/hours"
)

// Column is one column of the project's own spreadsheet. The same names are the properties of a GeoJSON feature.
type Column struct {
	Name    string
	Others  []string // names that are taken as well
	What    string   // what goes there, for whoever keeps the sheet
	Example string
	// invented: the example is nobody's, and a line that still has it is not read as a service.
	invented bool
	read     func(d *draft, r *row, cell string)
}

// Columns are all of them, in the order of the template. They are the documentation of the format.
func Columns() []Column {
	own := []Column{
		{Name: "id", Others: []string{"ref", "service_id"}, What: "A name for this line that never changes and no other line has. Without it, the name and postcode are used.", Example: "hx-dalston"},
		{Name: "name", Others: []string{"service", "service_name", "title"}, What: "What the sign on the door says.", Example: "EXAMPLE Needle Exchange Dalston", invented: true,
			read: func(d *draft, _ *row, c string) { d.service.Name = d.short("name", c, longName) }},
		{Name: "organisation", Others: []string{"organization", "provider", "run_by"}, What: "Who runs it.", Example: "EXAMPLE Trust", invented: true,
			read: func(d *draft, _ *row, c string) { d.service.Organisation = d.short("organisation", c, longName) }},
		{Name: "types", Others: []string{"type", "category", "categories"}, What: "What it is, one or more with ; between them: " + typeList + ".", Example: "needle_exchange; naloxone",
			read: func(d *draft, _ *row, c string) { d.types("types", list(c, ";|,")) }},
		{Name: "status", What: "active (or nothing), inactive, defunct, temporarily closed. Only active ones are shown.", Example: "active",
			read: func(d *draft, _ *row, c string) { d.status(c) }},
		{Name: "stop", Others: []string{"location", "site"}, What: "For a van or several doors: the name of this stop. Lines with the same id and different stops are one service.", Example: "",
			read: func(d *draft, r *row, c string) { r.place.Name = d.short("stop", c, longName); r.place.ID = fold(c) }},
		{Name: "address", Others: []string{"street", "address_1"}, What: "Street and number.", Example: "1 Example Street"},
		{Name: "town", Others: []string{"city"}, What: "Town.", Example: "London"},
		{Name: "postcode", Others: []string{"post_code", "postal_code"}, What: "The whole postcode. Needed where there are no coordinates.", Example: ""},
		{Name: "latitude", Others: []string{"lat"}, What: "Degrees north, such as 51.5462. May be left out where there is a postcode and postcodes have been imported.", Example: "51.5462"},
		{Name: "longitude", Others: []string{"lon", "lng", "long"}, What: "Degrees east; west, as most of Britain is, has a minus sign.", Example: "-0.0751"},
		{Name: "phone", Others: []string{"telephone", "tel"}, What: "A number that does not cost extra.", Example: "01632 960123",
			read: func(d *draft, _ *row, c string) { d.phone("phone", c, "") }},
		{Name: "phone_2", Others: []string{"mobile", "text"}, What: "Another number.", Example: "",
			read: func(d *draft, _ *row, c string) { d.phone("phone_2", c, "") }},
		{Name: "website", Others: []string{"url", "web", "link"}, What: "Beginning with https://", Example: "https://example.org/dalston", invented: true,
			read: func(d *draft, _ *row, c string) { d.service.URL = d.link("website", c) }},
		{Name: "description", Others: []string{"what_it_is_like", "inside"}, What: "What it is like inside, in a sentence or two.", Example: "Side room, tea, nobody asks your name.",
			read: func(d *draft, _ *row, c string) { d.service.Description = d.text(c, longDescription) }},
		{Name: "how_to_get_in", Others: []string{"get_in", "access"}, What: "Which door, what to say, where the token or code comes from, women-only times.", Example: "Blue door on the left. Say exchange.",
			read: func(d *draft, _ *row, c string) { d.service.GetIn = d.text(c, longGetIn) }},
		{Name: "alert", What: "What is different at present.", Example: "",
			read: func(d *draft, _ *row, c string) { d.service.Alert = d.text(c, longGetIn) }},
	}
	for i, day := range []string{"monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"} {
		c := Column{Name: day, Others: []string{day[:3], day + "_hours"}, What: "When it is open on a " + strings.ToUpper(day[:1]) + day[1:] + ".", read: func(d *draft, r *row, cell string) { r.day(d, day, i, cell) }}
		switch i {
		case 0:
			c.What, c.Example = "When it is open on a Monday: 09:00-17:00, or 09:00-12:30, 13:30-17:00 with lunch between, or closed, 24 hours, 10:00-12:00 by appointment. After midnight: 22:00-04:00.", "09:00-12:30, 13:30-17:00"
		case 1, 2, 3, 4:
			c.Example = "09:00-17:00"
		}
		own = append(own, c)
	}
	own = append(own,
		Column{Name: "monthly", What: "Days of the month: 1SA 10:00-13:00; last Friday 18:00-20:00", Example: "1SA 10:00-13:00",
			read: func(d *draft, r *row, c string) {
				rules, reason := hours.ParseMonthly(c)
				r.rules(d, "monthly", rules, reason)
			}},
		Column{Name: "bank_holidays", What: "closed, open (as usual), or nothing if it is not known.", Example: "closed",
			read: func(d *draft, r *row, c string) {
				bank, reason := hours.ParseBank(c)
				r.place.Hours.Bank = bank
				r.rules(d, "bank_holidays", nil, reason)
			}},
		Column{Name: "closed_on", Others: []string{"closed"}, What: "Days on which it is closed after all: 2026-12-24; 2026-12-27 to 2026-12-31", Example: "2026-12-24",
			read: func(d *draft, r *row, c string) {
				changes, reason := hours.ParseClosed(c)
				r.changes(d, "closed_on", changes, reason)
			}},
		Column{Name: "special_hours", What: "Days with other hours: 2026-12-31 09:00-12:00", Example: "2026-12-31 09:00-12:00",
			read: func(d *draft, r *row, c string) {
				changes, reason := hours.ParseSpecial(c)
				r.changes(d, "special_hours", changes, reason)
			}},
		Column{Name: "valid_from", What: "The first day on which these hours hold.", Example: "",
			read: func(d *draft, r *row, c string) { r.from = r.date(d, "valid_from", c) }},
		Column{Name: "valid_to", What: "The last day on which these hours hold.", Example: "",
			read: func(d *draft, r *row, c string) { r.to = r.date(d, "valid_to", c) }},
	)
	what := map[directory.Flag]string{
		directory.NoID: "Nobody is asked to show who they are", directory.NoAppointment: "No appointment needed", directory.NoCap: "As much equipment as is needed",
		directory.WomenOnly: "There are women-only times (say which in how_to_get_in)", directory.LGBTQ: "For, or welcoming to, LGBTQ+ people", directory.Wheelchair: "A wheelchair gets in",
		directory.OutOfHours: "Opens with a token, code or card out of hours (say how in how_to_get_in)", directory.Dogs: "Dogs may come in", directory.FingerPrick: "Tests with a finger prick",
		directory.WarmDrinks: "Warm drinks", directory.Food: "Food", directory.Toilet: "A toilet", directory.Shower: "A shower",
	}
	for _, f := range directory.Flags() {
		own = append(own, Column{Name: f.String(), What: what[f] + ": yes, no, or nothing if it is not known.", Example: map[bool]string{true: "yes"}[f < directory.WomenOnly],
			read: func(d *draft, _ *row, c string) { d.flag(f, c) }})
	}
	return append(own,
		Column{Name: "languages", What: "With ; between them.", Example: "English; Polish",
			read: func(d *draft, _ *row, c string) { d.languages(list(c, ";,|")) }},
		Column{Name: "accessibility", What: "Steps, lift, hearing loop.", Example: "One step; ring for the ramp",
			read: func(d *draft, r *row, c string) { r.place.Access = d.text(c, longGetIn) }},
		Column{Name: "minimum_age", What: "In years.", Example: "18",
			read: func(d *draft, _ *row, c string) { d.service.MinimumAge = d.age("minimum_age", c) }},
		Column{Name: "maximum_age", What: "In years.", Example: "",
			read: func(d *draft, _ *row, c string) { d.service.MaximumAge = d.age("maximum_age", c) }},
		Column{Name: "checked_on", Others: []string{"last_checked"}, What: "The day somebody last made sure of all this: 2026-11-22 or 22/11/2026.", Example: "2026-11-01"},
		Column{Name: "checked_how", What: "visit, phone, website or record.", Example: "visit"},
	)
}

// list cuts a cell at any of the marks.
func list(s, marks string) []string {
	return strings.FieldsFunc(s, func(r rune) bool { return strings.ContainsRune(marks, r) })
}
