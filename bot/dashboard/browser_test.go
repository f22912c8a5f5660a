package dashboard

import (
	"context"
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
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Minute)
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
	// Free dates, typed as this browser writes them, the month first.
	run(t, ctx, chromedp.Click(".dates summary"), chromedp.SendKeys("#from", "11092026"), chromedp.SendKeys("#to", "12012026"), chromedp.Click(".dates button"),
		chromedp.WaitVisible(`.days[data-span="dates"]`))
	if days := read(t, ctx, chromedp.Text(".days")); days != "9 November 2026 to 1 December 2026." {
		t.Errorf("filtered by dates: %s", days)
	}
	run(t, ctx, chromedp.Click(`nav a[href^="/dashboard/topics"]`), chromedp.WaitVisible("#substances"))
	if days := read(t, ctx, chromedp.Text(".days")); days != "9 November 2026 to 1 December 2026." {
		t.Errorf("on the next page: %s", days)
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
	if got, err := os.ReadFile(files[0]); err != nil || !strings.HasPrefix(string(got), "period,from,to,counter,channel,figure") || !strings.HasSuffix(files[0], "-2026-11-09-2026-12-01.csv") {
		t.Errorf("the export %s begins %.60q, %v", filepath.Base(files[0]), got, err)
	}
	run(t, ctx, chromedp.Click("header form button"), chromedp.WaitVisible("#password"))
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
