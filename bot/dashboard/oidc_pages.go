package dashboard

import (
	"context"
	"errors"
	"net/http"
)

// base is how this dashboard is reached: through the proxy that was named, or on this machine; private has looked at the host.
func (d *Dashboard) base(r *http.Request) string {
	switch {
	case d.host != "":
		return "https://" + d.host
	case r.TLS != nil:
		return "https://" + r.Host
	}
	return "http://" + r.Host
}

// goElsewhere leads to the organisation's own sign-in page.
func (d *Dashboard) goElsewhere(w http.ResponseWriter, r *http.Request) {
	ctx, cancel := context.WithTimeout(r.Context(), oidcWithin)
	defer cancel()
	state, page, err := d.provider.begin(ctx, d.base(r)+"/dashboard/oidc/back")
	switch {
	case errors.Is(err, errBusy):
		d.login(w, http.StatusTooManyRequests, "Too many people are signing in. Wait a few minutes, then try again.", true)
		return
	case err != nil:
		d.login(w, http.StatusBadGateway, "Your organisation's sign-in could not be reached. Try again, or use the password.", true)
		return
	}
	d.setStray(w, state, int(attemptLife.Seconds()))
	http.Redirect(w, r, page, http.StatusSeeOther)
}

func (d *Dashboard) setStray(w http.ResponseWriter, state string, seconds int) {
	http.SetCookie(w, &http.Cookie{Name: strayCookie, Value: state, Path: "/", Secure: true, HttpOnly: true, SameSite: http.SameSiteLaxMode, MaxAge: seconds})
}

// comeBack takes somebody in whom the organisation's page has sent. Only the browser that went can come back: its cookie
// holds the state.
func (d *Dashboard) comeBack(w http.ResponseWriter, r *http.Request) {
	state := r.URL.Query().Get("state")
	c, err := r.Cookie(strayCookie)
	d.setStray(w, "", -1)
	if err != nil || state == "" || c.Value != state {
		d.login(w, http.StatusForbidden, "That sign-in was not begun in this browser, or it took too long. Begin again.", true)
		return
	}
	ctx, cancel := context.WithTimeout(r.Context(), 2*oidcWithin)
	defer cancel()
	switch err := d.provider.finish(ctx, state, r.URL.Query().Get("code")); {
	case errors.Is(err, errStranger):
		d.login(w, http.StatusForbidden, "Your account is not on the list of those who may look. Ask whoever runs this.", true)
		return
	case err != nil:
		d.login(w, http.StatusForbidden, "Signing in did not work. Begin again, or use the password.", true)
		return
	}
	cookie, err := d.doors.admit(visit{expires: d.conf.Clock().Add(signedIn)})
	if err != nil {
		d.login(w, http.StatusTooManyRequests, "Too many people are looking. Try again later.", true)
		return
	}
	d.setCookie(w, cookie, signedIn)
	// A page of our own, as for a funder's link: the strict cookie would not go along with a redirect.
	d.render(w, http.StatusOK, "welcome", map[string]any{"Title": "Waymark's figures", "Guest": ""})
}
