package counter

import "strings"

// list is every counter there is: the fixed ones below, and those that come once for each member of a family.
// It is made once and never written again.
var list = whole()

// Counters is how many counters there are: every Counter is below it.
const Counters = len(fixed) + members + lookups

// byName finds counters by their names.
var byName = index()

func whole() (all [Counters]Info) {
	n := copy(all[:], fixed[:])
	for _, f := range families {
		for _, m := range strings.Fields(f.members) {
			info := f.Info
			info.Name += "_" + m
			all[n] = info
			n++
		}
	}
	for _, info := range lookupList() {
		all[n] = info
		n++
	}
	return all
}

func index() map[string]Counter {
	all := make(map[string]Counter, Counters)
	for i, info := range list {
		all[info.Name] = Counter(i)
	}
	return all
}

// fixed are the counters of which there is one. A new one goes where it reads best: rows are keyed by name. A name is
// never changed, taken away or given to something else, because old rows carry it.
//
// A session adds at most 1 to a counter unless its line says otherwise. Sessions and emergencies are counted by
// the day, topics by the week, and what has to do with a place or an entry link by the month: the rarer
// and the more telling, the longer the period it hides in.
var fixed = [...]Info{
	{Name: "sessions", Period: Day, Doc: "Sessions: what one sender did until half an hour of silence. Not people: nothing links one session to the next."},
	{Name: "first_contact", Period: Day, Doc: "Sessions that began with the channel's start command or link. Which link it was is counted by the month, as entry_01 and on."},

	{Name: "emergency_opened", Period: Day, Doc: "Sessions shown an emergency reply of any kind. Tells no more than that one was asked for."},
	{Name: "overdose_opened", Period: Day, Doc: "Sessions that reached the overdose steps. They may be about anybody, real or tried out."},
	{Name: "overdose_call", Period: Day, Doc: "Sessions told to call 999 for an overdose. Whether anybody called is not known."},
	{Name: "overdose_cannot_call", Period: Day, Doc: "Sessions that answered they could not call. Why, and where they were, is not asked."},
	{Name: "overdose_checked", Period: Day, Doc: "Sessions that came to the question whether the person is breathing."},
	{Name: "overdose_breathing", Period: Day, Doc: "Sessions that answered the person was breathing."},
	{Name: "overdose_not_breathing", Period: Day, Doc: "Sessions that answered the person was not breathing. A step reached, not an outcome."},
	{Name: "naloxone_had", Period: Day, Doc: "Sessions that answered there was naloxone to hand."},
	{Name: "naloxone_not_had", Period: Day, Doc: "Sessions that answered there was no naloxone to hand."},
	{Name: "naloxone_prenoxad", Period: Day, Doc: "Sessions shown how to use the injected kit (Prenoxad)."},
	{Name: "naloxone_nasal", Period: Day, Doc: "Sessions shown how to use the nasal kit."},
	{Name: "naloxone_given", Period: Day, Doc: "Sessions that answered a dose had been given. How many doses is not counted."},
	{Name: "overdose_crew", Period: Day, Doc: "Sessions that answered the ambulance crew was there."},
	{Name: "came_round", Period: Day, Doc: "Sessions that answered the person came round. What happened after is not known."},
	{Name: "gone_over_again", Period: Day, Doc: "Sessions that answered the person went over again."},
	{Name: "overdose_child", Period: Day, Doc: "Sessions shown what is different for a child. No age is asked for or kept."},
	{Name: "overdose_package", Period: Day, Doc: "Sessions shown what to do about a swallowed package. Nobody is named and nothing is reported."},
	{Name: "overdose_alone", Period: Day, Doc: "Sessions shown what to do when alone after taking too much."},
	{Name: "overdose_police_worry", Period: Day, Doc: "Sessions that asked about the police when calling 999."},
	{Name: "bad_reaction_opened", Period: Day, Doc: "Sessions that reached the steps for a bad reaction. Which signs were chosen is not counted here."},
	{Name: "crisis_opened", Period: Day, Doc: "Sessions that reached the reply for somebody in crisis. Nothing of what was written is kept."},

	{Name: "menu_opened", Period: Week, Doc: "Sessions that opened the menu."},
	{Name: "privacy_opened", Period: Week, Doc: "Sessions that read what is kept and what cannot be hidden."},
	{Name: "share_opened", Period: Week, Doc: "Sessions that asked for the text to pass on. With whom it was shared cannot be known."},
	{Name: "forget_used", Period: Week, Doc: "Sessions that used FORGET. The session itself is gone; that one was is all that stays."},
	{Name: "stop_used", Period: Week, Doc: "Times STOP was sent. The number is not kept by Waymark; the provider may keep it."},
	{Name: "not_understood", Period: Week, Doc: "Sessions with a text that was not understood. The text is not kept."},
	{Name: "not_understood_short", Period: Week, Doc: "Sessions with such a text of up to 20 characters. Only this, whether it was short, middling or long, is known of it."},
	{Name: "not_understood_medium", Period: Week, Doc: "Sessions with such a text of 21 to 80 characters."},
	{Name: "not_understood_long", Period: Week, Doc: "Sessions with such a text of more than 80 characters."},
	{Name: "not_text", Period: Week, Doc: "Sessions that sent a photo, voice message, sticker or file. It is never fetched."},
	{Name: "limited", Period: Week, Doc: "Sessions that were slowed down for writing too fast. In an emergency that is after hundreds of replies, and they still get what to do first."},
	{Name: "old_button", Period: Week, Doc: "Sessions that pressed a button of an older message or of another version."},
	{Name: "provider_error", Period: Week, Doc: "Errors from Telegram or the SMS provider, each one counted. They are about machines."},
	{Name: "reply_failed", Period: Week, Doc: "Texts that got the fallback instead of a reply, each one counted. They are about machines."},
	{Name: "spend_limit", Period: Week, Doc: "Texts outside emergencies that got the short form or nothing because the hour's segments were used up, each one counted."},

	{Name: "safer_use_opened", Period: Week, Doc: "Sessions that opened safer use."},
	{Name: "safer_heroin_inject", Period: Week, Doc: "Sessions that read about injecting heroin more safely. Reading is not using."},
	{Name: "safer_heroin_smoke", Period: Week, Doc: "Sessions that read about smoking heroin more safely. Reading is not using."},
	{Name: "safer_heroin_snort", Period: Week, Doc: "Sessions that read about snorting heroin more safely. Reading is not using."},
	{Name: "safer_heroin_swallow", Period: Week, Doc: "Sessions that read about swallowing heroin more safely. Reading is not using."},

	{Name: "mixing_opened", Period: Week, Doc: "Sessions that read about taking two things together. Which two is not counted."},
	{Name: "equipment_opened", Period: Week, Doc: "Sessions that asked for equipment of any kind. The kinds are counted below; how much is never asked."},
	{Name: "had_to_reuse", Period: Week, Doc: "Sessions that answered, with one tap, that something had to be used again. What it was is not counted."},
	{Name: "could_not_get", Period: Week, Doc: "Sessions that answered, with one tap, that they could not get what they needed. What and where is not counted here."},
	{Name: "turned_away", Period: Month, Doc: "Sessions that answered, with one tap, that they were turned away. From which door is not counted."},
	{Name: "shut", Period: Month, Doc: "Sessions that answered, with one tap, that a place was shut or gone. Which place is not counted."},
	{Name: "found_what_needed", Period: Month, Doc: "Sessions that answered, with one tap, that they found what they needed."},
	{Name: "not_found_needed", Period: Month, Doc: "Sessions that answered, with one tap, that they did not find what they needed."},
	{Name: "feedback_useful", Period: Week, Doc: "Sessions that answered that a reply was useful. Nothing is written down but the tap."},
	{Name: "feedback_not_useful", Period: Week, Doc: "Sessions that answered that a reply was not useful. Nothing is written down but the tap."},

	{Name: "naloxone_asked", Period: Week, Doc: "Sessions that opened what naloxone is and how it is used, outside an emergency. Whether anybody has a kit is not known."},
	{Name: "naloxone_get", Period: Week, Doc: "Sessions that asked how to get or replace a kit. Whether they got one is not known."},
	{Name: "naloxone_staff", Period: Week, Doc: "Sessions that opened the edition for staff. Anybody can."},
	{Name: "practice_opened", Period: Week, Doc: "Sessions that opened the practice of the five steps."},
	{Name: "practice_finished", Period: Week, Doc: "Sessions that came to the end of the practice. Which answers were picked is not counted."},

	{Name: "cut_down_opened", Period: Week, Doc: "Sessions that opened cutting down. Of what is not counted here."},
	{Name: "script_opened", Period: Week, Doc: "Sessions that opened getting or keeping a script."},
	{Name: "script_missed", Period: Week, Doc: "Sessions that read what to do about missed doses or a lost script. A need for pharmacies and prescribers."},
	{Name: "stop_opened", Period: Week, Doc: "Sessions that opened coming off. Wanting to know is not a plan, nor a promise."},
	{Name: "today_opened", Period: Week, Doc: "Sessions that opened getting through today."},
	{Name: "steps_opened", Period: Week, Doc: "Sessions that opened small wins, getting steady or the steps people choose."},
	{Name: "health_opened", Period: Week, Doc: "Sessions that read about meals, sleep, medicine, a health check, a GP or a dentist."},
	{Name: "withdrawal_opened", Period: Week, Doc: "Sessions that opened withdrawal. From what is not counted here."},

	{Name: "release_opened", Period: Week, Doc: "Sessions that opened coming out of prison, hospital or detox. Which of them is not counted."},
	{Name: "pregnancy_opened", Period: Week, Doc: "Sessions that opened pregnancy."},
	{Name: "someone_opened", Period: Week, Doc: "Sessions that opened caring about somebody else."},
	{Name: "rights_opened", Period: Week, Doc: "Sessions that opened rights, police or the law. About what is not counted here."},
	{Name: "stigma_opened", Period: Week, Doc: "Sessions that opened being judged, turned away or not heard."},
	{Name: "alerts_opened", Period: Week, Doc: "Sessions that asked what is going round."},
	{Name: "sharing_opened", Period: Week, Doc: "Sessions that were asked, or asked, why equipment gets shared. The reasons are counted below; nobody is named."},
	{Name: "sharing_no_kit", Period: Week, Doc: "Sessions that answered, with one tap, that there was nothing new to use."},
	{Name: "sharing_together", Period: Week, Doc: "Sessions that answered, with one tap, that it was bought together."},
	{Name: "sharing_withdrawal", Period: Week, Doc: "Sessions that answered, with one tap, that withdrawal left no time to wait."},
	{Name: "sharing_partner", Period: Week, Doc: "Sessions that answered, with one tap, that it was with a partner."},
	{Name: "sharing_mixed_up", Period: Week, Doc: "Sessions that answered, with one tap, that it was not clear whose was whose."},
	{Name: "sharing_pipe", Period: Week, Doc: "Sessions that answered, with one tap, that it was a pipe or a straw."},
	{Name: "kit_none_left", Period: Month, Doc: "Sessions that answered, with one tap, that a place had none left of what they needed. Which place is not counted."},
	{Name: "kit_too_far", Period: Month, Doc: "Sessions that answered, with one tap, that a place was too far. Which place is not counted."},
	{Name: "kit_not_private", Period: Month, Doc: "Sessions that answered, with one tap, that there was no privacy. Which place is not counted."},
	{Name: "wounds_opened", Period: Week, Doc: "Sessions that read about wounds and infections. What kind of wound is not counted."},
	{Name: "viruses_opened", Period: Week, Doc: "Sessions that read about hepatitis or HIV: tests, cure, jabs. Which of them is not counted, nor anybody's result."},
	{Name: "needlestick_opened", Period: Week, Doc: "Sessions shown what to do in the 72 hours after sharing or a prick. What happened is not kept."},
	{Name: "chemsex_opened", Period: Week, Doc: "Sessions that read about sex on chems."},
	{Name: "muscle_opened", Period: Week, Doc: "Sessions that read about steroids and other drugs for looks."},
	{Name: "day_after_opened", Period: Week, Doc: "Sessions that read about the day after."},

	{Name: "topic_other", Period: Week, Doc: "Sessions with a free text about none of the topics. The text is not kept."},
	{Name: "topic_overdose", Period: Week, Doc: "Sessions with a free text about an overdose. The text is not kept, here and below."},
	{Name: "topic_bad_reaction", Period: Week, Doc: "Sessions with a free text about a bad reaction."},
	{Name: "topic_crisis", Period: Week, Doc: "Sessions with a free text about suicide, self-harm or another crisis."},
	{Name: "topic_naloxone", Period: Week, Doc: "Sessions with a free text about naloxone."},
	{Name: "topic_safer_use", Period: Week, Doc: "Sessions with a free text about using more safely."},
	{Name: "topic_mixing", Period: Week, Doc: "Sessions with a free text about taking things together. Which things is not counted here."},
	{Name: "topic_substance", Period: Week, Doc: "Sessions with a free text about a substance. Which one is not counted here."},
	{Name: "topic_find_service", Period: Week, Doc: "Sessions with a free text asking for a service. The place is not counted here."},
	{Name: "topic_infection", Period: Week, Doc: "Sessions with a free text about wounds, infections or viruses."},
	{Name: "topic_drug_checking", Period: Week, Doc: "Sessions with a free text about having drugs checked."},
	{Name: "topic_alerts", Period: Week, Doc: "Sessions with a free text about alerts and bad batches."},
	{Name: "topic_cut_down", Period: Week, Doc: "Sessions with a free text about cutting down or stopping."},
	{Name: "topic_withdrawal", Period: Week, Doc: "Sessions with a free text about withdrawal."},
	{Name: "topic_prison_release", Period: Week, Doc: "Sessions with a free text about coming out of prison."},
	{Name: "topic_pregnancy", Period: Week, Doc: "Sessions with a free text about pregnancy."},
	{Name: "topic_someone_else", Period: Week, Doc: "Sessions with a free text about worrying for somebody else."},
	{Name: "topic_rights", Period: Week, Doc: "Sessions with a free text about rights, the law or the police."},
	{Name: "topic_privacy", Period: Week, Doc: "Sessions with a free text about what is kept."},
	{Name: "topic_share", Period: Week, Doc: "Sessions with a free text about passing Waymark on."},
	{Name: "topic_forget_me", Period: Week, Doc: "Sessions with a free text asking to be forgotten."},
	{Name: "topic_menu", Period: Week, Doc: "Sessions with a free text asking for the menu or for help."},

	{Name: "near_asked", Period: Month, Doc: "Sessions that asked for a place nearby. Which place is not counted here."},
	{Name: "nothing_within_reach", Period: Month, Doc: "Sessions that were shown nothing within reach for something they asked for. What and where is counted as unmet, below."},
	{Name: "out_of_hours", Period: Month, Doc: "Sessions that asked for a place when none of those within reach was open. At what time is not counted."},
	{Name: "entry_other", Period: Month, Doc: "Sessions that came by a link whose code is not on the operator's list. The code is not kept."},
}
