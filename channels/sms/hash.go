package sms

import (
	"crypto/hmac"
	"crypto/sha256"
	"errors"
	"hash"
	"io"
	"sync"
)

// digest stands for something that must not be held itself.
type digest [16]byte

// hasher makes digests with a key that lives in this process's memory and nowhere else. A hash without
// a key is no protection: all UK mobile numbers can be hashed in minutes.
type hasher struct{ macs sync.Pool }

func newHasher(random io.Reader) (*hasher, error) {
	key := make([]byte, sha256.Size)
	if _, err := io.ReadFull(random, key); err != nil {
		return nil, errors.New("no random bytes for the key of the SMS channel's hashes")
	}
	return &hasher{macs: sync.Pool{New: func() any { return hmac.New(sha256.New, key) }}}, nil
}

func (h *hasher) of(s string) digest {
	mac := h.macs.Get().(hash.Hash)
	defer h.macs.Put(mac)
	mac.Reset()
	io.WriteString(mac, s)
	var sum [sha256.Size]byte
	return digest(mac.Sum(sum[:0])[:len(digest{})])
}
