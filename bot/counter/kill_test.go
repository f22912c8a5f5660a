package counter

import (
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"testing"
	"time"
)

// killsEnv asks for more kills than a test before every commit can wait for.
const killsEnv = "WAYMARK_KILLS"

func TestKillsInTheMiddleOfWritesLeaveAllOrNothing(t *testing.T) { // 60
	kills := killsOr(t, 60)
	// On a real disk, where a write takes longest and is cut off most.
	r := newRig(t, childTime, func(c *Config) { c.Path = filepath.Join(t.TempDir(), "counters.db") })
	r.flush()
	begin := rows(t, r.conf.Path)
	if err := r.ledger.Close(); err != nil {
		t.Fatal(err)
	}
	random := rand.New(rand.NewPCG(1, 2))
	last, cut := int64(0), 0
	for n := range kills {
		c := start(t, "counts", r.conf.Path)
		time.Sleep(time.Duration(random.IntN(12_000)) * time.Microsecond)
		said := int64(c.killed(t))
		if j, err := os.Stat(r.conf.Path + "-journal"); err == nil && j.Size() > 0 {
			cut++
		}
		sound(t, r.conf.Path)
		now := rows(t, r.conf.Path)
		if len(now) != len(begin) {
			t.Fatalf("kill %d: %d rows, want %d", n, len(now), len(begin))
		}
		written := now[key{"day", "2026-11-25", "sessions", "sms"}] - begin[key{"day", "2026-11-25", "sessions", "sms"}]
		for k, v := range now {
			if v-begin[k] != written {
				t.Fatalf("kill %d: %v was counted %d times, another row %d times: half a write", n, k, v-begin[k], written)
			}
		}
		if now := written - last; now < said || now > said+1 {
			t.Fatalf("kill %d: %d writes are on disk, and %d were said to be", n, now, said)
		}
		last = written
	}
	if last == 0 {
		t.Error("nothing was ever written")
	}
	t.Logf("%d kills, %d of them with a write half on disk, %d whole writes", kills, cut, last)
}

// killsOr gives how many kills are asked for, or so many.
func killsOr(t *testing.T, few int) int {
	t.Helper()
	s := os.Getenv(killsEnv)
	if s == "" {
		return few
	}
	n, err := strconv.Atoi(s)
	if err != nil {
		t.Fatalf("%s: %v", killsEnv, err)
	}
	return n
}

func TestAHalfDoneWriteOfAKilledProcessIsUndone(t *testing.T) { // 64
	for name, look := range map[string]func(*testing.T, *rig) map[key]int64{
		"by the next start": func(t *testing.T, r *rig) map[key]int64 {
			r.open()
			r.flush()
			return rows(t, r.path)
		},
		"by whoever reads": func(t *testing.T, r *rig) map[key]int64 {
			reader, err := Read(t.Context(), r.path)
			if err != nil {
				t.Fatal(err)
			}
			defer reader.Close()
			return rows(t, r.path)
		},
	} {
		t.Run(name, func(t *testing.T) {
			r := newRig(t, childTime)
			r.flush()
			r.ledger.Close()
			want := rows(t, r.path)
			start(t, "halfway", r.path).kill()
			if j, err := os.Stat(r.path + "-journal"); err != nil || j.Size() == 0 {
				t.Fatalf("no journal to recover from (%v)", err)
			}
			same(t, look(t, r), want)
			sound(t, r.path)
		})
	}
}
