package main

import (
	"io"
	"strings"
	"testing"
)

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
