"""The identity line: two identifiers on every screen of a trial."""

from html import escape

import streamlit as st

from trial.brief.deidentified import HIDDEN
from trial.ledger.facts import Trial
from trial.wording.words import DIAGNOSIS_WORDS, number_text

STYLE = """
<style>
.itb-banner {display:flex; flex-wrap:wrap; gap:4px 28px; align-items:baseline; background:#16212b; color:#fff;
  padding:10px 18px; border-radius:4px; font-variant-numeric:tabular-nums}
.itb-banner span {white-space:nowrap} .itb-banner small {display:block; font-size:14px; color:#d7dfe6}
.itb-banner b {font-size:20px; font-weight:650} .itb-banner .name b {font-size:24px; letter-spacing:.01em}
@media (max-width: 900px) {
  .itb-banner {gap:2px 18px; padding:8px 14px} .itb-banner b {font-size:16px} .itb-banner .name b {font-size:20px}
}
</style>
"""


def banner(trial: Trial) -> None:
    """Show who this is, and the last dose."""
    person = trial.person
    parts = [("Name", person.name or "not given", "name")]
    if person.born and person.identifier != HIDDEN:
        parts.append(("Born", f"{person.born:%d %b %Y}", ""))
    parts.append(("Number", person.identifier, ""))
    if person.diagnosis_group:
        parts.append(("Diagnosis", DIAGNOSIS_WORDS[person.diagnosis_group], ""))
    if trial.doses:
        dose = trial.doses[-1]
        parts.append((f"Dose {dose.number}", f"{number_text(dose.micrograms)} micrograms", ""))
    cells = "".join(
        f'<span class="{style}"><small>{escape(label)}</small><b>{escape(text)}</b></span>'
        for label, text, style in parts
    )
    st.html(f'{STYLE}<div class="itb-banner" role="region" aria-label="Who this is">{cells}</div>')
