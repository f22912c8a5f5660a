package counter

import (
	"context"
	"errors"
	"net/url"
	"strings"
)

// store is where the blinded rows are: a file of this process alone, or a database that several share.
type store interface {
	// begin waits for its turn, which others' writes may be before.
	begin(ctx context.Context) (transaction, error)
	closedRows(ctx context.Context, from, to day) ([]row, error)
	// mark changes when a period has been closed.
	mark(ctx context.Context) ([2]int64, error)
	// isSimulated says that nobody's conversation is in it.
	isSimulated() bool
	// moved says that what is at the address is no longer what is open.
	moved(address string) bool
	close() error
}

// transaction is one write, all of it or nothing. Nobody else can write between what it reads and what it
// writes.
type transaction interface {
	books(ctx context.Context) ([Periods]book, error)
	open(ctx context.Context, p Period, first day, rows []cell, e epsilon, n noise) (id int64, err error)
	write(ctx context.Context, rows []cell, id int64, n *counts) error
	shut(ctx context.Context, id int64) error
	commit(ctx context.Context) error
	undo()
}

// errUnsure means that the connection broke at the commit, so that nobody here knows whether it happened.
var errUnsure = errors.New("it is not known whether the counters were written")

// witness is a transaction that can say what became of the one before it, when that was left unsure. It is asked before
// anything else.
type witness interface {
	committed() bool
}

// InDatabase says whether an address is that of a database, and not the path of a file.
func InDatabase(address string) bool {
	return strings.HasPrefix(address, "postgres://") || strings.HasPrefix(address, "postgresql://")
}

// CheckDatabase says what is wrong with the address of a database, without repeating it.
func CheckDatabase(address string) error {
	u, err := url.Parse(address)
	if err != nil || u.Host == "" && u.Query().Get("host") == "" {
		return errAddress
	}
	_, err = databaseConfig(address, false)
	return err
}

// openStore opens or makes what is at the address, for writing.
func openStore(ctx context.Context, conf Config) (store, error) {
	if InDatabase(conf.Path) {
		return openDatabase(ctx, conf)
	}
	f, err := openFile(ctx, conf.Path, conf.Simulated)
	if err != nil {
		return nil, err
	}
	return f, nil
}

// readStore opens what is at the address for reading only.
func readStore(ctx context.Context, address string) (_ store, empty bool, err error) {
	if InDatabase(address) {
		d, empty, err := readDatabase(ctx, address)
		if err != nil {
			return nil, false, err
		}
		return d, empty, nil
	}
	f, empty, err := readFile(ctx, address)
	if err != nil {
		return nil, false, err
	}
	return f, empty, nil
}

// named reads the names that a row is stored under. A counter or channel of another version has no name here, and
// nothing to show.
func (r *row) named(kind, first, last, name, channel string) bool {
	var known [5]bool
	r.period, known[0] = periodNamed(kind)
	r.first, known[1] = dayNamed(first)
	r.last, known[2] = dayNamed(last)
	r.counter, known[3] = Named(name)
	r.channel, known[4] = channelNamed(channel)
	if known[3] && r.counter.Info().Together {
		r.channel, known[4] = Channels, channel == Channels.String()
	}
	return known == [5]bool{true, true, true, true, true}
}
