"""A trial with the person's name hidden, for a meeting where others can see the screen."""

import re
from dataclasses import replace
from datetime import date
from typing import Any

from trial.ledger.facts import Dose, Person, Reading, Trial, map_values
from trial.wording.words import NAME_HIDDEN


def deidentified(trial: Trial, pseudonym: str) -> Trial:
    """The same trial under another name, without its number, with name and date of birth out of what was written.

    Of readings only notes and reasons are changed: values contain no names, and assessors stay named.
    """
    record, person = trial.record, trial.person
    names = f"{person.name} {person.called}"
    elided = [form for name in re.findall(r"\b[^\W\d_]['’][^\W\d_]+", names) for form in _apostrophes(name)]
    parts = filter(None, (*re.findall(r"[^\W\d_]{2,}", names), *elided, person.identifier))
    # As written, in capitals or with a capital; whole words only. Never a word in small letters.
    written = {form for part in parts for form in (part, part.upper(), part.capitalize())}
    either = "|".join(map(re.escape, sorted(written, key=len, reverse=True)))
    # Parts that follow one another are one name.
    found = re.compile(rf"\b(?:{either})(?:[\s,.’'-]+(?:{either}))*\b" if either else r"(?!)")

    born = _written_dates(person.born)

    def without(fact: Any) -> Any:
        return born.sub("…", found.sub("the person", fact)) if isinstance(fact, str) else fact

    def without_name(dose: Dose) -> Dose:
        rest: Dose = map_values(replace(dose, readings=(), bed=""), without)
        return replace(rest, readings=tuple(map(noted_without, dose.readings)))

    def noted_without(reading: Reading) -> Reading:
        corrected = (
            replace(before, reading=noted_without(before.reading), reason=without(before.reason))
            for before in reading.corrected
        )
        return replace(reading, note=without(reading.note), corrected=tuple(corrected))

    clean = replace(
        record,
        person=Person(
            identifier=NAME_HIDDEN,
            name=pseudonym,
            born=person.born,  # retained: NEWS2 depends on age; pages do not show it where the name is hidden
            diagnosis_group=person.diagnosis_group,
            diagnosis=born.sub("…", found.sub("…", person.diagnosis)),
            cord_level=person.cord_level,
            stiffness_helps=person.stiffness_helps,
            usual_aid=found.sub("…", person.usual_aid),
            weight_kg=person.weight_kg,
            dystonia=found.sub("…", person.dystonia),
        ),
        plan=replace(record.plan, question=without(record.plan.question)),
        goals=map_values(record.goals, without),
        doses=tuple(map(without_name, record.doses)),
        decisions=map_values(record.decisions, without),
        copies=map_values(record.copies, without),
    )
    return replace(trial, record=clean)


def _apostrophes(name: str) -> tuple[str, str]:
    """A name such as O'Brien with either apostrophe."""
    return name.replace("’", "'"), name.replace("'", "’")


def _written_dates(day: date | None) -> re.Pattern[str]:
    """What finds a day as people write it: 1960-02-03, 3/2/1960, 03.02.60, 3 February 1960; nothing without a day."""
    if day is None:
        return re.compile(r"(?!)")
    month = f"(?:0?{day.month}|{day:%b}[a-z]*)"
    return re.compile(rf"\b(?:{day}|0?{day.day}[\s./-]+{month}[\s./-]+(?:{day:%Y}|{day:%y}))\b", re.IGNORECASE)
