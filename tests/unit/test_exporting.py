"""Every export is an entry of the service chain, says where it came from, and goes out when that cannot be written."""

import csv
import json
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from io import BytesIO
from itertools import islice
from zipfile import ZipFile
from zoneinfo import ZoneInfo

import pytest
from openpyxl import load_workbook

from tests.temporary_store import TemporaryStore
from trial.actions import exporting, importing
from trial.errors import NotFound, StoreUnavailable
from trial.files import formats
from trial.files.imprint import Made
from trial.ledger.entries import SERVICE, Fact, Noted
from trial.ledger.facts import Event
from trial.ledger.payload import decode
from trial.settings import VERSION
from trial.store import Item

AT = datetime(2026, 11, 28, 9, 14, tzinfo=UTC)
EACH = pytest.mark.parametrize("key", formats.catalogue())
SOURCE = ("exported_at", "exported_by", "version", "fingerprint", "standing")


class Unwritable(TemporaryStore):
    """A store whose service chain cannot be written any more once `broken` is set."""

    broken = False

    def note(self, fact: Fact, *, at: datetime, by: str) -> None:
        if self.broken:
            raise StoreUnavailable("The database is read-only; nothing was changed.")
        super().note(fact, at=at, by=by)


class Counted:
    """Watches, and counts what went by."""

    done = total = 0

    def __call__(self, things: Iterable[Item], total: int = 0, /) -> Iterator[Item]:
        self.total = total
        for thing in things:
            self.done += 1
            yield thing


@pytest.fixture
def store() -> Unwritable:
    made = Unwritable()
    importing.add_demonstration(made, by="shell:tester", at=AT)
    return made


def notes(store: TemporaryStore) -> list[Noted]:
    facts = [decode(entry.payload, {}.get) for entry in store.entries(SERVICE)]
    return [one for one in facts if isinstance(one, Noted) and one.what == "exported"]


@EACH
def test_an_export_is_an_entry_of_the_service_chain_and_never_of_the_trials(key: str, store: Unwritable) -> None:
    before = store.trial("demo-rowan")
    exporting.export(store, "demo-rowan", key, by="K Tan", at=AT)
    (noted,) = notes(store)
    assert (noted.trial, noted.detail) == ("demo-rowan", key)
    assert store.trial("demo-rowan") == before
    store.verify()


@EACH
def test_an_export_goes_out_and_says_so_when_the_service_chain_cannot_be_written(key: str, store: Unwritable) -> None:
    as_ever = exporting.export(store, "demo-rowan", key, by="K Tan", at=AT)
    store.broken = True
    notices: list[str] = []
    again = exporting.export(store, "demo-rowan", key, by="K Tan", at=AT, say=notices.append)
    assert len(again) == pytest.approx(len(as_ever), abs=9)
    (sentence,) = notices
    assert "could not be entered in the service's own ledger: The database is read-only" in sentence
    assert len(notes(store)) == 1


def test_without_anybody_to_tell_it_is_logged(store: Unwritable, caplog: pytest.LogCaptureFixture) -> None:
    store.broken = True
    assert exporting.export(store, "demo-rowan", "html", by="K Tan", at=AT)
    assert "could not be entered" in caplog.text
    assert "ROWAN" not in caplog.text


def test_every_trial_at_once_goes_out_too(store: Unwritable) -> None:
    store.broken = True
    notices: list[str] = []
    lines = [*exporting.export_all(store, "json", by="K Tan", at=AT, say=notices.append)]
    assert len(lines) == 6
    assert len(notices) == 1


@EACH
def test_a_trial_that_is_not_there_is_no_export(key: str, store: Unwritable) -> None:
    with pytest.raises(NotFound):
        exporting.export(store, "T-9999", key, by="K Tan", at=AT)
    assert notes(store) == []


def test_every_form_but_the_record_says_who_when_with_what_and_from_which_ledger(store: Unwritable) -> None:
    head = store.trial("demo-rowan").fingerprint
    page = exporting.export(store, "demo-rowan", "html", by="K Tan", at=AT).decode()
    assert "by K Tan" in page
    assert "28 Nov 2026 09:14" in page
    assert " ".join(head[place : place + 8] for place in range(0, 64, 8)) in page
    assert "<b>DRAFT</b>" in page
    bundle = exporting.export(store, "demo-rowan", "fhir", by="K Tan", at=AT).decode()
    assert all(one in bundle for one in ("K Tan", "2026-11-28T09:14:00+00:00", head, "DRAFT"))
    book = load_workbook(BytesIO(exporting.export(store, "demo-rowan", "xlsx", by="K Tan", at=AT)))
    for sheet in book:
        foot = sheet.oddFooter.left.text
        assert all(one in foot for one in ("by K Tan", "28 Nov 2026 09:14", f"version {VERSION}", head[:8]))
        assert "DRAFT" in sheet.oddHeader.right.text
    table = [*csv.DictReader(exporting.export(store, "demo-rowan", "csv", by="K Tan", at=AT).decode().splitlines())]
    assert {tuple(row[name] for name in SOURCE) for row in table} == {
        ("2026-11-28T09:14:00+00:00", "K Tan", VERSION, head, "DRAFT: NOT YET DECIDED")
    }
    book = load_workbook(BytesIO(exporting.export(store, "demo-rowan", "proforma", by="K Tan", at=AT)))
    foot = book["Dose"].oddFooter.left.text
    assert all(one in foot for one in ("K Tan", "28 Nov 2026 09:14", "version", head[:8]))
    record = exporting.export(store, "demo-rowan", "json", by="K Tan", at=AT)
    assert b"2026-11-28" not in record
    assert json.loads(record)["trial"] == "demo-rowan"


def test_a_medicine_that_was_given_is_said_in_every_file_as_the_words_of_an_event_are(store: Unwritable) -> None:
    def events(**said: str) -> list[str]:
        trial = store.trial("demo-rowan")
        dose, *others = trial.doses
        event = Event(kind="other", began_at=dose.given_at or AT, **said)
        doses = (replace(dose, events=(event,)), *others)
        source = formats.Source(
            replace(trial, record=replace(trial.record, doses=doses)),
            lambda: (),
            Made(service_name="", version="0.1.0", zone=ZoneInfo("Europe/London"), made_at=AT, made_by="K Tan"),
        )
        rows = load_workbook(BytesIO(formats.get("xlsx").write(source)))["Events"].iter_rows(values_only=True)
        return [formats.get(key).write(source).decode() for key in ("html", "fhir")] + [str(row) for row in rows]

    assert events(medicine="Tizanidine 2 mg") == (said := events(words="Medicine given: Tizanidine 2 mg"))
    assert all("Medicine given: Tizanidine 2 mg" in text for text in said[:2])


def test_all_readings_come_in_one_archive_with_the_dictionary_that_explains_them(store: Unwritable) -> None:
    notices: list[str] = []
    file, seen = BytesIO(), Counted()
    exporting.export_table(store, file, by="K Tan", say=notices.append, watch=seen)
    with ZipFile(file) as packed:
        table = [*csv.DictReader(packed.read("readings.csv").decode().splitlines())]
        words = [*csv.DictReader(packed.read("dictionary.csv").decode().splitlines())]
    assert (notices, seen.done, seen.total) == ([], 6, 6)
    assert {row["trial"] for row in table} == {*store.trials()}
    columns = {row["key"]: row for row in words if row["kind"] == "column"}
    assert [*columns] == [*table[0]]
    assert all(row["type"] and row["meaning"] for row in columns.values())
    items = {(row["of"], row["key"]): row for row in words if row["kind"] == "item"}
    levels = {(row["of"], row["key"]) for row in words if row["kind"] == "level"}
    for row in table:
        item = items[row["scale"], row["item"]]
        assert item["unit"] == row["unit"]
        assert (
            row["number"]
            or not row["value"]
            or row["value"] in ("true", "false")
            or (row["scale"], row["value"]) in levels
        )
    statuses = {row["key"] for row in words if row["kind"] == "status"}
    assert {row["status"] for row in table} <= statuses
    assert [one.detail for one in notes(store)] == ["csv, every trial"]


def test_whoever_watches_can_stop_an_export_of_every_trial(store: Unwritable) -> None:
    def impatient(things: Iterable[Item], total: int = 0, /) -> Iterator[Item]:
        yield from islice(things, 2)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        exporting.export_table(store, BytesIO(), by="K Tan", watch=impatient)
    store.verify()


def test_a_template_has_its_form_without_a_trial() -> None:
    assert exporting.form_of_template("short_ward", by="K Tan", at=AT).startswith(b"PK")
    with pytest.raises(NotFound, match="There is no template nothing; there are"):
        exporting.form_of_template("nothing", by="K Tan", at=AT)
