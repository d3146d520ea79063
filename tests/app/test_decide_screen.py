"""The decision: facts first, typed live, stored as typed, signed, reopened, filed."""

import io
import json
from collections.abc import Callable
from dataclasses import replace

import pytest
import streamlit as st
from openpyxl import load_workbook

from trial.actions import deciding, exporting
from trial.errors import NotFound, StoreUnavailable, refusal
from trial.files import formats
from trial.files.formats import Source
from trial.ledger.facts import Action, Decision, ForSurgeon, Trial
from trial.store import Store

GO = Decision(outcome="proceed", reason="Walks faster", person_agrees="yes", present=("K Tan",))


def decide(screen, **typed: str):  # type: ignore[no-untyped-def]
    """Type an outcome, a reason, who was there and the person's answer."""
    screen.choose("What people decide", typed.get("outcome", "proceed"), "button_group")
    screen.fill("Because", typed.get("reason", "Walks faster"), "text_area")
    screen.fill("Who was there, one name a line", typed.get("present", "K Tan"), "text_area")
    return screen.choose("Does the person agree?", typed.get("agrees", "yes"), "button_group")


def drafts(store: Store, trial: Trial) -> tuple[Decision, ...]:
    return store.trial(trial.id).decisions


def test_a_mere_visit_writes_nothing_and_nothing_is_chosen(open_app: Callable, store: Store, awaiting: Trial) -> None:
    screen = open_app("decide", awaiting.id).run()
    assert store.head(awaiting.id) == awaiting.entries
    assert screen.box("What people decide", "button_group").value is None
    assert screen.box("Does the person agree?", "button_group").value is None
    assert all(one.value in ("", None) for kind in ("text_area", "text_input") for one in screen.at.get(kind))
    assert "NOT YET DECIDED" in screen.words


def test_the_facts_come_before_the_decision(open_app: Callable, demonstration: Store) -> None:
    said = open_app("decide", "demo-rowan").words
    assert "LOST Stand up to transfer" in said
    assert "1 lost of 1 to keep" in said
    assert "not advice" in said


def test_what_is_typed_is_stored_as_typed(open_app: Callable, store: Store, awaiting: Trial) -> None:
    screen = open_app("decide", awaiting.id).fill("Because", "Walks fas", "text_area")
    assert [one.reason for one in drafts(store, awaiting)] == ["Walks fas"]
    screen.fill("Because", "Walks faster", "text_area")
    screen.fill("Who was there, one name a line", "K Tan\n\n Dr  Elm ", "text_area")
    screen.fill("What", "Refer").fill("Who", "Dr Elm")
    (draft,) = drafts(store, awaiting)
    assert (draft.reason, draft.present, draft.signed) == ("Walks faster", ("K Tan", "Dr Elm"), False)
    assert draft.actions == (Action(what="Refer", who="Dr Elm"),)


def test_a_draft_is_there_again_for_whoever_opens_the_page(open_app: Callable, store: Store, awaiting: Trial) -> None:
    deciding.draft(store, awaiting.id, replace(GO, conditions="after the winter"), by="R Lind")
    screen = open_app("decide", awaiting.id)
    assert screen.box("What people decide", "button_group").value == "proceed"
    assert screen.box("Conditions: which dose, what must happen first", "text_area").value == "after the winter"
    assert store.head(awaiting.id) == awaiting.entries + 1


def test_two_who_type_at_once_do_not_write_over_each_other(open_app: Callable, store: Store, awaiting: Trial) -> None:
    first, second = open_app("decide", awaiting.id), open_app("decide", awaiting.id, by="R Lind")
    first.fill("Because", "Walks faster", "text_area")
    second.fill("Dissent", "Too soon", "text_area")
    (draft,) = drafts(store, awaiting)
    assert (draft.reason, draft.dissent) == ("Walks faster", "Too soon")
    assert first.run().box("Dissent", "text_area").value == "Too soon"
    assert second.run().box("Because", "text_area").value == "Walks faster"


def test_a_fourth_action_finds_a_line(open_app: Callable, store: Store, awaiting: Trial) -> None:
    screen = open_app("decide", awaiting.id)
    for place in range(4):
        screen.at.text_input(key=f"decide.{awaiting.id}.0.what.{place}").input(f"action {place}")
        screen.run()
    assert [one.what for one in drafts(store, awaiting)[0].actions] == [f"action {place}" for place in range(4)]


def test_what_was_typed_survives_a_store_that_fails(
    open_app: Callable, store: Store, awaiting: Trial, monkeypatch: pytest.MonkeyPatch
) -> None:
    from trial.errors import StoreUnavailable

    screen = open_app("decide", awaiting.id)

    def refuse(*_: object, **__: object) -> None:
        raise StoreUnavailable("The database cannot be written now; nothing was changed.")

    with monkeypatch.context() as failing:
        failing.setattr(deciding, "draft", refuse)
        screen.fill("Because", "Walks faster", "text_area")
        assert "cannot be written" in screen.errors[0]
    screen.run()
    assert screen.box("Because", "text_area").value == "Walks faster"
    assert drafts(store, awaiting)[0].reason == "Walks faster"


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"reason": " "}, "reason"),
        ({"reason": "good"}, "in a sentence"),
        ({"present": " "}, "who was there"),
        ({"outcome": None}, "outcome"),
        ({"agrees": None}, "person agrees"),
        ({"agrees": "no"}, "against the person's no"),
    ],
    ids=["no reason", "one word", "nobody there", "no outcome", "nobody asked", "go against a no"],
)
def test_rule_35_what_cannot_be_signed_says_why_and_stays(
    open_app: Callable, store: Store, awaiting: Trial, typed: dict, said: str
) -> None:
    screen = decide(open_app("decide", awaiting.id), **typed).press("Sign as K Tan")
    assert said in screen.errors[0]
    assert not drafts(store, awaiting)[0].signed
    assert screen.box("Because", "text_area").value == typed.get("reason", "Walks faster")


def test_all_that_is_missing_is_said_at_once_beside_its_field_until_it_is_there(
    open_app: Callable, store: Store, awaiting: Trial
) -> None:
    screen = open_app("decide", awaiting.id)
    assert screen.errors == []
    screen.press("Sign as K Tan")
    missing = ["Choose an outcome", "Give the reason", "Say whether the person agrees", "Write who was there"]
    assert [next(words for words in missing if error.startswith(words)) for error in screen.errors] == missing
    screen.fill("Because", "Walks faster", "text_area")
    screen.fill("The person's own view, in their words, or why it is missing", "Asleep, asked tomorrow", "text_area")
    assert [error.split()[0] for error in screen.errors] == ["Choose", "Write"]
    screen.choose("What people decide", "defer", "button_group")
    screen.fill("Who was there, one name a line", "K Tan", "text_area")
    assert screen.errors == []
    assert drafts(store, awaiting)[0].person_agrees is None
    screen.press("Sign as K Tan")
    assert drafts(store, awaiting)[0].signed


def test_a_signed_decision_is_shown_by_itself_and_can_no_longer_be_typed(
    open_app: Callable, store: Store, awaiting: Trial
) -> None:
    screen = decide(open_app("decide", awaiting.id)).press("Sign as K Tan")
    assert drafts(store, awaiting)[0].signed_by == "K Tan"
    assert "Signed K Tan" in screen.words
    assert "Sign as K Tan" not in screen.buttons
    assert "NOT YET DECIDED" not in screen.words
    assert "imported" not in screen.words


def test_after_repeat_the_next_decision_begins_empty(open_app: Callable, store: Store, awaiting: Trial) -> None:
    screen = decide(open_app("decide", awaiting.id), outcome="repeat_higher").press("Sign as K Tan")
    assert "The next meeting's decision" in screen.words
    assert screen.box("Because", "text_area").value == ""
    assert screen.box("What people decide", "button_group").value is None
    assert len(drafts(store, awaiting)) == 1


def test_reopening_asks_why_and_what_was_signed_stays_in_sight(
    open_app: Callable, store: Store, awaiting: Trial
) -> None:
    deciding.sign(store, awaiting.id, GO, by="Dr Elm")
    screen = open_app("decide", awaiting.id).press("Reopen")
    assert "Say why" in screen.errors[0]
    screen.fill("Why is it reopened?", "a reading was wrong").press("Reopen")
    assert not drafts(store, awaiting)[0].signed
    assert ": GO, signed by Dr Elm; reopened" in screen.words
    assert "a reading was wrong" in screen.words
    assert screen.box("Because", "text_area").value == "Walks faster"
    assert screen.box("What people decide", "button_group").value is None
    screen.press("Sign as K Tan")
    assert screen.errors[0] == "Choose an outcome before signing."
    assert screen.errors[1].startswith("Say whether the person agrees")


def test_an_imported_signature_says_so(open_app: Callable, demonstration: Store) -> None:
    assert "as imported by K Tan" in open_app("decide", "demo-alder").words


def test_a_decision_signed_here_on_an_imported_trial_does_not(open_app: Callable, demonstration: Store) -> None:
    deciding.sign(demonstration, "demo-rowan", GO, by="Dr Elm")
    said = open_app("decide", "demo-rowan").words
    assert said.count("as imported by K Tan") == 1
    assert "Signed Dr Elm" in said


def test_the_files_open_and_say_whether_they_are_signed(open_app: Callable, store: Store, awaiting: Trial) -> None:
    screen = open_app("decide", awaiting.id)
    assert "It says DRAFT" in screen.words
    offered = {one.proto.label for one in screen.at.get("download_button")}
    assert offered == {
        "Download the go/no-go summary (Excel)", "Download the page to print (HTML)", "Download the record (JSON)",
        "Download for a records system (FHIR)", "Download the readings (CSV)",
        "Download the readings for a spreadsheet (CSV)",
    }  # fmt: skip
    draft = load_workbook(io.BytesIO(exporting.export(store, awaiting.id, "xlsx", by="K Tan")))
    assert "NOT YET DECIDED" in cells(draft)
    decide(screen).press("Sign as K Tan")
    assert "It carries the signed decision" in screen.words
    signed = load_workbook(io.BytesIO(exporting.export(store, awaiting.id, "xlsx", by="K Tan")))
    assert "NOT YET DECIDED" not in cells(signed)
    assert "Walks faster" in cells(signed)
    record = json.loads(exporting.export(store, awaiting.id, "json", by="K Tan"))
    assert record["decisions"][0]["reason"] == "Walks faster"


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        (StoreUnavailable("The database is away."), "The database is away."),
        (NotFound(refusal("no_trial", "trial", trial="T-9")), "There is no trial T-9."),
        (ZeroDivisionError("Ann Example"), "A fault of this program, which its log names."),
    ],
    ids=["a sentence", "a refusal", "a fault"],
)
def test_an_export_that_fails_says_what_and_keeps_the_page(
    open_app: Callable, awaiting: Trial, monkeypatch: pytest.MonkeyPatch, fault: Exception, said: str
) -> None:
    """In each format: the file is made in a thread of its own, so the page says it when it is next drawn."""

    def fail(_: Source) -> bytes:
        raise fault

    buttons: dict[str, Callable[[], bytes]] = {}
    monkeypatch.setattr(formats, "FORMATS", tuple(replace(form, write=fail) for form in formats.FORMATS))
    monkeypatch.setattr(st, "download_button", lambda *_, data, file_name, **__: buttons.update({file_name: data}))
    screen = open_app("decide", awaiting.id).fill("Because", "Walks faster", "text_area")
    assert list(buttons) == [f"{awaiting.id}{form.suffix}" for form in formats.exports().values()]
    for make in buttons.values():
        with pytest.raises(type(fault)):
            make()
    screen.run()
    assert [warning.value for warning in screen.at.warning] == [f"{name} could not be made. {said}" for name in buttons]
    assert screen.errors == []
    assert screen.box("Because", "text_area").value == "Walks faster"
    assert "For the hospital record" in screen.words


def test_two_trials_never_share_a_draft(
    open_app: Callable, store: Store, demonstration: Store, awaiting: Trial
) -> None:
    screen = open_app("decide", awaiting.id).fill("Because", "for Ann alone", "text_area")
    screen.go("decide", "demo-rowan")
    assert screen.box("Because", "text_area").value == ""
    assert not any(not one.signed for one in demonstration.trial("demo-rowan").decisions)
    assert screen.go("decide", awaiting.id).box("Because", "text_area").value == "for Ann alone"


def cells(book) -> str:  # type: ignore[no-untyped-def]
    return " ".join(str(cell.value) for row in book["Summary"].iter_rows() for cell in row if cell.value is not None)


def test_what_a_surgeon_asks_is_typed_with_a_go_and_leaves_with_the_decision(
    open_app: Callable, store: Store, awaiting: Trial
) -> None:
    screen = decide(open_app("decide", awaiting.id), outcome="defer")
    assert "Anticoagulants" not in {box.label for box in screen.at.text_input}
    screen.choose("What people decide", "proceed", "button_group")
    assert drafts(store, awaiting)[0].for_surgeon is None
    screen.fill("Anticoagulants", "apixaban").fill("Pump site preferred", "left")
    assert drafts(store, awaiting)[0].for_surgeon == ForSurgeon(anticoagulants="apixaban", pump_site="left")
    assert "reason" not in " ".join(screen.errors)
    screen.press("Sign as K Tan")
    told = "Anticoagulants: apixaban; Pump site preferred: left"
    assert f"For the surgeon {told}" in screen.words
    assert told in cells(load_workbook(io.BytesIO(exporting.export(store, awaiting.id, "xlsx", by="K Tan"))))
    for key in ("html", "fhir"):
        assert told in exporting.export(store, awaiting.id, key, by="K Tan").decode(), key
    record = json.loads(exporting.export(store, awaiting.id, "json", by="K Tan"))
    assert record["decisions"][0]["for_surgeon"] == {"anticoagulants": "apixaban", "pump_site": "left"}
