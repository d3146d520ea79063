"""Looking over the whole ledger: the same page of entries and the same figures whichever database it is on."""

import json
import logging
from datetime import UTC, datetime, timedelta

import pytest

from tests.temporary_store import TemporaryStore
from trial.actions import maintenance
from trial.actions.maintenance import AuditFilter
from trial.errors import LedgerBroken, NotAllowedNow, NotFound
from trial.ledger import entries as e
from trial.ledger import facts as f
from trial.ledger.entries import SERVICE
from trial.store import Store
from trial.store.ledger_rows import EntryFilter, position_of

NOON = datetime(2026, 11, 18, 12, 0, tzinfo=UTC)


@pytest.fixture
def ledger(store: Store) -> Store:
    """Three trials on three days, each by somebody else, changed ten times."""
    for number, by in enumerate(("K Tan", "R Lind", "Zoë O'Brien"), start=1):
        at = NOON + timedelta(days=number)
        person = f.Person(identifier=f"RX{number}", name="Ann Other")
        store.append(f"T-{number}", lambda _, p=person, n=number: [e.Opened(trial=f"T-{n}", person=p)], at=at, by=by)  # type: ignore[misc]
        for minute in range(10):
            later = at + timedelta(minutes=minute)
            store.append(f"T-{number}", lambda _, p=person: [e.PersonChanged(person=p)], at=later, by=by)  # type: ignore[misc]
    return store


def test_every_entry_is_found_once_page_by_page_and_newest_first(ledger: Store) -> None:
    found, before = [], None
    while page := ledger.newest(EntryFilter(), before=before, limit=7):
        found += page
        before = position_of(page[-1])
    assert [position_of(one) for one in found] == sorted((position_of(one) for one in found), reverse=True)
    chains = (SERVICE, "trial/T-1", "trial/T-2", "trial/T-3")
    assert {(one.stream, one.seq) for one in found} == {(c, one.seq) for c in chains for one in ledger.entries(c)}
    assert len(found) == 3 * 11 + 3


def test_entries_are_found_by_person_user_and_time(ledger: Store) -> None:
    def streams(**sought: object) -> set[str]:
        return {entry.stream for entry in maintenance.audit(ledger, AuditFilter(**sought))}  # type: ignore[arg-type]

    assert streams(person="rx2") == {"trial/T-2"}
    assert streams(by="Zoë O'Brien") == {"trial/T-3", SERVICE}
    assert streams(by="Zoë") == set()
    day = NOON + timedelta(days=2)
    assert streams(since=day, until=day + timedelta(hours=1)) == {"trial/T-2", SERVICE}
    assert len(maintenance.audit(ledger, AuditFilter(person="ann", by="R Lind", since=day, until=day))) == 0
    with pytest.raises(NotFound):
        maintenance.audit(ledger, AuditFilter(person="nobody"))


def test_the_figures_count_what_is_kept_and_say_when_it_was_looked_after(ledger: Store) -> None:
    keeping_at = NOON + timedelta(days=4)
    list(maintenance.backup(ledger, by="Keeper", at=keeping_at))
    maintenance.verify(ledger, by="Keeper", at=keeping_at + timedelta(hours=1))
    found = maintenance.statistics(ledger, at=NOON + timedelta(days=2) + timedelta(days=maintenance.DAYS))
    assert (found.entries, found.trials) == (38, 3)
    assert found.a_day == {"2026-11-20": 12, "2026-11-21": 12, "2026-11-22": 2}
    assert {what: one.at for what, one in found.last.items()} == {
        "backed_up": keeping_at,
        "verified": keeping_at + timedelta(hours=1),
    }
    assert found.size_bytes > 10_000


def test_a_ledger_that_was_emptied_or_swapped_shows_beside_its_backup(ledger: Store) -> None:
    lines = [*maintenance.backup(ledger, by="Keeper")]
    assert "all 4 chains" in maintenance.compare(ledger, lines)
    ledger.append("T-1", lambda _: [e.GoalsOrdered(ids=())], at=NOON, by="K Tan")
    assert "all 4 chains" in maintenance.compare(ledger, lines)
    other = TemporaryStore()
    assert maintenance.verify(other) == "0 entries in 0 trials: intact"
    with pytest.raises(LedgerBroken, match="service chain is in the backup, and not in this database"):
        maintenance.compare(other, lines)
    maintenance.restore(other, lines, by="Keeper")
    assert "all 4 chains" in maintenance.compare(other, lines)
    newer = [*maintenance.backup(ledger, by="Keeper")]
    with pytest.raises(LedgerBroken, match="Entry 5 of the service chain"):
        maintenance.compare(other, newer)
    other.close()


def test_a_copy_that_nobody_takes_to_its_end_holds_nothing_open(ledger: Store) -> None:
    copy = ledger.raw()
    for _ in range(6):
        next(copy)
    del copy
    ledger.append("T-1", lambda _: [e.GoalsOrdered(ids=())], at=NOON, by="K Tan")
    assert ledger.database.engine.pool.checkedout() == 0  # type: ignore[attr-defined]


def test_each_act_is_one_line_of_json_that_names_nobody(store: Store, caplog: pytest.LogCaptureFixture) -> None:
    opening = e.Opened(trial="T-1", person=f.Person(identifier="RX1", name="Ann Other", notes="likes tea"))
    with caplog.at_level(logging.INFO, "trial.acts"):
        store.append("T-1", lambda _: [opening], at=NOON, by="K Tan")

        def refuse(_: object) -> list[e.Fact]:
            raise NotAllowedNow("Ann Other is not to be recorded.")

        with pytest.raises(NotAllowedNow):
            store.append("RX1 Ann Other", refuse, at=NOON, by="R Lind")
        store.note(e.Noted(what="exported", trial="T-1"), at=NOON, by="K Tan")
    logged = [json.loads(one.getMessage()) for one in caplog.records if one.name == "trial.acts"]
    assert [(one["act"], one.get("kinds"), one["outcome"]) for one in logged] == [
        ("append", {"opened": 1}, "done"),
        ("append", None, "NotAllowedNow"),
        ("note", {"exported": 1}, "done"),
    ]
    assert [one.get("trial") for one in logged] == ["T-1", None, None]
    assert logged[0]["who"] == logged[2]["who"] != logged[1]["who"]
    for name in ("Ann", "Other", "RX1", "tea", "Tan", "Lind"):
        assert name not in caplog.text
