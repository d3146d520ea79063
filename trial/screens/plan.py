"""The plan: the person, goals, measures, the dose; agreed and locked before T0. The next step's part is open."""

import streamlit as st

from trial.actions import planning
from trial.elements import session
from trial.elements.components import component
from trial.elements.controls import escape_markdown, plain
from trial.elements.downloads import download_trial
from trial.elements.forms.dose import dose_words, planned_dose_form
from trial.elements.forms.goals import goals_form
from trial.elements.forms.measures import measures_form
from trial.elements.forms.person import person_form
from trial.elements.trial_head import banner, show_next_step
from trial.errors import InvalidInput
from trial.files import formats
from trial.ledger.facts import Trial
from trial.rules import lifecycle, why_not
from trial.wording.phrases import about
from trial.wording.refusals import sentence_of
from trial.wording.words import count_text, moment_text

NOW_OR_THEN = "now, 0930 or 17/11 0930"


def main() -> None:
    trial = session.chosen_trial()
    banner(trial)
    st.header("Plan", anchor=False)
    if not session.may_enter():
        _read_only(trial)
        return
    section = show_next_step(trial, here="plan").section
    person = escape_markdown(about(trial.person)) or "diagnosis not given yet"
    with st.expander(f"**1. The person** · {person}", expanded=section == "person"):
        person_form(trial)
    kinds = [goal.kind for goal in trial.goals if goal.dropped_at is None]
    pursued = f"{kinds.count('achieve')} to achieve, {kinds.count('keep')} to keep" if kinds else "none yet"
    with st.expander(f"**2. Goals** · {pursued}", expanded=True):
        goals_form(trial)
    measures = trial.plan.measures
    planned = f"{count_text(len(measures), 'measure')}, peak {trial.plan.peak_slot}" if measures else "none yet"
    with st.expander(f"**3. What is measured, and when** · {planned}", expanded=section == "measures"):
        measures_form(trial)
    with st.expander(f"**4. Agreement** · {_agreement(trial)}", expanded=section == "agree"):
        _agree(trial)
    last = f"dose {trial.doses[-1].number}, {dose_words(trial.doses[-1])}" if trial.doses else "not planned yet"
    with st.expander(f"**5. The dose** · {last}", expanded=section == "dose"):
        if refused := why_not(lifecycle.check_not_closed, trial):
            st.write(plain(sentence_of(refused)))
        else:
            planned_dose_form(trial)
    lock = f"agree-{trial.id}-lock"  # Streamlit's class of that key
    component("unsaved", "unsaved.js")(key=f"unsaved.{trial.id}", data={"lock": lock})
    st.write("For the ward: this plan on blank paper, with its slots and rows. Filled in, it is typed or imported.")
    download_trial(trial.id, formats.get("proforma"), "Day sheet to print")


def _read_only(trial: Trial) -> None:
    """Draw the person, the goals, the measures and the doses without anything to type into."""
    st.subheader("The person", anchor=False)
    st.text("\n".join(filter(None, (about(trial.person), trial.person.notes))) or "Nothing yet.")
    st.subheader("Goals", anchor=False)
    goals_form(trial)
    st.subheader("What is measured, and when", anchor=False)
    measures_form(trial)
    st.subheader("Doses", anchor=False)
    st.text("\n".join(f"Dose {dose.number}: {dose_words(dose)}" for dose in trial.doses) or "Nothing yet.")


def _agreement(trial: Trial) -> str:
    if not lifecycle.is_locked(trial):
        return "not yet"
    at, by = trial.record.agreed_at, trial.record.agreed_by
    when = f" {moment_text(at, session.zone())}" if at else " with the first dose"
    typed_at = trial.record.agreed_typed_at
    typed = f" (typed later, {moment_text(typed_at, session.zone())})" if typed_at else ""
    return f"agreed{when}{f', {escape_markdown(by)}' if by else ''}{typed}; later changes need a reason"


def _agree(trial: Trial) -> None:
    if lifecycle.is_locked(trial):
        st.write("Plan and goals are agreed. A change needs a reason and shows here.")
        for edit in trial.plan_edits:
            reason = f": {edit.reason}" if edit.reason else ""
            st.text(f"{moment_text(edit.at, session.zone())}, {edit.by}, {edit.what}{reason}")
        if trial.record.agreed_at is not None and session.may_change():
            _correct_agreement(trial)
        return
    st.write("Read goals and measures through with the person. From then on every change needs a reason.")
    key = f"agree.{trial.id}"
    with st.container(horizontal=True, vertical_alignment="bottom"):
        names = st.text_input("Agreed by (names)", key=f"{key}.by", max_chars=200).strip()
        typed = st.text_input("Goals agreed at", key=f"{key}.at", placeholder=NOW_OR_THEN, max_chars=20)
        if st.button("Agree and lock", type="primary", key=f"{key}.lock"):
            with session.saving("Agreed and locked.") as (store, by):
                agreed_at = session.typed_moment(typed) if typed.strip() else None
                planning.agree(store, trial.id, agreed_by=names, agreed_at=agreed_at, by=by)


def _correct_agreement(trial: Trial) -> None:
    """Draw what corrects the time of the agreement: goals agreed after a dose do not count for it."""
    key = f"agreement.{trial.id}"
    with st.expander("The time of the agreement is wrong"), st.form(key, border=False):
        typed = st.text_input("Goals agreed at", key=f"{key}.at", placeholder=NOW_OR_THEN, max_chars=20)
        reason = st.text_input("Why it is corrected", key=f"{key}.why", max_chars=500)
        if st.form_submit_button("Correct the time"):
            with session.saving("The time is corrected.") as (store, by):
                if not typed.strip():
                    raise InvalidInput("Type when the goals were agreed.")
                moment = session.typed_moment(typed)
                planning.correct_agreement(store, trial.id, moment, reason=reason, by=by)


if __name__ == "__main__":
    main()
