"""The Summary sheet: the go/no-go brief set on one A4 page of text, its goals table and the box of the decision."""

from collections.abc import Iterable

from trial.brief import Brief, Cost, DecisionBlock, GoalCell, GoalTable, Mark
from trial.files.imprint import Imprint, shortened
from trial.files.workbook.grid import BOLD, COLUMNS, INVERSE, SMALL, TEXT, Block, Grid, Placed
from trial.files.workbook.sheet import HAIR, INK, MEDIUM, PLAIN, SECOND_INK, THIN, TINT, Look, Sheet
from trial.files.workbook.text_width import width_of
from trial.wording import headings

PAGE_PIXELS, PAGE_POINTS = 721, 742  # the width and the height of an A4 page between its margins
WIDTHS = (15, 16, 17, 18, 19)  # of a grid column, in pixels; the first fills the page at full size
PICTURE_POINTS, COST_POINTS = 25, 18  # the least height of a goal's picture, and of one of what a dose cost
READABLE = 0.78
"""The least scale of the page: below it, quotations and cautions are shortened, nothing else."""
SAID_LINES = (12, 9, 6)
TOPIC_COLUMNS = 6
LARGE = Look(font_size=11.5, bold=True)

GOALS_COLUMNS = {1: 20, 2: 16, 3: 15}
"""Of the grid, for the goals themselves, by the number of doses; these share the rest."""
NUMBER_COLUMNS, LOST_COLUMNS = 2, 5
SQUARES: dict[Mark, str] = {"full": "■ ", "half": "◪ ", "empty": "□ "}
HEAD, UNDER = Look(font_size=10.5, bold=True, top=THIN, border_color=INK), SMALL.but(bottom=THIN, border_color=INK)

LABEL = TEXT.but(valign="bottom", text_wrap=False)
LINE = TEXT.but(bottom=THIN, border_color="#555555", valign="bottom")
LABEL_COLUMNS, INSIDE = 8, COLUMNS - 2
OPTION_COLUMNS = (5, 7, 10, 9, 9, 6)
LEFT, RIGHT = Look(left=MEDIUM, border_color=INK), Look(right=MEDIUM, border_color=INK)
WRITING_LINE, WRITING_LINES, SHORTEST_LINE = 17, 8, 6  # points, how many, columns


def write_summary(sheet: Sheet, brief: Brief, imprint: Imprint) -> list[Placed]:
    """Fill the sheet at the largest size at which it fits; a full page is set on a wider grid and printed smaller.

    Returns where its pictures are to be drawn.
    """
    for said in SAID_LINES:
        best = max((_set(brief, imprint, pixels, said) for pixels in WIDTHS), key=_size)
        if _size(best) >= READABLE:
            break
    spare = PAGE_POINTS / _size(best) - best.height
    placed = _set(brief, imprint, best.pixels, said, spare).write(sheet)
    sheet.page.center_horizontally()
    sheet.page.hide_gridlines(2)
    return placed


def _size(grid: Grid) -> float:
    """At which size it prints on one page, 1 being full size."""
    return min(PAGE_PIXELS / (COLUMNS * grid.pixels), PAGE_POINTS / grid.height)


def _set(brief: Brief, imprint: Imprint, pixels: int, said: int, spare: float = 0) -> Grid:
    grid = Grid(pixels)
    _add_identity(grid, brief, imprint)
    _add_prominent(grid, brief)
    _add_goals(grid, brief.goals)
    _add_topics(grid, brief)
    _add_said(grid, brief, said)
    _add_decision(grid, brief.decision, spare)
    _add_foot(grid, imprint)
    return grid


def _add_identity(grid: Grid, brief: Brief, imprint: Imprint) -> None:
    who = brief.identity
    box = Look(font_size=12, bold=True, border=MEDIUM, border_color=INK, align="center", valign="vcenter")
    name = shortened(who.name or who.identifier or who.line, 80)
    called = Block(30, name, Look(font_size=17, bold=True, valign="vcenter"))
    grid.row(called, Block(COLUMNS - 30, brief.decision.standing, box, lines=2))
    known = (shortened(who.identifier) if who.name else headings.NO_NAME, who.born, f"trial {imprint.trial}")
    ids = "     ".join(part for part in known if part)
    grid.line(ids, LARGE.but(bottom=MEDIUM, border_color=INK))
    grid.line(f"{who.about} {brief.title}, made {imprint.made}.".strip(), SMALL, lines=3)
    grid.line(f"{headings.QUESTION}: {brief.question}", LARGE, lines=3, extra=3)


def _add_prominent(grid: Grid, brief: Brief) -> None:
    """Goals lost and severe events, before anything else and whatever the rest says."""
    for mark, text in brief.prominent:
        label = [Block(len(mark) + 1, mark, INVERSE), Block(1)] if mark else []
        left = COLUMNS - sum(block.columns for block in label)
        grid.row(*label, Block(left, text, BOLD, lines=2), extra=1)


def _add_goals(grid: Grid, table: GoalTable) -> None:
    """Rows are goals in the person's own order, columns are doses, the foot says what they cost."""
    doses, number = table.columns, len(table.columns) or 1
    goals = GOALS_COLUMNS[number]
    share = (COLUMNS - goals) // number
    widths = [*[share] * (number - 1), COLUMNS - goals - share * (number - 1)]
    tints = [TINT if dose.latest and number > 1 else "" for dose in doses] or [""]

    def across(texts: Iterable[str], look: Look, lines: int = 99) -> list[Block]:
        """A text a dose."""
        cells = zip(widths, tints, list(texts) or [""], strict=True)
        return [Block(wide, text, look.but(bg_color=tint), lines=lines) for wide, tint, text in cells]

    def add(label: str, label_look: Look, texts: Iterable[str], look: Look) -> None:
        grid.row(Block(goals, label, label_look), *across(texts, look))

    add(table.title, HEAD, (dose.title for dose in doses) if doses else [headings.NO_DOSE], HEAD)
    agreed = "\n".join(part for part in (table.agreed, *table.not_given) if part)
    add(agreed, SMALL, (dose.happened for dose in doses), SMALL)
    if any(dose.decided for dose in doses):
        add("", BOLD, (dose.decided for dose in doses), BOLD)
    add(headings.AT_A_GLANCE, BOLD, ("; ".join(count.text for count in dose.counts) for dose in doses), SMALL)
    add(headings.COUNTED, UNDER, (dose.word for dose in doses), UNDER.but(bold=True, font_size=9.5, font_color=INK))
    if not table.rows:
        grid.line(headings.NO_GOALS, TEXT)
    hair = SMALL.but(bottom=HAIR)
    for row in table.rows:
        cells = zip(widths, tints, row.cells, strict=False)
        results = [block for cell in cells for block in _result(*cell)]
        drawn = PICTURE_POINTS if any(block.picture for block in results) else 0
        grid.row(*_numbered(str(row.number), row.words, goals, BOLD), *results, least=drawn)
        grid.row(*_numbered("", row.asks, goals, hair), *across(map(_reading, row.cells), hair, lines=4))
    costs = list(table.costs)
    if costs:
        add(headings.COST, BOLD.but(top=THIN, border_color=INK), [""] * number, PLAIN.but(top=THIN, border_color=INK))
    for name, found in costs:
        under = Look(font_size=9, bottom=THIN if name == costs[-1][0] else 0, border_color=INK)
        label = Block(goals, name, under)
        costed = [block for cell in zip(widths, tints, found, strict=True) for block in _cost(*cell, under)]
        grid.row(label, *costed, least=COST_POINTS if any(block.picture for block in costed) else 0)


def _cost(width: int, tint: str, cost: Cost | None, under: Look) -> list[Block]:
    """What a dose cost in words and, right of them, drawn."""
    look = under.but(font_size=8, font_color=SECOND_INK, bg_color=tint)
    if cost is None:
        return [Block(width, look=look)]
    return [Block(width - _drawn(width), cost.text, look), Block(_drawn(width), look=look, picture=cost.picture)]


def _drawn(width: int) -> int:
    """Of so many columns of a dose those of its pictures."""
    return max(width * 2 // 5, 5)


def _numbered(number: str, text: str, columns: int, look: Look) -> list[Block]:
    return [Block(NUMBER_COLUMNS, number, look), Block(columns - NUMBER_COLUMNS, text, look, lines=2)]


def _result(width: int, tint: str, cell: GoalCell) -> list[Block]:
    """The result with its mark; LOST is the only white on black of the table."""
    drawn = Block(_drawn(width), look=BOLD.but(bg_color=tint), picture=cell.picture)
    left = width - drawn.columns
    if cell.mark == "lost":
        rest = [Block(left - LOST_COLUMNS, look=drawn.look)] if left > LOST_COLUMNS else []
        return [Block(min(LOST_COLUMNS, left), cell.word, INVERSE), *rest, drawn]
    square = SQUARES.get(cell.mark, "")
    look = BOLD if square else SMALL
    return [Block(left, square + cell.word, look.but(bg_color=tint), lines=2), drawn]


def _reading(cell: GoalCell) -> str:
    return "\n".join(part for part in (cell.reading, cell.voices, cell.agreed_then) if part)


def _add_topics(grid: Grid, brief: Brief) -> None:
    """A sentence a topic, of the latest dose."""
    grid.gap(4)
    grid.line(brief.topics_title, BOLD.but(italic=True))
    for topic in brief.topics:
        grid.row(Block(TOPIC_COLUMNS, topic.name, BOLD), Block(COLUMNS - TOPIC_COLUMNS, topic.text, TEXT, lines=3))


def _add_said(grid: Grid, brief: Brief, lines: int) -> None:
    """Quotations and cautions side by side, or one of them over the full width."""
    said = "\n".join(f"{quotation.text} {quotation.speaker}" for quotation in brief.quotations)
    care = "\n".join(f"• {caution}" for caution in brief.cautions)
    both = ((headings.QUOTATIONS, said, SMALL.but(italic=True)), (headings.CAUTIONS, care, SMALL))
    parts = [part for part in both if part[1]]
    if not parts:
        return
    grid.gap(4)
    wide = COLUMNS // len(parts)
    grid.row(*(Block(wide, title, BOLD) for title, _, _ in parts))
    grid.row(*(Block(wide, text, look, lines=lines) for _, text, look in parts))


def _add_decision(grid: Grid, decision: DecisionBlock, spare: float) -> None:
    """What was signed; or boxes to tick and lines to write on, among which `spare` points are shared."""
    grid.gap(4)
    _add_edge(grid, top=MEDIUM)
    if decision.signed:
        _add_framed(grid, Block(INSIDE, decision.title, LARGE.but(font_size=12.5)))
        for label, text in decision.signed.lines:
            _add_framed(grid, Block(LABEL_COLUMNS, label, BOLD), Block(INSIDE - LABEL_COLUMNS, text, TEXT, lines=4))
    else:
        _add_framed(grid, Block(INSIDE, decision.title, LARGE.but(font_size=11)), extra=2)
        _add_draft(grid, decision, WRITING_LINE + min(spare / WRITING_LINES, 9))
    _add_edge(grid, bottom=MEDIUM)


def _add_draft(grid: Grid, decision: DecisionBlock, least: float) -> None:
    """The boxes and lines, with what was typed so far, each row at least so many points high."""
    bold = LABEL.but(bold=True, font_size=9)
    options = zip(OPTION_COLUMNS, decision.options, strict=True)
    _add_framed(grid, *(Block(wide, _ticked(*option), bold) for wide, option in options), extra=2)
    agrees = "   ".join((decision.agrees_label, *(_ticked(*answer) for answer in decision.agrees)))
    because, view, (dissent, words), actions, present = decision.draft
    for label, text in (because, view, (f"{agrees}     {dissent}", words), actions, ("", ""), present):
        _add_framed(grid, *_field(grid, label, text, INSIDE), least=least)
    fields = ((headings.SIGNED, 18), (headings.ROLE, 12), (headings.DATE_TIME, 16))
    signed = [block for label, wide in fields for block in _field(grid, label, "", wide)]
    _add_framed(grid, *signed, least=least)


def _field(grid: Grid, label: str, text: str, columns: int) -> list[Block]:
    """A label, the text on a line of its own, and a free column after it: so many columns in all."""
    wide = int(columns * width_of(label, LABEL.font_size) / grid.width(columns)) + 1 if label else 0
    wide = min(wide, columns - SHORTEST_LINE)
    named = [Block(wide, label, LABEL)] if label else []
    return [*named, Block(columns - wide - 1, text, LINE, lines=3), Block(1)]


def _ticked(words: str, chosen: bool) -> str:
    return f"{'☒' if chosen else '☐'} {words}"


def _add_framed(grid: Grid, *blocks: Block, least: float = 0, extra: float = 0) -> None:
    """A row between the sides of the box."""
    grid.row(Block(1, look=LEFT), *blocks, Block(1, look=RIGHT), least=least, extra=extra)


def _add_edge(grid: Grid, **side: int) -> None:
    """The top or the bottom of the box."""
    middle = Block(INSIDE, look=Look(border_color=INK).but(**side))
    grid.row(Block(1, look=LEFT.but(**side)), middle, Block(1, look=RIGHT.but(**side)), least=3)


def _add_foot(grid: Grid, imprint: Imprint) -> None:
    small = SMALL.but(font_size=8)
    made = f"Made {imprint.made_by_whom} from {imprint.entries} ledger entries"
    source = (made, f"version {imprint.version}", imprint.service_name)
    grid.gap(3)
    grid.line(", ".join(part for part in source if part) + ".", small, lines=2)
    grid.line(f"sha256 {imprint.fingerprint}", small)
