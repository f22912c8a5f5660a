package flows_test

import (
	"strings"
	"testing"
)

const (
	menuFlow  = "flows/menu.yaml"
	aidFlow   = "flows/aid.yaml"
	menuCards = "content/en/menu.md"
	aidCards  = "content/en/aid.md"
)

// Each case makes small changes to a good book and says, line for line, all that lint must then say.
func TestBrokenFlows(t *testing.T) {
	for _, c := range []struct {
		shows   string
		changes []change
		want    string
	}{
		// Files.
		{"a file larger than anybody reviews", []change{{aidFlow, "", strings.Repeat("# a line of words\n", 20_000)}},
			`flows/aid.yaml:1:1: is larger than 256 KiB, which nobody can review: split it, or is it the wrong file?`},
		{"an empty file", []change{{aidFlow, "", ""}},
			`flows/aid.yaml:1:1: the file holds no flow: it needs flow, start and states`},
		{"YAML that is none", []change{{aidFlow, "{od: call, \"999\": call}", "{od: call"}},
			`flows/aid.yaml:10:1: YAML: ',' or '}' must be specified`},
		{"YAML with a tab", []change{{aidFlow, "  overdose: call", "\toverdose: call"}},
			`flows/aid.yaml:5:1: YAML: found character '	' that cannot start any token`},
		{"two documents", []change{{aidFlow, "states:\n", "---\nstates:\n"}},
			`flows/aid.yaml:11:1: a second document begins here: take out the line "---"`},
		{"a list in the place of a flow", []change{{aidFlow, "", "- call\n"}},
			`flows/aid.yaml:1:1: the file must be a map of names to values`},
		{"a key twice", []change{{aidFlow, "start: call\n", "start: call\nstart: wait\n"}},
			`flows/aid.yaml:4:1: "start" stands twice (also on line 3)`},
		{"an unknown key", []change{{aidFlow, "urgent: true\n", "urgent: true\ncolour: red\n"}},
			`flows/aid.yaml:3:1: unknown key "colour": a flow has flow or each, mixes, urgent, start, intents, commands and states`},
		{"an unknown key in a state", []change{{aidFlow, "count: [opened, called]", "counts: [opened, called]"}},
			`flows/aid.yaml:13:5: unknown key "counts": a state has choices, while_alerts, count, again, do, find, without and nation`},
		{"values of the wrong kind", []change{{menuFlow, "start: start\n", "start: start\nurgent: very\n"}, {aidFlow, "again: call\n", "again: [call]\n"}, {menuFlow, "intents: {menu: start}", "intents: &all"}, {menuFlow, "  hello:\n", "  hello: {choices: [a]}\n"}},
			`flows/aid.yaml:18:12: "again" must be a word
			flows/menu.yaml:3:9: "urgent" must be true or false
			flows/menu.yaml:4:10: "intents" must be a map of names to values
			flows/menu.yaml:10:20: "choices" must be a map of names to values`},
		{"a problem in each of several files", []change{{menuFlow, "count: opened", "count: closed"}, {aidFlow, "calling: wait", "calling: wiat"}, {menuCards, "Hello.", "Hello!"}, {aidCards, "review_by: 2027-05-22\n", ""}, {"content/sources.yaml", "tier: A", "tier: Z"}},
			`content/en/aid.md:1:1: front matter has no "review_by": every card has a day by which it is looked at again, like 2027-05-22
			content/en/menu.md:38:6: an exclamation mark; a calm voice needs none
			content/sources.yaml:1:1: source AA-01 has tier "Z"; it is A, B or C
			flows/aid.yaml:12:24: there is no state "aid/wiat"; did you mean aid/wait?
			flows/aid.yaml:16:3: state "wait" cannot be reached: no choice, intent or command leads to it
			flows/menu.yaml:6:64: unknown counter "closed"`},
		{"an empty word", []change{{aidFlow, "{worse: call}\n    again", "{worse: \"\"}\n    again"}},
			`flows/aid.yaml:16:3: no choices lead from state "wait" to aid/call: in an emergency there must be a way back to its first step
			flows/aid.yaml:17:22: a word must stand here`},
		{"no flow", []change{{aidFlow, "flow: aid\n", ""}},
			`flows/aid.yaml:1:1: no "flow": add a line "flow: aid"`},
		{"a flow that is not the file's", []change{{aidFlow, "flow: aid", "flow: help"}},
			`flows/aid.yaml:1:7: flow "help" does not match the file's name "aid"`},
		{"no start", []change{{aidFlow, "start: call\n", ""}},
			`flows/aid.yaml:1:7: flow "aid" has no "start"`},
		{"a start in another flow", []change{{aidFlow, "start: call\n", "start: menu/start\n"}},
			`flows/aid.yaml:3:8: start "menu/start" must be a state of its own flow`},
		{"a start that is not there", []change{{aidFlow, "start: call\n", "start: cal\n"}},
			`flows/aid.yaml:3:8: there is no state "aid/cal"; did you mean aid/call?`},
		{"no states", []change{{"flows/empty.yaml", "", "flow: empty\nstart: here\nstates:\n"}},
			`flows/empty.yaml:1:7: flow "empty" has no states
			flows/empty.yaml:2:8: there is no state "empty/here"`},

		// Names.
		{"names that cannot be names", []change{{aidFlow, "  wait:\n", "  Wait:\n"}, {"flows/more aid.yaml", "", "flow: more aid\nstart: a\nstates: {a: }\n"}},
			`content/en/aid.md:21:1: card "wait" has no state in flows/aid.yaml
			flows/aid.yaml:12:24: there is no state "aid/wait"; did you mean aid/Wait?
			flows/aid.yaml:16:3: state "Wait" cannot be reached: no choice, intent or command leads to it
			flows/aid.yaml:16:3: state "Wait" has no card: add "## Wait" to content/en/aid.md
			flows/aid.yaml:16:3: state "Wait": a name has small letters, digits and _, a letter first, at most 32 characters
			flows/more aid.yaml:1:7: flow "more aid": a name has small letters, digits and _, a letter first, at most 32 characters
			flows/more aid.yaml:3:10: state "a" cannot be reached: no choice, intent or command leads to it
			flows/more aid.yaml:3:10: state "a" has no card: add "## a" to content/en/more aid.md`},
		{"too long button data", []change{
			{"flows/a_very_long_flow_name.yaml", "", "flow: a_very_long_flow_name\nstart: wait_until_the_crew_come\ncommands: [long]\nstates:\n  wait_until_the_crew_come: {choices: {it_is_getting_much_worse: aid/call}}\n"},
			{"content/en/a_very_long_flow_name.md", "", "---\nflow: a_very_long_flow_name\nlocale: en\nsources: [AA-01]\nreviewed: {on: 2026-11-22, by: nobody}\nreview_by: 2027-05-22\n---\n## wait_until_the_crew_come\nWait.\n\n- it_is_getting_much_worse: Worse\n"}},
			`flows/a_very_long_flow_name.yaml:5:40: the button "v1:a_very_long_flow_name:wait_until_the_crew_come:it_is_getting_much_worse" is 74 bytes long; Telegram takes 64: shorten the names`},
		{"too long data of the bot's own buttons", []change{
			{"flows/a_flow_with_a_name_of_32_letters.yaml", "", "flow: a_flow_with_a_name_of_32_letters\nstart: a_state_with_a_name_of_32_letter\ncommands: [long]\nstates:\n  a_state_with_a_name_of_32_letter:\n"},
			{"content/en/a_flow_with_a_name_of_32_letters.md", "", "---\nflow: a_flow_with_a_name_of_32_letters\nlocale: en\nsources: [AA-01]\nreviewed: {on: 2026-11-22, by: nobody}\nreview_by: 2027-05-22\n---\n## a_state_with_a_name_of_32_letter\nWait.\n"}},
			`flows/a_flow_with_a_name_of_32_letters.yaml:5:3: the button "v1:a_flow_with_a_name_of_32_letters:a_state_with_a_name_of_32_letter:more9" is 74 bytes long; Telegram takes 64: shorten the names`},
		{"two states of one key", []change{{menuFlow, "  nothing_more:\n", "  nothing_more:\n  spare_439599:\n  spare_622382:\n"}},
			`flows/menu.yaml:16:3: state "spare_439599" cannot be reached: no choice, intent or command leads to it
			flows/menu.yaml:16:3: state "spare_439599" has no card: add "## spare_439599" to content/en/menu.md
			flows/menu.yaml:17:3: state "menu/spare_622382" has the same key as menu/spare_439599: rename one of them
			flows/menu.yaml:17:3: state "spare_622382" cannot be reached: no choice, intent or command leads to it
			flows/menu.yaml:17:3: state "spare_622382" has no card: add "## spare_622382" to content/en/menu.md`},

		// Where things lead.
		{"a target with a letter wrong", []change{{aidFlow, "calling: wait", "calling: wiat"}},
			`flows/aid.yaml:12:24: there is no state "aid/wiat"; did you mean aid/wait?
			flows/aid.yaml:16:3: state "wait" cannot be reached: no choice, intent or command leads to it`},
		{"a target that is in another flow", []change{{aidFlow, "fine: menu/start", "fine: start"}},
			`flows/aid.yaml:15:21: there is no state "aid/start"; did you mean menu/start?`},
		{"a target that is nowhere", []change{{aidFlow, "fine: menu/start", "fine: elsewhere"}},
			`flows/aid.yaml:15:21: there is no state "aid/elsewhere"`},
		{"a state nobody can reach", []change{{aidFlow, "calling: wait", "calling: call"}},
			`flows/aid.yaml:16:3: state "wait" cannot be reached: no choice, intent or command leads to it`},
		{"an emergency without a way back to its first step", []change{{aidFlow, "choices: {worse: call}\n    again", "choices: {worse: wait}\n    again"}},
			`flows/aid.yaml:16:3: no choices lead from state "wait" to aid/call: in an emergency there must be a way back to its first step`},
		{"again to a state that is not urgent", []change{{aidFlow, "again: call\n", "again: menu/start\n"}},
			`flows/aid.yaml:18:12: again leads to "menu/start", which is not urgent: an emergency must stay one`},
		{"again in a flow that is not urgent", []change{{menuFlow, "  hello:", "  hello: {again: aid/call}"}},
			`flows/menu.yaml:9:18: again stands in flow "menu", which is not urgent: nothing would use it`},
		{"again to nowhere", []change{{aidFlow, "again: call\n", "again: cull\n"}},
			`flows/aid.yaml:18:12: there is no state "aid/cull"; did you mean aid/call?`},
		{"an unknown intent", []change{{aidFlow, "crisis: check\n", "crisis: check\n  weather: check\n"}},
			`flows/aid.yaml:9:3: unknown intent or topic "weather"`},
		{"an intent claimed twice", []change{{menuFlow, "{menu: start}", "{menu: start, overdose: start}"}},
			`flows/menu.yaml:3:24: intent "overdose" already leads to aid/call`},
		{"an emergency intent that nobody answers", []change{{aidFlow, "  crisis: check\n", ""}},
			`flows:1:1: no flow answers the intent "crisis"`},
		{"an emergency intent that leads to no urgent state", []change{{aidFlow, "crisis: check", "crisis: menu/start"}},
			`flows:1:1: intent "crisis" leads to menu/start, which is not urgent`},
		{"a command claimed twice", []change{{menuFlow, "hello: hello", "hello: hello, OD: start"}},
			`flows/menu.yaml:4:26: command "od" already leads to aid/call`},
		{"a command the bot answers itself", []change{{menuFlow, "hello: hello", "hello: hello, menu: start, More: start, 1: start"}},
			`flows/menu.yaml:4:26: "menu" is a word the bot answers itself
			flows/menu.yaml:4:39: "more" is a word the bot answers itself
			flows/menu.yaml:4:52: "1" is a word the bot answers itself`},
		{"a command nobody could type", []change{{menuFlow, "hello: hello", "hello: hello, hello?: hello, i would like to say hello: hello"}},
			`flows/menu.yaml:4:26: command "hello?" would never be heard: it has at most 24 characters, and none of .!?/'" at its ends
			flows/menu.yaml:4:41: command "i would like to say hello" would never be heard: it has at most 24 characters, and none of .!?/'" at its ends`},
		{"no od", []change{{aidFlow, "od: call, ", ""}},
			`flows:1:1: no urgent flow has the command "od": the emergency must be one word away from everywhere`},
		{"an od that is not urgent", []change{{aidFlow, "od: call", "od: menu/start"}},
			`flows:1:1: no urgent flow has the command "od": the emergency must be one word away from everywhere`},

		// What a state does.
		{"an unknown counter", []change{{aidFlow, "[opened, called]", "[opened, culled]"}},
			`flows/aid.yaml:13:21: unknown counter "culled"`},
		{"an unknown effect", []change{{menuFlow, "do: forget", "do: remember"}},
			`flows/menu.yaml:8:15: unknown effect "remember": a state can do advice, alerts, beside, doors, forget, gone, lines, share, stories, unplaced, where, which, wide`},
		{"an event of the bot's own", []change{{aidFlow, "calling: wait,", "calling: wait, menu: wait, more_help: wait, 2: wait,"}},
			`flows/aid.yaml:12:30: event "menu" is one the bot answers itself; use another name
			flows/aid.yaml:12:42: event "more_help" is one the bot answers itself; use another name
			flows/aid.yaml:12:59: event "2" is one the bot answers itself; use another name`},
		{"too many choices", []change{{aidFlow, "{worse: call}\n    again", "{worse: call, b: call, c: call, d: call, e: call, f: call, g: call, h: call, i: call, j: call}\n    again"},
			{aidCards, "- worse: They are worse | worse\n", "- worse: They are worse | worse\n- b: b\n- c: c\n- d: d\n- e: e\n- f: f\n- g: g\n- h: h\n- i: i\n- j: j\n"}},
			`flows/aid.yaml:16:3: state "wait" has 10 choices; more than 9 cannot be answered with one digit`},
		{"a missing system state", []change{{menuFlow, "  slow:\n", ""}, {menuCards, "## slow\nPlease wait a minute.\n", ""}},
			`flows/menu.yaml:1:1: state "slow" is missing: the bot itself speaks with it`},
		{"words in between that ask something", []change{{menuFlow, "not_text:", "not_text: {choices: {look: start}}"}, {menuCards, "I can only read words.\n", "I can only read words.\n\n- look: Menu please\n"}},
			`flows/menu.yaml:12:24: state "not_text" can have no choices: it is said in between, and the conversation stays where it was`},

		// Cards.
		{"a state without a card", []change{{aidCards, "## check\nWill they wake? If not, call 999 now.\n\n- fine: Awake and well | awake, well\n- worse: Not waking | not waking\n", ""}},
			`flows/aid.yaml:14:3: state "check" has no card: add "## check" to content/en/aid.md`},
		{"a card without a state", []change{{aidCards, "## wait\n", "## walk\nWalk.\n\n## wait\n"}},
			`content/en/aid.md:21:1: card "walk" has no state in flows/aid.yaml`},
		{"cards that cannot be read", []change{{aidCards, "Stay", "St\xe4y"}},
			`content/en/aid.md:22:3: this is not UTF-8: save the file as UTF-8 text`},
		{"an event without label", []change{{aidCards, "- fine: Awake and well | awake, well\n", ""}},
			`content/en/aid.md:15:1: state "check" has no choice for event "fine"; add a line "- fine: …"`},
		{"a label without event", []change{{aidCards, "- fine: Awake", "- good: Well\n- fine: Awake"}},
			`content/en/aid.md:18:3: choice "good" leads nowhere: flows/aid.yaml has no such event in state "check"
			content/en/aid.md:19:3: "well" means both "good" and "fine" in state "check"`},
		{"an sms label without event", []change{{menuCards, "- wipe: Forget it\n", "- wipe: Forget it\n- keep: Keep it\n"}},
			`content/en/menu.md:33:3: the sms part has a label for "keep", which is no event of state "about"`},
		{"two words that mean two things", []change{{aidCards, "| awake, well", "| awake, well, Not  waking"}, {aidCards, "- again: Say it again | repeat", "- again: Say it again | repeat, im CALLING"}},
			`content/en/aid.md:13:3: "im calling" means both "calling" and "again" in state "call"
			content/en/aid.md:19:3: "not waking" means both "fine" and "worse" in state "check"`},
		{"an sms label that means two things", []change{{menuCards, "- wipe: Forget it\n", "- about: Emergency now\n"}, {menuFlow, "about: {choices: {wipe: wiped}}", "about: {choices: {about: wiped, hello: hello}}"}, {menuCards, "- wipe: Forget this chat | wipe", "- about: Forget | wipe\n- hello: Hello | emergency now"}},
			`content/en/menu.md:30:3: "emergency now" means both "about" and "hello" in state "about"`},
		{"a word the bot answers itself", []change{{aidCards, "| calling", "| calling, back, 2"}},
			`content/en/aid.md:12:3: "2" is a word the bot answers itself; it cannot mean "calling"
			content/en/aid.md:12:3: "back" is a word the bot answers itself; it cannot mean "calling"`},
		{"a label nobody can type", []change{{aidCards, "I'm calling", "??"}},
			`content/en/aid.md:12:3: choice "calling" has words without a letter or digit: nobody could type them`},
		{"no card for the buttons that are always there", []change{{menuCards, "## controls\nThe words on the buttons that are always there.\n\n- menu: Menu\n- back: Back\n- more: next page\n", ""}},
			`content/en/menu.md:1:1: card "controls" is missing: its choices menu, back and more are the words on those buttons`},
		{"a button that is always there without label", []change{{menuCards, "- back: Back\n", ""}},
			`content/en/menu.md:9:1: card "controls" has no choice "back"; add a line "- back: …"`},

		// First replies.
		{"an emergency's first reply without 999", []change{{aidCards, "Call 999 now, on speaker.", "Call an ambulance now, on speaker. Shout for help. Shake their shoulders hard. Then call 999."}},
			`content/en/aid.md:9:1: card "call" can be the first reply to an emergency and does not name 999 in its first 80 characters`},
		{"an emergency's first text message without 999", []change{{aidCards, "- again: Say it again | repeat\n", "- again: Say it again | repeat\n\n### sms\nCall for help.\n"}},
			`content/en/aid.md:9:1: card "call" can be the first reply to an emergency and does not name 999 in its first 80 characters`},
		{"an emergency's first reply on a screen without 999", []change{{aidCards, "Call 999 now, on speaker.\n", "Call for help.\n"}, {aidCards, "- again: Say it again | repeat\n", "- again: Say it again | repeat\n\n### sms\nCall 999 now.\n"}},
			`content/en/aid.md:9:1: card "call" can be the first reply to an emergency and does not name 999 in its first 80 characters`},
		{"a drug on the lock screen", []change{{menuCards, "Hello.", "Hello. Ask me how to use heroin."}, {aidCards, "Call 999 now, on speaker.", "Call 999 now. Have the naloxone out."}},
			`content/en/aid.md:10:24: card "call" can be a first reply and names "naloxone" in its first 40 characters, which a lock screen shows
			content/en/menu.md:38:26: card "hello" can be a first reply and names "heroin" in its first 40 characters, which a lock screen shows`},

		// What it costs, and how it reads.
		{"a text message over its budget", []change{{menuCards, "I have lost our place.", strings.Repeat("I have lost our place. ", 25)}},
			`content/en/menu.md:43:1: page 1 of card "lost" takes 4 text messages (581 units) with its choices; at most 3: shorten it, add "### sms", or split it with ***`},
		{"an urgent text message over its budget", []change{{aidCards, "Stay with them.", strings.Repeat("Stay with them. ", 20)}},
			`content/en/aid.md:21:1: page 1 of card "wait" takes 3 text messages (336 units) with its choices; at most 2: shorten it, add "### sms", or split it with ***`},
		{"a character that makes a text message dear", []change{{aidCards, "Stay with them.", "Stay with them, and \u2014 if you can \u2014 talk."}},
			`content/en/aid.md:22:21: page 1 of card "wait" has '—' (U+2014), which halves what a text message holds; use plain characters`},
		{"too many pages", []change{{menuCards, "It keeps nothing.\n", strings.Repeat("It keeps nothing.\n\n***\n\n", 9) + "It keeps nothing.\n"}},
			`content/en/menu.md:22:1: card "about" has 11 pages; at most 9`},
		{"hard words", []change{{menuCards, "I have lost our place.", "Unfortunately the conversational context is irretrievably unavailable."}},
			`content/en/menu.md:43:1: card "lost" reads at grade 27.6; at most 6: use shorter words and sentences`},
		{"words too hard for an emergency", []change{{aidCards, "Stay with them.", "Stay beside the person until help arrives and monitor their breathing."}},
			`content/en/aid.md:21:1: card "wait" reads at grade 8.0; at most 4: use shorter words and sentences`},
		{"hard words in the sms part", []change{{menuCards, "- wipe: Forget it\n", "Institutional retention is comprehensively disabled.\n"}},
			`content/en/menu.md:22:1: the sms part of card "about" reads at grade 26.5; at most 6: use shorter words and sentences`},
	} {
		t.Run(c.shows, func(t *testing.T) {
			book, ps := load(t, small(t, c.changes...))
			if got := ps.Error(); got != unindented(c.want) {
				t.Errorf("lint says\n%s\nwant\n%s", got, c.want)
			}
			if book != nil && strings.Contains(c.want, "flows/") {
				t.Error("a book with problems was given out")
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
