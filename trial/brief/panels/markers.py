"""The marks of the charts: the numbered events above them and the list beneath, and what each shape means."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import chain, count, product
from string import ascii_lowercase

from trial.brief.panels.lines import EARLIEST, LATEST
from trial.brief.panels.shapes import EventMarker, Panel, Shape
from trial.ledger.facts import Dose
from trial.meaning.schedule import elapsed
from trial.wording.figures import INJECTION, SHAPE_WORDS, earlier_text, moments_of
from trial.wording.readout import when_text

UNDRAWN = "–"
"""The sign of what lies outside the figure: on another day, so in the list alone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureKey:
    """What the marks of these panels mean; `earlier` says which doses are hollow and dashed."""

    shapes: tuple[tuple[Shape, str], ...]
    earlier: str


def figure_key(panels: Sequence[Panel]) -> FigureKey:
    """The words for the shapes that are drawn, once a page."""
    drawn = {dot.shape for panel in panels for line in panel.lines for dot in line.dots}
    earlier = sorted({line.dose for panel in panels for line in panel.lines if not line.latest})
    return FigureKey(
        shapes=tuple((shape, words) for shape, words in SHAPE_WORDS.items() if shape in drawn),
        earlier=earlier_text(earlier),
    )


def markers_of(doses: Sequence[Dose]) -> tuple[EventMarker, ...]:
    """T0 and the events of every delivered dose: digits for the latest, letters for those before it."""
    delivered = [dose for dose in doses if dose.delivered]
    if not delivered:
        return ()
    latest = delivered[-1]
    found = [EventMarker(minutes=0.0, sign="dose", dose=latest.number, latest=True, words=INJECTION)]
    letters = chain(ascii_lowercase, map("".join, product(ascii_lowercase, repeat=2)))
    numbers = map(str, count(1))
    for dose in delivered:
        for at, words, severe in moments_of(dose):
            minutes = elapsed(at, dose.given_at) or Decimal(0)
            signs = numbers if dose is latest else letters
            found.append(
                EventMarker(
                    minutes=float(minutes),
                    sign=next(signs) if EARLIEST <= minutes <= LATEST else UNDRAWN,
                    dose=dose.number,
                    latest=dose is latest,
                    words=f"{when_text(at, dose.given_at)} {words}",
                    severe=severe,
                )
            )
    return tuple(found)


def events_by_dose(markers: Iterable[EventMarker]) -> tuple[tuple[str, tuple[EventMarker, ...]], ...]:
    """What stands above the charts, dose by dose, the latest first."""
    doses: dict[int, list[EventMarker]] = {}
    for marker in markers:
        if marker.sign != "dose":
            doses.setdefault(marker.dose, []).append(marker)
    return tuple((f"Dose {dose}", tuple(found)) for dose, found in sorted(doses.items(), reverse=True))
