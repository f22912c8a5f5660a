package intent

// learnStems finds for each word of the vocabulary the shorter word that it is a form of, when that is in the
// vocabulary too: "needles" -> "needle", "nodding" -> "nod", "injected" -> "inject".
func (v *vocabulary) learnStems() {
	v.stem = make([]int32, len(v.words))
	var buf [48]byte
	for id, w := range v.words {
		v.stem[id] = int32(id)
		if len(w) >= len(buf) || !plain(w) {
			continue
		}
		if base := v.base(buf[:0], []byte(w)); base >= 0 {
			v.stem[id] = base
		}
	}
	for id := range v.words { // "needles" -> "needle" -> "needl": one step is enough, two are a mistake
		v.stem[id] = v.stem[v.stem[id]]
	}
}

// shortestBase is the length of the shortest word that others are forms of.
const shortestBase = 3

// base takes an ending off and gives the word that is left, if it is known; -1 otherwise. buf is scratch.
func (v *vocabulary) base(buf, w []byte) int32 {
	try := func(cut int, add string) int32 {
		if len(w)-cut < shortestBase {
			return -1
		}
		b := append(append(buf, w[:len(w)-cut]...), add...)
		if id, ok := v.ids[string(b)]; ok {
			return id
		}
		return -1
	}
	n := len(w)
	end := func(s string) bool { return n > len(s) && string(w[n-len(s):]) == s }
	doubled := func(cut int) bool {
		return n-cut > shortestBase && w[n-cut-1] == w[n-cut-2]
	}
	first := func(ids ...int32) int32 {
		for _, id := range ids {
			if id >= 0 {
				return id
			}
		}
		return -1
	}
	switch {
	case end("ies"), end("ied"):
		return first(try(3, "y"), try(1, ""))
	case end("es"):
		return first(try(1, ""), try(2, ""))
	case end("ss"):
		return -1
	case end("s"):
		return try(1, "")
	case end("ing"):
		if doubled(3) {
			return first(try(3, ""), try(4, ""), try(3, "e"))
		}
		return first(try(3, ""), try(3, "e"))
	case end("ed"):
		if doubled(2) {
			return first(try(2, ""), try(3, ""), try(1, ""))
		}
		return first(try(2, ""), try(1, ""))
	case end("ly"):
		return try(2, "")
	}
	return -1
}
