"""A backup: everything out, everything back, into either kind of store, and never anything else."""

import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path

import pytest

from tests.temporary_store import TemporaryStore
from trial.actions import maintenance
from trial.actions.importing import import_file
from trial.errors import InvalidInput, LedgerBroken, NotAllowedNow
from trial.files.backup import read_backup, write_backup
from trial.ledger.entries import SERVICE, Noted, stream_of
from trial.ledger.payload import decode
from trial.store import Store, open_store

RECORD = {
    "format": "itb-trial-record/1",
    "trial": "T-1",
    "person": {"identifier": "RX1", "name": "Zoë  O'Brien 😀", "born": "1970-02-03", "notes": "one\n\ttwo"},
    "doses": [
        {
            "number": 1,
            "micrograms": 12.5,
            "given_at": "2026-11-18T09:40:00+05:45",
            "readings": [
                {
                    "slot": "+4h",
                    "taken_at": "2026-11-18T13:40:00+05:45",
                    "scale": "modified_ashworth",
                    "item": "left_hip_adductors",
                    "value": "1+",
                    "note": "cried out",
                }
            ],
        }
    ],
    "decisions": [
        {"outcome": "proceed", "reason": "met", "signed_by": "A Rao", "signed_at": "2026-11-19T10:00:00+00:00"}
    ],
}


def filled(store: Store) -> Store:
    """Three trials, one of them erased."""
    for trial in ("T-1", "T-2", "T-3"):
        import_file(store, json.dumps(RECORD | {"trial": trial}).encode(), by="K Tan")
    maintenance.erase(store, "T-2", reason="retention is over", by="K Tan")
    return store


def backup_of(store: Store) -> list[bytes]:
    return [*maintenance.backup(store, by="K Tan")]


def everything(store: Store) -> list[object]:
    return [*store.raw()]


def said(store: Store) -> list[str]:
    facts = (decode(entry.payload, lambda _: None) for entry in store.entries(SERVICE))
    return [fact.what for fact in facts if isinstance(fact, Noted)]


@pytest.fixture
def lines() -> list[bytes]:
    return backup_of(filled(TemporaryStore()))


@pytest.fixture(params=["sqlite", "postgresql"])
def other(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    """An empty database to restore into."""
    if request.param == "postgresql":
        opened = open_store(request.getfixturevalue("postgresql_server").new())
    else:
        opened = open_store(f"sqlite:///{tmp_path / 'other.db'}")
    yield opened
    opened.close()


def ended(lines: list[bytes]) -> list[bytes]:
    """These lines with an end that fits them, as somebody would write it who knows how."""
    body = b"".join(lines[:-1])
    end = {"end": {"rows": len(lines) - 2, "sha256": sha256(body).hexdigest()}}
    return [*lines[:-1], json.dumps(end, separators=(",", ":")).encode() + b"\n"]


def test_everything_comes_back_and_still_verifies(store: Store, other: Store) -> None:
    filled(store)
    copy = backup_of(store)
    before = everything(store)
    assert maintenance.restore(other, copy, by="J Poe") == maintenance.verify(other)
    noted = len([*store.entries(SERVICE)])
    assert [*other.entries(SERVICE)][:noted] == [*store.entries(SERVICE)]
    for trial in store.trials():
        assert other.trial(trial) == store.trial(trial)
        assert [*other.entries(stream_of(trial))] == [*store.entries(stream_of(trial))]
    assert set(before) - set(everything(other)) == {before[0]}, "only the head of the service chain moved on"


def test_either_kind_of_store_takes_the_backup_of_either(store: Store, lines: list[bytes], other: Store) -> None:
    maintenance.restore(store, lines, by="J Poe")
    maintenance.restore(other, backup_of(store), by="J Poe")
    assert [other.trial(trial) for trial in other.trials()] == [store.trial(trial) for trial in store.trials()]


def test_the_worklist_is_the_same_afterwards(store: Store, other: Store) -> None:
    filled(store)
    maintenance.restore(other, backup_of(store), by="J Poe")
    assert other.worklist() == store.worklist()
    assert other.worklist(search="zoe") == store.worklist(search="zoe")


def test_a_restored_store_goes_on_where_the_old_one_stood(store: Store, lines: list[bytes]) -> None:
    maintenance.restore(store, lines, by="J Poe")
    import_file(store, json.dumps(RECORD | {"trial": "T-4"}).encode(), by="K Tan")
    maintenance.erase(store, "T-1", reason="retention is over", by="K Tan")
    assert maintenance.verify(store).endswith(" entries in 4 trials: intact")
    assert store.trial("T-1").person.name == ""


def test_a_backup_holds_the_entry_about_itself_and_a_restored_ledger_says_so(store: Store, other: Store) -> None:
    maintenance.restore(other, backup_of(filled(store)), by="J Poe")
    assert said(store)[-1] == "backed_up"
    assert said(other)[-2:] == ["backed_up", "restored"]
    assert [*other.entries(SERVICE)][-1].by == "J Poe"


def test_a_backup_moves_no_trial(store: Store) -> None:
    before = [filled(store).trial(trial) for trial in store.trials()]
    backup_of(store)
    assert [store.trial(trial) for trial in store.trials()] == before


def test_what_was_erased_is_in_no_backup(lines: list[bytes]) -> None:
    erased = [line for line in lines if b'"sealed"' in line and b'"trial/T-2"' in line]
    assert erased == []
    assert b"cried out" in b"".join(lines)


def test_a_ledger_that_is_not_intact_is_not_backed_up() -> None:
    store = TemporaryStore()
    filled(store)
    with store.database.writing() as connection:
        connection.exec_driver_sql("DROP TRIGGER entries_not_deleted")
        connection.exec_driver_sql("DELETE FROM entries WHERE stream = 'trial/T-1' AND seq > 1")
    with pytest.raises(LedgerBroken, match="trial T-1"):
        backup_of(store)
    assert "backed_up" not in said(store)


def test_only_an_empty_store_is_restored_into(store: Store, lines: list[bytes]) -> None:
    store.note(Noted(what="exported"), at=datetime(2026, 11, 18, tzinfo=UTC), by="K Tan")
    before = everything(store)
    with pytest.raises(NotAllowedNow, match="empty one"):
        maintenance.restore(store, lines, by="J Poe")
    assert everything(store) == before


def test_an_empty_ledger_has_a_backup_too(store: Store, other: Store) -> None:
    assert maintenance.restore(other, backup_of(store), by="J Poe") == "2 entries in 0 trials: intact"


Damage = Callable[[list[bytes]], list[bytes]]
DAMAGES: dict[str, Damage] = {
    "nothing at all": lambda _: [],
    "an empty line": lambda _: [b"\n"],
    "binary junk": lambda _: [b"\x00\xff\xfe junk"],
    "another file of ours": lambda _: [json.dumps(RECORD).encode()],
    "another format": lambda lines: [lines[0].replace(b"/1", b"/2"), *lines[1:]],
    "its first line gone": lambda lines: lines[1:],
    "its end gone": lambda lines: lines[:-1],
    "its second half gone": lambda lines: lines[: len(lines) // 2],
    "half a line at its end": lambda lines: [*lines[:-1], lines[-1][:20]],
    "a line gone": lambda lines: [*lines[:9], *lines[10:]],
    "a line twice": lambda lines: [*lines[:9], lines[8], *lines[9:]],
    "two lines exchanged": lambda lines: [*lines[:8], lines[9], lines[8], *lines[10:]],
    "a line of something else": lambda lines: [*lines[:9], b'{"entry":{}}\n', *lines[9:]],
    "one letter changed": lambda lines: [line.replace(b"cried", b"tried") for line in lines],
    "a line after its end": lambda lines: [*lines, lines[5]],
    "endless nesting": lambda lines: [lines[0], b"[" * 100_000, *lines[1:]],
}


@pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES.keys())
def test_a_damaged_backup_is_refused_in_a_sentence_and_nothing_is_loaded(
    store: Store, lines: list[bytes], damage: Damage
) -> None:
    with pytest.raises(InvalidInput, match=r"^night\.backup: .*backup.*\.$"):
        maintenance.restore(store, damage(lines), by="J Poe", where="night.backup")
    assert everything(store) == []
    assert [*store.trials()] == []
    assert store.worklist() == []
    maintenance.restore(store, lines, by="J Poe")  # it is still empty, and takes a good one


def changed(kind: str, name: str, value: object, which: int = 0) -> Damage:
    """One field of one row set to something else."""

    def damage(lines: list[bytes]) -> list[bytes]:
        rows = [number for number, line in enumerate(lines) if line.startswith(f'{{"{kind}"'.encode())]
        said = json.loads(lines[rows[which]])
        said[kind][name] = value
        line = json.dumps(said, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass") + b"\n"
        return [*lines[: rows[which]], line, *lines[rows[which] + 1 :]]

    return damage


MEDDLED: dict[str, Damage] = {
    "who typed": changed("entry", "by", "somebody else", which=5),
    "when": changed("entry", "at", "2020-01-01T00:00:00.000000+00:00", which=5),
    "a time that is none": changed("entry", "at", "yesterday", which=5),
    "a time without a zone": changed("entry", "at", "2020-01-01T00:00:00.000000", which=5),
    "what it says": changed("entry", "payload", '{"v":1,"kind":"noted","what":"restored"}', which=5),
    "what is no payload": changed("entry", "payload", "[", which=5),
    "a number as text": changed("entry", "seq", "1", which=5),
    "a number of its own": changed("entry", "seq", 99, which=5),
    "true for a number": changed("entry", "seq", True, which=5),
    "a number beyond all bounds": changed("entry", "seq", 10**4000, which=5),
    "a chain of its own": changed("entry", "stream", "trial/T-9", which=-1),
    "a head": changed("head", "hash", "0" * 64, which=1),
    "a head beyond the end": changed("head", "seq", 99, which=1),
    "a name": changed("sealed", "text", "Somebody Else"),
    "half a character": changed("sealed", "text", "\ud800"),
    "no text at all": changed("sealed", "text", None),
    "a key too many": changed("sealed", "extra", ""),
    "an entry left out": lambda lines: [line for line in lines if b'"seq":3,' not in line],
    "a sealed text left out": lambda lines: [*lines[:-2], lines[-1]],
    "a sealed text twice": lambda lines: [*lines[:-1], lines[-2], lines[-1]],
    "an entry twice": lambda lines: [*lines[:9], lines[8], *lines[9:]],
    "a trial left out": lambda lines: [line for line in lines if b"trial/T-3" not in line],
    "the service chain left out": lambda lines: [line for line in lines if b'"service"' not in line],
    "a head left out": lambda lines: [lines[0], *lines[2:]],
}


@pytest.mark.parametrize("damage", MEDDLED.values(), ids=MEDDLED.keys())
def test_a_backup_that_somebody_edited_and_closed_again_is_refused_as_well(
    store: Store, lines: list[bytes], damage: Damage
) -> None:
    with pytest.raises(InvalidInput, match=r"^night\.backup: .*\.$"):
        maintenance.restore(store, ended(damage(lines)), by="J Poe", where="night.backup")
    assert everything(store) == []
    assert store.worklist() == []


def test_the_lines_of_a_backup_are_what_is_read_from_them(lines: list[bytes]) -> None:
    assert [*write_backup(read_backup(lines))] == lines
    assert all(json.loads(line) for line in lines)


def test_a_backup_is_checked_by_restoring_it_elsewhere_and_says_how_old_it_is(store: Store, lines: list[bytes]) -> None:
    source = filled(store)
    fresh = backup_of(source)
    later = datetime.now(UTC) + timedelta(days=3, hours=1)
    before = everything(source)
    said = maintenance.check_backup(source, fresh, at=later)
    assert "in 3 trials: intact; it is 3 days old; all 4 chains of the backup are continued here" in said
    assert everything(source) == before
    with pytest.raises(LedgerBroken, match="is in the backup, and not in this database"):
        maintenance.check_backup(source, lines)  # of another ledger
    with pytest.raises(InvalidInput):
        maintenance.check_backup(source, fresh[:-1])


def test_what_is_overdue_is_said_with_its_age(store: Store) -> None:
    def found(days: int) -> dict[str, int | None]:
        at = datetime.now(UTC) + timedelta(days=days, minutes=1)
        return {**maintenance.overdue(maintenance.statistics(store), days=7, at=at)}

    assert found(0) == {}  # nothing is kept yet
    filled(store)
    assert found(0) == {"backed_up": None, "verified": None}
    backup_of(store)
    maintenance.verify(store, by="K Tan")
    assert found(6) == {}
    assert found(7) == {"backed_up": 7, "verified": 7}
