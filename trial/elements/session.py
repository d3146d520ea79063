"""What a session knows: the store, who is recording, which trial is open. Ids only, never facts."""

from typing import NoReturn
from zoneinfo import ZoneInfo

import streamlit as st

from trial.errors import TrialError
from trial.ledger.facts import Trial
from trial.settings import settings
from trial.store import open_store
from trial.store.base import Store

RECORDER = "recorder"
TRIAL = "trial"


@st.cache_resource(show_spinner=False)
def store() -> Store:
    """The store of this process. It keeps trials by head; Streamlit's caches hold no patient data."""
    return open_store(settings().database_url)


def zone() -> ZoneInfo:
    """The ward's zone, for typing and showing clock times."""
    return settings().zone


def recorder() -> str:
    """Who is recording: the signed-in name, or the name given on this computer."""
    if st.user.get("is_logged_in"):
        return str(st.user.get("name") or st.user.get("email") or "")
    return str(st.session_state.get(RECORDER, ""))


def record_as(name: str) -> None:
    """Take the name of whoever records on this computer for the rest of the session."""
    st.session_state[RECORDER] = " ".join(name.split())


def keep_trial_in_address(*, needed: bool) -> None:
    """Carry the open trial from screen to screen: the navigation drops what stands behind the address."""
    if chosen := chosen_id():
        st.session_state[TRIAL] = chosen
    elif needed and (before := st.session_state.get(TRIAL)):
        st.query_params[TRIAL] = before


def chosen_id() -> str:
    """The id of the trial in the address, or empty. It is ours and opaque, never a hospital number."""
    return str(st.query_params.get(TRIAL, ""))


def chosen_trial() -> Trial:
    """The trial in the address; without one, or with an unknown one, says so and stops the page."""
    chosen = chosen_id()
    if not chosen:
        _stop_without_trial("No trial is open. Choose one from the list.")
    try:
        return store().trial(chosen)
    except TrialError as error:
        _stop_without_trial(str(error))


def _stop_without_trial(sentence: str) -> NoReturn:
    st.info(sentence)
    st.page_link("screens/trials.py", label="To the list of trials")
    st.stop()


def go(screen: str, trial: str) -> None:
    """Turn to another screen of a trial."""
    st.switch_page(f"screens/{screen}.py", query_params={TRIAL: trial})


def flash(sentence: str) -> None:
    """Say a sentence once, after the next rerun."""
    st.session_state["flash"] = sentence


def show_flash() -> None:
    if sentence := st.session_state.pop("flash", ""):
        st.toast(sentence)
