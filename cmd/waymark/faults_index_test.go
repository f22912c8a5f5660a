package main

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// faults is how many the list has.
const faults = 72

// faultRow is a line of the list: number, what, what Waymark does, tests.
var faultRow = regexp.MustCompile(`(?m)^\| *([0-9]+) *\|([^|\n]*)\|([^|\n]*)\|([^|\n]*)\|$`)

// indexProblems reads the list of faults and says what is wrong with it.
func indexProblems(page string, known map[string]bool) (problems []string) {
	next := 1
	for _, row := range faultRow.FindAllStringSubmatch(page, -1) {
		n, _ := strconv.Atoi(row[1])
		if n != next {
			problems = append(problems, fmt.Sprintf("fault %d stands in the place of fault %d", n, next))
		}
		next = n + 1
		if strings.TrimSpace(row[2]) == "" || strings.TrimSpace(row[3]) == "" {
			problems = append(problems, fmt.Sprintf("fault %d does not say what happens, or what Waymark does", n))
		}
		for name := range strings.SplitSeq(row[4], ",") {
			if name = strings.TrimSpace(name); !known[name] {
				problems = append(problems, fmt.Sprintf("fault %d names %q, which is no test", n, name))
			}
		}
	}
	if next != faults+1 {
		problems = append(problems, fmt.Sprintf("the list ends before fault %d", next))
	}
	return problems
}

// TestEveryFaultHasItsTests reads testdata/faults.md, which people read too.
func TestEveryFaultHasItsTests(t *testing.T) {
	known, err := tests()
	if err != nil {
		t.Fatal(err)
	}
	src, err := os.ReadFile(filepath.Join(root, "testdata", "faults.md"))
	if err != nil {
		t.Fatal(err)
	}
	page := string(src)
	for _, p := range indexProblems(page, known) {
		t.Error(p)
	}
	for shows, broken := range map[string]string{
		"a fault that is missing":   regexp.MustCompile(`(?m)^\| 40 .*\n`).ReplaceAllString(page, ""),
		"the last one missing":      regexp.MustCompile(`(?m)^\| 72 .*\n`).ReplaceAllString(page, ""),
		"a test that is gone":       strings.Replace(page, "TestAStopUnderLoad", "TestAStopUnderLove", 1),
		"a fault without a test":    strings.Replace(page, "| TestWhatIsNoHTTPLeavesTheProgramAlive |", "| |", 1),
		"a fault with nothing done": strings.Replace(page, "| answers every one |", "| |", 1),
	} {
		if broken == page || len(indexProblems(broken, known)) != 1 {
			t.Errorf("%s is not noticed: %v", shows, indexProblems(broken, known))
		}
	}
}
