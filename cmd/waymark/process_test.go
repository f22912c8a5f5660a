package main

import (
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"waymark/channels/sms/twiliotest"
	"waymark/channels/telegram/telegramtest"
)

// patience is how long a test waits for something that should happen at once. It is there so that a
// broken test ends; no test depends on it.
const patience = 20 * time.Second

// The secrets of these tests. They are searched for in everything the program produces.
const (
	testAuthToken = "0f1e2d3c4b5a69788796a5b4c3d2e1f0"
	testSecret    = "webhook-secret-Qv7xK2mZ9pLw"
	ourNumber     = "+447700900000"
)

// TestMain also lets scripts call this test binary by the name of the program: then it is the program.
func TestMain(m *testing.M) {
	testscript.Main(cleaning{m}, map[string]func(){"waymark": main})
}

// cleaning runs the tests and removes what was built for them.
type cleaning struct{ *testing.M }

func (c cleaning) Run() int {
	code := c.M.Run()
	builds.clean()
	return code
}

// builds holds the programs that were built for this run of the tests: the real one, and mutants of it.
var builds = builder{made: map[string]func() (string, error){}}

type builder struct {
	mu   sync.Mutex
	dir  string
	made map[string]func() (string, error)
}

// program builds the real program, once, as it is built for use: without the race detector.
func (b *builder) program(t *testing.T) string { return b.build(t, "waymark", nil) }

// build builds a program, once per name. overlay replaces source files, by path, for this build alone.
func (b *builder) build(t *testing.T, name string, overlay map[string]string) string {
	t.Helper()
	b.mu.Lock()
	if b.dir == "" {
		var err error
		if b.dir, err = os.MkdirTemp("", "waymark-test-"); err != nil {
			b.mu.Unlock()
			t.Fatal(err)
		}
	}
	if b.made[name] == nil {
		out := filepath.Join(b.dir, name)
		b.made[name] = sync.OnceValues(func() (string, error) { return out, goBuild(out, overlay) })
	}
	build := b.made[name]
	b.mu.Unlock()
	path, err := build()
	if err != nil {
		t.Fatal(err)
	}
	return path
}

func (b *builder) clean() {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.dir != "" {
		os.RemoveAll(b.dir)
	}
}

func goBuild(out string, overlay map[string]string) error {
	args := []string{"build", "-buildvcs=false", "-o", out}
	if overlay != nil {
		file, err := writeOverlay(out+".overlay", overlay)
		if err != nil {
			return err
		}
		args = append(args, "-overlay", file)
	}
	if text, err := exec.Command("go", append(args, ".")...).CombinedOutput(); err != nil {
		return fmt.Errorf("go build: %w\n%s", err, text)
	}
	return nil
}

// stage is a folder of its own, a fake Telegram and a fake Twilio, for one program after another.
type stage struct {
	*testing.T
	root     string // everything the program may write is below it
	telegram *telegramtest.Server
	twilio   *twiliotest.Twilio
	listen   string // where the program listens
	front    *tap   // what the world sees of it: webhooks go through here
	back     *tap   // the Bot API as the program sees it
	proxy    *trap
	env      []string
	runs     int
}

// newStage sets a stage on which nothing runs yet. env is added to every program's settings.
func newStage(t *testing.T, env ...string) *stage {
	t.Helper()
	s := &stage{T: t, root: t.TempDir(), listen: freeAddress(t), telegram: telegramtest.New(t), proxy: newTrap(t)}
	s.front = newTap(t, s.listen)
	s.back = newTap(t, strings.TrimPrefix(s.telegram.URL(), "http://"))
	s.twilio = twiliotest.New(t, s.front.url(), s.front.url(), testAuthToken, ourNumber)
	for _, dir := range []string{"data", "tmp", "home", "out"} {
		if err := os.Mkdir(filepath.Join(s.root, dir), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	s.env = append([]string{
		"PATH=" + os.Getenv("PATH"),
		"HOME=" + s.path("home"),
		"TMPDIR=" + s.path("tmp"),
		// A request to anywhere but this machine would go through here, and be seen.
		"HTTP_PROXY=" + s.proxy.URL, "HTTPS_PROXY=" + s.proxy.URL,
		"WAYMARK_DATA=" + s.path("data"),
		"WAYMARK_LISTEN=" + s.listen,
		"WAYMARK_PUBLIC_URL=" + s.front.url(),
		"WAYMARK_TELEGRAM_API=" + s.back.url(),
		"WAYMARK_TELEGRAM_TOKEN=" + s.telegram.Token(),
		"WAYMARK_TELEGRAM_SECRET=" + testSecret,
		"WAYMARK_TWILIO_AUTH_TOKEN=" + testAuthToken,
		"WAYMARK_TWILIO_NUMBER=" + ourNumber,
	}, env...)
	return s
}

func (s *stage) path(parts ...string) string {
	return filepath.Join(append([]string{s.root}, parts...)...)
}

// freeAddress finds a port that nothing listens on, below those that the system gives out by itself, so that
// no other test is given it between two runs of the program.
func freeAddress(t *testing.T) string {
	t.Helper()
	for range 100 {
		address := fmt.Sprintf("127.0.0.1:%d", 20000+rand.IntN(12000))
		if l, err := net.Listen("tcp", address); err == nil {
			l.Close()
			return address
		}
	}
	t.Fatal("no free port")
	return ""
}

// process is one run of the program.
type process struct {
	s      *stage
	cmd    *exec.Cmd
	ended  chan struct{}
	err    error
	output string // the file that has its stdout and stderr
}

// start runs the real program and waits until it is ready.
func (s *stage) start(env ...string) *process {
	s.Helper()
	return s.startFile(builds.program(s.T), env...)
}

func (s *stage) startFile(program string, env ...string) *process {
	s.Helper()
	p := s.launch(program, env...)
	limit := time.Now().Add(patience)
	for !p.ready() {
		select {
		case <-p.ended:
			s.Fatalf("the program ended before it was ready: %v\n%s", p.err, p.said())
		case <-time.After(5 * time.Millisecond):
		}
		if time.Now().After(limit) {
			s.Fatalf("the program did not become ready\n%s", p.said())
		}
	}
	return p
}

// launch runs a program without waiting for anything.
func (s *stage) launch(program string, env ...string) *process {
	s.Helper()
	s.runs++
	p := &process{s: s, ended: make(chan struct{}), output: s.path("out", fmt.Sprint(s.runs))}
	out, err := os.Create(p.output)
	if err != nil {
		s.Fatal(err)
	}
	defer out.Close()
	run := s.runs
	p.cmd = exec.Command(program, "serve")
	p.cmd.Env = append(append([]string{}, s.env...), env...)
	p.cmd.Dir = s.path("home")
	p.cmd.Stdout, p.cmd.Stderr = out, out
	if err := p.cmd.Start(); err != nil {
		s.Fatal(err)
	}
	go func() {
		p.err = p.cmd.Wait()
		close(p.ended)
	}()
	s.Cleanup(func() {
		p.cmd.Process.Kill()
		<-p.ended
		if s.Failed() {
			s.Logf("run %d said:\n%s", run, p.said())
		}
	})
	return p
}

func (p *process) ready() bool {
	status, _ := p.s.get("/readyz")
	return status == http.StatusOK
}

// get asks the program for an address, through the front. The status is 0 when there was no answer.
func (s *stage) get(path string) (status int, body string) {
	// Compressed bytes could not be searched.
	client := http.Client{Timeout: patience, Transport: &http.Transport{DisableKeepAlives: true, DisableCompression: true}}
	response, err := client.Get(s.front.url() + path)
	if err != nil {
		return 0, ""
	}
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	if err != nil {
		return 0, ""
	}
	return response.StatusCode, string(text)
}

// dial opens a connection to the program itself.
func (s *stage) dial() net.Conn {
	s.Helper()
	conn, err := net.Dial("tcp", s.listen)
	if err != nil {
		s.Fatal(err)
	}
	return conn
}

// stop sends a signal and waits for the end, which has to come within 10 s. It gives the exit code, or -1
// when the signal itself ended the program.
func (p *process) stop(signal os.Signal) int {
	p.s.Helper()
	if err := p.cmd.Process.Signal(signal); err != nil {
		p.s.Fatalf("the program is gone already: %v\n%s", err, p.said())
	}
	select {
	case <-p.ended:
	case <-time.After(10 * time.Second):
		p.s.Fatalf("the program did not stop within 10 s of %v\n%s", signal, p.said())
	}
	return p.cmd.ProcessState.ExitCode()
}

// wait waits for the program to end by itself and gives its exit code.
func (p *process) wait() int {
	p.s.Helper()
	select {
	case <-p.ended:
	case <-time.After(patience):
		p.s.Fatalf("the program did not end by itself\n%s", p.said())
	}
	return p.cmd.ProcessState.ExitCode()
}

// said is everything the program wrote to stdout and stderr.
func (p *process) said() string {
	text, err := os.ReadFile(p.output)
	if err != nil {
		p.s.Fatal(err)
	}
	return string(text)
}

// unlimitCores lets processes that this one starts leave core files, unless they forbid it themselves.
func unlimitCores(t *testing.T) {
	t.Helper()
	var limit syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_CORE, &limit); err != nil {
		t.Fatal(err)
	}
	raised := syscall.Rlimit{Cur: limit.Max, Max: limit.Max}
	if err := syscall.Setrlimit(syscall.RLIMIT_CORE, &raised); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { syscall.Setrlimit(syscall.RLIMIT_CORE, &limit) })
}
