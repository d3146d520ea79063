"""Goals in the person's own order: a line each, one at a time opened to be edited or dropped."""

import streamlit as st

from trial.actions import planning
from trial.elements import session
from trial.elements.markdown import escape_markdown
from trial.elements.plan.goal_editor import edit_goal, offer_typical
from trial.ledger.facts import Goal, Trial
from trial.rules import decisions, may
from trial.store import Store
from trial.wording.goals import target_text
from trial.wording.words import MINUS, moment_text

NEW = "new"


def goals_form(trial: Trial) -> None:
    """Show the goals and let them be changed; after the lock every change needs a reason."""
    open_to_change = session.may("enter") and may(decisions.check_not_closed, trial)
    helps = trial.person.stiffness_helps
    if helps not in ("", "no") and not any(goal.kind == "keep" and goal.dropped_at is None for goal in trial.goals):
        st.warning(f"Stiffness helps to {helps}. Agree what must be kept: add a goal to keep it.")
    if not trial.goals:
        st.write("No goals yet. Write what the person wants of this trial, in their own words and order.")
    for place, goal in enumerate(trial.goals):
        _line(trial, place, goal, open_to_change)
    if not open_to_change:
        return
    if _editing(trial) == NEW or not trial.goals:
        _open_editor(trial, None)
    elif st.button("Add a goal", key=f"goals.add.{trial.id}"):
        _edit(trial, NEW)


def describe(goal: Goal, *, peak: str = "the peak") -> str:
    """A goal's kind and what counts as reaching or keeping it, in words."""
    kind = "To keep" if goal.kind == "keep" else "To achieve"
    if goal.dropped_at is not None:
        return f"{kind}; no longer pursued since {goal.dropped_at:%d %b %Y}"
    if goal.testable == "not_today":
        return f"{kind}; cannot be tested in one day, so it is not counted"
    proxy = f"; judged today by {goal.proxy}" if goal.testable == "proxy" and goal.proxy else ""
    if goal.target is None:
        start = f"{goal.baseline_level}".replace("-", MINUS)
        return f"{kind}: rated by team and person, {start} before the dose{proxy}"
    when = f", at {'best' if goal.target.at == 'best' else peak}" if goal.kind == "achieve" else ", all day"
    return f"{kind}: {target_text(goal.target)}{when}{proxy}"


def _line(trial: Trial, place: int, goal: Goal, open_to_change: bool) -> None:
    with st.container(key=f"goal.{trial.id}.{goal.id}"):
        with st.container(horizontal=True, vertical_alignment="center"):
            words = escape_markdown(goal.words or goal.area or goal.id)
            says = escape_markdown(describe(goal, peak=f"the peak, {trial.plan.peak_slot}"))
            st.markdown(f"{place + 1}\\. **{words}**  \n{says}", width="stretch")
            movable = place and open_to_change and not decisions.is_locked(trial)
            if movable and st.button("Up", key=f"goal.up.{trial.id}.{goal.id}"):
                _move_up(trial, place)
            closed = not open_to_change or goal.dropped_at is not None or _editing(trial) == goal.id
            if not closed and st.button("Edit", key=f"goal.edit.{trial.id}.{goal.id}"):
                _edit(trial, goal.id)
        for earlier in goal.earlier:
            when = moment_text(earlier.until_at, session.zone())
            why = f" Reason: {earlier.reason}" if earlier.reason else ""
            st.text(f"Until {when}: “{earlier.goal.words}”, {describe(earlier.goal)}.{why}")
        if open_to_change and _editing(trial) == goal.id:
            _open_editor(trial, goal)


def _open_editor(trial: Trial, goal: Goal | None) -> None:
    """The boxes of a goal, or of a new one; those of a new one are empty again once it is added."""
    added = st.session_state.get(f"goals.added.{trial.id}", 0)
    key = f"goal.{trial.id}.{goal.id}.{hash(goal)}" if goal else f"goal.{trial.id}.{NEW}.{added}"

    def save(store: Store, by: str) -> None:
        planning.set_goal(store, trial.id, edited.complete(), reason=reason, by=by)
        st.session_state[f"goals.added.{trial.id}"] = added + 1
        _edit(trial, "")

    def drop(store: Store, by: str) -> None:
        planning.drop_goal(store, trial.id, goal.id if goal else "", reason=reason, by=by)
        _edit(trial, "")

    with st.container(border=True, key=None if goal else "new-goal"):
        if goal is None:
            st.markdown("**A new goal**")
            offer_typical(trial, key)
        edited = edit_goal(trial, goal, key)
        reason = _reason(trial, key)
        with st.container(horizontal=True):
            if st.button("Save the goal" if goal else "Add the goal", type="primary", key=f"{key}.save"):
                session.perform(save)
            if goal and st.button("Drop this goal", key=f"{key}.drop"):
                session.perform(drop)
            leave = "Leave it as it was" if goal else "Not now"
            if trial.goals and st.button(leave, key=f"{key}.cancel"):
                _edit(trial, "")


def _reason(trial: Trial, key: str) -> str:
    if not decisions.is_locked(trial):
        return ""
    label = "Why does it change? It counts from the next dose and shows as edited."
    return st.text_input(label, max_chars=500, key=f"{key}.reason")


def _move_up(trial: Trial, place: int) -> None:
    ids = [goal.id for goal in trial.goals]
    ids[place - 1], ids[place] = ids[place], ids[place - 1]
    session.perform(lambda store, by: planning.order_goals(store, trial.id, ids, by=by))


def _editing(trial: Trial) -> str:
    """Which goal of this trial stands open: its id, NEW, or none."""
    return str(st.session_state.get(f"goals.editing.{trial.id}", ""))


def _edit(trial: Trial, goal: str) -> None:
    st.session_state[f"goals.editing.{trial.id}"] = goal
    st.rerun()
