package sms

import (
	"errors"
	"io"
	"net/netip"
	"net/url"
	"regexp"
	"strings"
	"time"

	"waymark/channels"
)

// What the webhook needs from the server that mounts it.
const (
	// Path is where Twilio posts: Config.PublicURL + Path is what is put into Twilio's console.
	Path = "/twilio/sms"
	// MaxBody is the most that is read of a request, in bytes. Twilio's own are about 1 KB.
	MaxBody = 64 << 10
	// ReadTimeout is how long a request may take to arrive whole, headers included.
	ReadTimeout = 5 * time.Second
	// WriteTimeout is how long a request may take from its headers to the last byte of its answer. It is
	// past Deadline and short of the 15 s after which Twilio gives up.
	WriteTimeout = 14 * time.Second
)

const (
	// defaultMaxSegments: up to three segments phones join reliably and networks rarely lose one.
	defaultMaxSegments = 3
	// mostMaxSegments keeps a message below the 1,600 characters above which Twilio sends nothing.
	mostMaxSegments = 10
	// defaultMaxSegmentsPerHour bounds a bad hour; what it costs depends on the provider's price. Set it to what you can pay.
	defaultMaxSegmentsPerHour = 1500
	// defaultDeadline leaves 5 s of Twilio's 15 s for the way back.
	defaultDeadline = 10 * time.Second
	mostDeadline    = 14 * time.Second
)

// Config is what the channel is told once, at the start. The zero value of everything below PublicURL is a
// sound default.
type Config struct {
	// AuthTokens are the account's auth tokens: the one in use, and while it is being rotated the old one too.
	AuthTokens []string
	// Number is our own number in E.164, such as +447700900000.
	Number string
	// PublicURL is where Twilio reaches this server, without Path: https://host, or https://host/prefix behind a
	// proxy that takes the prefix off. Signatures are checked against it and nothing the request says.
	PublicURL string

	// MaxSegments is how many segments a reply may have as one message; a longer one is sent as several marked messages.
	MaxSegments int
	// MaxSegmentsPerHour is what non-urgent replies may cost; see spending.
	MaxSegmentsPerHour int
	// Deadline is how long a reply may take before the fallback text goes out instead.
	Deadline time.Duration

	// Once is what several instances know together of which messages were answered; nil when there is one.
	Once channels.Once

	// Clock tells the time; nil means time.Now.
	Clock func() time.Time
	// Rand makes the key of the hashes held in memory; nil means crypto/rand.
	Rand io.Reader
}

// The shape of a number is E.164's: + and up to 15 digits.
func e164() *regexp.Regexp { return regexp.MustCompile(`^\+[1-9][0-9]{7,14}$`) }

// A Twilio account SID is public; put where the token belongs it would let anybody sign.
func accountSID() *regexp.Regexp { return regexp.MustCompile(`^AC[0-9a-fA-F]{32}$`) }

// check collects everything wrong with the settings. It repeats no setting's value.
func (c Config) check() error {
	var problems []error
	wrong := func(text string) { problems = append(problems, errors.New(text)) }

	if len(c.AuthTokens) == 0 {
		wrong("WAYMARK_TWILIO_AUTH_TOKEN is empty: put the auth token there that Twilio's console shows, or anybody could pretend to be Twilio")
	}
	for _, token := range c.AuthTokens {
		switch {
		case strings.TrimSpace(token) == "":
			wrong("WAYMARK_TWILIO_AUTH_TOKEN is empty: put the auth token there that Twilio's console shows, or anybody could pretend to be Twilio")
		case strings.ContainsAny(token, " \t\r\n"):
			wrong("WAYMARK_TWILIO_AUTH_TOKEN has white space in it: copy it again from Twilio's console")
		case accountSID().MatchString(token):
			wrong("WAYMARK_TWILIO_AUTH_TOKEN is the account SID: put the auth token there, which stands below it in Twilio's console")
		case placeholder(token):
			wrong("WAYMARK_TWILIO_AUTH_TOKEN is still a placeholder: put the auth token there that Twilio's console shows")
		}
	}
	if !e164().MatchString(c.Number) {
		wrong("WAYMARK_TWILIO_NUMBER is not a number in international form: write it as +44 and ten digits, without spaces")
	}
	if !publicURL(c.PublicURL) {
		wrong("WAYMARK_PUBLIC_URL is not an address Twilio can reach: write it as https://host, without user, query or fragment (http only for this machine itself)")
	}
	if c.MaxSegments < 1 || c.MaxSegments > mostMaxSegments {
		wrong("segments of one SMS have to be 1 to 10: Twilio refuses a text of more than 1,600 characters")
	}
	if c.MaxSegmentsPerHour < 1 {
		wrong("SMS segments an hour have to be 1 or more: with none, only emergencies would be answered")
	}
	if c.Deadline < 0 || c.Deadline > mostDeadline {
		wrong("the SMS deadline has to be more than 0 and at most 14 s: Twilio gives up after 15 s")
	}
	return errors.Join(problems...)
}

func (c Config) withDefaults() Config {
	if c.MaxSegments == 0 {
		c.MaxSegments = defaultMaxSegments
	}
	if c.MaxSegmentsPerHour == 0 {
		c.MaxSegmentsPerHour = defaultMaxSegmentsPerHour
	}
	if c.Deadline == 0 {
		c.Deadline = defaultDeadline
	}
	c.PublicURL = strings.TrimRight(c.PublicURL, "/")
	return c
}

// placeholder recognises what example files put where a secret belongs.
func placeholder(secret string) bool {
	s := strings.NewReplacer("-", "", "_", "").Replace(strings.ToLower(strings.Trim(secret, "<>[]{}$%\"'")))
	switch s {
	case "changeme", "changethis", "replaceme", "placeholder", "authtoken", "yourauthtoken", "yourauthtokenhere",
		"yourtoken", "yourtokenhere", "tokenhere", "twilioauthtoken", "yourtwilioauthtoken", "token", "secret", "password", "todo":
		return true
	}
	return s == "" || strings.Trim(s, s[:1]) == "" // "xxxxxxxx", "--------"
}

// publicURL says whether Twilio can post to the address without anybody on the way reading along.
func publicURL(s string) bool {
	u, err := url.Parse(s)
	if err != nil || u.Hostname() == "" || u.User != nil || strings.ContainsAny(s, "?#") {
		return false
	}
	return u.Scheme == "https" || u.Scheme == "http" && loopback(u.Hostname())
}

func loopback(host string) bool {
	addr, err := netip.ParseAddr(host)
	return host == "localhost" || err == nil && addr.IsLoopback()
}
