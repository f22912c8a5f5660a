package sms

import "sync/atomic"

// Outcome is what became of a request.
type Outcome uint8

// The outcomes.
const (
	// Answered: the bot's reply went out.
	Answered Outcome = iota
	// Duplicate: a message already answered got the same answer again.
	Duplicate
	// Forged: the signature was missing or wrong. Many of these and nothing else mean that
	// WAYMARK_PUBLIC_URL or the auth token is not what Twilio uses.
	Forged
	// Elsewhere: signed, but to a number that is not ours.
	Elsewhere
	// Malformed: not a POST, too long, or no form.
	Malformed
	// OptOut: Twilio has answered STOP, HELP or START itself.
	OptOut
	// NotMobile: the sender is no UK mobile.
	NotMobile
	// Silent: the bot said to send nothing.
	Silent
	// Looped: the sender seems to be another machine, or costs more than any person would; the fallback text went out, or nothing.
	Looped
	// Brief: the hour's segments were used up; the fallback text went out.
	Brief
	// Unpaid: they were used up, and nothing went out.
	Unpaid
	// Failed: the bot gave no reply in time, or none at all; the fallback text went out.
	Failed
	// Outcomes counts the outcomes; it is none itself.
	Outcomes
)

var outcomeNames = [Outcomes]string{
	"answered", "duplicate", "forged", "elsewhere", "malformed", "opt_out", "not_mobile", "silent", "looped",
	"brief", "unpaid", "failed",
}

// String gives the outcome's name for logs.
func (o Outcome) String() string {
	if o < Outcomes {
		return outcomeNames[o]
	}
	return "unknown"
}

// tally counts outcomes.
type tally [Outcomes]atomic.Uint64

// Tally says how often each outcome came up since the start. It is for an hourly summary: looked at more
// often, it would tell when somebody wrote.
func (c *Channel) Tally() (counts [Outcomes]uint64) {
	for i := range c.tally {
		counts[i] = c.tally[i].Load()
	}
	return counts
}
