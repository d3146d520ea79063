"""A filled form as it stands: what was written in which box, not yet what it means."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal

from trial.errors import InvalidInput
from trial.files.proforma.layout import FORMAT
from trial.files.proforma.safe import Box, sheets_in

FAMILY = FORMAT.partition("/")[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """What was written in one box: `text` as typed, or what a spreadsheet made a date or time of."""

    sheet: str
    cell: str
    row: str  # the key of its row
    column: str  # the key of its column
    text: str
    moment: datetime | date | time | None = None
    formula: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """Every filled box by the keys of its row and column; `twice` are boxes whose keys another box has too."""

    boxes: dict[tuple[str, str], Written] = field(default_factory=dict)
    twice: tuple[Written, ...] = ()

    def at(self, row: str, column: str) -> Written | None:
        return self.boxes.get((row, column))

    def text(self, row: str, column: str) -> str:
        found = self.at(row, column)
        return found.text if found else ""


def read_proforma(data: bytes, where: str = "") -> Paper:
    """The boxes of a filled form; raises InvalidInput for a file that is none. `where` (a file name) goes before."""
    try:
        return _paper(data)
    except InvalidInput as problem:
        raise InvalidInput(f"{where}: {problem}" if where else str(problem)) from None


def _paper(data: bytes) -> Paper:
    boxes: dict[tuple[str, str], Written] = {}
    twice = []
    ours = False
    for _, cells in sheets_in(data):
        first = next((box for box in cells if (box.row, box.column) == (1, 1)), None)
        mark = str(first.content) if first else ""
        if mark.partition("/")[0] != FAMILY:
            continue
        if mark != FORMAT:
            raise InvalidInput(f"This form is of the format {mark[:40]}, and only {FORMAT} can be read.")
        ours = True
        for one in _written(cells):
            key = (one.row, one.column)
            if key in boxes:
                twice.append(one)
            boxes.setdefault(key, one)
    if not ours:
        raise InvalidInput("This spreadsheet is no proforma; only a form printed by this program can be read back.")
    return Paper(boxes=boxes, twice=tuple(twice))


def _written(cells: list[Box]) -> Iterator[Written]:
    columns = {box.column: str(box.content) for box in cells if box.row == 1 and box.column > 1}
    rows = {box.row: str(box.content) for box in cells if box.column == 1 and box.row > 1}
    for box in cells:
        if box.row in rows and columns.get(box.column):
            moment = box.content if isinstance(box.content, date | time) else None
            text = _text(box.content)
            if text or moment:
                yield Written(
                    sheet=box.sheet,
                    cell=box.reference,
                    row=rows[box.row],
                    column=columns[box.column],
                    text=text,
                    moment=moment,
                    formula=box.formula,
                )


def _text(content: object) -> str:
    """What was typed. A number comes back without what a spreadsheet added: 3.0 is 3."""
    if isinstance(content, bool):
        return "yes" if content else "no"
    if isinstance(content, int | float):
        number = Decimal(repr(content))
        return f"{number.normalize():f}" if number.is_finite() else str(content)
    return str(content).strip()
