"""The boxes of a filled form: what was written in each, not yet what it means."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal

from trial.errors import InvalidInput
from trial.files.proforma.layout import FORMAT, VALUE
from trial.files.proforma.xlsx_reader import Cell, cells_in

FAMILY = FORMAT.partition("/")[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One box that cannot be read or kept, and why."""

    sheet: str
    cell: str
    sentence: str

    def __str__(self) -> str:
        return f"sheet {self.sheet}, cell {self.cell}: {self.sentence}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """What was written in one box: `text` as typed, or what a spreadsheet made a date or time of."""

    sheet: str
    cell: str
    row: str  # the key of its row
    column: str  # the key of its column
    text: str = ""
    moment: datetime | date | time | None = None
    formula: bool = False

    def problem(self, sentence: str) -> Problem:
        """This box named with what is wrong about it."""
        return Problem(sheet=self.sheet, cell=self.cell, sentence=sentence)


@dataclass(frozen=True, slots=True, kw_only=True)
class Boxes:
    """Every filled box by the keys of its row and column; `twice` are boxes whose keys another box has too."""

    by_key: dict[tuple[str, str], Box]
    twice: tuple[Box, ...] = ()

    def at(self, row: str, column: str = VALUE) -> Box | None:
        return self.by_key.get((row, column))

    def text(self, row: str, column: str = VALUE) -> str:
        box = self.at(row, column)
        return box.text if box else ""

    def field(self, name: str) -> Box:
        """A box of the dose sheet; where nothing was written, one that says where it would be."""
        empty = Box(sheet="Dose", cell=name.replace("_", " "), row=f"form|{name}", column=VALUE)
        return self.at(empty.row) or empty


def read_proforma(data: bytes) -> Boxes:
    """The boxes of a filled form; raises InvalidInput for a file that is none."""
    by_key: dict[tuple[str, str], Box] = {}
    twice, is_ours = [], False
    for cells in cells_in(data):
        mark = next((str(cell.value) for cell in cells if (cell.row, cell.column) == (1, 1)), "")
        if mark.partition("/")[0] != FAMILY:
            continue
        if mark != FORMAT:
            raise InvalidInput(f"This form is of the format {mark[:40]}, and only {FORMAT} can be read.")
        is_ours = True
        for box in _boxes_of(cells):
            if by_key.setdefault((box.row, box.column), box) is not box:
                twice.append(box)
    if not is_ours:
        raise InvalidInput(
            "This spreadsheet is no proforma; only a form printed by this program can be read back. Take a blank one "
            "from the screen Import or the command proforma, fill it in and save it as .xlsx."
        )
    return Boxes(by_key=by_key, twice=tuple(twice))


def _boxes_of(cells: list[Cell]) -> Iterator[Box]:
    """The filled boxes of one sheet, whose first row and first column hold the keys."""
    columns = {cell.column: str(cell.value) for cell in cells if cell.row == 1 and cell.column > 1}
    rows = {cell.row: str(cell.value) for cell in cells if cell.column == 1 and cell.row > 1}
    for cell in cells:
        text = _text(cell.value)
        if text and cell.row in rows and columns.get(cell.column):
            yield Box(
                sheet=cell.parent.title,
                cell=cell.coordinate,
                row=rows[cell.row],
                column=columns[cell.column],
                text=text,
                moment=cell.value if isinstance(cell.value, date | time) else None,
                formula=cell.data_type == "f",
            )


def _text(value: object) -> str:
    """What was typed. A number comes back without what a spreadsheet added: 3.0 is 3."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | float):
        number = Decimal(repr(value))
        return f"{number.normalize():f}" if number.is_finite() else str(value)
    return str(value).strip()
