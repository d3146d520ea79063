"""The go/no-go decision: chosen by people, typed live, kept as typed, signed, filed."""

from dataclasses import replace
from datetime import date
from typing import Literal

import streamlit as st

from trial.actions import deciding, exchanging
from trial.elements import session
from trial.elements.banner import banner
from trial.elements.guard import guard
from trial.ledger.facts import Action, Agrees, Decision, Outcome, Trial
from trial.meaning.summary import Summary, summarise
from trial.meaning.words import OUTCOME_WORDS, moment_text
from trial.rules import decisions
from trial.rules.allowed import may

AGREES: dict[Agrees, str] = {"yes": "Yes", "no": "No", "unsure": "Unsure"}
MEANS: dict[Outcome, str] = {
    "proceed": "proceed to a pump",
    "do_not_proceed": "no pump",
    "repeat_higher": "another test dose, higher",
    "repeat_lower": "another test dose, lower",
    "infusion_trial": "a continuous infusion trial",
    "defer": "decide later",
}
ACTIONS = 3
UNDECIDED = {"planned", "baseline", "in_progress", "awaiting_decision"}


def main() -> None:
    trial = session.chosen_trial()
    banner(trial)
    summary = summarise(trial)
    st.header("Decide")
    _facts(summary)
    for place, decision in enumerate(trial.decisions):
        if decision.signed:
            _signed(trial, place, decision)
    if may(decisions.check_may_draft, trial):
        _open(trial)
    if decisions.last_signed(trial) and trial.decisions[-1].signed:
        _reopen(trial)
    st.subheader("For the hospital record")
    _file(trial, summary)


def _facts(summary: Summary) -> None:
    """What was lost and what was severe first, then the counts; the word never alone."""
    for sentence in summary.first:
        st.warning(sentence, icon=":material/priority_high:")
    for glance in summary.at_a_glance:
        st.text(f"Dose {glance.dose}: {glance.counts_text}. {glance.word}.")
    if not summary.at_a_glance:
        st.write("No dose has been judged yet.")
    st.caption("The team's own criteria, counted; not advice. The Review page has the readings behind them.")


def _signed(trial: Trial, place: int, decision: Decision) -> None:
    outcome = OUTCOME_WORDS[decision.outcome] if decision.outcome else ""
    with st.container(border=True, key=f"decide.signed.{trial.id}.{place}"):
        st.markdown(f"### {outcome}")
        imported = f", as imported by {trial.imported_by}" if trial.imported_by and _was_imported(trial, place) else ""
        when = moment_text(decision.signed_at, session.zone()) if decision.signed_at else ""
        st.text(f"Signed by {decision.signed_by}, {when}{imported}")
        rows = {
            "Because": decision.reason,
            "Present": ", ".join(decision.present),
            "The person agrees": AGREES[decision.person_agrees] if decision.person_agrees else "not asked",
            "In the person's words": decision.person_words,
            "Dissent": decision.dissent,
            "Conditions": decision.conditions,
            "Actions": "\n".join(action_text(one) for one in decision.actions),
        }
        for label, text in rows.items():
            if text:
                st.text(f"{label}: {text}")
        for voided in decision.history:
            was = OUTCOME_WORDS[voided.decision.outcome] if voided.decision.outcome else "no outcome"
            st.text(f"Before: {was}, signed by {voided.decision.signed_by}; reopened by {voided.by}: {voided.reason}")


def _was_imported(trial: Trial, place: int) -> bool:
    return place not in {index for index, _ in trial.signed_at_entry}


def action_text(action: Action) -> str:
    """What will be done, by whom, by when, on one line."""
    who = f" ({action.who})" if action.who else ""
    when = f", by {action.by_date:%d %b %Y}" if action.by_date else ""
    return f"{action.what}{who}{when}"


def _open(trial: Trial) -> None:
    """The decision being typed: every change is kept as a draft at once."""
    old = deciding.present_draft(trial) or Decision()
    key = f"decide.{trial.id}.{len(trial.decisions) - (1 if deciding.present_draft(trial) else 0)}"
    st.markdown("### NOT YET DECIDED")
    for voided in old.history:
        was = OUTCOME_WORDS[voided.decision.outcome] if voided.decision.outcome else "no outcome"
        st.text(f"Reopened by {voided.by}: {voided.reason}. It was {was}, signed by {voided.decision.signed_by}.")
    outcomes = list(OUTCOME_WORDS)
    outcome = st.segmented_control(
        "What people decide",
        outcomes,
        default=old.outcome,
        key=f"{key}.outcome",
        format_func=lambda one: f"{OUTCOME_WORDS[one]}: {MEANS[one]}",
    )
    reason = st.text_area("Because", value=old.reason, key=f"{key}.reason", max_chars=5000, height=100)
    left, right = st.columns(2)
    agrees = left.segmented_control(
        "Does the person agree?",
        list(AGREES),
        default=old.person_agrees,
        format_func=AGREES.__getitem__,
        key=f"{key}.agrees",
    )
    words = right.text_area(
        "The person's own view, in their words", value=old.person_words, key=f"{key}.words", max_chars=5000, height=68
    )
    present = left.text_area(
        "Who was there, one name a line", value="\n".join(old.present), key=f"{key}.present", max_chars=2000, height=100
    )
    dissent = right.text_area("Dissent", value=old.dissent, key=f"{key}.dissent", max_chars=5000, height=100)
    conditions = st.text_area(
        "Conditions (which dose, what must happen first)",
        value=old.conditions,
        key=f"{key}.conditions",
        max_chars=5000,
        height=68,
    )
    decision = replace(
        old,
        outcome=outcome,
        reason=reason or "",
        person_agrees=agrees,
        person_words=words or "",
        present=tuple(" ".join(line.split()) for line in (present or "").splitlines() if line.strip()),
        dissent=dissent or "",
        conditions=conditions or "",
        actions=_actions(old, key),
    )
    with guard():
        deciding.draft(session.store(), trial.id, decision, by=session.recorder())
    st.caption("Kept as you type. It stays a draft until somebody signs.")
    if st.button(f"Sign as {session.recorder()}", type="primary", key=f"{key}.sign"):
        with guard():
            deciding.sign(session.store(), trial.id, decision, by=session.recorder())
            session.flash("Signed.")
            st.rerun()


def _actions(old: Decision, key: str) -> tuple[Action, ...]:
    st.markdown("Actions: what, who, by when")
    found = []
    for place in range(max(ACTIONS, len(old.actions) + 1)):
        was = old.actions[place] if place < len(old.actions) else Action(what="")
        one, two, three = st.columns([5, 3, 2])
        hidden: Literal["visible", "collapsed"] = "visible" if place == 0 else "collapsed"
        what = one.text_input("What", value=was.what, key=f"{key}.what.{place}", label_visibility=hidden, max_chars=500)
        who = two.text_input("Who", value=was.who, key=f"{key}.who.{place}", label_visibility=hidden, max_chars=100)
        when = three.date_input(
            "By when",
            value=was.by_date,
            min_value=date(2020, 1, 1),
            key=f"{key}.when.{place}",
            label_visibility=hidden,
            format="DD/MM/YYYY",
        )
        if what and what.strip():
            found.append(Action(what=what.strip(), who=(who or "").strip(), by_date=when))
    return tuple(found)


def _reopen(trial: Trial) -> None:
    with st.expander("Reopen the last decision"):
        st.write("Reopening voids the signature; both stay in sight.")
        reason = st.text_input("Why is it reopened?", key=f"decide.{trial.id}.why", max_chars=500)
        if st.button("Reopen", key=f"decide.{trial.id}.reopen"):
            with guard():
                deciding.reopen(session.store(), trial.id, reason=reason or "", by=session.recorder())
                st.rerun()


def _file(trial: Trial, summary: Summary) -> None:
    state = "a draft: it says NOT YET DECIDED" if summary.state in UNDECIDED else "signed"
    st.write(f"The go/no-go summary with charts, readings and audit, as a workbook; {state}.")
    store, by = session.store(), session.recorder()  # asked here: the file is made outside this session's script
    st.download_button(
        "Download the go/no-go summary",
        data=lambda: exchanging.export_workbook(store, trial.id, by=by),
        file_name=f"{trial.id}-go-no-go.xlsx",
        mime="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        on_click="ignore",
        key=f"decide.{trial.id}.xlsx",
    )
    st.download_button(
        "Download the record (JSON)",
        data=lambda: exchanging.export_record(store, trial.id, by=by),
        file_name=f"{trial.id}.json",
        mime="application/json",
        on_click="ignore",
        key=f"decide.{trial.id}.json",
    )


if __name__ == "__main__":
    main()
