"""Whose rating of a goal stands for a dose (rule 25)."""

from decimal import Decimal

from trial.ledger.facts import Dose, Goal, Rating, Trial, Voice
from trial.meaning.limits import LIMITS
from trial.meaning.schedule import BASELINE, elapsed, slot_minutes


def ratings_of(trial: Trial, dose: Dose, goal: Goal) -> tuple[Rating | None, tuple[Rating, ...]]:
    voices: tuple[Voice, ...] = ("team", "person", "parent", "carer", "interpreter")
    team, *others = (_latest(trial, dose, goal, voice) for voice in voices)
    return team, tuple(one for one in others if one is not None)


def _latest(trial: Trial, dose: Dose, goal: Goal, voice: Voice) -> Rating | None:
    own = [one for one in dose.ratings if one.goal == goal.id and one.by == voice and one.level is not None]
    timed = [(at, place, one) for place, one in enumerate(own) if (at := _rated_at(dose, one)) is not None]
    in_peak = [one for one in timed if one[2].slot == trial.plan.peak_slot]
    early = [one for one in timed if 0 <= one[0] < LIMITS.best_until_minutes]
    return max(in_peak or early, key=lambda one: one[:2])[2] if in_peak or early else None


def _rated_at(dose: Dose, rating: Rating) -> Decimal | None:
    """Minutes after T0: when it was given, if known, else the planned time of its slot; the baseline's is no result."""
    if rating.slot == BASELINE:
        return None
    return elapsed(rating.rated_at, dose.given_at) if rating.rated_at else slot_minutes(rating.slot)
