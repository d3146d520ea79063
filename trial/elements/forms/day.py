"""The day beside the readings: sit and stand, medicines, events, words, checklist, end of observation, later calls."""

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
from trial.ledger.facts import Call, Dose, Event, Medicine, Rise, Trial, Words
from trial.meaning.cautions import BLINDED
from trial.rules import bedside
from trial.wording.day import MEDICINE_STATUS, medicine_text, rise_text, where_things_stand
from trial.wording.refusals import sentence_of
from trial.wording.safety import event_line
from trial.wording.words import CAUSE_WORDS, EVENT_WORDS, SEVERITY_WORDS, VOICE_WORDS, moment_text

RISES: dict[Literal["sit", "stand"], str] = {"sit": "First sit", "stand": "First stand"}
POSITIONS = {"sit": ("lying", "sitting"), "stand": ("lying", "sitting", "standing")}
YES_NO = {True: "Yes", False: "No"}
KNEW = {True: "They knew", False: "They did not"}
GOING_HOME = {
    "home_tone": "Tone back to baseline",
    "home_alert": "Alert as before",
    "home_urine": "Passed urine, or the usual bladder routine",
    "home_stands": "Stands and transfers safely, as usual",
    "home_site": "Puncture site looked at, catheter out",
    "home_headache": "Headache advice given: worse upright, also on day 1 to 5",
    "home_tablets": "Plan for the tablets given",
    "home_contact": "Contact number given, and somebody to go home with",
}
"""Facts to look at, each ticked with time and name; no verdict."""


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
    """Draw the checklists before the puncture and before going home."""
    ticked = ticked_words(dose)
    lists = (("Before the puncture", CHECKLIST), ("Before going home", GOING_HOME))
    for column, (title, labels) in zip(st.columns(2, gap="large"), lists, strict=True):
        column.markdown(f"**{title}**")
        for what, label in labels.items():
            done = dose.checklist.get(what, False)
            key = f"tick.{trial.id}.{dose.number}.{what}.{len(dose.ticks)}"
            if column.checkbox(label + (ticked.get(what, "") if done else ""), done, key=key) != done:
                with session.saving() as (store, by):
                    bedside_notes.tick(store, trial.id, dose=dose.number, what=what, done=not done, by=by)
    if dose.given_at is not None:
        st.markdown("**Where things stand now**")
        st.write("\n".join(f"- {escape_markdown(line)}" for line in where_things_stand(trial, dose, session.zone())))
        st.caption("Facts from the record. Whether the person goes home is for the team.")


def knowledge_form(trial: Trial, dose: Dose) -> None:
    """Ask once whether the assessors knew the dose; the answer stands there and can be changed."""
    known = dose.checklist.get(BLINDED)
    key = f"knew.{trial.id}.{dose.number}.{known}"
    before = None if known is None else not known
    chosen = segments("Did the assessors know the dose?", KNEW, before, key=key)
    if chosen is not None and chosen != before:
        with session.saving() as (store, by):
            bedside_notes.note_assessors(store, trial.id, dose=dose.number, knew=chosen, by=by)


def end_form(trial: Trial, dose: Dose) -> None:
    """Draw the end of observation, and later calls, which can be added after signing too."""
    if dose.ended_at:
        st.write(f"Observation ended {moment_text(dose.ended_at, session.zone())}.")
    else:
        with st.form(f"end.{trial.id}.{dose.number}", border=False):
            when, button = st.columns([1, 3], vertical_alignment="bottom")
            ended = when.text_input("Observation ended at", placeholder="now, 1830", max_chars=20)
            if button.form_submit_button("End the observation"):
                with session.saving() as (store, by):
                    at = session.typed_moment(ended)
                    bedside_notes.end_observation(store, trial.id, dose=dose.number, ended_at=at, by=by)
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
