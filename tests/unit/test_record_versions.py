"""Files written years ago are read: a stored file of each version, and where an older one is brought up to date."""

import json
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from tests.temporary_store import TemporaryStore
from trial.actions.exporting import export
from trial.actions.importing import import_file
from trial.errors import InvalidInput
from trial.files import record
from trial.files.record import FORMAT, read_record, write_record
from trial.ledger.facts import Correction, Decision, Dose, EarlierT0, Goal, Plan, Reading, Reopened, Rise, Tick

KEPT = Path(__file__).parent / "kept"
FILES = {"itb-trial-record-1.json": "38baf536aefb8915e2ffecb9b7fe33d9987ac48ae8f997ace00b1943def980f4"}
"""By the name of a stored file: its hash, so that nobody changes one to make it fit. A new version adds a file."""
OLDER = "itb-trial-record/test-only"


@pytest.mark.parametrize("name", FILES)
def test_the_stored_file_of_each_version_is_as_it_was_and_still_reads(name: str) -> None:
    data = (KEPT / name).read_bytes()
    assert sha256(data).hexdigest() == FILES[name]
    assert read_record(data).trial == "T-KEPT"


def test_the_stored_file_of_this_version_comes_back_through_a_ledger_in_the_same_bytes() -> None:
    data, store = (KEPT / "itb-trial-record-1.json").read_bytes(), TemporaryStore()
    import_file(store, data, by="shell:tester")
    store.verify()
    assert export(store, "T-KEPT", "json", by="shell:tester") == data


def test_the_first_stored_file_uses_the_optional_keys_of_its_time() -> None:
    record = read_record((KEPT / "itb-trial-record-1.json").read_bytes())
    (dose, *_), (goal, *_), (decision, *_) = record.doses, record.goals, record.decisions
    filled: dict[type, object] = {
        Plan: record.plan.question, Goal: goal.earlier, Dose: dose.medicines, Reading: dose.readings[0].by,
        Correction: dose.withdrawn, EarlierT0: dose.earlier_t0, Tick: dose.ticks, Rise: dose.rises,
        Decision: decision.actions, Reopened: decision.history,
    }  # fmt: skip
    assert all(filled.values()), [kind.__name__ for kind, value in filled.items() if not value]


def with_person_by_number(old: dict[str, Any]) -> dict[str, Any]:
    """The test's own older format had a hospital number where this one has a person."""
    number = old.pop("number")
    return {**old, "format": FORMAT, "person": {"identifier": number}}


def test_an_older_format_is_brought_up_to_date_as_it_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    old = json.dumps({"format": OLDER, "trial": "T-1", "number": "RX1"}).encode()
    with pytest.raises(InvalidInput, match="format: This is not a record file of the format"):
        read_record(old)
    monkeypatch.setitem(record.UPCASTERS, OLDER, with_person_by_number)
    found = read_record(old)
    assert (found.format, found.person.identifier) == (FORMAT, "RX1")
    assert json.loads(write_record(found))["format"] == FORMAT


def test_several_older_formats_are_brought_up_to_date_one_after_the_other(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(record.UPCASTERS, OLDER, with_person_by_number)
    monkeypatch.setitem(
        record.UPCASTERS, f"{OLDER}/0", lambda raw: {**raw, "format": OLDER, "number": str(raw["number"])}
    )
    found = read_record(json.dumps({"format": f"{OLDER}/0", "trial": "T-1", "number": 77}).encode())
    assert found.person.identifier == "77"


def test_a_format_that_is_no_text_is_refused_in_a_sentence() -> None:
    with pytest.raises(InvalidInput, match=r"^format: This is not a record file"):
        read_record(b'{"format": {"a": 1}, "trial": "T-1"}')
