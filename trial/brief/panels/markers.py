"""What happened during a dose: the numbered markers above every chart of a trial, and the list beneath them."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from decimal import Decimal
from string import ascii_lowercase

from trial.brief.panels.lines import EARLIEST, LATEST
from trial.brief.panels.shapes import EventMarker
from trial.ledger.facts import Dose
from trial.wording.figures import INJECTION, moments_of
from trial.wording.readout import when_text

UNDRAWN = "–"
"""The sign of what lies outside the figure: on another day, so told in the list alone."""


def markers_of(doses: Sequence[Dose]) -> tuple[EventMarker, ...]:
    """T0 and the events of every delivered dose: digits for the latest, letters for those before it."""
    delivered = [dose for dose in doses if dose.delivered]
    if not delivered:
        return ()
    latest = delivered[-1]
    found = [EventMarker(minutes=0.0, sign="dose", dose=latest.number, latest=True, words=INJECTION)]
    letters = iter(_letters())
    for dose in delivered:
        numbers = iter(range(1, 1000))
        for at, words, severe in moments_of(dose):
            minutes = minutes_since(dose, at)
            drawn = EARLIEST <= minutes <= LATEST
            found.append(
                EventMarker(
                    minutes=float(minutes),
                    sign=UNDRAWN if not drawn else str(next(numbers)) if dose is latest else next(letters),
                    dose=dose.number,
                    latest=dose is latest,
                    words=f"{when_text(at, dose.given_at)} {words}",
                    severe=severe,
                )
            )
    return tuple(found)


def minutes_since(dose: Dose, at: datetime) -> Decimal:
    """Minutes since the end of injection of a delivered dose."""
    assert dose.given_at is not None  # noqa: S101  a delivered dose has its T0
    return Decimal((at - dose.given_at).total_seconds()) / 60


def _letters() -> Iterator[str]:
    yield from ascii_lowercase
    yield from (one + two for one in ascii_lowercase for two in ascii_lowercase)
