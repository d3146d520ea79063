"""What a day means, worked out a second time from RULES.md alone: plain tables in, plain tables out.

Nothing here is imported from the program. A day is a dictionary of rows as a ward would keep them; minutes count from
T0. `tests/faults/whole_service.py` holds what the program says against it after every step.
"""

from collections import Counter
from collections.abc import Iterable
from decimal import Decimal
from itertools import pairwise
from typing import Any

Row = dict[str, Any]

UNABLE = ("unable_weakness", "unable_spasticity", "unable_pain", "unsafe")
"""Rule 16: what a performance scale may move from or to."""
FOUND = ("measured", *UNABLE, "unable_sedation", "unrecordable")
"""Rule 9: what counts as a finding."""
RANKS = {
    "modified_ashworth": ["0", "1", "1+", "2", "3", "4"],
    "assistance": ["0", "1", "2", "3", "4", "5"],
    "observations": ["A", "C", "V", "P", "U"],
}
GRADED = {"modified_ashworth", "assistance"}
BETTER = {"modified_ashworth": -1, "assistance": 1, "timed_up_and_go": -1, "pain": -1}
PERFORMANCE = {"assistance", "timed_up_and_go"}
SEVERITIES = ["mild", "moderate", "severe", "life_threatening"]
PEAK, PEAK_MINUTES = "+4h", 240
TONE = (
    "of", "improved", "by_one", "by_two_or_more", "unchanged", "worse", "not_comparable", "zero_at_baseline",
    "newly_raised",
)  # fmt: skip
SAFETY = (
    "systolic_baseline", "systolic_lowest", "systolic_highest", "systolic_fall", "systolic_rise",
    "consciousness_worst", "events_asked", "worst_severity",
)  # fmt: skip


def rank(scale: str, token: str) -> int:
    return RANKS[scale].index(token)


def opposing(row: Row, rows: Iterable[Row]) -> bool:
    """Rule 6: another assessor found something else of this item in this slot within ten minutes."""
    return row["status"] in FOUND and any(
        other["status"] in FOUND
        and (other["scale"], other["item"], other["slot"]) == (row["scale"], row["item"], row["slot"])
        and other["assessor"] != row["assessor"]
        and (other["value"], other["status"]) != (row["value"], row["status"])
        and abs(other["minutes"] - row["minutes"]) <= 10
        for other in rows
    )


def standing(rows: Iterable[Row]) -> Row | None:
    """Rules 6 and 9: the latest finding, else the latest reason why there is none."""
    by_time = sorted(rows, key=lambda row: row["minutes"])
    found = [row for row in by_time if row["status"] in FOUND]
    return (found or by_time or [None])[-1]


def compared(scale: str, before: Row | None, after: Row, group: str | None) -> Row:
    """Rules 13 to 17: course, steps, change and percent of one reading against the baseline."""
    nothing: Row = {"course": "not_comparable", "steps": None, "change": None, "percent": None}
    if before is None or before["disputed"] or after["disputed"]:
        return nothing
    if scale in PERFORMANCE:
        if after["sedated"] or before["sedated"]:
            return nothing
        was, now = before["status"] in UNABLE, after["status"] in UNABLE
        if was and now:
            return nothing | {"course": "unchanged"}
        if was and after["status"] == "measured":
            return nothing | {"course": "improved"}
        if now and before["status"] == "measured":
            return nothing | {"course": "worse"}
    if (before["status"], after["status"]) != ("measured", "measured"):
        return nothing
    if scale in GRADED:
        steps = BETTER[scale] * (rank(scale, after["value"]) - rank(scale, before["value"]))
        return nothing | {"course": "improved" if steps > 0 else "worse" if steps < 0 else "unchanged", "steps": steps}
    start, end = Decimal(before["value"]), Decimal(after["value"])
    change = end - start
    percent = change * 100 / start if start else None
    found = nothing | {"change": change, "percent": percent}
    gain = BETTER[scale] * change
    if gain == 0:
        return found | {"course": "unchanged"}
    if scale == "pain":
        beyond = abs(change) >= 2
    elif group == "ms":
        beyond = percent is not None and (percent < -23 or percent > 31)
    else:
        beyond = True
    return found | {"course": "within_error" if not beyond else "improved" if gain > 0 else "worse"}


def series(day: Row, scale: str, item: str, group: str | None) -> Row:
    """Rules 6 to 11 for one measure: baseline, peak, best, when it wore off."""
    rows = [row for row in day["readings"] if (row["scale"], row["item"]) == (scale, item)]
    drowsy = [
        row["minutes"]
        for row in day["readings"]
        if row["item"] == "consciousness" and row["status"] == "measured" and row["value"] != "A"
    ]
    points = [
        row
        | {
            "disputed": scale != "observations" and opposing(row, rows),
            "sedated": row["status"] == "unable_sedation" or any(abs(row["minutes"] - at) <= 15 for at in drowsy),
        }
        for row in sorted(rows, key=lambda row: row["minutes"])
    ]
    baseline = standing(row for row in points if row["slot"] == "baseline" and row["minutes"] <= 0)
    # A reading of the very second of T0 is baseline in its own slot and nowhere else.
    after = [row for row in points if row["minutes"] > 0 or (row["minutes"] == 0 and row["slot"] != "baseline")]
    if scale in BETTER:
        after = [row | compared(scale, baseline, row, group) for row in after]
    in_slot = standing(row for row in after if row["slot"] == PEAK)
    peak = in_slot
    if in_slot is None or in_slot["status"] not in FOUND:
        near = [row for row in after if row["status"] in FOUND and 180 <= row["minutes"] <= 360]
        near.sort(key=lambda row: (abs(row["minutes"] - PEAK_MINUTES), row["minutes"]))
        peak = near[0] if near else in_slot
    return {"points": points, "after": after, "baseline": baseline, "peak": peak}


def best(found: Row, scale: str) -> Row | None:
    """Rules 10 and 11, where there is a measured baseline: the best reading before tone and function came back."""
    comparable = [row for row in found["after"] if row["course"] != "not_comparable"]
    improved, returned_at = False, None
    for row, following in pairwise(comparable):
        improved = improved or row["course"] == "improved"
        if improved and {row["course"], following["course"]} <= {"unchanged", "within_error"}:
            returned_at = row["minutes"]
            break
    window = [
        row
        for row in comparable
        if row["status"] == "measured"
        and row["minutes"] <= 720
        and (returned_at is None or row["minutes"] <= returned_at)
    ]
    if not window:
        return None

    def merit(row: Row) -> Decimal:
        size = rank(scale, row["value"]) if scale in GRADED else row["value"]
        return BETTER[scale] * Decimal(size)

    top = max(window, key=lambda row: (merit(row), -row["minutes"]))
    return {"value": top["value"], "minutes": top["minutes"], "of": len(window)}


def tone(day: Row, muscles: Iterable[str], group: str | None) -> Row:
    """Rule 20: what became of each muscle at the peak."""
    counts = Counter(dict.fromkeys(TONE, 0))
    for muscle in muscles:
        found = series(day, "modified_ashworth", muscle, group)
        before, peak = found["baseline"], found["peak"]
        counts["of"] += 1
        measured = before is not None and before["status"] == "measured" and not before["disputed"]
        if measured and before["value"] == "0":
            counts["zero_at_baseline"] += 1
            counts["newly_raised"] += peak is not None and peak.get("course") == "worse"
            continue
        course = "not_comparable" if peak is None else peak["course"]
        counts[course] += 1
        if course == "improved":
            counts["by_one" if peak["steps"] == 1 else "by_two_or_more"] += 1
    return dict(counts)


def goal_result(goal: Row, day: Row, group: str | None) -> str:
    """Rules 22 to 25: one goal at one dose."""
    if goal["testable"] == "not_today":
        return "not_today"
    if goal["target"] is None:
        return rated(goal, day)
    scale, item, rule, amount = goal["target"]
    found = series(day, scale, item, group)
    before, peak = found["baseline"], found["peak"]
    if goal["kind"] == "keep":
        ends = day["ended_minutes"]
        tested = [row for row in found["after"] if ends is None or row["minutes"] <= ends]
        if any(row["course"] == "worse" for row in tested if row["course"] != "not_comparable"):
            return "lost"
        kept = peak is not None and peak["status"] == "measured" and peak["course"] != "not_comparable"
        return "kept" if kept else "not_assessed"
    if peak is None or peak["course"] == "not_comparable" or before is None:
        return "not_assessed"
    moved = Decimal(before["value"]) - Decimal(peak["value"]) if rule == "falls_by" else peak["steps"]
    hit = moved >= amount
    return "met" if hit else "partly_met" if peak["course"] == "improved" else "not_met"


def rated(goal: Row, day: Row) -> str:
    """Rule 25: the team's rating in the peak slot, else its latest before twelve hours."""
    own = [one for one in day["ratings"] if one["goal"] == goal["id"] and one["voice"] == "team"]
    own = [one for one in own if one["slot"] == PEAK or one["minutes"] <= 720]
    own.sort(key=lambda rating: rating["minutes"])
    chosen = ([one for one in own if one["slot"] == PEAK] or own or [None])[-1]
    if chosen is None:
        return "not_assessed"
    if goal["kind"] == "keep":
        return "kept" if chosen["level"] >= 0 else "lost"
    return "met" if chosen["level"] >= 0 else "partly_met" if chosen["level"] > -1 else "not_met"


def glance(goals: Iterable[Row], results: dict[str, str], day: Row) -> str:
    """Rule 26: the word after the counts."""
    tested = [goal for goal in goals if results[goal["id"]] != "not_today"]
    said = [results[goal["id"]] for goal in tested]
    achieve = [results[goal["id"]] for goal in tested if goal["kind"] == "achieve"]
    if not achieve or "not_assessed" in said or not asked(day):
        return "not_assessed"
    grave = any(event["severity"] in ("severe", "life_threatening") for event in day["events"])
    if set(said) <= {"met", "kept"} and not grave:
        return "all"
    if not {"met", "partly_met"} & set(achieve):
        return "none"
    return "some" if "met" in achieve else "partly"


def asked(day: Row) -> bool:
    """Rule 30: somebody asked after T0, or noted an event."""
    return any(minutes >= 0 for minutes in day["asked_minutes"])


def safety(day: Row) -> Row:
    """Rules 28 to 30: blood pressure against the person's own, consciousness, events."""
    found = {item: series(day, "observations", item, None) for item in ("systolic", "consciousness")}
    pressures = [Decimal(row["value"]) for row in found["systolic"]["after"] if row["status"] == "measured"]
    before = found["systolic"]["baseline"]
    own = Decimal(before["value"]) if before is not None and before["status"] == "measured" else None
    levels = [row["value"] for row in found["consciousness"]["after"] if row["status"] == "measured"]
    severities = [event["severity"] for event in day["events"]]
    worst = max(severities, key=SEVERITIES.index, default="none")
    return {
        "systolic_baseline": own,
        "systolic_lowest": min(pressures, default=None),
        "systolic_highest": max(pressures, default=None),
        "systolic_fall": None if own is None or not pressures else max(own - min(pressures), Decimal(0)),
        "systolic_rise": None if own is None or not pressures else max(max(pressures) - own, Decimal(0)),
        "consciousness_worst": max(levels, key=lambda level: rank("observations", level), default=None),
        "events_asked": asked(day),
        "worst_severity": worst if severities or asked(day) else None,
    }


def state(trial: Row) -> str:
    """Rules 35 and 36: from the record alone, without a clock."""
    signed = [decision for decision in trial["decisions"] if decision["signed"]]
    if signed and signed[-1]["outcome"] in ("proceed", "do_not_proceed", "infusion_trial"):
        return "closed"
    delivered = [dose for dose in trial["doses"] if dose["given"] and dose["delivery"] != "none"]
    if signed and all(dose["number"] <= signed[-1]["covers"] for dose in delivered):
        return "awaiting_dose"
    if not delivered:
        return "baseline" if trial["doses"] else "planned"
    last = delivered[-1]
    seen = any(row["slot"] == PEAK and row["status"] in FOUND for row in last["readings"])
    return "awaiting_decision" if seen or last["ended_minutes"] is not None else "in_progress"
