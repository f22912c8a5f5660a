package intake

import "strings"

// dial puts a British telephone number in the form in which it is dialled and read, or says why it is none. Numbers that cost
// extra are refused: nobody should be sent to one. So are personal numbers (070), which look like mobiles. Ranges are
// those of Ofcom's National Telephone Numbering Plan.
func dial(s string) (number, reason string) {
	const wrong = "is not a telephone number of the United Kingdom"
	if i := strings.IndexAny(s, "xX#"); i > 0 { // an extension, which no telephone dials by itself
		return "", "has an extension; put it in the description"
	}
	s = strings.Replace(s, "(0)", "", 1)
	var b strings.Builder
	for i, r := range s {
		switch {
		case '0' <= r && r <= '9':
			b.WriteRune(r)
		case r == '+' && i == 0:
			b.WriteRune(r)
		case r == ' ', r == '-', r == '(', r == ')', r == '.', r == '/':
		default:
			return "", wrong
		}
	}
	n := b.String()
	switch {
	case strings.HasPrefix(n, "+44"):
		n = "0" + strings.TrimPrefix(n[3:], "0")
	case strings.HasPrefix(n, "0044"):
		n = "0" + strings.TrimPrefix(n[4:], "0")
	case strings.HasPrefix(n, "+"), strings.HasPrefix(n, "00"):
		return "", wrong
	case len(n) == 10 && n[0] != '0': // a spreadsheet has eaten the nought
		n = "0" + n
	}
	switch n {
	case "999", "112", "111", "101", "105", "116123", "116000", "116111":
		return n, ""
	case "08001111": // Childline's, the last of its length
		return "0800 1111", ""
	}
	if len(n) != 11 && !(len(n) == 10 && (strings.HasPrefix(n, "01") || strings.HasPrefix(n, "0800"))) {
		return "", wrong
	}
	switch n[:2] {
	case "01", "02", "03":
	case "07":
		if n[2] == '0' {
			return "", "is a personal number (070), which costs extra"
		}
	case "08":
		if !strings.HasPrefix(n, "080") {
			return "", "costs extra (08); give a number that does not"
		}
	case "09":
		return "", "costs extra (09); give a number that does not"
	default:
		return "", wrong
	}
	return spaced(n), ""
}

// spaced groups the digits as people read them out.
func spaced(n string) string {
	switch {
	case n[:2] == "02":
		return n[:3] + " " + n[3:7] + " " + n[7:]
	case n[:2] == "03", n[:3] == "011", n[:2] == "01" && n[3] == '1' && len(n) == 11, n[:2] == "08" && len(n) == 11:
		return n[:4] + " " + n[4:7] + " " + n[7:]
	case n[:2] == "08":
		return n[:4] + " " + n[4:]
	}
	return n[:5] + " " + n[5:]
}
