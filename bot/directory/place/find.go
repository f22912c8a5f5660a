package place

// Find hears which place a text names: a postcode or a part of one, a town, a neighbourhood, alone or in a sentence.
// It never fails. Nothing of the text is in the result, and nothing is kept.
func (f *Finder) Find(text string) Result {
	words := read(text)
	codes, why := codesIn(words)
	places, area := f.codes(codes)
	if len(places) > 0 {
		return found(places)
	}
	names := f.names(words)
	if r, ok := f.chosen(names, words); ok {
		return r.in(area, words)
	}
	switch {
	case area.Letters != "":
		why = NoPostcodes
		if f.imported() {
			why = UnknownPostcode
		}
		return Result{Answer: AreaOnly, Area: area, Why: why}
	case why != NoReason:
		return Result{Why: why}
	}
	if r, ok := f.guess(words); ok {
		return r
	}
	if wide, ok := f.wide(words); ok {
		for _, island := range islands {
			if island.Label == wide.Name {
				return found([]Place{island})
			}
		}
		return Result{Answer: AreaOnly, Area: wide, Why: TooWide}
	}
	return Result{Why: nothing(words)}
}

// shortEnough is how many words a text has at most, beside a postcode, in which a name and a postcode are of one place: "Hackney E8", and
// not "I'm from E8 and stuck in Leeds".
const shortEnough = 4

// in gives a place that no list has a postcode area for the one that was typed with it.
func (r Result) in(area Area, words []word) Result {
	others := 0
	for _, w := range words {
		if !w.used {
			others++
		}
	}
	if r.Answer == One && r.Places[0].Area == "" && others <= shortEnough && (area.Nation == r.Places[0].Nation || area.Border) {
		r.Places[0].Area = area.Letters
	}
	return r
}

// islands are nations so small that their name is enough to search from: 15 km from end to end, with their services in
// the one town.
var islands = []Place{
	{Point: Point{49.188, -2.105}, Label: "Jersey", Precision: Town, Radius: 9_000, Nation: Jersey, Area: "JE"},
	{Point: Point{49.457, -2.540}, Label: "Guernsey", Precision: Town, Radius: 7_000, Nation: Guernsey, Area: "GY"},
}

// codes are the places of the postcodes, each district once and as fine as it was given. area is that of the
// first postcode, for when there is no place.
func (f *Finder) codes(codes []code) (places []Place, area Area) {
	for i, c := range codes {
		if i == 0 {
			area = c.Area()
			nation, border := c.Nation()
			area.Nation, area.Border = nation, area.Border || border
		}
		p, ok := f.code(c.Postcode)
		if !ok {
			continue
		}
		for j := range places {
			if places[j].Label == p.Label {
				if p.Precision < places[j].Precision {
					places[j] = p
				}
				ok = false
			}
		}
		if ok {
			places = append(places, p)
		}
	}
	return places, area
}

// nothing says why no place was heard.
func nothing(words []word) Why {
	unknown := 0
	for i, w := range words {
		before := ""
		if i > 0 {
			before = words[i-1].text
		}
		switch w.text {
		case "nearby", "nearest", "closest":
			return NearMe
		case "me", "here", "us":
			if leads[before] || before == "to" {
				return NearMe
			}
		case "near", "nr":
			if i == len(words)-1 {
				return NearMe
			}
		case "location", "area", "way":
			if before == "my" || before == "this" {
				return NearMe
			}
		case "am", "m", "im":
			if before == "where" || before == "i" && i > 1 && words[i-2].text == "where" {
				return NearMe
			}
		}
		switch {
		case fillers[w.text] || leads[w.text]:
		case ordinary[w.text] || len(w.text) < 3 || isDigit(w.text[0]):
			unknown += 4 // not a name
		default:
			unknown++
		}
	}
	// A name is one to three words; more that nobody knows are a sentence.
	if unknown > 0 && unknown <= 3 {
		return UnknownName
	}
	return NoPlace
}
