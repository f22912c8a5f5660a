package counter

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

// fails writes and wants it to fail with an event.
func (r *rig) fails(want Event) {
	r.t.Helper()
	if err := r.ledger.Flush(context.Background()); err == nil {
		r.t.Fatalf("the write succeeded, want %v", want)
	}
	if len(r.events) == 0 || r.events[len(r.events)-1] != want {
		r.t.Fatalf("events %v, want %v last", r.events, want)
	}
}

func wantEvents(t tb, got []Event, want ...Event) {
	t.Helper()
	if !slices.Equal(got, want) {
		t.Errorf("events %v, want %v", got, want)
	}
}

// sound checks the file with SQLite's own full check.
func sound(t tb, path string) {
	t.Helper()
	db, err := sql.Open("sqlite3", "file:"+path+"?mode=rw")
	if err != nil {
		t.Fatalf("%v", err)
	}
	defer db.Close()
	var verdict string
	if err := db.QueryRow("PRAGMA integrity_check").Scan(&verdict); err != nil || verdict != "ok" {
		t.Fatalf("integrity check: %q, %v", verdict, err)
	}
}

// smallDisk is a disk of its own that a test can fill.
func smallDisk(t *testing.T) (dir string) {
	t.Helper()
	dir = t.TempDir()
	if err := syscall.Mount("tmpfs", dir, "tmpfs", 0, "size=512k"); err != nil {
		t.Skipf("needs the right to mount: %v", err)
	}
	t.Cleanup(func() {
		if err := syscall.Unmount(dir, syscall.MNT_DETACH); err != nil {
			t.Errorf("unmount: %v", err)
		}
	})
	return dir
}

// fill leaves no room on a disk until the returned function is called.
func fill(t *testing.T, dir string) (makeRoom func()) {
	t.Helper()
	name := filepath.Join(dir, "filler")
	f, err := os.Create(name)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	for err == nil {
		_, err = f.Write(make([]byte, 512))
	}
	if !errors.Is(err, syscall.ENOSPC) {
		t.Fatalf("filling the disk: %v", err)
	}
	return func() {
		if err := os.Remove(name); err != nil {
			t.Fatal(err)
		}
	}
}

func TestAFullDiskCostsNoCount(t *testing.T) { // 58
	dir := smallDisk(t)
	tw := newTwin(t, "2026-11-25 23:30", func(c *Config) { c.Path = filepath.Join(dir, filepath.Base(filepath.Dir(c.Path))) })
	tw.used.path, tw.unused.path = tw.used.conf.Path, tw.unused.conf.Path
	tw.flush()
	makeRoom := fill(t, dir)
	tw.used.add("sessions", 2)
	tw.used.fails(DiskFull)
	tw.unused.fails(DiskFull)
	tw.used.add("sessions", 3)
	tw.used.clock.pass(time.Hour) // another day
	tw.used.fails(DiskFull)
	tw.unused.fails(DiskFull)
	tw.used.add("sessions", 4)
	makeRoom()
	tw.flush()
	sound(t, tw.used.path)
	same(t, tw.counted(), map[key]int64{
		{"day", "2026-11-25", "sessions", "sms"}: 5,
		{"day", "2026-11-26", "sessions", "sms"}: 4,
	})
	wantEvents(t, tw.used.events, DiskFull, Working)
}

func TestStartingOnAFullDiskCountsInMemoryUntilThereIsRoom(t *testing.T) { // 58
	dir := smallDisk(t)
	makeRoom := fill(t, dir)
	r := newRig(t, "2026-11-25 10:00", func(c *Config) { c.Path = filepath.Join(dir, "counters.db") })
	r.add("sessions", 1000)
	r.fails(DiskFull)
	makeRoom()
	r.flush()
	got := rows(t, r.conf.Path)[key{"day", "2026-11-25", "sessions", "sms"}]
	if got < 900 || got > 1100 {
		t.Errorf("%d on disk, want about 1000", got)
	}
	wantEvents(t, r.events, DiskFull, Working)
}

// The same without the right to mount: no file may grow.
func TestAFileThatMayNotGrowCostsNoCount(t *testing.T) { // 58
	tw := newTwin(t, "2026-11-25 23:30")
	tw.flush()
	tw.used.add("sessions", 2)
	tw.used.clock.pass(time.Hour) // the new day's rows need room

	signal.Ignore(syscall.SIGXFSZ)
	defer signal.Reset(syscall.SIGXFSZ)
	var was syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_FSIZE, &was); err != nil {
		t.Fatal(err)
	}
	if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &syscall.Rlimit{Cur: 16 << 10, Max: was.Max}); err != nil {
		t.Fatal(err)
	}
	defer syscall.Setrlimit(syscall.RLIMIT_FSIZE, &was)
	tw.used.fails(WriteFailed)
	tw.unused.fails(WriteFailed)
	tw.used.add("sessions", 3)
	if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &was); err != nil {
		t.Fatal(err)
	}
	tw.flush()
	sound(t, tw.used.path)
	same(t, tw.counted(), map[key]int64{
		{"day", "2026-11-25", "sessions", "sms"}: 2,
		{"day", "2026-11-26", "sessions", "sms"}: 3,
	})
	wantEvents(t, tw.used.events, WriteFailed, Working)
}

func TestAReadOnlyDiskCostsNoCountAndCanBeRead(t *testing.T) { // 59
	dir := smallDisk(t)
	r := newRig(t, "2026-11-25 23:30", func(c *Config) { c.Path = filepath.Join(dir, "counters.db") })
	r.flush()
	r.run(2 * time.Hour)
	if err := r.ledger.Close(); err != nil {
		t.Fatal(err)
	}
	mode := func(flags uintptr) {
		if err := syscall.Mount("tmpfs", dir, "tmpfs", syscall.MS_REMOUNT|flags, ""); err != nil {
			t.Fatal(err)
		}
	}
	mode(syscall.MS_RDONLY)
	r.open()
	r.add("sessions", 1000)
	r.fails(NotWritable)
	if got, err := r.ledger.Release(t.Context(), date(t, "2026-11-25"), date(t, "2026-11-25")); err != nil || len(got) == 0 {
		t.Errorf("%d figures, %v; want the closed day's", len(got), err)
	}
	mode(0)
	r.flush()
	if got := rows(t, r.conf.Path)[key{"day", "2026-11-26", "sessions", "sms"}]; got < 900 || got > 1100 {
		t.Errorf("%d on disk, want about 1000", got)
	}
	wantEvents(t, r.events, NotWritable, Working)
}

func TestAFileWithoutPermissionToWriteCostsNoCountAndCanBeRead(t *testing.T) { // 59
	r := newRig(t, "2026-11-24 10:00")
	r.flush()
	r.run(16 * time.Hour)
	r.ledger.Close()
	// Root may write anything, so another user has to try.
	nobody := func(c *exec.Cmd) {
		if os.Getuid() == 0 {
			c.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: 65534, Gid: 65534}}
			c.Dir = "/"
		}
	}
	dir := filepath.Dir(r.path)
	os.Remove(r.path + "-journal")
	for name, mode := range map[string]os.FileMode{r.path: 0o444, dir: 0o555} {
		if err := os.Chmod(name, mode); err != nil {
			t.Fatal(err)
		}
	}
	defer os.Chmod(dir, 0o700)
	// That user may not reach the folder of this program, so it gets the program as an open file.
	program, err := os.Open(os.Args[0])
	if err != nil {
		t.Fatal(err)
	}
	defer program.Close()
	c := start(t, "cannotWrite", r.path, nobody, func(c *exec.Cmd) {
		c.ExtraFiles = []*os.File{program}
		c.Path = "/proc/self/fd/3"
	})
	said, _ := c.out.ReadString('\n')
	c.finish(t)
	want := new(counts)
	want[slot(0, SMS)] = 1
	if exp := fmt.Sprintln(true, true, *want, nil, true); said != exp {
		t.Errorf("failed, NotWritable, what waits, error of reading, figures:\n got %s\nwant %s", said, exp)
	}
}

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

func read(t tb, path string) []byte {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatalf("%v", err)
	}
	return b
}

func damage(t tb, path string, change func([]byte) []byte) []byte {
	t.Helper()
	b := change(read(t, path))
	if err := os.WriteFile(path, b, 0o600); err != nil {
		t.Fatalf("%v", err)
	}
	return b
}

var damages = map[string]func([]byte) []byte{
	"rubbish":        func(b []byte) []byte { return bytes.Repeat([]byte("rubbish "), len(b)/8) },
	"first page":     func(b []byte) []byte { clear(b[100:4096]); return b },
	"a middle page":  func(b []byte) []byte { copy(b[8192:], bytes.Repeat([]byte{0xa5}, 4096)); return b },
	"cut short":      func(b []byte) []byte { return b[:len(b)-5000] },
	"header changed": func(b []byte) []byte { b[0] ^= 0xff; return b },
}

func TestADamagedFileIsKeptAsideAndCountingGoesOn(t *testing.T) { // 61
	for name, change := range damages {
		t.Run(name, func(t *testing.T) {
			r := newRig(t, "2026-11-25 10:00")
			r.flush()
			r.ledger.Close()
			bad := damage(t, r.path, change)
			r.open()
			r.add("sessions", 1000)
			r.flush()
			aside := r.path + ".damaged-20261125-100000"
			if !bytes.Equal(read(t, aside), bad) {
				t.Error("the damaged file was changed")
			}
			wantEvents(t, r.events, MovedAside)
			sound(t, r.path)
			if got := rows(t, r.path)[key{"day", "2026-11-25", "sessions", "sms"}]; got < 900 || got > 1100 {
				t.Errorf("%d on disk, want about 1000", got)
			}
		})
	}
}

func TestAFileDamagedWhileItIsWrittenIsKeptAsideAndNothingIsLost(t *testing.T) { // 61
	r := newRig(t, "2026-11-25 10:00")
	r.flush()
	r.add("sessions", 1000)
	damage(t, r.path, damages["rubbish"])
	r.flush()
	r.add("sessions", 1000)
	r.flush()
	wantEvents(t, r.events, MovedAside)
	if got := rows(t, r.path)[key{"day", "2026-11-25", "sessions", "sms"}]; got < 1900 || got > 2100 {
		t.Errorf("%d on disk, want about 2000", got)
	}
}

// A journal left beside the new file would be rolled back into it.
func TestADamagedFileTakesItsJournalAlong(t *testing.T) { // 61
	path := filepath.Join(folder(t), "counters.db")
	for name, text := range map[string]string{path: "file", path + "-journal": "journal"} {
		if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := moveAside(path, at(t, "2026-11-25 10:00")); err != nil {
		t.Fatal(err)
	}
	aside := path + ".damaged-20261125-100000"
	if got := string(read(t, aside)) + " " + string(read(t, aside+"-journal")); got != "file journal" {
		t.Errorf("kept %q", got)
	}
	if left, _ := filepath.Glob(path + "*"); len(left) != 2 {
		t.Errorf("left %v, want only what was kept", left)
	}
}

func TestASecondDamagedFileDoesNotReplaceTheFirst(t *testing.T) { // 61
	r := newRig(t, "2026-11-25 10:00")
	for range 3 {
		r.flush()
		r.ledger.Close()
		damage(t, r.path, damages["rubbish"])
		r.open()
	}
	kept, err := filepath.Glob(r.path + ".damaged-*")
	kept = slices.DeleteFunc(kept, func(name string) bool { return strings.HasSuffix(name, "-journal") })
	if err != nil || len(kept) != 3 {
		t.Errorf("kept %v (%v), want three files", kept, err)
	}
}

func TestAFileThatWasTakenAwayIsBegunAnew(t *testing.T) {
	r := newRig(t, "2026-11-25 10:00")
	r.flush()
	if err := os.Remove(r.path); err != nil {
		t.Fatal(err)
	}
	r.add("sessions", 1000)
	r.flush()
	if got := rows(t, r.path)[key{"day", "2026-11-25", "sessions", "sms"}]; got < 900 || got > 1100 {
		t.Errorf("%d on disk, want about 1000: written to a file that is gone", got)
	}
}

func TestAFileLockedByAnotherProcessIsWrittenLater(t *testing.T) { // 62
	tw := newTwin(t, "2026-11-25 10:00")
	tw.flush()
	other := start(t, "locks", tw.used.path)
	tw.used.add("sessions", 2)
	tw.used.fails(Locked)
	tw.unused.flush()
	tw.used.add("sessions", 3)
	other.finish(t)
	tw.flush()
	same(t, tw.counted(), map[key]int64{{"day", "2026-11-25", "sessions", "sms"}: 5})
	wantEvents(t, tw.used.events, Locked, Working)
}

func TestAFileThatIsNotOursIsLeftAlone(t *testing.T) { // 63
	for _, c := range []struct {
		name, sql string
		want      Event
	}{
		{"newer", "CREATE TABLE later (x); PRAGMA user_version = 2", NewerFile},
		{"foreign", "CREATE TABLE services (name)", ForeignFile},
		{"foreign, with a log of its own", "PRAGMA journal_mode = WAL; CREATE TABLE services (name)", ForeignFile},
	} {
		t.Run(c.name, func(t *testing.T) {
			path := filepath.Join(folder(t), "counters.db")
			db, err := sql.Open("sqlite3", path)
			if err != nil {
				t.Fatal(err)
			}
			if _, err := db.Exec(c.sql); err != nil {
				t.Fatal(err)
			}
			db.Close()
			want := read(t, path)
			r := newRig(t, "2026-11-25 10:00", func(conf *Config) { conf.Path = path })
			r.add("sessions", 3)
			r.fails(c.want)
			r.fails(c.want)
			if _, err := r.ledger.Release(t.Context(), date(t, "2026-11-25"), date(t, "2026-11-25")); err == nil {
				t.Error("figures were shown")
			}
			if !bytes.Equal(read(t, path), want) {
				t.Error("the file was changed")
			}
			wantEvents(t, r.events, c.want)
		})
	}
}

func TestEventsAreConstantSentences(t *testing.T) {
	seen := map[string]bool{}
	for e := Working; e <= NoRandom; e++ {
		if s := e.String(); strings.HasPrefix(s, "unknown") || seen[s] {
			t.Errorf("event %d is %q", e, s)
		} else {
			seen[s] = true
		}
	}
}

func TestNoFileMeansNothingToRead(t *testing.T) {
	path := filepath.Join(folder(t), "counters.db")
	if _, err := Read(t.Context(), path); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("got %v, want not exist", err)
	}
	if _, err := os.Stat(path); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("reading made the file (%v)", err)
	}
	if err := os.WriteFile(path, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	r, err := Read(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	if got, err := r.Total(t.Context(), date(t, "2026-01-01"), date(t, "2027-01-01")); err != nil || len(got) != 0 {
		t.Errorf("%v, %v from an empty file, want nothing", got, err)
	}
}

func TestReadingWhileAnotherProcessWritesChangesNothing(t *testing.T) {
	r := newRig(t, "2026-11-24 10:00")
	r.flush()
	r.run(16 * time.Hour) // one day is closed
	r.clock.set(at(t, childTime))
	r.flush()
	r.ledger.Close()
	periods := standings(t, r.path)
	number := len(rows(t, r.path))
	want := ""
	c := start(t, "counts", r.path)
	for n := range 200 {
		reader, err := Read(t.Context(), r.path)
		if err != nil {
			t.Fatal(err)
		}
		got, err := reader.Release(t.Context(), date(t, "2026-01-01"), date(t, "2027-01-01"))
		if err != nil {
			t.Fatal(err)
		}
		reader.Close()
		if n == 0 {
			want = fmt.Sprint(got)
		} else if fmt.Sprint(got) != want {
			t.Fatal("figures changed while another process counted")
		}
	}
	c.kill()
	if want == "" || want == "[]" {
		t.Error("no figures were read")
	}
	if got := standings(t, r.path); !slices.Equal(got, periods) {
		t.Errorf("periods %v, want %v", got, periods)
	}
	if got := len(rows(t, r.path)); got != number {
		t.Errorf("%d rows, want %d", got, number)
	}
	// And when nobody writes, not a byte.
	before := read(t, r.path)
	reader, err := Read(t.Context(), r.path)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := reader.Total(t.Context(), date(t, "2026-01-01"), date(t, "2027-01-01")); err != nil {
		t.Fatal(err)
	}
	if _, err := reader.store.(*file).db.Exec("UPDATE tally SET value = 0"); err == nil {
		t.Error("a reader could write")
	}
	reader.Close()
	if !bytes.Equal(before, read(t, r.path)) {
		t.Error("reading changed the file")
	}
}
