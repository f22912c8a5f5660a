package telegram

import (
	"errors"
	"net/netip"
	"net/url"
	"regexp"
	"strings"
)

const defaultAPIBase = "https://api.telegram.org"

// minSecret is the fewest characters that a token's or webhook's secret may have: anything shorter is
// no secret but something typed to get past a check.
const minSecret = 8

// The shapes are Telegram's: https://core.telegram.org/bots/api#authorizing-your-bot and #setwebhook.
func tokenShape() *regexp.Regexp {
	return regexp.MustCompile(`^[0-9]{1,20}:([A-Za-z0-9_-]{8,128})$`)
}

func secretShape() *regexp.Regexp { return regexp.MustCompile(`^[A-Za-z0-9_-]{1,256}$`) }

// check collects everything wrong with the settings. It repeats no setting's value.
func (c Config) check() error {
	var problems []error
	wrong := func(text string) { problems = append(problems, errors.New(text)) }

	if c.Token == "" {
		wrong("WAYMARK_TELEGRAM_TOKEN is empty: put the token there that @BotFather gave you")
	} else if m := tokenShape().FindStringSubmatch(c.Token); m == nil {
		wrong("WAYMARK_TELEGRAM_TOKEN is not a bot token: it is digits, a colon, then letters, digits, - or _; copy it again from @BotFather")
	} else if placeholder(m[1]) {
		wrong("WAYMARK_TELEGRAM_TOKEN is still a placeholder: put the token there that @BotFather gave you")
	}

	if !baseURL(c.APIBase) {
		wrong("WAYMARK_TELEGRAM_API is not a server's address: write it as https://host or http://127.0.0.1:9000, without the token; http only on this machine or a private network")
	}

	switch c.Mode {
	case Poll:
	case Webhook:
		switch {
		case c.Secret == "":
			wrong("WAYMARK_TELEGRAM_SECRET is empty: webhook mode needs a long random one, or anybody could pretend to be Telegram")
		case len(c.Secret) < minSecret || !secretShape().MatchString(c.Secret):
			wrong("WAYMARK_TELEGRAM_SECRET has to be 8 to 256 letters, digits, - or _ (Telegram's rule)")
		case placeholder(c.Secret):
			wrong("WAYMARK_TELEGRAM_SECRET is still a placeholder: put a long random one there")
		}
		if !publicURL(c.PublicURL, c.APIBase == defaultAPIBase) {
			wrong("WAYMARK_PUBLIC_URL is not an address Telegram can reach: write it as https://host, without query")
		}
	default:
		wrong("WAYMARK_TELEGRAM_MODE has to be poll or webhook")
	}
	return errors.Join(problems...)
}

// placeholder recognises what example files put where a secret belongs.
func placeholder(secret string) bool {
	s := strings.NewReplacer("-", "", "_", "").Replace(strings.ToLower(secret))
	switch s {
	case "changeme", "changethis", "replaceme", "placeholder", "yourtoken", "yourtokenhere", "tokenhere",
		"yoursecret", "yoursecrethere", "secrethere", "telegramtoken", "password", "webhooksecret":
		return true
	}
	return strings.Trim(s, s[:min(1, len(s))]) == "" // "xxxxxxxx", "--------"
}

// baseURL says whether the token may be sent there: over TLS, or in the clear only where nobody else
// can listen, which is what people do with their own Bot API server.
func baseURL(s string) bool {
	u, err := url.Parse(s)
	if err != nil || u.Host == "" || u.User != nil || u.RawQuery != "" || u.Fragment != "" || strings.ContainsAny(s, "%?#") {
		return false
	}
	switch u.Scheme {
	case "https":
		return true
	case "http":
		host := u.Hostname()
		if ip, err := netip.ParseAddr(host); err == nil {
			return ip.IsLoopback() || ip.IsPrivate()
		}
		return !strings.Contains(host, ".") // localhost, or a neighbour container's name
	}
	return false
}

func publicURL(s string, tlsOnly bool) bool {
	u, err := url.Parse(s)
	if err != nil || u.Host == "" || u.User != nil || u.RawQuery != "" || u.Fragment != "" {
		return false
	}
	return u.Scheme == "https" || u.Scheme == "http" && !tlsOnly
}
