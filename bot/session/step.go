package session

// Fate is what becomes of a session after a step.
type Fate uint8

// The fates.
const (
	Kept      Fate = iota // it is as the step gave it, and its time begins anew
	Untouched             // it stays as it was
	Forgotten             // it is gone
)

// Step is what a message does to a conversation: from the session as it is, if there is one, to the session as it will be.
// It may be taken again, with what another instance has made of the session meanwhile; so it decides, and does nothing
// else.
type Step func(s Session, known bool) (Session, Fate)
