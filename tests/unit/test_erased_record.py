"""An erased trial leaves the program as every other does, and comes in again: without identity and free text."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.temporary_store import TemporaryStore
from trial.actions import exporting, importing, maintenance
from trial.files import formats

KEPT = Path(__file__).parent / "kept" / "itb-trial-record-1.json"


@pytest.fixture
def erased() -> TemporaryStore:
    """A trial in which the rules ask for every text that they ever ask for, closed and erased."""
    raw: dict[str, Any] = json.loads(KEPT.read_bytes())
    dose, decision = raw["doses"][0], raw["decisions"][-1]
    dose |= {"micrograms": 150, "reason": "nothing below helped", "checked_by": "R Lind"}
    decision |= {"outcome": "proceed", "person_agrees": "unsure", "person_words": "I do not know"}
    assert any(one.get("status") == "unsafe" for one in dose["readings"])
    store = TemporaryStore()
    importing.import_file(store, json.dumps(raw).encode(), by="K Tan")
    maintenance.erase(store, "T-KEPT", reason="retention is over", by="K Tan")
    return store


def test_the_record_of_an_erased_trial_comes_in_again_and_out_in_the_same_bytes(erased: TemporaryStore) -> None:
    data, other = exporting.export(erased, "T-KEPT", "json", by="K Tan"), TemporaryStore()
    assert importing.import_file(other, data, by="K Tan").added
    assert exporting.export(other, "T-KEPT", "json", by="K Tan") == data
    text = data.decode()
    assert all(gone not in text for gone in ("O'Brien", "RX 7", "nothing below helped", "I do not know"))
    assert json.loads(text)["doses"][0]["reason"] == "(erased)"


def test_the_record_of_an_erased_trial_is_the_same_content_where_it_came_from(erased: TemporaryStore) -> None:
    data = exporting.export(erased, "T-KEPT", "json", by="K Tan")
    assert not importing.import_file(erased, data, by="K Tan").added


def test_every_other_form_of_an_erased_trial_can_be_had(erased: TemporaryStore) -> None:
    for key in formats.catalogue():
        assert b"O'Brien" not in exporting.export(erased, "T-KEPT", key, by="K Tan")
