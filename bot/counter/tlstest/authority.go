// Package tlstest makes certificates for tests, and throws them away with the test.
package tlstest

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"testing"
	"time"
)

// Authority vouches for servers.
type Authority struct {
	t    *testing.T
	dir  string
	key  *ecdsa.PrivateKey
	cert *x509.Certificate
	// File holds its certificate: whoever trusts it trusts the servers it vouches for.
	File string
}

// New makes an authority that nobody else knows.
func New(t *testing.T) *Authority {
	t.Helper()
	// Servers that a test starts run as other users and read these files.
	dir, err := os.MkdirTemp("/tmp", "tls-")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	if err := os.Chmod(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	a := &Authority{t: t, dir: dir, File: filepath.Join(dir, "authority.pem")}
	a.key = a.newKey()
	a.cert = &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "An authority of a test"}, IsCA: true, BasicConstraintsValid: true,
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour), KeyUsage: x509.KeyUsageCertSign,
	}
	a.write(a.File, "CERTIFICATE", a.sign(a.cert, &a.key.PublicKey), 0o644)
	return a
}

// Vouch makes a certificate for names or addresses and gives the files that it and its key are in.
func (a *Authority) Vouch(names ...string) (certFile, keyFile string) {
	a.t.Helper()
	return a.vouch(time.Now().Add(time.Hour), names)
}

// Expired is Vouch for a certificate whose time was over a minute ago.
func (a *Authority) Expired(names ...string) (certFile, keyFile string) {
	a.t.Helper()
	return a.vouch(time.Now().Add(-time.Minute), names)
}

func (a *Authority) vouch(until time.Time, names []string) (certFile, keyFile string) {
	a.t.Helper()
	key := a.newKey()
	c := &x509.Certificate{
		SerialNumber: big.NewInt(time.Now().UnixNano()), Subject: pkix.Name{CommonName: names[0]},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: until,
		KeyUsage: x509.KeyUsageDigitalSignature, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
	}
	for _, n := range names {
		if ip := net.ParseIP(n); ip != nil {
			c.IPAddresses = append(c.IPAddresses, ip)
		} else {
			c.DNSNames = append(c.DNSNames, n)
		}
	}
	der, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		a.t.Fatal(err)
	}
	base := filepath.Join(a.dir, c.SerialNumber.String())
	a.write(base+".pem", "CERTIFICATE", a.sign(c, &key.PublicKey), 0o644)
	a.write(base+".key", "PRIVATE KEY", der, 0o600)
	return base + ".pem", base + ".key"
}

func (a *Authority) newKey() *ecdsa.PrivateKey {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		a.t.Fatal(err)
	}
	return key
}

func (a *Authority) sign(c *x509.Certificate, of *ecdsa.PublicKey) []byte {
	der, err := x509.CreateCertificate(rand.Reader, c, a.cert, of, a.key)
	if err != nil {
		a.t.Fatal(err)
	}
	return der
}

func (a *Authority) write(path, kind string, der []byte, mode os.FileMode) {
	if err := os.WriteFile(path, pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: der}), mode); err != nil {
		a.t.Fatal(err)
	}
}
