"""The goals table of the Summary: rows are goals in the person's own order, columns doses, the foot what they cost."""

from collections.abc import Iterable

from trial.brief import GoalCell, GoalTable, Mark
from trial.files.workbook.grid import BOLD, COLUMNS, INVERSE, SMALL, TEXT, Block, Grid
from trial.files.workbook.look import HAIR, INK, THIN, TINT, Look
from trial.wording import headings

GOALS_COLUMNS = {1: 20, 2: 16, 3: 15}
"""Of the grid, for the goals themselves, by the number of doses; these share the rest."""
NUMBER_COLUMNS, LOST_COLUMNS = 2, 5
SQUARES: dict[Mark, str] = {"full": "■ ", "half": "◪ ", "empty": "□ "}
HEAD, UNDER = Look(font_size=10.5, bold=True, top=THIN, border_color=INK), SMALL.but(bottom=THIN, border_color=INK)


def write_goals_table(grid: Grid, table: GoalTable) -> None:
    """Set the table."""
    doses = table.columns
    goals = GOALS_COLUMNS[len(doses) or 1]
    share = (COLUMNS - goals) // (len(doses) or 1)
    widths = [*[share] * (len(doses) - 1), COLUMNS - goals - share * ((len(doses) or 1) - 1)]
    tints = [TINT if dose.latest and len(doses) > 1 else "" for dose in doses] or [""]

    def across(texts: Iterable[str], look: Look, lines: int = 99) -> list[Block]:
        """A text a dose."""
        cells = zip(widths, tints, list(texts) or [""], strict=True)
        return [Block(width, text, look.but(bg_color=tint), lines=lines) for width, tint, text in cells]

    def left(text: str, look: Look) -> Block:
        return Block(goals, text, look)

    grid.row(left(table.title, HEAD), *across((dose.title for dose in doses) if doses else [headings.NO_DOSE], HEAD))
    told = "\n".join(part for part in (table.agreed, *table.not_given) if part)
    grid.row(left(told, SMALL), *across((dose.happened for dose in doses), SMALL))
    if any(dose.decided for dose in doses):
        grid.row(left("", BOLD), *across((dose.decided for dose in doses), BOLD))
    counts = ("; ".join(f"{count.bold}{count.rest}" for count in dose.counts) for dose in doses)
    grid.row(left(headings.AT_A_GLANCE, BOLD), *across(counts, SMALL))
    words = across((dose.word for dose in doses), UNDER.but(bold=True, font_size=9.5, font_color=INK))
    grid.row(left(headings.COUNTED, UNDER), *words)
    if not table.rows:
        grid.line(headings.NO_GOALS, TEXT)
    for row in table.rows:
        results = [block for cells in zip(widths, tints, row.cells, strict=False) for block in _result(*cells)]
        grid.row(*_numbered(str(row.number), row.words, goals, BOLD), *results)
        hair = SMALL.but(bottom=HAIR)
        grid.row(*_numbered("", row.asks, goals, hair), *across(map(_reading, row.cells), hair, lines=4))
    if any(dose.cost for dose in doses):
        costs = (". ".join(f"{topic.name}: {topic.text}" for topic in dose.cost) for dose in doses)
        grid.row(left(headings.COST, BOLD.but(bottom=THIN, border_color=INK)), *across(costs, UNDER))


def _numbered(number: str, text: str, columns: int, look: Look) -> list[Block]:
    return [Block(NUMBER_COLUMNS, number, look), Block(columns - NUMBER_COLUMNS, text, look, lines=2)]


def _result(width: int, tint: str, cell: GoalCell) -> list[Block]:
    """The result with its mark; LOST is the only white on black of the table."""
    if cell.mark == "lost":
        rest = Block(width - LOST_COLUMNS, look=BOLD.but(bg_color=tint))
        return [Block(LOST_COLUMNS, cell.word, INVERSE), rest]
    square = SQUARES.get(cell.mark, "")
    look = BOLD if square else SMALL
    return [Block(width, square + cell.word, look.but(bg_color=tint), lines=2)]


def _reading(cell: GoalCell) -> str:
    return "\n".join(part for part in (cell.reading, cell.voices, cell.agreed_then) if part)
