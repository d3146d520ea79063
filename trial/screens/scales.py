"""Every scale: levels, how it scores, what counts as change and why, where it was published, a worked example."""

import pandas as pd
import streamlit as st

import scales
from scales.base import Choice, Grade, Item, Number, Scale
from trial.wording.words import number_text


def main() -> None:
    st.header("Scales")
    st.write("What can be measured here. Descriptions are in our own words; every sum can be checked by hand.")
    search = (st.text_input("Search", key="scales.search", placeholder="spasm, walk, blood pressure") or "").casefold()
    found = [one for one in scales.catalogue().values() if search in _words(one)]
    if not found:
        st.info("No scale matches.")
    for scale in found:
        with st.expander(
            f"{scale.name} · {scale.domain}", expanded=len(found) == 1, key=f"scales.{scale.key}.{len(found) == 1}"
        ):
            _scale(scale)


def _words(scale: Scale) -> str:
    items = " ".join(item.label for item in scale.items)
    return f"{scale.key} {scale.name} {scale.domain} {scale.measures} {items} {scale.reference.text}".casefold()


def _scale(scale: Scale) -> None:
    st.write(scale.measures)
    better = {"lower": "Lower is better.", "higher": "Higher is better.", "neither": "Neither way is better."}[
        scale.better
    ]
    able = " Not being able to do it is a finding." if scale.performance else ""
    tiring = "" if scale.hourly else " Too tiring to repeat every hour."
    st.write(better + able + tiring)
    ladders: dict[tuple[tuple[str, str], ...], list[str]] = {}
    for item in scale.items:
        if isinstance(item, Grade):
            ladders.setdefault(tuple((one.token, one.label) for one in item.levels), []).append(item.label)
    for levels, labels in ladders.items():
        st.caption(", ".join(labels))
        st.table(pd.DataFrame(levels, columns=["Level", "Meaning"]).set_index("Level"))
    rows = [_row(item) for item in scale.items if not isinstance(item, Grade)]
    if rows:
        st.table(pd.DataFrame(rows, columns=["Item", "Unit", "Possible", "Usual"]).set_index("Item"))
    for one in scale.derived:
        st.write(f"**{one.label}**{f', {one.unit}' if one.unit else ''}: {one.formula}")
    if scale.score:
        st.write(f"**Score, {scale.score.name}:** {scale.score.formula}")
    if scale.coding:
        st.write(f"**A mean codes** {scale.coding}.")
    st.write(f"**What counts as change:** {scale.change_means or 'No published error; the sign decides.'}")
    for error in scale.errors:
        st.write(f"- {error.says} ({error.source})")
    methods = [item.label for item in scale.items if item.role == "method"]
    if methods:
        st.write(f"**Must stay alike between tests:** {', '.join(methods)}.")
    year = (
        f" ({scale.reference.year})"
        if scale.reference.year and str(scale.reference.year) not in scale.reference.text
        else ""
    )
    st.write(f"**Reference:** {scale.reference.text}{year}")
    if scale.reference.unverified:
        st.write(f"**Not verified:** {scale.reference.unverified}")
    st.write(f"**Rights:** {scale.rights}")
    _examples(scale)


def _row(item: Item) -> tuple[str, str, str, str]:
    if isinstance(item, Number):
        low, high = item.hard
        usual = f"{number_text(item.soft[0])} to {number_text(item.soft[1])}" if item.soft else ""
        return item.label, item.unit, f"{number_text(low)} to {number_text(high)}", usual
    return item.label, "", "yes or no" if not isinstance(item, Choice) else "one of its words", ""


def _examples(scale: Scale) -> None:
    """Worked now, beside what was worked by hand."""
    for example in scale.examples:
        answers = ", ".join(f"{key} {value}" for key, value in example.answers.items())
        score, _, alerts = scale.scored(example.answers)
        now = "no score" if score is None else number_text(score, scale.score.places if scale.score else None)
        said = f"; alerts: {', '.join(alerts)}" if alerts else ""
        st.write(f"**Worked example** ({example.source}): {answers} → {now}{said}")


if __name__ == "__main__":
    main()
