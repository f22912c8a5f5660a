package counter

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// mutantsEnv, when set, builds each mutant and runs the test that has to notice it: some minutes.
const mutantsEnv = "WAYMARK_MUTANTS"

// mutants are ways to break a promise of this package: edits are pairs of old and new code in one file, and test
// is what must fail then.
var mutants = []struct {
	name, test, file string
	edits            []string
}{
	{"the open period is shown", "TestKeepingEveryFigureTellsNoMoreThanTheFigures", "sqlite.go", []string{
		"WHERE p.closed = 1 AND p.first BETWEEN", "WHERE p.first BETWEEN",
	}},
	{"a period is shown before it is closed", "TestNothingIsShownBeforeTheGraceIsOver", "sqlite.go", []string{
		"WHERE p.closed = 1 AND p.first BETWEEN", "WHERE (p.closed = 1 OR p.last < '2026-11-26') AND p.first BETWEEN",
	}},
	{"rows hold the count itself", "TestRowsStartAtTheTwoSidedGeometric", "sqlite.go", []string{
		"id, r.counter.String(), r.channel.String(), float64(k))", "id, r.counter.String(), r.channel.String(), 0*float64(k))",
	}},
	{"one draw for all rows", "TestEachRowHasADrawOfItsOwn", "sqlite.go", []string{
		`	"syscall"`, `	"strings"
	"syscall"`,
		"k, err := n.draw(e)", `k, err := newNoise(strings.NewReader(strings.Repeat("the same ", 999))).draw(e)`,
	}},
	{"rows are made on first use", "TestKeepingEveryFigureTellsNoMoreThanTheFigures", "sqlite.go", []string{
		`	"database/sql"`, `	"crypto/rand"
	"database/sql"`,
		`for _, r := range rows {
		k, err := n.draw(e)`, `for _, r := range rows[:0] {
		k, err := n.draw(e)`,
		`if changed, err := res.RowsAffected(); err != nil || changed != 1 {
			return errors.Join(errMissing, err)
		}`, `if changed, _ := res.RowsAffected(); changed == 0 && n[r.slot()] != 0 {
			k, err := newNoise(rand.Reader).draw(1000)
			if err != nil {
				return err
			}
			if _, err := c.tx.ExecContext(ctx, "INSERT INTO tally (period, counter, channel, value, beat) VALUES (?, ?, ?, ?, 0)",
				id, r.counter.String(), r.channel.String(), float64(k+n[r.slot()])); err != nil {
				return err
			}
		}`,
	}},
	{"a period is opened on first use", "TestKeepingEveryFigureTellsNoMoreThanTheFigures", "ledger_write.go", []string{
		"			if id, ok := b.open[first]; !ok || !l.ready[id] {",
		`			if _, ok := b.open[first]; !ok && *todo.write[first] == (counts{}) {
				todo.closes = nil
				continue
			}
			if id, ok := b.open[first]; !ok || !l.ready[id] {`,
	}},
	{"sums are made of rounded figures", "TestKeepingEveryFigureTellsNoMoreThanTheFigures", "release.go", []string{
		"	s.value += r.value", "	s.value += (r.value + 2) / 5 * 5",
	}},
	{"figures are not rounded", "TestKeepingEveryFigureTellsNoMoreThanTheFigures", "release.go", []string{
		"int((r.value + smallest/2) / smallest * smallest)", "int(r.value)",
	}},
	{"a closed period is opened and written again", "TestKeepingEveryFigureTellsNoMoreThanTheFigures", "plan.go", []string{
		"d >= from && d <= current && d > b.closed &&", "d >= from && d <= current &&",
	}},
	{"a clock that jumped closes at once", "TestAClockAheadByADayForALittleClosesNothing", "plan.go", []string{
		"return p.last.Sub(p.since) >= grace", "return true",
	}},
	{"a period is closed the moment it ends", "TestDaysOfStrangeLengthsAndNames", "plan.go", []string{
		".begins(clock.last.Location()).Add(grace))", ".begins(clock.last.Location()))",
	}},
	{"counts go to the day of the write", "TestACountGoesToTheDayItHappened", "ledger_write.go", []string{
		"to := l.waiting[p].of(l.tag[p])", "to := l.waiting[p].of(current)",
	}},
	{"counts are forgotten when a write fails", "TestAFileThatMayNotGrowCostsNoCount", "ledger_write.go", []string{
		"	l.drain()\n	stuck,", "	l.drain()\n	defer func() { l.waiting = [Periods]waiting{{}, {}, {}} }()\n	stuck,",
	}},
	{"counts are written twice", "TestKeepingEveryFigureTellsNoMoreThanTheFigures", "ledger_write.go", []string{
		"			delete(l.waiting[p], d)", "			_ = d",
	}},
	{"unused rows are not written", "TestEveryRowIsWrittenAtEveryTurnUsedOrNot", "sqlite.go", []string{
		"		res, err :=", "		if n[r.slot()] == 0 {\n			continue\n		}\n		res, err :=",
	}},
	{"unchanged pages are not written", "TestEveryRowIsWrittenAtEveryTurnUsedOrNot", "sqlite.go", []string{
		", beat = 1 - beat", "",
	}},
	{"rows change their length", "TestNoEarlierValueOfARowIsAnywhereOnDisk", "sqlite.go", []string{
		"value   ANY     NOT NULL", "value   INTEGER NOT NULL",
	}},
	{"the journal is kept", "TestNoEarlierValueOfARowIsAnywhereOnDisk", "sqlite.go", []string{
		`"_journal_mode": {"TRUNCATE"}`, `"_journal_mode": {"PERSIST"}`,
	}},
	{"what is let go stays", "TestEveryConnectionOverwritesWhatItLetsGo", "sqlite.go", []string{
		`set.Set("_secure_delete", "on")`, `set.Set("_secure_delete", "off")`,
	}},
	{"epsilon is twice what was asked for", "TestNeighboursDifferByAFactorWithinEpsilon", "blind.go", []string{
		"s, t := uint64(e), uint64(1000)", "s, t := 2*uint64(e), uint64(1000)",
	}},
	{"a database is reached with anybody's certificate", "TestAnAddressSaysHowTheRoadIsProtected", "postgres.go", []string{
		`case "verify-full", "disable":`, `case "verify-full", "require", "disable":`,
	}},
	{"half the noise", "TestNoiseFitsTheTwoSidedGeometric", "blind.go", []string{
		"k := int64((u + t*v) / s)", "k := int64((u + t*v) / s / 2)",
	}},
	{"zero twice as likely", "TestNoiseFitsTheTwoSidedGeometric", "blind.go", []string{
		"case k > 0: // minus zero would make zero twice as likely", "default:",
	}},
	{"low numbers likelier", "TestBelowIsUnbiased", "blind.go", []string{
		"x < whole {", "x <= whole || true {",
	}},
	{"a write is several transactions", "TestKillsInTheMiddleOfWritesLeaveAllOrNothing", "ledger_write.go", []string{
		"		b := books[p]", `		if err := c.commit(ctx); err != nil {
			return false, err
		}
		if c, err = l.store.begin(ctx); err != nil {
			return false, err
		}
		defer c.undo()
		b := books[p]`,
	}},
	{"a damaged file is thrown away", "TestADamagedFileIsKeptAsideAndCountingGoesOn", "sqlite.go", []string{
		"return os.Rename(path, aside)", "return os.Remove(path)",
	}},
	{"the key of the database stays", "TestNoValueOfAnOpenPeriodIsOnTheServersDisk", "postgres_seal.go", []string{
		`sha256.Sum256(append([]byte("waymark counters, next key\x00"), s.secret[:]...))`, "s.secret",
	}},
	{"rows of a database start at nothing", "TestADatabaseHoldsWhatAFileHolds", "postgres_write.go", []string{
		"append(p.values, k)", "append(p.values, 0*k)",
	}},
	{"instances do not wait for each other", "TestTwoInstancesCountEachOnce", "postgres_write.go", []string{
		`"SELECT pg_advisory_xact_lock($1)"`, `"SELECT $1::bigint"`,
	}},
	{"a commit nobody heard of is written again", "TestACommitNobodyHeardOfIsCountedOnce", "ledger_write.go", []string{
		"			if written {", "			if written && len(n) == 0 {",
	}},
	{"a formula in an export", "TestCSVHasNothingASpreadsheetTakesForAFormula", "release.go", []string{
		`return "fewer than " + strconv.Itoa(smallest)`, `return "=<" + strconv.Itoa(smallest)`,
	}},
}

func TestEveryMutantIsNoticed(t *testing.T) {
	here, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range mutants {
		t.Run(strings.ReplaceAll(m.name, " ", "_"), func(t *testing.T) {
			source := string(read(t, m.file))
			for i := 0; i < len(m.edits); i += 2 {
				if n := strings.Count(source, m.edits[i]); n != 1 {
					t.Fatalf("%s has %d times what this mutant changes, want 1:\n%s", m.file, n, m.edits[i])
				}
				source = strings.Replace(source, m.edits[i], m.edits[i+1], 1)
			}
			if os.Getenv(mutantsEnv) == "" {
				t.Skipf("it can be made; set %s=1 to make it and run its test", mutantsEnv)
			}
			mutant := filepath.Join(t.TempDir(), m.file)
			if err := os.WriteFile(mutant, []byte(source), 0o600); err != nil {
				t.Fatal(err)
			}
			overlay, err := json.Marshal(map[string]any{"Replace": map[string]string{filepath.Join(here, m.file): mutant}})
			if err != nil {
				t.Fatal(err)
			}
			list := filepath.Join(t.TempDir(), "overlay.json")
			if err := os.WriteFile(list, overlay, 0o600); err != nil {
				t.Fatal(err)
			}
			out, err := exec.Command("go", "test", "-overlay", list, "-v", "-run", "^("+m.test+")$", "-rapid.nofailfile", ".").CombinedOutput()
			switch {
			case err == nil && strings.Contains(string(out), "--- SKIP: "+m.test):
				t.Skip("its test needs something that is not here")
			case err == nil:
				t.Errorf("lives: %s passed\n%s", m.test, out)
			case !strings.Contains(string(out), "--- FAIL"):
				t.Errorf("did not come to its test:\n%s", out)
			}
		})
	}
}
