package counter

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"syscall"
	"testing"
	"time"
)

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
