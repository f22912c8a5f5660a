package main

import (
	"bufio"
	"encoding/json"
	"io"
	"strings"

	"waymark/bot/intent"
)

type understandCmd struct{}

// understood is one line of output; its names are a stable interface.
type understood struct {
	Text       string   `json:"text"`
	Intent     string   `json:"intent"`
	Substances []string `json:"substances"`
	Place      string   `json:"place"`
	Confidence float64  `json:"confidence"`
}

// Run understands line after line.
func (c *understandCmd) Run(std stdio) error {
	listener, err := intent.New()
	if err != nil {
		return err
	}
	in := bufio.NewReader(std.in)
	out := json.NewEncoder(std.out)
	out.SetEscapeHTML(false)
	for {
		line, err := in.ReadString('\n')
		if line == "" && err == io.EOF {
			return nil
		}
		line = strings.TrimRight(line, "\r\n")
		h := listener.Hear(line, nil)
		u := understood{Text: line, Intent: h.Intent.String(), Substances: h.Substances, Place: h.Place, Confidence: h.Confidence}
		if u.Substances == nil {
			u.Substances = []string{}
		}
		if err := out.Encode(u); err != nil {
			return err
		}
		if err != nil || line == "" && err == io.EOF {
			return nil
		}
	}
}
