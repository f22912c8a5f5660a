package counter

import (
	"bufio"
	"bytes"
	"context"
	"database/sql"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"testing"
	"time"
)

// childEnv tells the test program to be another process instead, on the file named by pathEnv.
const (
	childEnv = "COUNTER_TEST_CHILD"
	pathEnv  = "COUNTER_TEST_PATH"
)

// childTime is what the clock shows in every process of a test.
const childTime = "2026-11-25 10:00"

func TestMain(m *testing.M) {
	if work, ok := children[os.Getenv(childEnv)]; ok {
		if err := work(os.Getenv(pathEnv)); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		return
	}
	flag.Parse()
	// One try of the attack is hundreds of transactions. -rapid.checks asks for more.
	if f := flag.Lookup("rapid.checks"); f != nil && f.Value.String() == f.DefValue {
		_ = f.Value.Set("20")
	}
	os.Exit(m.Run())
}

// children are what another process does. Each says "ready" on its output, and lives until its input ends
// or it is killed.
var children = map[string]func(path string) error{
	// locks holds the file so that nobody else can read or write it.
	"locks": func(path string) error {
		db, err := sql.Open("sqlite3", "file:"+path+"?_txlock=exclusive")
		if err != nil {
			return err
		}
		tx, err := db.Begin()
		if err != nil {
			return err
		}
		fmt.Println("ready")
		io.Copy(io.Discard, os.Stdin)
		return tx.Rollback()
	},
	// counts adds one to every row, writes, says so, and so on.
	"counts": func(path string) error {
		l, err := childLedger(path)
		if err != nil {
			return err
		}
		fmt.Println("ready")
		for {
			for c := range Counters {
				for ch := range Channels {
					if ch == 0 || !Counter(c).Info().Together {
						l.Add(Counter(c), ch)
					}
				}
			}
			if err := l.Flush(context.Background()); err != nil {
				return err
			}
			fmt.Println("written")
		}
	},
	// halfway changes every row, has that on disk, and does not commit.
	"halfway": func(path string) error {
		db, err := sql.Open("sqlite3", "file:"+path+"?_journal_mode=TRUNCATE&_txlock=immediate&_cache_size=1")
		if err != nil {
			return err
		}
		tx, err := db.Begin()
		if err != nil {
			return err
		}
		for range 3 {
			if _, err := tx.Exec("UPDATE tally SET value = value + 1000"); err != nil {
				return err
			}
		}
		fmt.Println("ready")
		io.Copy(io.Discard, os.Stdin)
		return nil
	},
	// cannotWrite counts on a file it may only read, and says which events that gave.
	"cannotWrite": func(path string) error {
		l, err := childLedger(path)
		if err != nil {
			return err
		}
		l.Add(0, SMS)
		err = l.Flush(context.Background())
		l.Add(0, SMS)
		now := l.clock.last
		figures, readErr := l.Release(context.Background(), now.AddDate(0, 0, -9), now)
		fmt.Println("ready")
		fmt.Println(err != nil, l.fault == NotWritable, *l.waiting[Day][Day.first(dayOf(now))], readErr, len(figures) > 0)
		return nil
	},
}

func childLedger(path string) (*Ledger, error) {
	zone, err := time.LoadLocation("Europe/London")
	if err != nil {
		return nil, err
	}
	now, err := time.ParseInLocation("2006-01-02 15:04", childTime, zone)
	if err != nil {
		return nil, err
	}
	return Open(context.Background(), Config{Path: path, Clock: func() time.Time { return now }, only: few})
}

// child is another process that is ready.
type child struct {
	*exec.Cmd
	in  io.WriteCloser
	out *bufio.Reader
}

// start starts another process. It ends with the test at the latest.
func start(t *testing.T, what, path string, change ...func(*exec.Cmd)) *child {
	t.Helper()
	c := &child{Cmd: exec.Command(os.Args[0])}
	c.Env = append(os.Environ(), childEnv+"="+what, pathEnv+"="+path)
	c.Stderr = os.Stderr
	for _, f := range change {
		f(c.Cmd)
	}
	out, err := c.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if c.in, err = c.StdinPipe(); err != nil {
		t.Fatal(err)
	}
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.kill)
	c.out = bufio.NewReader(out)
	if line, err := c.out.ReadString('\n'); line != "ready\n" {
		t.Fatalf("the other process said %q (%v), want ready", line, err)
	}
	return c
}

// kill ends the process in the middle of whatever it does.
func (c *child) kill() {
	c.Process.Kill()
	c.Wait()
}

// killed ends the process in the middle of whatever it does, and gives how many lines it had said until then.
func (c *child) killed(t *testing.T) int {
	t.Helper()
	c.Process.Kill()
	said, err := io.ReadAll(c.out)
	if err != nil {
		t.Fatal(err)
	}
	c.Wait()
	return bytes.Count(said, []byte("\n"))
}

// finish lets the process come to its end.
func (c *child) finish(t *testing.T) {
	t.Helper()
	c.in.Close()
	if err := c.Wait(); err != nil {
		t.Fatalf("the other process: %v", err)
	}
}
