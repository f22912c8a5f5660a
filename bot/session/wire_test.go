package session

import (
	"reflect"
	"testing"
	"unsafe"

	"pgregory.net/rapid"
)

func TestASessionIsTheSameOnTheWire(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		// Every field there is, those of tomorrow too, from random bytes.
		var want Session
		raw := unsafe.Slice((*byte)(unsafe.Pointer(&want)), unsafe.Sizeof(want))
		copy(raw, rapid.SliceOfN(rapid.Byte(), len(raw), len(raw)).Draw(t, "bytes"))
		v := reflect.ValueOf(&want).Elem()
		for i := range v.NumField() {
			if f := v.Field(i); f.Kind() == reflect.Bool {
				on := (*byte)(f.Addr().UnsafePointer())
				*on &= 1
			}
		}
		want.trailCount %= trailLength + 1
		want.expires = 0 // the server's business
		sent := want.wire(Numbering{1})
		if len(sent) != wireSize {
			t.Fatalf("%d bytes, want %d", len(sent), wireSize)
		}
		got, known := unwire(sent, Numbering{1})
		if !known || got != want {
			t.Fatalf("came as %+v, %v; was %+v", got, known, want)
		}
	})
}

func TestAnotherVersionsSessionCountsNothingTwice(t *testing.T) {
	s := Session{At: 9}
	s.Count(3)
	for name, c := range map[string]struct {
		sent  []byte
		known bool
	}{
		"counters are numbered differently": {s.wire(Numbering{2}), true},
		"sessions are written differently":  {append([]byte{wireForm + 1}, s.wire(Numbering{1})[1:]...), false},
		"cut short":                         {s.wire(Numbering{1})[:40], false},
	} {
		got, known := unwire(c.sent, Numbering{1})
		if known != c.known || known && got.At != 9 {
			t.Errorf("%s: came as %+v, %v", name, got, known)
		}
		for n := range uint16(Counted + 100) {
			if got.Count(n) {
				t.Fatalf("%s: counter %d can be counted", name, n)
			}
		}
	}
}
