package sms

import "strings"

// answerable says whether a reply to this sender may cost money: whether it is a UK mobile. Everything else that
// can send a text to a UK number is a machine, a landline that cannot show one, or a way to run up
// a bill: short codes, names, numbers abroad, and the 070 and 076 ranges, which look like mobiles and are
// charged otherwise.
//
// The rule is Ofcom's National Telephone Numbering Plan by prefix: 071 to 075 and 077 to 079 are mobiles, 070 is personal
// numbering, 076 paging. It is not "is this number in use": Ofcom's range for drama and tests, 07700 900000 to
// 900999, must be answered. Jersey, Guernsey and the Isle of Man share +44 and are answered too, among them 07624, Manx
// mobiles within the paging range: somebody from there may be standing anywhere in the UK, and
// what their texts cost more is bounded by spending.
func answerable(from string) bool {
	const digits = len("+447700900000")
	if len(from) != digits || !strings.HasPrefix(from, "+447") {
		return false
	}
	for _, d := range []byte(from[1:]) {
		if d < '0' || d > '9' {
			return false
		}
	}
	switch from[len("+447")] {
	case '0':
		return false
	case '6':
		return strings.HasPrefix(from, "+447624")
	}
	return true
}
