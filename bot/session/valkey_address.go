package session

import (
	"net"
	"net/url"
	"strings"

	"github.com/redis/go-redis/v9"
)

// InServer says whether an address is that of a server.
func InServer(address string) bool {
	for _, scheme := range []string{"redis://", "rediss://", "unix://", "valkey://", "valkeys://"} {
		if strings.HasPrefix(address, scheme) {
			return true
		}
	}
	return false
}

// options reads an address.
func options(address string) (*redis.Options, error) {
	if rest, ok := strings.CutPrefix(address, "valkey"); ok {
		address = "redis" + rest
	}
	address, open := ownNetwork(address)
	o, err := redis.ParseURL(address)
	if err != nil { // it quotes the address
		return nil, ErrAddress
	}
	if !open && !protected(o) {
		return nil, ErrPlain
	}
	return o, nil
}

// ownNetwork takes ?tls=off out of an address, with which the operator says that nobody else can listen on the way.
func ownNetwork(address string) (rest string, said bool) {
	u, err := url.Parse(address)
	if err != nil || u.Query().Get("tls") != "off" {
		return address, false
	}
	q := u.Query()
	q.Del("tls")
	u.RawQuery = q.Encode()
	return u.String(), true
}

// protected says whether nobody can listen on the way: the server is on this machine, or shows a certificate that is its own.
// What goes there is small, but the key to the pseudonyms of a day is among it.
func protected(o *redis.Options) bool {
	if o.TLSConfig != nil {
		return !o.TLSConfig.InsecureSkipVerify
	}
	if o.Network == "unix" {
		return true
	}
	host, _, err := net.SplitHostPort(o.Addr)
	return err == nil && (host == "localhost" || net.ParseIP(host).IsLoopback())
}

// CheckServer says what is wrong with an address, without repeating it.
func CheckServer(address string) error {
	_, err := options(address)
	return err
}
