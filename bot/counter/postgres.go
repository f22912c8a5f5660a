package counter

import (
	"context"
	"crypto/rand"
	"embed"
	"errors"
	"io/fs"
	"net"
	"net/url"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/lock"
)

// migrations bring a database from any earlier version's tables to this one's. They are never changed, only added to.
//
//go:embed migrations/*.sql
var migrations embed.FS

const (
	migrationTable = "waymark_migration"
	// reachWithin is how long a database may take to be reached, and lockWithin how long another instance may write.
	reachWithin = 5 * time.Second
	lockWithin  = "2s"
	// writerLock is the number of the advisory lock that a writer holds: "waymark" in ASCII.
	writerLock = 0x7761796d61726b
)

var (
	errAddress = errors.New("this is not the address of a database: write it as postgres://user:password@host/name")
	errPlain   = errors.New("the connection to a database on another machine has to be protected: add sslmode=verify-full, or sslmode=disable where the network is yours alone; with prefer, allow and require somebody in between can listen")
)

// databaseFailure is why a database could not be used, and nothing of what the database said: that may name hosts,
// users and values.
type databaseFailure struct{ what Event }

func (f databaseFailure) Error() string { return f.what.String() }

// failed reduces what a database or its driver said to the little that may be told.
func failed(err error) error {
	var known databaseFailure
	var said *pgconn.PgError
	switch {
	case err == nil, errors.As(err, &known), errors.Is(err, errRandom), errors.Is(err, errNewer), errors.Is(err, errMissing):
		return err
	case !errors.As(err, &said):
		return databaseFailure{Unreachable}
	}
	// https://www.postgresql.org/docs/current/errcodes-appendix.html
	switch said.Code {
	case "53100": // disk_full
		return databaseFailure{DiskFull}
	case "42501", "25006", "28000", "28P01", "3D000": // no privilege, read-only, not let in, no such database
		return databaseFailure{NotWritable}
	case "55P03", "40P01": // lock not available, deadlock
		return databaseFailure{Locked}
	case "42P07", "42703": // a table of this name is there, and is not ours
		return databaseFailure{ForeignFile}
	case "57P01", "57P02", "57P03", "53300": // shutting down, crashed, starting up, too many clients
		return databaseFailure{Unreachable}
	}
	return databaseFailure{WriteFailed}
}

// databaseConfig reads an address. Everything a connection needs is in it, because each new one starts from it.
func databaseConfig(address string, readOnly bool) (*pgx.ConnConfig, error) {
	conf, err := pgx.ParseConfig(address)
	if err != nil { // it quotes the address
		return nil, errAddress
	}
	if !protected(address, conf) {
		return nil, errPlain
	}
	conf.ConnectTimeout = reachWithin
	// Without prepared statements that a pooler between here and there would mix up.
	conf.DefaultQueryExecMode = pgx.QueryExecModeExec
	conf.RuntimeParams["application_name"] = "waymark"
	// An instance that vanished in the middle of a write lets the others write.
	conf.RuntimeParams["idle_in_transaction_session_timeout"] = "10s"
	if readOnly {
		conf.RuntimeParams["default_transaction_read_only"] = "on"
	}
	return conf, nil
}

// protected says whether nobody can listen on the way: on this machine nobody can, and else the address has to ask for a certificate of
// that host, or say that the network is the operator's own. The default of the protocol is to go without protection when the other
// side, or somebody in between, says so; require takes anybody's certificate
// (https://www.postgresql.org/docs/current/libpq-ssl.html#LIBPQ-SSL-PROTECTION).
func protected(address string, conf *pgx.ConnConfig) bool {
	hosts := []string{conf.Host}
	for _, f := range conf.Fallbacks {
		hosts = append(hosts, f.Host)
	}
	local := !slices.ContainsFunc(hosts, func(host string) bool {
		ip := net.ParseIP(host)
		return host != "localhost" && (host == "" || host[0] != '/') && (ip == nil || !ip.IsLoopback())
	})
	u, err := url.Parse(address)
	if local || err != nil {
		return local
	}
	switch q := u.Query(); q.Get("sslmode") {
	case "verify-full", "disable":
		return true
	case "verify-ca": // whoever has any certificate of a public authority would do
		return q.Get("sslrootcert") != "" && q.Get("sslrootcert") != "system"
	}
	return false
}

// database is a PostgreSQL database that several instances write. What is in it is explained in postgres_seal.go.
type database struct {
	conf   *pgx.ConnConfig
	conn   *pgx.Conn
	ledger Config
	// writer is drawn when the program starts and means nothing; turn counts this instance's writes.
	writer []byte
	turn   int64
	// sealer is the newest key this instance has seen, and awaited how many writes in a row had to wait for another's.
	sealer  sealer
	awaited int
}

// openDatabase connects and brings the tables up to date.
func openDatabase(ctx context.Context, conf Config) (*database, error) {
	at, err := databaseConfig(conf.Path, false)
	if err != nil {
		return nil, err
	}
	d := &database{conf: at, ledger: conf, writer: make([]byte, 16)}
	// Not from conf.Rand: two instances with the same numbers would take each other's writes for their own.
	if _, err := rand.Read(d.writer); err != nil {
		return nil, errRandom
	}
	if err := migrate(ctx, at); err != nil {
		return nil, failed(err)
	}
	return d, nil
}

// migrate makes the tables or changes older ones. Instances that start together do it one after another.
func migrate(ctx context.Context, at *pgx.ConnConfig) error {
	files, err := fs.Sub(migrations, "migrations")
	if err != nil {
		return err
	}
	turns, err := lock.NewPostgresSessionLocker(lock.WithLockTimeout(1, 3), lock.WithUnlockTimeout(1, 3))
	if err != nil {
		return err
	}
	db := stdlib.OpenDB(*at)
	defer db.Close()
	provider, err := goose.NewProvider(goose.DialectPostgres, db, files,
		goose.WithTableName(migrationTable), goose.WithSessionLocker(turns), goose.WithDisableGlobalRegistry(true))
	if err != nil {
		return err
	}
	have, err := provider.GetDBVersion(ctx)
	if err != nil {
		return err
	}
	if newer(have) {
		return errNewer
	}
	_, err = provider.Up(ctx)
	return err
}

// newer says whether tables are of a version that this one does not know.
func newer(have int64) bool {
	names, _ := fs.Glob(migrations, "migrations/*.sql") // the pattern is sound
	return have > int64(len(names))
}

// readDatabase connects for reading only. A database without tables is empty.
func readDatabase(ctx context.Context, address string) (_ *database, empty bool, err error) {
	at, err := databaseConfig(address, true)
	if err != nil {
		return nil, false, err
	}
	conn, err := pgx.ConnectConfig(ctx, at)
	if err != nil {
		return nil, false, failed(err)
	}
	var have int64
	err = conn.QueryRow(ctx, "SELECT coalesce(max(version_id), 0) FROM "+migrationTable+" WHERE is_applied").Scan(&have)
	var said *pgconn.PgError
	switch {
	case errors.As(err, &said) && said.Code == "42P01": // undefined_table
		empty, err = true, nil
	case err == nil && newer(have):
		err = errNewer
	}
	if err != nil {
		hangUp(conn)
		return nil, false, failed(err)
	}
	return &database{conf: at, conn: conn}, empty || have == 0, nil
}

// hangUp ends a connection, at once if it hangs.
func hangUp(conn *pgx.Conn) {
	ctx, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	_ = conn.Close(ctx)
}

// moved is never so: a connection that broke is made again at the next write.
func (d *database) moved(string) bool { return false }

func (d *database) close() error {
	if d.conn != nil {
		hangUp(d.conn)
		d.conn = nil
	}
	return nil
}

// connect makes the connection, if there is none that works.
func (d *database) connect(ctx context.Context) error {
	if d.conn != nil && !d.conn.IsClosed() {
		return nil
	}
	conn, err := pgx.ConnectConfig(ctx, d.conf)
	if err != nil {
		return failed(err)
	}
	d.conn = conn
	return nil
}

// closedRows reads the blinded rows of the closed periods that begin in from … to.
func (d *database) closedRows(ctx context.Context, from, to day) ([]row, error) {
	rows, err := d.conn.Query(ctx, `
		SELECT p.kind, p.first, p.last, p.epsilon, t.counter, t.channel, t.value
		FROM waymark_period p JOIN waymark_tally t ON t.period = p.id
		WHERE p.closed AND p.first BETWEEN $1 AND $2`, from.String(), to.String())
	if err != nil {
		return nil, failed(err)
	}
	defer rows.Close()
	var out []row
	for rows.Next() {
		var kind, first, last, name, channel string
		r := row{}
		if err := rows.Scan(&kind, &first, &last, (*int64)(&r.epsilon), &name, &channel, &r.value); err != nil {
			return nil, failed(err)
		}
		if r.named(kind, first, last, name, channel) {
			out = append(out, r)
		}
	}
	return out, failed(rows.Err())
}

// isSimulated is never so: simulate makes files only.
func (d *database) isSimulated() bool { return false }

func (d *database) mark(ctx context.Context) (mark [2]int64, err error) {
	err = d.conn.QueryRow(ctx, "SELECT count(*), coalesce(max(id), 0) FROM waymark_period WHERE closed").Scan(&mark[0], &mark[1])
	return mark, failed(err)
}

// StatementsLogged says whether a database writes down the statements it is sent, with what is in them. The key and the
// sealed numbers of the open periods are among that.
func StatementsLogged(ctx context.Context, address string) (bool, error) {
	at, err := databaseConfig(address, true)
	if err != nil {
		return false, err
	}
	conn, err := pgx.ConnectConfig(ctx, at)
	if err != nil {
		return false, failed(err)
	}
	defer hangUp(conn)
	var logged bool
	err = conn.QueryRow(ctx, `
		SELECT bool_or(CASE name
			WHEN 'log_statement' THEN setting NOT IN ('none', 'ddl')
			WHEN 'log_transaction_sample_rate' THEN setting <> '0'
			WHEN 'log_parameter_max_length_on_error' THEN setting <> '0'
			ELSE setting <> '-1' END)
		FROM pg_settings WHERE name IN ('log_statement', 'log_min_duration_statement', 'log_min_duration_sample',
			'log_transaction_sample_rate', 'log_parameter_max_length_on_error')`).Scan(&logged)
	return logged, failed(err)
}

// turnAfter reads a writer's turn.
func turnAfter(ctx context.Context, tx pgx.Tx, writer []byte) (turn int64, err error) {
	err = tx.QueryRow(ctx, "SELECT turn FROM waymark_writer WHERE id = $1", writer).Scan(&turn)
	if errors.Is(err, pgx.ErrNoRows) {
		return 0, nil
	}
	return turn, err
}
