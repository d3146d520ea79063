"""The session of a browser tab: the recorder and their rights, the store, the open trial; ids alone, no content."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import streamlit as st

from trial.actions import rights, sign_ins
from trial.actions.act import clock
from trial.actions.rights import Permitted
from trial.elements import name_hiding
from trial.elements.components import component
from trial.elements.controls import plain
from trial.elements.serving import signed_in
from trial.errors import StoreUnavailable, TrialError
from trial.ledger.facts import Trial
from trial.rules.roles import Recorder, Right
from trial.rules.typed_input import moment_of
from trial.settings import settings
from trial.store import Store, open_store
from trial.wording.refusals import sentence_of

RECORDER, IDLE, TRIAL, SIGNED_IN, FLASH = "recorder", "idle", "trial", "signed_in", "flash"
HOURS_OF_A_DAY = 16
"""So long a name stays among the names of the day: from the first baseline to the last set."""


@st.cache_resource(show_spinner=False)
def raw_store() -> Store:
    """Return the store of this process, which checks no rights: for the routes and sign-in only."""
    return open_store(settings().database_url)


def store() -> Store:
    """Return the store with the recorder's rights."""
    return Permitted(raw_store(), who())


def zone() -> ZoneInfo:
    """Return the ward's zone, in which clock times are typed and shown."""
    return settings().zone


def typed_moment(text: str) -> datetime:
    """Return the moment that was typed, in the ward's zone; nothing, or "now", is this one. Raises InvalidInput."""
    now = clock()
    moment = now if text.strip().lower() in ("", "now") else moment_of(text, now, zone())
    return moment.astimezone(zone())


def who() -> Recorder:
    """Return the recorder: whoever is signed in, or gave a name on this computer."""
    if not signed_in.sign_in_configured():
        return Recorder(name=str(st.session_state.get(RECORDER, "")))
    claims = _claims()
    return rights.signed_in(claims) if claims else Recorder(name="", comes_by="sign_in")


def recorder() -> str:
    """Return the recorder's name, under which the ledger stores all that is recorded here."""
    return who().name


def may(right: Right) -> bool:
    """Whether the recorder has this right now, so that only what may be done is offered. The store checks it again."""
    return right in rights.rights_or_none(who())


def may_change() -> bool:
    """Whether plan and readings can be changed here: never while the two identifiers are hidden."""
    return may("enter") and not name_hiding.names_hidden()


def may_enter() -> bool:
    """The same as `may_change`; where it is False, the page says why."""
    if may_change():
        return True
    if may("enter"):
        name_hiding.say_names_hidden()
    else:
        st.info("You may look but not record.")
    return False


def sheet_pass(trial: str) -> dict[str, str]:
    """Return what the sheet delivers with: a pass that ends no later than the sign-in, and the recorder's opaque id."""
    own, recording, claims = store(), who(), _claims()
    session, ends = sign_ins.session_of(own, claims) if claims else "", claims.get("exp")
    until = datetime.fromtimestamp(ends, UTC) if isinstance(ends, int | float) else None
    token = sign_ins.issue_pass(own, recorder=recording, trial=trial, session=session, until=until)
    return {"token": token, "recorder": sign_ins.recorder_id(own, recording)}


def check_sign_in() -> None:
    """Enter a sign-in in the service chain, once; raises NotAllowedNow if it has ended or gives no right to look."""
    if claims := _claims():
        session = sign_ins.session_of(raw_store(), claims)
        if not st.session_state.get(SIGNED_IN):
            sign_ins.begin(raw_store(), rights.signed_in(claims), session)
            st.session_state[SIGNED_IN] = True
        sign_ins.check_not_ended(raw_store(), session)
    rights.check_may(who(), "review")


def end(claims: Mapping[str, Any]) -> None:
    """Enter the end of a sign-in, by signing out or by idling; every process refuses its passes from now on."""
    with suppress(StoreUnavailable):  # while it is away nothing is known of an end, and nothing can be seen
        sign_ins.end(raw_store(), rights.signed_in(claims), sign_ins.session_of(raw_store(), claims))


def has_ended(claims: Mapping[str, Any]) -> bool:
    """Whether a sign-in was ended, in any tab and any process; False while the database is away."""
    with suppress(StoreUnavailable):
        return sign_ins.has_ended(raw_store(), sign_ins.session_of(raw_store(), claims))
    return False


def sign_out() -> None:
    """Sign out here and at the provider, even while the database is away."""
    end(_claims())
    st.logout()


def _claims() -> Mapping[str, Any]:
    """Return the provider's claims about whoever is signed in; empty without sign-in."""
    claims = st.user.to_dict() if signed_in.sign_in_configured() else {}
    return claims if claims.get("is_logged_in") else {}


def record_as(name: str) -> None:
    """Take the name of whoever records on this computer for the rest of the session."""
    st.session_state[RECORDER] = " ".join(name.split())
    st.session_state[IDLE] = False


def is_idle() -> bool:
    """Whether nobody has touched this tab for as long as the service allows: it has to be said again who records."""
    return bool(st.session_state.get(IDLE))


def names_of_the_day() -> list[str]:
    """Return who has recorded something lately, those of the shell apart; names of staff only."""
    with suppress(StoreUnavailable):
        names = raw_store().recorders_since(clock() - timedelta(hours=HOURS_OF_A_DAY))
        return sorted((name for name in names if not name.startswith("shell:")), key=str.casefold)
    return []


def remember_recorder() -> None:
    """Let this tab remember its recorder until it idles, so that a reload or restart does not ask again."""

    def take_name() -> None:
        if not recorder():
            record_as(str(st.session_state["remember"]["name"] or ""))

    def note_idle() -> None:
        st.session_state[IDLE] = True

    data = {"name": "" if is_idle() else recorder(), "idle_minutes": settings().idle_minutes}
    remember = component("remember", "remember.js")
    remember(key="remember", data=data, on_name_change=take_name, on_idle_change=note_idle)


def keep_trial_in_address(*, needed: bool) -> None:
    """Put the open trial back into the address: Streamlit's navigation drops the query."""
    name_hiding.keep_in_address()
    if chosen := chosen_id():
        st.session_state[TRIAL] = chosen
    before = chosen or (st.session_state.get(TRIAL) if needed else "")
    if before and st.query_params.get(TRIAL) != (address := name_hiding.in_address(before)):
        st.query_params[TRIAL] = address


def chosen_id() -> str:
    """Return the id of the trial in the address, or an empty text. It is our own, never a hospital number."""
    return name_hiding.trial_at(str(st.query_params.get(TRIAL, "")))


def last_id() -> str:
    """Return the id of the trial in the address, else of the last one that was open; empty if none was."""
    return chosen_id() or str(st.session_state.get(TRIAL, ""))


def chosen_trial() -> Trial:  # noqa: RET503 - st.stop never returns
    """Return the trial in the address as it may be shown; without one that is known, say so and stop the page."""
    sentence = "No trial is open. Choose one from the list."
    if chosen := chosen_id():
        try:
            return name_hiding.as_shown(store().trial(chosen))
        except TrialError as error:
            sentence = sentence_of(error)
    st.info(plain(sentence))
    st.page_link("screens/trials.py", label="To the list of trials")
    st.stop()


@contextmanager
def guard() -> Iterator[None]:
    """Show a TrialError as its sentence and carry on; anything else is a fault and must be seen."""
    try:
        yield
    except TrialError as error:
        st.error(plain(sentence_of(error)))


@contextmanager
def saving(then_say: str = "") -> Iterator[tuple[Store, str]]:
    """Yield the store and the recorder's name; once saved, rerun the page, which shows a sentence once.

    A refusal stays on the page as its sentence, and what was typed in its boxes.
    """
    with guard():
        yield store(), recorder()
        if then_say:
            st.session_state.setdefault(FLASH, then_say)  # unless another sentence was set while saving
        st.rerun()


def go(screen: str, trial: str) -> None:
    """Open another screen of a trial."""
    st.switch_page(f"screens/{screen}.py", query_params={TRIAL: name_hiding.in_address(trial)})


def flash(sentence: str) -> None:
    """Say a sentence once, after the next run."""
    st.session_state[FLASH] = sentence


def show_flash() -> None:
    if sentence := st.session_state.pop(FLASH, ""):
        st.toast(plain(sentence))
