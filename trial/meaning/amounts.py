"""What was drawn up: concentration times volume must make the dose (rule 33)."""

from decimal import Decimal
from typing import NamedTuple

from trial.ledger.facts import Dose


class DrawnUp(NamedTuple):
    """Micrograms per millilitre, millilitres, and the micrograms that they make."""

    concentration: Decimal
    volume_ml: Decimal
    micrograms: Decimal


def mismatch_of(dose: Dose) -> DrawnUp | None:
    """What was drawn up, where concentration and volume are both typed and do not make exactly the dose."""
    if dose.concentration is None or dose.volume_ml is None:
        return None
    drawn = DrawnUp(dose.concentration, dose.volume_ml, dose.concentration * dose.volume_ml)
    return None if drawn.micrograms == dose.micrograms else drawn
