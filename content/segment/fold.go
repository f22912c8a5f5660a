package segment

import "strings"

// twins maps typographic characters, which editors' programs put in unasked and which cost a text more
// than half its room, to what GSM-7 has for them.
var twins = strings.NewReplacer(
	"‘", "'", "’", "'", "‚", "'", "‛", "'", "′", "'", "´", "'", "`", "'",
	"“", `"`, "”", `"`, "„", `"`, "‟", `"`, "″", `"`, "«", `"`, "»", `"`,
	"‐", "-", "‑", "-", "‒", "-", "–", "-", "—", "-", "―", "-", "−", "-",
	"…", "...", "•", "*", "·", "*", "×", "x", "⁄", "/",
	"\u00a0", " ", "\u2002", " ", "\u2003", " ", "\u2007", " ", "\u2009", " ", "\u200a", " ", "\u202f", " ", "\t", " ",
	"\u2028", "\n", "\u2029", "\n", "\r\n", "\n",
	"\u00ad", "", "\u200b", "", "\u2060", "", "\ufeff", "",
)

// Fold replaces typographic characters by their GSM-7 twins: curly quotes, dashes, ellipsis, no-break
// and thin spaces, bullets; and drops invisible ones. Other characters stay. It is for loaders of content,
// never for what people send.
func Fold(text string) string {
	if strings.IndexFunc(text, foldable) < 0 {
		return text
	}
	return twins.Replace(text)
}

// foldable says whether a character may have to be replaced. Few texts have one, and loaders fold many.
func foldable(r rune) bool { return r >= 0x80 || r == '`' || r == '\t' || r == '\r' }
