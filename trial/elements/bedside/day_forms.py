"""The day beside the readings: first sit and stand, events, words, the end of observation, later calls."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any, Literal

import streamlit as st

from trial.actions import planning, recording
from trial.elements import session
from trial.elements.bedside.typed_moment import typed_moment
from trial.elements.guard import guard
from trial.elements.plain import plain
from trial.elements.sheet.signs import MARKS
from trial.errors import InvalidInput
from trial.ledger.facts import Call, Dose, Event, EventKind, Rise, Trial, Words
from trial.wording.words import CAUSE_WORDS, EVENT_WORDS, SEVERITY_WORDS, VOICE_WORDS, moment_text

RISES: dict[Literal["sit", "stand"], str] = {"sit": "First sit", "stand": "First stand"}
POSITIONS = ("lying", "sitting", "standing")
YES_NO = {True: "Yes", False: "No"}


def stands_form(trial: Trial, dose: Dose) -> None:
    """First sit and first stand after the injection: blood pressure by position, who was there, how it went."""
    rises = {one.kind: one for one in dose.rises}
    for label, at, rise in (
        ("First sit", dose.first_sit_at, rises.get("sit")),
        ("First stand", dose.first_stand_at, rises.get("stand")),
    ):
        if at:
            st.write(f"{label}: {moment_text(at, session.zone())}{plain(rise_words(rise))}.")
    key = f"rise.{trial.id}.{dose.number}.{len(rises)}"  # closed once one was kept, so that nobody keeps it twice
    kind = st.segmented_control("Which", list(RISES), format_func=RISES.__getitem__, key=key, default=None)
    if kind is not None:
        _rise_form(trial, dose, kind)
    with st.form(f"bladder.{trial.id}.{dose.number}", border=False):
        one, two = st.columns([3, 1], vertical_alignment="bottom")
        bladder = one.text_input("Bladder", dose.bladder, max_chars=300)
        if two.form_submit_button("Keep"):
            with guard():
                told = replace(recording.sheet_of(dose), bladder=bladder.strip())
                planning.note_dose(session.store(), trial.id, told, by=session.recorder())
                st.rerun()


def _rise_form(trial: Trial, dose: Dose, kind: Literal["sit", "stand"]) -> None:
    with st.form(f"rise.{trial.id}.{dose.number}.{kind}", border=True):
        columns = st.columns(4)
        at = columns[0].text_input(f"{RISES[kind]} at", placeholder="1215, or -5 min", max_chars=20)
        typed = {}
        for column, position in zip(columns[1:], POSITIONS, strict=True):
            if position != "standing" or kind == "stand":
                typed[position] = column.text_input(
                    f"Blood pressure {position}", placeholder="118/70", max_chars=9, autocomplete="off"
                )
        one, two, three = st.columns(3)
        staff = one.text_input("Who was there", placeholder="names", max_chars=200)
        light = two.radio("Light-headed?", list(YES_NO), index=None, format_func=YES_NO.__getitem__, horizontal=True)
        gave = three.radio("Knees gave way?", list(YES_NO), index=None, format_func=YES_NO.__getitem__, horizontal=True)
        confirmed = st.checkbox("An unusual pressure was looked at again and is right")
        if st.form_submit_button(f"Keep the {RISES[kind].lower()}", type="primary"):
            with guard():
                if not (light is not None or gave is not None or any(map(str.strip, (at, staff, *typed.values())))):
                    raise InvalidInput("Nothing is typed yet, so nothing was kept. Write at least when; now is enough.")
                rise = Rise(kind=kind, at=typed_moment(at), staff=staff.strip(), light_headed=light, knees_gave=gave)
                pressures = {position: _pressure(position, text) for position, text in typed.items() if text.strip()}
                recording.rose(
                    session.store(),
                    trial.id,
                    dose=dose.number,
                    rise=rise,
                    pressures=pressures,
                    by=session.recorder(),
                    confirmed=confirmed,
                )
                st.rerun()


def rise_words(rise: Rise | None) -> str:
    """How a first sit or stand went, as it goes on after its time."""
    if rise is None:
        return ""
    told = [
        f"with {rise.staff}" if rise.staff else "",
        {True: "light-headed", False: "not light-headed", None: ""}[rise.light_headed],
        {True: "knees gave way", False: "knees held", None: ""}[rise.knees_gave],
    ]
    return "".join(f", {one}" for one in told if one)


def _pressure(position: str, text: str) -> tuple[Decimal, Decimal]:
    parts = text.replace(" ", "").split("/")
    if len(parts) != 2 or not all(part.isdecimal() for part in parts):
        raise InvalidInput(f"Type the pressure {position} as 118/70.")
    return Decimal(parts[0]), Decimal(parts[1])


def events_form(trial: Trial, dose: Dose) -> None:
    """What happened so far, and what can be added: an event, its end, or that somebody asked and there was none."""
    for event in dose.events:
        _event_line(trial, dose, event)
    if not dose.events:
        st.write("Asked: none." if dose.events_asked else "Nobody has asked yet.")
    if not dose.events_asked and st.button("Asked: none", key=f"asked.{trial.id}.{dose.number}"):
        with guard():
            recording.asked_events(session.store(), trial.id, dose=dose.number, by=session.recorder())
            st.rerun()
    with st.form(f"event.{trial.id}.{dose.number}", border=True):
        st.markdown("**Record an event**")
        one, two, three, four = st.columns([2, 2, 2, 1])
        kinds: dict[str, str] = {**{str(kind): words for kind, words in EVENT_WORDS.items()}, **MARKS}
        what = one.selectbox(
            "What",
            list(kinds),
            index=None,
            format_func=_first(kinds),
            placeholder="Choose",
            help="Medicine given, bed rest ended and the like explain a change in a curve; they take no severity.",
        )
        severity = two.selectbox(
            "How severe", list(SEVERITY_WORDS), index=None, format_func=_first(SEVERITY_WORDS), placeholder="Choose"
        )
        cause = three.selectbox(
            "Cause", list(CAUSE_WORDS), index=None, format_func=_first(CAUSE_WORDS), placeholder="Choose, else unclear"
        )
        began = four.text_input("Began", placeholder="now, 1052", max_chars=20)
        five, six = st.columns(2)
        words = five.text_input("In words", max_chars=1000)
        action = six.text_input("What was done", max_chars=1000)
        if st.form_submit_button("Keep this event"):
            with guard():
                if what is None:
                    raise InvalidInput("Say what happened: choose a kind, or other with words.")
                mark = MARKS.get(what)
                event = Event(
                    kind="other" if mark else _kind(what),
                    severity=None if mark else severity,
                    cause=cause or "unclear",
                    began_at=typed_moment(began),
                    action=action.strip(),
                    words=": ".join(one for one in (mark, words.strip()) if one),
                )
                recording.note_event(session.store(), trial.id, dose=dose.number, event=event, by=session.recorder())
                st.rerun()


def _kind(what: str) -> EventKind:
    return next(kind for kind in EVENT_WORDS if kind == what)


def _event_line(trial: Trial, dose: Dose, event: Event) -> None:
    zone = session.zone()
    severity = f", {SEVERITY_WORDS[event.severity]}" if event.severity else ""
    ended = f", until {moment_text(event.ended_at, zone)}" if event.ended_at else ""
    began = moment_text(event.began_at, zone)
    if event.severity is None:
        st.write(f"**{plain(event.words or event.action)}**, {began}{ended}.")
    else:
        st.write(
            f"**{EVENT_WORDS[event.kind].capitalize()}**{severity}, {CAUSE_WORDS[event.cause]}, "
            f"from {began}{ended}. {plain(event.words)} {plain(event.action)}"
        )
    if event.ended_at is None and event.id:
        one, two = st.columns([1, 4], vertical_alignment="bottom")
        ended_text = one.text_input("Ended", placeholder="now, 1052", max_chars=20, key=f"ended.{trial.id}.{event.id}")
        if two.button("Keep its end", key=f"end.{trial.id}.{event.id}"):
            with guard():
                recording.rewrite_event(
                    session.store(),
                    trial.id,
                    dose=dose.number,
                    event=replace(event, ended_at=typed_moment(ended_text)),
                    reason="It ended",
                    by=session.recorder(),
                )
                st.rerun()


def words_form(trial: Trial, dose: Dose) -> None:
    """What the person, and whoever speaks for or with them, said: apart from the team's view, never tidied."""
    for said in dose.words:
        where = f", {said.slot}" if said.slot else ""
        st.write(f"{VOICE_WORDS[said.by].capitalize()}{where}: \u201c{plain(said.text)}\u201d")
    with st.form(f"words.{trial.id}.{dose.number}", border=False, clear_on_submit=True):
        one, two = st.columns([1, 4])
        by = one.selectbox("Who", list(VOICE_WORDS), index=None, format_func=_first(VOICE_WORDS), placeholder="Choose")
        text = two.text_input("Their words", placeholder="as said, not tidied", max_chars=2000)
        if st.form_submit_button("Keep these words"):
            with guard():
                if by is None:
                    raise InvalidInput("Say whose words these are.")
                recording.said(
                    session.store(), trial.id, dose=dose.number, words=Words(by=by, text=text), by=session.recorder()
                )
                st.rerun()


def end_form(trial: Trial, dose: Dose) -> None:
    """The end of observation, and the calls of the days after it, which stay open after signing."""
    if dose.ended_at:
        st.write(f"Observation ended {moment_text(dose.ended_at, session.zone())}.")
    else:
        with st.form(f"end.{trial.id}.{dose.number}", border=False):
            one, two = st.columns([1, 3], vertical_alignment="bottom")
            ended = one.text_input("Observation ended at", placeholder="now, 1830", max_chars=20)
            if two.form_submit_button("End the observation"):
                with guard():
                    recording.end_observation(
                        session.store(), trial.id, dose=dose.number, ended_at=typed_moment(ended), by=session.recorder()
                    )
                    st.rerun()
    for call in dose.follow_up:
        st.write(f"{moment_text(call.called_at, session.zone())}, {plain(call.by)}: {plain(call.text)}")
    with st.form(f"call.{trial.id}.{dose.number}", border=False, clear_on_submit=True):
        one, two = st.columns([1, 3])
        called = one.text_input("Later call or visit at", placeholder="now, or 23/11 1030", max_chars=20)
        found = two.text_input("What was found", placeholder="headache, back to usual, nothing new", max_chars=2000)
        if st.form_submit_button("Keep this call"):
            with guard():
                call = Call(called_at=typed_moment(called), text=found.strip())
                recording.called(session.store(), trial.id, dose=dose.number, call=call, by=session.recorder())
                st.rerun()


def _first(words: Mapping[Any, str]) -> Callable[[Any], str]:
    """For lists: the words of a token, with a capital."""
    return lambda token: words[token].capitalize()
