"""Texts of remarks on a reading, a dose or a trial. The template of each kind is in remarks.toml."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from decimal import Decimal

from scales.base import Item, Scale, Value
from trial.ledger.facts import Call, Dose, Event, Status, Trial
from trial.meaning.comparison import comparability
from trial.meaning.course import Series, series_of
from trial.meaning.limits import LIMITS
from trial.meaning.name_matching import same_people
from trial.meaning.point import Point, Remark, remark
from trial.meaning.timeline import ALERT, CONSCIOUSNESS
from trial.wording import words
from trial.wording.result_text import at_text, ended, goal_name, of_the_rest, when_text
from trial.wording.safety import event_name, unrecordable_texts
from trial.wording.templates import Templates

FEW = 3
"""How many of the same kind, or items of one scale, are named; more are counted."""
RETEST = "test walking and transfers again once alert"


def remark_text(remark: Remark) -> str:
    """One remark, as a phrase that goes on after a colon or as a sentence without its full stop."""
    return TEMPLATES.say(remark.kind, remark.values)


def why_text(reasons: Iterable[Remark]) -> str:
    """Every reason, the gravest first; empty for none."""
    return "; ".join(map(remark_text, reasons))


def caution_texts(cautions: Iterable[Remark]) -> tuple[str, ...]:
    """Each caution as one sentence; what would be said twice is said once."""
    return tuple(dict.fromkeys(ended(words.capital(remark_text(caution))) for caution in cautions))


def remarks_of(trial: Trial, dose: Dose) -> dict[str, tuple[str, ...]]:
    """What the bedside points out beside a value (rules 8, 16-18), by "slot|scale|item"; one phrase each."""
    found: dict[str, tuple[str, ...]] = {}
    for series in series_of(trial, dose):
        for point in series.points:
            compared = _beside(series, point) if point.after() else ()
            said = (words.origin_text(point.copied_from), *compared)
            # A later reading of the same cell replaces an earlier one.
            found[f"{point.slot}|{series.scale.key}|{series.item}"] = tuple(filter(None, said))
    return {key: phrases for key, phrases in found.items() if phrases}


def _beside(series: Series, point: Point) -> Iterator[str]:
    if (series.scale.key, series.item) == CONSCIOUSNESS and point.measured and point.value != ALERT:
        yield RETEST
    if point.confounded:
        yield f"{remark_text(remark('sedated', at_baseline=False))}; {RETEST}"
    base = series.baseline
    if base is None:
        return
    changed = {"ability_lost": "LOST since baseline", "became_able": "became able"}
    yield from (changed[reason.kind] for reason in point.why if reason.kind in changed)
    if point.measured and base.measured:
        method = comparability(series.scale, base, point)
        yield from map(remark_text, method.differs + method.less_help + method.not_recorded)
    if not series.scale.every_reading and not same_people(point.assessors, base.assessors):
        yield f"assessed by {words.list_text(base.assessors)} at baseline"


def _method(done: tuple[Item, Value, Value], then: str = "at baseline") -> str:
    """How something was done, and how before: `walking aid now two sticks, one stick at baseline`."""
    item, now, was = done
    return f"{item.label.lower()} now {words.bare_value(item, now)}, {words.bare_value(item, was)} {then}"


def _listed(series: Sequence[Series]) -> str:
    """The scales, or few items of one scale."""
    names = list(dict.fromkeys(measure.scale.name for measure in series))
    if len(names) == 1 and len(series) <= FEW and not series[0].scale.derived:
        return words.list_text(dict.fromkeys(measure.label for measure in series))
    return words.list_text(names)


def _peak_missing(slot: str, status: Status | None, stand_in: Decimal | None) -> str:
    found = f"{words.STATUS_WORDS[status]} at {slot}" if status else f"nothing at {slot}"
    if stand_in is not None:
        return f"{found}: the reading at {words.minutes_text(stand_in)} stands for it"
    return f"{found}, and no reading from {LIMITS.peak_from_minutes // 60} to {LIMITS.peak_to_minutes // 60} hours"


def _unrecordable(dose: Dose, occasions: Iterable[tuple[datetime, tuple[tuple[Scale, str], ...]]]) -> str:
    found = "; ".join(unrecordable_texts(occasions, dose))
    return f"{found}: no number stands for it, so a lowest value leaves it out"


def _not_as_before(
    before: int,
    medicines: Iterable[tuple[str, str | None, str | None]],
    methods: Iterable[tuple[Scale, Item, Value, Value]],
) -> str:
    differ = [f"{name} {now or 'not listed'}, {was or 'not listed'} then" for name, now, was in medicines]
    differ += [f"{scale.name} baseline, {_method((item, now, was), 'then')}" for scale, item, now, was in methods]
    return f"Not as at dose {before}: {words.list_text(differ)}"


def _news2_incomplete(incomplete: int, of: int, single_3: Sequence[str]) -> str:
    threes = words.list_text(key.replace("_", " ") for key in single_3)
    alone = f"; in them {threes}{' each' if len(single_3) > 1 else ''} scored 3" if threes else ""
    return f"NEWS2 incomplete in {incomplete} of {words.count_text(of, 'set')}{alone}"


def _added_after_signing(dose: Dose, events: Iterable[Event], calls: Sequence[Call]) -> str:
    added = [f"{event_name(event)}, {when_text(event.began_at, dose.given_at)}" for event in events]
    if calls:
        days = words.list_text(dict.fromkeys(when_text(call.called_at, dose.given_at) for call in calls))
        added.append(f"{'calls' if len(calls) > 1 else 'call'} on {days}")
    said = f": “{calls[-1].text}”" if calls and calls[-1].text else ""
    return f"After signing: {'; '.join(added)}{said}"


def _not_chosen(series: Series, slot: str, points: Iterable[Point]) -> str:
    values = words.list_text(words.value_text(series.scale, series.item, point.value, point.status) for point in points)
    return f"Two values, neither chosen: {series.label} at {slot} ({values})"


def _off_time(slot: str, first: Point, last: Point, series: Sequence[Series]) -> str:
    until = f" to {at_text(last)}" if at_text(last) != at_text(first) else ""
    return f"{slot} taken at {at_text(first)}{until}: {_listed(series)}"


def _missing(scales: Iterable[tuple[Scale, Sequence[Point], int]]) -> str:
    of_scales = []
    for scale, gaps, asked in scales:
        why = dict.fromkeys(f"{words.STATUS_WORDS[point.status]} at {point.slot}" for point in gaps[:FEW])
        of_scales.append(f"{scale.name} {len(gaps)} of {asked} ({words.list_text(why)})")
    return f"Missing: {', '.join(of_scales)}"


TEMPLATES = Templates(
    __file__,
    {
        "at": at_text,
        "delivery": words.DELIVERY_WORDS.__getitem__,
        "goal": goal_name,
        "home": lambda questions: words.list_text(words.HOME_QUESTIONS[question].lower() for question in questions),
        "hour": words.hour_text,
        "in brackets": lambda text: f" ({text.rstrip('.')})" if text else "",
        "item": lambda item: item.label.lower(),
        "list": words.list_text,
        "listed": _listed,
        "medicines": lambda medicines: words.list_text(f"{medicine.name} {medicine.status}" for medicine in medicines),
        "method": _method,
        "names": lambda names: words.list_text(name.lower() for name in names),
        "minutes": words.minutes_text,
        "moment": words.moment_text,
        "of the rest": of_the_rest,
        "outcome": words.OUTCOME_WORDS.__getitem__,
        "scales": lambda scales: words.list_text(scale.name for scale in scales),
        "side": lambda at_baseline: " at baseline" if at_baseline else "",
        "status": words.STATUS_WORDS.__getitem__,
        "why": why_text,
    },
    peak_missing=_peak_missing,
    unrecordable=_unrecordable,
    not_as_before=_not_as_before,
    news2_incomplete=_news2_incomplete,
    added_after_signing=_added_after_signing,
    not_chosen=_not_chosen,
    off_time=_off_time,
    missing=_missing,
)
