package counter

import (
	"regexp"
	"strings"
	"testing"

	"waymark/bot/intent"
	"waymark/bot/session"
)

func TestEveryCounterIsNamedOnceDocumentedAndOfAKnownPeriod(t *testing.T) {
	name := regexp.MustCompile(`^[a-z][a-z0-9]*(_[a-z0-9]+)*$`)
	seen := map[string]bool{}
	for i, info := range All() {
		if !name.MatchString(info.Name) {
			t.Errorf("counter %d: %q is not snake_case", i, info.Name)
		}
		if seen[info.Name] {
			t.Errorf("%s is there twice", info.Name)
		}
		seen[info.Name] = true
		if len(info.Doc) < 20 || !strings.HasSuffix(info.Doc, ".") {
			t.Errorf("%s: the doc %q is not a sentence", info.Name, info.Doc)
		}
		if info.Period >= Periods {
			t.Errorf("%s: unknown period", info.Name)
		}
		if c, ok := Named(info.Name); !ok || c != info.Counter || c.String() != info.Name || c.Info() != info {
			t.Errorf("%s: is not found by its name", info.Name)
		}
	}
}

func TestEachIntentHasItsTopicByTheWeek(t *testing.T) {
	for i := range intent.Intents {
		c, ok := Named("topic_" + i.String())
		if !ok {
			t.Errorf("no counter topic_%s", i)
		} else if c.Info().Period != Week {
			t.Errorf("%s is counted by the %s, want week", c, c.Info().Period)
		}
	}
}

func TestEmergenciesAreByTheDayAndPlacesByTheMonth(t *testing.T) {
	for name, want := range map[string]Period{
		"sessions": Day, "emergency_opened": Day, "overdose_call": Day, "naloxone_had": Day, "came_round": Day,
		"near_asked": Month, "safer_heroin_inject": Week,
	} {
		if c, ok := Named(name); !ok || c.Info().Period != want {
			t.Errorf("%s: %v, %v; want %v", name, ok, c.Info().Period, want)
		}
	}
}

// Names are what rows are keyed by. One that changes loses what was counted under it, so the list only grows. This is
// every name there has been, but for the topics, which follow the intents, and families of numbers, areas and languages, of
// which some stand for all.
func TestNoCounterWasRenamedOrTakenAway(t *testing.T) {
	seen := map[string]bool{}
	for _, name := range strings.Fields(`
		sessions first_contact emergency_opened overdose_opened overdose_call overdose_cannot_call overdose_breathing
		overdose_not_breathing naloxone_had naloxone_not_had naloxone_prenoxad naloxone_nasal came_round gone_over_again
		overdose_child overdose_package overdose_alone overdose_police_worry bad_reaction_opened crisis_opened menu_opened
		privacy_opened share_opened forget_used stop_used not_understood not_text limited old_button provider_error
		safer_use_opened safer_heroin_inject safer_heroin_smoke safer_heroin_snort safer_heroin_swallow near_asked
		overdose_checked naloxone_given overdose_crew not_understood_short not_understood_medium not_understood_long reply_failed
		spend_limit mixing_opened equipment_opened had_to_reuse could_not_get turned_away shut found_what_needed
		not_found_needed feedback_useful feedback_not_useful nothing_within_reach out_of_hours entry_other entry_01 entry_30
		substance_heroin equipment_needles lookup_type_needle_exchange unmet_type_needle_exchange locale_en locale_missing_cy
		useful_overdose not_useful_overdose segments_1 lookup_needle_exchange_in_e unmet_needle_exchange_in_e
		naloxone_asked naloxone_get naloxone_staff practice_opened practice_finished cut_down_opened script_opened
		script_missed stop_opened today_opened steps_opened health_opened withdrawal_opened release_opened pregnancy_opened
		someone_opened rights_opened stigma_opened alerts_opened sharing_opened sharing_no_kit sharing_together
		sharing_withdrawal sharing_partner sharing_mixed_up sharing_pipe kit_none_left kit_too_far kit_not_private
		wounds_opened viruses_opened needlestick_opened chemsex_opened muscle_opened day_after_opened substance_alcohol
		substance_amphetamine substance_antidepressants substance_benzodiazepines substance_buprenorphine substance_cannabis
		substance_cocaine substance_codeine substance_crack substance_dmt substance_fentanyl substance_gabapentin
		substance_ghb substance_ketamine substance_khat substance_kratom substance_lsd substance_mdma substance_mephedrone
		substance_methadone substance_methamphetamine substance_mushrooms substance_nicotine substance_nitazenes
		substance_nitrous_oxide substance_oxycodone substance_poppers substance_pregabalin substance_solvents
		substance_spice substance_steroids substance_tramadol substance_two_cb substance_viagra substance_xylazine
		substance_zopiclone substance_other equipment_citric equipment_spoons equipment_filters equipment_water
		equipment_swabs equipment_tourniquet equipment_foil equipment_straws equipment_pipes equipment_bin equipment_condoms
		equipment_steroid_needles equipment_naloxone equipment_other lookup_type_needle_vending lookup_type_van
		lookup_type_pharmacy_supervised lookup_type_naloxone lookup_type_treatment lookup_type_ost lookup_type_detox_rehab
		lookup_type_mutual_aid lookup_type_peer_support lookup_type_wound_care lookup_type_bbv_test
		lookup_type_sexual_health lookup_type_drug_checking lookup_type_housing lookup_type_benefits
		lookup_type_mental_health lookup_type_welcoming_space lookup_type_young_people lookup_type_family
		lookup_type_pharmacy lookup_type_emergency_department lookup_type_sharps_disposal unmet_type_needle_vending
		unmet_type_van unmet_type_pharmacy_supervised unmet_type_naloxone unmet_type_treatment unmet_type_ost
		unmet_type_detox_rehab unmet_type_mutual_aid unmet_type_peer_support unmet_type_wound_care unmet_type_bbv_test
		unmet_type_sexual_health unmet_type_drug_checking unmet_type_housing unmet_type_benefits unmet_type_mental_health
		unmet_type_welcoming_space unmet_type_young_people unmet_type_family unmet_type_pharmacy
		unmet_type_emergency_department unmet_type_sharps_disposal useful_bad_reaction useful_crisis useful_safer_use
		useful_substances useful_mixing useful_equipment useful_near useful_menu useful_other not_useful_bad_reaction
		not_useful_crisis not_useful_safer_use not_useful_substances not_useful_mixing not_useful_equipment not_useful_near
		not_useful_menu not_useful_other`) {
		if _, ok := Named(name); !ok {
			t.Errorf("%s is gone", name)
		}
		seen[name] = true
	}
	for _, info := range fixed {
		if !seen[info.Name] && !strings.HasPrefix(info.Name, "topic_") {
			t.Errorf("%s is new: add it above, so that it stays", info.Name)
		}
	}
	for _, family := range strings.Fields("substance equipment lookup_type unmet_type useful not_useful") {
		for _, m := range Members(family) {
			if !seen[m.Counter.String()] {
				t.Errorf("%s is new: add it above, so that it stays", m.Counter)
			}
		}
	}
}

// What was counted of wider needs in areas before there were types in areas stays readable as what it was, or not at all: none of those
// names means something else now.
func TestNoRetiredNameIsUsedAgain(t *testing.T) {
	for _, n := range needs {
		for area := range strings.FieldsSeq(strings.ToLower(areaLetters)) {
			for _, name := range []string{"lookup_" + n.name + "_" + area, "unmet_" + n.name + "_" + area} {
				if c, ok := Named(name); ok {
					t.Errorf("%s is a counter again: %s", name, c.Info().Doc)
				}
			}
		}
	}
}

// The numbers in the constants are those of the lists, and no counter is left empty.
func TestTheListIsWhole(t *testing.T) {
	n := 0
	for _, f := range families {
		n += len(strings.Fields(f.members))
	}
	if n != members {
		t.Errorf("the families have %d members, want %d", n, members)
	}
	if n := len(lookupList()); n != lookups {
		t.Errorf("%d counters of types and areas, want %d", n, lookups)
	}
	if n := len(strings.Fields(typeNames)); n != serviceTypes {
		t.Errorf("%d types of service, want %d", n, serviceTypes)
	}
	if n := len(Areas()); n != postcodeAreas {
		t.Errorf("%d postcode areas, want %d", n, postcodeAreas)
	}
	for i, info := range list {
		if info.Name == "" {
			t.Fatalf("counter %d has no name", i)
		}
	}
}

// A session remembers what it counted by number: those without a place come first, and there is room for all of them.
func TestASessionCanRememberEveryCounterWithoutAPlace(t *testing.T) {
	for i, info := range list {
		if isPlace := i >= Counters-lookups; !isPlace && i >= session.Counted {
			t.Errorf("%s is number %d, a session remembers %d", info.Name, i, session.Counted)
		}
	}
}

func TestLookupsAreByTypeAndByArea(t *testing.T) {
	for _, c := range []struct {
		serviceType, area string
		unmet             bool
		want              string
	}{
		{"needle_exchange", "SE", false, "lookup_type_needle_exchange near_asked lookup_needle_exchange_in_se"},
		{"ost", "E", true, "lookup_type_ost near_asked lookup_ost_in_e nothing_within_reach unmet_type_ost unmet_ost_in_e"},
		{"housing", "", false, "lookup_type_housing near_asked"},
		{"housing", "ZZ99", true, "lookup_type_housing near_asked nothing_within_reach unmet_type_housing"},
		{"", "E", false, ""},
		{"a type of tomorrow", "E", false, ""},
	} {
		var got []string
		for _, n := range Lookup(c.serviceType, c.area, c.unmet) {
			got = append(got, n.String())
		}
		if strings.Join(got, " ") != c.want {
			t.Errorf("%s in %s: %v, want %s", c.serviceType, c.area, got, c.want)
		}
	}
}

func TestMembersOfAFamily(t *testing.T) {
	if got := Members("segments"); len(got) != 12 || got[3].Counter.String() != "segments_4" || got[3].Name != "4" {
		t.Errorf("segments: %v", got)
	}
	for member, want := range map[string]string{"heroin": "substance_heroin", "made up": "substance_other", "": "substance_other"} {
		if got := MemberOr("substance", member).String(); got != want {
			t.Errorf("%q is counted as %s, want %s", member, got, want)
		}
	}
}

func TestUnknownNamesAreNotFound(t *testing.T) {
	for _, name := range []string{"", "session", "Sessions", "topic_"} {
		if c, ok := Named(name); ok {
			t.Errorf("%q is %v, want nothing", name, c)
		}
	}
	if got := Counter(Counters).String(); got != "unknown" {
		t.Errorf("a counter past the end is %q", got)
	}
}
