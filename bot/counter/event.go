package counter

// Event is what an operator should hear about the counters. It carries no data: it can be logged,
// counted and shown as it is.
type Event uint8

const (
	// Working: figures are being written again after one of the faults below.
	Working Event = iota
	// WriteFailed: the file could not be written, for a reason without an event of its own.
	WriteFailed
	// DiskFull: no room. Counts are kept in memory and written when there is some.
	DiskFull
	// NotWritable: the file, its folder or its disk is read-only.
	NotWritable
	// Locked: another process holds the file. Counts are kept in memory and written at the next turn.
	Locked
	// MovedAside: the file was damaged. It was kept under another name and a new one was begun.
	MovedAside
	// NewerFile: a newer version of the program wrote the file. It is left alone; counting is off.
	NewerFile
	// ForeignFile: the file is a database of something else. It is left alone; counting is off.
	ForeignFile
	// ClockWrong: the clock shows a day that cannot be counted in. Counts wait in memory for a day that can.
	ClockWrong
	// NoRandom: the random source failed, so no period can be opened.
	NoRandom
	// Unreachable: the database cannot be reached. Counts are kept in memory and written when it can.
	Unreachable
	// KeyAwaited: the database came back from a crash without the key of the open periods. An instance that was writing
	// before will bring it; counts are kept in memory until then.
	KeyAwaited
	// KeyLost: no instance brought the key. What was counted in the open periods is lost; they begin anew.
	KeyLost
)

// String gives a constant sentence for a log.
func (e Event) String() string {
	switch e {
	case Working:
		return "counters are written again"
	case WriteFailed:
		return "counters could not be written"
	case DiskFull:
		return "counters could not be written: disk full"
	case NotWritable:
		return "counters could not be written: read-only or no permission"
	case Locked:
		return "counters could not be written: locked by another process"
	case MovedAside:
		return "counter file was damaged: moved aside, new one begun"
	case NewerFile:
		return "counter file is of a newer version: counting is off"
	case ForeignFile:
		return "counter file holds something else: counting is off"
	case ClockWrong:
		return "clock is wrong: counts wait in memory"
	case NoRandom:
		return "random source failed: counts wait in memory"
	case Unreachable:
		return "counters could not be written: the database cannot be reached"
	case KeyAwaited:
		return "counters could not be written: the database lost the key of the open periods, another instance may have it"
	case KeyLost:
		return "the database lost the key of the open periods: they begin anew"
	}
	return "unknown counter event"
}
