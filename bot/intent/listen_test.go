package intent

import (
	"os"
	"sync"
	"testing"

	"waymark/content"
)

var built = sync.OnceValues(func() (*Listener, error) {
	names, problems := content.ReadSubstances(content.Embedded())
	if err := problems.Err(); err != nil {
		return nil, err
	}
	return New(names)
})

// called is what people call substances, as it is built in.
func called(t testing.TB) *content.Substances {
	t.Helper()
	return listener(t).named
}

func listener(t testing.TB) *Listener {
	t.Helper()
	l, err := built()
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func TestEmergenciesInPlainAndSlangWords(t *testing.T) {
	l := listener(t)
	for text, want := range map[string]Intent{
		"hes gone over n his lips r blue": Overdose,
		"He's not breathing":              Overdose,
		"HE IS NOT BREATHING!!!":          Overdose,
		"not brething pls help":           Overdose,
		"my mate wont wake up":            Overdose,
		"cnt wake her":                    Overdose,
		"hes od'd":                        Overdose,
		"he’s OD’d in the bogs":           Overdose,
		"o\u200bv\u200ber\u200bdose":      Overdose,
		"оvеrdоsе":                        Overdose,
		"ｏｖｅｒｄｏｓｅ":                        Overdose,
		"heeeelp she is unconsious":       Overdose,
		"help!!! hurry":                   Overdose,
		"999":                             Overdose,
		"🚑":                               Overdose,
		"i want to die":                   Crisis,
		"gonna kms":                       Crisis,
		"hes having a fit":                BadReaction,
		"chest pains after coke":          BadReaction,
		"help":                            Menu,
		"where can i get naloxone":        Naloxone,
		"i overdosed last year":           Other,
		"needle exchange near SE15":       FindService,
		"forget me":                       ForgetMe,
		"hello":                           Menu,
		"":                                Other,
		"purple monkey dishwasher":        Other,
	} {
		h := l.Hear(text, nil)
		if h.Intent != want && !(want == Other && !h.Intent.Urgent()) {
			t.Errorf("%q heard as %v (%s), want %v", text, h.Intent, h.Topic, want)
		}
	}
}

func TestAnswersToTheQuestion(t *testing.T) {
	l := listener(t)
	breathing := NewQuestion([][]string{
		{"Breathing", "breathing", "yes", "breathing ok"},
		{"Not breathing", "not breathing", "no", "stopped"},
		{"Not sure", "dunno", "cant tell"},
	})
	plainTwo := NewQuestion([][]string{{"They wake or talk", "awake", "woke up", "talking"}, {"No response", "nothing", "not waking"}})
	kits := NewQuestion([][]string{{"Prenoxad", "injection", "needle"}, {"Nasal spray", "nyxoid", "spray", "nose"}, {"I have none", "no kit", "none", "no"}})
	for _, c := range []struct {
		text string
		q    *Question
		want int
	}{
		{"1", breathing, 0}, {"1.", breathing, 0}, {"one", breathing, 0}, {"the second one", breathing, 1}, {"option 2", breathing, 1},
		{"2nd", breathing, 1}, {"the last one", breathing, 2}, {"9", breathing, -1}, {"2 please", breathing, 1},
		{"breathing", breathing, 0}, {"yeh hes breathin", breathing, 0}, {"not breathing", breathing, 1}, {"hes not breathing", breathing, 1},
		{"he isn't breathing", breathing, 1}, {"yes", breathing, 0}, {"nah", breathing, 1}, {"dunno", breathing, 2}, {"im not sure", breathing, 2},
		{"nah nothing", plainTwo, 1}, {"shes talking", plainTwo, 0}, {"she isnt talking", plainTwo, -1}, {"no", plainTwo, 1},
		{"prenoxad", kits, 0}, {"nasal", kits, 1}, {"the nose spray", kits, 1}, {"none", kits, 2}, {"where is the menu", kits, -1}, {"", kits, -1},
		{"yes", kits, -1},
	} {
		if got := l.Hear(c.text, c.q).Answer; got != c.want {
			t.Errorf("%q answers choice %d, want %d", c.text, got, c.want)
		}
	}
}

func TestStarterExamples(t *testing.T) {
	f, err := os.Open("../../testdata/understanding/starter.tsv")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	report, err := listener(t).Eval(f)
	if err != nil {
		t.Fatal(err)
	}
	if testing.Verbose() {
		report.WriteTo(os.Stdout)
	}
	if got := report.Labels[Overdose].Recall(); got < 0.3 {
		t.Errorf("overdose recall %.3f", got)
	}
}

// Whoever asks whether somebody else will die is asked how they are now; whoever speaks of dying themselves, or of
// somebody who wants to, is in a crisis.
func TestFearForSomebodyElse(t *testing.T) {
	l := listener(t)
	for text, asked := range map[string]bool{
		"is he going to die": true, "is my son gonna die": true, "will she die": true, "are my mates going to die": true,
		"will i want to die again": false, "is it wrong to want to die": false, "is she going to kill herself": false, "im going to die i want it": false,
	} {
		h := l.Hear(text, nil)
		if asked && (h.Intent != Overdose || !h.Doubt) || !asked && h.Intent != Crisis {
			t.Errorf("%q is heard as %v, in doubt %v", text, h.Intent, h.Doubt)
		}
	}
}

// Somebody who has taken something themselves and can write needs other steps than somebody who has found a friend.
func TestWhoTookItThemselves(t *testing.T) {
	l := listener(t)
	for text, self := range map[string]bool{
		"I have taken two extra tablets by mistake": true, "ive took all my pregabs n im scared": true, "i took them": true, "ive swallowed them": true,
		"my mate has taken loads of vallies": false, "i gave him too much": false, "i have taken him to the floor hes not moving": false,
	} {
		if h := l.Hear(text, nil); h.Intent != Overdose || (h.Topic == "emergency.self") != self {
			t.Errorf("%q is heard as %v %s", text, h.Intent, h.Topic)
		}
	}
}
