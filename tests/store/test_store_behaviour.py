"""What every store does, whichever database it is on."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from tests.temporary_store import TemporaryStore
from trial.errors import InvalidInput, NotAllowedNow, NotFound
from trial.ledger import entries as e
from trial.ledger import facts as f
from trial.ledger.entries import SERVICE, Fact, stream_of
from trial.ledger.facts import Trial
from trial.ledger.replay import replay
from trial.store import Store

NOON = datetime(2026, 11, 18, 12, 0, 0, 123456, tzinfo=UTC)
PERSON = f.Person(identifier="RX1234567", name="Ann Other", born=date(1970, 2, 3), notes="likes tea")
DOSE = e.DoseSet(act="given", dose=f.Dose(number=1, micrograms=Decimal("12.5"), given_at=NOON.replace(microsecond=0)))


def begin(store: Store, trial: str = "T-1", person: f.Person = PERSON, minutes: int = 0) -> Trial:
    opening = [e.Opened(trial=trial, person=person, zone="Europe/London"), DOSE]
    made = store.append(trial, lambda _: opening, at=NOON + timedelta(minutes=minutes), by="K Tan")
    assert made is not None
    return made


def taken(item: str, value: f.Value = "1+", note: str = "") -> e.ReadingTaken:
    at = NOON.replace(microsecond=0) + timedelta(hours=1)
    reading = f.Reading(slot="+1h", taken_at=at, scale="modified_ashworth", item=item, value=value, note=note, id=item)
    return e.ReadingTaken(dose=1, reading=reading)


def add(store: Store, *facts: Fact, trial: str = "T-1", minutes: int = 1) -> Trial:
    made = store.append(trial, lambda _: facts, at=NOON + timedelta(minutes=minutes), by="J Poe")
    assert made is not None
    return made


def test_what_was_appended_is_the_trial_at_its_head_and_the_fold_of_its_entries(store: Store) -> None:
    begin(store)
    made = add(store, taken("left_knee_flexors", note="cried out"), taken("right_knee_flexors", Decimal(0)))
    assert store.trial("T-1") == made == replay(store.facts("T-1"))
    assert (made.entries, store.head("T-1")) == (4, 4)
    assert made.person == PERSON
    assert [one.value for one in made.doses[0].readings] == ["1+", Decimal(0)]
    assert made.doses[0].readings[0].note == "cried out"


def test_an_entry_says_who_typed_it_and_when_it_was_received(store: Store) -> None:
    begin(store)
    add(store, taken("a"))
    first, second, third = store.entries(stream_of("T-1"))
    assert [one.seq for one in (first, second, third)] == [1, 2, 3]
    assert (first.by, first.at, third.by) == ("K Tan", NOON, "J Poe")
    assert (second.previous, third.previous) == (first.hash, second.hash)
    assert list(store.entries(stream_of("T-1"), after=2)) == [third]
    assert store.trial("T-1").fingerprint == third.hash


def test_the_rules_are_run_on_the_trial_at_its_head(store: Store) -> None:
    seen: list[Trial | None] = []

    def make(now: Trial | None) -> Sequence[Fact]:
        seen.append(now)
        return []

    assert store.append("T-1", make, at=NOON, by="K Tan") is None
    made = begin(store)
    assert store.append("T-1", make, at=NOON, by="K Tan") == made
    assert seen == [None, made]


def test_a_refusal_leaves_nothing_behind(store: Store) -> None:
    before = begin(store)

    def refuse(_: Trial | None) -> Sequence[Fact]:
        raise NotAllowedNow("Not now.")

    for trial in ("T-1", "T-2"):
        with pytest.raises(NotAllowedNow, match="Not now"):
            store.append(trial, refuse, at=NOON, by="K Tan")
    assert store.trial("T-1") == before
    assert list(store.trials()) == ["T-1"]
    assert store.verify() == (3, 1)


def test_one_fact_that_cannot_be_kept_keeps_the_whole_delivery_out(store: Store) -> None:
    before = begin(store)
    wrong = replace(taken("b"), reading=replace(taken("b").reading, status="gone"))  # type: ignore[arg-type]
    with pytest.raises(InvalidInput, match="cannot be kept"):
        add(store, taken("a"), wrong)
    assert store.trial("T-1") == before == replay(store.facts("T-1"))


def test_asking_for_what_is_not_there_says_so(store: Store) -> None:
    for ask in (store.trial, store.head, lambda trial: list(store.facts(trial))):
        with pytest.raises(NotFound, match="no trial T-9"):
            ask("T-9")
    with pytest.raises(NotFound):
        store.erase("T-9", reason="retention", at=NOON, by="K Tan")
    assert list(store.entries(stream_of("T-9"))) == []
    assert store.verify() == (0, 0)


def test_every_opening_is_noted_once_in_the_service_chain(store: Store) -> None:
    store.note(e.Noted(what="signed_in"), at=NOON, by="K Tan")
    begin(store, "T-2")
    begin(store, "T-1")
    add(store, taken("a"))
    assert ['"what":"signed_in"' in one.payload for one in store.entries(SERVICE)] == [True, False, False]
    assert ['"trial":"T-2"' in one.payload for one in store.entries(SERVICE)] == [False, True, False]
    assert list(store.trials()) == ["T-1", "T-2"]
    assert store.verify() == (8, 2)


def test_identity_and_free_text_stand_in_no_payload(store: Store) -> None:
    begin(store)
    add(store, taken("a", note="cried out"))
    payloads = " ".join(one.payload for stream in (SERVICE, stream_of("T-1")) for one in store.entries(stream))
    for text in ("RX1234567", "Ann Other", "1970-02-03", "likes tea", "cried out"):
        assert text not in payloads


def test_erasure_takes_identity_and_free_text_and_the_chain_still_verifies(store: Store) -> None:
    begin(store)
    begin(store, "T-2", f.Person(identifier="RX2", name="Ben Stone"))
    before = add(store, taken("a", note="cried out"))
    store.erase("T-1", reason="ten years", at=NOON + timedelta(hours=1), by="Keeper")
    after = store.trial("T-1")
    assert (after.person.identifier, after.person.name, after.person.born) == ("(erased)", "", None)
    assert after.doses[0].readings[0].note == ""
    assert after.doses[0].readings[0].value == before.doses[0].readings[0].value
    assert after.erased_at == NOON.replace(microsecond=0) + timedelta(hours=1)
    assert replay(store.facts("T-1")) == after
    last, fact = list(store.facts("T-1"))[-1]
    assert (last.by, fact) == ("Keeper", e.Erased(reason="ten years"))
    assert '"what":"erased"' in list(store.entries(SERVICE))[-1].payload
    assert store.verify() == (9, 2)
    assert [one.identifier for one in store.worklist(search="ann")] == []
    assert {one.identifier for one in store.worklist()} == {"(erased)", "RX2"}
    assert store.trial("T-2").person.name == "Ben Stone"


def test_what_comes_after_an_erasure_is_kept_and_verified(store: Store) -> None:
    begin(store)
    store.erase("T-1", reason="ten years", at=NOON, by="Keeper")
    assert add(store, taken("a", note="late")).doses[0].readings[0].note == "late"
    assert store.trial("T-1") == replay(store.facts("T-1"))
    assert store.verify() == (6, 1)


def test_the_worklist_stands_by_last_change_and_pages_without_a_gap(store: Store) -> None:
    for number in range(7):
        begin(store, f"T-{number}", minutes=number // 2)  # two at the same moment
    add(store, taken("a"), trial="T-2", minutes=60)
    assert [row.trial for row in store.worklist()] == ["T-2", "T-6", "T-5", "T-4", "T-3", "T-1", "T-0"]
    seen: list[str] = []
    while page := store.worklist(after=seen[-1] if seen else "", limit=2):
        seen += [row.trial for row in page]
    assert seen == ["T-2", "T-6", "T-5", "T-4", "T-3", "T-1", "T-0"]


def test_a_worklist_row_says_who_which_dose_and_what_is_next(store: Store) -> None:
    begin(store)
    (row,) = store.worklist()
    assert (row.trial, row.identifier, row.name, row.dose_number, row.micrograms) == (
        "T-1", "RX1234567", "Ann Other", 1, "12.5",
    )  # fmt: skip
    assert row.given_at == NOON.replace(microsecond=0)
    assert (row.next_slot, row.next_due_at) == ("+1h", NOON.replace(microsecond=0) + timedelta(hours=1))
    assert row.day_ends_at == NOON.replace(microsecond=0) + timedelta(hours=24, minutes=30)
    assert (row.state, row.changed_at) == ("in_progress", NOON)


@pytest.mark.parametrize(
    ("search", "found"),
    [
        ("rx12", {"T-1"}),
        ("OTHER", {"T-1", "T-3"}),
        ("ann oth", {"T-1"}),
        ("oth ann", {"T-1"}),
        ("ther", set()),
        ("t-2", {"T-2"}),
        ("zoe", {"T-2"}),
        ("brien", {"T-2"}),
        ("o'b", {"T-2"}),
        ("  ", {"T-1", "T-2", "T-3"}),
        ("%", {"T-1", "T-2", "T-3"}),
        ("_", set()),
        ("ann zoe", set()),
    ],
)
def test_the_worklist_is_searched_by_the_beginning_of_words(store: Store, search: str, found: set[str]) -> None:
    begin(store)
    begin(store, "T-2", f.Person(identifier="QQ7", name="Zoë O'Brien"))
    begin(store, "T-3", f.Person(identifier="QQ8", name="Mark Other"))
    assert {row.trial for row in store.worklist(search=search)} == found


def test_the_worklist_is_narrowed_to_a_state_and_follows_a_changed_name(store: Store) -> None:
    begin(store)
    store.append("T-2", lambda _: [e.Opened(trial="T-2", person=PERSON)], at=NOON, by="K Tan")
    assert [row.trial for row in store.worklist(state="planned")] == ["T-2"]
    add(store, e.PersonChanged(person=replace(PERSON, name="Cleo May"), reason="married"))
    assert [row.trial for row in store.worklist(search="cleo")] == ["T-1"]
    assert [row.trial for row in store.worklist(search="other")] == ["T-2"]


def test_the_worklist_made_anew_is_the_one_that_was_there(store: Store) -> None:
    for number in range(5):
        begin(store, f"T-{number}", minutes=number)
    add(store, taken("a"), trial="T-3", minutes=30)
    store.erase("T-4", reason="ten years", at=NOON, by="Keeper")
    before = store.worklist()
    assert store.rebuild_worklist() == 5
    assert store.worklist() == before
    assert [row.trial for row in store.worklist(search="ann", limit=9)] == ["T-3", "T-2", "T-1", "T-0"]


def test_the_secret_is_random_and_stays(store: Store) -> None:
    assert store.secret() == store.secret()
    assert len(store.secret()) >= 32
    assert TemporaryStore().secret() != store.secret()


def test_many_entries_come_back_in_order_a_piece_at_a_time(store: Store) -> None:
    begin(store)
    add(store, *(taken(f"item {number}") for number in range(1100)))
    assert [one.seq for one in store.entries(stream_of("T-1"))] == list(range(1, 1103))
    assert [one.seq for one, _ in store.facts("T-1")] == list(range(1, 1103))
    assert len(store.trial("T-1").doses[0].readings) == 1100


def test_eight_people_at_one_bed_lose_nothing_and_leave_one_chain(store: Store) -> None:
    begin(store)

    def work(person: int) -> None:
        for number in range(12):
            add(store, taken(f"{person}-{number}", note=f"note {person}"))
            store.trial("T-1")

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(work, range(8)))
    assert {one.item for one in store.trial("T-1").doses[0].readings} == {
        f"{person}-{number}" for person in range(8) for number in range(12)
    }
    assert store.trial("T-1") == replay(store.facts("T-1"))
    assert store.verify() == (2 + 8 * 12 + 1, 1)


def test_two_trials_may_not_be_opened_under_one_name(store: Store) -> None:
    def open_once(now: Trial | None) -> Sequence[Fact]:
        return [] if now else [e.Opened(trial="T-1", person=PERSON)]

    with ThreadPoolExecutor(4) as pool:
        made = list(pool.map(lambda _: store.append("T-1", open_once, at=NOON, by="K Tan"), range(8)))
    assert {one.fingerprint for one in made if one} == {store.trial("T-1").fingerprint}
    assert store.verify() == (2, 1)
