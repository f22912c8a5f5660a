package directory

import "math/bits"

// Type is what a service is for. The list is compiled in: counters, flows and words refer to it.
type Type uint8

// The types, in the order in which lists show them. A new one goes before types, at the end: snapshots keep the numbers.
const (
	NeedleExchange Type = iota
	NeedleVending
	Van
	PharmacySupervised
	Naloxone
	Treatment
	OST
	DetoxRehab
	MutualAid
	PeerSupport
	WoundCare
	BBVTest
	SexualHealth
	DrugChecking
	Housing
	Benefits
	MentalHealth
	WelcomingSpace
	YoungPeople
	Family
	Pharmacy
	EmergencyDepartment
	SharpsDisposal
	types
)

var typeNames = [types]string{
	"needle_exchange", "needle_vending", "van", "pharmacy_supervised", "naloxone", "treatment", "ost", "detox_rehab",
	"mutual_aid", "peer_support", "wound_care", "bbv_test", "sexual_health", "drug_checking", "housing", "benefits",
	"mental_health", "welcoming_space", "young_people", "family", "pharmacy", "emergency_department", "sharps_disposal",
}

// String is the type's name in files, flows and counters.
func (t Type) String() string {
	if t < types {
		return typeNames[t]
	}
	return ""
}

// TypeNamed finds a type by its name.
func TypeNamed(name string) (Type, bool) {
	for i, n := range typeNames {
		if n == name {
			return Type(i), true
		}
	}
	return 0, false
}

// Types gives every type.
func Types() []Type {
	all := make([]Type, types)
	for i := range all {
		all[i] = Type(i)
	}
	return all
}

// TypeSet is some of the types. The zero value is none.
type TypeSet uint32

// AllTypes is every type.
const AllTypes TypeSet = 1<<types - 1

// SetOf makes a set.
func SetOf(ts ...Type) TypeSet {
	var s TypeSet
	for _, t := range ts {
		s |= 1 << t
	}
	return s & AllTypes
}

// Has says whether a type is in the set.
func (s TypeSet) Has(t Type) bool { return t < types && s>>t&1 != 0 }

// Types lists the set in the usual order.
func (s TypeSet) Types() []Type {
	all := make([]Type, 0, bits.OnesCount32(uint32(s)))
	for t := range types {
		if s.Has(t) {
			all = append(all, t)
		}
	}
	return all
}

// Flag is something about a service that is so, is not so, or is not known.
type Flag uint8

// The flags. A new one goes before flags, at the end: snapshots keep the numbers.
const (
	NoID          Flag = iota // nobody is asked to show who they are
	NoAppointment             // just turn up
	NoCap                     // as much equipment as is needed
	WomenOnly                 // there are women-only times; which, is said in GetIn
	LGBTQ                     // for or welcoming to LGBTQ+ people, by its own word
	Wheelchair
	OutOfHours // a token, code or card opens it when nobody is there; how, is said in GetIn
	Dogs
	FingerPrick // tests with a drop of blood, not from a vein
	WarmDrinks
	Food
	Toilet
	Shower
	flags
)

var flagNames = [flags]string{
	"no_id", "no_appointment", "no_cap", "women_only", "lgbtq", "wheelchair", "out_of_hours", "dogs", "finger_prick",
	"warm_drinks", "food", "toilet", "shower",
}

// String is the flag's name in files and flows.
func (f Flag) String() string {
	if f < flags {
		return flagNames[f]
	}
	return ""
}

// FlagNamed finds a flag by its name.
func FlagNamed(name string) (Flag, bool) {
	for i, n := range flagNames {
		if n == name {
			return Flag(i), true
		}
	}
	return 0, false
}

// Flags gives every flag.
func Flags() []Flag {
	all := make([]Flag, flags)
	for i := range all {
		all[i] = Flag(i)
	}
	return all
}

// FlagSet is some of the flags. The zero value is none.
type FlagSet uint32

// FlagsOf makes a set.
func FlagsOf(fs ...Flag) FlagSet {
	var s FlagSet
	for _, f := range fs {
		s |= 1 << f
	}
	return s
}

// Has says whether a flag is in the set.
func (s FlagSet) Has(f Flag) bool { return f < flags && s>>f&1 != 0 }

// Flags lists the set in the usual order.
func (s FlagSet) Flags() []Flag {
	all := make([]Flag, 0, bits.OnesCount32(uint32(s)))
	for f := range flags {
		if s.Has(f) {
			all = append(all, f)
		}
	}
	return all
}
