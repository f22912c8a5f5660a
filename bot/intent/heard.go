// Package intent turns what a person typed into what it is about: an intent, substances, a place,
// and an answer to the question just asked. It is pure, offline and deterministic: the same text is
// heard the same way on every machine. It keeps nothing and repeats nobody's words.
package intent

// Intent is what a text is about: one of the labels below.
type Intent uint8

// The intents, in the order of their names' first use. Other means: not recognised.
const (
	Other Intent = iota
	Overdose
	BadReaction
	Crisis
	Naloxone
	SaferUse
	Mixing
	Substance
	FindService
	Infection
	DrugChecking
	Alerts
	CutDown
	Withdrawal
	PrisonRelease
	Pregnancy
	SomeoneElse
	Rights
	Privacy
	Share
	ForgetMe
	Menu
	Intents // counts the intents; it is none itself
)

var names = [Intents]string{
	"other", "overdose", "bad_reaction", "crisis", "naloxone", "safer_use", "mixing", "substance",
	"find_service", "infection", "drug_checking", "alerts", "cut_down", "withdrawal", "prison_release",
	"pregnancy", "someone_else", "rights", "privacy", "share", "forget_me", "menu",
}

// String gives the intent's name as flows and test files write it.
func (i Intent) String() string {
	if i < Intents {
		return names[i]
	}
	return names[Other]
}

// Named finds an intent by its name.
func Named(name string) (Intent, bool) {
	for i, n := range names {
		if n == name {
			return Intent(i), true
		}
	}
	return Other, false
}

// Urgent says whether the intent is one where a life may hang on the next reply.
func (i Intent) Urgent() bool { return i == Overdose || i == BadReaction || i == Crisis }

// Heard is what a text was understood as.
type Heard struct {
	Intent Intent
	// Topic is the finer label that decided, such as "emergency.seizure" or "topic.first_time"; it may
	// be empty. It always comes from the compiled vocabulary, never from the text.
	Topic string
	// Doubt: the text may be an emergency, and it is not sure. The reply shows the emergency line
	// and asks.
	Doubt bool
	// Substances are canonical names, in the order they were mentioned, each once.
	Substances []string
	// Place is the place as typed, cut from the text; empty when there is none. It is for an immediate lookup
	// and must not outlive the reply.
	Place string
	// Confidence is between 0 and 1.
	Confidence float64
	// Answer is the index of the question's choice that the text means, or -1.
	Answer int
	// Leans is the index of the choice whose words stand in the text in any form and order, or -1: less than an answer,
	// and better than asking the same again.
	Leans int
}
