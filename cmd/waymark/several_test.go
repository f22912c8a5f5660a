package main

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"waymark/bot/counter"
	"waymark/bot/counter/postgrestest"
	"waymark/bot/session/valkeytest"
	"waymark/channels/sms/twiliotest"
	"waymark/channels/telegram"
)

// several are instances of the program behind one address, which gives them requests in turn.
type several struct {
	*stage
	all      []*running
	balancer *httptest.Server
	turn     atomic.Int64
	down     atomic.Int64 // index of one that gets nothing, plus 1
	database *postgrestest.Server
	memory   *valkeytest.Server
}

// newSeveral starts instances that share a session server and a database of counters.
func newSeveral(t *testing.T, n int) *several {
	t.Helper()
	s := &several{stage: newStage(t), memory: valkeytest.Start(t), database: postgrestest.Start(t)}
	s.balancer = httptest.NewServer(http.HandlerFunc(s.serve))
	t.Cleanup(s.balancer.Close)
	s.twilio = twiliotest.New(t, s.balancer.URL, s.balancer.URL, testAuthToken, ourNumber)
	for range n {
		s.all = append(s.all, s.run(telegram.Webhook, how{settings: func(set *settings) {
			set.Listen, set.PublicURL = freeAddress(t), s.balancer.URL
			set.Sessions, set.Counters = s.memory.URL(), s.database.URL()
			set.patience = patience // nothing here may depend on how busy the machine is
		}}))
	}
	s.telegram.WaitWebhook()
	return s
}

// serve passes a request on to the instance whose turn it is, or to the one that the test asks for.
func (s *several) serve(w http.ResponseWriter, r *http.Request) {
	i := int(s.turn.Add(1)) % len(s.all)
	if i+1 == int(s.down.Load()) {
		i = (i + 1) % len(s.all)
	}
	if to := r.Header.Get("X-Test-Instance"); to != "" {
		i = int(to[0] - '0')
	}
	to := &url.URL{Scheme: "http", Host: s.all[i].Addr()}
	(&httputil.ReverseProxy{Rewrite: func(p *httputil.ProxyRequest) { p.SetURL(to) }}).ServeHTTP(w, r)
}

// counted is what all instances counted together.
func (s *several) counted() map[string]int {
	sum := map[string]int{}
	for _, r := range s.all {
		r.counted.mu.Lock()
		for name, n := range r.counted.by {
			sum[name] += n
		}
		r.counted.mu.Unlock()
	}
	return sum
}

// conversation is one that has a long memory: it takes numbers, goes back, pages on, forgets and begins anew.
func conversation() []string {
	return []string{"hi", "hes gone over", "1", "2", "1", "menu", "1", "back", "heroin", "1", "back", "2", "more", "near", "private", "menu", "2", "forget", "hi", "2", "1"}
}

// A conversation that goes back and forth between two instances is word for word the one that a single instance has, and counts the
// same. Nothing is lost when one of them is stopped, and every message that comes to both is answered and counted once.
func TestTwoInstancesAnswerAsOne(t *testing.T) {
	alone := newStage(t).run(telegram.Webhook, how{})
	s := newSeveral(t, 2)
	for _, line := range conversation() {
		want, got := alone.twilio.Send(aPhone, line), s.twilio.Send(aPhone, line)
		if !slices.Equal(got, want) {
			t.Fatalf("> %s\ntwo instances say %q\none says %q", line, got, want)
		}
	}
	for n, r := range s.all {
		if r.counted.all() == 0 {
			t.Errorf("instance %d was given nothing", n)
		}
	}
	same := func(when string) {
		t.Helper()
		got, want := s.counted(), alone.counted.by
		for name := range want {
			if got[name] != want[name] {
				t.Errorf("%s: %s was counted %d times by two, %d times by one", when, name, got[name], want[name])
			}
		}
		if len(got) != len(want) {
			t.Errorf("%s: two counted %d things, one %d", when, len(got), len(want))
		}
	}
	same("in turn")

	// The same message at both, at once and again later.
	for n, line := range []string{"menu", "1", "forget", "hi"} {
		sid := fmt.Sprintf("SM%032x", n+1)
		hook := twiliotest.Webhook{From: aPhone, Body: line, MessageSid: sid}
		hooks := []twiliotest.Webhook{hook, hook, hook, hook}
		for i := range hooks {
			hooks[i].Header = http.Header{"X-Test-Instance": {fmt.Sprint(i % 2)}}
		}
		want := alone.twilio.Post(hook).Messages
		for i, a := range append(s.twilio.SendAll(hooks), s.twilio.Post(hooks[0]), s.twilio.Post(hooks[1])) {
			if !slices.Equal(a.Messages, want) {
				t.Errorf("> %s\nthe answer %d to a message that came to both is %q, want %q", line, i, a.Messages, want)
			}
		}
	}
	same("the same message at both")

	// Many people at once, each message to whichever instance is next.
	var people sync.WaitGroup
	for n := range 6 {
		phone := fmt.Sprintf("+44770090%04d", 400+n)
		people.Go(func() {
			for _, line := range conversation() {
				want, got := alone.twilio.Send(phone, line), s.twilio.Send(phone, line)
				if !slices.Equal(got, want) {
					t.Errorf("> %s\ntwo instances say %q\none says %q", line, got, want)
					return
				}
			}
		})
	}
	people.Wait()
	same("many at once")

	// One is stopped in the middle of a conversation; its counts are in the database, where the other closes the day.
	lines := conversation()
	for n, line := range lines[:len(lines)-4] { // without what forgets
		if n == 4 {
			s.down.Store(1)
			s.all[0].end()
		}
		want, got := alone.twilio.Send(anOther, line), s.twilio.Send(anOther, line)
		if !slices.Equal(got, want) {
			t.Fatalf("> %s\nafter one stopped the other says %q\none alone says %q", line, got, want)
		}
	}
	same("one stopped")
	s.closedDay(alone.counted.of("sms sessions"))
}

// closedDay moves the clock of the instance that is left past midnight and compares what may be shown with what was counted.
func (s *several) closedDay(sessions int) {
	s.Helper()
	r := s.all[1]
	began := r.clock()
	for range 60 {
		if err := r.ledger.Flush(s.Context()); err != nil {
			s.Fatal(err)
		}
		r.ahead.Add(int64(30 * time.Minute))
	}
	figures, err := r.ledger.Total(s.Context(), began.AddDate(0, 0, -1), began)
	if err != nil {
		s.Fatal(err)
	}
	c, _ := counter.Named("sessions")
	for _, f := range figures {
		if f.Counter != c || f.Channel != counter.SMS {
			continue
		}
		// The random number is within 18 but once in 40 million runs; rounding adds 2.
		if f.Value < sessions-20 || f.Value > sessions+20 {
			s.Errorf("the closed day shows %s sessions, and there were %d", f.Text(), sessions)
		}
		return
	}
	s.Errorf("the day of %d sessions is not shown", sessions)
}

// On Telegram the same update may be given to two instances too, and buttons of one are pressed at the other.
func TestTwoInstancesShareTelegram(t *testing.T) {
	s := newSeveral(t, 2)
	s.telegram.Say(aChat, "hes gone over")
	s.telegram.WaitReply(aChat)
	s.telegram.Press(aChat, "I'm calling")
	s.telegram.WaitReply(aChat)
	s.telegram.Say(aChat, "menu")
	s.telegram.WaitReply(aChat)
	before := s.counted()
	if before["telegram sessions"] != 1 || before["telegram emergency_opened"] != 1 {
		t.Errorf("one conversation was counted as %d sessions and %d emergencies", before["telegram sessions"], before["telegram emergency_opened"])
	}

	sent := quiet(s.telegram)
	update := fmt.Sprintf(`{"update_id":990001,"message":{"message_id":880001,"date":1790000000,"chat":{"id":%d,"type":"private"},"text":"forget"}}`, aFriend)
	var both sync.WaitGroup
	for range 4 { // in turn, so two for each
		both.Go(func() {
			if status := s.telegram.PostUpdate(update); status != http.StatusOK {
				t.Errorf("status %d", status)
			}
		})
	}
	both.Wait()
	waitFor(t, "the reply", func() bool { return quiet(s.telegram) > sent })
	for range 4 {
		s.telegram.PostUpdate(update)
	}
	s.telegram.Say(aFriend, "hes gone over")
	s.telegram.WaitReply(aFriend)
	after := s.counted()
	if n := after["telegram forget_used"] - before["telegram forget_used"]; n != 1 {
		t.Errorf("an update that came eight times was counted %d times", n)
	}
}

// Without the session server every message is answered by itself, within its time, emergencies above all, and nothing is counted twice; when it
// is back, conversations are remembered again. Without the database nobody notices, and nothing is lost.
func TestInstancesGoOnWithoutWhatTheyShare(t *testing.T) {
	s := newSeveral(t, 2)
	words := newCatalogue(t)
	for _, r := range s.all {
		waitFor(t, "the first write", func() bool { return r.ledger.Flush(t.Context()) == nil })
	}
	s.database.Kill()
	s.memory.Kill()
	before := s.counted()["sms sessions"]
	for _, line := range []string{"hes gone over, not breathing", "1", "menu", "heroin", "forget"} {
		words.check(t, s.twilio.Send(aPhone, line), line)
	}
	s.answered(words)
	if n := s.counted()["sms sessions"] - before; n != 0 {
		t.Errorf("%d sessions were counted that nobody remembers", n)
	}
	for _, r := range s.all {
		waitFor(t, "the alarm", func() bool { return !r.health.all()["sessions"] })
		if status, body := s.all[0].fetch(r, "/readyz"); status != http.StatusOK {
			t.Errorf("an instance that still answers says %q", body)
		}
	}
	s.memory.Run()
	s.database.Run()
	for _, r := range s.all {
		waitFor(t, "the session server", func() bool { return r.health.all()["sessions"] })
	}
	one := s.twilio.Send(anOther, "hes gone over")
	if two := s.twilio.Send(anOther, "1"); slices.Equal(one, two) || !words.urgent(strings.Join(two, "|")) {
		t.Errorf("after it came back the conversation is %q, %q", one, two)
	}
	for _, r := range s.all {
		waitFor(t, "the database", func() bool { return r.ledger.Flush(t.Context()) == nil })
		for _, secret := range []string{s.memory.Socket(), s.database.Socket(), "postgres://", "dial", "connect:"} {
			if strings.Contains(r.logs.String(), secret) {
				t.Errorf("the log holds %q\n%s", secret, r.logs)
			}
		}
	}
}

// fetch gets a page of an instance.
func (r *running) fetch(of *running, path string) (int, string) {
	r.stage.Helper()
	resp, err := http.Get("http://" + of.Addr() + path)
	if err != nil {
		r.stage.Fatal(err)
	}
	defer resp.Body.Close()
	return resp.StatusCode, resp.Status
}
