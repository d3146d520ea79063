"""The readings as a table, one a row."""

from collections.abc import Iterable, Iterator

from trial.files.formats import Format, Made, Source
from trial.files.imprint import imprint_of
from trial.files.table import write_readings
from trial.ledger.facts import Trial


def write(source: Source) -> bytes:
    return b"".join(write_all([source.trial], source.made))


def write_all(trials: Iterable[Trial], made: Made) -> Iterator[bytes]:
    return (
        rows.encode() for rows in write_readings(trials, lambda trial: imprint_of(trial, **made.of(trial)._asdict()))
    )


FORMAT = Format(
    key="csv",
    name="the readings as a table, one a row",
    button="Download the readings (CSV)",
    suffix="-readings.csv",
    media_type="text/csv",
    write=write,
    write_all=write_all,
    place=5,
)
