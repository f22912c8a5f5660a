package account_test

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	"waymark/channels/sms/account"
	"waymark/channels/sms/twiliotest"
)

const (
	token  = "00112233445566778899aabbccddeeff"
	ours   = "+447700900000"
	theirs = "+447700900123"
)

var now = time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)

func inspect(t *testing.T, a *twiliotest.Account) (account.Account, error) {
	t.Helper()
	return account.Inspect(t.Context(), account.Config{SID: a.SID(), Token: token, Number: ours, API: a.URL(), Now: now})
}

func TestWhatAnAccountStillHoldsIsSeen(t *testing.T) {
	good := map[string]any{"sms_url": "https://waymark.example/twilio/sms", "sms_fallback_url": "https://handler.twilio.com/twiml/EH0"}
	for name, c := range map[string]struct {
		set  func(a *twiliotest.Account)
		want account.Account
	}{
		"all as it should be": {func(a *twiliotest.Account) {
			a.AddNumber(ours, good)
			a.AddMessage("+44770090XXXX", ours, "", now.Add(-time.Hour))
			a.AddMessage(ours, "+44770090XXXX", "__REDACTED__", now.Add(-7*24*time.Hour))
		}, account.Account{Active: true, HasNumber: true, Takes: true, Webhook: "https://waymark.example/twilio/sms", Fallback: "https://handler.twilio.com/twiml/EH0", WebhookPost: true, FallbackPost: true, Seen: 2}},
		"nothing redacted, nothing deleted": {func(a *twiliotest.Account) {
			a.AddNumber(ours, good)
			a.AddMessage(theirs, ours, "hes gone over", now.Add(-30*24*time.Hour))
			a.AddMessage(ours, theirs, "Call 999 now", now.Add(-30*24*time.Hour))
			a.AddMessage("+44770090XXXX", ours, "still text", now.Add(-time.Hour))
		}, account.Account{Active: true, HasNumber: true, Takes: true, Webhook: "https://waymark.example/twilio/sms", Fallback: "https://handler.twilio.com/twiml/EH0", WebhookPost: true, FallbackPost: true, Seen: 3, Texts: 3, Numbers: 2, Kept: true}},
		"a trial, suspended, with another number": {func(a *twiliotest.Account) {
			a.SetAccount("suspended", "Trial")
			a.AddNumber(theirs, good)
		}, account.Account{Trial: true}},
		"by GET, with an application, without texts": {func(a *twiliotest.Account) {
			a.AddNumber(ours, map[string]any{"sms_method": "GET", "sms_application_sid": "AP0", "capabilities": map[string]any{"voice": true, "sms": false, "mms": false, "fax": false}, "sms_fallback_method": "GET"})
		}, account.Account{Active: true, HasNumber: true, Application: true}},
	} {
		t.Run(name, func(t *testing.T) {
			a := twiliotest.NewAccount(t, token)
			c.set(a)
			got, err := inspect(t, a)
			if err != nil || got != c.want {
				t.Errorf("%v\n got %+v\nwant %+v", err, got, c.want)
			}
		})
	}
}

// Whatever fails, the error is one of a few sentences: nothing of the account, the token, the address or the answer is in it.
func TestFailuresAreSentencesOfOurOwn(t *testing.T) {
	for name, c := range map[string]struct {
		fault twiliotest.Fault
		want  error
	}{
		"server error":        {twiliotest.Fault{Status: 500, Body: `{"code":20500,"message":"zibbeltron","status":500}`}, account.ErrBusy},
		"busy":                {twiliotest.Fault{Status: 429, Body: `{"code":20429,"message":"zibbeltron","status":429}`}, account.ErrBusy},
		"gone":                {twiliotest.Fault{Status: 404, Body: `{"code":20404,"message":"zibbeltron","status":404}`}, account.ErrNotFound},
		"a page":              {twiliotest.Fault{Status: 502, Body: `<html>zibbeltron</html>`}, account.ErrGarbled},
		"cut off":             {twiliotest.Fault{Status: 200, Body: `{"status":"zibbel`}, account.ErrGarbled},
		"another shape":       {twiliotest.Fault{Status: 200, Body: `["zibbeltron"]`}, account.ErrGarbled},
		"elsewhere":           {twiliotest.Fault{Status: 302, Header: http.Header{"Location": {"https://evil.example/zibbeltron"}}}, account.ErrGarbled},
		"far too long":        {twiliotest.Fault{Status: 200, Body: `{"status":"` + strings.Repeat("zibbeltron", 200_000) + `"}`}, account.ErrGarbled},
		"not for this number": {twiliotest.Fault{Status: 403, Body: `{"code":20003,"message":"zibbeltron","status":403}`}, account.ErrRefused},
	} {
		t.Run(name, func(t *testing.T) {
			a := twiliotest.NewAccount(t, token)
			a.Fail(c.fault)
			if _, err := inspect(t, a); !errors.Is(err, c.want) || strings.Contains(err.Error(), "zibbel") {
				t.Errorf("%v, want %v", err, c.want)
			}
		})
	}
	a := twiliotest.NewAccount(t, token)
	for name, c := range map[string]struct {
		config account.Config
		want   error
	}{
		"another token":       {account.Config{SID: a.SID(), Token: "ffeeddccbbaa99887766554433221100", Number: ours, API: a.URL()}, account.ErrRefused},
		"a token of marks":    {account.Config{SID: a.SID(), Token: "not a token", Number: ours, API: a.URL()}, account.ErrRefused},
		"no account":          {account.Config{Token: token, API: a.URL()}, account.ErrSettings},
		"a path as account":   {account.Config{SID: "AC/../../x", Token: token, API: a.URL()}, account.ErrSettings},
		"nobody there":        {account.Config{SID: a.SID(), Token: token, API: "http://127.0.0.1:1"}, account.ErrUnreachable},
		"over http":           {account.Config{SID: a.SID(), Token: token, API: "http://api.example.org"}, account.ErrAPI},
		"an address with key": {account.Config{SID: a.SID(), Token: token, API: "https://x:y@example.org"}, account.ErrAPI},
	} {
		_, err := account.Inspect(t.Context(), c.config)
		if !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", name, err, c.want)
		}
		if err != nil && (strings.Contains(err.Error(), a.SID()) || strings.Contains(err.Error(), "127.0.0.1") || strings.Contains(err.Error(), token)) {
			t.Errorf("%s: the error tells too much: %v", name, err)
		}
	}
	ctx, stop := context.WithCancel(t.Context())
	stop()
	if _, err := account.Inspect(ctx, account.Config{SID: a.SID(), Token: token, Number: ours, API: a.URL()}); !errors.Is(err, context.Canceled) {
		t.Errorf("stopped: %v", err)
	}
}
