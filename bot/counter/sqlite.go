package counter

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"syscall"
	"time"

	"github.com/mattn/go-sqlite3"
)

// simulatedID marks a file of simulate, in the header of the file: "SIMU".
const simulatedID = 0x53494D55

// version is the form of the tables below. A file with a higher one is left alone.
const version = 1

// A row is rewritten where it lies, so that no earlier value of it stays anywhere in the file: SQLite does that
// when the new record is as long as the old one, and moves rows about, leaving copies, when it is not. A float
// is always eight bytes, an integer as many as it needs: that is why value is one (its column has no type that would
// turn it back). beat changes at every write, because SQLite skips a page in which nothing changed.
const schema = `
CREATE TABLE period (
	id      INTEGER PRIMARY KEY,
	kind    TEXT    NOT NULL, -- day, week, month
	first   TEXT    NOT NULL, -- 2026-11-22
	last    TEXT    NOT NULL,
	epsilon INTEGER NOT NULL, -- thousandths
	closed  INTEGER NOT NULL, -- 1: will never change, may be shown
	UNIQUE (kind, first)
) STRICT;
CREATE TABLE tally (
	id      INTEGER PRIMARY KEY,
	period  INTEGER NOT NULL REFERENCES period (id),
	counter TEXT    NOT NULL,
	channel TEXT    NOT NULL,
	value   ANY     NOT NULL, -- blinded
	beat    INTEGER NOT NULL,
	UNIQUE (period, counter, channel)
) STRICT;
PRAGMA user_version = 1;
`

var (
	errNewer   = errors.New("the counter file was written by a newer version of waymark")
	errForeign = errors.New("the counter file is a database of something else")
	errDamaged = errors.New("the counter file is damaged")
	errKind    = errors.New("a simulated counter file and a real one are never mixed")
	errMissing = errors.New("a counter row is missing")
)

// file is an open counter file.
type file struct {
	db *sql.DB
	// simulated says that the file is one of simulate's.
	simulated bool
	// is tells whether the file at the path is still the one that was opened.
	is os.FileInfo
}

// dsn names the file with every setting in it: a connection made later would miss what Exec set.
func dsn(path string, set url.Values) (string, error) {
	abs, err := filepath.Abs(path)
	if err != nil {
		return "", err
	}
	set.Set("mode", "rw") // never makes a file: that is done with the right mode first
	set.Set("_secure_delete", "on")
	set.Set("_synchronous", "FULL")
	set.Set("_foreign_keys", "on")
	set.Set("_busy_timeout", "2000")
	u := url.URL{Scheme: "file", Path: filepath.ToSlash(abs), RawQuery: set.Encode()}
	return u.String(), nil
}

func connect(path string, set url.Values) (*sql.DB, error) {
	name, err := dsn(path, set)
	if err != nil {
		return nil, err
	}
	db, err := sql.Open("sqlite3", name)
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(1)
	return db, nil
}

// openFile opens or makes the counter file for writing.
func openFile(ctx context.Context, path string, simulated bool) (*file, error) {
	h, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, err
	}
	info, err := h.Stat()
	if err = errors.Join(err, h.Close()); err != nil {
		return nil, err
	}
	// Looked at before it is touched: even the journal mode of another program's file is not ours to change.
	seen, empty, err := readFile(ctx, path)
	if err != nil {
		return nil, err
	}
	var sound string
	err = seen.db.QueryRowContext(ctx, "PRAGMA quick_check(1)").Scan(&sound)
	if err == nil && sound != "ok" {
		err = errDamaged
	}
	if err = errors.Join(err, seen.close()); err != nil {
		return nil, err
	}
	if !empty && seen.simulated != simulated {
		return nil, errKind
	}
	// Some disks have no modes; then the folder has to keep others out.
	_ = os.Chmod(path, 0o600)

	db, err := connect(path, url.Values{"_journal_mode": {"TRUNCATE"}, "_txlock": {"immediate"}})
	if err != nil {
		return nil, err
	}
	f := &file{db: db, is: info, simulated: simulated}
	if empty {
		err = f.makeTables(ctx)
	}
	if err != nil {
		db.Close()
		return nil, err
	}
	return f, nil
}

// makeTables makes them, all or none.
func (f *file) makeTables(ctx context.Context) error {
	tx, err := f.db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback()
	if _, err := tx.ExecContext(ctx, schema); err != nil {
		return err
	}
	if f.simulated {
		if _, err := tx.ExecContext(ctx, fmt.Sprintf("PRAGMA application_id = %d", simulatedID)); err != nil {
			return err
		}
	}
	return tx.Commit()
}

// readFile opens a counter file that must exist, for reading only. It can still roll back what a killed
// writer left half done, if it may write the file; nothing else of it changes.
func readFile(ctx context.Context, path string) (_ *file, empty bool, err error) {
	if _, err := os.Stat(path); err != nil {
		return nil, false, err
	}
	db, err := connect(path, url.Values{"_query_only": {"on"}})
	if err != nil {
		return nil, false, err
	}
	f := &file{db: db}
	if empty, err = f.check(ctx); err != nil {
		db.Close()
		return nil, false, err
	}
	return f, empty, nil
}

// check says whether the file is ours, and whether it has no tables yet.
func (f *file) check(ctx context.Context) (empty bool, err error) {
	var have, tables, id int
	if err := f.db.QueryRowContext(ctx, "PRAGMA user_version").Scan(&have); err != nil {
		return false, err
	}
	if err := f.db.QueryRowContext(ctx, "SELECT count(*) FROM sqlite_schema").Scan(&tables); err != nil {
		return false, err
	}
	if err := f.db.QueryRowContext(ctx, "PRAGMA application_id").Scan(&id); err != nil {
		return false, err
	}
	f.simulated = id == simulatedID
	switch {
	case have > version:
		return false, errNewer
	case have == 0 && tables > 0:
		return false, errForeign
	}
	return have == 0, nil
}

func (f *file) isSimulated() bool { return f.simulated }

func (f *file) mark(ctx context.Context) (mark [2]int64, err error) {
	err = f.db.QueryRowContext(ctx, "SELECT count(*), coalesce(max(id), 0) FROM period WHERE closed = 1").Scan(&mark[0], &mark[1])
	return mark, err
}

func (f *file) close() error { return f.db.Close() }

// moved says whether the file at the path is no longer the one that is open: writing on would
// write into nowhere.
func (f *file) moved(path string) bool {
	now, err := os.Stat(path)
	return err != nil || !os.SameFile(now, f.is)
}

// change is one transaction. Nobody else can write between what it reads and what it writes.
type change struct {
	tx *sql.Tx
	// add is prepared once for the hundreds of rows of a write.
	add *sql.Stmt
}

func (f *file) begin(ctx context.Context) (transaction, error) {
	tx, err := f.db.BeginTx(ctx, nil)
	if err != nil {
		return nil, err
	}
	add, err := tx.PrepareContext(ctx,
		"UPDATE tally SET value = value + ?, beat = 1 - beat WHERE period = ? AND counter = ? AND channel = ?")
	if err != nil {
		tx.Rollback()
		return nil, err
	}
	return &change{tx, add}, nil
}

func (c *change) commit(context.Context) error { return c.tx.Commit() }

// undo does nothing after a commit.
func (c *change) undo() { c.tx.Rollback() }

// books reads which periods there are.
func (c *change) books(ctx context.Context) ([Periods]book, error) {
	var books [Periods]book
	for p := range books {
		books[p] = book{open: map[day]int64{}, closed: never, newest: never}
	}
	rows, err := c.tx.QueryContext(ctx, `
		SELECT kind, first, closed, id FROM period WHERE closed = 0
		UNION ALL
		SELECT kind, max(first), 1, 0 FROM period WHERE closed = 1 GROUP BY kind`)
	if err != nil {
		return books, err
	}
	defer rows.Close()
	for rows.Next() {
		var kind, first string
		var closed, id int64
		if err := rows.Scan(&kind, &first, &closed, &id); err != nil {
			return books, err
		}
		p, ok := periodNamed(kind)
		d, isDay := dayNamed(first)
		if !ok || !isDay {
			return books, errDamaged
		}
		b := &books[p]
		if closed == 1 {
			b.closed = d
		} else {
			b.open[d] = id
		}
		b.newest = max(b.newest, d)
	}
	return books, rows.Err()
}

// open makes a period and every row of it, each starting at its own draw. What is there already stays as it is, so
// a version with new counters can open the same period again for theirs. It gives the period's id.
func (c *change) open(ctx context.Context, p Period, first day, rows []cell, e epsilon, n noise) (id int64, err error) {
	if _, err := c.tx.ExecContext(ctx,
		"INSERT OR IGNORE INTO period (kind, first, last, epsilon, closed) VALUES (?, ?, ?, ?, 0)",
		p.String(), first.String(), (p.next(first) - 1).String(), int64(e)); err != nil {
		return 0, err
	}
	// A period keeps the epsilon it was opened with.
	if err := c.tx.QueryRowContext(ctx, "SELECT id, epsilon FROM period WHERE kind = ? AND first = ?",
		p.String(), first.String()).Scan(&id, &e); err != nil {
		return 0, err
	}
	row, err := c.tx.PrepareContext(ctx,
		"INSERT OR IGNORE INTO tally (period, counter, channel, value, beat) VALUES (?, ?, ?, ?, 0)")
	if err != nil {
		return 0, err
	}
	defer row.Close()
	for _, r := range rows {
		k, err := n.draw(e)
		if err != nil {
			return 0, fmt.Errorf("%w: %w", errRandom, err)
		}
		if _, err := row.ExecContext(ctx, id, r.counter.String(), r.channel.String(), float64(k)); err != nil {
			return 0, err
		}
	}
	return id, nil
}

// write adds to every row of a period, most of the time nothing.
func (c *change) write(ctx context.Context, rows []cell, id int64, n *counts) error {
	for _, r := range rows {
		res, err := c.add.ExecContext(ctx, float64(n[r.slot()]), id, r.counter.String(), r.channel.String())
		if err != nil {
			return err
		}
		if changed, err := res.RowsAffected(); err != nil || changed != 1 {
			return errors.Join(errMissing, err)
		}
	}
	return nil
}

// shut closes a period.
func (c *change) shut(ctx context.Context, id int64) error {
	_, err := c.tx.ExecContext(ctx, "UPDATE period SET closed = 1 WHERE id = ?", id)
	return err
}

// closedRows reads the blinded rows of the closed periods that begin in from … to.
func (f *file) closedRows(ctx context.Context, from, to day) ([]row, error) {
	rows, err := f.db.QueryContext(ctx, `
		SELECT p.kind, p.first, p.last, p.epsilon, t.counter, t.channel, t.value
		FROM period p JOIN tally t ON t.period = p.id
		WHERE p.closed = 1 AND p.first BETWEEN ? AND ?`, from.String(), to.String())
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []row
	for rows.Next() {
		var kind, first, last, name, channel string
		var e epsilon
		var value float64
		if err := rows.Scan(&kind, &first, &last, &e, &name, &channel, &value); err != nil {
			return nil, err
		}
		r := row{epsilon: e, value: int64(value)}
		if r.named(kind, first, last, name, channel) {
			out = append(out, r)
		}
	}
	return out, rows.Err()
}

// moveAside keeps a damaged file under a name of its own.
func moveAside(path string, now time.Time) error {
	base := path + ".damaged-" + now.UTC().Format("20060102-150405")
	aside := base
	for n := 2; ; n++ {
		if _, err := os.Lstat(aside); errors.Is(err, fs.ErrNotExist) {
			break
		}
		aside = fmt.Sprintf("%s-%d", base, n)
	}
	// The journal goes first: one left behind would be rolled back into the new file.
	if err := os.Rename(path+"-journal", aside+"-journal"); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return os.Rename(path, aside)
}

// fault says what kind of failure err is.
func fault(err error) Event {
	var lite sqlite3.Error
	code := sqlite3.ErrNo(0)
	var remote databaseFailure
	if errors.As(err, &remote) {
		return remote.what
	}
	if errors.As(err, &lite) {
		code = lite.Code
	}
	switch {
	case errors.Is(err, errNewer):
		return NewerFile
	case errors.Is(err, errForeign), errors.Is(err, errKind):
		return ForeignFile
	case errors.Is(err, errRandom):
		return NoRandom
	case errors.Is(err, errDamaged), code == sqlite3.ErrCorrupt, code == sqlite3.ErrNotADB:
		return MovedAside
	case errors.Is(err, syscall.ENOSPC), errors.Is(err, syscall.EDQUOT), code == sqlite3.ErrFull:
		return DiskFull
	case errors.Is(err, fs.ErrPermission), errors.Is(err, syscall.EROFS),
		code == sqlite3.ErrReadonly, code == sqlite3.ErrCantOpen, code == sqlite3.ErrPerm:
		return NotWritable
	case code == sqlite3.ErrBusy, code == sqlite3.ErrLocked:
		return Locked
	}
	return WriteFailed
}
