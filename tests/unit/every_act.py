"""Every act that a person can do on a store, with the right that it needs, on a service where each of them works."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from functools import cache
from io import BytesIO
from typing import Any

from openpyxl import load_workbook

from tests.temporary_store import TemporaryStore
from tests.unit.building import WELL
from trial.actions import (
    bedside_notes,
    deciding,
    entry_sheet,
    exporting,
    importing,
    maintenance,
    meetings,
    person_copies,
    planning,
    sets,
)
from trial.actions.act import every_row
from trial.errors import NotAllowedNow
from trial.files import formats
from trial.files.backup import read_backup, write_backup
from trial.ledger.facts import Call, Decision, Dose, Event, Goal, Measure, Medicine, Person, Plan, Reading, Rise, Words
from trial.rules.roles import Right
from trial.settings import DATA
from trial.store import Store

BY = "K Tan"
T0 = datetime(2026, 11, 18, 9, 40, tzinfo=UTC)
PLANNED, UNDER_WAY, SIGNED, CLOSED, FAILED = "T-0001", "T-0002", "T-0003", "T-0004", "T-0005"
BIRCH = (DATA / "demo" / "under_way.json").read_bytes()
PLAN = Plan(measures=(Measure(scale="ashworth", items=("left_hip_adductors",)), Measure(scale="penn_spasm")))
DECISION = Decision(outcome="defer", reason="The legs were too weak today", present=("K Tan",), person_agrees="yes")
EVENT = Event(kind="somnolence", severity="mild", began_at=T0 + timedelta(hours=1))
SECOND = Dose(number=2, micrograms=Decimal(25))
Act = Callable[[Store], Any]


def service() -> Store:
    """A trial being planned, one under way with two values in a cell, one signed, one closed, one failed puncture."""
    store = TemporaryStore()
    store.load(read_backup(outside_copy()))
    return store


@cache
def outside_copy() -> list[bytes]:
    """A backup of the ledger of `service`, as whoever keeps backups has it outside this program."""
    store = TemporaryStore()
    for number in range(1, 5):
        goals = [Goal(id=f"g{n}", kind="achieve", words=f"Walk {n}") for n in (1, 2)]
        person = Person(identifier=f"TEST-{number}", name="Ann Example")
        trial = planning.open_trial(store, person=person, plan=PLAN, goals=goals, by=BY, at=T0 - timedelta(days=1)).id
        if trial != PLANNED:
            dose = Dose(number=1, micrograms=Decimal(25))
            planning.plan_dose(store, trial, dose, by=BY, at=T0)
            planning.give_dose(store, trial, replace(dose, given_at=T0, reason="agreed"), by=BY, at=T0)
    person = Person(identifier="TEST-5", name="Ann Example")
    failed = planning.open_trial(store, person=person, plan=PLAN, by=BY, at=T0 - timedelta(days=1)).id
    for number, at in ((1, T0 - timedelta(hours=1)), (2, T0 + timedelta(hours=1))):
        planning.plan_dose(store, failed, Dose(number=number, micrograms=Decimal(25)), by=BY, at=at)
        if number == 1:
            baseline = replace(tap("dddddddd"), slot="baseline", tapped_at=at)
            entry_sheet.deliver(store, trial=failed, taps=[baseline], by=BY, received_at=at)
            planning.give_dose(store, failed, Dose(number=1, delivery="none", tried_at=T0), by=BY, at=T0)
    for name in ("aaaaaaaa", "bbbbbbbb"):
        entry_sheet.deliver(store, trial=UNDER_WAY, taps=[tap(name)], by=BY, received_at=T0 + timedelta(hours=2))
    bedside_notes.note_event(store, UNDER_WAY, dose=1, event=EVENT, by=BY, at=T0 + timedelta(hours=2))
    for trial, outcome in ((SIGNED, DECISION), (CLOSED, replace(DECISION, outcome="do_not_proceed"))):
        end(store, trial)
        deciding.sign(store, trial, outcome, by=BY)
    return [*write_backup(store.raw())]


def tap(name: str) -> entry_sheet.Tap:
    at = T0 + timedelta(hours=1, minutes=ord(name[0]) - ord("a"))
    reading = {"kind": "reading", "slot": "+1h", "scale": "ashworth", "item": "left_hip_adductors", "value": "2"}
    return entry_sheet.Tap(id=name, dose=1, tapped_at=at, **reading)  # type: ignore[arg-type]


def tapped(store: Store) -> tuple[str, ...]:
    return tuple(reading.id for reading in store.trial(UNDER_WAY).doses[0].readings)


def end(store: Store, trial: str) -> Any:
    return bedside_notes.end_observation(store, trial, dose=1, ended_at=T0 + timedelta(hours=8), answers=WELL, by=BY)


def rewritten(store: Store) -> Any:
    event = replace(EVENT, id="e1", action="watched")
    found = [one for one in all_events() if one.id]
    return bedside_notes.rewrite_event(
        store, UNDER_WAY, dose=1, event=found[0] if found else event, reason="late", by=BY
    )


def all_events() -> Iterator[Event]:
    """The event of the trial under way as the fixed service stores it, changed."""
    for event in service().trial(UNDER_WAY).doses[0].events:
        yield replace(event, action="watched")


def previewed(store: Store) -> None:
    """A preview says why a file is refused and raises nothing."""
    for data in (BIRCH, form()):
        found = importing.preview(store, data, by=BY)
        if found.problems:
            raise NotAllowedNow(str(found.problems[0]))


def imported(store: Store) -> None:
    """A record, and a filled form."""
    for data in (BIRCH, form()):
        importing.import_file(store, data, by=BY)


@cache
def form() -> bytes:
    """The paper form of the trial under way with one grade written in."""
    book = load_workbook(BytesIO(exporting.export(service(), UNDER_WAY, "proforma", by=BY)))
    boxes = {"ashworth|left_hip_adductors": "1", "set:ashworth|time": "1145", "set:ashworth|by": "A Osei"}
    for sheet in book:
        column = next((cell.column for cell in sheet[1] if cell.value == "+2h"), None)
        for row in range(2, sheet.max_row + 1):
            if column and (written := boxes.get(sheet.cell(row, 1).value)):
                sheet.cell(row, column).value = written
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def compared(store: Store) -> str:
    """With a copy of the same ledger."""
    return maintenance.compare(store, outside_copy())


def written(store: Store) -> None:
    exporting.export_table(store, BytesIO(), by=BY)


def exported(store: Store) -> list[bytes]:
    return [exporting.export(store, UNDER_WAY, key, by=BY) for key in formats.catalogue()]


def restored(store: Store) -> str:
    """Into an empty store of the same person."""
    lines = list(maintenance.backup(service(), by=BY))
    return maintenance.restore(store, lines, by=BY)


PERSON = Person(identifier="TEST-9", name="Bo Example")
MEETING = meetings.Meeting(id="m1", begun_at=T0, begun_by=BY, agenda=(UNDER_WAY,))
GOAL = Goal(id="g1", kind="achieve", words="Walk to the gate")
RISE = Rise(kind="sit", at=T0 + timedelta(hours=2))
PRESSURES = {"lying": (Decimal(120), Decimal(70))}
READING = Reading(slot="+2h", taken_at=T0, scale="ashworth", item="left_hip_adductors", value="1", by=BY)
ACTS: dict[str, tuple[Right, Act]] = {
    "planning.open_trial": ("enter", lambda s: planning.open_trial(s, person=PERSON, plan=PLAN, by=BY)),
    "planning.trials_with_identifier": ("review", lambda s: [*planning.trials_with_identifier(s, "TEST-1")]),
    "planning.change_person": ("enter", lambda s: planning.change_person(s, PLANNED, PERSON, by=BY)),
    "planning.set_plan": ("enter", lambda s: planning.set_plan(s, PLANNED, replace(PLAN, question="?"), by=BY)),
    "planning.set_goal": ("enter", lambda s: planning.set_goal(s, PLANNED, GOAL, by=BY)),
    "planning.order_goals": ("enter", lambda s: planning.order_goals(s, PLANNED, ["g2", "g1"], by=BY)),
    "planning.drop_goal": ("enter", lambda s: planning.drop_goal(s, PLANNED, "g1", by=BY)),
    "planning.agree": ("enter", lambda s: planning.agree(s, PLANNED, by=BY)),
    "planning.correct_agreement": (
        "enter",
        lambda s: planning.correct_agreement(s, UNDER_WAY, datetime(2026, 1, 1, tzinfo=UTC), reason="typed", by=BY),
    ),
    "planning.plan_dose": ("enter", lambda s: planning.plan_dose(s, PLANNED, replace(SECOND, number=1), by=BY)),
    "planning.give_dose": (
        "enter",
        lambda s: planning.give_dose(s, PLANNED, replace(SECOND, number=1, given_at=T0, reason="agreed"), by=BY),
    ),
    "planning.correct_dose": (
        "enter",
        lambda s: planning.correct_dose(
            s, UNDER_WAY, replace(SECOND, number=1, given_at=T0 - timedelta(minutes=1)), reason="misread", by=BY
        ),
    ),
    "bedside_notes.copy_baseline": (
        "enter",
        lambda s: bedside_notes.copy_baseline(s, FAILED, dose=2, by=BY, at=T0 + timedelta(hours=1)),
    ),
    "bedside_notes.note_bladder": (
        "enter",
        lambda s: bedside_notes.note_bladder(s, UNDER_WAY, dose=1, bladder="emptied", by=BY),
    ),
    "bedside_notes.note_bed": ("enter", lambda s: bedside_notes.note_bed(s, UNDER_WAY, dose=1, bed="Bay 2", by=BY)),
    "entry_sheet.deliver": (
        "enter",
        lambda s: entry_sheet.deliver(s, trial=UNDER_WAY, taps=[tap("cccccccc")], by=BY),
    ),
    "bedside_notes.note_event": ("enter", lambda s: bedside_notes.note_event(s, UNDER_WAY, dose=1, event=EVENT, by=BY)),
    "bedside_notes.rewrite_event": ("enter", rewritten),
    "bedside_notes.record_events_asked": (
        "enter",
        lambda s: bedside_notes.record_events_asked(s, UNDER_WAY, dose=1, by=BY),
    ),
    "bedside_notes.record_words": (
        "enter",
        lambda s: bedside_notes.record_words(s, UNDER_WAY, dose=1, words=Words(by="person", text="Light"), by=BY),
    ),
    "bedside_notes.record_call": (
        "enter",
        lambda s: bedside_notes.record_call(
            s, UNDER_WAY, dose=1, call=Call(called_at=T0 + timedelta(days=1), text="well"), by=BY
        ),
    ),
    "bedside_notes.end_observation": ("enter", lambda s: end(s, UNDER_WAY)),
    "bedside_notes.reopen_observation": (
        "enter",
        lambda s: (end(s, UNDER_WAY), bedside_notes.reopen_observation(s, UNDER_WAY, dose=1, reason="drowsy", by=BY)),
    ),
    "bedside_notes.tick": ("enter", lambda s: bedside_notes.tick(s, UNDER_WAY, dose=1, what="skin", by=BY)),
    "bedside_notes.note_assessors": (
        "enter",
        lambda s: bedside_notes.note_assessors(s, UNDER_WAY, dose=1, knew=False, by=BY),
    ),
    "bedside_notes.take_medicine": (
        "enter",
        lambda s: bedside_notes.take_medicine(
            s, UNDER_WAY, dose=1, medicine=Medicine(name="Baclofen", status="held"), by=BY
        ),
    ),
    "bedside_notes.record_rise": (
        "enter",
        lambda s: bedside_notes.record_rise(
            s, UNDER_WAY, dose=1, rise=RISE, pressures=PRESSURES, confirmed=True, by=BY
        ),
    ),
    "sets.relabel_set": (
        "enter",
        lambda s: sets.relabel_set(s, UNDER_WAY, dose=1, ids=tapped(s), slot="+2h", reason="T0", by=BY),
    ),
    "sets.take_out_set": (
        "enter",
        lambda s: sets.take_out_set(s, UNDER_WAY, dose=1, ids=tapped(s), reason="the wrong tablet", by=BY),
    ),
    "sets.open_trial_of": ("review", lambda s: sets.open_trial_of(s, "TEST-2")),
    "deciding.draft": ("enter", lambda s: deciding.draft(s, UNDER_WAY, DECISION, by=BY)),
    "deciding.sign": ("sign", lambda s: deciding.sign(s, UNDER_WAY, DECISION, by=BY)),
    "deciding.reopen": ("sign", lambda s: deciding.reopen(s, SIGNED, reason="a call since", by=BY)),
    "importing.import_file": ("enter", imported),
    "importing.add_demonstration": ("enter", lambda s: importing.add_demonstration(s, by=BY)),
    "exporting.export": ("review", exported),
    "exporting.export_all": ("review", lambda s: [*exporting.export_all(s, "json", by=BY)]),
    "exporting.export_table": ("review", written),
    "importing.preview": ("review", previewed),
    "act.every_row": ("review", lambda s: [*every_row(s)]),
    "deciding.this_week": ("review", deciding.this_week),
    "person_copies.keep_copy": (
        "enter",
        lambda s: person_copies.keep_copy(s, CLOSED, "You walked", checked_by="Dr Elm", by=BY),
    ),
    "meetings.begin": ("enter", lambda s: meetings.begin(s, [UNDER_WAY], by=BY)),
    "meetings.add": ("enter", lambda s: meetings.add(s, MEETING, SIGNED, by=BY)),
    "meetings.note_present": ("enter", lambda s: meetings.note_present(s, MEETING, ["Dr Elm"], by=BY)),
    "meetings.end": ("enter", lambda s: meetings.end(s, MEETING, by=BY)),
    "meetings.running": ("review", meetings.running),
    "meetings.decided": ("review", lambda s: meetings.decided(s, MEETING)),
    "maintenance.backup": ("administer", lambda s: [*maintenance.backup(s, by=BY)]),
    "maintenance.restore": ("administer", restored),
    "maintenance.erase": ("administer", lambda s: maintenance.erase(s, CLOSED, reason="past its date", by=BY)),
    "maintenance.verify": ("administer", lambda s: maintenance.verify(s, by=BY)),
    "maintenance.statistics": ("administer", maintenance.statistics),
    "maintenance.compare": ("administer", compared),
    "maintenance.check_backup": ("administer", lambda s: maintenance.check_backup(s, outside_copy())),
    "maintenance.audit": ("administer", lambda s: maintenance.audit(s, maintenance.AuditFilter())),
    "maintenance.past_retention": ("review", lambda s: [*maintenance.past_retention(s, 8)]),
}
