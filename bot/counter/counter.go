package counter

// Channel is the road a message came by.
type Channel uint8

// The channels. Their names key the rows on disk: they are never changed and never used again.
const (
	Terminal Channel = iota
	Telegram
	SMS
	Channels // counts the channels; in a Figure it stands for all of them together
)

// String gives the channel's name, as the rows on disk have it.
func (c Channel) String() string {
	switch c {
	case Terminal:
		return "terminal"
	case Telegram:
		return "telegram"
	case SMS:
		return "sms"
	case Channels:
		return "all"
	}
	return "unknown"
}

// channelNamed finds one channel, not all of them.
func channelNamed(name string) (Channel, bool) {
	for c := range Channels {
		if c.String() == name {
			return c, true
		}
	}
	return 0, false
}

// Counter is one thing that is counted: an index into the compiled-in list. The index may differ from
// one version of the program to the next; the name never does, and it is the name that is written.
type Counter uint16

// Info is what a person should know of a counter.
type Info struct {
	Counter Counter
	// Name is made of a–z, 0–9 and _. It keys the rows on disk.
	Name string
	// Period is how finely it is counted in time.
	Period Period
	// Together means that the channels are counted as one: what has to do with a place is too rare to be told apart
	// by channel as well.
	Together bool
	// Doc says what is counted and why that is safe to keep.
	Doc string
}

// Named finds a counter by its name.
func Named(name string) (Counter, bool) {
	c, ok := byName[name]
	return c, ok
}

// String gives the counter's name.
func (c Counter) String() string {
	if int(c) < Counters {
		return list[c].Name
	}
	return "unknown"
}

// Info tells about the counter.
func (c Counter) Info() Info {
	if int(c) >= Counters {
		return Info{Counter: c, Name: c.String()}
	}
	info := list[c]
	info.Counter = c
	return info
}

// All lists every counter, in the order they are shown.
func All() []Info {
	all := make([]Info, Counters)
	for i := range all {
		all[i] = Counter(i).Info()
	}
	return all
}

// slots is how many numbers are kept: one per counter and channel.
const slots = Counters * int(Channels)

// slot is where the number of a counter and channel is kept.
func slot(c Counter, ch Channel) int {
	if list[c].Together {
		ch = 0
	}
	return int(c)*int(Channels) + int(ch)
}

// cell is one row of a period: a counter by one channel, or by all of them together.
type cell struct {
	counter Counter
	channel Channel
}

// slot is where the number for the row is kept.
func (c cell) slot() int { return slot(c.counter, c.channel) }

// cells are the rows of a kind of period, in the order of the list.
func cells(p Period, only func(Counter) bool) []cell {
	var out []cell
	for i, info := range list {
		switch c := Counter(i); {
		case info.Period != p, only != nil && !only(c):
		case info.Together:
			out = append(out, cell{c, Channels})
		default:
			for ch := range Channels {
				out = append(out, cell{c, ch})
			}
		}
	}
	return out
}
