package assurance

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"text/tabwriter"
	"time"

	"waymark/content"
)

// Age is how old one file of words is, and who answers for it.
type Age struct {
	File  string
	Cards int
	// Days since the words were last looked at; Left until they have to be again, negative when that is past.
	Days, Left int
	By         string
	Signed     bool
	Locale     string
	Confirm    []string
}

// Ages gives the age of every file on a day such as 2026-11-22, the oldest words first.
func Ages(lib *content.Library, today time.Time) []Age {
	var all []Age
	for _, f := range lib.Files {
		all = append(all, Age{
			File: f.Name, Cards: len(f.Cards), By: f.Front.Reviewed.By, Locale: f.Front.Locale, Confirm: f.Front.Confirm,
			Days: daysFrom(f.Front.Reviewed.On, today), Left: -daysFrom(f.Front.ReviewBy, today), Signed: signed(f.Front.Reviewed.By),
		})
	}
	slices.SortStableFunc(all, func(a, b Age) int {
		if a.Left != b.Left {
			return a.Left - b.Left
		}
		return strings.Compare(a.File, b.File)
	})
	return all
}

// signed says whether somebody signed words off. Whoever has not says so.
func signed(by string) bool {
	by = strings.ToLower(by)
	return by != "" && !strings.Contains(by, "not yet") && !strings.Contains(by, "not reviewed") && !strings.Contains(by, "nobody")
}

// daysFrom counts the days from a day to today. A day that is none, which lint reports, is long past.
func daysFrom(day string, today time.Time) int {
	d, _ := time.Parse(time.DateOnly, day)
	return int(today.Truncate(24*time.Hour).Sub(d).Hours() / 24)
}

// WriteStatus prints cards by age, sign-off and open confirmations, and gives the number of files past their day.
func WriteStatus(w io.Writer, lib *content.Library, today time.Time) (past int) {
	ages := Ages(lib, today)
	tw := tabwriter.NewWriter(w, 0, 8, 2, ' ', 0)
	fmt.Fprintln(tw, "days left\tage\tcards\tfile\tsign-off\tto confirm")
	cards, signedOff := 0, 0
	open := map[string]int{}
	for _, a := range ages {
		left := fmt.Sprint(a.Left)
		if a.Left < 0 {
			left, past = left+" PAST", past+1
		}
		fmt.Fprintf(tw, "%s\t%d\t%d\t%s\t%s\t%s\n", left, a.Days, a.Cards, a.File, a.By, strings.Join(a.Confirm, " "))
		if cards += a.Cards; a.Signed {
			signedOff += a.Cards
		}
		for _, id := range a.Confirm {
			open[id]++
		}
	}
	tw.Flush()
	fmt.Fprintf(w, "\n%d cards in %d files on %s: %d signed off, %d not. %d facts to confirm before launch. %d files past their review date.\n",
		cards, len(ages), today.Format(time.DateOnly), signedOff, cards-signedOff, len(open), past)
	return past
}
