"""The form that opens a trial: two identifiers, the diagnosis group, a template of measures and typical goals."""

import streamlit as st

from trial.actions import planning
from trial.elements import session
from trial.elements.choices import choices
from trial.elements.guard import guard
from trial.elements.plan.person_form import date_of_birth, diagnosis_group
from trial.errors import InvalidInput
from trial.files.plans import Template, templates
from trial.ledger.facts import Person
from trial.settings import settings

ASKED = "new.asked"
STARTING = "trials.starting"
"""Whether the form is open, in the session."""


def new_trial() -> None:
    """Ask what a trial begins with, and open it; what was typed stays until it is opened or put away."""
    offered = templates(settings().plans_dir)
    with st.form("trials.new", border=True):
        st.subheader("Start a trial", anchor=False)
        left, middle, right = st.columns(3)
        with left:
            identifier = st.text_input("Hospital number (required)", max_chars=60, key="new.identifier").strip()
            group = diagnosis_group(None, "new")
        with middle:
            name = st.text_input("Name", max_chars=200, key="new.name").strip()
            names = {key: template.name for key, template in offered.items()}
            label = "Measures and typical goals to begin with"
            template = st.selectbox(label, **choices(names, placeholder="Choose a template"), key="new.template")
        with right:
            born = date_of_birth(None, "new")
        st.caption("Two identifiers (the number, and a name or date of birth) are needed before a dose is given.")
        with st.container(horizontal=True):
            go = st.form_submit_button("Open the plan", type="primary", key="new.open")
            stop = st.form_submit_button("Not now", key="new.stop")
    if stop:
        st.session_state[STARTING] = False
        st.rerun()
    if go:
        with guard():
            person = Person(identifier=identifier, name=name, born=born, diagnosis_group=group)
            _open(person, offered[template] if template else None)


def _open(person: Person, template: Template | None) -> None:
    if not person.identifier:
        raise InvalidInput("Type the hospital number: nothing can be recorded for somebody without one.")
    known = list(planning.known_by(session.store(), person.identifier))
    if known and st.session_state.get(ASKED) != person.identifier:
        st.session_state[ASKED] = person.identifier
        st.warning(
            "This number has a trial already. Open that one, or choose “Open the plan” again to start another trial "
            "for the same person."
        )
        for row in known:
            dose = f", dose {row.dose_number}" if row.dose_number else ""
            changed = f"{row.changed_at.astimezone(session.zone()):%d %b %Y}"
            label = f"{row.trial}{dose}, last changed {changed}"
            st.page_link("screens/plan.py", label=label, query_params={session.TRIAL: row.trial})
        return
    plan = template.plan() if template else None
    trial = planning.open_trial(
        session.store(), person=person, plan=plan, zone=str(session.zone()), by=session.recorder()
    )
    st.session_state[STARTING] = False
    st.session_state.pop(ASKED, None)
    session.go("plan", trial.id)
