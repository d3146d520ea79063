"""Database connections and transactions, the settings of SQLite and PostgreSQL, and their faults as sentences."""

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, nullcontext
from functools import lru_cache
from pathlib import Path
from threading import Lock
from typing import Any

from sqlalchemy import URL, ClauseElement, Connection, Dialect, Engine, create_engine, event, make_url
from sqlalchemy.engine.interfaces import DBAPICursor
from sqlalchemy.exc import ArgumentError, IntegrityError, SQLAlchemyError

from trial.errors import InvalidInput, StoreUnavailable
from trial.store.tables import APPEND_ONLY

LOCK_TIMEOUT_SECONDS = 10
"""How long a writer waits for another one."""
BUSY = "The database is busy with another program; nothing was changed. Try again in a moment."
FILE_GONE = (
    "The database file was deleted or replaced while this program had it open; nothing was changed. "
    "Put it back, or start the program again."
)
STILL_IN_THE_FILE = (
    "It is erased, but another program was reading the database all the while: the erased text is still in its file. "
    "It goes when that program has ended and the app or any command opens the database again."
)
NO_ROOM = "The disk is full, so nothing was changed. Make room, then try again."
SENTENCES = {
    "is locked": BUSY,
    "lock timeout": BUSY,
    "readonly": "The database can be read but not written; nothing was changed. Check who may write to its file.",
    "is full": NO_ROOM,
    "No space left": NO_ROOM,
    "read-only transaction": "The database can be read but not written; nothing was changed. Ask who looks after it.",
    "permission denied": "The database does not let this program do that; nothing was changed. "
    "Give its role what the README lists, or let the owner of the tables run migrate.",
    "not a database": "The file at ITB_DATABASE_URL is not a database of this program.",
    "malformed": "The database file is damaged; nothing was changed. Restore the last backup, then run verify.",
    "unable to open": "The database file cannot be opened. Check that its folder is there and who may write to it.",
}
ANY_OTHER = "The database cannot be reached or used now; nothing was changed. Try again, or ask who looks after it."


class Database:
    """Connections to one database, and the transactions on them. Its faults are raised as StoreUnavailable."""

    def __init__(self, address: str) -> None:
        """Raises InvalidInput for an address that names no database, StoreUnavailable if its folder cannot be made."""
        self._queue = Lock()
        self._file: str | None = None
        self._identity: tuple[int, int] | None = None  # device and inode of the file, once it exists
        self._log_identity: tuple[int, int] | None = None  # the same of its log, while a connection holds it
        try:
            url = make_url(address)
            self._is_sqlite = url.get_backend_name() == "sqlite"
            if self._is_sqlite:
                self.engine = self._reading_engine = _sqlite(url)
                self._file = None if str(url.database).startswith("file:") else str(Path(str(url.database)))
                event.listen(self.engine, "close", self._forget_log)
                return
            self.engine = create_engine(url, hide_parameters=True, connect_args=_timeouts(url), pool_pre_ping=True)
        except (ArgumentError, ValueError):  # ValueError: a port or an option that is no number
            raise InvalidInput("ITB_DATABASE_URL is not an address of a database.") from None
        except ImportError:
            raise StoreUnavailable("PostgreSQL needs the package psycopg; install it and start again.") from None
        self._reading_engine = self.engine.execution_options(isolation_level="REPEATABLE READ")

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Open a transaction that reads one snapshot; raises StoreUnavailable."""
        self._check_file()
        with self._faults_as_sentences(), self._reading_engine.connect() as connection:
            if self._is_sqlite:
                connection.exec_driver_sql("BEGIN")
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Open a writing transaction, committed at the end of the block; raises StoreUnavailable."""
        self._check_file()
        with (
            self._write_lock() if self._is_sqlite else nullcontext(),
            self._faults_as_sentences(),
            self.engine.connect() as connection,
        ):
            connection.begin()  # explicitly: `run` bypasses SQLAlchemy's autobegin
            if self._is_sqlite:
                connection.exec_driver_sql("BEGIN IMMEDIATE")
            yield connection
            try:
                connection.commit()
            except BaseException:
                connection.invalidate()  # else the pool hands on a transaction that is still open
                raise
        self._check_file()  # nothing is acknowledged that went into a file which nobody will open again

    def checkpoint(self, *, waits: bool = True) -> None:
        """Let erased text leave SQLite's file and its log now; raises StoreUnavailable while somebody reads it."""
        if not self._is_sqlite:
            return
        with self._faults_as_sentences(), self.engine.connect() as connection:
            patience = connection.exec_driver_sql("PRAGMA busy_timeout").scalar_one()
            connection.exec_driver_sql(f"PRAGMA busy_timeout = {patience if waits else 0}")
            is_busy = connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").one()[0]
            connection.exec_driver_sql(f"PRAGMA busy_timeout = {patience}")
        if is_busy:
            raise StoreUnavailable(STILL_IN_THE_FILE)

    @contextmanager
    def _faults_as_sentences(self) -> Iterator[None]:
        """Raise database faults as StoreUnavailable, without parameters; violations of triggers and keys pass."""
        try:
            yield
        except (SQLAlchemyError, self.engine.dialect.loaded_dbapi.Error) as error:
            fault = str(getattr(error, "orig", error))
            if isinstance(error, IntegrityError) or APPEND_ONLY in fault:
                raise
            found = (sentence for sign, sentence in SENTENCES.items() if sign in fault)
            raise StoreUnavailable(next(found, ANY_OTHER)) from None

    @contextmanager
    def _write_lock(self) -> Iterator[None]:
        """Queue the writers of this process: by SQLite's polling, 320 saves by eight took 2.3 s instead of 0.8 s."""
        if not self._queue.acquire(timeout=LOCK_TIMEOUT_SECONDS):
            raise StoreUnavailable(BUSY)
        try:
            yield
        finally:
            self._queue.release()

    def _check_file(self) -> None:
        """Raise StoreUnavailable if the file or its log was deleted or replaced while open: writes would be lost.

        Every save asks twice: 7 us by os.stat, 24 us by Path.
        """
        if self._file is None:
            return
        now, log = _identity_of(self._file), _identity_of(f"{self._file}-wal")
        self._identity = self._identity or now
        self._log_identity = self._log_identity or log
        if now != self._identity or log != self._log_identity:
            raise StoreUnavailable(FILE_GONE)

    def _forget_log(self, *_: object) -> None:
        """The last connection to close deletes the log, and the next one makes another."""
        self._log_identity = None


def _identity_of(file: str) -> tuple[int, int] | None:
    try:
        found = os.stat(file)
    except OSError:
        return None
    return found.st_dev, found.st_ino


def run(connection: Connection, statement: ClauseElement, *rows: Mapping[str, Any]) -> DBAPICursor:
    """Run a statement for each of these rows by the driver's own cursor; for the few statements that every save runs.

    Bench rows save: 0.70 ms, and 0.96 ms by `connection.execute`; save_pg: 1.28 ms, and 1.49 ms.
    """
    cursor, sql = connection.connection.cursor(), _compiled(statement, connection.dialect)
    if len(rows) == 1:
        cursor.execute(sql, rows[0])
    else:
        cursor.executemany(sql, rows)
    return cursor


@lru_cache
def _compiled(statement: ClauseElement, dialect: Dialect) -> str:
    return str(statement.compile(dialect=dialect))


def _timeouts(url: URL) -> dict[str, object]:
    """Return PostgreSQL's timeouts (for a frozen copy, a cut cable), except those that the address sets."""
    waits = (
        f"-c lock_timeout={LOCK_TIMEOUT_SECONDS}s -c idle_in_transaction_session_timeout={3 * LOCK_TIMEOUT_SECONDS}s"
    )
    timeouts = {
        "connect_timeout": LOCK_TIMEOUT_SECONDS,
        "options": waits,
        "keepalives_idle": LOCK_TIMEOUT_SECONDS,
        "keepalives_interval": 3,
        "keepalives_count": 3,
        "tcp_user_timeout": 2 * LOCK_TIMEOUT_SECONDS * 1000,
    }
    return {name: value for name, value in timeouts.items() if name not in url.query}


def _sqlite(url: URL) -> Engine:
    file = url.database or ""
    if not file or file == ":memory:" or "\0" in file:
        raise InvalidInput("ITB_DATABASE_URL names no file; write one, as in sqlite:///data/trials.db.")
    if not file.startswith("file:"):
        try:
            Path(file).parent.mkdir(parents=True, exist_ok=True)
        except OSError:
            raise StoreUnavailable(f"The folder {Path(file).parent} cannot be made; nothing was changed.") from None
    timeout = {} if "timeout" in url.query else {"timeout": LOCK_TIMEOUT_SECONDS}
    engine = create_engine(url, hide_parameters=True, connect_args=timeout, paramstyle="named")
    event.listen(engine, "do_connect", _open_read_only_copy)
    event.listen(engine, "connect", _set_up)
    return engine


def _open_read_only_copy(_dialect: object, _record: object, args: list[Any], options: dict[str, Any]) -> None:
    """Open a file in a folder that cannot be written to, such as an archived copy, as immutable.

    SQLite cannot read it otherwise, since it would create its log there. An existing log must not be ignored.
    """
    file = Path(args[0])
    is_read_only = file.is_file() and not os.access(file.parent, os.W_OK)
    if is_read_only and not file.with_name(f"{file.name}-wal").exists():
        args[0], options["uri"] = f"{file.absolute().as_uri()}?immutable=1", True


def _set_up(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # the driver starts no transactions: `reading` and `writing` do
    for pragma in (
        "journal_mode = WAL",
        "synchronous = FULL",  # an acknowledged entry is on the disk
        "fullfsync = ON",  # on macOS too
        "recursive_triggers = ON",  # a second guard against INSERT OR REPLACE, on our own connections
        "secure_delete = ON",  # deleted texts are overwritten
        "cache_size = -16000",  # KB: all pages that a search among 100,000 trials reads stay cached
    ):
        connection.execute(f"PRAGMA {pragma}").close()
