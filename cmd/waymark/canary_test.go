package main

import (
	"crypto/sha256"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"net"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"waymark/channels/sms/twiliotest"
	"waymark/channels/telegram/telegramtest"
)

// perLife is how many people of each channel write in one life of the program. There are four lives.
const perLife = 25

// TestNothingAboutAnybodyIsLeftBehind is the canary test. The real program lives four times, each time 50 people
// write to it through every path there is, and it is stopped in four ways. Then everything it produced
// (files, journals while they were there, output, answers, requests, metrics, the counts command) is
// searched for everything about those people, in every form.
//
// What may be found, and is taken out before: in requests to Telegram the token in the path, the chat's id in the field
// chat_id, and the webhook's secret in setWebhook; in the answer to a webhook request the chat's id in the field
// chat_id. Message numbers are not searched for: they name nobody.
func TestNothingAboutAnybodyIsLeftBehind(t *testing.T) {
	t.Parallel()
	unlimitCores(t)
	c := newCanary(t)
	for life, way := range []struct {
		mode   string
		trace  string // GOTRACEBACK
		before func()
		ends   func(*process)
	}{
		{"webhook", "", nil, func(p *process) { c.want(p.stop(syscall.SIGTERM), 0, "SIGTERM") }},
		{"poll", "", c.spoilCounters, func(p *process) { c.dieAtWork(p) }},
		{"webhook", "crash", c.blockJournal, func(p *process) { c.want(p.stop(syscall.SIGQUIT), 0, "SIGQUIT") }},
		{"poll", "crash", nil, func(p *process) { c.want(p.stop(syscall.SIGABRT), 2, "SIGABRT") }},
	} {
		if way.before != nil {
			way.before()
		}
		env := []string{"WAYMARK_TELEGRAM_MODE=" + way.mode}
		if way.trace != "" {
			env = append(env, "GOTRACEBACK="+way.trace)
		}
		c.telegram.NumberFrom(int64(life+1) * 100_000)
		p := c.start(env...)
		c.live(life, way.mode == "webhook")
		way.ends(p)
		c.unblockJournal()
		c.look(env)
	}
	c.telegram.WaitFaults()

	e := c.collect()
	c.complete(e)
	began := time.Now()
	f := newFinder(c.marks)
	f.search(t, e)
	t.Logf("%d sessions, %d marked values, %v; %d bytes in %d pieces searched in %v",
		8*perLife, len(c.marks), f, e.bytes(), len(e), time.Since(began).Round(time.Millisecond))
}

// complete fails the test when a kind of evidence is missing: a search through nothing finds nothing.
func (c *canary) complete(e evidence) {
	c.Helper()
	for what, holds := range map[string]string{
		"file data/counters.sqlite":        "SQLite format 3",
		"file data/counters.sqlite.damage": "not a database",
		"counters.sqlite as it was":        "SQLite format 3",
		"file out/1":                       "msg=stopped",
		"file out/2":                       "counter file was damaged",
		"file out/3":                       "counters could not be written",
		"file out/4":                       "SIGABRT",
		"requests to Telegram":             "POST /sendMessage",
		"answers":                          "<Response><Message>",
		"output of command":                "overdose",
	} {
		if !slices.ContainsFunc(slices.Collect(maps.Keys(e)), func(where string) bool {
			return strings.HasPrefix(where, what) && strings.Contains(string(e[where]), holds)
		}) {
			c.Errorf("nothing that was searched is %s… with %q in it", what, holds)
		}
	}
	for where, b := range e {
		if strings.Contains(string(b), "Content-Encoding:") {
			c.Errorf("%s was compressed and cannot be searched", where)
		}
	}
	if c.requests == 0 || c.answers == 0 {
		c.Errorf("%d requests and %d answers had a chat's id in them: not everything was seen", c.requests, c.answers)
	}
}

// canary is a stage on which marked people write.
type canary struct {
	*stage
	marks []mark
	chats map[string]bool // ids of chats that may be answered
	watch *watch
	words *catalogue
	told  []string // what commands printed

	requests, answers int // with a chat's id, which was taken out
}

func newCanary(t *testing.T) *canary {
	s := newStage(t)
	return &canary{
		stage: s, marks: commonMarks(s.telegram.Token()), chats: map[string]bool{},
		watch: watchFolder(t, s.path("data")), words: newCatalogue(t),
	}
}

func (c *canary) want(got, want int, what string) {
	c.Helper()
	if got != want {
		c.Errorf("after %s the exit code was %d, want %d", what, got, want)
	}
}

// meet has people's marks looked for.
func (c *canary) meet(people ...person) {
	for _, p := range people {
		c.marks = append(c.marks, p.marks()...)
		if p.chat != 0 {
			c.chats[fmt.Sprint(p.chat)] = true
			c.telegram.Introduce(p.chat, p.telegram())
		}
	}
}

// live has 50 people write.
func (c *canary) live(life int, webhook bool) {
	var texters, chatters []person
	for i := range perLife {
		n := life*perLife + i
		texters, chatters = append(texters, texter(n)), append(chatters, chatter(n))
	}
	c.meet(texters...)
	c.meet(chatters...)
	c.chats[fmt.Sprint(aGroupChat)] = true
	if webhook {
		c.telegram.WaitWebhook()
		c.brokenUpdates(life, chatters[0])
	} else {
		c.strangeUpdates(life, chatters[0])
	}
	c.chatAll(chatters)
	c.textAll(texters)
	c.attack(texters[0])
	for _, path := range []string{"/healthz", "/readyz", "/metrics"} {
		if status, _ := c.get(path); status != http.StatusOK {
			c.Errorf("%s answered %d", path, status)
		}
	}
}

// textAll has everybody text at the same time, one text after another.
func (c *canary) textAll(people []person) {
	for _, text := range []string{
		"hiya its %s its %s here, ring me on %s, im in ZZ99 3VZ", "hes gone over %s not breathing", "1", "menu", "near ZZ99 3VZ %s", "share",
		"private", "more", "back", "", "1 %s", "forget",
	} {
		var hooks []twiliotest.Webhook
		for n, p := range people {
			body := text
			switch {
			case strings.Count(text, "%s") == 3:
				body = fmt.Sprintf(text, p.word, p.first+" "+p.last, p.number)
			case strings.Contains(text, "%s"):
				body = fmt.Sprintf(text, p.word)
			case text == "": // of several kinds of trouble, each has one
				body = fmt.Sprintf(hostile()[n%len(hostile())], p.word)
			}
			hook := p.text(body)
			if text == "1" { // twice at the same time, as when the first answer was slow
				hook.MessageSid = p.sid
				hooks = append(hooks, hook)
			}
			if text == "" && n%4 == 0 {
				hook.Media = []string{"https://api.twilio.com/" + p.word + "/" + aFile}
			}
			hooks = append(hooks, hook)
		}
		for i, a := range c.twilio.SendAll(hooks) {
			c.words.check(c.T, a.Messages, hooks[i].Body)
		}
	}
	// Words that Twilio has answered itself, and somebody who does not stop.
	stop := people[0].text("STOP " + people[0].word)
	stop.OptOutType = "STOP"
	hooks := []twiliotest.Webhook{stop}
	for range 30 {
		hooks = append(hooks, people[1].text("hello "+people[1].word))
	}
	c.twilio.SendAll(hooks)
}

// chatAll has everybody write on Telegram at the same time, and waits for each one's answer before the next message.
func (c *canary) chatAll(people []person) {
	last := map[int64]telegramtest.Message{}
	each := func(do func(n int, p person)) {
		c.Helper()
		for n, p := range people {
			do(n, p)
		}
		for _, p := range people {
			last[p.chat] = c.telegram.WaitReply(p.chat)
			c.words.check(c.T, []string{last[p.chat].Text}, "a message on Telegram")
		}
	}
	say := func(format string, args func(p person) []any) {
		c.Helper()
		each(func(_ int, p person) { c.telegram.Say(p.chat, fmt.Sprintf(format, args(p)...)) })
	}
	theirs := func(p person) []any { return []any{p.word} }

	each(func(_ int, p person) { c.telegram.Start(p.chat, "poster-"+p.word) })
	say("im %s %s, @%s, %s, call +447700900998, im near ZZ99 3VZ", func(p person) []any { return []any{p.first, p.last, p.username, p.word} })
	say("hes gone over %s not breathing", theirs)
	each(func(_ int, p person) { c.telegram.Press(p.chat, last[p.chat].Labels()[0]) })
	c.faults(people, each)
	each(func(_ int, p person) { c.telegram.PressData(p.chat, last[p.chat].ID, "v1:overdose:call:"+p.word) })
	each(func(n int, p person) {
		switch n % 5 {
		case 0:
			c.telegram.Photo(p.chat, p.word+" "+aPostcode)
		case 1:
			c.telegram.Send(p.chat, map[string]any{"contact": map[string]any{"phone_number": aContact, "first_name": p.first, "user_id": p.chat}})
		case 2:
			c.telegram.Send(p.chat, map[string]any{"document": map[string]any{"file_id": aFile, "file_unique_id": aFile, "file_name": p.word + ".pdf"}})
		case 3:
			c.telegram.Send(p.chat, map[string]any{"venue": map[string]any{"title": aVenue, "address": aPostcode, "location": map[string]any{"latitude": p.lat, "longitude": p.lon}}})
		case 4:
			c.telegram.Send(p.chat, map[string]any{"sticker": map[string]any{"file_id": aFile, "emoji": "🙂"}, "forward_origin": map[string]any{"sender_user_name": p.first}})
		}
	})
	each(func(_ int, p person) { c.telegram.Share(p.chat, p.lat, p.lon) })
	each(func(n int, p person) {
		c.telegram.Say(p.chat, fmt.Sprintf(hostile()[n%len(hostile())], p.word))
	})
	for _, p := range people[:3] { // what is not answered
		c.unanswered(p)
	}
	c.telegram.Send(aGroupChat, map[string]any{"text": "hello " + people[0].word, "chat": map[string]any{"id": aGroupChat, "type": "supergroup", "title": aGroup}})
	for range 30 { // somebody who does not stop
		c.telegram.Say(people[1].chat, "hello "+people[1].word)
	}
	each(func(_ int, p person) { c.telegram.Say(p.chat, "/forget") })
	c.telegram.WaitConfirmed()
}

// faults has calls of the Bot API go wrong while people are in an emergency.
func (c *canary) faults(people []person, each func(func(int, person))) {
	said := aComplaint + " "
	for i, f := range []telegramtest.Fault{
		{Code: 429, RetryAfter: 1, Description: "Too Many Requests: " + said},
		{Code: 502, Body: "<html>" + said + "</html>"},
		{Code: 400, Description: "Bad Request: " + said},
		{HangUp: true}, {Partial: true},
		{Code: 500, Body: `{"ok":false,"error_code":"` + said + `"}`},
		{Code: 302, Location: "http://" + anAddress + "/" + said},
	} {
		f.Chat = people[i].chat
		if f.Body != "" || f.Description != "" {
			f.Body, f.Description = strings.ReplaceAll(f.Body, said, said+people[i].word), strings.ReplaceAll(f.Description, said, said+people[i].word)
		}
		c.telegram.FailNext("sendMessage", f)
	}
	each(func(_ int, p person) { c.telegram.Say(p.chat, "shes od'd "+p.word+" blue lips not breathing") })
}

// unanswered sends what asks for no answer.
func (c *canary) unanswered(p person) {
	from := map[string]any{"id": p.chat, "is_bot": false, "first_name": p.first, "last_name": p.last, "username": p.username}
	chat := map[string]any{"id": p.chat, "type": "private", "first_name": p.first}
	message := map[string]any{"message_id": 1, "date": 1, "chat": chat, "from": from, "text": p.word}
	c.telegram.Update(p.chat, map[string]any{"edited_message": message})
	c.telegram.Update(p.chat, map[string]any{"channel_post": map[string]any{"message_id": 1, "date": 1, "text": p.word, "chat": map[string]any{"id": p.chat, "type": "channel", "title": p.word}}})
	c.telegram.Update(p.chat, map[string]any{"inline_query": map[string]any{"id": p.word, "from": from, "query": p.word, "offset": ""}})
	c.telegram.Update(p.chat, map[string]any{"my_chat_member": map[string]any{"chat": chat, "from": from, "date": 1}})
	c.telegram.Update(p.chat, map[string]any{"message_reaction": map[string]any{"chat": chat, "user": from, "message_id": 1}})
	c.telegram.Update(p.chat, map[string]any{p.word: from})
}

// strangeUpdates are JSON, and no updates.
func (c *canary) strangeUpdates(life int, p person) {
	first := int64(life+1)*100_000 - 50
	for i, raw := range []string{
		`{"update_id":%d,"message":{"message_id":"%s","chat":{"id":"%[2]s"},"text":5}}`,
		`{"update_id":%d,"message":{"message_id":1,"chat":{"id":4271828182845000,"type":"private"},"text":"%s","text":"%[2]s"}}`,
		`{"update_id":%d,"message":"%s"}`,
		`{"update_id":%d,"message":null,"%s":[[[[]]]]}`,
	} {
		c.telegram.Raw(first+int64(i), fmt.Sprintf(raw, first+int64(i), p.word))
	}
	c.telegram.FailNext("getUpdates", telegramtest.Fault{Code: 502, Body: aComplaint + " " + p.word})
	c.telegram.FailNext("getUpdates", telegramtest.Fault{HangUp: true})
	c.telegram.WaitConfirmed()
}

// brokenUpdates are posted to the webhook, with the secret and without.
func (c *canary) brokenUpdates(life int, p person) {
	whole := fmt.Sprintf(`{"update_id":%d,"message":{"message_id":3,"date":1,"chat":{"id":%d,"type":"private","first_name":"%s"},"text":"%s"}}`,
		int64(life+1)*100_000-50, p.chat, p.first, p.word)
	for _, raw := range []string{
		whole[:len(whole)-3], whole[:len(whole)/2], p.word, "", "\x00\xff" + p.word, strings.Repeat("[", 50_000) + p.word,
		strings.Replace(whole, `"text":"`, `"text":"`+strings.Repeat(p.word, 5200), 1),
	} {
		c.want(c.telegram.PostUpdate(raw), http.StatusOK, "a broken update")
	}
	for _, secret := range []string{"", p.word, testSecret + "x"} {
		c.want(c.post("/telegram/webhook", whole, http.Header{"X-Telegram-Bot-Api-Secret-Token": {secret}, "X-Forwarded-For": {anAddress}}), http.StatusUnauthorized, "a forged update")
	}
}

// attack sends requests that Twilio would not.
func (c *canary) attack(p person) {
	form := url.Values{"From": {p.number}, "To": {ourNumber}, "Body": {p.word}, "MessageSid": {p.sid}}
	type header = http.Header
	kind := header{"Content-Type": {"application/x-www-form-urlencoded"}}
	signed := func(form url.Values) header {
		h := kind.Clone()
		h.Set("X-Twilio-Signature", twiliotest.Sign(testAuthToken, c.front.url()+"/twilio/sms", form))
		return h
	}
	elsewhere := url.Values{"From": {p.number}, "To": {p.number}, "Body": {p.word}}
	for what, r := range map[string]struct {
		path, body string
		header     header
		want       int
	}{
		"a forged text":               {"/twilio/sms", form.Encode(), header{"X-Twilio-Signature": {p.word}}, 403},
		"a text without a signature":  {"/twilio/sms", form.Encode(), kind, 403},
		"a text to another number":    {"/twilio/sms", elsewhere.Encode(), signed(elsewhere), 403},
		"a text that is no form":      {"/twilio/sms", "%zz" + p.word, kind, 403},
		"a text that is too long":     {"/twilio/sms", strings.Repeat(p.word, 5200), kind, 413},
		"an unknown path":             {"/" + p.word + "/" + p.number, p.word, kind, 404},
		"a path that is not clean":    {"//x/../" + p.word + "?From=" + p.number, p.word, kind, 404},
		"an unclean webhook":          {"//twilio/sms?From=" + url.QueryEscape(p.number), p.word, kind, 404},
		"a query":                     {"/healthz/?q=" + p.word, "", kind, 404},
		"a method that is not served": {"/metrics?q=" + p.word, p.word, kind, 405},
	} {
		c.want(c.post(r.path, r.body, r.header), r.want, what)
	}
	for _, from := range []string{p.word, "+1" + p.number[3:], "60006", ""} {
		hook := p.text("hello " + p.word)
		hook.From = from
		if a := c.twilio.Post(hook); len(a.Messages) != 0 {
			c.Errorf("a text from %q was answered", from)
		}
	}
	for _, raw := range []string{
		"GET /" + p.word + " HTTP/9.9\r\n\r\n",
		p.word + "\r\n\r\n",
		"POST /twilio/sms HTTP/1.1\r\nHost: " + p.word + "\r\nContent-Length: 500\r\n\r\nBody=" + p.word, // and hangs up
		"POST /twilio/sms HTTP/1.1\r\nHost: x\r\nContent-Length: " + p.word + "\r\n\r\n",
		"POST /twilio/sms HTTP/1.1\r\nHost: x\r\n" + p.word + " : \x01\r\n\r\n",
		"POST /twilio/sms HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n" + p.word + "\r\n",
		"GET /healthz HTTP/1.1\r\nHost: x\r\nX-Long: " + strings.Repeat(p.word, 2000) + "\r\n\r\n",
		"CONNECT " + p.word + ":443 HTTP/1.1\r\nHost: " + p.word + "\r\n\r\n",
	} {
		c.shout(raw)
	}
}

// post posts a body and gives the status.
func (s *stage) post(path, body string, header http.Header) int {
	s.Helper()
	r, err := http.NewRequest(http.MethodPost, s.front.url()+path, strings.NewReader(body))
	if err != nil {
		s.Fatal(err)
	}
	r.Header = header
	client := http.Client{Timeout: patience, Transport: &http.Transport{DisableKeepAlives: true},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	response, err := client.Do(r)
	if err != nil {
		s.Fatal(err)
	}
	defer response.Body.Close()
	io.Copy(io.Discard, response.Body)
	return response.StatusCode
}

// shout sends bytes that need not be a request, and reads whatever comes back.
func (s *stage) shout(raw string) string {
	s.Helper()
	conn, err := net.Dial("tcp", s.front.listener.Addr().String())
	if err != nil {
		s.Fatal(err)
	}
	defer conn.Close()
	conn.SetDeadline(time.Now().Add(patience))
	io.WriteString(conn, raw)
	conn.(*net.TCPConn).CloseWrite()
	answer, _ := io.ReadAll(conn) // it may be reset
	return string(answer)
}

// dieAtWork kills the program while everybody writes.
func (c *canary) dieAtWork(p *process) {
	for n := range perLife {
		at := chatter(perLife + n)
		c.telegram.Say(at.chat, "hes not breathing "+at.word)
	}
	p.stop(syscall.SIGKILL)
}

const counterFile = "counters.sqlite"

func (c *canary) spoilCounters() {
	garbage := strings.Repeat("not a database ", 1000)
	if err := os.WriteFile(c.path("data", counterFile), []byte(garbage), 0o600); err != nil {
		c.Fatal(err)
	}
}

// blockJournal keeps SQLite from writing anything, as a folder without permission would.
func (c *canary) blockJournal() {
	os.Remove(c.path("data", counterFile+"-journal"))
	if err := os.Mkdir(c.path("data", counterFile+"-journal"), 0o700); err != nil {
		c.Fatal(err)
	}
}

func (c *canary) unblockJournal() { os.Remove(c.path("data", counterFile+"-journal")) }

// look runs the commands that tell what is kept.
func (c *canary) look(env []string) {
	c.Helper()
	for _, args := range [][]string{
		{"counts"}, {"counts", "--format", "csv"}, {"counts", "--format", "json"}, {"counts", "--total"}, {"doctor"},
	} {
		cmd := exec.Command(builds.program(c.T), args...)
		cmd.Env, cmd.Dir = append(slices.Clone(c.env), env...), c.path("home")
		out, err := cmd.CombinedOutput()
		if err != nil {
			c.Errorf("waymark %s: %v\n%s", strings.Join(args, " "), err, out)
		}
		c.told = append(c.told, string(out))
	}
}

// collect gives everything that was produced, without what may be found.
func (c *canary) collect() evidence {
	e := evidence{}
	err := filepath.WalkDir(c.root, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		name, _ := filepath.Rel(c.root, path)
		e["name of "+name] = []byte(name)
		if d.Type().IsRegular() {
			e["file "+name], err = os.ReadFile(path)
		}
		return err
	})
	if err != nil {
		c.Fatal(err)
	}
	maps.Copy(e, c.watch.stop())
	for i, out := range c.told {
		e[fmt.Sprintf("output of command %d", i)] = []byte(out)
	}
	for i, raw := range c.back.sent() {
		rest, n := c.toTelegram(raw)
		c.requests += n
		e[fmt.Sprintf("requests to Telegram, connection %d", i)] = []byte(rest)
	}
	for i, raw := range c.front.got() {
		rest, n := c.withoutChat(raw, regexp.MustCompile(`"chat_id":(-?[0-9]+)`))
		c.answers += n
		e[fmt.Sprintf("answers, connection %d", i)] = []byte(rest)
	}
	return e
}

// toTelegram takes out of requests to Telegram what has to be in them.
func (c *canary) toTelegram(raw string) (rest string, requests int) {
	token := regexp.QuoteMeta(c.telegram.Token())
	path := regexp.MustCompile(`POST /bot` + token + `/([A-Za-z]+) HTTP/1\.1\r\n`)
	rest = path.ReplaceAllString(raw, "POST /$1 HTTP/1.1\r\n")
	rest = strings.ReplaceAll(rest, "&secret_token="+testSecret+"&url=", "&url=")
	return c.withoutChat(rest, regexp.MustCompile(`\bchat_id=(-?[0-9]+)&`))
}

// withoutChat takes out the ids of chats that wrote before.
func (c *canary) withoutChat(raw string, field *regexp.Regexp) (rest string, n int) {
	rest = field.ReplaceAllStringFunc(raw, func(found string) string {
		if !c.chats[field.FindStringSubmatch(found)[1]] {
			return found
		}
		n++
		return ""
	})
	return rest, n
}

// watch keeps a copy of every state of every file in a folder that it gets to see.
type watch struct {
	dir  string
	seen evidence
	quit chan struct{}
	done chan struct{}
}

func watchFolder(t *testing.T, dir string) *watch {
	w := &watch{dir: dir, seen: evidence{}, quit: make(chan struct{}), done: make(chan struct{})}
	go func() {
		defer close(w.done)
		for {
			select {
			case <-w.quit:
				return
			case <-time.After(2 * time.Millisecond):
				w.look()
			}
		}
	}()
	t.Cleanup(func() { w.stop() })
	return w
}

func (w *watch) look() {
	files, _ := os.ReadDir(w.dir)
	for _, f := range files {
		if !f.Type().IsRegular() {
			continue
		}
		b, err := os.ReadFile(filepath.Join(w.dir, f.Name()))
		if err != nil || len(b) == 0 {
			continue
		}
		w.seen[fmt.Sprintf("%s as it was for a while (%.8x)", f.Name(), sha256.Sum256(b))] = b
	}
}

// stop gives what was seen.
func (w *watch) stop() evidence {
	select {
	case <-w.done:
	default:
		close(w.quit)
		<-w.done
	}
	return w.seen
}
