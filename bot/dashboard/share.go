package dashboard

import (
	"archive/zip"
	"bytes"
	"io"
	"maps"
	"net/http"
	"slices"
	"strings"

	links "waymark/bot/share"
	"waymark/bot/share/print"
	"waymark/content"
)

// Peers is what the page for whoever passes Waymark on is made of. Nothing of it says who that is.
type Peers struct {
	// Operator runs this copy; Bot is its name on Telegram and Number its number for texts.
	Operator, Bot, Number string
	// Links are the operator's entry links; none are one without a code.
	Links []links.Link
	// Words are the words for paper of each language that people are answered in.
	Words map[string]content.Print
}

const (
	sharePage = "share"
	// noCode stands for a code in the address of what has none; no code is as short.
	noCode = "-"
	// packZip is all files of one link in one language.
	packZip = "all.zip"
)

// leaflet is an entry link in one language, as the page shows it.
type leaflet struct {
	ID, Title, Locale, Topic, Code string
	Telegram, SMS, Base            string
	Draft, Open                    bool
	Editions                       []leafletEdition

	piece print.Piece
	files []print.Packed
}

// leafletEdition is one edition with the ways it can be had in.
type leafletEdition struct {
	Doc  string
	Ways []option
}

// leaflets are all entry links in all the languages they are for.
func (p Peers) leaflets() (all []leaflet) {
	if p.Bot == "" && p.Number == "" {
		return nil
	}
	doors := p.Links
	if len(doors) == 0 {
		doors = []links.Link{{Name: "Without an entry link"}}
	}
	locales := slices.Sorted(maps.Keys(p.Words))
	slices.SortStableFunc(locales, func(a, b string) int {
		switch content.DefaultLocale {
		case a:
			return -1
		case b:
			return 1
		}
		return 0
	})
	for _, l := range doors {
		for _, locale := range locales {
			if l.Language == "" || l.Language == locale {
				all = append(all, p.leaflet(l, locale))
			}
		}
	}
	for i := range all {
		all[i].Open = len(all) <= 3
	}
	return all
}

func (p Peers) leaflet(l links.Link, locale string) leaflet {
	code := l.Code
	if code == "" {
		code = noCode
	}
	out := leaflet{
		ID: "link-" + locale + "-" + code, Title: l.Name, Locale: locale, Topic: l.Topic, Code: l.Code, Draft: p.Words[locale].Draft(),
		Base:  "/dashboard/" + sharePage + "/" + locale + "/" + code + "/",
		piece: print.Piece{Words: p.Words[locale], Operator: p.Operator, Bot: p.Bot, Number: p.Number, Link: l},
	}
	if p.Bot != "" {
		out.Telegram = print.Piece{Bot: p.Bot, Link: l}.Target()
	}
	if p.Number != "" {
		out.SMS = print.Piece{Number: p.Number, Link: l}.Target()
	}
	out.files = print.Pack(out.piece)
	for _, f := range out.files {
		way := option{Title: f.Way, Href: out.Base + f.Name}
		if way.Title == "" {
			way.Title = "black and white"
		}
		if n := len(out.Editions); n == 0 || out.Editions[n-1].Doc != f.Edition.Doc {
			out.Editions = append(out.Editions, leafletEdition{Doc: f.Edition.Doc})
		}
		last := &out.Editions[len(out.Editions)-1]
		last.Ways = append(last.Ways, way)
	}
	return out
}

// shareView is what the template of the page is given.
type shareView struct {
	view
	Leaflets []leaflet
	Lesson   []lesson
	First    string
}

// lesson is one part of what a peer reads.
type lesson struct {
	ID, Title string
	Lines     []string
	Steps     bool // its lines are numbered
}

// withShare adds the page for peers to the menu. It is for whoever runs this, not for funders.
func (d *Dashboard) withShare(m *maker, v view) view {
	if d.conf.Peers != nil && v.Guest == "" {
		v.Menu = append(v.Menu, option{Title: "Pass it on", Href: "/dashboard/" + sharePage + "?" + m.query().Encode()})
	}
	return v
}

// share shows how Waymark is passed on.
func (d *Dashboard) share(w http.ResponseWriter, r *http.Request) {
	m, who := d.maker(w, r)
	if m == nil {
		return
	}
	if d.conf.Peers == nil || who.guest != "" {
		http.NotFound(w, r)
		return
	}
	peers := d.conf.Peers()
	v := shareView{view: d.withShare(m, m.view(m.pages(), 0, "")), Leaflets: peers.leaflets(), Lesson: peers.lessons()}
	for i := range v.Menu {
		v.Menu[i].Here = i == len(v.Menu)-1
	}
	v.Title, v.First = "Pass it on", print.Piece{Words: peers.Words[content.DefaultLocale]}.Say("first")
	d.render(w, http.StatusOK, "share", v)
}

// lessons are what to say, what not to promise, how to practise, and what is counted.
func (p Peers) lessons() (all []lesson) {
	if p.Words[content.DefaultLocale] == nil {
		return nil
	}
	words := print.Piece{Words: p.Words[content.DefaultLocale], Operator: p.Operator, Number: p.Number, Bot: p.Bot}
	for _, part := range []string{"say", "not", "practice", "counted"} {
		one := lesson{ID: part, Title: words.Say(part + "_title"), Steps: part == "practice"}
		for line := range strings.Lines(words.Say(part)) {
			if line = strings.TrimSpace(line); line == "" {
				continue
			}
			if _, rest, numbered := strings.Cut(line, ". "); one.Steps && numbered {
				line = rest
			}
			one.Lines = append(one.Lines, line)
		}
		all = append(all, one)
	}
	return all
}

// shareFile makes one file of the pack, or all of one link's in a zip. They are made in memory when somebody asks, and kept nowhere.
func (d *Dashboard) shareFile(w http.ResponseWriter, r *http.Request) {
	who, ok := d.visitor(r)
	if !ok {
		d.login(w, http.StatusUnauthorized, "", true)
		return
	}
	if d.conf.Peers == nil || who.guest != "" {
		http.NotFound(w, r)
		return
	}
	all := d.conf.Peers().leaflets()
	base := "/dashboard/" + sharePage + "/" + r.PathValue("locale") + "/" + r.PathValue("code") + "/"
	i := slices.IndexFunc(all, func(l leaflet) bool { return l.Base == base })
	if i < 0 {
		http.NotFound(w, r)
		return
	}
	l, name := all[i], r.PathValue("file")
	var b bytes.Buffer
	j := slices.IndexFunc(l.files, func(f print.Packed) bool { return f.Name == name })
	kind := "application/pdf"
	var err error
	switch {
	case j >= 0:
		err = l.files[j].Write(&b, l.piece, l.Locale, d.conf.Clock())
	case name == packZip:
		kind, err = "application/zip", d.zip(&b, l)
	default:
		http.NotFound(w, r)
		return
	}
	if err != nil { // the words do not fit: it names the operator's own
		http.Error(w, "This could not be made: "+err.Error(), http.StatusUnprocessableEntity)
		return
	}
	w.Header().Set("Content-Type", kind)
	w.Header().Set("Content-Disposition", `attachment; filename="`+strings.Trim("waymark-"+l.Locale+"-"+l.Code, "-")+"-"+name+`"`)
	_, _ = w.Write(b.Bytes()) // a reader who went away is no fault
}

func (d *Dashboard) zip(to io.Writer, l leaflet) error {
	z := zip.NewWriter(to)
	for _, f := range l.files {
		file, err := z.Create(f.Name)
		if err != nil {
			return err
		}
		if err := f.Write(file, l.piece, l.Locale, d.conf.Clock()); err != nil {
			return err
		}
	}
	return z.Close()
}
