"""What a reading may say and in which slot (rules 1 to 4, 8, 18, 29)."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from tests.refused import refused
from trial.errors import InvalidInput
from trial.ledger.facts import Dose, Person, Reading, Record
from trial.rules import may, why_not
from trial.rules.bedside import SLOT, check_reading, check_slot, check_together, unusual
from trial.rules.typed_input import check_text, check_values
from trial.wording.refusals import sentence_of

T0 = datetime(2026, 11, 18, 9, 40, tzinfo=UTC)
DOSE = Dose(number=1, micrograms=Decimal(50), given_at=T0)
GRADE = Reading(
    slot="+4h", taken_at=T0 + timedelta(hours=4), scale="modified_ashworth", item="left_hip_adductors", value="1+"
)
SYSTOLIC = replace(GRADE, scale="observations", item="systolic", value=Decimal(128))


def record(*doses: Dose, born: date | None = None) -> Record:
    return Record(trial="T-1", person=Person(identifier="1", born=born), doses=doses)


def refusal(reading: Reading, dose: Dose = DOSE, *more: Dose) -> str:
    with pytest.raises(InvalidInput) as caught:
        check_reading(record(dose, *more), dose, reading)
    return sentence_of(caught.value)


def accepted(reading: Reading, dose: Dose = DOSE, *more: Dose) -> bool:
    check_reading(record(dose, *more), dose, reading)
    return True


def test_a_grade_with_a_known_token_is_accepted() -> None:
    assert accepted(GRADE)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"scale": "ashwort"}, 'There is no scale "ashwort".'),
        ({"item": "left_nose"}, 'no item "left_nose"'),
        ({"value": "5"}, "takes one of 0, 1, 1+, 2, 3, 4"),
        ({"value": Decimal(2)}, "as text, not a number"),
        ({"value": True}, "as text"),
        ({"value": None}, "needs a value, or the reason"),
        ({"status": "declined"}, "a value and also a reason"),
        ({"value": None, "status": "unsafe"}, "say why in the note"),
        ({"slot": "4h"}, "is no slot"),
        ({"note": "a\x07b"}, "control character"),
        ({"note": "a" * 10_001}, "10,001 characters"),
        ({"by": "\ud800"}, "half a character"),
        ({"conditions": {"wheels": "2"}}, 'no item "wheels"'),
        ({"trials": (Decimal(3),)}, "no stopwatch trials"),
    ],
)
def test_what_a_reading_cannot_say(change: dict[str, object], said: str) -> None:
    assert said in refusal(replace(GRADE, **change))  # type: ignore[arg-type]


def test_a_derived_item_is_worked_out_and_not_recorded() -> None:
    assert "not recorded" in refusal(replace(GRADE, scale="ten_metre_walk", item="speed", value=Decimal(1)))


def test_a_value_outside_the_hard_range_is_refused_and_its_edges_are_not() -> None:
    assert "40 to 280" in refusal(replace(SYSTOLIC, value=Decimal("280.1")))
    assert accepted(replace(SYSTOLIC, value=Decimal(280)))
    assert accepted(replace(SYSTOLIC, value=Decimal(40)))


def test_rule_02_unsafe_with_a_note_is_accepted() -> None:
    assert accepted(replace(GRADE, value=None, status="unsafe", note="knee gave way"))


def test_rule_02_unrecordable_is_a_finding() -> None:
    assert accepted(replace(SYSTOLIC, value=None, status="unrecordable"))


@pytest.mark.parametrize("item", ["consciousness", "respiratory_rate", "oxygen_saturation", "heart_rate", "systolic"])
def test_rule_04_asleep_is_never_accepted_for_what_must_be_roused(item: str) -> None:
    awake = replace(SYSTOLIC, item="consciousness", value="V", slot="extra")  # which lets other items be asleep
    beside = replace(DOSE, readings=(awake,))
    assert "never recorded as asleep: rouse and score" in refusal(
        replace(SYSTOLIC, item=item, value=None, status="asleep"), beside
    )


@pytest.mark.parametrize("minutes", [-15, 0, 15])
def test_rule_04_asleep_with_consciousness_near_is_accepted(minutes: int) -> None:
    awake = replace(
        GRADE,
        scale="observations",
        item="consciousness",
        value="V",
        slot="extra",
        taken_at=GRADE.taken_at + timedelta(minutes=minutes),
    )
    assert accepted(replace(GRADE, value=None, status="asleep"), replace(DOSE, readings=(awake,)))


def test_rule_04_asleep_without_consciousness_within_15_minutes_is_refused() -> None:
    asleep = replace(GRADE, value=None, status="asleep")
    late = replace(GRADE, scale="observations", item="consciousness", value="A")
    late = replace(late, taken_at=GRADE.taken_at + timedelta(minutes=15, seconds=1))
    unscored = replace(late, taken_at=GRADE.taken_at, value=None, status="declined")
    assert "within 15 minutes" in refusal(asleep)
    assert "within 15 minutes" in refusal(asleep, replace(DOSE, readings=(late, unscored)))


def test_rule_08_a_baseline_after_t0_is_refused() -> None:
    assert "cannot be after its T0" in refusal(replace(GRADE, slot="baseline", taken_at=T0 + timedelta(seconds=1)))
    assert accepted(replace(GRADE, slot="baseline", taken_at=T0))


@pytest.mark.parametrize("slot", ["+1h", "extra"])
def test_another_slot_before_t0_is_refused(slot: str) -> None:
    assert "cannot be before its T0" in refusal(replace(GRADE, slot=slot, taken_at=T0 - timedelta(seconds=1)))
    assert accepted(replace(GRADE, slot=slot, taken_at=T0))


def test_a_reading_after_the_next_t0_belongs_to_the_next_dose() -> None:
    following = Dose(number=2, micrograms=Decimal(75), given_at=T0 + timedelta(hours=24))
    late = replace(GRADE, slot="+24h", taken_at=T0 + timedelta(hours=24, seconds=1))
    assert "T0 of the next dose" in refusal(late, DOSE, following)
    assert accepted(replace(late, taken_at=T0 + timedelta(hours=24)), DOSE, following)


def test_before_its_dose_is_given_only_a_baseline_is_recorded() -> None:
    planned = replace(DOSE, given_at=None)
    assert "no T0" in refusal(GRADE, planned)
    assert accepted(replace(GRADE, slot="baseline"), planned)


def test_rule_32_a_failed_puncture_has_baseline_and_extra_readings_only() -> None:
    failed = replace(DOSE, given_at=None, delivery="none")
    assert "was not delivered" in refusal(GRADE, failed)
    assert accepted(replace(GRADE, slot="extra"), failed)


def test_the_same_item_moment_and_assessor_twice_is_refused() -> None:
    held = replace(DOSE, readings=(replace(GRADE, by="K Tan", value="2"),))
    assert "twice at this moment" in refusal(replace(GRADE, by="K Tan", slot="extra"), held)
    assert accepted(replace(GRADE, by="R Diaz"), held)


def test_diastolic_is_below_systolic_of_the_same_moment() -> None:
    held = replace(DOSE, readings=(SYSTOLIC,))
    assert "Diastolic must be below systolic" in refusal(replace(SYSTOLIC, item="diastolic", value=Decimal(130)), held)
    later = replace(SYSTOLIC, item="diastolic", value=Decimal(130), taken_at=SYSTOLIC.taken_at + timedelta(minutes=20))
    assert accepted(later, held)


def test_rule_18_penn_frequency_0_has_no_severity() -> None:
    none = replace(GRADE, scale="penn_spasm", item="frequency", value="0")
    assert "not asked" in refusal(replace(none, item="severity", value="1"), replace(DOSE, readings=(none,)))


def test_rule_29_soft_ranges_compare_with_the_persons_own_baseline() -> None:
    low = replace(SYSTOLIC, value=Decimal(86))
    own = replace(SYSTOLIC, slot="baseline", taken_at=T0 - timedelta(minutes=5), value=Decimal(84))
    held = replace(DOSE, readings=(own,))
    asked = unusual(record(DOSE), DOSE, low)
    assert asked is not None
    assert (asked.allows, sentence_of(asked)) == ("confirm", "Systolic 86 is unusual: please look again.")
    assert unusual(record(held), held, low) is None
    lower = unusual(record(held), held, replace(low, value=Decimal(70)))
    assert lower is not None
    assert "baseline of 84" in sentence_of(lower)


def test_rule_29_adult_soft_ranges_are_off_under_16() -> None:
    low = replace(SYSTOLIC, value=Decimal(86))
    assert unusual(record(DOSE, born=date(2010, 11, 19)), DOSE, low) is None
    assert unusual(record(DOSE, born=date(2010, 11, 18)), DOSE, low) is not None


@pytest.mark.parametrize("slot", ["baseline", "extra", "+1h", "+24h", "+0.25h", "+100h", "+1.5h"])
def test_slots_that_are_slots(slot: str) -> None:
    check_slot(slot)


@pytest.mark.parametrize(
    "slot",
    ["", "+h", "4h", "+4", "+04h", "+4.0h", "+0h", "+0.0h", "-1h", "Baseline", "+4h\n", "+1000h", "+٤h", "+1e1h"],
)
def test_slots_that_are_none(slot: str) -> None:
    assert not may(check_slot, slot)
    assert SLOT.fullmatch(slot) is None


@pytest.mark.parametrize("text", ["", "line\nline\ttab", "é 中文 \U0001f9bd", "a" * 10_000, "=1+1"])
def test_texts_that_can_be_stored(text: str) -> None:
    check_text(text)


@pytest.mark.parametrize("text", ["\x00", "\r\n", "\x7f", "\x85", "\udfff", "a" * 10_001])
def test_texts_that_cannot_be_stored(text: str) -> None:
    with refused(InvalidInput, match=r"^The reason "):
        check_text(text, "reason")


def test_rule_04_a_reading_is_held_against_those_up_to_a_quarter_of_an_hour_away() -> None:
    asleep = replace(GRADE, value=None, status="asleep")
    awake = replace(GRADE, scale="observations", item="consciousness", value="V", slot="extra")
    at = [replace(awake, taken_at=GRADE.taken_at + timedelta(seconds=one)) for one in (-901, -900, 0, 900, 901)]
    for near in at[1:4]:
        check_reading(record(DOSE), DOSE, asleep, [at[0], near, at[4]])
    with refused(InvalidInput, match="within 15 minutes"):
        check_reading(record(DOSE), DOSE, asleep, [at[0], at[4]])


@pytest.mark.parametrize("way", [-1, 1])
def test_a_diastolic_is_held_against_the_systolic_of_its_set(way: int) -> None:
    high = replace(SYSTOLIC, item="diastolic", value=Decimal(130))
    of_set = replace(SYSTOLIC, taken_at=SYSTOLIC.taken_at + way * timedelta(minutes=15))
    with refused(InvalidInput, match="Diastolic must be below systolic"):
        check_together([of_set], high)
    check_together([replace(of_set, taken_at=of_set.taken_at + way * timedelta(seconds=1))], high)


def test_a_text_that_cannot_be_stored_is_found_wherever_it_is_in_a_fact() -> None:
    held: dict[str, dict[str, object]] = {
        "reason": {"reason": "a\x00b"},
        "readings[1].note": {"readings": (GRADE, replace(GRADE, note="a\ud800"))},
        "checklist": {"checklist": {"a\x01": True}},
        "readings[0].taken_at": {"readings": (replace(GRADE, taken_at=T0.replace(year=1)),)},
    }
    for place, wrong in held.items():
        problem = why_not(check_values, replace(DOSE, **wrong))  # type: ignore[arg-type]
        assert problem is not None
        assert problem.field == place
