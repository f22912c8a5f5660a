package dashboard

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"waymark/bot/counter"
)

// Place is what the pages say of this copy beside figures. All of it may be left out.
type Place struct {
	// Operator is who runs it.
	Operator string
	// Entries are what the operator calls the links entry_01, entry_02 and on.
	Entries []string
	// SegmentPrice is what one SMS segment costs, with Currency before it; 0 is not known.
	SegmentPrice float64
	Currency     string
	// Words are the files of cards.
	Words []WordFile
	// Parts says of each part of the program whether it works.
	Parts map[string]bool
	// Today is the day the pages are read.
	Today time.Time
}

// WordFile is one file of cards as somebody who answers for the words wants to see it.
type WordFile struct {
	Name, Flow, Locale, ReviewedOn, ReviewedBy, ReviewBy string
	Confirm                                              int
}

// pages makes every page, in the order of the menu. Counters that have no place of their own come last among the topics,
// so that none can be forgotten.
func (m *maker) pages() []Page {
	m.seen = map[counter.Counter]bool{}
	all := []Page{m.overview(), m.overdose(), m.topics(), m.services(), m.words(), m.reach(), m.health()}
	var opened, answered []Row
	for _, info := range counter.All() {
		switch stem, isOpened := strings.CutSuffix(info.Name, "_opened"); {
		case m.seen[info.Counter]:
		case isOpened:
			opened = append(opened, m.compare(plain(stem), info.Counter))
		default:
			answered = append(answered, m.compare(label(info.Name), info.Counter))
		}
	}
	const topics = 2
	all[topics].Sections = append(all[topics].Sections,
		Section{ID: "opened", Title: "Conversations opened", Chart: Bars, Head: m.head("About"), Rows: largest(opened)},
		Section{ID: "answered", Title: "What they answered and asked for there", Head: m.head("Answer"), Rows: answered})
	for _, p := range all {
		for i := range p.Sections {
			p.Sections[i].settle()
		}
	}
	return all
}

func (m *maker) overview() Page {
	head := []string{"Sessions", "Telegram", "SMS", "All"}
	sessions := named("sessions")
	columns := []column{{counter.Telegram, sessions}, {counter.SMS, sessions}, {counter.Channels, sessions}}
	if m.channel != counter.Channels {
		head, columns = []string{"Sessions", plain(m.channel.String())}, []column{{m.channel, sessions}}
	}
	head[0] = plain(m.span.by().String())
	top := largest(m.topicRows())
	return Page{ID: "overview", Title: "Overview",
		Lead: "What people came for, at a glance. The other pages take each part further.",
		Sections: []Section{
			{ID: "glance", Title: "At a glance", Head: m.head("What happened"), Rows: m.labelled(
				"sessions", "emergency_opened", "overdose_opened", "crisis_opened", "safer_use_opened", "near_asked", "nothing_within_reach", "not_understood")},
			{ID: "sessions", Title: "Sessions by " + m.span.by().String() + " and channel", Chart: Lines, Head: head, Rows: m.overTime(columns...),
				Note: "Only whole stretches are drawn, so that none looks small because it is short."},
			{ID: "top", Title: "What they wrote about most", Chart: Bars, Head: m.head("Topic"), Rows: top[:min(10, len(top))],
				Note: "From texts typed in people's own words. Buttons are counted under what they lead to."},
		}}
}

func (m *maker) topicRows() []Row {
	var rows []Row
	for _, info := range counter.All() {
		if strings.HasPrefix(info.Name, "topic_") {
			rows = append(rows, m.compare(label(info.Name), info.Counter))
		}
	}
	return rows
}

// funnel is the way through an overdose. Each step may be reached without the one before, so that a later one
// can be larger.
var funnel = []string{"overdose_opened", "overdose_call", "overdose_checked", "naloxone_given", "came_round"}

func (m *maker) overdose() Page {
	steps := make([]Row, 0, len(funnel))
	var first, last Cell
	for i, n := range funnel {
		now := m.figure(named(n)...)
		if i == 0 {
			first, last = now, now
		}
		steps = append(steps, Row{label(n), []Cell{now, share(now, first), dropped(last, now)}})
		last = now
	}
	return Page{ID: "overdose", Title: "Overdose",
		Lead: "How far people came through the steps. A step that was not reached may mean that the ambulance was there, that somebody had it in hand, or that the phone was put down.",
		Sections: []Section{
			{ID: "funnel", Title: "The way through", Chart: Bars, Head: []string{"Step", "Sessions", "Of those who opened it", "Fewer than the step before"}, Rows: steps,
				Note: "Shares are given only of 50 or more. Steps can be reached out of order."},
			{ID: "naloxone", Title: "Naloxone", Chart: Bars, Head: m.head("Answer"), Rows: m.labelled(
				"naloxone_had", "naloxone_not_had", "naloxone_nasal", "naloxone_prenoxad")},
			{ID: "overdose-over-time", Title: "Overdose steps opened, by " + m.span.by().String(), Chart: Lines,
				Head: []string{plain(m.span.by().String()), "Opened"}, Rows: m.overTime(column{m.channel, named("overdose_opened")})},
			{ID: "answers", Title: "What else they answered", Head: m.head("Answer"), Rows: m.labelled(
				"overdose_breathing", "overdose_not_breathing", "overdose_cannot_call", "overdose_police_worry", "overdose_alone",
				"overdose_child", "overdose_package", "gone_over_again", "overdose_crew")},
			{ID: "other", Title: "Other emergencies", Head: m.head("Replies"), Rows: m.labelled("emergency_opened", "bad_reaction_opened", "crisis_opened")},
		}}
}

// dropped is by how many a step is smaller than the one before, from the released figures alone.
func dropped(before, now Cell) Cell {
	if before.Figure == nil || now.Figure == nil || before.height() <= now.height() {
		return words("")
	}
	return words("about " + strconv.Itoa(before.height()-now.height()))
}

func (m *maker) topics() Page {
	return Page{ID: "topics", Title: "Topics and substances",
		Lead: "What people read and wrote about. Reading about a drug is not using it.",
		Sections: []Section{
			{ID: "substances", Title: "Substances", Chart: Bars, Head: m.head("Substance"), Rows: largest(m.family("substance"))},
			{ID: "topics", Title: "Topics of texts in their own words", Chart: Bars, Head: m.head("Topic"), Rows: largest(m.topicRows())},
			{ID: "safer", Title: "Safer use", Chart: Bars, Head: m.head("What they read"), Rows: m.labelled(
				"safer_use_opened", "safer_heroin_smoke", "safer_heroin_inject", "safer_heroin_snort", "safer_heroin_swallow", "mixing_opened")},
		}}
}

func (m *maker) services() Page {
	types := make([]Row, 0, 32)
	unmet := counter.Members("unmet_type")
	for i, t := range counter.Members("lookup_type") {
		asked, not := m.figure(t.Counter), m.figure(unmet[i].Counter)
		types = append(types, Row{memberLabel("", t.Name), []Cell{asked, not, share(not, asked)}})
	}
	p := Page{ID: "services", Title: "Services",
		Lead: "What people looked for, and what could not be placed. Anything with a place is counted by the month, and no finer than a postcode area.",
		Sections: []Section{
			{ID: "looked", Title: "Looking for a place", Head: m.head("What happened"), Rows: m.labelled(
				"near_asked", "nothing_within_reach", "out_of_hours", "found_what_needed", "not_found_needed", "turned_away", "shut")},
			{ID: "types", Title: "By type of service", Chart: Bars, Head: []string{"Type", "Looked for", "None within reach", "Share"}, Rows: largest(types)},
			m.areas(),
			{ID: "equipment", Title: "Equipment", Chart: Bars, Head: m.head("Kind"), Rows: append(m.labelled("equipment_opened"), largest(m.family("equipment"))...)},
			{ID: "going-without", Title: "Going without", Head: m.head("Answer"), Rows: m.labelled("had_to_reuse", "could_not_get")},
		}}
	return p
}

// areas are the postcode areas where something can be said, by type of service. The others are one sentence.
func (m *maker) areas() Section {
	s := Section{ID: "areas", Title: "By postcode area", Head: []string{"Type and area", "Looked for", "None within reach"},
		Empty: "In no postcode area was any type of service looked for often enough to stand clear of the blinding, or no month has closed among these days."}
	hidden := 0
	for _, t := range counter.Members("lookup_type") {
		var rows []Row
		for _, area := range counter.Areas() {
			looked, unmet, ok := counter.InArea(t.Name, area)
			if !ok {
				continue
			}
			r := Row{memberLabel("", t.Name) + ", " + area, []Cell{m.figure(looked), m.figure(unmet)}}
			if !r.Cells[0].clear() && !r.Cells[1].clear() {
				hidden++
				continue
			}
			rows = append(rows, r)
		}
		s.Rows = append(s.Rows, largest(rows)...)
	}
	if len(s.Rows) > 0 && hidden > 0 {
		s.Note = fmt.Sprintf("The other %d pairs of a type and an area do not stand clear of the blinding, and are left out here: of so many, a few would show 5 or 10 by chance. They are in the exports.", hidden)
	}
	return s
}

func (m *maker) reach() Page {
	var links []Row
	for i, e := range counter.Members("entry") {
		name := "Link " + e.Name
		if i < len(m.place.Entries) {
			name = m.place.Entries[i]
		}
		r := m.compare(name, e.Counter)
		if i < len(m.place.Entries) || r.Cells[0].height() > 0 {
			links = append(links, r)
		}
	}
	links = append(largest(links), m.labelled("entry_other")...)
	return Page{ID: "reach", Title: "Reach",
		Lead: "How people came to Waymark, and in which language.",
		Sections: []Section{
			{ID: "first", Title: "First contacts and passing it on", Head: m.head("What happened"), Rows: m.labelled("first_contact", "share_opened", "menu_opened", "privacy_opened", "forget_used", "stop_used")},
			{ID: "links", Title: "Links on posters and cards", Chart: Bars, Head: m.head("Link"), Rows: links,
				Note: "By the month. A link says which poster or card it was on, and nothing of who followed it."},
			{ID: "languages", Title: "Languages", Chart: Bars, Head: m.head("Answered in"), Rows: largest(m.family("locale"))},
			{ID: "missing", Title: "Languages asked for and missing", Chart: Bars, Head: m.head("Language"), Rows: largest(m.family("locale_missing")),
				Note: "A phone's own language counts as asking. It says nothing about where anybody is from."},
		}}
}
