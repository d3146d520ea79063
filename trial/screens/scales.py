"""Every scale: levels, how it scores, what counts as change and why, where it was published, a worked example."""

import streamlit as st

import scales
from scales.base import Scale
from trial.elements.controls import table
from trial.files.data_dictionary import Tree, catalogue_tree, ladders, range_text
from trial.files.fhir.codes import CODES
from trial.wording.words import number_text

BETTER = {"lower": "Lower is better.", "higher": "Higher is better.", "neither": "Neither way is better."}
SEARCHED = ("key", "name", "domain", "measures", "reference")


def main() -> None:
    st.header("Scales")
    st.write("What can be measured here. Descriptions are in our own words; every sum can be checked by hand.")
    search = (st.text_input("Search", key="scales.search", placeholder="spasm, walk, blood pressure") or "").casefold()
    found = [tree for tree in catalogue_tree() if search in _words(tree)]
    alone = len(found) == 1
    if not found:
        st.info("No scale matches.")
    for tree in found:
        with st.expander(f"{tree['name']} · {tree['domain']}", expanded=alone, key=f"scales.{tree['key']}.{alone}"):
            _scale(tree, scales.get(tree["key"]))
    if rows := [code for code in CODES if search in " ".join(code).casefold()]:
        st.subheader("Codes")
        st.write(
            "The codes of others in the file for a records system (FHIR), beside our own, for a terminologist to check."
        )
        table(rows, "Ours", "System", "Code", "Display", "Published by", width="stretch")


def _words(tree: Tree) -> str:
    return " ".join([*(tree[part] for part in SEARCHED), *(item["label"] for item in tree["items"])]).casefold()


def _scale(tree: Tree, scale: Scale) -> None:
    """Draw the catalogue's entry of a scale, and its worked examples."""
    st.write(tree["measures"])
    able = " Not being able to do it is a finding." if tree["performance"] else ""
    tiring = "" if tree["hourly"] else " Too tiring to repeat every hour."
    st.write(BETTER[tree["better"]] + able + tiring)
    _items(tree)
    for derived in tree["derived"]:
        unit = f", {derived['unit']}" if derived["unit"] else ""
        st.write(f"**{derived['label']}**{unit}: {derived['formula']}")
    if tree["score"]:
        st.write(f"**Score, {tree['score']['name']}:** {tree['score']['formula']}")
    if scale.coding:
        st.write(f"**A mean codes** {scale.coding}.")
    st.write(f"**What counts as change:** {tree['change_means'] or 'No published error; the sign decides.'}")
    for error in tree["published_errors"]:
        st.write(f"- {error['says']} ({error['source']})")
    if scale.methods:
        st.write(f"**Must stay alike between tests:** {', '.join(item.label for item in scale.methods)}.")
    year = f" ({tree['year']})" if tree["year"] and str(tree["year"]) not in tree["reference"] else ""
    st.write(f"**Reference:** {tree['reference']}{year}")
    if tree["unverified"]:
        st.write(f"**Not verified:** {tree['unverified']}")
    st.write(f"**Rights:** {tree['rights']}")
    _examples(scale)


def _items(tree: Tree) -> None:
    """A table of levels for the items that share them, then one of the other items."""
    for levels, labels in ladders(tree):
        st.caption(", ".join(labels))
        rows = [(level["token"], level["label"]) for level in levels]
        table(rows, "Level", "Meaning", width="stretch")
    if others := [_row(item) for item in tree["items"] if "lowest" in item or item["kind"] == "yes_no"]:
        table(others, "Item", "Unit", "Possible", "Usual", width="stretch")


def _row(item: Tree) -> tuple[str, str, str, str]:
    usual = " to ".join(number_text(limit) for limit in item.get("usual", ()))
    return item["label"], item.get("unit", ""), range_text(item) or "yes or no", usual


def _examples(scale: Scale) -> None:
    """Draw the scale's examples as its declaration scores them now."""
    for example in scale.examples:
        answers = ", ".join(f"{key} {value}" for key, value in example.answers.items())
        score, _, alerts = scale.scored(example.answers)
        now = "no score" if score is None else number_text(score, scale.score.places if scale.score else None)
        alerted = f"; alerts: {', '.join(alerts)}" if alerts else ""
        st.write(f"**Worked example** ({example.source}): {answers} → {now}{alerted}")


if __name__ == "__main__":
    main()
