package main

import (
	"fmt"
	"time"

	"waymark/bot/directory/hours"
	"waymark/bot/directory/place"
)

// oldPlaces is when a list of places is worth getting anew: the Office for National Statistics and the Ordnance Survey bring out a new
// one every quarter.
const oldPlaces = 540 * 24 * time.Hour

// doors says what the directory, the gazetteer and the calendar know, and how old that is.
func (c *doctorCmd) doors(up *checkup, now time.Time) error {
	a, err := c.atlas()
	if err != nil {
		return err
	}
	for _, err := range a.damaged {
		up.problem("not used: %s", err)
	}
	c.services(up, a, now)
	postcodes := false
	for _, d := range a.places.Data() {
		postcodes = postcodes || d.Format != place.BuiltIn && d.Postcodes+d.Outcodes > 0
		if d.Format != place.BuiltIn && !d.Date.IsZero() && now.Sub(d.Date) > oldPlaces {
			up.note("places: %s. It is from %s: a newer one knows new postcodes", dataLine(d), d.Date.Format("January 2006"))
			continue
		}
		up.ok("places: %s", dataLine(d))
	}
	if !postcodes {
		up.note("places: no postcodes were imported: whoever gives one is asked for a town or a pin (waymark places import --help)")
	}
	bankHolidayLine(up, a, now)
	return nil
}

func (c *doctorCmd) services(up *checkup, a *atlas, now time.Time) {
	all := a.services.Services()
	switch {
	case a.services.Example():
		up.note("services: none were imported. People on Telegram and SMS are given national lines; only waymark chat shows the EXAMPLE ones (waymark services import --help)")
		return
	case a.lost:
		up.problem("services: none can be read. People are given national lines; import again")
		return
	}
	for _, s := range a.services.Sources() {
		up.ok("services: %s", sourceLine(s, countOf(all, s.Name)))
	}
	today, limit := a.today(now), c.limit()
	old, never := 0, 0
	var first, last hours.Day
	for i := range all {
		on := all[i].Checked.On
		if on == 0 {
			never++
			continue
		}
		if tooOld(&all[i], today, limit) {
			old++
		}
		if first == 0 || on < first {
			first = on
		}
		last = max(last, on)
	}
	line := fmt.Sprintf("services: %d in all", len(all))
	if first != 0 {
		line += fmt.Sprintf(", last checked between %s and %s (%d days ago)", ukDay(first), ukDay(last), max(int(today-last), 0))
	}
	if old+never > 0 {
		up.note("%s; %d over %d days ago, %d nobody knows when: people are told so", line, old, limit, never)
		return
	}
	up.ok("%s", line)
}

// limit is the operator's, in days; a wrong setting has been named already.
func (c *doctorCmd) limit() int {
	if c.Checked <= 0 {
		return 365
	}
	return int(c.Checked)
}

func bankHolidayLine(up *checkup, a *atlas, now time.Time) {
	whose := "built in"
	if a.ownBank {
		whose = "from " + bankFile + " in the data folder"
	}
	last := a.bank.LastAnnounced()
	const more = "; put a newer https://www.gov.uk/bank-holidays.json into the folder directory of the data folder, as " + bankFile
	end := time.Date(last, time.December, 31, 0, 0, 0, 0, a.calendar.London())
	switch {
	case now.After(end.AddDate(0, 0, 1)):
		up.problem("bank holidays: %s, known to the end of %d; later ones are worked out, and one-off ones are missing%s", whose, last, more)
	case now.After(end.AddDate(0, -3, 0)):
		up.note("bank holidays: %s, known to the end of %d%s", whose, last, more)
	default:
		up.ok("bank holidays: %s, known to the end of %d", whose, last)
	}
}
