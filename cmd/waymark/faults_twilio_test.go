package main

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"

	"waymark/channels/sms/twiliotest"
	"waymark/channels/telegram"
)

// form is a text as Twilio posts it.
func smsForm(body string) url.Values {
	return url.Values{"From": {aPhone}, "To": {ourNumber}, "Body": {body}, "MessageSid": {twiliotest.NewMessageSid()}, "NumMedia": {"0"}}
}

// postText posts a form as it stands to the webhook, with a signature and more headers.
func (s *stage) postText(query, body, signature string, more http.Header) int {
	s.Helper()
	header := http.Header{"Content-Type": {"application/x-www-form-urlencoded; charset=UTF-8"}}
	if signature != "" {
		header.Set("X-Twilio-Signature", signature)
	}
	maps.Copy(header, more)
	return s.post("/twilio/sms"+query, body, header)
}

func TestOnlyWhatTwilioSignedIsAnswered(t *testing.T) { // 30 32 33 34
	t.Parallel()
	s := newStage(t)
	const oldToken = "ffeeddccbbaa99887766554433221100"
	r := s.run(telegram.Poll, how{settings: func(c *settings) { c.TwilioAuthToken = []string{testAuthToken, oldToken} }})
	address := s.front.url() + "/twilio/sms"
	form := smsForm("hi")
	good := twiliotest.Sign(testAuthToken, address, form)
	sum := sha256.Sum256([]byte(form.Encode()))
	hashed := "?bodySHA256=" + hex.EncodeToString(sum[:])
	reversed := strings.Split(form.Encode(), "&")
	slices.Reverse(reversed)
	for what, c := range map[string]struct {
		query, body, signature string
		want                   int
	}{
		"as Twilio signs it":             {"", form.Encode(), good, 200},
		"signed with the old token":      {"", form.Encode(), twiliotest.Sign(oldToken, address, form), 200},
		"signed with a token of another": {"", form.Encode(), twiliotest.Sign("00112233445566778899aabbccddeeff", address, form), 403},
		"signed with an empty token":     {"", form.Encode(), twiliotest.Sign("", address, form), 403},
		"without a signature":            {"", form.Encode(), "", 403},
		"with one field more":            {"", form.Encode() + "&x=y", good, 403},
		"with another text":              {"", strings.Replace(form.Encode(), "hi", "ho", 1), good, 403},
		"to another address":             {"?x=y", form.Encode(), good, 403},
		"keys in another order":          {"", strings.Join(reversed, "&"), good, 200},
		// Of a key that is given twice the first is signed, and the first is used.
		"a key twice, the signed one first":         {"", form.Encode() + "&Body=other", good, 200},
		"a key twice, the signed one last":          {"", "Body=other&" + form.Encode(), good, 403},
		"a body by its hash":                        {hashed, form.Encode(), twiliotest.Sign(testAuthToken, address+hashed, nil), 200},
		"another body by its hash":                  {hashed, form.Encode() + "&x=y", twiliotest.Sign(testAuthToken, address+hashed, nil), 403},
		"a hash that is empty, the form not signed": {"?bodySHA256=", form.Encode(), twiliotest.Sign(testAuthToken, address+"?bodySHA256=", nil), 403},
	} {
		if got := s.postText(c.query, c.body, c.signature, nil); got != c.want {
			t.Errorf("%s: status %d, want %d", what, got, c.want)
		}
	}
	raw, err := base64.StdEncoding.DecodeString(good)
	if err != nil {
		t.Fatal(err)
	}
	for bit := range 8 * len(raw) {
		flipped := slices.Clone(raw)
		flipped[bit/8] ^= 1 << (bit % 8)
		if got := s.postText("", form.Encode(), base64.StdEncoding.EncodeToString(flipped), nil); got != http.StatusForbidden {
			t.Errorf("with bit %d of the signature flipped: status %d", bit, got)
		}
	}
	r.answered(newCatalogue(t))
}

// The address that is signed comes from the settings; what a request says about itself changes nothing.
func TestARequestCannotSayWhatItsAddressIs(t *testing.T) { // 31
	t.Parallel()
	s := newStage(t)
	const public = "https://waymark.example"
	s.start("WAYMARK_TELEGRAM_MODE=poll", "WAYMARK_PUBLIC_URL="+public)
	spoofed := http.Header{
		"X-Forwarded-Host": {"evil.example"}, "X-Forwarded-Proto": {"http"}, "X-Forwarded-For": {"198.51.100.7"},
		"X-Original-Url": {"https://evil.example/twilio/sms"}, "Forwarded": {"host=evil.example;proto=http"}, "X-Forwarded-Port": {"8080"},
	}
	for what, c := range map[string]struct {
		signed string
		header http.Header
		want   int
	}{
		"signed for the public address":                         {public, nil, 200},
		"with the port in it":                                   {public + ":443", nil, 200},
		"behind a proxy that says otherwise":                    {public, spoofed, 200},
		"signed for what the headers say":                       {"https://evil.example", spoofed, 403},
		"signed for what the headers say, over http":            {"http://evil.example", spoofed, 403},
		"signed for the address it was posted to":               {s.front.url(), nil, 403},
		"signed for the public address without its certificate": {"http://waymark.example", nil, 403},
		"signed for another port":                               {public + ":8443", nil, 403},
	} {
		form := smsForm("hi")
		if got := s.postText("", form.Encode(), twiliotest.Sign(testAuthToken, c.signed+"/twilio/sms", form), c.header); got != c.want {
			t.Errorf("%s: status %d, want %d", what, got, c.want)
		}
	}
	s.twilio = twiliotest.New(t, s.front.url(), public, testAuthToken, ourNumber)
	s.answered(newCatalogue(t))
}

func TestADuplicateOrAReplayGetsTheSameAnswerAndCountsOnce(t *testing.T) { // 35 36
	t.Parallel()
	s := newStage(t)
	r := s.run(telegram.Poll, how{})
	hook := aText("hes not breathing")
	hook.MessageSid = twiliotest.NewMessageSid()
	first := s.twilio.Post(hook)
	counted := r.counted.all()
	// Another message in between: the copy must not be taken for a step back.
	s.twilio.Send(aPhone, "1")
	after := r.counted.all()
	for _, a := range s.twilio.SendAll(slices.Repeat([]twiliotest.Webhook{hook}, 20)) {
		if a.TwiML != first.TwiML {
			t.Errorf("a copy got %q, the first %q", a.TwiML, first.TwiML)
		}
	}
	if n := r.counted.all(); n != after || counted == 0 {
		t.Errorf("%d counts after the first, %d with the next message, %d with 20 copies of the first", counted, after, n)
	}
	if n := r.counted.of("sms emergency_opened"); n != 1 {
		t.Errorf("the emergency was counted %d times", n)
	}
}

func TestWordsThatTwilioAnswersAndWordsThatItDoesNot(t *testing.T) { // 37
	t.Parallel()
	s := newStage(t)
	s.start("WAYMARK_TELEGRAM_MODE=poll")
	words := newCatalogue(t)
	for _, word := range []string{"STOP", "HELP", "START", "stop", "Help", "INFO", "UNSTOP", "END", "QUIT"} {
		hook := aText(word)
		hook.OptOutType = map[string]string{"stop": "STOP", "help": "HELP"}[strings.ToLower(word)]
		if hook.OptOutType == "" {
			hook.OptOutType = "START"
		}
		if a := s.twilio.Post(hook); len(a.Messages) != 0 {
			t.Errorf("%s, which Twilio has answered, got %q too", word, a.Messages)
		}
		words.check(t, s.twilio.Send(aPhone, word), word)
	}
}

func TestAPictureIsNotFetched(t *testing.T) { // 40
	t.Parallel()
	fetched := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { t.Error("a picture was fetched") }))
	defer fetched.Close()
	s := newStage(t)
	s.start("WAYMARK_TELEGRAM_MODE=poll")
	words := newCatalogue(t)
	hook := aText("")
	hook.Media = []string{fetched.URL + "/1", fetched.URL + "/2"}
	if got := strings.Join(s.twilio.Post(hook).Messages, "|"); !words.shows(t, "menu/not_text", got) {
		t.Errorf("a picture got %q, want the card for what is no text", got)
	}
	hook.Body = "hes not breathing look"
	if got := strings.Join(s.twilio.Post(hook).Messages, "|"); !words.urgent(got) {
		t.Errorf("a picture with an emergency got %q", got)
	}
	s.telegram.Photo(aChat, "")
	if got := s.telegram.WaitReply(aChat).Text; !words.shows(t, "menu/not_text", got) {
		t.Errorf("a picture on Telegram got %q", got)
	}
	if n := len(s.telegram.Calls("getFile")); n != 0 {
		t.Errorf("%d files were asked for", n)
	}
	s.answered(words)
}

// Many strangers at once, one of them without end: everybody else is answered.
func TestAFloodFromOneNumberHoldsNobodyElseUp(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	r := s.run(telegram.Poll, how{})
	words := newCatalogue(t)
	var hooks []twiliotest.Webhook
	for i := range 300 {
		hooks = append(hooks, aText("hello "+letters(i))) // a number could be a choice, or 112
	}
	answers := s.twilio.SendAll(hooks)
	silent, slow := 0, 0
	for _, a := range answers {
		if len(a.Messages) == 0 {
			silent++
		} else if words.shows(t, "menu/slow", a.Messages[0]) {
			slow++
		}
	}
	if silent < 100 || slow == 0 { // a machine in a hurry lets some of them time out into the fallback text
		t.Errorf("of 300 messages %d got no reply and %d were told to slow down", silent, slow)
	}
	if got := strings.Join(s.twilio.Send(aPhone, "hes not breathing"), "|"); !words.urgent(got) {
		t.Errorf("an emergency in the middle of it got %q", got)
	}
	r.answered(words)
}
