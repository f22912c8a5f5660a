// Package valkeytest starts a real Valkey or Redis for a test, on a socket in a folder of its own.
package valkeytest

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"
)

// patience is how long the server may take to start; no test depends on it.
const patience = 20 * time.Second

// Server is one Valkey or Redis.
type Server struct {
	t    *testing.T
	bin  string
	dir  string
	args []string
	cmd  *exec.Cmd
}

// Start starts a server that writes nothing to a disk, unless options say otherwise ("--save", "60 1"), and ends it with the test.
// The test is skipped where neither is installed.
func Start(t *testing.T, options ...string) *Server {
	t.Helper()
	redis.SetLogger(quiet{})
	bin := ""
	for _, name := range []string{"valkey-server", "redis-server"} {
		if path, err := exec.LookPath(name); err == nil {
			bin = path
			break
		}
	}
	if bin == "" {
		t.Skip("neither Valkey nor Redis is installed (apt-get install redis-server)")
	}
	t.Logf("the session server is %s", filepath.Base(bin))
	// The path of a socket may be about a hundred characters long.
	dir, err := os.MkdirTemp("/tmp", "valkey-")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	s := &Server{t: t, bin: bin, dir: dir, args: append([]string{
		"--port", "0", "--unixsocket", filepath.Join(dir, "socket"), "--dir", dir, "--save", "", "--appendonly", "no",
	}, options...)}
	t.Cleanup(s.Kill) // before it runs: one that never answers is ended too
	s.Run()
	return s
}

// URL is the server's address.
func (s *Server) URL() string { return "unix://" + s.Socket() }

// Socket is the path of the server's socket.
func (s *Server) Socket() string { return filepath.Join(s.dir, "socket") }

// Dir is the folder that the server would write to.
func (s *Server) Dir() string { return s.dir }

// Client is for a test that looks at what is there.
func (s *Server) Client() *redis.Client {
	c := redis.NewClient(&redis.Options{Network: "unix", Addr: s.Socket(), DisableIdentity: true})
	s.t.Cleanup(func() { c.Close() })
	return c
}

// Run starts the server, again after Kill, and waits until it answers.
func (s *Server) Run() {
	s.t.Helper()
	s.cmd = exec.Command(s.bin, s.args...)
	if err := s.cmd.Start(); err != nil {
		s.t.Fatal(err)
	}
	c := redis.NewClient(&redis.Options{Network: "unix", Addr: s.Socket(), DisableIdentity: true, MaxRetries: -1})
	defer c.Close()
	answers := func() bool {
		err := c.Ping(context.Background()).Err()
		return err == nil || strings.HasPrefix(err.Error(), "NOAUTH")
	}
	for limit := time.Now().Add(patience); !answers(); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(limit) {
			s.t.Fatal("the server does not answer")
		}
	}
}

// Kill ends the server at once.
func (s *Server) Kill() {
	if s.cmd == nil || s.cmd.Process == nil {
		return
	}
	_ = s.cmd.Process.Kill() // it may have ended already
	_ = s.cmd.Wait()
}

// Hang has the server accept everything and answer nothing, until Go.
func (s *Server) Hang() { _ = s.cmd.Process.Signal(syscall.SIGSTOP) }

// Go ends Hang.
func (s *Server) Go() { _ = s.cmd.Process.Signal(syscall.SIGCONT) }

// quiet is for the library's own log.
type quiet struct{}

// Printf prints nothing.
func (quiet) Printf(context.Context, string, ...any) {}
