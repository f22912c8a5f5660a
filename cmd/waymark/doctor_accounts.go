package main

import (
	"context"
	"net/url"
	"strings"
	"time"

	"waymark/channels/sms"
	"waymark/channels/sms/account"
	"waymark/channels/telegram"
)

// accounts looks into the accounts of the channels that are set up, and set up right.
func (c *doctorCmd) accounts(ctx context.Context, up *checkup, now time.Time) {
	if c.Offline {
		up.note("the accounts at Telegram and Twilio were not looked into")
		return
	}
	if c.useTelegram() && len(c.telegramWrong()) == 0 {
		c.telegramAccount(ctx, up, now)
	}
	if c.useSMS() && len(c.smsWrong()) == 0 {
		c.twilioAccount(ctx, up, now)
	}
}

func (c *doctorCmd) telegramWrong() []string {
	_, err := telegram.New(c.telegramConfig())
	return lines(err)
}

func (c *doctorCmd) smsWrong() []string {
	_, err := sms.New(c.smsConfig())
	return lines(err)
}

// manyWaiting is more updates than wait at Telegram while Waymark runs.
const manyWaiting = 50

// telegramAccount looks at the bot's settings at Telegram.
func (c *doctorCmd) telegramAccount(ctx context.Context, up *checkup, now time.Time) {
	a, err := telegram.Inspect(ctx, c.telegramConfig())
	if err != nil {
		up.problem("Telegram could not be asked: %s", err)
		return
	}
	up.ok("Telegram knows the bot as @%s", a.Username)
	up.say(!a.JoinsGroups, "Telegram: whether it can be added to groups: %s", yesNo(a.JoinsGroups, "yes; send /setjoingroups to @BotFather and choose Disable", "no"))
	up.say(!a.ReadsGroups, "Telegram: whether it would read everything in a group: %s", yesNo(a.ReadsGroups, "yes; send /setprivacy to @BotFather and choose Enable", "no"))
	c.passedOn(up, a)
	webhook := telegram.Mode(c.TelegramMode) == telegram.Webhook
	switch {
	case webhook && a.OurWebhook:
		up.ok("Telegram delivers to WAYMARK_PUBLIC_URL")
	case webhook && a.Webhook:
		up.problem("Telegram delivers to another address than WAYMARK_PUBLIC_URL: whoever runs it reads what people write; serve sets it anew when it starts")
	case webhook:
		up.note("Telegram has no webhook yet; serve sets it when it starts")
	case a.Webhook:
		up.problem("Telegram delivers to an address, and WAYMARK_TELEGRAM_MODE is poll: whoever runs it reads what people write; serve takes it away when it starts. If you did not set it, get a new token from @BotFather")
	default:
		up.ok("Telegram delivers to no address; Waymark asks for messages")
	}
	switch {
	case !a.KindsKnown:
		up.note("Telegram was not told yet which kinds of update to send; serve tells it when it starts")
	case len(a.Kinds) > 0:
		up.problem("Telegram was asked for more than Waymark reads (%s): something else uses this bot", strings.Join(a.Kinds, ", "))
	default:
		up.ok("Telegram sends no kind of update that Waymark does not read")
	}
	up.say(a.Waiting < manyWaiting, "Telegram: messages that nobody has fetched yet: %s", yesNo(a.Waiting >= manyWaiting, "many; does serve run? Telegram drops them after 24 hours", "none, or a few"))
	if !a.Failed.IsZero() && now.Sub(a.Failed) < 24*time.Hour {
		up.problem("Telegram could not deliver within the last day: look at the web server before Waymark")
	}
}

// passedOn looks whether what is passed on leads to this bot: a poster with another's name would send people to whoever has it.
func (c *doctorCmd) passedOn(up *checkup, a telegram.Account) {
	if a.Inline {
		up.ok("Telegram: words typed behind the bot's name in other chats are answered with cards")
	} else {
		up.note("Telegram: words typed behind the bot's name in other chats are not sent here; where you want that, send /setinline to @BotFather")
	}
	linked, onTelegram := strings.CutPrefix(c.ShareLink, "https://t.me/")
	linked, _, _ = strings.Cut(linked, "?")
	for setting, name := range map[string]string{"WAYMARK_TELEGRAM_NAME": strings.TrimPrefix(c.TelegramName, "@"), "WAYMARK_SHARE_LINK": linked} {
		if name == "" || setting == "WAYMARK_SHARE_LINK" && !onTelegram {
			continue
		}
		ours := strings.EqualFold(name, a.Username)
		up.say(ours, "Telegram: %s leads to %s", setting, yesNo(ours, "this bot", "another bot than the token's: mend it before anybody is given a link or paper"))
	}
}

// twilioAccount looks at the account's settings at Twilio. Some of what keeps people safe there nothing can see from outside.
func (c *doctorCmd) twilioAccount(ctx context.Context, up *checkup, now time.Time) {
	defer up.note("Twilio: from here nobody can see whether its own keyword handling is off, whether the use case was cleared, and who can log in to the console; README says what to do")
	if c.TwilioAccountSID == "" {
		up.note("Twilio: the account was not looked into, because WAYMARK_TWILIO_ACCOUNT_SID is not set")
		return
	}
	a, err := account.Inspect(ctx, account.Config{SID: c.TwilioAccountSID, Token: c.TwilioAuthToken[0], Number: c.TwilioNumber, API: c.TwilioAPI, Now: now})
	if err != nil {
		up.problem("Twilio could not be asked: %s", err)
		return
	}
	up.say(a.Active, "Twilio: the account is %s", yesNo(a.Active, "active", "suspended or closed: nobody gets a reply"))
	if a.Trial {
		up.problem("Twilio: it is a trial account, which answers numbers alone that you have named, and puts words of its own before every text")
	}
	c.twilioNumber(up, a)
	if a.Seen == 0 {
		up.note("Twilio: it holds no message, so whether it redacts cannot be seen: send it a text and ask doctor again")
	} else {
		up.say(a.Texts == 0, "Twilio: redaction of texts: %s", yesNo(a.Texts == 0, "no text can be read in the newest messages", "texts can be read in the newest messages; turn on Message Redaction (older ones stay as they are)"))
		up.say(a.Numbers == 0, "Twilio: redaction of numbers: %s", yesNo(a.Numbers == 0, "no whole number can be read in the newest messages", "whole numbers can be read in the newest messages; turn on Message Redaction for numbers (older ones stay as they are)"))
	}
	up.say(!a.Kept, "Twilio: retention: %s", yesNo(a.Kept, "messages older than 8 days are still there; set it to 7 days, and delete what is older", "no message is older than 8 days"))
}

func (c *doctorCmd) twilioNumber(up *checkup, a account.Account) {
	if !a.HasNumber {
		up.problem("Twilio: WAYMARK_TWILIO_NUMBER is not a number of this account")
		return
	}
	up.say(a.Takes, "Twilio: the number %s", yesNo(a.Takes, "takes texts", "cannot take texts"))
	if a.Application {
		up.problem("Twilio: an application's settings hold for the number instead of its own: choose webhook")
		return
	}
	ours := strings.TrimRight(c.PublicURL, "/") + sms.Path
	up.say(a.Webhook == ours, "Twilio: a message that comes in %s", yesNo(a.Webhook == ours, "is posted to WAYMARK_PUBLIC_URL", "goes elsewhere than to WAYMARK_PUBLIC_URL"+sms.Path))
	up.say(a.WebhookPost, "Twilio: the webhook's method is %s", yesNo(a.WebhookPost, "POST", "not POST: texts would stand in the addresses of requests, and redaction does not work"))
	fallback, err := url.Parse(a.Fallback)
	switch {
	case a.Fallback == "" || err != nil:
		up.problem("Twilio: there is no fallback: when Waymark cannot be reached, people get nothing; make a TwiML Bin of content/fallback.xml")
	case fallback.Hostname() != "handler.twilio.com":
		up.note("Twilio: the fallback is not a TwiML Bin: whoever runs it gets numbers and texts")
	case !a.FallbackPost:
		up.problem("Twilio: the fallback's method is not POST")
	default:
		up.ok("Twilio: the fallback is a TwiML Bin")
	}
}

func yesNo(is bool, yes, no string) string {
	if is {
		return yes
	}
	return no
}
