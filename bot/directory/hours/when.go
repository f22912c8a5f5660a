package hours

import "time"

// Near says how a day is called, seen from another.
type Near uint8

const (
	Today Near = iota
	Tomorrow
	// ThisWeek is one of the next six days: its name alone says which.
	ThisWeek
	// Later needs its date.
	Later
)

var nearNames = [...]string{"today", "tomorrow", "this_week", "later"}

// String is the name for patterns.
func (n Near) String() string { return nearNames[min(int(n), len(nearNames)-1)] }

// When is a time in the pieces that words are made of.
type When struct {
	Near         Near
	Weekday      time.Weekday
	Day          Day
	Hour, Minute int // 0 to 23, and 24:00 for the midnight that ends a day
}

// Closes takes a closing time apart, seen from now. Midnight is the end of the day before it: people close at midnight on
// Friday, not on Saturday at 0:00. What is within twelve hours counts as today: at eleven at night, "until 2am" is
// plain, and "until 2am tomorrow" is not.
func (c *Calendar) Closes(now Moment, t time.Time) When {
	w := c.Opens(now, t)
	if w.Hour == 0 && w.Minute == 0 && t.Unix() > now.sec {
		w = c.on(now, w.Day-1, 24, 0)
	}
	if t.Unix()-now.sec < 12*3600 {
		w.Near = Today
	}
	return w
}

// Opens takes an opening time apart, seen from now.
func (c *Calendar) Opens(now Moment, t time.Time) When {
	local := t.In(c.london)
	return c.on(now, c.At(t).day, local.Hour(), local.Minute())
}

func (c *Calendar) on(now Moment, d Day, hour, minute int) When {
	w := When{Day: d, Weekday: d.Weekday(), Hour: hour, Minute: minute, Near: Later}
	switch n := d - now.day; {
	case n <= 0: // what began yesterday and goes on is still tonight
		w.Near = Today
	case n == 1:
		w.Near = Tomorrow
	case n <= 6:
		w.Near = ThisWeek
	}
	return w
}
