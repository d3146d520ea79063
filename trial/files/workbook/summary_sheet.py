"""The Summary sheet: the go/no-go brief set on one A4 page, like a letter."""

from trial.brief import Brief
from trial.files.imprint import Imprint, shortened
from trial.files.workbook.decision_box import write_decision
from trial.files.workbook.goals_table import write_goals_table
from trial.files.workbook.grid import BOLD, COLUMNS, INVERSE, SMALL, TEXT, Block, Grid
from trial.files.workbook.look import INK, MEDIUM, Look
from trial.files.workbook.sheet import Sheet
from trial.wording import headings

PAGE_PIXELS, PAGE_POINTS = 721, 742  # the width and the height of an A4 page between its margins
WIDTHS = (15, 16, 17, 18, 19)  # of a grid column, in pixels; the first fills the page at full size
STRIP_POINTS, STRIP_TITLE_POINTS = 104, 21  # of the small charts with their titles
READABLE = 0.78
"""Of full size: a page that would print smaller shortens what was said and what to read with care, no more."""
SAID_LINES = (12, 9, 6)
LABEL_COLUMNS = 6
LARGE = Look(font_size=11.5, bold=True)


class SummaryPage:
    """The page at the largest size at which it fits; a full one is set on a wider grid and printed smaller."""

    def __init__(self, brief: Brief, imprint: Imprint, *, has_charts: bool) -> None:
        self._brief, self._imprint, self._has_charts = brief, imprint, has_charts
        for said in SAID_LINES:
            tried = [self._set(pixels, said) for pixels in WIDTHS]
            best = max(tried, key=lambda made: _size(made[0]))
            if _size(best[0]) >= READABLE:
                break
        spare = PAGE_POINTS / _size(best[0]) - best[0].height
        self.grid, self.strip_row = self._set(best[0].pixels, said, spare)

    def write(self, sheet: Sheet) -> None:
        self.grid.write(sheet)
        sheet.page.center_horizontally()
        sheet.page.hide_gridlines(2)

    def _set(self, pixels: int, said: int, spare: float = 0) -> tuple[Grid, int]:
        """All rows, and the number of the one in which small charts stand."""
        grid, brief = Grid(pixels), self._brief
        _write_identity(grid, brief, self._imprint)
        _write_prominent(grid, brief)
        write_goals_table(grid, brief.goals)
        _write_topics(grid, brief)
        strip = grid.gap(STRIP_TITLE_POINTS) if self._has_charts else 0
        if self._has_charts:
            grid.gap(STRIP_POINTS - STRIP_TITLE_POINTS)
        _write_said(grid, brief, said)
        write_decision(grid, brief.decision, spare)
        _write_foot(grid, self._imprint)
        return grid, strip


def _size(grid: Grid) -> float:
    """At which size it prints on one page, 1 being full size."""
    return min(PAGE_PIXELS / (COLUMNS * grid.pixels), PAGE_POINTS / grid.height)


def _write_identity(grid: Grid, brief: Brief, imprint: Imprint) -> None:
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


def _write_prominent(grid: Grid, brief: Brief) -> None:
    """Goals lost and severe events, before anything else and whatever the rest says."""
    for mark, text in brief.prominent:
        label = [Block(len(mark) + 1, mark, INVERSE), Block(1)] if mark else []
        left = COLUMNS - sum(block.columns for block in label)
        grid.row(*label, Block(left, text, BOLD, lines=2), extra=1)


def _write_topics(grid: Grid, brief: Brief) -> None:
    """A sentence a topic, of the latest dose."""
    grid.gap(4)
    grid.line(brief.topics_title, BOLD.but(italic=True))
    for topic in brief.topics:
        grid.row(Block(LABEL_COLUMNS, topic.name, BOLD), Block(COLUMNS - LABEL_COLUMNS, topic.text, TEXT, lines=3))


def _write_said(grid: Grid, brief: Brief, lines: int) -> None:
    """What was said and what to read with care, side by side, or one of them over the whole width."""
    said = "\n".join(f"{quotation.text} {quotation.speaker}" for quotation in brief.quotations)
    care = "\n".join(f"• {caution}" for caution in brief.cautions)
    told = [
        part
        for part in ((headings.QUOTATIONS, said, SMALL.but(italic=True)), (headings.CAUTIONS, care, SMALL))
        if part[1]
    ]
    if not told:
        return
    grid.gap(4)
    wide = COLUMNS // len(told)
    grid.row(*(Block(wide, title, BOLD) for title, _, _ in told))
    grid.row(*(Block(wide, text, look, lines=lines) for _, text, look in told))


def _write_foot(grid: Grid, imprint: Imprint) -> None:
    small = SMALL.but(font_size=8)
    made = f"Made {imprint.made_by_whom} from {imprint.entries} ledger entries"
    source = (made, f"version {imprint.version}", imprint.service_name)
    grid.gap(3)
    grid.line(", ".join(part for part in source if part) + ".", small, lines=2)
    grid.line(f"sha256 {imprint.fingerprint}", small)
