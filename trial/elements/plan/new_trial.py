"""The form that opens a trial: two identifiers, the diagnosis group, a template of measures and typical goals."""

from datetime import date

import streamlit as st

from trial.actions import planning
from trial.elements import session
from trial.elements.guard import guard
from trial.elements.plan.person_form import FIRST_YEAR, diagnosis_group
from trial.errors import InvalidInput
from trial.files.plans import Template, templates
from trial.ledger.facts import DiagnosisGroup, Person
from trial.settings import settings
from trial.store.base import WorklistRow

ASKED = "new.asked"


def new_trial() -> None:
    """Ask what a trial begins with, and open it; what was typed stays until it is opened or put away."""
    offered = templates(settings().plans_dir)
    with st.form("trials.new", border=True):
        st.subheader("Start a trial", anchor=False)
        one, two, three = st.columns(3)
        identifier = one.text_input("Hospital number (required)", max_chars=60, key="new.identifier")
        name = two.text_input("Name", max_chars=200, key="new.name")
        born = three.date_input(
            "Date of birth", value=None, min_value=FIRST_YEAR, max_value="today", format="DD/MM/YYYY", key="new.born"
        )
        group = diagnosis_group(one, None, "new")
        template = two.selectbox(
            "Measures and typical goals to begin with",
            list(offered),
            index=None,
            format_func=lambda key: offered[key].name,
            placeholder="Choose a template",
            key="new.template",
        )
        st.caption("Two identifiers (the number, and a name or date of birth) are needed before a dose is given.")
        with st.container(horizontal=True):
            go = st.form_submit_button("Open the plan", type="primary", key="new.open")
            stop = st.form_submit_button("Not now", key="new.stop")
    if stop:
        st.session_state["trials.starting"] = False
        st.rerun()
    if go:
        with guard():
            _open(identifier or "", name or "", born, group, offered[template] if template else None)


def _open(
    identifier: str, name: str, born: date | None, group: DiagnosisGroup | None, template: Template | None
) -> None:
    identifier = identifier.strip()
    if not identifier:
        raise InvalidInput("Type the hospital number: nothing can be recorded for somebody without one.")
    known = list(planning.known_by(session.store(), identifier))
    if known and st.session_state.get(ASKED) != identifier:
        st.session_state[ASKED] = identifier
        _ask(known)
        return
    trial = planning.open_trial(
        session.store(),
        person=Person(identifier=identifier, name=name.strip(), born=born, diagnosis_group=group),
        plan=template.plan() if template else None,
        zone=str(session.zone()),
        by=session.recorder(),
    )
    st.session_state["trials.starting"] = False
    st.session_state.pop(ASKED, None)
    session.go("plan", trial.id)


def _ask(known: list[WorklistRow]) -> None:
    st.warning(
        "This number has a trial already. Open that one, or choose “Open the plan” again to start another trial "
        "for the same person."
    )
    for row in known:
        dose = f", dose {row.dose_number}" if row.dose_number else ""
        st.page_link(
            "screens/plan.py",
            label=f"{row.trial}{dose}, last changed {row.changed_at.astimezone(session.zone()):%d %b %Y}",
            query_params={session.TRIAL: row.trial},
        )
