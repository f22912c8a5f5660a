package terminal

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"waymark/bot"
	"waymark/bot/counter"
	"waymark/channels"
	"waymark/content"
)

// Transcript is a conversation as testdata/conversations keeps them: what was typed and what must come
// back, in the form that chat writes. Lines that begin with "#" are for people, except "# channel:
// sms|telegram", "# locale: xx", "# at: 2026-11-24 14:00" (London; what does not matter is left to whoever replays), "# places:
// none" where there is no list of services, and "# restart", at which the program is imagined to have been killed and
// started anew.
type Transcript struct {
	Form   content.Form
	Locale string
	// At is when it is held; zero where that does not matter.
	At time.Time
	// NoPlaces: there is no list of services.
	NoPlaces bool
	Turns    []Turn
}

// Turn is one thing typed and the lines of its reply.
type Turn struct {
	Line    int // of the file, from 1
	Typed   string
	Want    []string
	Restart bool // the program restarts before this turn
}

// ReadTranscript reads a transcript and says on which line it is not one.
func ReadTranscript(src string) (Transcript, error) {
	var t Transcript
	restart := false
	for i, line := range strings.Split(src, "\n") {
		n := i + 1
		line = strings.TrimRight(line, "\r")
		switch {
		case strings.HasPrefix(line, "#"):
			key, value, _ := strings.Cut(strings.TrimSpace(line[1:]), ":")
			switch value = strings.TrimSpace(value); strings.TrimSpace(key) {
			case "channel":
				form, err := FormOf(value)
				if err != nil {
					return t, fmt.Errorf("line %d: %w", n, err)
				}
				t.Form = form
			case "locale":
				t.Locale = value
			case "at":
				at, err := moment(value)
				if err != nil {
					return t, fmt.Errorf("line %d: %w", n, err)
				}
				t.At = at
			case "places":
				if value != "none" {
					return t, fmt.Errorf("line %d: places can only be none", n)
				}
				t.NoPlaces = true
			case "restart":
				restart = true
			}
		case line == ">" || strings.HasPrefix(line, "> "):
			t.Turns = append(t.Turns, Turn{Line: n, Typed: strings.TrimPrefix(line[1:], " "), Restart: restart})
			restart = false
		case line == "<" || strings.HasPrefix(line, "< "):
			if len(t.Turns) == 0 {
				return t, fmt.Errorf("line %d: a reply before anything was typed", n)
			}
			last := &t.Turns[len(t.Turns)-1]
			last.Want = append(last.Want, line)
		case strings.TrimSpace(line) == "":
		default:
			return t, fmt.Errorf("line %d: a line begins with >, < or #, or is empty", n)
		}
	}
	if len(t.Turns) == 0 {
		return t, fmt.Errorf("line 1: nothing is typed in this transcript")
	}
	return t, nil
}

// moment reads a time by the clocks of London.
func moment(s string) (time.Time, error) {
	london, err := time.LoadLocation("Europe/London")
	if err != nil {
		return time.Time{}, errors.New("no time zone data for Europe/London")
	}
	at, err := time.ParseInLocation("2006-01-02 15:04", s, london)
	if err != nil {
		return time.Time{}, errors.New("a time is written 2026-11-24 14:00")
	}
	return at, nil
}

// FormOf gives the form in which a channel shows replies.
func FormOf(channel string) (content.Form, error) {
	switch channel {
	case "telegram":
		return content.Buttons, nil
	case "sms":
		return content.Numbered, nil
	}
	return content.Buttons, fmt.Errorf("unknown channel %q: it is telegram or sms", channel)
}

// Difference is where a replayed conversation first went another way.
type Difference struct {
	Line      int
	Typed     string
	Want, Got []string
}

// String shows both, line by line.
func (d *Difference) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "line %d: > %s\n", d.Line, d.Typed)
	for i := range max(len(d.Want), len(d.Got)) {
		want, got := at(d.Want, i), at(d.Got, i)
		if want == got {
			fmt.Fprintf(&b, "    %s\n", want)
			continue
		}
		if i < len(d.Want) {
			fmt.Fprintf(&b, "  - %s\n", want)
		}
		if i < len(d.Got) {
			fmt.Fprintf(&b, "  + %s\n", got)
		}
	}
	return b.String()
}

func at(lines []string, i int) string {
	if i < len(lines) {
		return lines[i]
	}
	return "\x00"
}

// Replay types a transcript to a replier and gives the first difference, or nil. fresh makes a replier
// that remembers nothing, at the beginning and at every restart.
func Replay(ctx context.Context, t Transcript, fresh func() (channels.Replier, error)) (*Difference, error) {
	var diff *Difference
	err := walk(ctx, t, fresh, func(turn Turn, got []string) bool {
		if !slices.Equal(got, turn.Want) {
			diff = &Difference{turn.Line, turn.Typed, turn.Want, got}
		}
		return diff == nil
	})
	return diff, err
}

// Rewrite gives the transcript's text with the replies that come today, comments and layout kept.
func Rewrite(ctx context.Context, src string, fresh func() (channels.Replier, error)) (string, error) {
	t, err := ReadTranscript(src)
	if err != nil {
		return "", err
	}
	replies := map[int][]string{}
	err = walk(ctx, t, fresh, func(turn Turn, got []string) bool {
		replies[turn.Line] = got
		return true
	})
	if err != nil {
		return "", err
	}
	var out []string
	for i, line := range strings.Split(src, "\n") {
		if strings.HasPrefix(line, "<") {
			continue
		}
		out = append(out, line)
		out = append(out, replies[i+1]...)
	}
	return strings.Join(out, "\n"), nil
}

// walk types every turn and hands each reply to see, until see says to stop.
func walk(ctx context.Context, t Transcript, fresh func() (channels.Replier, error), see func(Turn, []string) bool) error {
	who := bot.NewSender(counter.Terminal, "replay")
	replier, err := fresh()
	if err != nil {
		return err
	}
	var choices []bot.Choice
	for _, turn := range t.Turns {
		if turn.Restart {
			if replier, err = fresh(); err != nil {
				return err
			}
		}
		r := replier.Reply(ctx, ToMessage(who, t.Form, t.Locale, choices, turn.Typed))
		var got []string
		if !r.Silent {
			choices = r.Choices
			got = strings.Split(strings.TrimSuffix(Lines(r), "\n"), "\n")
		}
		if !see(turn, got) {
			return nil
		}
	}
	return nil
}
