"""The shell's side: lines out, one sentence on standard error, files that take their name once whole, a bar."""

import os
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from trial.errors import InvalidInput
from trial.store import Item, Watch

if TYPE_CHECKING:
    from rich.progress import Progress


class Stopped(Exception):
    """Somebody pressed Ctrl-C; the text says in a sentence what became of the work."""


def print_lines(lines: Iterable[str]) -> None:
    """Lines on standard output, whatever its encoding."""
    for line in lines:
        sys.stdout.buffer.write(line.encode("utf-8", "backslashreplace") + b"\n")


def say(sentence: str) -> None:
    """One line on standard error, whatever somebody put into a file name."""
    sys.stderr.buffer.write(" ".join(sentence.split()).encode("utf-8", "backslashreplace") + b"\n")
    sys.stderr.flush()


@contextmanager
def stoppable(sentence: str) -> Iterator[None]:
    """Within, Ctrl-C stops with this sentence."""
    try:
        yield
    except KeyboardInterrupt:
        raise Stopped(sentence) from None


@contextmanager
def output_file(output: str) -> Iterator[BinaryIO]:
    """Where a file goes. It takes its name once it is whole: until then what stood there stays."""
    path = Path(output)
    if output == "-":
        with stoppable("Stopped: what came out is not the whole file."):
            yield sys.stdout.buffer
    elif path.exists() and not path.is_file():  # a pipe or a device
        with stoppable(f"Stopped: what went to {output} is not the whole file."), path.open("wb") as file:
            yield file
    else:
        path = path.resolve()
        if not path.parent.is_dir():
            raise InvalidInput(f"{output}: There is no such folder.")
        part = path.with_name(f"{path.name}.part")
        try:
            with stoppable(f"Stopped: {output} was not written."), part.open("wb") as file:
                yield file
                file.flush()
                os.fsync(file.fileno())
            part.replace(path)
        finally:
            part.unlink(missing_ok=True)


def watched(what: str) -> Watch:
    """A bar on standard error where that is a terminal; elsewhere nothing is shown."""

    def watch(things: Iterable[Item], total: int = 0, /) -> Iterable[Item]:
        if not sys.stderr.isatty():
            return things
        from rich.console import Console  # on the way to no answer but that of long work
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
        bar = Progress(
            *columns, console=Console(stderr=True), transient=True, redirect_stdout=False, redirect_stderr=False
        )
        return _shown(bar, things, what, total)

    return watch


def _shown(bar: "Progress", things: Iterable[Item], what: str, total: int) -> Iterator[Item]:
    with bar:
        yield from bar.track(things, total=total or None, description=what)
