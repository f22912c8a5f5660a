package bot

import "testing"

func TestFilledPutsEachValueInOnce(t *testing.T) {
	for _, c := range []struct {
		text  string
		slots []string
		want  string
	}{
		{"no slot", nil, "no slot"},
		{"{place}", []string{"{place}", "Hull"}, "Hull"},
		{"about {n} minutes from {place}, {n}!", []string{"{place}", "Hull", "{n}", "5"}, "about 5 minutes from Hull, 5!"},
		{"{place} and {other}", []string{"{place}", "{other}", "{other}", "Goole"}, "{other} and Goole"},
		{"{unknown} {", []string{"{place}", "Hull"}, "{unknown} {"},
		{"{{place}}", []string{"{place}", "Hull"}, "{Hull}"},
		{"", []string{"{place}", "Hull"}, ""},
	} {
		if got := filled(c.text, c.slots); got != c.want {
			t.Errorf("%q with %q is %q, want %q", c.text, c.slots, got, c.want)
		}
	}
}

func TestJoinedLeavesOutWhatIsEmpty(t *testing.T) {
	for _, c := range []struct {
		parts []string
		want  string
	}{
		{nil, ""}, {[]string{"", ""}, ""}, {[]string{"", "one", ""}, "one"}, {[]string{"one", "", "two", "three"}, "one, two, three"},
	} {
		if got := joined(", ", c.parts...); got != c.want {
			t.Errorf("%q joined is %q, want %q", c.parts, got, c.want)
		}
	}
}
