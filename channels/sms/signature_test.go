package sms

import (
	"crypto/sha256"
	"encoding/hex"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/twilio/twilio-go/client"
	"pgregory.net/rapid"

	"waymark/channels/sms/twiliotest"
)

// check is the verdict on a form posted to path with a signature.
func (s signatures) check(path, body, signature string, change ...func(*http.Request)) bool {
	r := httptest.NewRequest(http.MethodPost, path, strings.NewReader(body))
	r.Header.Set("X-Twilio-Signature", signature)
	for _, f := range change {
		f(r)
	}
	form, ok := decode([]byte(body))
	return ok && s.genuine(r, []byte(body), form)
}

// The vector that Twilio publishes: token 12345, https://mycompany.com/myapp.php?foo=1&bar=2.
const (
	vectorPath = "/myapp.php?foo=1&bar=2"
	vectorBody = "CallSid=CA1234567890ABCDE&Caller=%2B14158675309&Digits=1234&From=%2B14158675309&To=%2B18005551212"
	vector     = "RSOYDt4T1cUTdK1PDd93/VVr8B8="
)

func vectorSignatures() signatures { return newSignatures("https://mycompany.com", []string{"12345"}) }

func TestThePublishedSignatureIsGenuine(t *testing.T) {
	if !vectorSignatures().check(vectorPath, vectorBody, vector) {
		t.Error("it was refused")
	}
}

func TestAnyFlippedBitOfTheSignatureFails(t *testing.T) {
	s := vectorSignatures()
	for i := range len(vector) * 8 {
		flipped := []byte(vector)
		flipped[i/8] ^= 1 << (i % 8)
		if s.check(vectorPath, vectorBody, string(flipped)) {
			t.Errorf("bit %d: %q passed", i, flipped)
		}
	}
	for _, wrong := range []string{"", " ", vector[:27], vector + "=", strings.ToLower(vector), "RSOYDt4T1cUTdK1PDd93_VVr8B8="} {
		if s.check(vectorPath, vectorBody, wrong) {
			t.Errorf("%q passed", wrong)
		}
	}
}

func TestAnyFlippedBitOfTheFormFails(t *testing.T) {
	s := vectorSignatures()
	signed, _ := decode([]byte(vectorBody))
	for i := range len(vectorBody) * 8 {
		flipped := []byte(vectorBody)
		flipped[i/8] ^= 1 << (i % 8)
		// %2B and %2b are the same form.
		if form, ok := decode(flipped); ok && maps.Equal(form, signed) {
			continue
		}
		if s.check(vectorPath, string(flipped), vector) {
			t.Errorf("bit %d: %q passed", i, flipped)
		}
	}
}

func TestAnyFlippedBitOfTheAddressFails(t *testing.T) {
	s := vectorSignatures()
	for i := 8; i < len(vectorPath)*8; i++ { // a path begins with /
		flipped := []byte(vectorPath)
		flipped[i/8] ^= 1 << (i % 8)
		address, err := url.ParseRequestURI(string(flipped))
		if err != nil {
			continue // net/http refuses it
		}
		if s.check(vectorPath, vectorBody, vector, func(r *http.Request) { r.URL = address }) {
			t.Errorf("bit %d: %q passed", i, flipped)
		}
	}
}

func TestOnlyTheConfiguredAddressCounts(t *testing.T) {
	body := url.Values{"From": {aPhone}, "Body": {"hi"}}
	sign := func(address string) string { return twiliotest.Sign(testToken, address, body) }
	spoof := func(r *http.Request) {
		r.Host = "evil.example:1234"
		r.URL.Host, r.URL.Scheme = "evil.example", "http"
		for _, h := range []string{"X-Forwarded-Host", "X-Forwarded-Proto", "X-Forwarded-Port", "X-Original-URL", "Forwarded"} {
			r.Header.Set(h, "evil.example")
		}
	}
	for name, c := range map[string]struct {
		public, signed string
		want           bool
	}{
		"as configured":                      {"https://w.example", "https://w.example/twilio/sms", true},
		"signed with the port":               {"https://w.example", "https://w.example:443/twilio/sms", true},
		"configured with the port":           {"https://w.example:443", "https://w.example/twilio/sms", true},
		"both with the port":                 {"https://w.example:443", "https://w.example:443/twilio/sms", true},
		"another port, signed with it":       {"https://w.example:8443", "https://w.example:8443/twilio/sms", true},
		"another port, signed without":       {"https://w.example:8443", "https://w.example/twilio/sms", true},
		"http on this machine":               {"http://127.0.0.1:8080", "http://127.0.0.1:8080/twilio/sms", true},
		"IPv6 on this machine":               {"http://[::1]:8080", "http://[::1]:8080/twilio/sms", true},
		"behind a proxy that takes a prefix": {"https://w.example/bots", "https://w.example/bots/twilio/sms", true},
		"signed for http":                    {"https://w.example", "http://w.example/twilio/sms", false},
		"signed for another host":            {"https://w.example", "https://evil.example/twilio/sms", false},
		"signed for another path":            {"https://w.example", "https://w.example/twilio/sms/", false},
		"signed for another port":            {"https://w.example", "https://w.example:444/twilio/sms", false},
	} {
		t.Run(name, func(t *testing.T) {
			s := newSignatures(c.public, []string{testToken})
			for how, change := range map[string]func(*http.Request){"honest": func(*http.Request) {}, "spoofed": spoof} {
				if got := s.check("/twilio/sms", body.Encode(), sign(c.signed), change); got != c.want {
					t.Errorf("%s headers: got %v, want %v", how, got, c.want)
				}
			}
		})
	}
}

func TestKeysInAnyOrderAndTwice(t *testing.T) {
	s := newSignatures(testPublic, []string{testToken})
	signature := twiliotest.Sign(testToken, testPublic+Path, url.Values{"Body": {"hi"}, "From": {aPhone}, "To": {ourNumber}})
	for name, c := range map[string]struct {
		body string
		want bool
	}{
		"as signed":               {"Body=hi&From=%2B447700900123&To=%2B447700900000", true},
		"in another order":        {"To=%2B447700900000&Body=hi&From=%2B447700900123", true},
		"escaped otherwise":       {"Body=%68i&From=%2b447700900123&To=%2B447700900000", true},
		"a second value after":    {"Body=hi&From=%2B447700900123&To=%2B447700900000&Body=other", true},
		"a second value before":   {"Body=other&Body=hi&From=%2B447700900123&To=%2B447700900000", false},
		"one field more":          {"Body=hi&From=%2B447700900123&To=%2B447700900000&NumMedia=1", false},
		"one field fewer":         {"Body=hi&From=%2B447700900123", false},
		"a field in another case": {"body=hi&From=%2B447700900123&To=%2B447700900000", false},
	} {
		t.Run(name, func(t *testing.T) {
			if got := s.check(Path, c.body, signature); got != c.want {
				t.Errorf("got %v, want %v", got, c.want)
			}
			// What passes is read as it was signed.
			if form, _ := decode([]byte(c.body)); c.want && keep(form).body != "hi" {
				t.Errorf("the text was read as %q", keep(form).body)
			}
		})
	}
}

func TestBodySHA256IsCheckedAgainstTheBody(t *testing.T) {
	s := newSignatures(testPublic, []string{"another token", testToken})
	body := "Body=hi&From=%2B447700900123"
	sum := sha256.Sum256([]byte(body))
	path := Path + "?bodySHA256=" + hex.EncodeToString(sum[:])
	signature := twiliotest.Sign(testToken, testPublic+path, nil)
	if !s.check(path, body, signature) {
		t.Error("the signed body was refused")
	}
	if s.check(path, body+"x", signature) {
		t.Error("another body passed")
	}
	if s.check(path, "", signature) {
		t.Error("no body passed")
	}
	if s.check(Path+"?bodySHA256="+strings.Repeat("0", 64), body, signature) {
		t.Error("another hash passed")
	}
	if s.check(Path+"?bodySHA256=", body, twiliotest.Sign(testToken, testPublic+Path+"?bodySHA256=", nil)) {
		t.Error("an empty hash let an unsigned form pass")
	}
}

func TestBothTokensPassWhileRotating(t *testing.T) {
	form := url.Values{"Body": {"hi"}}
	s := newSignatures(testPublic, []string{"new token", "old token"})
	for token, want := range map[string]bool{"new token": true, "old token": true, "older token": false, "": false} {
		if got := s.check(Path, form.Encode(), twiliotest.Sign(token, testPublic+Path, form)); got != want {
			t.Errorf("signed with %q: got %v, want %v", token, got, want)
		}
	}
}

// A form joined into one field gets the verdict that twilio-go gives on the fields one by one.
func TestTheVerdictIsTheLibrarysOwn(t *testing.T) {
	const address = testPublic + Path
	rapid.Check(t, func(t *rapid.T) {
		fields := rapid.MapOfN(rapid.String(), rapid.String(), 0, 12).Draw(t, "fields")
		values := url.Values{}
		for k, v := range fields {
			values.Set(k, v)
		}
		signature := twiliotest.Sign(testToken, address, values)
		if rapid.Bool().Draw(t, "forged") {
			signature = twiliotest.Sign("another token", address, values)
		}
		library := client.NewRequestValidator(testToken)
		want := library.Validate(address, fields, signature)
		if got := library.Validate(address, form(fields).joined(), signature); got != want {
			t.Fatalf("joined %v, one by one %v", got, want)
		}
	})
}

// FuzzSignature looks for a request that passes without being the signed one.
func FuzzSignature(f *testing.F) {
	f.Add(vectorPath, vectorBody, vector)
	f.Add("/myapp.php?foo=1", vectorBody, vector)
	f.Add("/myapp.php?foo=1&bar=2CallSidCA1234567890ABCDE", "Caller=%2B14158675309", vector)
	f.Add("/myapp.php?bodySHA256=00", "", vector)
	f.Add(vectorPath, "", "")
	s := vectorSignatures()
	signed, _ := decode([]byte(vectorBody))
	f.Fuzz(func(t *testing.T, path, body, signature string) {
		address, err := url.ParseRequestURI(path)
		if err != nil {
			return
		}
		form, ok := decode([]byte(body))
		if !ok {
			return
		}
		r := &http.Request{Method: http.MethodPost, URL: address, Header: http.Header{"X-Twilio-Signature": {signature}}}
		if !s.genuine(r, []byte(body), form) {
			return
		}
		if signature != vector || address.RequestURI() != vectorPath || !maps.Equal(form, signed) {
			t.Errorf("passed: %q %q %q", path, body, signature)
		}
	})
}
