package twiliotest

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
)

// The example of Twilio's own documentation and libraries.
func TestSignMakesThePublishedSignature(t *testing.T) {
	fields := url.Values{
		"CallSid": {"CA1234567890ABCDE"}, "Caller": {"+14158675309"}, "Digits": {"1234"},
		"From": {"+14158675309"}, "To": {"+18005551212"},
	}
	if got := Sign("12345", "https://mycompany.com/myapp.php?foo=1&bar=2", fields); got != "RSOYDt4T1cUTdK1PDd93/VVr8B8=" {
		t.Errorf("got %q", got)
	}
}

func TestParseTwiML(t *testing.T) {
	const head = `<?xml version="1.0" encoding="UTF-8"?>`
	for name, c := range map[string]struct {
		document string
		want     []string
		problem  string
	}{
		"two messages":           {head + "<Response><Message>a &amp; b</Message>\n<Message>c\nd</Message></Response>", []string{"a & b", "c\nd"}, ""},
		"no message":             {head + "<Response/>", nil, ""},
		"a comment before":       {head + "<!-- why --><Response/>", nil, ""},
		"nothing":                {"", nil, "0 <Response>"},
		"plain text":             {"hello", nil, "outside a <Message>"},
		"two roots":              {"<Response/><Response/>", nil, "2 <Response>"},
		"cut off":                {"<Response><Message>a", nil, "not well-formed"},
		"bare ampersand":         {"<Response><Message>a & b</Message></Response>", nil, "not well-formed"},
		"unknown verb":           {"<Response><Redirect>x</Redirect></Response>", nil, "unexpected <Redirect>"},
		"unknown noun":           {"<Response><Message><Media>x</Media></Message></Response>", nil, "unexpected <Media>"},
		"wrong case":             {"<response/>", nil, "unexpected <response>"},
		"a namespace":            {`<Response xmlns="x"/>`, nil, "unexpected <Response>"},
		"an attribute":           {`<Response><Message to="+447700900001">x</Message></Response>`, nil, "attributes"},
		"text between messages":  {"<Response>hm<Message>a</Message></Response>", nil, "outside a <Message>"},
		"an empty message":       {"<Response><Message> </Message></Response>", nil, "14103"},
		"too long a message":     {"<Response><Message>" + strings.Repeat("a", 1601) + "</Message></Response>", nil, "at most 1600"},
		"a doctype":              {"<!DOCTYPE x><Response/>", nil, "directive"},
		"another instruction":    {"<?php x?><Response/>", nil, "processing instruction"},
		"a broken character":     {"<Response><Message>\xff</Message></Response>", nil, "not UTF-8"},
		"a replaced character":   {"<Response><Message>\uFFFD</Message></Response>", nil, "U+FFFD"},
		"longer than Twilio has": {"<Response>" + strings.Repeat(" ", 64<<10) + "</Response>", nil, "64 KiB"},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := ParseTwiML([]byte(c.document))
			if c.problem == "" && err != nil {
				t.Fatal(err)
			}
			if c.problem != "" && (err == nil || !strings.Contains(err.Error(), c.problem)) {
				t.Fatalf("got %v, want a problem with %q", err, c.problem)
			}
			if strings.Join(got, "|") != strings.Join(c.want, "|") {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

func TestPostingFailsOnWhatTwilioWouldNotTake(t *testing.T) {
	for name, handle := range map[string]http.HandlerFunc{
		"a type that is not XML": func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "text/html")
			w.Write([]byte("<Response/>"))
		},
		"a cookie": func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "text/xml")
			w.Header().Set("Set-Cookie", "a=b")
			w.Write([]byte("<Response/>"))
		},
		"a closed connection": func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) },
	} {
		t.Run(name, func(t *testing.T) {
			server := httptest.NewServer(handle)
			defer server.Close()
			if _, err := New(t, server.URL, "https://example.org", "t0ken", "+447700900000").post(Webhook{From: "+447700900001"}); err == nil {
				t.Error("it was taken")
			}
		})
	}
}

func TestNothingButLoopbackIsCalled(t *testing.T) {
	if _, err := New(t, "http://192.0.2.1:9", "https://example.org", "t0ken", "+447700900000").post(Webhook{}); err == nil {
		t.Error("an address that is not this machine was called")
	}
}
