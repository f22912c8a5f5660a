package twiliotest

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

const (
	// maxTwiML is the longest document Twilio takes, in bytes.
	maxTwiML = 64 << 10
	// maxBody is the longest message Twilio sends, in UTF-16 units; error 21617 above it.
	maxBody = 1600
)

// ParseTwiML reads a TwiML answer and returns the messages in it. It allows what Waymark has a use for and
// nothing else: one <Response>, in it any number of <Message> without attributes, and in each of them text.
func ParseTwiML(document []byte) (messages []string, err error) {
	if len(document) > maxTwiML {
		return nil, errors.New("TwiML is longer than 64 KiB")
	}
	if !utf8.Valid(document) {
		return nil, errors.New("TwiML is not UTF-8")
	}
	d := xml.NewDecoder(bytes.NewReader(document))
	depth, responses := 0, 0
	var body strings.Builder
	for {
		token, err := d.Token()
		if err == io.EOF {
			break
		}
		if err != nil {
			return nil, fmt.Errorf("TwiML is not well-formed: %w", err)
		}
		switch token := token.(type) {
		case xml.StartElement:
			want := [...]string{"Response", "Message"}
			if depth >= len(want) || token.Name != (xml.Name{Local: want[depth]}) {
				return nil, fmt.Errorf("TwiML has an unexpected <%s> at depth %d", token.Name.Local, depth)
			}
			if len(token.Attr) > 0 {
				return nil, fmt.Errorf("<%s> has attributes", token.Name.Local)
			}
			if depth == 0 {
				responses++
			}
			depth++
			body.Reset()
		case xml.EndElement:
			depth--
			if depth == 1 {
				if err := sendable(body.String()); err != nil {
					return nil, err
				}
				messages = append(messages, body.String())
			}
		case xml.CharData:
			if depth == 2 {
				body.Write(token)
			} else if len(bytes.TrimSpace(token)) > 0 {
				return nil, errors.New("TwiML has text outside a <Message>")
			}
		case xml.ProcInst:
			if token.Target != "xml" || d.InputOffset() > int64(len(`<?xml version="1.0" encoding="UTF-8"?>`)) {
				return nil, errors.New("TwiML has a processing instruction")
			}
		case xml.Comment:
			if depth > 1 {
				return nil, errors.New("a <Message> has a comment in it")
			}
		default:
			return nil, errors.New("TwiML has a directive")
		}
	}
	if responses != 1 {
		return nil, fmt.Errorf("TwiML has %d <Response>, want one", responses)
	}
	return messages, nil
}

// sendable says what would keep a phone from showing a message.
func sendable(body string) error {
	if strings.TrimSpace(body) == "" {
		return errors.New("a <Message> is empty; Twilio would fail with 14103")
	}
	if n := len(utf16.Encode([]rune(body))); n > maxBody {
		return fmt.Errorf("a <Message> has %d characters; Twilio sends at most %d", n, maxBody)
	}
	for _, r := range body {
		if r < ' ' && r != '\n' || r == 0x7f || r == utf8.RuneError {
			return fmt.Errorf("a <Message> has the character %U", r)
		}
	}
	return nil
}
