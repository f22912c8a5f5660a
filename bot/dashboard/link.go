package dashboard

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"strings"
	"time"
	"unicode/utf8"
)

// A link for a funder holds who it is for, the last day it works, and a code that only somebody with the password's hash
// can make. Nothing is stored: a new password ends every link.

// mostLinkDays bounds how long a link may work, in days.
const mostLinkDays = 400

// mostName bounds how long a funder's name may be, in bytes.
const mostName = 80

// Link makes the part of an address that lets a funder read until the end of a day. passwordHash is the
// setting as it is written.
func Link(passwordHash, name string, until, today time.Time) (string, error) {
	if _, err := readHash(passwordHash); err != nil {
		return "", err
	}
	name = strings.TrimSpace(name)
	switch days := until.Sub(today) / dayLength; {
	case name == "" || len(name) > mostName || !utf8.ValidString(name):
		return "", errors.New("a link is for somebody: give a name of up to 80 characters")
	case days < 0:
		return "", errors.New("the last day is over already")
	case days > mostLinkDays:
		return "", errors.New("a link works for 400 days at most")
	}
	body := binary.BigEndian.AppendUint32(nil, uint32(until.Unix()/int64(dayLength/time.Second)))
	body = append(body, name...)
	return "/dashboard/view?t=" + base64.RawURLEncoding.EncodeToString(append(sealOf(passwordHash, body), body...)), nil
}

func sealOf(passwordHash string, body []byte) []byte {
	key := sha256.Sum256([]byte("waymark dashboard link\x00" + passwordHash))
	m := hmac.New(sha256.New, key[:])
	m.Write(body)
	return m.Sum(nil)
}

// readLink gives the visit that a link allows.
func readLink(passwordHash, token string, now time.Time) (visit, bool) {
	raw, err := base64.RawURLEncoding.DecodeString(token)
	if err != nil || len(raw) <= sha256.Size+4 || len(raw) > sha256.Size+4+mostName {
		return visit{}, false
	}
	seal, body := raw[:sha256.Size], raw[sha256.Size:]
	if !hmac.Equal(seal, sealOf(passwordHash, body)) {
		return visit{}, false
	}
	end := time.Unix((int64(binary.BigEndian.Uint32(body))+1)*int64(dayLength/time.Second), 0)
	if !end.After(now) {
		return visit{}, false
	}
	return visit{guest: string(body[4:]), expires: end}, true
}
