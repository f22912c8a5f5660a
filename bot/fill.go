package bot

import "strings"

// filled puts values in the place of slots: "{place}", "Hull", "{n}", "5". What is put in is not looked into, so that nothing a
// list says is ever a slot.
func filled(text string, slots []string) string {
	if len(slots) == 0 {
		return text
	}
	size := len(text)
	for i := 1; i < len(slots); i += 2 {
		size += len(slots[i])
	}
	var b strings.Builder
	b.Grow(size)
	for {
		open := strings.IndexByte(text, '{')
		if open < 0 {
			b.WriteString(text)
			return b.String()
		}
		b.WriteString(text[:open])
		text = text[open:]
		slot := "{" // what is no slot of ours stays as it is
		for i := 0; i < len(slots); i += 2 {
			if strings.HasPrefix(text, slots[i]) {
				slot = slots[i]
				b.WriteString(slots[i+1])
				break
			}
		}
		if slot == "{" {
			b.WriteByte('{')
		}
		text = text[len(slot):]
	}
}

// joined joins what is not empty.
func joined(between string, parts ...string) string {
	size, n, only := 0, 0, ""
	for _, p := range parts {
		if p != "" {
			size, n, only = size+len(p)+len(between), n+1, p
		}
	}
	if n <= 1 {
		return only
	}
	var b strings.Builder
	b.Grow(size)
	for _, p := range parts {
		if p == "" {
			continue
		}
		if b.Len() > 0 {
			b.WriteString(between)
		}
		b.WriteString(p)
	}
	return b.String()
}
