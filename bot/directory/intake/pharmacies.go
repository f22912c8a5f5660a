package intake

import (
	"context"
	"encoding/csv"
	"errors"
	"io"
	"strings"
	"unicode"

	"waymark/bot/directory"
	"waymark/bot/directory/hours"
)

// nhsColumns are the columns of the NHSBSA Consolidated Pharmaceutical List that are read, by what is left of their names without
// marks: the list has been published with ODS_CODE_F_CODE, ODS_CODE_(F-CODE) and ODS_CODE__F_CODE_, and with ADDRESS_FIELD_1
// and ADDRESS_FIELD1.
var nhsColumns = map[string][]string{
	"code":     {"pharmacyodscodefcode", "pharmacyodscode", "odscodefcode", "odscode"},
	"name":     {"pharmacytradingname", "tradingname"},
	"org":      {"organisationname"},
	"address1": {"addressfield1"}, "address2": {"addressfield2"}, "address3": {"addressfield3"}, "address4": {"addressfield4"},
	"postcode": {"postcode"},
	"contract": {"contracttype"},
	"day0":     {"pharmacyopeninghoursmonday"}, "day1": {"pharmacyopeninghourstuesday"}, "day2": {"pharmacyopeninghourswednesday"},
	"day3": {"pharmacyopeninghoursthursday"}, "day4": {"pharmacyopeninghoursfriday"}, "day5": {"pharmacyopeninghourssaturday"},
	"day6": {"pharmacyopeninghourssunday"},
}

// Pharmacies reads the NHSBSA Consolidated Pharmaceutical List of England. It says when pharmacies are open, never on bank holidays,
// and not what else they do: codes, which may be nil, is the operator's own list of that, a CSV with ods_code and any of
// Columns. It has postcodes and no coordinates, so Options.Locate is needed.
func Pharmacies(ctx context.Context, list, codes io.Reader, o Options) (*Batch, error) {
	o = o.withDefaults()
	c := newCollector(o)
	own, err := readCodes(ctx, codes, o, c)
	if err != nil {
		return nil, err
	}
	rows, err := openTable(ctx, list, o.MostBytes)
	if err != nil {
		return nil, err
	}
	at := map[string]int{}
	for i, name := range rows.header {
		for column, names := range nhsColumns {
			for _, n := range names {
				if heading(name) == n {
					if _, twice := at[column]; !twice {
						at[column] = i
					}
				}
			}
		}
	}
	for _, needed := range []string{"code", "name", "postcode", "day0", "day6"} {
		if _, ok := at[needed]; !ok {
			return nil, ErrHeader
		}
	}
	for {
		record, line, err := rows.next()
		if err == io.EOF {
			break
		}
		parse, bad := errors.AsType[*csv.ParseError](err)
		if err != nil && !bad {
			return nil, err
		}
		if err := c.next(); err != nil {
			return nil, err
		}
		if c.batch.Records%200 == 0 {
			c.tell(Progress{Bytes: rows.in.total})
		}
		d := &draft{options: &c.options, line: line, record: c.batch.Records}
		if bad {
			d.wrong("", "the quotes in it do not match: "+parse.Err.Error())
			c.setAside(d.problems...)
			continue
		}
		d.pharmacy(func(column string) string {
			if i, ok := at[column]; ok && i < len(record) {
				return record[i]
			}
			return ""
		}, own)
		c.take(d)
	}
	for code, r := range own {
		if !r.used {
			c.note(Problem{Line: r.line, ID: code, Field: "ods_code", Reason: "is in your list of codes and not in the NHS list"})
		}
	}
	return c.done()
}

func (d *draft) pharmacy(cell func(string) string, own map[string]*ownCode) {
	d.service.ID = strings.ToUpper(heading(cell("code")))
	if fold(cell("contract")) == "dac" || strings.Contains(fold(cell("contract")), "appliance") {
		d.notActive = true // an appliance contractor delivers, and has no counter to come to
		return
	}
	d.service.Name = d.short("PHARMACY_TRADING_NAME", titled(cell("name")), longName)
	d.service.Organisation = d.text(titled(cell("org")), longName)
	d.service.Types = directory.SetOf(directory.Pharmacy) | d.options.Types
	l := directory.Location{}
	var parts []string
	for _, field := range []string{"address1", "address2", "address3", "address4"} {
		if p := clean(titled(cell(field))); p != "" {
			parts = append(parts, p)
		}
	}
	l.Address = d.short("ADDRESS_FIELD", strings.Join(parts, ", "), longAddress)
	var week [7][]hours.Stretch
	for i := range week {
		var reason string
		column := "day" + string(rune('0'+i))
		if week[i], reason = hours.ParseStretches(cell(column)); reason != "" {
			d.wrong(strings.ToUpper(nhsColumns[column][0]), reason)
		}
	}
	l.Hours = hours.Hours{Rules: hours.WeekRules(week)} // what they do on bank holidays is not in the list
	d.point(&l, "", "", cell("postcode"))
	if r := own[d.service.ID]; r != nil {
		r.used = true
		r.add(&d.service, &l)
	}
	d.service.Locations = []directory.Location{l}
}

// ownCode is what the operator knows of a pharmacy.
type ownCode struct {
	draft *draft
	row   *row
	line  int
	used  bool
}

// readCodes reads the operator's list. A bad line is told like any other bad record.
func readCodes(ctx context.Context, r io.Reader, o Options, c *collector) (map[string]*ownCode, error) {
	own := map[string]*ownCode{}
	if r == nil {
		return own, nil
	}
	rows, err := openTable(ctx, r, o.MostBytes)
	if err != nil {
		return nil, err
	}
	s := newSheet()
	header := s.header(rows.header, &collector{}) // ods_code is none of its columns, and no slip
	code := -1
	for i, name := range rows.header {
		if h := heading(name); h == "odscode" || h == "code" || h == "fcode" {
			code = i
		}
	}
	if code < 0 {
		return nil, ErrHeader
	}
	for {
		record, line, err := rows.next()
		if err == io.EOF {
			return own, nil
		}
		d := &draft{options: &Options{Terms: o.Terms, Today: o.Today}, line: line}
		if _, bad := errors.AsType[*csv.ParseError](err); bad {
			d.wrong("", "the quotes in it do not match")
			c.setAside(d.problems...)
			continue
		}
		if err != nil {
			return nil, err
		}
		d.record = len(own) + 1
		id := ""
		if code < len(record) {
			id = strings.ToUpper(heading(record[code]))
		}
		d.service.ID = id
		if id == "" || own[id] != nil {
			d.wrong("ods_code", "is missing or there already")
			c.setAside(d.problems...)
			continue
		}
		cells := make([]string, len(s.columns))
		for column, i := range header {
			if i < len(record) && i != code {
				cells[column] = record[i]
			}
		}
		row := &row{}
		s.extras(d, row, cells)
		if len(d.problems) > 0 {
			c.setAside(d.problems...)
			continue
		}
		own[id] = &ownCode{draft: d, row: row, line: line}
	}
}

// extras reads the cells that add to a pharmacy: not its name, place or usual hours.
func (s *sheet) extras(d *draft, r *row, cells []string) {
	for i, c := range s.columns {
		switch {
		case cells[i] == "" || c.read == nil || c.Name == "name" || c.Name == "stop":
		case isFormula(c.Name, cells[i]):
			d.wrong(c.Name, "is a formula, not a value")
		default:
			c.read(d, r, cells[i])
		}
	}
	how, ok := directory.HowNamed(fold(cells[s.byName["checkedhow"]]))
	if !ok {
		d.wrong("checked_how", "must be visit, phone, website or record")
	}
	d.checked("checked_on", cells[s.byName["checkedon"]], how)
	r.hours(d)
}

// add puts what the operator knows onto a pharmacy. Hours of the operator's own take the place of the list's.
func (o *ownCode) add(s *directory.Service, l *directory.Location) {
	extra := &o.draft.service
	s.Types |= extra.Types
	s.Yes, s.No = s.Yes|extra.Yes, s.No|extra.No
	s.Phones, s.Languages, s.Checked = extra.Phones, extra.Languages, extra.Checked
	s.Description, s.GetIn, s.Alert, s.URL = extra.Description, extra.GetIn, extra.Alert, extra.URL
	s.MinimumAge, s.MaximumAge = extra.MinimumAge, extra.MaximumAge
	if len(o.row.place.Hours.Rules) > 0 {
		l.Hours.Rules = o.row.place.Hours.Rules
	}
	l.Hours.Bank, l.Hours.Changes = o.row.place.Hours.Bank, o.row.place.Hours.Changes
	l.Access = o.row.place.Access
}

// titled makes names that are all capitals easier to read; others stay as they are.
func titled(s string) string {
	s = clean(s)
	if s != strings.ToUpper(s) {
		return s
	}
	small := map[string]bool{"AND": true, "OF": true, "THE": true, "AT": true, "IN": true, "ON": true, "UPON": true, "FOR": true}
	upper := map[string]bool{"NHS": true, "UK": true, "LLP": true, "PLC": true, "GP": true, "II": true, "HMP": true, "PCT": true, "DGH": true}
	words := strings.Split(s, " ")
	for i, w := range words {
		switch {
		case upper[w]:
		case small[w] && i > 0:
			words[i] = strings.ToLower(w)
		default:
			words[i] = capital(w)
		}
	}
	return strings.Join(words, " ")
}

// capital makes the first letter of a word, and of its parts behind a hyphen or bracket, the only capitals.
func capital(w string) string {
	out := []rune(strings.ToLower(w))
	start := true
	for i, r := range out {
		if start && unicode.IsLetter(r) {
			out[i] = unicode.ToUpper(r)
		}
		start = !unicode.IsLetter(r) && !unicode.IsDigit(r) && r != '\''
	}
	return string(out)
}
