package twiliotest

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"sync"
	"testing"
	"time"
)

// Account is Twilio's REST API, as far as it is needed to look at one account's settings. It is strict: it fails the test on
// anything but a GET of what is listed below, with the account's own name and password, and with fields that it knows.
type Account struct {
	t     testing.TB
	http  *httptest.Server
	sid   string
	token string

	mu       sync.Mutex
	status   string
	kind     string
	numbers  []map[string]any
	messages []map[string]any
	faults   []Fault
	asked    []string
}

// Fault is the answer to the next request instead of the right one.
type Fault struct {
	Status int
	Body   string
	Header http.Header
}

// NewAccount makes an active account, without numbers and messages.
func NewAccount(t testing.TB, token string) *Account {
	t.Helper()
	a := &Account{t: t, sid: "AC" + "0123456789abcdef0123456789abcdef", token: token, status: "active", kind: "Full"}
	a.http = httptest.NewServer(a)
	t.Cleanup(func() {
		a.http.Close()
		if len(a.faults) > 0 {
			t.Errorf("twiliotest: %d faults were never met", len(a.faults))
		}
	})
	return a
}

// URL is the server's address; SID the account's.
func (a *Account) URL() string { return a.http.URL }

// SID is the account's name.
func (a *Account) SID() string { return a.sid }

// SetAccount changes what the account is: "active" or "suspended"; "Full" or "Trial".
func (a *Account) SetAccount(status, kind string) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.status, a.kind = status, kind
}

// AddNumber gives the account a number with its messaging settings, as Twilio calls them: sms_url, sms_method…
func (a *Account) AddNumber(number string, settings map[string]any) {
	a.mu.Lock()
	defer a.mu.Unlock()
	n := map[string]any{
		"sid": "PN0123456789abcdef0123456789abcdef", "account_sid": a.sid, "phone_number": number, "friendly_name": "Waymark",
		"sms_url": "", "sms_method": "POST", "sms_fallback_url": "", "sms_fallback_method": "POST", "sms_application_sid": "",
		"capabilities": map[string]any{"voice": true, "sms": true, "mms": false, "fax": false}, "beta": false,
	}
	for k, v := range settings {
		n[k] = v
	}
	a.numbers = append(a.numbers, n)
}

// AddMessage puts a message into the account's log.
func (a *Account) AddMessage(from, to, body string, sent time.Time) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.messages = append(a.messages, map[string]any{
		"sid": NewMessageSid(), "account_sid": a.sid, "from": from, "to": to, "body": body, "date_sent": sent.UTC().Format(time.RFC1123Z),
		"direction": "inbound", "status": "received", "num_media": "0", "num_segments": "1", "error_code": nil,
	})
}

// Fail makes the next request meet a fault.
func (a *Account) Fail(f Fault) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.faults = append(a.faults, f)
}

// Asked lists the paths that were asked for.
func (a *Account) Asked() []string {
	a.mu.Lock()
	defer a.mu.Unlock()
	return slices.Clone(a.asked)
}

// ServeHTTP answers as api.twilio.com does.
func (a *Account) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.asked = append(a.asked, r.URL.Path)
	w.Header().Set("Content-Type", "application/json")
	if r.Method != http.MethodGet {
		a.t.Errorf("twiliotest: %s, where only GET changes nothing", r.Method)
	}
	if sid, token, _ := r.BasicAuth(); sid != a.sid || token != a.token {
		a.refuse(w, http.StatusUnauthorized, 20003)
		return
	}
	if len(a.faults) > 0 {
		f := a.faults[0]
		a.faults = a.faults[1:]
		for k, v := range f.Header {
			w.Header()[k] = v
		}
		w.WriteHeader(f.Status)
		fmt.Fprint(w, f.Body)
		return
	}
	q := r.URL.Query()
	switch r.URL.Path {
	case "/2010-04-01/Accounts/" + a.sid + ".json":
		a.only(q)
		a.write(w, map[string]any{"sid": a.sid, "status": a.status, "type": a.kind, "friendly_name": "Waymark", "auth_token": a.token})
	case "/2010-04-01/Accounts/" + a.sid + "/IncomingPhoneNumbers.json":
		a.only(q, "PhoneNumber", "PageSize")
		a.page(w, "incoming_phone_numbers", slices.DeleteFunc(slices.Clone(a.numbers), func(n map[string]any) bool {
			return q.Get("PhoneNumber") != "" && n["phone_number"] != q.Get("PhoneNumber")
		}), q)
	case "/2010-04-01/Accounts/" + a.sid + "/Messages.json":
		a.only(q, "PageSize", "DateSent<")
		before, err := time.Parse(time.RFC3339, q.Get("DateSent<"))
		if q.Has("DateSent<") && err != nil {
			a.t.Errorf("twiliotest: a date that Twilio does not read")
		}
		a.page(w, "messages", slices.DeleteFunc(slices.Clone(a.messages), func(m map[string]any) bool {
			sent, err := time.Parse(time.RFC1123Z, m["date_sent"].(string))
			return err == nil && q.Has("DateSent<") && !sent.Before(before)
		}), q)
	default:
		a.t.Errorf("twiliotest: nobody expected %s", r.URL.Path)
		a.refuse(w, http.StatusNotFound, 20404)
	}
}

// only fails the test on a field that is not known.
func (a *Account) only(q url.Values, known ...string) {
	for name := range q {
		if !slices.Contains(known, name) {
			a.t.Errorf("twiliotest: the field %s is not known here", name)
		}
	}
}

func (a *Account) page(w http.ResponseWriter, name string, records []map[string]any, q url.Values) {
	size := 50
	if _, err := fmt.Sscan(q.Get("PageSize"), &size); err != nil && q.Has("PageSize") {
		a.t.Errorf("twiliotest: PageSize is not a number")
	}
	records = records[:min(len(records), size)]
	a.write(w, map[string]any{name: records, "page": 0, "page_size": size, "next_page_uri": nil, "first_page_uri": "/", "uri": "/"})
}

func (a *Account) write(w http.ResponseWriter, v any) {
	if err := json.NewEncoder(w).Encode(v); err != nil {
		a.t.Errorf("twiliotest: %v", err)
	}
}

func (a *Account) refuse(w http.ResponseWriter, status, code int) {
	w.WriteHeader(status)
	a.write(w, map[string]any{"code": code, "message": "Authenticate " + a.sid, "more_info": "https://www.twilio.com/docs/errors/20003", "status": status})
}
