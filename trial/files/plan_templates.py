"""Templates of measures and typical goals: `data/plans/*.toml`, and the service's own folder beside it."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any

from pydantic import Field, Strict, ValidationError

import scales
from scales.base import Derived
from trial.errors import InvalidInput
from trial.files.json_toml import fault_text, parsed_toml
from trial.ledger.facts import At, Exact, Goal, GoalKind, Measure, Plan, Rule, StrictKeys, Target, Testable
from trial.ledger.payload import adapter
from trial.meaning.schedule import slot_order
from trial.rules import why_not
from trial.rules.record import check_goal, check_plan
from trial.rules.typed_input import check_values
from trial.settings import DATA
from trial.wording.refusals import sentence_of

Place = tuple[str | int, ...]
"""The way to a value in a file: ("measures", 2, "items", 0)."""
ShortText = Annotated[str, Field(min_length=1, max_length=300)]
YesOrNo = Annotated[bool, Strict()]


@dataclass(frozen=True, slots=True, kw_only=True)
class TypicalTarget(StrictKeys):
    """What a typical goal could be measured by. The team fills in an amount that is not given."""

    scale: str
    item: str
    rule: Rule
    amount: Exact | None = None
    at: At | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TypicalGoal(StrictKeys):
    """A goal that people often have: an example to pick, reword and complete. Without a target it is rated."""

    kind: GoalKind
    area: ShortText
    words: ShortText
    testable: Testable = "today"
    target: TypicalTarget | None = None
    proxy: str = ""
    muscles: tuple[str, ...] = ()

    def as_goal(self, name: str, supposed: Decimal | None = None) -> Goal:
        """The goal of this name. A target whose amount is open takes the supposed one, or is left out."""
        amount = supposed if self.target is None or self.target.amount is None else self.target.amount
        target = Target(**asdict(self.target) | {"amount": amount}) if self.target and amount is not None else None
        return Goal(id=name, **asdict(self) | {"target": target})


@dataclass(frozen=True, slots=True, kw_only=True)
class Template(StrictKeys):
    """A set of measures with their slots, and typical goals, to begin a plan with."""

    key: str
    name: ShortText
    purpose: ShortText
    slots: tuple[str, ...]
    peak_slot: str = "+4h"
    news2: YesOrNo = False
    unbiased: YesOrNo = False
    measures: Annotated[tuple[Measure, ...], Field(min_length=1)]
    typical_goals: tuple[TypicalGoal, ...] = ()

    def plan(self) -> Plan:
        """The plan that this template begins."""
        return Plan(
            slots=self.slots, peak_slot=self.peak_slot, measures=self.measures,
            template=self.key, unbiased=self.unbiased, news2=self.news2,
        )  # fmt: skip

    def goals(self) -> tuple[Goal, ...]:
        """The typical goals as goals g1, g2 ...; a target whose amount the team must still say is left out."""
        return tuple(goal.as_goal(f"g{number}") for number, goal in enumerate(self.typical_goals, 1))


def templates(extra: Path | None = None) -> dict[str, Template]:
    """Every template by its file's name: ours, then those of the folder `extra`, which may replace one of ours.

    Raises InvalidInput naming file and line for a template that cannot be.
    """
    if extra is not None and not extra.is_dir():
        raise InvalidInput(f"ITB_PLANS_DIR is {extra}, and there is no such folder; make it or take the setting away.")
    folders = [DATA / "plans", *([extra] if extra else [])]
    return {file.stem: read_template(file) for folder in folders for file in sorted(folder.glob("*.toml"))}


def read_template(file: Path) -> Template:
    """One template from its file; raises InvalidInput naming the file and the line."""
    try:
        text = file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        raise InvalidInput(f"{file.name} cannot be read as text (UTF-8).") from None
    found = parsed_toml(text, file.name)

    def wrong(place: Place, sentence: str) -> InvalidInput:
        return InvalidInput(f"{file.name}, line {line_of(text, place)}: {sentence}")

    if "key" in found:
        raise wrong(("key",), "The key of a template is its file's name; take this line out.")
    try:
        template: Template = adapter(Template).validate_python({"key": file.stem, **found})
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        raise wrong(first["loc"], _in_words(first)) from None
    for where, sentence in _problems(template):
        steps = re.findall(r"\w+", where)
        raise wrong(tuple(int(step) if step.isdecimal() else step for step in steps), sentence)
    return template


def _in_words(error: Any) -> str:
    """One of pydantic's errors as a sentence in the words of the file."""
    name = next((part for part in reversed(error["loc"]) if isinstance(part, str)), "A template")
    if error["type"] == "missing":
        return f"{name} is missing."
    if error["type"] == "unexpected_keyword_argument":
        return f"There is no {name} in this part of a template."
    return fault_text(error, name)


def _problems(template: Template) -> Iterator[tuple[str, str]]:
    """Yield what is wrong with a template as a plan, in its goals, or as a template: each place, and a sentence."""
    if problem := why_not(check_values, asdict(template)) or why_not(check_plan, template.plan()):
        yield problem.field, sentence_of(problem)
    slots = template.slots
    if slots[:1] != ("baseline",):
        yield "slots", "The first slot is the baseline, or nothing can be compared."
    for number, slot in enumerate(slots[1:], 1):
        if not slot.startswith("+"):
            yield f"slots[{number}]", f"{slot} cannot be planned here; slots are hours after the dose, such as +4h."
        elif slot_order(slot) < slot_order(slots[number - 1]):
            yield f"slots[{number}]", f"{slot} stands after {slots[number - 1]}; put the slots in order."
    if template.peak_slot not in slots:
        yield "peak_slot", f"The peak slot {template.peak_slot} is none of the slots."
    for number, measure in enumerate(template.measures):
        place, scale = f"measures[{number}]", scales.get(measure.scale)
        if scale.domain == "score":
            yield f"{place}.scale", f"{scale.name} is worked out, not taken; take this measure out."
        for position, slot in enumerate(measure.slots):
            if slot not in slots:
                yield f"{place}.slots[{position}]", f"{slot} is none of the template's slots."
        if measure.peak_slot not in ("", *(measure.slots or slots)):
            yield f"{place}.peak_slot", f"{measure.peak_slot} is none of this measure's slots."
    planned = {measure.scale: measure for measure in template.measures}
    for number, goal in enumerate(template.typical_goals):
        for where, why in _problems_of_goal(goal, planned):
            yield f"typical_goals[{number}].{where}", why


def _problems_of_goal(goal: TypicalGoal, planned: Mapping[str, Measure]) -> Iterator[tuple[str, str]]:
    target = goal.target
    is_open = target is not None and target.amount is None
    if goal.testable == "proxy" and not goal.proxy:
        yield "testable", "A proxy must be named: add proxy, the measure that stands for this goal."
    problem = why_not(check_goal, goal.as_goal("g1", Decimal(1)))
    if problem and not (is_open and problem.field == "target.amount"):
        yield problem.field, sentence_of(problem)
    if target is None:
        return
    if target.scale not in planned:
        yield "target.scale", f"{target.scale} is not among the measures of this template."
        return
    asked, item = planned[target.scale].items, scales.get(target.scale).by_key[target.item]
    if asked and not {target.item, *(item.of if isinstance(item, Derived) else ())} & set(asked):
        yield "target.item", f"{target.item} is not among the items that this template measures."


def line_of(text: str, place: Place) -> int:
    """The line of a TOML text of `place`, or else the nearest line above it that is there.

    tomllib gives no line numbers, so this reads ever more lines of the text until the place is there.

    >>> line_of('[[measures]]\\nscale = "pain"\\n[[measures]]\\nscale = "sitting"', ("measures", 1, "scale"))
    4
    """
    lines = text.splitlines()
    for depth in range(len(place), 0, -1):
        for number in range(1, len(lines) + 1):
            begun = "\n".join(lines[:number])  # it may break off within an array
            if any(_holds(begun + rest, place[:depth]) for rest in ("", "\n]")):
                return number
    return 1


def _holds(text: str, place: Place) -> bool:
    """Whether a text is TOML that says something at a place."""
    try:
        node: Any = tomllib.loads(text)
        for step in place:
            node = node[step]
    except (ValueError, LookupError, TypeError):
        return False
    return True
