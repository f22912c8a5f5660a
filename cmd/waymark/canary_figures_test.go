package main

import (
	"database/sql"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"time"
)

// canaryHash is a hash of canaryPassword that takes no time to check.
const (
	canaryPassword = "four unrelated words here"
	canaryHash     = "$argon2id$v=19$m=64,t=1,p=1$c29tZSBzYWx0$eksiwt32+KgfRNRUnYoJq4rUZxp4KcLHzdrD/OVJmPg"
)

// lookAtFigures closes every period of a copy of the counters, as time would, and then has the program show it in every way
// it can: each page of the dashboard, each export, the report and the counts.
func (c *canary) lookAtFigures() {
	c.Helper()
	closed := c.path("home", "closed.sqlite")
	b, err := os.ReadFile(c.path("data", counterFile))
	c.must(err)
	c.must(os.MkdirAll(filepath.Dir(closed), 0o700))
	c.must(os.WriteFile(closed, b, 0o600))
	db, err := sql.Open("sqlite3", "file:"+closed)
	c.must(err)
	_, err = db.Exec("UPDATE period SET closed = 1")
	c.must(err)
	c.must(db.Close())

	for _, args := range [][]string{
		{"report", "-o", c.path("home", "report.html")}, {"counts", "--format", "csv"}, {"counts", "--format", "json", "--total"},
	} {
		cmd := exec.Command(builds.program(c.T), args...)
		cmd.Env, cmd.Dir = append(slices.Clone(c.env), "WAYMARK_COUNTERS="+closed), c.path("home")
		out, err := cmd.CombinedOutput()
		if err != nil {
			c.Errorf("waymark %s: %v\n%s", strings.Join(args, " "), err, out)
		}
		c.told = append(c.told, string(out))
	}
	c.browse(closed)
}

// turnedDown are the addresses that lead to pages which say what is wrong.
var turnedDown = map[string]int{
	"view?t=x": http.StatusForbidden, "nothing": http.StatusNotFound, "share": http.StatusNotFound, "export.csv?span=dates&from=x": http.StatusBadRequest,
}

// browse runs the dashboard on a file and keeps every page of it.
func (c *canary) browse(file string) {
	c.Helper()
	free, err := net.Listen("tcp", "127.0.0.1:0")
	c.must(err)
	address := free.Addr().String()
	c.must(free.Close())
	var said copied
	cmd := exec.Command(builds.program(c.T), "dashboard", "show", "--listen", address)
	cmd.Env = append(slices.Clone(c.env), "WAYMARK_COUNTERS="+file, "WAYMARK_DASHBOARD_PASSWORD_HASH="+canaryHash)
	cmd.Dir, cmd.Stdout, cmd.Stderr = c.path("home"), &said, &said
	c.must(cmd.Start())
	defer func() {
		_ = cmd.Process.Signal(syscall.SIGTERM)
		if err := cmd.Wait(); err != nil {
			c.Errorf("the dashboard ended with %v\n%s", err, said.String())
		}
		c.told = append(c.told, said.String())
	}()
	client := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	var in *http.Response
	for limit := time.Now().Add(patience); ; time.Sleep(5 * time.Millisecond) {
		if in, err = client.PostForm("http://"+address+"/dashboard/in", url.Values{"password": {canaryPassword}}); err == nil {
			break
		}
		if time.Now().After(limit) {
			c.Fatalf("the dashboard does not answer\n%s", said.String())
		}
	}
	in.Body.Close()
	if len(in.Cookies()) != 1 {
		c.Fatalf("signing in: %s", in.Status)
	}
	c.pages = evidence{}
	for _, path := range []string{"", "overview", "overdose", "topics", "services", "words", "reach", "health", "export.csv", "export.json", "periods.csv", "periods.json", "report?month=" + time.Now().Format("2006-01"),
		"share", "overview?span=dates&from=2026-01-01&to=2099-12-31", "export.csv?span=dates&from=2026-01-01&to=2099-12-31", "periods.json?span=dates&from=2026-01-01&to=2099-12-31",
		"view?t=x", "nothing", "overview?span=dates&from=x", "export.csv?span=dates&from=x"} {
		r, err := http.NewRequest("GET", "http://"+address+"/dashboard/"+path, nil)
		c.must(err)
		r.AddCookie(in.Cookies()[0])
		resp, err := client.Do(r)
		c.must(err)
		page, err := io.ReadAll(resp.Body)
		c.must(err)
		resp.Body.Close()
		if want := turnedDown[path]; resp.StatusCode != max(want, http.StatusOK) {
			c.Errorf("/dashboard/%s: %s", path, resp.Status)
		}
		c.pages["dashboard /dashboard/"+path] = page
	}
}
