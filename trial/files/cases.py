"""Scoring cases, one a row of a table, so that anyone can check our sums against their own."""

import csv
from collections.abc import Iterable, Iterator, Sequence

import scales
from scales.base import Scale
from trial.errors import InvalidInput
from trial.files.table import cell_text, lines

ADDED = ("score", "complete", "alerts")


def score_cases(scale: Scale, table: Iterable[str]) -> Iterator[str]:
    """Score each row of a table of cases: its own columns as they came, then `score`, `complete` and `alerts`.

    Raises InvalidInput if the table has no header, or one with a column that this scale does not know.
    """
    cases = _cases(table)
    _, named = next(cases, (0, []))
    header = [name.strip() for name in named]
    _check_header(scale, header)
    yield lines((*named, *ADDED))
    for number, row in cases:
        if len(row) > len(header):
            raise InvalidInput(f"Line {number} has {len(row)} cells, and the header has {len(header)}.")
        cells = [*row, *[""] * (len(header) - len(row))]
        found = scale.scored_as_typed(dict(zip(header, cells, strict=True)))
        score = "" if found.score is None else f"{found.score:f}"
        yield lines((*cells, score, cell_text(found.complete), ";".join(found.alerts)))


def _check_header(scale: Scale, header: Sequence[str]) -> None:
    if scale.score is None:
        scored = ", ".join(key for key, one in scales.catalogue().items() if one.score is not None)
        raise InvalidInput(f"{scale.name} has no single score; these have one: {scored}.")
    if not any(header):
        raise InvalidInput("The file is empty; its first line names the items, one a column.")
    known = [item.key for item in scale.case_items]
    for position, name in enumerate(header):
        if name not in known:
            apart = " Cells stand apart by commas." if ";" in name or "\t" in name else ""
            raise InvalidInput(
                f"There is no column {name!r} in {scale.key}; its columns are {', '.join(known)}.{apart}"
            )
        if name in header[:position]:
            raise InvalidInput(f"The column {name!r} is there twice.")


def _cases(table: Iterable[str]) -> Iterator[tuple[int, list[str]]]:
    """Each row with the number of its line; a blank line is no row."""
    rows = csv.reader(table, strict=True)
    try:
        for row in rows:
            if row:
                yield rows.line_num, row
    except csv.Error as error:
        raise InvalidInput(f"Line {rows.line_num} cannot be read as a table: {error}.") from None
