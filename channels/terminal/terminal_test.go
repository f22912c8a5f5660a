package terminal_test

import (
	"bytes"
	"context"
	"regexp"
	"strings"
	"testing"
	"unicode/utf8"

	"waymark/bot/bottest"
	"waymark/channels/terminal"
	"waymark/content"
)

// hold types lines into a terminal and gives what it wrote.
func hold(t *testing.T, cfg terminal.Config, lines ...string) (out, notes string) {
	t.Helper()
	var o, n bytes.Buffer
	cfg.In, cfg.Out, cfg.Notes = strings.NewReader(strings.Join(lines, "\n")), &o, &n
	if err := terminal.New(cfg).Run(context.Background(), bottest.New(t)); err != nil {
		t.Fatal(err)
	}
	return o.String(), n.String()
}

func TestPipedFormIsTheTranscriptForm(t *testing.T) {
	out, _ := hold(t, terminal.Config{Form: content.Numbered}, "hes not waking up", "")
	blocks := strings.Split(strings.TrimSuffix(out, "\n\n"), "\n\n")
	if len(blocks) != 1 || !strings.HasPrefix(out, "> hes not waking up\n< Call 999 now") {
		t.Fatalf("%q", out)
	}
	if ok, _ := regexp.MatchString(`(?m)^< \[1\] \S`, out); !ok {
		t.Fatalf("no line \"< [1] label\" in\n%s", out)
	}
}

func TestLastLineWithoutItsEndCounts(t *testing.T) {
	out, _ := hold(t, terminal.Config{}, "menu")
	if !strings.HasPrefix(out, "> menu\n< ") {
		t.Fatalf("%q", out)
	}
}

func TestNumbersAndLabelsPressButtons(t *testing.T) {
	byNumber, _ := hold(t, terminal.Config{Form: content.Buttons}, "menu", "4")
	byLabel, _ := hold(t, terminal.Config{Form: content.Buttons}, "menu", "to cut down")
	last := func(s string) string {
		blocks := strings.Split(strings.TrimSpace(s), "\n\n")
		_, reply, _ := strings.Cut(blocks[len(blocks)-1], "\n")
		return reply
	}
	if last(byNumber) != last(byLabel) || !strings.Contains(byNumber, "cut") {
		t.Fatalf("by number:\n%s\nby label:\n%s", byNumber, byLabel)
	}
}

func TestLiveTerminalWrapsAndColoursOnlyWhenAsked(t *testing.T) {
	plain, _ := hold(t, terminal.Config{Live: true, Width: 40}, "hes not waking up")
	for _, l := range strings.Split(plain, "\n") {
		if utf8.RuneCountInString(l) > 40 && !strings.Contains(l, "Type what") {
			t.Errorf("%d columns wide: %q", utf8.RuneCountInString(l), l)
		}
	}
	if strings.Contains(plain, "\x1b") {
		t.Error("colours were not asked for")
	}
	colour, _ := hold(t, terminal.Config{Live: true, Width: 40, Colour: true}, "menu")
	if !strings.Contains(colour, "\x1b[1m[1]\x1b[0m") {
		t.Errorf("no colour:\n%q", colour)
	}
}

func TestSMSFormSaysWhatItCosts(t *testing.T) {
	_, notes := hold(t, terminal.Config{Form: content.Numbered, Price: 0.04, Currency: "£"}, "hes not waking up", "1")
	if ok, _ := regexp.MatchString(`^sms segments: 1 \(\d+ units, GSM-7\), so far 1, £0\.040, £0\.040 so far\nsms segments: 1 .*so far 2, £0\.040, £0\.080 so far\n$`, notes); !ok {
		t.Fatalf("%q", notes)
	}
	if _, notes := hold(t, terminal.Config{Form: content.Buttons}, "menu"); notes != "" {
		t.Fatalf("a screen costs nothing, but: %q", notes)
	}
}

func TestEndlessLineIsCutNotKept(t *testing.T) {
	out, _ := hold(t, terminal.Config{}, strings.Repeat("a", 3<<20), "menu")
	if len(out) > 2<<20 || !strings.Contains(out, "\n> menu\n") {
		t.Fatalf("%d bytes written", len(out))
	}
}
