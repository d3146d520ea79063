"""How much may be planned and given, and when (rules 32 to 34)."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from tests.refused import refused
from trial.errors import InvalidInput, NotAllowedNow
from trial.ledger.facts import Dose, Person, Reading, Record
from trial.rules import may, why_not
from trial.rules.doses import check_given, check_planned, mismatch
from trial.wording.refusals import sentence_of

T0 = datetime(2026, 11, 18, 9, 40, tzinfo=UTC)


def record(*doses: Dose, helps: str = "") -> Record:
    return Record(trial="T-1", person=Person(identifier="1", stiffness_helps=helps), doses=doses)


def dose(micrograms: str, number: int = 1, **more: object) -> Dose:
    return Dose(number=number, micrograms=Decimal(micrograms), **more)  # type: ignore[arg-type]


GIVEN = dose("50", given_at=T0)
SECOND = dose("75", number=2, given_at=T0 + timedelta(hours=24))


@pytest.mark.parametrize("amount", ["5", "25", "50", "12.5"])
def test_rule_33_an_ordinary_first_dose_is_planned_without_a_question(amount: str) -> None:
    check_planned(record(), dose(amount))


def test_rule_33_above_150_is_refused_even_with_a_reason() -> None:
    check_planned(record(), dose("150", reason="tolerant", checked_by="R Diaz", injected_by="K Tan"))
    with refused(InvalidInput, match="above 150"):
        check_planned(record(), dose("150.1", reason="tolerant", checked_by="R Diaz"))


@pytest.mark.parametrize("more", [{}, {"reason": "no response"}, {"checked_by": "R Diaz"}])
def test_rule_33_above_100_needs_a_reason_and_a_second_person(more: dict[str, str]) -> None:
    with refused(InvalidInput, match="no licensed step above 100"):
        check_planned(record(GIVEN), dose("100.5", number=2, **more))
    check_planned(record(GIVEN), dose("100", number=2))


def test_rule_33_the_second_person_is_another() -> None:
    alone = dose("120", number=2, reason="no response", checked_by="k tan ", injected_by="K Tan")
    assert why_not(check_planned, record(GIVEN), alone) is not None
    assert may(check_planned, record(GIVEN), replace(alone, checked_by="R Diaz"))


def test_rule_33_the_second_person_is_not_who_plans_the_dose() -> None:
    large = dose("120", number=2, reason="no response", checked_by=" K TAN")
    with refused(NotAllowedNow, match="the one who plans"):
        check_planned(record(GIVEN), large, "K Tan")
    check_planned(record(GIVEN), large, "R Diaz")
    check_planned(record(GIVEN), replace(large, micrograms=Decimal(100)), "K Tan")


def test_rule_33_below_5_asks_mL_or_mg() -> None:  # noqa: N802 - the units' own letters
    with refused(NotAllowedNow, match="mL or mg"):
        check_planned(record(), dose("1"))
    check_planned(record(), dose("1", reason="a small child, sedated at 10"))


def test_rule_33_a_first_dose_needs_a_reason_above_50_or_above_25_on_stiffness() -> None:
    assert not may(check_planned, record(), dose("50.5"))
    assert not may(check_planned, record(helps="stand, transfer"), dose("25.5"))
    assert not may(check_planned, record(helps="walk"), dose("50"))
    assert may(check_planned, record(helps="walk"), dose("25"))
    assert may(check_planned, record(helps="sit"), dose("50"))
    assert may(check_planned, record(), dose("75", reason="as agreed"))
    assert may(check_planned, record(GIVEN, helps="walk"), dose("75", number=2))


def test_rule_33_given_is_a_fact_up_to_5000() -> None:
    checked = {"given_at": T0, "reason": "wrong ampoule", "checked_by": "R Diaz"}
    check_given(record(), dose("5000", **checked))
    check_given(record(), dose("75", given_at=T0))
    for wrong in (
        dose("5000.1", **checked),
        dose("0", given_at=T0),
        dose("-5", given_at=T0),
        dose("101", given_at=T0),
    ):
        with pytest.raises(InvalidInput):
            check_given(record(), wrong)


def test_rule_33_concentration_and_volume_that_disagree_are_shown() -> None:
    assert mismatch(dose("50", concentration=Decimal(50), volume_ml=Decimal(1))) is None
    assert mismatch(dose("50")) is None
    wrong = mismatch(dose("50", concentration=Decimal(500), volume_ml=Decimal(1)))
    assert wrong is not None
    assert sentence_of(wrong) == "500 mcg/mL x 1 mL is 500 mcg, not the 50 mcg of the dose."


def test_rule_33_concentration_and_volume_make_the_dose_exactly_or_the_mismatch_is_shown() -> None:
    assert mismatch(dose("50", concentration=Decimal(50), volume_ml=Decimal("1.001"))) is not None
    assert mismatch(dose("37.5", concentration=Decimal(50), volume_ml=Decimal("0.75"))) is None


def test_rule_32_nothing_delivered_has_no_t0() -> None:
    with refused(InvalidInput, match="Nothing was delivered"):
        check_given(record(), dose("50", delivery="none", given_at=T0))
    check_given(record(), dose("50", delivery="none"))


def test_a_given_dose_needs_its_t0() -> None:
    with refused(InvalidInput, match="when the injection ended"):
        check_given(record(), dose("50"))


def test_rule_34_less_than_24_hours_after_the_last_dose_needs_a_reason() -> None:
    early = replace(SECOND, given_at=T0 + timedelta(hours=23, minutes=59))
    assert not may(check_given, record(GIVEN), early)
    assert may(check_given, record(GIVEN), replace(early, reason="child, under anaesthetic"))
    assert may(check_given, record(GIVEN), SECOND)
    failed = replace(GIVEN, given_at=None, delivery="none")
    assert may(check_given, record(failed), early)


def test_a_t0_before_that_of_the_dose_before_is_refused() -> None:
    with refused(InvalidInput, match="must be after that of the dose before"):
        check_given(record(GIVEN), replace(SECOND, given_at=T0))


def test_rule_07_a_corrected_t0_must_not_put_a_baseline_after_it() -> None:
    baseline = Reading(
        slot="baseline",
        taken_at=T0 - timedelta(minutes=5),
        scale="modified_ashworth",
        item="left_hip_adductors",
        value="3",
    )
    held = replace(GIVEN, readings=(baseline,))
    with refused(InvalidInput, match=r"cannot be after its T0.* taken at 09:35"):
        check_given(record(held), replace(GIVEN, given_at=T0 - timedelta(minutes=10)))
    check_given(record(held), replace(GIVEN, given_at=T0 - timedelta(minutes=5)))
