"""A tap: one act on the entry sheet, on its way from a browser."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from trial.errors import InvalidInput, refusal
from trial.ledger.facts import STRICT, Event, Moment, Status
from trial.rules import may
from trial.rules.typed import check_year, moment_of

TAP_ID = re.compile(r"[A-Za-z0-9-]{8,64}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Tap:
    """One act on the entry sheet, on its way from a browser.

    `by` is who assessed, or whose voice rates or speaks; empty: whoever tapped. `replaces` is the id that stood in the
    cell on the tapper's screen, what an undo takes back, or what a choice keeps. `skew_seconds` is what must be added
    to the browser's clock.
    """

    __pydantic_config__ = STRICT
    id: str
    kind: Literal["reading", "rating", "undo", "choose", "events_asked", "event", "said"]
    dose: int
    tapped_at: Moment
    skew_seconds: int = 0
    slot: str = ""
    scale: str = ""
    item: str = ""
    goal: str = ""
    value: str | None = None  # as typed, or the token; the scale reads it
    status: Status = "measured"
    note: str = ""
    by: str = ""
    replaces: str = ""
    taken: str = ""  # as typed: "1052", "-12 min"
    taken_typed_at: Moment | None = None  # by the browser's clock
    reason: str = ""
    unusual: bool = False  # asked once about an unusual value, and confirmed
    event: Event | None = None
    words: str = ""

    @property
    def at(self) -> datetime:
        """When it was tapped, by the server's clock."""
        return self._put_right(self.tapped_at)

    def taken_at(self, zone: ZoneInfo) -> datetime:
        """The clinical time: as typed, else that of the tap; raises InvalidInput."""
        if not self.taken.strip():
            return self.at
        return moment_of(self.taken, self._put_right(self.taken_typed_at or self.tapped_at), zone)

    def _put_right(self, moment: datetime) -> datetime:
        """A moment of the browser's clock by the server's; raises InvalidInput where none can be meant."""
        try:
            found = moment + timedelta(seconds=self.skew_seconds)
        except OverflowError:
            found = datetime.min.replace(tzinfo=UTC)
        if not may(check_year, found):
            raise InvalidInput(refusal("clock_cannot_be_meant", "tapped_at", year=found.year))
        return found
