"""The limits that rest on clinical practice (the daggers in MEANING.md), in one place and shown as service settings."""

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Minutes, hours and micrograms; the number behind each is its rule in MEANING.md."""

    asleep_needs_consciousness_within: timedelta = timedelta(minutes=15)  # 4
    two_values_within: timedelta = timedelta(minutes=10)  # 6
    baseline_at_most_before: timedelta = timedelta(hours=24)  # 8
    peak_from_minutes: Decimal = Decimal(180)  # 9
    peak_to_minutes: Decimal = Decimal(360)  # 9
    on_time_minutes: Decimal = Decimal(30)  # 9
    best_until_minutes: Decimal = Decimal(720)  # 10, 25
    sedated_within: timedelta = timedelta(minutes=15)  # 17
    news2_set_within: timedelta = timedelta(minutes=15)  # 28
    news2_from_years: int = 16  # 28
    dysreflexia_rise_mmhg: Decimal = Decimal(20)  # 29
    micrograms_needing_second_person: Decimal = Decimal(100)  # 33: planned or given above this
    micrograms_refused: Decimal = Decimal(150)  # 33: planned above this
    micrograms_possible: Decimal = Decimal(5000)  # 33: given
    micrograms_perhaps_millilitres: Decimal = Decimal(5)  # 33: below this, "mL or mg?"
    first_micrograms_if_stiffness_helps: Decimal = Decimal(25)  # 33
    first_micrograms: Decimal = Decimal(50)  # 33
    between_doses: timedelta = timedelta(hours=24)  # 34
    clock_off_seconds: int = 60  # DESIGN.md, clocks


LIMITS = Limits()
