"""Hide names: while a session hides them, everybody is a number on every screen and in its address.

The first person on the meeting's list is "Person 1"; others get the next number when first shown. A number
stays with its person until names are shown again, whatever is signed meanwhile, and after a reload.
"""

import secrets
from collections.abc import Iterable
from dataclasses import replace

import streamlit as st

from trial.brief.deidentified import deidentified
from trial.ledger.facts import Trial
from trial.store.worklist import WorklistRow

HIDDEN = "names"
"""Of the session and of the address: the key of the numbers that are in use; nothing while names are shown."""
PREFIX = "person~"
"""The prefix of a number in the address. No id of a trial contains it."""
NUMBERED: dict[str, list[str]] = {}
"""By key: the ids of trials, in the order of their numbers. Of this process, so that a loaded page finds them again."""


def names_hidden() -> bool:
    """Whether this session hides names."""
    return bool(st.session_state.get(HIDDEN))


def hide_names(trials: Iterable[str]) -> None:
    """Hide names from now on, and number these trials first; where they are hidden already nothing changes."""
    if not names_hidden():
        st.session_state[HIDDEN] = key = secrets.token_hex(4)
        NUMBERED[key] = [*trials]
        keep_in_address()  # the page may be loaded anew at once


def number_anew(trials: Iterable[str]) -> None:
    """Number these trials first, as where a meeting begins; whoever was numbered besides follows them."""
    key = st.session_state[HIDDEN]
    NUMBERED[key] = list(dict.fromkeys((*trials, *NUMBERED.get(key, ()))))


def has_no_numbers() -> bool:
    """Whether names are hidden and nobody is numbered: the program was started again since."""
    return names_hidden() and st.session_state[HIDDEN] not in NUMBERED


def show_names() -> None:
    """Show names again, and forget the numbers."""
    NUMBERED.pop(st.session_state.pop(HIDDEN, ""), None)
    if HIDDEN in st.query_params:
        del st.query_params[HIDDEN]


def keep_in_address() -> None:
    """Put into the address that names are hidden, so that they stay hidden after a reload."""
    if not names_hidden() and (key := st.query_params.get(HIDDEN)):
        st.session_state[HIDDEN] = key
    if names_hidden() and st.query_params.get(HIDDEN) != st.session_state[HIDDEN]:
        st.query_params[HIDDEN] = st.session_state[HIDDEN]


def number_of(trial: str) -> int:
    """The number under which a trial is shown while names are hidden, from 1; a new one if it has none yet."""
    numbered = NUMBERED.setdefault(st.session_state[HIDDEN], [])
    if trial not in numbered:
        numbered.append(trial)
    return numbered.index(trial) + 1


def pseudonym(trial: str) -> str:
    """What somebody is called while names are hidden: "Person 4"."""
    return f"Person {number_of(trial)}"


def in_address(trial: str) -> str:
    """Return the id of a trial in addresses and picture names: its own, or its number while names are hidden."""
    return f"{PREFIX}{number_of(trial)}" if names_hidden() else trial


def trial_at(address: str) -> str:
    """Return the id of the trial in the address; empty for an unknown number."""
    if not address.startswith(PREFIX):
        return address
    numbered = NUMBERED.get(st.session_state.get(HIDDEN, ""), [])
    number = address.removeprefix(PREFIX)
    return numbered[int(number) - 1] if number.isdecimal() and 0 < int(number) <= len(numbered) else ""


def as_shown(trial: Trial) -> Trial:
    """Return the trial as the screen may show it: unchanged, or without name, number and date of birth."""
    return deidentified(trial, pseudonym(trial.id)) if names_hidden() else trial


def row_as_shown(row: WorklistRow) -> WorklistRow:
    """A row of the worklist as the screen may show it."""
    return replace(row, name=pseudonym(row.trial), identifier="", bed="") if names_hidden() else row


def say_names_hidden(what: str = "change this") -> None:
    """Say why something is not offered, with the way to the screen where names are shown again."""
    st.info(f"Names are hidden; show them to {what}.")
    st.page_link("screens/meeting.py", label="To the meeting, where names are shown and hidden")
