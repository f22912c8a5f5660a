package main

import (
	"context"
	"crypto/sha256"
	"strings"
	"time"

	"waymark/bot"
	"waymark/bot/counter"
	"waymark/bot/session"
	"waymark/channels"
)

// What several instances behind one webhook share: where conversations are, and which messages were answered. Counters
// they share by writing one database.

// share looks at the session server, if there is one. What it gives are problems with the settings.
func (p *program) share(ctx context.Context, sound bool) []string {
	if !sound || p.settings.Sessions == inMemory {
		return nil
	}
	var err error
	p.shared, err = session.NewValkey(ctx, session.ValkeyConfig{
		URL: p.settings.Sessions, Clock: p.clock, Numbering: numbering(), Patience: p.settings.patience, Alarm: p.sessionEvent,
	})
	if err != nil {
		return []string{"WAYMARK_SESSIONS: " + err.Error()}
	}
	return nil
}

// numbering tells this version's list of counters from another's.
func numbering() session.Numbering {
	var names []string
	for _, c := range counter.All() {
		names = append(names, c.Name)
	}
	sum := sha256.Sum256([]byte(strings.Join(names, "\n")))
	return session.Numbering(sum[:8])
}

// conversations is nil when this process remembers by itself.
func (p *program) conversations() bot.Conversations {
	if p.shared == nil {
		return nil
	}
	return p.shared
}

// once is nil when nobody else answers.
func (p *program) once() channels.Once {
	if p.shared == nil {
		return nil
	}
	return p.shared
}

func (p *program) sessionEvent(s session.State) {
	p.health.set("sessions", s == session.Remembering)
	if s != session.Remembering {
		p.log.seldom("sessions", s.String())
	}
}

// stores says whether the session server and the database can be reached and keep to themselves what they are given.
func (c *doctorCmd) stores(ctx context.Context, up *checkup, now func() time.Time) {
	ctx, cancel := context.WithTimeout(ctx, 10*time.Second)
	defer cancel()
	if session.CheckServer(c.Sessions) == nil {
		reached := false
		v, err := session.NewValkey(ctx, session.ValkeyConfig{
			URL: c.Sessions, Clock: now, Numbering: numbering(), Patience: 2 * time.Second,
			Alarm: func(s session.State) { reached = s == session.Remembering },
		})
		switch {
		case err != nil:
			up.problem("WAYMARK_SESSIONS: %v", err)
		case !reached:
			up.problem("WAYMARK_SESSIONS: the server cannot be reached, or does not take the password")
		default:
			up.ok("WAYMARK_SESSIONS: the server answers, and writes nothing to its disk")
		}
		if v != nil {
			_ = v.Close()
		}
	}
	if counter.CheckDatabase(c.Counters) != nil {
		return
	}
	r, err := counter.Read(ctx, c.Counters)
	if err != nil {
		up.problem("WAYMARK_COUNTERS: %v", err)
		return
	}
	_ = r.Close()
	switch logged, err := counter.StatementsLogged(ctx, c.Counters); {
	case err != nil:
		up.problem("WAYMARK_COUNTERS: %v", err)
	case logged:
		up.problem("WAYMARK_COUNTERS: the database logs the statements it is sent, and with them what is sealed everywhere else: turn log_statement, log_min_duration_statement and their kind off for Waymark's user")
	default:
		up.ok("WAYMARK_COUNTERS: the database answers, and logs no statements")
	}
}
