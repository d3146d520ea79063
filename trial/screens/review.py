"""Review: the meeting's page. The course against the goals, readable at three metres; nothing is entered here."""

from collections import Counter
from collections.abc import Sequence

import streamlit as st

import scales
from trial.brief import brief_of
from trial.brief.panels import a_page, panels_of
from trial.brief.panels.shapes import Panel
from trial.brief.panels.tables import dose_comparison, events_by_dose, figure_key, markers_of, observed_of, strips_of
from trial.charts.plot import Finished, config_of
from trial.elements import hiding, session
from trial.elements.meeting import enlarge, meeting_bar, show_details, show_first_screen
from trial.meaning.summary import summarise

WIDTH = 592  # pixels of one figure: three stand side by side on a projector, two on a laptop, one on a tablet


def main() -> None:
    trial = session.chosen_trial()
    meeting_bar(trial)
    summary = summarise(trial)
    brief = brief_of(summary, session.zone())
    show_first_screen(brief)
    panels = panels_of(summary)
    if not panels:
        st.info("Charts appear with the first readings of a dose.")
        return
    enlarge()
    shown = a_page(panels)
    head = {"identity": brief.identity, "outcome": brief.decision.box}
    show_details(**head, words=figure_key(shown))
    _draw(trial.id, shown, "review-panels")
    show_details(events=events_by_dose(markers_of(summary.trial.doses)))
    if rest := {panel.key: panel for panel in panels if panel not in shown}:  # what the page has no room for
        names, key = _names_of(panels), f"review.more.{trial.id}"
        more = st.multiselect(
            "More charts", list(rest), format_func=names.__getitem__, placeholder="Choose what else to draw", key=key
        )
        if more:
            _draw(trial.id, [rest[name] for name in more], "review-more")
    if strips := strips_of(summary):
        show_details(**head, strips=strips)
    show_details(observed=observed_of(summary), comparison=dose_comparison(summary, panels))
    show_details(brief=brief)
    with st.expander("Every number behind the charts"):
        show_details(panels=panels)


def _names_of(panels: Sequence[Panel]) -> dict[str, str]:
    """Return what each chart is called in the list, by its key: with its scale where two scales ask about one joint."""
    times = Counter(panel.name for panel in panels)
    return {
        panel.key: f"{panel.name}, {scales.get(panel.scale).name}" if times[panel.name] > 1 else panel.name
        for panel in panels
    }


def _draw(trial: str, panels: Sequence[Panel], key: str) -> None:
    with st.container(horizontal=True, gap="small", key=key):
        for panel in panels:
            st.plotly_chart(
                Finished(panel),
                width=WIDTH,
                theme=None,
                config=config_of(panel, hiding.in_address(trial)),
                key=f"{key}.{panel.key}",
                alt=f"{panel.title}. {panel.subtitle}. {' '.join(panel.notes)}".strip(),
            )


if __name__ == "__main__":
    main()
