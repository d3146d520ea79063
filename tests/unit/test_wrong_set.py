"""A set recorded on the wrong person or in the wrong slot: nothing is deleted, and it counts where it belongs."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from io import BytesIO

import pytest
from openpyxl import load_workbook

from tests.refused import refused
from tests.temporary_store import TemporaryStore
from trial.actions import planning, sets
from trial.actions.entry_sheet import Tap, deliver
from trial.actions.exporting import export
from trial.actions.importing import import_file
from trial.errors import InvalidInput, NotAllowedNow, NotFound
from trial.ledger.facts import Dose, Goal, Measure, Origin, Person, Plan, Trial
from trial.ledger.replay import replay
from trial.meaning.schedule import sets_of
from trial.meaning.summary import summarise
from trial.store import Store
from trial.wording.remarks import caution_texts, remarks_of

T0 = datetime(2026, 11, 18, 9, 40, tzinfo=UTC)
SET_AT, NOW = T0 + timedelta(hours=2), T0 + timedelta(hours=2, minutes=20)
MUSCLES = ("left_hip_adductors", "right_hip_adductors")
PLAN = Plan(slots=("baseline", "+1h", "+2h", "+4h"), measures=(Measure(scale="modified_ashworth", items=MUSCLES),))
WRONG, RIGHT = "T-0001", "T-0002"
REASON = "the wrong tablet"


@pytest.fixture
def store() -> Iterator[Store]:
    """Two people on one ward, an hour apart; a set of the second was recorded on the first at +2h, with a rating."""
    opened = TemporaryStore()
    for number, given_at in ((1, T0), (2, T0 + timedelta(hours=1))):
        person = Person(identifier=f"TEST-{number}", name=f"Person {number}")
        goals = (Goal(id="g1", kind="achieve", words="Wash"),)
        early = T0 - timedelta(hours=2)
        trial = planning.open_trial(opened, person=person, plan=PLAN, goals=goals, by="K Tan", at=early).id
        planning.plan_dose(opened, trial, Dose(number=1, micrograms=Decimal(25)), by="K Tan", at=early)
        given = Dose(number=1, micrograms=Decimal(25), given_at=given_at, reason="agreed")
        planning.give_dose(opened, trial, given, by="K Tan", at=given_at)
    taps = [
        Tap(id=f"settap{n:03}", kind="reading", dose=1, slot="+2h", scale="modified_ashworth", item=item, value="3",
            tapped_at=SET_AT)
        for n, item in enumerate(MUSCLES)
    ]  # fmt: skip
    taps.append(
        Tap(id="setrating", kind="rating", dose=1, slot="+2h", goal="g1", value="1", by="team", tapped_at=SET_AT)
    )
    assert deliver(opened, trial=WRONG, taps=taps, by="K Tan", received_at=SET_AT).refused == {}
    yield opened
    opened.close()


def ids(store: Store, trial: str = WRONG) -> tuple[str, ...]:
    return tuple(reading.id for reading in store.trial(trial).doses[0].readings)


def take_out(store: Store, to: str = RIGHT, **more: str) -> Trial:
    told = {"reason": REASON, "slot": "+1h"} | more
    return sets.take_out_set(store, WRONG, dose=1, ids=ids(store), to=to, by="R Diaz", at=NOW, **told)


def test_rule_01_a_set_on_the_wrong_person_counts_nowhere_and_stays_in_sight(store: Store) -> None:
    dose = take_out(store).doses[0]
    assert dose.readings == ()
    assert [rating.level for rating in dose.ratings] == [None]
    assert [
        (gone.reading.value, gone.wrong_person, gone.copied_to, gone.by, gone.reason) for gone in dose.withdrawn
    ] == [("3", True, RIGHT, "R Diaz", REASON)] * len(MUSCLES)
    summary = summarise(store.trial(WRONG))
    assert not any(series.points for series in summary.doses[0].series)
    said = " ".join(caution_texts(summary.doses[0].cautions))
    assert "2 readings of +2h taken out, counted nowhere: recorded on the wrong person (the wrong tablet)" in said
    assert store.verify()


def test_rule_01_the_right_person_gets_copies_that_name_their_origin(store: Store) -> None:
    take_out(store)
    now = store.trial(RIGHT)
    origin = Origin(dose=1, trial=WRONG, slot="+2h")
    assert [
        (one.slot, one.value, one.taken_at, one.by, one.typed_by, one.copied_from) for one in now.doses[0].readings
    ] == [("+1h", "3", SET_AT, "K Tan", "R Diaz", origin)] * len(MUSCLES)
    assert remarks_of(now, now.doses[0])[f"+1h|modified_ashworth|{MUSCLES[0]}"][0].startswith(
        "recorded on another person"
    )
    assert "2 readings of +1h recorded on another person first" in " ".join(
        caution_texts(summarise(now).doses[0].cautions)
    )


def test_rule_01_both_audits_say_what_happened_and_no_page_of_one_shows_the_other(store: Store) -> None:
    take_out(store)
    for trial, expected in ((WRONG, f"copied to {RIGHT}"), (RIGHT, f"trial {WRONG}")):
        book = load_workbook(BytesIO(export(store, trial, "xlsx", by="K Tan")))
        audit = " ".join(str(cell.value) for row in book["Audit"].iter_rows() for cell in row)
        assert expected in audit
        assert REASON in audit
        other = "Person 2" if trial == WRONG else "Person 1"
        assert other not in export(store, trial, "html", by="K Tan").decode()
        assert other.encode() not in export(store, trial, "json", by="K Tan")


@pytest.mark.parametrize("trial", [WRONG, RIGHT])
def test_rule_01_a_set_taken_out_or_copied_comes_back_from_the_record_file_in_the_same_bytes(
    store: Store, trial: str
) -> None:
    take_out(store)
    data, other = export(store, trial, "json", by="K Tan"), TemporaryStore()
    import_file(other, data, by="shell:tester")
    assert export(other, trial, "json", by="K Tan") == data


def test_rule_01_what_the_right_person_cannot_have_changes_neither(store: Store) -> None:
    before = [store.trial(trial).fingerprint for trial in (WRONG, RIGHT)]
    with refused(InvalidInput, "baseline reading"):
        take_out(store, slot="baseline")
    with refused(NotAllowedNow, "Say why"):
        take_out(store, reason=" ")
    with refused(NotAllowedNow, "name the right person"):
        take_out(store, to=WRONG)
    with refused(NotFound, "No open trial"):
        sets.open_trial_of(store, "TEST-9")
    assert [store.trial(trial).fingerprint for trial in (WRONG, RIGHT)] == before
    assert sets.open_trial_of(store, "TEST-2") == RIGHT


def test_rule_01_a_set_copied_before_the_line_broke_is_not_copied_twice(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as broken:
        broken.setattr(sets, "_take_out", lambda *_, **__: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            take_out(store)
    assert len(ids(store, RIGHT)) == len(ids(store)) == len(MUSCLES)
    take_out(store)
    assert (len(ids(store, RIGHT)), len(ids(store))) == (len(MUSCLES), 0)


def test_rule_01_a_set_may_be_taken_out_before_the_right_person_is_known(store: Store) -> None:
    dose = take_out(store, to="").doses[0]
    assert {(gone.wrong_person, gone.copied_to) for gone in dose.withdrawn} == {(True, "")}
    assert ids(store, RIGHT) == ()


def test_rule_07_a_set_is_relabelled_with_a_reason_and_keeps_its_times_and_its_ratings(store: Store) -> None:
    now = sets.relabel_set(store, WRONG, dose=1, ids=ids(store), slot="+1h", reason="T0 was 10:40", by="R Diaz", at=NOW)
    (dose,) = now.doses
    assert [(one.slot, one.taken_at, one.corrected[0].reading.slot) for one in dose.readings] == [
        ("+1h", SET_AT, "+2h")
    ] * len(MUSCLES)
    assert {(one.slot, one.level) for one in dose.ratings} == {("+1h", Decimal(1)), ("+2h", None)}
    assert "2 readings recorded at +2h stand at +1h (T0 was 10:40)" in " ".join(
        caution_texts(summarise(now).doses[0].cautions)
    )
    book = load_workbook(BytesIO(export(store, WRONG, "xlsx", by="K Tan")))
    assert "was 3 at +2h; R Diaz" in " ".join(str(cell.value) for row in book["Readings"].iter_rows() for cell in row)
    assert "now at +1h" in [cell.value for row in book["Audit"].iter_rows() for cell in row]
    data, other = export(store, WRONG, "json", by="K Tan"), TemporaryStore()
    import_file(other, data, by="shell:tester")
    assert export(other, WRONG, "json", by="K Tan") == data
    with refused(NotAllowedNow, r"at \+1h already"):
        sets.relabel_set(store, WRONG, dose=1, ids=ids(store), slot="+1h", reason="again", by="R Diaz", at=NOW)
    with refused(InvalidInput, "baseline reading"):
        sets.relabel_set(store, WRONG, dose=1, ids=ids(store), slot="baseline", reason="again", by="R Diaz", at=NOW)
    with refused(NotFound, "changed meanwhile"):
        sets.relabel_set(store, WRONG, dose=1, ids=("gone",), slot="+4h", reason="again", by="R Diaz", at=NOW)


def test_a_tap_resent_after_its_set_was_moved_is_acknowledged_and_adds_nothing(store: Store) -> None:
    for slot in ("+1h", "+4h"):
        sets.relabel_set(store, WRONG, dose=1, ids=ids(store), slot=slot, reason="T0", by="R Diaz", at=NOW)
    again = Tap(id="settap000", kind="reading", dose=1, slot="+2h", scale="modified_ashworth", item=MUSCLES[0],
                value="3", tapped_at=SET_AT)  # fmt: skip
    assert deliver(store, trial=WRONG, taps=[again], by="K Tan", received_at=NOW).acknowledged == (again.id,)
    take_out(store, to="")
    assert deliver(store, trial=WRONG, taps=[again], by="K Tan", received_at=NOW).acknowledged == (again.id,)
    assert store.trial(WRONG).doses[0].readings == ()


def test_a_ledger_with_moved_sets_replays_in_parts_as_in_one(store: Store) -> None:
    sets.relabel_set(store, WRONG, dose=1, ids=ids(store), slot="+1h", reason="T0 was 10:40", by="R Diaz", at=NOW)
    take_out(store)
    facts = list(store.facts(WRONG))
    whole = replay(facts)
    for cut in range(1, len(facts)):
        assert replay(facts[cut:], replay(facts[:cut])) == whole


def test_sets_of_extra_readings_are_apart_by_15_minutes(store: Store) -> None:
    taps = [
        Tap(id=f"extra{minutes:04}", kind="reading", dose=1, slot="extra", scale="modified_ashworth", item=MUSCLES[0],
            value="1", tapped_at=T0 + timedelta(minutes=minutes))
        for minutes in (30, 40, 70)
    ]  # fmt: skip
    assert [(one.slot, len(one.readings)) for one in sets_of(store.trial(WRONG).doses[0])] == [("+2h", 2)]
    deliver(store, trial=WRONG, taps=taps, by="K Tan", received_at=T0 + timedelta(hours=3))
    assert [(one.slot, len(one.readings)) for one in sets_of(store.trial(WRONG).doses[0])] == [
        ("+2h", 2), ("extra", 2), ("extra", 1),
    ]  # fmt: skip
