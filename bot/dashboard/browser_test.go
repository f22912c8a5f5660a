package dashboard

import (
	"context"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/browser"
	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// screenshotsEnv, when set, names the folder that screenshots for the README go to.
const screenshotsEnv = "WAYMARK_SCREENSHOTS"

// openBrowser starts Debian's chromium without a profile of anybody's, and gives a tab. Nothing but this machine is
// reachable from it.
func openBrowser(t *testing.T) context.Context {
	t.Helper()
	var path string
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if p, err := exec.LookPath(name); err == nil {
			path = p
			break
		}
	}
	if path == "" {
		t.Skip("NOT CHECKED: there is no chromium here; apt-get install chromium, or make test where apt works, gets it")
	}
	options := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(path), chromedp.UserDataDir(t.TempDir()), chromedp.NoSandbox, chromedp.DisableGPU,
		chromedp.Flag("disable-quic", true), chromedp.Flag("disable-background-networking", true),
		chromedp.Flag("disable-component-update", true), chromedp.Flag("disable-sync", true),
		chromedp.Flag("host-resolver-rules", "MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"),
		chromedp.WindowSize(1100, 900),
	)
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Minute)
	t.Cleanup(cancel)
	ctx, cancel = chromedp.NewExecAllocator(ctx, options...)
	t.Cleanup(cancel)
	ctx, cancel = chromedp.NewContext(ctx)
	t.Cleanup(cancel)
	if err := chromedp.Do(ctx); err != nil {
		t.Fatalf("chromium does not start: %v", err)
	}
	return ctx
}

type step = chromedp.Action[chromedp.Void]

func run(t *testing.T, ctx context.Context, steps ...step) {
	t.Helper()
	if err := chromedp.Do(ctx, steps...); err != nil {
		t.Fatal(err)
	}
}

// read runs one action for what it gives.
func read[T any](t *testing.T, ctx context.Context, a chromedp.Action[T]) T {
	t.Helper()
	got, err := chromedp.Run(ctx, a)
	if err != nil {
		t.Fatal(err)
	}
	return got
}

// command sends one command of the browser's own protocol.
func command[P, R any](c cdp.Command[P, R], params P) step {
	return chromedp.Func(func(ctx context.Context, to *chromedp.Target) error {
		_, err := cdp.Call(ctx, to, c, params)
		return err
	})
}

func size(width, height int64) step { return chromedp.EmulateViewport(width, height) }

func (s *served) signInByHand(ctx context.Context) {
	s.t.Helper()
	err := chromedp.Do(ctx,
		chromedp.Navigate(s.server.URL+"/dashboard/"),
		chromedp.WaitVisible("#password"),
		chromedp.SendKeys("#password", testPassword+kb.Enter),
		chromedp.WaitVisible("nav"),
	)
	if err != nil {
		s.t.Fatalf("signing in: %v", err)
	}
}

// wide says whether the page is wider than the screen, which would mean scrolling sideways.
const wide = `document.documentElement.scrollWidth > document.documentElement.clientWidth`

// A real browser signs in, walks every page by its links, filters, exports and signs out, with JavaScript off.
func TestABrowserWalksEveryPageWithoutJavaScript(t *testing.T) {
	ctx := openBrowser(t)
	s := serve(t, file(t, 120, likely))
	downloads := t.TempDir()
	run(t, ctx, command(emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true}))
	if _, err := chromedp.CallBrowser(ctx, browser.SetDownloadBehavior, browser.SetDownloadBehaviorParams{
		Behavior: browser.SetDownloadBehaviorBehaviorAllow, DownloadPath: downloads,
	}); err != nil {
		t.Fatal(err)
	}
	s.signInByHand(ctx)
	for _, p := range makerOf(sheet(t, file(t, 8, likely)), "").pages() {
		run(t, ctx, chromedp.Click(`nav a[href^="/dashboard/`+p.ID+`"]`), chromedp.WaitVisible("#"+p.Sections[0].ID))
		title, here := read(t, ctx, chromedp.Text("h1")), read(t, ctx, chromedp.Text("nav a[aria-current]"))
		if title != p.Title || here != p.Title {
			t.Errorf("the link to %s leads to %q, marked %q", p.ID, title, here)
		}
	}
	run(t, ctx, chromedp.Click(`nav a[href^="/dashboard/overview"]`), chromedp.WaitVisible("#glance"),
		chromedp.Focus("#span"), chromedp.SendKeys("#span", "Everything"), chromedp.Click("form.filter button"),
		chromedp.WaitVisible(`.days[data-span="all"]`))
	location, days := read(t, ctx, chromedp.Location()), read(t, ctx, chromedp.Text(".days"))
	if !strings.Contains(location, "span=all") || !strings.HasPrefix(days, "4 October 2026 to 31 January 2027") {
		t.Errorf("filtered to everything: %s, %s", location, days)
	}
	run(t, ctx, chromedp.Click(`.exports a[href^="/dashboard/export.csv"]`))
	var files []string
	for len(files) == 0 {
		if ctx.Err() != nil {
			t.Fatal("the export did not come")
		}
		files, _ = filepath.Glob(filepath.Join(downloads, "*.csv"))
		time.Sleep(10 * time.Millisecond)
	}
	if len(files) != 1 {
		t.Fatalf("downloads: %v", files)
	}
	if got, err := os.ReadFile(files[0]); err != nil || !strings.HasPrefix(string(got), "period,from,to,counter,channel,figure") {
		t.Errorf("the export begins %.60q, %v", got, err)
	}
	run(t, ctx, chromedp.Click("header form button"), chromedp.WaitVisible("#password"))
}

// With nothing but the keyboard: sign in, skip to the figures, reach every link and the filter, and see where one is.
func TestTheKeyboardIsEnough(t *testing.T) {
	ctx := openBrowser(t)
	s := serve(t, file(t, 8, likely))
	run(t, ctx, chromedp.Navigate(s.server.URL+"/dashboard/"), chromedp.WaitVisible("#password"),
		chromedp.KeyEvent(testPassword), chromedp.KeyEvent(kb.Enter), chromedp.WaitVisible("nav"))
	run(t, ctx, chromedp.KeyEvent(kb.Tab))
	skip := read(t, ctx, chromedp.Evaluate[string](`document.activeElement.textContent`))
	if skip != "Skip to the figures" {
		t.Errorf("the first stop is %q, want the link past the menu", skip)
	}
	seen := map[string]bool{}
	for range 60 {
		run(t, ctx, chromedp.KeyEvent(kb.Tab))
		at := read(t, ctx, chromedp.Evaluate[struct{ What, Outline string }](`(() => { const e = document.activeElement;
			return {What: e.tagName + " " + (e.getAttribute("href") || e.id || e.textContent).split("?")[0].trim(), Outline: getComputedStyle(e).outlineStyle} })()`))
		if at.What == "BODY" || strings.HasPrefix(at.What, "BODY ") {
			break
		}
		if at.Outline == "none" {
			t.Errorf("%s has the focus and does not show it", at.What)
		}
		seen[at.What] = true
	}
	for _, want := range []string{"A /dashboard/overdose", "A /dashboard/health", "SELECT span", "SELECT channel", "BUTTON Show", "BUTTON Sign out", "A /dashboard/export.csv"} {
		if !seen[want] {
			t.Errorf("the keyboard does not reach %s", want)
		}
	}
}

// Empty, one week and two years, on a telephone, with what axe-core finds at WCAG 2.2 AA.
func TestEveryPageIsReadableByEverybody(t *testing.T) {
	ctx := openBrowser(t)
	axe := axeScript(t)
	for _, state := range []struct {
		name, span string
		days       int
		pages      []string
	}{
		{"empty", "13w", 0, []string{"overview", "services", "words"}},
		{"one week", "13w", 7, []string{"overview", "overdose", "topics", "services", "words", "reach", "health"}},
		{"two years", "all", 760, []string{"overview", "overdose", "services"}},
	} {
		s := serve(t, file(t, state.days, likely))
		run(t, ctx, size(360, 740), chromedp.Navigate(s.server.URL+"/dashboard/view?t=x"), chromedp.WaitReady("main"))
		check(t, ctx, axe, "a link that has run out")
		run(t, ctx, chromedp.Navigate(s.server.URL+"/dashboard/"), chromedp.WaitReady("main"))
		check(t, ctx, axe, "signing in")
		s.signInByHand(ctx)
		for _, id := range state.pages {
			run(t, ctx, chromedp.Navigate(s.server.URL+"/dashboard/"+id+"?span="+state.span), chromedp.WaitReady("footer"),
				chromedp.Evaluate[chromedp.Void](`document.querySelectorAll("details").forEach(d => d.open = true)`))
			check(t, ctx, axe, state.name+" "+id)
		}
		if state.days > 31 {
			run(t, ctx, chromedp.Navigate(s.server.URL+"/dashboard/report?month="+lastDay.Format("2006-01")), chromedp.WaitReady("#summary"))
			check(t, ctx, axe, state.name+" report")
		}
		run(t, ctx, chromedp.Navigate(s.server.URL+"/dashboard/"), chromedp.Click("header form button"), chromedp.WaitVisible("#password"))
	}
	if axe != "" { // what is wrong is found
		run(t, ctx, chromedp.Evaluate[chromedp.Void](`document.querySelector("label").remove()`))
		if len(violations(t, ctx, axe)) == 0 {
			t.Error("axe-core finds nothing wrong with a field that has no label: this test would not see anything")
		}
	}
}

// axeScript finds axe-core where npm put it.
func axeScript(t *testing.T) string {
	t.Helper()
	for _, dir := range filepath.SplitList(os.Getenv("NODE_PATH")) {
		if b, err := os.ReadFile(filepath.Join(dir, "axe-core", "axe.min.js")); err == nil {
			return string(b)
		}
	}
	t.Log("NOT CHECKED: axe-core is not below NODE_PATH; make test gets it with npm")
	return ""
}

func check(t *testing.T, ctx context.Context, axe, what string) {
	t.Helper()
	if read(t, ctx, chromedp.Evaluate[bool](wide)) {
		t.Errorf("%s: has to be scrolled sideways at 360 px", what)
	}
	if axe == "" {
		return
	}
	for _, v := range violations(t, ctx, axe) {
		t.Errorf("%s: %s", what, v)
	}
}

func violations(t *testing.T, ctx context.Context, axe string) (found []string) {
	t.Helper()
	run(t, ctx, chromedp.Evaluate[chromedp.Void](axe+"\n;0"))
	text := read(t, ctx, chromedp.Evaluate[string](`axe.run({runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]})
		.then(r => JSON.stringify(r.violations.map(v => v.id + ": " + v.help + ": " + v.nodes.slice(0, 3).map(n => n.html.slice(0, 150)).join(" | "))))`, chromedp.EvalAwaitPromise))
	if err := json.Unmarshal([]byte(text), &found); err != nil {
		t.Fatal(err)
	}
	return found
}

// On paper: no menu and no forms, every table whole, and nothing cut off at the right.
func TestPagesPrint(t *testing.T) {
	ctx := openBrowser(t)
	s := serve(t, file(t, 120, likely))
	s.signInByHand(ctx)
	run(t, ctx, chromedp.Navigate(s.server.URL+"/dashboard/overview"), chromedp.WaitReady("footer"))
	pdf := read(t, ctx, chromedp.PrintToPDF())
	media := "print"
	run(t, ctx, command(emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Media: media}))
	nav := read(t, ctx, chromedp.Evaluate[string](`getComputedStyle(document.querySelector("nav")).display + getComputedStyle(document.querySelector("form.filter")).display`))
	open := read(t, ctx, chromedp.Evaluate[bool](`document.querySelector("details table").getBoundingClientRect().height > 50`))
	if nav != "nonenone" {
		t.Errorf("menu and filter are printed: %s", nav)
	}
	if !open {
		t.Error("the table behind a chart is not printed")
	}
	if !strings.HasPrefix(string(pdf), "%PDF") {
		t.Error("nothing was printed")
	}
}

// Screenshots for the README, when they are asked for.
func TestScreenshots(t *testing.T) {
	dir := os.Getenv(screenshotsEnv)
	if dir == "" {
		t.Skipf("set %s to a folder to have them written", screenshotsEnv)
	}
	ctx := openBrowser(t)
	path := os.Getenv(screenshotsEnv + "_COUNTERS")
	if path == "" {
		path = file(t, 400, likely)
	}
	s := serve(t, path)
	s.signInByHand(ctx)
	for _, shot := range []struct {
		name, path    string
		width, height int64
	}{
		{"overview", "overview?span=13w", 820, 1500}, {"overdose", "overdose?span=13w", 820, 1050}, {"services", "services?span=12m", 820, 1500},
		{"topics", "topics?span=13w", 820, 1050}, {"words", "words", 820, 1050}, {"reach", "reach?span=12m", 820, 1050}, {"health", "health", 820, 1050},
		{"phone", "overview?span=13w", 360, 1500},
	} {
		run(t, ctx, size(shot.width, shot.height), chromedp.Navigate(s.server.URL+"/dashboard/"+shot.path), chromedp.WaitReady("footer"))
		png := read(t, ctx, chromedp.CaptureScreenshot())
		if err := os.WriteFile(filepath.Join(dir, "dashboard-"+shot.name+".png"), png, 0o644); err != nil {
			t.Fatal(err)
		}
	}
}
