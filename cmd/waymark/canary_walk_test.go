package main

import (
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"

	"waymark/channels/sms/twiliotest"
	"waymark/channels/telegram/telegramtest"
)

// textAll has everybody text at the same time, one text after another.
func (c *canary) textAll(people []person) {
	for _, text := range []string{
		canaryLink, "hiya its %s its %s here, ring me on %s, im in ZZ99 3VZ", "hes gone over %s not breathing", "1", "menu", "near ZZ99 3VZ %s", "share",
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
	c.searchBySMS(people)
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

	each(func(n int, p person) { // by the operator's link, and by one that nobody made
		c.telegram.Start(p.chat, []string{canaryLink, "poster-" + p.word}[n%2])
	})
	c.askBehindTheName(people)
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
	c.searchOnTelegram(people)
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

// canaryLink is the code of an operator's link, which is public.
const canaryLink = "kit-class"

// askBehindTheName has everybody type words behind the bot's name in a chat of theirs.
func (c *canary) askBehindTheName(people []person) {
	c.Helper()
	var asked []string
	for n, p := range people {
		words := []string{"naloxone %s", "hes not breathing %s " + aPostcode, "pins near " + aPostcode + " %s"}[n%3]
		if n%4 == 3 {
			words = hostile()[n%len(hostile())]
		}
		asked = append(asked, c.telegram.Ask(p.chat, fmt.Sprintf(words, p.word)))
	}
	for n, name := range asked {
		cards := c.telegram.WaitOffers(name)
		if len(cards) == 0 || !strings.Contains(cards[0].Content.Text, "999") {
			c.Errorf("question %d behind the bot's name is answered with %+v", n, cards)
		}
	}
}

// searchBySMS has everybody look for a service near a postcode of their own.
func (c *canary) searchBySMS(people []person) {
	for _, text := range []string{"where can i get pins near %s", "send this", "more", "pins near %s please im %s"} {
		var hooks []twiliotest.Webhook
		for _, p := range people {
			body := text
			switch strings.Count(text, "%s") {
			case 1:
				body = fmt.Sprintf(text, p.postcode)
			case 2:
				body = fmt.Sprintf(text, strings.ToLower(strings.ReplaceAll(p.postcode, " ", "")), p.word)
			}
			hooks = append(hooks, p.text(body))
		}
		for i, a := range c.twilio.SendAll(hooks) {
			if got := strings.Join(a.Messages, "\n"); text != "more" && !strings.Contains(got, canaryDoor) {
				c.Errorf("%q found %q", hooks[i].Body, got)
			}
		}
	}
}

// searchOnTelegram has everybody share where they are, and look for a service there.
func (c *canary) searchOnTelegram(people []person) {
	for _, p := range people {
		c.telegram.Share(p.chat, p.lat, p.lon)
	}
	for _, p := range people {
		c.telegram.WaitReply(p.chat)
		c.telegram.Say(p.chat, "i need pins "+p.word)
	}
	for _, p := range people {
		if got := c.telegram.WaitReply(p.chat).Text; !strings.Contains(got, canaryDoor) {
			c.Errorf("somebody who shared where they are found %q", got)
		}
	}
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
	c.telegram.Ask(p.chat, p.word)
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
