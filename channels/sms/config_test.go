package sms

import (
	"bytes"
	"strings"
	"testing"
	"time"
)

const (
	testToken  = "0123456789abcdef0123456789abcdef"
	testPublic = "https://waymark.example"
	ourNumber  = "+447700900000"
	aPhone     = "+447700900123"
)

// settings are right ones.
func settings() Config {
	return Config{AuthTokens: []string{testToken}, Number: ourNumber, PublicURL: testPublic}
}

func TestRightSettingsAreTaken(t *testing.T) {
	for name, change := range map[string]func(*Config){
		"as they are":                   func(*Config) {},
		"an old token while rotating":   func(c *Config) { c.AuthTokens = []string{testToken, "fedcba9876543210fedcba9876543210"} },
		"a path before ours":            func(c *Config) { c.PublicURL = "https://example.org/bots/waymark/" },
		"a port":                        func(c *Config) { c.PublicURL = "https://example.org:8443" },
		"this machine in the clear":     func(c *Config) { c.PublicURL = "http://127.0.0.1:8080" },
		"this machine over IPv6":        func(c *Config) { c.PublicURL = "http://[::1]:8080" },
		"this machine by name":          func(c *Config) { c.PublicURL = "http://localhost:8080" },
		"the most segments that may be": func(c *Config) { c.MaxSegments = 10 },
	} {
		t.Run(name, func(t *testing.T) {
			c := settings()
			change(&c)
			if _, err := New(c); err != nil {
				t.Error(err)
			}
		})
	}
}

func TestWrongSettingsAreRefused(t *testing.T) {
	const (
		empty       = "WAYMARK_TWILIO_AUTH_TOKEN is empty: "
		placeholder = "WAYMARK_TWILIO_AUTH_TOKEN is still a placeholder: "
		number      = "WAYMARK_TWILIO_NUMBER is not a number in international form: "
		public      = "WAYMARK_PUBLIC_URL is not an address Twilio can reach: "
	)
	token := func(s string) func(*Config) { return func(c *Config) { c.AuthTokens = []string{s} } }
	our := func(s string) func(*Config) { return func(c *Config) { c.Number = s } }
	at := func(s string) func(*Config) { return func(c *Config) { c.PublicURL = s } }
	for name, c := range map[string]struct {
		change func(*Config)
		want   string
	}{
		"no token":                     {func(c *Config) { c.AuthTokens = nil }, empty},
		"an empty token":               {token(""), empty},
		"a blank token":                {token(" \n"), empty},
		"an empty old token":           {func(c *Config) { c.AuthTokens = append(c.AuthTokens, "") }, empty},
		"a token with a line feed":     {token(testToken + "\n"), "WAYMARK_TWILIO_AUTH_TOKEN has white space in it: "},
		"the SID for the token":        {token("AC" + testToken), "WAYMARK_TWILIO_AUTH_TOKEN is the account SID: "},
		"a placeholder":                {token("your_auth_token"), placeholder},
		"another placeholder":          {token("<CHANGE-ME>"), placeholder},
		"a variable not filled in":     {token("${AUTH_TOKEN}"), placeholder},
		"crosses":                      {token("xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"), placeholder},
		"no number":                    {our(""), number},
		"a national number":            {our("07700900000"), number},
		"a number with spaces":         {our("+44 7700 900000"), number},
		"a short code":                 {our("88222"), number},
		"no address":                   {at(""), public},
		"a host alone":                 {at("waymark.example"), public},
		"another machine in the clear": {at("http://waymark.example"), public},
		"a name that looks local":      {at("http://localhost.example"), public},
		"a user in the address":        {at("https://user:pass@waymark.example"), public},
		"a query":                      {at("https://waymark.example/?a=b"), public},
		"a fragment":                   {at("https://waymark.example/#a"), public},
		"another scheme":               {at("ftp://waymark.example"), public},
		"too many segments":            {func(c *Config) { c.MaxSegments = 11 }, "segments of one SMS have to be 1 to 10: "},
		"fewer than no segments":       {func(c *Config) { c.MaxSegments = -1 }, "segments of one SMS have to be 1 to 10: "},
		"no segments an hour":          {func(c *Config) { c.MaxSegmentsPerHour = -1 }, "SMS segments an hour have to be 1 or more: "},
		"later than Twilio waits":      {func(c *Config) { c.Deadline = 15 * time.Second }, "the SMS deadline has to be more than 0 and at most 14 s: "},
		"no random bytes":              {func(c *Config) { c.Rand = bytes.NewReader(make([]byte, 31)) }, "no random bytes for the key"},
	} {
		t.Run(name, func(t *testing.T) {
			s := settings()
			c.change(&s)
			_, err := New(s)
			if err == nil {
				t.Fatal("they were taken")
			}
			if !strings.HasPrefix(err.Error(), c.want) || strings.Contains(err.Error(), "\n") {
				t.Errorf("got %q, want one problem that begins %q", err, c.want)
			}
		})
	}
}

func TestAllWrongSettingsAreNamedAtOnceAndNoneIsRepeated(t *testing.T) {
	_, err := New(Config{AuthTokens: []string{"s3cret s3cret"}, Number: "0770sensitive", PublicURL: "http://user:hunter2@host"})
	if err == nil {
		t.Fatal("they were taken")
	}
	if n := strings.Count(err.Error(), "\n") + 1; n != 3 {
		t.Errorf("%d problems, want 3:\n%v", n, err)
	}
	for _, secret := range []string{"s3cret", "sensitive", "hunter2"} {
		if strings.Contains(err.Error(), secret) {
			t.Errorf("the message repeats a setting: %v", err)
		}
	}
}
