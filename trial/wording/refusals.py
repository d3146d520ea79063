"""What a refusal says: one sentence a code, made from its values. The only sentences with which an act is refused."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from string import Formatter
from typing import Any

from trial.errors import Refusal, TrialError
from trial.meaning.amounts import DrawnUp
from trial.meaning.glance import AtAGlance
from trial.meaning.limits import LIMITS
from trial.rules.roles import Right
from trial.wording.words import number_text


def sentence_of(what: Refusal | TrialError) -> str:
    """The sentence for a person to whom something is refused, or a rule points something out."""
    why = what.refusal if isinstance(what, TrialError) else what
    sentence = SENTENCES[why.code]
    return sentence(**why.values) if callable(sentence) else _TEMPLATES.vformat(sentence, (), why.values)


def quoted(text: str) -> str:
    """What somebody typed, in quotation marks and cut short, for a sentence."""
    shown = text if len(text) <= 40 else text[:39] + "…"
    return f'"{shown}"' if shown.isprintable() else ascii(shown)


class _Templates(Formatter):
    """Fills in a sentence: `{name!q}` is quoted as typed, a decimal stands without trailing zeros."""

    def convert_field(self, value: Any, conversion: Any) -> Any:
        return quoted(value) if conversion == "q" else super().convert_field(value, conversion)

    def format_field(self, value: Any, format_spec: str) -> str:
        return number_text(value) if isinstance(value, Decimal) and not format_spec else format(value, format_spec)


_TEMPLATES = _Templates()
TEXTS = {
    "": "This text",
    "how_much": "How much of it",
    "id": "This id",
    "key": "A key here",
    "medicine": "The medicine",
    "name": "This name",
    "reason": "The reason",
    "words": "The words",
}
"""What a text is called that cannot be kept; any other by the name of its field."""
LACKS: Mapping[Right, str] = {
    "review": "You may not look at trials",
    "enter": "You may look but not record",
    "sign": "You may not sign or reopen a decision",
    "administer": "This is for whoever administers the service",
}


def _text(of: str, problem: str) -> str:
    named = TEXTS.get(of) or of.replace("_", " ")
    return f"{named[:1].upper()}{named[1:]} {problem}"


def _text_too_long(of: str, length: int) -> str:
    return _text(of, f"is {length:,} characters long; the most that can be kept is {LIMITS.longest_text_characters:,}.")


def _text_with_control_character(of: str) -> str:
    return _text(of, "holds a control character, which cannot be kept; only new lines and tabs can.")


def _text_with_lone_surrogate(of: str) -> str:
    return _text(of, "holds half a character (a lone surrogate), which cannot be kept; type it again.")


def _reading_before_t0(slot: str, dose: int) -> str:
    return f"{_a(slot)} reading of dose {dose} cannot be before its T0, the end of injection."


def _reading_after_next_t0(slot: str, dose: int) -> str:
    return f"{_a(slot)} reading of dose {dose} cannot be after the T0 of the next dose."


def _a(slot: str) -> str:
    return "An extra" if slot == "extra" else f"A {slot}"


def _reading_and_t0_disagree(problem: Refusal, taken_at: datetime) -> str:
    return f"{sentence_of(problem)} One was taken at {taken_at:%H:%M}: check both times."


def _recorded_twice(scale: str, item: str, by: str) -> str:
    who = f" by {quoted(by)}" if by else ""
    return f"{scale} {item} was recorded twice at this moment{who}; keep one of the two."


def _entry_of_another(typed_by: str) -> str:
    return f"What stands here was recorded by {typed_by or 'another person'}: say why it changes."


def _no_such_grade(label: str, amount: Decimal, grades: Sequence[str]) -> str:
    return f"{label} has no grade {number_text(amount)}; use one of {', '.join(grades)}."


def _drawn_up_is_not_the_dose(drawn: DrawnUp, micrograms: Decimal) -> str:
    concentration, volume, made = map(number_text, drawn)
    return f"{concentration} mcg/mL x {volume} mL is {made} mcg, not the {number_text(micrograms)} mcg of the dose."


def _outcome_against_loss_or_harm(glance: AtAGlance) -> str:
    return _at_a_glance("; ".join(glance.first))


def _outcome_against_the_counts(glance: AtAGlance) -> str:
    return _at_a_glance(f"{glance.counts_text}: {glance.word}")


def _at_a_glance(against: str) -> str:
    return f"At a glance: {against}. Say in a sentence why it is decided so."


def _right_lacking(right: Right) -> str:
    return f'{LACKS[right]}: your role lacks the right "{right}". Ask whoever looks after the roles of this service.'


LICENSED = f"There is no licensed step above {LIMITS.micrograms_needing_second_person} micrograms"
SENTENCES: Mapping[str, str | Callable[..., str]] = {
    "fault": "{sentence}",
    # Texts, numbers and times as they are typed
    "text_too_long": _text_too_long,
    "text_with_control_character": _text_with_control_character,
    "text_with_lone_surrogate": _text_with_lone_surrogate,
    "not_a_number": "Type a number.",
    "takes_a_number": "{what} takes a number.",
    "micrograms_not_a_number": "Type the dose as a number of micrograms, for example 50.",
    "not_a_time": "{typed} is not a time; type 1052, 10:52 or -12 min.",
    "not_a_time_of_day": "{typed} is not a time of day.",
    "no_such_day": "{typed} names a day that does not exist.",
    "year_cannot_be_meant": "The year {year} cannot be meant.",
    "clock_skipped": "The clock never showed {typed} that day: it was put forward.",
    "typed_time_to_come": "{typed} is still to come.",
    "time_to_come_or_of_yesterday": (
        "{at:%H:%M} is still to come; if it was yesterday, type the day as well: {at:%d/%m %H:%M}."
    ),
    "time_to_come": "This time is still to come: check the time that was typed, and the clock of this device.",
    "clock_cannot_be_meant": ("The year {year} cannot be meant. Check the clock of this device, and record it again."),
    # Scales, items and slots
    "no_scale": "There is no scale {scale!q}.",
    "no_item": "{scale} has no item {item!q}.",
    "item_is_worked_out": "{label} is worked out ({formula}) and not recorded itself.",
    "no_slot": "{slot!q} is no slot; a slot is baseline, extra, or hours after the dose such as +4h or +0.25h.",
    # Readings; what a scale says against a value of its own is the sentence of the scale
    "value_impossible": "{sentence}",
    "values_contradict": "{sentence}",
    "value_unusual": "{sentence}",
    "value_unusual_beside_baseline": (
        "{label} {value:f} is unusual, also beside a baseline of {baseline:f}: please look again."
    ),
    "value_missing": "{label} needs a value, or the reason why there is none.",
    "value_and_reason_for_none": "{label} has a value and also a reason why there is none; keep one of them.",
    "unsafe_needs_note": "{label} was unsafe to test: say why in the note.",
    "never_asleep": "{label} is never recorded as asleep: rouse and score.",
    "asleep_needs_consciousness": (
        "Asleep needs a consciousness reading within "
        f"{LIMITS.asleep_needs_consciousness_within // timedelta(minutes=1)} minutes: "
        "rouse and score consciousness first."
    ),
    "not_timed": "{label} is not timed, so it has no stopwatch trials.",
    "recorded_twice": _recorded_twice,
    "baseline_after_t0": "A baseline reading of dose {dose} cannot be after its T0, the end of injection.",
    "slot_of_dose_not_delivered": "Dose {dose} was not delivered: it has only baseline and extra readings.",
    "slot_before_t0_is_known": "Dose {dose} has no T0 (given_at) yet: only baseline readings can be recorded.",
    "reading_before_t0": _reading_before_t0,
    "reading_after_next_t0": _reading_after_next_t0,
    # Changes at the bed
    "entry_of_another": _entry_of_another,
    "own_entry_not_fresh": "What stands here was recorded more than five minutes ago: say why it changes.",
    "replaces_another_row": "This would replace a value of another row: reload the page and record it again.",
    "nothing_to_undo": "There is nothing to undo here: the value never arrived.",
    "choice_needs_reason": "Say why this value counts and not the other.",
    "chosen_value_is_gone": "This value no longer stands; look again.",
    "nothing_to_choose_between": "There is no other value to choose between.",
    "rating_before_dose": "A goal is rated after the dose was given.",
    "rating_not_a_level": "A rating is one of -2, -1, 0, +1 and +2.",
    "no_voice": "Say whose voice this is: team, person, parent, carer or interpreter.",
    "tap_without_id": "This entry has no proper id: reload the page and record it again.",
    "tap_without_event": "An event needs its kind and severity.",
    "tap_unreadable": "This entry cannot be read ({place}): reload the page and record it again.",
    "id_of_another_entry": "Something else was kept under the id of this entry: record it again.",
    # Events, words, calls, medicines, the first sit and stand
    "event_needs_severity": "Say how severe it is: mild, moderate, severe or life-threatening.",
    "event_needs_words": "Say in words what happened.",
    "event_ends_before_it_begins": "The event ends before it begins: check the times.",
    "event_is_gone": "This event is no longer there; look again.",
    "event_needs_reason": "Say why the event changes.",
    "no_words": "There are no words to keep.",
    "call_without_finding": "Say what was found, even if it was nothing new.",
    "call_before_dose": "A later call comes after the dose: check its time.",
    "dose_not_given": "The dose has not been given yet.",
    "end_before_t0": "Observation cannot end before T0, the end of injection.",
    "rise_before_t0": "The first sit and the first stand come after T0, the end of injection: check the time.",
    "medicine_without_name": "Name the medicine.",
    "medicine_without_status": "Say whether it was held, given or changed.",
    "medicine_without_time": "Say when it was given.",
    "medicine_held_and_given": (
        "{medicine} is listed as held, and an event says that it was given: put one of them right."
    ),
    # Doses
    "no_dose": "There is no dose {dose}.",
    "dose_not_above_0": "A dose is more than 0 micrograms.",
    "dose_impossible": (
        f"A dose above {LIMITS.micrograms_possible:,} micrograms cannot be; is this a rate a day, or another unit?"
    ),
    "dose_above_what_is_planned": f"A test dose above {LIMITS.micrograms_refused} micrograms cannot be planned.",
    "dose_perhaps_millilitres": ("{micrograms}: mL or mg? The dose is in micrograms; if it is meant, give a reason."),
    "first_dose_needs_reason": f"A first dose above {LIMITS.first_micrograms} micrograms needs a reason.",
    "first_dose_on_stiffness_needs_reason": (
        f"A first dose above {LIMITS.first_micrograms_if_stiffness_helps} micrograms in someone who stands or walks on "
        "stiffness needs a reason."
    ),
    "large_dose_needs_reason": f"{LICENSED}: this dose needs a reason.",
    "large_dose_needs_checker": f"{LICENSED}: name the second person, who checked it.",
    "checker_is_injector": "The person who checks must be another than the one who injects.",
    "concentration_not_above_0": "The concentration must be more than 0.",
    "volume_not_above_0": "The volume must be more than 0.",
    "drawn_up_is_not_the_dose": _drawn_up_is_not_the_dose,
    "attempts_impossible": f"The number of attempts must be 0 to {LIMITS.attempts_possible}.",
    "t0_missing": "Say when the injection ended (T0), or that nothing was delivered.",
    "t0_to_come": "The end of injection is in the future; check the time and the date.",
    "t0_of_dose_not_delivered": "Nothing was delivered, so there is no T0; record when it was tried instead.",
    "t0_not_after_dose_before": "The T0 of dose {dose} must be after that of the dose before.",
    "reading_and_t0_disagree": _reading_and_t0_disagree,
    "dose_soon_after_another": (
        f"Less than {LIMITS.between_doses // timedelta(hours=1)} hours have passed since the last dose, which may "
        "still act: give a reason."
    ),
    "dose_number_below_1": "Doses are numbered from 1.",
    "dose_misnumbered": "Doses are numbered 1, 2, 3 and so on; this one should be {number}.",
    "dose_out_of_turn": "The next dose is dose {turn}; look again at what is already recorded.",
    "dose_recorded_already": "Dose {dose} is already recorded; correct it with a reason.",
    "dose_sheet_needs_reason": "Say why the dose sheet is corrected.",
    "changes_only_by_correction": "Dose, delivery and T0 change only by a correction with a reason.",
    "dose_is_covered": "A signed decision covers dose {dose}; reopen it with a reason to change this.",
    # The person, the plan and its goals
    "person_without_identifier": "A person needs an identifier, such as a hospital number.",
    "person_needs_reason": "A dose has been given: say why the person's details change.",
    "two_identifiers_needed": "Two identifiers are needed before a dose: the number, and a name or a date of birth.",
    "agreed_plan_needs_reason": "Plan and goals are agreed: say why they change.",
    "agreed_already": "Plan and goals are agreed already; change them with a reason.",
    "nothing_to_agree": "There is nothing to agree yet: choose measures or write a goal.",
    "no_oxygen_scale": "The oxygen scale is 1 or 2.",
    "second_ashworth_variant": "A plan has one Ashworth variant; {scale!q} is in it already.",
    "item_planned_twice": "{item!q} is in the plan twice.",
    "slot_listed_twice": "The slot {slot} is listed twice.",
    "no_peak_slot": "{slot!q} cannot be a peak slot; it is hours after the dose, such as +4h.",
    "no_goal": "There is no goal {goal!q}.",
    "goals_changed_meanwhile": "The goals have changed meanwhile; look again and put them in order anew.",
    "goal_without_id": "A goal needs an id, such as g1.",
    "goal_weight_impossible": "The {weight} of a goal is 0 to 3.",
    "baseline_level_impossible": "The level at baseline is -2 to 2.",
    "keep_goal_has_no_at": 'A keep goal is judged throughout the day and has no "at".',
    "no_muscle": "{muscle!q} is no muscle of an Ashworth scale.",
    "earlier_goal_of_another_id": "An earlier form of goal {goal!q} has the same id.",
    "item_takes_no_target": (
        "{label} is not a number: the rule {rule} does not fit; it takes no target; rate the goal instead."
    ),
    "grade_takes_no_such_rule": (
        "{label} is not a number: the rule {rule} does not fit; it takes steps, at_most or at_least."
    ),
    "number_has_no_steps": "{label} is a number and has no steps; use falls_by, rises_by or a percent.",
    "neither_way_is_better": "Neither way is better for {label}; use at_most, at_least, falls_by or rises_by.",
    "no_such_grade": _no_such_grade,
    "amount_not_above_0": "The rule {rule} takes an amount above 0.",
    "steps_not_whole": "Steps are whole.",
    "level_impossible": "A rating is one of -2, -1, -0.5, 0, 1 and 2.",
    # Decisions
    "trial_is_closed": "The decision is signed and closes this trial; reopen it with a reason first.",
    "outcome_missing": "Choose an outcome before signing.",
    "outcome_without_a_dose": _at_a_glance("no dose was given"),
    "outcome_against_loss_or_harm": _outcome_against_loss_or_harm,
    "outcome_against_the_counts": _outcome_against_the_counts,
    "decision_needs_reason": "Give the reason for this decision before signing.",
    "persons_view_missing": "Say whether the person agrees: yes, no or unsure.",
    "go_against_no": "GO cannot be signed against the person's no.",
    "unsure_needs_words": "The person is unsure: write a sentence about it.",
    "signature_without_moment": "A signature needs the moment it was made.",
    "signature_without_name": "A signature needs a name.",
    "signature_without_outcome": "A signed decision needs an outcome.",
    "nothing_to_reopen": "There is no signed decision to reopen.",
    "later_decision_under_way": "A later decision is being typed; sign that one before an earlier one is reopened.",
    "reopening_needs_reason": "Say why the decision is reopened: its signature is voided.",
    # A whole record
    "no_trial_id": "{trial!q} is no trial id; it is 1 to 40 of the characters A-Z a-z 0-9 . _ -",
    "no_zone": "{zone!q} is no time zone; write one such as Europe/London.",
    "too_many": (
        "There are {count:,} {what} in this record; the most that can be kept is "
        f"{LIMITS.most_goals_doses_decisions:,}."
    ),
    "agreement_without_time": "Say when plan and goals were agreed, not only by whom.",
    "goal_id_twice": "The goal id {goal!q} is used twice.",
    "id_is_reserved": "An id cannot begin with #.",
    "id_twice": "The id {id!q} is used twice.",
    "event_kind_needs_severity": "The event {kind} needs a severity: mild, moderate, severe or life_threatening.",
    "filed_event_ends_before_it_began": "An event cannot end before it began.",
    "unsigned_before_another": "Only the last decision can still be unsigned.",
    # Trials and who may do what
    "no_trial": "There is no trial {trial}.",
    "trial_is_erased": "This trial was erased; nothing can be added to it.",
    "right_lacking": _right_lacking,
    "written_by_the_service": "This entry is written by the service itself.",
    "written_under_another_name": (
        "Entries are written only under your own name. Reload the page; nothing was changed."
    ),
    "signed_under_another_name": "A decision is signed only under your own name.",
    "signed_out": "You have signed out. Sign in again to go on; what is waiting stays on this device.",
    "nobody_found": "No trial is of anybody by that number or name.",
    "too_many_found": "More than {most} trials fit; type more of the number or the name.",
    "erasing_needs_reason": "Say why this trial is erased.",
    "only_closed_is_erased": "Only a closed trial can be erased.",
    "reason_names_person": "The reason stays for good: leave the person's number and name out of it.",
    # Deliveries from a page
    "page_not_signed_in": "This page is not signed in. Reload it to go on; what is waiting stays here.",
    "page_open_too_long": "This page has been open too long. Reload it to go on; what is waiting stays here.",
    "page_of_another_trial": "This page is for another trial.",
    "tapped_by_another": "These values were tapped by another person than this page is for.",
    "not_from_our_page": "Values are taken only from the pages of this app.",
    "not_json": "Values are sent as JSON.",
    "no_delivery": "This is no delivery of taps.",
    "delivery_too_large": "This delivery is too large; it is sent again in smaller parts.",
    "delivery_cut_off": "This delivery was cut off.",
    "too_many_taps": "At most {most} taps are taken at once.",
}
