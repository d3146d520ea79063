"""Two opinions of one trial in one shape: what `rules_oracle` finds, and what the program's summary says."""

from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Any

from tests.faults import rules_oracle as oracle
from tests.faults import tap_model as model

Row = dict[str, Any]
Cell = tuple[str, str]
AT_PEAK = ("course", "steps", "change", "percent")
NOT_JUDGED = object()
"""Where the rules leave something open."""


def expected_summary(trial: Row, cells: Iterable[Cell]) -> Row:
    """State, and of each delivered dose tone, safety, goals, the word at a glance and the series of these cells."""
    told, cells = model.told(trial), tuple(cells)
    muscles = [item for scale, item in cells if scale == "modified_ashworth"]
    found: Row = {"state": oracle.state(told), "doses": {}}
    for day in told["doses"]:
        if not day["given"]:
            continue
        results = {goal["id"]: oracle.goal_result(goal, day, trial["group"]) for goal in told["goals"]}
        found["doses"][day["number"]] = {
            "tone": oracle.tone(day, muscles, trial["group"]),
            "safety": oracle.safety(day),
            "goals": results,
            "says": oracle.glance(told["goals"], results, day),
            "series": {cell: _expected_series(day, *cell, trial["group"]) for cell in cells},
        }
    return found


def _expected_series(day: Row, scale: str, item: str, group: str) -> Row:
    found = oracle.series(day, scale, item, group)
    before, peak = found["baseline"], found["peak"]
    shown: Row = {
        "points": sorted(_point(row) for row in found["points"]),
        "baseline": before and _point(before),
        "peak": peak and _point(peak),
    }
    if scale in oracle.BETTER:
        measured = before is not None and before["status"] == "measured" and not before["disputed"]
        shown |= (
            {name: peak[name] for name in AT_PEAK} if peak else dict.fromkeys(AT_PEAK) | {"course": "not_comparable"}
        )
        shown["best"] = oracle.best(found, scale) if measured else NOT_JUDGED
    return shown


def program_summary(said: Row, cells: Iterable[Cell]) -> Row:
    """The same of a summary as `python -m trial summary` prints it."""
    glances = {row["dose"]: row["says"] for row in said["at_a_glance"]}
    wanted = set(cells)
    return {
        "state": said["state"],
        "doses": {
            dose["number"]: {
                "tone": {name: dose["tone"][name] for name in oracle.TONE},
                "safety": {name: dose["safety"][name] for name in oracle.SAFETY},
                "goals": {goal["id"]: goal["result"] for goal in said["goals"] if goal["dose"] == dose["number"]},
                "says": glances.get(dose["number"]),
                "series": {
                    cell: _series(row) for row in dose["series"] if (cell := (row["scale"], row["item"])) in wanted
                },
            }
            for dose in said["doses"]
        },
    }


def _series(row: Row) -> Row:
    best = row["best"]
    shown: Row = {
        "points": sorted(_point(point) for point in row["points"]),
        "baseline": row["baseline"] and _point(row["baseline"]),
        "peak": row["peak"] and _point(row["peak"]),
    }
    if row["better"] != "neither":
        shown |= {name: row[f"{name}_at_peak"] for name in AT_PEAK}
        shown["best"] = best and best | {"value": _text(best["value"])}
    return shown


def _point(row: Row) -> tuple[float, str, str, str]:
    return row["minutes"], row["slot"], _text(row["value"]), row["status"]


def _text(value: Any) -> str:
    """A value as people write it: a number without zeros at its end, a token as it is, nothing for none."""
    return "" if value is None else f"{value:g}" if isinstance(value, int | float) else str(value)


def differences(expected: Any, said: Any, where: str = "") -> Iterator[str]:
    """Where the two opinions differ, each in a line."""
    if isinstance(expected, dict) and isinstance(said, dict):
        for key in {**expected, **said}:
            yield from differences(expected.get(key), said.get(key), f"{where} {key}")
    elif isinstance(expected, Decimal) and isinstance(said, int | float):
        if abs(float(expected) - said) > 1e-9 * max(1, abs(said)):
            yield f"{where}: {said} said, {float(expected)} expected"
    elif expected is not NOT_JUDGED and expected != said:
        yield f"{where}: {said!r} said, {expected!r} expected"
