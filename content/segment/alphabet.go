package segment

// The GSM 7-bit default alphabet in the order of its codes, without the escape code 0x1B, and its
// extension table, whose characters are sent as the escape and a second code (3GPP TS 23.038 §6.2.1).
const (
	basic = "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ" +
		" !\"#¤%&'()*+,-./0123456789:;<=>?" +
		"¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§" +
		"¿abcdefghijklmnopqrstuvwxyzäöñüà"
	extension = "\f^{}\\[~]|€"
)

// alphabetEnd is past the last character of the alphabet but one: only € lies beyond.
const alphabetEnd = 'Ω' + 1

// gsmTable holds the units of every character below alphabetEnd; 0 means it is not in the alphabet.
// It is built once and never written again.
var gsmTable = alphabet()

func alphabet() (table [alphabetEnd]uint8) {
	for _, r := range basic {
		table[r] = 1
	}
	for _, r := range extension {
		if r < alphabetEnd {
			table[r] = 2
		}
	}
	return table
}

// gsmUnits is how many 7-bit codes r takes: 1, 2 for the extension table, 0 for a character that
// GSM-7 does not have.
func gsmUnits(r rune) int {
	if uint32(r) < alphabetEnd {
		return int(gsmTable[r])
	}
	if r == '€' {
		return 2
	}
	return 0
}

// GSM7 says whether r can be sent without making its whole message cost 16 bits a character.
func GSM7(r rune) bool { return gsmUnits(r) > 0 }
