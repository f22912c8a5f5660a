package place

import (
	"cmp"
	"math"
	"slices"
	"strings"
)

// Among says which of some places of one name a text picks: by the county, region or nation it lies in ("the essex one",
// "wales"), or by a bigger place that it is a part of or near ("london"). The places come as a conversation keeps them, to a
// hundredth of a degree and without their names, the likeliest first. i is the number of the one that is meant; ok is false where the text
// does not tell it from the others.
func (f *Finder) Among(text string, points []Point) (p Place, i int, ok bool) {
	list := f.at(points)
	if len(list) == 0 {
		return Place{}, 0, false
	}
	words := read(text)
	left := narrow(match{from: -1, to: -1, candidates: list}, f.names(words), f.around(list, words))
	if len(left) == len(list) && len(list) > 1 || len(left) > 1 && !dominates(left) && !outweighs(left) {
		return Place{}, 0, false
	}
	i = slices.Index(list, left[0])
	if len(list) == 1 && !f.lies(list[0], words) {
		return Place{}, 0, false
	}
	return f.called(list[i]), i, true
}

// Again gives one of some places of one name, which come as for Among, with what it is called.
func (f *Finder) Again(points []Point, i int) (Place, bool) {
	list := f.at(points)
	if i >= len(list) {
		return Place{}, false
	}
	return f.called(list[i]), true
}

// called is a place with a label that tells it from all others of its name.
func (f *Finder) called(n named) Place {
	all, _ := f.lookup([]byte(keyOf(n.name)))
	all = merge(all)
	for i, label := range f.apart(all) {
		if all[i].at.Metres(n.at) < samePlace {
			return f.placeOf(n, label)
		}
	}
	return f.placeOf(n, n.name)
}

// around are the counties, regions and nations in the words, but for one that is called as a place in the list: "Newport" picks no Newport.
func (f *Finder) around(list []named, words []word) []wideMatch {
	return slices.DeleteFunc(f.widesIn(words), func(w wideMatch) bool {
		return slices.ContainsFunc(list, func(n named) bool { return n.name == w.Name })
	})
}

// lies says whether the words name a county, region or nation that a place lies in.
func (f *Finder) lies(n named, words []word) bool {
	return slices.ContainsFunc(f.around([]named{n}, words), func(w wideMatch) bool { return w.holds(n) })
}

// at finds again what stands at rounded points. Where several places round to one, it is the one that has the first word of its name in common
// with a place at most of the other points, and of those the biggest. It finds all or none.
func (f *Finder) at(points []Point) []named {
	cells := make([][]named, len(points))
	common := map[string]int{}
	for i, p := range points {
		cells[i] = f.cell(p)
		if len(cells[i]) == 0 {
			return nil
		}
		seen := map[string]bool{}
		for _, n := range cells[i] {
			if first := firstWord(n.name); !seen[first] {
				seen[first] = true
				common[first]++
			}
		}
	}
	out := make([]named, len(points))
	for i, cell := range cells {
		out[i] = slices.MaxFunc(cell, func(a, b named) int {
			return cmp.Or(cmp.Compare(common[firstWord(a.name)], common[firstWord(b.name)]), cmp.Compare(a.people, b.people), strings.Compare(b.name, a.name))
		})
	}
	return out
}

func firstWord(name string) string {
	first, _, _ := strings.Cut(strings.ToLower(name), " ")
	first, _, _ = strings.Cut(first, "-")
	return first
}

// cell gives the places whose point rounds to p.
func (f *Finder) cell(p Point) (all []named) {
	const half = micro/200 + 1 // of a hundredth of a degree, in millionths
	lat, lon := int32(math.Round(p.Lat*micro)), int32(math.Round(p.Lon*micro))
	for _, file := range f.files {
		for i := range len(file.places) / placeSize {
			b := file.places[i*placeSize:]
			dLat, dLon := int32(little.Uint32(b))-lat, int32(little.Uint32(b[4:]))-lon
			if -half <= dLat && dLat <= half && -half <= dLon && dLon <= half {
				all = append(all, file.place(i))
			}
		}
	}
	return all
}
