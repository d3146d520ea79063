"""The bench: ours against the least that could do the same work, in one run. `python -m tests.bench [ROW ...]`."""

import argparse
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from tests.bench import files, meaning, people, screen, store
from tests.bench.compare import CannotCompare, compare
from tests.bench.places import NoRealDisk, real_folder
from tests.bench.row import Desk, Figure, Pair, Row, measured
from tests.bench.table import as_json, as_text

ROWS: tuple[Row, ...] = (*store.ROWS, *meaning.ROWS, *screen.ROWS, *files.ROWS, *people.ROWS)
STOPPED = 130


def main(arguments: Sequence[str]) -> int:
    """Measure the rows asked for; answers 0, 1 where a guarded margin was passed, 2 for a wrong command."""
    asked = _asked(arguments)
    rows = [row for row in ROWS if (row.name in asked.rows if asked.rows else row.guard or not asked.guard)]
    try:
        folder = real_folder(asked.dir or Path(tempfile.gettempdir()) / "itb-trial-bench")
    except NoRealDisk as sentence:
        sys.stderr.write(f"{sentence}\n")
        return 2
    desk = Desk(folder=folder, quick=asked.quick, minutes=asked.minutes, say=_say)
    if asked.compare:
        try:
            sys.stdout.write(compare(asked.compare, rows, desk, asked.repeats, cpu=asked.cpu))
        except CannotCompare as sentence:
            sys.stderr.write(f"{sentence}\n")
            return 2
        return 0
    figures: list[Figure] = []
    stopped = _measure(rows, desk, asked.repeats, figures)
    sys.stdout.write(as_json(figures) if asked.json else as_text(figures, quick=asked.quick))
    if stopped:
        _say("Stopped; what was measured until then is above." if figures else "Stopped before anything was measured.")
        return STOPPED
    return int(asked.guard and not all(one.guarded for one in figures))


def _measure(rows: Sequence[Row], desk: Desk, repeats: int, figures: list[Figure]) -> bool:
    """Fill `figures`, one a row; answers whether somebody stopped it."""
    for row in rows:
        kept: list[Pair] = []
        try:
            figures.append(measured(row, desk, repeats, kept))
        except KeyboardInterrupt:
            if kept:
                figures.append(Figure(row=row, pairs=tuple(kept)))
            return True
    return False


def _asked(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("rows", nargs="*", metavar="ROW", help=f"of {', '.join(row.name for row in ROWS)}")
    parser.add_argument("--json", action="store_true", help="an array of objects")
    parser.add_argument(
        "--guard", action="store_true", help="a few fast rows; exit 1 where one is far slower than it was"
    )
    parser.add_argument("--compare", metavar="REV", help="the rows at a revision and here, in turns")
    parser.add_argument(
        "--cpu",
        action="store_true",
        help="with --compare: processor time of the bench's own process; not with a server",
    )
    parser.add_argument("--quick", action="store_true", help="less work in the long rows; their figures are no verdict")
    parser.add_argument("--repeats", type=int, default=5, help="how often each row is measured (5)")
    parser.add_argument("--minutes", type=float, default=10, help="how long the hands row taps (10)")
    parser.add_argument("--dir", type=Path, help="a folder on a real disk for the databases")
    asked = parser.parse_args(arguments)
    if unknown := [name for name in asked.rows if name not in {row.name for row in ROWS}]:
        parser.error(f"There is no row {unknown[0]}; there are {', '.join(row.name for row in ROWS)}.")
    if asked.cpu and not asked.compare:
        parser.error("--cpu goes with --compare.")
    if asked.repeats < 1:
        parser.error("Measure at least once.")
    return asked


def _say(sentence: str) -> None:
    """How far it is, on standard error: over the line before on a terminal."""
    sys.stderr.write(f"\r\x1b[K{sentence}" if sys.stderr.isatty() else f"{sentence}\n")
    sys.stderr.flush()


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
