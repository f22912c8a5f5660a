package main

import (
	"fmt"
	"net/http"
	"os"
	"strings"
	"syscall"
	"testing"
	"time"
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
		if life == 0 {
			c.lookAtFigures()
		}
	}
	c.telegram.WaitFaults()

	e := c.collect()
	c.complete(e)
	began := time.Now()
	f := newFinder(c.marks)
	f.search(t, e)
	t.Logf("%d sessions, %d marked values, %v; %d bytes in %d pieces (%d states of the journal) searched in %v",
		8*perLife, len(c.marks), f, e.bytes(), len(e), e.count("counters.sqlite-journal"), time.Since(began).Round(time.Millisecond))
}

// canary is a stage on which marked people write.
type canary struct {
	*stage
	marks []mark
	chats map[string]bool // ids of chats that may be answered
	watch *watch
	words *catalogue
	told  []string // what commands printed
	pages evidence // what the dashboard showed

	requests, answers int // with a chat's id, which was taken out
}

func newCanary(t *testing.T) *canary {
	s := newStage(t)
	s.entryLinks("  - {code: " + canaryLink + ", name: Cards of this test, topic: naloxone}\n")
	postcodes, services := canaryPlaces()
	s.imports(postcodes, "places", "import", "--format", "nspl")
	s.imports(services, "services", "import", "--format", "csv")
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
