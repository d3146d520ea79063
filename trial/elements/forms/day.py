"""The day beside the readings: sit and stand, medicines, events, words, checklist."""

from dataclasses import replace
from decimal import Decimal
from typing import Literal

import streamlit as st

from trial.actions import bedside_notes
from trial.elements import session
from trial.elements.controls import capitals, choices, escape_markdown, offered, segments
from trial.elements.forms.dose import CHECKLIST, ticked_words
from trial.elements.sheet.blocks import MARKS
from trial.errors import InvalidInput
from trial.ledger.facts import Dose, Event, Medicine, Rise, Trial, Words
from trial.rules import bedside
from trial.wording.day import MEDICINE_STATUS, medicine_text, rise_text
from trial.wording.refusals import sentence_of
from trial.wording.safety import event_line
from trial.wording.words import CAUSE_WORDS, EVENT_WORDS, SEVERITY_WORDS, VOICE_WORDS, moment_text

RISES: dict[Literal["sit", "stand"], str] = {"sit": "First sit", "stand": "First stand"}
POSITIONS = {"sit": ("lying", "sitting"), "stand": ("lying", "sitting", "standing")}
YES_NO = {True: "Yes", False: "No"}


def stands_form(trial: Trial, dose: Dose) -> None:
    """First sit and first stand after the injection: blood pressure by position, who was there, how it went."""
    for kind, label in RISES.items():
        if went := rise_text(dose, kind, session.zone()):
            st.write(f"{label}: {escape_markdown(went)}.")
    # closed once one was recorded, so that it is not recorded twice
    key = f"rise.{trial.id}.{dose.number}.{len(dose.rises)}"
    if chosen := segments("Which", RISES, key=key):
        _rise_form(trial, dose, chosen)
    with st.form(f"bladder.{trial.id}.{dose.number}", border=False):
        text, button = st.columns([3, 1], vertical_alignment="bottom")
        bladder = text.text_input("Bladder", dose.bladder, max_chars=300)
        if button.form_submit_button("Keep"):
            with session.saving() as (store, by):
                bedside_notes.note_bladder(store, trial.id, dose=dose.number, bladder=bladder, by=by)


def _rise_form(trial: Trial, dose: Dose, kind: Literal["sit", "stand"]) -> None:
    with st.form(f"rise.{trial.id}.{dose.number}.{kind}", border=True):
        time, *pressures = st.columns(4)
        at = time.text_input(f"{RISES[kind]} at", placeholder="1215, or -5 min", max_chars=20)
        typed: dict[str, str] = {}
        for column, position in zip(pressures, POSITIONS[kind], strict=False):
            label = f"Blood pressure {position}"
            typed[position] = column.text_input(label, placeholder="118/70", max_chars=9, autocomplete="off").strip()
        names, head, knees = st.columns(3)
        staff = names.text_input("Who was there", placeholder="names", max_chars=200).strip()
        light = head.radio("Light-headed?", **offered(YES_NO), horizontal=True)
        gave = knees.radio("Knees gave way?", **offered(YES_NO), horizontal=True)
        confirmed = st.checkbox("An unusual pressure was looked at again and is right")
        if not st.form_submit_button(f"Keep the {RISES[kind].lower()}", type="primary"):
            return
    with session.saving() as (store, by):
        if light is None and gave is None and not any((at.strip(), staff, *typed.values())):
            raise InvalidInput("Nothing is typed yet, so nothing was kept. Write at least when; now is enough.")
        rise = Rise(kind=kind, at=session.typed_moment(at), staff=staff, light_headed=light, knees_gave=gave)
        measured = {position: _pressure(position, text) for position, text in typed.items() if text}
        bedside_notes.record_rise(
            store, trial.id, dose=dose.number, rise=rise, pressures=measured, by=by, confirmed=confirmed
        )


def _pressure(position: str, text: str) -> tuple[Decimal, Decimal]:
    upper, _, lower = text.replace(" ", "").partition("/")
    if not (upper.isdecimal() and lower.isdecimal()):
        raise InvalidInput(f"Type the pressure {position} as 118/70.")
    return Decimal(upper), Decimal(lower)


def medicines_form(trial: Trial, dose: Dose) -> None:
    """Draw the medicines, and a form for one of them or another by name."""
    for medicine in dose.medicines:
        st.write(escape_markdown(medicine_text(medicine, session.zone())) + ".")
    if not dose.medicines:
        st.write("No medicine is listed.")
    for odd in bedside.medicines_at_odds(dose):
        st.warning(escape_markdown(sentence_of(odd)))
    st.caption("Stopping baclofen or other tablets suddenly can be dangerous. One given after T0 shows on the charts.")
    with st.form(f"medicine.{trial.id}.{dose.number}", border=True, clear_on_submit=False):
        names, other, amount, taken = st.columns([3, 3, 2, 2])
        listed = names.selectbox("Listed", [known.name for known in dose.medicines], index=None, placeholder="Choose")
        another = other.text_input("or another, by name", max_chars=100, autocomplete="off").strip()
        how_much = amount.text_input("How much", placeholder="10 mg", max_chars=100, autocomplete="off").strip()
        when = taken.text_input("When, or last taken", placeholder="now, 1052, 17/11 2200", max_chars=20).strip()
        status = st.radio("Today", **offered(MEDICINE_STATUS), horizontal=True)
        if not st.form_submit_button("Keep this medicine"):
            return
    with session.saving() as (store, by):
        before = next((known for known in dose.medicines if known.name == listed and not another), Medicine(name=""))
        last = None if status == "given" else before.last_taken_at  # given today says when
        medicine = Medicine(
            name=another or listed or "",
            dose=how_much or before.dose,
            last_taken_at=session.typed_moment(when) if when else last,
            status=status,
        )
        bedside_notes.take_medicine(store, trial.id, dose=dose.number, medicine=medicine, by=by)


def events_form(trial: Trial, dose: Dose) -> None:
    """Draw the events, and forms to add one, its end, or that somebody asked and there was none."""
    for event in dose.events:
        _event_line(trial, dose, event)
    asked = ", ".join(f"{at.astimezone(session.zone()):%H:%M}" for at in dose.asked_at)
    if asked:
        st.write(f"Asked at {asked}.")
    elif not dose.events:
        st.write("Asked: none." if dose.events_asked else "Nobody has asked since the dose.")
    if dose.delivered and st.button("Asked: nothing new", key=f"asked.{trial.id}.{dose.number}"):
        with session.saving() as (store, by):
            bedside_notes.record_events_asked(store, trial.id, dose=dose.number, by=by)
    with st.form(f"event.{trial.id}.{dose.number}", border=True):
        st.markdown("**Record an event**")
        first, second, third, fourth = st.columns([2, 2, 2, 1])
        why = "Medicine given, bed rest ended and the like explain a change in a curve; they take no severity."
        what = first.selectbox("What", **choices(capitals(EVENT_WORDS) | MARKS), help=why)
        severity = second.selectbox("How severe", **choices(capitals(SEVERITY_WORDS)))
        cause = third.selectbox("Cause", **choices(capitals(CAUSE_WORDS), placeholder="Choose, else unclear"))
        began = fourth.text_input("Began", placeholder="now, 1052", max_chars=20)
        left, right = st.columns(2)
        words = left.text_input("In words", max_chars=1000).strip()
        action = right.text_input("What was done", max_chars=1000).strip()
        if not st.form_submit_button("Keep this event"):
            return
    with session.saving() as (store, by):
        if what is None:
            raise InvalidInput("Say what happened: choose a kind, or other with words.")
        mark, medicine = MARKS.get(what), words if what == "medicine" else ""
        event = Event(
            kind="other" if mark else what,
            severity=None if mark else severity,
            cause=cause or "unclear",
            began_at=session.typed_moment(began),
            action=action,
            words="" if medicine else ": ".join(part for part in (mark, words) if part),
            medicine=medicine,
        )
        bedside_notes.note_event(store, trial.id, dose=dose.number, event=event, by=by)


def _event_line(trial: Trial, dose: Dose, event: Event) -> None:
    zone = session.zone()
    began = moment_text(event.began_at, zone)
    ended = f", until {moment_text(event.ended_at, zone)}" if event.ended_at else ""
    st.write(f"{began}{ended}: **{escape_markdown(event_line(event))}**")
    if event.ended_at is None and event.id:
        text, button = st.columns([1, 4], vertical_alignment="bottom")
        typed = text.text_input("Ended", placeholder="now, 1052", max_chars=20, key=f"ended.{trial.id}.{event.id}")
        if button.button("Keep its end", key=f"end.{trial.id}.{event.id}"):
            with session.saving() as (store, by):
                over = replace(event, ended_at=session.typed_moment(typed))
                bedside_notes.rewrite_event(store, trial.id, dose=dose.number, event=over, reason="It ended", by=by)


def words_form(trial: Trial, dose: Dose) -> None:
    """Draw what the person, and whoever speaks for or with them, said, word by word and apart from the team's view."""
    for words in dose.words:
        where = f", {words.slot}" if words.slot else ""
        st.write(f"{VOICE_WORDS[words.by].capitalize()}{where}: \u201c{escape_markdown(words.text)}\u201d")
    with st.form(f"words.{trial.id}.{dose.number}", border=False, clear_on_submit=True):
        who, what = st.columns([1, 4])
        voice = who.selectbox("Who", **choices(capitals(VOICE_WORDS)))
        text = what.text_input("Their words", placeholder="as said, not tidied", max_chars=2000)
        if not st.form_submit_button("Keep these words"):
            return
    with session.saving() as (store, by):
        if voice is None:
            raise InvalidInput("Say whose words these are.")
        bedside_notes.record_words(store, trial.id, dose=dose.number, words=Words(by=voice, text=text), by=by)


def checklist_form(trial: Trial, dose: Dose) -> None:
    """Draw the checklist before the puncture."""
    ticked, halves = ticked_words(dose), st.columns(2, gap="large")
    for place, (what, label) in enumerate(CHECKLIST.items()):
        done = dose.checklist.get(what, False)
        key = f"tick.{trial.id}.{dose.number}.{what}.{len(dose.ticks)}"
        half = halves[2 * place // len(CHECKLIST)]
        if half.checkbox(label + (ticked.get(what, "") if done else ""), done, key=key) != done:
            with session.saving() as (store, by):
                bedside_notes.tick(store, trial.id, dose=dose.number, what=what, done=not done, by=by)
