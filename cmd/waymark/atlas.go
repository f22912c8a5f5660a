package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"waymark/bot"
	"waymark/bot/directory"
	"waymark/bot/directory/example"
	"waymark/bot/directory/hours"
	"waymark/bot/directory/place"
)

// atlasDir is the setting for where imported services and places are, shared by every command that needs them.
type atlasDir struct {
	Data string `help:"Folder for what is kept; imported services and places are in its folder \"directory\"." env:"WAYMARK_DATA" default:"waymark-data" type:"path"`
}

func (d atlasDir) folder() string { return atlasFolder(d.Data) }

// atlasFolder is where imports go, in the data folder.
func atlasFolder(data string) string { return filepath.Join(data, "directory") }

// bankFile is the operator's own copy of https://www.gov.uk/bank-holidays.json.
const bankFile = "bank-holidays.json"

// atlas is all that is needed to say where the nearest open door is. It does not change: after an import, open a new one.
type atlas struct {
	calendar *hours.Calendar
	places   *place.Finder
	services *directory.Directory // the example's, where nothing was imported
	// bank says what the calendar knows. ownBank: it is the operator's file.
	bank    hours.BankHolidays
	ownBank bool
	// damaged are files that could not be used, each with its reason. What came before, or with the program, is in use instead.
	damaged []error
	// lost: services were imported and none of them can be read.
	lost bool
}

// checkedLimit is how old a check of a service may be.
type checkedLimit struct {
	CheckedDays int `help:"A service last checked more days ago than this is shown with the words that say so." env:"WAYMARK_CHECKED_DAYS" default:"365" placeholder:"DAYS"`
}

func (c checkedLimit) within() time.Duration { return time.Duration(c.CheckedDays) * 24 * time.Hour }

// openAtlas reads what was imported into a folder. A file that cannot be read is never an error: the atlas is good without it.
func openAtlas(folder string, checked time.Duration) (*atlas, error) {
	a := &atlas{}
	bank, own, err := bankHolidays(filepath.Join(folder, bankFile))
	if err != nil {
		a.damage(err)
		if bank, err = hours.Shipped(); err != nil {
			return nil, err
		}
	}
	a.bank, a.ownBank = bank, own
	if a.calendar, err = hours.NewCalendar(bank); err != nil {
		return nil, err
	}
	if a.places, err = place.Open(folder); err != nil {
		a.damage(err)
	}
	a.services, err = directory.StoreIn(folder).Open(directory.Config{Calendar: a.calendar, CheckedWithin: checked})
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		a.damage(err)
		a.lost = a.services == nil
	}
	if a.services == nil && !a.lost {
		a.services, err = example.Open(a.calendar)
		return a, err
	}
	if a.lost { // the example's services would pass for the operator's
		a.services, err = directory.New(nil, nil, directory.Config{Calendar: a.calendar})
		return a, err
	}
	return a, nil
}

// ground is what a bot needs of it. show lets people see the example's services: in a terminal, and nowhere else.
func (a *atlas) ground(show bool) *bot.Ground {
	if a.lost {
		return nil // no list at all, and not a list without doors: that would be counted as need that is not met
	}
	return &bot.Ground{Directory: a.services, Places: a.places, ShowExample: show}
}

func (a *atlas) damage(err error) {
	for _, line := range lines(err) {
		a.damaged = append(a.damaged, errors.New(line))
	}
}

// bankHolidays reads the operator's file, or gives those that come with the program where there is none.
func bankHolidays(path string) (bank hours.BankHolidays, own bool, err error) {
	f, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		bank, err = hours.Shipped()
		return bank, false, err
	}
	if err != nil {
		return bank, false, fmt.Errorf("%s cannot be opened", bankFile)
	}
	defer f.Close()
	if bank, err = hours.ReadBankHolidays(f); err != nil {
		return bank, false, fmt.Errorf("%s: %w", bankFile, err)
	}
	return bank, true, nil
}

// exampleBanner goes above everything that is made of the example's services.
const exampleBanner = "EXAMPLE: every service here is invented, because none was imported yet. `waymark services import --help` says how."

// locate finds whole postcodes for an import.
func (a *atlas) locate(text string) (place.Place, bool) {
	p, ok := place.ParsePostcode(text)
	if !ok || !p.Whole() {
		return place.Place{}, false
	}
	r := a.places.Find(p.Text())
	if r.Answer != place.One {
		return place.Place{}, false
	}
	return r.Places[0], true
}

// ukDay is a day as people in these islands write it.
func ukDay(d hours.Day) string {
	y, m, n := d.Date()
	return time.Date(y, m, n, 0, 0, 0, 0, time.UTC).Format("2 January 2006")
}

// today is the date on London's clocks.
func (a *atlas) today(now time.Time) hours.Day {
	return a.calendar.At(now).Day()
}
