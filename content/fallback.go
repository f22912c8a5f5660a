package content

import _ "embed"

//go:embed fallback.xml
var fallback string

// Fallback is fallback.xml: the TwiML document with the one text that goes out when everything else has
// failed. It is built into the program, and the same file is hosted elsewhere as the SMS provider's fallback
// URL. Its text is one segment.
func Fallback() string { return fallback }
