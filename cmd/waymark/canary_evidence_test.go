package main

import (
	"crypto/sha256"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
)

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
		"file out/4":                       "msg=ready", // and nothing of its end: a crash is mute
		"requests to Telegram":             "POST /sendMessage",
		"requests to Tele":                 "POST /answerInlineQuery", // by another beginning of its name, which stands above
		"answers":                          "<Response><Message>",
		"output of command":                "overdose",
		"file home/report.html":            "In plain words",
		"dashboard /dashboard/overdose":    "Overdose steps opened",
		"dashboard /dashboard/export.csv":  "overdose_opened",
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

// look runs the commands that tell what is kept.
func (c *canary) look(env []string) {
	c.Helper()
	for _, args := range [][]string{
		{"counts"}, {"counts", "--format", "csv"}, {"counts", "--format", "json"}, {"counts", "--total"}, {"doctor", "--all"}, {"services", "list"},
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
	maps.Copy(e, c.pages)
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
