package bot_test

import (
	"fmt"
	"strings"
	"testing"

	"waymark/bot/bottest"
	"waymark/content"
)

// What people ask about safer use, wounds and viruses, in their words, is answered by the card about it, with
// no session and by way of no menu.
func TestWhatIsAskedIsAnsweredByItsCard(t *testing.T) {
	parts := bottest.New(t)
	for i, line := range strings.Split(strings.TrimSpace(asked), "\n") {
		name, text, ok := strings.Cut(strings.TrimSpace(line), ": ")
		if !ok {
			t.Fatalf("line %d has no card: %q", i+1, line)
		}
		id, ok := parts.Book.ByName(name)
		if !ok {
			t.Fatalf("no card %q", name)
		}
		t.Run(text, func(t *testing.T) {
			p := newPerson(parts, fmt.Sprint("asks ", i), content.Numbered)
			want := parts.Book.Pages(id, content.DefaultLocale, content.Numbered)[0].Plain
			if got := p.types(text); got.Plain != want {
				t.Errorf("want %s, got\n%s", name, got.Plain)
			}
		})
	}
}

const asked = `
safer_use/start: how can i use safer
safer_use/inject: how do i inject safely
safer_use/smoke: is smoking it better than injecting
safer_use/smoke: how to smoke on foil
safer_use/snort: safest way to snort
safer_use/bum: how do i plug it
safer_use/pipe: crack pipe tips
safer_use/vape: is this thc vape safe
safer_use/alone: i use on my own
safer_use/alone: is there anyone who can stay on the phone when i use alone
safer_use/tolerance: not used for a while is my tolerance down
safer_use/test: how much should i take
safer_use/first_time: never injected before
safer_use/first_time: someone wants to inject me for the first time
safer_use/room: where is the injecting room
cocaine/safer: how to do coke safer
ketamine/safer: how to take ket safely
injecting/acid: how much citric
injecting/acid: does lemon juice work
injecting/veins: cant find a vein
injecting/veins: no veins left
injecting/groin: is it ok to inject in my groin
injecting/neck: injecting in my neck
injecting/helped: my boyfriend injects me
sharing/none: we only have one needle between us
sharing/start: is it ok to share a spoon
sharing/start: can i reuse my needle
equipment/own: can i clean my needle with bleach
equipment/start: what can i get from a needle exchange
equipment/missing: they turned me away at the needle exchange
equipment/shut: the needle exchange was shut
equipment/bin: how do i get rid of used needles
equipment/found: found a needle in the park
infection/lump: ive got an abscess on my arm
infection/ulcer: my leg ulcer wont heal
infection/missed: i missed my hit and its swollen
infection/clot: do i have a blood clot
infection/start: my arm is infected
infection/pricked: i shared a needle last night
infection/pricked: stood on a needle
infection/pricked: got pricked by a needle
infection/pep: where can i get pep
infection/pep: what is pep
infection/prep: can i get prep
infection/hep_c: is hep c curable
infection/hep_b: hepatitis b vaccine
infection/hiv: worried about hiv
checking/start: can i get my drugs tested
checking/strips: do test strips work
checking/negative: my pills came back negative are they safe
chemsex/start: chemsex
chemsex/start: slamming tips
day_after/start: how to deal with a comedown
muscle/start: steroids
muscle/jab: how to inject steroids
muscle/tan: melanotan
rights/driving: can i drive after using
`
