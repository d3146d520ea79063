"""Two revisions measured in turns in one run, so that whatever else the machine does disturbs both alike."""

import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from statistics import median

from tests.bench.row import Desk, Row
from tests.conftest import HOME

BY_CPU = "import time; time.perf_counter = time.process_time; "
START = "import sys; from tests.bench.__main__ import main; sys.exit(main(sys.argv[1:]))"


class CannotCompare(Exception):
    """A revision that is not there or cannot be measured; the text is a sentence."""


def compare(revision: str, rows: Sequence[Row], desk: Desk, repeats: int, *, cpu: bool) -> str:
    """A table of what each row takes at `revision` and here: median, least and most, and the ratio of the medians.

    With `cpu` the milliseconds are those that the bench's own process had the processor. Raises CannotCompare.
    """
    lines = [("name", revision, "here", "ratio")]
    with _checked_out(revision, desk.folder) as there:
        for row in rows:
            taken: dict[Path, list[float]] = {there: [], HOME: []}
            for number in range(1, repeats + 1):
                for home, figures in taken.items():
                    figures.append(_measured(home, row.name, desk, cpu=cpu))
                desk.say(f"{row.name}: {number} of {repeats}")
            old, new = (
                f"{median(figures):,.2f} {row.unit} ({min(figures):,.2f} to {max(figures):,.2f})"
                for figures in taken.values()
            )
            lines.append((row.name, old, new, f"{median(taken[HOME]) / median(taken[there]):.2f}"))
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    return "".join("  ".join(map(str.ljust, line, widths)).rstrip() + "\n" for line in lines)


@contextmanager
def _checked_out(revision: str, folder: Path) -> Iterator[Path]:
    """A worktree of a revision in a temporary folder, with an environment of its own."""
    with tempfile.TemporaryDirectory(prefix="compare-", dir=folder.absolute()) as made:
        home = Path(made) / "worktree"
        _run(["git", "-C", str(HOME), "worktree", "add", "--detach", str(home), revision])
        try:
            if (lock := HOME / "uv.lock").exists():  # the same packages, so that only our code differs
                shutil.copy(lock, home)
            _run(["uv", "sync", "--project", str(home)])
            yield home
        finally:
            _run(["git", "-C", str(HOME), "worktree", "remove", "--force", str(home)])


def _measured(home: Path, row: str, desk: Desk, *, cpu: bool) -> float:
    """What one repeat of a row takes by the bench of that worktree, in its environment."""
    python = home / ".venv" / Path(sys.executable).relative_to(sys.prefix)
    code = (BY_CPU if cpu else "") + START
    folder = desk.folder if home == HOME else home.parent  # each its own: their tables may differ
    options = ["--json", "--repeats", "1", "--minutes", str(desk.minutes), "--dir", str(folder.absolute())]
    done = _run([str(python), "-c", code, row, *options, *(["--quick"] if desk.quick else [])], home)
    return float(json.loads(done)[0]["ours"])


def _run(command: Sequence[str], home: Path = HOME) -> str:
    done = subprocess.run(command, cwd=home, capture_output=True, text=True, check=False)
    if done.returncode:
        raise CannotCompare(f"{' '.join(command[:4])} failed: {done.stderr.strip()[-500:]}")
    return done.stdout
