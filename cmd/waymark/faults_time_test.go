package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// clockwork is the real program with one change: its clock shows the time of day that the file named by CLOCK says it is ahead by,
// in seconds. Everything that the program does by the clock it does by this one.
func clockwork(t *testing.T) string {
	t.Helper()
	const before = "newProgram(ctx, &c.settings, newLogbook(lines, time.Now), time.Now)"
	src, err := os.ReadFile("serve.go")
	if err != nil {
		t.Fatal(err)
	}
	if strings.Count(string(src), before) != 1 {
		t.Fatal("serve.go no longer gives the program its clock where this test replaces it")
	}
	return builds.build(t, "clockwork", map[string]string{
		"cmd/waymark/serve.go": strings.Replace(string(src), before, strings.ReplaceAll(before, "time.Now", "setClock"), 1),
		"cmd/waymark/set_clock.go": `package main

import (
	"fmt"
	"os"
	"time"
)

func setClock() time.Time {
	var seconds int64
	text, err := os.ReadFile(os.Getenv("CLOCK"))
	if err == nil {
		_, err = fmt.Sscan(string(text), &seconds)
	}
	if err != nil {
		panic("no clock")
	}
	return time.Now().Round(0).Add(time.Duration(seconds) * time.Second)
}
`})
}

// showTime sets the clock of programs on this stage; it goes on from there.
func (s *stage) showTime(to time.Time) {
	s.Helper()
	file := s.path("home", "clock")
	s.must(os.WriteFile(file+".new", fmt.Append(nil, int64(time.Until(to).Seconds())), 0o600))
	s.must(os.Rename(file+".new", file)) // whole, whenever it is read
}

// periods gives which periods are in the counter file, by the first day of each, and whether it is closed.
func (s *stage) periods() map[string]bool {
	s.Helper()
	db := s.open("")
	defer db.Close()
	rows, err := db.Query("SELECT kind, first, closed FROM period")
	s.must(err)
	defer rows.Close()
	all := map[string]bool{}
	for rows.Next() {
		var kind, first string
		var closed bool
		s.must(rows.Scan(&kind, &first, &closed))
		if _, twice := all[kind+" "+first]; twice {
			s.Errorf("the %s of %s is there twice", kind, first)
		}
		all[kind+" "+first] = closed
	}
	s.must(rows.Err())
	return all
}

// TestWhateverTheClockDoesPeopleAreAnswered moves the clock of the real program, while it runs and while it does not. People are answered,
// nobody's place is lost by a moment that is only strange, nothing is closed that is not over, and the counter file stays whole.
// When exactly each day is closed, and that it is once, is shown beside the counters' own code.
func TestWhateverTheClockDoesPeopleAreAnswered(t *testing.T) { // 66 67 68 69
	t.Parallel()
	day := func(text string) time.Time {
		at, err := time.Parse(time.RFC3339, text)
		if err != nil {
			t.Fatal(err)
		}
		return at
	}
	noon := day("2026-11-25T12:00:00Z")
	for what, c := range map[string]struct {
		from, to time.Time
		asleep   bool // from one to the other nothing runs
		opened   string
		place    bool // somebody in an emergency keeps their place
	}{
		"a day ahead":          {noon, noon.AddDate(0, 0, 1), false, "day 2026-11-26", false},
		"a day back":           {noon, noon.AddDate(0, 0, -1), false, "day 2026-11-25", false},
		"to 1970":              {noon, day("1970-01-01T00:10:00Z"), false, "day 2026-11-25", false},
		"from 1970":            {day("1970-01-01T00:10:00Z"), noon, false, "day 2026-11-25", false},
		"to 2038":              {noon, day("2038-01-19T03:14:06Z"), false, "day 2026-11-25", false},
		"asleep for 12 hours":  {noon.Add(8 * time.Hour), noon.Add(20 * time.Hour), true, "day 2026-11-26", false},
		"the clocks go back":   {day("2026-10-25T00:59:58Z"), day("2026-10-25T01:00:00Z"), false, "day 2026-10-25", true},
		"the clocks go ahead":  {day("2027-03-28T00:59:58Z"), day("2027-03-28T01:00:00Z"), false, "day 2027-03-28", true},
		"leap day begins":      {day("2028-02-28T23:59:58Z"), day("2028-02-29T00:00:01Z"), false, "day 2028-02-29", true},
		"leap day ends":        {day("2028-02-29T23:59:58Z"), day("2028-03-01T00:00:01Z"), false, "month 2028-03-01", true},
		"a year ends":          {day("2026-12-31T23:59:58Z"), day("2027-01-01T00:00:01Z"), false, "month 2027-01-01", true},
		"midnight in summer":   {day("2027-06-30T22:59:58Z"), day("2027-06-30T23:00:01Z"), false, "month 2027-07-01", true},
		"the last of 32 bits":  {day("2038-01-19T03:14:06Z"), day("2038-01-19T03:14:09Z"), false, "day 2038-01-19", true},
		"a second twice":       {noon, noon.Add(-time.Second), false, "day 2026-11-25", true},
		"half an hour too far": {noon, noon.Add(-25 * time.Minute), false, "day 2026-11-25", true},
	} {
		t.Run(strings.ReplaceAll(what, " ", "_"), func(t *testing.T) {
			t.Parallel()
			s := newStage(t, "WAYMARK_TELEGRAM_MODE=poll")
			s.env = append(s.env, "CLOCK="+s.path("home", "clock"))
			words := newCatalogue(t)
			s.showTime(c.from)
			p := s.startFile(clockwork(t))
			first := strings.Join(s.twilio.Send(aPhone, "hes gone over"), "|")
			if !words.urgent(first) {
				t.Errorf("before it the reply to an emergency is %q", first)
			}
			if c.asleep {
				s.must(p.cmd.Process.Signal(syscall.SIGSTOP))
				s.telegram.Say(aChat, "hes not breathing") // while nobody is there
			}
			s.showTime(c.to)
			if c.asleep {
				s.must(p.cmd.Process.Signal(syscall.SIGCONT))
				if got := s.telegram.WaitReply(aChat).Text; !words.urgent(got) {
					t.Errorf("what came while it slept got %q", got)
				}
			}
			if got := strings.Join(s.twilio.Send(aPhone, "1"), "|"); c.place && (got == first || !words.urgent(got)) {
				t.Errorf("the next step of an emergency is %q", got)
			} else if !strings.Contains(got, "999") {
				t.Errorf("the answer to a bare number is %q", got)
			}
			s.answered(words)
			if code := p.stop(syscall.SIGTERM); code != 0 {
				t.Errorf("the exit code was %d", code)
			}
			// Once more from there, as after a restart, and with the right time.
			for _, at := range []time.Time{c.to, c.from} {
				s.showTime(at)
				p = s.startFile(clockwork(t))
				s.answered(words)
				p.stop(syscall.SIGTERM)
			}
			s.whole()
			there := s.periods()
			if _, ok := there[c.opened]; !ok {
				t.Errorf("there is no %s in %v", c.opened, there)
			}
			for name, closed := range there {
				if closed {
					t.Errorf("the %s was closed within seconds of a jump", name)
				}
				if strings.Contains(name, "1970") {
					t.Errorf("the %s was opened", name)
				}
			}
			if left, err := filepath.Glob(s.path("data", "*.damaged-*")); err != nil || len(left) > 0 {
				t.Errorf("a counter file was taken for damaged: %v, %v", left, err)
			}
		})
	}
}
