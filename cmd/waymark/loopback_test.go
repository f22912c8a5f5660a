package main

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// TestOnlyOneFileReachesTheNetwork reads the program's own source: whatever opens a connection or makes a request stands in one place, the
// Bot API's client, whose every request the tests see. Beside that, each program that a test starts has a proxy in
// its environment that fails the test when it is used, and its every request to anywhere but this machine would use it.
func TestOnlyOneFileReachesTheNetwork(t *testing.T) {
	reaches := map[string][]string{
		"net":        {"Dial", "DialTimeout", "DialTCP", "DialUDP", "DialIP", "DialUnix", "Dialer", "LookupHost", "LookupIP", "LookupAddr", "LookupTXT", "LookupMX", "LookupSRV", "LookupCNAME", "Resolver", "DefaultResolver", "ListenPacket", "ListenUDP"},
		"net/http":   {"Get", "Post", "PostForm", "Head", "Client", "DefaultClient", "DefaultTransport", "Transport"},
		"net/smtp":   nil,
		"net/rpc":    nil,
		"log/syslog": nil,
		"os/exec":    nil,
		"crypto/tls": {"Dial", "DialWithDialer", "Dialer"},

		"github.com/redis/go-redis/v9":    {"NewClient", "NewUniversalClient", "NewClusterClient", "NewFailoverClient", "NewRing"},
		"github.com/jackc/pgx/v5":         {"Connect", "ConnectConfig"},
		"github.com/jackc/pgx/v5/stdlib":  {"OpenDB", "OpenDBFromPool", "GetConnector"},
		"github.com/jackc/pgx/v5/pgconn":  {"Connect", "ConnectConfig"},
		"github.com/jackc/pgx/v5/pgxpool": {"New", "NewWithConfig"},
		"plugin":                          nil,
		"expvar":                          nil,
		"runtime/pprof":                   nil,
		"net/http/pprof":                  nil,
	}
	var found []string
	err := filepath.WalkDir("../..", func(path string, d fs.DirEntry, err error) error {
		test := strings.HasSuffix(path, "_test.go") || strings.Contains(path, "test/") || strings.Contains(path, "testdata")
		if err != nil || d.IsDir() || test || !strings.HasSuffix(path, ".go") {
			return err
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, 0)
		if err != nil {
			return err
		}
		names := map[string]string{} // what an import is called here
		for _, im := range file.Imports {
			from := strings.Trim(im.Path.Value, `"`)
			name := from[strings.LastIndex(from, "/")+1:]
			if name == "v5" || name == "v9" { // a version is in the path and not in the name
				parts := strings.Split(from, "/")
				name = strings.TrimPrefix(parts[len(parts)-2], "go-")
			}
			if im.Name != nil {
				name = im.Name.Name
			}
			if _, looked := reaches[from]; looked {
				names[name] = from
				if reaches[from] == nil || name == "." || name == "_" {
					found = append(found, path+" imports "+from)
				}
			}
		}
		ast.Inspect(file, func(n ast.Node) bool {
			if s, ok := n.(*ast.SelectorExpr); ok {
				if x, ok := s.X.(*ast.Ident); ok && slices.Contains(reaches[names[x.Name]], s.Sel.Name) {
					found = append(found, path+" uses "+names[x.Name]+"."+s.Sel.Name)
				}
			}
			return true
		})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	// Whoever adds a line here also says what keeps that road on this machine in tests.
	allowed := map[string]string{
		"../../channels/sms/account/road.go": "settings of the Twilio account, for doctor alone: a fake one in every test",
		"../../channels/telegram/api.go":     "the Bot API: a fake one in every test, through a tap that keeps every byte",
		"../../bot/directory/intake/feed.go": "a feed of services that an operator imports by hand: plain http goes to this machine alone, and tests serve their own",
		"../../bot/dashboard/oidc.go":        "the sign-in service that an operator names: tests start their own",
		"../../bot/counter/postgres.go":      "the database of counters: tests start their own, on a socket in a folder",
		"../../bot/session/valkey.go":        "the session server: tests start their own, on a socket in a folder",
	}
	seen := map[string]int{}
	for _, f := range found {
		file, _, _ := strings.Cut(filepath.ToSlash(f), " ")
		if seen[file]++; allowed[file] == "" {
			t.Error(f)
		}
	}
	for file := range allowed {
		if seen[file] == 0 {
			t.Errorf("%s does not reach the network: what is looked for has changed its name", file)
		}
	}
}
