"""A trial with the person's name hidden, for a meeting where others can see the screen."""

import re
from dataclasses import replace
from typing import Any

from trial.ledger.facts import Dose, Person, Reading, Trial, map_values
from trial.wording.words import NAME_HIDDEN


def deidentified(trial: Trial, pseudonym: str) -> Trial:
    """The same trial under another name and without its number, with the name out of what was written.

    Of readings only notes and reasons are changed: values contain no names, and assessors stay named.
    """
    record, person = trial.record, trial.person
    parts = filter(None, (*re.findall(r"[^\W\d_]{2,}", f"{person.name} {person.called}"), person.identifier))
    # As written, in capitals or with a capital; whole words only. Never a word in small letters.
    written = {form for part in parts for form in (part, part.upper(), part.capitalize())}
    either = "|".join(map(re.escape, sorted(written, key=len, reverse=True)))
    # Parts that follow one another are one name.
    found = re.compile(rf"\b(?:{either})(?:[\s,.’'-]+(?:{either}))*\b" if either else r"(?!)")

    def without(fact: Any) -> Any:
        return found.sub("the person", fact) if isinstance(fact, str) else fact

    def without_name(dose: Dose) -> Dose:
        rest: Dose = map_values(replace(dose, readings=()), without)
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
            diagnosis=found.sub("…", person.diagnosis),
            cord_level=person.cord_level,
            stiffness_helps=person.stiffness_helps,
            usual_aid=found.sub("…", person.usual_aid),
        ),
        plan=replace(record.plan, question=without(record.plan.question)),
        goals=map_values(record.goals, without),
        doses=tuple(map(without_name, record.doses)),
        decisions=map_values(record.decisions, without),
    )
    return replace(trial, record=clean)
