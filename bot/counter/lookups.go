package counter

import "strings"

// What was looked for, and where. Twenty-three types of service in 124 postcode areas would be thousands of
// counters that each say "fewer than 5": noise, and a row for nearly every session. So where is counted for eight
// wider needs, and each type is counted without a place.

// needs are the wider needs, each with the types of service that meet it.
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

// lookups is how many counters are made of needs and areas; a test counts them.
const lookups = 2 * len(needs) * 124

func lookupList() []Info {
	var out []Info
	for _, n := range needs {
		for _, area := range strings.Fields(areaLetters) {
			out = append(out, Info{
				Name: "lookup_" + n.name + "_" + strings.ToLower(area), Period: Month, Together: true,
				Doc: "Sessions that looked for " + n.what + " in the postcode area " + area + ". Nothing finer than the area and the month is counted.",
			})
		}
	}
	for _, n := range needs {
		for _, area := range strings.Fields(areaLetters) {
			out = append(out, Info{
				Name: "unmet_" + n.name + "_" + strings.ToLower(area), Period: Month, Together: true,
				Doc: "Sessions that looked for " + n.what + " in the postcode area " + area + " and were shown none within reach.",
			})
		}
	}
	return out
}

// Need is a wider need that services meet.
type Need struct {
	// Name is the need in counters' names; What says it in words.
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
	need := needOf(serviceType)
	place := "_" + need + "_" + strings.ToLower(area)
	add("lookup" + place)
	if unmet {
		add("nothing_within_reach")
		add("unmet_type_" + serviceType)
		add("unmet" + place)
	}
	return out
}

func needOf(serviceType string) string {
	for _, n := range needs {
		for t := range strings.FieldsSeq(n.types) {
			if t == serviceType {
				return n.name
			}
		}
	}
	return ""
}
