"""The sheets of the form: the dose with its times, one sheet a group of scales, events and words."""

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from trial.files.proforma.layout import (
    DOSE_ROWS,
    EVENT_COLUMNS,
    EVENT_ROWS,
    EXPLAINED,
    FORMAT,
    SET_COLUMNS,
    WORD_ROWS,
    Block,
    Page,
    Row,
)
from trial.files.type_width import LINE, lines_of
from trial.files.workbook.cells import INK, SECOND_INK, TINT, Look, put
from trial.ledger.facts import Dose, Plan, Record
from trial.meaning.schedule import BASELINE

TEXT = "@"
"""The number format of every box: what is typed stays as it is typed, "1+" and "4-" too."""
TITLE, HEAD, LABEL = (
    Look(size=14, bold=True),
    Look(size=10, bold=True, below="thin", rule=INK),
    Look(size=9.5, down="center"),
)
SMALL = Look(size=8, ink=SECOND_INK)
HINT = SMALL.but(size=7.5, down="center")
BOX = Look(size=8.5, ink=SECOND_INK, boxed="thin", across="center", down="center", number_format=TEXT)
SHUT = BOX.but(fill="D9D9D9")
STOPWATCH = BOX.but(boxed="medium", rule="555555")
FILLED = Look(size=10, boxed="thin", number_format=TEXT, down="center")
LABEL_WIDTH, HINT_WIDTH, SLOTS_WIDTH = 27.0, 14.0, 126.0
POINTS_A_CHARACTER = 5.3
BAND = Look(size=10, bold=True, fill=TINT, above="thin", rule=INK)


def begin(sheet: Worksheet, keys: Sequence[str]) -> None:
    """The hidden first row and column that name what each cell is."""
    for column, key in enumerate((FORMAT, *keys), 1):
        put(sheet, 1, column, key, SMALL)
    sheet.row_dimensions[1].hidden = True
    sheet.column_dimensions["A"].hidden = True


def write_dose(
    sheet: Worksheet, plan: Plan, record: Record | None, dose: Dose | None, slots: Sequence[str], zone: ZoneInfo
) -> None:
    begin(sheet, ("", *(key for key, _ in SET_COLUMNS)))
    for letter, width in zip("BCDE", (31, 26, 16, 26), strict=True):
        sheet.column_dimensions[letter].width = width
    put(sheet, 2, 2, "Intrathecal baclofen trial: one test dose on paper", TITLE.but(wrap=False))
    told = (
        "Fill in by hand, or in the white boxes of this spreadsheet, and import the file. Circle a grade on paper; in "
        "the spreadsheet type it over the printed ones. A box without a value takes a reason: "
        f"{EXPLAINED}. A note follows after a slash: xU / knee gave way. Leave empty what was not looked at."
    )
    _across(sheet, 3, 2, 5, told, SMALL)
    given = _known(record, dose, zone) if record else {}
    row = 4
    for key, label, hint in DOSE_ROWS:
        put(sheet, row, 1, f"form|{key}", SMALL)
        put(sheet, row, 2, label, LABEL)
        put(sheet, row, 3, given.get(key, ""), FILLED)
        put(sheet, row, 4, hint, HINT.but(wrap=False, indent=1))
        sheet.row_dimensions[row].height = 18
        row += 1
    put(sheet, row + 1, 2, "When each set was taken", HEAD)
    for column, (_, label) in enumerate(SET_COLUMNS, 3):
        put(sheet, row + 1, column, label, HEAD)
    for row, slot in enumerate(slots, row + 2):  # noqa: B020
        put(sheet, row, 1, f"set|{slot}", SMALL)
        peak = ", the peak" if slot == plan.peak_slot else ""
        put(sheet, row, 2, f"{'Before the dose' if slot == BASELINE else slot}{peak}", LABEL.but(bold=bool(peak)))
        for column in range(3, 3 + len(SET_COLUMNS)):
            put(sheet, row, column, "", FILLED)
        sheet.row_dimensions[row].height = 18


def _known(record: Record, dose: Dose | None, zone: ZoneInfo) -> dict[str, str]:
    """What the record says already; nothing that is still to be measured."""
    person = record.person
    found = {
        "trial": record.trial,
        "identifier": person.identifier,
        "name": person.name,
        "born": f"{person.born:%d/%m/%Y}" if person.born else "",
        "dose": str(dose.number if dose else len(record.doses) + 1),
    }
    if dose is not None:
        found["micrograms"] = f"{dose.micrograms.normalize():f}"
        if dose.given_at is not None:
            local = dose.given_at.astimezone(zone)
            found |= {"day": f"{local:%d/%m/%Y}", "given_at": f"{local:%H:%M}", "delivery": dose.delivery}
    return found


def write_page(sheet: Worksheet, page: Page, plan: Plan, slots: Sequence[str], heading: str) -> None:
    begin(sheet, ("", "", *slots))
    sheet.column_dimensions["B"].width, sheet.column_dimensions["C"].width = LABEL_WIDTH, HINT_WIDTH
    for column in range(4, 4 + len(slots)):
        sheet.column_dimensions[get_column_letter(column)].width = min(SLOTS_WIDTH / len(slots), 20)
    last = 3 + len(slots)
    _across(sheet, 2, 2, last, f"{page.title}          {heading}", TITLE.but(size=12))
    put(sheet, 3, 2, "No value: a reason. Then / and a note.", SMALL.but(size=7.5, below="thin", rule=INK))
    put(sheet, 3, 3, "", HEAD)
    for column, slot in enumerate(slots, 4):
        label = "before" if slot == BASELINE else f"{slot} PEAK" if slot == plan.peak_slot else slot
        put(sheet, 3, column, label, HEAD.but(across="center", fill=TINT if slot == plan.peak_slot else ""))
    row = 4
    for block in page.blocks:
        row = _write_block(sheet, row, block, slots, last)
    _across(sheet, row, 2, last, f"{EXPLAINED}.", SMALL)
    sheet.freeze_panes = "D4"
    sheet.print_title_rows = "2:3"


def _write_block(sheet: Worksheet, row: int, block: Block, slots: Sequence[str], last: int) -> int:
    _across(sheet, row, 2, last, block.title, BAND)
    if block.legend:
        row += 1
        _across(sheet, row, 2, last, block.legend, SMALL)
    for one in block.rows:
        row += 1
        _write_row(sheet, row, one, slots)
    return row + 1


def _write_row(sheet: Worksheet, row: int, one: Row, slots: Sequence[str]) -> None:
    about_set = one.key.startswith("set:")
    put(sheet, row, 1, one.key, SMALL)
    put(sheet, row, 2, one.label, SMALL.but(down="center") if about_set else LABEL)
    put(sheet, row, 3, one.hint, HINT)
    for column, slot in enumerate(slots, 4):
        planned = slot in one.slots or slot == slots[-1]
        look = (STOPWATCH if one.box else BOX) if planned else SHUT
        put(sheet, row, column, one.circle if planned else "", look)
    label_lines = lines_of(one.label, 9.5, LABEL_WIDTH * POINTS_A_CHARACTER)
    lines = max(label_lines, lines_of(one.hint, 7.5, HINT_WIDTH * POINTS_A_CHARACTER))
    sheet.row_dimensions[row].height = max(16.0 if about_set else 27.0, lines * 9.5 * LINE + 2)


def write_events(sheet: Worksheet, heading: str) -> None:
    """Adverse events, and what was said."""
    keys = [key for key, _, _ in EVENT_COLUMNS]
    begin(sheet, ("", *keys))
    for letter, width in zip("BCDEFGHI", (5, 13, 22, 14, 18, 38, 30, 13), strict=True):
        sheet.column_dimensions[letter].width = width
    last = 2 + len(keys)
    _across(sheet, 2, 2, last, f"Events          {heading}", TITLE.but(size=12))
    for column, (_, label, _) in enumerate(EVENT_COLUMNS, 3):
        put(sheet, 3, column, label, HEAD)
    for row in range(4, 4 + EVENT_ROWS):
        put(sheet, row, 1, f"event|{row - 3}", SMALL)
        put(sheet, row, 2, row - 3, LABEL)
        for column in range(3, last + 1):
            put(sheet, row, column, "", FILLED)
        sheet.row_dimensions[row].height = 24
    row = 4 + EVENT_ROWS
    for _, label, hint in EVENT_COLUMNS:
        if hint:
            _across(sheet, row, 2, last, f"{label}: {hint}.", SMALL)
            row += 1
    _across(
        sheet, row, 2, last, "In their words: who (team, person, parent, carer, interpreter), at which slot, what", HEAD
    )
    for number in range(1, WORD_ROWS + 1):
        row += 1
        put(sheet, row, 1, f"words|{number}", SMALL)
        put(sheet, row, 2, number, LABEL)
        for column in range(3, last + 1):
            put(sheet, row, column, "", FILLED)
        sheet.merge_cells(start_row=row, end_row=row, start_column=5, end_column=last)
        sheet.row_dimensions[row].height = 24


def _across(sheet: Worksheet, row: int, first: int, last: int, text: str, look: Look) -> None:
    """One text over several columns, its row as high as it needs."""
    for column in range(first, last + 1):
        put(sheet, row, column, text if column == first else "", look)
    sheet.merge_cells(start_row=row, end_row=row, start_column=first, end_column=last)
    wide = sum(sheet.column_dimensions[get_column_letter(column)].width for column in range(first, last + 1))
    lines = lines_of(text, look.size, wide * POINTS_A_CHARACTER, look.bold)
    sheet.row_dimensions[row].height = lines * look.size * LINE + 4
