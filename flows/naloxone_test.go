package flows_test

import (
	"slices"
	"strings"
	"testing"

	"waymark/content"
	"waymark/flows"
)

// The two ways of giving naloxone: to somebody who breathes, counted in minutes, and to somebody who does not,
// counted in rounds of CPR. A dose counted the wrong way is late, or stops the CPR.
var (
	breathing    = []string{"recovery", "injection", "injection_wait", "injection_again", "spray", "spray_wait", "spray_again", "kit_empty", "no_naloxone", "breathes_again"}
	notBreathing = []string{"cpr", "cpr_injection", "cpr_injection_wait", "cpr_injection_again", "cpr_spray", "cpr_spray_wait", "cpr_spray_again", "cpr_kit_empty", "cpr_no_naloxone", "dosed_cpr"}
)

func TestTheTwoNaloxoneBranchesAreSeparate(t *testing.T) {
	for _, p := range mixedBranches(embedded(t)) {
		t.Error(p)
	}
}

// mixedBranches lists where the two are mixed up.
func mixedBranches(b *flows.Book) (problems []string) {
	branch := func(names []string, other []string, crossing string, says string, never ...string) {
		for _, name := range names {
			id, ok := b.ByName("overdose/" + name)
			if !ok {
				problems = append(problems, "there is no overdose/"+name)
				continue
			}
			for form := range content.Forms {
				var text strings.Builder
				for _, p := range b.Pages(id, content.DefaultLocale, form) {
					text.WriteString(p.Plain + "\n")
				}
				if strings.HasSuffix(name, "_wait") && !strings.Contains(text.String(), says) {
					problems = append(problems, name+" does not count in \""+says+"\"")
				}
				for _, n := range never {
					if strings.Contains(text.String(), n) {
						problems = append(problems, name+" says \""+n+"\", which is the other branch's")
					}
				}
			}
			for _, event := range b.State(id).Events[content.DefaultLocale] {
				to, _ := b.Next(id, event)
				if slices.Contains(other, b.State(to).Name) && b.State(to).Flow == "overdose" && event != crossing {
					problems = append(problems, name+": \""+event+"\" leads into the other branch, to "+b.State(to).Name)
				}
			}
			if !slices.Contains(b.State(id).Events[content.DefaultLocale], crossing) {
				problems = append(problems, name+" has no way over for \""+crossing+"\"")
			}
		}
	}
	branch(breathing, notBreathing, "stopped", "2-3 minutes", "rounds", "30 pushes")
	branch(notBreathing, breathing, "breathing", "3 rounds", "2-3 minutes", "2 to 3 minutes", "recovery position")
	return problems
}

func TestMixedBranchesAreNoticed(t *testing.T) {
	for _, c := range []struct {
		shows string
		edit  edit
		want  string
	}{
		{"minutes among the rounds", edit{"content/en/overdose.md", `Do 3 rounds: 30 pushes, 2 breaths. Still not`, "Do 3 rounds: 30 pushes, 2 breaths. Wait 2 to 3 minutes. Still not"}, `says "2 to 3 minutes", which is the other branch's`},
		{"rounds among the minutes", edit{"content/en/overdose.md", `Do not test the spray. Each one`, "Do 3 rounds. Each one"}, `spray says "rounds", which is the other branch's`},
		{"a step that leads over", edit{"flows/overdose.yaml", `not_awake: spray_again`, "not_awake: cpr_spray_again"}, `spray_wait: "not_awake" leads into the other branch, to cpr_spray_again`},
	} {
		t.Run(c.shows, func(t *testing.T) {
			files, _ := shipped(t, c.edit)
			if found := strings.Join(mixedBranches(mustLoadShipped(t, files)), "\n"); !strings.Contains(found, c.want) {
				t.Errorf("found\n%s\nwant\n%s", found, c.want)
			}
		})
	}
}
