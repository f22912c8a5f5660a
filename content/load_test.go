package content

import (
	"slices"
	"strings"
	"testing"
	"testing/fstest"
)

func TestSmallContentLoads(t *testing.T) {
	l, ps := Load(small(t))
	if ps.Err() != nil {
		t.Fatal(ps)
	}
	c := l.Card("en", "aid", "call")
	if want := []string{"Call 999 now. See https://example.org and ask {operator}.\n\n- Tilt the head back.\n- Lift the chin.", "Then stay with them."}; !slices.Equal(c.Pages[Buttons], want) {
		t.Errorf("pages %q, want %q", c.Pages[Buttons], want)
	}
	if want := []string{"Call 999 now."}; !slices.Equal(c.Pages[Numbered], want) {
		t.Errorf("SMS pages %q, want %q", c.Pages[Numbered], want)
	}
	if c.Choices[0].Text != "I'm calling" || !slices.Equal(c.Choices[0].Words, []string{"calling", "on the phone"}) {
		t.Errorf("first choice %+v", c.Choices[0])
	}
	if got := c.ShortLabels["awake"].Text; got != "Awake" {
		t.Errorf("short label %q", got)
	}
	if want := []string{"AA-01", "AA-02"}; !slices.Equal(c.Sources, want) {
		t.Errorf("sources %q, want %q", c.Sources, want)
	}
}

func TestCardFallsBackToTheDefaultLocale(t *testing.T) {
	welsh := strings.NewReplacer("locale: en", "locale: cy", "Call 999", "Ffoniwch 999")
	files := small(t)
	files["cy/aid.md"] = &fstest.MapFile{Data: []byte(welsh.Replace(string(files["en/aid.md"].Data)))}
	files["en/talk.md"] = &fstest.MapFile{Data: []byte(strings.Replace(string(files["en/aid.md"].Data), "flow: aid", "flow: talk", 1))}
	l, ps := Load(files)
	if ps.Err() != nil {
		t.Fatal(ps)
	}
	if want := []string{"en", "cy"}; !slices.Equal(l.Locales, want) {
		t.Errorf("locales %q, want %q", l.Locales, want)
	}
	if c := l.Card("cy", "aid", "call"); c == nil || c.Locale != "cy" {
		t.Errorf("a card in Welsh: %+v", c)
	}
	if c := l.Card("cy", "talk", "call"); c == nil || c.Locale != "en" {
		t.Errorf("a card that is not in Welsh: %+v, want the English one", c)
	}
	if c := l.Card("cy", "talk", "sing"); c != nil {
		t.Errorf("a card that is nowhere: %+v", c)
	}
}

func TestEmbeddedContentHasNoProblems(t *testing.T) {
	l, ps := Load(Embedded())
	for _, p := range ps {
		t.Error(p)
	}
	if len(l.Files) < 8 {
		t.Errorf("%d files of cards are built in, want at least 8", len(l.Files))
	}
}

// Every way of writing a line that keeps it plain text must come out as it was meant.
func TestMarkdownBecomesPlainText(t *testing.T) {
	for _, c := range []struct{ shows, written, want string }{
		{"a paragraph's lines are joined", "Tilt the head\nback.", "Tilt the head back."},
		{"paragraphs are parted by an empty line", "Tilt.\n\nLift.", "Tilt.\n\nLift."},
		{"a forced break stays", "Tilt.\\\nLift.", "Tilt.\nLift."},
		{"a list becomes lines with dashes", "* Tilt.\n* Lift.", "- Tilt.\n- Lift."},
		{"a list with empty lines between is the same list", "* Tilt.\n\n* Lift.", "- Tilt.\n- Lift."},
		{"an escaped star is a star", `2 \* 3`, "2 * 3"},
		{"lone signs of Markdown are themselves", "a * b _ c [d] (e) 5 < 6 & 7", "a * b _ c [d] (e) 5 < 6 & 7"},
		{"a line like a link's address does not vanish", "[note]: https://example.org", "[note]: https://example.org"},
		{"a link in angle brackets is the link", "<https://example.org>", "https://example.org"},
		{"line ends of Windows", "Tilt\r\nthe head.\r\n\r\nLift.", "Tilt the head.\n\nLift."},
	} {
		t.Run(c.shows, func(t *testing.T) {
			l, ps := Load(small(t, change{"en/aid.md", "Call 999 now. See https://example.org\nand ask {operator}.\n\n* Tilt the head back.\n* Lift the chin.\n", c.written + "\n"}))
			if ps.Err() != nil {
				t.Fatal(ps)
			}
			if got := l.Card("en", "aid", "call").Pages[Buttons][0]; got != c.want {
				t.Errorf("%q became %q, want %q", c.written, got, c.want)
			}
		})
	}
}

func TestAFileWithAByteOrderMarkIsRead(t *testing.T) {
	files := small(t)
	files["en/aid.md"] = &fstest.MapFile{Data: append([]byte("\xef\xbb\xbf"), files["en/aid.md"].Data...)}
	if _, ps := Load(files); ps.Err() != nil {
		t.Error(ps)
	}
}
