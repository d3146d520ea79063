"""What must be said beside a value or in Read with care, not only kept."""

from datetime import timedelta
from decimal import Decimal

import pytest

from tests.refused import refused
from tests.unit.building import T0, dose, meaning, measure, only, reading, trial
from trial.errors import InvalidInput
from trial.ledger.facts import Dose, Event, Medicine, Plan
from trial.meaning.state import state_of
from trial.rules.doses import check_planned
from trial.wording.remarks import caution_texts, remarks_of
from trial.wording.words import GAP

TONE, MUSCLE = "modified_ashworth", "left_hip_adductors"
CELL = f"+2h|{TONE}|{MUSCLE}"


@pytest.mark.parametrize(
    ("minutes", "said"),
    [
        (340, "taken 5 h 40 after T0, slot +2h"),
        (181, "taken 3 h 01 after T0, slot +2h"),
        (180, ""),
        (60, ""),
        (121, ""),
    ],
)
def test_rule_09_a_value_far_from_its_slot_says_so_beside_it(minutes: int, said: str) -> None:
    made = trial(dose(reading(TONE, MUSCLE, "3", -30), reading(TONE, MUSCLE, "2", minutes, "+2h")))
    (first,) = made.doses
    assert " ".join(remarks_of(made, first).get(CELL, ())).replace(GAP, " ") == said


def test_an_extra_value_is_never_far_from_its_slot() -> None:
    made = trial(dose(reading(TONE, MUSCLE, "3", -30), reading(TONE, MUSCLE, "2", 340, "extra")))
    assert remarks_of(made, made.doses[0]) == {}


def test_a_medicine_is_not_planned_without_held_or_given_being_said() -> None:
    medicines = (Medicine(name="Tizanidine", status="held"), Medicine(name="Baclofen tablets"))
    planned = Dose(number=1, micrograms=Decimal(25), medicines=medicines)
    record = trial().record
    with refused(InvalidInput, "Say of Baclofen tablets whether it is held today, given as usual or changed"):
        check_planned(record, planned)
    check_planned(record, Dose(number=1, micrograms=Decimal(25), medicines=medicines[:1]))


@pytest.mark.parametrize("where", ["event", "line"])
def test_held_yet_given_stands_in_read_with_care(where: str) -> None:
    held = Medicine(name="Baclofen", dose="10 mg", status="held")
    given = Medicine(name="baclofen", status="given", last_taken_at=T0 + timedelta(hours=1))
    event = Event(kind="other", began_at=T0 + timedelta(hours=1), medicine="Baclofen 10 mg")
    day = {"medicines": (held, given)} if where == "line" else {"medicines": (held,), "events": (event,)}
    texts = caution_texts(only(meaning(reading(TONE, MUSCLE, "3", -30), given=day)).cautions)
    assert "Held, yet given: Baclofen." in texts
    alone = caution_texts(only(meaning(reading(TONE, MUSCLE, "3", -30), given={"medicines": (held,)})).cautions)
    assert not [text for text in alone if text.startswith("Held, yet given")]


def test_rule_36_a_measure_that_peaks_later_keeps_the_day_in_progress() -> None:
    slots = ("baseline", "+4h", "+6h")
    plan = Plan(slots=slots, measures=(measure(TONE, MUSCLE), measure("pain", "rating", peak_slot="+6h")))
    early = (reading(TONE, MUSCLE, "3", -30), reading(TONE, MUSCLE, "2", 240), reading("pain", "rating", 3, 240))
    assert state_of(trial(dose(*early), plan=plan)) == "in_progress"
    late = reading("pain", "rating", 2, 360)
    assert state_of(trial(dose(*early, late), plan=plan)) == "awaiting_decision"
    assert state_of(trial(dose(*early, ended_at=T0 + timedelta(hours=5)), plan=plan)) == "awaiting_decision"
    earlier = Plan(slots=slots, measures=(measure(TONE, MUSCLE), measure("pain", "rating", peak_slot="+2h")))
    assert state_of(trial(dose(*early), plan=earlier)) == "awaiting_decision"
