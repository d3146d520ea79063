"""The kinds of entry with their fields, and the rows of the ledger: entries, heads of chains, sealed texts."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from trial.ledger import facts
from trial.ledger.facts import Moment, StrictKeys, Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened(StrictKeys):
    """A trial begins. `imported`: it came from a file."""

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
    """The plan is set or changed. `reason`: why it was changed after it was locked."""

    kind: Literal["planned"] = "planned"
    plan: facts.Plan
    reason: Text = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class GoalSet(StrictKeys):
    """A goal is written or edited. The version before an edit after the lock stays in its history, with the reason."""

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
    """A goal is no longer pursued. Before the lock it is removed; after it, it stays listed as dropped."""

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
    """The complete dose sheet after an act; its readings, ratings, events and words are separate entries."""

    kind: Literal["dose_set"] = "dose_set"
    act: Literal["planned", "given", "corrected", "noted"]  # given: or tried; noted: first sit, bladder etc.
    dose: facts.Dose
    reason: Text = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DoseFact(StrictKeys):
    """The fields common to all kinds of entry about one dose, except DoseSet."""

    kind: str
    dose: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadingTaken(DoseFact):
    """A reading. It supersedes the one it replaces if that is still current; else both count until one is chosen."""

    kind: Literal["reading"] = "reading"
    reading: facts.Reading
    replaces: str = ""  # the id of the cell's current reading on the recorder's screen; empty if none
    reason: Text = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadingWithdrawn(DoseFact):
    """A reading is withdrawn (an undo, or entered in error) and not replaced."""

    kind: Literal["reading_withdrawn"] = "reading_withdrawn"
    id: str
    tap: str = ""  # the id of the tap that undid it, to recognise a repeated delivery
    reason: Text = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SetTakenOut(DoseFact):
    """Readings of one set were another person's: they count nowhere from then on, and stay listed as taken out."""

    kind: Literal["set_taken_out"] = "set_taken_out"
    ids: tuple[str, ...]
    copied_to: str = ""  # the id of the right person's trial
    reason: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class SetRelabelled(DoseFact):
    """Readings of one set belong to another slot, for example since T0 was corrected."""

    kind: Literal["set_relabelled"] = "set_relabelled"
    ids: tuple[str, ...]
    slot: str
    reason: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadingChosen(DoseFact):
    """One of several readings of a cell is chosen as the one that counts."""

    kind: Literal["reading_chosen"] = "reading_chosen"
    id: str
    over: tuple[str, ...]  # ids of the readings that no longer count
    reason: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Rated(DoseFact):
    kind: Literal["rated"] = "rated"
    rating: facts.Rating
    replaces: str = ""
    reason: Text = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class EventNoted(DoseFact):
    """An event, or a new version of the event with the same `id`, with the reason."""

    kind: Literal["event"] = "event"
    event: facts.Event
    reason: Text = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class EventsAsked(DoseFact):
    """Adverse events were asked about. Where no event is listed this means that there was none (rule 30)."""

    kind: Literal["events_asked"] = "events_asked"
    asked: bool = True
    asked_at: facts.Moment | None = None  # None in older entries and in files without the time


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
    """The decision as typed so far. It replaces the previous draft, never a signed decision."""

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
class CopyKept(StrictKeys):
    """One more version of the copy for the person. It voids no signature."""

    kind: Literal["copy_kept"] = "copy_kept"
    copy: facts.PersonCopy


@dataclass(frozen=True, slots=True, kw_only=True)
class Erased(StrictKeys):
    """The identity and free text of the trial were deleted; the chain still verifies."""

    kind: Literal["erased"] = "erased"
    reason: str


Session = Literal["signed_in", "signed_out"]
Maintenance = Literal["backed_up", "restored", "verified"]


@dataclass(frozen=True, slots=True, kw_only=True)
class NotedHead(StrictKeys):
    """Where the chain of a trial ended when something was noted: what is cut off later is missed by this."""

    trial: str
    seq: int
    hash: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Noted(StrictKeys):
    """An entry of the service chain: a trial opened, a sign-in, an export, a backup. It names no patient."""

    kind: Literal["noted"] = "noted"
    what: Literal["trial_opened", Session, "exported", Maintenance, "imported", "erased", "demonstration"]
    trial: str = ""
    detail: str = ""
    heads: tuple[NotedHead, ...] = ()  # of the trials that changed since heads were noted before
    secret: str = ""  # the hash of the secret of the service; empty in older entries, and before there is one


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingSet(StrictKeys):
    """An entry of the service chain: a meeting begins, changes or ends; its agenda only grows (no patient's name)."""

    kind: Literal["meeting_set"] = "meeting_set"
    meeting: str
    adds: tuple[str, ...] = ()  # ids of trials, after those that were on the agenda before
    present: tuple[Text, ...] = ()  # who is there from now on; sealed, as a person may be there
    ended: bool = False


OfThePlan = Opened | PersonChanged | Planned | GoalSet | GoalsOrdered | GoalDropped | Agreed
OfASet = ReadingTaken | ReadingWithdrawn | ReadingChosen | SetTakenOut | SetRelabelled
OfADose = DoseSet | OfASet | Rated | EventNoted | EventsAsked | Said | Called
OfADecision = DecisionDrafted | Signed | DecisionReopened
Fact = OfThePlan | OfADose | OfADecision | CopyKept | Erased | Noted | MeetingSet
"""The content of an entry."""


SERVICE = "service"
GENESIS = "0" * 64
"""The `previous` hash of the first entry of a chain."""


def stream_of(trial: str) -> str:
    """Return the name of a trial's chain."""
    return f"trial/{trial}"


def trial_of(stream: str) -> str:
    """Return the id of the trial of a chain."""
    return stream.removeprefix("trial/")


@dataclass(frozen=True, slots=True)
class Entry:
    """One row of the ledger, as stored. `payload` is exactly the text that was hashed."""

    stream: str  # "trial/<id>" or "service"
    seq: int  # 1, 2, 3 ... within the stream
    at: datetime  # when it was received, on UTC
    by: str  # who typed, not who assessed
    payload: str
    previous: str  # hash of the entry before it; 64 zeros for the first
    hash: str


@dataclass(frozen=True, slots=True)
class Head:
    """The number and the hash of the last entry of a chain; by default those of an empty chain."""

    stream: str
    seq: int = 0
    hash: str = GENESIS


@dataclass(frozen=True, slots=True)
class Sealed:
    """A text of which the entry has only the hash, and the salt that was hashed with it."""

    stream: str
    seq: int  # of the entry
    hash: str
    salt: str
    text: str


Row = Head | Entry | Sealed
"""One row of a copy of the ledger: first all heads, then all entries in order, then all sealed texts."""
