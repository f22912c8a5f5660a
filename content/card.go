// Package content holds every word a person reads: cards in Markdown, their sources, and the checks
// they must pass. It knows nothing of flows' logic, of channels, or of people. Go code here reads
// and proves words; it never writes one.
package content

// Form is how a channel shows a reply. A channel says which form it can show; the bot never asks
// which channel it is.
type Form uint8

const (
	// Buttons is a screen that shows choices as buttons, and long texts whole.
	Buttons Form = iota
	// Numbered is a text message: choices are numbered lines, and length costs money.
	Numbered
	// Forms counts the forms; it is no form itself.
	Forms
)

// Label is one choice of a card as a person sees it. Event names the transition it fires; Words are
// further words, besides its number and its own text, that mean it when somebody types them.
type Label struct {
	Event        string
	Text         string
	Words        []string
	Line, Column int
}

// Card is one piece of reviewed text in one locale: what a person reads in one state of one flow.
type Card struct {
	Flow, State, Locale string
	// Pages holds, for each form, the text split into the parts that MORE steps through.
	Pages [Forms][]string
	// Choices in the order in which they are shown.
	Choices []Label
	// ShortLabels are the choices' SMS wordings, where they differ, by event.
	ShortLabels map[string]Label
	// Sources are ids of content/sources.yaml: the card's own, or its file's.
	Sources []string
	File    string
	Line    int

	own  []Word    // the card's own sources, with their places; none when the file's serve
	said []passage // everything a person can read of it
}
