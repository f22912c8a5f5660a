package main

import (
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"waymark/bot/session"
	"waymark/channels/sms/twiliotest"
	"waymark/channels/telegram"
)

// inUse is how much memory a program holds, in bytes.
func (p *process) inUse() int {
	p.s.Helper()
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", p.cmd.Process.Pid))
	_, size, ok := strings.Cut(string(status), "VmRSS:")
	var kB int
	if _, bad := fmt.Sscan(size, &kB); err != nil || !ok || bad != nil {
		p.s.Skip("this system does not say how much memory a program holds")
	}
	return kB << 10
}

// TestTenThousandTextsFromOneNumber has one phone send the real program ten thousand texts while others write, and then the same
// phone has an emergency.
func TestTenThousandTextsFromOneNumber(t *testing.T) { // 43
	t.Parallel()
	s := newStage(t, "WAYMARK_TELEGRAM_MODE=poll")
	p := s.start()
	words := newCatalogue(t)
	direct := twiliotest.New(t, "http://"+s.listen, s.front.url(), testAuthToken, ourNumber) // a tap would keep all of it
	const texts, hands = 10_000, 8
	flood := func(from, to int) (silent int) {
		var hooks []twiliotest.Webhook
		for n := from; n < to; n++ {
			hooks = append(hooks, aText("hello "+letters(n)))
		}
		for _, a := range direct.SendAll(hooks) {
			if len(a.Messages) == 0 {
				silent++
			}
		}
		return silent
	}
	silent := flood(0, 1000) // by now every table that grows with a number's messages has what it keeps
	before := p.inUse()
	var done atomic.Bool
	var others sync.WaitGroup
	var mu sync.Mutex
	var took []time.Duration
	for n := range hands {
		others.Go(func() {
			for k := 0; !done.Load(); k++ {
				began := time.Now()
				got := direct.SendAll([]twiliotest.Webhook{{From: fmt.Sprintf("+447700900%03d", 400+(n*40+k%40)), Body: "hes not breathing"}})[0].Messages
				mu.Lock()
				took = append(took, time.Since(began))
				mu.Unlock()
				if len(got) != 1 || !words.urgent(got[0]) {
					t.Errorf("somebody else's emergency got %q", got)
				}
				time.Sleep(20 * time.Millisecond)
			}
		})
	}
	for n := 1000; n < texts; n += 100 {
		silent += flood(n, n+100)
	}
	for range 3 {
		if got := direct.Send(aPhone, "hes not breathing"); len(got) != 1 || !words.urgent(got[0]) {
			t.Errorf("after %d texts an emergency of the same phone got %q", texts, got)
		}
	}
	done.Store(true)
	others.Wait()
	grown := p.inUse() - before
	slices.Sort(took)
	p99 := took[len(took)*99/100]
	t.Logf("%d of %d texts got no reply; memory grew by %d kB; 99 of 100 of %d others were answered within %v", silent, texts, grown>>10, len(took), p99)
	if silent < texts*9/10 {
		t.Errorf("%d of %d texts got no reply", silent, texts)
	}
	if grown > 64<<20 {
		t.Errorf("memory grew by %d MB", grown>>20)
	}
	if p99 > 10*time.Second { // Twilio gives up after 15 s; that it is far below 1 s on a machine at rest is for reading
		t.Errorf("99 of 100 others had to wait for up to %v", p99)
	}
	s.answered(words)
}

// TestAHundredThousandSendersStayWithinTheCap has a hundred thousand people write once. No more are remembered than there is room
// for, each is answered, and somebody in an emergency is the last to lose their place.
func TestAHundredThousandSendersStayWithinTheCap(t *testing.T) { // 44
	t.Parallel()
	const room, senders = 2000, 100_000
	s := newStage(t)
	r := s.run(telegram.Webhook, how{settings: func(c *settings) { c.MaxSessions = room }})
	s.telegram.WaitWebhook()
	words := newCatalogue(t)
	first := strings.Join(s.twilio.Send(aPhone, "hes gone over"), "|")
	var unanswered, most atomic.Int64
	var crowd sync.WaitGroup
	hands := min(runtime.GOMAXPROCS(0), 4)
	for hand := range hands {
		crowd.Go(func() {
			for n := hand; n < senders; n += hands {
				update := strings.ReplaceAll(anUpdate(1_000_000+n, "hello"), fmt.Sprint(aChat), fmt.Sprint(600_000_000+n))
				q := httptest.NewRequest(http.MethodPost, "/telegram/webhook", strings.NewReader(update))
				q.Header.Set("X-Telegram-Bot-Api-Secret-Token", testSecret)
				w := httptest.NewRecorder()
				r.server.Handler.ServeHTTP(w, q)
				if w.Code != http.StatusOK || !strings.Contains(w.Body.String(), `"sendMessage"`) {
					unanswered.Add(1)
				}
				if n%1000 == 0 {
					most.Store(max(most.Load(), int64(r.sessions.Len())))
				}
			}
		})
	}
	crowd.Wait()
	if n := unanswered.Load(); n != 0 {
		t.Errorf("%d of %d people were not answered", n, senders)
	}
	if n := max(most.Load(), int64(r.sessions.Len())); n > room || n < room/2 {
		t.Errorf("%d people were remembered, want up to %d", n, room)
	}
	got := strings.Join(s.twilio.Send(aPhone, "1"), "|")
	if got == first || !words.urgent(got) {
		t.Errorf("the next step of an emergency that was under way is %q", got)
	}
	r.sessions.Sweep(r.clock().Add(session.UrgentTTL))
	if n := r.sessions.Len(); n != 0 {
		t.Errorf("%d people are remembered after their time", n)
	}
}

// idle is how many connections do nothing: five thousand, or as many as this system lets a program have.
func idle(t *testing.T) int {
	var limit syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_NOFILE, &limit); err != nil {
		t.Fatal(err)
	}
	return int(min(5000, limit.Max*3/4))
}

// TestIdleConnectionsAndSlowReadersHoldNobodyUp opens thousands of connections that say nothing, and some that ask without end
// and never read. People are answered all the while, and in the end every one of them has been hung up on.
func TestIdleConnectionsAndSlowReadersHoldNobodyUp(t *testing.T) { // 46
	t.Parallel()
	s := newStage(t, "WAYMARK_TELEGRAM_MODE=poll")
	p := s.start()
	words := newCatalogue(t)
	var conns []net.Conn
	for range idle(t) {
		c := s.dial()
		defer c.Close()
		conns = append(conns, c)
	}
	var readers sync.WaitGroup
	for n := range 3 {
		readers.Go(func() { s.neverRead(n) })
	}
	for range 5 {
		s.answered(words)
	}
	limit := time.Now().Add(3 * patience)
	open := 0
	for _, c := range conns {
		c.SetReadDeadline(limit)
		if _, err := io.Copy(io.Discard, c); isTimeout(err) {
			open++
		}
	}
	if open > 0 {
		t.Errorf("%d of %d connections that said nothing are still open", open, len(conns))
	}
	s.answered(words)
	readers.Wait()
	s.answered(words)
	t.Logf("%d idle connections; the program holds %d MB", len(conns), p.inUse()>>20)
}

// neverRead asks for pages and takes none, and fails the test when the program does not let go of the connection. The system may keep what
// was not taken for longer; who holds a connection stands in its own table.
func (s *stage) neverRead(n int) {
	conn := s.dial()
	defer conn.Close()
	conn.(*net.TCPConn).SetReadBuffer(4096)
	asks := strings.Repeat("GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n", 100)
	for full := 0; full < 3; { // nothing more goes in
		conn.SetWriteDeadline(time.Now().Add(time.Second))
		if _, err := io.WriteString(conn, asks); isTimeout(err) {
			full++
		} else if err != nil {
			return // hung up on already
		}
	}
	// On a slow machine the program may have answered everything before the road was full: then it waits for more, and hangs up
	// when that takes too long.
	for limit := time.Now().Add(idleTimeout + 2*patience); s.holds(conn); time.Sleep(100 * time.Millisecond) {
		if time.Now().After(limit) {
			s.Errorf("reader %d: the program still holds the connection", n)
			return
		}
	}
}

// holds says whether the program holds its end of a connection. An end that nobody holds has inode 0, or is gone.
func (s *stage) holds(conn net.Conn) bool {
	table, err := os.ReadFile("/proc/net/tcp")
	if err != nil {
		return false // not Linux: nobody can tell
	}
	port := func(a net.Addr) string { return fmt.Sprintf(":%04X", a.(*net.TCPAddr).Port) }
	for line := range strings.Lines(string(table)) {
		f := strings.Fields(line)
		if len(f) > 9 && strings.HasSuffix(f[1], port(conn.RemoteAddr())) && strings.HasSuffix(f[2], port(conn.LocalAddr())) {
			return f[9] != "0"
		}
	}
	return false
}

func isTimeout(err error) bool {
	late, ok := err.(net.Error)
	return ok && late.Timeout()
}

// TestWhatIsNoHTTPLeavesTheProgramAlive sends the real program requests that are broken in every place, and noise. It refuses or hangs up,
// goes on, and writes nothing of it anywhere.
func TestWhatIsNoHTTPLeavesTheProgramAlive(t *testing.T) { // 47
	t.Parallel()
	s := newStage(t, "WAYMARK_TELEGRAM_MODE=webhook")
	p := s.start()
	const post, end = "POST /twilio/sms HTTP/1.1\r\nHost: zibbeltron\r\n", "\r\n\r\n"
	random := rand.New(rand.NewPCG(1, 2))
	broken := []string{
		"zibbeltron" + end, "\r\n\r\n\r\n", "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", // somebody speaks TLS
		"GET", "GET /", "GET / HTTP/9.9" + end, "GET /zibbeltron HTTP/1.1" + end, "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
		"GET / HTTP/1.1\r\nHost: a\r\nHost: b" + end, "GET /%zz HTTP/1.1\r\nHost: x" + end, "GET /\x00 HTTP/1.1\r\nHost: x" + end,
		post + "Content-Length: zibbeltron" + end, post + "Content-Length: -1" + end, post + "Content-Length: 5\r\nContent-Length: 6" + end + "Body=x",
		post + "Content-Length: 99999999999999999999" + end, post + "Transfer-Encoding: zibbeltron" + end, post + "Transfer-Encoding: chunked" + end + "zz\r\n",
		post + "Transfer-Encoding: chunked" + end + "ffffffffffffffff\r\nx", post + "Transfer-Encoding: chunked\r\nContent-Length: 3" + end + "0\r\n\r\nGET /zibbeltron HTTP/1.1\r\n\r\n",
		post + "X-\x01: y" + end, post + ": y" + end, post + " folded: y" + end, post + "X-Long: " + strings.Repeat("zibbeltron", 4000) + end,
		strings.Repeat("x", 100_000), "GET /" + strings.Repeat("a", 100_000) + " HTTP/1.1" + end, post + strings.Repeat("X: y\r\n", 10_000) + "\r\n",
	}
	for range 200 {
		noise := make([]byte, 1+random.IntN(300))
		for i := range noise {
			noise[i] = byte(random.Uint32())
		}
		whole := []byte(post + "Content-Length: 20" + end + "Body=hes+not+breath")
		whole[random.IntN(len(whole))] = byte(random.Uint32())
		broken = append(broken, string(noise), string(whole))
	}
	for _, raw := range broken {
		conn := s.dial()
		conn.SetDeadline(time.Now().Add(patience))
		_, _ = io.WriteString(conn, raw) // it may have hung up already
		_ = conn.(*net.TCPConn).CloseWrite()
		answer, err := io.ReadAll(conn)
		conn.Close()
		if isTimeout(err) {
			t.Fatalf("%.60q was neither answered nor hung up on", raw)
		}
		if status := string(answer[:min(len(answer), 12)]); strings.HasPrefix(status, "HTTP/1.1 2") || status == "HTTP/1.1 500" {
			t.Errorf("%.60q was answered %.80q", raw, answer)
		}
		if strings.Contains(string(answer), "zibbeltron") {
			t.Errorf("%.60q is repeated in the answer %.200q", raw, answer)
		}
	}
	s.answered(newCatalogue(t))
	if code := p.stop(syscall.SIGTERM); code != 0 {
		t.Errorf("the exit code was %d", code)
	}
	if said := p.said(); strings.Contains(said, "zibbeltron") || strings.Contains(said, "127.0.0.1:") && strings.Count(said, "127.0.0.1:") > 1 || strings.Contains(said, "panic") {
		t.Errorf("the log tells of it:\n%s", said)
	}
}
