"""The decision on the Summary: what was signed; or boxes to tick and lines to write on, with what was typed so far."""

from trial.brief import DecisionBlock
from trial.files.workbook.grid import COLUMNS, Block, Grid
from trial.files.workbook.look import INK, MEDIUM, THIN, Look
from trial.files.workbook.ruler import width_of
from trial.wording import headings

PLAIN = Look(font_size=9.5)
LABEL = Look(font_size=9.5, valign="bottom", text_wrap=False)
LINE = Look(font_size=9.5, bottom=THIN, border_color="#555555", valign="bottom")
HEAD = Look(font_size=11, bold=True)
LABEL_COLUMNS, INSIDE = 8, COLUMNS - 2
OPTION_COLUMNS = (5, 7, 10, 9, 9, 6)
LEFT, RIGHT = Look(left=MEDIUM, border_color=INK), Look(right=MEDIUM, border_color=INK)
WRITING_LINE = 17
WRITING_LINES = 8
SHORTEST_LINE = 6


def write_decision(grid: Grid, decision: DecisionBlock, spare: float) -> None:
    """Set the box; `spare` points are shared among the lines that are left to write on."""
    grid.gap(4)
    _edge(grid, top=MEDIUM)
    if decision.signed:
        _framed(grid, Block(INSIDE, decision.title, HEAD.but(font_size=12.5)))
        for label, text in decision.signed.lines:
            named = Block(LABEL_COLUMNS, label, PLAIN.but(bold=True))
            _framed(grid, named, Block(INSIDE - LABEL_COLUMNS, text, PLAIN, lines=4))
    else:
        _framed(grid, Block(INSIDE, decision.title, HEAD), extra=2)
        _write_draft(grid, decision, WRITING_LINE + min(spare / WRITING_LINES, 9))
    _edge(grid, bottom=MEDIUM)


def _write_draft(grid: Grid, decision: DecisionBlock, least: float) -> None:
    bold = LABEL.but(bold=True, font_size=9)
    options = zip(OPTION_COLUMNS, decision.options, strict=True)
    _framed(grid, *(Block(wide, _box(*option), bold) for wide, option in options), extra=2)
    agrees = "   ".join((decision.agrees_label, *(_box(*answer) for answer in decision.agrees)))
    because, view, (dissent, words), actions, present = decision.draft
    for label, text in (because, view, (f"{agrees}     {dissent}", words), actions, ("", ""), present):
        _framed(grid, *_field(grid, label, text, INSIDE), least=least)
    signed = [
        _field(grid, label, "", wide)
        for label, wide in ((headings.SIGNED, 18), (headings.ROLE, 12), (headings.DATE_TIME, 16))
    ]
    _framed(grid, *(block for blocks in signed for block in blocks), least=least)


def _field(grid: Grid, label: str, text: str, columns: int) -> list[Block]:
    """A label, what was typed on a line of its own, and a column free behind it: so many columns in all."""
    wide = int(columns * width_of(label, LABEL.font_size) / Block(columns).width(grid.pixels)) + 1 if label else 0
    wide = min(wide, columns - SHORTEST_LINE)
    named = [Block(wide, label, LABEL)] if label else []
    return [*named, Block(columns - wide - 1, text, LINE, lines=3), Block(1)]


def _box(words: str, chosen: bool) -> str:
    return f"{'☒' if chosen else '☐'} {words}"


def _framed(grid: Grid, *blocks: Block, least: float = 0, extra: float = 0) -> None:
    """A row between the sides of the box."""
    grid.row(Block(1, look=LEFT), *blocks, Block(1, look=RIGHT), least=least, extra=extra)


def _edge(grid: Grid, **side: int) -> None:
    """The top or the bottom of the box."""
    looks = (LEFT.but(**side), Look(border_color=INK).but(**side), RIGHT.but(**side))
    widths = (1, INSIDE, 1)
    grid.row(*(Block(wide, look=look) for wide, look in zip(widths, looks, strict=True)), least=3)
