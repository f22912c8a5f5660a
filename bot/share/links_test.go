package share

import (
	"fmt"
	"strings"
	"testing"
)

func known() Known {
	return Known{
		Topic:  func(name string) bool { return name == "naloxone" },
		Locale: func(name string) bool { return name == "en" },
		Means:  func(text string) bool { return text == "menu" || text == "overdose" },
	}
}

func TestAListOfLinksIsRead(t *testing.T) {
	links, problems := ReadLinks("entry-links.yaml", []byte(`links:
  - code: hostel-door
    name: Hostel doors, spring
    language: en
    topic: naloxone
  - {code: cards-2027, name: First batch of cards}
`), known())
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	want := []Link{{"hostel-door", "Hostel doors, spring", "en", "naloxone"}, {"cards-2027", "First batch of cards", "", ""}}
	if fmt.Sprint(links) != fmt.Sprint(want) || links[0] != want[0] || links[1] != want[1] {
		t.Errorf("got %+v", links)
	}
	if got := links[0].Telegram("@WaymarkExampleBot"); got != "https://t.me/WaymarkExampleBot?start=hostel-door" {
		t.Errorf("Telegram: %s", got)
	}
	if got := links[1].SMS("+447700900123"); got != "sms:+447700900123?body=cards-2027" {
		t.Errorf("SMS: %s", got)
	}
}

func TestWhatIsWrongWithAListIsSaidAtItsPlace(t *testing.T) {
	one := func(line string) string { return "links:\n  - {name: A door, " + line + "}\n" }
	for name, c := range map[string]struct{ src, want string }{
		"a person's name":                {one("code: dave-smith"), `code "dave-smith" looks like somebody's name ("dave"): a link belongs to a batch of cards or a poster, never to a person; where it is a place's name, write it as one word`},
		"a name alone":                   {one("code: susan"), `code "susan" looks like somebody's name ("susan")`},
		"a telephone number":             {one("code: t07700900123"), `code "t07700900123" looks like a number that belongs to somebody: at most 4 digits`},
		"a day of birth in pieces":       {one("code: b-12-04-1985"), `code "b-12-04-1985" looks like a number that belongs to somebody: at most 4 digits`},
		"a word that means something":    {one("code: overdose"), `code "overdose" means something already when it is texted: choose another`},
		"too short":                      {one("code: abc"), `code "abc": it has 4 to 32 characters`},
		"too long":                       {one("code: " + strings.Repeat("long", 9)), `it has 4 to 32 characters`},
		"capitals":                       {one("code: Hostel"), `code "Hostel": it has small letters, digits and hyphens, and none at its ends`},
		"a space":                        {one("code: hostel door"), `it has small letters, digits and hyphens, and none at its ends`},
		"a hyphen at its end":            {one("code: hostel-"), `none at its ends`},
		"twice":                          {"links:\n  - {code: door, name: A}\n  - {code: door, name: B}\n", `entry-links.yaml:3:12: code "door" is there twice`},
		"no code":                        {"links:\n  - name: A door\n", `entry-links.yaml:2:5: a link needs a code`},
		"no name":                        {"links:\n  - code: door\n", `entry-links.yaml:2:5: a link needs a name, that says where it hangs or lies: it is only for you`},
		"a language nobody has written":  {one("code: door, language: tlh"), `there are no words in "tlh"`},
		"a flow that does not exist":     {one("code: door, topic: gardening"), "there is no flow \"gardening\" to begin with; `waymark graph` names them"},
		"an unknown key":                 {one("code: door, who: me"), `unknown key "who": a link has code, name, language, topic`},
		"an unknown key at the top":      {"link:\n  - {code: door, name: A}\n", `entry-links.yaml:1:1: unknown key "link": the file has one, links`},
		"an empty file":                  {"", `entry-links.yaml:1:1: there are no links: begin with a line links:`},
		"no YAML":                        {"links: [", `entry-links.yaml:1:`},
		"a map where a list should be":   {"links: {code: door}\n", `"links" must be a list`},
		"more than can be counted apart": {"links:\n" + many(MostLinks+1), `entry-links.yaml:1:1: 41 links, and at most 40 can be counted apart: take some out`},
	} {
		t.Run(name, func(t *testing.T) {
			links, problems := ReadLinks("entry-links.yaml", []byte(c.src), known())
			if links != nil || !strings.Contains(problems.Error(), c.want) {
				t.Errorf("got %v\n%v\nwant %s", links, problems, c.want)
			}
		})
	}
}

func many(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, "  - {code: door-%d, name: Door}\n", i)
	}
	return b.String()
}

func TestEveryProblemOfAListComesAtOnce(t *testing.T) {
	_, problems := ReadLinks("entry-links.yaml", []byte("links:\n  - {code: dave, topic: gardening}\n  - {code: x}\n"), known())
	if len(problems) != 5 {
		t.Errorf("got %d problems, want 5:\n%v", len(problems), problems)
	}
}

func TestTheNamesAreSorted(t *testing.T) {
	all := givenNames()
	if len(all) < 300 {
		t.Errorf("only %d names", len(all))
	}
	for i := 1; i < len(all); i++ {
		if all[i-1] >= all[i] {
			t.Errorf("%s comes before %s: look-ups would miss one", all[i-1], all[i])
		}
	}
}

func FuzzReadLinks(f *testing.F) {
	f.Add([]byte("links:\n  - {code: hostel-door, name: A}\n"))
	f.Add([]byte("links:\n  - code: dave\n"))
	f.Add([]byte("links: [[["))
	f.Fuzz(func(t *testing.T, src []byte) {
		links, problems := ReadLinks("f", src, known())
		if len(links) > MostLinks || links != nil && problems != nil {
			t.Errorf("%d links and %d problems", len(links), len(problems))
		}
		for _, l := range links {
			if len(l.Code) < shortestCode || len(l.Code) > longestCode || l.Name == "" || strings.ContainsAny(l.Code, "&?# %/") {
				t.Errorf("%q passed", l.Code)
			}
		}
	})
}
