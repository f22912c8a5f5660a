package dashboard

import (
	"net/http"
	"net/http/httptest"
	"os"
	"testing"
)

// yearEnv names a counter file to measure with: what waymark simulate --sessions 1000000 --days 365 made, say. Without
// it, one with as many rows is made.
const yearEnv = "WAYMARK_YEAR"

// BenchmarkPages asks for each page of a year.
func BenchmarkPages(b *testing.B) {
	path := os.Getenv(yearEnv)
	if path == "" {
		path = file(b, 365, likely)
	}
	s := serve(b, path)
	s.signIn()
	if info, err := os.Stat(path); err == nil {
		b.Logf("the file has %.1f MB", float64(info.Size())/1e6)
	}
	for _, id := range append(ids(makerOf(sheet(b, path), "").pages()), "export.csv", "periods.csv") {
		b.Run(id, func(b *testing.B) {
			for b.Loop() {
				r := httptest.NewRequest("GET", "http://localhost/dashboard/"+id+"?span=12m", nil)
				r.AddCookie(s.cookie)
				w := httptest.NewRecorder()
				s.dash.ServeHTTP(w, r)
				if w.Code != http.StatusOK {
					b.Fatal(w.Code)
				}
			}
		})
	}
	b.Run("first after a period closed", func(b *testing.B) {
		for b.Loop() {
			s.dash.kept.sheet = nil
			r := httptest.NewRequest("GET", "http://localhost/dashboard/overview?span=12m", nil)
			r.AddCookie(s.cookie)
			s.dash.ServeHTTP(httptest.NewRecorder(), r)
		}
	})
}
