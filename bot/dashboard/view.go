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

//go:embed page.gohtml style.css
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
	}).ParseFS(files, "page.gohtml")
}

// option is a link of the menu or a choice of a form.
type option struct {
	Title, Href, Value string
	Here               bool
}

// view is what the template of a page is given.
type view struct {
	Title, Operator, Guest, Days, Span string
	Simulated, Nothing                 bool
	Menu, Spans, Channels              []option
	Page                               Page
	Notes                              []string
	CSV, JSON, PeriodsCSV              string
	PeriodsJSON, Report, ReportMonth   string
}

func (m *maker) view(pages []Page, here int, guest string) view {
	p := pages[here]
	query := "?" + url.Values{"span": {m.span.Name}, "channel": {m.channel.String()}}.Encode()
	v := view{
		Title: p.Title, Operator: m.place.Operator, Guest: guest, Page: p, Simulated: m.sheet.Simulated, Nothing: m.sheet.Empty(),
		Days: m.days(), Span: m.span.Name, Notes: counter.Notes(p.figures()),
		CSV: "/dashboard/export.csv" + query, JSON: "/dashboard/export.json" + query,
		PeriodsCSV: "/dashboard/periods.csv" + query, PeriodsJSON: "/dashboard/periods.json" + query,
	}
	for i, each := range pages {
		v.Menu = append(v.Menu, option{Title: each.Title, Href: "/dashboard/" + each.ID + query, Here: i == here})
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

// days says which days the figures are of.
func (m *maker) days() string {
	if m.sheet.Empty() {
		return "No period has closed yet."
	}
	text := fmt.Sprintf("%s to %s", day(m.span.From), day(m.span.To))
	if m.span.compared() {
		text += fmt.Sprintf(", beside %s to %s", day(m.span.BeforeFrom), day(m.span.BeforeTo))
	}
	text += ". Each closed day, week or month belongs to the days that hold its first day."
	if _, last, ok := m.sheet.Days(counter.Month); ok {
		text += " Newest closed month: " + last.Format("January 2006") + "."
	} else {
		text += " No month has closed yet, so nothing with a place can be shown."
	}
	return text
}

// style is the style sheet, for a page that has to carry it.
func style() (template.CSS, error) {
	b, err := files.ReadFile("style.css")
	return template.CSS(b), err
}

// reportView is what the template of a report is given.
type reportView struct {
	Title, Operator, Days string
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
	m := &maker{sheet: sheet, span: monthSpan(month), channel: counter.Channels, place: place}
	if m.span.BeforeFrom.Before(firstDay(sheet)) {
		m.span.BeforeFrom, m.span.BeforeTo = time.Time{}, time.Time{}
	}
	pages := m.pages()
	return t.ExecuteTemplate(w, "report", reportView{
		Title: "Waymark in " + month.Format("January 2006"), Operator: place.Operator, Days: m.days(), Simulated: sheet.Simulated,
		Style: css, Summary: m.summary(),
		Pages: []Page{pages[0], pages[1], pages[2], pages[3], pages[5]}, // without words and machines
		Notes: counter.Notes(sheet.Total(m.span.From, m.span.To)),
	})
}

func firstDay(s *counter.Sheet) time.Time {
	first, _, _ := days(s)
	return first
}
