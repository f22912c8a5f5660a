package intent

// Known says whether flows may name this intent or topic: whether Hear can ever give it.
func (l *Listener) Known(name string) bool {
	if _, ok := Named(name); ok {
		return true
	}
	for i := range l.book.topics {
		if l.book.topics[i].name == name {
			return true
		}
	}
	for i := range l.finer {
		if l.finer[i].topic == name {
			return true
		}
	}
	return false
}
