package main

import (
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"time"

	"waymark/bot"
	"waymark/bot/counter"
	"waymark/bot/directory/example"
	"waymark/bot/directory/hours"
	"waymark/bot/directory/place"
	"waymark/bot/intent"
	"waymark/bot/session"
	"waymark/content"
	"waymark/flows"
)

// contentDir is the setting for words of one's own, shared by every command that speaks.
type contentDir struct {
	Content         string `help:"Folder that replaces the built-in content; it may hold content/ and flows/." type:"path" placeholder:"DIR" env:"WAYMARK_CONTENT"`
	ServeUnreviewed bool   `help:"Also give words in other languages that a machine wrote and nobody has reviewed." env:"WAYMARK_SERVE_UNREVIEWED"`
}

// operator is what fills the placeholders of cards.
type operator struct {
	Operator  string `help:"Who runs this copy, as people will read it." env:"WAYMARK_OPERATOR" placeholder:"NAME"`
	ShareLink string `help:"The link that people pass on." env:"WAYMARK_SHARE_LINK" placeholder:"URL"`
}

// values gives the words for placeholders; what is not set is said in a way that stays true.
func (o operator) values(number string) map[string]string {
	v := map[string]string{"operator": o.Operator, "link": o.ShareLink, "number": number}
	if v["operator"] == "" {
		v["operator"] = flows.Unnamed
	}
	if v["link"] == "" {
		v["link"] = number
	}
	if v["link"] == "" {
		v["link"] = "(no link is set up on this copy)"
	}
	if v["number"] == "" {
		v["number"] = "(no number is set up on this copy)"
	}
	return v
}

// sources finds where flows and content are read from. A folder may be laid out like this project, with
// flows/ and content/, or hold the content alone.
func sources(dir string) (flowFiles, cards fs.FS, err error) {
	if dir == "" {
		return flows.Embedded(), content.Embedded(), nil
	}
	if _, err := os.Stat(dir); err != nil {
		return nil, nil, wrongUse{fmt.Errorf("content folder %s: cannot be opened", dir)}
	}
	flowFiles, cards = flows.Embedded(), os.DirFS(dir)
	if isDir(filepath.Join(dir, "flows")) {
		flowFiles = os.DirFS(filepath.Join(dir, "flows"))
	}
	if isDir(filepath.Join(dir, "content")) {
		cards = os.DirFS(filepath.Join(dir, "content"))
	}
	return flowFiles, cards, nil
}

func isDir(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.IsDir()
}

// loadAll loads and proves flows and content, drafts too where the setting says so, and makes the listener of the names in
// it meanwhile: together they are what somebody who has just started the program waits for. All problems
// come at once.
func loadAll(c contentDir, values map[string]string) (*flows.Book, *intent.Listener, content.Problems, error) {
	flowFiles, cards, err := sources(c.Content)
	if err != nil {
		return nil, nil, nil, err
	}
	reading := content.Read(cards)
	listening := sync.OnceValues(func() (*intent.Listener, error) { return intent.New(reading.Substances()) })
	go listening()
	lib, problems := reading.Library()
	if !c.ServeUnreviewed {
		lib = lib.Reviewed()
	}
	book, more := flows.Load(flowFiles, lib, bot.Names(flows.Names{
		Counter: func(name string) bool { _, ok := counter.Named(name); return ok },
		Intent: func(name string) bool {
			l, err := listening()
			return err != nil || l.Known(name)
		},
	}), values)
	listener, err := listening()
	var wrongNames content.Problems
	if err != nil && !errors.As(err, &wrongNames) {
		return nil, nil, nil, err
	}
	problems = append(append(problems, more...), wrongNames...)
	problems.Sort()
	return book, listener, problems, nil
}

// discard is a tally for conversations that nobody counts.
type discard struct{}

func (discard) Add(counter.Counter, counter.Channel) {}

// localBot makes a bot for one conversation in this process. A nil ground is that there is no list of services.
func localBot(book *flows.Book, listener bot.Listener, clock func() time.Time, ground *bot.Ground) (*bot.Bot, error) {
	pseudonyms, err := session.NewPseudonyms(rand.Reader, clock())
	if err != nil {
		return nil, err
	}
	return bot.New(bot.Config{
		Book: book, Sessions: session.NewMemory(1000), Pseudonyms: pseudonyms,
		Listener: listener, Tally: discard{}, Clock: clock, Ground: func() *bot.Ground { return ground },
	})
}

// exampleGround gives the example directory and the built-in towns: a transcript has to go the same way whatever was imported.
func exampleGround() (*bot.Ground, error) {
	bank, err := hours.Shipped()
	if err != nil {
		return nil, err
	}
	calendar, err := hours.NewCalendar(bank)
	if err != nil {
		return nil, err
	}
	services, err := example.Open(calendar)
	if err != nil {
		return nil, err
	}
	return &bot.Ground{Directory: services, Places: place.New(), ShowExample: true}, nil
}

// ready loads what a conversation needs, for a command whose business is not checking: problems are
// an error.
func ready(c contentDir, values map[string]string) (*flows.Book, *intent.Listener, error) {
	book, listener, problems, err := loadAll(c, values)
	if err != nil {
		return nil, nil, err
	}
	if err := problems.Err(); err != nil {
		return nil, nil, fmt.Errorf("flows or content have problems:\n%w", err)
	}
	return book, listener, nil
}
