package main

import (
	"bytes"
	"context"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"waymark/channels/sms/twiliotest"
	"waymark/channels/telegram"
	"waymark/channels/telegram/telegramtest"
)

// doctor runs the command as main does, and gives its exit code and what it printed.
func doctor(t *testing.T, flags map[string]string) (int, string) {
	t.Helper()
	args := []string{"doctor", "--data", t.TempDir()}
	for _, name := range slices.Sorted(maps.Keys(flags)) {
		args = append(args, "--"+name+"="+flags[name])
	}
	var out bytes.Buffer
	code := run(context.Background(), args, stdio{strings.NewReader(""), &out, &out})
	return code, out.String()
}

// accounts is the part of doctor that looks into accounts, alone: everything else would be the same in every test.
func accounts(t *testing.T, c *doctorCmd) (problems int, said string) {
	t.Helper()
	var out bytes.Buffer
	up := &checkup{out: &out}
	c.accounts(t.Context(), up, time.Now())
	return up.bad, out.String()
}

// marked gives the lines of a mark that have all the words in them.
func marked(said, mark string, words ...string) int {
	n := 0
	for line := range strings.Lines(said) {
		has := strings.HasPrefix(line, mark)
		for _, w := range words {
			has = has && strings.Contains(line, w)
		}
		if has {
			n++
		}
	}
	return n
}

func TestDoctorLooksAtTheBotsSettings(t *testing.T) {
	t.Parallel()
	const evil = "https://evil.example/telegram/webhook"
	good := telegramtest.Bot{Kinds: []string{"message", "callback_query"}}
	for name, c := range map[string]struct {
		bot      telegramtest.Bot
		mode     telegram.Mode
		problems int
		mark     string
		words    []string
	}{
		"as it should be":            {good, telegram.Poll, 0, "ok ", []string{"Telegram knows the bot as @waymark_test_bot"}},
		"it joins groups":            {telegramtest.Bot{JoinsGroups: true}, telegram.Poll, 1, "PROBLEM", []string{"added to groups", "/setjoingroups"}},
		"it reads groups":            {telegramtest.Bot{ReadsGroups: true}, telegram.Poll, 1, "PROBLEM", []string{"everything in a group", "/setprivacy"}},
		"somebody polls and hooks":   {telegramtest.Bot{Webhook: evil}, telegram.Poll, 1, "PROBLEM", []string{"WAYMARK_TELEGRAM_MODE is poll"}},
		"somebody's webhook":         {telegramtest.Bot{Webhook: evil}, telegram.Webhook, 1, "PROBLEM", []string{"another address"}},
		"our webhook":                {telegramtest.Bot{Webhook: "https://waymark.example/telegram/webhook"}, telegram.Webhook, 0, "ok ", []string{"delivers to WAYMARK_PUBLIC_URL"}},
		"no webhook yet":             {telegramtest.Bot{}, telegram.Webhook, 0, "note", []string{"no webhook yet"}},
		"more kinds than are read":   {telegramtest.Bot{Kinds: []string{"message", "chat_member"}}, telegram.Poll, 1, "PROBLEM", []string{"chat_member", "something else uses this bot"}},
		"never started":              {telegramtest.Bot{}, telegram.Poll, 0, "note", []string{"not told yet"}},
		"a thousand wait":            {telegramtest.Bot{Waiting: 1000}, telegram.Poll, 1, "PROBLEM", []string{"many; does serve run?"}},
		"a delivery failed today":    {telegramtest.Bot{Failed: time.Now().Add(-time.Hour)}, telegram.Poll, 1, "PROBLEM", []string{"could not deliver"}},
		"a delivery failed long ago": {telegramtest.Bot{Failed: time.Now().Add(-48 * time.Hour), Kinds: good.Kinds}, telegram.Poll, 0, "ok ", []string{"no address; Waymark asks"}},
	} {
		t.Run(name, func(t *testing.T) {
			s := telegramtest.New(t)
			s.SetBot(c.bot)
			problems, said := accounts(t, &doctorCmd{settings: settings{TelegramToken: s.Token(), TelegramAPI: s.URL(), TelegramMode: string(c.mode), TelegramSecret: testSecret, PublicURL: "https://waymark.example"}})
			if problems != c.problems || marked(said, c.mark, c.words...) != 1 || marked(said, "PROBLEM") != problems {
				t.Errorf("%d problems, want %d and one %s line with %q:\n%s", problems, c.problems, c.mark, c.words, said)
			}
			for _, secret := range []string{s.Token(), testSecret, "evil.example", "127.0.0.1"} {
				if strings.Contains(said, secret) {
					t.Errorf("%q is printed", secret)
				}
			}
			if n := len(s.Calls("")); n != len(s.Calls("getMe"))+len(s.Calls("getWebhookInfo")) {
				t.Error("it called more than it needs to look")
			}
		})
	}
	s := telegramtest.New(t)
	for name, c := range map[string]struct {
		name, link string
		inline     bool
		problems   int
		words      string
	}{
		"its own name":             {"@Waymark_Test_Bot", "", true, 0, "WAYMARK_TELEGRAM_NAME leads to this bot"},
		"another's name":           {"SomebodysBot", "", true, 1, "WAYMARK_TELEGRAM_NAME leads to another bot"},
		"its own link":             {"", "https://t.me/waymark_test_bot?start=card", true, 0, "WAYMARK_SHARE_LINK leads to this bot"},
		"another's link":           {"", "https://t.me/SomebodysBot", true, 1, "WAYMARK_SHARE_LINK leads to another bot"},
		"a page of the operator's": {"", "https://waymark.example/about", true, 0, "are answered with cards"},
		"no cards in other chats":  {"", "", false, 0, "send /setinline to @BotFather"},
	} {
		s.SetBot(telegramtest.Bot{Kinds: good.Kinds, Inline: c.inline})
		problems, said := accounts(t, &doctorCmd{settings: settings{operator: operator{ShareLink: c.link}, TelegramName: c.name, TelegramToken: s.Token(), TelegramAPI: s.URL(), TelegramMode: "poll"}})
		if problems != c.problems || !strings.Contains(said, c.words) || strings.Contains(said, "Somebodys") {
			t.Errorf("%s: %d problems\n%s", name, problems, said)
		}
	}
	code, said := doctor(t, map[string]string{"telegram-token": "7000000001:AAFakeFakeFakeFakeFakeFakeFakeFake_-", "telegram-api": "http://127.0.0.1:1"})
	if code != 1 || marked(said, "PROBLEM", "Telegram could not be asked: telegram: unreachable") != 1 {
		t.Errorf("nobody there: exit code %d\n%s", code, said)
	}
}

func TestDoctorLooksAtTheTwilioAccount(t *testing.T) {
	t.Parallel()
	const body, theirs = "zibbeltron hes gone over", "+447700900123"
	good := map[string]any{"sms_url": "https://waymark.example/twilio/sms", "sms_fallback_url": "https://handler.twilio.com/twiml/EH0"}
	with := func(name string, value any) map[string]any {
		m := maps.Clone(good)
		m[name] = value
		return m
	}
	hour, month := time.Now().Add(-time.Hour), time.Now().AddDate(0, -1, 0)
	for name, c := range map[string]struct {
		set      func(a *twiliotest.Account)
		problems int
		mark     string
		words    []string
	}{
		"all as it should be": {func(a *twiliotest.Account) {
			a.AddNumber(ourNumber, good)
			a.AddMessage("+44770090XXXX", ourNumber, "", hour)
		}, 0, "ok ", []string{"no text can be read"}},
		"no message yet":       {func(a *twiliotest.Account) { a.AddNumber(ourNumber, good) }, 0, "note", []string{"holds no message"}},
		"a trial":              {func(a *twiliotest.Account) { a.SetAccount("active", "Trial"); a.AddNumber(ourNumber, good) }, 1, "PROBLEM", []string{"trial account"}},
		"suspended":            {func(a *twiliotest.Account) { a.SetAccount("suspended", "Full"); a.AddNumber(ourNumber, good) }, 1, "PROBLEM", []string{"suspended or closed"}},
		"another's number":     {func(a *twiliotest.Account) { a.AddNumber(theirs, good) }, 1, "PROBLEM", []string{"not a number of this account"}},
		"another's webhook":    {func(a *twiliotest.Account) { a.AddNumber(ourNumber, with("sms_url", "https://evil.example/x")) }, 1, "PROBLEM", []string{"goes elsewhere"}},
		"a webhook by GET":     {func(a *twiliotest.Account) { a.AddNumber(ourNumber, with("sms_method", "GET")) }, 1, "PROBLEM", []string{"not POST"}},
		"no fallback":          {func(a *twiliotest.Account) { a.AddNumber(ourNumber, with("sms_fallback_url", "")) }, 1, "PROBLEM", []string{"there is no fallback"}},
		"a fallback by GET":    {func(a *twiliotest.Account) { a.AddNumber(ourNumber, with("sms_fallback_method", "GET")) }, 1, "PROBLEM", []string{"fallback's method"}},
		"a fallback elsewhere": {func(a *twiliotest.Account) { a.AddNumber(ourNumber, with("sms_fallback_url", "https://evil.example")) }, 0, "note", []string{"not a TwiML Bin"}},
		"an application":       {func(a *twiliotest.Account) { a.AddNumber(ourNumber, with("sms_application_sid", "AP0")) }, 1, "PROBLEM", []string{"an application's settings"}},
		"texts are kept": {func(a *twiliotest.Account) {
			a.AddNumber(ourNumber, good)
			a.AddMessage("+44770090XXXX", ourNumber, body, hour)
		}, 1, "PROBLEM", []string{"texts can be read", "Message Redaction"}},
		"numbers are kept": {func(a *twiliotest.Account) {
			a.AddNumber(ourNumber, good)
			a.AddMessage(theirs, ourNumber, "", hour)
		}, 1, "PROBLEM", []string{"whole numbers can be read"}},
		"for longer than has to be": {func(a *twiliotest.Account) {
			a.AddNumber(ourNumber, good)
			a.AddMessage("+44770090XXXX", ourNumber, "", month)
		}, 1, "PROBLEM", []string{"retention", "7 days"}},
		"Twilio is not well": {func(a *twiliotest.Account) {
			a.Fail(twiliotest.Fault{Status: 500, Body: `{"status":500,"message":"zibbeltron"}`})
		}, 1, "PROBLEM", []string{"it is busy or not well"}},
	} {
		t.Run(name, func(t *testing.T) {
			a := twiliotest.NewAccount(t, testAuthToken)
			c.set(a)
			problems, said := accounts(t, &doctorCmd{settings: settings{
				TwilioAccountSID: a.SID(), TwilioAuthToken: []string{testAuthToken}, TwilioNumber: ourNumber, TwilioAPI: a.URL(), PublicURL: "https://waymark.example",
			}})
			if problems != c.problems || marked(said, c.mark, c.words...) != 1 || marked(said, "PROBLEM") != problems {
				t.Errorf("%d problems, want %d and one %s line with %q:\n%s", problems, c.problems, c.mark, c.words, said)
			}
			if marked(said, "note", "nobody can see whether its own keyword handling is off") != 1 {
				t.Error("what cannot be seen is not said")
			}
			for _, secret := range []string{testAuthToken, a.SID(), "zibbeltron", "gone over", "900123", "evil.example", "127.0.0.1"} {
				if strings.Contains(said, secret) {
					t.Errorf("%q is printed", secret)
				}
			}
		})
	}
	set := map[string]string{"twilio-auth-token": testAuthToken, "twilio-number": ourNumber, "public-url": "https://waymark.example"}
	if code, said := doctor(t, set); code != 0 || marked(said, "note", "WAYMARK_TWILIO_ACCOUNT_SID is not set") != 1 {
		t.Errorf("without the account: exit code %d\n%s", code, said)
	}
	wrong := &doctorCmd{settings: settings{TwilioAccountSID: "SK0123456789abcdef0123456789abcdef", TwilioAuthToken: []string{testAuthToken}, TwilioNumber: ourNumber, PublicURL: "https://waymark.example"}}
	if problems, said := accounts(t, wrong); problems != 1 || marked(said, "PROBLEM", "WAYMARK_TWILIO_ACCOUNT_SID has to be") != 1 {
		t.Errorf("with a key's name: %d problems\n%s", problems, said)
	}
}
