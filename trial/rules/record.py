"""The checks of a complete record, used for files, and for its parts as they are typed.

A check here refuses by raising InvalidInput, or NotAllowedNow for a decision, with the place in what it was given.
"""

import re
from collections.abc import Collection, Iterator
from datetime import datetime
from decimal import Decimal
from itertools import chain
from typing import get_args
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import scales
from scales.base import Derived, Grade, Item, Number, Scale
from scales.goal_attainment import LEVELS
from trial.errors import InvalidInput, refusal
from trial.ledger import facts
from trial.meaning.limits import LIMITS
from trial.rules import invalid_if, may, within
from trial.rules.bedside import check_alone, check_beside, check_slot, check_time, item_for, scale_for
from trial.rules.copying import check_origin
from trial.rules.doses import check_order, check_sheet
from trial.rules.lifecycle import check_signature
from trial.rules.typed_input import check_values, is_unseen

TRIAL_ID = re.compile(r"[A-Za-z0-9._-]{1,40}")
ABSOLUTE, PERCENT, STEPS = get_args(facts.Absolute), get_args(facts.Percent), get_args(facts.Steps)


def check_record(record: facts.Record) -> None:
    """Refuse what no record may say, in the order of the file."""
    for name in ("goals", "doses", "decisions"):
        count = len(getattr(record, name))
        invalid_if(count > LIMITS.most_goals_doses_decisions, "too_many", name, count=count, what=name)
    readings = sum(len(dose.readings) for dose in record.doses)
    invalid_if(readings > LIMITS.most_readings, "too_many_readings", "doses", count=readings)
    check_values(record)
    invalid_if(not TRIAL_ID.fullmatch(record.trial), "no_trial_id", "trial", trial=record.trial)
    invalid_if(record.zone and not _is_zone(record.zone), "no_zone", "zone", zone=record.zone)
    invalid_if(record.agreed_by and record.agreed_at is None, "agreement_without_time", "agreed_at")
    with within("person"):
        check_part(record.person)
    with within("plan"):
        check_plan(record.plan)
    goals: set[str] = set()
    for position, goal in enumerate(record.goals):
        with within(f"goals[{position}]"):
            invalid_if(goal.id in goals, "goal_id_twice", "id", goal=goal.id)
            check_goal(goal)
        goals.add(goal.id)
    check_order(record)
    for position, dose in enumerate(record.doses):
        with within(f"doses[{position}]"):
            _check_dose(record, dose, goals)
    _check_ids(record)
    for position, decision in enumerate(record.decisions):
        with within(f"decisions[{position}]"):
            check_signature(decision)
            is_last = position + 1 == len(record.decisions)
            invalid_if(not decision.signed and not is_last, "unsigned_before_another", "signed_at")


def check_part(part: facts.Person | facts.Plan | facts.Goal) -> None:
    """Refuse a part that a record may not contain in this place."""
    if isinstance(part, facts.Plan):
        check_plan(part)
    elif isinstance(part, facts.Goal):
        check_goal(part)
    else:
        invalid_if(not part.identifier.strip(), "person_without_identifier", "identifier")
        weight = part.weight_kg
        invalid_if(weight is not None and not 0 < weight <= LIMITS.kilograms_possible, "weight_impossible", "weight_kg")
        unseen = any(is_unseen(letter) for letter in part.identifier)
        invalid_if(unseen, "identifier_with_unseen_character", "identifier")
    check_values(part)


def check_plan(plan: facts.Plan) -> None:
    """Refuse a plan with an unknown slot, scale or item, with duplicates, or two Ashworth variants (rule 20)."""
    _check_slots(plan.slots)
    _check_peak(plan.peak_slot)
    invalid_if(plan.oxygen_scale not in (1, 2), "no_oxygen_scale", "oxygen_scale")
    tone = ""
    asked: set[tuple[str, str]] = set()
    for position, measure in enumerate(plan.measures):
        with within(f"measures[{position}]"):
            scale = scale_for(measure.scale)
            for field in ("items", "contractures"):
                for number, key in enumerate(getattr(measure, field)):
                    item_for(scale, key, f"{field}[{number}]")
            _check_slots(measure.slots)
            if measure.window and (sentence := item_for(scale, "window", "window").problem(measure.window)):
                raise InvalidInput(refusal("value_impossible", "window", sentence=sentence))
            if measure.peak_slot:
                _check_peak(measure.peak_slot)
            if scale.coding:
                invalid_if(tone not in ("", scale.key), "second_ashworth_variant", "scale", scale=tone)
                tone = scale.key
            for number, item in enumerate(measure.items):
                twice = (scale.key, item) in asked
                invalid_if(twice, "item_planned_twice", f"items[{number}]", item=item)
                asked.add((scale.key, item))
    for number, earlier in enumerate(plan.earlier):
        with within(f"earlier[{number}].plan"):
            check_plan(earlier.plan)


def check_goal(goal: facts.Goal) -> None:
    """Refuse a goal that cannot be, earlier versions included; the amount of its target comes last."""
    invalid_if(not goal.id.strip(), "goal_without_id", "id")
    for field in ("importance", "difficulty"):
        weight = getattr(goal, field)
        invalid_if(weight is not None and not 0 <= weight <= 3, "goal_weight_impossible", field, weight=field)
    invalid_if(not -2 <= goal.baseline_level <= 2, "baseline_level_impossible", "baseline_level")
    invalid_if(len(goal.levels) not in (0, len(facts.GOAL_LEVELS)), "goal_levels_not_five", "levels")
    tone = {key for scale in scales.catalogue().values() if scale.coding for key in scale.by_key}
    for number, muscle in enumerate(goal.muscles):
        invalid_if(muscle not in tone, "no_muscle", f"muscles[{number}]", muscle=muscle)
    for number, earlier in enumerate(goal.earlier):
        with within(f"earlier[{number}].goal"):
            check_goal(earlier.goal)
            invalid_if(earlier.goal.id != goal.id, "earlier_goal_of_another_id", "id", goal=goal.id)
    if goal.target is not None:
        with within("target"):
            invalid_if(goal.kind == "keep" and goal.target.at is not None, "keep_goal_has_no_at", "at")
            _check_target(goal.target)


def check_rating(rating: facts.Rating, goals: Collection[str]) -> None:
    """Refuse a rating that cannot be, given the ids of the goals that there are."""
    invalid_if(rating.goal not in goals, "no_goal", "goal", goal=rating.goal)
    check_slot(rating.slot)
    invalid_if(rating.level is not None and rating.level not in LEVELS, "level_impossible", "level")
    for number, before in enumerate(rating.corrected):
        with within(f"corrected[{number}].rating"):
            check_rating(before.rating, goals)


def _check_slots(slots: tuple[str, ...]) -> None:
    for number, slot in enumerate(slots):
        check_slot(slot, f"slots[{number}]")
        invalid_if(slot in slots[:number], "slot_listed_twice", f"slots[{number}]", slot=slot)


def _check_peak(slot: str) -> None:
    is_peak = slot.startswith("+") and may(check_slot, slot)
    invalid_if(not is_peak, "no_peak_slot", "peak_slot", slot=slot)


def _check_target(target: facts.Target) -> None:
    scale, rule = scale_for(target.scale), target.rule
    item = scale.by_key.get(target.item) or item_for(scale, target.item)
    label = item.label
    if isinstance(item, Number | Derived):
        invalid_if(rule in STEPS, "number_has_no_steps", "rule", label=label)
    elif isinstance(item, Grade):
        takes = rule in (*STEPS, *ABSOLUTE)
        invalid_if(not takes, "grade_takes_no_such_rule", "rule", label=label, rule=rule)
    else:
        raise InvalidInput(refusal("item_takes_no_target", "rule", label=label, rule=rule))
    compares = rule in (*STEPS, *PERCENT)
    invalid_if(compares and scale.better_for(target.item) == "neither", "neither_way_is_better", "rule", label=label)
    if rule in ABSOLUTE:
        _check_grade(scale, item, target.amount)
    else:
        invalid_if(target.amount <= 0, "amount_not_above_0", "amount", rule=rule)
        whole = target.amount == target.amount.to_integral_value()
        invalid_if(rule in STEPS and not whole, "steps_not_whole", "amount")


def _check_grade(scale: Scale, item: Item | Derived, amount: Decimal) -> None:
    """Refuse an amount that is none of the item's grades, by token or by number, if it has grades."""
    if isinstance(item, Grade):
        tokens = [level.token for level in item.levels]
        numbers = [scale.number_of(token) for token in tokens] if scale.number_of else []
        there = amount in numbers or f"{amount.normalize():f}" in tokens
        whole = tuple(token for token in tokens if token.isdecimal())
        invalid_if(not there, "no_such_grade", "amount", label=item.label, amount=amount, grades=whole)


def _check_dose(record: facts.Record, dose: facts.Dose, goals: Collection[str]) -> None:
    check_sheet(dose)
    by_moment: dict[datetime, list[facts.Reading]] = {}
    for reading in dose.readings:
        by_moment.setdefault(reading.taken_at, []).append(reading)
    standing = [[*_versions(reading, f"readings[{n}]")] for n, reading in enumerate(dose.readings)]
    withdrawn = [[*_versions(gone.reading, f"withdrawn[{n}].reading")] for n, gone in enumerate(dose.withdrawn)]
    awareness = [reading for _, reading in chain(*standing, *withdrawn) if reading.item == "consciousness"]
    for place, reading in chain(*standing, *withdrawn):
        with within(place):
            check_alone(reading)
    for (place, reading), *_ in standing:
        with within(place):
            check_time(record, dose, reading)
            check_origin(record, dose, reading)
            check_beside(by_moment[reading.taken_at] + (awareness if reading.status == "asleep" else []), reading)
    for position, rating in enumerate(dose.ratings):
        with within(f"ratings[{position}]"):
            check_rating(rating, goals)
    for position, event in enumerate(dose.events):
        with within(f"events[{position}]"):
            _check_event(event)
    for position, words in enumerate(dose.words):
        if words.slot:
            check_slot(words.slot, f"words[{position}].slot")


def _versions(reading: facts.Reading, place: str) -> Iterator[tuple[str, facts.Reading]]:
    """Yield a reading and all that it replaced, each with its place."""
    yield place, reading
    for position, before in enumerate(reading.corrected):
        yield from _versions(before.reading, f"{place}.corrected[{position}].reading")


def _check_event(event: facts.Event) -> None:
    unsaid = event.severity is None and event.kind != "other"
    invalid_if(unsaid, "event_kind_needs_severity", "severity", kind=event.kind)
    ends_early = event.ended_at is not None and event.ended_at < event.began_at
    invalid_if(ends_early, "filed_event_ends_before_it_began", "ended_at")


def _check_ids(record: facts.Record) -> None:
    """Refuse an id that is not the only one of its kind in a trial, or begins with #, as this program's own do."""
    seen: set[str] = set()
    for position, dose in enumerate(record.doses):
        for name in ("readings", "ratings", "events", "words"):
            for number, fact in enumerate(getattr(dose, name)):
                place = f"doses[{position}].{name}[{number}].id"
                invalid_if(fact.id.startswith("#"), "id_is_reserved", place)
                invalid_if(fact.id in seen, "id_twice", place, id=fact.id)
                if fact.id:
                    seen.add(fact.id)


def _is_zone(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True
