package intake

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

// Limits of a feed. Timeouts are for one request; the whole import ends with its context.
const (
	perPage        = 100
	mostPages      = 5_000
	longestPage    = 32 << 20 // bytes
	requestTimeout = 30 * time.Second
	fileTimeout    = 10 * time.Minute // for a whole list in one file
	mostRedirects  = 3
	attempts       = 4
	longestWait    = 2 * time.Minute // that a server may ask for
	atOnce         = 4               // requests for single services
)

// Why a feed is refused.
var (
	ErrAddress  = errors.New("the address must begin with https:// (or http:// on this machine)")
	ErrRedirect = errors.New("the feed sends elsewhere: to another host, or away from https")
	ErrPages    = errors.New("the feed's pages do not end, or come out of order")
)

// feed is one run through an Open Referral UK API.
type feed struct {
	client *http.Client
	list   *url.URL // …/services
	*collector
	bytes atomic.Int64 // of all answers together
	wait  func(context.Context, time.Duration) error
}

// Feed reads GET /services page by page from an Open Referral UK 3.0 API, and GET /services/{id} for those of which the pages have no more
// than the outline. The address is that of the API or of its list of services; what stands behind a ? in it is sent along and
// never shown. Whatever goes wrong on the way, nothing of the feed is used.
func Feed(ctx context.Context, address string, o Options) (*Batch, error) {
	return feedWith(ctx, address, o, sleep)
}

func feedWith(ctx context.Context, address string, o Options, wait func(context.Context, time.Duration) error) (*Batch, error) {
	u, err := feedURL(address)
	if err != nil {
		return nil, err
	}
	f := feed{client: feedClient(), list: u, collector: newCollector(o.withDefaults()), wait: wait}
	defer f.client.CloseIdleConnections()
	if err := f.pages(ctx); err != nil {
		return nil, err
	}
	return f.done()
}

// namesFile says whether an address is that of a file with services in it and not of an API.
func namesFile(address string) bool {
	u, err := url.Parse(strings.TrimSpace(address))
	return err == nil && strings.HasSuffix(strings.ToLower(u.Path), ".json")
}

// fetched reads one file from an address, which is held to the rules of a feed's. It is asked for once: a long file that breaks
// off has been read in part, and the operator starts again.
func fetched(ctx context.Context, address string, o Options, read func(io.Reader) (*Batch, error)) (*Batch, error) {
	u, err := httpsURL(address)
	if err != nil {
		return nil, err
	}
	f := feed{client: feedClient(), list: u, collector: newCollector(o.withDefaults()), wait: sleep}
	f.client.Timeout = fileTimeout
	defer f.client.CloseIdleConnections()
	var batch *Batch
	_, err = f.once(ctx, u, func(body io.Reader) (err error) {
		batch, err = read(body)
		return err
	})
	return batch, err
}

// Host is what may be shown of a feed's address.
func Host(address string) string {
	u, err := url.Parse(strings.TrimSpace(address))
	if err != nil {
		return ""
	}
	return u.Hostname()
}

// httpsURL takes addresses that nobody on the way can read or change: https, or http on this machine.
func httpsURL(address string) (*url.URL, error) {
	u, err := url.Parse(strings.TrimSpace(address))
	if err != nil || u.Host == "" || u.Opaque != "" {
		return nil, ErrAddress
	}
	if u.Scheme != "https" && !(u.Scheme == "http" && loopback(u.Hostname())) {
		return nil, ErrAddress
	}
	u.Fragment = ""
	return u, nil
}

func feedURL(address string) (*url.URL, error) {
	u, err := httpsURL(address)
	if err != nil {
		return nil, err
	}
	u.Path = strings.TrimRight(u.Path, "/")
	if !strings.HasSuffix(u.Path, "/services") && !strings.HasSuffix(u.Path, "/service_at_locations") {
		u.Path += "/services"
	}
	u.RawPath = ""
	return u, nil
}

func loopback(host string) bool {
	if host == "localhost" {
		return true
	}
	ip, err := netip.ParseAddr(host)
	return err == nil && ip.IsLoopback()
}

// feedClient goes to the feed's own host and nowhere else.
func feedClient() *http.Client {
	return &http.Client{
		Timeout: requestTimeout,
		Transport: &http.Transport{
			Proxy:                  http.ProxyFromEnvironment,
			DialContext:            (&net.Dialer{Timeout: 10 * time.Second}).DialContext,
			TLSHandshakeTimeout:    10 * time.Second,
			ResponseHeaderTimeout:  20 * time.Second,
			MaxResponseHeaderBytes: 64 << 10,
			MaxIdleConnsPerHost:    atOnce,
			ForceAttemptHTTP2:      true,
		},
		CheckRedirect: func(r *http.Request, via []*http.Request) error {
			from := via[0].URL
			upgraded := from.Scheme == "http" && r.URL.Scheme == "https"
			if r.URL.Host != from.Host || r.URL.Scheme != from.Scheme && !upgraded || len(via) > mostRedirects {
				return ErrRedirect
			}
			return nil
		},
	}
}

// page is what a page says of itself.
type page struct {
	Number, Pages, Items int
	Last, Empty          bool
	Said                 bool // it says anything of the kind
}

func (f *feed) pages(ctx context.Context) error {
	seen := map[string]bool{}
	for n := 1; n <= mostPages; n++ {
		records, p, err := f.page(ctx, n)
		if err != nil {
			return fmt.Errorf("page %d: %w", n, err)
		}
		if p.Number > 0 && p.Number != n {
			return ErrPages
		}
		news := 0
		for _, r := range records {
			if id := idOf(r); id == "" || !seen[id] {
				seen[id] = true
				news++
			}
		}
		if len(records) > 0 && news == 0 {
			if !p.Said { // a plain list, the same whatever page is asked for
				return nil
			}
			return ErrPages
		}
		if err := f.use(ctx, records); err != nil {
			return err
		}
		f.tell(Progress{Bytes: f.bytes.Load(), Page: n, Pages: p.Pages, TotalRecords: p.Items})
		if p.Last || p.Empty || len(records) == 0 || p.Pages > 0 && n >= p.Pages {
			return nil
		}
	}
	return ErrPages
}

func idOf(record json.RawMessage) string {
	var r struct{ ID scalar }
	_ = json.Unmarshal(record, &r) // a record of another kind has no id, and is set aside when it is read
	return string(r.ID)
}

// page fetches one page and takes it apart.
func (f *feed) page(ctx context.Context, n int) ([]json.RawMessage, page, error) {
	u := *f.list
	q := u.Query()
	q.Set("page", strconv.Itoa(n))
	q.Set("per_page", strconv.Itoa(perPage))
	u.RawQuery = q.Encode()
	var records []json.RawMessage
	var p page
	err := f.get(ctx, &u, func(body io.Reader) error {
		records = records[:0]
		s := newStream(ctx, body, longestPage, "contents")
		err := s.each(func(r json.RawMessage, _ int) error {
			records = append(records, r)
			return nil
		})
		if err == nil {
			p, err = s.page()
		}
		return err
	})
	return records, p, err
}

// page reads the fields around the contents. A feed that leaves them out ends with a page that is empty.
func (s *stream) page() (page, error) {
	var said struct {
		Number scalar `json:"page_number"`
		Pages  scalar `json:"total_pages"`
		Items  scalar `json:"total_items"`
		Last   *bool  `json:"last_page"`
		Empty  *bool  `json:"empty"`
	}
	whole, err := json.Marshal(s.rest)
	if err == nil {
		err = json.Unmarshal(whole, &said)
	}
	if err != nil {
		return page{}, ErrNotJSON
	}
	number := func(n scalar) int {
		i, _ := strconv.Atoi(string(n)) // what is no number is not said
		return max(i, 0)
	}
	p := page{Number: number(said.Number), Pages: number(said.Pages), Items: number(said.Items)}
	p.Last = said.Last != nil && *said.Last
	p.Empty = said.Empty != nil && *said.Empty
	p.Said = p.Number > 0 || p.Pages > 0 || said.Last != nil || said.Empty != nil
	return p, nil
}

// use reads the records of a page, in order. Those without their places are fetched whole, a few at a time.
func (f *feed) use(ctx context.Context, records []json.RawMessage) error {
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	whole := make([]json.RawMessage, len(records))
	missing := make([]bool, len(records))
	var wait sync.WaitGroup
	turn := make(chan struct{}, atOnce)
	for i, r := range records {
		id, outline := isOutline(r)
		if !outline {
			whole[i] = r
			continue
		}
		turn <- struct{}{}
		wait.Go(func() {
			defer func() { <-turn }()
			var err error
			if whole[i], err = f.service(ctx, id); errors.Is(err, errGone) {
				missing[i] = true
			} else if err != nil {
				stop(err)
			}
		})
	}
	wait.Wait()
	if err := context.Cause(ctx); err != nil {
		return err
	}
	for i, r := range whole {
		if err := f.next(); err != nil {
			return err
		}
		if missing[i] {
			d := &draft{options: &f.options, record: f.batch.Records}
			d.service.ID = shorten(clean(idOf(records[i])), longID)
			d.wrong("id", "is in the list, and the feed has no such service")
			f.setAside(d.problems...)
			continue
		}
		f.openReferral(r, 0)
	}
	return nil
}

// isOutline says whether a record is a service with its one-to-one fields alone, as Open Referral UK's own lists have it.
func isOutline(record json.RawMessage) (id string, outline bool) {
	var r struct {
		ID       scalar
		Places   *json.RawMessage `json:"service_at_locations"`
		Location *json.RawMessage `json:"location"`
	}
	if err := json.Unmarshal(record, &r); err != nil {
		return "", false // it is set aside when it is read
	}
	return string(r.ID), r.Places == nil && r.Location == nil && r.ID != ""
}

// errGone is the feed's answer that there is no such service.
var errGone = errors.New("not found")

func (f *feed) service(ctx context.Context, id string) (json.RawMessage, error) {
	u := f.list.JoinPath(url.PathEscape(id))
	var record json.RawMessage
	err := f.get(ctx, u, func(body io.Reader) error {
		b, err := io.ReadAll(io.LimitReader(body, longestRecord+1))
		switch {
		case err != nil:
			return bare(err)
		case len(b) > longestRecord:
			return ErrLongRecord
		case !json.Valid(b):
			return ErrNotJSON
		}
		record = b
		return nil
	})
	return record, err
}
