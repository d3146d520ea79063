"""A model of the record: which taps can be taken, and which readings, ratings and events there are then.

Written from RULES.md and from what the contract says of taps; it shares no code with the program. Moments are whole
minutes since the service began; a tap is whatever has the fields of one.
"""

from decimal import Decimal
from typing import Any

from tests.faults import rules_oracle as oracle

Row = dict[str, Any]
FRESH_MINUTES = 5
"""So long somebody changes an entry of their own without a reason."""


def new_trial(name: str, group: str, goals: list[Row], secrets: list[str]) -> Row:
    """A trial without doses; `secrets` are the texts that must be gone once it is erased."""
    return {"id": name, "group": group, "goals": goals, "doses": [], "decisions": [], "erased": False,
            "secrets": secrets, "known": {}, "signed_for": None}  # fmt: skip


def new_dose(number: int) -> Row:
    return {"number": number, "happened": False, "given": False, "delivery": "full", "t0": None, "ended": None,
            "readings": [], "ratings": [], "events": [], "asked": []}  # fmt: skip


def told(trial: Row) -> Row:
    """The trial with every time in minutes from the T0 of its dose, as `rules_oracle` takes it."""
    return trial | {"doses": [_from_t0(dose) for dose in trial["doses"]]}


def is_open(trial: Row) -> bool:
    return oracle.state(told(trial)) != "closed" and not trial["erased"]


def covers(trial: Row, dose: Row) -> bool:
    """Rule 35: whether the last signature that stands was made after this dose was given or tried."""
    signed = [decision["covers"] for decision in trial["decisions"] if decision["signed"]]
    return bool(signed) and dose["number"] <= signed[-1]


def keep(trial: Row, who: str, tap: Any, at: int) -> bool:
    """Write down what somebody tapped at a minute; whether it can be taken. What is known already changes nothing."""
    if trial["erased"]:
        return False
    if tap.id in trial["known"]:
        return True
    dose = trial["doses"][tap.dose - 1]
    if tap.event is not None:  # rule 31: also after a signature
        dose["events"].append({"severity": tap.event.severity})
        dose["asked"] += [at] if dose["t0"] is not None and at >= dose["t0"] else []
        trial["secrets"].append(tap.event.words)
    elif tap.kind == "events_asked":
        dose["asked"].append(at)
    elif tap.kind == "undo" and trial["known"].get(tap.replaces) == tap.dose and not _is_there(dose, tap.replaces):
        pass  # done already
    elif covers(trial, dose) or not is_open(trial):
        return False
    else:
        write = {"reading": _reading, "rating": _rating, "undo": _undo, "choose": _choice}[tap.kind]
        if not write(trial, dose, who, tap, at):
            return False
    trial["known"][tap.id] = tap.dose
    return True


def _reading(trial: Row, dose: Row, who: str, tap: Any, at: int) -> bool:
    before = _present(dose, "readings", tap.replaces)
    if not _may_change(before, who, tap, at):
        return False
    taken, t0 = before["at"] if before is not None else at, dose["t0"]
    if tap.slot == "baseline":
        fits = t0 is None or taken <= t0
    else:
        later = [other["t0"] for other in trial["doses"][tap.dose :] if other["t0"] is not None]
        fits = t0 is not None and t0 <= taken <= min(later, default=taken)
    row = {"id": tap.id, "scale": tap.scale, "item": tap.item, "slot": tap.slot, "value": tap.value,
           "status": tap.status, "assessor": tap.by or who, "typist": who, "typed": at, "at": taken}  # fmt: skip
    others = [other for other in dose["readings"] if other is not before]
    same = ("scale", "item", "at", "assessor")
    if not fits or any(all(other[key] == row[key] for key in same) for other in others):
        return False
    dose["readings"] = [*others, row]
    return True


def _rating(_trial: Row, dose: Row, who: str, tap: Any, at: int) -> bool:
    before = _present(dose, "ratings", tap.replaces)
    if dose["t0"] is None or at < dose["t0"] or not _may_change(before, who, tap, at):
        return False
    row = {"id": tap.id, "goal": tap.goal, "voice": tap.by, "slot": tap.slot, "level": Decimal(tap.value),
           "typist": who, "typed": at, "at": at}  # fmt: skip
    dose["ratings"] = [*(other for other in dose["ratings"] if other is not before), row]
    return True


def _undo(_trial: Row, dose: Row, who: str, tap: Any, at: int) -> bool:
    before = _is_there(dose, tap.replaces)
    if before is None or not _may_change(before, who, tap, at):  # what was never there cannot be undone
        return False
    for table in ("readings", "ratings"):
        dose[table] = [row for row in dose[table] if row is not before]
    return True


def _choice(_trial: Row, dose: Row, _who: str, tap: Any, _at: int) -> bool:
    chosen = _present(dose, "readings", tap.replaces)
    if chosen is None:
        return False
    cell = [row for row in dose["readings"] if all(row[key] == chosen[key] for key in ("scale", "item", "slot"))]
    dose["readings"] = [row for row in dose["readings"] if row is chosen or row not in cell]
    return len(cell) > 1


def _present(dose: Row, table: str, name: str) -> Row | None:
    return next((row for row in dose[table] if name and row["id"] == name), None)


def _is_there(dose: Row, name: str) -> Row | None:
    return _present(dose, "readings", name) or _present(dose, "ratings", name)


def _may_change(before: Row | None, who: str, tap: Any, at: int) -> bool:
    """Rule 1: without a reason only one's own, and only while it is fresh."""
    own = before is None or (before["typist"] == who and at - before["typed"] <= FRESH_MINUTES)
    return own or bool(tap.reason)


def _from_t0(dose: Row) -> Row:
    """A dose with minutes from its own T0; without one they are never looked at."""
    t0 = dose["t0"] or 0
    dated = {name: [row | {"minutes": row["at"] - t0} for row in dose[name]] for name in ("readings", "ratings")}
    ended = None if dose["ended"] is None else dose["ended"] - t0
    return dose | dated | {"asked_minutes": [at - t0 for at in dose["asked"]], "ended_minutes": ended}
