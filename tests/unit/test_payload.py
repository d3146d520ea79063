"""What is stored of a fact comes back as it was; identity and free text only while they are not erased."""

import json
import re
from dataclasses import fields, is_dataclass, replace
from datetime import UTC, date, datetime
from decimal import Decimal
from types import UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import AwareDatetime

from trial.errors import InvalidInput, LedgerBroken, StoreUnavailable
from trial.ledger import entries as e
from trial.ledger import facts as f
from trial.ledger import payload
from trial.ledger.payload import decode, encode, erased, seal_hash

NOON = datetime(2026, 11, 18, 12, 0, tzinfo=UTC)
PERSON = f.Person(identifier="RX1", name="Ann Other", born=date(1970, 2, 3), diagnosis_group="ms", notes="likes tea")
READING = f.Reading(
    slot="+1h",
    taken_at=NOON,
    scale="observations",
    item="systolic",
    value=Decimal(120),
    note="after tea",
    conditions={"position": "lying", "on_oxygen": False},
    trials=(Decimal("12.5"), Decimal(13)),
)
CORRECTED = replace(READING, corrected=(f.Correction(reading=READING, at=NOON, reason="slip"),))
GOAL = f.Goal(id="g1", kind="keep", words="stand", earlier=(f.EarlierGoal(
    goal=f.Goal(id="g1", kind="keep", words="sit"), until_at=NOON, reason="asked"),))  # fmt: skip
DECISION = f.Decision(
    outcome="proceed", reason="all met", present=("Ann Other", "", "K Tan"), actions=(f.Action(what="book"),)
)
DOSE = f.Dose(number=1, micrograms=Decimal("12.5"), medicines=(f.Medicine(name="baclofen", dose="10 mg"),))
EVERY = (
    e.Opened(trial="T-1", person=PERSON),
    e.PersonChanged(person=PERSON, reason="misspelt"),
    e.Planned(plan=f.Plan(slots=(), peak_slot="", news2=False, measures=(f.Measure(scale="pain"),), question="why?")),
    e.GoalSet(goal=GOAL, reason="asked"),
    e.GoalsOrdered(ids=("g2", "g1")),
    e.GoalDropped(id="g1", reason="ill"),
    e.Agreed(agreed_at=NOON),
    e.DoseSet(act="given", dose=replace(DOSE, route="")),
    e.ReadingTaken(dose=1, reading=CORRECTED),
    e.ReadingWithdrawn(dose=1, id="a", reason="slip"),
    e.SetTakenOut(dose=1, ids=("a", "b"), copied_to="T-2", reason="wrong tablet"),
    e.SetRelabelled(dose=1, ids=("a", "b"), slot="+2h", reason="T0 corrected"),
    e.ReadingChosen(dose=1, id="a", over=("b",), reason="held the leg"),
    e.Rated(dose=1, rating=f.Rating(goal="g1", slot="+4h", by="team", level=Decimal("-0.5"))),
    e.EventNoted(dose=1, event=f.Event(kind="fall", began_at=NOON, words="slid")),
    e.EventsAsked(dose=1, asked=False),
    e.Said(dose=1, words=f.Words(by="person", text="light")),
    e.Called(dose=1, call=f.Call(called_at=NOON, text="well")),
    e.DecisionDrafted(decision=DECISION),
    e.Signed(decision=replace(DECISION, signed_at=NOON)),
    e.DecisionReopened(reason="new reading"),
    e.CopyKept(copy=f.PersonCopy(text="You walked", checked_by="R Lind", kept_at=NOON, kept_by="K Tan")),
    e.Erased(reason="retention"),
    e.Noted(what="exported", trial="T-1", detail="xlsx"),
    e.MeetingSet(meeting="m1", adds=("T-1",), present=("K Tan",)),
)


def kept(fact: e.Fact, salt: str = "s") -> tuple[str, dict[str, str]]:
    texts: dict[str, str] = {}

    def seal(text: str) -> str:
        hashed = seal_hash(salt, text)
        texts[hashed] = text
        return hashed

    written, read = encode(fact, seal)
    assert read == decode(written, texts.get)
    return written, texts


def hashes_in(text: str) -> list[str]:
    """The hashes of all that is sealed in a text."""
    hashes: list[str] = []
    decode(text, hashes.append)
    return hashes


@pytest.mark.parametrize("fact", EVERY, ids=lambda fact: fact.kind)
def test_every_kind_of_entry_comes_back_as_it_was(fact: e.Fact) -> None:
    text, texts = kept(fact)
    assert decode(text, texts.get) == fact
    assert set(hashes_in(text)) == set(texts)
    assert json.loads(text)["v"] == payload.VERSION


def test_the_samples_show_every_kind() -> None:
    assert {type(fact) for fact in EVERY} == set(get_args(e.Fact))


PLAIN = {
    "keys, ids and slots": {
        "trial", "zone", "id", "ids", "copied_to", "over", "tap", "replaces", "goal", "slot", "slots", "peak_slot",
        "scale", "item", "items", "muscles", "contractures", "window", "value", "Reading.conditions", "meeting", "adds",
    },
    "who did it": {"by", "typed_by", "noted_by", "agreed_by", "kept_by", "checked_by", "injected_by", "signed_by"},
    "what must stay readable, and names nobody": {"detail", "Erased.reason"},
    "hashes": {"NotedHead.hash", "Noted.secret"},
}  # fmt: skip
"""Every text that is stored as it is, and why; all others are sealed."""
MARK = "Ann Other's"


def marked(hint: Any, name: str, depth: int = 0) -> Any:
    """A value of this type with a mark, and the name of its field, wherever it holds a text."""
    origin, inside = get_origin(hint), get_args(hint)
    if origin is Annotated:
        return marked(inside[0], name, depth)
    if origin is Literal:
        return inside[0]
    if origin in (Union, UnionType):
        return marked(next(one for one in inside if one is not type(None)), name, depth)
    if origin is tuple:
        return (marked(inside[0], name, depth),) if depth < 5 else ()
    if origin is dict:
        return {marked(inside[0], name): marked(inside[1], name)}
    if is_dataclass(hint):
        hints = get_type_hints(hint, include_extras=True)
        made = {
            field.name: marked(hints[field.name], f"{hint.__name__}.{field.name}", depth + 1)
            for field in fields(hint)
            if field.name != "kind" or hint not in get_args(e.Fact)
        }
        return hint(**made)
    said = {str: f"{MARK} {name}", datetime: NOON, date: NOON.date(), bool: True, int: 1, Decimal: Decimal(1)}
    return NOON if hint is AwareDatetime else said[hint]


def names_of_marks(text: str) -> set[str]:
    return set(re.findall(f"{MARK} ([A-Za-z0-9]+[.][a-z_]+)", text))


@pytest.mark.parametrize("kind", get_args(e.Fact), ids=lambda kind: kind.__name__)
def test_no_identity_and_no_free_text_is_in_a_payload(kind: type) -> None:
    fact = marked(kind, "")
    text, texts = kept(fact)
    every = names_of_marks(repr(fact))
    plain = {name for name in every if {name, name.partition(".")[2]} & set().union(*PLAIN.values())}
    assert names_of_marks(text) == plain
    assert names_of_marks(" ".join(texts.values())) == every - plain
    assert names_of_marks(repr(decode(text, lambda _: None))) == plain
    assert decode(text, texts.get) == fact


def test_what_version_1_stored_as_it_was_still_reads_and_what_it_sealed_is_still_erased() -> None:
    old = {
        "v": 1, "kind": "goal_set",
        "goal": {"id": "g1", "kind": "keep", "area": "transfers", "words": seal_hash("s", "stand"), "testable": "today",
                 "baseline_level": -1},
    }  # fmt: skip
    text = json.dumps(old)
    assert hashes_in(text) == [seal_hash("s", "stand")]
    read, gone = (decode(text, unseal) for unseal in ({seal_hash("s", "stand"): "stand"}.get, lambda _: None))
    assert isinstance(read, e.GoalSet)
    assert isinstance(gone, e.GoalSet)
    assert (read.goal.area, read.goal.words) == ("transfers", "stand")
    assert (gone.goal.area, gone.goal.words) == ("transfers", "")


def test_a_date_of_birth_is_sealed_like_a_name() -> None:
    text, texts = kept(EVERY[0])
    assert {"RX1", "Ann Other", "1970-02-03", "likes tea"} == set(texts.values())
    assert "1970" not in text


def test_the_same_text_under_another_salt_leaves_another_hash() -> None:
    assert kept(EVERY[0], "s")[0] != kept(EVERY[0], "t")[0]
    assert seal_hash("s", "RX1") in kept(EVERY[0], "s")[0]


VALUES = st.one_of(
    st.none(),
    st.booleans(),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=3),
    st.sampled_from(["0", "1+", "4-", "true", "1e3"]),
    st.integers(-300, 300).map(Decimal),
    st.decimals(-100, 100, places=2),
)


@settings(max_examples=100, deadline=None)
@given(
    value=VALUES,
    conditions=st.dictionaries(st.text("ab", max_size=2), VALUES.filter(lambda answer: answer is not None)),
)
def test_rule_03_zero_false_and_an_empty_text_are_stored_and_never_become_one_another(
    value: f.Value | None, conditions: dict[str, f.Value]
) -> None:
    fact = e.ReadingTaken(dose=1, reading=replace(READING, value=value, conditions=conditions))
    text, texts = kept(fact)
    back = decode(text, texts.get)
    assert back == fact
    assert isinstance(back, e.ReadingTaken)
    assert type(back.reading.value) is type(value)


def test_defaults_that_say_something_are_written_out_and_empty_ones_are_left_out() -> None:
    said = json.loads(kept(e.ReadingTaken(dose=1, reading=READING))[0])
    assert said["reading"]["status"] == "measured"
    assert "transcribed" not in said["reading"]
    assert json.loads(kept(e.Planned(plan=f.Plan()))[0])["plan"]["slots"][0] == "baseline"


@pytest.mark.parametrize("fact", EVERY, ids=lambda fact: fact.kind)
def test_erasing_a_fact_is_reading_it_once_its_texts_are_gone(fact: e.Fact) -> None:
    assert decode(kept(fact)[0], lambda _: None) == erased(fact)


def test_what_had_to_be_there_reads_erased_and_the_rest_as_never_written() -> None:
    gone = erased(e.Opened(trial="T-1", person=PERSON))
    assert (gone.person.identifier, gone.person.name, gone.person.born) == ("(erased)", "", None)
    assert erased(DECISION).present == ("(erased)", "", "(erased)")


@pytest.mark.parametrize(
    "fact",
    [
        e.ReadingTaken(dose=1, reading=replace(READING, status="gone")),  # type: ignore[arg-type]
        e.ReadingTaken(dose=1, reading=replace(READING, taken_at=NOON.replace(tzinfo=None))),
        e.Said(dose=1, words=f.Words(by="person", text="\ud800")),
    ],
)
def test_what_cannot_be_stored_is_refused_without_repeating_it(fact: e.Fact) -> None:
    with pytest.raises(InvalidInput, match="cannot be kept") as refusal:
        encode(fact, lambda text: text)
    assert "after tea" not in str(refusal.value)


def test_a_newer_ledger_is_not_guessed_at_and_nonsense_is_said_to_be_broken() -> None:
    with pytest.raises(StoreUnavailable, match="newer version"):
        decode(f'{{"v":{payload.VERSION + 1},"kind":"erased","reason":"x"}}', lambda _: None)
    for nonsense in (
        "",
        "[]",
        '{"kind":"erased"}',
        '{"v":1,"kind":"erased"}',
        '{"v":1,"kind":"erased","reason":"","x":1}',
        *(f'{{"v":{version},"kind":"erased","reason":"x"}}' for version in ("0", "-3", "1.0", "NaN", "true", "1e-9")),
        f'{{"v":1,"kind":"erased","reason":{"9" * 5000}}}',
    ):
        with pytest.raises(LedgerBroken):
            decode(nonsense, lambda _: None)


@pytest.mark.parametrize("version", [1, 2])
def test_a_medicine_that_an_older_version_wrote_into_the_words_of_an_event_is_read_as_one(version: int) -> None:
    def read(words: str, kind: str = "other") -> f.Event:
        event = f.Event(kind="other", severity="mild", began_at=NOON, words=words)
        text, texts = kept(e.EventNoted(dose=1, event=event))
        old = text.replace(f'"v":{payload.VERSION}', f'"v":{version}').replace('"other"', f'"{kind}"', 1)
        fact = decode(old, texts.get)
        assert isinstance(fact, e.EventNoted)
        assert decode(old, lambda _: None) == replace(fact, event=replace(fact.event, words="", medicine=""))
        return fact.event

    given, meal = read("Medicine given: Tizanidine 2 mg"), read("Meal: soup")
    assert (given.words, given.medicine) == ("", "Tizanidine 2 mg")
    assert (meal.words, meal.medicine) == ("Meal: soup", "")
    itching = read("Medicine given: Tizanidine 2 mg", kind="itching")
    assert (itching.words, itching.medicine) == ("Medicine given: Tizanidine 2 mg", "")


def test_what_begins_like_it_is_left_as_it_was_typed_since_a_medicine_has_a_field() -> None:
    event = f.Event(kind="other", began_at=NOON, words="Medicine given: by the ward")
    fact = e.EventNoted(dose=1, event=event)
    text, texts = kept(fact)
    assert decode(text, texts.get) == fact


def test_an_older_payload_is_cast_up_on_reading(monkeypatch: pytest.MonkeyPatch) -> None:
    old = kept(e.Erased(reason="retention"))[0].replace("reason", "why")
    cast_up = (*payload.UPCASTERS, lambda said, _: {"kind": said["kind"], "reason": said["why"]})
    monkeypatch.setattr(payload, "VERSION", payload.VERSION + 1)
    monkeypatch.setattr(payload, "UPCASTERS", cast_up)
    assert decode(old, lambda _: None) == e.Erased(reason="retention")
    assert decode(kept(e.Erased(reason="new"))[0], lambda _: None) == e.Erased(reason="new")
