package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"strings"

	"waymark/bot/intent"
	"waymark/content"
)

type understandCmd struct {
	Explain bool   `help:"Say for each text which rule, phrases, concepts and words decided, instead of JSON."`
	Eval    string `placeholder:"FILE.tsv" type:"existingfile" help:"Hear every example of a file (id, text, intent, substances, place, note) and print how well: accuracy, recall and precision, what was taken for what, every miss."`
	Train   string `placeholder:"FOLDER" type:"existingdir" help:"Make the model again from the lessons in a folder (testdata/understanding). The same lessons and tables always give the same bytes."`
	Output  string `short:"o" default:"bot/intent/model.bin" placeholder:"FILE" help:"Where --train writes the model. It is compiled in: build again afterwards."`
}

// understood is one line of output; its names are a stable interface.
type understood struct {
	Text       string   `json:"text"`
	Intent     string   `json:"intent"`
	Substances []string `json:"substances"`
	Place      string   `json:"place"`
	Confidence float64  `json:"confidence"`
}

// Run understands line after line, or measures, or trains.
func (c *understandCmd) Run(std stdio) error {
	if c.Train != "" {
		return c.train(std)
	}
	names, err := builtInNames()
	if err != nil {
		return err
	}
	listener, err := intent.New(names)
	if err != nil {
		return err
	}
	switch {
	case c.Eval != "":
		return c.eval(std, listener)
	case c.Explain:
		return eachLine(std.in, func(line string) error {
			_, err := fmt.Fprintf(std.out, "> %s\n%s\n", line, listener.Explain(line))
			return err
		})
	}
	out := json.NewEncoder(std.out)
	out.SetEscapeHTML(false)
	return eachLine(std.in, func(line string) error {
		h := listener.Hear(line, nil)
		u := understood{Text: line, Intent: h.Intent.String(), Substances: h.Substances, Place: h.Place, Confidence: h.Confidence}
		if u.Substances == nil {
			u.Substances = []string{}
		}
		return out.Encode(u)
	})
}

// builtInNames are the names of substances that are compiled in.
func builtInNames() (*content.Substances, error) {
	names, problems := content.ReadSubstances(content.Embedded())
	return names, problems.Err()
}

// eachLine does something with each line; a last line without an end counts.
func eachLine(from io.Reader, do func(line string) error) error {
	in := bufio.NewReader(from)
	for {
		line, err := in.ReadString('\n')
		if line != "" {
			if failed := do(strings.TrimRight(line, "\r\n")); failed != nil {
				return failed
			}
		}
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
	}
}

func (c *understandCmd) eval(std stdio, listener *intent.Listener) error {
	f, err := os.Open(c.Eval)
	if err != nil {
		return err
	}
	defer f.Close()
	report, err := listener.Eval(f)
	if err != nil {
		return fmt.Errorf("%s: %w", c.Eval, err)
	}
	_, err = report.WriteTo(std.out)
	return err
}

func (c *understandCmd) train(std stdio) error {
	names, err := builtInNames()
	if err != nil {
		return err
	}
	listener, err := intent.Untrained(names)
	if err != nil {
		return err
	}
	weights, err := listener.TrainFrom(os.DirFS(c.Train))
	if err != nil {
		return fmt.Errorf("%s: %w", c.Train, err)
	}
	if err := os.WriteFile(c.Output, weights, 0o644); err != nil {
		return err
	}
	_, err = fmt.Fprintf(std.out, "%s: %d bytes\n", c.Output, len(weights))
	return err
}
