"""Trials to measure with: one of as many entries as asked for, invented, and as a long day at the bed leaves them."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import count, cycle, islice

from trial.ledger.entries import (
    Agreed,
    DoseSet,
    EventNoted,
    EventsAsked,
    Fact,
    GoalSet,
    Opened,
    Planned,
    Rated,
    ReadingTaken,
    Said,
)
from trial.ledger.facts import Dose, Event, Goal, Measure, Person, Plan, Rating, Reading, Target, Value, Words

T0 = datetime.now(UTC).replace(minute=40, second=0, microsecond=0) - timedelta(days=3)
"""Of the first dose: some days ago, so that taps of now may follow."""
SLOTS = ("baseline", "+1h", "+2h", "+3h", "+4h", "+5h", "+6h", "+7h", "+8h")
MUSCLES = tuple(
    f"{side}_{muscle}"
    for muscle in ("hip_adductors", "hip_flexors", "knee_flexors", "knee_extensors", "ankle_plantarflexors")
    for side in ("left", "right")
)
POWER = tuple(f"{side}_{what}" for what in ("hip_flexion", "knee_extension") for side in ("left", "right"))
SIGNS: dict[str, tuple[Value, ...]] = {
    "systolic": tuple(Decimal(one) for one in (138, 126, 121, 112, 118)),
    "diastolic": tuple(Decimal(one) for one in (84, 78, 76, 70, 74)),
    "heart_rate": tuple(Decimal(one) for one in (76, 72, 66, 68)),
    "respiratory_rate": tuple(Decimal(one) for one in (16, 14, 15)),
    "oxygen_saturation": tuple(Decimal(one) for one in (97, 96)),
    "on_oxygen": (False,),
    "temperature": tuple(Decimal(one) for one in ("36.6", "36.8")),
    "consciousness": ("A",),
}
PLAN = Plan(
    slots=SLOTS,
    measures=(
        Measure(scale="observations", items=tuple(SIGNS)),
        Measure(scale="modified_ashworth", items=MUSCLES),
        Measure(scale="mrc_power", items=POWER),
        Measure(scale="ten_metre_walk", items=("seconds", "steps", "aid")),
        Measure(scale="assistance", items=("sit_to_stand",)),
        Measure(scale="pain"),
    ),
)
GOALS = (
    Goal(id="g1", kind="achieve", area="mobility", words="Walk to the garden gate",
         target=Target(scale="ten_metre_walk", item="speed", rule="improves_percent", amount=Decimal(20))),
    Goal(id="g2", kind="achieve", area="comfort", words="Looser thighs", muscles=MUSCLES[:2],
         target=Target(scale="modified_ashworth", item=MUSCLES[0], rule="improves_steps", amount=Decimal(1))),
    Goal(id="g3", kind="keep", area="transfers", words="Still stand to transfer",
         target=Target(scale="assistance", item="sit_to_stand", rule="not_worse_by_steps", amount=Decimal(1))),
    Goal(id="g4", kind="keep", area="mobility", words="Keep the strength I stand on",
         target=Target(scale="mrc_power", item=POWER[2], rule="not_worse_by_steps", amount=Decimal(1))),
    Goal(id="g5", kind="achieve", area="comfort", words="Less pain",
         target=Target(scale="pain", item="rating", rule="falls_by", amount=Decimal(2))),
    Goal(id="g6", kind="achieve", area="care", words="Easier to dress"),
)  # fmt: skip


def person(number: int = 1) -> Person:
    """Somebody invented."""
    return Person(identifier=f"TEST-{number}", name=f"Ann Example{number}", born=date(1971, 5, 4), diagnosis_group="ms")


def facts(trial: str, entries: int, *, number: int = 1, goals: tuple[Goal, ...] = GOALS) -> list[Fact]:
    """So many entries of one trial: two full doses, then further sets of observations."""
    return [*islice(_facts(trial, number, goals, entries), entries)]


def _facts(trial: str, number: int, goals: tuple[Goal, ...], entries: int) -> Iterator[Fact]:
    yield Opened(trial=trial, person=person(number), zone="Europe/London")
    yield Planned(plan=PLAN)
    yield from (GoalSet(goal=goal) for goal in goals)
    yield Agreed(agreed_at=T0 - timedelta(days=1), agreed_by="K Tan")
    yield from _dose(1, T0, "50")
    later = T0 + timedelta(days=2)
    yield from _dose(2, later, "75")
    yield from _more_observations(later + timedelta(hours=8, minutes=30), entries)


def _dose(number: int, given_at: datetime, micrograms: str) -> Iterator[Fact]:
    sheet = Dose(number=number, micrograms=Decimal(micrograms))
    yield DoseSet(act="planned", dose=sheet)
    given = replace(sheet, given_at=given_at, injected_by="Dr Example", level="L3/4")
    values = readings_of_a_day(given_at)
    yield from (ReadingTaken(dose=number, reading=one) for one in values if one.slot == "baseline")
    yield DoseSet(act="given", dose=given)
    yield from (ReadingTaken(dose=number, reading=one) for one in values if one.slot != "baseline")
    peak = given_at + timedelta(hours=4, minutes=5)
    for level, voice in ((0, "team"), (1, "person")):
        rating = Rating(goal="g6", slot="+4h", by=voice, level=Decimal(level), rated_at=peak, id=f"r{number}{voice}")  # type: ignore[arg-type]
        yield Rated(dose=number, rating=rating)
    yield EventsAsked(dose=number)
    drowsy = Event(kind="somnolence", severity="mild", cause="drug", began_at=peak, words="Sleepy", id=f"e{number}")
    yield EventNoted(dose=number, event=drowsy)
    words = Words(by="person", slot="+4h", text="My legs feel light", said_at=peak, id=f"w{number}")
    yield Said(dose=number, words=words)


def readings_of_a_day(given_at: datetime) -> list[Reading]:
    """Every planned item at every slot of one dose."""
    made: list[Reading] = []
    for place, slot in enumerate(SLOTS):
        at = given_at + timedelta(hours=place, minutes=3 if place else -35)
        asked: list[tuple[str, str, Value]] = [
            *(("observations", item, values[place % len(values)]) for item, values in SIGNS.items()),
            *(("modified_ashworth", item, "1+" if 3 <= place <= 6 else "3") for item in MUSCLES),
            *(("mrc_power", item, "4" if place == 4 else "5") for item in POWER),
            ("ten_metre_walk", "seconds", Decimal("22.4") - place),
            ("ten_metre_walk", "steps", Decimal(24 - place)),
            ("ten_metre_walk", "aid", "stick"),
            ("assistance", "sit_to_stand", "2"),
            ("pain", "rating", Decimal(6 - min(place, 4))),
        ]
        made += [_reading(slot, at + timedelta(seconds=5 * n), *one, n) for n, one in enumerate(asked)]
    return made


def _more_observations(begin: datetime, entries: int) -> Iterator[Fact]:
    """A set of observations every few minutes, so many that they all lie within one day."""
    step = timedelta(seconds=max(1, min(30, 50_000 // max(entries, 1))))
    for number, (item, values) in zip(count(), cycle(SIGNS.items()), strict=False):
        value = values[number // len(SIGNS) % len(values)]
        at = begin + number * step
        yield ReadingTaken(dose=2, reading=_reading("extra", at, "observations", item, value, number))


def _reading(slot: str, at: datetime, scale: str, item: str, value: Value, number: int) -> Reading:
    return Reading(
        slot=slot, taken_at=at, scale=scale, item=item, value=value, by="K Tan", typed_at=at, typed_by="K Tan",
        id=f"{at:%d%H%M%S}-{number}-{item[:20]}".replace("_", "-"),
    )  # fmt: skip
