"""The imprint on every page of a file: whose trial, whether decided, made by whom, when, from which version."""

from dataclasses import dataclass, fields
from datetime import datetime
from zoneinfo import ZoneInfo

from trial.brief import identity_of
from trial.ledger.facts import Trial
from trial.meaning.state import standing_decision
from trial.wording.phrases import standing_text


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """How a file comes about: by which service and version, on whose clock, when, and for whom."""

    service_name: str
    version: str
    zone: ZoneInfo
    made_at: datetime
    made_by: str

    @property
    def made(self) -> str:
        """When, on the clock of the zone that it names."""
        return f"{self.made_at.astimezone(self.zone):%d %b %Y %H:%M} {self.zone.key}"

    @property
    def made_by_whom(self) -> str:
        """The same, and who asked for the file."""
        return f"{self.made} by {shortened(self.made_by, 40)}" if self.made_by else self.made


@dataclass(frozen=True, slots=True, kw_only=True)
class Imprint(Made):
    """What every page says about whose it is and where it came from."""

    trial: str
    identifiers: str  # number and name, or number and date of birth
    standing: str  # "DRAFT: NOT YET DECIDED", or "Signed: REPEAT LOWER"
    fingerprint: str  # sha256 of the head of its ledger
    entries: int

    @property
    def fingerprint_groups(self) -> str:
        """The fingerprint in groups of eight, to be read aloud."""
        return " ".join(self.fingerprint[start : start + 8] for start in range(0, len(self.fingerprint), 8))


def imprint_of(trial: Trial, made: Made) -> Imprint:
    """What a file of this trial says of itself; its times are shown on the trial's own clock where it has one."""
    own_clock = {"zone": ZoneInfo(trial.record.zone)} if trial.record.zone else {}
    return Imprint(
        trial=trial.id,
        identifiers=identity_of(trial.person).line,
        standing=standing_text(standing_decision(trial)),
        fingerprint=trial.fingerprint,
        entries=trial.entries,
        **{field.name: getattr(made, field.name) for field in fields(Made)} | own_clock,
    )


def shortened(text: str, length: int = 60) -> str:
    """One line of at most this many characters.

    >>> shortened("Ann   Other", 6)
    'Ann O…'
    """
    line = " ".join(text.split())
    return line if len(line) <= length else line[: length - 1].rstrip() + "…"
