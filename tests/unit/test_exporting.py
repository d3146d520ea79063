"""Every export is an entry of the service chain, says where it came from, and goes out when that cannot be written."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from io import BytesIO

import pytest
from openpyxl import load_workbook

from trial.actions import exchanging, exporting
from trial.errors import NotFound, StoreUnavailable
from trial.ledger.entries import SERVICE, Fact, Noted
from trial.ledger.payload import decode
from trial.store.memory import MemoryStore

AT = datetime(2026, 11, 28, 9, 14, tzinfo=UTC)
EXPORTS = {
    "json": exchanging.export_record,
    "csv": exchanging.export_readings,
    "xlsx": exchanging.export_workbook,
    "html": exporting.export_page,
    "fhir": exporting.export_fhir,
    "proforma": exporting.export_form,
}
Export = Callable[..., bytes]


class Unwritable(MemoryStore):
    """A store whose service chain cannot be written any more once `broken` is set."""

    broken = False

    def note(self, fact: Fact, *, at: datetime, by: str) -> None:
        if self.broken:
            raise StoreUnavailable("The database is read-only; nothing was changed.")
        super().note(fact, at=at, by=by)


@pytest.fixture
def store() -> Unwritable:
    made = Unwritable()
    exchanging.add_demonstration(made, by="shell:tester", at=AT)
    return made


def notes(store: MemoryStore) -> list[Noted]:
    facts = [decode(entry.payload, {}.get) for entry in store.entries(SERVICE)]
    return [one for one in facts if isinstance(one, Noted) and one.what == "exported"]


@pytest.mark.parametrize("form", EXPORTS)
def test_an_export_is_an_entry_of_the_service_chain_and_never_of_the_trials(form: str, store: Unwritable) -> None:
    before = store.trial("demo-rowan")
    EXPORTS[form](store, "demo-rowan", by="K Tan", at=AT)
    (noted,) = notes(store)
    assert (noted.trial, noted.detail) == ("demo-rowan", form)
    assert store.trial("demo-rowan") == before
    store.verify()


@pytest.mark.parametrize("form", EXPORTS)
def test_an_export_goes_out_and_says_so_when_the_service_chain_cannot_be_written(form: str, store: Unwritable) -> None:
    as_ever = EXPORTS[form](store, "demo-rowan", by="K Tan", at=AT)
    store.broken = True
    told: list[str] = []
    assert len(EXPORTS[form](store, "demo-rowan", by="K Tan", at=AT, say=told.append)) == pytest.approx(
        len(as_ever), abs=9
    )
    (sentence,) = told
    assert "could not be entered in the service's own ledger: The database is read-only" in sentence
    assert len(notes(store)) == 1


def test_without_anybody_to_tell_it_is_logged(store: Unwritable, caplog: pytest.LogCaptureFixture) -> None:
    store.broken = True
    assert exporting.export_page(store, "demo-rowan", by="K Tan", at=AT)
    assert "could not be entered" in caplog.text
    assert "ROWAN" not in caplog.text


def test_every_trial_at_once_goes_out_too(store: Unwritable) -> None:
    store.broken = True
    told: list[str] = []
    lines = [*exchanging.export_all(store, "json", by="K Tan", at=AT, say=told.append)]
    assert len(lines) == 6
    assert len(told) == 1


@pytest.mark.parametrize("form", EXPORTS)
def test_a_trial_that_is_not_there_is_no_export(form: str, store: Unwritable) -> None:
    with pytest.raises(NotFound):
        EXPORTS[form](store, "T-9999", by="K Tan", at=AT)
    assert notes(store) == []


def test_every_form_but_the_record_says_who_when_with_what_and_from_which_ledger(store: Unwritable) -> None:
    head = store.trial("demo-rowan").fingerprint
    page = exporting.export_page(store, "demo-rowan", by="K Tan", at=AT).decode()
    assert "by K Tan" in page
    assert "28 Nov 2026 09:14" in page
    assert " ".join(head[place : place + 8] for place in range(0, 64, 8)) in page
    assert "<b>DRAFT</b>" in page
    bundle = exporting.export_fhir(store, "demo-rowan", by="K Tan", at=AT).decode()
    assert all(one in bundle for one in ("K Tan", "2026-11-28T09:14:00+00:00", head, "DRAFT"))
    book = load_workbook(BytesIO(exporting.export_form(store, "demo-rowan", by="K Tan", at=AT)))
    foot = book["Dose"].oddFooter.left.text
    assert all(one in foot for one in ("K Tan", "28 Nov 2026 09:14", "version", head[:8]))
    record = exchanging.export_record(store, "demo-rowan", by="K Tan", at=AT)
    assert b"2026-11-28" not in record
    assert json.loads(record)["trial"] == "demo-rowan"


def test_a_template_has_its_form_without_a_trial() -> None:
    assert exporting.form_of_template("short_ward", by="K Tan", at=AT).startswith(b"PK")
    with pytest.raises(NotFound, match="There is no template nothing; there are"):
        exporting.form_of_template("nothing", by="K Tan", at=AT)
