// Command waymark is an anonymous harm-reduction guide by text message: it talks in the terminal, over
// Telegram and over SMS, and checks its own words. One file a command; each only wires rooms together.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"
	_ "time/tzdata" // the final image has no time zones of its own

	"github.com/alecthomas/kong"
)

// Exit codes of every command.
const (
	exitOK      = 0
	exitProblem = 1 // a problem was found
	exitUse     = 2 // wrong use: flags or settings
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := run(ctx, os.Args[1:], stdio{os.Stdin, os.Stdout, os.Stderr})
	stop()
	os.Exit(code)
}

// stdio is where a command reads and writes; tests give their own.
type stdio struct {
	in       io.Reader
	out, err io.Writer
}

type cli struct {
	Chat       chatCmd       `cmd:"" help:"Talk to it in the terminal; nothing else is needed."`
	Serve      serveCmd      `cmd:"" help:"Run the channels that are configured, the webhook listener, health and metrics."`
	Understand understandCmd `cmd:"" help:"Read one text a line on stdin; write what each is understood as, one JSON object a line."`
	Lint       lintCmd       `cmd:"" help:"Prove flows and content; print every problem, and what each flow costs in SMS segments."`
	Replay     replayCmd     `cmd:"" help:"Replay conversations in the chat transcript form; print the first difference of each."`
	Graph      graphCmd      `cmd:"" help:"Print a flow as a Mermaid diagram."`
	Share      shareCmd      `cmd:"" help:"Entry links, posters, cards, stickers, and a pack of all of them for peers."`
	Counts     countsCmd     `cmd:"" help:"Print released figures: closed periods only, blinded and rounded."`
	Services   servicesCmd   `cmd:"" help:"The directory of services that people are sent to."`
	Places     placesCmd     `cmd:"" help:"The gazetteer of postcodes and names of places."`
	Content    contentCmd    `cmd:"" help:"How old the words are, what they cover, and what can go wrong."`
	Report     reportCmd     `cmd:"" help:"Write a month's figures as one page to keep, send or print."`
	Dashboard  dashboardCmd  `cmd:"" help:"The service manager's pages: make a password or a link, or show the pages of one file."`
	Simulate   simulateCmd   `cmd:"" help:"Fill a counter file of its own with made-up conversations, marked SIMULATED everywhere."`
	Doctor     doctorCmd     `cmd:"" help:"Check settings, the provider accounts' safety settings and the age of the words."`

	Version kong.VersionFlag `help:"Print the version."`
}

// wrongUse is an error that is the caller's to mend: the command line or the settings.
type wrongUse struct{ error }

// errFound says that a command has done its work, has printed problems, and exits 1.
var errFound = errors.New("problems found")

func run(ctx context.Context, args []string, std stdio) int {
	var c cli
	exited := -1
	files := &sourced{}
	parser, err := kong.New(&c,
		kong.Name("waymark"),
		kong.Description("An anonymous harm-reduction guide by text message."),
		kong.Vars{"version": version},
		kong.Writers(std.out, std.err),
		kong.Exit(func(code int) { exited = code }),
		kong.Resolvers(files),
		kong.UsageOnError(),
		kong.ConfigureHelp(kong.HelpOptions{Compact: true}),
	)
	if err != nil {
		fmt.Fprintln(std.err, "waymark:", err)
		return exitUse
	}
	k, err := parser.Parse(args)
	if exited >= 0 {
		return exited // --help
	}
	if err != nil {
		fmt.Fprintln(std.err, "waymark:", err)
		return exitUse
	}
	k.BindTo(ctx, (*context.Context)(nil))
	k.Bind(std, files, commandName(k.Command()))
	if command := k.Command(); len(files.problems) == 0 || command == "serve" || command == "doctor" {
		err = k.Run()
	} else { // those two list these problems with all others
		err = refusal(files.problems)
	}
	var use wrongUse
	switch {
	case err == nil:
		return exitOK
	case errors.Is(err, errFound):
		return exitProblem
	case errors.As(err, &use):
		fmt.Fprintln(std.err, "waymark:", err)
		return exitUse
	default:
		fmt.Fprintln(std.err, "waymark:", err)
		return exitProblem
	}
}
