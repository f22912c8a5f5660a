package dashboard

import (
	"embed"
	"fmt"
	"html/template"
	"io"
	"net/url"
	"time"

	"waymark/bot/counter"
)

//go:embed page.gohtml share.gohtml style.css
var files embed.FS

// templates are parsed once, when a Dashboard is made.
func templates() (*template.Template, error) {
	return template.New("").Funcs(template.FuncMap{
		"lines":   lines,
		"legend":  legend,
		"isLines": func(s Section) bool { return s.Chart == Lines },
		"drawn":   func(s Section) bool { return s.Chart == Bars },
		"bar":     func(c Cell, top int) template.HTML { return bar(c.height(), top) },
		"top": func(s Section) (top int) {
			for _, r := range s.Rows {
				top = max(top, r.Cells[0].height())
			}
			return top
		},
	}).ParseFS(files, "page.gohtml", "share.gohtml")
}

// option is a link of the menu or a choice of a form.
type option struct {
	Title, Href, Value string
	Here               bool
}

// view is what the template of a page is given.
type view struct {
	Title, Operator, Guest, Days, Span string
	Wrong, Channel                     string // why the days that were asked for are not shown; the channel's name in addresses
	Held                               []string
	Simulated, Nothing                 bool
	From, To, First, Last              string // of the fields for dates
	Menu, Spans, Channels              []option
	Page                               Page
	Notes                              []string
	CSV, JSON, PeriodsCSV              string
	PeriodsJSON, Report, ReportMonth   string
}

func (m *maker) view(pages []Page, here int, guest string) view {
	p := pages[here]
	query := "?" + m.query().Encode()
	v := view{
		Title: p.Title, Operator: m.place.Operator, Guest: guest, Page: p, Simulated: m.sheet.Simulated, Nothing: m.sheet.Empty(),
		Days: m.days(), Held: m.held(), Span: m.span.Name, Channel: m.channel.String(), Notes: counter.Notes(p.figures()),
		CSV: "/dashboard/export.csv" + query, JSON: "/dashboard/export.json" + query,
		PeriodsCSV: "/dashboard/periods.csv" + query, PeriodsJSON: "/dashboard/periods.json" + query,
	}
	for i, each := range pages {
		v.Menu = append(v.Menu, option{Title: each.Title, Href: "/dashboard/" + each.ID + query, Here: i == here})
	}
	if m.wrong != nil {
		v.Wrong = sentence(m.wrong.Error()) + ". Other days are shown instead."
	}
	if first, last, ok := days(m.sheet); ok {
		v.First, v.Last = first.Format(time.DateOnly), last.Format(time.DateOnly)
		v.From, v.To = m.span.From.Format(time.DateOnly), m.span.To.Format(time.DateOnly)
	}
	if m.span.Name == freeDates {
		v.Spans = append(v.Spans, option{Title: "The dates below", Value: freeDates, Here: true})
	}
	for _, s := range spanNames {
		v.Spans = append(v.Spans, option{Title: s.Label, Value: s.Name, Here: s.Name == m.span.Name})
	}
	for _, c := range []struct {
		ch    counter.Channel
		title string
	}{{counter.Channels, "All channels"}, {counter.Telegram, "Telegram"}, {counter.SMS, "SMS"}} {
		v.Channels = append(v.Channels, option{Title: c.title, Value: c.ch.String(), Here: c.ch == m.channel})
	}
	if _, last, ok := m.sheet.Days(counter.Month); ok {
		v.ReportMonth = last.Format("January 2006")
		v.Report = "/dashboard/report?month=" + last.Format("2006-01")
	}
	return v
}

// query carries the days and the channel that were chosen from page to page.
func (m *maker) query() url.Values {
	q := url.Values{"span": {m.span.Name}, "channel": {m.channel.String()}}
	if m.span.Name == freeDates {
		q.Set("from", m.span.From.Format(time.DateOnly))
		q.Set("to", m.span.To.Format(time.DateOnly))
	}
	return q
}

// days says which days were chosen.
func (m *maker) days() string {
	if m.sheet.Empty() {
		return "No period has closed yet."
	}
	return fmt.Sprintf("%s to %s.", day(m.span.From), day(m.span.To))
}

// held says for each kind of period which closed ones the figures are of, and which they stand beside.
func (m *maker) held() (out []string) {
	if m.sheet.Empty() {
		return nil
	}
	for p, what := range [counter.Periods]string{
		counter.Day: "By the day (sessions, emergencies): ", counter.Week: "By the week (topics, substances, answers): ", counter.Month: "By the month (anything with a place, links): ",
	} {
		p := counter.Period(p)
		first, last, n := m.sheet.Held(p, m.span.From, m.span.To)
		if n == 0 {
			out = append(out, what+"no closed "+p.String()+" begins on these days.")
			continue
		}
		line := what + stretches(p, reach{first, last})
		if before := m.span.before[p]; !before.To.IsZero() {
			line += ", beside " + stretches(p, before)
		}
		out = append(out, line+".")
	}
	return out
}

// style is the style sheet, for a page that has to carry it.
func style() (template.CSS, error) {
	b, err := files.ReadFile("style.css")
	return template.CSS(b), err
}

// reportView is what the template of a report is given.
type reportView struct {
	Title, Operator, Days string
	Held                  []string
	Simulated             bool
	Style                 template.CSS
	Summary               []string
	Pages                 []Page
	Notes                 []string
}

// Report writes one calendar month as a page that stands alone: it can be kept, sent and printed.
func Report(w io.Writer, sheet *counter.Sheet, month time.Time, place Place) error {
	t, err := templates()
	if err != nil {
		return err
	}
	css, err := style()
	if err != nil {
		return err
	}
	m := &maker{sheet: sheet, span: monthSpan(month, sheet), channel: counter.Channels, place: place}
	pages := m.pages()
	return t.ExecuteTemplate(w, "report", reportView{
		Title: "Waymark in " + month.Format("January 2006"), Operator: place.Operator, Days: m.days(), Held: m.held(), Simulated: sheet.Simulated,
		Style: css, Summary: m.summary(),
		Pages: []Page{pages[0], pages[1], pages[2], pages[3], pages[5]}, // without words and machines
		Notes: counter.Notes(sheet.Total(m.span.From, m.span.To)),
	})
}
