package counter

import (
	"context"
	"net/url"
	"testing"

	"github.com/jackc/pgx/v5"

	"waymark/bot/counter/postgrestest"
	"waymark/bot/counter/tlstest"
)

// Over TLS counts come to a real PostgreSQL that shows a certificate of its own name; one that an authority nobody trusts
// vouches for, or that is of another name, is sent nothing. Without TLS nothing is sent either.
func TestCountsGoOverTLSToTheRightDatabaseOnly(t *testing.T) {
	ours, strangers := tlstest.New(t), tlstest.New(t)
	for name, c := range map[string]struct {
		cert  func() (string, string)
		mode  string
		alarm Event
	}{
		"the right one":          {vouch(ours, "localhost"), "verify-full", Working},
		"a stranger's":           {vouch(strangers, "localhost"), "verify-full", Unreachable},
		"another name":           {vouch(ours, "elsewhere.example"), "verify-full", Unreachable},
		"the right one, unasked": {vouch(ours, "localhost"), "disable", NotWritable},
	} {
		t.Run(name, func(t *testing.T) {
			s := postgrestest.Start(t)
			port := s.Protect(c.cert())
			u := url.URL{Scheme: "postgres", User: url.User("waymark"), Host: "localhost:" + port, Path: "/postgres",
				RawQuery: url.Values{"sslmode": {c.mode}, "sslrootcert": {ours.File}}.Encode()}
			b := newRig(t, "2026-11-25 10:00", func(c *Config) { c.Path = u.String() })
			b.add("sessions", 7)
			if err := b.ledger.Flush(context.Background()); (err == nil) != (c.alarm == Working) {
				t.Fatalf("writing: %v", err)
			}
			if c.alarm != Working {
				wantEvents(t, b.events, c.alarm)
				if tables(t, s) != 0 {
					t.Error("something was made in the database all the same")
				}
				return
			}
			if v := stored(t, b.ledger)[key{"day", "2026-11-25", "sessions", "sms"}]; v < -40 || v > 60 {
				t.Errorf("%d is stored, want about 7", v)
			}
			var sealed bool
			if err := b.ledger.store.(*database).conn.QueryRow(context.Background(), "SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()").Scan(&sealed); err != nil || !sealed {
				t.Errorf("the connection is over TLS: %v, %v", sealed, err)
			}
			r, err := Read(context.Background(), u.String())
			if err != nil {
				t.Fatalf("reading: %v", err)
			}
			r.Close()
		})
	}
}

func vouch(a *tlstest.Authority, name string) func() (string, string) {
	return func() (string, string) { return a.Vouch(name) }
}

// tables counts what Waymark has made in a database.
func tables(t *testing.T, s *postgrestest.Server) (n int) {
	t.Helper()
	conn, err := pgx.Connect(context.Background(), s.URL())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(context.Background())
	if err := conn.QueryRow(context.Background(), "SELECT count(*) FROM pg_tables WHERE tablename LIKE 'waymark%'").Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}
