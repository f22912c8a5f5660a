package intake

import (
	"context"
	"encoding/json"
	"io"
	"strings"
)

// feature is a point with properties. Anything else of GeoJSON (RFC 7946) is no place to go to.
type feature struct {
	Type       string
	ID         scalar
	Geometry   *geometry
	Properties map[string]json.RawMessage
}

type geometry struct {
	Type        string
	Coordinates json.RawMessage
}

// GeoJSON reads a FeatureCollection of points, or one of them. The properties have the names of Columns; others are left out.
func GeoJSON(ctx context.Context, r io.Reader, o Options) (*Batch, error) {
	o = o.withDefaults()
	c := newCollector(o)
	sheet := newSheet()
	s := newStream(ctx, r, o.MostBytes, "features")
	unknown := map[string]bool{}
	err := s.each(func(record json.RawMessage, line int) error {
		if err := c.next(); err != nil {
			return err
		}
		if c.batch.Records%100 == 0 {
			c.tell(Progress{Bytes: s.in.total})
		}
		d := &draft{options: &c.options, line: line, record: c.batch.Records}
		cells, lat, lon, ok := d.feature(sheet, record, unknown, c)
		if !ok {
			c.setAside(d.problems...)
			return nil
		}
		c.takeRow(d, sheet.read(d, cells, lat, lon))
		return nil
	})
	if err != nil {
		return nil, err
	}
	if t := s.rest["type"]; len(s.rest) > 0 && string(t) != `"FeatureCollection"` && string(t) != `"Feature"` {
		return nil, ErrNoServices
	}
	return c.done()
}

// feature takes a feature apart into cells, as a row of the spreadsheet has them.
func (d *draft) feature(s *sheet, record json.RawMessage, unknown map[string]bool, c *collector) (cells []string, lat, lon string, ok bool) {
	var f feature
	if err := json.Unmarshal(record, &f); err != nil {
		d.wrong("", "is not a GeoJSON feature")
		return nil, "", "", false
	}
	cells = make([]string, len(s.columns))
	for name, value := range f.Properties {
		column, known := s.byName[heading(name)]
		if !known {
			if name = shorten(clean(name), 40); !unknown[name] && len(unknown) < 100 {
				unknown[name] = true
				c.note(Problem{Record: d.record, Field: name, Reason: "is not a property that is known; left out"})
			}
			continue
		}
		text, plain := cellOf(value)
		if !plain {
			d.wrong(s.columns[column].Name, "must be a text, a number, true, false, or a list of texts")
		}
		cells[column] = text
	}
	id := s.byName["id"]
	if cells[id] == "" {
		cells[id] = string(f.ID)
	}
	d.service.ID = shorten(clean(cells[id]), longID)
	if len(d.problems) > 0 {
		return nil, "", "", false
	}
	if f.Geometry == nil { // allowed: the postcode may do
		return cells, "", "", true
	}
	var at []json.Number
	if f.Geometry.Type != "Point" || json.Unmarshal(f.Geometry.Coordinates, &at) != nil || len(at) < 2 || len(at) > 3 {
		d.wrong("geometry", "must be a Point with longitude and latitude")
		return nil, "", "", false
	}
	return cells, at[1].String(), at[0].String(), true
}

// cellOf makes a value a cell. Lists of texts are joined as in a spreadsheet.
func cellOf(value json.RawMessage) (string, bool) {
	var list []scalar
	if json.Unmarshal(value, &list) == nil && len(value) > 0 && value[0] == '[' {
		texts := make([]string, len(list))
		for i, s := range list {
			texts[i] = string(s)
		}
		return strings.Join(texts, "; "), true
	}
	var one scalar
	err := json.Unmarshal(value, &one)
	return string(one), err == nil
}
