package main

import (
	"io"
	"os"
	"strings"

	"golang.org/x/sys/unix"
)

// hush makes sure that this process leaves nothing behind when it dies: no core file, no memory for
// others to read, and no stack dump, whose arguments could be somebody's chat. GOTRACEBACK can only be
// lowered before the runtime starts, so a process that was started louder starts itself once more.
func hush() {
	if os.Getenv("GOTRACEBACK") != "none" {
		if self, err := os.Executable(); err == nil {
			env := []string{"GOTRACEBACK=none"}
			for _, kv := range os.Environ() {
				if !strings.HasPrefix(kv, "GOTRACEBACK=") {
					env = append(env, kv)
				}
			}
			_ = unix.Exec(self, os.Args, env) // on failure the process goes on as it is
		}
	}
	_ = unix.Setrlimit(unix.RLIMIT_CORE, &unix.Rlimit{})
	_ = unix.Prctl(unix.PR_SET_DUMPABLE, 0, 0, 0, 0)
}

// aside gives another way to where standard error goes, for the log. After deafen it is the only one.
func aside(err io.Writer) io.Writer {
	if err != io.Writer(os.Stderr) {
		return err
	}
	fd, failed := unix.FcntlInt(2, unix.F_DUPFD_CLOEXEC, 3)
	if failed != nil {
		return err
	}
	return os.NewFile(uintptr(fd), "log")
}

// deafen has Go's runtime, and SQLite, write to nowhere. The runtime prints the stacks of everything when a signal or a fault of its own
// ends the program, GOTRACEBACK=none or not, and what stands in them can be somebody's chat; a panic that nothing recovers prints its
// value, which can be somebody's words. What becomes of the program is told by its exit code. undo is for the program's own end.
func deafen(log io.Writer) (undo func()) {
	file, ok := log.(*os.File)
	nowhere, err := unix.Open(os.DevNull, unix.O_WRONLY|unix.O_CLOEXEC, 0)
	if !ok || file == os.Stderr || err != nil {
		return func() {}
	}
	defer unix.Close(nowhere)
	if unix.Dup3(nowhere, 2, 0) != nil {
		return func() {}
	}
	before := os.Stderr
	os.Stderr = file
	return func() {
		_ = unix.Dup3(int(file.Fd()), 2, 0)
		os.Stderr = before
	}
}
