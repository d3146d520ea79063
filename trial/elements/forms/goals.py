"""Goals in the person's own order: a line each, one at a time opened to be edited or dropped."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import streamlit as st

import scales
from scales.base import Derived, Grade, Item, Number
from trial.actions import planning
from trial.elements import session
from trial.elements.controls import choices, escape_markdown, pills, reason_box, segments
from trial.errors import InvalidInput
from trial.files.plan_templates import templates
from trial.ledger.facts import At, Goal, GoalKind, Rule, Target, Testable, Trial
from trial.meaning import schedule
from trial.rules import lifecycle, may
from trial.rules.typed_input import number_of
from trial.settings import settings
from trial.wording.goals import RATING_WORDS, levels_text, target_text
from trial.wording.words import MINUS, list_text, moment_text, number_text, signed_text

NEW = "new"
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
    "improves_percent": "improves by at least (percent of baseline)",
    "improves_steps": "improves by at least (steps)",
    "not_worse_by_percent": "never gets worse by (percent of baseline)",
    "not_worse_by_steps": "never gets worse by (steps)",
    "at_least": "is at least",
    "at_most": "is at most",
    "falls_by": "falls by at least",
    "rises_by": "rises by at least",
}
JUDGED = {"target": "a measurable target", "rating": "a rating"}
AT: dict[At, str] = {"peak": "the peak", "best": "the best"}
LEVELS = {-1: "−1: some ability", -2: "−2: none at all", 0: "0: as agreed already"}
Asked = dict[str, Any]
"""What a goal needs: names for the message about what is missing, with the answers so far."""


def goals_form(trial: Trial) -> None:
    """Show the goals and let them be changed; after the lock every change needs a reason."""
    open_to_change = session.may_change() and may(lifecycle.check_not_closed, trial)
    helps = trial.person.stiffness_helps
    if helps not in ("", "no") and not any(goal.kind == "keep" and goal.dropped_at is None for goal in trial.goals):
        st.warning(f"Stiffness helps to {helps}. Agree what must be kept: add a goal to keep it.")
    if not trial.goals:
        st.write("No goals yet. Write what the person wants of this trial, in their own words and order.")
    editing = st.session_state.get(f"goals.editing.{trial.id}", "")
    for place, goal in enumerate(trial.goals):
        with st.container(key=f"goal.{trial.id}.{goal.id}"):
            _show(trial, place, goal, may_move=open_to_change, may_edit=open_to_change and editing != goal.id)
            if open_to_change and editing == goal.id:
                _editor(trial, goal)
    if open_to_change and (editing == NEW or not trial.goals):
        _editor(trial, None)
    elif open_to_change and st.button("Add a goal", key=f"goals.add.{trial.id}"):
        _edit(trial, NEW)


def describe(goal: Goal, *, peak: str = "the peak") -> str:
    """Return a goal's kind and its target or rating in words."""
    kind = "To keep" if goal.kind == "keep" else "To achieve"
    if goal.dropped_at is not None:
        return f"{kind}; no longer pursued since {goal.dropped_at:%d %b %Y}"
    if goal.testable == "not_today":
        return f"{kind}; cannot be tested in one day, so it is not counted"
    proxy = f"; judged today by {goal.proxy}" if goal.testable == "proxy" and goal.proxy else ""
    if goal.target is None:
        start = f"{goal.baseline_level}".replace("-", MINUS)
        levels = f"; {agreed}" if (agreed := levels_text(goal)) else ""
        return f"{kind}: rated by team and person, {start} before the dose{proxy}{levels}"
    when = f", at {'best' if goal.target.at == 'best' else peak}" if goal.kind == "achieve" else ", all day"
    return f"{kind}: {target_text(goal.target)}{when}{proxy}"


def _show(trial: Trial, place: int, goal: Goal, *, may_move: bool, may_edit: bool) -> None:
    """One goal on a line, with its earlier versions, and buttons to move and open it."""
    with st.container(horizontal=True, vertical_alignment="center"):
        words = escape_markdown(goal.words or goal.area or goal.id)
        says = escape_markdown(describe(goal, peak=f"the peak, {trial.plan.peak_slot}"))
        st.markdown(f"{place + 1}\\. **{words}**  \n{says}", width="stretch")
        movable = place and may_move and not lifecycle.is_locked(trial)
        if movable and st.button("Up", key=f"goal.up.{trial.id}.{goal.id}"):
            ids = [other.id for other in trial.goals]
            ids[place - 1], ids[place] = ids[place], ids[place - 1]
            with session.saving() as (store, by):
                planning.order_goals(store, trial.id, ids, by=by)
        if may_edit and goal.dropped_at is None and st.button("Edit", key=f"goal.edit.{trial.id}.{goal.id}"):
            _edit(trial, goal.id)
    for earlier in goal.earlier:
        when = moment_text(earlier.until_at, session.zone())
        why = f" Reason: {earlier.reason}" if earlier.reason else ""
        st.text(f"Until {when}: “{earlier.goal.words}”, {describe(earlier.goal)}.{why}")


def _editor(trial: Trial, goal: Goal | None) -> None:
    """The boxes of a goal, or of a new one; those of a new one are empty again once it is added."""
    added = st.session_state.get(f"goals.added.{trial.id}", 0)
    key = f"goal.{trial.id}.{goal.id}.{hash(goal)}" if goal else f"goal.{trial.id}.{NEW}.{added}"
    with st.container(border=True, key=None if goal else "new-goal"):
        if goal is None:
            st.markdown("**A new goal**")
            _offer_typical(trial, key)
        edited, missing = _edited(trial, goal, key)
        why = "Why does it change? It counts from the next dose and shows as edited."
        reason = reason_box(why, key, asked=lifecycle.is_locked(trial))
        with st.container(horizontal=True):
            if st.button("Save the goal" if goal else "Add the goal", type="primary", key=f"{key}.save"):
                with session.saving() as (store, by):
                    if missing:
                        raise InvalidInput(f"Still missing: {list_text(missing)}. What is typed stays.")
                    planning.set_goal(store, trial.id, edited, reason=reason, by=by)
                    st.session_state[f"goals.added.{trial.id}"] = added + 1
                    _edit(trial, "")
            if goal and st.button("Drop this goal", key=f"{key}.drop"):
                with session.saving() as (store, by):
                    planning.drop_goal(store, trial.id, goal.id, reason=reason, by=by)
                    _edit(trial, "")
            if trial.goals and st.button("Leave it as it was" if goal else "Not now", key=f"{key}.cancel"):
                _edit(trial, "")


def _edit(trial: Trial, goal: str) -> None:
    """Open a goal to be edited: its id, NEW, or none."""
    st.session_state[f"goals.editing.{trial.id}"] = goal
    st.rerun()


def _offer_typical(trial: Trial, key: str) -> None:
    """The template's typical goals: an offer to begin from, completed and worded by the person and the team."""
    template = templates(settings().plans_dir).get(trial.plan.template)
    offered = {goal.words: goal for goal in template.typical_goals} if template else {}

    def begin() -> None:
        goal = offered.get(st.session_state[f"{key}.typical"] or "")
        if goal is None:
            return
        begun: dict[str, Any] = {name: getattr(goal, name) for name in ("words", "kind", "testable", "proxy")}
        begun |= {"area": goal.area or None, "muscles": list(goal.muscles)}
        begun["judged"] = "target" if goal.target else "rating"
        if target := goal.target:
            begun |= {"measure": (target.scale, target.item), "rule": target.rule, "at": target.at or "peak"}
            begun["amount"] = number_text(target.amount) if target.amount is not None else ""
        st.session_state.update({f"{key}.{name}": value for name, value in begun.items()})

    if offered:
        label = "Begin from a typical goal, then put it in the person's words"
        st.pills(label, list(offered), key=f"{key}.typical", on_change=begin)


def _edited(trial: Trial, old: Goal | None, key: str) -> tuple[Goal, list[str]]:
    """Draw the boxes; return the goal as far as it is typed, and the names of what is missing."""
    was = old or Goal(id="", kind="achieve")
    words = st.text_input("The goal, in the person's words", was.words, max_chars=500, key=f"{key}.words").strip()
    first, second, third = st.columns(3)
    kind = first.selectbox("Kind", **choices(KINDS, old and old.kind), key=f"{key}.kind")
    areas = {area: area for area in (*AREAS, was.area, st.session_state.get(f"{key}.area")) if area}
    area = second.selectbox("Area", **choices(areas, was.area), key=f"{key}.area")
    testable = third.selectbox("Testable on the day?", **choices(TESTABLE, old and old.testable), key=f"{key}.testable")
    goal = replace(was, words=words, area=area or "", target=None, proxy="")
    asked: Asked = {"the person's words": words, "the kind": kind, "whether it is testable on the day": testable}
    if kind and testable:
        goal = replace(goal, kind=kind, testable=testable)
        if testable == "proxy":
            label = "Which measure stands for it?"
            proxy = st.text_input(label, was.proxy, max_chars=100, key=f"{key}.proxy").strip()
            goal, asked["the measure that stands for it"] = replace(goal, proxy=proxy), proxy
        if testable != "not_today":
            before = ("target" if old.target else "rating") if old else None
            how = segments("Judged by", JUDGED, before, key=f"{key}.judged")
            judged = {"target": _target, "rating": _rating}.get(how)
            goal, more = judged(trial, goal, old, key) if judged else (goal, {"what it is judged by": None})
            asked |= more
    lacks = [name for name, answer in asked.items() if answer in (None, "")]
    return replace(goal, muscles=_muscles(trial, was, key)), lacks


def _target(trial: Trial, goal: Goal, old: Goal | None, key: str) -> tuple[Goal, Asked]:
    """Draw the boxes of a target; return the goal with it, and what is asked for it."""
    was = old and old.target
    offered = measurable(trial)
    if was and (was.scale, was.item) not in offered:
        offered[was.scale, was.item] = scales.get(was.scale).label_for(was.item)
    first, second, third, fourth = st.columns([4, 4, 2, 2])
    measure = first.selectbox("Measure", **choices(offered, was and (was.scale, was.item)), key=f"{key}.measure")
    rules = {rule: RULES[rule] for rule in (rules_for(measure[0], measure[1], goal.kind) if measure else ())}
    rule = second.selectbox("Rule", **choices(rules, was and was.rule), key=f"{key}.rule")
    amount = number_text(was.amount) if was else ""
    example = _counted_in(measure, rule) if measure and rule else "number"
    typed = third.text_input("Amount", amount, key=f"{key}.amount", max_chars=12, placeholder=example).strip()
    at: At | None = None
    if goal.kind == "achieve":
        at = fourth.selectbox("Judged at", **choices(AT, (was and was.at) or "peak"), key=f"{key}.at")
    asked: Asked = {"the measure": measure, "the rule": rule, "the amount": typed}
    if not all(asked.values()):
        return goal, asked
    try:
        number = number_of(typed)
    except InvalidInput:
        return goal, {"an amount that is a number": None}
    target = Target(scale=measure[0], item=measure[1], rule=rule, amount=number, at="best" if at == "best" else None)
    return replace(goal, target=target), asked


def _counted_in(measure: tuple[str, str], rule: Rule) -> str:
    """Return in what a target's amount counts: `percent`, `steps`, `grade`, `m/s`."""
    if rule in ("improves_percent", "not_worse_by_percent"):
        return "percent"
    if rule in ("improves_steps", "not_worse_by_steps"):
        return "steps"
    scale = scales.get(measure[0])
    return scale.unit_for(measure[1]) or ("grade" if isinstance(scale.by_key[measure[1]], Grade) else "number")


def _rating(_: Trial, goal: Goal, old: Goal | None, key: str) -> tuple[Goal, Asked]:
    """Draw the boxes of a rating; return the goal with level and weights, and what is asked for it."""
    first, second, third = st.columns(3)
    levels = {level: LEVELS[level] for level in ((-1, -2) if goal.kind == "achieve" else (0, -1, -2))}
    level = first.selectbox("Before the dose", **choices(levels, old and old.baseline_level), key=f"{key}.level")
    weights = {number: str(number) for number in range(4)}
    importance = second.selectbox("Importance (optional)", **choices(weights, goal.importance), key=f"{key}.importance")
    difficulty = third.selectbox("Difficulty (optional)", **choices(weights, goal.difficulty), key=f"{key}.difficulty")
    start = goal.baseline_level if level is None else level
    st.caption("What each level means, in words (optional); they stand beside the rating on Record and Review.")
    agreed, typed = dict(zip(RATING_WORDS, goal.levels, strict=False)), list[str]()
    for number, says in RATING_WORDS.items():
        label = f"{signed_text(Decimal(number))}: {says}"
        box = st.text_input(label, agreed.get(number, ""), max_chars=200, key=f"{key}.level.{number}")
        typed.append(box.strip())
    words = tuple(typed) if any(typed) else ()
    goal = replace(goal, importance=importance, difficulty=difficulty, baseline_level=start, levels=words)
    return goal, {"the level before the dose": level}


def _muscles(trial: Trial, was: Goal, key: str) -> tuple[str, ...]:
    """Return which of the plan's muscles the goal is about: they come first wherever tone is shown."""
    tone = next((measure for measure in trial.plan.measures if scales.get(measure.scale).coding), None)
    if tone is None:
        return was.muscles
    labels = {item.key: item.label for item in scales.get(tone.scale).items}
    offered = {muscle: labels.get(muscle, muscle) for muscle in (*(tone.items or labels), *was.muscles)}
    return pills("Muscles that it is about (optional)", offered, was.muscles, key=f"{key}.muscles")


def measurable(trial: Trial) -> dict[tuple[str, str], str]:
    """Return (scale, item) and name with unit of what a target can be set on."""
    found: dict[tuple[str, str], str] = {}
    for measure in schedule.measures_of(trial):
        scale = scales.get(measure.scale)
        items = [item for item in scale.items if item.role == "measure" and item.key in (measure.items or scale.by_key)]
        every: list[Item | Derived] = [*scale.derived, *items]
        for item in every:
            if rules_for(scale.key, item.key, "achieve"):
                unit = f", {measured_in}" if (measured_in := scale.unit_for(item.key)) else ""
                name = "" if item.label == scale.name else f": {item.label}"
                found[scale.key, item.key] = f"{scale.name}{name}{unit}"
    return found


def rules_for(scale: str, item: str, kind: GoalKind) -> list[Rule]:
    """Return the rules that fit a measure and a kind of goal; none for grades without order and number."""
    asked = scales.get(scale).by_key[item]
    if not isinstance(asked, Grade | Number | Derived):
        return []
    grades = asked.levels if isinstance(asked, Grade) else ()
    fits: set[str] = set()
    if scales.get(scale).better_for(item) != "neither":
        fits = {f"{'not_worse_by' if kind == 'keep' else 'improves'}_{'steps' if grades else 'percent'}"}
    if not grades or any(level.token.isdecimal() for level in grades):
        fits |= {"at_least", "at_most"}
    if not grades and kind == "achieve":
        fits |= {"falls_by", "rises_by"}
    return [rule for rule in RULES if rule in fits]
