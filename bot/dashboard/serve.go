package dashboard

import (
	"bytes"
	"context"
	"errors"
	"html/template"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"

	"waymark/bot/counter"
)

// Config is what a Dashboard needs.
type Config struct {
	Source Source
	// PasswordHash is what Hash gave.
	PasswordHash string
	// URL is how the world reaches it through a proxy that speaks TLS, as https://host; empty when it is reached directly.
	URL string
	// Place gives what the pages say of this copy; it is asked for each page.
	Place func() Place
	Clock func() time.Time
	// Peers gives what the page for passing it on is made of; nil is no such page. It is asked for each page.
	Peers func() Peers
	// OIDC is a second way in; the zero value is none.
	OIDC OIDC
}

// Dashboard answers for the addresses below /dashboard/.
type Dashboard struct {
	conf      Config
	kept      kept
	doors     *doors
	host      string    // the only host that is answered, when there is a proxy
	provider  *provider // nil without OIDC
	templates *template.Template
	style     []byte
	handler   http.Handler
}

// New checks the settings and prepares everything. Its errors repeat no setting.
func New(c Config) (*Dashboard, error) {
	h, err := readHash(c.PasswordHash)
	if err != nil {
		return nil, err
	}
	d := &Dashboard{conf: c, kept: kept{source: c.Source}, doors: newDoors(h, c.Clock)}
	if c.URL != "" {
		u, err := url.Parse(c.URL)
		if err != nil || u.Scheme != "https" || u.Host == "" || strings.Trim(u.Path, "/") != "" || u.RawQuery != "" {
			return nil, errors.New("WAYMARK_DASHBOARD_URL is not https://host")
		}
		d.host = u.Host
	}
	if c.OIDC.On() {
		if problems := c.OIDC.Check(); len(problems) > 0 {
			return nil, errors.New(problems[0])
		}
		d.provider = newProvider(c.OIDC, c.Clock)
	}
	if d.templates, err = templates(); err != nil {
		return nil, err
	}
	if d.style, err = files.ReadFile("style.css"); err != nil {
		return nil, err
	}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{$}", func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/dashboard/", http.StatusSeeOther) })
	mux.HandleFunc("GET /dashboard/style.css", d.sendStyle)
	mux.HandleFunc("POST /dashboard/in", d.signIn)
	mux.HandleFunc("GET /dashboard/view", d.follow)
	if d.provider != nil {
		mux.HandleFunc("GET /dashboard/oidc", d.goElsewhere)
		mux.HandleFunc("GET /dashboard/oidc/back", d.comeBack)
	}
	mux.HandleFunc("POST /dashboard/out", d.signOut)
	mux.HandleFunc("GET /dashboard/{$}", d.page)
	mux.HandleFunc("GET /dashboard/{page}", d.page)
	mux.HandleFunc("GET /dashboard/report", d.report)
	mux.HandleFunc("GET /dashboard/"+sharePage, d.share)
	mux.HandleFunc("GET /dashboard/"+sharePage+"/{locale}/{code}/{file}", d.shareFile)
	for name, send := range map[string]struct {
		format counter.Format
		each   bool
	}{"export.csv": {counter.CSV, false}, "export.json": {counter.JSON, false}, "periods.csv": {counter.CSV, true}, "periods.json": {counter.JSON, true}} {
		mux.HandleFunc("GET /dashboard/"+name, func(w http.ResponseWriter, r *http.Request) { d.export(w, r, send.format, send.each) })
	}
	d.handler = http.NewCrossOriginProtection().Handler(mux)
	return d, nil
}

// ServeHTTP answers one request.
func (d *Dashboard) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h.Set("Content-Security-Policy", "default-src 'none'; style-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("X-Frame-Options", "DENY")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	h.Set("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
	h.Set("Cache-Control", "no-store")
	if d.host != "" || r.TLS != nil {
		h.Set("Strict-Transport-Security", "max-age=31536000")
	}
	if !d.private(r) {
		http.Error(w, "Not here: use this machine's own address, or https.", http.StatusMisdirectedRequest)
		return
	}
	r.Body = http.MaxBytesReader(w, r.Body, 8<<10)
	d.handler.ServeHTTP(w, r)
}

// private says whether nobody in between can read: through the proxy that was named, over TLS, or on this
// machine. The host is looked at too, so that another site's name cannot be pointed here.
func (d *Dashboard) private(r *http.Request) bool {
	if d.host != "" {
		return r.Host == d.host
	}
	if r.TLS != nil {
		return true
	}
	host := r.Host
	if h, _, err := net.SplitHostPort(host); err == nil {
		host = h
	}
	return loopback(host)
}

// loopback says whether a host is this machine.
func loopback(host string) bool {
	return host == "localhost" || net.ParseIP(strings.Trim(host, "[]")).IsLoopback()
}

// Public says whether an address to listen on can be reached from other machines.
func Public(listen string) bool {
	host, _, err := net.SplitHostPort(listen)
	if err != nil {
		return true
	}
	return !loopback(host)
}

const cookieName = "__Host-waymark"

func (d *Dashboard) setCookie(w http.ResponseWriter, value string, life time.Duration) {
	c := &http.Cookie{Name: cookieName, Value: value, Path: "/", Secure: true, HttpOnly: true, SameSite: http.SameSiteStrictMode, MaxAge: int(life / time.Second)}
	if value == "" {
		c.MaxAge = -1
	}
	http.SetCookie(w, c)
}

// visitor says who is asking.
func (d *Dashboard) visitor(r *http.Request) (visit, bool) {
	c, err := r.Cookie(cookieName)
	if err != nil {
		return visit{}, false
	}
	return d.doors.who(c.Value)
}

func (d *Dashboard) signIn(w http.ResponseWriter, r *http.Request) {
	cookie, err := d.doors.try(r.Context(), r.PostFormValue("password"))
	switch {
	case err == nil:
		d.setCookie(w, cookie, signedIn)
		http.Redirect(w, r, "/dashboard/", http.StatusSeeOther)
	case errors.Is(err, errBusy):
		d.login(w, http.StatusTooManyRequests, "Somebody is trying passwords. Wait a minute, then try again.", true)
	default:
		d.login(w, http.StatusForbidden, "That is not the password.", true)
	}
}

// follow lets somebody in by a link.
func (d *Dashboard) follow(w http.ResponseWriter, r *http.Request) {
	now := d.conf.Clock()
	v, ok := readLink(d.conf.PasswordHash, r.URL.Query().Get("t"), now)
	if !ok {
		d.login(w, http.StatusForbidden, "This link has run out, or it is not whole. Ask whoever sent it for a new one.", false)
		return
	}
	v.expires = minTime(v.expires, now.Add(signedIn))
	cookie, err := d.doors.admit(v)
	if err != nil {
		d.login(w, http.StatusTooManyRequests, "Too many people are looking. Try again later.", false)
		return
	}
	d.setCookie(w, cookie, v.expires.Sub(now))
	// A page of our own, not a redirect: a strict cookie is not sent along when another site's link leads here.
	d.render(w, http.StatusOK, "welcome", map[string]any{"Title": "Waymark's figures", "Guest": v.guest})
}

func minTime(a, b time.Time) time.Time {
	if a.Before(b) {
		return a
	}
	return b
}

func (d *Dashboard) signOut(w http.ResponseWriter, r *http.Request) {
	if c, err := r.Cookie(cookieName); err == nil {
		d.doors.out(c.Value)
	}
	d.setCookie(w, "", 0)
	http.Redirect(w, r, "/dashboard/", http.StatusSeeOther)
}

func (d *Dashboard) login(w http.ResponseWriter, status int, wrong string, form bool) {
	elsewhere := ""
	if d.provider != nil {
		elsewhere = d.conf.OIDC.Label
		if elsewhere == "" {
			elsewhere = "Sign in with your organisation's account"
		}
	}
	d.render(w, status, "login", map[string]any{"Title": "Waymark's figures", "Wrong": wrong, "Form": form, "Elsewhere": elsewhere})
}

func (d *Dashboard) render(w http.ResponseWriter, status int, name string, data any) {
	var b bytes.Buffer
	if err := d.templates.ExecuteTemplate(&b, name, data); err != nil {
		http.Error(w, "This page could not be made.", http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(status)
	_, _ = w.Write(b.Bytes()) // a reader who went away is no fault
}

func (d *Dashboard) sendStyle(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "text/css; charset=utf-8")
	_, _ = w.Write(d.style)
}

// maker reads what was asked for. It answers the request itself and gives nil when there is nothing to show.
func (d *Dashboard) maker(w http.ResponseWriter, r *http.Request) (*maker, visit) {
	who, ok := d.visitor(r)
	if !ok {
		d.login(w, http.StatusUnauthorized, "", true)
		return nil, who
	}
	ctx, cancel := context.WithTimeout(r.Context(), 10*time.Second)
	defer cancel()
	sheet, err := d.kept.get(ctx)
	if err != nil {
		d.problem(w, http.StatusServiceUnavailable, "The figures could not be read; the log says why.")
		return nil, who
	}
	q := r.URL.Query()
	m := &maker{sheet: sheet, span: spanOf(q.Get("span"), sheet), channel: counter.Channels, place: d.conf.Place()}
	if q.Get("span") == freeDates {
		m.span, m.wrong = datesOf(q.Get("from"), q.Get("to"), sheet)
		if m.wrong != nil {
			m.span = spanOf("", sheet)
		}
	}
	m.place.Today = d.conf.Clock()
	for _, c := range []counter.Channel{counter.Telegram, counter.SMS} {
		if q.Get("channel") == c.String() {
			m.channel = c
		}
	}
	return m, who
}

func (d *Dashboard) page(w http.ResponseWriter, r *http.Request) {
	m, who := d.maker(w, r)
	if m == nil {
		return
	}
	pages := m.pages()
	if who.guest != "" {
		pages = pages[:len(pages)-1] // how the machines do is not for funders
	}
	id := r.PathValue("page")
	for i, p := range pages {
		if p.ID == id || id == "" {
			d.render(w, http.StatusOK, "page", d.withShare(m, m.view(pages, i, who.guest)))
			return
		}
	}
	d.problem(w, http.StatusNotFound, "There is no such page.")
}

// problem is a page that says why there is no other.
func (d *Dashboard) problem(w http.ResponseWriter, status int, what string) {
	d.render(w, status, "problem", map[string]any{"Title": "Waymark's figures", "What": what})
}

// export sends figures with everything that stands beside them, as waymark counts prints them.
func (d *Dashboard) export(w http.ResponseWriter, r *http.Request, format counter.Format, each bool) {
	m, _ := d.maker(w, r)
	if m == nil {
		return
	}
	if m.wrong != nil { // a file outlives the page, and nobody would see that it is of other days
		d.problem(w, http.StatusBadRequest, sentence(m.wrong.Error())+". No file was made.")
		return
	}
	figures, name := m.sheet.Total(m.span.From, m.span.To), "waymark-sums"
	if each {
		figures, name = m.sheet.Release(m.span.From, m.span.To), "waymark-periods"
	}
	if m.sheet.Simulated {
		name = "SIMULATED-" + name
	}
	var b bytes.Buffer
	if err := counter.Write(&b, figures, format); err != nil {
		d.problem(w, http.StatusInternalServerError, "The figures could not be written.")
		return
	}
	kind := map[counter.Format]string{counter.CSV: "text/csv; charset=utf-8", counter.JSON: "application/json"}[format]
	w.Header().Set("Content-Type", kind)
	w.Header().Set("Content-Disposition", `attachment; filename="`+name+"-"+m.span.From.Format(time.DateOnly)+"-"+m.span.To.Format(time.DateOnly)+"."+string(format)+`"`)
	_, _ = w.Write(b.Bytes())
}

func (d *Dashboard) report(w http.ResponseWriter, r *http.Request) {
	m, _ := d.maker(w, r)
	if m == nil {
		return
	}
	month, err := time.Parse("2006-01", r.URL.Query().Get("month"))
	if err != nil || !Closed(m.sheet, month) {
		d.problem(w, http.StatusNotFound, "That month has no report: it has not closed, or Waymark did not run.")
		return
	}
	var b bytes.Buffer
	if err := Report(&b, m.sheet, month, m.place); err != nil {
		d.problem(w, http.StatusInternalServerError, "The report could not be made.")
		return
	}
	// The report carries its own style, and its own policy that allows nothing else.
	w.Header().Set("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'")
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	_, _ = w.Write(b.Bytes())
}

// Closed says whether a calendar month has closed.
func Closed(s *counter.Sheet, month time.Time) bool {
	first, last, ok := s.Days(counter.Month)
	return ok && !month.Before(first) && !month.After(last)
}
