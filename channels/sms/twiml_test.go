package sms

import (
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"pgregory.net/rapid"

	"waymark/channels/sms/twiliotest"
	"waymark/content"
	"waymark/content/segment"
)

func messagesOf(t interface {
	Helper()
	Fatal(...any)
}, twiml string) []string {
	t.Helper()
	messages, err := twiliotest.ParseTwiML([]byte(twiml))
	if err != nil {
		t.Fatal(err)
	}
	return messages
}

func TestRender(t *testing.T) {
	d := newRenderer(3, testHasher(t))
	three := strings.TrimSpace(strings.Repeat("nine word ", 45)) // 449 characters
	four := strings.TrimSpace(strings.Repeat("nine word ", 47))  // 469
	for name, c := range map[string]struct {
		text     string
		want     []string
		segments int
	}{
		"one segment":                {"Call 999 now.\n1 I'm calling", []string{"Call 999 now.\n1 I'm calling"}, 1},
		"three stay one message":     {three, []string{three}, 3},
		"what XML has meaning for":   {`a & b < c > d ]]> "e" 'f' &amp; <Message>`, []string{`a & b < c > d ]]> "e" 'f' &amp; <Message>`}, 1},
		"control characters go":      {"a\x00b\x1bc\rd\x7f", []string{"abcd"}, 1},
		"broken bytes go":            {"a\xffb\xf0\x9fc", []string{"abc"}, 1},
		"noncharacters go":           {"a\uFFFEb\uFFFFc", []string{"abc"}, 1},
		"a tab is a space":           {"a\tb", []string{"a b"}, 1},
		"Welsh":                      {"Ffoniwch 999 nawr, gŵr", []string{"Ffoniwch 999 nawr, gŵr"}, 1},
		"white space around is gone": {"\n a \n", []string{"a"}, 1},
	} {
		t.Run(name, func(t *testing.T) {
			r := d.render(c.text, noon)
			if r == nil {
				t.Fatal("it was not rendered")
			}
			if got := messagesOf(t, r.twiml); strings.Join(got, "|") != strings.Join(c.want, "|") {
				t.Errorf("got %q, want %q", got, c.want)
			}
			if r.segments != c.segments {
				t.Errorf("%d segments, want %d", r.segments, c.segments)
			}
		})
	}

	t.Run("more than three become marked messages of one segment", func(t *testing.T) {
		r := d.render(four, noon)
		messages := messagesOf(t, r.twiml)
		if len(messages) != 4 || r.segments != 4 {
			t.Fatalf("%d messages, %d segments, want 4 of each", len(messages), r.segments)
		}
		for i, m := range messages {
			if want := string(rune('1'+i)) + "/4 "; !strings.HasPrefix(m, want) {
				t.Errorf("message %d begins %.6q, want %q", i+1, m, want)
			}
		}
	})

	for name, text := range map[string]string{"nothing": "", "white space": " \n\t", "only what cannot be sent": "\x00\xff\x1b"} {
		t.Run(name+" is not rendered", func(t *testing.T) {
			if r := d.render(text, noon); r != nil {
				t.Errorf("got %q", r.twiml)
			}
		})
	}
}

// Any text, however broken, becomes TwiML that a strict reader takes; no word is lost; and every message but a
// joined one is one segment.
func TestTwiMLIsAlwaysValidAndLosesNoWord(t *testing.T) {
	hash := testHasher(t)
	rapid.Check(t, func(t *rapid.T) {
		piece := rapid.OneOf(rapid.String(), rapid.SampledFrom([]string{
			" ", "\n", "&", "<", ">", "]]>", "<![CDATA[", "<!--", "-->", "\"", "'", "\x00", "\xff", "\u202e", "\u200b", "🙂", "€", "&#0;", "&lol;", "<?xml ?>", "\ufffe",
		}), rapid.StringMatching(`[a-z' ]{1,60}`))
		text := strings.Join(rapid.SliceOfN(piece, 1, 60).Draw(t, "pieces"), "")
		most := rapid.IntRange(1, 10).Draw(t, "segments")
		r := newRenderer(most, hash).render(text, noon)
		shown := strings.Fields(sendable(text))
		if r == nil {
			if len(shown) > 0 {
				t.Fatal("it was not rendered")
			}
			return
		}
		messages := messagesOf(t, r.twiml)
		segments := 0
		for i, m := range messages {
			segments += segment.Count(m).Segments
			if len(messages) > 1 {
				if n := segment.Count(m).Segments; n != 1 {
					t.Fatalf("message %d costs %d segments", i+1, n)
				}
				_, messages[i], _ = strings.Cut(m, " ")
			}
		}
		if segments != r.segments || len(messages) == 1 && segments > most {
			t.Fatalf("%d segments, said to be %d, one message may have %d", segments, r.segments, most)
		}
		if got, want := strings.Join(strings.Fields(strings.Join(messages, "")), ""), strings.Join(shown, ""); got != want {
			t.Fatalf("got %q, want %q", got, want)
		}
	})
}

func FuzzTwiML(f *testing.F) {
	for _, text := range []string{"Call 999", "a & b < c > ]]>", "\x00\xff", strings.Repeat("word ", 200), strings.Repeat("🙂", 200), "<Response><Message>x</Message></Response>"} {
		f.Add(text)
	}
	h := testHasher(f)
	f.Fuzz(func(t *testing.T, text string) {
		if r := newRenderer(3, h).render(text, noon); r != nil && len(messagesOf(t, r.twiml)) == 0 {
			t.Error("a text with words gave no message")
		}
	})
}

func TestRenderedTextIsKeptForNoLongerThanAnswers(t *testing.T) {
	d := newRenderer(3, testHasher(t))
	first := d.render("a", noon)
	if d.render("a", noon.Add(renderedLife-time.Second)) != first {
		t.Error("it was written anew")
	}
	d.sweep(noon.Add(2 * renderedLife))
	if n := d.lately.len(); n != 0 {
		t.Errorf("%d texts are still there", n)
	}
}

func TestTheFallbackIsOneSegmentAndSaysWhatToDo(t *testing.T) {
	messages := messagesOf(t, content.Fallback())
	if len(messages) != 1 {
		t.Fatalf("%d messages, want 1", len(messages))
	}
	if c := segment.Count(messages[0]); c.Segments != 1 || c.UCS2 {
		t.Errorf("it costs %+v, want one segment of GSM-7", c)
	}
	for _, say := range []string{"call 999 now", "speaker", "Tilt head back", "Not breathing normally", "30 chest", "2 breaths", "naloxone"} {
		if !strings.Contains(messages[0], say) {
			t.Errorf("it does not say %q", say)
		}
	}
	if !utf8.ValidString(content.Fallback()) {
		t.Error("it is not UTF-8")
	}
}

func TestSilenceIsAnEmptyResponse(t *testing.T) {
	twiml, err := silence()
	if err != nil {
		t.Fatal(err)
	}
	if messages := messagesOf(t, twiml); len(messages) != 0 {
		t.Errorf("it sends %q", messages)
	}
}
