"""The facts of a trial, each defined once: for its ledger entry, for memory and for the record file.

The order of the fields is the order of the keys in the record file. Moments end in `_at` and carry a zone.
`Record` is the record file (files/FORMATS.md); `Trial` is what `replay` returns: a record and its head.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field, fields, is_dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, ConfigDict, Field, PlainSerializer, PlainValidator, Strict, WithJsonSchema


@dataclass(frozen=True, slots=True)
class Sealing:
    """Marks a field as identity or free text: an entry contains only its hash, so that the text can be erased.

    Who acted (`by`, `checked_by` etc.) is not sealed: an erased trial still says who did what.
    """

    since: int = 1
    """The first payload version that sealed it; older payloads contain the text itself."""


Text = Annotated[str, Sealing()]
Text2 = Annotated[str, Sealing(since=2)]
Text3 = Annotated[str, Sealing(since=3)]


class StrictKeys:
    """The base class of facts: an unknown key is refused, never ignored."""

    __slots__ = ()
    __pydantic_config__ = ConfigDict(extra="forbid")


DAY = "[0-9]{4}-[0-9]{2}-[0-9]{2}"
CLOCK = f"{DAY}[Tt ][0-9]{{2}}:[0-9]{{2}}(:[0-9]{{2}}(\\.[0-9]+)?)?"
OFFSET = "([Zz]|[+-][0-9]{2}:[0-9]{2})"
PATTERNS = {date: re.compile(DAY), datetime: re.compile(f"{CLOCK}{OFFSET}?")}
"""The accepted forms of days and moments; `fromisoformat` also accepts week dates, any letter as T, and hour offsets.

The JSON Schema has them as patterns, not as `format`: RFC 3339 requires seconds, which people leave out.
"""
LARGEST = Decimal(10) ** 12


def _number(value: Any) -> Decimal:
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        raise ValueError("must be a number")
    number = Decimal(repr(value)) if isinstance(value, float) else Decimal(value)
    if not number.is_finite() or abs(number) > LARGEST:
        raise ValueError("must be an ordinary number")
    return number


def _no_bool(value: Any) -> Any:
    if isinstance(value, bool):  # equals 1 or 0 in Python
        raise ValueError("must be a whole number")
    return value


def _json_number(value: Decimal) -> int | float:
    return int(value) if value == value.to_integral_value() else float(value)


@lru_cache(maxsize=16)
def _parsed(kind: Any, text: str) -> date | None:
    """Return the day or moment of a text. Cached: most readings are typed at the moment at which they were taken."""
    try:
        return kind.fromisoformat(text.upper()) if PATTERNS[kind].fullmatch(text) else None
    except ValueError:
        return None


def _date_or_datetime(kind: Any, value: Any, fault: str) -> Any:
    """Return a day or a moment given as text or as an object; raises ValueError with this fault."""
    if isinstance(value, str):
        value = _parsed(kind, value)
    if not isinstance(value, kind) or isinstance(value, datetime) != (kind is datetime):
        raise ValueError(fault)
    return value


def _moment(value: Any) -> datetime:
    moment: datetime = _date_or_datetime(datetime, value, "must be a time such as 2026-11-18T09:40:00+00:00")
    if moment.tzinfo is None:
        raise ValueError("must say its zone, as in 2026-11-18T09:40:00+00:00")
    return moment.replace(microsecond=0) if moment.microsecond else moment


Exact = Annotated[
    Decimal,
    PlainValidator(_number),
    PlainSerializer(_json_number, return_type=int | float, when_used="json"),
    WithJsonSchema({"type": "number"}),
]
"""A decimal that is written as a JSON number, never as text."""
Moment = Annotated[
    datetime,
    PlainValidator(_moment),
    PlainSerializer(lambda at: at.isoformat(timespec="seconds"), return_type=str, when_used="json"),
    WithJsonSchema({"type": "string", "pattern": f"^{CLOCK}{OFFSET}$"}),
]
"""A moment to the second, with the UTC offset as typed."""
Day = Annotated[
    date,
    BeforeValidator(lambda value: _date_or_datetime(date, value, "must be a date such as 1970-01-31")),
    WithJsonSchema({"type": "string", "pattern": f"^{DAY}$"}),
]
Born = Annotated[Day | None, Sealing()]
Value = Annotated[str | Annotated[bool, Strict()] | Exact, Field(union_mode="left_to_right")]
"""A token, true or false, or a number; a token is never converted to a number."""
CouldNot = Literal["unable_weakness", "unable_spasticity", "unable_pain", "unable_sedation", "unsafe", "unrecordable"]
NotTested = Literal["bed_rest", "asleep", "declined", "equipment", "not_done", "not_planned", "not_applicable"]
Status = Literal["measured", CouldNot, NotTested]
DiagnosisGroup = Literal["ms", "stroke", "tbi", "sci", "cp", "hsp", "other"]
Delivery = Literal["full", "partial", "uncertain", "none"]
Voice = Literal["team", "person", "parent", "carer", "interpreter"]
GoalKind = Literal["achieve", "keep"]
Testable = Literal["today", "proxy", "not_today"]
Absolute = Literal["at_most", "at_least"]
Percent = Literal["improves_percent", "not_worse_by_percent"]
Steps = Literal["improves_steps", "not_worse_by_steps"]
Rule = Literal[Absolute, "falls_by", "rises_by", Percent, Steps]
At = Literal["peak", "best"]
# The kinds of event are grouped for reading only.
Unwell = Literal["somnolence", "dizziness", "nausea_vomiting"]
VitalSigns = Literal["hypotension", "bradycardia", "respiratory_depression"]
Weakness = Literal["weakness_expected", "weakness_harmful", "fall"]
Neurological = Literal["urinary_retention", "seizure", "autonomic_dysreflexia"]
Puncture = Literal["headache", "postural_headache", "back_pain", "skin_mark"]
EventKind = Literal[Unwell, VitalSigns, Weakness, Neurological, Puncture, "confusion", "itching", "other"]
Severity = Literal["mild", "moderate", "severe", "life_threatening"]
Cause = Literal["drug", "lumbar_puncture", "anaesthetic", "other", "unclear"]
Outcome = Literal["proceed", "do_not_proceed", "repeat_higher", "repeat_lower", "infusion_trial", "defer"]
Agrees = Literal["yes", "no", "unsure"]

GOAL_LEVELS = (-2, -1, 0, 1, 2)
"""The levels of a rated goal that can be agreed in words; 0 is what was agreed."""
DEFAULT_SLOTS = ("baseline", "+1h", "+2h", "+3h", "+4h", "+5h", "+6h", "+7h", "+8h", "+24h")


@dataclass(frozen=True, slots=True, kw_only=True)
class Person(StrictKeys):
    """Whom the trial is for. Two identifiers (number, and name or date of birth) stand before T0."""

    identifier: Text
    name: Text = ""
    born: Born = None
    diagnosis_group: DiagnosisGroup | None = None
    diagnosis: Text = ""
    cord_level: Text = ""
    stiffness_helps: Text = ""  # "", "no", or some of the words stand, transfer, walk, sit
    notes: Text = ""
    usual_aid: Text = ""
    usual_blood_pressure: Text = ""
    called: Text = ""  # what the person wants to be called
    weight_kg: Exact | None = None
    dystonia: Text = ""  # where, and what brings it on


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure(StrictKeys):
    """One scale in a plan: which of its items, at which slots. Empty items: all. Empty slots: the plan's."""

    scale: str
    items: tuple[str, ...] = ()
    slots: tuple[str, ...] = ()
    peak_slot: str = ""
    contractures: tuple[str, ...] = ()  # items with a fixed contracture: listed apart, in no count
    window: str = ""  # how far back its answers look, the same all day: a token of its item `window`; empty: asked


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan(StrictKeys):
    """What will be measured, and when."""

    slots: tuple[str, ...] = DEFAULT_SLOTS
    peak_slot: str = "+4h"
    oxygen_scale: Annotated[Literal[1, 2], BeforeValidator(_no_bool)] = 1
    measures: tuple[Measure, ...] = ()
    question: Text = ""
    template: Text2 = ""
    unbiased: bool = False  # hide baseline and last value until a grade is tapped
    news2: bool = True  # show the NEWS2 total (not where the ward has its own chart)
    earlier: tuple["EarlierPlan", ...] = ()  # its versions before each edit after the lock, oldest first


@dataclass(frozen=True, slots=True, kw_only=True)
class EarlierPlan(StrictKeys):
    """A plan as it stood until it was edited, with who edited it and why."""

    plan: Plan
    until_at: Moment
    by: str = ""
    reason: Text = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Target(StrictKeys):
    """A measurable target. `at` belongs to achieve goals only; a keep goal is judged throughout."""

    scale: str
    item: str
    rule: Rule
    amount: Exact
    at: At | None = None  # None: the peak for achieve goals, throughout for keep goals


@dataclass(frozen=True, slots=True, kw_only=True)
class Goal(StrictKeys):
    """What the person wants of the trial: to achieve something, or to keep something. A target, or rated."""

    id: str
    kind: GoalKind
    area: Text2 = ""
    words: Text = ""
    testable: Testable = "today"
    target: Target | None = None
    importance: int | None = None  # 0-3
    difficulty: int | None = None  # 0-3
    baseline_level: int = -1  # of a rated goal, -2 to 2
    agreed_at: Moment | None = None
    agreed_by: str = ""
    proxy: Text = ""  # for testable "proxy": the measure used in its place
    muscles: tuple[str, ...] = ()  # items of the Ashworth variant that this goal is about
    earlier: tuple["EarlierGoal", ...] = ()  # its versions before each edit, oldest first
    dropped_at: Moment | None = None
    levels: tuple[Text, ...] = ()  # of a rated goal: what each of the levels -2 to 2 means, "" where it was not agreed


@dataclass(frozen=True, slots=True, kw_only=True)
class EarlierGoal(StrictKeys):
    """A goal as it stood until it was edited, with who edited it and why."""

    goal: Goal
    until_at: Moment
    by: str = ""
    reason: Text = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin(StrictKeys):
    """Where a copied reading was recorded first; item, time and assessor are the copy's own."""

    dose: int
    trial: str = ""  # its id, where it was recorded on the wrong person
    slot: str = ""  # where that is not the copy's


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading(StrictKeys):
    """One item, once: a value, or the reason there is none; when it was taken; who assessed."""

    slot: str
    taken_at: Moment
    scale: str
    item: str
    value: Value | None = None
    status: Status = "measured"
    by: str = ""
    note: Text = ""
    id: str = ""
    typed_at: Moment | None = None  # when it was typed, if known; `taken_at` is the clinical time
    typed_by: str = ""
    conditions: dict[str, Value] = field(
        default_factory=dict
    )  # method items (position, aid ...) that applied to this reading
    trials: tuple[Exact, ...] = ()  # the single stopwatch times of which this value is made
    skew_seconds: int = 0  # server clock minus browser clock when it was tapped
    unusual: bool = False  # outside the soft range, and confirmed
    transcribed: bool = False  # typed from paper
    corrected: tuple["Correction", ...] = ()  # the readings that it replaced, oldest first
    copied_from: Origin | None = None

    @property
    def measured(self) -> bool:
        return self.status == "measured"


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction(StrictKeys):
    """A reading that was replaced or withdrawn, with who did so, when and why."""

    reading: Reading
    at: Moment
    by: str = ""
    reason: Text = ""
    wrong_person: bool = False  # it was another's, and stands here only as taken out
    copied_to: str = ""  # the id of the trial of the right person


@dataclass(frozen=True, slots=True, kw_only=True)
class Rating(StrictKeys):
    """How far a goal was reached, -2 to 2, by one voice. `level` None is a withdrawn rating."""

    goal: str
    slot: str
    by: Voice
    level: Exact | None  # -2, -1, -0.5, 0, 1, 2
    rated_at: Moment | None = None
    id: str = ""
    typed_by: str = ""
    corrected: tuple["RatingCorrection", ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RatingCorrection(StrictKeys):
    """A rating that was replaced, with who did so, when and why."""

    rating: Rating
    at: Moment
    by: str = ""
    reason: Text = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Event(StrictKeys):
    """An adverse event, or anything that explains a bend in a curve."""

    kind: EventKind
    severity: Severity | None = None  # None only for a mark that is no adverse event (kind "other")
    cause: Cause = "unclear"
    action: Text = ""
    began_at: Moment
    ended_at: Moment | None = None
    words: Text = ""
    id: str = ""
    noted_at: Moment | None = None
    noted_by: str = ""
    medicine: Text3 = ""  # of an event that is a medicine given: its name and dose, as typed


@dataclass(frozen=True, slots=True, kw_only=True)
class Words(StrictKeys):
    """What somebody said, in their own words."""

    by: Voice
    slot: str = ""
    text: Text
    said_at: Moment | None = None
    wants_daily: Agrees | None = None  # the answer to "would you want this every day?"
    id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Medicine(StrictKeys):
    """A medicine that bears on tone, alertness or blood pressure."""

    name: Text
    dose: Text = ""
    last_taken_at: Moment | None = None
    status: Literal["held", "given", "changed"] | None = None
    by: str = ""  # who reported it


@dataclass(frozen=True, slots=True, kw_only=True)
class Call(StrictKeys):
    """A later call or visit (24 to 72 hours, day 7): what was found."""

    called_at: Moment
    by: str = ""
    text: Text = ""
    noted_at: Moment | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Tick(StrictKeys):
    """One line of the trial-day checklist that was seen to: when, and by whom."""

    what: Text2
    at: Moment
    by: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rise(StrictKeys):
    """The first sitting up or standing after the injection; its blood pressures are readings with their position."""

    kind: Literal["sit", "stand"]
    at: Moment
    staff: Text2 = ""  # who assisted
    light_headed: bool | None = None  # None: not reported
    knees_gave: bool | None = None
    by: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class EarlierT0(StrictKeys):
    """An end of injection as it stood before it was corrected."""

    given_at: Moment
    until_at: Moment
    by: str = ""
    reason: Text = ""


HomeQuestion = Literal["alert", "stands", "tone", "urine", "site", "headache", "tablets", "contact"]
HomeAnswer = Literal["yes", "no", "not_asked"]


@dataclass(frozen=True, slots=True, kw_only=True)
class GoingHome(StrictKeys):
    """What was asked when the observation ended, before the person leaves; facts, no verdict."""

    answers: dict[HomeQuestion, HomeAnswer]
    words: Text = ""
    asked_at: Moment
    by: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class EarlierEnd(StrictKeys):
    """An end of observation that was reopened, with who did so and why."""

    ended_at: Moment
    until_at: Moment
    by: str = ""
    reason: Text = ""
    going_home: GoingHome | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Dose(StrictKeys):
    """One test dose with its own baseline and course. T0 = `given_at` = end of injection."""

    number: int
    micrograms: Exact | None = None  # planned, then given; None only where a puncture failed
    route: Text2 = "lumbar_puncture"
    delivery: Delivery = "full"
    given_at: Moment | None = None
    reason: Text = ""
    checked_by: str = ""
    readings: tuple[Reading, ...] = ()
    ratings: tuple[Rating, ...] = ()
    events_asked: bool = False
    events: tuple[Event, ...] = ()
    words: tuple[Words, ...] = ()
    asked_at: tuple[Moment, ...] = ()  # when events were asked about; empty in older records
    injected_by: str = ""
    batch: Text2 = ""
    concentration: Exact | None = None  # micrograms per millilitre
    volume_ml: Exact | None = None
    level: Text2 = ""  # of the puncture, for example L3/4
    attempts: int | None = None
    tried_at: Moment | None = None  # time of a puncture that delivered nothing
    checklist: dict[Text2, bool] = field(default_factory=dict)
    medicines: tuple[Medicine, ...] = ()
    bladder: Text = ""
    first_sit_at: Moment | None = None
    first_stand_at: Moment | None = None
    ended_at: Moment | None = None  # end of observation
    follow_up: tuple[Call, ...] = ()
    earlier_t0: tuple[EarlierT0, ...] = ()
    withdrawn: tuple[Correction, ...] = ()  # readings withdrawn and not replaced
    ticks: tuple[Tick, ...] = ()
    rises: tuple[Rise, ...] = ()
    going_home: GoingHome | None = None
    earlier_ends: tuple[EarlierEnd, ...] = ()  # ends of observation that were reopened, oldest first
    bed: Text = ""  # where the person lies or sits that day

    @property
    def delivered(self) -> bool:
        """Whether anything reached the spinal fluid at a known moment."""
        return self.given_at is not None and self.delivery != "none"

    @property
    def was_asked(self) -> bool:
        """Whether adverse events were asked about after T0, from the times if they are known (rule 30)."""
        since = self.given_at or self.tried_at
        if not self.asked_at:
            return self.events_asked
        return since is not None and max(self.asked_at) >= since

    @property
    def happened(self) -> bool:
        """Whether it was given, or attempted and not delivered."""
        return self.given_at is not None or self.delivery == "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class Action(StrictKeys):
    """Something that will be done, by whom, by when."""

    what: Text
    who: Text = ""
    by_date: Day | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ForSurgeon(StrictKeys):
    """What a surgeon asks before placing a pump, as far as the meeting knows it."""

    anticoagulants: Text = ""
    allergy: Text = ""
    earlier_spinal_surgery: Text = ""
    infection: Text = ""
    weight: Text = ""
    pump_site: Text = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision(StrictKeys):
    """What the meeting decided with the person. Unsigned: a draft, typed live and kept as typed."""

    outcome: Outcome | None = None
    reason: Text = ""
    present: tuple[Text, ...] = ()
    person_agrees: Agrees | None = None
    person_words: Text = ""
    dissent: Text = ""
    signed_by: str = ""
    signed_at: Moment | None = None
    conditions: Text = ""
    actions: tuple[Action, ...] = ()
    history: tuple["Reopened", ...] = ()  # its signed versions that were reopened, oldest first
    for_surgeon: ForSurgeon | None = None  # None where nothing of it is filled

    @property
    def signed(self) -> bool:
        return self.signed_at is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reopened(StrictKeys):
    """A signed decision that was reopened, which voided its signature."""

    decision: Decision
    at: Moment
    by: str = ""
    reason: Text = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonCopy(StrictKeys):
    """One version of the copy for the person: its text as it was kept, and who checked it."""

    text: Text
    checked_by: str = ""
    kept_at: Moment
    kept_by: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Record(StrictKeys):
    """The clinical content of one trial, corrections included: the record file, key by key."""

    format: Literal["itb-trial-record/1"] = "itb-trial-record/1"
    trial: str
    person: Person
    plan: Plan = field(default_factory=Plan)
    goals: tuple[Goal, ...] = ()
    doses: tuple[Dose, ...] = ()
    decisions: tuple[Decision, ...] = ()
    zone: str = ""  # the ward's IANA zone
    agreed_at: Moment | None = None  # plan and goals locked
    agreed_by: str = ""
    agreed_typed_at: Moment | None = None  # where that was typed later
    copies: tuple[PersonCopy, ...] = ()  # for the person, oldest first


@dataclass(frozen=True, slots=True, kw_only=True, weakref_slot=True)
class Trial:
    """A trial as its ledger defines it up to the head."""

    record: Record
    entries: int  # their number, which is the sequence number of the head
    fingerprint: str  # sha256 hex of the head
    imported_by: str = ""
    erased_at: Moment | None = None
    plan_edits: tuple["PlanEdit", ...] = ()  # edits after the plan was locked
    changed_at: datetime | None = None  # when the entry at the head was received
    imported_signatures: tuple[int, ...] = ()  # indices of decisions that were signed in an imported file
    signed_after_dose: tuple[
        tuple[int, int], ...
    ] = ()  # of decisions signed here: index, last dose given or tried by then

    @property
    def id(self) -> str:
        return self.record.trial

    @property
    def person(self) -> Person:
        return self.record.person

    @property
    def plan(self) -> Plan:
        return self.record.plan

    @property
    def goals(self) -> tuple[Goal, ...]:
        return self.record.goals

    @property
    def doses(self) -> tuple[Dose, ...]:
        return self.record.doses

    @property
    def decisions(self) -> tuple[Decision, ...]:
        return self.record.decisions

    @property
    def copies(self) -> tuple[PersonCopy, ...]:
        return self.record.copies


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanEdit:
    """An edit of plan or goals after they were locked."""

    at: Moment
    by: str
    reason: Text = ""
    what: str = ""


def map_values(fact: Any, change: Callable[[Any], Any]) -> Any:
    """Return a fact after applying `change` to every value in it, innermost first, and to the fact itself."""
    if isinstance(fact, tuple):
        fact = tuple(map_values(part, change) for part in fact)
    elif is_dataclass(fact) and not isinstance(fact, type):
        fact = replace(fact, **{field.name: map_values(getattr(fact, field.name), change) for field in fields(fact)})
    return change(fact)
