package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"strings"
	"time"

	"waymark/bot/directory"
	"waymark/bot/directory/hours"
	"waymark/bot/directory/place"
)

type servicesNearCmd struct {
	atlasDir
	checkedLimit
	Place []string `arg:"" help:"A postcode or a part of one, a town, a neighbourhood."`
	Type  []string `help:"What is looked for: a type such as needle_exchange. May be given again; any, if left out." placeholder:"TYPE"`
	With  []string `help:"Only services known to have this, such as no_id. May be given again." placeholder:"FLAG"`
	Max   int      `help:"How many, up to 9." default:"3"`
	At    string   `help:"As if it were then, London time: 2026-11-22T21:30." placeholder:"TIME"`
	JSON  bool     `help:"One JSON object." name:"json"`
}

// Help says how the order comes about.
func (*servicesNearCmd) Help() string {
	return `Prints what somebody who asks over a channel would be offered. Open now beats near, within reason: an open door comes before a closed one unless it is 3 miles further away. What is out of reach is shown with its distance. Without an import the services are invented ones, and every answer says EXAMPLE.

Exit codes: 0 something was found, 1 the place is not known, is too wide or could be several, or there is no such service, 2 wrong use.

  waymark services near Hull --type needle_exchange
  waymark services near "near the station in Hull" --type naloxone --json`
}

// nearAnswer is what services near --json prints; its names are a stable interface.
type nearAnswer struct {
	Example  bool        `json:"example"`
	Problem  string      `json:"problem,omitempty"` // why there is no place
	Which    []string    `json:"which,omitempty"`   // the places that it could be
	Place    *nearPlace  `json:"place,omitempty"`
	Services []nearFound `json:"services"`
}

type nearPlace struct {
	Label  string `json:"label"`
	Nation string `json:"nation,omitempty"`
	Area   string `json:"postcode_area,omitempty"`
	Guess  bool   `json:"guess,omitempty"` // the name was spelt differently
	// Others are smaller places of the same name.
	Others []string `json:"others,omitempty"`
}

type nearFound struct {
	Name         string   `json:"name"`
	Organisation string   `json:"organisation,omitempty"`
	Stop         string   `json:"stop,omitempty"`
	Types        []string `json:"types"`
	Flags        []string `json:"flags,omitempty"`
	Metres       int      `json:"metres"`
	Distance     string   `json:"distance"`
	InReach      bool     `json:"in_reach"`
	State        string   `json:"state"`
	Hours        string   `json:"hours"`
	Until        string   `json:"open_until,omitempty"`
	Opens        string   `json:"opens,omitempty"`
	Address      string   `json:"address,omitempty"`
	Postcode     string   `json:"postcode,omitempty"`
	Latitude     float64  `json:"latitude"`
	Longitude    float64  `json:"longitude"`
	Phones       []string `json:"phones,omitempty"`
	URL          string   `json:"url,omitempty"`
	Description  string   `json:"description,omitempty"`
	GetIn        string   `json:"how_to_get_in,omitempty"`
	Access       string   `json:"accessibility,omitempty"`
	Alert        string   `json:"alert,omitempty"`
	CheckedOn    string   `json:"checked_on,omitempty"`
	CheckedHow   string   `json:"checked_how,omitempty"`
	Old          bool     `json:"checked_too_long_ago"`
}

// Run looks around a place.
func (c *servicesNearCmd) Run(std stdio) error {
	query, err := c.query()
	if err != nil {
		return err
	}
	a, err := openAtlas(c.folder(), c.within())
	if err != nil {
		return err
	}
	if query.At, err = atTime(c.At, a.calendar.London()); err != nil {
		return err
	}
	answer := nearAnswer{Example: a.services.Example(), Services: []nearFound{}}
	r := a.places.Find(strings.Join(c.Place, " "))
	if r.Answer == place.One {
		p := r.Places[0]
		answer.Place = &nearPlace{Label: p.Label, Nation: p.Nation.String(), Area: p.Area, Guess: r.Guess}
		for _, o := range r.Others {
			answer.Place.Others = append(answer.Place.Others, o.Label)
		}
		query.Shore = directory.ShoreOf(p.Nation)
		for _, f := range a.services.Near(p.Point, query) {
			answer.Services = append(answer.Services, a.found(f, query.At))
		}
		if len(answer.Services) == 0 {
			answer.Problem = "there is no such service in the directory"
		}
	} else {
		answer.Problem, answer.Which = whyNot(r), labelsOf(r)
	}
	if c.JSON {
		out := json.NewEncoder(std.out)
		out.SetEscapeHTML(false)
		out.SetIndent("", "  ")
		err = out.Encode(answer)
	} else {
		answer.print(std.out)
	}
	if err != nil {
		return err
	}
	if err := a.complain(std.err); err != nil {
		return err
	}
	if answer.Problem != "" {
		return errFound
	}
	return nil
}

func (c *servicesNearCmd) query() (directory.Query, error) {
	q := directory.Query{Types: directory.AllTypes, Max: c.Max}
	if c.Max < 1 || c.Max > directory.MostFound {
		return q, wrongUse{fmt.Errorf("--max is 1 to %d", directory.MostFound)}
	}
	if len(c.Type) > 0 {
		types, err := typesNamed(c.Type)
		if err != nil {
			return q, err
		}
		q.Types = types
	}
	for _, name := range c.With {
		f, ok := directory.FlagNamed(name)
		if !ok {
			return q, wrongUse{fmt.Errorf("%q is not a flag; the flags are %s", name, strings.Join(flagNames(directory.FlagsOf(directory.Flags()...)), ", "))}
		}
		q.Flags |= directory.FlagsOf(f)
	}
	return q, nil
}

func atTime(s string, london *time.Location) (time.Time, error) {
	if s == "" {
		return time.Now(), nil
	}
	for _, layout := range []string{"2006-01-02T15:04", "2006-01-02 15:04", time.DateOnly} {
		if t, err := time.ParseInLocation(layout, s, london); err == nil {
			return t, nil
		}
	}
	return time.Time{}, wrongUse{errors.New("--at is not a time like 2026-11-22T21:30")}
}

// whyNot says why a text is no place to search from.
func whyNot(r place.Result) string {
	if r.Answer == place.Several {
		return "there are several; which one?"
	}
	where := r.Area.Name
	if r.Area.Letters != "" {
		where = "the " + r.Area.Letters + " area (" + r.Area.Name + ")"
	}
	switch r.Why {
	case place.NearMe:
		return "that says where somebody is, and not where that is"
	case place.NoPostcodes:
		return "no postcodes were imported: only " + where + " is known; waymark places import --help says how"
	case place.UnknownPostcode:
		return "the imported lists do not have that postcode: only " + where + " is known"
	case place.TooWide:
		return where + " is too wide to search from"
	case place.NoAddress:
		return "that code is no place"
	case place.Forces:
		return "that is an address of the forces abroad"
	case place.Abroad:
		return "that is abroad"
	}
	return "no place of that name is known"
}

func labelsOf(r place.Result) []string {
	var all []string
	if r.Answer == place.Several {
		for _, p := range r.Places {
			all = append(all, p.Label)
		}
	}
	return all
}

// found puts a door in words.
func (a *atlas) found(f directory.Found, at time.Time) nearFound {
	s, l, w := f.Service, f.Location, a.services.Words(f, at)
	n := nearFound{
		Name: s.Name, Organisation: s.Organisation, Stop: l.Name, Types: typeNames(s.Types), Flags: flagNames(s.Yes),
		Metres: int(math.Round(f.Metres)), Distance: distanceWords(w.Distance), InReach: f.InReach,
		State: w.State.String(), Hours: hoursWords(w),
		Address: l.Address, Postcode: l.Postcode, Latitude: l.Point.Lat, Longitude: l.Point.Lon,
		URL: s.URL, Description: s.Description, GetIn: s.GetIn, Access: l.Access, Alert: s.Alert,
		CheckedHow: s.Checked.How.String(), Old: f.Old,
	}
	if !f.Hours.Until.IsZero() {
		n.Until = f.Hours.Until.Format(time.RFC3339)
	}
	if !f.Hours.Opens.IsZero() {
		n.Opens = f.Hours.Opens.Format(time.RFC3339)
	}
	if s.Checked.On != 0 {
		n.CheckedOn = s.Checked.On.String()
	}
	for _, p := range s.Phones {
		text := p.Number
		if p.Note != "" {
			text += " (" + p.Note + ")"
		}
		n.Phones = append(n.Phones, text)
	}
	return n
}

func distanceWords(d directory.Distance) string {
	if d.WalkMinutes > 0 {
		return fmt.Sprintf("about %d minutes' walk", d.WalkMinutes)
	}
	miles := fmt.Sprint(d.HalfMiles / 2)
	if d.HalfMiles%2 == 1 {
		miles += ".5"
	}
	return "about " + miles + " miles"
}

func hoursWords(w directory.Words) string {
	switch w.State {
	case directory.OpenAlways:
		return "open day and night"
	case directory.OpenUntil:
		return "open until " + whenWords(w.When)
	case directory.Opens:
		return "closed, opens " + whenWords(w.When)
	case directory.BankHoliday:
		if w.WhenKnown {
			return "bank holiday today: ring first; after that it opens " + whenWords(w.When)
		}
		return "bank holiday today: ring first"
	case directory.ByAppointment:
		return "by appointment"
	case directory.Closed:
		return "closed, not known when it opens"
	}
	return "hours not known"
}

func whenWords(w hours.When) string {
	clock := directory.Clock(w.Hour, w.Minute)
	switch w.Near {
	case hours.Today:
		return clock
	case hours.Tomorrow:
		return clock + " tomorrow"
	case hours.ThisWeek:
		return clock + " on " + w.Weekday.String()
	}
	return clock + " on " + ukDay(w.Day)
}

func (n *nearAnswer) print(out io.Writer) {
	if n.Example {
		fmt.Fprintln(out, exampleBanner)
	}
	if n.Place != nil {
		where := n.Place.Label
		if n.Place.Nation != "" && !strings.HasSuffix(where, n.Place.Nation) {
			where += ", " + n.Place.Nation
		}
		if n.Place.Guess {
			where += " (the nearest spelling)"
		}
		fmt.Fprintf(out, "Near %s:\n", where)
		for _, label := range n.Place.Others {
			fmt.Fprintln(out, "(not taken for: "+label+")")
		}
	}
	if n.Problem != "" {
		fmt.Fprintln(out, n.Problem)
	}
	for _, label := range n.Which {
		fmt.Fprintln(out, "  "+label)
	}
	for i, f := range n.Services {
		fmt.Fprintf(out, "\n%d. %s%s\n", i+1, f.Name, orNothing(", ", f.Stop))
		far := ""
		if !f.InReach {
			far = ", further than most would go for it"
		}
		fmt.Fprintf(out, "   %s%s; %s\n", f.Distance, far, f.Hours)
		lines := [][2]string{
			{"", f.Alert}, {"", strings.TrimPrefix(f.Address+orNothing(", ", f.Postcode), ", ")}, {"Phone: ", strings.Join(f.Phones, ", ")}, {"", f.URL},
			{"", f.Description}, {"Getting in: ", f.GetIn}, {"Access: ", f.Access}, {"Known to have: ", strings.Join(f.Flags, ", ")}, {"For: ", strings.Join(f.Types, ", ")},
		}
		for _, line := range lines {
			if line[1] != "" {
				fmt.Fprintf(out, "   %s%s\n", line[0], line[1])
			}
		}
		fmt.Fprintf(out, "   %s\n", f.checked())
	}
}

func (f *nearFound) checked() string {
	day, ok := hours.ParseDay(f.CheckedOn)
	if !ok {
		return "Last checked: nobody knows when"
	}
	words := "Last checked " + ukDay(day) + orNothing(", by ", f.CheckedHow)
	if f.Old {
		words += ": too long ago to rely on"
	}
	return words
}

// orNothing is the text after what leads to it, if there is one.
func orNothing(lead, text string) string {
	if text == "" {
		return ""
	}
	return lead + text
}
