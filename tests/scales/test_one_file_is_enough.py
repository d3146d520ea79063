"""Adding a scale really is one file: written into a copy of the house, it is known everywhere at once."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from textwrap import dedent

HOME = Path(__file__).resolve().parents[2]

NEW_SCALE = '''
"""Invented reach test: every kind of item, a derived value, a score with an alert, methods, a published error."""

from decimal import Decimal

from scales.base import (
    Answers, Choice, Derived, Example, Grade, Level, Number, PublishedError, Reference, Scale, Score, YesNo,
)

STEPS = (
    Level(token="0", label="cannot lift the hand", rank=0),
    Level(token="0+", label="lifts it off the table", rank=1),
    Level(token="1", label="reaches the cup", rank=2),
)
HANDS = (Level(token="open", label="open hand", rank=None), Level(token="fist", label="fist", rank=None))


def per_minute(answers: Answers) -> Decimal | None:
    reaches, seconds = answers.get("reaches"), answers.get("seconds")
    if not isinstance(reaches, Decimal) or not isinstance(seconds, Decimal):
        return None
    return 60 * reaches / seconds


def alerts(answers: Answers) -> tuple[str, ...]:
    return ("pain",) if answers.get("painful") is True else ()


SCALE = Scale(
    key="reach_test",
    name="Reach test",
    domain="function",
    measures="How well a hand reaches a cup.",
    better="higher",
    performance=True,
    items=(
        Grade(key="left_reach", label="Left reach", side="left", part="reach", levels=STEPS),
        Grade(key="right_reach", label="Right reach", side="right", part="reach", levels=STEPS),
        Number(key="reaches", label="Reaches", unit="reaches", hard=(Decimal(0), Decimal(200)), whole=True, places=0,
               soft=(Decimal(0), Decimal(90)), axis=(Decimal(0), Decimal(60))),
        Number(key="seconds", label="Time allowed", unit="s", hard=(Decimal(1), Decimal(600)), role="method"),
        YesNo(key="painful", label="Painful", role="detail"),
        Choice(key="hand", label="Hand", levels=HANDS),
    ),
    derived=(
        Derived(key="rate", label="Rate", unit="reaches/min", of=("reaches",), uses=("seconds",), compute=per_minute,
                formula="60 x reaches / seconds", better="higher", places=1, axis=(Decimal(0), Decimal(60))),
    ),
    errors=(
        PublishedError(group="ms", item="rate", also=("reaches",), falls=Decimal(20), rises=Decimal(20), percent=True,
                       says="changes by 20 % or more", source="Invented 2026"),
    ),
    score=Score(name="Reaches a minute", formula="60 x reaches / seconds", compute=per_minute,
                needs=("reaches", "seconds"), range=(Decimal(0), Decimal(12000)), alerts=alerts),
    change_means="20 % or more of the rate.",
    reference=Reference(text="Invented for a test", year=2026),
    rights="None needed",
    examples=(Example(answers={"reaches": Decimal(10), "seconds": Decimal(30)}, score=Decimal(20), source="by hand"),),
)
'''

RECORD = {
    "format": "itb-trial-record/1",
    "trial": "T-1",
    "person": {"identifier": "DEMO-1", "name": "DEMO REACH", "diagnosis_group": "ms"},
    "plan": {"measures": [{"scale": "reach_test"}]},
    "goals": [
        {"id": "g1", "kind": "achieve", "words": "Reach the cup", "target":
            {"scale": "reach_test", "item": "rate", "rule": "improves_percent", "amount": 20}},
    ],
    "doses": [
        {"number": 1, "micrograms": 50, "given_at": "2026-11-18T10:00:00+00:00", "events_asked": True, "readings": [
            {"slot": slot, "taken_at": at, "scale": "reach_test", "item": item, "value": value, "by": "K Tan"}
            for slot, at, values in (
                ("baseline", "2026-11-18T09:30:00+00:00", ("0", "0+", 10, 30, False, "open")),
                ("+4h", "2026-11-18T14:00:00+00:00", ("1", "0+", 15, 30, True, "open")),
            )
            for item, value in zip(
                ("left_reach", "right_reach", "reaches", "seconds", "painful", "hand"), values, strict=True)
        ]},
    ],
}  # fmt: skip

CHECK = """
import io, json, sys
from zoneinfo import ZoneInfo
import scales
from openpyxl import load_workbook
from trial.actions import exporting, importing
from trial.charts.plot import figure
from trial.elements.sheet.data import sheet_data
from trial.brief.panels import panels_of
from trial.files.summary import as_json
from trial.meaning.summary import summarise
from trial.store import open_store

assert "reach_test" in scales.catalogue()
store = open_store("sqlite:///trials.db")
importing.import_file(store, open("record.json", "rb").read(), by="K Tan")
trial = store.trial("T-1")
summary = summarise(trial)
summary_json = as_json(summary)
series = {one["item"]: one for one in summary_json["doses"][0]["series"]}
assert set(series) == {"left_reach", "right_reach", "reaches", "rate"}, set(series)
assert series["left_reach"]["steps_at_peak"] == 2
assert series["right_reach"]["course_at_peak"] == "unchanged"
assert series["rate"]["baseline"]["value"] == 20 and series["rate"]["peak"]["value"] == 30
assert series["rate"]["percent_at_peak"] == 50 and series["rate"]["course_at_peak"] == "improved"
assert summary_json["goals"][0]["result"] == "met"

panels = panels_of(summary)
assert any("Reach" in panel.title for panel in panels), [panel.title for panel in panels]
assert all(figure(panel)["data"] for panel in panels)

sheet = json.dumps(sheet_data(trial, trial.doses[0], recorder="K Tan", zone=ZoneInfo("UTC")))
for shown in ("Left reach", "Painful", "reaches", "open hand"):
    assert shown.lower() in sheet.lower(), shown

book = load_workbook(io.BytesIO(exporting.export(store, "T-1", "xlsx", by="K Tan")))
cells = lambda name: {str(cell.value) for row in book[name].iter_rows() for cell in row}
assert "0+" in cells("Readings") and any("Reach test" in one for one in cells("Dictionary"))
assert any("lifts it off the table" in one for one in cells("Dictionary"))
print("known everywhere")
"""


def test_a_scale_written_into_one_file_is_known_to_form_course_chart_workbook_dictionary_and_import(
    tmp_path: Path,
) -> None:
    for folder in ("scales", "trial", "data"):
        shutil.copytree(HOME / folder, tmp_path / folder, ignore=shutil.ignore_patterns("*.db*", "__pycache__"))
    (tmp_path / "scales" / "reach_test.py").write_text(NEW_SCALE)
    (tmp_path / "record.json").write_text(json.dumps(RECORD))
    (tmp_path / "check.py").write_text(dedent(CHECK))
    environment = os.environ | {"PYTHONPATH": str(tmp_path), "ITB_TIMEZONE": "Europe/London"}
    run = subprocess.run(
        [sys.executable, "check.py"], cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=120
    )
    assert run.stdout.strip() == "known everywhere", run.stderr[-3000:]

    (tmp_path / "cases.csv").write_text("reaches,seconds,painful\n10,30,true\n,30,\n")
    scored = subprocess.run(
        [sys.executable, "-m", "trial", "score", "reach_test", "cases.csv"],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert scored.stdout.split() == [
        "reaches,seconds,painful,score,complete,alerts",
        "10,30,true,20,true,pain",
        ",30,,,false,",
    ]
