package dashboard

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"
)

// organisation is a sign-in service of the tests. It is strict: what Waymark sends must be right, and a code works once.
type organisation struct {
	t      *testing.T
	server *httptest.Server
	key    *ecdsa.PrivateKey
	clock  func() time.Time
	claims func(c map[string]any) // what a test changes of who signs in
	signer *ecdsa.PrivateKey      // signs instead of key

	mu    sync.Mutex
	codes map[string]url.Values // what was asked at the page, by code
	asked int
}

const oidcSecret = "between the two of them"

func newOrganisation(t *testing.T) *organisation {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	o := &organisation{t: t, key: key, signer: key, codes: map[string]url.Values{}, claims: func(map[string]any) {}}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /.well-known/openid-configuration", func(w http.ResponseWriter, r *http.Request) {
		o.answer(w, map[string]any{"issuer": o.server.URL, "authorization_endpoint": o.server.URL + "/page", "token_endpoint": o.server.URL + "/token",
			"jwks_uri": o.server.URL + "/keys", "id_token_signing_alg_values_supported": []string{"ES256"}})
	})
	mux.HandleFunc("GET /keys", func(w http.ResponseWriter, r *http.Request) {
		o.answer(w, jose.JSONWebKeySet{Keys: []jose.JSONWebKey{{Key: &key.PublicKey, KeyID: "one", Algorithm: "ES256", Use: "sig"}}})
	})
	mux.HandleFunc("GET /page", o.page)
	mux.HandleFunc("POST /token", o.token)
	mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) { t.Errorf("the service was asked for %s", r.URL.Path) })
	o.server = httptest.NewServer(mux)
	t.Cleanup(o.server.Close)
	return o
}

func (o *organisation) answer(w http.ResponseWriter, v any) {
	w.Header().Set("Content-Type", "application/json")
	if err := json.NewEncoder(w).Encode(v); err != nil {
		o.t.Error(err)
	}
}

// page is where somebody types their password; here they have.
func (o *organisation) page(w http.ResponseWriter, r *http.Request) {
	q := r.URL.Query()
	for name, want := range map[string]string{"response_type": "code", "client_id": "waymark", "code_challenge_method": "S256"} {
		if q.Get(name) != want {
			o.t.Errorf("%s is %q", name, q.Get(name))
		}
	}
	if len(q.Get("state")) < 32 || len(q.Get("nonce")) < 32 || len(q.Get("code_challenge")) < 43 || !strings.Contains(q.Get("scope"), "openid") {
		o.t.Errorf("the page was asked with %v", q)
	}
	o.mu.Lock()
	o.asked++
	code := fmt.Sprint("code", o.asked)
	o.codes[code] = q
	o.mu.Unlock()
	back, err := url.Parse(q.Get("redirect_uri"))
	if err != nil {
		o.t.Error(err)
	}
	back.RawQuery = url.Values{"code": {code}, "state": {q.Get("state")}}.Encode()
	http.Redirect(w, r, back.String(), http.StatusFound)
}

func (o *organisation) token(w http.ResponseWriter, r *http.Request) {
	if err := r.ParseForm(); err != nil {
		o.t.Error(err)
	}
	o.mu.Lock()
	q, ok := o.codes[r.PostForm.Get("code")]
	delete(o.codes, r.PostForm.Get("code"))
	o.mu.Unlock()
	sum := sha256.Sum256([]byte(r.PostForm.Get("code_verifier")))
	id, secret, _ := r.BasicAuth()
	if !ok || id != "waymark" || unescape(secret) != oidcSecret || r.PostForm.Get("redirect_uri") != q.Get("redirect_uri") ||
		base64.RawURLEncoding.EncodeToString(sum[:]) != q.Get("code_challenge") {
		http.Error(w, `{"error":"invalid_grant"}`, http.StatusBadRequest)
		return
	}
	now := o.clock()
	c := map[string]any{"iss": o.server.URL, "aud": "waymark", "sub": "u-1", "nonce": q.Get("nonce"), "iat": now.Unix(), "exp": now.Add(time.Minute).Unix(),
		"email": "manager@service.example", "email_verified": true, "groups": []string{"everybody"}}
	o.claims(c)
	body, err := json.Marshal(c)
	if err != nil {
		o.t.Error(err)
	}
	signer, err := jose.NewSigner(jose.SigningKey{Algorithm: jose.ES256, Key: jose.JSONWebKey{Key: o.signer, KeyID: "one"}}, nil)
	if err != nil {
		o.t.Error(err)
	}
	signed, err := signer.Sign(body)
	if err != nil {
		o.t.Error(err)
	}
	raw, err := signed.CompactSerialize()
	if err != nil {
		o.t.Error(err)
	}
	o.answer(w, map[string]any{"access_token": "unused", "token_type": "Bearer", "id_token": raw})
}

func unescape(s string) string {
	u, err := url.QueryUnescape(s)
	if err != nil {
		return s
	}
	return u
}

func (o *organisation) serve(allow ...string) *served {
	s := serve(o.t, file(o.t, 40, likely), func(c *Config) {
		c.OIDC = OIDC{Issuer: o.server.URL, ClientID: "waymark", ClientSecret: oidcSecret, Allow: allow}
	})
	o.clock = func() time.Time { return s.clock }
	return s
}

// away goes as far as the way back from the service's page, with the cookie that belongs to it.
func (o *organisation) away(s *served) (back string, cookie *http.Cookie) {
	o.t.Helper()
	resp := s.do("GET", "/dashboard/oidc", nil)
	if resp.StatusCode != http.StatusSeeOther {
		o.t.Fatalf("to the service: %s", resp.Status)
	}
	for _, c := range resp.Cookies() {
		if c.Name == strayCookie {
			cookie = c
		}
	}
	if cookie == nil || !cookie.Secure || !cookie.HttpOnly || cookie.SameSite != http.SameSiteLaxMode || cookie.Path != "/" || cookie.Domain != "" {
		o.t.Fatalf("the cookie for the way is %v", cookie)
	}
	there, err := s.client.Get(resp.Header.Get("Location"))
	if err != nil {
		o.t.Fatal(err)
	}
	there.Body.Close()
	u, err := url.Parse(there.Header.Get("Location"))
	if err != nil {
		o.t.Fatal(err)
	}
	if !strings.HasPrefix(u.String(), s.server.URL+"/dashboard/oidc/back?") {
		o.t.Fatalf("the service leads back to %s", u)
	}
	return u.RequestURI(), cookie
}

func (o *organisation) through(s *served) *http.Response {
	o.t.Helper()
	back, cookie := o.away(s)
	return s.do("GET", back, nil, "Cookie", cookie.Name+"="+cookie.Value)
}

func TestAnOrganisationsAccountOpensTheDoor(t *testing.T) {
	for name, allow := range map[string]string{"by address": "Manager@service.example", "by its id": "sub:u-1", "by group": "group:everybody"} {
		t.Run(name, func(t *testing.T) {
			o := newOrganisation(t)
			s := o.serve("other@service.example", allow)
			if text := body(t, s.do("GET", "/dashboard/", nil)); !strings.Contains(text, `href="/dashboard/oidc"`) || !strings.Contains(text, `type="password"`) {
				t.Error("the page does not offer both ways in")
			}
			resp := o.through(s)
			if text := body(t, resp); resp.StatusCode != http.StatusOK || s.cookie == nil || s.cookie.SameSite != http.SameSiteStrictMode || strings.Contains(text, "service.example") {
				t.Fatalf("coming back: %s, %v\n%s", resp.Status, s.cookie, text)
			}
			if !strings.Contains(s.get("/dashboard/overview"), "Sessions are not people") {
				t.Error("no figures are shown")
			}
			s.clock = s.clock.Add(signedIn)
			if resp := s.do("GET", "/dashboard/overview", nil); resp.StatusCode != http.StatusUnauthorized {
				t.Errorf("after twelve hours: %s", resp.Status)
			}
			for v := range s.dash.doors.visits {
				if got := s.dash.doors.visits[v]; got.guest != "" {
					t.Errorf("who came in is remembered: %+v", got)
				}
			}
		})
	}
}

// Everything about an answer that is not as it must be keeps the door shut.
func TestTheDoorStaysShut(t *testing.T) {
	other, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	set := func(name string, v any) func(*organisation) {
		return func(o *organisation) { o.claims = func(c map[string]any) { c[name] = v } }
	}
	for name, change := range map[string]func(*organisation){
		"to an address that is not verified": set("email_verified", false),
		"to another address":                 set("email", "else@service.example"),
		"to no address":                      set("email", ""),
		"to an answer for somebody else":     set("aud", "another"),
		"to an answer of another service":    set("iss", "https://example.org"),
		"to an answer to another question":   set("nonce", "another"),
		"to an answer that has run out":      set("exp", lastDay.Unix()),
		"to an answer that others signed":    func(o *organisation) { o.signer = other },
	} {
		t.Run(name, func(t *testing.T) {
			o := newOrganisation(t)
			change(o)
			s := o.serve("manager@service.example", "sub:u-2", "group:managers")
			if resp := o.through(s); resp.StatusCode != http.StatusForbidden || s.cookie != nil {
				t.Fatalf("%s, %v", resp.Status, s.cookie)
			}
		})
	}
}

func TestOnlyTheBrowserThatWentComesBack(t *testing.T) {
	o := newOrganisation(t)
	s := o.serve("sub:u-1")
	shut := func(when string, resp *http.Response) {
		t.Helper()
		if resp.StatusCode != http.StatusForbidden || s.cookie != nil {
			t.Errorf("%s: %s, %v", when, resp.Status, s.cookie)
		}
	}
	back, cookie := o.away(s)
	shut("without the cookie", s.do("GET", back, nil))
	_, another := o.away(s)
	shut("with another attempt's cookie", s.do("GET", back, nil, "Cookie", another.Name+"="+another.Value))
	shut("with nothing", s.do("GET", "/dashboard/oidc/back", nil, "Cookie", cookie.Name+"="))
	if resp := s.do("GET", back, nil, "Cookie", cookie.Name+"="+cookie.Value); resp.StatusCode != http.StatusOK || s.cookie == nil {
		t.Fatalf("with its own: %s", resp.Status)
	}
	s.cookie = nil
	shut("a second time", s.do("GET", back, nil, "Cookie", cookie.Name+"="+cookie.Value))
	back, cookie = o.away(s)
	s.clock = s.clock.Add(attemptLife)
	shut("too late", s.do("GET", back, nil, "Cookie", cookie.Name+"="+cookie.Value))
	for range mostAttempts {
		if _, _, err := s.dash.provider.begin(t.Context(), "http://localhost/"); err != nil {
			t.Fatal(err)
		}
	}
	if resp := s.do("GET", "/dashboard/oidc", nil); resp.StatusCode != http.StatusTooManyRequests {
		t.Errorf("one attempt too many: %s", resp.Status)
	}
	s.clock = s.clock.Add(attemptLife)
	o.away(s)
}

// A service that is down, or that rambles, keeps nobody from the password.
func TestWithoutTheServiceThereIsThePassword(t *testing.T) {
	o := newOrganisation(t)
	s := o.serve("sub:u-1")
	o.server.Close()
	resp := s.do("GET", "/dashboard/oidc", nil)
	if text := body(t, resp); resp.StatusCode != http.StatusBadGateway || !strings.Contains(text, `type="password"`) || strings.Contains(text, "127.0.0.1") {
		t.Errorf("%s\n%s", resp.Status, text)
	}
	s.signIn()
	s.get("/dashboard/overview")
	endless := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		for range 2 * mostAnswer / 1024 {
			if _, err := w.Write(make([]byte, 1024)); err != nil {
				return
			}
		}
	}))
	defer endless.Close()
	s.dash.provider.conf.Issuer = endless.URL
	if resp := s.do("GET", "/dashboard/oidc", nil); resp.StatusCode != http.StatusBadGateway {
		t.Errorf("an answer without an end: %s", resp.Status)
	}
}

func TestWithoutOIDCThereIsNoSuchDoor(t *testing.T) {
	s := serve(t, file(t, 0, likely))
	if strings.Contains(body(t, s.do("GET", "/dashboard/", nil)), "oidc") {
		t.Error("the page offers what is not set up")
	}
	for _, path := range []string{"/dashboard/oidc/back?state=a&code=b", "/dashboard/oidc"} {
		if resp := s.do("GET", path, nil, "Cookie", strayCookie+"=a"); resp.StatusCode == http.StatusOK || s.cookie != nil {
			t.Errorf("%s: %s", path, resp.Status)
		}
	}
}

func TestOIDCSettingsThatCannotBeUsedAreNamed(t *testing.T) {
	whole := OIDC{Issuer: "https://sign-in.example", ClientID: "waymark", ClientSecret: "s", Allow: []string{"a@b.example", "sub:1", "group:x"}}
	if p := whole.Check(); len(p) > 0 || !whole.On() || (OIDC{}).On() {
		t.Fatalf("whole settings: %v", p)
	}
	for name, c := range map[string]struct {
		change func(*OIDC)
		want   string
	}{
		"no issuer":        {func(o *OIDC) { o.Issuer = "" }, "WAYMARK_OIDC_ISSUER is not https://"},
		"plain http":       {func(o *OIDC) { o.Issuer = "http://sign-in.example" }, "WAYMARK_OIDC_ISSUER is not https://"},
		"a query":          {func(o *OIDC) { o.Issuer += "?a=b" }, "WAYMARK_OIDC_ISSUER is not https://"},
		"no id":            {func(o *OIDC) { o.ClientID = "" }, "WAYMARK_OIDC_CLIENT_ID is missing"},
		"no secret":        {func(o *OIDC) { o.ClientSecret = "" }, "WAYMARK_OIDC_CLIENT_SECRET is missing"},
		"everybody":        {func(o *OIDC) { o.Allow = nil }, "WAYMARK_OIDC_ALLOW is missing"},
		"a whole domain":   {func(o *OIDC) { o.Allow = []string{"@b.example"} }, "WAYMARK_OIDC_ALLOW holds something"},
		"an empty group":   {func(o *OIDC) { o.Allow = []string{"group:"} }, "WAYMARK_OIDC_ALLOW holds something"},
		"another kind":     {func(o *OIDC) { o.Allow = []string{"name:x"} }, "WAYMARK_OIDC_ALLOW holds something"},
		"a comma too many": {func(o *OIDC) { o.Allow = []string{"a@b.example", ""} }, "WAYMARK_OIDC_ALLOW holds something"},
	} {
		t.Run(name, func(t *testing.T) {
			o := whole
			c.change(&o)
			if p := o.Check(); len(p) != 1 || !strings.Contains(p[0], c.want) {
				t.Errorf("got %q, want %q", p, c.want)
			}
		})
	}
}
