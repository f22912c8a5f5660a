// Package account looks at the safety settings of a Twilio account, for an operator who asks. It only reads. Where Twilio has no
// address for a setting (redaction, retention), it looks at what the account still holds: it asks for the newest messages, notes
// whether a text or a whole number can be seen in them, and lets go of both. No error, and nothing that it gives, holds any of that.
package account

import (
	"context"
	"errors"
	"net/netip"
	"net/url"
	"regexp"
	"strings"
	"time"

	"github.com/twilio/twilio-go/client"
	twilio "github.com/twilio/twilio-go/rest/api/v2010"
)

// Config is which account is looked at.
type Config struct {
	SID, Token string
	Number     string // ours, in E.164
	// API is another server than Twilio's, for tests.
	API string
	Now time.Time
}

// Account is what was found.
type Account struct {
	// Active is false for a suspended or closed account; Trial accounts put words of their own into every text.
	Active, Trial bool
	// HasNumber: the number is the account's. What follows is about it.
	HasNumber bool
	// Takes is whether it can receive and send texts.
	Takes bool
	// Webhook and Fallback are where Twilio posts a text, and where it turns when that fails. WebhookPost and FallbackPost: by POST.
	// Application: an application's settings hold instead.
	Webhook, Fallback         string
	WebhookPost, FallbackPost bool
	Application               bool
	// Seen is how many of the newest messages were looked at. Texts and Numbers are how many of those show a text, or a whole
	// number that is not ours.
	Seen, Texts, Numbers int
	// Kept: a message older than Retention is still there.
	Kept bool
}

// Retention is the shortest time that Twilio can be told to keep messages for (7 days), and a day for it to do so.
const Retention = 8 * 24 * time.Hour

// newest is how many messages are looked at.
const newest = 20

// Why an account cannot be looked at. None names the account.
var (
	ErrSettings    = errors.New("to look into the Twilio account, WAYMARK_TWILIO_ACCOUNT_SID has to be AC and 32 letters or digits, as the console shows it")
	ErrAPI         = errors.New("WAYMARK_TWILIO_API is not a server's address: https://host, or http on this machine")
	ErrRefused     = errors.New("this account SID and auth token are not known together")
	ErrNotFound    = errors.New("there is no such account")
	ErrBusy        = errors.New("it is busy or not well; try again later")
	ErrUnreachable = errors.New("it cannot be reached")
	ErrGarbled     = errors.New("what answers is not Twilio, or its answers have changed")
)

func sidShape() *regexp.Regexp { return regexp.MustCompile(`^AC[0-9a-fA-F]{32}$`) }

// Inspect looks at an account.
func Inspect(ctx context.Context, c Config) (Account, error) {
	if !sidShape().MatchString(c.SID) {
		return Account{}, ErrSettings
	}
	road, err := newRoad(ctx, c.API)
	if err != nil {
		return Account{}, err
	}
	defer road.close()
	basic := &client.Client{Credentials: client.NewCredentials(c.SID, c.Token), HTTPClient: road.client}
	basic.SetAccountSid(c.SID)
	api := twilio.NewApiService(&client.RequestHandler{Client: basic}) // and nothing from the environment

	var a Account
	whole, err := api.FetchAccount(c.SID)
	if err != nil {
		return a, road.reason(err)
	}
	a.Active = deref(whole.Status) == "active"
	a.Trial = strings.EqualFold(deref(whole.Type), "trial")
	numbers, err := api.PageIncomingPhoneNumber((&twilio.ListIncomingPhoneNumberParams{}).SetPhoneNumber(c.Number).SetPageSize(newest), "", "")
	if err != nil {
		return a, road.reason(err)
	}
	for _, n := range numbers.IncomingPhoneNumbers {
		if deref(n.PhoneNumber) == c.Number {
			a.number(n)
		}
	}
	page, err := api.PageMessage((&twilio.ListMessageParams{}).SetPageSize(newest), "", "")
	if err != nil {
		return a, road.reason(err)
	}
	for _, m := range page.Messages {
		a.message(m, c.Number)
	}
	old, err := api.PageMessage((&twilio.ListMessageParams{}).SetDateSentBefore(c.Now.Add(-Retention).UTC()).SetPageSize(1), "", "")
	if err != nil {
		return a, road.reason(err)
	}
	a.Kept = len(old.Messages) > 0
	return a, nil
}

func (a *Account) number(n twilio.ApiV2010IncomingPhoneNumber) {
	a.HasNumber = true
	a.Takes = n.Capabilities != nil && n.Capabilities.Sms
	a.Webhook, a.WebhookPost = deref(n.SmsUrl), strings.EqualFold(deref(n.SmsMethod), "post")
	a.Fallback, a.FallbackPost = deref(n.SmsFallbackUrl), strings.EqualFold(deref(n.SmsFallbackMethod), "post")
	a.Application = deref(n.SmsApplicationSid) != ""
}

// message notes what a message still shows. Redacted texts come as nothing or as a mark, redacted numbers with XXXX for
// their last four digits (twilio.com/docs/messaging/guides/privacy-message-redaction).
func (a *Account) message(m twilio.ApiV2010Message, ours string) {
	a.Seen++
	body := strings.TrimSpace(deref(m.Body))
	if body != "" && !strings.Contains(strings.ToUpper(body), "REDACTED") {
		a.Texts++
	}
	for _, n := range []string{deref(m.From), deref(m.To)} {
		if n != "" && n != ours && !strings.HasSuffix(strings.ToUpper(n), "XXXX") && !strings.Contains(strings.ToUpper(n), "REDACTED") {
			a.Numbers++
			return
		}
	}
}

func deref(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}

// base reads Config.API; nil is Twilio's own.
func base(api string) (*url.URL, error) {
	if api == "" {
		return nil, nil
	}
	u, err := url.Parse(api)
	if err != nil || u.Host == "" || u.User != nil || u.RawQuery != "" || strings.Trim(u.Path, "/") != "" {
		return nil, ErrAPI
	}
	if ip, err := netip.ParseAddr(u.Hostname()); u.Scheme == "https" || u.Scheme == "http" && (u.Hostname() == "localhost" || err == nil && ip.IsLoopback()) {
		return u, nil
	}
	return nil, ErrAPI
}
