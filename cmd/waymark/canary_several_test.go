package main

import (
	"bytes"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"waymark/bot/counter/postgrestest"
	"waymark/bot/session/valkeytest"
)

// few is how many people of each channel write: what can go wrong with each is in the other canary test.
const few = 8

// The canary test of what several instances share: marked people write to the real program, then every byte that the session server was
// sent or answered, and everything that PostgreSQL has on its disk and in its log, is searched for them in every form.
func TestNothingAboutAnybodyIsInWhatInstancesShare(t *testing.T) {
	t.Parallel()
	address := freeAddress(t)
	_, port, _ := strings.Cut(address, ":")
	valkeytest.Start(t, "--port", port, "--bind", "127.0.0.1")
	memory := newTap(t, address)
	database := postgrestest.Start(t)
	database.Stop()
	before := filesIn(t, database.Data())
	database.Run()

	unlimitCores(t)
	c := newCanary(t)
	c.env = append(c.env, "WAYMARK_TELEGRAM_MODE=webhook",
		"WAYMARK_SESSIONS=redis://"+strings.TrimPrefix(memory.url(), "http://"), "WAYMARK_COUNTERS="+database.URL())
	p := c.start()
	c.telegram.WaitWebhook()
	var texters, chatters []person
	for n := range few {
		texters, chatters = append(texters, texter(n)), append(chatters, chatter(n))
	}
	c.meet(texters...)
	c.meet(chatters...)
	c.chats[fmt.Sprint(aGroupChat)] = true
	c.chatAll(chatters)
	c.textAll(texters)
	c.want(p.stop(syscall.SIGTERM), 0, "SIGTERM")
	c.look(nil)
	c.telegram.WaitFaults()

	e := c.collect()
	for i, sent := range memory.sent() {
		e[fmt.Sprintf("sent to the session server, connection %d", i)] = []byte(sent)
	}
	for i, got := range memory.got() {
		e[fmt.Sprintf("answers of the session server, connection %d", i)] = []byte(got)
	}
	database.Stop() // everything in its memory goes to its disk
	for name, holds := range filesIn(t, database.Data()) {
		e["name of database/"+name] = []byte(name)
		if !bytes.Equal(before[name], holds) { // most of a database is the same in each
			e["database/"+name] = bytes.TrimRight(holds, "\x00")
		}
	}
	e["log of the database"] = []byte(database.Said())
	for what, holds := range map[string]string{
		"sent to the session server": "waymark:s:", "answers of the session server": "\r\n",
		"database/base/": "waymark_writer", "database/pg_wal/": "waymark_period", "log of the database": "ready to accept connections",
	} {
		found := false
		for where, b := range e {
			found = found || strings.HasPrefix(where, what) && bytes.Contains(b, []byte(holds))
		}
		if !found {
			t.Errorf("nothing that was searched is %s… with %q in it", what, holds)
		}
	}
	f := newFinder(c.marks)
	f.search(t, e)
	t.Logf("%d sessions, %d marked values; %d bytes in %d pieces searched", 2*few, len(c.marks), e.bytes(), len(e))
}

// filesIn gives every file of a folder.
func filesIn(t *testing.T, dir string) map[string][]byte {
	t.Helper()
	out := map[string][]byte{}
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || !d.Type().IsRegular() {
			return err
		}
		name, _ := filepath.Rel(dir, path)
		out[name], err = os.ReadFile(path)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}
