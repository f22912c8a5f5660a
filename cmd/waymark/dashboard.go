package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"
	"unicode"

	"golang.org/x/term"

	"waymark/bot/counter"
	"waymark/bot/dashboard"
	"waymark/bot/share"
	"waymark/content"
)

type dashboardCmd struct {
	Password dashboardPasswordCmd `cmd:"" help:"Ask for a password and print its hash, for WAYMARK_DASHBOARD_PASSWORD_HASH."`
	Link     dashboardLinkCmd     `cmd:"" help:"Print a link with which a funder can read the figures until a day."`
	Show     dashboardShowCmd     `cmd:"" help:"Show the pages of a counter file on this machine, without running Waymark."`
}

type dashboardPasswordCmd struct{}

// Run prints the hash and nothing else on stdout, so that it can go straight into a file.
func (*dashboardPasswordCmd) Run(std stdio) error {
	password, err := askPassword(std)
	if err != nil {
		return err
	}
	hash, err := dashboard.Hash(password)
	if err != nil {
		return wrongUse{err}
	}
	_, err = fmt.Fprintln(std.out, hash)
	return err
}

// askPassword asks twice on a terminal, without showing what is typed; elsewhere it reads one line.
func askPassword(std stdio) (string, error) {
	in, ok := std.in.(*os.File)
	if !ok || !term.IsTerminal(int(in.Fd())) {
		line, err := bufio.NewReader(io.LimitReader(std.in, 4096)).ReadString('\n')
		if err != nil && !errors.Is(err, io.EOF) {
			return "", errors.New("the password could not be read")
		}
		return strings.TrimRight(line, "\r\n"), nil
	}
	ask := func(what string) (string, error) {
		fmt.Fprint(std.err, what)
		b, err := term.ReadPassword(int(in.Fd()))
		fmt.Fprintln(std.err)
		return string(b), err
	}
	first, err := ask(fmt.Sprintf("Password, at least %d characters: ", dashboard.MinPassword))
	if err != nil {
		return "", errors.New("the password could not be read")
	}
	again, err := ask("Once more: ")
	if err != nil || again != first {
		return "", wrongUse{errors.New("the two are not the same")}
	}
	return first, nil
}

type dashboardLinkCmd struct {
	For   string `help:"Who the link is for, as the pages will say it." required:"" placeholder:"NAME"`
	Until string `help:"The last day it works." required:"" placeholder:"DATE"`
	Hash  string `help:"The password's hash, as serve has it." env:"WAYMARK_DASHBOARD_PASSWORD_HASH" secret:"" placeholder:"HASH"`
	URL   string `help:"How the dashboard is reached." env:"WAYMARK_DASHBOARD_URL" default:"http://127.0.0.1:8081" placeholder:"URL"`
}

// Help says how links end.
func (*dashboardLinkCmd) Help() string {
	return "A link lets whoever has it read every page but Health, until its last day is over. Nothing is stored about it: a new password ends all links at once."
}

// Run prints the link.
func (c *dashboardLinkCmd) Run(std stdio) error {
	until, err := time.Parse(time.DateOnly, c.Until)
	if err != nil {
		return wrongUse{errors.New("--until is not a day like 2027-03-31")}
	}
	if c.Hash == "" {
		return wrongUse{errors.New("WAYMARK_DASHBOARD_PASSWORD_HASH is not set; a link is made with the hash that serve has")}
	}
	link, err := dashboard.Link(c.Hash, c.For, until, time.Now())
	if err != nil {
		return wrongUse{err}
	}
	_, err = fmt.Fprintln(std.out, strings.TrimRight(c.URL, "/")+link)
	return err
}

type dashboardShowCmd struct {
	contentDir
	figuresFile
	Listen   string `help:"Address on this machine." default:"127.0.0.1:8081"`
	Hash     string `help:"The password's hash, from waymark dashboard password." env:"WAYMARK_DASHBOARD_PASSWORD_HASH" secret:"" placeholder:"HASH"`
	Operator string `help:"Who runs this copy." env:"WAYMARK_OPERATOR" placeholder:"NAME"`
	SMSPrice string `help:"What one SMS segment costs, as £0.04." env:"WAYMARK_SMS_PRICE" placeholder:"PRICE"`
}

// Run shows the pages until it is stopped.
func (c *dashboardShowCmd) Run(ctx context.Context, std stdio) error {
	log.SetOutput(io.Discard)
	if c.Hash == "" {
		return wrongUse{errors.New("WAYMARK_DASHBOARD_PASSWORD_HASH is not set; waymark dashboard password makes it")}
	}
	r, err := c.open(ctx)
	if err != nil {
		return err
	}
	defer r.Close()
	s := &settings{contentDir: c.contentDir, DashboardHash: c.Hash, DashboardListen: c.Listen, SMSPrice: c.SMSPrice}
	s.Operator = c.Operator
	if problems := s.checkDashboard(); len(problems) > 0 {
		return refusal(problems)
	}
	d, err := newDashboardServer(s, func() []share.Link { return nil }, nil, r, func() map[string]bool { return nil }, time.Now)
	if err != nil {
		return refusal(lines(err))
	}
	fmt.Fprintf(std.err, "http://%s/dashboard/ (Ctrl-C ends it)\n", d.Addr())
	return d.run(ctx)
}

// figuresFile says where figures are read from.
type figuresFile struct {
	Data     string `help:"Folder that serve keeps its counters in." env:"WAYMARK_DATA" default:"waymark-data" type:"path"`
	Counters string `help:"SQLite file for counters, by default in the data folder; or postgres://…" env:"WAYMARK_COUNTERS"`
}

func (c figuresFile) open(ctx context.Context) (*counter.Reader, error) {
	file := c.Counters
	if file == "" {
		file = filepath.Join(c.Data, "counters.sqlite")
	}
	r, err := counter.Read(ctx, file)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("there is no counter file at %s; serve makes one", file)
	}
	return r, err
}

// checkDashboard lists what is wrong with the dashboard's settings. It repeats no value.
func (s *settings) checkDashboard() (problems []string) {
	if _, _, ok := price(s.SMSPrice); !ok {
		problems = append(problems, "WAYMARK_SMS_PRICE is not an amount like £0.04")
	}
	if s.oidc().On() {
		problems = append(problems, s.oidc().Check()...)
		if s.DashboardHash == "" {
			problems = append(problems, "WAYMARK_OIDC_… is a second way into the dashboard: WAYMARK_DASHBOARD_PASSWORD_HASH turns it on")
		}
	}
	if s.DashboardHash == "" {
		return problems
	}
	if _, _, err := net.SplitHostPort(s.DashboardListen); err != nil {
		problems = append(problems, "WAYMARK_DASHBOARD_LISTEN is not host:port, such as 127.0.0.1:8081")
	} else if dashboard.Public(s.DashboardListen) && s.DashboardURL == "" {
		problems = append(problems, "WAYMARK_DASHBOARD_LISTEN can be reached from other machines, and plain HTTP would show the password on the way: listen on 127.0.0.1:8081, or put a proxy with a certificate in front and give WAYMARK_DASHBOARD_URL=https://host")
	}
	return problems
}

func (s *settings) oidc() dashboard.OIDC {
	return dashboard.OIDC{Issuer: s.OIDCIssuer, ClientID: s.OIDCClientID, ClientSecret: s.OIDCSecret, Allow: s.OIDCAllow, Label: s.OIDCLabel}
}

// price reads "£0.04": a sign and an amount. Nothing is no price.
func price(text string) (currency string, amount float64, ok bool) {
	text = strings.TrimSpace(text)
	if text == "" {
		return "", 0, true
	}
	i := strings.IndexFunc(text, unicode.IsDigit)
	if i < 0 || i > 4 {
		return "", 0, false
	}
	amount, err := strconv.ParseFloat(text[i:], 64)
	return strings.TrimSpace(text[:i]), amount, err == nil && amount > 0 && amount < 10
}

// dashboardServer is the dashboard on an address of its own, apart from webhooks: whoever forwards those does not open
// this by mistake.
type dashboardServer struct {
	socket net.Listener
	server *http.Server
	warm   func(context.Context) error
}

// warmEvery is how often figures of newly closed periods are read ahead of whoever looks.
const warmEvery = time.Minute

func newDashboardServer(s *settings, links func() []share.Link, peers func() dashboard.Peers, source dashboard.Source, parts func() map[string]bool, clock func() time.Time) (*dashboardServer, error) {
	files := wordFiles(s.Content)
	currency, amount, _ := price(s.SMSPrice)
	d, err := dashboard.New(dashboard.Config{
		Source: source, PasswordHash: s.DashboardHash, URL: s.DashboardURL, Clock: clock, OIDC: s.oidc(),
		Peers: peers,
		Place: func() dashboard.Place {
			var names []string
			for _, l := range links() {
				names = append(names, l.Name)
			}
			return dashboard.Place{Operator: s.Operator, Entries: names, SegmentPrice: amount, Currency: currency, Words: files, Parts: parts()}
		},
	})
	if err != nil {
		return nil, err
	}
	socket, err := net.Listen("tcp", s.DashboardListen)
	if err != nil {
		return nil, errors.New("WAYMARK_DASHBOARD_LISTEN: the address cannot be listened on; is something else running there?")
	}
	return &dashboardServer{socket: socket, warm: d.Warm, server: &http.Server{
		Handler: d, ReadHeaderTimeout: headerTimeout, ReadTimeout: headerTimeout, WriteTimeout: idleTimeout, IdleTimeout: idleTimeout,
		MaxHeaderBytes: maxHeader, ErrorLog: log.New(discardLines{}, "", 0),
	}}, nil
}

// Addr is the address that is listened on.
func (d *dashboardServer) Addr() string { return d.socket.Addr().String() }

// run serves until ctx ends.
func (d *dashboardServer) run(ctx context.Context) error {
	ctx, cancel := context.WithCancel(ctx)
	stop := context.AfterFunc(ctx, func() { _ = d.server.Close() })
	defer stop()
	warmed := make(chan struct{})
	go func() { // ends with ctx
		defer close(warmed)
		tick := time.NewTicker(warmEvery)
		defer tick.Stop()
		for {
			_ = d.warm(ctx) // whoever looks is told
			select {
			case <-tick.C:
			case <-ctx.Done():
				return
			}
		}
	}()
	defer func() { cancel(); <-warmed }()
	if err := d.server.Serve(d.socket); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}

// wordFiles lists the files of cards with what their front matter says.
func wordFiles(dir string) (out []dashboard.WordFile) {
	_, cards, err := sources(dir)
	if err != nil {
		return nil
	}
	lib, _ := content.Load(cards)
	for _, f := range lib.Files {
		out = append(out, dashboard.WordFile{
			Name: f.Name, Flow: f.Front.Flow, Locale: f.Front.Locale, ReviewedOn: f.Front.Reviewed.On, ReviewedBy: f.Front.Reviewed.By,
			ReviewBy: f.Front.ReviewBy, Confirm: len(f.Front.Confirm),
		})
	}
	return out
}
