package place

// Answer is the kind of a Result.
type Answer uint8

const (
	// Nothing: no place was heard. Result.Why says more.
	Nothing Answer = iota
	// One place, in Result.Places.
	One
	// Several places, best first: ask which.
	Several
	// AreaOnly is somewhere too wide to search from, in Result.Area: ask which part.
	AreaOnly
)

// Why says why a result is no place, so that the question that follows can be a good one.
type Why uint8

const (
	NoReason Why = iota
	// NoPlace: nothing in the text sounds like a place.
	NoPlace
	// NearMe: it says where the person is, and not where that is: "near me".
	NearMe
	// UnknownName: it is a name, or sounds like one, and is not in the gazetteer.
	UnknownName
	// NoPostcodes: it is a postcode, and no list of postcodes was imported. Result.Area is what its letters tell.
	NoPostcodes
	// UnknownPostcode: it is like a postcode, and not in the lists that were imported. Result.Area is what its letters tell.
	UnknownPostcode
	// TooWide: it is a county, region or nation, in Result.Area.
	TooWide
	// NoAddress: a code of the post office's that is no place, such as GIR 0AA.
	NoAddress
	// Forces: an address of the British forces abroad (BFPO).
	Forces
	// Abroad: a code of the Republic of Ireland or an overseas territory.
	Abroad
)

// Result is what Find heard.
type Result struct {
	Answer Answer
	// Places is one place, or two to nine of them, best first, whose labels tell them apart.
	Places []Place
	// Others are set for One where smaller places have the same name: offer them.
	Others []Place
	// Area is set for AreaOnly.
	Area Area
	// Why is set for Nothing and AreaOnly.
	Why Why
	// Guess: the name was spelt differently. Say which place is meant.
	Guess bool
}

// mostPlaces is how many places a question offers: as many as there are digits to answer with.
const mostPlaces = 9

func found(places []Place) Result {
	if len(places) == 1 {
		return Result{Answer: One, Places: places}
	}
	return Result{Answer: Several, Places: places[:min(len(places), mostPlaces)]}
}
