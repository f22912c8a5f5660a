package dashboard

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"waymark/bot/counter"
)

// scene is one page in one state, and how a browser comes to it.
type scene struct {
	name string
	to   func(context.Context)
}

// states are dashboards with nothing closed, a week, two years, and two years that were made up.
var states = []struct {
	name      string
	days      int
	simulated bool
}{{"empty", 0, false}, {"one week", 7, false}, {"two years", 640, false}, {"simulated", 70, true}}

// Every page there is, in every state, on a telephone, on a screen and on paper, without JavaScript: nothing has to be scrolled sideways,
// nothing is cut off at the right, and axe-core finds nothing at WCAG 2.2 AA.
func TestEveryPageInEveryStateIsReadableByEverybody(t *testing.T) {
	axe := axeScript(t)
	for _, state := range states {
		t.Run(strings.ReplaceAll(state.name, " ", "_"), func(t *testing.T) {
			ctx := openBrowser(t)
			for _, c := range everyScene(t, state.days, state.simulated) {
				look(t, ctx, axe, c)
			}
		})
	}
	if axe != "" { // what is wrong is found
		ctx := openBrowser(t)
		s := serve(t, file(t, 7, likely))
		run(t, ctx, chromedp.Navigate(s.server.URL+"/dashboard/"), chromedp.Evaluate[chromedp.Void](`document.querySelector("label").remove()`))
		if len(violations(t, ctx, axe)) == 0 {
			t.Error("axe-core finds nothing wrong with a field that has no label: this test would not see anything")
		}
		run(t, ctx, chromedp.Evaluate[chromedp.Void](`document.querySelector("h1").style.width = "2000px"`))
		if read(t, ctx, chromedp.Evaluate[string](sticksOut)) == "" {
			t.Error("nothing is found to stick out where something does")
		}
	}
}

// everyScene gives the pages of whoever runs this, of a funder, of somebody who is not signed in, and those that say what went wrong.
func everyScene(t *testing.T, days int, simulated bool) (all []scene) {
	t.Helper()
	path := file(t, days, likely)
	peers := testPeers(t)
	from := func(c *Config) {
		c.Peers = func() Peers { return peers }
		if simulated {
			c.Source = madeUp{c.Source}
		}
	}
	s := serve(t, path, from)
	s.signIn()
	go2 := func(who *served, path string) func(context.Context) {
		return func(ctx context.Context) {
			run(t, ctx, chromedp.Navigate(who.server.URL+path), chromedp.WaitReady("main"))
		}
	}
	all = append(all, scene{"signing in", go2(s, "/dashboard/")}, scene{"a wrong password", func(ctx context.Context) {
		run(t, ctx, chromedp.Navigate(s.server.URL+"/dashboard/"), chromedp.SendKeys("#password", "not this one"+kb.Enter), chromedp.WaitVisible(".wrong"))
	}}, scene{"too many tries", func(ctx context.Context) {
		for range mostQueued {
			s.dash.doors.queue <- struct{}{}
		}
		run(t, ctx, chromedp.Navigate(s.server.URL+"/dashboard/"), chromedp.SendKeys("#password", "another"+kb.Enter), chromedp.WaitVisible(".wrong"))
		for range mostQueued {
			<-s.dash.doors.queue
		}
	}}, scene{"a link that has run out", go2(s, "/dashboard/view?t=x")})

	o := newOrganisation(t)
	elsewhere := o.serve("someone@service.example")
	all = append(all, scene{"signing in elsewhere", go2(elsewhere, "/dashboard/")}, scene{"sent back by nobody", go2(elsewhere, "/dashboard/oidc/back?state=x&code=y")})

	all = append(all, scene{"by hand", s.signInByHand})
	for _, path := range s.everyPage("/dashboard/?span=all") {
		all = append(all, scene{path, go2(s, path)})
	}
	all = append(all, scene{"days that are none", go2(s, "/dashboard/overview?span=dates&from=2027-01-16&to=2027-01-15")},
		scene{"few days", go2(s, "/dashboard/services?span=dates&from=2027-01-26&to=2027-01-29")},
		scene{"one channel", go2(s, "/dashboard/overview?channel=sms")},
		scene{"no such page", go2(s, "/dashboard/nothing")}, scene{"no such report", go2(s, "/dashboard/report?month=2020-01")},
		scene{"no such export", go2(s, "/dashboard/export.csv?span=dates&from=2027-01-16&to=2027-01-15")})

	funder := serve(t, path, from)
	link, err := Link(cheapHash, "the council's public health team", funder.clock.AddDate(0, 0, 10), funder.clock)
	if err != nil {
		t.Fatal(err)
	}
	all = append(all, scene{"a funder's link", go2(funder, link)})
	funder.do("GET", link, nil)
	for _, path := range funder.everyPage("/dashboard/?span=13w") {
		all = append(all, scene{"a funder's " + path, go2(funder, path)})
	}
	return all
}

// madeUp is a source whose figures say that they are simulated.
type madeUp struct{ Source }

func (m madeUp) Sheet(ctx context.Context) (*counter.Sheet, error) {
	s, err := m.Source.Sheet(ctx)
	if err == nil {
		s.Simulated = true
	}
	return s, err
}

// everyPage follows every link of every page to the pages of this dashboard, and gives their addresses. A page that is new is
// found by itself.
func (s *served) everyPage(start string) (found []string) {
	s.t.Helper()
	seen := map[string]bool{}
	for next := []string{start}; len(next) > 0; next = next[1:] {
		u, err := url.Parse(next[0])
		if err != nil {
			s.t.Fatal(err)
		}
		if seen[u.Path] {
			continue
		}
		seen[u.Path] = true
		resp := s.do("GET", next[0], nil)
		if resp.StatusCode != http.StatusOK {
			s.t.Errorf("a link leads to %s, which is %s", next[0], resp.Status)
		}
		if !strings.HasPrefix(resp.Header.Get("Content-Type"), "text/html") {
			continue
		}
		found = append(found, next[0])
		for _, part := range strings.Split(body(s.t, resp), `href="`)[1:] {
			href, _, _ := strings.Cut(part, `"`)
			if strings.HasPrefix(href, "/dashboard/") {
				next = append(next, strings.ReplaceAll(href, "&amp;", "&"))
			}
		}
	}
	if len(found) < 7 {
		s.t.Errorf("only %d pages were found: %v", len(found), found)
	}
	return found
}

// look comes to a page without JavaScript and holds it against everything that is asked of each.
func look(t *testing.T, ctx context.Context, axe string, c scene) {
	t.Helper()
	run(t, ctx, command(emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true}), size(360, 740))
	c.to(ctx)
	run(t, ctx, command(emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: false}))
	if active := read(t, ctx, chromedp.Evaluate[string](scripts)); active != "" {
		t.Errorf("%s: has a script: %s", c.name, active)
	}
	run(t, ctx, chromedp.Evaluate[chromedp.Void](`document.querySelectorAll("details").forEach(d => d.open = true)`))
	check(t, ctx, axe, c.name)
	run(t, ctx, size(1100, 740))
	check(t, ctx, "", c.name+", on a wide screen")
	// A4 within margins of a centimetre, at 96 pixels an inch.
	media := func(m string) step {
		return command(emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Media: m})
	}
	run(t, ctx, media("print"), size(718, 1047), chromedp.Evaluate[chromedp.Void](`document.querySelectorAll("details").forEach(d => d.open = false)`))
	for _, bad := range read(t, ctx, chromedp.Evaluate[[]string](onPaper)) {
		t.Errorf("%s: on paper %s", c.name, bad)
	}
	run(t, ctx, media(""))
}

// check holds the page that is shown, at the size it is shown, against axe-core and the width of the screen.
func check(t *testing.T, ctx context.Context, axe, what string) {
	t.Helper()
	if e := read(t, ctx, chromedp.Evaluate[string](sticksOut)); e != "" {
		t.Errorf("%s: has to be scrolled sideways: %s", what, e)
	}
	if axe == "" {
		return
	}
	for _, v := range violations(t, ctx, axe) {
		t.Errorf("%s: %s", what, v)
	}
}

// scripts says what could run on a page: there is nothing.
const scripts = `(() => { const e = [...document.querySelectorAll("*")].find(e => e.tagName == "SCRIPT" || e.getAttributeNames().some(n => n.startsWith("on")));
	return e ? e.outerHTML.slice(0, 200) : "" })()`

// sticksOut says what makes a page wider than the screen. Long tables may be scrolled within themselves where they are wide; at 360 px
// none has to.
const sticksOut = `(() => { const d = document.documentElement;
	if (d.scrollWidth > d.clientWidth) {
		const e = [...document.querySelectorAll("body *")].find(e => e.getBoundingClientRect().right > d.clientWidth + 1);
		return "the page is " + d.scrollWidth + " wide: " + (e ? e.outerHTML.slice(0, 200) : "");
	}
	const s = [...document.querySelectorAll(".scroll")].find(e => e.scrollWidth > e.clientWidth + 1);
	return s ? s.getAttribute("aria-label") + " is " + s.scrollWidth + " in " + s.clientWidth : ""; })()`

// onPaper lists what is wrong with a page as it is printed: menus and forms on it, a table that stays folded, something cut off.
const onPaper = `(() => { const bad = [], d = document.documentElement;
	for (const e of document.querySelectorAll("header nav, form.filter, .exports, .skip")) if (e.checkVisibility()) bad.push(e.tagName + " " + e.className + " is printed");
	for (const e of document.querySelectorAll("section details table")) if (e.getBoundingClientRect().height < 20) bad.push("a table stays folded");
	for (const e of document.querySelectorAll("table, svg, p, li, h1, h2")) if (e.checkVisibility() && e.getBoundingClientRect().right > d.clientWidth + 1) bad.push("it is cut off: " + e.outerHTML.slice(0, 100));
	return bad.slice(0, 5); })()`

func violations(t *testing.T, ctx context.Context, axe string) (found []string) {
	t.Helper()
	run(t, ctx, chromedp.Evaluate[chromedp.Void](axe+"\n;0"))
	text := read(t, ctx, chromedp.Evaluate[string](`axe.run({runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"], rules: {"target-size": {enabled: true}}, resultTypes: ["violations"]})
		.then(r => JSON.stringify(r.violations.map(v => v.id + ": " + v.help + ": " + v.nodes.slice(0, 3).map(n => n.html.slice(0, 150)).join(" | "))))`, chromedp.EvalAwaitPromise))
	if err := json.Unmarshal([]byte(text), &found); err != nil {
		t.Fatal(err)
	}
	return found
}

// With nothing but the keyboard: on every page each thing that can be used is reached, in the order it is read in, shows that it has
// the focus, and lets it go again.
func TestTheKeyboardIsEnough(t *testing.T) {
	ctx := openBrowser(t)
	for _, c := range everyScene(t, 40, false) {
		run(t, ctx, size(1100, 900))
		c.to(ctx)
		run(t, ctx, chromedp.Evaluate[chromedp.Void](fromTheTop))
		var order []int
		for range 400 {
			run(t, ctx, chromedp.KeyEvent(kb.Tab))
			at := read(t, ctx, chromedp.Evaluate[focus](focused))
			if at.N < 0 {
				break
			}
			if !at.Shown {
				t.Errorf("%s: %s has the focus and does not show it", c.name, at.What)
			}
			order = append(order, at.N)
		}
		order = slices.Compact(order) // a date has three fields in one
		want := read(t, ctx, chromedp.Evaluate[int](usable+`.length`))
		for i := range max(want, len(order)) {
			if i >= len(order) || order[i] != i || i >= want {
				what := read(t, ctx, chromedp.Evaluate[string](fmt.Sprintf(usable+`.map(e => e.outerHTML.slice(0, 100))[%d] || "nothing"`, i)))
				t.Errorf("%s: stop %d of %d is not %s: %v", c.name, i, want, what, order)
				break
			}
		}
	}
}

// fromTheTop has the next press of the key begin before everything, also where a field had the focus from the beginning.
const fromTheTop = `(() => { const e = document.createElement("span"); e.tabIndex = -1; document.body.prepend(e); e.focus() })()`

type focus struct {
	N     int
	What  string
	Shown bool
}

// usable are the things on a page that can be used, in the order they are read in.
const usable = `[...document.querySelectorAll("a[href], button, input:not([type=hidden]), select, summary, [tabindex='0']")].filter(e => e.checkVisibility())`

const focused = `(() => { const e = document.activeElement;
	return {N: ` + usable + `.indexOf(e), What: e.outerHTML.slice(0, 100), Shown: getComputedStyle(e).outlineStyle != "none"} })()`

// On paper a page is what it is on the screen, in a PDF that can be read.
func TestPagesPrint(t *testing.T) {
	ctx := openBrowser(t)
	s := serve(t, file(t, 120, likely))
	s.signInByHand(ctx)
	s.signIn()
	for _, path := range s.everyPage("/dashboard/?span=13w") {
		run(t, ctx, chromedp.Navigate(s.server.URL+path), chromedp.WaitReady("main"))
		pdf := read(t, ctx, chromedp.PrintToPDF())
		if !strings.HasPrefix(string(pdf), "%PDF") || len(pdf) < 5000 {
			t.Errorf("%s: nothing was printed", path)
		}
	}
}
