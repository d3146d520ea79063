"""The dose sheet: what was injected, by whom, how it went, and T0; corrected later only with a reason."""

from dataclasses import replace
from decimal import Decimal

import streamlit as st

from trial.actions import planning
from trial.actions.recording import sheet_of
from trial.elements import session
from trial.elements.markdown import escape_markdown
from trial.errors import InvalidInput, refusal
from trial.ledger.facts import Delivery, Dose, Trial
from trial.rules import doses
from trial.rules.typed import number_of
from trial.wording.refusals import sentence_of
from trial.wording.words import DELIVERY_WORDS, number_text


def injection_form(trial: Trial, dose: Dose, *, correcting: bool = False) -> None:
    """Record the injection, or correct what was recorded. Nothing is filled in before it was recorded once."""
    key = f"injection.{trial.id}.{dose.number}.{'correct' if correcting else 'give'}"
    was = dose if correcting else replace(dose, micrograms=Decimal(0), checked_by="", reason="")
    before = dose.given_at or dose.tried_at
    with st.form(key, border=False):
        name, identifier = (escape_markdown(text) for text in (trial.person.name, trial.person.identifier))
        st.caption(f"For {name or identifier}, {identifier}.")
        first, second, third, fourth = st.columns(4)
        planned = f"planned: {number_text(dose.micrograms)}"
        micrograms = first.text_input(
            "Given, micrograms", _shown(was.micrograms or None), placeholder=planned, max_chars=8
        )
        concentration = second.text_input("Concentration, mcg/mL", _shown(was.concentration), max_chars=8)
        volume = third.text_input("Volume, mL", _shown(was.volume_ml), max_chars=8)
        batch = fourth.text_input("Batch", was.batch, max_chars=60)
        injected_by = first.text_input("Injected by", was.injected_by, max_chars=100)
        checked_by = second.text_input("Checked by", was.checked_by, max_chars=100)
        level = third.text_input("Level", was.level, placeholder="L3/4", max_chars=20)
        attempts = fourth.text_input("Attempts", _shown(was.attempts), max_chars=2)
        delivery: Delivery | None = st.radio(
            "Delivery",
            list(DELIVERY_WORDS),
            index=list(DELIVERY_WORDS).index(was.delivery) if correcting else None,
            format_func=lambda token: DELIVERY_WORDS[token].capitalize(),
            horizontal=True,
        )
        at, why = st.columns([1, 3])
        ended = at.text_input(
            "T0, end of injection",
            f"{before.astimezone(session.zone()):%Y-%m-%d %H:%M}" if correcting and before else "",
            placeholder="1040, or -5 min",
            help="As the injector reports it. If nothing was delivered: when it was tried.",
            max_chars=20,
        )
        label = "Why it is corrected" if correcting else "Reason, where one is needed"
        reason = why.text_input(label, "" if correcting else was.reason, max_chars=500)
        if not st.form_submit_button("Correct the dose sheet" if correcting else "Keep the dose sheet", type="primary"):
            return
    with session.saving("The dose sheet is kept.") as (store, by):
        if delivery is None:
            raise InvalidInput("Say whether the dose was given in full, in part, uncertain or not at all.")
        if not ended.strip():
            raise InvalidInput("Type the time: when the injection ended, or when it was tried.")
        moment = session.typed_moment(ended)
        sheet = replace(
            sheet_of(dose),
            micrograms=number_of(micrograms, refusal("takes_a_number", what="The dose")),
            concentration=_number("concentration", concentration),
            volume_ml=_number("volume", volume),
            attempts=_whole(attempts),
            batch=batch.strip(),
            injected_by=injected_by.strip(),
            checked_by=checked_by.strip(),
            level=level.strip(),
            delivery=delivery,
            given_at=None if delivery == "none" else moment,
            tried_at=moment if delivery == "none" else None,
            reason=dose.reason if correcting else reason.strip() or dose.reason,
        )
        if correcting:
            planning.correct_dose(store, trial.id, sheet, reason=reason, by=by)
        else:
            planning.give_dose(store, trial.id, sheet, by=by)
        if mismatch := doses.mismatch(sheet):
            session.flash(sentence_of(mismatch))


def _shown(value: Decimal | int | None) -> str:
    return "" if value is None else number_text(value)


def _number(what: str, text: str) -> Decimal | None:
    return number_of(text, refusal("takes_a_number", what=f"The {what}")) if text.strip() else None


def _whole(text: str) -> int | None:
    if not text.strip():
        return None
    if not text.strip().isdecimal():
        raise InvalidInput("Attempts takes a whole number.")
    return int(text)
