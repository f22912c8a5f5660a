package counter

import (
	"testing"

	"waymark/bot/intent"
)

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

