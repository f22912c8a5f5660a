package main

import (
	"io"
	"runtime/debug"
	"strings"
	"testing"
)

// However the start goes, garbage is collected as before once it is over.
func TestTheHurryOfTheStartEnds(t *testing.T) {
	const own = 77 // percent, as GOGC may say
	t.Setenv("WAYMARK_DATA", t.TempDir())
	defer debug.SetGCPercent(debug.SetGCPercent(own))
	for name, args := range map[string][]string{"a conversation": {"chat"}, "a start that fails": {"chat", "--content", t.TempDir(), "--locale", "xx"}} {
		run(t.Context(), args, stdio{strings.NewReader("menu\n"), io.Discard, io.Discard})
		if got := debug.SetGCPercent(own); got != own {
			t.Errorf("%s leaves garbage collection at %d percent, want %d", name, got, own)
		}
	}
}

// From the command line to the first reply, as `echo "hes not breathing" | waymark chat` goes, but for what the operating
// system and Go do before main: about 7 ms. Here garbage of one round is collected in the next.
func BenchmarkStartToFirstReply(b *testing.B) {
	b.Setenv("WAYMARK_DATA", b.TempDir())
	b.ReportAllocs()
	for b.Loop() {
		var said strings.Builder
		if code := run(b.Context(), []string{"chat"}, stdio{strings.NewReader("hes not breathing\n"), &said, io.Discard}); code != exitOK {
			b.Fatal("exit code", code)
		}
		if !strings.Contains(said.String(), "999") {
			b.Fatal(said.String())
		}
	}
}
