package place

import (
	"errors"
	"io"
	"path/filepath"
	"strings"
	"testing"
)

// rowsOf reads every row: its line and its fields between bars, or what is wrong with it.
func rowsOf(t *testing.T, text string, comma byte, quotes bool) (got []string) {
	t.Helper()
	r, err := newRowReader(strings.NewReader(text), comma, quotes)
	if err != nil {
		t.Fatal(err)
	}
	for {
		fields, err := r.row()
		if err == io.EOF {
			return got
		}
		line := string(rune('0' + r.line%10))
		if wrong, ok := errors.AsType[rowError](err); ok {
			got = append(got, line+" "+wrong.Error())
			continue
		}
		if err != nil {
			t.Fatal(err)
		}
		var cells []string
		for _, f := range fields {
			cells = append(cells, string(f))
		}
		got = append(got, line+" "+strings.Join(cells, "|"))
	}
}

func TestRowsOfEveryShape(t *testing.T) {
	long := strings.Repeat("x", maxRecord)
	for _, c := range []struct {
		name, text string
		comma      byte
		quotes     bool
		want       []string
	}{
		{"plain", "a,b\nc,d\n", ',', true, []string{"1 a|b", "2 c|d"}},
		{"no end of line", "a,b\nc,d", ',', true, []string{"1 a|b", "2 c|d"}},
		{"CRLF and empty lines", "a,b\r\n\r\n\r\nc,d\r\n", ',', true, []string{"1 a|b", "4 c|d"}},
		{"mark of UTF-8", "\xEF\xBB\xBFa,b\n", ',', true, []string{"1 a|b"}},
		{"empty fields", ",,\n\"\",x,\"\"\n", ',', true, []string{"1 ||", "2 |x|"}},
		{"quoted commas, quotes and newlines", "\"a,b\",\"say \"\"hi\"\"\",\"two\nlines\"\nz\n", ',', true, []string{"1 a,b|say \"hi\"|two\nlines", "3 z"}},
		{"a mark inside a field", "5\" pipe,b\nc,d\n", ',', true, []string{"1 5\" pipe|b", "2 c|d"}},
		{"text after a closing mark", "\"a\"x,b\n", ',', true, []string{"1 a|b"}},
		{"an open mark spoils only its row", "a,\"b\nc,d\ne,f\n", ',', true, []string{"1 a quotation mark is not closed", "2 c|d", "3 e|f"}},
		{"an open mark far from the end", "\"a\n" + strings.Repeat("c\n", 30), ',', true,
			append([]string{"1 a quotation mark is not closed"}, strings.Split(strings.Repeat("c,", 30), ",")[:30]...)},
		{"tabs, marks are letters", "a\t\"b\nc\td\n", '\t', false, []string{"1 a|\"b", "2 c|d"}},
		{"a row too long", long + "\na,b\n", ',', true, []string{"1 the row is longer than 64 KB", "2 a|b"}},
		{"too many columns", strings.Repeat(",", maxFields) + "\na\n", ',', true, []string{"1 the row has more than 256 columns", "2 a"}},
		{"not text", "a\x00b\nc\n", ',', true, []string{"1 the row is not text", "2 c"}},
		{"nothing", "", ',', true, nil},
		{"only blank lines", "\n \n\t\n", ',', true, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := rowsOf(t, c.text, c.comma, c.quotes)
			if c.name == "an open mark far from the end" {
				for i := range got[1:] {
					got[i+1] = got[i+1][2:] // without the line
				}
			}
			if strings.Join(got, "\n") != strings.Join(c.want, "\n") {
				t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(c.want, "\n"))
			}
		})
	}
}

// A file whose every line opens a quotation mark is the worst there is; it is still read to its end, line by line.
func TestAFileOfOpenMarksEnds(t *testing.T) {
	got := rowsOf(t, strings.Repeat("\"x\n", 501), ',', true)
	for _, row := range got {
		if !strings.Contains(row, "x") && !strings.Contains(row, "not closed") {
			t.Fatalf("row %q", row)
		}
	}
	if len(got) < 250 || len(got) > 501 {
		t.Errorf("%d rows of 501 lines", len(got))
	}
}

// Whatever a file holds, an import ends with a file that reads back or an error that holds nothing of it.
func FuzzImport(f *testing.F) {
	for _, body := range []string{onspd2024, nspl2026, openNamesRows, geoNamesRows, geoNamesFull, "outcode,lat,lon\nE8,51.5,-0.05\n", "\"\"\"\n,\"", "\xFF\xFE\x00",
		"PK\x03\x04", zipOf(f, entry{"Data/x.csv", nspl2026}), zipOf(f, entry{"Data/CSV/e.csv", "\"E8 1EA\",10,534700,184700,\"E92000001\"\n"})} {
		for format := range formats {
			f.Add(uint8(format), body)
		}
	}
	dir := f.TempDir()
	f.Fuzz(func(t *testing.T, format uint8, body string) {
		const canary = "zz99canary"
		body += canary
		to := filepath.Join(dir, "x.places")
		r, err := Import(t.Context(), Format(format%uint8(formats)), sourceOf(body), to, Options{AcceptShrink: true})
		if err != nil && strings.Contains(err.Error(), canary) {
			t.Errorf("the error holds what was in the file: %v", err)
		}
		for _, p := range r.Problems {
			if strings.Contains(p.Field+p.Reason, canary) {
				t.Errorf("a problem holds what was in the file: %v", p)
			}
		}
		if err != nil {
			return
		}
		if _, err := openFile(to); err != nil {
			t.Errorf("what was written does not read back: %v", err)
		}
	})
}
