"""What came of reading a form: facts with the boxes they stood in, and boxes that say nothing that can be kept."""

from dataclasses import dataclass

from trial.files.proforma.reading import Written
from trial.ledger.facts import Dose, Event, Rating, Reading, Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One box that cannot be read or kept, and why."""

    sheet: str
    cell: str
    sentence: str

    def __str__(self) -> str:
        return f"sheet {self.sheet}, cell {self.cell}: {self.sentence}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entered:
    """One reading or rating with the box it came from."""

    box: Written
    fact: Reading | Rating | Event | Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Filled:
    """A form, read. `dose` is its dose sheet; what its readings say is in `entered`."""

    trial: str
    identifier: str
    dose: Dose | None
    asked: bool
    entered: tuple[Entered, ...]
    problems: tuple[Problem, ...]
