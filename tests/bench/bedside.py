"""A trial two hours after its dose, with 60 items to record: what the rows of the bedside open."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from itertools import islice

import scales
from tests.bench.subjects import SIGNS, person
from trial.ledger.entries import DoseSet, Fact, Opened, Planned, ReadingTaken
from trial.ledger.facts import Dose, Measure, Plan, Reading
from trial.store import Store

ITEMS = 60
GRADED = tuple(item.key for item in scales.get("modified_ashworth").items if item.role == "measure")
POWER = tuple(item.key for item in scales.get("mrc_power").items)[: ITEMS - len(SIGNS) - len(GRADED)]
PLAN = Plan(
    slots=("baseline", "+1h", "+2h", "+4h"),
    measures=(
        Measure(scale="observations", items=tuple(SIGNS)),
        Measure(scale="modified_ashworth", items=GRADED),
        Measure(scale="mrc_power", items=POWER),
    ),
)


def open_beds(store: Store, count: int = 1) -> list[str]:
    """So many trials, each with its baseline recorded and its +2h set due."""
    names = [f"T-{number:03}" for number in range(1, count + 1)]
    for number, name in enumerate(names, 1):
        store.append(name, lambda _, name=name, number=number: _facts(name, number), at=datetime.now(UTC), by="K Tan")  # type: ignore[misc]
    return names


def _facts(name: str, number: int) -> list[Fact]:
    given_at = datetime.now(UTC).replace(microsecond=0) - timedelta(hours=2, minutes=5)
    at = given_at - timedelta(minutes=30)
    sheet = Dose(number=1, micrograms=Decimal(50))
    asked = [("modified_ashworth", item, "3") for item in GRADED] + [("mrc_power", item, "5") for item in POWER]
    baseline = [
        Reading(slot="baseline", taken_at=at, scale=scale, item=item, value=value, by="K Tan", typed_by="K Tan",
                typed_at=at, id=f"baseline-{number}-{place}")
        for place, (scale, item, value) in enumerate(asked)
    ]  # fmt: skip
    return [
        Opened(trial=name, person=person(number), zone="Europe/London"),
        Planned(plan=PLAN),
        DoseSet(act="planned", dose=sheet),
        *(ReadingTaken(dose=1, reading=one) for one in islice(baseline, ITEMS)),
        DoseSet(act="given", dose=Dose(number=1, micrograms=Decimal(50), given_at=given_at)),
    ]
