"""Goals in the person's own order: written, edited, ordered, dropped."""

from dataclasses import replace
from decimal import Decimal

import streamlit as st

import scales
from scales.base import Derived, Grade, Item, Number
from trial.actions import planning
from trial.elements import session
from trial.elements.guard import guard
from trial.errors import InvalidInput
from trial.files.plans import templates
from trial.ledger.facts import Goal, GoalKind, Rule, Target, Testable, Trial
from trial.meaning import schedule
from trial.meaning.goals import target_text
from trial.meaning.words import number_text
from trial.rules import decisions
from trial.settings import settings

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


def goals_form(trial: Trial) -> None:
    """Show the goals and let them be changed; after the lock every change needs a reason."""
    locked = decisions.is_locked(trial)
    if not trial.goals:
        st.write("No goals yet. Write what the person wants of this trial, in their own words and order.")
    if "no" not in trial.person.stiffness_helps and trial.person.stiffness_helps and not _keeps_something(trial):
        st.warning(
            f"Stiffness helps to {trial.person.stiffness_helps}. Agree what must be kept: add a goal to keep it."
        )
    for place, goal in enumerate(trial.goals):
        _one(trial, place, goal, locked)
    with st.expander("Add a goal", expanded=not locked):
        _edit(trial, None, locked)


def _keeps_something(trial: Trial) -> bool:
    return any(goal.kind == "keep" and goal.dropped_at is None for goal in trial.goals)


def _one(trial: Trial, place: int, goal: Goal, locked: bool) -> None:
    with st.container(border=True, key=f"goal.{trial.id}.{goal.id}"):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(f"**{place + 1}.**", width=24)
            st.text(f"{goal.words or goal.area or goal.id}\n{describe(goal)}", width="stretch")
            if place and st.button("Up", key=f"goal.up.{trial.id}.{goal.id}", help="One place earlier"):
                ids = [one.id for one in trial.goals]
                ids[place - 1], ids[place] = ids[place], ids[place - 1]
                with guard():
                    planning.order_goals(session.store(), trial.id, ids, by=session.recorder())
                    st.rerun()
        for earlier in goal.earlier:
            st.caption(f"Edited {earlier.until_at:%d %b %Y}: before, “{earlier.goal.words}”, {describe(earlier.goal)}")
        if goal.dropped_at is None:
            with st.expander("Edit or drop"):
                _edit(trial, goal, locked)


def describe(goal: Goal) -> str:
    """A goal's kind and what counts as reaching it, in words."""
    kind = "Keep" if goal.kind == "keep" else "Achieve"
    if goal.dropped_at is not None:
        return f"{kind}; no longer pursued since {goal.dropped_at:%d %b %Y}"
    if goal.testable == "not_today":
        return f"{kind}; not testable in one day, so not counted"
    if goal.target is None:
        return f"{kind}; rated by team and person, {number_text(Decimal(goal.baseline_level))} before the dose"
    return f"{kind}; {target_text(goal.target)}"


def _edit(trial: Trial, goal: Goal | None, locked: bool) -> None:
    key = f"goal.{trial.id}.{goal.id if goal else f'new.{len(trial.goals)}'}"
    if goal is None:
        _offer_typical(trial, key)
    old = goal or Goal(id="", kind="achieve")
    words = st.text_input("The goal, in the person's words", value=old.words, max_chars=500, key=f"{key}.words")
    one, two, three = st.columns(3)
    kind = one.selectbox(
        "Kind",
        list(KINDS),
        index=list(KINDS).index(old.kind) if goal else None,
        format_func=KINDS.__getitem__,
        placeholder="Choose",
        key=f"{key}.kind",
    )
    areas = [*AREAS, *({old.area, st.session_state.get(f"{key}.area") or ""} - {"", *AREAS})]
    area = two.selectbox(
        "Area", areas, index=areas.index(old.area) if old.area else None, placeholder="Choose", key=f"{key}.area"
    )
    testable = three.selectbox(
        "Testable on the day?",
        list(TESTABLE),
        index=list(TESTABLE).index(old.testable) if goal else None,
        format_func=TESTABLE.__getitem__,
        placeholder="Choose",
        key=f"{key}.testable",
    )
    new = replace(old, words=(words or "").strip(), area=area or "", target=None)
    missing = [
        name
        for name, there in (
            ("the person's words", new.words),
            ("the kind", kind),
            ("whether it is testable on the day", testable),
        )
        if not there
    ]
    if kind and testable:
        new = replace(new, kind=kind, testable=testable)
        if testable != "not_today":
            new, lacks = _judged(trial, new, old if goal else None, key)
            missing += lacks
    reason = ""
    if locked:
        reason = st.text_input(
            "Why does it change? It counts from the next dose and shows as edited.", max_chars=500, key=f"{key}.reason"
        )
    with st.container(horizontal=True):
        if st.button("Save the goal" if goal else "Add the goal", type="primary", key=f"{key}.save"):
            with guard():
                _save(trial, new, missing, reason or "")
        if goal and st.button("Drop this goal", key=f"{key}.drop"):
            with guard():
                planning.drop_goal(session.store(), trial.id, goal.id, reason=reason or "", by=session.recorder())
                st.rerun()


def _offer_typical(trial: Trial, key: str) -> None:
    """The template's typical goals: an offer to begin from, completed and worded by the person and the team."""
    template = templates(settings().plans_dir).get(trial.plan.template)
    if template is None:
        return
    offered = {goal.words: goal for goal in template.typical_goals}

    def begin() -> None:
        goal = offered.get(st.session_state[f"{key}.typical"] or "")
        if goal is not None:
            st.session_state[f"{key}.words"] = goal.words
            st.session_state[f"{key}.kind"] = goal.kind
            st.session_state[f"{key}.area"] = goal.area or None
            st.session_state[f"{key}.testable"] = goal.testable
            st.session_state[f"{key}.judged"] = "a measurable target" if goal.target else "a rating"
            if target := goal.target:
                st.session_state[f"{key}.measure"] = (target.scale, target.item)
                st.session_state[f"{key}.rule"] = target.rule
                st.session_state[f"{key}.amount"] = number_text(target.amount) if target.amount is not None else ""

    st.pills(
        "Begin from a typical goal, and put it in the person's words",
        list(offered),
        key=f"{key}.typical",
        on_change=begin,
    )


def _judged(trial: Trial, new: Goal, old: Goal | None, key: str) -> tuple[Goal, list[str]]:
    """The goal with its target or rating, and what is still missing of it."""
    how = st.segmented_control(
        "Judged by",
        ["a measurable target", "a rating"],
        default=("a measurable target" if old.target else "a rating") if old else None,
        key=f"{key}.judged",
    )
    if how == "a measurable target":
        target = _target(trial, new.kind, old.target if old else None, key)
        return replace(new, target=target), [] if target else ["measure, rule and amount of the target"]
    if how == "a rating":
        return _rating(new, old, key)
    return new, ["what it is judged by"]


def _save(trial: Trial, goal: Goal, missing: list[str], reason: str) -> None:
    if missing:
        raise InvalidInput(f"Still missing: {', '.join(missing)}. Nothing was lost.")
    goal = goal if goal.id else replace(goal, id=planning.new_goal_id(trial))
    planning.set_goal(session.store(), trial.id, goal, reason=reason, by=session.recorder())
    st.rerun()


def _target(trial: Trial, kind: GoalKind, old: Target | None, key: str) -> Target | None:
    offered = measurable(trial)
    before = (old.scale, old.item) if old else None
    if before and before not in offered:
        offered[before] = f"{scales.get(before[0]).name}: {before[1]}"
    one, two, three, four = st.columns([4, 4, 2, 2])
    chosen = one.selectbox(
        "Measure",
        list(offered),
        index=list(offered).index(before) if before else None,
        format_func=offered.__getitem__,
        placeholder="Choose",
        key=f"{key}.measure",
    )
    rules = rules_for(*chosen, kind) if chosen else []
    rule = two.selectbox(
        "Rule",
        rules,
        index=rules.index(old.rule) if old and old.rule in rules else None,
        format_func=RULES.__getitem__,
        placeholder="Choose",
        key=f"{key}.rule",
    )
    amount = three.text_input(
        "Amount", value=number_text(old.amount) if old else "", key=f"{key}.amount", max_chars=12, placeholder="number"
    )
    at = None
    if kind == "achieve":
        at = four.selectbox(
            "Judged at",
            ["peak", "best"],
            index=1 if old and old.at == "best" else 0,
            format_func={"peak": "the peak", "best": "the best"}.__getitem__,
            key=f"{key}.at",
        )
    if not chosen or not rule or not amount or not amount.strip():
        return None
    try:
        number = Decimal(amount.strip().replace(",", "."))
    except ArithmeticError:
        st.error("The amount takes a number.")
        return None
    return Target(scale=chosen[0], item=chosen[1], rule=rule, amount=number, at="best" if at == "best" else None)


def measurable(trial: Trial) -> dict[tuple[str, str], str]:
    """What a target can be set on: the plan's measures, derived ones included, with their units."""
    found: dict[tuple[str, str], str] = {}
    for measure in schedule.measures_of(trial):
        scale = scales.get(measure.scale)
        items = [
            item for item in scale.items if item.role == "measure" and (not measure.items or item.key in measure.items)
        ]
        found_here: list[Item | Derived] = [*scale.derived, *items]
        for one in found_here:
            unit = f", {one.unit}" if isinstance(one, Number | Derived) and one.unit else ""
            name = "" if one.label == scale.name else f": {one.label}"
            found[scale.key, one.key] = f"{scale.name}{name}{unit}"
    return found


def rules_for(scale: str, item: str, kind: GoalKind) -> list[Rule]:
    """The rules that fit a measure and a kind of goal."""
    one = scales.get(scale).by_key[item]
    if kind == "keep":
        return (
            ["not_worse_by_steps", "at_least", "at_most"]
            if isinstance(one, Grade)
            else [
                "not_worse_by_percent",
                "at_least",
                "at_most",
            ]
        )
    if isinstance(one, Grade):
        return ["improves_steps", "at_most", "at_least"]
    return ["improves_percent", "at_most", "at_least", "falls_by", "rises_by"]


def _rating(new: Goal, old: Goal | None, key: str) -> tuple[Goal, list[str]]:
    one, two, three = st.columns(3)
    levels = [-1, -2] if new.kind == "achieve" else [0, -1, -2]
    level = one.selectbox(
        "Before the dose",
        levels,
        index=levels.index(old.baseline_level) if old and old.baseline_level in levels else None,
        format_func={-1: "−1: some ability", -2: "−2: none at all", 0: "0: as agreed already"}.__getitem__,
        placeholder="Choose",
        key=f"{key}.level",
    )
    importance = two.selectbox(
        "Importance (optional)", [0, 1, 2, 3], index=new.importance, placeholder="Not weighed", key=f"{key}.importance"
    )
    difficulty = three.selectbox(
        "Difficulty (optional)", [0, 1, 2, 3], index=new.difficulty, placeholder="Not weighed", key=f"{key}.difficulty"
    )
    rated = replace(new, importance=importance, difficulty=difficulty)
    if level is None:
        return rated, ["the level before the dose"]
    return replace(rated, baseline_level=level), []
