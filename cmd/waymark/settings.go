package main

import (
	"errors"
	"fmt"
	"math"
	"net"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/alecthomas/kong"

	"waymark/bot/counter"
	"waymark/bot/session"
	"waymark/channels/sms"
	"waymark/channels/telegram"
)

// settings is everything serve can be told, each as a flag, an environment variable, or a file that
// holds the value (the variable's name with _FILE added).
type settings struct {
	contentDir
	operator
	entryLinks
	Data      string `help:"Folder for what is kept: blinded counters, and the services and places that were imported." env:"WAYMARK_DATA" default:"waymark-data" type:"path"`
	Listen    string `help:"Address for webhooks, health and metrics." env:"WAYMARK_LISTEN" default:"127.0.0.1:8080"`
	PublicURL string `help:"How the world reaches this program, as https://host." env:"WAYMARK_PUBLIC_URL"`

	TelegramToken  string `help:"The bot's token." env:"WAYMARK_TELEGRAM_TOKEN" secret:""`
	TelegramName   string `help:"The bot's name on Telegram: its link is what SHARE gives, and what stands on paper." env:"WAYMARK_TELEGRAM_NAME" placeholder:"NAME"`
	TelegramMode   string `help:"poll or webhook." env:"WAYMARK_TELEGRAM_MODE" default:"poll"`
	TelegramSecret string `help:"The secret that webhook requests must carry." env:"WAYMARK_TELEGRAM_SECRET" secret:""`
	TelegramAPI    string `help:"Bot API server without the token." env:"WAYMARK_TELEGRAM_API" placeholder:"URL"`

	TwilioAccountSID string   `help:"The account; only doctor uses it, to look at its safety settings." env:"WAYMARK_TWILIO_ACCOUNT_SID"`
	TwilioAPI        string   `help:"Another server than Twilio's for that, for tests." env:"WAYMARK_TWILIO_API" placeholder:"URL"`
	TwilioAuthToken  []string `help:"The auth token; while rotating, the new and the old one." env:"WAYMARK_TWILIO_AUTH_TOKEN" secret:""`
	TwilioNumber     string   `help:"Our number, as +44…" env:"WAYMARK_TWILIO_NUMBER"`
	SMSHourly        number   `help:"Segments an hour that replies outside emergencies may cost." env:"WAYMARK_SMS_SEGMENTS_PER_HOUR" placeholder:"N"`

	Checked number `help:"A service last checked more days ago than this is shown with the words that say so." env:"WAYMARK_CHECKED_DAYS" default:"365" placeholder:"DAYS" name:"checked-days"`

	Sessions    string `help:"Where conversations are remembered: memory, or redis://… for several instances." env:"WAYMARK_SESSIONS" default:"memory"`
	MaxSessions number `help:"How many conversations are remembered at once." env:"WAYMARK_MAX_SESSIONS" default:"1000000"`
	Counters    string `help:"SQLite file for counters, by default in the data folder; or postgres://… for several instances." env:"WAYMARK_COUNTERS"`

	DashboardHash   string   `help:"The password's hash, from waymark dashboard password; turns the dashboard on." env:"WAYMARK_DASHBOARD_PASSWORD_HASH" secret:"" placeholder:"HASH"`
	DashboardListen string   `help:"Address for the dashboard." env:"WAYMARK_DASHBOARD_LISTEN" default:"127.0.0.1:8081"`
	DashboardURL    string   `help:"How the dashboard is reached through a proxy that speaks TLS, as https://host." env:"WAYMARK_DASHBOARD_URL" placeholder:"URL"`
	OIDCIssuer      string   `help:"A second way into the dashboard: your organisation's sign-in service (OpenID Connect), as https://host." env:"WAYMARK_OIDC_ISSUER" placeholder:"URL" name:"oidc-issuer"`
	OIDCClientID    string   `help:"What that service calls Waymark." env:"WAYMARK_OIDC_CLIENT_ID" placeholder:"ID" name:"oidc-client-id"`
	OIDCSecret      string   `help:"The secret that service gave Waymark." env:"WAYMARK_OIDC_CLIENT_SECRET" secret:"" placeholder:"SECRET" name:"oidc-client-secret"`
	OIDCAllow       []string `help:"Who may come in that way: e-mail addresses, sub:ID or group:NAME, with commas between." env:"WAYMARK_OIDC_ALLOW" placeholder:"WHO" name:"oidc-allow"`
	OIDCLabel       string   `help:"What the link to that way says." env:"WAYMARK_OIDC_LABEL" placeholder:"WORDS" name:"oidc-label"`
	SMSPrice        string   `help:"What one SMS segment costs, as £0.04; the dashboard shows what texts cost." env:"WAYMARK_SMS_PRICE" placeholder:"PRICE"`

	unread   []string      // problems with where the settings came from; see sourced
	patience time.Duration // how long a message waits for the session server; only tests set it
}

// number is a whole number, or notANumber, so that check names a mistyped one together with everything else.
type number int

const notANumber number = math.MinInt32

// UnmarshalText never fails.
func (n *number) UnmarshalText(text []byte) error {
	v, err := strconv.ParseInt(string(text), 10, 32)
	*n = number(v)
	if err != nil { // it quotes its input
		*n = notANumber
	}
	return nil
}

// useTelegram and useSMS say whether anything was set for a channel. A channel that was half set up is
// a problem, not a channel left out.
func (s *settings) useTelegram() bool { return s.TelegramToken != "" || s.TelegramSecret != "" }
func (s *settings) useSMS() bool      { return len(s.TwilioAuthToken) > 0 || s.TwilioNumber != "" }

// inMemory is the setting for conversations that this process remembers.
const inMemory = "memory"

// counters gives the file or database that holds the counters.
func (s *settings) counters() string {
	if s.Counters != "" {
		return s.Counters
	}
	return filepath.Join(s.Data, "counters.sqlite")
}

// atlas reads what was imported.
func (s *settings) atlas() (*atlas, error) {
	days := max(int(s.Checked), 0) // check has said what is wrong with it; 0 is a year
	return openAtlas(atlasFolder(s.Data), checkedLimit{days}.within())
}

// check lists everything wrong that can be known before anything starts. It repeats no value.
func (s *settings) check() []string {
	problems := slices.Clone(s.unread)
	add := func(format string, args ...any) { problems = append(problems, fmt.Sprintf(format, args...)) }
	if !s.useTelegram() && !s.useSMS() {
		add("no channel is set up: give WAYMARK_TELEGRAM_TOKEN for Telegram, or WAYMARK_TWILIO_AUTH_TOKEN, WAYMARK_TWILIO_NUMBER and WAYMARK_PUBLIC_URL for SMS")
	}
	if _, _, err := net.SplitHostPort(s.Listen); err != nil {
		add("WAYMARK_LISTEN is not host:port, such as 127.0.0.1:8080")
	}
	if err := session.CheckServer(s.Sessions); s.Sessions != inMemory && err != nil {
		add("WAYMARK_SESSIONS: this %v; or say memory", err)
	}
	if err := counter.CheckDatabase(s.Counters); strings.Contains(s.Counters, "://") && err != nil {
		add("WAYMARK_COUNTERS: %v; or give the path of a file", err)
	}
	switch {
	case s.MaxSessions == notANumber:
		add("WAYMARK_MAX_SESSIONS is not a whole number, such as 1000000")
	case s.MaxSessions < 1000:
		add("WAYMARK_MAX_SESSIONS is below 1000: people would lose their place")
	}
	if s.Checked == notANumber || s.Checked < 0 {
		add("WAYMARK_CHECKED_DAYS is not a whole number of days, such as 365")
	}
	if s.SMSHourly == notANumber {
		add("WAYMARK_SMS_SEGMENTS_PER_HOUR is not a whole number, such as 1500")
	}
	problems = append(problems, s.checkDashboard()...)
	if problem := botNameProblem(s.TelegramName); problem != "" {
		add("WAYMARK_TELEGRAM_NAME %s", problem)
	}
	if s.ShareLink != "" && !strings.HasPrefix(s.ShareLink, "https://") {
		add("WAYMARK_SHARE_LINK is not an https link")
	}
	return problems
}

// refusal is the one message that names every problem with the settings.
func refusal(problems []string) error {
	return wrongUse{fmt.Errorf("cannot start; mend these settings:\n  - %s", strings.Join(problems, "\n  - "))}
}

func (s *settings) telegramConfig() telegram.Config {
	return telegram.Config{
		Token: s.TelegramToken, APIBase: s.TelegramAPI, Mode: telegram.Mode(s.TelegramMode),
		Secret: s.TelegramSecret, PublicURL: s.PublicURL,
	}
}

func (s *settings) smsConfig() sms.Config {
	hourly := int(s.SMSHourly)
	if s.SMSHourly == notANumber {
		hourly = 0 // check has said so
	}
	return sms.Config{AuthTokens: s.TwilioAuthToken, Number: s.TwilioNumber, PublicURL: s.PublicURL, MaxSegmentsPerHour: hourly}
}

// lines cuts a joined error into its problems.
func lines(err error) []string {
	if err == nil {
		return nil
	}
	var joined interface{ Unwrap() []error }
	if errors.As(err, &joined) {
		var out []string
		for _, e := range joined.Unwrap() {
			out = append(out, lines(e)...)
		}
		return out
	}
	return []string{err.Error()}
}

// sourced lets every setting come from a file, so that secrets need not stand in the environment: where X
// is a variable, X_FILE names a file whose first line is its value. What is wrong with them it collects, for
// check to say together with everything else.
type sourced struct{ problems []string }

// Validate does nothing: there is nothing to know before the flags are.
func (*sourced) Validate(*kong.Application) error { return nil }

// Resolve reads the file for a flag. It never fails and repeats no value and no path.
func (f *sourced) Resolve(_ *kong.Context, _ *kong.Path, flag *kong.Flag) (any, error) {
	for _, name := range flag.Envs {
		value, set := os.LookupEnv(name)
		file := os.Getenv(name + "_FILE")
		switch {
		case file == "" && set && strings.TrimSpace(value) == "" && flag.Tag.Has("secret"):
			f.add("%s is set and empty: give it its value, or leave it out altogether", name)
		case file == "":
		case value != "":
			f.add("%s and %s_FILE are both set: leave one of them out", name, name)
		default:
			return f.read(name, file), nil
		}
	}
	return nil, nil
}

// read gives the first line of a file, or nil.
func (f *sourced) read(name, file string) any {
	src, err := os.ReadFile(file)
	first, _, _ := strings.Cut(string(src), "\n")
	first = strings.TrimSpace(first)
	switch {
	case err != nil:
		f.add("%s_FILE names a file that cannot be read", name)
	case first == "":
		f.add("%s_FILE names a file with nothing in its first line", name)
	default:
		return first
	}
	return nil
}

func (f *sourced) add(format string, args ...any) {
	f.problems = append(f.problems, fmt.Sprintf(format, args...))
}
