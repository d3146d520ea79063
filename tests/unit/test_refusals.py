"""A refusal is a fact: every code that is raised has its sentence with the values it needs, and no sentence is left."""

import ast
import inspect
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from string import Formatter
from typing import Any

import pytest

import trial
from tests.refused import refused
from trial.errors import InvalidInput, NotAllowedNow, Refusal, TrialError, refusal
from trial.ledger.facts import Dose
from trial.rules import invalid_if, not_now_if, why_not, within
from trial.wording import refusals, remarks
from trial.wording.glance import SAID
from trial.wording.refusals import quoted, sentence_of

HOME = Path(trial.__file__).parent
SENTENCES = refusals.TEMPLATES.sentences
REMARKS = {**remarks.TEMPLATES.sentences, **SAID}
PROSE = re.compile(r"[A-Za-z]+ [a-z]+ [a-z]+")
SAMPLES: dict[str, Any] = {
    "agreed": datetime(2026, 11, 17, 17, 5, tzinfo=UTC),
    "amount": Decimal("2.50"), "at": datetime(2026, 11, 17, 15, 30, tzinfo=UTC), "baseline": Decimal(84),
    "count": 1001, "first": (), "drawn": Decimal(25), "grades": ("0", "1"),
    "length": 10_001, "micrograms": Decimal("1.0"), "missing": ("alert",),
    "problem": refusal("no_dose", dose=1), "right": "enter",
    "sheet": Dose(number=1, micrograms=Decimal(50), concentration=Decimal(50), volume_ml=Decimal("0.50")),
    "taken_at": datetime(2026, 11, 17, 9, 35, tzinfo=UTC), "value": Decimal(70),
}  # fmt: skip


CONDITIONAL = ("invalid_if", "not_now_if")


def calls(*made_by: str) -> Iterator[tuple[str, ast.Call]]:
    """Every place in the code where a refusal, or a remark, is made."""
    for file in sorted(HOME.rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in made_by:
                yield f"{file.relative_to(HOME)}:{node.lineno}", node


def refusals_made() -> Iterator[tuple[str, ast.expr, ast.Call]]:
    """Every place where a refusal is made, with its code; `trial.rules` only passes on what it is given."""
    for place, call in calls("refusal", *CONDITIONAL):
        assert isinstance(call.func, ast.Name)
        assert call.args, place
        if not place.startswith("rules/__init__.py"):
            yield place, call.args[call.func.id in CONDITIONAL], call


def needed(code: str) -> set[str]:
    """The values that the sentence of a code, or the words of a kind, need."""
    sentence = SENTENCES[code] if code in SENTENCES else REMARKS[code]
    if callable(sentence):
        return set(inspect.signature(sentence).parameters)
    names = {name.partition(".")[0] for _, name, _, _ in Formatter().parse(sentence) if name}
    return names - {"limits"}


def test_every_refusal_that_is_made_has_its_sentence_with_the_values_it_needs() -> None:
    for place, said, call in refusals_made():
        assert isinstance(said, ast.Constant), f"{place}: a code is written out, so that it can be found"
        code = str(said.value)
        assert code in SENTENCES, f"{place}: {code} has no sentence"
        given = {word.arg for word in call.keywords} - {"allows"}
        assert given == needed(code), f"{place}: {code}"


def test_every_sentence_is_the_sentence_of_a_refusal_that_is_made() -> None:
    made = {said.value for _, said, _ in refusals_made() if isinstance(said, ast.Constant)}
    assert set(SENTENCES) == made


def kinds(call: ast.Call) -> Iterator[str]:
    """The kinds that a remark may be of: written out, or one of two."""
    first = call.args[0]
    for node in (first.body, first.orelse) if isinstance(first, ast.IfExp) else (first,):
        assert isinstance(node, ast.Constant), "a kind is written out, so that it can be found"
        yield str(node.value)


def test_every_remark_has_its_words_with_the_values_they_need_and_all_words_are_of_a_remark() -> None:
    made = {kind: (place, call) for place, call in calls("remark") for kind in kinds(call)}
    assert set(made) == set(REMARKS)
    for kind, (place, call) in made.items():
        assert {word.arg for word in call.keywords} == needed(kind), f"{place}: {kind}"


@pytest.mark.parametrize("code", [code for code in SENTENCES if "glance" not in needed(code)])
def test_a_sentence_is_one_that_can_be_read(code: str) -> None:
    values = {name: SAMPLES.get(name, f"a {name}.") for name in needed(code)}
    said = sentence_of(refusal(code, **values))
    assert re.fullmatch(r"[^{}\n]*[.?_-]", said)
    assert re.fullmatch(r"[a-z0-9]+(_[a-z0-9]+)*", code)


def test_rules_contain_no_sentence() -> None:
    for file in sorted((HOME / "rules").glob("*.py")):
        tree = ast.parse(file.read_text(encoding="utf-8"))
        said = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}  # docstrings
        found = [
            node.value
            for node in ast.walk(tree)
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in said
            if PROSE.search(node.value)
        ]
        assert found == [], file.name


def test_a_fault_of_a_file_or_the_database_is_its_own_sentence() -> None:
    assert sentence_of(InvalidInput("This file is empty.")) == "This file is empty."
    assert str(InvalidInput("This file is empty.")) == "This file is empty."


def test_a_refusal_knows_its_field_wherever_it_stands() -> None:
    inner = refusal("no_slot", "slot", slot="4h")
    assert inner.within("words[0]").within("doses[1]").field == "doses[1].words[0].slot"
    assert refusal("no_dose", dose=9).within("dose") == Refusal("no_dose", "dose", "", {"dose": 9})


def test_a_refusal_is_raised_if_something_is_wrong_about_the_place_where_it_is() -> None:
    not_now_if(False, "no_dose", dose=1)
    with refused(NotAllowedNow, match="no dose 2"), within("doses[1]"):
        not_now_if([2], "no_dose", "number", dose=2)
    assert why_not(fails_within, "doses[1]") == refusal("no_slot", "doses[1].slot", slot="4h")


def fails_within(place: str) -> None:
    with within(place):
        invalid_if(True, "no_slot", "slot", slot="4h")


def test_what_was_typed_stands_in_a_sentence_in_quotation_marks_and_cut_short() -> None:
    assert quoted("left_nose") == '"left_nose"'
    assert quoted("x" * 50) == '"' + "x" * 39 + '…"'
    assert "\x00" not in quoted("a\x00b")
    assert sentence_of(TrialError(refusal("no_scale", scale="a\nb"))) == "There is no scale 'a\\nb'."
