"""Hostile text, of every sort and in every place where somebody types: unchanged in every file, or refused on entry."""

import csv
import json
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from html import unescape
from io import BytesIO
from typing import Any

import pytest
from openpyxl import load_workbook

from tests.temporary_store import TemporaryStore
from trial.actions import bedside_notes, deciding, exporting, importing, maintenance, planning
from trial.actions.entry_sheet import Tap, deliver
from trial.errors import TrialError
from trial.ledger.facts import Action, Call, Decision, Dose, Event, Goal, Measure, Medicine, Person, Plan, Rise, Words
from trial.wording.refusals import sentence_of

T0 = datetime(2026, 11, 18, 9, 40, tzinfo=UTC)
HOUR = T0 + timedelta(hours=1)
LATER = T0 + timedelta(hours=9)
PLAN = Plan(measures=(Measure(scale="pain"),))
PERSON = Person(identifier="TEST-1", name="Ann Example")
TRIAL = "T-0001"
Entry = Callable[[TemporaryStore, str], object]


def note(store: TemporaryStore, text: str) -> None:
    tap = Tap(id="tap00001", kind="reading", dose=1, slot="+1h", scale="pain", item="rating", value="3",
              tapped_at=HOUR, note=text)  # fmt: skip
    refused = deliver(store, trial=TRIAL, taps=[tap], by="K Tan", received_at=HOUR).refused
    for why in refused.values():
        raise Refused(why)


class Refused(TrialError):
    """A tap that was not stored."""


PLACES: dict[str, Entry] = {
    "person": lambda store, text: planning.change_person(
        store, TRIAL, replace(PERSON, notes=text, diagnosis=text), reason="x", by="K Tan", at=HOUR
    ),
    "question": lambda store, text: planning.set_plan(
        store, TRIAL, replace(PLAN, question=text), reason="x", by="K Tan", at=HOUR
    ),
    "reason of an edit": lambda store, text: planning.set_plan(
        store, TRIAL, replace(PLAN, slots=("baseline", "+1h", "+4h")), reason=text, by="K Tan", at=HOUR
    ),
    "goal": lambda store, text: planning.set_goal(
        store, TRIAL, Goal(id="", kind="achieve", words=text), reason="x", by="K Tan", at=HOUR
    ),
    "note": note,
    "event": lambda store, text: bedside_notes.note_event(
        store, TRIAL, dose=1, event=Event(kind="fall", severity="mild", began_at=HOUR, action=text, words=text),
        by="K Tan", at=HOUR,
    ),
    "words": lambda store, text: bedside_notes.record_words(
        store, TRIAL, dose=1, words=Words(by="person", text=text), by="K Tan", at=HOUR
    ),
    "call": lambda store, text: bedside_notes.record_call(
        store, TRIAL, dose=1, call=Call(called_at=LATER, text=text), by="K Tan", at=LATER
    ),
    "medicine": lambda store, text: bedside_notes.take_medicine(
        store, TRIAL, dose=1, medicine=Medicine(name=text, dose=text, status="held"), by="K Tan", at=HOUR
    ),
    "rise": lambda store, text: bedside_notes.record_rise(
        store, TRIAL, dose=1, rise=Rise(kind="sit", at=HOUR, staff=text), pressures={}, by="K Tan", at=HOUR
    ),
    "decision": lambda store, text: deciding.draft(
        store, TRIAL,
        Decision(outcome="defer", reason=text, present=(text,), dissent=text, person_words=text, conditions=text,
                 actions=(Action(what=text, who=text),)),
        by="K Tan", at=LATER,
    ),
}  # fmt: skip
KEPT = (
    "=1+1", "+44", "-2", "@SUM(A1)", '=HYPERLINK("http://x")', "<script>alert(1)</script> & \"x\" 'y' ]]>",
    "🦿 👩🏽‍⚕️", "שלום \u202eabc\u202c", "two\nlines\tand a tab", "_x0041_", "x" * 10_000,
)  # fmt: skip
REFUSED = ("a\x00b", "a\x1bb", "a\x85b", "\ud800", "x" * 10_001)


@pytest.fixture
def store() -> TemporaryStore:
    made = TemporaryStore()
    planning.open_trial(made, person=PERSON, plan=PLAN, zone="Europe/London", by="K Tan", at=T0)
    dose = Dose(number=1, micrograms=Decimal(50), given_at=T0, reason="agreed")
    planning.give_dose(made, TRIAL, dose, by="K Tan", at=T0)
    return made


@pytest.mark.parametrize("place", PLACES)
def test_what_cannot_live_in_a_file_is_refused_where_it_is_typed(place: str, store: TemporaryStore) -> None:
    before = store.trial(TRIAL)
    for text in REFUSED:
        with pytest.raises(TrialError) as refusal:
            PLACES[place](store, text)
        sentence = sentence_of(refusal.value)
        assert sentence.endswith(".")
        assert text not in sentence
        assert store.trial(TRIAL) == before


@pytest.mark.parametrize("text", KEPT, ids=lambda text: ascii(text[:12]))
def test_every_sort_of_text_comes_out_of_every_file_as_it_was_typed(text: str, store: TemporaryStore) -> None:
    for enter in PLACES.values():
        enter(store, text)
    record = exporting.export(store, TRIAL, "json", by="K Tan", at=LATER)
    assert text in set(every_text(json.loads(record)))
    other = TemporaryStore()
    importing.import_file(other, record, by="K Tan", at=LATER)
    assert exporting.export(other, TRIAL, "json", by="K Tan", at=LATER) == record

    bundle = json.loads(exporting.export(store, TRIAL, "fhir", by="K Tan", at=LATER))
    assert any(text in one for one in every_text(bundle))

    page = exporting.export(store, TRIAL, "html", by="K Tan", at=LATER).decode()
    assert "<script" not in page
    shown = unescape(re.sub(r"<[^>]+>", "", page.replace("<br>", "\n")))
    assert " ".join(text.split()) in " ".join(shown.split())

    book = load_workbook(BytesIO(exporting.export(store, TRIAL, "xlsx", by="K Tan", at=LATER)))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert not [cell.coordinate for cell in cells if cell.data_type in ("f", "e")]
    assert text in {cell.value for cell in cells}

    table = exporting.export(store, TRIAL, "csv", by="K Tan", at=LATER).decode()
    (row,) = csv.DictReader(table.splitlines(keepends=True))
    assert row["note"] == (f"'{text}" if text[0] in "=+-@" else text)


def test_the_reason_of_an_erasure_is_held_to_the_same(store: TemporaryStore) -> None:
    no_go = Decision(outcome="do_not_proceed", reason="no effect", present=("K",), person_agrees="yes")
    deciding.sign(store, TRIAL, no_go, by="K", at=LATER)
    for text in REFUSED:
        with pytest.raises(TrialError):
            maintenance.erase(store, TRIAL, reason=text, by="K Tan", at=LATER)
    assert store.trial(TRIAL).erased_at is None


def every_text(node: Any) -> list[str]:
    if isinstance(node, str):
        return [node]
    inside = node.values() if isinstance(node, dict) else node if isinstance(node, list) else ()
    return [text for one in inside for text in every_text(one)]
