"""verify, on both databases: whatever one row of the ledger is made to say instead, it is found."""
# ruff: noqa: S608 - these statements are the meddling itself

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, Engine, create_engine, text

from trial.errors import LedgerBroken
from trial.ledger import entries as e
from trial.ledger import facts as f
from trial.ledger.chain import next_entry, verify
from trial.ledger.entries import Head
from trial.store import Store, open_store

NOON = datetime(2026, 11, 18, 12, 0, tzinfo=UTC)
TABLES = ("entries", "heads", "sealed")
COLUMNS = {
    "entries": ("stream", "seq", "at", "by", "payload", "previous", "hash"),
    "heads": ("stream", "seq", "hash"),
    "sealed": ("stream", "seq", "hash", "salt", "text"),
}
Rows = dict[str, list[tuple[Any, ...]]]


def write(store: Store) -> None:
    for number in (1, 2, 3):
        person = f.Person(identifier=f"RX{number}", name="Ann Other")
        dose = f.Dose(number=1, micrograms=Decimal(50), given_at=NOON)
        facts: list[e.Fact] = [e.Opened(trial=f"T-{number}", person=person), e.DoseSet(act="given", dose=dose)]
        for item in "abc"[:number]:
            reading = f.Reading(slot="+1h", taken_at=NOON, scale="pain", item=item, value="2", note=f"note {item}")
            facts.append(e.ReadingTaken(dose=1, reading=reading))
        store.append(f"T-{number}", lambda _, facts=facts: facts, at=NOON + timedelta(minutes=number), by="K Tan")  # type: ignore[misc]
    store.erase("T-3", reason="ten years", at=NOON, by="Keeper")


class Ledger:
    """A ledger whose guards are taken down, as the owner of the database could; every edit is taken back."""

    def __init__(self, address: str) -> None:
        self.store = open_store(address)
        write(self.store)
        self.engine: Engine = create_engine(address)
        with self.engine.begin() as connection:
            self._take_down(connection)
            self.before = self.rows(connection)

    def _take_down(self, connection: Connection) -> None:
        if connection.dialect.name == "postgresql":
            for table in TABLES:
                connection.execute(text(f"ALTER TABLE {table} DISABLE TRIGGER ALL"))
            return
        for name in connection.scalars(text("SELECT name FROM sqlite_master WHERE type = 'trigger'")).all():
            connection.execute(text(f"DROP TRIGGER {name}"))

    @staticmethod
    def rows(connection: Connection) -> Rows:
        return {
            table: sorted(tuple(row) for row in connection.execute(text(f"SELECT * FROM {table}"))) for table in TABLES
        }

    def put(self, rows: Rows) -> None:
        """Let the tables hold these rows and no others."""
        with self.engine.begin() as connection:
            for table in TABLES:
                connection.execute(text(f"DELETE FROM {table}"))
                names = ", ".join(f":{column}" for column in COLUMNS[table])
                values = [dict(zip(COLUMNS[table], row, strict=True)) for row in rows[table]]
                if values:
                    connection.execute(text(f"INSERT INTO {table} VALUES ({names})"), values)

    def close(self) -> None:
        self.store.close()
        self.engine.dispose()


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def ledger(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ledger]:
    if request.param == "postgresql":
        address = request.getfixturevalue("postgresql_server").new()
    else:
        address = f"sqlite:///{tmp_path_factory.mktemp('meddled') / 'trials.db'}"
    made = Ledger(address)
    yield made
    made.close()


def changed(draw: st.DrawFn, rows: Rows) -> None:
    """One cell of one row says something else."""
    table = draw(st.sampled_from(TABLES))
    at = draw(st.integers(0, len(rows[table]) - 1))
    column = draw(st.integers(0, len(COLUMNS[table]) - 1))
    row = list(rows[table][at])
    old = row[column]
    if isinstance(old, int):
        row[column] = draw(st.integers(0, 12).filter(lambda new: new != old))
    elif draw(st.booleans()):
        place = draw(st.integers(0, max(0, len(old) - 1)))
        letter = draw(st.sampled_from('0189aZ+:" ').filter(lambda typed: old[place : place + 1] != typed))
        row[column] = f"{old[:place]}{letter}{old[place + 1 :]}"
    else:
        others = sorted({one[column] for one in rows[table]} - {old}) or ["x"]
        row[column] = draw(st.sampled_from(others))
    rows[table][at] = tuple(row)


def removed(draw: st.DrawFn, rows: Rows) -> None:
    """One row, or several, first and last among them."""
    table = draw(st.sampled_from(TABLES))
    last = len(rows[table]) - 1
    for at in sorted(draw(st.sets(st.sampled_from([0, last, *range(last)]), min_size=1, max_size=3)), reverse=True):
        del rows[table][at]


def inserted(draw: st.DrawFn, rows: Rows) -> None:
    """A copy of a row under another number or in another chain, or a head of a chain that never was."""
    table = draw(st.sampled_from(("entries", "heads")))
    row = list(draw(st.sampled_from(rows[table])))
    row[0] = draw(st.sampled_from(["service", "trial/T-1", "trial/T-2", "trial/T-3", "trial/T-9"]))
    if table == "entries":
        row[1] = draw(st.integers(0, 12))
    rows[table].append(tuple(row))


def reordered(draw: st.DrawFn, rows: Rows) -> None:
    """Two entries change numbers, within a chain or between two."""
    first, second = sorted(draw(st.sets(st.integers(0, len(rows["entries"]) - 1), min_size=2, max_size=2)))
    row, other = rows["entries"][first], rows["entries"][second]
    rows["entries"][first], rows["entries"][second] = row[:2] + other[2:], other[:2] + row[2:]


def lost(draw: st.DrawFn, rows: Rows) -> None:
    """A whole chain goes: its entries, or all that is known of it but the service chain's word."""
    stream = draw(st.sampled_from(["trial/T-1", "trial/T-2", "trial/T-3", "service"]))
    for table in draw(st.sampled_from([("entries",), ("heads",), ("entries", "heads"), TABLES])):
        rows[table] = [row for row in rows[table] if row[0] != stream]


def swapped(draw: st.DrawFn, rows: Rows) -> None:
    """Two trials change places, in one table or in all."""
    stream, other = draw(st.permutations(["trial/T-1", "trial/T-2", "trial/T-3"]))[:2]
    names = {stream: other, other: stream}
    for table in draw(st.sampled_from([("entries",), ("heads",), ("entries", "heads"), TABLES])):
        rows[table] = [(names.get(row[0], row[0]), *row[1:]) for row in rows[table]]


EDITS: tuple[Callable[[st.DrawFn, Rows], None], ...] = (changed, removed, inserted, reordered, lost, swapped)


@pytest.mark.parametrize("edit", EDITS, ids=lambda edit: edit.__name__)
@settings(max_examples=40, deadline=None)
@given(data=st.data())
def test_any_edit_of_any_row_is_found(
    ledger: Ledger, edit: Callable[[st.DrawFn, Rows], None], data: st.DataObject
) -> None:
    rows: Rows = {table: list(found) for table, found in ledger.before.items()}
    edit(data.draw, rows)  # type: ignore[arg-type]
    for table, key in (("entries", 2), ("heads", 1), ("sealed", 3)):  # a key twice is refused by the table itself
        rows[table] = sorted({row[:key]: row for row in rows[table]}.values())
    if rows == ledger.before:
        return
    try:
        ledger.put(rows)
        with pytest.raises(LedgerBroken, match=r"^(?!The database no longer)"):  # not only that its guards are down
            ledger.store.verify()
    finally:
        ledger.put(ledger.before)


def test_the_ledger_that_was_put_back_is_intact(ledger: Ledger) -> None:
    ledger.put(ledger.before)
    with pytest.raises(LedgerBroken, match=r"trigger \w+ is missing, changed or off"):  # the last that is looked at
        ledger.store.verify()


def test_a_signed_trial_names_the_fingerprint_its_summary_was_made_from(tmp_path: Path) -> None:
    from trial.actions import deciding, importing
    from trial.files.summary import as_json
    from trial.meaning.summary import summarise
    from trial.settings import DATA

    store = open_store(f"sqlite:///{tmp_path / 'trials.db'}")
    record = importing.import_file(store, (DATA / "demo" / "under_way.json").read_bytes(), by="K Tan")
    seen = as_json(summarise(store.trial(record.trial)))["ledger"]
    decision = f.Decision(outcome="defer", reason="one more look", present=("K Tan",), person_agrees="yes")
    signed = deciding.sign(store, record.trial, decision, by="Dr Hale")
    entries = list(store.entries(f"trial/{record.trial}"))
    assert entries[-1].previous == seen["fingerprint"].removeprefix("sha256:")
    assert entries[-1].seq == seen["entries"] + 1
    assert as_json(summarise(signed))["ledger"]["fingerprint"] == f"sha256:{entries[-1].hash}"
    store.close()


def test_page_workbook_and_summary_of_a_signed_trial_name_the_same_fingerprint(tmp_path: Path) -> None:
    from io import BytesIO

    from openpyxl import load_workbook

    from trial.actions import deciding, exporting, importing
    from trial.files.summary import as_json
    from trial.meaning.summary import summarise
    from trial.settings import DATA

    store = open_store(f"sqlite:///{tmp_path / 'trials.db'}")
    record = importing.import_file(store, (DATA / "demo" / "under_way.json").read_bytes(), by="K Tan")
    decision = f.Decision(outcome="defer", reason="one more look", present=("K Tan",), person_agrees="yes")
    signed = deciding.sign(store, record.trial, decision, by="Dr Hale")
    page = exporting.export(store, record.trial, "html", by="K Tan").decode().replace(" ", "")
    book = load_workbook(BytesIO(exporting.export(store, record.trial, "xlsx", by="K Tan")))
    cells = [str(cell.value) for row in book["Summary"].iter_rows() for cell in row if cell.value is not None]
    assert as_json(summarise(signed))["ledger"]["fingerprint"] == f"sha256:{signed.fingerprint}"
    assert signed.fingerprint in page
    assert any(signed.fingerprint in cell for cell in cells)
    assert store.trial(record.trial).fingerprint == signed.fingerprint  # an export moves nothing
    store.close()


def test_an_entry_that_this_program_never_wrote_breaks_the_chain_that_it_is_in() -> None:
    entry = next_entry(Head("service"), at=NOON, by="K Tan", payload='{"v":1,"kind":"goals_ordered","ids":7}')
    with pytest.raises(LedgerBroken, match="never wrote"):
        verify([entry], {"service": Head("service", entry.seq, entry.hash)}, lambda _: {})
