"""Goals in the person's own order: a line each, one at a time opened to be edited or dropped."""

import streamlit as st

from trial.actions import planning
from trial.elements import session
from trial.elements.guard import guard
from trial.elements.plain import plain
from trial.elements.plan.goal_editor import edit_goal, offer_typical
from trial.ledger.facts import Goal, Trial
from trial.rules import decisions
from trial.rules.allowed import may
from trial.wording.goals import target_text
from trial.wording.words import MINUS, moment_text

NEW = "new"


def goals_form(trial: Trial) -> None:
    """Show the goals and let them be changed; after the lock every change needs a reason."""
    open_to_change = session.may("enter") and may(decisions.check_not_closed, trial)
    helps = trial.person.stiffness_helps
    if helps not in ("", "no") and not any(one.kind == "keep" and one.dropped_at is None for one in trial.goals):
        st.warning(f"Stiffness helps to {helps}. Agree what must be kept: add a goal to keep it.")
    if not trial.goals:
        st.write("No goals yet. Write what the person wants of this trial, in their own words and order.")
    for place, goal in enumerate(trial.goals):
        _line(trial, place, goal, open_to_change)
    if not open_to_change:
        return
    if _editing(trial) == NEW or not trial.goals:
        _new(trial)
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
            words = plain(goal.words or goal.area or goal.id)
            says = plain(describe(goal, peak=f"the peak, {trial.plan.peak_slot}"))
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
            _old(trial, goal)


def _old(trial: Trial, goal: Goal) -> None:
    key = f"goal.{trial.id}.{goal.id}.{hash(goal)}"
    with st.container(border=True):
        edited = edit_goal(trial, goal, key)
        reason = _reason(trial, key)
        with st.container(horizontal=True):
            if st.button("Save the goal", type="primary", key=f"{key}.save"):
                with guard():
                    planning.set_goal(
                        session.store(), trial.id, edited.complete(), reason=reason, by=session.recorder()
                    )
                    _edit(trial, "")
            if st.button("Drop this goal", key=f"{key}.drop"):
                with guard():
                    planning.drop_goal(session.store(), trial.id, goal.id, reason=reason, by=session.recorder())
                    _edit(trial, "")
            if st.button("Leave it as it was", key=f"{key}.cancel"):
                _edit(trial, "")


def _new(trial: Trial) -> None:
    made = f"goals.made.{trial.id}"
    key = f"goal.{trial.id}.{NEW}.{st.session_state.get(made, 0)}"
    with st.container(border=True, key="new-goal"):
        st.markdown("**A new goal**")
        offer_typical(trial, key)
        edited = edit_goal(trial, None, key)
        reason = _reason(trial, key)
        with st.container(horizontal=True):
            if st.button("Add the goal", type="primary", key=f"{key}.save"):
                with guard():
                    planning.add_goal(
                        session.store(), trial.id, edited.complete(), reason=reason, by=session.recorder()
                    )
                    st.session_state[made] = st.session_state.get(made, 0) + 1
                    _edit(trial, "")
            if trial.goals and st.button("Not now", key=f"{key}.cancel"):
                _edit(trial, "")


def _reason(trial: Trial, key: str) -> str:
    if not decisions.is_locked(trial):
        return ""
    label = "Why does it change? It counts from the next dose and shows as edited."
    return st.text_input(label, max_chars=500, key=f"{key}.reason") or ""


def _move_up(trial: Trial, place: int) -> None:
    ids = [one.id for one in trial.goals]
    ids[place - 1], ids[place] = ids[place], ids[place - 1]
    with guard():
        planning.order_goals(session.store(), trial.id, ids, by=session.recorder())
        st.rerun()


def _editing(trial: Trial) -> str:
    """Which goal of this trial stands open: its id, NEW, or none."""
    return str(st.session_state.get(f"goals.editing.{trial.id}", ""))


def _edit(trial: Trial, goal: str) -> None:
    st.session_state[f"goals.editing.{trial.id}"] = goal
    st.rerun()
