"""About: intended use, hazards with their countermeasures, and the limits in use."""

import csv
from dataclasses import asdict
from datetime import timedelta

import streamlit as st

from trial.elements.controls import escape_markdown, table
from trial.meaning.limits import LIMITS
from trial.settings import DATA, VERSION

FOR = """
To record one person's trial of intrathecal baclofen - goals agreed with the person, test doses, measurements before and
after them, what was said and what went wrong - and to show the course against those goals, so that the team and the
person can decide together about a pump.

**Who uses it:** physiotherapists, nurses and doctors who are trained in these measures, on a ward where somebody who is
having a test dose is watched. **For whom:** people with severe spasticity whose team is considering a pump.

**It records, counts and shows; it never decides.** People choose GO, NO-GO or REPEAT, and sign.
"""
NOT = """
- Not a recommendation: it shows readings against criteria that the team itself agreed before the dose.
- Not the ward's observation chart, and no early-warning system. It raises no alarm and calls nobody: the ward's own
  chart, monitoring and escalation stay in force.
- Not a prescription, and no check of one. It asks again about an unusual dose; it does not know the person's history.
- Not the hospital record: file the workbook there. Not for live monitoring, and not for people at home.
- Not a certified medical device. Whoever puts it into service assesses its safety first; the hazards here are where
  that begins, not where it ends.
- Limits that rest on practice, and scale thresholds marked as from memory, await your clinical lead.
"""


def main() -> None:
    st.header("About", anchor=False)
    purpose, hazards, limits = st.tabs(["What it is for", "Hazards", "Limits"], key="about.tabs")
    with purpose:
        st.subheader("What it is for", anchor=False)
        st.markdown(FOR)
        st.subheader("What it is not", anchor=False)
        st.markdown(NOT)
        st.caption(f"Version {VERSION}")
    with hazards, (DATA / "hazards.csv").open(newline="", encoding="utf-8") as file:
        st.write("What could hurt somebody, what stands against it, and where that is tested.")
        for row in csv.DictReader(file):
            number, hazard = row.pop("id"), row.pop("hazard")
            with st.expander(f"**{number}** {escape_markdown(hazard)}"):
                for name, text in row.items():
                    st.markdown(f"**{escape_markdown(name).capitalize()}:** {escape_markdown(text)}")
    with limits:
        st.write("Limits as they are in use: first those that rest on clinical practice, then our own.")
        rows = [(name.replace("_", " ").capitalize(), _limit_text(value)) for name, value in asdict(LIMITS).items()]
        table(rows, "What", "Value")


def _limit_text(value: object) -> str:
    """Return a limit as text; its unit is in its name, unless it is a time.

    >>> _limit_text(timedelta(minutes=15)), _limit_text(timedelta(hours=24)), _limit_text(25)
    ('15 minutes', '24 hours', '25')
    """
    if not isinstance(value, timedelta):
        return str(value)
    minutes = int(value.total_seconds() // 60)
    return f"{minutes // 60} hours" if minutes % 60 == 0 else f"{minutes} minutes"


if __name__ == "__main__":
    main()
