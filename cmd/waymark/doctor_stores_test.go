package main

import (
	"bytes"
	"context"
	"strings"
	"testing"
	"time"

	"waymark/bot/counter"
	"waymark/bot/counter/postgrestest"
	"waymark/bot/session/valkeytest"
)

// stores runs the part of doctor that looks at what instances share.
func stores(t *testing.T, s settings) (problems int, said string) {
	t.Helper()
	var out bytes.Buffer
	up := &checkup{out: &out}
	(&doctorCmd{settings: s}).stores(t.Context(), up, time.Now)
	return up.bad, out.String()
}

func TestDoctorLooksAtTheSessionServer(t *testing.T) {
	t.Parallel()
	fit, snapshots, locked := valkeytest.Start(t), valkeytest.Start(t, "--save", "60 1"), valkeytest.Start(t, "--requirepass", "zibbeltron")
	for name, c := range map[string]struct {
		address  string
		problems int
		words    string
	}{
		"none":               {inMemory, 0, ""},
		"as it should be":    {fit.URL(), 0, "writes nothing to its disk"},
		"it takes snapshots": {snapshots.URL(), 1, "the server writes to its disk"},
		"a wrong password":   {strings.Replace(locked.URL(), "unix://", "unix://waymark:zibbel@", 1), 1, "does not take the password"},
		"nobody there":       {"redis://:zibbeltron@127.0.0.1:1", 1, "cannot be reached"},
	} {
		problems, said := stores(t, settings{Sessions: c.address})
		if problems != c.problems || !strings.Contains(said, c.words) || c.words == "" && said != "" {
			t.Errorf("%s: %d problems, want %d\n%s", name, problems, c.problems, said)
		}
		if strings.Contains(said, "zibbel") || strings.Contains(said, "socket") {
			t.Errorf("%s: the address is repeated\n%s", name, said)
		}
	}
}

func TestDoctorLooksAtTheDatabase(t *testing.T) {
	t.Parallel()
	database := postgrestest.Start(t)
	check := func(name, address string, problems int, words string) {
		t.Helper()
		got, said := stores(t, settings{Sessions: inMemory, Counters: address})
		if got != problems || !strings.Contains(said, words) {
			t.Errorf("%s: %d problems, want %d\n%s", name, got, problems, said)
		}
		if strings.Contains(said, "pg-") || strings.Contains(said, "postgres://") {
			t.Errorf("%s: the address is repeated\n%s", name, said)
		}
	}
	check("before it was ever used", database.URL(), 0, "logs no statements")
	l, err := counter.Open(context.Background(), counter.Config{Path: database.URL()})
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	if err := l.Flush(context.Background()); err != nil {
		t.Fatal(err)
	}
	check("in use", database.URL(), 0, "logs no statements")
	database.Set(t, "log_min_duration_statement", "0")
	check("it logs what it is sent", database.URL(), 1, "logs the statements")
	database.Stop()
	check("nobody there", database.URL(), 1, "cannot be reached")
	database.Run()
}
