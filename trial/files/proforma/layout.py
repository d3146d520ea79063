"""The layout of the paper form: the same rows and slots as on the screen, keyed so that it can be read back.

A sheet names its columns in a hidden first row and its rows in a hidden first column. A cell is known by these two keys
and by nothing else: rows may be moved or added, and the form still reads.
"""

from collections.abc import Iterator, Sequence, Set
from typing import NamedTuple

import scales
from scales.base import Domain, Grade, Item, Number, Scale, YesNo
from trial.ledger.facts import Goal, Plan, Record, Status
from trial.meaning import schedule
from trial.wording.words import CAUSE_WORDS, CODES, EVENT_WORDS, SEVERITY_WORDS, STATUS_WORDS, VOICE_WORDS

FORMAT = "itb-trial-proforma/1"
"""In the first cell of every sheet of the form."""
VALUE = "value"
REASON = "x"
"""The prefix of the codes of reasons for no value; the letter on the screen follows: xW."""
NOTE = "/"
"""What follows it in a cell is a note."""
EXPLAINED = ", ".join(f"{REASON}{code} {words}" for code, words in CODES.values())
PAGES: tuple[tuple[str, tuple[Domain, ...]], ...] = (
    ("Observations", ("observations",)),
    ("Tone", ("tone", "spasm")),
    ("Range and power", ("range", "power")),
    ("Walking and function", ("walking", "function")),
    ("Comfort and care", ("symptom", "care", "score")),
)
"""The order of the body, as on the screen."""
EVENT_ROWS, WORD_ROWS = 8, 6
LONGEST_ON_A_LINE, LONGEST_TO_CIRCLE, APART = 9, 17, "   "
"""Characters of tokens that fit a slot's cell, where they are printed far enough apart to be circled."""
TO_RATE = "-2   -1   0\n1   2"


class Row(NamedTuple):
    """One thing that is asked; `circle` is the text of a cell to be circled, `slots` are those that the plan has."""

    key: str
    label: str
    slots: Set[str]
    hint: str = ""
    circle: str = ""
    box: bool = False  # a stopwatch time


class Block(NamedTuple):
    """One scale, or the goals: its rows under a heading that explains its tokens."""

    title: str
    legend: str
    rows: Sequence[Row]


DOSE_ROWS: tuple[tuple[str, str, str], ...] = (
    ("trial", "Trial", "as in the list of trials, for example T-0007"),
    ("identifier", "Hospital number", "must be that of the trial"),
    ("name", "Name", ""),
    ("born", "Date of birth", ""),
    ("dose", "Dose number", "1 for the first test dose"),
    ("day", "Day of the dose", "for example 18/11/2026"),
    ("given_at", "T0, end of injection", "clock time, for example 09:40"),
    ("micrograms", "Micrograms given", "micrograms, never millilitres"),
    ("delivery", "Delivered", "full, partial, uncertain, none (no micrograms)"),
    ("reason", "Reason, where the dose needs one", ""),
    ("injected_by", "Injected by", ""),
    ("checked_by", "Checked by", ""),
    ("batch", "Batch", ""),
    ("level", "Level of the puncture", "for example L3/4"),
    ("attempts", "Attempts", ""),
    ("agreed_at", "Goals agreed at", "clock time, with the day if another"),
    ("agreed_by", "Goals agreed by", "names"),
    ("asked", "Adverse events asked about", "yes or no"),
    ("ended_at", "Observation ended", "clock time"),
)
SET_COLUMNS = (("value", "Day, if another"), ("time", "Time"), ("by", "Assessed by"))
EVENT_COLUMNS = (
    ("time", "Time", "with the day, if another"),
    ("kind", "What", ", ".join(EVENT_WORDS.values())),
    ("severity", "How severe", ", ".join(SEVERITY_WORDS.values())),
    ("cause", "Cause", ", ".join(CAUSE_WORDS.values())),
    ("words", "In words", ""),
    ("action", "What was done", ""),
    ("ended", "Ended", ""),
)
VOICE, SLOT, SAID = "time", "kind", "severity"
"""What somebody said is written in the first three columns of the events, under the same keys."""


def slots_of(record: Record) -> tuple[str, ...]:
    """Every slot of the form in order of time; `extra` last."""
    every = {*record.plan.slots, *(slot for measure in schedule.measures_of(record) for slot in measure.slots)}
    return (*sorted(every - {schedule.EXTRA}, key=schedule.slot_order), schedule.EXTRA)


def pages_of(record: Record) -> Iterator[tuple[str, list[Block]]]:
    """The sheets whose columns are slots, each by its title: in the order of the body, the rated goals last."""
    pursued = [*enumerate((goal for goal in record.goals if goal.dropped_at is None), 1)]
    asked: dict[str, dict[str, set[str]]] = {}
    notes: dict[tuple[str, str], list[str]] = {}
    for measure in schedule.measures_of(record):
        for item in schedule.items_of(measure):
            asked.setdefault(measure.scale, {}).setdefault(item, set()).update(schedule.slots_of(record.plan, measure))
            linked = [
                str(number) for number, goal in pursued if item in (*goal.muscles, goal.target and goal.target.item)
            ]
            notes[measure.scale, item] = [f"goal {', '.join(linked)}"] if linked else []
            notes[measure.scale, item] += ["fixed contracture"] if item in measure.contractures else []
    for title, domains in PAGES:
        found = [scale for domain in domains for key in asked if (scale := scales.get(key)).domain == domain]
        if found:
            yield title, [_block(scale, asked[scale.key], notes) for scale in found]
    rated = [(number, goal) for number, goal in pursued if goal.target is None and goal.testable != "not_today"]
    if rated:
        yield "Goals", [_goals(rated, record.plan)]


def circled(item: Item) -> str:
    """The text of a cell before anything is filled in: the tokens to circle, where they are short enough."""
    tokens = ["yes", "no"] if isinstance(item, YesNo) else []
    if isinstance(item, Grade):
        tokens = [level.token for level in item.levels]
    wide = len(" ".join(tokens))
    half = (len(tokens) + 1) // 2
    lines = [tokens] if wide <= LONGEST_ON_A_LINE else [tokens[:half], tokens[half:]]
    return "\n".join(APART.join(line) for line in lines) if wide <= LONGEST_TO_CIRCLE else ""


def _block(scale: Scale, asked: dict[str, set[str]], notes: dict[tuple[str, str], list[str]]) -> Block:
    items = [item for item in scale.items if item.key in asked]
    walks = next((derived.of for derived in scale.derived if derived.mean_of_trials), ())
    timed = next((place for place, item in enumerate(items, 1) if item.key == "seconds" and walks), None)
    if timed is not None:  # two stopwatch boxes beside the time itself: their mean counts
        boxes = [item for item in scale.items if item.key in walks[:2] and item.key not in asked]
        items[timed:timed] = boxes
        asked = asked | {item.key: asked["seconds"] for item in boxes}
    every = set().union(*asked.values())
    rows = [
        Row(f"set:{scale.key}|time", "Time, if not that of the set", every),
        Row(f"set:{scale.key}|by", "Assessed by, if another", every),
    ]
    for item in items:
        hints = [*notes.get((scale.key, item.key), ())]
        if isinstance(item, Grade) and not circled(item):
            hints.append(" ".join(level.token for level in item.levels))
        if item.key == "seconds" and walks:
            hints.append("or the walks below: their mean counts")
        elif isinstance(item, Number):
            hints.append(f"{item.hard[0].normalize():f} to {item.hard[1].normalize():f}")
        unit = item.unit if isinstance(item, Number) else ""
        label = f"{item.label}, {unit}" if unit else item.label
        row = Row(f"{scale.key}|{item.key}", label, asked[item.key], "; ".join(hints), circled(item), box=unit == "s")
        rows.append(row)
    return Block(scale.name, _legend(items), rows)


def _legend(items: list[Item]) -> str:
    """What the tokens mean; items with the same levels share one line, under the first of them."""
    first: dict[str, str] = {}
    for item in items:
        if isinstance(item, Grade):
            levels = [(level.token, level.label) for level in item.levels]
            meanings = ", ".join(
                f"{token} {label}" if len(token) < 3 else f"{token} ({label})" for token, label in levels
            )
            first.setdefault(meanings, item.label)
    return next(iter(first)) if len(first) == 1 else ". ".join(f"{name}: {said}" for said, name in first.items())


def _goals(rated: Sequence[tuple[int, Goal]], plan: Plan) -> Block:
    peak = schedule.slot_order(plan.peak_slot)
    slots = {slot for slot in plan.slots if schedule.slot_order(slot) >= peak}
    rows = []
    for number, goal in rated:
        for voice in ("team", "person"):
            label = f"{number}. {' '.join(goal.words.split())[:60]}: {VOICE_WORDS[voice]}"
            rows.append(Row(f"goal:{goal.id}|{voice}", label, slots, hint=goal.kind, circle=TO_RATE))
    legend = "0 as agreed; 1, 2 beyond it; -1, -2 short of it. The team and the person apart, never averaged."
    return Block("Goals that are rated", legend, rows)


def status_words() -> dict[str, Status]:
    """Every way to write a reason for no value: the code, the words, the key."""
    reasons = {status: words for status, words in STATUS_WORDS.items() if status != "measured"}
    return {
        **{f"{REASON}{code}".casefold(): status for status, (code, _) in CODES.items()},
        f"{REASON}-": "not_done",
        **{words.casefold(): status for status, words in reasons.items()},
        **{status: status for status in reasons},
    }
