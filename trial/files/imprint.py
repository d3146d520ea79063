"""What every page of a file says of itself: whose it is, where the decision stands, who made it, when, from what."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from trial.ledger.facts import Decision, Person, Trial
from trial.meaning.state import state_of
from trial.wording.words import OUTCOME_WORDS

UNDECIDED = "NOT YET DECIDED"
ERASED = "identity erased"


@dataclass(frozen=True, slots=True, kw_only=True)
class Imprint:
    """What every page says about whose it is and where it came from."""

    trial: str
    identifiers: str  # number and name, or number and date of birth
    standing: str  # "DRAFT: NOT YET DECIDED", or "Signed: REPEAT LOWER"
    fingerprint: str  # sha256 of the head of its ledger
    entries: int
    service_name: str
    version: str
    made_at: datetime
    made_by: str
    zone: ZoneInfo

    @property
    def made(self) -> str:
        """When, on the clock of the zone that it names."""
        return f"{self.made_at.astimezone(self.zone):%d %b %Y %H:%M} {self.zone.key}"

    @property
    def made_by_whom(self) -> str:
        """The same, and who asked for the file."""
        return f"{self.made} by {shortened(self.made_by, 40)}" if self.made_by else self.made


def standing_decision(trial: Trial) -> Decision | None:
    """The signed decision that answers for the trial as it now is; None while one is awaited or being typed."""
    decisions = trial.decisions
    if not decisions or not decisions[-1].signed or state_of(trial) not in ("awaiting_dose", "closed"):
        return None
    return decisions[-1]


def draft_of(trial: Trial) -> Decision | None:
    """What a meeting has typed and not signed."""
    return trial.decisions[-1] if trial.decisions and not trial.decisions[-1].signed else None


def outcome_words(decision: Decision | None) -> str:
    """GO and the like, or that nothing is decided."""
    return OUTCOME_WORDS[decision.outcome] if decision and decision.outcome else UNDECIDED


def identifiers(person: Person) -> str:
    """The two identifiers of a page header: the number, the name and the date of birth, as far as known."""
    born = f"born {person.born:%d %b %Y}" if person.born else ""
    parts = (person.identifier, person.name, born)
    return ", ".join(shortened(part) for part in parts if part) or ERASED


def imprint_of(
    trial: Trial, *, service_name: str, version: str, zone: ZoneInfo, made_at: datetime, made_by: str
) -> Imprint:
    """What every page of a file says of itself."""
    decision = standing_decision(trial)
    return Imprint(
        trial=trial.id,
        identifiers=identifiers(trial.person),
        standing=f"Signed: {outcome_words(decision)}" if decision else f"DRAFT: {UNDECIDED}",
        fingerprint=trial.fingerprint,
        entries=trial.entries,
        service_name=service_name,
        version=version,
        made_at=made_at,
        made_by=made_by,
        zone=zone,
    )


def shortened(text: str, length: int = 60) -> str:
    """One line of at most this many characters.

    >>> shortened("Ann   Other", 6)
    'Ann O…'
    """
    line = " ".join(text.split())
    return line if len(line) <= length else line[: length - 1].rstrip() + "…"
