package intent

import (
	"slices"
	"strings"
)

// Known says whether flows may name this intent or topic: whether Hear can ever give it. A substance may stand
// behind it: "cut_down alcohol".
func (l *Listener) Known(name string) bool {
	if name, drug, two := strings.Cut(name, " "); two {
		return l.Known(name) && slices.Contains(l.substances.names, drug)
	}
	if _, ok := Named(name); ok {
		return true
	}
	for i := range l.book.topics {
		if l.book.topics[i].name == name {
			return true
		}
	}
	return l.parts.topics[name]
}
