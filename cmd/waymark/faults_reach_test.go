package main

import (
	"crypto/tls"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os/exec"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"waymark/bot/counter/tlstest"
	"waymark/channels/sms/twiliotest"
	"waymark/channels/telegram/telegramtest"
)

// notReachable fails the test unless the program says that it does not reach Telegram, and answers texts all the same.
func (s *stage) notReachable(words *catalogue) {
	s.Helper()
	waitFor(s.T, "/readyz to say so", func() bool {
		status, body := s.get("/readyz")
		return status == http.StatusServiceUnavailable && body == "not ready: telegram\n"
	})
	if _, body := s.get("/metrics"); !strings.Contains(body, `waymark_part_healthy{part="telegram"} 0`) {
		s.Errorf("/metrics does not say so:\n%s", body)
	}
	if got := strings.Join(s.twilio.Send(aPhone, "hes not breathing"), "|"); !words.urgent(got) {
		s.Errorf("over SMS the reply is %q", got)
	}
}

// tellsNoAddress fails the test when a log holds more of an address than it may.
func (s *stage) tellsNoAddress(logs string, hosts ...string) {
	s.Helper()
	half := s.telegram.Token()[len(s.telegram.Token())-20:]
	for _, never := range append(hosts, half, "https://", "x509", "lookup", "no such host", "certificate") {
		if strings.Contains(logs, never) {
			s.Errorf("the log holds %q:\n%s", never, logs)
		}
	}
}

// TestAnExpiredCertificateIsNotTrustedAndMendsAlone puts the Bot API behind a certificate that has expired, and then behind a good one. The real
// program sends nothing to the first, says so, and goes on by itself.
func TestAnExpiredCertificateIsNotTrustedAndMendsAlone(t *testing.T) { // 56
	t.Parallel()
	s := newStage(t, "WAYMARK_TELEGRAM_MODE=poll")
	words := newCatalogue(t)
	authority := tlstest.New(t)
	pair := func(certFile, keyFile string) *tls.Certificate {
		c, err := tls.LoadX509KeyPair(certFile, keyFile)
		s.must(err)
		return &c
	}
	var shown atomic.Pointer[tls.Certificate]
	shown.Store(pair(authority.Expired("127.0.0.1")))
	to, err := url.Parse(s.telegram.URL())
	s.must(err)
	var requests atomic.Int64
	api := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		requests.Add(1)
		(&httputil.ReverseProxy{Rewrite: func(p *httputil.ProxyRequest) { p.SetURL(to) }}).ServeHTTP(w, r)
	}))
	api.TLS = &tls.Config{GetConfigForClient: func(*tls.ClientHelloInfo) (*tls.Config, error) {
		return &tls.Config{Certificates: []tls.Certificate{*shown.Load()}}, nil
	}}
	api.Config.ErrorLog = log.New(io.Discard, "", 0)
	api.StartTLS()
	t.Cleanup(api.Close)

	p := s.launch(builds.program(t), "WAYMARK_TELEGRAM_API="+api.URL, "SSL_CERT_FILE="+authority.File)
	s.notReachable(words)
	if n := requests.Load(); n != 0 {
		t.Errorf("%d requests were sent to a server with an expired certificate", n)
	}
	s.telegram.Say(aChat, "hes not breathing") // while nobody can be reached
	shown.Store(pair(authority.Vouch("127.0.0.1")))
	for limit := time.Now().Add(4 * patience); !p.ready() && time.Now().Before(limit); { // the pauses have grown by now
		time.Sleep(50 * time.Millisecond)
	}
	if got := s.telegram.WaitReply(aChat).Text; !words.urgent(got) {
		t.Errorf("when it was mended the reply is %q", got)
	}
	p.stop(syscall.SIGTERM)
	s.tellsNoAddress(p.said(), api.URL, "127.0.0.1:"+to.Port())
}

// A name that cannot be looked up, and an address where nobody listens, are red as well; the second is mended while the program runs.
func TestATelegramThatIsNotThereIsRedAndMendsAlone(t *testing.T) { // 56
	t.Parallel()
	words := newCatalogue(t)
	t.Run("no such name", func(t *testing.T) {
		t.Parallel()
		s := newStage(t, "WAYMARK_TELEGRAM_MODE=poll")
		p := s.launch(builds.program(t), "WAYMARK_TELEGRAM_API=https://zibbeltron.invalid", "NO_PROXY=*")
		s.notReachable(words)
		if code := p.stop(syscall.SIGTERM); code != 0 {
			t.Errorf("the exit code was %d", code)
		}
		s.tellsNoAddress(p.said(), "zibbeltron")
	})
	t.Run("nobody listens", func(t *testing.T) {
		t.Parallel()
		s := newStage(t, "WAYMARK_TELEGRAM_MODE=poll")
		address := freeAddress(t)
		p := s.launch(builds.program(t), "WAYMARK_TELEGRAM_API=http://"+address)
		s.notReachable(words)
		l, err := net.Listen("tcp", address)
		s.must(err)
		road := &tap{listener: l, target: strings.TrimPrefix(s.telegram.URL(), "http://")}
		t.Cleanup(func() { l.Close() })
		go road.serve()
		s.answered(words)
		p.stop(syscall.SIGTERM)
		s.tellsNoAddress(p.said(), address)
	})
}

// Replies to texts travel in the answer to Twilio's own request, so Twilio's other servers may be as ill as they like: serve never asks
// them. Only doctor does, and it says that it could not.
func TestAnIllTwilioChangesNoReply(t *testing.T) { // 55
	t.Parallel()
	s := newStage(t, "WAYMARK_TELEGRAM_MODE=poll")
	account := twiliotest.NewAccount(t, testAuthToken)
	account.Fail(twiliotest.Fault{Status: http.StatusInternalServerError, Body: "<html>zibbeltron</html>"})
	s.env = append(s.env, "WAYMARK_TWILIO_API="+account.URL(), "WAYMARK_TWILIO_ACCOUNT_SID="+account.SID())
	p := s.start()
	words := newCatalogue(t)
	for _, text := range []string{"hes not breathing", "1", "menu", "private", "forget"} {
		words.check(t, s.twilio.Send(aPhone, text), text)
	}
	s.answered(words)
	if asked := account.Asked(); len(asked) > 0 {
		t.Errorf("answering people asked Twilio for %q", asked)
	}
	doctor := func() string {
		cmd := exec.Command(builds.program(t), "doctor")
		cmd.Env, cmd.Dir = s.env, s.path("home")
		said, _ := cmd.CombinedOutput()
		if cmd.ProcessState.ExitCode() != 1 || !strings.Contains(string(said), "Twilio could not be asked") {
			t.Errorf("doctor: exit code %d\n%s", cmd.ProcessState.ExitCode(), said)
		}
		return string(said)
	}
	said := doctor()
	account.Fail(twiliotest.Fault{Status: http.StatusTooManyRequests, Body: `{"message":"zibbeltron"}`, Header: http.Header{"Retry-After": {"1"}}})
	said += doctor()
	for _, never := range []string{"zibbeltron", testAuthToken, account.SID(), account.URL()} {
		if strings.Contains(said, never) || strings.Contains(p.said(), never) {
			t.Errorf("%q was printed", never)
		}
	}
}

// Telegram's answer to a reply, and ours to Twilio, break off in the middle: nobody knows whether the person has read it. It is given
// again, in the same words, and counts once.
func TestHalfAnAnswerIsGivenAgainAndCountsOnce(t *testing.T) { // 57
	t.Parallel()
	for _, mode := range modes() {
		t.Run(string(mode), func(t *testing.T) {
			t.Parallel()
			s := newStage(t)
			r := s.run(mode, how{})
			words := newCatalogue(t)
			s.telegram.FailNext("sendMessage", telegramtest.Fault{Partial: true, Chat: aChat})
			s.telegram.Say(aChat, "hes not breathing")
			s.telegram.WaitFaults()
			if got := s.telegram.WaitReply(aChat).Text; !words.urgent(got) {
				t.Errorf("the reply is %q", got)
			}
			s.telegram.WaitConfirmed()
			hook := aText("hes not breathing")
			hook.MessageSid = twiliotest.NewMessageSid()
			s.askAndHangUp(hook)
			waitFor(t, "the text to be counted", func() bool { return r.counted.of("sms sessions") > 0 })
			first := s.twilio.Post(hook)
			if again := s.twilio.Post(hook); again.TwiML != first.TwiML || !words.urgent(strings.Join(first.Messages, "|")) {
				t.Errorf("given again it is %q, then %q", first.TwiML, again.TwiML)
			}
			for _, name := range []string{"telegram sessions", "telegram emergency_opened", "sms sessions", "sms emergency_opened"} {
				if n := r.counted.of(name); n != 1 {
					t.Errorf("%s was counted %d times, want once", name, n)
				}
			}
		})
	}
}

// askAndHangUp posts a text whole and is gone before the answer.
func (s *stage) askAndHangUp(hook twiliotest.Webhook) {
	s.Helper()
	form := url.Values{"From": {hook.From}, "To": {ourNumber}, "Body": {hook.Body}, "MessageSid": {hook.MessageSid}}
	q, err := http.NewRequest(http.MethodPost, "http://"+s.listen+"/twilio/sms", strings.NewReader(form.Encode()))
	s.must(err)
	q.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	q.Header.Set("X-Twilio-Signature", twiliotest.Sign(testAuthToken, s.front.url()+"/twilio/sms", form))
	conn := s.dial()
	s.must(q.Write(io.Writer(conn)))
	s.must(conn.Close())
}
