// Package twiliotest stands in for Twilio in tests: it signs and posts webhooks as Twilio does and reads the answer
// the way Twilio's documentation says it must be. It is strict: whatever it does not expect fails the test.
// It shares no code with the channel that it checks.
package twiliotest

import (
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha1"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"io"
	"maps"
	"mime"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
)

// patience is how long Twilio waits for an answer: https://www.twilio.com/docs/usage/webhooks.
const patience = 15 * time.Second

// Twilio is one number's side of Twilio.
type Twilio struct {
	t                               testing.TB
	endpoint, signed, token, number string
	client                          *http.Client
}

// New makes a Twilio that posts to baseURL + /twilio/sms as if that were publicURL + /twilio/sms, for our number, signing with
// token. It talks to this machine only.
func New(t testing.TB, baseURL, publicURL, token, number string) *Twilio {
	t.Helper()
	transport := &http.Transport{DialContext: dialLoopback}
	t.Cleanup(transport.CloseIdleConnections)
	return &Twilio{
		t:        t,
		endpoint: strings.TrimRight(baseURL, "/") + "/twilio/sms",
		signed:   strings.TrimRight(publicURL, "/") + "/twilio/sms",
		token:    token,
		number:   number,
		client: &http.Client{
			Transport:     transport,
			Timeout:       patience,
			CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		},
	}
}

func dialLoopback(ctx context.Context, network, address string) (net.Conn, error) {
	to, err := netip.ParseAddrPort(address)
	if err != nil || !to.Addr().IsLoopback() {
		return nil, errors.New("twiliotest talks to loopback addresses only")
	}
	var d net.Dialer
	return d.DialContext(ctx, network, address)
}

// Webhook is one request as Twilio makes it. To and MessageSid are filled in when
// they are empty.
type Webhook struct {
	From, To, Body, MessageSid, OptOutType string
	// Media are the addresses of pictures.
	Media []string
	// Query is put after the path, and signed.
	Query string
	// More fields, or other values for those that Twilio always sends. A nil value removes the field.
	More url.Values
	// Header is added to the request; it may replace the signature.
	Header http.Header
}

// Answer is what came back.
type Answer struct {
	Status   int
	TwiML    string
	Messages []string
}

// Send has a person's phone send body from the number from. It returns the messages that the phone gets
// back, and fails the test unless the answer is 200 and TwiML that Twilio would carry out.
func (w *Twilio) Send(from, body string) (messages []string) {
	w.t.Helper()
	return w.Post(Webhook{From: from, Body: body}).Messages
}

// Post posts one webhook, and fails the test unless the answer is 200 and TwiML that Twilio would carry out.
func (w *Twilio) Post(hook Webhook) Answer {
	w.t.Helper()
	answer := w.Try(hook)
	if answer.Status != http.StatusOK {
		w.t.Fatalf("the webhook answered %d, want 200", answer.Status)
	}
	return answer
}

// Try posts one webhook whose answer may be a refusal; one that is 200 has to be TwiML.
func (w *Twilio) Try(hook Webhook) Answer {
	w.t.Helper()
	answer, err := w.post(hook)
	if err != nil {
		w.t.Fatal(err)
	}
	return answer
}

// post does not end the test itself, so it can be used on any goroutine.
func (w *Twilio) post(hook Webhook) (Answer, error) {
	fields := w.fields(hook)
	request, err := http.NewRequest(http.MethodPost, w.endpoint+hook.Query, strings.NewReader(fields.Encode()))
	if err != nil {
		return Answer{}, err
	}
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded; charset=UTF-8")
	request.Header.Set("User-Agent", "TwilioProxy/1.1")
	request.Header.Set("Accept", "*/*")
	request.Header.Set("I-Twilio-Idempotency-Token", randomHex())
	request.Header.Set("X-Twilio-Signature", Sign(w.token, w.signed+hook.Query, fields))
	maps.Copy(request.Header, hook.Header)

	response, err := w.client.Do(request)
	if err != nil {
		return Answer{}, errors.New("the webhook did not answer within 15 s, or closed the connection")
	}
	defer response.Body.Close()
	body, err := io.ReadAll(io.LimitReader(response.Body, maxTwiML+1))
	if err != nil {
		return Answer{}, errors.New("the webhook's answer broke off")
	}
	answer := Answer{Status: response.StatusCode, TwiML: string(body)}
	if answer.Status != http.StatusOK {
		return answer, nil
	}
	if kind, _, _ := mime.ParseMediaType(response.Header.Get("Content-Type")); kind != "text/xml" && kind != "application/xml" {
		return answer, errors.New("TwiML has to come as text/xml or application/xml, this is " + kind)
	}
	for _, unexpected := range []string{"Set-Cookie", "Location", "Content-Encoding"} {
		if response.Header.Get(unexpected) != "" {
			return answer, errors.New("the answer has the header " + unexpected)
		}
	}
	answer.Messages, err = ParseTwiML(body)
	return answer, err
}

// SendAll posts webhooks all at once and returns the answers in the same order.
func (w *Twilio) SendAll(hooks []Webhook) []Answer {
	w.t.Helper()
	answers, errs := make([]Answer, len(hooks)), make([]error, len(hooks))
	done := make(chan struct{})
	for i, hook := range hooks {
		go func() {
			answers[i], errs[i] = w.post(hook)
			done <- struct{}{}
		}()
	}
	for range hooks {
		<-done
	}
	if err := errors.Join(errs...); err != nil {
		w.t.Fatal(err)
	}
	return answers
}

// fields are what Twilio posts for a text to a UK number.
func (w *Twilio) fields(hook Webhook) url.Values {
	if hook.To == "" {
		hook.To = w.number
	}
	if hook.MessageSid == "" {
		hook.MessageSid = NewMessageSid()
	}
	fields := url.Values{
		"ToCountry": {"GB"}, "ToState": {""}, "ToCity": {""}, "ToZip": {""},
		"FromCountry": {"GB"}, "FromState": {""}, "FromCity": {""}, "FromZip": {""},
		"SmsMessageSid": {hook.MessageSid}, "SmsSid": {hook.MessageSid}, "MessageSid": {hook.MessageSid},
		"SmsStatus": {"received"}, "NumSegments": {"1"}, "ApiVersion": {"2010-04-01"},
		"AccountSid": {"AC00000000000000000000000000000000"},
		"From":       {hook.From}, "To": {hook.To}, "Body": {hook.Body},
		"NumMedia": {"0"},
	}
	if hook.OptOutType != "" {
		fields.Set("OptOutType", hook.OptOutType)
	}
	for i, address := range hook.Media {
		n := strconv.Itoa(i)
		fields.Set("NumMedia", strconv.Itoa(i+1))
		fields.Set("MediaUrl"+n, address)
		fields.Set("MediaContentType"+n, "image/jpeg")
	}
	for key, values := range hook.More {
		if values == nil {
			fields.Del(key)
			continue
		}
		fields[key] = values
	}
	return fields
}

// Sign makes the X-Twilio-Signature of a form posted to address:
// https://www.twilio.com/docs/usage/security#validating-requests. Of a key with several values the first is signed.
func Sign(token, address string, fields url.Values) string {
	mac := hmac.New(sha1.New, []byte(token))
	io.WriteString(mac, address)
	for _, key := range slices.Sorted(maps.Keys(fields)) {
		io.WriteString(mac, key+fields.Get(key))
	}
	return base64.StdEncoding.EncodeToString(mac.Sum(nil))
}

// NewMessageSid makes a message's id that nobody had before.
func NewMessageSid() string { return "SM" + randomHex() }

func randomHex() string {
	var b [16]byte
	rand.Read(b[:])
	return hex.EncodeToString(b[:])
}
