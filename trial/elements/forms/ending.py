"""The end of observation with what is asked before going home, its reopening, and later calls."""

from datetime import datetime

import streamlit as st

from trial.actions import bedside_notes
from trial.elements import session
from trial.elements.controls import capitals, escape_markdown, offered, segments
from trial.elements.forms.dose import ticked_words
from trial.ledger.facts import Call, Dose, Trial
from trial.meaning.cautions import BLINDED
from trial.wording.day import where_things_stand
from trial.wording.words import HOME_ANSWERS, HOME_QUESTIONS, joined, moment_text

KNEW = {True: "They knew", False: "They did not"}


def end_form(trial: Trial, dose: Dose) -> None:
    """Draw the end of observation, and later calls, which can be added after signing too."""
    if dose.delivered:
        _knowledge(trial, dose)
    if dose.ended_at:
        _ended(trial, dose, dose.ended_at)
    elif dose.given_at is not None:
        _end(trial, dose)
    for call in dose.follow_up:
        found = f"{escape_markdown(call.by)}: {escape_markdown(call.text)}"
        st.write(f"{moment_text(call.called_at, session.zone())}, {found}")
    with st.form(f"call.{trial.id}.{dose.number}", border=False, clear_on_submit=True):
        when, what = st.columns([1, 3])
        called = when.text_input("Later call or visit at", placeholder="now, or 23/11 1030", max_chars=20)
        found = what.text_input("What was found", placeholder="headache, back to usual, nothing new", max_chars=2000)
        if st.form_submit_button("Keep this call"):
            with session.saving() as (store, by):
                call = Call(called_at=session.typed_moment(called), text=found.strip())
                bedside_notes.record_call(store, trial.id, dose=dose.number, call=call, by=by)


def _knowledge(trial: Trial, dose: Dose) -> None:
    """Ask once whether the assessors knew the dose; the answer stands there and can be changed."""
    known = dose.checklist.get(BLINDED)
    key = f"knew.{trial.id}.{dose.number}.{known}"
    before = None if known is None else not known
    chosen = segments("Did the assessors know the dose?", KNEW, before, key=key)
    if chosen is not None and chosen != before:
        with session.saving() as (store, by):
            bedside_notes.note_assessors(store, trial.id, dose=dose.number, knew=chosen, by=by)


def _end(trial: Trial, dose: Dose) -> None:
    """Draw the list before going home, nothing answered beforehand, and what ends the observation."""
    for ended in dose.earlier_ends:
        why = joined(escape_markdown(ended.by), escape_markdown(ended.reason), by=": ")
        st.write(f"Ended {moment_text(ended.ended_at, session.zone())}, reopened by {why}.")
    st.markdown("**Where things stand now**")
    st.write("\n".join(f"- {escape_markdown(line)}" for line in where_things_stand(trial, dose, session.zone())))
    st.caption("Facts from the record. Whether the person goes home is for the team.")
    ticked = ticked_words(dose)  # of days on which this list was one of ticks
    with st.form(f"end.{trial.id}.{dose.number}.{len(dose.earlier_ends)}", border=True):
        st.markdown("**Before going home**")
        halves = st.columns(2, gap="large")
        answers = {}
        for place, (question, label) in enumerate(HOME_QUESTIONS.items()):
            half = halves[2 * place // len(HOME_QUESTIONS)]
            label += ticked.get(f"home_{question}", "")
            answer = half.radio(label, **offered(capitals(HOME_ANSWERS)), horizontal=True)
            if answer is not None:
                answers[question] = answer
        when, what = st.columns([1, 3])
        ended_at = when.text_input("Observation ended at", placeholder="now, 1830", max_chars=20)
        words = what.text_input("What a no means, in words", max_chars=500)
        if st.form_submit_button("End the observation"):
            with session.saving("The observation has ended.") as (store, by):
                bedside_notes.end_observation(
                    store,
                    trial.id,
                    dose=dose.number,
                    ended_at=session.typed_moment(ended_at),
                    answers=answers,
                    words=words,
                    by=by,
                )


def _ended(trial: Trial, dose: Dose, ended_at: datetime) -> None:
    """Draw when it ended, the answers, and what reopens it."""
    asked, at = dose.going_home, moment_text(ended_at, session.zone())
    st.write(f"Observation ended {at}{f', said by {escape_markdown(asked.by)}' if asked and asked.by else ''}.")
    if asked:
        answers = asked.answers.items()
        lines = [f"- {HOME_QUESTIONS[question]}: **{HOME_ANSWERS[answer]}**" for question, answer in answers]
        st.write("\n".join([*lines, *([f"- {escape_markdown(asked.words)}"] if asked.words else [])]))
    with st.form(f"reopen.{trial.id}.{dose.number}.{len(dose.earlier_ends)}", border=False):
        why, button = st.columns([3, 1], vertical_alignment="bottom")
        reason = why.text_input("Why it goes on", max_chars=500, placeholder="drowsy again, stays the night")
        if button.form_submit_button("Reopen the observation"):
            with session.saving("The observation goes on.") as (store, by):
                bedside_notes.reopen_observation(store, trial.id, dose=dose.number, reason=reason, by=by)
