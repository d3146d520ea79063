"""Review: the meeting's page. The course against the goals, readable at three metres; nothing is entered here."""

from collections.abc import Sequence

import streamlit as st

from trial.brief.panels import a_page, panels_of
from trial.brief.panels.carets import carets_of
from trial.brief.panels.observed import observed_of
from trial.brief.panels.shapes import Panel
from trial.brief.panels.strip import strips_of
from trial.charts.plot import Finished, config_of
from trial.elements import session
from trial.elements.meeting import meeting_mode
from trial.elements.meeting.dose_table import dose_against_dose, numbers_table
from trial.elements.meeting.enlarge import enlarge
from trial.elements.meeting.first_screen import (
    boxed,
    care_list,
    cautions_below,
    first_screen,
    identity,
    in_their_words,
    layout_of,
)
from trial.elements.meeting.fit import fill_the_screen
from trial.elements.meeting.goal_table import goal_table
from trial.elements.meeting.observations import observations_strip
from trial.elements.meeting.panel_key import event_list, shape_key
from trial.elements.meeting.tone_strip import tone_strip
from trial.meaning.summary import summarise

WIDTH = 592  # pixels of one figure: three stand side by side on a projector, two on a laptop, one on a tablet


def main() -> None:
    trial = session.chosen_trial()
    meeting_mode.bar(trial)
    trial = meeting_mode.as_shown(trial)
    summary = summarise(trial)
    found = layout_of(summary)
    st.html(first_screen(trial, summary, session.zone(), found))
    fill_the_screen(trial.id)
    panels = panels_of(trial, summary)
    if not panels:
        st.info("Charts appear with the first readings of a dose.")
        return
    enlarge()
    shown = a_page(panels)
    st.html(boxed(f'<div class="sec">{identity(trial)}{shape_key(shown)}</div>'))
    _draw(trial.id, shown, "review-panels")
    st.html(boxed(event_list(carets_of(trial.doses))))
    rest = [panel for panel in panels if panel not in shown]
    if rest:
        _more(trial.id, rest)
    if strips := strips_of(trial, summary):
        head = f'<div class="sec">{identity(trial)}</div>'
        st.html(boxed(f'{head}<div class="strips">{"".join(tone_strip(one) for one in strips)}</div>'))
    if observed := observed_of(trial, summary):
        st.html(boxed("".join(observations_strip(one) for one in observed)))
    if found.brief:
        st.html(boxed(f'<h2 class="t">Every goal at every dose</h2>{goal_table(trial, summary, session.zone())}'))
    several = sum(one.dose.delivered for one in summary.doses) > 1
    title = "Dose against dose" if several else "Before, at the peak and at best"
    st.html(boxed(f'<h2 class="t">{title}</h2>{dose_against_dose(summary, [*shown, *_tested(rest)])}'))
    if below := cautions_below(summary, found):
        st.html(boxed(care_list(below)))
    if more := in_their_words(trial, summary)[found.quotes :]:
        st.html(boxed(f'<h2 class="t">In their words</h2>{"".join(more)}'))
    with st.expander("Every number behind the charts"):
        st.html(boxed("".join(numbers_table(panel) for panel in panels)))


def _tested(rest: Sequence[Panel]) -> list[Panel]:
    return [panel for panel in rest if panel.group in ("goal", "function", "spasm")]


def _more(trial: str, rest: Sequence[Panel]) -> None:
    """The measures that the page has no room for, drawn when asked for."""
    by_key = {panel.key: panel for panel in rest}
    chosen = st.multiselect(
        "More charts",
        options=list(by_key),
        format_func=lambda key: by_key[key].name,
        placeholder="Choose what else to draw",
        key=f"review.more.{trial}",
    )
    if chosen:
        _draw(trial, [by_key[key] for key in chosen], "review-more")


def _draw(trial: str, panels: Sequence[Panel], key: str) -> None:
    with st.container(horizontal=True, gap="small", key=key):
        for panel in panels:
            st.plotly_chart(
                Finished(panel),
                width=WIDTH,
                theme=None,
                config=config_of(panel, trial),
                key=f"{key}.{panel.key}",
                alt=f"{panel.title}. {panel.subtitle}. {' '.join(panel.notes)}".strip(),
            )


if __name__ == "__main__":
    main()
