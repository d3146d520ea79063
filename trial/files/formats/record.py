"""The record file of a trial; every trial is one a line (JSON Lines)."""

from collections.abc import Iterable, Iterator

from trial.files.formats import Format, Made, Source
from trial.files.record import record_of, write_record
from trial.ledger.facts import Trial


def write(source: Source) -> bytes:
    return write_record(record_of(source.trial))


def write_all(trials: Iterable[Trial], _: Made) -> Iterator[bytes]:
    return (write_record(record_of(trial), indent=None) for trial in trials)


FORMAT = Format(
    key="json",
    name="the record file, which `import` takes; every trial as JSON Lines",
    button="Download the record (JSON)",
    suffix=".json",
    media_type="application/json",
    write=write,
    write_all=write_all,
    place=3,
)
