package dashboard

import (
	"context"
	"crypto/subtle"
	"errors"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"
)

// OIDC lets people of an organisation sign in with its own accounts (OpenID Connect, authorisation code with PKCE). Who they
// are is looked at once, at the door, and kept nowhere. The zero value is none.
type OIDC struct {
	// Issuer is the provider's address, https://…; on this machine http will do, for tests.
	Issuer       string
	ClientID     string
	ClientSecret string
	// Allow says who comes in: e-mail addresses that the provider has verified, sub:ID, or group:NAME.
	Allow []string
	// Label is what the button says; empty is a usual one.
	Label string
}

// On says whether anything was set.
func (o OIDC) On() bool {
	return o.Issuer != "" || o.ClientID != "" || o.ClientSecret != "" || len(o.Allow) > 0
}

// Check gives every problem with the settings. It repeats no value.
func (o OIDC) Check() (problems []string) {
	u, err := url.Parse(o.Issuer)
	if err != nil || u.Host == "" || u.User != nil || u.RawQuery != "" || u.Fragment != "" || u.Scheme != "https" && (u.Scheme != "http" || !loopback(u.Hostname())) {
		problems = append(problems, "WAYMARK_OIDC_ISSUER is not https://host of the sign-in service")
	}
	if o.ClientID == "" {
		problems = append(problems, "WAYMARK_OIDC_CLIENT_ID is missing: the sign-in service gives it when Waymark is registered there")
	}
	if o.ClientSecret == "" {
		problems = append(problems, "WAYMARK_OIDC_CLIENT_SECRET is missing: the sign-in service gives it when Waymark is registered there")
	}
	if len(o.Allow) == 0 {
		problems = append(problems, "WAYMARK_OIDC_ALLOW is missing: without it everybody with an account there could look; give addresses, sub:ID or group:NAME, with commas between")
	}
	for _, a := range o.Allow {
		_, name, marked := strings.Cut(a, ":")
		switch {
		case strings.TrimSpace(a) != a || a == "", marked && name == "", marked && !strings.HasPrefix(a, "sub:") && !strings.HasPrefix(a, "group:"),
			!marked && (strings.Count(a, "@") != 1 || strings.HasPrefix(a, "@") || strings.HasSuffix(a, "@")):
			problems = append(problems, "WAYMARK_OIDC_ALLOW holds something that is no e-mail address, sub:ID or group:NAME")
			return problems
		}
	}
	return problems
}

// claims are what is looked at of whoever signs in.
type claims struct {
	Subject  string   `json:"sub"`
	Nonce    string   `json:"nonce"`
	Email    string   `json:"email"`
	Verified bool     `json:"email_verified"`
	Groups   []string `json:"groups"`
}

func (o OIDC) allows(c claims) bool {
	return slices.ContainsFunc(o.Allow, func(a string) bool {
		kind, name, marked := strings.Cut(a, ":")
		switch {
		case !marked:
			return c.Verified && strings.EqualFold(a, c.Email)
		case kind == "sub":
			return name == c.Subject
		}
		return slices.Contains(c.Groups, name)
	})
}

const (
	// strayCookie belongs to one attempt to sign in. It is Lax, because the provider's page leads back here: a strict
	// one would not be sent along.
	strayCookie = "__Host-waymark-oidc"
	// attemptLife is how long somebody may take at the provider's page.
	attemptLife = 10 * time.Minute
	// mostAttempts bounds how many are under way at once.
	mostAttempts = 200
	// mostAnswer bounds what is read of an answer of the provider, in bytes.
	mostAnswer = 1 << 20
	// oidcWithin bounds how long one request to the provider takes.
	oidcWithin = 10 * time.Second
)

// attempt is one way to the provider and back.
type attempt struct {
	nonce, verifier, back string
	expires               time.Time
}

// provider is the other side, found out at the first sign-in: Waymark starts without it.
type provider struct {
	conf   OIDC
	client *http.Client
	clock  func() time.Time

	mu       sync.Mutex
	oauth    *oauth2.Config
	verifier *oidc.IDTokenVerifier
	attempts map[string]attempt // by state
}

func newProvider(conf OIDC, clock func() time.Time) *provider {
	road := http.DefaultTransport.(*http.Transport).Clone()
	return &provider{conf: conf, clock: clock, attempts: map[string]attempt{},
		client: &http.Client{Timeout: oidcWithin, Transport: shortAnswers{road},
			CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}}
}

// shortAnswers reads no more of an answer than a sign-in service has to say.
type shortAnswers struct{ next http.RoundTripper }

func (s shortAnswers) RoundTrip(r *http.Request) (*http.Response, error) {
	resp, err := s.next.RoundTrip(r)
	if err == nil {
		resp.Body = struct {
			io.Reader
			io.Closer
		}{io.LimitReader(resp.Body, mostAnswer), resp.Body}
	}
	return resp, err
}

// ready asks the provider for its addresses, unless it has been asked. The lock is not held meanwhile: two who come first
// both ask.
func (p *provider) ready(ctx context.Context) (*oauth2.Config, *oidc.IDTokenVerifier, error) {
	p.mu.Lock()
	o, v := p.oauth, p.verifier
	p.mu.Unlock()
	if o != nil {
		return o, v, nil
	}
	// The keys are fetched later and again, so the context of this one request must not end with it.
	long := oidc.ClientContext(context.WithoutCancel(ctx), p.client)
	found, err := oidc.NewProvider(long, p.conf.Issuer)
	if err != nil {
		return nil, nil, err
	}
	o = &oauth2.Config{ClientID: p.conf.ClientID, ClientSecret: p.conf.ClientSecret, Endpoint: found.Endpoint(), Scopes: []string{oidc.ScopeOpenID, "email"}}
	if slices.ContainsFunc(p.conf.Allow, func(a string) bool { return strings.HasPrefix(a, "group:") }) {
		o.Scopes = append(o.Scopes, "groups")
	}
	v = found.VerifierContext(long, &oidc.Config{ClientID: p.conf.ClientID, Now: p.clock})
	p.mu.Lock()
	defer p.mu.Unlock()
	p.oauth, p.verifier = o, v
	return o, v, nil
}

// begin makes an attempt and gives its state and the address of the provider's page.
func (p *provider) begin(ctx context.Context, back string) (state, page string, err error) {
	o, _, err := p.ready(ctx)
	if err != nil {
		return "", "", err
	}
	now := p.clock()
	a := attempt{nonce: oauth2.GenerateVerifier(), verifier: oauth2.GenerateVerifier(), back: back, expires: now.Add(attemptLife)}
	state = oauth2.GenerateVerifier()
	p.mu.Lock()
	for k, old := range p.attempts {
		if !old.expires.After(now) {
			delete(p.attempts, k)
		}
	}
	full := len(p.attempts) >= mostAttempts
	if !full {
		p.attempts[state] = a
	}
	p.mu.Unlock()
	if full {
		return "", "", errBusy
	}
	with := *o
	with.RedirectURL = back
	return state, with.AuthCodeURL(state, oidc.Nonce(a.nonce), oauth2.S256ChallengeOption(a.verifier)), nil
}

// errStranger says that the provider knows somebody who is not on the list.
var errStranger = errors.New("not on the list")

// errStray says that an answer belongs to no attempt.
var errStray = errors.New("no such attempt")

// finish takes what the provider's page sent along. Each attempt can be finished once.
func (p *provider) finish(ctx context.Context, state, code string) error {
	p.mu.Lock()
	a, ok := p.attempts[state]
	delete(p.attempts, state)
	p.mu.Unlock()
	if !ok || !a.expires.After(p.clock()) {
		return errStray
	}
	o, v, err := p.ready(ctx)
	if err != nil {
		return err
	}
	ctx = oidc.ClientContext(ctx, p.client)
	with := *o
	with.RedirectURL = a.back
	token, err := with.Exchange(ctx, code, oauth2.VerifierOption(a.verifier))
	if err != nil {
		return err
	}
	raw, ok := token.Extra("id_token").(string)
	if !ok {
		return errStray
	}
	id, err := v.Verify(ctx, raw)
	if err != nil {
		return err
	}
	var c claims
	if err := id.Claims(&c); err != nil {
		return err
	}
	if subtle.ConstantTimeCompare([]byte(id.Nonce), []byte(a.nonce)) != 1 {
		return errStray
	}
	if !p.conf.allows(c) {
		return errStranger
	}
	return nil
}
