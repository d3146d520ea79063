"""The formats in which a trial leaves the program: every one is a file in this folder, found by itself.

The shell's choices and help, the buttons, the note of an export in the service's ledger and README's table follow from
its declaration. A writer imports its libraries when it is called: nothing but a workbook waits for its writer.
"""

import importlib
import pkgutil
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

from trial.errors import NotFound
from trial.files.imprint import Imprint, imprint_of
from trial.ledger.entries import Entry, Fact
from trial.ledger.facts import Trial
from trial.meaning.summary import Summary, summarise
from trial.rules.roles import Right

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class Made(NamedTuple):
    """What a file says of itself: by which service and version it was made, on whose clock, when, and for whom."""

    service_name: str
    version: str
    zone: ZoneInfo
    made_at: datetime
    made_by: str

    def of(self, trial: Trial) -> "Made":
        """The same for a file of this trial: its times are shown on its own clock where it has one."""
        return self._replace(zone=ZoneInfo(trial.record.zone)) if trial.record.zone else self


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """What one file is made from."""

    trial: Trial
    entries: Callable[[], Iterable[tuple[Entry, Fact]]]  # every entry of the trial, read from the store when called
    made: Made

    def summary(self) -> Summary:
        """What the trial means."""
        return summarise(self.trial)

    def imprint(self) -> Imprint:
        """What the file says of itself."""
        return imprint_of(self.trial, **self.made._asdict())


@dataclass(frozen=True, slots=True, kw_only=True)
class Format:
    """One format. `write_all` writes every trial into one file, one trial in memory at a time."""

    key: str  # for `export --format` and the service's ledger
    name: str  # what it is, in README and in the shell's help
    button: str
    suffix: str  # of the file's name, after the id of the trial
    media_type: str
    write: Callable[[Source], bytes]
    write_all: Callable[[Iterable[Trial], Made], Iterator[bytes]] | None = None
    right: Right = "review"
    place: int  # among the buttons, 1 for the first
    binary: bool = False  # not for a terminal
    blank: bool = False  # says nothing of what was found: a form, with a command and a button of its own


@cache
def catalogue() -> Mapping[str, Format]:
    """Every format by its key, in the order of the buttons."""
    modules = [importlib.import_module(f"{__name__}.{found.name}") for found in pkgutil.iter_modules(__path__)]
    formats: list[Format] = [module.FORMAT for module in modules]
    return {one.key: one for one in sorted(formats, key=lambda one: one.place)}


def exports() -> Mapping[str, Format]:
    """The formats that say what was found: those of the hospital record."""
    return {key: one for key, one in catalogue().items() if not one.blank}


def get(key: str) -> Format:
    """The format with this key; raises NotFound."""
    try:
        return catalogue()[key]
    except KeyError:
        raise NotFound(f"There is no format {key}; there are {', '.join(catalogue())}.") from None
