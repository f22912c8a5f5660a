package counter

import "strings"

// What was looked for, and where: each type of service in each postcode area, by the month, all channels together. Most of
// these rows say "fewer than 5" in most months. Where unmet need does stand out from its blinding it is by
// type that a commissioner can act on it; wider needs are added up from these rows when they are shown.

// needs are wider needs, each with the types of service that meet it, for sentences and sums.
var needs = [...]struct{ name, what, types string }{
	{"needles", "needle exchange", "needle_exchange needle_vending van sharps_disposal"},
	{"naloxone", "naloxone", "naloxone"},
	{"script", "scripts and treatment", "treatment ost pharmacy_supervised detox_rehab"},
	{"support", "groups and support", "mutual_aid peer_support young_people family mental_health"},
	{"tests", "wounds, tests and sexual health", "wound_care bbv_test sexual_health"},
	{"checking", "drug checking", "drug_checking"},
	{"basics", "housing, benefits, food and warmth", "housing benefits welcoming_space"},
	{"pharmacy", "a pharmacy or A&E", "pharmacy emergency_department"},
}

// areaLetters are the postcode areas of the United Kingdom and the Crown dependencies; a test compares them
// with the gazetteer's.
const areaLetters = `AB AL B BA BB BD BH BL BN BR BS BT CA CB CF CH CM CO CR CT CV CW DA DD DE DG DH DL DN DT DY E EC EH EN EX
	FK FY G GL GU GY HA HD HG HP HR HS HU HX IG IM IP IV JE KA KT KW KY L LA LD LE LL LN LS LU M ME MK ML N NE NG NN NP NR NW
	OL OX PA PE PH PL PO PR RG RH RM S SA SE SG SK SL SM SN SO SP SR SS ST SW SY TA TD TF TN TQ TR TS TW UB W WA WC WD WF WN
	WR WS WV YO ZE`

// The numbers of types and areas; a test counts them.
const (
	serviceTypes  = 23
	postcodeAreas = 124
	lookups       = 2 * serviceTypes * postcodeAreas
)

// The two things that are counted of a type of service in a postcode area. Their names end in the type, "_in_" and
// the area. Before there were types in areas the wider needs were counted there, as lookup_needles_e: the names of those are used up.
const (
	lookedFor = "lookup"
	notThere  = "unmet"
)

// inArea names a counter of a type in an area.
func inArea(what, serviceType, area string) string {
	return what + "_" + serviceType + "_in_" + strings.ToLower(area)
}

// lookupList lists those counters. Every command makes it when it starts, so it takes no step twice.
func lookupList() []Info {
	out := make([]Info, 0, lookups)
	areas, small := strings.Fields(areaLetters), strings.Fields(strings.ToLower(areaLetters))
	for _, what := range []struct{ name, doc string }{
		{lookedFor, ". Nothing finer than the area and the month is counted."}, {notThere, " and were shown none within reach."},
	} {
		for t := range strings.FieldsSeq(typeNames) {
			name := inArea(what.name, t, "")
			doc := "Sessions that looked for " + strings.ReplaceAll(t, "_", " ") + " in the postcode area "
			for i, area := range areas {
				out = append(out, Info{Name: name + small[i], Period: Month, Together: true, Doc: doc + area + what.doc})
			}
		}
	}
	return out
}

// Need is a wider need that services meet.
type Need struct {
	// Name is the need in one word; What says it in words.
	Name, What string
	// Types are the types of service that meet it.
	Types []string
}

// Needs lists them in the order they are shown.
func Needs() []Need {
	out := make([]Need, len(needs))
	for i, n := range needs {
		out[i] = Need{n.name, n.what, strings.Fields(n.types)}
	}
	return out
}

// Areas lists the postcode areas by their letters.
func Areas() []string { return strings.Fields(areaLetters) }

// InArea gives the counters of a type of service, by its name, in a postcode area, by its letters: how often it was looked for, and how
// often none was within reach. ok is false where either name is unknown.
func InArea(serviceType, area string) (looked, unmet Counter, ok bool) {
	looked, ok = Named(inArea(lookedFor, serviceType, area))
	if !ok {
		return 0, 0, false
	}
	unmet, ok = Named(inArea(notThere, serviceType, area))
	return looked, unmet, ok
}

// Lookup gives the counters that one search moves: a type of service, by its name, looked for in a postcode area, by
// its letters; either may be empty or unknown and is left out then. unmet says that nothing was within reach.
func Lookup(serviceType, area string, unmet bool) []Counter {
	var out []Counter
	add := func(name string) {
		if c, ok := Named(name); ok {
			out = append(out, c)
		}
	}
	if c, ok := Named("lookup_type_" + serviceType); ok {
		out = append(out, c)
		add("near_asked")
	}
	add(inArea(lookedFor, serviceType, area))
	if unmet {
		add("nothing_within_reach")
		add("unmet_type_" + serviceType)
		add(inArea(notThere, serviceType, area))
	}
	return out
}
