package counter

import "strings"

// family is a counter that there is once for each of some names. Its members' Docs are all the same: they say what is
// counted, and the name says of which.
type family struct {
	Info
	members string
}

// Names of substances are those of the files in content/en/substances; an operator's own are "other".
const (
	substanceNames = `alcohol amphetamine antidepressants benzodiazepines buprenorphine cannabis cocaine codeine crack dmt
		fentanyl gabapentin ghb heroin ketamine khat kratom lsd mdma mephedrone methadone methamphetamine mushrooms nicotine
		nitazenes nitrous_oxide oxycodone poppers pregabalin solvents spice steroids tramadol two_cb viagra xylazine zopiclone
		other`
	equipmentNames = `needles citric spoons filters water swabs tourniquet foil straws pipes bin condoms steroid_needles naloxone other`
	typeNames      = `needle_exchange needle_vending van pharmacy_supervised naloxone treatment ost detox_rehab mutual_aid
		peer_support wound_care bbv_test sexual_health drug_checking housing benefits mental_health welcoming_space
		young_people family pharmacy emergency_department sharps_disposal`
	localeNames   = `en cy pl ro pt es fr it lt ru ar fa ur pa bn so ti other`
	feedbackNames = `overdose bad_reaction crisis safer_use substances mixing equipment near menu other`
	segmentNames  = `1 2 3 4 6 8 12 16 24 32 48 64`
	entryNames    = `01 02 03 04 05 06 07 08 09 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25 26 27 28 29 30`
)

// members is how many counters the families have; a test counts them.
const members = 38 + 15 + 23 + 23 + 18 + 18 + 10 + 10 + 12 + 30

// families are in the order in which they are shown.
var families = [...]family{
	{Info{Name: "substance", Period: Week, Doc: "Sessions that read about this substance. Reading is not using, and may be for somebody else."}, substanceNames},
	{Info{Name: "equipment", Period: Week, Doc: "Sessions that asked for this kind of equipment. How much, and whether they got it, is not counted here."}, equipmentNames},
	{Info{Name: "lookup_type", Period: Month, Together: true, Doc: "Sessions that looked for this type of service, anywhere. Where is counted below, by the postcode area."}, typeNames},
	{Info{Name: "unmet_type", Period: Month, Together: true, Doc: "Sessions that looked for this type of service and were shown none within reach, anywhere."}, typeNames},
	{Info{Name: "locale", Period: Week, Doc: "Sessions that were answered in this language. It says nothing about where anybody is from."}, localeNames},
	{Info{Name: "locale_missing", Period: Week, Doc: "Sessions that asked for this language, which there are no words in yet."}, localeNames},
	{Info{Name: "useful", Period: Week, Doc: "Sessions that said a reply of this conversation was useful. Which reply is not counted."}, feedbackNames},
	{Info{Name: "not_useful", Period: Week, Doc: "Sessions that said a reply of this conversation was not useful. Which reply is not counted."}, feedbackNames},
	{Info{Name: "segments", Period: Week, Doc: "Sessions whose replies came to at least this many SMS segments. The steps add up to what replies cost, without counting anybody twice."}, segmentNames},
	{Info{Name: "entry", Period: Month, Doc: "Sessions that began with this link of the operator's own list: a poster, a card, a campaign. Which it is, only that list says."}, entryNames},
}

// Members gives the counters of a family in the order they are shown, each with what its name has behind
// the family's.
func Members(name string) (out []Member) {
	for _, f := range families {
		if f.Name != name {
			continue
		}
		for _, m := range strings.Fields(f.members) {
			c, _ := Named(name + "_" + m)
			out = append(out, Member{c, m})
		}
	}
	return out
}

// Member is a counter of a family.
type Member struct {
	Counter Counter
	Name    string
}

// MemberOr gives the counter of a family, or the family's "other" when it has none of that name.
func MemberOr(name, member string) Counter {
	c, ok := Named(name + "_" + member)
	if !ok {
		c, _ = Named(name + "_other")
	}
	return c
}
