"""The kinds of entry: what each says, and how it becomes text that is hashed as stored and never re-serialised.

An entry's payload is JSON text of one of the kinds below. Identity and free text are sealed: the payload holds a hash,
the text stands in the store's `sealed` rows until it is erased.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from trial.ledger.facts import (
    STRICT,
    Call,
    Decision,
    Dose,
    Event,
    Goal,
    Moment,
    Person,
    Plan,
    Rating,
    Reading,
    Text,
    Words,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """A trial begins. `imported` when it came from a file."""

    __pydantic_config__ = STRICT
    kind: Literal["opened"] = "opened"
    trial: str
    person: Person
    zone: str = ""
    imported: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonChanged:
    __pydantic_config__ = STRICT
    kind: Literal["person_changed"] = "person_changed"
    person: Person
    reason: Text = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """What will be measured. After the lock `reason` says why it changed."""

    __pydantic_config__ = STRICT
    kind: Literal["planned"] = "planned"
    plan: Plan
    reason: Text = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class GoalSet:
    """A goal is written or edited. An edit after the lock keeps what it said before, with the reason."""

    __pydantic_config__ = STRICT
    kind: Literal["goal_set"] = "goal_set"
    goal: Goal
    reason: Text = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class GoalsOrdered:
    """The person's own order of goals."""

    __pydantic_config__ = STRICT
    kind: Literal["goals_ordered"] = "goals_ordered"
    ids: tuple[str, ...]
    reason: Text = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class GoalDropped:
    """A goal is no longer pursued. Before the lock it is gone from view; after it, it stays and says so."""

    __pydantic_config__ = STRICT
    kind: Literal["goal_dropped"] = "goal_dropped"
    id: str
    reason: Text = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreed:
    """Plan and goals are agreed with the person and locked."""

    __pydantic_config__ = STRICT
    kind: Literal["agreed"] = "agreed"
    agreed_at: Moment
    agreed_by: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DoseSet:
    """The dose sheet, whole, as it stands after this act; readings, ratings, events and words are never in it.

    `act`: planned (not yet injected), given (or tried and failed), corrected (with a reason), noted (first sit,
    bladder, end of observation and the like).
    """

    __pydantic_config__ = STRICT
    kind: Literal["dose_set"] = "dose_set"
    act: Literal["planned", "given", "corrected", "noted"]
    dose: Dose
    reason: Text = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadingTaken:
    """A reading. `replaces` is the id that stood in its cell on the tapper's screen, or empty.

    If that id is the cell's present one it is superseded, else both stand until one is chosen.
    """

    __pydantic_config__ = STRICT
    kind: Literal["reading"] = "reading"
    dose: int
    reading: Reading
    replaces: str = ""
    reason: Text = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadingWithdrawn:
    """A reading is taken back (an undo, or entered in error) with nothing in its place."""

    __pydantic_config__ = STRICT
    kind: Literal["reading_withdrawn"] = "reading_withdrawn"
    dose: int
    id: str
    tap: str = ""  # the id of the undoing tap, so that a re-sent one is known
    reason: Text = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadingChosen:
    """Of two values in one cell, this one counts."""

    __pydantic_config__ = STRICT
    kind: Literal["reading_chosen"] = "reading_chosen"
    dose: int
    id: str
    over: tuple[str, ...]
    reason: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Rated:
    __pydantic_config__ = STRICT
    kind: Literal["rated"] = "rated"
    dose: int
    rating: Rating
    replaces: str = ""
    reason: Text = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class EventNoted:
    """An event. With an `id` that is already there, the event is rewritten and `reason` says why."""

    __pydantic_config__ = STRICT
    kind: Literal["event"] = "event"
    dose: int
    event: Event
    reason: Text = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class EventsAsked:
    """Somebody asked about adverse events; with none listed this is the answer "none"."""

    __pydantic_config__ = STRICT
    kind: Literal["events_asked"] = "events_asked"
    dose: int
    asked: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    __pydantic_config__ = STRICT
    kind: Literal["said"] = "said"
    dose: int
    words: Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Called:
    __pydantic_config__ = STRICT
    kind: Literal["called"] = "called"
    dose: int
    call: Call


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionDrafted:
    """What the meeting has typed so far: replaces the draft, never a signed decision."""

    __pydantic_config__ = STRICT
    kind: Literal["decision_drafted"] = "decision_drafted"
    decision: Decision


@dataclass(frozen=True, slots=True, kw_only=True)
class Signed:
    """A decision is signed; it covers every entry before this one."""

    __pydantic_config__ = STRICT
    kind: Literal["signed"] = "signed"
    decision: Decision
    imported: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionReopened:
    """The last signed decision is reopened, which voids its signature."""

    __pydantic_config__ = STRICT
    kind: Literal["decision_reopened"] = "decision_reopened"
    reason: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Erased:
    """Identity and free text were removed; the chain still verifies."""

    __pydantic_config__ = STRICT
    kind: Literal["erased"] = "erased"
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Noted:
    """An entry of the service chain: an opening, a sign-in, an export, a backup. Names no patient."""

    __pydantic_config__ = STRICT
    kind: Literal["noted"] = "noted"
    what: Literal[
        "trial_opened",
        "signed_in",
        "signed_out",
        "exported",
        "backed_up",
        "restored",
        "verified",
        "imported",
        "erased",
        "demonstration",
    ]
    trial: str = ""
    detail: str = ""


Fact = (
    Opened
    | PersonChanged
    | Planned
    | GoalSet
    | GoalsOrdered
    | GoalDropped
    | Agreed
    | DoseSet
    | ReadingTaken
    | ReadingWithdrawn
    | ReadingChosen
    | Rated
    | EventNoted
    | EventsAsked
    | Said
    | Called
    | DecisionDrafted
    | Signed
    | DecisionReopened
    | Erased
    | Noted
)
"""What one entry says."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One line of the ledger, as stored. `payload` is the very text that was hashed."""

    stream: str  # "trial/<id>" or "service"
    seq: int  # 1, 2, 3 ... within the stream
    at: datetime  # UTC, when it was received
    by: str  # who typed, not who assessed
    payload: str
    previous: str  # hash of the entry before it; 64 zeros for the first
    hash: str


SERVICE = "service"


def stream_of(trial: str) -> str:
    """The name of one trial's own chain."""
    return f"trial/{trial}"
