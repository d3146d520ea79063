"""A record written by hand from the format's description: imported, and held against numbers worked out here."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

HOME = Path(__file__).resolve().parents[2]
DAY = "2026-11-18T"


def taken(clock: str, slot: str, scale: str, item: str, value: Any, **more: Any) -> dict[str, Any]:
    return {"slot": slot, "taken_at": f"{DAY}{clock}:00+00:00", "scale": scale, "item": item, "value": value,
            "status": "measured", "by": "K Tan", "note": ""} | more  # fmt: skip


def tone(clock: str, slot: str, item: str, value: str | None, **more: Any) -> dict[str, Any]:
    return taken(clock, slot, "modified_ashworth", item, value, **more)


RECORD: dict[str, Any] = {
    "format": "itb-trial-record/1",
    "trial": "OUT-1",
    "person": {"identifier": "RX1234567", "name": "Ada Byron", "born": "1971-05-04", "diagnosis_group": "ms"},
    "plan": {
        "slots": ["baseline", "+2h", "+4h"],
        "peak_slot": "+4h",
        "oxygen_scale": 1,
        "measures": [
            {
                "scale": "modified_ashworth",
                "items": ["left_hip_adductors", "right_hip_adductors", "left_knee_flexors", "right_knee_flexors"],
            },
            {"scale": "ten_metre_walk", "slots": ["baseline", "+4h"]},
            {"scale": "assistance", "items": ["sit_to_stand"]},
            {"scale": "observations"},
        ],
    },
    "goals": [
        {
            "id": "g1", "kind": "achieve", "area": "mobility", "words": "Walk to the garden gate", "testable": "today",
            "target": {
                "scale": "ten_metre_walk", "item": "speed", "rule": "improves_percent", "amount": 20, "at": "peak",
            },
        },
        {
            "id": "g2", "kind": "keep", "area": "transfers", "words": "=Still stand", "testable": "today",
            "target": {"scale": "assistance", "item": "sit_to_stand", "rule": "not_worse_by_steps", "amount": 1},
        },
        {"id": "g3", "kind": "achieve", "area": "comfort", "words": "Wash without pain", "testable": "today"},
        {"id": "g4", "kind": "achieve", "area": "sleep", "words": "Sleep through", "testable": "not_today"},
    ],
    "doses": [
        {
            "number": 1, "micrograms": 50, "given_at": f"{DAY}09:40:00+00:00",
            "readings": [
                tone("09:05", "baseline", "left_hip_adductors", "3"),
                tone("09:05", "baseline", "right_hip_adductors", "2"),
                tone("09:06", "baseline", "left_knee_flexors", "0"),
                tone("09:06", "baseline", "right_knee_flexors", "1"),
                taken("09:08", "baseline", "assistance", "sit_to_stand", "4"),
                taken("09:10", "baseline", "ten_metre_walk", "seconds", 20),
                taken("09:12", "baseline", "observations", "systolic", 138),
                taken("11:40", "+2h", "observations", "systolic", 98),
                tone("11:43", "+2h", "left_hip_adductors", "2"),
                taken("11:45", "+2h", "assistance", "sit_to_stand", "3"),
                taken("13:35", "+4h", "observations", "systolic", 105),
                taken("13:35", "+4h", "observations", "diastolic", 60),
                taken("13:35", "+4h", "observations", "heart_rate", 88),
                taken("13:35", "+4h", "observations", "respiratory_rate", 14),
                taken("13:35", "+4h", "observations", "oxygen_saturation", 96),
                taken("13:35", "+4h", "observations", "on_oxygen", False),
                taken("13:35", "+4h", "observations", "temperature", 36.4),
                taken("13:35", "+4h", "observations", "consciousness", "A"),
                tone("13:38", "+4h", "left_hip_adductors", "1+"),
                tone("13:38", "+4h", "right_hip_adductors", "2"),
                tone("13:39", "+4h", "left_knee_flexors", "0"),
                tone("13:39", "+4h", "right_knee_flexors", None, status="declined", note="-tired"),
                taken("13:42", "+4h", "assistance", "sit_to_stand", "4"),
                taken("13:45", "+4h", "ten_metre_walk", "seconds", 16),
            ],
            "ratings": [{"goal": "g3", "slot": "+4h", "by": "team", "level": 0}],
            "events_asked": True,
            "events": [{"kind": "somnolence", "severity": "mild", "cause": "drug", "began_at": f"{DAY}12:10:00+00:00"}],
            "words": [{"by": "person", "slot": "+4h", "text": "My legs feel light"}],
        }
    ],
    "decisions": [],
}  # fmt: skip


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("outsider")


@pytest.fixture(scope="module")
def shell(folder: Path) -> Callable[..., bytes]:
    """Run a command on a database into which the record was imported; answers what it printed."""
    (folder / "record.json").write_text(json.dumps(RECORD), encoding="utf-8")
    environment = os.environ | {
        "ITB_DATABASE_URL": f"sqlite:///{folder / 'trials.db'}",
        "ITB_TIMEZONE": "Europe/London",
    }

    def run(*arguments: str) -> bytes:
        command = [sys.executable, "-m", "trial", *(argument.replace("@", f"{folder}/") for argument in arguments)]
        return subprocess.run(command, cwd=HOME, env=environment, capture_output=True, check=True).stdout

    assert b"OUT-1 added" in run("import", "@record.json")
    return run


def only(found: list[dict[str, Any]], **wanted: Any) -> dict[str, Any]:
    (match,) = [one for one in found if all(one[key] == value for key, value in wanted.items())]
    return match


def test_the_summary_says_what_was_worked_out_by_hand(shell: Callable[..., bytes]) -> None:
    summary = json.loads(shell("summary", "OUT-1"))
    assert summary["state"] == "awaiting_decision"
    dose = summary["doses"][0]

    # 3 to 1+ is two steps down the ranks 0, 1, 1+, 2, 3, 4; T0 09:40, so 13:38 is 238 minutes and 09:05 is -35.
    left = only(dose["series"], item="left_hip_adductors")
    assert left["baseline"] == {"value": "3", "status": "measured", "minutes": -35, "slot": "baseline"}
    assert left["peak"] == {"value": "1+", "status": "measured", "minutes": 238, "slot": "+4h"}
    assert (left["steps_at_peak"], left["course_at_peak"]) == (2, "improved")
    assert left["best"] == {"value": "1+", "minutes": 238, "of": 2}

    # 20 s to 16 s: 4 s and 20 % less, which is inside 23 % for MS. 10 m: 0.5 to 0.625 m/s, 25 % more.
    seconds = only(dose["series"], item="seconds")
    assert (seconds["change_at_peak"], seconds["percent_at_peak"]) == (-4, -20)
    assert seconds["course_at_peak"] == "within_error"
    speed = only(dose["series"], item="speed")
    assert (speed["baseline"]["value"], speed["peak"]["value"]) == (0.5, 0.625)
    assert (speed["change_at_peak"], speed["percent_at_peak"]) == (0.125, 25)

    # Of four muscles one was 0, one declined; 3 and 2 became 1.5 and 2: mean 2.5 to 1.75.
    tone = dose["tone"]
    counts = {key: tone[key] for key in ("of", "improved", "by_one", "by_two_or_more", "unchanged", "worse")}
    assert counts == {"of": 4, "improved": 1, "by_one": 0, "by_two_or_more": 1, "unchanged": 1, "worse": 0}
    assert (tone["not_comparable"], tone["zero_at_baseline"], tone["newly_raised"]) == (1, 1, 0)
    means = [tone[key] for key in ("mean_n", "mean_baseline", "mean_peak", "mean_change")]
    assert means == [2, 2.5, 1.75, -0.75]

    # 138 to 98 is a fall of 40. NEWS2 at +4h: systolic 105 scores 1, everything else 0.
    safety = dose["safety"]
    assert (safety["systolic_baseline"], safety["systolic_lowest"], safety["systolic_fall"]) == (138, 98, 40)
    assert safety["systolic_rise"] == 0
    complete = [one for one in safety["news2"] if one["complete"]]
    assert [(one["minutes"], one["score"]) for one in complete] == [(235, 1)]
    assert safety["highest_news2"] == 1
    assert safety["worst_severity"] == "mild"

    # Walk: 25 % is at least 20. Standing: one step worse at 11:45, back at 13:42. Rated 0 by the team. One not today.
    results = {one["id"]: one["result"] for one in summary["goals"]}
    assert results == {"g1": "met", "g2": "lost", "g3": "met", "g4": "not_today"}
    assert "2h05" in only(summary["goals"], id="g2")["because"]
    assert "4h02" in only(summary["goals"], id="g2")["because"]
    (glance,) = summary["at_a_glance"]
    assert glance["says"] == "some"
    assert (glance["met"], glance["lost"], glance["kept"], glance["not_today"]) == (2, 1, 0, 1)


def test_the_workbook_says_the_same_and_keeps_every_reading(shell: Callable[..., bytes], folder: Path) -> None:
    shell("export", "OUT-1", "--format", "xlsx", "-o", "@book.xlsx")
    book = load_workbook(folder / "book.xlsx")
    named = {}
    for name, defined in book.defined_names.items():
        ((sheet, cell),) = defined.destinations
        named[name] = book[sheet][cell.replace("$", "")].value
    assert (named["itb_identifier"], named["itb_dose_micrograms"], named["itb_at_a_glance"]) == (
        "RX1234567",
        50,
        "some",
    )
    assert (named["itb_met"], named["itb_lost"], named["itb_highest_news2"], named["itb_systolic_fall"]) == (
        2,
        1,
        1,
        40,
    )
    assert named["itb_outcome"] == "NOT YET DECIDED"

    rows = [*book["Readings"].iter_rows(values_only=True)]
    readings = [dict(zip(rows[0], row, strict=True)) for row in rows[1:]]
    wanted = RECORD["doses"][0]["readings"]
    assert len(readings) == len(wanted)
    for reading in wanted:
        (row,) = [
            row
            for row in readings
            if (row["scale"], row["item"], row["slot"]) == (reading["scale"], reading["item"], reading["slot"])
        ]
        hours, minutes = (int(part) for part in reading["taken_at"][11:16].split(":"))
        assert row["elapsed minutes"] == hours * 60 + minutes - (9 * 60 + 40)
        assert row["status"] == reading["status"]
        shown = {None: None, False: "false"}.get(reading["value"], reading["value"])
        assert row["value"] == shown
        assert row["note"] == (reading["note"] or None)

    page = "\n".join(str(cell) for row in book["Summary"].iter_rows(values_only=True) for cell in row if cell)
    for said in ("LOST", "=Still stand", "Ada Byron", "RX1234567", "NOT YET DECIDED", "My legs feel light"):
        assert said in page
    assert "0.50 to 0.63 m/s" in page.replace("\u00a0", " ")
    assert "2.50 to 1.75" in page


def test_the_record_comes_back_and_goes_in_again_unchanged(shell: Callable[..., bytes]) -> None:
    once = shell("export", "OUT-1", "--format", "json", "-o", "-")
    tree = json.loads(once)
    assert tree["person"] == RECORD["person"] | {"diagnosis": "", "cord_level": "", "stiffness_helps": "", "notes": ""}
    assert [(one["scale"], one["item"], one["value"]) for one in tree["doses"][0]["readings"]] == [
        (reading["scale"], reading["item"], reading["value"])
        for reading in sorted(
            RECORD["doses"][0]["readings"], key=lambda reading: (reading["taken_at"], reading["scale"], reading["item"])
        )
    ]
    assert b"is there already with the same content" in shell("import", "@record.json")


@pytest.mark.parametrize("form", ["html", "fhir"])
def test_page_and_bundle_carry_the_same_facts(form: str, shell: Callable[..., bytes]) -> None:
    exported = shell("export", "OUT-1", "--format", form, "-o", "-").decode().replace("\u00a0", " ")
    for said in (
        "RX1234567",
        "Ada Byron",
        "DRAFT: NOT YET DECIDED",
        "=Still stand",
        "0.50 to 0.63 m/s",
        "2.50 to 1.75",
    ):
        assert said in exported
