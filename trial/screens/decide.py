"""The go/no-go decision: the facts first; chosen by people, typed live, kept as typed, signed, filed."""

import streamlit as st

from trial.actions import deciding
from trial.elements import session
from trial.elements.banner import banner
from trial.elements.downloads import files_of
from trial.elements.guard import guard
from trial.elements.meeting import meeting_mode
from trial.elements.meeting.decision_form import decision_form, decision_key
from trial.elements.meeting.first_screen import STYLE, boxed, first_things
from trial.elements.meeting.goal_table import goal_table
from trial.elements.next_step import show_next_step
from trial.ledger.facts import Decision, Reopened, Trial
from trial.meaning.summary import Summary, summarise
from trial.rules import decisions
from trial.rules.allowed import may
from trial.wording.letter import action_text
from trial.wording.words import AGREES_WORDS, OUTCOME_WORDS, moment_text


def main() -> None:
    trial = session.chosen_trial()
    meeting_mode.bar(trial)
    shown = meeting_mode.as_shown(trial)
    banner(shown)
    summary = summarise(shown)
    st.header("Decide", anchor=False)
    show_next_step(trial, here="decide")
    st.html(STYLE + boxed(first_things(summary) + goal_table(shown, summary, session.zone())))
    st.caption("The team's own criteria, counted; not advice. The Review page has the readings behind them.")
    for place, decision in enumerate(shown.decisions):
        if decision.signed:
            _signed(shown, place, decision)
    if summary.state == "awaiting_dose":
        with st.expander("The next meeting's decision", expanded=deciding.present_draft(trial) is not None):
            _open(trial)
    elif may(decisions.check_may_draft, trial):
        _open(trial)
    if trial.decisions and trial.decisions[-1].signed and session.may("sign"):
        _reopen(trial)
    _file(trial, summary)


def _signed(trial: Trial, place: int, decision: Decision) -> None:
    when = moment_text(decision.signed_at, session.zone()) if decision.signed_at else ""
    imported = f", as imported by {trial.imported_by}" if place in trial.imported_signatures else ""
    with st.container(border=True, gap="xsmall", key=f"decide.signed.{trial.id}.{place}"):
        st.subheader(_outcome(decision), anchor=False)
        st.text(f"Signed by {decision.signed_by}, {when}{imported}")
        _told(decision)
        for voided in decision.history:
            st.text(_voided(voided))


def _told(decision: Decision) -> None:
    """What a decision says beside its outcome, a line each."""
    said = {
        "Because": decision.reason,
        "Present": ", ".join(decision.present),
        "The person agrees": AGREES_WORDS[decision.person_agrees] if decision.person_agrees else "not recorded",
        "In the person's words": decision.person_words,
        "Dissent": decision.dissent,
        "Conditions": decision.conditions,
        "Actions": "\n".join(action_text(one) for one in decision.actions),
    }
    for label, text in said.items():
        if text:
            name, what = st.columns([1, 4])
            name.markdown(f"**{label}**")
            what.text(text)


def _voided(voided: Reopened) -> str:
    was = voided.decision
    when = moment_text(voided.at, session.zone())
    return (
        f"Before: {_outcome(was)}, signed by {was.signed_by}; "
        f"reopened {when} by {voided.by}, which voided that signature: {voided.reason}"
    )


def _outcome(decision: Decision) -> str:
    return OUTCOME_WORDS[decision.outcome] if decision.outcome else "no outcome"


def _open(trial: Trial) -> None:
    """The decision being typed: every change is kept as a draft at once."""
    draft = deciding.present_draft(trial)
    st.subheader("NOT YET DECIDED", anchor=False)
    for voided in draft.history if draft else ():
        st.text(_voided(voided))
    if session.may("enter"):
        decision = decision_form(trial, draft or Decision())
        st.caption("Kept as you type. It stays a draft until somebody signs.")
    else:
        decision = draft or Decision()
        if decision.outcome:
            st.text(f"Typed so far: {_outcome(decision)}")
        _told(decision)
    if session.may("sign") and st.button(
        f"Sign as {session.recorder()}", type="primary", key=f"{decision_key(trial)}.sign"
    ):
        with guard():
            deciding.sign(session.store(), trial.id, decision, by=session.recorder())
            session.flash("Signed.")
            st.rerun()


def _reopen(trial: Trial) -> None:
    with st.expander("Reopen the last decision"):
        st.write("Reopening voids the signature; both stay in sight.")
        reason = st.text_input(
            "Why is it reopened?", key=f"decide.{trial.id}.{len(trial.decisions)}.why", max_chars=500
        )
        if st.button("Reopen", key=f"decide.{trial.id}.reopen"):
            with guard():
                deciding.reopen(session.store(), trial.id, reason=reason or "", by=session.recorder())
                st.rerun()


def _file(trial: Trial, summary: Summary) -> None:
    st.subheader("For the hospital record", anchor=False)
    decided = summary.state in ("awaiting_dose", "closed") and trial.decisions[-1].signed
    state = "It carries the signed decision" if decided else "It says DRAFT and NOT YET DECIDED until somebody signs"
    st.write(f"One page to decide by, with charts, readings and audit behind it. {state}.")
    files_of(trial, primary=summary.state == "closed")


if __name__ == "__main__":
    main()
