package flows_test

import "strings"

// mutant is one rule and an edit that breaks it. The edits lean on little (a heading, a key), so that words may be
// rewritten without touching this table.
type mutant struct {
	rule  string
	edits []edit
	want  string
}

const (
	askCard  = "content/en/forget.md" // a card with room
	callCard = "content/en/overdose.md"
)

func mutants() []mutant {
	ask := func(words string) []edit {
		return []edit{{askCard, `(?s)## ask\n.*?\n- forget`, "## ask\n" + words + "\n\n- forget"}}
	}
	call := func(words string) []edit {
		return []edit{{callCard, `(?s)## call\n.*?### sources`, "§## call\n" + words + "\n\n- calling: On the phone | calling\n- cannot_call: No phone\n- awake: Awake\n\n### sources"}}
	}
	long := strings.Repeat("long", 14)
	return []mutant{
		// Words.
		{"a word that hurts", ask("Ask any §addict."),
			`§: "addict" is avoided: say "person who uses drugs", "person who drinks", or name the drug`},
		{"an exclamation mark", ask("Good§!"),
			`§: an exclamation mark; a calm voice needs none`},
		{"a link that is not https", ask("See §http://example.org"),
			`§: the link http://example.org is not https`},
		{"a placeholder that nothing fills", ask("Ask §{name}."),
			`§: unknown placeholder {name}; there are {date}, {link}, {number}, {operator}`},
		{"an invisible character", ask("Ask§\u200b now."),
			`§: an invisible character (U+200B) stands here: take it out`},
		{"words that ask for a word carriers act on", ask("Text §STOP to end."),
			`§: this asks for the word STOP, which carriers and providers act on; use other words`},
		{"a choice that is a word carriers act on", []edit{{askCard, `- keep: [^|]*\|`, "- §keep: Cancel |"}},
			`§: choice "keep" asks for the word CANCEL, which carriers and providers act on; use other words`},
		{"a choice that begins with such a word", []edit{{askCard, `- forget: [^|]*\|`, "- §forget: Yes, forget it |"}},
			`§: choice "forget" asks for the word YES, which carriers and providers act on; use other words`},
		{"bold", ask("It is §**gone**."),
			`§: bold or italics cannot be shown: people get plain text`},
		{"a numbered list", ask("§1. Ask\n2. Wait"),
			`§: numbered lists would look like choices in a text message; use * for lists`},

		// Sources and days.
		{"no source", []edit{{askCard, `sources: \[[^]]*\]`, "§sources: []"}},
			`§: sources is empty: no advice goes out without one; add ids from content/sources.yaml`},
		{"a source nobody knows", []edit{{askCard, `sources: \[`, "sources: [§ZZ-99, "}},
			`§: source "ZZ-99" is not in content/sources.yaml`},
		{"a fact that is not confirmed and not listed", []edit{{"content/en/stop.md", `NO-16, NO-17, NO-18, SU-49`, "§NO-16, NO-17, NO-18, SU-49"}, {"content/en/stop.md", `confirm_before_launch: \[NO-16, `, "confirm_before_launch: ["}},
			`§: source "NO-16" is not confirmed: list it under confirm_before_launch`},
		{"a day that is none", []edit{{askCard, `review_by: \S+`, "review_by: §2027-02-30"}},
			`§: review_by is not a day like 2027-05-22`},
		{"looked at again before it was looked at", []edit{{askCard, `review_by: \S+`, "review_by: §2020-01-01"}},
			`§: review_by is not after reviewed.on`},
		{"not looked at again within a year", []edit{{askCard, `review_by: \S+`, "review_by: §2031-01-01"}},
			`§: review_by is more than a year after reviewed.on: words are looked at again every year`},
		{"nobody says who looked", []edit{{askCard, `reviewed: \{on: (\S+), by: "[^"]*"\}`, "§reviewed: {on: 2026-11-22}"}},
			`§: reviewed has no "by": say who reviewed the words, or that nobody has`},
		{"a source without a day", []edit{{"content/sources.yaml", `OD-01: (.*)seen_on: \S+`, "§OD-01: {publisher: A, title: B, year: n.d., link: \"\", "}},
			`§: source OD-01 has no seen_on day like 2026-11-22`},
		{"a source with a link that is none", []edit{{"content/sources.yaml", `OD-01: \{(.*)link: "http:[^"]*"`, "§OD-01: {publisher: A, title: B, year: n.d., link: \"prenoxad\""}},
			`§: source OD-01 has a link that is no web address`},

		// Maps and cards.
		{"a card without a state", []edit{{askCard, `$`, "\n§## nowhere\nThis is for nobody.\n"}},
			`§: card "nowhere" has no state in flows/forget.yaml`},
		{"a state without a card", []edit{{"flows/forget.yaml", `choices: \{`, "choices: {why: why, "}, {askCard, `- forget: `, "- why: Why that\n- forget: "}, {"flows/forget.yaml", `  done:`, "  §why:\n  done:"}},
			`§: state "why" has no card: add "## why" to content/en/forget.md`},
		{"a state that nothing leads to", []edit{{"flows/forget.yaml", `  done:`, "  §why:\n  done:"}, {askCard, `$`, "\n## why\nThis is for nobody.\n"}},
			`§: state "why" cannot be reached: no choice, intent or command leads to it`},
		{"a choice without a label", []edit{{askCard, `## ask\n`, "§## ask\n"}, {askCard, `- keep: .*\n`, ""}},
			`§: state "ask" has no choice for event "keep"; add a line "- keep: …"`},
		{"a label that leads nowhere", []edit{{askCard, `- keep: `, "- §lend: Lend it\n- keep: "}},
			`§: choice "lend" leads nowhere: flows/forget.yaml has no such event in state "ask"`},
		{"a word with two meanings", []edit{{askCard, `- keep: (.*)\n`, "- §keep: Leave it | delete\n"}},
			`§: "delete" means both "forget" and "keep" in state "ask"`},
		{"a choice that leads to no state", []edit{{"flows/forget.yaml", `hidden: \S+,`, "hidden: §privacy/hiden,"}},
			`§: there is no state "privacy/hiden"; did you mean privacy/hidden?`},
		{"a button that is too long", []edit{{"flows/forget.yaml", `choices: \{`, "choices: {§" + long + ": done, "}, {askCard, `- forget: `, "- " + long + ": Long\n- forget: "}},
			`§: the button "v1:forget:ask:` + long + `" is 70 bytes long; Telegram takes 64: shorten the names`},
		{"a counter that is not there", []edit{{"flows/share.yaml", `count: \S+`, "count: §shared_twice"}},
			`§: unknown counter "shared_twice"`},
		{"a mix that is no pair", []edit{{"content/en/mix_1.md", `## [a-z]+_nicotine\n`, "§## nicotine_tea\n"}},
			`§: card "nicotine_tea" is not named for two substances that have files, in the order of the alphabet, as alcohol_heroin`},

		// What it costs and how it reads.
		{"a text message over its budget", []edit{{askCard, `## ask\n`, "§## ask\n" + strings.Repeat("I can forget this. ", 25) + "\n\n"}},
			`§: page 1 of card "ask" takes 5 text messages (...`},
		{"an urgent text message over its budget", call("Call 999 now. " + strings.Repeat("Shake their arms. Shout. ", 15)),
			`§: page 1 of card "call" takes 3 text messages (...`},
		{"a character that halves a text message", ask("Done §\u2014 all of it."),
			`§: page 1 of card "ask" has '—' (U+2014), which halves what a text message holds; use plain characters`},
		{"too many pages", []edit{{askCard, `## ask\n`, "§## ask\n" + strings.Repeat("I can forget this.\n\n***\n\n", 9)}},
			`§: card "ask" has 10 pages; at most 9`},
		{"hard words", []edit{{askCard, `(?s)## ask\n.*?\n- forget`, "§## ask\nInstitutional retention is comprehensively disabled.\n\n- forget"}},
			`§: card "ask" reads at grade 26.5; at most 6: use shorter words and sentences`},
		{"words too hard for an emergency", call("Call 999 immediately. Stay beside the casualty until paramedics arrive."),
			`§: card "call" reads at grade ...`},

		// What somebody reads first.
		{"an emergency that does not begin with 999", call("Shake their shoulders and shout. No answer? Tilt the head back and lift the chin. Then call 999."),
			`§: card "call" can be the first reply to an emergency and does not name 999 in its first 80 characters`},
		{"a drug on the lock screen", []edit{{"content/en/stop.md", `## start\n`, "## start\nComing off §heroin? "}},
			`§: card "start" can be a first reply and names "heroin" in its first 40 characters, which a lock screen shows`},

		// What things are called.
		{"a name that means two things", []edit{{"content/substances.yaml", `names: \[zopiclone, `, "names: [zopiclone, §smack, "}},
			`§: "smack" stands twice (also on line ...`},
		{"a name of nothing known", []edit{{"content/substances.yaml", `means: \[heroin, crack\]`, "means: [heroin, §crick]"}},
			`§: "crick" is no substance of this file`},
		{"cards about nothing known", []edit{{"content/en/substances/two_cb.md", `about: .*`, "about: 2cc"}},
			`content/en/substances/two_cb.md:1:1: this is about "2cc", which is no canonical name of content/substances.yaml: nobody who types it would find it`},

		// Ways that have to be there.
		{"no word for the emergency", []edit{{"flows/overdose.yaml", `od: call, `, ""}},
			`flows:1:1: no urgent flow has the command "od": the emergency must be one word away from everywhere`},
		{"an emergency without a way back to its first step", []edit{
			{"flows/trap.yaml", `^`, "flow: trap\nurgent: true\nstart: shut\ncommands: [trap]\nstates:\n  §shut:\n"},
			{"content/en/trap.md", `^`, "---\nflow: trap\nlocale: en\nsources: [OD-09]\nreviewed: {on: 2026-11-22, by: nobody}\nreview_by: 2027-05-22\n---\n## shut\nCall 999.\n"},
		}, `§: no choices lead from state "shut" to overdose/call: in an emergency there must be a way back to its first step`},
		{"a kind of emergency that leads to nothing urgent", []edit{{"flows/crisis.yaml", `  crisis: start`, "  crisis: menu/start"}},
			`flows:1:1: intent "crisis" leads to menu/start, which is not urgent`},
		{"a menu without the emergency", []edit{{"flows/menu.yaml", `(?s)states:\n(.*?)  start:\n    choices: \{emergency: overdose/call`, "states:\n  §start:\n    choices: {emergency: near/start"}},
			`§: no choice of the menu leads to overdose/call: "overdose" has to be two steps away from everywhere`},
		{"a menu without coming off", []edit{{"flows/menu.yaml", `(?s)states:\n(.*?)  start:\n    choices: \{(.*?)come_off: \S+,`, "states:\n  §start:\n    choices: {emergency: overdose/call, ill: bad_reaction/start, safer: safer_use/start, cut: cut_down/start, script: script/start, come_off: near/start,"}},
			`§: no choice of the menu leads to stop/start: "service.detox_rehab" has to be two steps away from everywhere`},

		// Languages.
		{"a language that nobody named", []edit{{"content/xx/share.md", `^`, "§---\nflow: share\nlocale: xx\nsources: [OD-09]\nreviewed: {on: 2026-11-22, by: nobody}\nreview_by: 2027-05-22\n---\n## start\n999.\n"}},
			`§: there is no language "xx" in content/languages.yaml: add its own name and the words that change to it`},
		{"a word for a language that leads elsewhere", []edit{{"content/languages.yaml", `words: \[cymraeg`, "words: [§od, cymraeg"}},
			`§: "od" leads elsewhere already; it cannot change the language to Cymraeg`},
		{"an emergency in another language over its budget", []edit{{"content/cy/overdose.md", `(?s)## check\n.*?\n- `, "§## check\nFfoniwch 999. " + strings.Repeat("Gwnewch hynny nawr. ", 16) + "\n\n- "}},
			`§: page 1 of card "check" takes 3 text messages (...`},

		// What has to be said.
		{"coming off without the warning of lost tolerance", []edit{{"content/en/stop.md", `(?s)## start\n(.*?)your body takes much less`, "§## start\nYou can ask. Do not stop all at once. See a GP.\n\nAfter any break"}},
			`§: card "start" answers the topic "service.detox_rehab" and has to warn of lost tolerance, ...`},
		{"a card of that kind without it", []edit{{"flows/share.yaml", `    count:`, "    choices: {out: release/sorted}\n    count:"}, {"content/en/share.md", `$`, "\n- out: Just out\n"}, {"flows/release.yaml", `$`, "\n  sorted:\n"}, {"content/en/release.md", `$`, "\n§## sorted\nGet a room and a GP.\n"}},
			`§: card "sorted" is one of "release/*" and has to warn of lost tolerance, or lead in one step to a card that does: ...`},
		{"a card that only names prison", []edit{{"content/en/share.md", `## start\n`, "## start\nJust §out of prison? "}},
			`§: card "start" says "out of prison" and has to warn of lost tolerance, or lead in one step to a card that does: ...`},
		{"cutting down without the warning of stopping suddenly", []edit{{"content/en/cut_down.md", `(?s)## start\n.*?\n- `, "§## start\nYour body takes less after a break.\n\n- "}},
			`§: card "start" answers the topic "cut_down" and has to warn of stopping suddenly, ...`},
		{"coming off G without it", []edit{{"content/en/substances/ghb.md", `(?s)## stopping\n.*?\n- cut: .*?\n`, "§## stopping\nStop when you like.\n\n"}, {"flows/substance.yaml", `(?s)stopping:\n    choices: \{ill: \S+ cut: \S+ `, "stopping:\n    choices: {"}},
			`§: card "stopping" is one of "ghb/stopping" and has to warn of stopping suddenly, or lead in one step to a card that does: ...`},
		{"coming off weed without a word of a break", []edit{{"content/en/substances/cannabis.md", `(?s)## stopping\n.*?\n- cut: .*?\n`, "§## stopping\nStop when you like.\n\n"}, {"flows/substance.yaml", `(?s)stopping:\n    choices: \{ill: \S+ cut: \S+ `, "stopping:\n    choices: {"}},
			`§: card "stopping" is one of "cannabis/stopping" and has to warn of less after a break, or lead in one step to a card that does: ...`},
		{"the warning without whom to ask", []edit{{"content/en/cut_down.md", `(?s)## alcohol\n.*?\n- `, "§## alcohol\nDo not stop all at once.\n\n- "}},
			`§: card "alcohol" answers the topic "topic.alcohol_safer" and has to warn of stopping suddenly, ...`},
		{"a rule about a card that is gone", []edit{{"content/warnings.yaml", `cards: \["stop/\*"`, "cards: [§halt/now"}},
			`§: there is no card "halt/now"`},
		{"a rule about a topic that nobody answers", []edit{{"content/warnings.yaml", `menu: \[`, "menu: [§weather, "}},
			`§: no flow answers the topic "weather"`},
	}
}
