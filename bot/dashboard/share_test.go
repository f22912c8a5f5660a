package dashboard

import (
	"archive/zip"
	"bytes"
	"context"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/browser"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"

	links "waymark/bot/share"
	"waymark/bot/share/print"
	"waymark/content"
)

// testPeers is an operator with a bot, a number, two entry links and two languages.
func testPeers(t testing.TB) Peers {
	t.Helper()
	lib, problems := content.Load(content.Embedded())
	words, more := content.LoadPrint(content.Embedded(), lib)
	if problems = append(problems, more...); problems != nil {
		t.Fatal(problems)
	}
	return Peers{
		Operator: testOperator, Bot: "WaymarkExampleBot", Number: "+447700900123", Words: words,
		Links: []links.Link{{Code: "hostel-door", Name: "Hostel <doors> & spring"}, {Code: "kit-class", Name: "Naloxone class", Language: "en", Topic: "naloxone"}},
	}
}

func servePeers(t testing.TB, p Peers) *served {
	return serve(t, file(t, 8, likely), func(c *Config) { c.Peers = func() Peers { return p } })
}

func TestThePageForPassingItOnHasEverythingAPeerNeeds(t *testing.T) {
	peers := testPeers(t)
	s := servePeers(t, peers)
	s.signIn()
	page := s.get("/dashboard/share")
	for _, want := range []string{
		"If someone will not wake, call 999 first.", "What to say when you pass it on", "What not to promise", "Two minutes of practice", "What is counted, and what is not",
		"<code>https://t.me/WaymarkExampleBot?start=hostel-door</code>", "<code>sms:&#43;447700900123?body=kit-class</code>",
		"Hostel &lt;doors&gt; &amp; spring (en)", "Hostel &lt;doors&gt; &amp; spring (cy)", "Naloxone class (en)", "<dd>naloxone</dd>",
		"A machine drafted these words, and nobody has reviewed them.",
	} {
		if !strings.Contains(page, want) {
			t.Errorf("no %q on the page", want)
		}
	}
	if strings.Contains(page, "Naloxone class (cy)") || strings.Contains(page, "<script") || strings.Contains(page, "ZgotmplZ") {
		t.Error("a link is shown in a language that it is not for, or something is on the page that does not belong there")
	}
	if !strings.Contains(s.get("/dashboard/overview"), `href="/dashboard/share`) {
		t.Error("the other pages do not lead there")
	}
}

// Every file of the pack for every link, and nothing else, can be had.
func TestEveryFileOfThePackComesDown(t *testing.T) {
	peers := testPeers(t)
	s := servePeers(t, peers)
	s.signIn()
	page := s.get("/dashboard/share")
	names, got := 0, 0
	for _, l := range peers.leaflets() {
		for _, f := range print.Pack(l.piece) {
			names++
			path := l.Base + f.Name
			if !strings.Contains(page, `href="`+path+`"`) {
				t.Errorf("no link to %s", path)
			}
			if l.Locale == "cy" && f.Way != "" {
				continue // the zip has them all
			}
			resp := s.do("GET", path, nil)
			if pdf := body(t, resp); resp.StatusCode == http.StatusOK && strings.HasPrefix(pdf, "%PDF-") && resp.Header.Get("Content-Type") == "application/pdf" &&
				resp.Header.Get("Content-Disposition") == `attachment; filename="waymark-`+l.Locale+"-"+l.Code+"-"+f.Name+`"` {
				got++
			} else {
				t.Errorf("%s: %s, %.20q, %v", path, resp.Status, pdf, resp.Header)
			}
		}
		packed := s.get(l.Base + "all.zip")
		z, err := zip.NewReader(bytes.NewReader([]byte(packed)), int64(len(packed)))
		if err != nil {
			t.Fatal(err)
		}
		if want := len(print.Pack(l.piece)); len(z.File) != want {
			t.Errorf("the zip for %s has %d files, want %d", l.Base, len(z.File), want)
		}
	}
	if want := 3 * len(print.Pack(peers.leaflets()[0].piece)); names != want || got == 0 {
		t.Errorf("%d files, want %d; %d came", names, want, got)
	}
	for _, path := range []string{"en/nobodys/card.pdf", "xx/hostel-door/card.pdf", "cy/kit-class/card.pdf", "en/hostel-door/card.docx", "en/hostel-door/..%2f..%2fetc%2fpasswd", "en/-/card.pdf"} {
		if resp := s.do("GET", "/dashboard/share/"+path, nil); resp.StatusCode != http.StatusNotFound {
			t.Errorf("%s: %s", path, resp.Status)
		}
	}
}

// Only who runs this sees the page: a funder's link opens the figures and not this.
func TestPassingItOnIsForWhoeverRunsThis(t *testing.T) {
	paths := []string{"/dashboard/share", "/dashboard/share/en/hostel-door/card.pdf", "/dashboard/share/en/hostel-door/all.zip"}
	s := servePeers(t, testPeers(t))
	for _, path := range paths {
		if resp := s.do("GET", path, nil); resp.StatusCode != http.StatusUnauthorized || strings.Contains(body(t, resp), "hostel") {
			t.Errorf("without signing in, %s: %s", path, resp.Status)
		}
	}
	link, err := Link(cheapHash, "the council", s.clock.AddDate(0, 0, 10), s.clock)
	if err != nil {
		t.Fatal(err)
	}
	s.get(link)
	if strings.Contains(s.get("/dashboard/overview"), "/dashboard/share") {
		t.Error("a funder's menu has it")
	}
	for _, path := range paths {
		if resp := s.do("GET", path, nil); resp.StatusCode != http.StatusNotFound {
			t.Errorf("for a funder, %s: %s", path, resp.Status)
		}
	}
	without := serve(t, file(t, 8, likely)) // figures alone, as dashboard show has them
	without.signIn()
	if strings.Contains(without.get("/dashboard/overview"), "/dashboard/share") || without.do("GET", "/dashboard/share", nil).StatusCode != http.StatusNotFound {
		t.Error("there is a page with nothing to pass on")
	}
}

func TestPassingItOnWithLittleSetUp(t *testing.T) {
	all := testPeers(t)
	for what, c := range map[string]struct {
		peers     Peers
		has, lack string
	}{
		"nothing":          {Peers{Words: all.Words}, "set WAYMARK_TELEGRAM_NAME", "all.zip"},
		"no words":         {Peers{Bot: all.Bot, Links: all.Links}, "The words for paper", "all.zip"},
		"a number alone":   {Peers{Words: all.Words, Number: all.Number}, "/dashboard/share/en/-/card.pdf", "t.me"},
		"a bot alone":      {Peers{Words: all.Words, Bot: all.Bot}, "<code>https://t.me/WaymarkExampleBot</code>", "sms:"},
		"words do not fit": {Peers{Words: all.Words, Bot: all.Bot, Operator: strings.Repeat("Department ", 80)}, "all.zip", "sms:"},
	} {
		t.Run(what, func(t *testing.T) {
			s := servePeers(t, c.peers)
			s.signIn()
			if page := s.get("/dashboard/share"); !strings.Contains(page, c.has) || strings.Contains(page, c.lack) {
				t.Errorf("has %q: %v, %q: %v", c.has, strings.Contains(page, c.has), c.lack, strings.Contains(page, c.lack))
			}
			if what == "words do not fit" {
				if resp := s.do("GET", "/dashboard/share/en/-/card.pdf", nil); resp.StatusCode != http.StatusUnprocessableEntity || !strings.Contains(body(t, resp), "too long") {
					t.Errorf("paper that cannot be made is %s", resp.Status)
				}
			}
		})
	}
}

// On a telephone, with what axe-core finds, without JavaScript, and on paper.
func TestPassingItOnIsReadableByEverybody(t *testing.T) {
	ctx := openBrowser(t)
	axe := axeScript(t)
	s := servePeers(t, testPeers(t))
	s.signInByHand(ctx)
	run(t, ctx, size(360, 740), chromedp.Navigate(s.server.URL+"/dashboard/share"), chromedp.WaitReady("#links"))
	check(t, ctx, axe, "passing it on")
	run(t, ctx, chromedp.Evaluate[chromedp.Void](`document.querySelectorAll("details").forEach(d => d.open = false)`))
	check(t, ctx, axe, "passing it on, all links shut")

	downloads := t.TempDir()
	run(t, ctx, size(1100, 900), command(emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true}))
	if _, err := chromedp.CallBrowser(ctx, browser.SetDownloadBehavior, browser.SetDownloadBehaviorParams{
		Behavior: browser.SetDownloadBehaviorBehaviorAllow, DownloadPath: downloads,
	}); err != nil {
		t.Fatal(err)
	}
	run(t, ctx, chromedp.Navigate(s.server.URL+"/dashboard/overview"), chromedp.Click(`nav a[href^="/dashboard/share"]`), chromedp.WaitVisible("#links"))
	if here := read(t, ctx, chromedp.Text("nav a[aria-current]")); here != "Pass it on" {
		t.Errorf("the menu marks %q", here)
	}
	run(t, ctx, chromedp.Click(`a[href="/dashboard/share/en/kit-class/poster-a4-discreet.pdf"]`))
	name := filepath.Join(downloads, "waymark-en-kit-class-poster-a4-discreet.pdf")
	waitForFile(t, ctx, name)

	run(t, ctx, command(emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{}),
		command(emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Media: "print"}))
	shown := func(selector string) bool {
		return read(t, ctx, chromedp.Evaluate[bool](`document.querySelector('`+selector+`').getBoundingClientRect().height > 0`))
	}
	for _, selector := range []string{"#say", "#practice", ".leaflet code", ".leaflet summary"} {
		if !shown(selector) {
			t.Errorf("%s is not printed", selector)
		}
	}
	for _, selector := range []string{"nav", ".leaflet .exports a", ".leaflet .paper"} {
		if shown(selector) {
			t.Errorf("%s is printed", selector)
		}
	}
}

func waitForFile(t *testing.T, ctx context.Context, name string) {
	t.Helper()
	for ctx.Err() == nil {
		if src, err := os.ReadFile(name); err == nil && strings.HasPrefix(string(src), "%PDF-") {
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
	there, _ := filepath.Glob(filepath.Join(filepath.Dir(name), "*"))
	t.Fatalf("the file did not come; there are %v", there)
}

// What was made up says so here as on every page.
func TestPassingItOnSaysWhatIsSimulated(t *testing.T) {
	sh := sheet(t, file(t, 8, likely))
	sh.Simulated = true
	m := makerOf(sh, "")
	d := servePeers(t, testPeers(t)).dash
	var b bytes.Buffer
	if err := d.templates.ExecuteTemplate(&b, "share", shareView{view: d.withShare(m, m.view(m.pages(), 0, ""))}); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(b.String(), "SIMULATED") {
		t.Error("the page does not say that figures were made up")
	}
}
