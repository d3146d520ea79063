"""A record that goes in comes out: through a ledger, into another, and out again in the same bytes."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import settings as slow
from hypothesis import strategies as st

from tests.temporary_store import TemporaryStore
from trial.actions.exporting import export, export_all
from trial.actions.importing import add_demonstration, import_file, preview
from trial.errors import InvalidInput, NotFound
from trial.files.record import read_record, write_record
from trial.ledger.entries import SERVICE, DecisionReopened, Noted, Opened, ReadingChosen, ReadingTaken, ReadingWithdrawn
from trial.ledger.facts import Reading
from trial.ledger.payload import decode

T0 = datetime(2026, 11, 18, 9, 40, tzinfo=UTC)
AT = datetime(2026, 11, 20, 8, 0, tzinfo=UTC)
MINIMAL: dict[str, Any] = {"format": "itb-trial-record/1", "trial": "T-1", "person": {"identifier": "X1"}}


def as_bytes(tree: object) -> bytes:
    return json.dumps(tree).encode()


def through(data: bytes) -> bytes:
    """Import into an empty ledger, and export."""
    store = TemporaryStore()
    done = import_file(store, data, by="shell:tester", at=AT)
    store.verify()
    return export(store, done.trial, "json", by="shell:tester", at=AT)


def moment(minutes: int, offset: str = "+00:00") -> str:
    shift = timedelta(hours=int(offset[:3]), minutes=int(offset[0] + offset[4:]))
    return (T0 + timedelta(minutes=minutes) + shift).replace(tzinfo=None).isoformat() + offset


TEXT = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"], include_characters="\n\t"), max_size=12)
OFFSET = st.sampled_from(["+00:00", "+01:00", "-03:30"])
ANSWER = st.one_of(
    st.tuples(
        st.just("modified_ashworth"),
        st.sampled_from(["left_hip_adductors", "right_hip_adductors"]),
        st.sampled_from(["0", "1", "1+", "2", "3", "4"]),
    ),
    st.tuples(st.just("pain"), st.just("rating"), st.integers(0, 10)),
    st.tuples(st.just("ten_metre_walk"), st.just("metres"), st.sampled_from([6, 7.62, 10, 12.345678901])),
    st.tuples(st.just("observations"), st.just("on_oxygen"), st.booleans()),
)


@st.composite
def readings(draw: st.DrawFn, start: int, end: int, slots: list[str]) -> dict[str, Any]:
    scale, item, value = draw(ANSWER)
    given = draw(st.booleans())
    return {
        "slot": draw(st.sampled_from(slots)),
        "taken_at": moment(draw(st.integers(start, end)), draw(OFFSET)),
        "scale": scale,
        "item": item,
        "value": value if given else None,
        "status": "measured" if given else draw(st.sampled_from(["unable_pain", "declined", "unrecordable"])),
        "by": draw(st.sampled_from(["", "K Tan", "R Diaz"])),
        "note": draw(TEXT),
    }


@st.composite
def histories(draw: st.DrawFn, start: int, end: int, slots: list[str]) -> dict[str, Any]:
    reading = draw(readings(start, end, slots))
    if draw(st.booleans()):
        at = draw(st.integers(end, end + 600))
        before = draw(readings(start, end, slots))
        reading["corrected"] = [{"reading": before, "at": moment(at), "by": "K Tan", "reason": draw(TEXT)}]
    return reading


def apart(found: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """No item twice at one moment by one person."""
    seen = {(r["scale"], r["item"], r["by"], datetime.fromisoformat(r["taken_at"])): r for r in found}
    return [*seen.values()]


@st.composite
def doses(draw: st.DrawFn, number: int, start: int) -> dict[str, Any]:
    ending = st.sampled_from([None, moment(start + 600)])
    return {
        "number": number,
        "micrograms": draw(st.sampled_from([12.5, 50, 75])),
        "given_at": moment(start, draw(OFFSET)),
        "readings": apart(
            draw(st.lists(histories(start - 60, start, ["baseline"]), max_size=4))
            + draw(st.lists(histories(start, start + 600, ["+1h", "+4h", "extra"]), max_size=6))
        ),
        "ratings": [
            {"goal": "g1", "slot": "+4h", "by": by, "level": level} | ({"rated_at": moment(start + at)} if at else {})
            for by, level, at in draw(
                st.lists(
                    st.tuples(st.sampled_from(["team", "person"]), st.sampled_from([-0.5, 0, 2]), st.integers(0, 500))
                )
            )
        ],
        "events_asked": draw(st.booleans()),
        "events": [
            {"kind": kind, "severity": "mild", "began_at": moment(start + at), "words": draw(TEXT)}
            for kind, at in draw(
                st.lists(st.tuples(st.sampled_from(["headache", "dizziness"]), st.integers(0, 9999)), max_size=3)
            )
        ],
        "words": [{"by": "person", "text": text} for text in draw(st.lists(TEXT, max_size=2))],
        "ended_at": draw(ending),
        "follow_up": [
            {"called_at": moment(start + 60 * hours), "text": draw(TEXT)}
            for hours in draw(st.lists(st.integers(24, 200), max_size=2))
        ],
        "withdrawn": [
            {"reading": reading, "at": moment(start + 700)}
            for reading in draw(st.lists(readings(start, start + 9, ["+1h"]), max_size=1))
        ],
        "earlier_t0": draw(
            st.sampled_from(
                [[], [{"given_at": moment(start - 5), "until_at": moment(start + 30), "reason": "watch slow"}]]
            )
        ),
    }


@st.composite
def records(draw: st.DrawFn) -> bytes:
    first = {"outcome": "repeat_higher", "reason": draw(TEXT), "signed_by": "A Rao", "signed_at": moment(1000)}
    voided = {"decision": first | {"outcome": "defer"}, "at": moment(1100), "by": "A Rao", "reason": draw(TEXT)}
    draft = {"outcome": None, "reason": draw(TEXT), "history": [voided]}
    goal = {"id": "g1", "kind": "keep", "words": draw(TEXT)}
    earlier = {"goal": {"id": "g1", "kind": "achieve"}, "until_at": moment(-100), "reason": draw(TEXT)}
    return as_bytes(
        MINIMAL
        | {
            "person": {"identifier": "X1", "name": draw(TEXT), "born": draw(st.sampled_from([None, "1970-02-28"]))},
            "goals": [
                goal | draw(st.sampled_from([{}, {"earlier": [earlier]}, {"dropped_at": moment(2000)}])),
                {"id": "g2", "kind": "achieve", "agreed_at": moment(-5), "agreed_by": "K Tan"},
            ],
            "doses": [draw(doses(1, 0)), *draw(st.sampled_from([[], [draw(doses(2, 20_000))]]))],
            "decisions": draw(st.sampled_from([[], [first], [draft], [first, draft], [first, first]])),
            "agreed_at": draw(st.sampled_from([None, moment(-10)])),
            "zone": draw(st.sampled_from(["", "Europe/London"])),
        }
    )


@given(records())
@slow(max_examples=60, deadline=None)
def test_export_import_export_gives_the_same_bytes(data: bytes) -> None:
    plain = write_record(read_record(data))
    assert write_record(read_record(plain)) == plain
    assert through(data) == plain
    assert through(plain) == plain


def test_the_same_file_again_adds_nothing_and_says_so() -> None:
    store = TemporaryStore()
    assert import_file(store, as_bytes(MINIMAL), by="a", at=AT).added
    before = store.trial("T-1").fingerprint
    assert not import_file(store, as_bytes(MINIMAL), by="b", at=AT).added
    assert store.trial("T-1").fingerprint == before


def test_the_same_content_written_another_way_adds_nothing() -> None:
    store = TemporaryStore()
    import_file(store, as_bytes(MINIMAL), by="a", at=AT)
    again = write_record(read_record(as_bytes(MINIMAL)))
    assert not import_file(store, again, by="a", at=AT).added


def test_different_content_is_refused_naming_the_first_difference() -> None:
    store = TemporaryStore()
    import_file(store, as_bytes(MINIMAL), by="a", at=AT)
    with pytest.raises(InvalidInput, match=r"^b\.json: T-1 is already there .* difference is at person\.identifier\.$"):
        import_file(store, as_bytes(MINIMAL | {"person": {"identifier": "X2"}}), by="a", at=AT, where="b.json")
    assert store.trial("T-1").person.identifier == "X1"


def test_a_refused_file_leaves_nothing_behind() -> None:
    store = TemporaryStore()
    with pytest.raises(InvalidInput):
        import_file(store, as_bytes(MINIMAL | {"doses": [{"number": 1, "micrograms": 0}]}), by="a", at=AT)
    assert [*store.trials()] == []
    assert [*store.entries(SERVICE)] == []


def test_an_imported_trial_says_by_whom() -> None:
    store = TemporaryStore()
    import_file(store, as_bytes(MINIMAL), by="shell:tester", at=AT)
    assert store.trial("T-1").imported_by == "shell:tester"


def test_an_export_is_an_entry_of_the_service_chain_and_does_not_move_the_trials() -> None:
    store = TemporaryStore()
    import_file(store, as_bytes(MINIMAL), by="a", at=AT)
    before = store.trial("T-1").fingerprint
    export(store, "T-1", "json", by="a", at=AT)
    export(store, "T-1", "csv", by="a", at=AT)
    [*export_all(store, "csv", by="a", at=AT)]
    assert store.trial("T-1").fingerprint == before
    noted = [decode(entry.payload, lambda _: None) for entry in store.entries(SERVICE)]
    assert [one.detail for one in noted if isinstance(one, Noted) and one.what == "exported"] == [
        "json",
        "csv",
        "csv, every trial",
    ]


def test_exporting_a_trial_that_is_not_there_is_refused() -> None:
    with pytest.raises(NotFound):
        export(TemporaryStore(), "T-9", "json", by="a", at=AT)


def test_a_signature_covers_what_stood_then_and_late_facts_come_after_it() -> None:
    dose = {"number": 1, "micrograms": 50, "given_at": moment(0)}
    late = {"kind": "headache", "severity": "mild", "began_at": moment(7000)}
    decision = {"outcome": "repeat_higher", "reason": "more", "signed_by": "A Rao", "signed_at": moment(1000)}
    tree = MINIMAL | {
        "doses": [dose | {"events": [late]}, dose | {"number": 2, "given_at": moment(3000)}],
        "decisions": [decision],
    }
    store = TemporaryStore()
    trial = import_file(store, as_bytes(tree), by="a", at=AT).trial
    kinds = [fact.kind for _, fact in store.facts(trial)]
    assert kinds == ["opened", "planned", "dose_set", "events_asked", "signed", "dose_set", "event"]


def test_what_was_done_at_the_bedside_comes_back_from_its_export() -> None:
    """Corrections, an undo, two values of which one is chosen, a decision reopened."""
    store = TemporaryStore()
    signed = {"outcome": "proceed", "reason": "met", "person_agrees": "yes", "signed_by": "A", "signed_at": moment(900)}
    dose = {"number": 1, "micrograms": 50, "given_at": moment(0)}
    trial = import_file(store, as_bytes(MINIMAL | {"doses": [dose], "decisions": [signed]}), by="a", at=AT).trial

    def reading(id_: str, value: str, minutes: int, by: str) -> Reading:
        taken = T0 + timedelta(minutes=minutes)
        scale, item = "modified_ashworth", "left_hip_adductors"
        return Reading(slot="+1h", taken_at=taken, scale=scale, item=item, value=value, by=by, id=id_)

    acts = [
        DecisionReopened(reason="a late reading"),
        ReadingTaken(dose=1, reading=reading("a", "3", 60, "K Tan")),
        ReadingTaken(dose=1, reading=reading("b", "2", 61, "K Tan"), replaces="a", reason="slip"),
        ReadingTaken(dose=1, reading=reading("c", "1+", 62, "R Diaz"), replaces="a"),
        ReadingTaken(dose=1, reading=replace(reading("d", "1", 70, "R Diaz"), slot="extra")),
        ReadingWithdrawn(dose=1, id="d", reason="wrong leg"),
        ReadingTaken(dose=1, reading=replace(reading("", "0", 80, "R Diaz"), slot="extra")),
        ReadingChosen(dose=1, id="c", over=("b",), reason="agreed on looking again"),
    ]
    for minutes, fact in enumerate(acts):
        store.append(trial, lambda _, fact=fact: [fact], at=AT + timedelta(minutes=minutes), by="K Tan")  # type: ignore[misc]
    first = export(store, trial, "json", by="a", at=AT)
    tree = json.loads(first)["doses"][0]
    assert [one["reading"]["value"] for one in tree["readings"][0]["corrected"]] == ["3", "2"]
    assert tree["withdrawn"][0]["reading"]["value"] == "1"
    assert json.loads(first)["decisions"][0]["history"][0]["reason"] == "a late reading"
    assert through(first) == first


def test_every_trial_as_json_lines_is_one_record_a_line() -> None:
    store = TemporaryStore()
    for name in ("T-2", "T-1"):
        import_file(store, as_bytes(MINIMAL | {"trial": name}), by="a", at=AT)
    lines = b"".join(export_all(store, "json", by="a", at=AT)).splitlines()
    assert [read_record(line).trial for line in lines] == ["T-1", "T-2"]


def test_the_demonstration_trials_are_added_once(tmp_path: Path) -> None:
    (tmp_path / "one.json").write_bytes(as_bytes(MINIMAL))
    store = TemporaryStore()
    assert add_demonstration(store, by="a", at=AT, folder=tmp_path) == 1
    assert add_demonstration(store, by="a", at=AT, folder=tmp_path) == 0


def test_the_demonstration_trials_that_ship_come_back_in_the_same_bytes() -> None:
    store = TemporaryStore()
    assert add_demonstration(store, by="a", at=AT) > 0
    for trial in store.trials():
        data = export(store, trial, "json", by="a", at=AT)
        assert through(data) == data


def test_opening_an_imported_trial_is_marked_in_its_ledger() -> None:
    store = TemporaryStore()
    import_file(store, as_bytes(MINIMAL), by="a", at=AT)
    opened = next(fact for _, fact in store.facts("T-1"))
    assert isinstance(opened, Opened)
    assert opened.imported


def test_a_dose_keeps_a_number_as_it_was_typed() -> None:
    store = TemporaryStore()
    import_file(store, as_bytes(MINIMAL | {"doses": [{"number": 1, "micrograms": 0.1}]}), by="a", at=AT)
    assert store.trial("T-1").doses[0].micrograms == Decimal("0.1")


def test_a_t0_that_is_still_to_come_is_said_before_and_after_the_import() -> None:
    """Not refused: it may be the clock of this computer that is wrong."""
    later = AT + timedelta(hours=2)
    dose = {"number": 1, "micrograms": 50, "given_at": later.isoformat()}
    store, data = TemporaryStore(), as_bytes(MINIMAL | {"doses": [dose]})
    says = "The T0 of dose 1, 20/11/2026 10:00, is still to come by this clock: check it."
    assert says in preview(store, data, by="K Tan", at=AT).says
    assert says not in preview(store, data, by="K Tan", at=later).says
    assert import_file(store, data, by="K Tan", at=AT).report == ("T-1 added.", says)
