package flows_test

import (
	"strings"
	"testing"

	"waymark/flows"
)

func TestWriteCosts(t *testing.T) {
	var out strings.Builder
	flows.WriteCosts(&out, mustLoad(t, small(t)))
	want := `flow  locale  states  pages  segments  mean  dearest  at     farthest  at
aid   en      3       3      3         1.0   1        call   2         wait
menu  en      12      13     13        1.0   1        start  4         wiped
`
	if out.String() != want {
		t.Errorf("got\n%s\nwant\n%s", &out, want)
	}
}

func TestWriteGraph(t *testing.T) {
	b := mustLoad(t, small(t, change{aidCards, "They are worse", `They say "help"`}))
	for _, c := range []struct{ shows, flow, want string }{
		{"an urgent flow, with where it leads", "aid", `flowchart TD
    aid__call[["aid/call"]]
    aid__call -->|"I'm calling"| aid__wait
    aid__call -->|"Say it again"| aid__call
    aid__check[["aid/check"]]
    aid__check -->|"Awake and well"| menu__start
    aid__check -->|"Not waking"| aid__call
    aid__wait[["aid/wait"]]
    aid__wait -->|"They say #quot;help#quot;"| aid__call
    aid__wait -.->|again| aid__call
    menu__start(["menu/start"])
`},
		{"a flow that leads into an emergency", "menu", `flowchart TD
    menu__start["menu/start"]
    menu__start -->|"Emergency now"| aid__call
    menu__start -->|"About this bot"| menu__about
    menu__about["menu/about"]
    menu__about -->|"Forget this chat"| menu__wiped
    menu__wiped["menu/wiped"]
    menu__hello["menu/hello"]
    menu__unknown["menu/unknown"]
    menu__lost["menu/lost"]
    menu__not_text["menu/not_text"]
    menu__slow["menu/slow"]
    menu__group["menu/group"]
    menu__nothing_more["menu/nothing_more"]
    menu__source["menu/source"]
    menu__send["menu/send"]
    aid__call(["aid/call"])
`},
	} {
		t.Run(c.shows, func(t *testing.T) {
			var out strings.Builder
			if err := flows.WriteGraph(&out, b, c.flow); err != nil {
				t.Fatal(err)
			}
			if out.String() != c.want {
				t.Errorf("got\n%s\nwant\n%s", &out, c.want)
			}
		})
	}
	t.Run("all flows are all lines of each", func(t *testing.T) {
		var all, one strings.Builder
		if err := flows.WriteGraph(&all, b, ""); err != nil {
			t.Fatal(err)
		}
		for _, name := range []string{"aid", "menu"} {
			if err := flows.WriteGraph(&one, b, name); err != nil {
				t.Fatal(err)
			}
		}
		for line := range strings.Lines(one.String()) {
			if !strings.Contains(line, "([") && !strings.Contains(all.String(), line) {
				t.Errorf("missing: %s", line)
			}
		}
	})
	t.Run("a flow that is not there", func(t *testing.T) {
		err := flows.WriteGraph(&strings.Builder{}, b, "help")
		if err == nil || err.Error() != `there is no flow "help"; there are aid, menu` {
			t.Errorf("got %v", err)
		}
	})
}
