package intake

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"waymark/bot/directory"
)

// A list in a file is fetched as it is from the address that was given, whatever its format.
func TestListsAreFetchedFromAddresses(t *testing.T) {
	for path, c := range map[string]struct {
		format Format
		body   string
	}{
		"/sheet.csv?key=1":     {Sheet, ownTemplate(t)},
		"/v3/services.json":    {ORUK, "[" + whole + "]"},
		"/places.geojson?all=": {Features, `{"type":"FeatureCollection","features":[{"type":"Feature","geometry":{"type":"Point","coordinates":[-0.0751,51.5462]},"properties":{"name":"EXAMPLE","types":"naloxone"}}]}`},
	} {
		t.Run(c.format.String(), func(t *testing.T) {
			a, url := newAPI(t)
			a.on(path, answer{body: c.body})
			store := directory.StoreIn(t.TempDir())
			r, err := Import(t.Context(), store, Job{Format: c.format, Address: url + path, Options: options()})
			if err != nil || len(r.Added) != 1 || r.Source.Origin != "127.0.0.1" {
				t.Fatalf("%v: %+v", err, r)
			}
			if len(a.asked) != 1 {
				t.Errorf("asked for %q", a.asked)
			}
		})
	}
}

func TestAFileThatCannotBeFetchedChangesNothing(t *testing.T) {
	for name, c := range map[string]answer{
		"not there": {status: http.StatusNotFound},
		"elsewhere": {status: http.StatusFound, header: map[string]string{"Location": "https://example.org/sheet.csv"}},
		"a page":    {body: "<html><body>please log in</body></html>"},
		"broken off": {do: func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Length", "1000000")
			fmt.Fprint(w, "name,types,latitude,longitude\nEXAMPLE,naloxone,51.5,-0.1\n")
		}},
		"without end": {do: func(w http.ResponseWriter, _ *http.Request) {
			fmt.Fprint(w, "name,types,latitude,longitude\n")
			row := strings.Repeat("EXAMPLE,naloxone,51.5,-0.1\n", 1000)
			for range 100 {
				if _, err := fmt.Fprint(w, row); err != nil {
					return
				}
			}
		}},
	} {
		t.Run(name, func(t *testing.T) {
			a, url := newAPI(t)
			a.on("/sheet.csv", c)
			store := directory.StoreIn(t.TempDir())
			o := options()
			o.MostBytes = 1 << 20
			_, err := Import(t.Context(), store, Job{Format: Sheet, Address: url + "/sheet.csv", Options: o})
			if err == nil || strings.Contains(err.Error(), "127.0.0.1") || store.Stamp() != "" {
				t.Errorf("%v, written %q", err, store.Stamp())
			}
		})
	}
	if _, err := Import(t.Context(), directory.StoreIn(t.TempDir()), Job{Format: Sheet, Address: "http://example.org/sheet.csv"}); !errors.Is(err, ErrAddress) {
		t.Errorf("over http: %v", err)
	}
}
