"""Trials for tests in few words: readings by hours after T0, goals by their rule, one dose or several."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any, get_args

from trial.ledger.facts import (
    Decision,
    Dose,
    Goal,
    HomeAnswer,
    HomeQuestion,
    Measure,
    Person,
    Plan,
    Reading,
    Record,
    Status,
    Target,
    Trial,
    Value,
)
from trial.meaning.course import Series
from trial.meaning.goals import GoalResult
from trial.meaning.schedule import slot_minutes
from trial.meaning.summary import DoseSummary, Summary, summarise

T0 = datetime(2026, 11, 18, 9, 40, tzinfo=UTC)
STATUSES = frozenset(get_args(Status))
SLOTS = ("baseline", "+1h", "+2h", "+3h", "+4h", "+5h", "+6h", "+7h", "+8h", "+24h")
HOURS = (0, 1, 2, 3, 4, 5, 6, 8)
"""The hours of the synthetic fixtures A to H; 0 is the baseline, half an hour before T0."""


def at(minutes: float, given_at: datetime = T0) -> datetime:
    """A moment so many minutes after T0."""
    return given_at + timedelta(minutes=minutes)


def number(value: object) -> Value | None:
    """Tokens and truths stay; numbers become exact decimals."""
    if isinstance(value, bool | str | Decimal) or value is None:
        return value
    return Decimal(str(value))


def reading(
    scale: str, item: str, value: object, minutes: float, slot: str = "", *, given_at: datetime = T0, **more: Any
) -> Reading:
    """One reading; a status in place of the value is the reason that there is none. The slot is the nearest hour."""
    if not slot:
        slot = "baseline" if minutes < 0 else f"+{round(minutes / 60)}h"
    known = {"by": "K Tan", "conditions": {}} | more
    conditions = {key: number(one) for key, one in known.pop("conditions").items()}
    status = value if value in STATUSES and isinstance(value, str) else "measured"
    return Reading(
        slot=slot,
        taken_at=at(minutes, given_at),
        scale=scale,
        item=item,
        value=number(value) if status == "measured" else None,
        status=status,  # type: ignore[arg-type]
        conditions=conditions,  # type: ignore[arg-type]
        **known,
    )


def hourly(
    scale: str, item: str, values: Sequence[object], hours: Sequence[float] = HOURS, **more: Any
) -> list[Reading]:
    """One reading an hour, None for no reading; hour 0 is the baseline, 30 minutes before T0."""
    return [
        reading(scale, item, value, hour * 60 if hour else -30, **more)
        for hour, value in zip(hours, values, strict=True)
        if value is not None
    ]


WELL: dict[HomeQuestion, HomeAnswer] = dict.fromkeys(get_args(HomeQuestion), "yes")
"""Every answer to the list before going home."""


def measure(scale: str, *items: str, **more: Any) -> Measure:
    return Measure(scale=scale, items=items, **more)


def achieve(scale: str, item: str, rule: str, amount: object, goal: str = "g1", **more: Any) -> Goal:
    at_ = more.pop("at", None)
    target = Target(scale=scale, item=item, rule=rule, amount=Decimal(str(amount)), at=at_)  # type: ignore[arg-type]
    return Goal(id=goal, kind="achieve", words="Walk to the gate", target=target, **more)


def keep(scale: str, item: str, rule: str, amount: object, goal: str = "k1", **more: Any) -> Goal:
    target = Target(scale=scale, item=item, rule=rule, amount=Decimal(str(amount)))  # type: ignore[arg-type]
    return Goal(id=goal, kind="keep", words="Stand to transfer", target=target, **more)


def dose(*readings: Reading | list[Reading], number: int = 1, micrograms: object = 50, **more: Any) -> Dose:
    """A dose with these readings; T0 unless said otherwise."""
    listed = [one for group in readings for one in (group if isinstance(group, list) else [group])]
    return Dose(
        number=number,
        micrograms=Decimal(str(micrograms)),
        readings=tuple(sorted(listed, key=lambda taken: taken.taken_at)),
        **({"given_at": T0} | more),
    )


def trial(
    *doses: Dose | list[Reading],
    measures: Sequence[Measure] = (),
    goals: Sequence[Goal] = (),
    group: str | None = "other",
    decisions: Sequence[Decision] = (),
    plan: Plan | None = None,
    **more: Any,
) -> Trial:
    """A trial of these doses; a list of readings is made into one dose."""
    person = {"identifier": "RX1", "born": date(1971, 5, 4), "diagnosis_group": group} | more.pop("person", {})
    record = Record(
        trial="T-0001",
        person=Person(**person),
        plan=plan or Plan(slots=SLOTS, measures=tuple(measures)),
        goals=tuple(goals),
        doses=tuple(one if isinstance(one, Dose) else dose(one) for one in doses),
        decisions=tuple(decisions),
    )
    return Trial(record=record, entries=0, fingerprint="", **more)


def meaning(*readings: list[Reading] | Reading, **more: Any) -> Summary:
    """The summary of a trial of one dose with these readings; `given` adds to the dose."""
    given = more.pop("given", {})
    return summarise(trial(dose(*readings, **given), **more))


def only(summary: Summary) -> DoseSummary:
    """The one dose of a summary."""
    (found,) = summary.doses
    return found


def series(summary: Summary, item: str, number_: int = 1) -> Series:
    """The one series of an item."""
    (found,) = [
        measure
        for dose_ in summary.doses
        if dose_.dose.number == number_
        for measure in dose_.series
        if measure.item == item
    ]
    return found


def result(summary: Summary, goal: str = "", number_: int = 1) -> GoalResult:
    """The one result of a goal at a dose."""
    (found,) = [one for one in summary.goals if one.dose == number_ and (not goal or one.goal.id == goal)]
    return found


__all__ = [
    "HOURS",
    "SLOTS",
    "T0",
    "achieve",
    "at",
    "dose",
    "hourly",
    "keep",
    "meaning",
    "measure",
    "number",
    "only",
    "reading",
    "result",
    "series",
    "slot_minutes",
    "trial",
]
