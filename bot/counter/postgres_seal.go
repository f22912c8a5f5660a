package counter

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"strings"
)

// PostgreSQL writes nothing in place. An earlier value of a row stays in its table until that is vacuumed, and
// in the write-ahead log, in replicas and in archives for as long as those are kept. The random number in a row stands for
// the whole period, so the difference between two values is what was really counted between them, to the minute: one
// look at the disk would tell what SQLite's file, rewritten where it lies, tells only to whoever copies it twice.
//
// So the numbers of an open period are sealed before they go there (AES-256-GCM), and each write has a key of
// its own: the hash of the key before. The present key lies in an unlogged table that is emptied at every write, which
// gives it a new file and deletes the old one; it is in no log, no replica and no base backup. What is kept of
// earlier writes can be opened by nobody, because a hash cannot be gone back. Whoever takes the disk has one value of
// each row, as with SQLite, and what periods have closed is there in the clear, once, as it may be published.
//
// A crash of PostgreSQL empties unlogged tables. Then any instance that is still running has an older key, can go
// forward from it to the present one, and puts it back at its next write. When no instance does so for some turns the numbers
// of the open periods are lost, and they begin anew: a power cut that takes the database and every instance
// costs at most the month's figures, and no promise.

// sealer is one key and its place in the row of keys.
type sealer struct {
	turn   int64
	secret [sha256.Size]byte
	known  bool
}

// mostTurns bounds how far a key is taken forward: twenty years of minutes.
const mostTurns = 10_000_000

var errSealed = errors.New("the numbers of an open period cannot be read")

// firstSealer draws a key.
func firstSealer() (s sealer, err error) {
	if _, err := rand.Read(s.secret[:]); err != nil {
		return sealer{}, errRandom
	}
	s.turn, s.known = 1, true
	return s, nil
}

// next is the key after this one.
func (s sealer) next() sealer {
	return sealer{s.turn + 1, sha256.Sum256(append([]byte("waymark counters, next key\x00"), s.secret[:]...)), true}
}

// at goes forward to a turn; never back.
func (s sealer) at(turn int64) (sealer, bool) {
	if !s.known || turn < s.turn || turn-s.turn > mostTurns {
		return sealer{}, false
	}
	for s.turn < turn {
		s = s.next()
	}
	return s, true
}

func (s sealer) cipher() (cipher.AEAD, error) {
	block, err := aes.NewCipher(s.secret[:])
	if err != nil {
		return nil, err
	}
	return cipher.NewGCM(block)
}

// seal writes numbers, eight bytes each whatever they are, so that the length says nothing. A write that is
// rolled back leaves the next one with the same key, so the nonce is drawn.
func (s sealer) seal(values []int64, of string) ([]byte, error) {
	box, err := s.cipher()
	if err != nil {
		return nil, err
	}
	nonce := make([]byte, box.NonceSize(), box.NonceSize()+8*len(values)+box.Overhead())
	if _, err := rand.Read(nonce); err != nil {
		return nil, errRandom
	}
	plain := make([]byte, 0, 8*len(values))
	for _, v := range values {
		plain = binary.BigEndian.AppendUint64(plain, uint64(v))
	}
	return box.Seal(nonce, nonce, plain, []byte(of)), nil
}

// unseal reads numbers.
func (s sealer) unseal(sealed []byte, of string) ([]int64, error) {
	box, err := s.cipher()
	if err != nil {
		return nil, err
	}
	if len(sealed) < box.NonceSize() {
		return nil, errSealed
	}
	plain, err := box.Open(nil, sealed[:box.NonceSize()], sealed[box.NonceSize():], []byte(of))
	if err != nil || len(plain)%8 != 0 {
		return nil, errSealed
	}
	values := make([]int64, 0, len(plain)/8)
	for ; len(plain) > 0; plain = plain[8:] {
		values = append(values, int64(binary.BigEndian.Uint64(plain)))
	}
	return values, nil
}

// page is one open period in memory, between being read and being written.
type page struct {
	id      int64
	kind    Period
	first   day
	epsilon epsilon
	turn    int64
	// names are what the numbers are of, "counter channel" each. Those that this version does not know are kept.
	names  []string
	at     map[string]int
	values []int64
	sealed []byte
	longer bool // names were added
	closes bool
}

// of is what a page's numbers are bound to, so that one period's cannot be put in the place of another's.
func (p *page) of() string { return p.kind.String() + " " + p.first.String() }

func (c cell) name() string { return c.counter.String() + " " + c.channel.String() }

// unseal fills the page with its numbers.
func (p *page) unseal(with sealer) error {
	values, err := with.unseal(p.sealed, p.of())
	if err != nil || len(values) != len(p.names) {
		return errSealed
	}
	p.values = values
	return nil
}

// index finds names again.
func (p *page) index() {
	p.at = make(map[string]int, len(p.names))
	for i, n := range p.names {
		p.at[n] = i
	}
}

// named splits what is stored.
func (p *page) named(rows string) {
	p.names = nil
	if rows != "" {
		p.names = strings.Split(rows, "\n")
	}
	p.index()
}
