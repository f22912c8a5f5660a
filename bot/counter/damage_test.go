package counter

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

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
