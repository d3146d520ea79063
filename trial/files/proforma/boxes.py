"""The boxes of a filled form: what was written in each, parsed.

A function that reads a box raises InvalidInput (or the scale's own ScaleError) for a box that says nothing of its kind.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import TypeVar
from zoneinfo import ZoneInfo

from scales.base import Grade, Item, YesNo
from trial.errors import InvalidInput, refusal
from trial.files.proforma.layout import FORMAT, NOTE, VALUE, status_words
from trial.files.proforma.xlsx_reader import Cell, cells_in
from trial.ledger.facts import Status, Value
from trial.rules.typed_input import check_year, number_of, shown

FAMILY = FORMAT.partition("/")[0]
DAY = re.compile(r"(?:(\d{4})-(\d\d?)-(\d\d?)|(\d\d?)[/.](\d\d?)[/.](\d{4}))")
TIME = re.compile(r"(?:(.+) )?(\d\d?)[:.h]?(\d\d)(?::\d\d(?:\.\d+)?)?", re.IGNORECASE)
Token = TypeVar("Token", bound=str)


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """What was written in one box: `text` as typed, or the date or time that a spreadsheet made of it."""

    sheet: str
    cell: str
    row: str  # the key of its row
    column: str  # the key of its column
    text: str = ""
    moment: datetime | date | time | None = None
    formula: bool = False

    def problem(self, sentence: str) -> str:
        """This box named with what is wrong about it."""
        return f"sheet {self.sheet}, cell {self.cell}: {sentence}"

    def answer(self, item: Item) -> tuple[Value | None, Status, str]:
        """A value or the reason for none, and the note after the slash."""
        if self.formula:
            raise InvalidInput("This is a formula; type the value itself.")
        if self.moment is not None:
            raise InvalidInput(f"{item.label}: the spreadsheet made a date of what was typed; type it again as text.")
        said, _, note = (part.strip() for part in self.text.partition(NOTE))
        status = status_words().get(said.casefold())
        if status is not None:
            return None, status, note
        if isinstance(item, YesNo):
            said = {"yes": "true", "no": "false"}.get(said.casefold(), said)
        elif isinstance(item, Grade) and item.level(said) is None:
            folded = said.casefold()
            named = [level.token for level in item.levels if folded in (level.token.casefold(), level.label.casefold())]
            said = named[0] if len(named) == 1 else said
        return item.read(said), "measured", note

    def one_of(self, words: Mapping[Token, str]) -> Token:
        """The token that is meant, by itself or by its words."""
        said = self.text.casefold()
        for token, meaning in words.items():
            if said in (meaning.casefold(), token, token.replace("_", " ")):
                return token
        raise InvalidInput(f"{self.text[:40]} is none of {', '.join(words.values())}.")

    def number(self) -> Decimal:
        return number_of(self.text, refusal("fault", sentence=f"{self.text[:40]} is not an ordinary number."))

    def whole(self) -> int:
        found = self.number()
        if found != found.to_integral_value():
            raise InvalidInput(f"{self.text[:40]} is not a whole number.")
        return int(found)

    def yes(self) -> bool:
        if self.text.casefold() not in ("yes", "no"):
            raise InvalidInput(f"{self.text[:40]} is neither yes nor no.")
        return self.text.casefold() == "yes"

    def day(self) -> date:
        return _day(f"{self.moment:%Y-%m-%d}" if isinstance(self.moment, date) else self.text)

    def clock(self) -> tuple[date | None, time]:
        """A clock time to the minute, with its day if that was written too."""
        found = TIME.fullmatch(self.text)
        if found is None or int(found[2]) > 23 or int(found[3]) > 59:
            raise InvalidInput(f"{self.text[:40]} is not a clock time; write one such as 09:40.")
        return _day(found[1].strip()) if found[1] else None, time(int(found[2]), int(found[3]))


def _day(text: str) -> date:
    found = DAY.fullmatch(text)
    if found is None:
        raise InvalidInput(f"{text[:40]} is not a day; write one such as 18/11/2026.")
    year, month, day = map(int, found.group(1, 2, 3) if found[1] else found.group(6, 5, 4))
    try:
        written = date(year, month, day)
    except ValueError:
        raise InvalidInput(f"{text[:40]} names a day that does not exist.") from None
    check_year(written)
    return written


def moment_on(on: date, clock: time, zone: ZoneInfo) -> datetime:
    """That moment on the ward's clock, of an hour that a night has twice the first one; raises InvalidInput."""
    if found := shown([on], clock, zone):
        return found[0]
    raise InvalidInput(f"The clock never showed {clock:%H:%M} on {on:%d/%m/%Y}: it was put forward.")


def nearest(clock: time, expected: datetime, zone: ZoneInfo) -> datetime:
    """The moment nearest to the expected one at which the ward's clock showed this."""
    today = expected.astimezone(zone).date()
    found = shown([today + timedelta(days=days) for days in (-1, 0, 1)], clock, zone)
    return min(found, key=lambda moment: abs(moment.astimezone(UTC) - expected.astimezone(UTC)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Boxes:
    """Every filled box by the keys of its row and column; `twice` are boxes whose keys another box has too."""

    rows: Mapping[str, Mapping[str, Box]]
    twice: tuple[Box, ...] = ()

    def __iter__(self) -> Iterator[Box]:
        """Row by row, in the order of the form."""
        return (box for boxes in self.rows.values() for box in boxes.values())

    def at(self, row: str, column: str = VALUE) -> Box | None:
        return self.rows.get(row, {}).get(column)

    def text(self, row: str, column: str = VALUE) -> str:
        box = self.at(row, column)
        return box.text if box else ""

    def field(self, name: str) -> Box:
        """A box of the dose sheet; where nothing was written, one that says where it would be."""
        empty = Box(sheet="Dose", cell=name.replace("_", " "), row=f"form|{name}", column=VALUE)
        return self.at(empty.row) or empty


def read_proforma(data: bytes) -> Boxes:
    """The boxes of a filled form; raises InvalidInput for a file that is none."""
    rows: dict[str, dict[str, Box]] = {}
    twice, is_ours = [], False
    for cells in cells_in(data):
        mark = next((str(cell.value) for cell in cells if (cell.row, cell.column) == (1, 1)), "")
        if mark.partition("/")[0] != FAMILY:
            continue
        if mark != FORMAT:
            raise InvalidInput(f"This form is of the format {mark[:40]}, and only {FORMAT} can be read.")
        is_ours = True
        for box in _boxes_of(cells):
            if rows.setdefault(box.row, {}).setdefault(box.column, box) is not box:
                twice.append(box)
    if not is_ours:
        raise InvalidInput(
            "This spreadsheet is no proforma; only a form printed by this program can be read back. Take a blank one "
            "from the screen Import or the command proforma, fill it in and save it as .xlsx."
        )
    return Boxes(rows=rows, twice=tuple(twice))


def _boxes_of(cells: list[Cell]) -> Iterator[Box]:
    """The filled boxes of one sheet, which has keys in its first row and first column."""
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
    """Return what was typed, numbers without what a spreadsheet added: 3 for 3.0."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | float):
        number = Decimal(repr(value))
        return f"{number.normalize():f}" if number.is_finite() else str(value)
    return str(value).strip()
