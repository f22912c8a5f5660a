package main

import (
	"errors"
	"fmt"
	"html/template"
	"io"
	"os"
	"path/filepath"
	"slices"
	"time"

	"waymark/bot/share"
	"waymark/bot/share/print"
	"waymark/content"
)

type sharePackCmd struct {
	reached
	Output string   `short:"o" required:"" help:"The folder; it is made if it is not there, and must be empty." type:"path" placeholder:"DIR"`
	Locale []string `help:"The languages; without it, all that people are answered in." placeholder:"LOCALE"`
}

// packed is a link's part of the pack, as index.html shows it.
type packed struct {
	Locale, Title, Folder string
	Targets               []string
	Draft                 bool
	Files                 []print.Packed
}

// Run makes the pack.
func (c *sharePackCmd) Run(std stdio) error {
	links, words, err := c.load()
	if err != nil {
		return err
	}
	if links, err = picked(links, ""); err != nil {
		return err
	}
	locales := c.Locale
	if len(locales) == 0 {
		for l := range words {
			locales = append(locales, l)
		}
		slices.Sort(locales)
	}
	if err := emptyFolder(c.Output); err != nil {
		return err
	}
	var parts []packed
	files := 0
	for _, locale := range locales {
		if words[locale] == nil {
			return wrongUse{fmt.Errorf("there are no words for paper in %q that may be given out", locale)}
		}
		for _, link := range links {
			if link.Language != "" && link.Language != locale {
				continue
			}
			part, err := c.part(locale, words[locale], link)
			if err != nil {
				return err
			}
			files += len(part.Files)
			parts = append(parts, part)
		}
	}
	index := packIndex{Parts: parts, Words: words[content.DefaultLocale], Piece: c.piece(words[content.DefaultLocale], share.Link{})}
	if err := whole(filepath.Join(c.Output, "index.html"), index.write); err != nil {
		return err
	}
	fmt.Fprintf(std.out, "%d files for %d entry link(s) in %s; begin with index.html\n", files, len(links), c.Output)
	return nil
}

// emptyFolder makes a folder, or takes one with nothing in it.
func emptyFolder(name string) error {
	there, err := os.ReadDir(name)
	switch {
	case errors.Is(err, os.ErrNotExist):
		if err := os.MkdirAll(name, 0o755); err != nil {
			return wrongUse{errors.New("-o DIR: the folder cannot be made")}
		}
	case err != nil:
		return wrongUse{errors.New("-o DIR: not a folder that can be read")}
	case len(there) > 0:
		return wrongUse{errors.New("-o DIR: the folder is not empty; give a new one, so that nothing of yours is written over")}
	}
	return nil
}

func (c *sharePackCmd) part(locale string, words content.Print, link share.Link) (packed, error) {
	folder := locale
	if link.Code != "" {
		folder = filepath.Join(locale, link.Code)
	}
	part := packed{Locale: locale, Title: link.Name, Folder: filepath.ToSlash(folder), Targets: c.targets(link), Draft: words.Draft()}
	if err := os.MkdirAll(filepath.Join(c.Output, folder), 0o755); err != nil {
		return part, fmt.Errorf("make a folder of the pack: %w", err)
	}
	piece, made := c.piece(words, link), time.Now()
	part.Files = print.Pack(piece)
	for _, f := range part.Files {
		err := whole(filepath.Join(c.Output, folder, f.Name), func(w io.Writer) error { return f.Write(w, piece, locale, made) })
		if err != nil {
			return part, wrongUse{err}
		}
	}
	return part, nil
}

// packIndex is the first page of a pack.
type packIndex struct {
	Parts []packed
	Words content.Print
	Piece print.Piece
}

// Say gives words with their placeholders filled.
func (p packIndex) Say(name string) string { return p.Piece.Say(name) }

func (p packIndex) write(w io.Writer) error {
	return packPage.Execute(w, p)
}

var packPage = template.Must(template.New("pack").Parse(`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>{{.Say "plain"}}</title>
<style>body{font:1.05rem/1.5 system-ui,sans-serif;max-width:42rem;margin:2rem auto;padding:0 1rem;color:#111;background:#fff}
h1,h2,h3{line-height:1.2}.first{background:#111;color:#fff;padding:.6rem 1rem;font-weight:bold}code{overflow-wrap:anywhere}p{white-space:pre-line}a{color:#00545c}</style></head><body>
<p class="first">{{.Say "first"}}</p>
<h1>{{.Say "plain"}}</h1>
<h2>{{.Say "say_title"}}</h2><p>{{.Say "say"}}</p>
<h2>{{.Say "not_title"}}</h2><p>{{.Say "not"}}</p>
<h2>{{.Say "practice_title"}}</h2><p>{{.Say "practice"}}</p>
<h2>{{.Say "counted_title"}}</h2><p>{{.Say "counted"}}</p>
{{range .Parts}}<h2>{{.Title}} ({{.Locale}})</h2>
{{if .Draft}}<p>A machine drafted these words, and nobody has reviewed them.</p>
{{end}}{{range .Targets}}<p><code>{{.}}</code></p>
{{end}}<ul>
{{$folder := .Folder}}{{range .Files}}<li><a href="{{$folder}}/{{.Name}}">{{.Name}}</a>: {{.Edition.Doc}}{{with .Way}}, {{.}}{{end}}</li>
{{end}}</ul>
{{end}}</body></html>
`))
