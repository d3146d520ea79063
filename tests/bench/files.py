"""Rows about files: one workbook, every trial as one table, a thousand record files, and the worklist at any size."""

import csv
import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from functools import partial
from io import BytesIO
from itertools import count, islice
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from tests.bench.places import bare_sqlite, scratch
from tests.bench.row import Desk, Pair, Row, in_turn, milliseconds
from tests.bench.subjects import facts
from tests.temporary_store import TemporaryStore
from trial.actions.exporting import export_all
from trial.actions.importing import import_file
from trial.files.record import write_record
from trial.ledger.chain import columns_of, next_entry
from trial.ledger.entries import Head, Sealed, stream_of
from trial.ledger.payload import encode, seal_hash
from trial.meaning.summary import summarise
from trial.store import Store, open_store
from trial.store.tables import entries as entries_table
from trial.store.tables import heads, sealed, words, worklist
from trial.store.worklist import WorklistRow, words_in
from trial.store.worklist import values as kept_values

PER_TRIAL = 200
ZONE = ZoneInfo("Europe/London")


def _workbook(_: Desk) -> Iterator[Pair]:
    from openpyxl import load_workbook

    from trial.files.imprint import Made, imprint_of
    from trial.files.workbook import write_workbook

    store = TemporaryStore()
    trial = store.append("T-1", lambda _: facts("T-1", 600), at=datetime.now(UTC), by="K Tan")
    assert trial is not None
    told = {"service_name": "", "version": "1", "zone": ZONE, "made_at": datetime.now(UTC).replace(microsecond=0)}
    imprint = imprint_of(trial, Made(**told, made_by="K Tan"))

    def ours() -> bytes:
        return write_workbook(summarise(trial), imprint, store.facts("T-1"))

    made = load_workbook(BytesIO(ours()))
    while True:
        yield in_turn(ours, lambda: _same_cells(made), 1)


def _same_cells(made: Any) -> bytes:
    """openpyxl alone: every cell with its value and style, every chart, nothing to think about."""
    from openpyxl import Workbook

    book = Workbook()
    book.remove(book.active)
    book._named_styles, book._cell_styles = made._named_styles, made._cell_styles
    book._fonts, book._fills, book._borders = made._fonts, made._fills, made._borders
    book._alignments, book._protections = made._alignments, made._protections
    book._number_formats = made._number_formats
    for sheet in made:
        new = book.create_sheet(sheet.title)
        for row in sheet.iter_rows():
            for cell in row:
                if cell.value is not None or cell.has_style:
                    copy = new.cell(cell.row, cell.column)
                    if type(cell).__name__ == "Cell":
                        copy.value, copy._style = cell.value, cell._style
        for chart in sheet._charts:
            new.add_chart(chart)
        new.column_dimensions, new.row_dimensions = sheet.column_dimensions, sheet.row_dimensions
    written = BytesIO()
    book.save(written)
    return written.getvalue()


def _many(desk: Desk, trials: int) -> Path:
    """A database with so many trials, made once a folder: real entries, chained, with heads and sealed texts."""
    file = desk.folder / f"many-{trials}-{PER_TRIAL}.db"
    if file.exists():
        return file
    desk.say(f"making {trials:,} trials of {PER_TRIAL} entries")
    part = file.with_suffix(".part")
    for left in desk.folder.glob(f"{part.name}*"):
        left.unlink()
    at = datetime.now(UTC)
    grains = (f"{number:032}" for number in count())
    made: list[tuple[str, list[tuple[str, str, str]]]] = []
    for fact in facts("T-000000", PER_TRIAL):
        kept: list[tuple[str, str, str]] = []  # hash, salt, text

        def seal(text: str, kept: list[tuple[str, str, str]] = kept) -> str:
            salt = next(grains)
            kept.append((seal_hash(salt, text), salt, text))
            return kept[-1][0]

        made.append((encode(fact, seal)[0], kept))
    with closing(Store(f"sqlite:///{part}")) as store:
        for piece in range(0, trials, 100):
            with store.database.writing() as connection:
                for number in range(piece, min(piece + 100, trials)):
                    head = Head(stream_of(f"T-{number:06}"))
                    lines, seals = [], []
                    for payload, kept in made:
                        own = payload.replace("T-000000", f"T-{number:06}")
                        entry = next_entry(head, at=at, by="K Tan", payload=own)
                        head = Head(entry.stream, entry.seq, entry.hash)
                        lines.append(columns_of(entry))
                        seals += [columns_of(Sealed(entry.stream, entry.seq, *one)) for one in kept]
                    connection.execute(heads.insert(), columns_of(head))
                    connection.execute(entries_table.insert(), lines)
                    connection.execute(sealed.insert(), seals)
    part.rename(file)
    return file


def _export_all(desk: Desk) -> Iterator[Pair]:
    file = _many(desk, desk.size(10_000, quick=200))
    with scratch(desk) as folder, closing(open_store(f"sqlite:///{file}")) as store:
        rows = [*csv.reader(b"".join(islice(export_all(store, "csv", by="K Tan"), 26)).decode().splitlines())]

        def ours() -> None:
            with (folder / "ours.csv").open("wb") as out:
                out.writelines(export_all(store, "csv", by="K Tan"))

        while True:
            taken = milliseconds(ours)
            with (folder / "ours.csv").open(newline="") as lines:
                whole = sum(1 for _ in lines)

            def floor(whole: int = whole) -> None:
                with (folder / "floor.csv").open("w", newline="") as out:
                    writer, left = csv.writer(out), whole
                    while left > 0:
                        writer.writerows(rows[:left])
                        left -= len(rows)

            yield taken, milliseconds(floor)


def _export_memory(desk: Desk) -> Iterator[Pair]:
    """Peak memory of a process of its own that exports many, and of one that exports a tenth."""
    trials = desk.size(10_000, quick=500)
    large, small = _many(desk, trials), _many(desk, trials // 10)
    while True:
        yield _peak(large), _peak(small)


def _peak(file: Path) -> float:
    """Megabytes that one export took at most."""
    import subprocess
    import sys

    code = (
        "import resource, sys; from trial.store import open_store; from trial.actions.exporting import export_all\n"
        "for line in export_all(open_store(sys.argv[1]), 'csv', by='K Tan'): pass\n"
        "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)"
    )
    done = subprocess.run([sys.executable, "-c", code, f"sqlite:///{file}"], capture_output=True, text=True, check=True)
    return float(done.stdout)


def _import_all(desk: Desk) -> Iterator[Pair]:
    """Record files of one trial each; the floor inserts the very rows that ours had written, one commit a file."""
    size = desk.size(1_000, quick=50)
    store = TemporaryStore()
    trial = store.append("T-000000", lambda _: facts("T-000000", PER_TRIAL), at=datetime.now(UTC), by="K Tan")
    assert trial is not None
    data = write_record(trial.record)
    files = [data.replace(b"T-000000", f"T-{number:06}".encode()) for number in range(size)]
    while True:
        with scratch(desk) as folder, closing(open_store(f"sqlite:///{folder / 'ours.db'}")) as ours:

            def bring_in() -> None:
                for number, file in enumerate(files):
                    import_file(ours, file, by="K Tan", where=f"{number}.json")

            taken = milliseconds(bring_in)
            written = [[columns_of(one) for one in ours.entries(stream_of(f"T-{number:06}"))] for number in range(size)]
            with bare_sqlite(folder / "floor.db") as bare:
                yield taken, milliseconds(partial(_insert_all, bare, files, written))


def _insert_all(bare: sqlite3.Connection, files: list[bytes], written: list[list[dict[str, Any]]]) -> None:
    from tests.bench.store import INSERT

    for file, rows in zip(files, written, strict=True):
        json.loads(file)
        bare.execute("BEGIN IMMEDIATE")
        bare.executemany(INSERT, rows)
        bare.execute("COMMIT")


NAMES = ("Archer", "Baker", "Chandler", "Dyer", "Fletcher", "Glover", "Mason", "Potter", "Smith", "Turner")
STATES = ("planned", "baseline", "in_progress", "awaiting_decision", "closed")


def _worklist(desk: Desk) -> Iterator[Pair]:
    """The looks that a person takes: the first page, the beginning of a name, one state."""
    with scratch(desk) as folder:
        large, small = _listed(folder, desk.size(100_000, quick=10_000)), _listed(folder, 1_000)
        with closing(large), closing(small):
            while True:
                yield in_turn(lambda: _looks(large), lambda: _looks(small), 10)


def _looks(store: Store) -> None:
    assert len(store.worklist()) == 50
    assert len(store.worklist(search="smi")) == 50
    assert len(store.worklist(search="TEST-0007")) == 50
    assert len(store.worklist(state="awaiting_decision")) == 50


def _listed(folder: Path, size: int) -> Store:
    """A store with so many trials on its worklist."""
    store = Store(f"sqlite:///{folder / f'{size}.db'}")
    now = datetime.now(UTC)
    with store.database.writing() as connection:
        for piece in range(0, size, 1_000):
            rows, found = [], []
            for number in range(piece, piece + 1_000):
                trial, name = f"T-{number:06}", NAMES[number % 10]
                row = WorklistRow(
                    trial=trial, identifier=f"TEST-{number:06}", name=f"Ann {name}", state=STATES[number % 5],
                    outcome="", dose_number=1, micrograms="50", given_at=now, next_slot="+2h", next_due_at=now,
                    day_ends_at=now,
                    changed_at=now - timedelta(seconds=number * 7919 % size),
                )  # fmt: skip
                rows.append(kept_values(row))
                found += [
                    {"word": word, "trial": trial} for word in words_in(f"{row.trial} {row.identifier} {row.name}")
                ]
            connection.execute(worklist.insert(), rows)
            connection.execute(words.insert(), found)
    return store


ROWS = (
    Row(
        name="workbook",
        ours="one trial's workbook, 600 entries, two doses",
        floor="openpyxl writing the same cells, styles and charts with no logic",
        bar=2,
        measure=_workbook,
    ),
    Row(
        name="export_all",
        ours="csv of 10,000 trials of 200 entries",
        floor="csv module writing as many of the same rows",
        bar=8,
        measure=_export_all,
        warm=False,
    ),
    Row(
        name="export_memory",
        ours="peak memory of exporting 10,000 trials",
        floor="peak memory of exporting 1,000",
        bar=1.2,
        unit="MB",
        times=10,
        measure=_export_memory,
        warm=False,
    ),
    Row(
        name="import_all",
        ours="1,000 record files of 200 entries",
        floor="json.loads and bare inserts of the same rows, one commit a file",
        bar=4,
        measure=_import_all,
        warm=False,
    ),
    Row(
        name="worklist",
        ours="first page, two searches by the beginning of a word and a state filter at 100,000 trials",
        floor="the same at 1,000",
        bar=1.5,
        measure=_worklist,
    ),
)
