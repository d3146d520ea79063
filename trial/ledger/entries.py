"""The kinds of entry, what each says, and the rows of the ledger: entries, heads of chains, sealed texts."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from trial.ledger import facts
from trial.ledger.facts import Moment, StrictKeys, Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened(StrictKeys):
    """A trial begins. `imported` when it came from a file."""

    kind: Literal["opened"] = "opened"
    trial: str
    person: facts.Person
    zone: str = ""
    imported: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonChanged(StrictKeys):
    kind: Literal["person_changed"] = "person_changed"
    person: facts.Person
    reason: Text = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned(StrictKeys):
    """What will be measured. After the lock `reason` says why it changed."""

    kind: Literal["planned"] = "planned"
    plan: facts.Plan
    reason: Text = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class GoalSet(StrictKeys):
    """A goal is written or edited. An edit after the lock keeps what it said before, with the reason."""

    kind: Literal["goal_set"] = "goal_set"
    goal: facts.Goal
    reason: Text = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class GoalsOrdered(StrictKeys):
    """The person's own order of goals."""

    kind: Literal["goals_ordered"] = "goals_ordered"
    ids: tuple[str, ...]
    reason: Text = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class GoalDropped(StrictKeys):
    """A goal is no longer pursued. Before the lock it is gone from view; after it, it stays and says so."""

    kind: Literal["goal_dropped"] = "goal_dropped"
    id: str
    reason: Text = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreed(StrictKeys):
    """Plan and goals are agreed with the person and locked. A second one corrects the time of the first."""

    kind: Literal["agreed"] = "agreed"
    agreed_at: Moment
    agreed_by: str = ""
    typed_at: Moment | None = None  # where it was typed later than it was agreed
    reason: Text = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DoseSet(StrictKeys):
    """The dose sheet, whole, as it stands after this act; readings, ratings, events and words are never in it."""

    kind: Literal["dose_set"] = "dose_set"
    act: Literal["planned", "given", "corrected", "noted"]  # given or tried; noted: first sit, bladder and the like
    dose: facts.Dose
    reason: Text = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DoseFact(StrictKeys):
    """What every kind of entry begins with that speaks of one dose, apart from its sheet."""

    kind: str
    dose: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadingTaken(DoseFact):
    """A reading; it supersedes what it replaces if that is still in its cell, else both stand until one is chosen."""

    kind: Literal["reading"] = "reading"
    reading: facts.Reading
    replaces: str = ""  # the id that stood in its cell on the tapper's screen, or empty
    reason: Text = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadingWithdrawn(DoseFact):
    """A reading is taken back (an undo, or entered in error) with nothing in its place."""

    kind: Literal["reading_withdrawn"] = "reading_withdrawn"
    id: str
    tap: str = ""  # the id of the undoing tap, so that a re-sent one is known
    reason: Text = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadingChosen(DoseFact):
    """Of two values in one cell, this one counts."""

    kind: Literal["reading_chosen"] = "reading_chosen"
    id: str
    over: tuple[str, ...]
    reason: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Rated(DoseFact):
    kind: Literal["rated"] = "rated"
    rating: facts.Rating
    replaces: str = ""
    reason: Text = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class EventNoted(DoseFact):
    """An event. With an `id` that is already there, the event is rewritten and `reason` says why."""

    kind: Literal["event"] = "event"
    event: facts.Event
    reason: Text = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class EventsAsked(DoseFact):
    """Somebody asked about adverse events, when; with none listed this is the answer "none" (rule 30)."""

    kind: Literal["events_asked"] = "events_asked"
    asked: bool = True
    asked_at: facts.Moment | None = None  # not known of an older entry, or of a file without it


@dataclass(frozen=True, slots=True, kw_only=True)
class Said(DoseFact):
    kind: Literal["said"] = "said"
    words: facts.Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Called(DoseFact):
    kind: Literal["called"] = "called"
    call: facts.Call


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionDrafted(StrictKeys):
    """What the meeting has typed so far: replaces the draft, never a signed decision."""

    kind: Literal["decision_drafted"] = "decision_drafted"
    decision: facts.Decision


@dataclass(frozen=True, slots=True, kw_only=True)
class Signed(StrictKeys):
    """A decision is signed; it covers every entry before this one."""

    kind: Literal["signed"] = "signed"
    decision: facts.Decision
    imported: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionReopened(StrictKeys):
    """The last signed decision is reopened, which voids its signature."""

    kind: Literal["decision_reopened"] = "decision_reopened"
    reason: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Erased(StrictKeys):
    """Identity and free text were removed; the chain still verifies."""

    kind: Literal["erased"] = "erased"
    reason: str


Session = Literal["signed_in", "signed_out"]
Maintenance = Literal["backed_up", "restored", "verified"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Noted(StrictKeys):
    """An entry of the service chain: an opening, a sign-in, an export, a backup. Names no patient."""

    kind: Literal["noted"] = "noted"
    what: Literal["trial_opened", Session, "exported", Maintenance, "imported", "erased", "demonstration"]
    trial: str = ""
    detail: str = ""


OfThePlan = Opened | PersonChanged | Planned | GoalSet | GoalsOrdered | GoalDropped | Agreed
OfADose = DoseSet | ReadingTaken | ReadingWithdrawn | ReadingChosen | Rated | EventNoted | EventsAsked | Said | Called
OfADecision = DecisionDrafted | Signed | DecisionReopened
Fact = OfThePlan | OfADose | OfADecision | Erased | Noted
"""What one entry says."""


SERVICE = "service"
GENESIS = "0" * 64
"""What the first entry of a chain names as its predecessor."""


def stream_of(trial: str) -> str:
    """The name of one trial's own chain."""
    return f"trial/{trial}"


def trial_of(stream: str) -> str:
    """The trial whose chain this is."""
    return stream.removeprefix("trial/")


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the ledger, as stored. `payload` is the very text that was hashed."""

    stream: str  # "trial/<id>" or "service"
    seq: int  # 1, 2, 3 ... within the stream
    at: datetime  # UTC, when it was received
    by: str  # who typed, not who assessed
    payload: str
    previous: str  # hash of the entry before it; 64 zeros for the first
    hash: str


@dataclass(frozen=True, slots=True)
class Head:
    """Where a chain ends: the number and the hash of its last entry; those of an empty chain unless given."""

    stream: str
    seq: int = 0
    hash: str = GENESIS


@dataclass(frozen=True, slots=True)
class Sealed:
    """A text that an entry holds only by its hash, with the salt that was hashed with it."""

    stream: str
    seq: int  # of the entry
    hash: str
    salt: str
    text: str


Row = Head | Entry | Sealed
"""One line of a copy of the ledger. A copy has its heads first, then its entries in order, then what is sealed."""
