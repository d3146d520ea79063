"""What stands in each cell of the entry sheet, with what was corrected and where two values wait to be chosen."""

from datetime import datetime
from decimal import Decimal
from typing import Any

import scales
from trial.ledger.facts import Dose, Reading
from trial.meaning.occasion import two_values

Values = dict[str, list[dict[str, Any]]]


def values_of(dose: Dose, recorder: str) -> Values:
    """By "slot|scale|item" or "slot|goal|id|voice": what was recorded, in order of time, the latest last."""
    found: Values = {}
    by_cell: dict[tuple[str, str, str], list[Reading]] = {}
    for reading in dose.readings:
        by_cell.setdefault((reading.slot, reading.scale, reading.item), []).append(reading)
    for (slot, scale, item), readings in by_cell.items():
        doubles = two_values(scales.get(scale), readings)
        ordered = sorted(readings, key=lambda one: one.taken_at)
        found[f"{slot}|{scale}|{item}"] = [_reading(one, recorder, two=one in doubles) for one in ordered]
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
            [_text(before.reading.value) or before.reading.status, f"{before.by}: {before.reason}".strip(": ")]
            for before in reading.corrected
            if before.reason
        ],
    }


def _text(value: Decimal | str | bool | None) -> str | None:
    """A value as the sheet sends it: a token, a number as typed, true or false."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return f"{value:f}" if isinstance(value, Decimal) else value


def milliseconds(moment: datetime | None) -> int | None:
    """Milliseconds since 1970, as a browser counts them."""
    return None if moment is None else int(moment.timestamp() * 1000)
