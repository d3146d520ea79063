"""A puncture that delivered nothing: no dose is needed, nothing says one was given, its baseline may be copied."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from io import BytesIO

import pytest
from openpyxl import load_workbook

from tests.refused import refused
from tests.temporary_store import TemporaryStore
from trial.actions import bedside_notes, planning
from trial.actions.entry_sheet import Tap, deliver
from trial.actions.exporting import export
from trial.actions.importing import import_file
from trial.elements.trial_head import identity
from trial.errors import InvalidInput, NotAllowedNow
from trial.files.record import read_record, write_record
from trial.ledger.facts import Dose, Measure, Origin, Person, Plan, Trial
from trial.meaning.summary import summarise
from trial.rules.doses import check_given, check_planned
from trial.store import Store
from trial.wording.remarks import caution_texts, remarks_of

TRIED = datetime(2026, 11, 18, 9, 40, tzinfo=UTC)
AGAIN = TRIED + timedelta(hours=3)
MUSCLES = ("left_hip_adductors", "right_hip_adductors")
FIRST, SECOND = Dose(number=1, micrograms=Decimal(50)), Dose(number=2, micrograms=Decimal(50))
FAILED = replace(FIRST, micrograms=None, delivery="none", tried_at=TRIED)


@pytest.fixture
def store() -> Iterator[Store]:
    opened = TemporaryStore()
    yield opened
    opened.close()


def taps(dose: int, values: dict[str, str], at: datetime, slot: str = "baseline") -> list[Tap]:
    return [
        Tap(id=f"tap-{dose}-{place:04}", kind="reading", dose=dose, slot=slot, scale="modified_ashworth", item=item,
            value=value, tapped_at=at)
        for place, (item, value) in enumerate(values.items())
    ]  # fmt: skip


@pytest.fixture
def trial(store: Store) -> str:
    """A baseline of two muscles, a puncture that failed, and a second attempt planned for the same day."""
    plan = Plan(slots=("baseline", "+1h", "+4h"), measures=(Measure(scale="modified_ashworth", items=MUSCLES),))
    person = Person(identifier="TEST-1", name="Ann Example")
    early = TRIED - timedelta(hours=1)
    opened = planning.open_trial(store, person=person, plan=plan, zone="Europe/London", by="K Tan", at=early).id
    planning.plan_dose(store, opened, FIRST, by="K Tan", at=early)
    found = taps(1, dict(zip(MUSCLES, ("3", "2"), strict=True)), early)
    assert not deliver(store, trial=opened, taps=found, by="K Tan", received_at=early).refused
    planning.give_dose(store, opened, FAILED, by="K Tan", at=TRIED)
    planning.plan_dose(store, opened, SECOND, by="K Tan", at=TRIED)
    return opened


def test_rule_32_a_failed_puncture_needs_no_dose_and_any_other_does(store: Store, trial: str) -> None:
    first = store.trial(trial).doses[0]
    assert (first.micrograms, first.tried_at, first.delivery) == (None, TRIED, "none")
    record = store.trial(trial).record
    without = replace(SECOND, micrograms=None)
    for check, dose in ((check_planned, without), (check_given, replace(without, given_at=AGAIN))):
        with refused(InvalidInput, "only a puncture that delivered nothing"):
            check(record, dose)


def test_rule_32_no_face_says_that_a_failed_puncture_gave_anything(store: Store, trial: str) -> None:
    now = store.trial(trial)
    said = [f"{label} {text}" for label, text in identity(now, now.doses[0])]
    page = export(store, trial, "html", by="K Tan").decode().replace("\N{NO-BREAK SPACE}", " ")
    book = load_workbook(BytesIO(export(store, trial, "xlsx", by="K Tan")))
    cells = {str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None}
    bundle = json.loads(export(store, trial, "fhir", by="K Tan"))
    assert "Dose 1 not given" in said
    assert "Dose 1: not given" in page
    assert "Dose 1: 50" not in page
    assert "not given: puncture failed" in cells
    assert not {cell for cell in cells if "50 micrograms, " in cell}
    assert "MedicationAdministration" not in {entry["resource"]["resourceType"] for entry in bundle["entry"]}
    assert '"value": 50' not in json.dumps(bundle)


def test_rule_32_a_file_may_leave_the_dose_of_a_failed_puncture_out_and_comes_back_in_the_same_bytes() -> None:
    def file(**dose: object) -> bytes:
        minimal = {"format": "itb-trial-record/1", "trial": "T-1", "person": {"identifier": "RX1"}}
        return json.dumps(minimal | {"doses": [{"number": 1, **dose}]}).encode()

    written = write_record(read_record(file(delivery="none", tried_at="2026-11-18T09:40:00+00:00")))
    assert json.loads(written)["doses"][0]["micrograms"] is None
    assert write_record(read_record(written)) == written
    planned = json.loads(write_record(read_record(file(delivery="none", micrograms=50))))
    assert planned["doses"][0]["micrograms"] == 50  # an older file keeps what was planned
    with pytest.raises(InvalidInput, match=r"doses\[0\]\.micrograms"):
        read_record(file(given_at="2026-11-18T09:40:00+00:00"))


def copied(store: Store, trial: str, at: datetime = TRIED + timedelta(hours=1)) -> Trial:
    return bedside_notes.copy_baseline(store, trial, dose=2, by="R Diaz", at=at)


def test_rule_08_a_baseline_before_a_failed_puncture_is_copied_when_asked_for_and_names_its_origin(
    store: Store, trial: str
) -> None:
    assert store.trial(trial).doses[1].readings == ()
    first, second = copied(store, trial).doses
    assert [(one.item, one.value, one.taken_at, one.by) for one in second.readings] == [
        (one.item, one.value, one.taken_at, one.by) for one in first.readings
    ]
    assert {(one.copied_from, one.typed_by) for one in second.readings} == {(Origin(dose=1), "R Diaz")}
    with refused(NotAllowedNow, "no baseline to copy"):
        copied(store, trial)
    assert store.verify()


def test_rule_08_what_the_next_attempt_measured_itself_is_not_copied_over(store: Store, trial: str) -> None:
    at = TRIED + timedelta(minutes=30)
    deliver(store, trial=trial, taps=taps(2, {MUSCLES[0]: "4"}, at), by="K Tan", received_at=at)
    readings = copied(store, trial).doses[1].readings
    assert {one.item: (one.value, one.copied_from) for one in readings} == {
        MUSCLES[0]: ("4", None),
        MUSCLES[1]: ("2", Origin(dose=1)),
    }


def test_rule_08_never_on_another_day_nor_from_a_dose_that_was_delivered(store: Store, trial: str) -> None:
    tomorrow = TRIED + timedelta(days=1)
    with refused(NotAllowedNow, "no baseline to copy"):
        copied(store, trial, tomorrow)
    given = replace(FIRST, given_at=TRIED)
    planning.correct_dose(store, trial, given, reason="it was given after all", by="K Tan", at=TRIED)
    with refused(NotAllowedNow, "no baseline to copy"):
        copied(store, trial)


def test_rule_08_a_puncture_whose_baseline_was_copied_cannot_become_a_delivered_dose(store: Store, trial: str) -> None:
    copied(store, trial)
    given = replace(FIRST, given_at=TRIED)
    with refused(InvalidInput, "Only a baseline before a puncture"):
        planning.correct_dose(store, trial, given, reason="given", by="K Tan", at=AGAIN)


def test_rule_08_a_copied_baseline_says_so_on_every_face_and_survives_the_file(store: Store, trial: str) -> None:
    copied(store, trial)
    now = planning.give_dose(store, trial, replace(SECOND, given_at=AGAIN), by="K Tan", at=AGAIN)
    summary = summarise(now)
    assert "Baseline copied from dose 1, of which nothing was delivered" in " ".join(
        caution_texts(summary.doses[1].cautions)
    )
    assert remarks_of(now, now.doses[1])[f"baseline|modified_ashworth|{MUSCLES[0]}"] == ("copied from dose 1",)
    assert b"dose=1" in export(store, trial, "csv", by="K Tan")
    assert b"copied from dose 1" in export(store, trial, "fhir", by="K Tan")
    book = load_workbook(BytesIO(export(store, trial, "xlsx", by="K Tan")))
    texts = [str(cell.value) for row in book["Readings"].iter_rows() for cell in row]
    assert texts.count("dose=1") == len(MUSCLES)
    audit = [str(cell.value) for row in book["Audit"].iter_rows() for cell in row]
    assert sum("copied from: dose 1" in text for text in audit) == len(MUSCLES)
    data, other = export(store, trial, "json", by="K Tan"), TemporaryStore()
    import_file(other, data, by="shell:tester")
    assert export(other, trial, "json", by="K Tan") == data


def test_rule_08_a_file_that_borrows_a_baseline_is_refused(store: Store, trial: str) -> None:
    copied(store, trial)
    raw = json.loads(export(store, trial, "json", by="K Tan"))
    raw["doses"][0] |= {"delivery": "full", "micrograms": 50, "given_at": "2026-11-18T09:40:00+00:00"}
    raw["doses"][0].pop("tried_at")
    with pytest.raises(InvalidInput, match="Only a baseline before a puncture that failed"):
        read_record(json.dumps(raw).encode())
