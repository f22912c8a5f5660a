package content

import (
	"slices"
	"strings"
)

// The built-in sources.yaml is the largest file of all: hundreds of lines of one shape. To read it as any YAML that there could
// be takes a tenth of the time to start, so lines of that shape are read as what they are.

// plainSources reads a file that has only comments and lines such as
//
//	OD-01: {publisher: "A", title: "B", year: "2026", link: "https://…", seen_on: 2026-11-22, status: confirmed, tier: A}
//
// with nothing wrong in them. Of any other file it says that it is not ok: that is read as YAML, and its problems have places.
func plainSources(src []byte) (all map[string]Source, ok bool) {
	all = map[string]Source{}
	for line := range strings.SplitSeq(string(src), "\n") {
		if line == "" || line[0] == '#' {
			continue
		}
		id, rest, isMap := strings.Cut(line, ": {")
		fields, closed := strings.CutSuffix(rest, "}")
		_, twice := all[id]
		if !isMap || !closed || twice || !plainWord(id) {
			return nil, false
		}
		s, plain := plainSource(fields)
		if !plain || len(s.wrong(id)) > 0 {
			return nil, false
		}
		all[id] = s
	}
	return all, len(all) > 0
}

// plainSource reads what stands between the braces.
func plainSource(fields string) (s Source, ok bool) {
	read := make([]*string, 0, 7)
	for more := true; more; {
		name, rest, _ := strings.Cut(fields, ": ")
		field := s.field(name)
		if field == nil || slices.Contains(read, field) {
			return s, false
		}
		read = append(read, field)
		*field, rest, ok = plainValue(rest)
		fields, more = strings.CutPrefix(rest, ", ")
		if !ok || !more && rest != "" {
			return s, false
		}
	}
	return s, true
}

// plainValue reads one value, in quotes and with nothing in them that means something else, or a plain word.
func plainValue(text string) (value, rest string, ok bool) {
	if quoted, is := strings.CutPrefix(text, `"`); is {
		value, rest, ok = strings.Cut(quoted, `"`)
		return value, rest, ok && value == strings.TrimSpace(value) && !strings.ContainsAny(value, "\\\t")
	}
	if end := strings.IndexByte(text, ','); end >= 0 {
		value, rest = text[:end], text[end:]
	} else {
		value = text
	}
	return value, rest, plainWord(value)
}

// plainWord says whether a word of YAML is just that: it begins with a letter or a digit, has only these and dashes, and is not
// the word for nothing.
func plainWord(s string) bool {
	const letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
	return s != "" && s[0] != '-' && strings.Trim(s, letters+"0123456789-") == "" && !strings.EqualFold(s, "null")
}
