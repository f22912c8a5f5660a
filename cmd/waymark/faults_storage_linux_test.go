package main

import (
	"database/sql"
	"math/rand/v2"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	_ "github.com/mattn/go-sqlite3" // to look at the counter file from outside
	"golang.org/x/sys/unix"

	"waymark/bot/counter"
)

// open opens the counter file as somebody else would.
func (s *stage) open(options string) *sql.DB {
	s.Helper()
	db, err := sql.Open("sqlite3", "file:"+s.path("data", counterFile)+"?mode=rw"+options)
	if err != nil {
		s.Fatal(err)
	}
	s.Cleanup(func() { db.Close() })
	return db
}

// whole fails the test unless the counter file is sound and every period in it has all of its rows.
func (s *stage) whole() {
	s.Helper()
	db := s.open("")
	defer db.Close()
	var verdict string
	if err := db.QueryRow("PRAGMA integrity_check").Scan(&verdict); err != nil || verdict != "ok" {
		s.Fatalf("integrity check: %q, %v", verdict, err)
	}
	want := map[string]int{}
	for _, info := range counter.All() {
		if info.Together {
			want[info.Period.String()]++
			continue
		}
		want[info.Period.String()] += int(counter.Channels)
	}
	rows, err := db.Query("SELECT p.kind, p.first, COUNT(t.id) FROM period p LEFT JOIN tally t ON t.period = p.id GROUP BY p.id")
	if err != nil {
		s.Fatal(err)
	}
	defer rows.Close()
	periods := 0
	for rows.Next() {
		var kind, first string
		var n int
		if err := rows.Scan(&kind, &first, &n); err != nil {
			s.Fatal(err)
		}
		if n != want[kind] {
			s.Errorf("the %s from %s has %d rows, want %d", kind, first, n, want[kind])
		}
		periods++
	}
	if periods < 3 || rows.Err() != nil {
		s.Errorf("%d periods, %v; want a day, a week and a month", periods, rows.Err())
	}
}

// TestAnswersGoOnWhateverHappensToTheCounterFile starts the real program on a counter file that cannot be used. It says so,
// answers as ever, and writes when the trouble is over, at the latest when it is stopped. That no count is lost
// is shown beside the counters' own code.
func TestAnswersGoOnWhateverHappensToTheCounterFile(t *testing.T) { // 58 59 61 62 63
	t.Parallel()
	words := newCatalogue(t)
	for what, c := range map[string]struct {
		spoil   func(s *stage) (mend func(*process))
		program func(s *stage) string
		logged  string
		well    bool // counting goes on at once
	}{
		"no room": {
			spoil: func(s *stage) func(*process) {
				return func(p *process) {
					unlimited := unix.Rlimit{Cur: unix.RLIM_INFINITY, Max: unix.RLIM_INFINITY}
					if err := unix.Prlimit(p.cmd.Process.Pid, unix.RLIMIT_FSIZE, &unlimited, nil); err != nil {
						s.Fatal(err)
					}
				}
			},
			program: cramped,
			logged:  "counters could not be written",
		},
		"no journal can be made": {
			spoil: func(s *stage) func(*process) {
				journal := s.path("data", counterFile+"-journal")
				s.must(os.Mkdir(journal, 0o700))
				return func(*process) { s.must(os.Remove(journal)) }
			},
			logged: "counters could not be written",
		},
		"a file that may only be read": {
			spoil: func(s *stage) func(*process) {
				if os.Getuid() == 0 {
					s.Skip("root may write everything; the case above is the same for everybody")
				}
				s.must(os.Chmod(s.path("data"), 0o500))
				return func(*process) { s.must(os.Chmod(s.path("data"), 0o700)) }
			},
			logged: "counters could not be written: read-only or no permission",
		},
		"a file of something else's bytes": {
			spoil: func(s *stage) func(*process) {
				s.must(os.WriteFile(s.path("data", counterFile), []byte(strings.Repeat("zibbeltron ", 1000)), 0o600))
				return func(*process) {
					aside, err := filepath.Glob(s.path("data", counterFile+".damaged-*"))
					if err != nil || len(aside) != 1 {
						s.Errorf("the damaged file was not kept: %v, %v", aside, err)
					}
				}
			},
			logged: "counter file was damaged: moved aside, new one begun",
			well:   true,
		},
		"a file that another program holds": {
			spoil: func(s *stage) func(*process) {
				s.start().stop(syscall.SIGTERM) // makes the file
				tx, err := s.open("&_txlock=exclusive").Begin()
				s.must(err)
				return func(*process) { s.must(tx.Rollback()) }
			},
			logged: "counters could not be written: locked by another process",
		},
	} {
		t.Run(what, func(t *testing.T) {
			t.Parallel()
			s := newStage(t, "WAYMARK_TELEGRAM_MODE=poll")
			mend := c.spoil(s)
			program := builds.program(t)
			if c.program != nil {
				program = c.program(s)
			}
			p := s.startFile(program)
			waitFor(t, "the log to say so", func() bool { return strings.Contains(p.said(), c.logged) })
			for range 3 {
				if got := strings.Join(s.twilio.Send(aPhone, "hes not breathing"), "|"); !words.urgent(got) {
					t.Errorf("the reply to an emergency is %q", got)
				}
			}
			s.telegram.Say(aChat, "menu")
			s.telegram.WaitReply(aChat)
			if status, _ := s.get("/readyz"); status != http.StatusOK {
				t.Errorf("/readyz answered %d; without counting people are still answered", status)
			}
			if c.well {
				waitFor(t, "counting to be well", func() bool {
					_, body := s.get("/metrics")
					return strings.Contains(body, `waymark_part_healthy{part="counters"} 1`)
				})
			} else if _, body := s.get("/metrics"); !strings.Contains(body, `waymark_part_healthy{part="counters"} 0`) {
				t.Errorf("/metrics does not say that counting has stopped:\n%s", body)
			}
			mend(p)
			if code := p.stop(syscall.SIGTERM); code != 0 {
				t.Errorf("the exit code was %d", code)
			}
			s.whole()
		})
	}
}

// cramped is the program with no file allowed to grow beyond 8 KiB, which is what a full disk looks like to whoever
// may not make one.
func cramped(s *stage) string {
	script := s.path("cramped")
	s.must(os.WriteFile(script, []byte("#!/bin/sh\nulimit -S -f 16\nexec '"+builds.program(s.T)+"' \"$@\"\n"), 0o755))
	return script
}

func (s *stage) must(err error) {
	s.Helper()
	if err != nil {
		s.Fatal(err)
	}
}

// A file of a newer version is left as it is; counting is off and people are answered.
func TestAFileOfANewerVersionIsLeftAlone(t *testing.T) { // 63
	t.Parallel()
	s := newStage(t, "WAYMARK_TELEGRAM_MODE=poll")
	s.start().stop(syscall.SIGTERM)
	db := s.open("")
	if _, err := db.Exec("PRAGMA user_version = 99"); err != nil {
		t.Fatal(err)
	}
	s.must(db.Close())
	before, err := os.ReadFile(s.path("data", counterFile))
	s.must(err)
	p := s.start()
	if got := strings.Join(s.twilio.Send(aPhone, "hes not breathing"), "|"); !newCatalogue(t).urgent(got) {
		t.Errorf("the reply to an emergency is %q", got)
	}
	if code := p.stop(syscall.SIGTERM); code != 0 {
		t.Errorf("the exit code was %d", code)
	}
	if !strings.Contains(p.said(), "counter file is of a newer version: counting is off") {
		t.Errorf("the log does not say so:\n%s", p.said())
	}
	after, err := os.ReadFile(s.path("data", counterFile))
	if s.must(err); string(before) != string(after) {
		t.Error("the file was changed")
	}
}

// kills is how often the program is killed here. A thousand kills, aimed at the middle of writes, stand beside the counters' own code.
const kills = 12

func TestKillsAtAnyTimeLeaveAWholeCounterFile(t *testing.T) { // 60
	t.Parallel()
	s := newStage(t, "WAYMARK_TELEGRAM_MODE=poll")
	program := builds.program(t)
	began := time.Now()
	s.start().stop(syscall.SIGTERM)
	longest := time.Since(began)
	for range kills {
		p := s.launch(program)
		time.Sleep(rand.N(longest))
		stop := []os.Signal{syscall.SIGKILL}
		if rand.N(2) == 0 { // in the middle of the last write, perhaps
			stop = []os.Signal{syscall.SIGTERM, syscall.SIGKILL}
		}
		for _, signal := range stop {
			p.cmd.Process.Signal(signal) // it may have ended by itself
			time.Sleep(rand.N(10 * time.Millisecond))
		}
		<-p.ended
		s.whole()
	}
	s.start().stop(syscall.SIGTERM)
	s.whole()
}

// What is kept can be read at any time, by anybody it was given to, and says nothing of this day.
func TestCountsShowsNothingOfAnOpenDay(t *testing.T) {
	t.Parallel()
	s := newStage(t, "WAYMARK_TELEGRAM_MODE=poll")
	p := s.start()
	counts := func() string {
		t.Helper()
		cmd := exec.Command(builds.program(t), "counts", "--format", "csv")
		cmd.Env = s.env
		out, err := cmd.Output()
		s.must(err)
		return string(out)
	}
	before := counts()
	for range 20 {
		s.twilio.Send(aPhone, "hes not breathing")
	}
	if after := counts(); after != before {
		t.Errorf("counts changed while somebody wrote, from\n%s\nto\n%s", before, after)
	}
	p.stop(syscall.SIGTERM)
	if after := counts(); after != before {
		t.Errorf("counts changed when the program was stopped, from\n%s\nto\n%s", before, after)
	}
}
