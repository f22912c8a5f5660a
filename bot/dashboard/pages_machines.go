package dashboard

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"time"

	"waymark/bot/counter"
)

// words are what somebody who answers for the words wants to see first: what is stale, not signed off, or waits for a fact
// to be confirmed, and where people said that a reply was no use.
func (m *maker) words() Page {
	files := slices.Clone(m.place.Words)
	slices.SortStableFunc(files, func(a, b WordFile) int {
		return cmp.Or(cmp.Compare(a.ReviewBy, b.ReviewBy), cmp.Compare(a.Name, b.Name))
	})
	rows := make([]Row, 0, len(files))
	today := m.place.Today.Format(time.DateOnly)
	late, open := 0, 0
	for _, f := range files {
		due := "by " + f.ReviewBy
		if f.ReviewBy < today {
			due, late = "LATE, was due by "+f.ReviewBy, late+1
		}
		open += f.Confirm
		rows = append(rows, Row{f.Flow + " (" + f.Locale + ")", []Cell{words(f.ReviewedOn + ", " + f.ReviewedBy), words(due), words(strconv.Itoa(f.Confirm))}})
	}
	var useful []Row
	not := counter.Members("not_useful")
	for i, u := range counter.Members("useful") {
		yes, no := m.figure(u.Counter), m.figure(not[i].Counter)
		useful = append(useful, Row{memberLabel("", u.Name), []Cell{no, yes}})
	}
	return Page{ID: "words", Title: "Words",
		Lead: "Every word comes from a file that says where it comes from and when it was last looked at.",
		Sections: []Section{
			{ID: "useful", Title: "Least useful first", Chart: Bars, Head: []string{"Conversation", "Not useful", "Useful"}, Rows: largest(useful)},
			{ID: "feedback", Title: "Feedback in all", Head: m.head("Answer"), Rows: m.labelled("feedback_useful", "feedback_not_useful")},
			{ID: "files", Title: "Review", Head: []string{"Words", "Last looked at, and by whom", "Next review", "Facts to confirm"}, Rows: rows,
				Note:  fmt.Sprintf("%d files, %d past their review date, %d facts that somebody has to confirm before launch.", len(files), late, open),
				Empty: "No words are listed here."},
		}}
}

func (m *maker) health() Page {
	parts := make([]Row, 0, len(m.place.Parts))
	for _, name := range slices.Sorted(maps.Keys(m.place.Parts)) {
		state := "works"
		if !m.place.Parts[name] {
			state = "DOES NOT WORK: see the log"
		}
		parts = append(parts, Row{plain(name), []Cell{words(state)}})
	}
	var steps []Row
	for _, s := range counter.Members("segments") {
		steps = append(steps, m.compare(memberLabel("segments", s.Name), s.Counter))
	}
	spend := Section{ID: "segments", Title: "SMS segments a session came to", Chart: Bars, Head: m.head("Segments"), Rows: steps}
	if total, ok := m.segments(); ok {
		spend.Note = fmt.Sprintf("Together at least about %d segments", total)
		if m.place.SegmentPrice > 0 {
			spend.Note += fmt.Sprintf(", or about %s%.0f", m.place.Currency, float64(total)*m.place.SegmentPrice)
		}
		spend.Note += ". The steps are coarse and every session is in each step once, so the provider's bill will be somewhat higher."
	}
	return Page{ID: "health", Title: "Health",
		Lead: "Whether the machines do their work, and what they cost.",
		Sections: []Section{
			{ID: "parts", Title: "Now", Head: []string{"Part", "State"}, Rows: parts, Empty: "Nothing is running here: these figures were read from a file."},
			{ID: "errors", Title: "Channels", Head: m.head("What happened"), Rows: m.labelled("provider_error", "reply_failed", "spend_limit", "limited", "old_button", "not_text")},
			{ID: "misheard", Title: "Not understood", Chart: Bars, Head: m.head("Texts"), Rows: m.labelled(
				"not_understood", "not_understood_short", "not_understood_medium", "not_understood_long"), Note: "No text is kept: only whether it was short, middling or long."},
			spend,
		}}
}

// segments adds up the steps: whoever came to a step came to all before, so each step stands for the segments since
// the one before it.
func (m *maker) segments() (total int, ok bool) {
	last := 0
	for _, s := range counter.Members("segments") {
		at, err := strconv.Atoi(s.Name)
		if err != nil {
			continue
		}
		if c := m.figure(s.Counter); c.Figure != nil {
			total += (at - last) * c.height()
			ok = true
		}
		last = at
	}
	return total, ok
}
