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

// decode reads a form. It says no to what is no form, or has too many fields to be Twilio's.
func decode(body []byte) (url.Values, bool) {
	if bytes.Count(body, []byte("&")) >= maxFields {
		return nil, false
	}
	form, err := url.ParseQuery(string(body)) // the error quotes its input: it goes no further
	return form, err == nil
}

// keep takes out of a form the five fields that a reply needs, and whether there is media.
func keep(form url.Values) inbound {
	return inbound{
		from:   form.Get("From"),
		to:     form.Get("To"),
		body:   form.Get("Body"),
		sid:    form.Get("MessageSid"),
		optOut: form.Get("OptOutType"),
		media:  strings.Trim(form.Get("NumMedia"), "0") != "",
	}
}
