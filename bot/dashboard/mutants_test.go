package dashboard

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// mutantsEnv, when set, builds each mutant and runs the test that has to notice it.
const mutantsEnv = "WAYMARK_MUTANTS"

// mutants are ways to break a promise of these pages: old and new code in one file, and the test that must fail then.
var mutants = []struct{ name, test, file, from, to string }{
	{"open periods are shown", "TestOpenPeriodsMoveNothing", "../counter/sqlite.go", "WHERE p.closed = 1 AND p.first BETWEEN", "WHERE p.first BETWEEN"},
	{"sums are made of rounded figures", "TestFiguresAreSumsOfClosedRowsWhateverIsAsked", "../counter/release.go", "	s.value += r.value", "	s.value += (r.value + 2) / 5 * 5"},
	{"figures are not rounded", "TestFiguresAreSumsOfClosedRowsWhateverIsAsked", "../counter/release.go", "int((r.value + smallest/2) / smallest * smallest)", "int(r.value)"},
	{"sums hide how wide they are", "TestFiguresAreSumsOfClosedRowsWhateverIsAsked", "../counter/release.go", "half > smallest {", "half > 1e9 {"},
	{"stretches that are not over are drawn", "TestFiguresAreSumsOfClosedRowsWhateverIsAsked", "../counter/sheet.go", "by.next(d)-1 <= last; d", "d <= last; d"},
	{"a sum takes a day too many", "TestFiguresAreSumsOfClosedRowsWhateverIsAsked", "../counter/sheet.go", "rows[i].first <= to; i++", "rows[i].first <= to+1; i++"},
	{"the part of a few is told", "TestPartsAreGivenOnlyOfFiftyOrMore", "../counter/sheet.go", "leastForPercent = 50", "leastForPercent = 5"},
	{"an export sums what it shows", "TestPagesExportsAndCountsAgreeToTheDigit", "../counter/sheet.go", "return figures(sum(s.between(from, to)))", "return figures(sum(s.between(from, to.AddDate(0, 0, -1))))"},
	{"free dates reach a day too far", "TestFreeDatesAgreeEverywhere", "span.go", "To: minTime(b, last)}.beside(s)", "To: minTime(b, last).AddDate(0, 0, 1)}.beside(s)"},
	{"free dates show open periods", "TestNoPairOfDatesTellsMoreThanTheBlindedRows", "../counter/sqlite.go", "WHERE p.closed = 1 AND p.first BETWEEN", "WHERE p.first BETWEEN"},
	{"a pair of dates tells more than the rounding", "TestNoPairOfDatesTellsMoreThanTheBlindedRows", "../counter/release.go", "int((r.value + smallest/2) / smallest * smallest)", "int(r.value)"},
	{"a month is held against fewer weeks", "TestWhatIsComparedIsOfTheSameLength", "../counter/sheet.go", "	for range n {", "	for range n - 1 {"},
	{"days that are none make a file", "TestFreeDatesAreSnappedToClosedPeriods", "serve.go", "	if m.wrong != nil { // a file", "	if false { // a file"},
	{"the summary makes numbers of its own", "TestTheSummaryIsComputedFromTheFigures", "summary.go", `return "about " + strconv.Itoa(c.Figure.Value)`, `return "about " + strconv.Itoa(c.Figure.Value+1)`},
	{"tries are not slowed down", "TestTriesAtThePasswordAreSlowedDown", "doors.go", "d.wait(ctx, d.delay())", "d.wait(ctx, 0)"},
	{"signing out forgets nothing", "TestEveryPageAsksWhoIsThere", "doors.go", "	delete(d.visits, sha256.Sum256([]byte(cookie)))", "	_ = cookie"},
	{"nobody is signed out by time", "TestEveryPageAsksWhoIsThere", "doors.go", "return v, ok && v.expires.After(d.clock())", "return v, ok"},
	{"any cookie lets in", "TestEveryPageAsksWhoIsThere", "serve.go", "	return d.doors.who(c.Value)", "	v, _ := d.doors.who(c.Value)\n	return v, true"},
	{"links never end", "TestALinkLetsItsReaderReadUntilItsDay", "link.go", "if !end.After(now) {", "if false {"},
	{"links are not sealed", "TestALinkLetsItsReaderReadUntilItsDay", "link.go", "if !hmac.Equal(seal, sealOf(passwordHash, body)) {", "if len(seal) == 0 {"},
	{"any host is answered", "TestOnlyPrivateRoadsAreAnswered", "serve.go", "		return r.Host == d.host\n", "		return true\n"},
	{"other sites may post", "TestAnotherSiteCannotSignInOrOut", "serve.go", "http.NewCrossOriginProtection().Handler(mux)", "mux"},
	{"the cookie goes to other sites", "TestTheCookieIsForThisHostOnly", "serve.go", "http.SameSiteStrictMode", "http.SameSiteLaxMode"},
	{"scripts are allowed", "TestHeadersAllowNothingThatIsNotNeeded", "serve.go", "default-src 'none'; style-src 'self'; form", "default-src 'self'; style-src 'self'; form"},
}

func TestEveryMutantIsNoticed(t *testing.T) {
	here, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range mutants {
		t.Run(strings.ReplaceAll(m.name, " ", "_"), func(t *testing.T) {
			b, err := os.ReadFile(m.file)
			if err != nil {
				t.Fatal(err)
			}
			if n := strings.Count(string(b), m.from); n != 1 {
				t.Fatalf("%s has %d times what this mutant changes, want 1:\n%s", m.file, n, m.from)
			}
			if os.Getenv(mutantsEnv) == "" {
				t.Skipf("it can be made; set %s=1 to make it and run its test", mutantsEnv)
			}
			dir := t.TempDir()
			mutant, list := filepath.Join(dir, filepath.Base(m.file)), filepath.Join(dir, "overlay.json")
			overlay, err := json.Marshal(map[string]any{"Replace": map[string]string{filepath.Join(here, m.file): mutant}})
			if err != nil {
				t.Fatal(err)
			}
			for path, content := range map[string]string{mutant: strings.Replace(string(b), m.from, m.to, 1), list: string(overlay)} {
				if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
					t.Fatal(err)
				}
			}
			out, err := exec.Command("go", "test", "-overlay", list, "-run", "^("+m.test+")$", "-rapid.nofailfile", ".").CombinedOutput()
			switch {
			case err == nil:
				t.Errorf("lives: %s passed\n%s", m.test, out)
			case !strings.Contains(string(out), "--- FAIL"):
				t.Errorf("did not come to its test:\n%s", out)
			}
		})
	}
}
