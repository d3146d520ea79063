"""The go/no-go decision: the facts first; chosen by people, typed live, stored as typed, signed, filed."""

import streamlit as st

from trial.actions import deciding
from trial.brief import Brief, brief_of, identity_of
from trial.elements import agenda, name_hiding, session
from trial.elements.controls import escape_markdown, plain
from trial.elements.downloads import files_of
from trial.elements.forms.decision import decision_form, decision_key, is_typed_here, refusals_to_sign
from trial.elements.meeting import meeting_bar, show_decisions, show_goals
from trial.elements.trial_head import banner, show_next_step
from trial.ledger.facts import Decision, Person, Trial
from trial.meaning.state import draft_decision
from trial.meaning.summary import Summary, summarise
from trial.rules import lifecycle, may
from trial.wording.phrases import UNDECIDED
from trial.wording.refusals import sentence_of
from trial.wording.words import OUTCOME_WORDS


def main() -> None:
    trial = session.chosen_trial()
    meeting_bar(trial)
    banner(trial)
    summary = summarise(trial)
    brief = brief_of(summary, session.zone())
    with st.container(key="decide"):
        facts, form = st.columns([11, 9], gap="medium")  # one below the other where it is narrow
    with facts:
        st.header("Decide", anchor=False)
        show_next_step(trial, here="decide")
        show_goals(brief)
        st.caption("The team's own criteria, counted; not advice. The Review page has the readings behind them.")
    is_open = summary.state == "awaiting_dose" or may(lifecycle.check_not_closed, trial)
    with facts if is_open else form:
        show_decisions(brief.decision.every_signed)
    with form:
        _decide(trial, summary, brief)


def _decide(trial: Trial, summary: Summary, brief: Brief) -> None:
    """Draw the form of the decision that is open, and the files."""
    if summary.state == "awaiting_dose":
        with st.expander("The next meeting's decision", expanded=draft_decision(trial) is not None):
            _open(trial, brief)
    elif may(lifecycle.check_not_closed, trial):
        _open(trial, brief)
    is_signed = bool(trial.decisions) and trial.decisions[-1].signed
    if is_signed and session.may("sign"):
        _reopen(trial)
    st.subheader("For the hospital record", anchor=False)
    decided = is_signed and summary.state in ("awaiting_dose", "closed")
    state = "It carries the signed decision" if decided else "It says DRAFT and NOT YET DECIDED until somebody signs"
    what = (
        "The go/no-go summary is the spreadsheet to file: one page to decide by, charts, readings and audit behind it"
    )
    st.write(f"{what}. {state}.")
    files_of(trial, primary=summary.state == "closed")


def _open(trial: Trial, brief: Brief) -> None:
    """Draw the form of the decision: every change is stored as a draft immediately."""
    named = session.store().trial(trial.id)  # the texts as typed: hidden ones must not be stored
    draft = draft_decision(named)
    st.subheader(UNDECIDED, anchor=False)
    decision = draft or Decision()
    if not session.may("enter"):
        show_decisions([brief.decision.drafted])
    elif draft != draft_decision(trial) and not is_typed_here(trial, decision):  # it names the person
        show_decisions([brief.decision.drafted])
        name_hiding.say_names_hidden()
        return
    else:
        decision = decision_form(trial, decision, agenda.present_at(trial.id))
    if session.may("sign"):
        _sign(trial, decision, named.person)
    if session.may("enter"):
        st.caption("Kept as you type. It stays a draft until somebody signs.")


def _sign(trial: Trial, decision: Decision, person: Person) -> None:
    """Sign the draft; where names are hidden, the person is named for confirmation first."""
    key = decision_key(trial)
    signs = st.button(f"Sign as {plain(session.recorder())}", type="primary", key=f"{key}.sign")
    if signs and (refusals := refusals_to_sign(trial, decision)):
        if session.may("enter"):  # the form says them
            st.rerun()
        for refusal in refusals:
            st.error(plain(sentence_of(refusal)))
        return
    if name_hiding.names_hidden():
        was_read_back = f"{key}.confirm" in st.session_state and st.session_state.get(f"{key}.read_back") == decision
        if decision.outcome is None or not (signs or was_read_back):  # another screen was opened, or something typed
            return
        st.session_state[f"{key}.read_back"] = decision
        st.warning(f"{OUTCOME_WORDS[decision.outcome]}, for {escape_markdown(identity_of(person).line)}")
        signs = st.button("This is the person: sign", key=f"{key}.confirm")
    if signs:
        with session.saving("Signed.") as (store, by):
            deciding.sign(store, trial.id, decision, by=by)


def _reopen(trial: Trial) -> None:
    with st.expander("Reopen the last decision"):
        st.write("Reopening voids the signature; both stay in sight.")
        if name_hiding.names_hidden():
            st.write("Names are hidden: what was written then can be changed once they are shown, on the Meeting page.")
        key = f"decide.{trial.id}.{len(trial.decisions)}.why"
        reason = st.text_input("Why is it reopened?", key=key, max_chars=500)
        if st.button("Reopen", key=f"decide.{trial.id}.reopen"):
            with session.saving() as (store, by):
                deciding.reopen(store, trial.id, reason=reason, by=by)


if __name__ == "__main__":
    main()
