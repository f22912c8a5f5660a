package counter

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
)

const (
	// patientTurns is how many writes wait for an instance that has the key, before the open periods begin anew.
	patientTurns = 4
)

// databaseChange is one write to a database. Between begin and commit nobody else writes.
type databaseChange struct {
	d      *database
	tx     pgx.Tx
	key    sealer
	pages  map[int64]*page
	closed [Periods]day
	before int64 // this instance's last turn, as the database knows it
	lost   bool
}

// begin waits for the writer's lock and reads what is open.
func (d *database) begin(ctx context.Context) (transaction, error) {
	used := d.conn
	if err := d.connect(ctx); err != nil {
		return nil, err
	}
	tx, err := d.conn.Begin(ctx)
	if err != nil && d.conn == used { // it may have broken since the write before: that is no fault yet
		hangUp(used)
		if err := d.connect(ctx); err != nil {
			return nil, err
		}
		tx, err = d.conn.Begin(ctx)
	}
	if err != nil {
		return nil, failed(err)
	}
	c := &databaseChange{d: d, tx: tx, pages: map[int64]*page{}}
	if err := c.load(ctx); err != nil {
		c.undo()
		return nil, failed(err)
	}
	return c, nil
}

func (c *databaseChange) load(ctx context.Context) (err error) {
	if _, limited := ctx.Deadline(); limited { // so that it is told as what it is
		if _, err := c.tx.Exec(ctx, "SET LOCAL lock_timeout = '"+lockWithin+"'"); err != nil {
			return err
		}
	}
	if _, err := c.tx.Exec(ctx, "SELECT pg_advisory_xact_lock($1)", int64(writerLock)); err != nil {
		return err
	}
	if c.before, err = turnAfter(ctx, c.tx, c.d.writer); err != nil {
		return err
	}
	if err := c.loadPages(ctx); err != nil {
		return err
	}
	return c.unseal(ctx)
}

func (c *databaseChange) loadPages(ctx context.Context) error {
	for p := range c.closed {
		c.closed[p] = never
	}
	rows, err := c.tx.Query(ctx, `
		SELECT kind, first, false, id, epsilon, turn, coalesce(rows, ''), coalesce(sealed, '') FROM waymark_period WHERE NOT closed
		UNION ALL
		SELECT kind, max(first), true, 0, 0, 0, '', '' FROM waymark_period WHERE closed GROUP BY kind`)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var kind, first, names string
		var closed bool
		var p page
		if err := rows.Scan(&kind, &first, &closed, &p.id, (*int64)(&p.epsilon), &p.turn, &names, &p.sealed); err != nil {
			return err
		}
		var isKind, isDay bool
		p.kind, isKind = periodNamed(kind)
		p.first, isDay = dayNamed(first)
		switch {
		case !isKind || !isDay:
			return databaseFailure{ForeignFile}
		case closed:
			c.closed[p.kind] = p.first
		default:
			p.named(names)
			c.pages[p.id] = &p
		}
	}
	return rows.Err()
}

// unseal reads the numbers of the open periods: with the key that lies there, or one that this instance still has.
func (c *databaseChange) unseal(ctx context.Context) error {
	there := sealer{known: true}
	var secret []byte
	err := c.tx.QueryRow(ctx, "SELECT turn, secret FROM waymark_key").Scan(&there.turn, &secret)
	if err != nil && !errors.Is(err, pgx.ErrNoRows) {
		return err
	}
	there.known = copy(there.secret[:], secret) == len(there.secret)
	for _, from := range []sealer{there, c.d.sealer} {
		if from, ok := c.opens(from); ok {
			c.key, c.d.sealer, c.d.awaited = from, from, 0
			return nil
		}
	}
	if len(c.pages) > 0 {
		if c.d.awaited++; c.d.awaited < patientTurns {
			return databaseFailure{KeyAwaited}
		}
		for _, p := range c.pages {
			p.named("")
			p.values = nil
		}
		c.lost = true
	}
	c.key, err = firstSealer()
	return err
}

// opens says whether a key, or one that follows it, opens every page, and which.
func (c *databaseChange) opens(with sealer) (sealer, bool) {
	for _, p := range c.pages {
		var ok bool
		if with, ok = with.at(p.turn); !ok || p.unseal(with) != nil {
			return sealer{}, false
		}
	}
	return with, with.known
}

// committed says whether this instance's last write is there.
func (c *databaseChange) committed() bool { return c.d.turn > 0 && c.before == c.d.turn }

func (c *databaseChange) books(context.Context) ([Periods]book, error) {
	var books [Periods]book
	for p := range books {
		books[p] = book{open: map[day]int64{}, closed: c.closed[p], newest: c.closed[p]}
	}
	for _, p := range c.pages {
		b := &books[p.kind]
		b.open[p.first] = p.id
		b.newest = max(b.newest, p.first)
	}
	return books, nil
}

// open makes a period and every row of it that is not there, each starting at its own draw.
func (c *databaseChange) open(ctx context.Context, kind Period, first day, rows []cell, e epsilon, n noise) (int64, error) {
	var p *page
	for _, known := range c.pages {
		if known.kind == kind && known.first == first {
			p = known
		}
	}
	if p == nil {
		p = &page{kind: kind, first: first, epsilon: e, at: map[string]int{}}
		err := c.tx.QueryRow(ctx, "INSERT INTO waymark_period (kind, first, last, epsilon) VALUES ($1, $2, $3, $4) RETURNING id",
			kind.String(), first.String(), (kind.next(first) - 1).String(), int64(e)).Scan(&p.id)
		if err != nil {
			return 0, failed(err)
		}
		c.pages[p.id] = p
	}
	for _, r := range rows {
		if _, there := p.at[r.name()]; there {
			continue
		}
		// A period keeps the epsilon it was opened with.
		k, err := n.draw(p.epsilon)
		if err != nil {
			return 0, fmt.Errorf("%w: %w", errRandom, err)
		}
		p.at[r.name()] = len(p.names)
		p.names, p.values, p.longer = append(p.names, r.name()), append(p.values, k), true
	}
	return p.id, nil
}

// write adds to every row of a period, most of the time nothing.
func (c *databaseChange) write(_ context.Context, rows []cell, id int64, n *counts) error {
	p := c.pages[id]
	for _, r := range rows {
		i, there := p.at[r.name()]
		if !there {
			return errMissing
		}
		p.values[i] += n[r.slot()]
	}
	return nil
}

// shut closes a period.
func (c *databaseChange) shut(_ context.Context, id int64) error {
	c.pages[id].closes = true
	return nil
}

// commit sends everything at once: the sealed numbers of every open period under the next key, those of periods that close in
// the clear, the key, and that this instance has written.
func (c *databaseChange) commit(ctx context.Context) error {
	key, turn := c.key.next(), c.before+1
	if c.d.turn >= turn {
		turn = c.d.turn + 1
	}
	var b pgx.Batch
	for _, p := range c.pages {
		if err := p.store(&b, key); err != nil {
			return err
		}
	}
	b.Queue("TRUNCATE waymark_key")
	b.Queue("INSERT INTO waymark_key (turn, secret) VALUES ($1, $2)", key.turn, key.secret[:])
	b.Queue(`INSERT INTO waymark_writer (id, turn) VALUES ($1, $2)
		ON CONFLICT (id) DO UPDATE SET turn = excluded.turn, day = current_date`, c.d.writer, turn)
	b.Queue("DELETE FROM waymark_writer WHERE day < current_date - 2")
	if err := c.tx.SendBatch(ctx, &b).Close(); err != nil {
		return failed(err)
	}
	c.d.turn = turn
	if err := c.tx.Commit(ctx); err != nil {
		return fmt.Errorf("%w: %w", errUnsure, failed(err))
	}
	c.d.sealer, c.d.awaited = key, 0
	if c.lost {
		c.d.ledger.Alarm(KeyLost)
	}
	return nil
}

// store puts a page's statements into a batch.
func (p *page) store(b *pgx.Batch, key sealer) error {
	if p.closes {
		counters, channels := make([]string, len(p.names)), make([]string, len(p.names))
		for i, n := range p.names {
			counters[i], channels[i], _ = strings.Cut(n, " ")
		}
		b.Queue(`INSERT INTO waymark_tally (period, counter, channel, value)
			SELECT $1, * FROM unnest($2::text[], $3::text[], $4::bigint[])`, p.id, counters, channels, p.values)
		b.Queue("UPDATE waymark_period SET closed = true, turn = 0, rows = NULL, sealed = NULL WHERE id = $1", p.id)
		return nil
	}
	sealed, err := key.seal(p.values, p.of())
	if err != nil {
		return err
	}
	if p.longer { // names are written when there are new ones: rewriting the same ones is what most of a write would be
		b.Queue("UPDATE waymark_period SET turn = $2, sealed = $3, rows = $4 WHERE id = $1", p.id, key.turn, sealed, strings.Join(p.names, "\n"))
		return nil
	}
	b.Queue("UPDATE waymark_period SET turn = $2, sealed = $3 WHERE id = $1", p.id, key.turn, sealed)
	return nil
}

// undo does nothing after a commit.
func (c *databaseChange) undo() {
	ctx, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	_ = c.tx.Rollback(ctx) // what cannot be rolled back is when the connection ends
}
