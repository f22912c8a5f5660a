package dashboard

import (
	"fmt"
	"html/template"
	"strings"
)

// Charts are inline SVG without styles or scripts, drawn from the figures that stand beside them. Colours are two of Okabe
// and Ito's that stay apart for every kind of colour blindness and in grey; lines differ by their dashes too.

// bar draws one figure as a part of the largest in its table. The figure itself stands beside it, so the drawing is hidden
// from screen readers.
func bar(height, largest int) template.HTML {
	width := 0
	if largest > 0 {
		width = 100 * height / largest
	}
	return template.HTML(fmt.Sprintf(`<svg class="bar" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true" focusable="false"><rect width="%d" height="10"/></svg>`, width))
}

// The line chart's size, in units that are about a pixel on a narrow telephone.
const (
	chartWidth  = 360
	chartHeight = 170
	chartLeft   = 40
	chartRight  = 8
	chartTop    = 10
	chartBottom = 28
)

// lineClasses are how the lines of a chart look, in the style sheet.
var lineClasses = [...]string{"a", "b", "c"}

// lines draws the columns of a section over time, oldest first.
func lines(s Section) template.HTML {
	if len(s.Rows) < 2 {
		return ""
	}
	top := 5
	for _, r := range s.Rows {
		for _, c := range r.Cells {
			top = max(top, c.height())
		}
	}
	top = roundScale(top)
	x := func(i int) float64 {
		return chartLeft + float64(i)*(chartWidth-chartLeft-chartRight)/float64(len(s.Rows)-1)
	}
	y := func(v int) float64 {
		return chartTop + (1-float64(v)/float64(top))*(chartHeight-chartTop-chartBottom)
	}
	var b strings.Builder
	fmt.Fprintf(&b, `<svg class="lines" viewBox="0 0 %d %d" role="img" aria-label="%s">`, chartWidth, chartHeight,
		template.HTMLEscapeString(s.Title+". The same figures are in the table below."))
	for _, v := range []int{0, top / 2, top} {
		fmt.Fprintf(&b, `<line class="grid" x1="%d" x2="%d" y1="%.1f" y2="%.1f"/><text x="%d" y="%.1f" text-anchor="end">%d</text>`,
			chartLeft, chartWidth-chartRight, y(v), y(v), chartLeft-4, y(v)+3.5, v)
	}
	fmt.Fprintf(&b, `<text x="%d" y="%d">%s</text>`, chartLeft, chartHeight-8, template.HTMLEscapeString(s.Rows[0].Label))
	fmt.Fprintf(&b, `<text x="%d" y="%d" text-anchor="end">%s</text>`, chartWidth-chartRight, chartHeight-8, template.HTMLEscapeString(s.Rows[len(s.Rows)-1].Label))
	for c := range s.Rows[0].Cells {
		class := lineClasses[c%len(lineClasses)]
		var points []string
		flush := func() {
			switch {
			case len(points) == 1:
				at := strings.Split(points[0], ",")
				fmt.Fprintf(&b, `<circle class="dot %s" cx="%s" cy="%s" r="2"/>`, class, at[0], at[1])
			case len(points) > 1:
				fmt.Fprintf(&b, `<polyline class="line %s" points="%s"/>`, class, strings.Join(points, " "))
			}
			points = nil
		}
		for i, r := range s.Rows {
			if r.Cells[c].Figure == nil {
				flush()
				continue
			}
			points = append(points, fmt.Sprintf("%.1f,%.1f", x(i), y(r.Cells[c].height())))
		}
		flush()
	}
	b.WriteString("</svg>")
	return template.HTML(b.String())
}

// roundScale is the next number that reads well at the top of a scale.
func roundScale(n int) int {
	for step := 10; ; step *= 10 {
		for _, f := range []int{1, 2, 5} {
			if n <= f*step {
				return f * step
			}
		}
	}
}

// legend names the lines of a chart by their looks.
func legend(s Section) template.HTML {
	if len(s.Head) < 3 {
		return ""
	}
	var b strings.Builder
	b.WriteString(`<p class="legend">`)
	for i, name := range s.Head[1:] {
		fmt.Fprintf(&b, `<span><svg viewBox="0 0 28 8" aria-hidden="true" focusable="false"><line class="line %s" x1="0" x2="28" y1="4" y2="4"/></svg> %s</span> `,
			lineClasses[i%len(lineClasses)], template.HTMLEscapeString(name))
	}
	b.WriteString("</p>")
	return template.HTML(b.String())
}
