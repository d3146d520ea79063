"""The blank form as a workbook: identity and dose, then slots as columns and items as rows, then events and words."""

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from trial.brief import identity_of
from trial.files.imprint import Made, shortened
from trial.files.proforma import layout
from trial.files.workbook.sheet import INK, MEDIUM, SECOND_INK, THIN, TINT, Book, Content, Look, Sheet
from trial.files.workbook.text_width import LINE_HEIGHT, lines_of
from trial.ledger.facts import Dose, Person, Plan, Record, Trial
from trial.meaning.schedule import BASELINE

TEXT = "@"
"""The number format of every box, text: what is typed is not converted, such as "1+" and "4-"."""
TITLE, HEAD = Look(font_size=14, bold=True), Look(font_size=10, bold=True, bottom=THIN, border_color=INK)
LABEL = Look(font_size=9.5, valign="vcenter")
BAND = Look(font_size=10, bold=True, bg_color=TINT, top=THIN, border_color=INK)
SMALL = Look(font_size=8, font_color=SECOND_INK)
HINT = SMALL.but(font_size=7.5, valign="vcenter")
BOX = Look(font_size=8.5, font_color=SECOND_INK, border=THIN, align="center", valign="vcenter", num_format=TEXT)
SHUT = BOX.but(bg_color="#D9D9D9")
STOPWATCH = BOX.but(border=MEDIUM, border_color="#555555")
FILLED = Look(font_size=10, border=THIN, num_format=TEXT, valign="vcenter")
LABEL_WIDTH, HINT_WIDTH, SLOTS_WIDTH = 27.0, 14.0, 126.0
POINTS_A_CHARACTER = 5.3
HOW_TO = (
    "Fill in by hand, or in the white boxes of this spreadsheet, and import the file. Circle a grade on paper; in "
    "the spreadsheet type it over the printed ones. A box without a value takes a reason: "
    f"{layout.EXPLAINED}. A note follows after a slash: xU / knee gave way. Leave empty what was not looked at."
)
IDENTITY = "Name ......................................  Number ........................  Born ....................."
"""The header of every page of a form without a trial."""
Cells = Sequence[tuple[Content, Look]]


def write_proforma(plan: Plan, made: Made, trial: Trial | None = None) -> bytes:
    """The form of a plan as bytes; with a trial, of its dose under way or its next one, its identity filled in."""
    record = trial.record if trial else Record(trial="", person=Person(identifier=""), plan=plan)
    title = f"ITB trial proforma {record.trial or plan.template}".strip()
    book = Book(title=title, version=made.version, made_at=made.made_at, zone=made.zone)
    dose = _dose_under_way(record)
    who = identity_of(record.person)
    known = (who.identifier, who.name, who.born, f"trial {record.trial}", f"dose {dose.number}" if dose else "")
    heading = ", ".join(shortened(part) for part in known if part) if trial else IDENTITY
    slots = layout.slots_of(record)
    sheets = [first := Sheet(book, "Dose")]
    _write_dose(first, plan, slots, _known(record, dose, made.zone) if trial else {})
    for page, blocks in layout.pages_of(record):
        sheets.append(Sheet(book, page))
        _write_page(sheets[-1], blocks, plan, slots, heading)
    sheets.append(Sheet(book, "Events and words"))
    _write_events(sheets[-1], heading)
    for sheet in sheets:
        sheet.set_paper((heading, ""), _source(made, trial), landscape=sheet is not first)
        sheet.page.hide_gridlines(2)
    return book.packed()


class _Lines:
    """One sheet, written from the top; its hidden first row and first column name what each box is."""

    def __init__(self, sheet: Sheet, columns: Sequence[tuple[str, float]]) -> None:
        """`columns` are those that are seen: the key of each and its width."""
        self.sheet, self.row, self.last = sheet, 0, len(columns)
        sheet.put(0, 0, layout.FORMAT, SMALL)
        for column, (key, width) in enumerate(columns, 1):
            sheet.put(0, column, key, SMALL)
            sheet.set_width(column, width)
        sheet.page.set_row(0, None, None, {"hidden": True})
        sheet.page.set_column(0, 0, None, None, {"hidden": True})

    def add(self, cells: Cells, key: str = "", *, height: float | None = None, merged: bool = False) -> None:
        """The next row: its cells from the left; if `merged`, the last one over the rest of the row."""
        self.row += 1
        self.sheet.put(self.row, 0, key, SMALL)
        for column, (content, look) in enumerate(cells, 1):
            last = self.last if merged and column == len(cells) else None
            self.sheet.put(self.row, column, content, look, last=last)
        self.sheet.page.set_row(self.row, height)

    def across(self, text: str, look: Look) -> None:
        """One text over the whole row, as high as it needs."""
        lines = lines_of(text, look.font_size, sum(self.sheet.widths.values()) * POINTS_A_CHARACTER, look.bold)
        self.add([(text, look)], height=lines * look.font_size * LINE_HEIGHT + 4, merged=True)


def _write_dose(sheet: Sheet, plan: Plan, slots: Sequence[str], known: dict[str, str]) -> None:
    keys = ("", *(key for key, _ in layout.SET_COLUMNS))
    lines = _Lines(sheet, [*zip(keys, (31, 26, 16, 26), strict=True)])
    lines.add([("Intrathecal baclofen trial: one test dose on paper", TITLE.but(text_wrap=False))])
    lines.across(HOW_TO, SMALL)
    for key, label, hint in layout.DOSE_ROWS:
        cells = [(label, LABEL), (known.get(key, ""), FILLED), (hint, HINT.but(text_wrap=False, indent=1))]
        lines.add(cells, f"form|{key}", height=18)
    lines.add([])
    lines.add([("When each set was taken", HEAD), *((label, HEAD) for _, label in layout.SET_COLUMNS)])
    boxes = [("", FILLED)] * len(layout.SET_COLUMNS)
    for slot in slots:
        is_peak = slot == plan.peak_slot
        label = f"{'Before the dose' if slot == BASELINE else slot}{', the peak' if is_peak else ''}"
        lines.add([(label, LABEL.but(bold=is_peak)), *boxes], f"set|{slot}", height=18)


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
        if dose.micrograms is not None and dose.delivery != "none":
            found["micrograms"] = f"{dose.micrograms.normalize():f}"
        if dose.given_at is not None:
            local = dose.given_at.astimezone(zone)
            found |= {"day": f"{local:%d/%m/%Y}", "given_at": f"{local:%H:%M}", "delivery": dose.delivery}
    return found


def _write_page(sheet: Sheet, blocks: Sequence[layout.Block], plan: Plan, slots: Sequence[str], heading: str) -> None:
    width = min(SLOTS_WIDTH / len(slots), 20)
    lines = _Lines(sheet, [("", LABEL_WIDTH), ("", HINT_WIDTH), *((slot, width) for slot in slots)])
    lines.across(f"{sheet.title}          {heading}", TITLE.but(font_size=12))
    head = [
        ("No value: a reason. Then / and a note.", SMALL.but(font_size=7.5, bottom=THIN, border_color=INK)),
        ("", HEAD),
    ]
    for slot in slots:
        label = "before" if slot == BASELINE else f"{slot} PEAK" if slot == plan.peak_slot else slot
        head.append((label, HEAD.but(align="center", bg_color=TINT if slot == plan.peak_slot else "")))
    lines.add(head)
    for block in blocks:
        lines.across(block.title, BAND)
        if block.legend:
            lines.across(block.legend, SMALL)
        for row in block.rows:
            _add_row(lines, row, slots)
    lines.across(f"{layout.EXPLAINED}.", SMALL)
    sheet.page.freeze_panes(3, 3)
    sheet.page.repeat_rows(1, 2)


def _add_row(lines: _Lines, row: layout.Row, slots: Sequence[str]) -> None:
    """Write the items, with a box for each slot, closed where not planned; every item has an open box for extras."""
    about_set = row.key.startswith("set:")
    boxes = [
        (row.circle, STOPWATCH if row.box else BOX) if slot in row.slots or slot == slots[-1] else ("", SHUT)
        for slot in slots
    ]
    height = max(
        lines_of(row.label, 9.5, LABEL_WIDTH * POINTS_A_CHARACTER),
        lines_of(row.hint, 7.5, HINT_WIDTH * POINTS_A_CHARACTER),
    )
    cells = [(row.label, SMALL.but(valign="vcenter") if about_set else LABEL), (row.hint, HINT), *boxes]
    lines.add(cells, row.key, height=max(16.0 if about_set else 27.0, height * 9.5 * LINE_HEIGHT + 2))


def _write_events(sheet: Sheet, heading: str) -> None:
    """Write the part for adverse events and quotations."""
    keys = ("", *(key for key, _, _ in layout.EVENT_COLUMNS))
    lines = _Lines(sheet, [*zip(keys, (5, 13, 22, 14, 18, 38, 30, 13), strict=True)])
    boxes = [("", FILLED)] * len(layout.EVENT_COLUMNS)
    lines.across(f"Events          {heading}", TITLE.but(font_size=12))
    lines.add([("", Look()), *((label, HEAD) for _, label, _ in layout.EVENT_COLUMNS)])
    for number in range(1, layout.EVENT_ROWS + 1):
        lines.add([(number, LABEL), *boxes], f"event|{number}", height=24)
    for _, label, hint in layout.EVENT_COLUMNS:
        if hint:
            lines.across(f"{label}: {hint}.", SMALL)
    lines.across("In their words: who (team, person, parent, carer, interpreter), at which slot, what", HEAD)
    for number in range(1, layout.WORD_ROWS + 1):
        lines.add([(number, LABEL), *boxes[:3]], f"words|{number}", height=24, merged=True)  # SAID is the third


def _dose_under_way(record: Record) -> Dose | None:
    """The dose that the form is for: the last one that is not over, if it was planned or given already."""
    last = record.doses[-1] if record.doses else None
    return last if last is not None and last.delivery != "none" and last.ended_at is None else None


def _source(made: Made, trial: Trial | None) -> str:
    """Where a blank form came from: on the foot of every page."""
    plan = f"plan as of {trial.fingerprint[:8]}" if trial else ""
    printed = f"printed {made.made_at.astimezone(made.zone):%d %b %Y %H:%M} by {shortened(made.made_by, 40)}"
    return ", ".join(part for part in (made.service_name[:30], printed, f"version {made.version}", plan) if part)
