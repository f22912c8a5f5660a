package dashboard

import (
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"errors"
	"fmt"
	"strings"

	"golang.org/x/crypto/argon2"
)

// The cost of one guess: OWASP's Password Storage Cheat Sheet asks for at least 19 MiB and two passes of argon2id.
const (
	hashMemory = 64 << 10 // KiB
	hashPasses = 2
	hashLanes  = 1
	hashSalt   = 16
	hashBytes  = 32
)

// MinPassword is the fewest characters a password may have.
const MinPassword = 12

// Hash makes what WAYMARK_DASHBOARD_PASSWORD_HASH wants, in the usual form of argon2 hashes.
func Hash(password string) (string, error) {
	if len([]rune(password)) < MinPassword {
		return "", fmt.Errorf("a password has at least %d characters; four unrelated words are a good one", MinPassword)
	}
	salt := make([]byte, hashSalt)
	if _, err := rand.Read(salt); err != nil {
		return "", errors.New("the random source failed")
	}
	sum := argon2.IDKey([]byte(password), salt, hashPasses, hashMemory, hashLanes, hashBytes)
	enc := base64.RawStdEncoding
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version, hashMemory, hashPasses, hashLanes,
		enc.EncodeToString(salt), enc.EncodeToString(sum)), nil
}

// hash is a password's hash, read.
type hash struct {
	memory, passes uint32
	lanes          uint8
	salt, sum      []byte
}

var errHash = errors.New("WAYMARK_DASHBOARD_PASSWORD_HASH is not what waymark dashboard password prints")

// readHash reads what Hash wrote. Its errors repeat nothing of it.
func readHash(text string) (h hash, err error) {
	parts := strings.Split(text, "$")
	if len(parts) != 6 || parts[0] != "" || parts[1] != "argon2id" {
		return h, errHash
	}
	var version int
	if n, _ := fmt.Sscanf(parts[2], "v=%d", &version); n != 1 || version != argon2.Version {
		return h, errHash
	}
	if n, _ := fmt.Sscanf(parts[3], "m=%d,t=%d,p=%d", &h.memory, &h.passes, &h.lanes); n != 3 ||
		h.memory < 8 || h.memory > 1<<21 || h.passes < 1 || h.passes > 100 || h.lanes < 1 {
		return h, errHash
	}
	var badSalt, badSum error
	h.salt, badSalt = base64.RawStdEncoding.DecodeString(parts[4])
	h.sum, badSum = base64.RawStdEncoding.DecodeString(parts[5])
	if badSalt != nil || badSum != nil || len(h.salt) < 8 || len(h.sum) < 16 {
		return h, errHash
	}
	return h, nil
}

// is says whether the password is the one.
func (h hash) is(password string) bool {
	got := argon2.IDKey([]byte(password), h.salt, h.passes, h.memory, h.lanes, uint32(len(h.sum)))
	return subtle.ConstantTimeCompare(got, h.sum) == 1
}
