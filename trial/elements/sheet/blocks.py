"""What the sheet asks, in the order of the body: a block a scale, then goals, then events; a field for each item."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from decimal import Decimal
from typing import Any, get_args

import scales
from scales.base import Grade, Item, Level, Number, Scale, YesNo
from trial.ledger.facts import Dose, Goal, Status, Trial, Voice
from trial.meaning import schedule
from trial.rules.bedside import is_under_16
from trial.wording.goals import RATING_WORDS, level_words, levels_text
from trial.wording.phrases import known_as
from trial.wording.warning_signs import ADULT, DYSREFLEXIA, SIGNS
from trial.wording.words import CAUSE_WORDS, EVENT_WORDS, MEDICINE_GIVEN, MINUS, SEVERITY_WORDS, capital

Data = dict[str, Any]
BODY_ORDER = (
    "observations", "tone", "spasm", "range", "power", "walking", "function", "symptom", "care", "score",
)  # fmt: skip
LABELS = {"systolic": "Blood pressure, mmHg", "heart_rate": "Heart rate", "respiratory_rate": "Breaths a minute"}
"""Of rows that say more, or less, than a name and a unit."""
FIXED = "fixed contracture, counted apart"
QUESTION = "Anything new? Headache, dizziness, sickness, drowsiness, weakness that matters, a fall."
NEVER_AT_REST: frozenset[Status] = frozenset({"asleep", "unable_weakness", "unable_spasticity", "unable_sedation"})
"""No reason for observations that are roused for: rouse and score (rule 4)."""
YES_NO = [{"token": "true", "label": "yes", "rank": 1}, {"token": "false", "label": "no", "rank": 0}]
BLOOD_PRESSURE = {"systolic": "diastolic", "diastolic": "systolic"}
MARKS = {
    "medicine": MEDICINE_GIVEN,
    "bed_rest": "Bed rest ended",
    "catheter": "Catheter or catheter bag seen to",
    "meal": "Meal",
    "moved": "Moved or position changed",
}
"""What explains a bend in a curve and is no adverse event: recorded as `other` without a severity."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One scale as this plan asks it: its items, and the slots of each."""

    scale: Scale
    slots: dict[str, set[str]]
    trial: Trial
    dose: Dose

    @property
    def items(self) -> list[Item]:
        return [item for item in self.scale.items if item.key in self.slots]

    @property
    def numbers(self) -> list[Number]:
        return [item for item in self.items if isinstance(item, Number) and item.role != "method"]

    @property
    def layout(self) -> str:
        measures = [item for item in self.items if item.role == "measure"]
        if self.scale.performance and self.numbers and not any(item.side for item in measures):
            return "walk"
        graded = self.scale.domain != "observations" and all(isinstance(item, Grade) for item in measures)
        return "sides" if graded or any(item.side for item in measures) else "fields"

    def key(self, item: Item) -> str:
        return f"{self.scale.key}|{item.key}"

    @property
    def window(self) -> Level | None:
        """How far back the answers look, where the plan says so for the day."""
        planned = schedule.measure_for(self.trial, self.scale.key)
        item = self.scale.item("window")
        return item.level(planned.window) if planned and isinstance(item, Grade) else None

    def field(self, item: Item, note: str = "") -> Data:
        """How an item is answered. Adult soft ranges say nothing about a child (rule 29)."""
        scale, is_child = self.scale, _is_child(self.trial, self.dose)
        never = NEVER_AT_REST if item.rouse else {"unrecordable"}
        reasons = [status for status in get_args(Status) if status not in {"measured", "not_planned", *never}]
        found: Data = {
            "scale": scale.key,
            "item": item.key,
            "label": item.label,
            "short": f"{item.side[:1].upper()} {item.everyday_name}".strip(),  # for the grid: `R hamstrings`, `SpO2`
            "name": f"{item.side} {item.everyday_name}".strip(),
            "kind": item.kind,
            "side": item.side,
            "better": scale.better_for(item.key),
            "method": item.role == "method",
            "names": item.key == "consciousness",  # its words are clearer than its letter
            "note": note,
            "reasons": reasons,
        }
        if item.ends:
            found["ends"] = item.ends
        if isinstance(item, Grade):
            found |= {"levels": [asdict(level) for level in item.levels], "shaded": scale.domain == "tone"}
            if skips := _skips(scale, item):
                found["skips"] = skips
        elif isinstance(item, YesNo):
            found["levels"] = YES_NO
        elif isinstance(item, Number):
            found |= {
                "unit": item.unit,
                "hard": [float(limit) for limit in item.hard],
                "soft": [float(limit) for limit in item.soft] if item.soft and not is_child else None,
                "whole": item.whole,
                "beyond": item.beyond,
            }
        if self.window and item.role == "measure":
            found["window"] = self.window.token  # recorded with each answer, so that the record says it
        if partner := BLOOD_PRESSURE.get(item.key):
            found["pair"] = f"{scale.key}|{partner}"
        return found


def _is_child(trial: Trial, dose: Dose) -> bool:
    """Whether the person was under 16 at the dose; before it, when the trial was last changed."""
    at = dose.given_at or trial.changed_at
    return at is not None and is_under_16(trial.person.born, at)


def blocks_of(trial: Trial, dose: Dose, fields: dict[str, Data]) -> list[Data]:
    """Every block of the sheet, in the order of the body; what they ask is added to `fields` by its key."""
    asked_in = schedule.asked_in(trial, dose)
    every = [Asked(scales.get(scale), slots, trial, dose) for scale, slots in asked_in.items()]
    every.sort(key=lambda asked: BODY_ORDER.index(asked.scale.domain))
    return [*(_scale_block(asked, fields) for asked in every), _goals(trial, dose, fields), _events(trial, dose)]


def _scale_block(asked: Asked, fields: dict[str, Data]) -> Data:
    measures = [measure for measure in schedule.measures_of(asked.trial) if measure.scale == asked.scale.key]
    contractures = {item for measure in measures for item in measure.contractures}
    for item in asked.items:
        fields[asked.key(item)] = asked.field(item, FIXED if item.key in contractures else "")
    rows = [_walk(asked, fields)] if asked.layout == "walk" else [*_rows(asked)]
    graded = next((item for item in asked.items if isinstance(item, Grade) and item.role == "measure"), None)
    for row in rows:
        row["slots"] = _slots_of_row(asked, row)
    return {
        "key": asked.scale.key,
        "layout": asked.layout,
        "title": f"Tone, {asked.scale.name}" if asked.scale.domain == "tone" else asked.scale.name,
        "hint": _hint(asked),
        "levels": [[level.token, level.label] for level in graded.levels] if graded else None,
        "rest": len(rows) > 1,
        "rows": rows,
    }


def _hint(asked: Asked) -> str:
    if asked.window:
        return f"Ask about {asked.window.label}, as planned for the whole day."
    return "At rest, before the legs are moved." if asked.scale.domain == "observations" else ""


def _slots_of_row(asked: Asked, row: Data) -> list[str]:
    """Where a row is shown: where it is planned, where it has a reading, and in the extra set."""
    items = {key.split("|")[1] for key in (*row["fields"], *row.get("methods", ()), row.get("whole", "|"))}
    planned = {slot for item in items for slot in asked.slots.get(item, ())}
    readings = asked.dose.readings
    recorded = {found.slot for found in readings if found.scale == asked.scale.key and found.item in items}
    return sorted(planned | recorded | {schedule.EXTRA}, key=schedule.slot_order)


def _rows(asked: Asked) -> Iterator[Data]:
    """Left and right side by side, a blood pressure in one row, anything else alone."""
    linked = _goals_by_item(asked.trial)
    pending = [item for item in asked.items if not (asked.window and item.key == "window")]
    while pending:
        item = pending[0]
        partner = BLOOD_PRESSURE.get(item.key)
        together = [
            other
            for other in pending
            if other is item or other.key == partner or (item.side and other.part == item.part)
        ]
        pending = [other for other in pending if other not in together]
        unit = f", {item.unit}" if isinstance(item, Number) and item.unit else ""
        notes = [item.name] if item.side and item.known_as else []
        notes += dict.fromkeys(linked[other.key] for other in together if other.key in linked)
        yield {
            "label": LABELS.get(item.key) or capital(item.everyday_name) + unit,
            "note": ", ".join(notes),
            "fields": [asked.key(other) for other in together],
        }


def _walk(asked: Asked, fields: dict[str, Data]) -> Data:
    """A timed test with its method. Two walks whose mean counts, unless this dose was timed by one number before."""
    scale = asked.scale
    whole = next((item for item in asked.numbers if item.key == "seconds"), None)
    trials = next((derived.of for derived in scale.derived if derived.mean_of_trials), ())
    typed = any(
        (reading.scale, reading.item) == (scale.key, "seconds") and reading.measured for reading in asked.dose.readings
    )
    boxes: list[Item] = [*asked.numbers]
    row: Data = {"methods": [asked.key(item) for item in asked.items if item.role == "method"]}
    if whole is not None and trials and not typed:
        boxes = [item for item in scale.items if item.key in trials[:2]]
        more = [item for item in scale.items if item.key in trials[2:] or item.key == "steps"]
        fields |= {asked.key(item): asked.field(item) for item in (*boxes, *more)}
        fields[asked.key(whole)]["boxes"] = [asked.key(item) for item in (*boxes, *more) if item.key in trials]
        row |= {"whole": asked.key(whole), "more": [asked.key(item) for item in more]}
    timed = any(isinstance(item, Number) and item.unit == "s" for item in boxes)
    return row | {"label": scale.name, "fields": [asked.key(item) for item in boxes], "stopwatch": timed}


def _goals_by_item(trial: Trial) -> dict[str, str]:
    """Which item belongs to which goal, by the person's own order."""
    found: dict[str, list[str]] = {}
    for number, goal in _pursued(trial):
        for item in (*goal.muscles, *([goal.target.item] if goal.target else [])):
            found.setdefault(item, []).append(str(number))
    return {item: f"goal {', '.join(numbers)}" for item, numbers in found.items()}


def _pursued(trial: Trial) -> Iterator[tuple[int, Goal]]:
    return enumerate((goal for goal in trial.goals if goal.dropped_at is None), 1)


def _goals(trial: Trial, dose: Dose, fields: dict[str, Data]) -> Data:
    """Goals from the peak on: rated by the team and by the person, never averaged; or said to be measured."""
    name = capital(known_as(trial.person))
    names: dict[Voice, str] = {"team": "Team", "person": name}
    names |= {voice: voice.title() for voice in get_args(Voice) if voice not in names}
    spoke = {"team", "person", *(rating.by for rating in dose.ratings)}
    peak = schedule.slot_order(trial.plan.peak_slot)
    slots = [slot for slot in (*trial.plan.slots, schedule.EXTRA) if schedule.slot_order(slot) >= peak]
    rows = []
    for number, goal in _pursued(trial):
        rated = goal.target is None and goal.testable != "not_today"
        asked: dict[str, Data] = {}
        for voice, words in names.items() if rated else ():
            asked[f"goal|{goal.id}|{voice}"] = _rating_field(goal, number, voice, words, spare=voice not in spoke)
        fields |= asked
        how = f", measured by {scales.get(goal.target.scale).name}" if goal.target else ""
        how += ", not testable today" if goal.testable == "not_today" else ""
        rows.append(
            {
                "label": f"{number}. {goal.words}",
                "note": goal.kind + how + (f". {levels}" if rated and (levels := levels_text(goal)) else ""),
                "fields": [key for key, field in asked.items() if not field["spare"]],
                "more": [key for key, field in asked.items() if field["spare"]],
                "slots": slots,
            }
        )
    hint = f"0 as agreed. +1, +2 beyond it. {MINUS}1, {MINUS}2 short of it. A bar marks before the dose."
    return {
        "key": "goals",
        "layout": "goals",
        "title": "Goals",
        "hint": hint if rows else "",
        "rows": rows,
        "voice": ["person", f"{name}\u2019s words"],
    }


def _events(trial: Trial, dose: Dose) -> Data:
    """The events with the warning signs in sight; dysreflexia where the cord is hurt."""
    signs = SIGNS | ({} if _is_child(trial, dose) else {"Too much": f"{SIGNS['Too much']} {ADULT}"})
    cord = trial.person.diagnosis_group == "sci" or trial.person.cord_level
    return {
        "key": "events",
        "layout": "events",
        "title": "Events",
        "question": QUESTION,
        "kinds": [*EVENT_WORDS.items()],
        "severities": [*SEVERITY_WORDS.items()],
        "causes": [*CAUSE_WORDS.items()],
        "marks": [*MARKS.items()],
        "signs": [*signs.items(), *([DYSREFLEXIA] if cord else [])],
    }


def _rating_field(goal: Goal, number: int, voice: Voice, name: str, *, spare: bool) -> Data:
    """A goal, rated by one voice; a spare one is offered after the others, under "more"."""
    return {
        "goal": goal.id,
        "voice": voice,
        "spare": spare,
        "kind": "grade",
        "label": f"Goal {number}, {name}",
        "short": f"Goal {number}, {name}",
        "name": f"goal {number}, {name}",
        "side": name,
        "better": "higher",
        "method": False,
        "reasons": [],
        "note": "",
        "baseline": str(goal.baseline_level) if goal.kind == "achieve" else "0",
        "ends": ["much less", "much more"],
        "levels": [
            {"token": f"{level}", "label": level_words(goal, Decimal(level)) or words, "rank": level}
            for level, words in RATING_WORDS.items()
        ],
    }


def _skips(scale: Scale, item: Grade) -> dict[str, list[str]]:
    """By token: the items that this answer makes meaningless (no severity without spasms)."""
    if scale.not_asked is None:
        return {}
    found = {level.token: scale.not_asked({item.key: level.token}) for level in item.levels}
    return {token: [f"{scale.key}|{key}" for key in keys] for token, keys in found.items() if keys}
