"""Connections: how SQLite is set up to be depended on, what differs on PostgreSQL, and faults as sentences."""

import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from functools import partial
from pathlib import Path
from selectors import EVENT_READ, DefaultSelector
from threading import Lock
from typing import Any

from sqlalchemy import URL, Connection, Dialect, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, DisconnectionError, SQLAlchemyError

from trial.errors import InvalidInput, StoreUnavailable

PATIENCE_SECONDS = 10
"""So long a writer waits for another one."""
BUSY = "The database is busy with another program; nothing was changed. Try again in a moment."
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


def engines(address: str) -> tuple[Engine, Engine]:
    """An engine for reading, each transaction of it one unmoving picture, and one for writing, over one pool.

    Raises InvalidInput for an address that names no database, StoreUnavailable where its folder cannot be made.
    """
    try:
        url = make_url(address)
        if url.get_backend_name() == "sqlite":
            engine = _sqlite(url)
            return engine, engine.execution_options(itb_begin="BEGIN IMMEDIATE")
        engine = create_engine(url, hide_parameters=True, connect_args=_patience(url))
        event.listen(engine, "checkout", partial(_still_there, engine.dialect))
    except (ArgumentError, ValueError):  # ValueError: a port or an option that is no number
        raise InvalidInput("ITB_DATABASE_URL is not an address of a database.") from None
    except ImportError:
        raise StoreUnavailable("PostgreSQL needs the package psycopg; install it and start again.") from None
    return engine.execution_options(isolation_level="REPEATABLE READ"), engine


def turns(engine: Engine) -> Callable[[], AbstractContextManager[None]]:
    """How a writer waits for its turn: SQLite lets one in and makes the others poll, so within a process they queue."""
    if engine.dialect.name != "sqlite":
        return nullcontext
    queue = Lock()

    @contextmanager
    def turn() -> Iterator[None]:
        if not queue.acquire(timeout=PATIENCE_SECONDS):
            raise StoreUnavailable(SENTENCES["is locked"])
        try:
            yield
        finally:
            queue.release()

    return turn


def leave_no_trace(engine: Engine) -> None:
    """Let what was erased leave SQLite's file at once, instead of waiting there for the next checkpoint."""
    if engine.dialect.name == "sqlite":
        with engine.connect() as connection:
            connection.connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)").close()


def unavailable(error: SQLAlchemyError) -> StoreUnavailable:
    """The fault as a sentence; never its parameters, which may be a patient's."""
    said = str(getattr(error, "orig", error))
    return StoreUnavailable(next((sentence for sign, sentence in SENTENCES.items() if sign in said), ANY_OTHER))


def _patience(url: URL) -> dict[str, object]:
    """How long PostgreSQL may keep somebody waiting, unless the address says so itself.

    A copy of the app that froze while it held a head lets go of it; a cut cable is noticed in seconds, not hours.
    """
    waits = f"-c lock_timeout={PATIENCE_SECONDS}s -c idle_in_transaction_session_timeout={3 * PATIENCE_SECONDS}s"
    most = {
        "connect_timeout": PATIENCE_SECONDS,
        "options": waits,
        "keepalives_idle": PATIENCE_SECONDS,
        "keepalives_interval": 3,
        "keepalives_count": 3,
        "tcp_user_timeout": 2 * PATIENCE_SECONDS * 1000,
    }
    return {name: value for name, value in most.items() if name not in url.query}


def _still_there(dialect: Dialect, connection: Any, _record: object, _proxy: object) -> None:
    """Let a server that went away while nobody asked it anything be connected to anew.

    One that is there says nothing to a connection at rest, so nothing to read means no need to ask, which would cost
    each tap a journey there and back. A cut cable is something to read too, once the keepalives have noticed it.
    """
    try:
        with DefaultSelector() as ear:
            ear.register(connection, EVENT_READ)
            if ear.select(timeout=0):
                dialect.do_ping(connection)
    except dialect.loaded_dbapi.Error:
        raise DisconnectionError from None


def _sqlite(url: URL) -> Engine:
    file = url.database or ""
    if not file or file == ":memory:" or "\0" in file:
        raise InvalidInput("ITB_DATABASE_URL names no file; write one, as in sqlite:///data/trials.db.")
    if not file.startswith("file:"):
        try:
            Path(file).parent.mkdir(parents=True, exist_ok=True)
        except OSError:
            raise StoreUnavailable(f"The folder {Path(file).parent} cannot be made; nothing was changed.") from None
    patience = {} if "timeout" in url.query else {"timeout": PATIENCE_SECONDS}
    engine = create_engine(url, hide_parameters=True, connect_args=patience)
    event.listen(engine, "do_connect", _where_nothing_can_be_written)
    event.listen(engine, "connect", _set_up)
    event.listen(engine, "begin", _begin)
    return engine


def _where_nothing_can_be_written(_dialect: object, _record: object, args: list[Any], options: dict[str, Any]) -> None:
    """Open a file whose folder takes no other files, such as a copy that was put away, as one that nobody changes.

    SQLite cannot read it otherwise, since its log would lie beside it. With a log there already somebody may be
    writing, and what the log holds must not be passed over.
    """
    file = Path(args[0])
    put_away = file.is_file() and not os.access(file.parent, os.W_OK)
    if put_away and not file.with_name(f"{file.name}-wal").exists():
        args[0], options["uri"] = f"{file.absolute().as_uri()}?immutable=1", True


def _set_up(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # no transactions of the driver's own: `_begin` says when
    for pragma in (
        "journal_mode = WAL",
        "synchronous = FULL",  # an acknowledged entry is on the disk
        "fullfsync = ON",  # on macOS too
        "recursive_triggers = ON",  # a second guard against INSERT OR REPLACE, on our own connections
        "secure_delete = ON",  # what was erased is overwritten
        "cache_size = -16000",  # KB: all that a search among 100,000 trials walks over stays at hand
    ):
        connection.execute(f"PRAGMA {pragma}").close()


def _begin(connection: Connection) -> None:
    connection.exec_driver_sql(connection.get_execution_options().get("itb_begin", "BEGIN"))
