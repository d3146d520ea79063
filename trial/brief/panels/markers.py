"""What happened during a dose: the numbered markers above every chart of a trial, and the list beneath them."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from decimal import Decimal
from string import ascii_lowercase

from trial.brief.panels.lines import EARLIEST, LATEST
from trial.brief.panels.shapes import EventMarker
from trial.ledger.facts import Dose
from trial.wording.readout import when_text
from trial.wording.safety import event_line

SEVERE = ("severe", "life_threatening")
UNDRAWN = "–"
"""The sign of what lies outside the figure: on another day, so told in the list alone."""


def markers_of(doses: Sequence[Dose]) -> tuple[EventMarker, ...]:
    """T0 and the events of every delivered dose: digits for the latest, letters for those before it."""
    delivered = [dose for dose in doses if dose.delivered]
    if not delivered:
        return ()
    latest = delivered[-1]
    found = [EventMarker(minutes=0.0, sign="dose", dose=latest.number, latest=True, words="end of injection")]
    letters = iter(_letters())
    for dose in delivered:
        numbers = iter(range(1, 1000))
        for at, words, severe in _happened(dose):
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


def _happened(dose: Dose) -> list[tuple[datetime, str, bool]]:
    """Events, the first sit and stand, which bend a curve too, and later calls."""
    moments = [(event.began_at, event_line(event), event.severity in SEVERE) for event in dose.events]
    if dose.first_sit_at:
        moments.append((dose.first_sit_at, "first sat up", False))
    if dose.first_stand_at:
        moments.append((dose.first_stand_at, "first stood", False))
    moments += [(call.called_at, f"call: {call.text}".rstrip(": "), False) for call in dose.follow_up]
    return sorted(moments, key=lambda one: one[0])
