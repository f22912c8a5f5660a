package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"text/tabwriter"
	"time"

	"waymark/bot/share"
	"waymark/bot/share/print"
	"waymark/content"
)

type shareCmd struct {
	Link    shareLinkCmd   `cmd:"" help:"Print every entry link: its code, and what opens it on Telegram and by text."`
	Poster  sharePosterCmd `cmd:"" help:"A poster for a wall, A4 or A6."`
	Card    sharePaperCmd  `cmd:"" help:"Ten cards of the size of a bank card on a sheet, with marks to cut by."`
	Sticker sharePaperCmd  `cmd:"" help:"A sheet of 21 labels, 63.5 by 38.1 mm."`
	Notice  sharePaperCmd  `cmd:"" help:"A notice for a door."`
	Guide   sharePaperCmd  `cmd:"" help:"A page for whoever passes it on: what to say, what not to promise, how to practise."`
	Pack    sharePackCmd   `cmd:"" help:"Every edition for every entry link, in one folder that needs nothing else."`
}

// reached is how people reach this copy.
type reached struct {
	contentDir
	operator
	entryLinks
	Bot    string `help:"The bot's name on Telegram." env:"WAYMARK_TELEGRAM_NAME" placeholder:"NAME"`
	Number string `help:"Our number for texts, as +44…" env:"WAYMARK_TWILIO_NUMBER" placeholder:"NUMBER"`
}

// load gives the links and the words for paper.
func (r *reached) load() ([]share.Link, map[string]content.Print, error) {
	if r.Bot == "" && r.Number == "" {
		return nil, nil, wrongUse{errors.New("give --bot NAME, or --number +44…, or both: nobody could write to it otherwise")}
	}
	if problem := botNameProblem(r.Bot); problem != "" {
		return nil, nil, wrongUse{fmt.Errorf("--bot %s", problem)}
	}
	if digits, ok := strings.CutPrefix(r.Number, "+"); r.Number != "" && (!ok || len(digits) < 8 || len(digits) > 15 || strings.Trim(digits, "0123456789") != "") {
		return nil, nil, wrongUse{errors.New("--number is like +447…: a plus sign, the country and the number, no spaces")}
	}
	book, listener, err := ready(r.contentDir, r.values(r.Number))
	if err != nil {
		return nil, nil, err
	}
	links, problems, err := r.read(book, listener)
	if err != nil {
		return nil, nil, err
	}
	if err := problems.Err(); err != nil {
		return nil, nil, fmt.Errorf("the list of entry links has problems:\n%w", err)
	}
	words, problems, err := servedPrint(r.contentDir)
	if err != nil {
		return nil, nil, err
	}
	if err := problems.Err(); err != nil {
		return nil, nil, fmt.Errorf("the words for paper have problems:\n%w", err)
	}
	return links, words, nil
}

// printWords loads all the words for paper, drafts too.
func printWords(dir string) (map[string]content.Print, content.Problems, error) {
	return servedPrint(contentDir{dir, true})
}

// servedPrint loads the words for paper in the languages that people are answered in.
func servedPrint(c contentDir) (map[string]content.Print, content.Problems, error) {
	_, cards, err := sources(c.Content)
	if err != nil {
		return nil, nil, err
	}
	lib, problems := content.Load(cards)
	words, more := content.LoadPrint(cards, lib)
	if !c.ServeUnreviewed {
		lib = lib.Reviewed()
	}
	return content.ServedPrint(words, lib, c.ServeUnreviewed), append(problems, more...), nil
}

type shareLinkCmd struct {
	reached
	Code string `arg:"" optional:"" help:"Only this one."`
}

// Help shows the form of the list.
func (*shareLinkCmd) Help() string {
	return `The list of entry links is a YAML file:

  links:
    - code: hostel-door
      name: Hostel doors, spring
      language: en
      topic: naloxone

A code belongs to a batch of cards or to a poster, never to a person; one that looks like a name or a number is refused. The name is only for you. The topic, a state of flow door, is offered first. What is counted is that a conversation began by the link, by the month.`
}

// Run prints the links.
func (c *shareLinkCmd) Run(std stdio) error {
	links, _, err := c.load()
	if err != nil {
		return err
	}
	if links, err = picked(links, c.Code); err != nil {
		return err
	}
	w := tabwriter.NewWriter(std.out, 0, 0, 3, ' ', 0)
	for _, l := range links {
		for _, target := range c.targets(l) {
			fmt.Fprintf(w, "%s\t%s\t%s\n", l.Code, l.Name, target)
		}
	}
	return w.Flush()
}

func (r *reached) targets(l share.Link) (out []string) {
	if r.Bot != "" {
		out = append(out, print.Piece{Bot: r.Bot, Link: l}.Target())
	}
	if r.Number != "" {
		out = append(out, print.Piece{Number: r.Number, Link: l}.Target())
	}
	return out
}

// picked gives the links with a code, or all. Where there is no list, it is the one link without a code.
func picked(links []share.Link, code string) ([]share.Link, error) {
	if code == "" {
		if len(links) == 0 {
			links = []share.Link{{Name: "no entry link"}}
		}
		return links, nil
	}
	i := slices.IndexFunc(links, func(l share.Link) bool { return l.Code == code })
	if i < 0 {
		return nil, wrongUse{fmt.Errorf("there is no entry link with that code: waymark share link lists them")}
	}
	return links[i : i+1], nil
}

// paper is how a piece is to look.
type paper struct {
	reached
	Output   string `short:"o" required:"" help:"The file, ending in .pdf, .svg or .png." type:"path" placeholder:"FILE"`
	Link     string `help:"Which entry link it carries; without it, none." placeholder:"CODE"`
	Discreet bool   `help:"Name no drug: somebody else may see it."`
	Colour   bool   `help:"For a colour printer."`
	SMS      bool   `help:"Let the QR code open a text message, although there is a bot." name:"sms"`
	Large    bool   `help:"Large print."`
	Locale   string `help:"The language of the words." default:"en"`
}

type sharePosterCmd struct {
	paper
	Size string `help:"a4 or a6." enum:"a4,a6" default:"a4"`
}

// Run writes a poster.
func (c *sharePosterCmd) Run() error { return c.write("poster-" + c.Size) }

type sharePaperCmd struct{ paper }

// Run writes the edition that the command is named after.
func (c *sharePaperCmd) Run(command commandName) error {
	return c.write(string(command[strings.LastIndex(string(command), " ")+1:]))
}

// commandName is what was called, such as "share card".
type commandName string

func (p *paper) write(edition string) error {
	ending := strings.ToLower(filepath.Ext(p.Output))
	if !slices.Contains(print.Formats(), ending) {
		return wrongUse{fmt.Errorf("-o FILE ends in %s", strings.Join(print.Formats(), ", "))}
	}
	links, words, err := p.load()
	if err != nil {
		return err
	}
	var link share.Link
	if p.Link != "" {
		one, err := picked(links, p.Link)
		if err != nil {
			return err
		}
		link = one[0]
	}
	if words[p.Locale] == nil {
		return wrongUse{fmt.Errorf("there are no words for paper in that language that may be given out: what a machine wrote and nobody has reviewed needs --serve-unreviewed")}
	}
	piece := p.piece(words[p.Locale], link)
	piece.Discreet, piece.Colour, piece.SMS, piece.Large = p.Discreet, p.Colour, p.SMS, p.Large
	return printTo(p.Output, ending, p.Locale, edition, piece)
}

func (r *reached) piece(words content.Print, link share.Link) print.Piece {
	return print.Piece{Words: words, Operator: r.Operator, Bot: r.Bot, Number: r.Number, Link: link}
}

// printTo writes one edition. Until it is whole the file that was there stays.
func printTo(file, ending, locale, edition string, piece print.Piece) error {
	i := slices.IndexFunc(print.Editions(), func(e print.Edition) bool { return e.Name == edition })
	if i < 0 {
		return fmt.Errorf("there is no edition %q", edition)
	}
	sheet, err := print.Editions()[i].Lay(piece)
	if err != nil {
		return wrongUse{err}
	}
	return whole(file, func(w io.Writer) error {
		return print.Write(w, sheet, ending, piece.Words["plain"], locale, time.Now())
	})
}

// whole writes a file all at once: until everything is written, what was there before stays.
func whole(file string, write func(io.Writer) error) (err error) {
	temp, err := os.CreateTemp(filepath.Dir(file), ".waymark-*")
	if err != nil {
		return fmt.Errorf("write %s: its folder cannot be written to", file)
	}
	defer func() {
		if err != nil {
			os.Remove(temp.Name())
		}
	}()
	err = errors.Join(write(temp), temp.Chmod(0o644), temp.Close())
	if err != nil {
		return fmt.Errorf("write %s: %w", file, err)
	}
	if err = os.Rename(temp.Name(), file); err != nil {
		return fmt.Errorf("write %s: it cannot be put in its place", file)
	}
	return nil
}
