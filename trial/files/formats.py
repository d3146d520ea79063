"""The formats in which a trial leaves the program: each is one declaration in `FORMATS`, in the order of the buttons.

The shell's choices and help, the buttons, the note of an export in the service's ledger and README's table follow from
it. A writer that needs templates or a workbook's library imports it when it is called: nothing else waits for that.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from trial.errors import NotFound
from trial.files.imprint import Imprint, Made, imprint_of
from trial.files.record import record_of, write_record
from trial.files.table import write_for_spreadsheet, write_readings
from trial.ledger.entries import Entry, Fact
from trial.ledger.facts import Trial
from trial.meaning.summary import Summary, summarise
from trial.rules.roles import Right

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class Source(NamedTuple):
    """What one file is made from."""

    trial: Trial
    entries: Callable[[], Iterable[tuple[Entry, Fact]]]  # every entry of the trial, read from the store when called
    made: Made

    def meant(self) -> tuple[Summary, Imprint]:
        """What the trial means, and what every page says of the file."""
        return summarise(self.trial), imprint_of(self.trial, self.made)


@dataclass(frozen=True, slots=True, kw_only=True)
class Format:
    """One format. `write_all` writes every trial into one file, one trial in memory at a time."""

    key: str  # for `export --format` and the service's ledger
    name: str  # description, in README and in the shell's help
    button: str
    suffix: str  # of the file's name, after the id of the trial
    media_type: str
    write: Callable[[Source], bytes]
    write_all: Callable[[Iterable[Trial], Made], Iterator[bytes]] | None = None
    right: Right = "review"
    binary: bool = False  # not for a terminal
    of: str = ""  # the key of the format of which this is a variant; its own key begins with it and a dash
    blank: bool = False  # a blank form, without findings; with its own command and button


def _workbook(source: Source) -> bytes:
    from trial.files.workbook import write_workbook

    return write_workbook(*source.meant(), source.entries())


def _page(source: Source) -> bytes:
    from trial.files.page import write_page

    return write_page(*source.meant())


def _bundle(source: Source) -> bytes:
    from trial.files.fhir import write_bundle

    return write_bundle(*source.meant())


def _proforma(source: Source) -> bytes:
    from trial.files.proforma.form_writer import write_proforma

    return write_proforma(source.trial.plan, imprint_of(source.trial, source.made), source.trial)


def _records(trials: Iterable[Trial], _: Made) -> Iterator[bytes]:
    return (write_record(record_of(trial), indent=None) for trial in trials)


def _readings(trials: Iterable[Trial], made: Made) -> Iterator[bytes]:
    return (rows.encode() for rows in write_readings(trials, made))


FORMATS = (
    Format(
        key="xlsx",
        name="the go/no-go summary as a workbook, with charts, readings and audit",
        button="Download the go/no-go summary (Excel)",
        suffix="-go-no-go.xlsx",
        media_type=XLSX,
        write=_workbook,
        binary=True,
    ),
    Format(
        key="html",
        name="the go/no-go summary as one page to read or to print on A4",
        button="Download the page to print (HTML)",
        suffix="-go-no-go.html",
        media_type="text/html",
        write=_page,
    ),
    Format(
        key="json",
        name="the record file, which `import` takes; every trial as JSON Lines",
        button="Download the record (JSON)",
        suffix=".json",
        media_type="application/json",
        write=lambda source: write_record(record_of(source.trial)),
        write_all=_records,
    ),
    Format(
        key="fhir",
        name="a FHIR document bundle (R4, R4B) for a records system",
        button="Download for a records system (FHIR)",
        suffix="-fhir.json",
        media_type="application/fhir+json",
        write=_bundle,
    ),
    Format(
        key="csv-spreadsheet",
        of="csv",
        name="the readings as a table to open in a spreadsheet, in the shell `--format csv --for spreadsheet`",
        button="Download the readings for a spreadsheet (CSV)",
        suffix="-readings-spreadsheet.csv",
        media_type="text/csv",
        write=lambda source: b"".join(write_for_spreadsheet([source.trial], source.made)),
        write_all=write_for_spreadsheet,
    ),
    Format(
        key="csv",
        name="the readings as a table, one a row",
        button="Download the readings (CSV)",
        suffix="-readings.csv",
        media_type="text/csv",
        write=lambda source: b"".join(_readings([source.trial], source.made)),
        write_all=_readings,
    ),
    Format(
        key="proforma",
        name="the blank paper form, by the command `proforma`; filled in, `import` takes it",
        button="Download the blank form",
        suffix="-proforma.xlsx",
        media_type=XLSX,
        write=_proforma,
        binary=True,
        blank=True,
    ),
)


def catalogue() -> Mapping[str, Format]:
    """Every format by its key, in the order of the buttons."""
    return {form.key: form for form in FORMATS}


def exports() -> Mapping[str, Format]:
    """The formats with findings: those for the hospital record."""
    return {form.key: form for form in FORMATS if not form.blank}


def get(key: str) -> Format:
    """The format with this key; raises NotFound."""
    try:
        return catalogue()[key]
    except KeyError:
        raise NotFound(
            f"There is no format {key}; there are {', '.join(key for key, form in catalogue().items() if not form.of)}."
        ) from None
