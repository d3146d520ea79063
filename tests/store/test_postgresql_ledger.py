"""The ledger on PostgreSQL: what its triggers refuse to anybody, and what our own role is never given."""
# ruff: noqa: S608 - these statements are the meddling itself

import subprocess
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import Connection, create_engine, make_url
from sqlalchemy.exc import DBAPIError

from trial.errors import LedgerBroken, StoreUnavailable
from trial.ledger import entries as e
from trial.ledger import facts as f
from trial.settings import HOME
from trial.store import open_store

NOON = datetime(2026, 11, 18, 12, 0, tzinfo=UTC)
TABLES = ("entries", "heads", "sealed")


def write(address: str) -> None:
    """A trial of four entries, in a chain beside the service's."""
    store = open_store(address)
    opening: list[e.Fact] = [
        e.Opened(trial="T-1", person=f.Person(identifier="RX1", name="Ann Other")),
        e.DoseSet(act="given", dose=f.Dose(number=1, micrograms=Decimal(50), given_at=NOON)),
    ]
    for item in ("a", "b"):
        reading = f.Reading(slot="+1h", taken_at=NOON, scale="pain", item=item, value="2", note="cried out")
        opening.append(e.ReadingTaken(dose=1, reading=reading))
    store.append("T-1", lambda _: opening, at=NOON, by="K Tan")
    store.close()


@pytest.fixture(scope="module")
def addresses(postgresql_server: Any, grant: Callable[[str], str]) -> tuple[str, str]:
    """One written ledger that everything below fails to change: its owner's address, and our own role's."""
    owners = postgresql_server.new()
    ours = grant(owners)
    write(ours)
    return owners, ours


@pytest.fixture(scope="module")
def raw(addresses: tuple[str, str]) -> Iterator[Connection]:
    """A connection of the owner of everything, as another program would open it."""
    engine = create_engine(addresses[0], isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        yield connection
    engine.dispose()


def rows_of(connection: Connection) -> list[list[tuple[object, ...]]]:
    found = (connection.exec_driver_sql(f"SELECT * FROM {table} ORDER BY 1, 2") for table in TABLES)
    return [[tuple(row) for row in rows] for rows in found]


NEW = "VALUES ('trial/T-1', {seq}, '', '', '', '', '')"


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE entries SET payload = '{}' WHERE stream = 'trial/T-1' AND seq = 2",
        "UPDATE entries SET seq = seq + 10",
        "DELETE FROM entries WHERE stream = 'trial/T-1' AND seq = 4",
        "DELETE FROM entries",
        "TRUNCATE entries",
        "TRUNCATE entries, heads, sealed, worklist, words CASCADE",
        "TRUNCATE heads",
        "TRUNCATE sealed",
        f"INSERT INTO entries {NEW.format(seq=9)}",
        f"INSERT INTO entries {NEW.format(seq=0)}",
        f"INSERT INTO entries {NEW.format(seq=2)} ON CONFLICT (stream, seq) DO UPDATE SET payload = ''",
        "MERGE INTO entries USING heads ON entries.stream = heads.stream WHEN MATCHED THEN DELETE",
        "WITH gone AS (DELETE FROM entries RETURNING 1) SELECT count(*) FROM gone",
        "UPDATE heads SET hash = '' WHERE stream = 'trial/T-1'",
        "UPDATE heads SET seq = 3 WHERE stream = 'trial/T-1'",
        "UPDATE heads SET stream = 'trial/T-9', seq = 99 WHERE stream = 'trial/T-1'",
        "DELETE FROM heads WHERE stream = 'trial/T-1'",
        "INSERT INTO heads VALUES ('trial/T-1', 3, '') ON CONFLICT (stream) DO UPDATE SET seq = 3",
        "UPDATE sealed SET text = 'Ben' WHERE stream = 'trial/T-1'",
        "INSERT INTO sealed SELECT stream, seq, hash, salt, 'Ben' FROM sealed "
        "ON CONFLICT (stream, seq, hash) DO UPDATE SET text = 'Ben'",
    ],
)
def test_what_was_written_is_never_changed_not_even_by_the_owner(raw: Connection, statement: str) -> None:
    before = rows_of(raw)
    with pytest.raises(DBAPIError, match="append-only"):
        raw.exec_driver_sql(statement)
    assert rows_of(raw) == before


@pytest.mark.parametrize(
    "statement",
    [
        *(f"UPDATE entries SET {column} = {column}" for column in ("payload", "hash", "seq")),
        "DELETE FROM entries",
        "DELETE FROM heads",
        "UPDATE heads SET stream = 'trial/T-9'",
        "UPDATE sealed SET text = 'Ben'",
        "UPDATE about SET value = 'known'",
        *(f"TRUNCATE {table}" for table in TABLES),
        *(f"ALTER TABLE {table} DISABLE TRIGGER ALL" for table in TABLES),
        "DROP TRIGGER entries_not_changed ON entries",
        "DROP TABLE entries CASCADE",
        "ALTER TABLE entries RENAME TO elsewhere",
        "CREATE TRIGGER other BEFORE INSERT ON entries FOR EACH ROW EXECUTE FUNCTION refuse()",
        "CREATE OR REPLACE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$",
        "SET session_replication_role = replica",
        "CREATE TABLE public.mine (a int)",
    ],
)
def test_our_own_role_owns_no_table_and_can_take_down_no_guard(addresses: tuple[str, str], statement: str) -> None:
    engine = create_engine(addresses[1], isolation_level="AUTOCOMMIT")
    with engine.connect() as connection, pytest.raises(DBAPIError, match=r"permission denied|must be owner"):
        connection.exec_driver_sql(statement)
    engine.dispose()


def test_after_all_these_attempts_the_ledger_is_intact_and_only_its_seals_may_go(
    addresses: tuple[str, str], raw: Connection
) -> None:
    store = open_store(addresses[1])
    assert store.verify() == (5, 1)
    assert raw.exec_driver_sql("DELETE FROM sealed WHERE stream = 'trial/T-1'").rowcount > 0
    with pytest.raises(LedgerBroken, match="text of entry 1"):
        store.verify()
    store.close()


def test_the_grants_are_what_psql_runs(postgresql_server: Any, postgresql: str) -> None:
    open_store(postgresql).close()
    postgresql_server.run("DROP ROLE IF EXISTS by_psql", "CREATE ROLE by_psql LOGIN")
    owner = postgresql.replace("+psycopg", "").replace(":@", "@")
    command = [postgresql_server.server.bin_path / "psql", owner, "-v", "ON_ERROR_STOP=1", "-v", "role=by_psql", "-qf"]
    done = subprocess.run([*command, HOME / "trial/store/postgresql_role.sql"], capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")
    write(make_url(postgresql).set(username="by_psql").render_as_string(hide_password=False))


def test_a_role_that_may_not_make_the_tables_says_so(postgresql_server: Any, postgresql: str) -> None:
    postgresql_server.run("DROP ROLE IF EXISTS nobody", "CREATE ROLE nobody LOGIN")
    address = make_url(postgresql).set(username="nobody").render_as_string(hide_password=False)
    with pytest.raises(StoreUnavailable, match="does not let this program"):
        open_store(address)
    open_store(postgresql).close()
    with pytest.raises(StoreUnavailable, match="does not let this program"):
        open_store(address)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"database": "nowhere"}, "cannot be reached"),
        ({"username": "nobody_at_all"}, "cannot be reached"),
        ({"query": {"host": "/nowhere"}}, "cannot be reached"),
        ({"query": {"no_such_option": "1"}}, "cannot be reached"),
    ],
)
def test_an_address_that_leads_nowhere_is_a_sentence(postgresql: str, change: dict[str, Any], says: str) -> None:
    with pytest.raises(StoreUnavailable, match=says) as fault:
        open_store(make_url(postgresql).set(**change).render_as_string(hide_password=False))
    assert "no" not in str(fault.value).split("/")  # the sentence repeats no address


def test_a_database_that_may_only_be_read_says_so_and_is_read(postgresql: str) -> None:
    write(postgresql)
    store = open_store(f"{postgresql}&options=-c%20default_transaction_read_only%3Don")
    with pytest.raises(StoreUnavailable, match="read but not written"):
        store.note(e.Noted(what="signed_in"), at=NOON, by="K Tan")
    assert store.verify() == (5, 1)
    store.close()


def test_a_writer_that_froze_with_the_head_in_its_hand_does_not_hold_up_the_bed_for_ever(postgresql: str) -> None:
    write(postgresql)
    store = open_store(f"{postgresql}&options=-c%20lock_timeout%3D200ms")
    said = [e.PersonChanged(person=f.Person(identifier="RX2"), reason="misspelt")]
    frozen = create_engine(postgresql)
    with frozen.connect() as connection:
        connection.exec_driver_sql("SELECT * FROM heads WHERE stream = 'trial/T-1' FOR UPDATE")
        with pytest.raises(StoreUnavailable, match="busy"):
            store.append("T-1", lambda _: said, at=NOON, by="K Tan")
        assert store.trial("T-1").entries == 4
    frozen.dispose()
    assert store.append("T-1", lambda _: said, at=NOON, by="K Tan") == store.trial("T-1")
    store.close()


def test_nobody_waits_without_an_end(postgresql: str) -> None:
    store = open_store(postgresql)
    with store.database.reading() as connection:  # type: ignore[attr-defined]
        waits = ("lock_timeout", "idle_in_transaction_session_timeout")
        found = [connection.exec_driver_sql(f"SHOW {name}").scalar() for name in waits]
    store.close()
    assert found == ["10s", "30s"]


def test_what_a_server_hung_up_on_is_connected_to_anew_without_a_word(
    addresses: tuple[str, str], raw: Connection
) -> None:
    """It restarts at night, or a cable is cut; whoever taps next notices nothing."""
    store = open_store(addresses[1])
    assert store.head("T-1") == 4
    raw.exec_driver_sql(
        "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity"
        " WHERE datname = current_database() AND pid <> pg_backend_pid()"
    )
    assert store.head("T-1") == 4
    store.close()
