package counter

import (
	"regexp"
	"strings"
	"testing"

	"waymark/bot/intent"
)

func TestEveryCounterIsNamedOnceDocumentedAndOfAKnownPeriod(t *testing.T) {
	name := regexp.MustCompile(`^[a-z][a-z0-9]*(_[a-z0-9]+)*$`)
	seen := map[string]bool{}
	for i, info := range All() {
		if !name.MatchString(info.Name) {
			t.Errorf("counter %d: %q is not snake_case", i, info.Name)
		}
		if seen[info.Name] {
			t.Errorf("%s is there twice", info.Name)
		}
		seen[info.Name] = true
		if len(info.Doc) < 20 || !strings.HasSuffix(info.Doc, ".") {
			t.Errorf("%s: the doc %q is not a sentence", info.Name, info.Doc)
		}
		if info.Period >= Periods {
			t.Errorf("%s: unknown period", info.Name)
		}
		if c, ok := Named(info.Name); !ok || c != info.Counter || c.String() != info.Name || c.Info() != info {
			t.Errorf("%s: is not found by its name", info.Name)
		}
	}
}

func TestEachIntentHasItsTopicByTheWeek(t *testing.T) {
	for i := range intent.Intents {
		c, ok := Named("topic_" + i.String())
		if !ok {
			t.Errorf("no counter topic_%s", i)
		} else if c.Info().Period != Week {
			t.Errorf("%s is counted by the %s, want week", c, c.Info().Period)
		}
	}
}

func TestEmergenciesAreByTheDayAndPlacesByTheMonth(t *testing.T) {
	for name, want := range map[string]Period{
		"sessions": Day, "emergency_opened": Day, "overdose_call": Day, "naloxone_had": Day, "came_round": Day,
		"near_asked": Month, "safer_heroin_inject": Week,
	} {
		if c, ok := Named(name); !ok || c.Info().Period != want {
			t.Errorf("%s: %v, %v; want %v", name, ok, c.Info().Period, want)
		}
	}
}

// Names are what rows are keyed by. One that changes loses what was counted under it, so the list only grows. This is
// every name there has been, but for the
// topics, which follow the intents.
func TestNoCounterWasRenamedOrTakenAway(t *testing.T) {
	for _, name := range strings.Fields(`
		sessions first_contact emergency_opened overdose_opened overdose_call overdose_cannot_call overdose_breathing
		overdose_not_breathing naloxone_had naloxone_not_had naloxone_prenoxad naloxone_nasal came_round gone_over_again
		overdose_child overdose_package overdose_alone overdose_police_worry bad_reaction_opened crisis_opened menu_opened
		privacy_opened share_opened forget_used stop_used not_understood not_text limited old_button provider_error
		safer_use_opened safer_heroin_inject safer_heroin_smoke safer_heroin_snort safer_heroin_swallow near_asked`) {
		if _, ok := Named(name); !ok {
			t.Errorf("%s is gone", name)
		}
	}
}

func TestUnknownNamesAreNotFound(t *testing.T) {
	for _, name := range []string{"", "session", "Sessions", "topic_"} {
		if c, ok := Named(name); ok {
			t.Errorf("%q is %v, want nothing", name, c)
		}
	}
	if got := Counter(Counters).String(); got != "unknown" {
		t.Errorf("a counter past the end is %q", got)
	}
}
