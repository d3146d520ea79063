"""One goal on the screen: the person's words, what kind it is, and how the day will judge it."""

from dataclasses import dataclass, replace
from typing import Any

import streamlit as st

import scales
from scales.base import Derived, Grade, Number
from trial.elements.choices import choices, pills
from trial.errors import InvalidInput
from trial.files.plans import templates
from trial.ledger.facts import At, Goal, GoalKind, Rule, Target, Testable, Trial
from trial.meaning import schedule
from trial.rules.typed import number_of
from trial.settings import settings
from trial.wording.words import list_text, number_text

AREAS = (
    "pain or discomfort",
    "involuntary movements",
    "range and contracture",
    "ease of care",
    "transfers",
    "mobility",
    "seating and positioning",
    "sleep",
    "other",
)
KINDS: dict[GoalKind, str] = {"achieve": "To achieve something", "keep": "To keep something"}
TESTABLE: dict[Testable, str] = {
    "today": "Yes, today",
    "proxy": "Only by another measure",
    "not_today": "Not in one day",
}
RULES: dict[Rule, str] = {
    "at_most": "is at most",
    "at_least": "is at least",
    "falls_by": "falls by at least",
    "rises_by": "rises by at least",
    "improves_percent": "improves by at least (percent of baseline)",
    "improves_steps": "improves by at least (steps)",
    "not_worse_by_percent": "never gets worse by (percent of baseline)",
    "not_worse_by_steps": "never gets worse by (steps)",
}
JUDGED: dict[str, str] = {"target": "a measurable target", "rating": "a rating"}
AT: dict[At, str] = {"peak": "the peak", "best": "the best"}
LEVELS = {-1: "−1: some ability", -2: "−2: none at all", 0: "0: as agreed already"}


@dataclass(frozen=True, slots=True)
class Edited:
    """A goal as far as it is typed, and what it still lacks."""

    goal: Goal
    missing: tuple[str, ...]

    def complete(self) -> Goal:
        """The goal, if it lacks nothing; raises InvalidInput naming what is missing."""
        if self.missing:
            raise InvalidInput(f"Still missing: {list_text(self.missing)}. What is typed stays.")
        return self.goal


def edit_goal(trial: Trial, old: Goal | None, key: str) -> Edited:
    """The goal's boxes, empty for a new one."""
    was = old or Goal(id="", kind="achieve")
    words = st.text_input("The goal, in the person's words", value=was.words, max_chars=500, key=f"{key}.words")
    first, second, third = st.columns(3)
    kind = first.selectbox("Kind", **choices(KINDS, old and old.kind), key=f"{key}.kind")
    begun = st.session_state.get(f"{key}.area")
    areas = {area: area for area in (*AREAS, was.area, begun) if area}
    area = second.selectbox("Area", **choices(areas, was.area), key=f"{key}.area")
    testable = third.selectbox("Testable on the day?", **choices(TESTABLE, old and old.testable), key=f"{key}.testable")
    goal = replace(was, words=words.strip(), area=area or "", target=None, proxy="")
    asked = {"the person's words": goal.words, "the kind": kind, "whether it is testable on the day": testable}
    missing = [name for name, there in asked.items() if not there]
    if kind and testable:
        goal = replace(goal, kind=kind, testable=testable)
    if kind and testable == "proxy":
        proxy = st.text_input("Which measure stands for it?", value=was.proxy, max_chars=100, key=f"{key}.proxy")
        goal = replace(goal, proxy=proxy.strip())
        missing += [] if goal.proxy else ["the measure that stands for it"]
    if kind and testable and testable != "not_today":
        goal, lacks = _judged(trial, goal, old, key)
        missing += lacks
    return Edited(replace(goal, muscles=_muscles(trial, was, key)), tuple(missing))


def offer_typical(trial: Trial, key: str) -> None:
    """The template's typical goals: an offer to begin from, completed and worded by the person and the team."""
    template = templates(settings().plans_dir).get(trial.plan.template)
    offered = {goal.words: goal for goal in template.typical_goals} if template else {}
    if not offered:
        return

    def begin() -> None:
        goal = offered.get(st.session_state[f"{key}.typical"] or "")
        if goal is None:
            return
        target = goal.target
        begun: dict[str, Any] = {
            "words": goal.words,
            "kind": goal.kind,
            "area": goal.area or None,
            "testable": goal.testable,
            "proxy": goal.proxy,
            "muscles": list(goal.muscles),
            "judged": "target" if target else "rating",
        }
        if target:
            begun |= {"measure": (target.scale, target.item), "rule": target.rule, "at": target.at or "peak"}
            begun["amount"] = number_text(target.amount) if target.amount is not None else ""
        st.session_state.update({f"{key}.{name}": value for name, value in begun.items()})

    st.pills(
        "Begin from a typical goal, then put it in the person's words",
        list(offered),
        key=f"{key}.typical",
        on_change=begin,
    )


def _judged(trial: Trial, goal: Goal, old: Goal | None, key: str) -> tuple[Goal, list[str]]:
    """The goal with its target or rating, and what is still missing of it."""
    before = ("target" if old.target else "rating") if old else None
    how = st.segmented_control(
        "Judged by", list(JUDGED), default=before, format_func=JUDGED.__getitem__, key=f"{key}.judged"
    )
    if how == "target":
        return _target(trial, goal, old.target if old else None, key)
    if how == "rating":
        return _rating(goal, old, key)
    return goal, ["what it is judged by"]


def _target(trial: Trial, goal: Goal, old: Target | None, key: str) -> tuple[Goal, list[str]]:
    offered = measurable(trial)
    if old and (old.scale, old.item) not in offered:
        offered[old.scale, old.item] = scales.get(old.scale).label_for(old.item)
    first, second, third, fourth = st.columns([4, 4, 2, 2])
    measure = first.selectbox("Measure", **choices(offered, old and (old.scale, old.item)), key=f"{key}.measure")
    rules = {rule: RULES[rule] for rule in (rules_for(measure[0], measure[1], goal.kind) if measure else ())}
    rule = second.selectbox("Rule", **choices(rules, old and old.rule), key=f"{key}.rule")
    typed = third.text_input(
        "Amount", value=number_text(old.amount) if old else "", key=f"{key}.amount", max_chars=12, placeholder="number"
    )
    at: At | None = None
    if goal.kind == "achieve":
        at = fourth.selectbox("Judged at", **choices(AT, (old and old.at) or "peak"), key=f"{key}.at")
    asked = {"the measure": measure, "the rule": rule, "the amount": typed.strip()}
    if missing := [name for name, there in asked.items() if not there]:
        return goal, missing
    try:
        amount = number_of(typed)
    except InvalidInput:
        return goal, ["an amount that is a number"]
    target = Target(scale=measure[0], item=measure[1], rule=rule, amount=amount, at="best" if at == "best" else None)
    return replace(goal, target=target), []


def _rating(goal: Goal, old: Goal | None, key: str) -> tuple[Goal, list[str]]:
    first, second, third = st.columns(3)
    levels = {level: LEVELS[level] for level in ((-1, -2) if goal.kind == "achieve" else (0, -1, -2))}
    level = first.selectbox("Before the dose", **choices(levels, old and old.baseline_level), key=f"{key}.level")
    weights = {number: str(number) for number in range(4)}
    importance = second.selectbox("Importance (optional)", **choices(weights, goal.importance), key=f"{key}.importance")
    difficulty = third.selectbox("Difficulty (optional)", **choices(weights, goal.difficulty), key=f"{key}.difficulty")
    goal = replace(goal, importance=importance, difficulty=difficulty)
    return (goal, ["the level before the dose"]) if level is None else (replace(goal, baseline_level=level), [])


def _muscles(trial: Trial, was: Goal, key: str) -> tuple[str, ...]:
    """Which of the plan's muscles the goal is about: they stand first wherever tone is shown."""
    tone = next((measure for measure in trial.plan.measures if scales.get(measure.scale).coding), None)
    if tone is None:
        return was.muscles
    labels = {item.key: item.label for item in scales.get(tone.scale).items}
    offered = {muscle: labels.get(muscle, muscle) for muscle in (*(tone.items or labels), *was.muscles)}
    return pills("Muscles that it is about (optional)", offered, was.muscles, key=f"{key}.muscles")


def measurable(trial: Trial) -> dict[tuple[str, str], str]:
    """What a target can be set on: the plan's measures, derived ones included, with their units."""
    found: dict[tuple[str, str], str] = {}
    for measure in schedule.measures_of(trial):
        scale = scales.get(measure.scale)
        items = [item for item in scale.items if item.role == "measure" and item.key in (measure.items or scale.by_key)]
        for item in (*scale.derived, *items):
            if isinstance(item, Grade | Number | Derived) and rules_for(scale.key, item.key, "achieve"):
                unit = "" if isinstance(item, Grade) or not item.unit else f", {item.unit}"
                name = "" if item.label == scale.name else f": {item.label}"
                found[scale.key, item.key] = f"{scale.name}{name}{unit}"
    return found


def rules_for(scale: str, item: str, kind: GoalKind) -> list[Rule]:
    """The rules that fit a measure and a kind of goal; none for grades that are neither better nor numbered."""
    found = scales.get(scale)
    asked = found.by_key[item]
    steps = isinstance(asked, Grade)
    if kind == "keep":
        relative: list[Rule] = ["not_worse_by_steps" if steps else "not_worse_by_percent"]
    else:
        relative = ["improves_steps" if steps else "improves_percent"]
    if found.better_for(item) == "neither":
        relative = []
    numbered = not isinstance(asked, Grade) or any(level.token.isdecimal() for level in asked.levels)
    limits: list[Rule] = ["at_least", "at_most"] if numbered else []
    changes: list[Rule] = [] if steps or kind == "keep" else ["falls_by", "rises_by"]
    return [*relative, *limits, *changes]
