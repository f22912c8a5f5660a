package main

import (
	"bytes"
	"crypto/md5"
	"crypto/sha1"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"math"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode/utf16"

	"waymark/bot/counter"
)

// mark is one value that must not be found again: a number, an id, a name, a text, a secret.
type mark struct {
	// what says what it is, for the report of a failure.
	what string
	// spellings are the ways to write it as text. The first is the one that was sent.
	spellings []string
	// numbers are the same value as whole numbers, and floats as floating-point ones.
	numbers []int64
	floats  []float64
	// binary are ways to write it that are neither text nor a number.
	binary [][]byte
}

func word(what, value string) mark { return mark{what: what, spellings: []string{value}} }

// phone is a UK mobile number, given as +44 and ten digits.
func phone(e164 string) mark {
	n := strings.TrimPrefix(e164, "+44") // 7700900123
	a, b, c, d := n[:4], n[4:7], n[7:], n[4:]
	international, national := number64("44"+n), number64(n)
	return mark{
		what: "number",
		spellings: []string{
			e164, "44" + n, "0" + n, n, "0044" + n, n[3:], // the last seven digits
			"0" + a + " " + d, "0" + a + " " + b + " " + c, "0" + a + "-" + b + "-" + c,
			"+44 " + a + " " + d, "+44 " + a + " " + b + " " + c, "+44 (0)" + a + " " + d, "+44(0)" + n,
			"0044 " + a + " " + d, "0044 " + a + " " + b + " " + c,
		},
		numbers: []int64{international, national},
		binary:  [][]byte{bcd("44" + n), swap(bcd("44" + n)), bcd("0" + n), swap(bcd("0" + n)), bcd("0044" + n), swap(bcd("0044" + n))},
	}
}

// id is a number of Telegram's.
func id(what string, n int64) mark {
	digits := strconv.FormatInt(n, 10)
	return mark{
		what:      what,
		spellings: []string{digits, "-100" + digits, strconv.FormatInt(n, 16), strconv.FormatInt(n, 36)},
		numbers:   []int64{n},
		binary:    [][]byte{bcd(digits), swap(bcd(digits))},
	}
}

func number64(digits string) int64 {
	n, err := strconv.ParseInt(digits, 10, 64)
	if err != nil {
		panic(err)
	}
	return n
}

// bcd packs two digits into a byte, the first into the high half; an odd one is followed by F, as in
// telephone signalling.
func bcd(digits string) []byte {
	if len(digits)%2 == 1 {
		digits += "f"
	}
	out, err := hex.DecodeString(digits)
	if err != nil {
		panic(err)
	}
	return out
}

// swap puts the first digit of each pair into the low half, as GSM does.
func swap(b []byte) []byte {
	out := make([]byte, len(b))
	for i := range b {
		out[i] = b[i]<<4 | b[i]>>4
	}
	return out
}

// form is one way in which a mark may stand somewhere: which of its values, how it is written, and the hash of
// that, if it is one.
type form struct {
	of, how, hash string
	bytes         []byte
}

func (f form) name() string { return strings.TrimSpace(f.of + " " + f.how + " " + f.hash) }

// forms writes a mark in every way in which it may stand somewhere, always in the same order: its spellings
// in every encoding, its numbers in every binary form, and the hashes of all of these. Hex and base64 of whatever it
// is are not among them (but for whole texts, because of their hashes): the search undoes those; see decoded.
func (m mark) forms() []form {
	var plain []form
	of := func(value string, forms []form) []form {
		for i := range forms {
			forms[i].of = value
		}
		return forms
	}
	for _, s := range m.spellings {
		for _, cased := range cases(s) {
			quoted := strconv.Quote(cased)
			plain = append(plain, of(quoted, encodings(cased))...)
		}
		for c := range counter.Channels { // what bot.NewSender makes its key of
			plain = append(plain, form{of: strconv.Quote(s), how: fmt.Sprintf("behind channel %d", c), bytes: append([]byte{byte(c)}, s...)})
		}
	}
	for _, n := range m.numbers {
		plain = append(plain, of(strconv.FormatInt(n, 10), integers(n))...)
		plain = append(plain, of(strconv.FormatInt(n, 10), floats(float64(n)))...)
	}
	for _, f := range m.floats {
		plain = append(plain, of(fmt.Sprint(f), floats(f))...)
	}
	for i, b := range m.binary {
		plain = append(plain, form{of: fmt.Sprintf("binary %d", i), bytes: b})
	}
	out := slices.Clone(plain)
	for _, f := range plain {
		out = appendHashes(out, f)
	}
	return out
}

func cases(s string) []string {
	return slices.Compact(slices.Sorted(slices.Values([]string{s, strings.ToLower(s), strings.ToUpper(s)})))
}

// encodings are the ways to write a text as a whole.
func encodings(s string) []form {
	units := utf16.Encode([]rune(s))
	le, be := make([]byte, 0, 2*len(units)), make([]byte, 0, 2*len(units))
	for _, u := range units {
		le, be = binary.LittleEndian.AppendUint16(le, u), binary.BigEndian.AppendUint16(be, u)
	}
	var xmlText bytes.Buffer
	xml.EscapeText(&xmlText, []byte(s))
	var xmlDecimal, xmlHex []byte
	for _, r := range s {
		xmlDecimal = append(strconv.AppendInt(append(xmlDecimal, "&#"...), int64(r), 10), ';')
		xmlHex = append(strconv.AppendInt(append(xmlHex, "&#x"...), int64(r), 16), ';')
	}
	quoted, err := json.Marshal(s)
	if err != nil {
		panic(err)
	}
	plainHex := hex.EncodeToString([]byte(s))
	escaped, percent := everyN(hex.EncodeToString(be), 4, `\u`), everyN(plainHex, 2, "%")
	return []form{
		{how: "UTF-8", bytes: []byte(s)},
		{how: "UTF-16LE", bytes: le},
		{how: "UTF-16BE", bytes: be},
		{how: "URL query", bytes: []byte(url.QueryEscape(s))},
		{how: "URL path", bytes: []byte(url.PathEscape(s))},
		{how: "percent", bytes: []byte(strings.ToUpper(percent))},
		{how: "percent, small", bytes: []byte(percent)},
		{how: "JSON", bytes: quoted[1 : len(quoted)-1]},
		{how: `JSON \u`, bytes: []byte(escaped)},
		{how: `JSON \u, large`, bytes: []byte(strings.ReplaceAll(strings.ToUpper(escaped), `\U`, `\u`))},
		{how: "Go", bytes: []byte(strings.Trim(strconv.QuoteToASCII(s), `"`))},
		{how: "XML", bytes: xmlText.Bytes()},
		{how: "XML decimal", bytes: xmlDecimal},
		{how: "XML hexadecimal", bytes: xmlHex},
		{how: "XML hexadecimal, large", bytes: bytes.ReplaceAll(bytes.ToUpper(xmlHex), []byte("X"), []byte("x"))},
		{how: "base64", bytes: []byte(base64.StdEncoding.EncodeToString([]byte(s)))},
		{how: "hex", bytes: []byte(plainHex)},
		{how: "hex, large", bytes: []byte(strings.ToUpper(plainHex))},
	}
}

// everyN puts something before every n characters.
func everyN(s string, n int, before string) string {
	var b strings.Builder
	for ; len(s) >= n; s = s[n:] {
		b.WriteString(before + s[:n])
	}
	return b.String()
}

// integers are the ways to store a whole number.
func integers(n int64) []form {
	be := binary.BigEndian.AppendUint64(nil, uint64(n))
	out := []form{
		{how: "int64 LE", bytes: binary.LittleEndian.AppendUint64(nil, uint64(n))},
		{how: "int64 BE", bytes: be},
		{how: "varint", bytes: binary.AppendUvarint(nil, uint64(n))},
		{how: "zigzag varint", bytes: binary.AppendVarint(nil, n)},
		{how: "SQLite varint", bytes: sqliteVarint(uint64(n))},
	}
	if n>>47 == 0 {
		out = append(out, form{how: "SQLite 6-byte integer", bytes: be[2:]})
	}
	return out
}

// sqliteVarint writes the high groups of seven bits first: https://www.sqlite.org/fileformat2.html#varint. It is
// right for numbers below 2^56.
func sqliteVarint(n uint64) []byte {
	out := []byte{byte(n & 0x7f)}
	for n >>= 7; n > 0; n >>= 7 {
		out = append([]byte{byte(n&0x7f) | 0x80}, out...)
	}
	return out
}

func floats(f float64) []form {
	bits := math.Float64bits(f)
	return []form{
		{how: "float64 LE", bytes: binary.LittleEndian.AppendUint64(nil, bits)},
		{how: "float64 BE", bytes: binary.BigEndian.AppendUint64(nil, bits)},
	}
}

// hashBytes is how much of a hash is looked for: whoever cuts hashes short still leaves this much. It is
// also as much as one look-up of the search covers.
const hashBytes = 8

func appendHashes(to []form, f form) []form {
	m, s1, s2 := md5.Sum(f.bytes), sha1.Sum(f.bytes), sha256.Sum256(f.bytes)
	return append(to,
		form{f.of, f.how, "MD5", m[:hashBytes:hashBytes]},
		form{f.of, f.how, "SHA-1", s1[:hashBytes:hashBytes]},
		form{f.of, f.how, "SHA-256", s2[:hashBytes:hashBytes]})
}

func TestFormsAreWhatOtherProgramsWrite(t *testing.T) {
	got := map[string]string{}
	for _, f := range phone("+447700900123").forms() {
		if _, twice := got[f.name()]; twice {
			t.Errorf("two forms are called %s", f.name())
		}
		got[f.name()] = string(f.bytes)
	}
	for name, want := range map[string]string{
		`"+447700900123" UTF-16LE`:       "+\x004\x004\x007\x007\x000\x000\x009\x000\x000\x001\x002\x003\x00",
		`"0900123" UTF-16BE`:             "\x000\x009\x000\x000\x001\x002\x003",
		`"+447700900123" URL query`:      "%2B447700900123",
		`"07700 900 123" URL query`:      "07700+900+123",
		`"0900123" percent`:              "%30%39%30%30%31%32%33",
		`"+447700900123" JSON \u`:        `\u002b\u0034\u0034\u0037\u0037\u0030\u0030\u0039\u0030\u0030\u0031\u0032\u0033`,
		`"+447700900123" JSON \u, large`: `\u002B\u0034\u0034\u0037\u0037\u0030\u0030\u0039\u0030\u0030\u0031\u0032\u0033`,
		`"+447700900123" XML decimal`:    "&#43;&#52;&#52;&#55;&#55;&#48;&#48;&#57;&#48;&#48;&#49;&#50;&#51;",
		`"+447700900123" XML`:            "+447700900123",
		`"0900123" XML hexadecimal`:      "&#x30;&#x39;&#x30;&#x30;&#x31;&#x32;&#x33;",
		`"+447700900123" hex`:            "2b343437373030393030313233",
		`"+447700900123" hex, large`:     "2B343437373030393030313233",
		`"+447700900123" base64`:         "KzQ0NzcwMDkwMDEyMw==",
		// The rest is what Python's hashlib, struct and base64 say.
		`binary 0`:                                 "\x44\x77\x00\x90\x01\x23",
		`binary 1`:                                 "\x44\x77\x00\x09\x10\x32",
		`binary 2`:                                 "\x07\x70\x09\x00\x12\x3f",
		`"07700900123" UTF-8 MD5`:                  "\x84\x8d\x47\xcc\xec\x1c\x8e\x43",
		`"07700 900123" UTF-8 SHA-1`:               "\xdc\x80\xcf\xde\x64\x89\x6c\xb6",
		`"+447700900123" UTF-8 SHA-256`:            "\xa8\xac\xc3\xa9\x0a\x7b\x4e\x4d",
		`"+447700900123" UTF-16LE SHA-256`:         "\xd9\x82\x24\x0d\xb5\x08\x66\x4a",
		`"+447700900123" behind channel 1 SHA-256`: "\x01\x0b\xc4\x12\x4d\x0a\x22\x8b",
	} {
		have, there := got[name]
		if !there {
			t.Errorf("there is no form %s", name)
		}
		if want != "" && have != want {
			t.Errorf("%s is %q, want %q", name, have, want)
		}
	}
	for _, c := range []struct {
		number     int64
		form, want string
	}{
		{300, "varint", "\xac\x02"},
		{300, "zigzag varint", "\xd8\x04"},
		{300, "SQLite varint", "\x82\x2c"},
		{447700900123, "int64 BE", "\x00\x00\x00\x68\x3d\x0d\x99\x1b"},
		{447700900123, "int64 LE", "\x1b\x99\x0d\x3d\x68\x00\x00\x00"},
		{447700900123, "SQLite 6-byte integer", "\x00\x68\x3d\x0d\x99\x1b"},
		{447700900123, "varint", "\x9b\xb2\xb6\xe8\x83\x0d"},
	} {
		all := integers(c.number)
		i := slices.IndexFunc(all, func(f form) bool { return f.how == c.form })
		if string(all[i].bytes) != c.want {
			t.Errorf("%d as %s is %q, want %q", c.number, c.form, all[i].bytes, c.want)
		}
	}
	if got := floats(51.5)[1].bytes; string(got) != "\x40\x49\xc0\x00\x00\x00\x00\x00" {
		t.Errorf("51.5 as a float64 is %x", got)
	}
}
