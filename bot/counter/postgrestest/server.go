// Package postgrestest starts a real PostgreSQL for a test, on a socket in a folder of its own.
package postgrestest

import (
	"bytes"
	"cmp"
	"net"
	"net/url"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"slices"
	"strconv"
	"sync"
	"syscall"
	"testing"
	"time"
)

// patience is how long the server may take to start or stop; no test depends on it.
const patience = 30 * time.Second

// Server is one PostgreSQL.
type Server struct {
	t        *testing.T
	bin, dir string
	who      *syscall.SysProcAttr
	cmd      *exec.Cmd
	ended    chan struct{}
	said     *said
	options  []string
	port     string // empty without TLS
}

// Start starts a server with an empty database, and ends it with the test. The test is skipped where PostgreSQL is
// not installed.
func Start(t *testing.T) *Server {
	t.Helper()
	bin := installed()
	if bin == "" {
		t.Skip("PostgreSQL is not installed (apt-get install postgresql)")
	}
	s := &Server{t: t, bin: bin, said: &said{}, who: &syscall.SysProcAttr{}}
	// The path of a socket may be about a hundred characters long.
	dir, err := os.MkdirTemp("/tmp", "pg-")
	if err != nil {
		t.Fatal(err)
	}
	s.dir = dir
	t.Cleanup(func() { os.RemoveAll(dir) })
	if os.Geteuid() == 0 { // it refuses to run as root
		uid, gid := somebody()
		s.who.Credential = &syscall.Credential{Uid: uid, Gid: gid}
		if err := os.Chown(dir, int(uid), int(gid)); err != nil {
			t.Fatal(err)
		}
	}
	initdb := s.command("initdb", "-D", s.Data(), "-U", "waymark", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync", "--no-instructions")
	if out, err := initdb.CombinedOutput(); err != nil {
		t.Fatalf("initdb: %v\n%s", err, out)
	}
	s.Run()
	t.Cleanup(func() {
		s.signal(syscall.SIGQUIT)
		<-s.ended
	})
	return s
}

// Protect starts the server again so that it can be reached over TLS too, as whoever the files say it is, and over nothing else but its
// socket. It gives the port, which is on this machine alone.
func (s *Server) Protect(certFile, keyFile string) (port string) {
	s.t.Helper()
	s.Stop()
	free, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		s.t.Fatal(err)
	}
	_, s.port, _ = net.SplitHostPort(free.Addr().String())
	if err := free.Close(); err != nil {
		s.t.Fatal(err)
	}
	for from, to := range map[string]string{certFile: "server.crt", keyFile: "server.key"} {
		text, err := os.ReadFile(from)
		if err != nil {
			s.t.Fatal(err)
		}
		s.write(to, text)
	}
	s.write("pg_hba.conf", []byte("local all all trust\nhostssl all all 127.0.0.1/32 trust\n"))
	s.options = []string{"-c", "listen_addresses=127.0.0.1", "-c", "port=" + s.port, "-c", "ssl=on"}
	s.Run()
	return s.port
}

// write puts a file among the server's own.
func (s *Server) write(name string, text []byte) {
	s.t.Helper()
	path := filepath.Join(s.Data(), name)
	if err := os.WriteFile(path, text, 0o600); err != nil {
		s.t.Fatal(err)
	}
	if c := s.who.Credential; c != nil {
		if err := os.Chown(path, int(c.Uid), int(c.Gid)); err != nil {
			s.t.Fatal(err)
		}
	}
}

// installed gives the folder of the newest version's programs.
func installed() string {
	found, _ := filepath.Glob("/usr/lib/postgresql/*/bin/postgres") // the pattern is sound
	for i := range found {
		found[i] = filepath.Dir(found[i])
	}
	slices.SortFunc(found, func(a, b string) int { return version(b) - version(a) })
	for _, dir := range append(found, pathOf("postgres")) {
		if dir != "" {
			if _, err := os.Stat(filepath.Join(dir, "initdb")); err == nil {
				return dir
			}
		}
	}
	return ""
}

func version(bin string) int {
	v, _ := strconv.Atoi(filepath.Base(filepath.Dir(bin)))
	return v
}

func pathOf(program string) string {
	path, err := exec.LookPath(program)
	if err != nil {
		return ""
	}
	return filepath.Dir(path)
}

// somebody is a user who is not root.
func somebody() (uid, gid uint32) {
	for _, name := range []string{"postgres", "nobody"} {
		if u, err := user.Lookup(name); err == nil {
			id, _ := strconv.ParseUint(u.Uid, 10, 32)
			group, _ := strconv.ParseUint(u.Gid, 10, 32)
			return uint32(id), uint32(group)
		}
	}
	return 65534, 65534
}

func (s *Server) command(program string, args ...string) *exec.Cmd {
	cmd := exec.Command(filepath.Join(s.bin, program), args...)
	cmd.Dir, cmd.SysProcAttr = s.dir, s.who
	cmd.Env = append(os.Environ(), "LC_ALL=C")
	return cmd
}

// Data is the folder that everything in the database is in.
func (s *Server) Data() string { return filepath.Join(s.dir, "data") }

// Socket is the path of the server's socket.
func (s *Server) Socket() string {
	return filepath.Join(s.dir, ".s.PGSQL."+cmp.Or(s.port, "5432"))
}

// URL is the database's address.
func (s *Server) URL() string {
	u := url.URL{Scheme: "postgres", User: url.User("waymark"), Path: "/postgres", RawQuery: url.Values{"host": {s.dir}, "port": {cmp.Or(s.port, "5432")}}.Encode()}
	return u.String()
}

// Run starts the server, again after Kill, and waits until it answers.
func (s *Server) Run() {
	s.t.Helper()
	// Nothing here outlives the machine, so nothing has to reach its disk; a killed server loses nothing by that.
	s.cmd = s.command("postgres", append([]string{"-D", s.Data(), "-k", s.dir, "-c", "listen_addresses=", "-c", "fsync=off",
		"-c", "max_connections=30", "-c", "shared_buffers=16MB", "-c", "autovacuum_naptime=1d"}, s.options...)...)
	s.cmd.Stdout, s.cmd.Stderr = s.said, s.said
	if err := s.cmd.Start(); err != nil {
		s.t.Fatal(err)
	}
	ended := make(chan struct{})
	s.ended = ended
	go func(cmd *exec.Cmd) {
		_ = cmd.Wait() // how it ends is the test's business
		close(ended)
	}(s.cmd)
	for limit := time.Now().Add(patience); ; time.Sleep(20 * time.Millisecond) {
		if s.command("pg_isready", "-q", "-h", s.dir, "-p", cmp.Or(s.port, "5432"), "-U", "waymark").Run() == nil {
			return
		}
		select {
		case <-ended:
			s.t.Fatalf("postgres ended\n%s", s.said)
		default:
		}
		if time.Now().After(limit) {
			s.t.Fatalf("postgres does not answer\n%s", s.said)
		}
	}
}

// Kill ends every process of the server at once, as a power cut does.
func (s *Server) Kill() {
	s.t.Helper()
	for _, pid := range s.children() {
		_ = syscall.Kill(pid, syscall.SIGKILL) // it may have ended by itself
	}
	s.signal(syscall.SIGKILL)
	<-s.ended
}

// Stop ends the server in order.
func (s *Server) Stop() {
	s.t.Helper()
	s.signal(syscall.SIGINT)
	select {
	case <-s.ended:
	case <-time.After(patience):
		s.t.Fatalf("postgres does not stop\n%s", s.said)
	}
}

func (s *Server) signal(what syscall.Signal) { _ = s.cmd.Process.Signal(what) }

// children are the server's own processes.
func (s *Server) children() (pids []int) {
	lists, _ := filepath.Glob("/proc/" + strconv.Itoa(s.cmd.Process.Pid) + "/task/*/children")
	for _, list := range lists {
		text, _ := os.ReadFile(list)
		for _, pid := range bytes.Fields(text) {
			if n, err := strconv.Atoi(string(pid)); err == nil {
				pids = append(pids, n)
			}
		}
	}
	return pids
}

// said keeps what the server says.
type said struct {
	mu  sync.Mutex
	buf bytes.Buffer
}

func (s *said) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.buf.Write(p)
}

func (s *said) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.buf.String()
}

// Said is everything the server wrote to its log so far.
func (s *Server) Said() string { return s.said.String() }

// Set changes a setting of the whole server.
func (s *Server) Set(t *testing.T, name, value string) {
	t.Helper()
	for _, statement := range []string{"ALTER SYSTEM SET " + name + " = '" + value + "'", "SELECT pg_reload_conf()"} {
		if out, err := s.command("psql", "-X", "-q", "-h", s.dir, "-p", cmp.Or(s.port, "5432"), "-U", "waymark", "-d", "postgres", "-c", statement).CombinedOutput(); err != nil {
			t.Fatalf("psql: %v\n%s", err, out)
		}
	}
	// Each process of the server reads the change for itself, new ones at their start.
	for limit := time.Now().Add(patience); ; time.Sleep(20 * time.Millisecond) {
		out, err := s.command("psql", "-X", "-q", "-A", "-t", "-h", s.dir, "-p", cmp.Or(s.port, "5432"), "-U", "waymark", "-d", "postgres", "-c", "SHOW "+name).CombinedOutput()
		if err == nil && string(bytes.TrimSpace(out)) == value {
			return
		}
		if time.Now().After(limit) {
			t.Fatalf("the server does not take %s: %v\n%s", name, err, out)
		}
	}
}
