package sms

import (
	"bytes"
	"net/url"
	"strings"
)

// maxFields is the most fields a form may have. Twilio sends about 20, and two more for each picture.
const maxFields = 200

// inbound is all that is kept of a request. Everything else Twilio says about a person (city, postcode,
// carrier, profile) is dropped before any other code runs.
type inbound struct {
	from, to string
	body     string
	sid      string
	optOut   string
	// media says that there is a picture, a recording or a contact. NumMedia is only looked at; the media's
	// addresses and types are not read, so nothing can fetch them.
	media bool
}

// form is a decoded form: the first value of each key, which is the one that Twilio signs.
type form map[string]string

// decode reads a form as net/url does, in one pass and into what the signature check takes. It says no to what
// is no form, or has too many fields to be Twilio's.
func decode(body []byte) (form, bool) {
	if bytes.Count(body, []byte("&")) >= maxFields {
		return nil, false
	}
	f := make(form, 24)
	for pair := range strings.SplitSeq(string(body), "&") {
		if pair == "" {
			continue
		}
		if strings.Contains(pair, ";") {
			return nil, false
		}
		// What goes wrong here would quote its input: it goes no further.
		rawKey, rawValue, _ := strings.Cut(pair, "=")
		key, err := url.QueryUnescape(rawKey)
		if err != nil {
			return nil, false
		}
		value, err := url.QueryUnescape(rawValue)
		if err != nil {
			return nil, false
		}
		if _, repeated := f[key]; !repeated {
			f[key] = value
		}
	}
	return f, true
}

// keep takes out of a form the five fields that a reply needs, and whether there is media.
func keep(f form) inbound {
	return inbound{
		from:   f["From"],
		to:     f["To"],
		body:   f["Body"],
		sid:    f["MessageSid"],
		optOut: f["OptOutType"],
		media:  strings.Trim(f["NumMedia"], "0") != "",
	}
}
