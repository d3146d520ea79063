"""Every scale: levels, how it scores, what counts as change and why, where it was published, a worked example."""

import pandas as pd
import streamlit as st

import scales
from scales.base import Scale
from trial.files.catalogue import Tree, ladders, range_text, scale_tree
from trial.wording.words import number_text

BETTER = {"lower": "Lower is better.", "higher": "Higher is better.", "neither": "Neither way is better."}


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
    tree = scale_tree(scale)
    able = " Not being able to do it is a finding." if tree["performance"] else ""
    tiring = "" if tree["hourly"] else " Too tiring to repeat every hour."
    st.write(tree["measures"])
    st.write(BETTER[scale.better] + able + tiring)
    for levels, labels in ladders(tree):
        st.caption(", ".join(labels))
        rows = [(level["token"], level["label"]) for level in levels]
        st.table(pd.DataFrame(rows, columns=["Level", "Meaning"]).set_index("Level"))
    if others := [_row(item) for item in tree["items"] if "lowest" in item or item["kind"] == "yes_no"]:
        st.table(pd.DataFrame(others, columns=["Item", "Unit", "Possible", "Usual"]).set_index("Item"))
    for derived in tree["derived"]:
        st.write(f"**{', '.join(part for part in (derived['label'], derived['unit']) if part)}**: {derived['formula']}")
    if score := tree["score"]:
        st.write(f"**Score, {score['name']}:** {score['formula']}")
    if scale.coding:
        st.write(f"**A mean codes** {scale.coding}.")
    st.write(f"**What counts as change:** {tree['change_means'] or 'No published error; the sign decides.'}")
    for error in tree["published_errors"]:
        st.write(f"- {error['says']} ({error['source']})")
    if methods := [item["label"] for item in tree["items"] if item["role"] == "method"]:
        st.write(f"**Must stay alike between tests:** {', '.join(methods)}.")
    year = f" ({tree['year']})" if tree["year"] and str(tree["year"]) not in tree["reference"] else ""
    st.write(f"**Reference:** {tree['reference']}{year}")
    if tree["unverified"]:
        st.write(f"**Not verified:** {tree['unverified']}")
    st.write(f"**Rights:** {tree['rights']}")
    _examples(scale)


def _row(item: Tree) -> tuple[str, str, str, str]:
    usual = " to ".join(map(number_text, item.get("usual", ())))
    return item["label"], item.get("unit", ""), range_text(item) or "yes or no", usual


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
