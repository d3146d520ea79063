"""Why a reading stands as it does against its baseline, in words: one phrase a reason (rules 6, 9, 14-19)."""

from collections.abc import Iterable
from typing import assert_never

from scales.base import Item, Value
from trial.meaning.limits import LIMITS
from trial.meaning.reasons import (
    AbilityLost,
    BecameAble,
    LessHelp,
    MethodDiffers,
    MethodNotRecorded,
    NoBaseline,
    NoPublishedError,
    NotAsked,
    NotOnOneScale,
    NoValue,
    PeakMissing,
    PeakToCome,
    Reason,
    Sedated,
    StillUnable,
    TrialsDiffer,
    TwoValues,
    WithinLeastChange,
)
from trial.wording.words import STATUS_WORDS, bare_value, count_text, minutes_text

PEAK_HOURS = f"{LIMITS.peak_from_minutes // 60} to {LIMITS.peak_to_minutes // 60}"
HOW = {
    "other": "not like for like: {}",
    "more_help": "more help: {}",
    "incomparable": "{}, which compares with nothing",
}


def why_text(reasons: Iterable[Reason]) -> str:
    """Every reason, the gravest first; empty for none."""
    return "; ".join(reason_text(reason) for reason in reasons)


def reason_text(reason: Reason) -> str:
    """One reason as a phrase that goes on after a colon or a semicolon."""
    match reason:
        case TwoValues(at_baseline):
            return f"two values{_side(at_baseline)}, neither chosen"
        case Sedated(at_baseline):
            return f"confounded: sedated{_side(at_baseline)}"
        case NoBaseline():
            return "no baseline"
        case NoValue(status, at_baseline):
            return f"{STATUS_WORDS[status]}{_side(at_baseline)}"
        case NotOnOneScale():
            return "these values compare with nothing"
        case MethodDiffers(item, now, was, how):
            return HOW[how].format(_method(item, now, was))
        case LessHelp(item, now, was):
            return f"less help: {_method(item, now, was)}"
        case MethodNotRecorded(item, at_baseline):
            return f"{item.label.lower()} not recorded{_side(at_baseline)}"
        case TrialsDiffer(now, was):
            return f"not like for like: {count_text(now, 'trial')}, {was} at baseline"
        case BecameAble(was):
            return f"became able ({STATUS_WORDS[was]} at baseline)"
        case AbilityLost(now):
            return f"lost: {STATUS_WORDS[now]}"
        case StillUnable(was, now):
            return f"{STATUS_WORDS[was]} at baseline; {STATUS_WORDS[now]} now"
        case WithinLeastChange(amount, source):
            return f"no more than {amount.normalize():f}: {source}"
        case NoPublishedError(for_this_diagnosis):
            return "no published error for this diagnosis" if for_this_diagnosis else "no published error"
        case PeakMissing(slot, status, stand_in):
            found = f"{STATUS_WORDS[status]} at {slot}" if status else f"nothing at {slot}"
            if stand_in is None:
                return f"{found}, and no reading from {PEAK_HOURS} hours"
            return f"{found}: the reading at {minutes_text(stand_in)} stands for it"
        case NotAsked(slot):
            return f"not asked at {slot}: the other answers leave nothing to ask"
        case PeakToCome(slot):
            return f"{slot} is still to come"
    assert_never(reason)


def _side(at_baseline: bool) -> str:
    return " at baseline" if at_baseline else ""


def _method(item: Item, now: Value, was: Value) -> str:
    return f"{item.label.lower()} {bare_value(item, now)}, {bare_value(item, was)} at baseline"
