package intake

import (
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

// api is an Open Referral UK API on this machine. Anything that it was not told to answer fails the test.
type api struct {
	t       *testing.T
	mu      sync.Mutex
	answers map[string][]answer // by path and query; the last one is given again and again
	asked   []string
}

type answer struct {
	status int
	body   string
	header map[string]string
	do     http.HandlerFunc
}

func newAPI(t *testing.T) (*api, string) {
	a := &api{t: t, answers: map[string][]answer{}}
	s := httptest.NewServer(a)
	t.Cleanup(s.Close)
	return a, s.URL
}

func (a *api) on(path string, answers ...answer) { a.answers[path] = answers }

func (a *api) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	a.mu.Lock()
	key := r.URL.RequestURI()
	a.asked = append(a.asked, key)
	all, ok := a.answers[key]
	if len(all) > 1 {
		a.answers[key] = all[1:]
	}
	a.mu.Unlock()
	if !ok || r.Method != http.MethodGet {
		a.t.Errorf("nobody expected %s %s", r.Method, key)
		http.NotFound(w, r)
		return
	}
	if all[0].do != nil {
		all[0].do(w, r)
		return
	}
	for k, v := range all[0].header {
		w.Header().Set(k, v)
	}
	if all[0].status != 0 {
		w.WriteHeader(all[0].status)
	}
	fmt.Fprint(w, all[0].body)
}

func pageURI(n int) string { return fmt.Sprintf("/services?page=%d&per_page=100", n) }

func pageOf(n, pages int, records ...string) answer {
	return answer{body: fmt.Sprintf(`{"total_items":%d,"total_pages":%d,"page_number":%d,"size":%d,"first_page":%t,"last_page":%t,"empty":%t,"contents":[%s]}`,
		pages, pages, n, len(records), n == 1, n == pages, len(records) == 0, strings.Join(records, ","))}
}

func service(id string) string { return strings.Replace(whole, "ac148810", id, 1) }

// outline is a service as the lists of the UK profile have it.
func outline(id string) string { return `{"id":"` + id + `","name":"EXAMPLE","status":"active"}` }

// read imports from an API without waiting between attempts, and tells how long it would have waited.
func read(ctx context.Context, address string, o Options) (*Batch, []time.Duration, error) {
	var waits []time.Duration
	b, err := feedWith(ctx, address, o, func(ctx context.Context, d time.Duration) error {
		waits = append(waits, d)
		return ctx.Err()
	})
	return b, waits, err
}

func ids(b *Batch) []string {
	var all []string
	if b != nil {
		for _, s := range b.Services {
			all = append(all, s.ID)
		}
	}
	return all
}

func TestAFeedIsReadPageByPage(t *testing.T) {
	a, url := newAPI(t)
	a.on(pageURI(1), pageOf(1, 3, service("a"), outline("b"), outline("gone")))
	a.on(pageURI(2), pageOf(2, 3, outline("d/../d"), strings.Replace(service("bad"), "51.5462", "100", 1)))
	a.on(pageURI(3), pageOf(3, 3, service("e")))
	a.on("/services/b", answer{body: service("b")})
	a.on("/services/gone", answer{status: http.StatusNotFound})
	a.on("/services/d%2F..%2Fd", answer{body: service("d")})
	for _, address := range []string{url, url + "/", url + "/services", url + "/services/"} {
		var last Progress
		o := options()
		o.Progress = func(p Progress) { last = p }
		b, _, err := read(t.Context(), address, o)
		if err != nil {
			t.Fatal(err)
		}
		if want := []string{"a", "b", "d", "e"}; !slices.Equal(ids(b), want) {
			t.Errorf("%s: got %v, want %v", address, ids(b), want)
		}
		if b.Bad != 2 || b.Records != 6 || !slices.Equal(fields(b), []string{"id", "latitude"}) {
			t.Errorf("%d bad of %d: %v", b.Bad, b.Records, b.Problems)
		}
		if last.Page != 3 || last.Pages != 3 || last.Records != 6 || last.Bytes == 0 {
			t.Errorf("progress ends with %+v", last)
		}
	}
}

func TestAKeyInTheAddressIsSentAndNotShown(t *testing.T) {
	a, url := newAPI(t)
	a.on("/v3/services?key=secret&page=1&per_page=100", pageOf(1, 1, outline("a")))
	a.on("/v3/services/a?key=secret", answer{body: service("a")})
	b, _, err := read(t.Context(), url+"/v3?key=secret", options())
	if err != nil || len(b.Services) != 1 {
		t.Fatalf("%v %+v", err, b)
	}
	closed := httptest.NewServer(http.NotFoundHandler())
	closed.Close()
	if _, _, err = read(t.Context(), closed.URL+"/v3?key=secret", options()); err == nil || strings.Contains(err.Error(), "secret") || strings.Contains(err.Error(), "/v3") {
		t.Errorf("%v", err)
	}
	if host := Host("https://user:pass@example.org/v3?key=secret"); host != "example.org" {
		t.Errorf("host %q", host)
	}
}

func TestPlainListsAndFeedsThatDoNotCount(t *testing.T) {
	a, url := newAPI(t)
	a.on(pageURI(1), answer{body: "[" + service("a") + "," + service("b") + "]"})
	a.on(pageURI(2), answer{body: "[" + service("a") + "," + service("b") + "]"})
	b, _, err := read(t.Context(), url, options())
	if err != nil || !slices.Equal(ids(b), []string{"a", "b"}) {
		t.Errorf("a plain list: %v %v", err, ids(b))
	}
	a.on(pageURI(2), answer{body: `{"contents":[]}`})
	if b, _, err = read(t.Context(), url, options()); err != nil || !slices.Equal(ids(b), []string{"a", "b"}) {
		t.Errorf("until a page is empty: %v %v", err, ids(b))
	}
}

func TestWhatPassesIsTriedAgain(t *testing.T) {
	a, url := newAPI(t)
	broken := answer{do: func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Length", "1000")
		fmt.Fprint(w, `{"contents":[`)
	}}
	a.on(pageURI(1), answer{status: 503}, answer{status: 429, header: map[string]string{"Retry-After": "7"}}, broken, pageOf(1, 1, service("a")))
	b, waits, err := read(t.Context(), url, options())
	if err != nil || len(b.Services) != 1 {
		t.Fatalf("%v %+v", err, b)
	}
	if want := []time.Duration{time.Second, 7 * time.Second, 2 * time.Second}; !slices.Equal(waits, want) {
		t.Errorf("waited %v, want %v", waits, want)
	}
	a.on(pageURI(1), answer{status: 500})
	if _, waits, err = read(t.Context(), url, options()); err == nil || len(waits) != attempts-1 {
		t.Errorf("for ever broken: %v after %v", err, waits)
	}
	a.on(pageURI(1), answer{status: 429, header: map[string]string{"Retry-After": "86400"}}, answer{status: 429, header: map[string]string{"Retry-After": "Mon, 23 Nov 2026 00:00:00 GMT"}}, answer{status: 403})
	if _, waits, err = read(t.Context(), url, options()); err == nil || !slices.Equal(waits, []time.Duration{longestWait, time.Second}) {
		t.Errorf("%v after %v", err, waits)
	}
}

func TestFeedsThatAreRefused(t *testing.T) {
	many := make([]string, 30)
	for i := range many {
		many[i] = service(fmt.Sprint("s", i))
	}
	tests := map[string]struct {
		set  func(a *api)
		o    Options
		want error
	}{
		"a page that fails in the middle": {func(a *api) {
			a.on(pageURI(1), pageOf(1, 2, service("a")))
			a.on(pageURI(2), answer{status: 403})
		}, Options{}, nil},
		"a service that fails": {func(a *api) {
			a.on(pageURI(1), pageOf(1, 1, outline("a"), service("b")))
			a.on("/services/a", answer{status: 500})
		}, Options{}, nil},
		"a service that is HTML": {func(a *api) {
			a.on(pageURI(1), pageOf(1, 1, outline("a")))
			a.on("/services/a", answer{body: "<html>"})
		}, Options{}, ErrNotJSON},
		"a service without an end": {func(a *api) {
			a.on(pageURI(1), pageOf(1, 1, outline("a")))
			a.on("/services/a", answer{body: `{"id":"` + strings.Repeat("x", longestRecord+10)})
		}, Options{}, ErrLongRecord},
		"HTML":      {func(a *api) { a.on(pageURI(1), answer{body: "<html>"}) }, Options{}, ErrNotJSON},
		"cut off":   {func(a *api) { a.on(pageURI(1), answer{body: `{"contents":[` + whole}) }, Options{}, ErrNotJSON},
		"not found": {func(a *api) { a.on(pageURI(1), answer{status: 404}) }, Options{}, errGone},
		"pages in a ring": {func(a *api) {
			a.on(pageURI(1), pageOf(1, 9, service("a")))
			a.on(pageURI(2), pageOf(1, 9, service("a")))
		}, Options{}, ErrPages},
		"the same again": {func(a *api) {
			a.on(pageURI(1), pageOf(1, 9, service("a")))
			a.on(pageURI(2), pageOf(2, 9, service("a")))
		}, Options{}, ErrPages},
		"too many records": {func(a *api) { a.on(pageURI(1), pageOf(1, 1, many...)) }, Options{MostRecords: 29}, ErrTooMany},
		"too many bytes":   {func(a *api) { a.on(pageURI(1), pageOf(1, 1, many...)) }, Options{MostBytes: 10_000}, ErrTooLarge},
		"a bomb of nothing": {func(a *api) {
			a.on(pageURI(1), answer{do: func(w http.ResponseWriter, r *http.Request) {
				w.Header().Set("Content-Encoding", "gzip")
				z := gzip.NewWriter(w)
				spaces := []byte(strings.Repeat(" ", 1<<20))
				for range 200 {
					if _, err := z.Write(spaces); err != nil || z.Flush() != nil || r.Context().Err() != nil {
						return
					}
					w.(http.Flusher).Flush()
				}
				z.Close()
			}})
		}, Options{}, ErrLongRecord},
	}
	for name, c := range tests {
		t.Run(name, func(t *testing.T) {
			a, url := newAPI(t)
			c.set(a)
			b, _, err := read(t.Context(), url, c.o)
			if err == nil || b != nil {
				t.Fatalf("taken: %+v", b)
			}
			if c.want != nil && !errors.Is(err, c.want) {
				t.Errorf("%v, want %v", err, c.want)
			}
			if strings.Contains(err.Error(), "127.0.0.1") || strings.Contains(err.Error(), "html") {
				t.Errorf("the error tells too much: %v", err)
			}
		})
	}
}

func TestAFeedMayNotSendElsewhere(t *testing.T) {
	other := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { t.Error("another host was asked") }))
	defer other.Close()
	redirect := func(to string) answer {
		return answer{status: http.StatusFound, header: map[string]string{"Location": to}}
	}
	for name, to := range map[string]string{"another port": other.URL + "/services", "another name": strings.Replace(other.URL, "127.0.0.1", "localhost", 1), "a file": "file:///etc/passwd", "round and round": pageURI(1)} {
		a, url := newAPI(t)
		a.on(pageURI(1), redirect(to))
		if _, _, err := read(t.Context(), url, Options{}); err == nil {
			t.Errorf("%s: followed", name)
		}
	}
	a, url := newAPI(t)
	a.on(pageURI(1), redirect("/moved?page=1"))
	a.on("/moved?page=1", pageOf(1, 1, service("a")))
	if b, _, err := read(t.Context(), url, options()); err != nil || len(b.Services) != 1 {
		t.Errorf("on the same host: %v", err)
	}
}

func TestAddressesThatAreRefused(t *testing.T) {
	for _, address := range []string{"", "example.org", "http://example.org/services", "http://127.0.0.1.example.org", "http://10.0.0.1", "ftp://127.0.0.1", "file:///etc/passwd", "https:example.org", "http://[::2]/", "https://", "://"} {
		if _, err := Feed(t.Context(), address, Options{}); !errors.Is(err, ErrAddress) {
			t.Errorf("%q: %v", address, err)
		}
	}
	for address, want := range map[string]string{
		"https://example.org/o/v3/?key=1": "https://example.org/o/v3/services?key=1", "http://[::1]:80/services": "http://[::1]:80/services", "http://localhost/service_at_locations": "http://localhost/service_at_locations",
	} {
		if u, err := feedURL(address); err != nil || u.String() != want {
			t.Errorf("%s: %v %v", address, u, err)
		}
	}
}

func TestAFeedStopsWhenItIsTold(t *testing.T) {
	ctx, stop := context.WithCancel(t.Context())
	a, url := newAPI(t)
	a.on(pageURI(1), answer{do: func(w http.ResponseWriter, r *http.Request) {
		fmt.Fprint(w, `{"contents":[`)
		w.(http.Flusher).Flush()
		stop()
		<-r.Context().Done()
	}})
	if _, _, err := read(ctx, url, Options{}); !errors.Is(err, context.Canceled) {
		t.Errorf("%v", err)
	}
	if err := sleep(ctx, time.Hour); !errors.Is(err, context.Canceled) {
		t.Errorf("%v", err)
	}
	if err := sleep(t.Context(), time.Nanosecond); err != nil {
		t.Errorf("%v", err)
	}
}

func TestAServerThatTakesAndSaysNothing(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	ctx, stop := context.WithTimeoutCause(t.Context(), 50*time.Millisecond, errors.New("time is up"))
	defer stop()
	if _, _, err := read(ctx, "http://"+l.Addr().String(), Options{}); err == nil || !strings.Contains(err.Error(), "time is up") {
		t.Errorf("%v", err)
	}
}
