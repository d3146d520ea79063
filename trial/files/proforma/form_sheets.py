"""The sheets of the form: the dose with its times, one sheet a group of scales, events and words."""

from collections.abc import Sequence
from zoneinfo import ZoneInfo

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
from trial.files.workbook.look import INK, MEDIUM, SECOND_INK, THIN, TINT, Look
from trial.files.workbook.ruler import LINE_HEIGHT, lines_of
from trial.files.workbook.sheet import Content, Sheet
from trial.ledger.facts import Dose, Plan, Record
from trial.meaning.schedule import BASELINE

TEXT = "@"
"""The number format of every box: what is typed stays as it is typed, "1+" and "4-" too."""
TITLE, HEAD, LABEL = (
    Look(font_size=14, bold=True),
    Look(font_size=10, bold=True, bottom=THIN, border_color=INK),
    Look(font_size=9.5, valign="vcenter"),
)
SMALL = Look(font_size=8, font_color=SECOND_INK)
HINT = SMALL.but(font_size=7.5, valign="vcenter")
BOX = Look(font_size=8.5, font_color=SECOND_INK, border=THIN, align="center", valign="vcenter", num_format=TEXT)
SHUT = BOX.but(bg_color="#D9D9D9")
STOPWATCH = BOX.but(border=MEDIUM, border_color="#555555")
FILLED = Look(font_size=10, border=THIN, num_format=TEXT, valign="vcenter")
LABEL_WIDTH, HINT_WIDTH, SLOTS_WIDTH = 27.0, 14.0, 126.0
POINTS_A_CHARACTER = 5.3
BAND = Look(font_size=10, bold=True, bg_color=TINT, top=THIN, border_color=INK)


def begin(sheet: Sheet, keys: Sequence[str]) -> None:
    """The hidden first row and column that name what each cell is."""
    for column, key in enumerate((FORMAT, *keys), 1):
        put(sheet, 1, column, key, SMALL)
    sheet.page.set_row(0, None, None, {"hidden": True})
    sheet.page.set_column(0, 0, None, None, {"hidden": True})


def put(sheet: Sheet, row: int, column: int, content: Content, look: Look) -> None:
    """Write one cell; rows and columns count from 1, as on the form itself."""
    sheet.put(row - 1, column - 1, content, look)


def write_dose(sheet: Sheet, plan: Plan, record: Record | None, dose: Dose | None, slots: Sequence[str]) -> None:
    begin(sheet, ("", *(key for key, _ in SET_COLUMNS)))
    for column, width in enumerate((31, 26, 16, 26), 1):
        sheet.set_width(column, width)
    put(sheet, 2, 2, "Intrathecal baclofen trial: one test dose on paper", TITLE.but(text_wrap=False))
    told = (
        "Fill in by hand, or in the white boxes of this spreadsheet, and import the file. Circle a grade on paper; in "
        "the spreadsheet type it over the printed ones. A box without a value takes a reason: "
        f"{EXPLAINED}. A note follows after a slash: xU / knee gave way. Leave empty what was not looked at."
    )
    _across(sheet, 3, 2, 5, told, SMALL)
    given = _known(record, dose, len(record.doses) + 1 if record else None)
    row = 4
    for key, label, hint in DOSE_ROWS:
        put(sheet, row, 1, f"form|{key}", SMALL)
        put(sheet, row, 2, label, LABEL)
        put(sheet, row, 3, given.get(key, ""), FILLED)
        put(sheet, row, 4, hint, HINT.but(text_wrap=False, indent=1))
        sheet.page.set_row(row - 1, 18)
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
        sheet.page.set_row(row - 1, 18)


def _known(record: Record | None, dose: Dose | None, number: int | None) -> dict[str, str]:
    """What the record says already; nothing that is still to be measured."""
    if record is None:
        return {}
    person, zone = record.person, ZoneInfo(record.zone) if record.zone else None
    found = {
        "trial": record.trial,
        "identifier": person.identifier,
        "name": person.name,
        "born": f"{person.born:%d/%m/%Y}" if person.born else "",
        "dose": str(dose.number if dose else number),
    }
    if dose is not None:
        found["micrograms"] = f"{dose.micrograms.normalize():f}"
        if dose.given_at is not None:
            local = dose.given_at.astimezone(zone) if zone else dose.given_at
            found |= {"day": f"{local:%d/%m/%Y}", "given_at": f"{local:%H:%M}", "delivery": dose.delivery}
    return found


def write_page(sheet: Sheet, page: Page, plan: Plan, slots: Sequence[str], heading: str) -> None:
    begin(sheet, ("", "", *slots))
    sheet.set_width(1, LABEL_WIDTH)
    sheet.set_width(2, HINT_WIDTH)
    sheet.set_width(3, min(SLOTS_WIDTH / len(slots), 20), last=2 + len(slots))
    last = 3 + len(slots)
    _across(sheet, 2, 2, last, f"{page.title}          {heading}", TITLE.but(font_size=12))
    put(sheet, 3, 2, "No value: a reason. Then / and a note.", SMALL.but(font_size=7.5, bottom=THIN, border_color=INK))
    put(sheet, 3, 3, "", HEAD)
    for column, slot in enumerate(slots, 4):
        label = "before" if slot == BASELINE else f"{slot} PEAK" if slot == plan.peak_slot else slot
        put(sheet, 3, column, label, HEAD.but(align="center", bg_color=TINT if slot == plan.peak_slot else ""))
    row = 4
    for block in page.blocks:
        row = _write_block(sheet, row, block, slots, last)
    _across(sheet, row, 2, last, f"{EXPLAINED}.", SMALL)
    sheet.page.freeze_panes(3, 3)
    sheet.page.repeat_rows(1, 2)


def _write_block(sheet: Sheet, row: int, block: Block, slots: Sequence[str], last: int) -> int:
    _across(sheet, row, 2, last, block.title, BAND)
    if block.legend:
        row += 1
        _across(sheet, row, 2, last, block.legend, SMALL)
    for one in block.rows:
        row += 1
        _write_row(sheet, row, one, slots)
    return row + 1


def _write_row(sheet: Sheet, row: int, one: Row, slots: Sequence[str]) -> None:
    about_set = one.key.startswith("set:")
    put(sheet, row, 1, one.key, SMALL)
    put(sheet, row, 2, one.label, SMALL.but(valign="vcenter") if about_set else LABEL)
    put(sheet, row, 3, one.hint, HINT)
    for column, slot in enumerate(slots, 4):
        planned = slot in one.slots or slot == slots[-1]
        look = (STOPWATCH if one.box else BOX) if planned else SHUT
        put(sheet, row, column, one.circle if planned else "", look)
    label_lines = lines_of(one.label, 9.5, LABEL_WIDTH * POINTS_A_CHARACTER)
    lines = max(label_lines, lines_of(one.hint, 7.5, HINT_WIDTH * POINTS_A_CHARACTER))
    sheet.page.set_row(row - 1, max(16.0 if about_set else 27.0, lines * 9.5 * LINE_HEIGHT + 2))


def write_events(sheet: Sheet, heading: str) -> None:
    """Adverse events, and what was said."""
    keys = [key for key, _, _ in EVENT_COLUMNS]
    begin(sheet, ("", *keys))
    for column, width in enumerate((5, 13, 22, 14, 18, 38, 30, 13), 1):
        sheet.set_width(column, width)
    last = 2 + len(keys)
    _across(sheet, 2, 2, last, f"Events          {heading}", TITLE.but(font_size=12))
    for column, (_, label, _) in enumerate(EVENT_COLUMNS, 3):
        put(sheet, 3, column, label, HEAD)
    for row in range(4, 4 + EVENT_ROWS):
        put(sheet, row, 1, f"event|{row - 3}", SMALL)
        put(sheet, row, 2, row - 3, LABEL)
        for column in range(3, last + 1):
            put(sheet, row, column, "", FILLED)
        sheet.page.set_row(row - 1, 24)
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
        for column in (3, 4):
            put(sheet, row, column, "", FILLED)
        sheet.put(row - 1, 4, "", FILLED, last=last - 1)
        sheet.page.set_row(row - 1, 24)


def _across(sheet: Sheet, row: int, first: int, last: int, text: str, look: Look) -> None:
    """One text over several columns, its row as high as it needs."""
    sheet.put(row - 1, first - 1, text, look, last=last - 1)
    wide = sum(sheet.widths[column] for column in range(first - 1, last))
    lines = lines_of(text, look.font_size, wide * POINTS_A_CHARACTER, look.bold)
    sheet.page.set_row(row - 1, lines * look.font_size * LINE_HEIGHT + 4)
