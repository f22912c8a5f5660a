package content

import (
	"strings"
	"testing"
)

const aid = "en/aid.md"

// Each case makes small changes to good content and says, line for line, all that lint must then say.
func TestBrokenContent(t *testing.T) {
	for _, c := range []struct {
		shows   string
		changes []change
		want    string
	}{
		// Files.
		{"an empty file", []change{{aid, "", ""}},
			`content/en/aid.md:1:1: the file has no card: add a heading "## state" and its words
			content/en/aid.md:1:1: the file must begin with front matter: a line "---", then flow, locale, sources, reviewed, review_by, then "---"`},
		{"a file larger than anybody reviews", []change{{aid, "", strings.Repeat("a line of words\n", 20_000)}},
			`content/en/aid.md:1:1: is larger than 256 KiB, which nobody can review: split it, or is it the wrong file?`},
		{"a line without end", []change{{aid, "Then stay with them.", strings.Repeat("word ", 500)}},
			`content/en/aid.md:19:1: the line is longer than 2000 bytes: break it`},
		{"a paragraph without end", []change{{aid, "Then stay with them.", strings.Repeat("*stay _with them\n", 500)}},
			`content/en/aid.md:371:1: more than 6000 bytes without an empty line end here: part them`},
		{"brackets without end", []change{{aid, "[AA-02]", strings.Repeat("[", 50)}},
			`content/en/aid.md:7:1: more than 20 brackets are open here: close them`},
		{"bytes that are not UTF-8", []change{{aid, "Then stay", "Th\xe9n stay"}},
			`content/en/aid.md:19:3: this is not UTF-8: save the file as UTF-8 text`},
		{"a control character", []change{{aid, "Then stay", "Then\x00 stay"}},
			`content/en/aid.md:19:5: a control character (U+0000) stands here: take it out`},
		{"a source that lacks everything", []change{{"sources.yaml", "publisher: A charity, title: A page, year: n.d., link: \"https://example.org\", seen_on: 2026-11-22, status: confirmed, tier: A", "tier: D, colour: red"}},
			`content/sources.yaml:1:1: source AA-01 has no seen_on day like 2026-11-22
			content/sources.yaml:1:1: source AA-01 has status ""; it is confirmed or unconfirmed
			content/sources.yaml:1:1: source AA-01 has tier "D"; it is A, B or C
			content/sources.yaml:1:1: source AA-01 needs a publisher, a title and a year (or n.d.)
			content/sources.yaml:1:18: unknown key "colour": a source has publisher, title, year, link, seen_on, status and tier`},

		// Front matter.
		{"no front matter", []change{{aid, "---\nflow: aid", "flow: aid"}},
			`content/en/aid.md:1:1: the file must begin with front matter: a line "---", then flow, locale, sources, reviewed, review_by, then "---"`},
		{"an unfinished front matter", []change{{aid, "confirm_before_launch: [AA-02]\n---\n", "confirm_before_launch: [AA-02]\n"}},
			`content/en/aid.md:9:1: the front matter has no end: add a line "---" before the first card`},
		{"an unfinished front matter and no card", []change{{aid, "", "---\nflow: aid\n"}},
			`content/en/aid.md:3:1: the file has no card: add a heading "## state" and its words
			content/en/aid.md:3:1: the front matter has no end: add a line "---" before the first card`},
		{"an unknown key", []change{{aid, "locale: en\n", "locale: en\nauthor: me\n"}},
			`content/en/aid.md:4:1: unknown key "author": front matter has flow, locale, about, sources, reviewed, review_by and confirm_before_launch`},
		{"a key twice", []change{{aid, "locale: en\n", "locale: en\nlocale: cy\n"}},
			`content/en/aid.md:4:1: "locale" stands twice (also on line 3)`},
		{"an empty front matter", []change{{aid, "flow: aid\nlocale: en\nsources: [AA-01]\nreviewed: {on: 2026-11-22, by: \"not yet reviewed\"}\nreview_by: 2027-05-22\nconfirm_before_launch: [AA-02]\n", ""}},
			`content/en/aid.md:1:1: front matter has no "flow": add the flow these cards belong to
			content/en/aid.md:1:1: front matter has no "locale": add a language such as en
			content/en/aid.md:1:1: front matter has no "review_by": every card has a day by which it is looked at again, like 2027-05-22
			content/en/aid.md:1:1: front matter has no "reviewed": add {on: 2026-11-22, by: …}, saying who reviewed the words or that nobody has
			content/en/aid.md:1:1: front matter has no "sources": no advice goes out without one; add ids from content/sources.yaml
			content/en/aid.md:24:8: source "AA-02" is not confirmed: list it under confirm_before_launch`},
		{"no flow", []change{{aid, "flow: aid\n", ""}},
			`content/en/aid.md:1:1: front matter has no "flow": add the flow these cards belong to`},
		{"no locale", []change{{aid, "locale: en\n", ""}},
			`content/en/aid.md:1:1: front matter has no "locale": add a language such as en`},
		{"no sources", []change{{aid, "sources: [AA-01]\n", ""}},
			`content/en/aid.md:1:1: front matter has no "sources": no advice goes out without one; add ids from content/sources.yaml`},
		{"an empty list of sources", []change{{aid, "sources: [AA-01]", "sources: []"}},
			`content/en/aid.md:4:1: sources is empty: no advice goes out without one; add ids from content/sources.yaml`},
		{"sources that are no list", []change{{aid, "sources: [AA-01]", "sources: {AA-01: yes}"}},
			`content/en/aid.md:4:10: a word must stand here`},
		{"no review", []change{{aid, "reviewed: {on: 2026-11-22, by: \"not yet reviewed\"}\n", ""}},
			`content/en/aid.md:1:1: front matter has no "reviewed": add {on: 2026-11-22, by: …}, saying who reviewed the words or that nobody has`},
		{"no reviewer", []change{{aid, ", by: \"not yet reviewed\"", ""}},
			`content/en/aid.md:5:1: reviewed has no "by": say who reviewed the words, or that nobody has`},
		{"an unknown key in the review", []change{{aid, "by: \"not yet reviewed\"", "bye: me"}},
			`content/en/aid.md:5:1: reviewed has no "by": say who reviewed the words, or that nobody has
			content/en/aid.md:5:28: unknown key "bye": reviewed has on and by`},
		{"no day of looking again", []change{{aid, "review_by: 2027-05-22\n", ""}},
			`content/en/aid.md:1:1: front matter has no "review_by": every card has a day by which it is looked at again, like 2027-05-22`},
		{"days that are none", []change{{aid, "on: 2026-11-22", "on: 22/11/2026"}, {aid, "2027-05-22", "2027-02-30"}},
			`content/en/aid.md:5:16: reviewed.on is not a day like 2026-11-22
			content/en/aid.md:6:12: review_by is not a day like 2027-05-22`},
		{"looked at again before it was looked at", []change{{aid, "2027-05-22", "2026-11-22"}},
			`content/en/aid.md:6:12: review_by is not after reviewed.on`},
		{"a flow that is not the file's", []change{{aid, "flow: aid", "flow: help"}},
			`content/en/aid.md:2:7: flow "help" does not match the file's name "aid"`},
		{"a locale that is not the folder's", []change{{aid, "locale: en", "locale: cy"}},
			`content/en/aid.md:3:9: locale "cy" does not match the folder "en"`},
		{"YAML that is none", []change{{aid, "sources: [AA-01]", "sources: [AA-01"}},
			`content/en/aid.md:5:1: YAML: ',' or ']' must be specified`},
		{"a tab in YAML", []change{{"sources.yaml", "  publisher: A maker", "\tpublisher: A maker"}},
			`content/sources.yaml:3:1: YAML: found character '	' that cannot start any token`},

		// Sources.
		{"a source that is not known, of a file and of a card", []change{{aid, "sources: [AA-01]", "sources: [AA-01, ZZ-01]"}, {aid, "AA-01, AA-02\n", "AA-01, AA-02, ZZ-02\n"}, {aid, "confirm_before_launch: [AA-02]", "confirm_before_launch: [AA-02, ZZ-03]"}},
			`content/en/aid.md:4:18: source "ZZ-01" is not in content/sources.yaml
			content/en/aid.md:7:32: source "ZZ-03" is not in content/sources.yaml
			content/en/aid.md:30:15: source "ZZ-02" is not in content/sources.yaml`},
		{"a source that is not confirmed and not listed", []change{{aid, "[AA-02]", "[]"}},
			`content/en/aid.md:30:8: source "AA-02" is not confirmed: list it under confirm_before_launch`},
		{"a source listed for confirming that is confirmed", []change{{aid, "[AA-02]", "[AA-01, AA-02]"}},
			`content/en/aid.md:7:25: source "AA-01" is confirmed already: take it out of confirm_before_launch, which counts what is left to do`},
		{"a comma too many between sources", []change{{aid, "AA-01, AA-02\n", "AA-01,, AA-02\n"}},
			`content/en/aid.md:30:7: a source's id is missing between the commas`},
		{"a sources heading without sources", []change{{aid, "\nAA-01, AA-02\n", "\n"}},
			`content/en/aid.md:29:1: nothing stands below "### sources": take it out`},
		{"a list among the sources", []change{{aid, "AA-01, AA-02\n", "* AA-01\n"}},
			`content/en/aid.md:30:1: "### sources" holds ids separated by commas, nothing else`},

		// Cards.
		{"no card in a file", []change{{aid, "", "---\nflow: aid\nlocale: en\nsources: [AA-01]\nreviewed: {on: 2026-11-22, by: me}\nreview_by: 2027-05-22\n---\n"}},
			`content/en/aid.md:8:1: the file has no card: add a heading "## state" and its words`},
		{"a card twice", []change{{aid, "Then stay with them.", "Then stay with them.\n\n## call\nAgain."}},
			`content/en/aid.md:21:1: card "call" stands twice (also on line 10)`},
		{"a card without words", []change{{aid, "Then stay with them.", "Then stay with them.\n\n## empty\n"}},
			`content/en/aid.md:21:1: card "empty" has no words`},
		{"a heading that is no state", []change{{aid, "## call", "## Call them"}},
			`content/en/aid.md:10:1: card heading "Call them" is not a state's name: small letters, digits and _, a letter first, at most 32 characters`},
		{"a heading of another kind", []change{{aid, "### sms", "### text"}},
			`content/en/aid.md:24:1: unknown heading "text": a card begins with "## state"; below it there may be "### sms" and "### sources"`},
		{"a heading that is too high", []change{{aid, "### sms", "# sms"}},
			`content/en/aid.md:24:1: unknown heading "sms": a card begins with "## state"; below it there may be "### sms" and "### sources"`},
		{"a part twice", []change{{aid, "### sources\n", "### sms\nCall.\n\n### sources\n"}},
			`content/en/aid.md:29:1: "### sms" stands twice in card "call"`},
		{"a part before any card", []change{{aid, "## call", "### sms\nCall.\n\n## call"}},
			`content/en/aid.md:10:1: heading "sms" stands before the first card: a card begins with "## state"
			content/en/aid.md:11:1: this stands before the first card: put it under a heading "## state"`},
		{"words before any card", []change{{aid, "## call", "Call.\n\n## call"}},
			`content/en/aid.md:10:1: this stands before the first card: put it under a heading "## state"`},
		{"an empty page", []change{{aid, "***\n", "***\n\n***\n"}},
			`content/en/aid.md:10:1: page 2 of card "call" is empty: take out a ***`},
		{"a page mark at the beginning", []change{{aid, "## call\n", "## call\n***\n"}},
			`content/en/aid.md:10:1: page 1 of card "call" is empty: take out a ***`},
		{"a page mark among the sources", []change{{aid, "AA-01, AA-02\n", "AA-01, AA-02\n\n***\n"}},
			`content/en/aid.md:32:1: "### sources" holds ids separated by commas, nothing else`},

		// Plain text.
		{"bold, italics, code, a link with other words, a picture and HTML", []change{{aid, "Then stay with them.", "**Then** *stay*\nwith `them`.\n[Here](https://example.org). ![x](https://example.org/x.png) <b>now</b>"}},
			`content/en/aid.md:19:1: bold or italics cannot be shown: people get plain text
			content/en/aid.md:19:10: bold or italics cannot be shown: people get plain text
			content/en/aid.md:20:6: code cannot be shown: people get plain text
			content/en/aid.md:21:1: a link with other words than its address cannot be shown: people get plain text
			content/en/aid.md:21:30: a picture cannot be shown: people get plain text
			content/en/aid.md:21:62: HTML cannot be shown: people get plain text
			content/en/aid.md:21:68: HTML cannot be shown: people get plain text`},
		{"a block of HTML", []change{{aid, "Then stay with them.", "<div>Then</div>"}},
			`content/en/aid.md:19:1: HTML cannot be shown: people get paragraphs, lists with * and choices with -`},
		{"a block of code", []change{{aid, "Then stay with them.", "Then:\n\n    stay"}},
			`content/en/aid.md:21:5: a line that begins with four spaces cannot be shown: people get paragraphs, lists with * and choices with -`},
		{"a fenced block of code", []change{{aid, "Then stay with them.", "Then:\n\n```\nstay\n```"}},
			`content/en/aid.md:21:1: a block of code cannot be shown: people get paragraphs, lists with * and choices with -`},
		{"a quotation", []change{{aid, "Then stay with them.", "> Then stay"}},
			`content/en/aid.md:19:1: a quotation cannot be shown: people get paragraphs, lists with * and choices with -`},
		{"a numbered list", []change{{aid, "Then stay with them.", "1. Then\n2. stay"}},
			`content/en/aid.md:19:1: numbered lists would look like choices in a text message; use * for lists`},
		{"a list with plus signs", []change{{aid, "Then stay with them.", "+ Then stay"}},
			`content/en/aid.md:19:1: use * for lists`},
		{"a list in a list", []change{{aid, "* Lift the chin.", "* Lift\n  * the chin."}},
			`content/en/aid.md:16:3: a list item holds plain text and nothing else`},
		{"a heading made by dashes under text", []change{{aid, "***\n\nThen", "---\n\nThen"}, {aid, "* Tilt the head back.\n* Lift the chin.\n\n", "Tilt the head back.\n"}},
			`content/en/aid.md:14:1: a line of dashes or equals signs under text makes it a heading; to split pages put *** between empty lines`},

		// Choices.
		{"a choice without event", []change{{aid, "- awake: They wake up\n", "- They wake up\n"}},
			`content/en/aid.md:22:1: a line with "-" is a choice and is written "- event: Label | words"; use * for lists`},
		{"a choice without label", []change{{aid, "- awake: They wake up\n", "- awake: | up\n"}},
			`content/en/aid.md:22:3: choice "awake" has no label`},
		{"a choice twice", []change{{aid, "- awake: They wake up\n", "- awake: They wake up\n- awake: Up\n"}},
			`content/en/aid.md:23:3: choice "awake" stands twice in card "call"`},
		{"a choice twice in the sms part", []change{{aid, "- awake: Awake\n", "- awake: Awake\n- awake: Up\n"}},
			`content/en/aid.md:28:3: choice "awake" stands twice in the sms part of card "call"`},
		{"a choice with words in the sms part", []change{{aid, "- awake: Awake\n", "- awake: Awake | up\n"}},
			`content/en/aid.md:27:3: the words that mean choice "awake" belong to its main line, not to the sms one`},
		{"a choice that goes on in the next line", []change{{aid, "- awake: They wake up\n", "- awake: They wake up\nand talk\n"}},
			`content/en/aid.md:23:1: choice "awake" goes on here: a choice is one line, with an empty line after the last`},

		// Words.
		{"an avoided word, also across lines and in labels", []change{{aid, "Then stay with them.", "A drug\nmisuser is no Junkie."}, {aid, "They wake up", "The addict wakes"}, {aid, "- awake: Awake", "- awake: Not sober"}},
			`content/en/aid.md:19:3: "drug misuser" is avoided: say "person who uses drugs", "person who drinks", or name the drug
			content/en/aid.md:20:15: "Junkie" is avoided: say "person who uses drugs", "person who drinks", or name the drug
			content/en/aid.md:23:14: "addict" is avoided: say "person who uses drugs", "person who drinks", or name the drug
			content/en/aid.md:28:14: "sober" is avoided: say "not using" or "stopped using"`},
		{"an exclamation mark", []change{{aid, "with them.", "with them!"}},
			`content/en/aid.md:19:20: an exclamation mark; a calm voice needs none`},
		{"an unknown placeholder and a lone brace", []change{{aid, "with them.", "with {name} {link} or {"}},
			`content/en/aid.md:19:16: unknown placeholder {name}; there are {date}, {link}, {number}, {operator}
			content/en/aid.md:19:33: a brace stands alone here; placeholders are {date}, {link}, {number}, {operator}`},
		{"a link that is not https, and none with words", []change{{aid, "with them.", "See http://example.org or www.example.org"}},
			`content/en/aid.md:19:15: the link http://example.org is not https
			content/en/aid.md:19:37: the link www.example.org is not https`},
		{"an entity of HTML", []change{{aid, "with them.", "with them &amp; wait"}},
			`content/en/aid.md:19:21: &amp; would be shown as it stands here; write the character itself`},
		{"an invisible character", []change{{aid, "with them.", "with\u200b them"}},
			`content/en/aid.md:19:15: an invisible character (U+200B) stands here: take it out`},
		{"a label that asks for a word providers act on", []change{{aid, "- awake: They wake up", "- awake: Yes"}, {aid, "- awake: Awake", "- awake: stop"}},
			`content/en/aid.md:22:3: choice "awake" asks for the word YES, which carriers and providers act on; use other words
			content/en/aid.md:27:3: choice "awake" asks for the word STOP, which carriers and providers act on; use other words`},
		{"words that ask for a word providers act on", []change{{aid, "with them.", "with them. Text STOP to end, reply with \"HELP\" or send help."}},
			`content/en/aid.md:19:27: this asks for the word STOP, which carriers and providers act on; use other words
			content/en/aid.md:19:52: this asks for the word HELP, which carriers and providers act on; use other words`},
	} {
		t.Run(c.shows, func(t *testing.T) {
			_, ps := Load(small(t, c.changes...))
			if got := ps.Error(); got != unindented(c.want) {
				t.Errorf("lint says\n%s\nwant\n%s", got, c.want)
			}
		})
	}
}

// unindented takes the tabs off the lines of a text that stands indented in a table.
func unindented(s string) string {
	lines := strings.Split(s, "\n")
	for i, l := range lines {
		lines[i] = strings.TrimLeft(l, "\t")
	}
	return strings.Join(lines, "\n")
}

func TestMissingFiles(t *testing.T) {
	t.Run("no cards", func(t *testing.T) {
		files := small(t)
		delete(files, aid)
		_, ps := Load(files)
		if want := "content:1:1: no cards found: there must be files such as en/menu.md"; ps.Error() != want {
			t.Errorf("lint says\n%s\nwant\n%s", ps, want)
		}
	})
	t.Run("no sources", func(t *testing.T) {
		files := small(t)
		delete(files, "sources.yaml")
		_, ps := Load(files)
		if want := "content/sources.yaml:1:1: cannot be read"; ps.Error() != want {
			t.Errorf("lint says\n%s\nwant\n%s", ps, want)
		}
	})
	t.Run("a folder in the place of a file", func(t *testing.T) {
		files := small(t)
		files["en/talk.md/note"] = files[aid]
		l, ps := Load(files)
		if want := "content/en/talk.md:1:1: cannot be read"; ps.Error() != want {
			t.Errorf("lint says\n%s\nwant\n%s", ps, want)
		}
		if !l.Unread("en", "talk") || l.Unread("en", "aid") {
			t.Error("exactly the file that cannot be read is unread")
		}
	})
}

// A folder of words of one's own may bring its own rules, and rules can be wrong too.
func TestRulesOfOnesOwn(t *testing.T) {
	for _, c := range []struct {
		shows   string
		changes []change
		want    string
	}{
		{"other words are avoided, and ours are not", []change{{"avoid.yaml", "", "avoid: [{words: [then, stay], use: say now}]\n"}},
			`content/en/aid.md:19:1: "Then" is avoided: say now
			content/en/aid.md:19:6: "stay" is avoided: say now`},
		{"unknown keys", []change{{"avoid.yaml", "", "avoid: [{word: [x], use: y}]\nshun: z\n"}, {"terms.yaml", "", "terms: [x]\n"}, {"discreet.yaml", "", "names: [x]\n"}},
			`content/avoid.yaml:1:10: unknown key "word": there are words and use
			content/avoid.yaml:2:1: unknown key "shun": there are avoid and prompts
			content/discreet.yaml:1:1: unknown key "names": there is drugs
			content/terms.yaml:1:1: unknown key "terms": there is known`},
		{"no list", []change{{"avoid.yaml", "", "avoid: x\n"}},
			`content/avoid.yaml:1:1: "avoid" must be a list`},
		{"no map in the list", []change{{"avoid.yaml", "", "avoid: [x]\n"}},
			`content/avoid.yaml:1:9: each of avoid must be a map of names to values`},
	} {
		t.Run(c.shows, func(t *testing.T) {
			_, ps := Load(small(t, c.changes...))
			if got := ps.Error(); got != unindented(c.want) {
				t.Errorf("lint says\n%s\nwant\n%s", got, c.want)
			}
		})
	}
}
