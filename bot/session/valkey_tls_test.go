package session

import (
	"context"
	"errors"
	"net"
	"os"
	"os/exec"
	"strings"
	"testing"

	"waymark/bot/counter/tlstest"
	"waymark/bot/session/valkeytest"
)

// tlsEnv holds the address of a server for a second process of this test: which authorities are trusted is read once, at the first
// connection of a process, from where SSL_CERT_FILE says.
const tlsEnv = "SESSION_TEST_TLS"

// Over TLS a conversation is remembered by a real server that shows a certificate of its own name; one that an authority nobody trusts
// vouches for, or that is of another name, hears nothing.
func TestConversationsGoOverTLSToTheRightServerOnly(t *testing.T) {
	if address := os.Getenv(tlsEnv); address != "" {
		overTLS(t, address)
		return
	}
	ours, strangers := tlstest.New(t), tlstest.New(t)
	for name, c := range map[string]struct {
		authority *tlstest.Authority
		of, to    string
		scheme    string
		want      State
	}{
		"the right one":  {ours, "127.0.0.1", "127.0.0.1", "rediss", Remembering},
		"as Valkey":      {ours, "localhost", "localhost", "valkeys", Remembering},
		"a stranger's":   {strangers, "127.0.0.1", "127.0.0.1", "rediss", Unreachable},
		"another name":   {ours, "elsewhere.example", "localhost", "rediss", Unreachable},
		"TLS not spoken": {ours, "127.0.0.1", "127.0.0.1", "redis", Unreachable},
	} {
		t.Run(strings.ReplaceAll(name, " ", "_"), func(t *testing.T) {
			t.Parallel()
			port := freePort(t)
			cert, key := c.authority.Vouch(c.of)
			s := valkeytest.Start(t, "--bind", "127.0.0.1", "--tls-port", port, "--tls-auth-clients", "no",
				"--tls-cert-file", cert, "--tls-key-file", key, "--tls-ca-cert-file", c.authority.File)
			child := exec.Command(os.Args[0], "-test.run=^TestConversationsGoOverTLSToTheRightServerOnly$", "-test.v")
			child.Env = append(os.Environ(), tlsEnv+"="+c.scheme+"://"+c.to+":"+port, "SSL_CERT_FILE="+ours.File, "SSL_CERT_DIR="+t.TempDir())
			out, err := child.CombinedOutput()
			if err != nil || !strings.Contains(string(out), "state: "+c.want.String()) {
				t.Errorf("want %q: %v\n%s", c.want, err, out)
			}
			names, err := s.Client().Keys(context.Background(), "*").Result()
			if err != nil || (len(names) > 0) != (c.want == Remembering) {
				t.Errorf("the server holds %d names, %v", len(names), err)
			}
		})
	}
}

func freePort(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	_, port, _ := net.SplitHostPort(l.Addr().String())
	return port
}

// overTLS takes a step at one instance, and the next at another.
func overTLS(t *testing.T, address string) {
	var said State
	conf := ValkeyConfig{URL: address, Clock: start, Numbering: Numbering{1}, Patience: waits, Alarm: func(s State) { said = s }}
	var two [2]*Valkey
	for i := range two {
		v, err := NewValkey(context.Background(), conf)
		if err != nil {
			t.Fatal(err)
		}
		defer v.Close()
		two[i] = v
	}
	t.Logf("state: %v", said)
	if said != Remembering {
		return
	}
	who := [32]byte{7}
	two[0].Change(context.Background(), who, start(), func(s Session, _ bool) (Session, Fate) { s.At = 9; return s, Kept })
	known := false
	two[1].Change(context.Background(), who, start(), func(s Session, k bool) (Session, Fate) {
		known = k && s.At == 9
		return s, Untouched
	})
	if !known {
		t.Error("the other instance does not know where the conversation is")
	}
}

// The addresses that are refused, before anything is sent anywhere.
func TestAServersAddressSaysHowTheRoadIsProtected(t *testing.T) {
	for address, want := range map[string]error{
		"redis://:secret@sessions.example:6379":                   ErrPlain,
		"valkey://:secret@10.0.0.7:6379":                          ErrPlain,
		"redis://:secret@sessions.example:6379?tls=off":           nil,
		"valkey://:secret@10.0.0.7:6379/2?db=2&tls=off":           nil,
		"redis://:secret@sessions.example:6379?tls=on":            ErrAddress,
		"rediss://:secret@sessions.example:6379":                  nil,
		"valkeys://:secret@sessions.example:6379":                 nil,
		"rediss://:secret@sessions.example:6379?skip_verify=true": ErrPlain,
		"redis://:secret@127.0.0.1:6379":                          nil,
		"redis://localhost":                                       nil,
		"redis://:secret@[::1]:6379":                              nil,
		"redis://localhost.example:6379":                          ErrPlain,
		"unix:///run/valkey/socket":                               nil,
		"http://localhost:6379":                                   ErrAddress,
	} {
		err := CheckServer(address)
		if !errors.Is(err, want) {
			t.Errorf("%s: %v, want %v", address, err, want)
		}
		if err != nil && strings.Contains(err.Error(), "secret") {
			t.Errorf("%s: the error repeats it", address)
		}
	}
}
