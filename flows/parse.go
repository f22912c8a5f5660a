package flows

import "waymark/content"

// source is one flow file as written, before anything is proved about it.
type source struct {
	file     string
	name     content.Word
	each     content.Word // the group of files that each have a flow of this map
	mixes    content.Word // the level of risk of the mixes that the flow's cards are about
	urgent   bool
	start    content.Word
	intents  []content.Pair
	commands []content.Pair
	states   []sourceState
}

type sourceState struct {
	name    content.Word
	choices []content.Pair
	live    []content.Pair // choices that are there only while an alert is live
	count   []content.Word
	again   content.Word
	do      content.Word
	find    []content.Word // types of service
	without content.Word
	nation  content.Word
}

// parse reads a flow file. Whatever the bytes are, it returns; problems say what is wrong. ok is false when
// nothing can be said of what is in the file.
func parse(file string, src []byte) (s source, ok bool, problems content.Problems) {
	s.file = file
	y, entries, ok := content.ReadYAML(file, src, 0)
	if ok && len(entries) == 0 {
		y.Add(top(), "the file holds no flow: it needs flow, start and states")
		ok = false
	}
	for _, e := range entries {
		switch e.Key.Text {
		case "flow":
			s.name = y.Word(e)
		case "each":
			s.each = y.Word(e)
		case "mixes":
			s.mixes = y.Word(e)
		case "urgent":
			s.urgent = y.Bool(e)
		case "start":
			s.start = y.Word(e)
		case "intents":
			s.intents = y.Pairs(e)
		case "commands":
			s.commands = commands(y, e)
		case "states":
			for _, e := range y.Map(e) {
				s.states = append(s.states, state(y, e))
			}
		default:
			y.Add(e.Key, "unknown key %q: a flow has flow or each, mixes, urgent, start, intents, commands and states", e.Key.Text)
		}
	}
	return s, ok, y.Problems
}

func state(y *content.YAML, e content.Entry) sourceState {
	st := sourceState{name: e.Key}
	for _, e := range y.Map(e) {
		switch e.Key.Text {
		case "choices":
			st.choices = y.Pairs(e)
		case "while_alerts":
			st.live = y.Pairs(e)
		case "count":
			st.count = y.List(e)
		case "again":
			st.again = y.Word(e)
		case "do":
			st.do = y.Word(e)
		case "find":
			st.find = y.List(e)
		case "without":
			st.without = y.Word(e)
		case "nation":
			st.nation = y.Word(e)
		default:
			y.Add(e.Key, "unknown key %q: a state has choices, while_alerts, count, again, do, find, without and nation", e.Key.Text)
		}
	}
	return st
}

// commands are a list of words that lead to the start, or a map from word to state.
func commands(y *content.YAML, e content.Entry) []content.Pair {
	if !y.IsList(e) {
		return y.Pairs(e)
	}
	var out []content.Pair
	for _, w := range y.List(e) {
		out = append(out, content.Pair{Key: w})
	}
	return out
}
