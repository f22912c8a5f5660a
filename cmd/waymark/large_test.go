package main

import (
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

// TestTwoHundredMegabytesTakeLittleMemory gives the real program lists that do not end before 200 MB. Each is refused, with what was there
// before unharmed, and the program never holds more than a part of it.
func TestTwoHundredMegabytesTakeLittleMemory(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("the memory of a process is measured in other units elsewhere")
	}
	t.Parallel()
	program := builds.program(t)
	const whole = 200 << 20
	// Rows of which every cell is as long as it may be and more.
	row := "EXAMPLE,naloxone,51.5462,-0.0751," + strings.Repeat("words ", 700) + "\n"
	for what, c := range map[string]struct{ format, head, again, want string }{
		"rows":           {"csv", "name,types,lat,lon,description\n", row, "than an import may"},
		"one cell":       {"csv", "name,types,lat,lon,description\n", strings.Repeat("x", 1<<10), "one record is over"},
		"JSON records":   {"oruk", "[", `{"id":"x","name":"` + strings.Repeat("x", 4<<10) + `","status":"inactive"},`, "than an import may"},
		"one JSON text":  {"oruk", `["`, strings.Repeat("x", 1<<10), "one record is over"},
		"nested arrays":  {"geojson", `{"features":`, strings.Repeat("[", 1<<10), ""},
		"pharmacy lists": {"nhsbsa", "ODS_CODE,TRADING_NAME,POST_CODE\n", row, "the first line does not name"},
	} {
		t.Run(what, func(t *testing.T) {
			t.Parallel()
			data := t.TempDir()
			cmd := exec.Command(program, "services", "import", "--format", c.format, "--data", data, "-")
			cmd.Env = []string{"PATH=" + os.Getenv("PATH")}
			held := &held{Reader: io.MultiReader(strings.NewReader(c.head), io.LimitReader(&again{text: c.again}, whole)), cmd: cmd}
			cmd.Stdin = held
			said, err := cmd.CombinedOutput()
			if code := cmd.ProcessState.ExitCode(); code != 1 || !strings.Contains(string(said), "waymark: refused, the services are as they were: ") || !strings.Contains(string(said), c.want) {
				t.Errorf("exit code %d (%v): %s", code, err, said)
			}
			if strings.Contains(string(said), "xxx") || strings.Contains(string(said), "words words") {
				t.Error("what was in the list is repeated")
			}
			if left, _ := filepath.Glob(filepath.Join(data, "directory", "*")); len(left) > 0 {
				t.Errorf("files were left: %v", left)
			}
			if held.most == 0 || held.most > 100<<10 {
				t.Errorf("%d kB were in use", held.most)
			}
			t.Logf("at most %d MB in use", held.most>>10)
		})
	}
}

// held looks at every piece that a program is given at how much memory it has held so far. What the system reports at a program's end
// is no less than what the test that started it held.
type held struct {
	io.Reader
	cmd  *exec.Cmd
	read int
	most int // kB
}

func (h *held) Read(b []byte) (int, error) {
	n, err := h.Reader.Read(b)
	if h.read += n; h.read%(1<<20) < n || h.most == 0 {
		status, _ := os.ReadFile(fmt.Sprintf("/proc/%d/status", h.cmd.Process.Pid)) // gone already, where it has ended
		if _, peak, ok := strings.Cut(string(status), "VmHWM:"); ok {
			var kB int
			if _, err := fmt.Sscan(peak, &kB); err == nil {
				h.most = max(h.most, kB)
			}
		}
	}
	return n, err
}

// again is a text without end.
type again struct {
	text string
	off  int
}

func (a *again) Read(b []byte) (int, error) {
	n := 0
	for n < len(b) {
		k := copy(b[n:], a.text[a.off:])
		n += k
		a.off = (a.off + k) % len(a.text)
	}
	return n, nil
}
