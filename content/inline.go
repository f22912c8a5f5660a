package content

import (
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/util"
)

// bullets writes a list as lines that begin with a dash.
func (r *cardReader) bullets(n *ast.List) passage {
	var w passageWriter
	for item := n.FirstChild(); item != nil; item = item.NextSibling() {
		p := r.item(item)
		w.stand(p.place(0))
		if w.text.Len() > 0 {
			w.text.WriteByte('\n')
		}
		w.text.WriteString("- ")
		w.add(p)
	}
	return w.passage()
}

// item reads the words of one line of a list.
func (r *cardReader) item(n ast.Node) passage {
	var w passageWriter
	w.stand(r.where(n))
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		switch c.(type) {
		case *ast.TextBlock, *ast.Paragraph:
			if w.text.Len() > 0 {
				w.text.WriteByte('\n')
			}
			w.add(r.inline(c).trim())
		default:
			r.add(c, "a list item holds plain text and nothing else")
		}
	}
	return w.passage()
}

// inline gives a block's plain text: line ends become spaces, forced breaks stay, anything that would
// need formatting is a problem.
func (r *cardReader) inline(n ast.Node) passage {
	var w passageWriter
	w.stand(r.where(n))
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		switch c := c.(type) {
		case *ast.Text:
			w.stand(r.lineOf(c.Segment.Start))
			w.text.Write(util.UnescapePunctuations(c.Segment.Value(r.src)))
			switch {
			case c.HardLineBreak():
				w.text.WriteByte('\n')
			case c.SoftLineBreak():
				w.text.WriteByte(' ')
			}
		case *ast.AutoLink:
			w.stand(r.where(c))
			w.text.Write(c.Label(r.src))
		default:
			r.add(c, "%s cannot be shown: people get plain text", inlineName(c))
		}
	}
	return w.passage()
}

func inlineName(n ast.Node) string {
	switch n.(type) {
	case *ast.Emphasis:
		return "bold or italics"
	case *ast.CodeSpan:
		return "code"
	case *ast.Link:
		return "a link with other words than its address"
	case *ast.Image:
		return "a picture"
	case *ast.RawHTML:
		return "HTML"
	}
	return "this"
}
