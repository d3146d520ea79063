"""The data of the entry sheet for one dose: every slot, row and value, so that it can work offline."""

from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import scales
from trial.elements.sheet.blocks import blocks_of
from trial.elements.trial_head import identity
from trial.ledger.facts import Dose, Reading, Trial
from trial.meaning import schedule
from trial.meaning.point import FINDINGS
from trial.meaning.timeline import two_values
from trial.wording.day import injection_checks
from trial.wording.remarks import remarks_of
from trial.wording.safety import event_line
from trial.wording.words import DIAGNOSIS_WORDS, STATUSES

Data = dict[str, Any]
ABBREVIATED = DIAGNOSIS_WORDS | {"ms": "MS", "tbi": "TBI", "sci": "SCI", "cp": "CP", "hsp": "HSP"}
"""Diagnosis groups as a ward abbreviates them, so that the sheet's identity line is one line."""
REASONS = {
    status: {"words": words, "narrow": narrow, "found": status in FINDINGS}
    for status, (*_, words, narrow) in STATUSES.items()
}
"""Why there is no value: on a button, where it must be short, and whether that says something of the person."""
NAMED_SLOTS = {
    schedule.BASELINE: ("Base", "Baseline", "Baseline, before the dose", "Taken before T0, the end of injection."),
    schedule.EXTRA: (
        "Extra",
        "Extra",
        "Extra set",
        "A new set begins 15 minutes after the last. To see or correct an earlier one, type its time.",
    ),
}
"""Their names in the grid, on the tab and above the rows, and the text in place of a due time."""


def sheet_data(trial: Trial, dose: Dose, *, recorder: str, zone: ZoneInfo) -> Data:
    """Return one dose as the sheet's data; moments are milliseconds since 1970, as in JavaScript."""
    fields: dict[str, Data] = {}
    blocks = blocks_of(trial, dose, fields)
    assessors = {reading.by for known in trial.doses for reading in known.readings if reading.by}
    return {
        "trial": trial.id,
        "dose": dose.number,
        "entries": trial.entries,
        "zone": zone.key,
        "t0": milliseconds(dose.given_at) if dose.delivered else None,
        "ended": milliseconds(dose.ended_at),
        "unbiased": trial.plan.unbiased,
        "me": recorder,
        "people": [recorder, *sorted(assessors - {recorder})],
        "person": [*identity(trial, dose, ABBREVIATED)],
        "checks": [] if dose.happened else [*injection_checks(trial, dose)],
        "slots": [*_slots(trial, dose, fields)],
        "blocks": blocks,
        "shared": _share(fields),
        "fields": fields,
        "reasons": REASONS,
        "values": values_of(dose, recorder),
        "remarks": remarks_of(trial, dose),
        "asked": [milliseconds(at) for at in dose.asked_at],
        "askedOnce": dose.events_asked and not dose.asked_at,
        "events": [*_events(dose, zone)],
        "said": [[words.slot, words.by, words.text] for words in dose.words],
    }


def _share(fields: dict[str, Data]) -> list[Data]:
    """Return levels and reasons once each, and put into every field their place in that list instead."""
    shared: list[Data] = []
    for field in fields.values():
        for name in ("levels", "reasons"):
            if name in field:
                if field[name] not in shared:
                    shared.append(field[name])
                field[name] = shared.index(field[name])
    return shared


def _slots(trial: Trial, dose: Dose, fields: dict[str, Data]) -> Iterator[Data]:
    """Yield every slot in order of time, `extra` last, with the fields planned for it."""
    measures, peak, asked_in = schedule.measures_of(trial), trial.plan.peak_slot, schedule.asked_in(trial, dose)
    every = {*trial.plan.slots, *(slot for measure in measures for slot in measure.slots)}
    every |= {schedule.EXTRA, *(reading.slot for reading in dose.readings)}
    t0 = milliseconds(dose.given_at) or 0
    for slot in sorted(every, key=schedule.slot_order):
        asked = {f"{scale}|{item}" for scale, items in asked_in.items() for item, at in items.items() if slot in at}
        if slot == peak:
            asked |= {key for key, field in fields.items() if "goal" in field and not field.get("spare")}
        due = milliseconds(schedule.due_at(dose, slot))
        window = schedule.window_of(slot, every)
        start, end = (t0 + int(minutes * 60_000) for minutes in window) if due and window else (None, None)
        label, title = (f"{slot} peak", f"{slot}, the peak slot") if slot == peak else (slot, slot)
        name, label, title, says = NAMED_SLOTS.get(slot, (slot, label, title, "Due once the dose was given."))
        yield {
            "key": slot,
            "name": name,
            "label": label,
            "title": title,
            "says": says,
            "due": due,
            "from": start,
            "to": end,
            "planned": [key for key, field in fields.items() if key in asked and not field["method"]],
        }


def _events(dose: Dose, zone: ZoneInfo) -> Iterator[str]:
    for event in dose.events:
        ended = f", until {event.ended_at.astimezone(zone):%H:%M}" if event.ended_at else ""
        yield f"{event.began_at.astimezone(zone):%H:%M} {event_line(event)}{ended}"


def values_of(dose: Dose, recorder: str) -> Data:
    """Return what was recorded, latest last, by "slot|scale|item" or "slot|goal|id|voice"."""
    found: Data = {}
    by_cell: dict[tuple[str, str, str], list[Reading]] = {}
    for reading in dose.readings:
        by_cell.setdefault((reading.slot, reading.scale, reading.item), []).append(reading)
    for (slot, scale, item), readings in by_cell.items():
        ordered = sorted(readings, key=lambda reading: reading.taken_at)
        doubles = two_values(scales.get(scale), ordered)
        found[f"{slot}|{scale}|{item}"] = [
            _reading(reading, recorder, two=two) for reading, two in zip(ordered, doubles, strict=True)
        ]
    for rating in dose.ratings:
        if rating.level is not None:
            found[f"{rating.slot}|goal|{rating.goal}|{rating.by}"] = [
                {
                    "id": rating.id,
                    "value": f"{rating.level.normalize():f}",
                    "status": "measured",
                    "taken": milliseconds(rating.rated_at),
                    "typed": milliseconds(rating.rated_at),
                    "mine": rating.typed_by == recorder,
                    "by": rating.typed_by,
                    "struck": [
                        [f"{before.rating.level.normalize():f}", f"{before.by}: {before.reason}".strip(": ")]
                        for before in rating.corrected
                        if before.rating.level is not None and before.reason
                    ],
                }
            ]
    return found


def _reading(reading: Reading, recorder: str, *, two: bool) -> dict[str, Any]:
    return {
        "id": reading.id,
        "value": _text(reading.value),
        "status": reading.status,
        "note": reading.note,
        "taken": milliseconds(reading.taken_at),
        "typed": milliseconds(reading.typed_at or reading.taken_at),
        "mine": reading.typed_by == recorder,
        "by": reading.by,
        "two": two,
        "skewed": abs(reading.skew_seconds) > 60,
        "unusual": reading.unusual,
        "struck": [
            [_was(before.reading, reading.slot), f"{before.by}: {before.reason}".strip(": ")]
            for before in reading.corrected
            if before.reason
        ],
    }


def _was(before: Reading, slot: str) -> str:
    """Return what stood there before: its value, or the slot that it was moved from."""
    return (_text(before.value) or before.status) if before.slot == slot else f"at {before.slot}"


def _text(value: Decimal | str | bool | None) -> str | None:
    """Return a value as the sheet sends it: a token, a number as typed, true or false."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return f"{value:f}" if isinstance(value, Decimal) else value


def milliseconds(moment: datetime | None) -> int | None:
    """Return a moment as milliseconds since 1970, as in JavaScript."""
    return None if moment is None else int(moment.timestamp() * 1000)
