"""Write down the tables of the present version, with a ledger in them, so that every later version can be tried on it.

    uv run python -m tests.store.released.write

Once a version is out, its files here never change. A new step in trial/store/migrations.py is a new version.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from sqlalchemy import create_engine, create_mock_engine, insert, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Dialect

from trial.ledger import entries as e
from trial.ledger import facts as f
from trial.store import open_store
from trial.store.migrations import STEPS
from trial.store.tables import metadata

HERE = Path(__file__).resolve().parent
NOON = datetime(2026, 11, 18, 12, 0, tzinfo=UTC)
DIALECTS: dict[str, Dialect] = {"sqlite": sqlite.dialect(), "postgresql": postgresql.dialect(paramstyle="named")}  # type: ignore[no-untyped-call]


def write_ledger(address: str) -> None:
    """Two trials, one of them erased, and a note."""
    store = open_store(address)
    for number in (1, 2):
        person = f.Person(identifier=f"RX{number}", name="Zoë O'Brien", notes="100 % sure; two lines\nof it")
        reading = f.Reading(slot="+1h", taken_at=NOON, scale="pain", item="rating", value=Decimal(2), note="cried out")
        facts = [
            e.Opened(trial=f"T-{number}", person=person, zone="Europe/London"),
            e.DoseSet(act="given", dose=f.Dose(number=1, micrograms=Decimal(50), given_at=NOON)),
            e.ReadingTaken(dose=1, reading=reading),
        ]
        store.append(f"T-{number}", lambda _, facts=facts: facts, at=NOON + timedelta(minutes=number), by="K Tan")  # type: ignore[misc]
    store.erase("T-2", reason="ten years", at=NOON + timedelta(hours=1), by="Keeper")
    store.note(e.Noted(what="signed_in"), at=NOON, by="K Tan")
    store.close()


def statements(dialect: Dialect, address: str) -> Iterator[str]:
    """What makes the tables on this database, and fills them with what is in another."""
    made: list[str] = []

    def keep(statement: Any, *_: object) -> None:
        made.append(str(statement.compile(dialect=dialect)).strip())

    mock = create_mock_engine(f"{dialect.name}://", keep)
    metadata.create_all(mock, checkfirst=False)
    yield from made
    engine = create_engine(address)
    with engine.connect() as connection:
        for table in metadata.sorted_tables:
            for row in connection.execute(select(table).order_by(*table.primary_key)):
                filled = insert(table).values(**row._mapping)
                yield str(filled.compile(dialect=dialect, compile_kwargs={"literal_binds": True}))
    engine.dispose()


def main() -> None:
    with TemporaryDirectory() as folder:
        address = f"sqlite:///{folder}/trials.db"
        write_ledger(address)
        for name, dialect in DIALECTS.items():
            text = ";\n".join(statements(dialect, address)) + ";\n"
            (HERE / f"version_{1 + len(STEPS)}.{name}.sql").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
