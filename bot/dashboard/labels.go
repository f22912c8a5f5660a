package dashboard

import (
	"strconv"
	"strings"
)

// labels are what counters are called on pages where their names with spaces would not do.
var labels = map[string]string{
	"sessions": "Sessions", "first_contact": "First contacts by link or start", "emergency_opened": "Any emergency reply",
	"overdose_opened": "Overdose steps opened", "overdose_call": "Told to call 999", "overdose_checked": "Asked if breathing",
	"overdose_breathing": "Breathing", "overdose_not_breathing": "Not breathing", "overdose_cannot_call": "Could not call",
	"overdose_child": "About a child", "overdose_package": "Swallowed package", "overdose_alone": "Alone, took too much",
	"overdose_police_worry": "Worried about police", "overdose_crew": "Ambulance crew came",
	"naloxone_had": "Had naloxone", "naloxone_not_had": "Had no naloxone", "naloxone_given": "Gave a dose",
	"naloxone_prenoxad": "Injection kit (Prenoxad)", "naloxone_nasal": "Nasal spray",
	"came_round": "Came round", "gone_over_again": "Went over again", "bad_reaction_opened": "Bad reaction steps opened",
	"crisis_opened": "Crisis replies opened", "menu_opened": "Opened the menu", "privacy_opened": "Read what is kept",
	"share_opened": "Asked for the text to pass on", "forget_used": "Used FORGET", "stop_used": "Used STOP",
	"not_understood": "Not understood", "not_understood_short": "Not understood, up to 20 characters",
	"not_understood_medium": "Not understood, 21 to 80 characters", "not_understood_long": "Not understood, longer",
	"not_text": "Sent a photo, voice message or file", "limited": "Slowed down", "old_button": "Pressed an old button",
	"provider_error": "Errors from the provider", "reply_failed": "Fallback sent instead of a reply",
	"spend_limit":      "Held back by the spending limit",
	"safer_use_opened": "Opened safer use", "safer_heroin_inject": "Injecting heroin", "safer_heroin_smoke": "Smoking heroin",
	"safer_heroin_snort": "Snorting heroin", "safer_heroin_swallow": "Swallowing heroin", "mixing_opened": "Taking two things together",
	"equipment_opened": "Asked for equipment", "had_to_reuse": "Had to use something again", "could_not_get": "Could not get what they needed",
	"turned_away": "Turned away", "shut": "Shut or gone", "found_what_needed": "Found what they needed",
	"not_found_needed": "Did not find what they needed", "feedback_useful": "Said a reply was useful",
	"feedback_not_useful": "Said a reply was not useful", "near_asked": "Looked for a place",
	"nothing_within_reach": "Nothing within reach", "out_of_hours": "Nothing open at that time",
	"entry_other": "A link that is not on your list",
	"topic_other": "None of these", "topic_share": "Passing Waymark on", "topic_forget_me": "Being forgotten",
	"topic_menu": "The menu, or help", "topic_privacy": "What is kept", "topic_someone_else": "Somebody else",
	"topic_find_service": "Finding a service", "topic_rights": "Rights, law, police", "topic_crisis": "Crisis",
}

// memberLabels are what members of families are called where their names with spaces would not do.
var memberLabels = map[string]string{
	"ghb": "GHB", "lsd": "LSD", "mdma": "MDMA", "dmt": "DMT", "two_cb": "2C-B", "ost": "Scripts (OST)",
	"bbv_test": "Hepatitis and HIV tests", "van": "Outreach van", "detox_rehab": "Detox and rehab", "bin": "Sharps bin",
	"emergency_department": "Emergency department (A&E)", "pharmacy_supervised": "Pharmacy, supervised", "needles": "Needles and syringes",
	"citric": "Citric or vitamin C", "swabs": "Swabs", "naloxone": "Naloxone", "near": "Finding a service", "other": "Other",
	"en": "English", "cy": "Welsh", "pl": "Polish", "ro": "Romanian", "pt": "Portuguese", "es": "Spanish", "fr": "French",
	"it": "Italian", "lt": "Lithuanian", "ru": "Russian", "ar": "Arabic", "fa": "Farsi", "ur": "Urdu", "pa": "Punjabi",
	"bn": "Bengali", "so": "Somali", "ti": "Tigrinya",
}

func label(counter string) string {
	if l, ok := labels[counter]; ok {
		return l
	}
	return plain(strings.TrimPrefix(counter, "topic_"))
}

func memberLabel(family, member string) string {
	if family == "segments" {
		return "At least " + member
	}
	if l, ok := memberLabels[member]; ok {
		return l
	}
	return plain(member)
}

// plain writes a name as words: "needle_exchange" is "Needle exchange".
func plain(name string) string {
	if name == "sms" {
		return "SMS"
	}
	text := strings.ReplaceAll(name, "_", " ")
	if text == "" {
		return ""
	}
	return strings.ToUpper(text[:1]) + text[1:]
}

func percent(p int) string { return strconv.Itoa(p) + "%" }
