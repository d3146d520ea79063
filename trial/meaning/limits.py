"""The limits, in one place and shown as service settings: clinical practice (the daggers in RULES.md), then ours."""

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

from scales.news2 import ADULT_FROM_YEARS


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Minutes, hours, micrograms and counts. The number in the comment of a clinical one is its rule in RULES.md."""

    asleep_needs_consciousness_within: timedelta = timedelta(minutes=15)  # 4
    two_values_within: timedelta = timedelta(minutes=10)  # 6
    baseline_at_most_before: timedelta = timedelta(hours=24)  # 8
    peak_from_minutes: Decimal = Decimal(180)  # 9
    peak_to_minutes: Decimal = Decimal(360)  # 9
    on_time_minutes: Decimal = Decimal(30)  # 9
    off_slot_minutes: Decimal = Decimal(60)  # 9: further from its slot than this, a value says so beside it
    best_until_minutes: Decimal = Decimal(720)  # 10, 25
    sedated_within: timedelta = timedelta(minutes=15)  # 17
    one_set_within: timedelta = timedelta(minutes=15)  # 28: observations, trials of a walk and how it was done
    news2_from_years: int = ADULT_FROM_YEARS  # 28, 29
    dysreflexia_rise_mmhg: Decimal = Decimal(20)  # 29
    micrograms_needing_second_person: Decimal = Decimal(100)  # 33: planned or given above this
    micrograms_refused: Decimal = Decimal(150)  # 33: planned above this
    micrograms_possible: Decimal = Decimal(5000)  # 33: given
    micrograms_perhaps_millilitres: Decimal = Decimal(5)  # 33: below this, "mL or mg?"
    first_micrograms_if_stiffness_helps: Decimal = Decimal(25)  # 33: Boster 2016
    first_micrograms: Decimal = Decimal(50)  # 33: Boster 2016
    between_doses: timedelta = timedelta(hours=24)  # 34: Boster 2016
    own_entry_fresh_for: timedelta = timedelta(minutes=5)  # its author may change it without a reason
    clock_time_looks_back: timedelta = timedelta(hours=12)  # further back the day must be typed as well
    clocks_differ_by: timedelta = timedelta(minutes=2)  # two clocks on one ward
    clock_marked_beyond_seconds: int = 60  # a device's clock that is further off marks its readings
    earliest_year: int = 1900  # a year outside these is a slip of the finger, or a clock that was never set
    latest_year: int = 2200
    attempts_possible: int = 50
    kilograms_possible: Decimal = Decimal(400)
    longest_text_characters: int = 10_000
    most_readings: int = 10_000  # of one record; a long day has a few hundred
    most_goals_doses_decisions: int = 1_000  # of one trial, each; few enough that folding them is quick


LIMITS = Limits()
