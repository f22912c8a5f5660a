package terminal

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"waymark/bot"
	"waymark/content"
)

// Widths of a live conversation, in columns: narrower than a window is easier to read.
const (
	widest    = 76
	narrowest = 24
)

func (t *Terminal) showLive(r bot.Reply) {
	if r.Silent {
		fmt.Fprintln(t.Out, t.dim("(no reply: too many messages in a short time)"))
		return
	}
	width := min(max(t.Width-2, narrowest), widest)
	fmt.Fprintln(t.Out)
	for _, l := range strings.Split(r.Text, "\n") {
		for _, w := range wrap(l, width) {
			fmt.Fprintln(t.Out, "  "+w)
		}
	}
	for _, c := range r.Choices {
		key := c.Key
		if t.Form == content.Numbered && (key == "back" || key == "more") {
			key = strings.ToUpper(key)
		}
		fmt.Fprintf(t.Out, "  %s %s\n", t.bold("["+key+"]"), c.Label)
	}
}

// wrap breaks a line at spaces so that no part is wider than width, save for a single word that is.
func wrap(line string, width int) []string {
	var out []string
	var b strings.Builder
	length := 0
	for _, w := range strings.Fields(line) {
		n := utf8.RuneCountInString(w)
		if length > 0 && length+1+n > width {
			out = append(out, b.String())
			b.Reset()
			length = 0
		}
		if length > 0 {
			b.WriteByte(' ')
			length++
		}
		b.WriteString(w)
		length += n
	}
	return append(out, b.String())
}

func (t *Terminal) bold(s string) string { return t.paint("1", s) }
func (t *Terminal) dim(s string) string  { return t.paint("2", s) }

func (t *Terminal) paint(code, s string) string {
	if !t.Colour {
		return s
	}
	return "\x1b[" + code + "m" + s + "\x1b[0m"
}
